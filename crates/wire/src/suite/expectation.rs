//! The answer that a test expects, and how another one differs.

use crate::json::at::At;
use crate::json::error::{Expected, ReadError, clip};
use crate::json::tree::Json;
use crate::output::answer::{Answer, Outcome};
use crate::output::batch::BatchAnswer;
use crate::output::plan::RecordedPlan;
use crate::output::recorded::{RecordedError, RecordedRejection, RecordedWarning};
use crate::policy::read::{list, members, number, text};
use crate::request::batch::BatchCase;
use crate::request::case::Case;
use crate::request::errors::Malformed;
use crate::suite::law::{dispositions, invalid, word};
use instance_lifecycle::batch::BatchRejection;
use instance_lifecycle::errors::DryRunPass;
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{Disposition, Resource, Risk};
use instance_lifecycle::suggest::{OneOf, nearest};
use instance_lifecycle::{Action, Policy, Status};
use std::fmt;

pub(crate) const EXPECT: &[&str] = &[
    "outcome",
    "rule",
    "http_status",
    "code",
    "message",
    "stopped_mode",
    "ends_in",
    "billed",
    "not_billed",
    "becomes",
    "risks",
    "warnings",
];

/// The outcomes that a test can expect.
pub(crate) const OUTCOMES: &[&str] = &["planned", "already-done", "refused", "dry-run-passed"];

/// The answer that a test expects: everything that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// `planned`, `already-done`, `refused` or `dry-run-passed`.
    pub outcome: Option<&'static str>,
    /// The deciding rule.
    pub rule: Option<String>,
    /// The HTTP status of the error.
    pub http_status: Option<u16>,
    /// The code of the error.
    pub code: Option<String>,
    /// The message of the error.
    pub message: Option<String>,
    /// The effective stop mode.
    pub stopped_mode: Option<StoppedMode>,
    /// The status at the end of the plan.
    pub ends_in: Option<Status>,
    /// Resources that are billed at the end of the plan.
    pub billed: Vec<Resource>,
    /// Resources that are not billed at the end of the plan.
    pub not_billed: Vec<Resource>,
    /// The dispositions of resources.
    pub becomes: Vec<(Resource, Disposition)>,
    /// The risks of the plan, every one of them; `None` if they do not matter.
    pub risks: Option<Vec<Risk>>,
    /// The custom rules that warn, every one of them; `None` if they do not matter.
    pub warnings: Option<Vec<String>>,
}

/// The answer to the case of a test. For a plural operation it is the error of the call, or that of the
/// first instance that has one, or else the plan of the first instance; its warnings are those of all
/// instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestAnswer {
    /// `planned`, `already-done`, `refused` or `dry-run-passed`.
    pub outcome: &'static str,
    /// The deciding rule.
    pub rule: String,
    /// The error.
    pub error: Option<RecordedError>,
    /// The plan; `None` if the call is refused.
    pub plan: Option<RecordedPlan>,
    /// The warnings of the policy, each once.
    pub warnings: Vec<RecordedWarning>,
}

/// A difference between the expected answer and the one that is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The key of the expectation.
    pub key: &'static str,
    /// The expected value.
    pub expected: String,
    /// The value of the answer; `None` if it has none.
    pub answered: Option<String>,
}

/// Reads an expectation: a table, or an outcome alone.
pub(crate) fn expectation(
    at: At<'_>,
    json: &Json<'_>,
    action: Action,
    policy: &Policy,
) -> Result<Expectation, ReadError> {
    let mut expected = Expectation::default();
    if let Json::String(_) = json {
        expected.outcome = Some(outcome(at, json)?);
        return Ok(expected);
    }
    let members = members(at, json, EXPECT, "an outcome, or a table of the expected answer")?;
    if members.is_empty() {
        return Err(invalid(at, &format_args!("expected {}, or another key", Expected::OneOf(OUTCOMES))));
    }
    for (key, value) in members {
        let here = at.key(key);
        match key.as_ref() {
            "outcome" => expected.outcome = Some(outcome(here, value)?),
            "rule" => expected.rule = Some(text(here, value)?),
            "http_status" => expected.http_status = Some(number(here, value)?),
            "code" => expected.code = Some(text(here, value)?),
            "message" => expected.message = Some(text(here, value)?),
            "stopped_mode" => expected.stopped_mode = Some(word(here, value)?),
            "ends_in" => expected.ends_in = Some(word(here, value)?),
            "billed" => expected.billed = list(here, value, word)?,
            "not_billed" => expected.not_billed = list(here, value, word)?,
            "becomes" => expected.becomes = dispositions(here, value)?,
            "risks" => expected.risks = Some(list(here, value, word)?),
            _ => {
                let warning = |at: At<'_>, json: &Json<'_>| warning(at, json, action, policy);
                expected.warnings = Some(list(here, value, warning)?);
            }
        }
    }
    Ok(expected)
}

fn outcome(at: At<'_>, json: &Json<'_>) -> Result<&'static str, ReadError> {
    match at.choice(json, OUTCOMES)? {
        Some(index) => Ok(OUTCOMES[index]),
        None => Err(at.unexpected(Expected::OneOf(OUTCOMES), json)),
    }
}

/// Reads the name of a rule that warns. Another one is an error: a test that expects it could only fail.
fn warning(at: At<'_>, json: &Json<'_>, action: Action, policy: &Policy) -> Result<String, ReadError> {
    let name = text(at, json)?;
    let operation = action.singular();
    let mut known: Vec<&str> = policy.warning_rows(operation).map(|row| row.rule).collect();
    known.dedup();
    if known.contains(&name.as_str()) {
        return Ok(name);
    }
    let name = clip(&name);
    if policy.rows(operation).any(|row| row.rule == name) {
        let problem = format!("the rule `{name}` of `{operation}` decides the call: expected it in `rule`");
        return Err(invalid(at, &problem));
    }
    let problem = format!("no rule `{name}` warns of `{operation}`");
    Err(invalid(
        at,
        &match nearest(name, known.iter().copied()) {
            Some(nearest) => format!("{problem}: did you mean `{nearest}`?"),
            None if known.is_empty() => format!("{problem}: the policy has no such rule"),
            None => format!("{problem}: expected {}", OneOf(&known)),
        },
    ))
}

impl Expectation {
    /// Returns the differences of an answer, in the order of the keys.
    #[must_use]
    pub fn mismatches(&self, answer: &TestAnswer) -> Vec<Mismatch> {
        let mut found = Mismatches(Vec::new());
        let (error, plan) = (answer.error.as_ref(), answer.plan.as_ref());
        found.compare("outcome", self.outcome, Some(answer.outcome));
        found.compare("rule", self.rule.as_deref(), Some(answer.rule.as_str()));
        found.compare("http_status", self.http_status, error.and_then(|error| error.http_status));
        found.compare("code", self.code.as_deref(), error.map(|error| error.code.as_str()));
        found.compare("message", self.message.as_deref(), error.map(|error| error.message.as_str()));
        found.compare("stopped_mode", self.stopped_mode, plan.map(|plan| plan.stopped_mode));
        found.compare("ends_in", self.ends_in, plan.map(|plan| plan.status.to));
        let resource =
            |of: Resource| plan.and_then(|plan| plan.resources.iter().find(|listed| listed.resource == of));
        for (key, resources, is_billed) in
            [("billed", &self.billed, true), ("not_billed", &self.not_billed, false)]
        {
            for of in resources.iter().copied() {
                // A plan that does not list a resource does not bill it.
                let billed = plan.map(|_| resource(of).is_some_and(|listed| listed.billed_after));
                let words = |billed| format!("{of} {}", if billed { "billed" } else { "not billed" });
                found.compare(key, Some(words(is_billed)), billed.map(words));
            }
        }
        for (of, disposition) in self.becomes.iter().copied() {
            let words = |disposition| format!("{of} {disposition}");
            let listed = resource(of).map(|listed| words(listed.disposition));
            found.compare("becomes", Some(words(disposition)), listed);
        }
        let risks = |risks: &[Risk]| names(risks.iter().map(|risk| risk.as_str()));
        found.compare("risks", self.risks.as_deref().map(risks), plan.map(|plan| risks(&plan.risks)));
        let warnings = self.warnings.as_ref().map(|warnings| names(warnings.iter().map(String::as_str)));
        let answered = names(answer.warnings.iter().map(|warning| warning.rule.as_str()));
        found.compare("warnings", warnings, Some(answered));
        found.0
    }
}

/// Names in their order, whatever the order in which they are given.
fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

struct Mismatches(Vec<Mismatch>);

impl Mismatches {
    fn compare<T: PartialEq + fmt::Display>(
        &mut self,
        key: &'static str,
        expected: Option<T>,
        answered: Option<T>,
    ) {
        if let Some(value) = expected.as_ref().filter(|_| expected != answered) {
            let (expected, answered) = (value.to_string(), answered.map(|answered| answered.to_string()));
            self.0.push(Mismatch { key, expected, answered });
        }
    }
}

impl TestAnswer {
    pub(crate) fn of_case(case: &Case, policy: &Policy) -> Self {
        let answer = Answer::new(case, policy);
        let warnings = answer.warnings.iter().map(Into::into).collect();
        Self { warnings, ..Self::of_outcome(&answer.outcome, answer.settled_by) }
    }

    fn of_outcome(outcome: &Outcome<'_>, settled_by: &str) -> Self {
        let settled = |outcome, plan| {
            let (rule, warnings) = (settled_by.to_owned(), Vec::new());
            Self { outcome, rule, error: None, plan, warnings }
        };
        match outcome {
            Outcome::Planned(plan) => settled("planned", Some((*plan).into())),
            Outcome::AlreadyDone(plan) => settled("already-done", Some((*plan).into())),
            Outcome::Rejected(first, all) => Self::refused(RecordedRejection::of(first, all)),
            Outcome::Malformed(malformed) => Self::refused(malformed.into()),
            Outcome::DryRunPassed(pass) => Self::passed((&pass.error()).into(), Some(pass.plan().into())),
        }
    }

    pub(crate) fn of_batch(case: &BatchCase, policy: &Policy) -> Self {
        let answer = BatchAnswer::new(case, policy);
        if let Some(malformed) = &answer.malformed {
            return Self::refused(malformed.into());
        }
        match &answer.outcome {
            Ok(items) => {
                let refused = items.iter().find(|item| item.outcome().is_err());
                let item = refused.unwrap_or(&items[0]);
                let mut warnings: Vec<RecordedWarning> = Vec::new();
                for warning in items.iter().flat_map(|item| item.warnings()) {
                    if warnings.iter().all(|known| known.rule != warning.rule()) {
                        warnings.push((&warning).into());
                    }
                }
                Self { warnings, ..Self::of_outcome(&Outcome::of_item(item), item.settled_by()) }
            }
            Err(BatchRejection::Item { violation, .. }) => {
                Self::refused(RecordedRejection::of(&violation.violation(), &answer.violations))
            }
            Err(BatchRejection::DryRunPassed(error)) => Self::passed(error.into(), None),
            Err(of_the_ids) => {
                let (rule, error) =
                    (Malformed::RULE.to_owned(), of_the_ids.error().map(|error| (&error).into()));
                Self { outcome: "refused", rule, error, plan: None, warnings: Vec::new() }
            }
        }
    }

    fn refused(rejection: RecordedRejection) -> Self {
        let RecordedRejection { rule, error, .. } = rejection;
        Self { outcome: "refused", rule, error: Some(error), plan: None, warnings: Vec::new() }
    }

    fn passed(error: RecordedError, plan: Option<RecordedPlan>) -> Self {
        let (rule, warnings) = (DryRunPass::RULE.to_owned(), Vec::new());
        Self { outcome: "dry-run-passed", rule, error: Some(error), plan, warnings }
    }
}

/// Writes the answer in words: `403 House.Rule by rule no-spot`, `planned by rule stop-economically`.
impl fmt::Display for TestAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            Some(RecordedError { http_status: Some(status), code, .. }) => write!(f, "{status} {code}")?,
            Some(RecordedError { code, .. }) => write!(f, "{code}")?,
            None => f.write_str(self.outcome)?,
        }
        write!(f, " by rule {}", self.rule)
    }
}
