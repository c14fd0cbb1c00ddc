//! SARIF 2.1.0, for code hosts that show findings beside the code.

use serde_json::{Value, json};

/// A finding in a file.
pub(crate) struct Finding {
    pub(crate) rule: &'static str,
    pub(crate) level: Level,
    pub(crate) message: String,
    /// The file and the line from 1; `None` if the finding is about no file.
    pub(crate) place: Option<(String, usize)>,
}

/// The level of a finding.
#[derive(Clone, Copy)]
pub(crate) enum Level {
    Error,
    Note,
}

/// The document of the findings.
///
/// The name of the run tells it from other runs, such as those about other files.
pub(crate) fn document(run: &str, findings: &[Finding]) -> Value {
    let mut rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "lifecycle",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
            } },
            "automationDetails": { "id": format!("{run}/") },
            "results": findings.iter().map(result).collect::<Vec<_>>(),
        }],
    })
}

fn result(finding: &Finding) -> Value {
    let mut result = json!({
        "ruleId": finding.rule,
        "level": match finding.level {
            Level::Error => "error",
            Level::Note => "note",
        },
        "message": { "text": finding.message },
    });
    if let Some((file, line)) = &finding.place {
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": file },
            "region": { "startLine": line },
        } }]);
    }
    result
}
