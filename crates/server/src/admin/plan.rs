//! What a call would do: the plan, or every violation with its source and its fixes. Nothing is changed.

use super::{Admin, Content, Result, bad};
use instance_lifecycle::analysis::{Fix, Repair, fixes};
use instance_lifecycle::rules::attributes::ChangedBy;
use instance_lifecycle::{Action, explain};
use instance_lifecycle_wire::{AnyCase, BatchAnswer, Case, Defaults, Json, RecordedOutcome};
use serde_json::{Value, json};

/// Decides a request, `{"Action": …, "InstanceId": …, …}`, as the case format has it.
pub(super) fn plan(admin: &mut Admin<'_>, _: &[&str]) -> Result<Content> {
    let request: Value = admin.read()?;
    let account = admin.account();
    let action = request.get("Action").and_then(Value::as_str).unwrap_or_default();
    let action: Action =
        action.parse().map_err(|_| bad(format!("`{action}` is no action that the library decides")))?;
    let environment = admin.state.world.account(&account).environment;
    let policy = admin.state.world.policy.policy.clone();
    let defaults = Defaults { environment, attributes: policy.attributes().clone(), ..Defaults::default() };
    for id in ids(&request) {
        if let Some(number) = admin.state.world.account(&account).number(id) {
            admin.state.world.read_custom(&account, number, admin.now).map_err(bad)?;
        }
    }
    let of = admin.state.world.account(&account);
    let record = |id: &Value| {
        let stored = id.as_str().and_then(|id| of.get(id));
        stored.map_or(Value::Null, |stored| {
            let record = instance_lifecycle_wire::Record {
                instance_id: Some(stored.id.clone()),
                attributes: policy.attributes().clone(),
                ..stored.instance.into()
            };
            serde_json::to_value(record).unwrap_or_default()
        })
    };
    if action.operation().is_none() {
        let ids = request.get("InstanceId").and_then(Value::as_array).cloned().unwrap_or_default();
        let case = json!({ "Instances": ids.iter().map(record).collect::<Vec<_>>(), "Request": request });
        let text = case.to_string();
        let json: Json<'_> = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        let AnyCase::Batch(case) = AnyCase::read(&json, &defaults).map_err(|error| bad(error.to_string()))?
        else {
            return Err(bad("no plural call"));
        };
        return Ok(Content::Json(json!(BatchAnswer::new(&case, &policy))));
    }
    let id = request.get("InstanceId").cloned().unwrap_or(Value::Null);
    let case = json!({ "Instance": record(&id), "Request": request });
    let text = case.to_string();
    let json: Json<'_> = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
    let case = Case::read(&json, &defaults).map_err(|error| bad(error.to_string()))?;
    if let Some(malformed) = &case.notes.malformed {
        return Ok(Content::Json(json!(RecordedOutcome::from(malformed))));
    }
    let explanation = explain(&case.instance(), &case.request, &case.environment, &policy);
    let mut answer = json!(RecordedOutcome::from(&explanation));
    let sources: Vec<Value> = explanation
        .violations()
        .map(|violation| {
            let row = violation.row();
            json!({
                "Rule": violation.rule(),
                "Code": violation.code(),
                "HttpStatus": violation.http_status(),
                "Message": violation.error().message.to_string(),
                "Evidence": violation.evidence(),
                "Source": row.source.to_string(),
                "Description": violation.description(),
                "Retryable": violation.is_retryable(),
            })
        })
        .collect();
    let of_core = instance_lifecycle::Case::new(case.instance(), case.environment, case.request.parameters());
    let fixes = fixes(&of_core, case.request.operation(), &policy);
    if let Some(members) = answer.as_object_mut() {
        let has_violations = !sources.is_empty();
        members.insert("Explained".to_owned(), sources.into());
        if let Some(fixes) = fixes.ok().filter(|_| has_violations) {
            members.insert("Fixes".to_owned(), fixes.iter().take(SHOWN).map(shown).collect());
        }
    }
    Ok(Content::Json(answer))
}

/// Returns the ids that a request names.
fn ids(request: &Value) -> impl Iterator<Item = &str> {
    let (one, several) = match request.get("InstanceId") {
        Some(Value::Array(ids)) => (None, ids.as_slice()),
        Some(id) => (id.as_str(), &[][..]),
        None => (None, &[][..]),
    };
    one.into_iter().chain(several.iter().filter_map(Value::as_str))
}

/// The number of fixes that are shown.
const SHOWN: usize = 5;

/// Returns the changes of a fix, each with the party that must make it.
fn shown(fix: &Fix) -> Value {
    let change = |change: &Repair| {
        let by = match change.attribute.changed_by() {
            ChangedBy::Request => "Request",
            ChangedBy::Owner => "Owner",
            ChangedBy::Vendor => "Vendor",
            ChangedBy::Nobody => "Nobody",
        };
        json!({ "Attribute": change.attribute.name(), "From": change.from, "To": change.to, "ChangedBy": by })
    };
    fix.changes.iter().map(change).collect()
}
