//! Rules as JSON.

use super::custom::CustomRows;
use super::rule::{errors_of, has_dry_run, names, neighbours, numbered};
use crate::evidence::source_to_json;
use instance_lifecycle::Policy;
use instance_lifecycle::errors::{DryRunPass, ErrorKind};
use instance_lifecycle::rules::{Condition, PolicyRow, Row, RuleTable, Verdict};
use serde_json::{Value, json};

/// The names of the rules of an operation.
pub(super) fn names_of(rule_table: &RuleTable) -> Value {
    let refusals = RuleTable::rules(rule_table.refusals).count();
    let names = names(rule_table);
    let (refusals, others) = names.split_at(refusals);
    json!({ "Operation": rule_table.operation, "RefusedBy": refusals, "SettledBy": others })
}

/// The rules of that name, refusals first, with all their rows or with one.
pub(super) fn rules(rule_table: &RuleTable, name: &str, row: Option<usize>, policy: &Policy) -> Vec<Value> {
    let refusals = RuleTable::rules(rule_table.refusals).filter(|rule| rule[0].rule == name).map(|rule| {
        let (later, earlier) = neighbours(rule_table, rule, policy);
        json!({
            "Rule": name, "Operation": rule_table.operation,
            "Stage": rule_table.stages.names()[usize::from(rule[0].stage)],
            "Errors": errors(rule_table, rule[0].then, policy), "Rows": rows(rule_table, rule, row, policy),
            "TakesPrecedenceOver": later, "PrecededBy": earlier,
        })
    });
    let settlements = RuleTable::rules(rule_table.settlements).filter(|rule| rule[0].rule == name);
    let settlements = settlements.map(|rule| {
        json!({
            "Rule": name, "Operation": rule_table.operation, "Settlement": rule[0].then,
            "Rows": rows(rule_table, rule, row, policy),
        })
    });
    let dry_run = (name == DryRunPass::RULE && has_dry_run(rule_table)).then(|| {
        json!({
            "Rule": name, "Operation": rule_table.operation,
            "Errors": errors(rule_table, ErrorKind::DryRunPassed, policy),
        })
    });
    refusals.chain(settlements).chain(dry_run).collect()
}

/// A custom rule.
pub(super) fn custom(rule: &CustomRows<'_>, policy: &Policy) -> Value {
    let row = |(number, row): &(usize, PolicyRow<'_>)| {
        json!({
            "Row": number, "When": Condition::over(&row.when, policy.attributes()).to_string(),
            "Evidence": row.evidence, "Source": row.source.to_string(),
        })
    };
    let mut object = json!({
        "Rule": rule.first.rule, "Operation": rule.operation, "Stage": rule.first.stage, "Warns": rule.warns,
        "Rows": rule.rows.iter().map(row).collect::<Vec<_>>(),
    });
    match rule.first.then {
        Verdict::Raise(kind) => object["Raises"] = json!(kind),
        Verdict::RaiseCustom { http_status, code, message, retryable } => {
            object["Errors"] = json!([{ "HttpStatus": http_status, "Code": code, "Message": message, "Retryable": retryable }]);
        }
        Verdict::Settle(settlement) => object["Settlement"] = json!(settlement),
        Verdict::Warn(message) => object["Message"] = json!(message),
    }
    object
}

/// The errors of a kind under the revision of the policy: the fixed text, and the template.
fn errors(rule_table: &RuleTable, kind: ErrorKind, policy: &Policy) -> Vec<Value> {
    let table = rule_table.operation.errors();
    let mut rows = errors_of(rule_table, kind, policy);
    rows.dedup();
    let error = rows.into_iter().map(|row| {
        json!({
            "HttpStatus": row.http_status, "Code": row.code, "Message": row.message,
            "Description": table.description(row, table.column(policy.revision())),
        })
    });
    error.collect()
}

fn rows<V>(rule_table: &RuleTable, rule: &[Row<V>], only: Option<usize>, policy: &Policy) -> Vec<Value> {
    let row = numbered(rule, only).map(|(number, row)| {
        json!({
            "Row": number, "When": row.condition().to_string(), "Active": policy.is_active(rule_table.operation, row),
            "Evidence": row.evidence, "Source": source_to_json(row.source),
            "Against": row.against.map(source_to_json),
        })
    });
    row.collect()
}
