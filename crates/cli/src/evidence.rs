//! Evidence and sources, in words and as JSON.

use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::{Document, Evidence, PolicyRow, RuleSource, Source};
use serde_json::{Value, json};

/// The name of an evidence, in lower case.
pub(crate) fn lower(evidence: Evidence) -> String {
    evidence.as_str().to_lowercase()
}

/// The evidence of an answer, with the interpretations that the deciding row depends on.
pub(crate) fn describe(evidence: Evidence, row: Option<&PolicyRow<'_>>) -> String {
    let text = match evidence {
        Evidence::Documented => "documented",
        Evidence::Borrowed => "documented for sister operations",
        Evidence::Observed => "observed in public reports",
        Evidence::Inferred => "inferred from the vendor's documents",
        Evidence::Contradicted => "the vendor's documents disagree",
        Evidence::Own => "custom rule of the policy",
    };
    let found = row.map(interpretations).unwrap_or_default();
    if found.is_empty() {
        return text.to_owned();
    }
    let names: Vec<String> = found.iter().map(|one| format!("{} {}", one.id, one.name)).collect();
    let ids: Vec<&str> = found.iter().map(|one| one.id).collect();
    format!("{text}: {}, see `lifecycle interpretations {}`", names.join(", "), ids.join(" "))
}

/// The interpretations that a row depends on.
fn interpretations(row: &PolicyRow<'_>) -> Vec<&'static Interpretation> {
    let condition = row.condition().to_string();
    let names = condition.split("interpretation.").skip(1).filter_map(|rest| rest.split(':').next());
    names.filter_map(|name| Interpretation::named(name).ok()).collect()
}

/// The origin of a row: the source, or the reason of a custom rule.
pub(crate) fn origin(source: RuleSource<'_>) -> String {
    match source {
        RuleSource::Documents(source) => format!("source: {source}"),
        RuleSource::Policy("") => "source: a rule of the policy".to_owned(),
        RuleSource::Policy(reason) => format!("reason: {reason}"),
    }
}

/// A page: its title, its date and its address.
pub(crate) fn page_to_json(document: Document) -> Value {
    json!({ "Title": document.title(), "Date": document.date(), "Url": document.url() })
}

/// A source: the page, and the place in it.
pub(crate) fn source_to_json(source: Source) -> Value {
    let mut page = page_to_json(source.document);
    page["Place"] = source.place.into();
    page
}
