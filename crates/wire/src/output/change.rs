//! Changes from one answer to another.

use crate::output::answer::Outcome;
use crate::output::recorded::RecordedError;
use instance_lifecycle::Plan;
use instance_lifecycle::analysis::ResourceState;
use instance_lifecycle::plan::{ChangeKind, ResourceOutcome};

impl Outcome<'_> {
    /// Returns the kind of change from this outcome to another one of the same call, under another policy;
    /// `None` if they are equivalent. Later violations and names of rules do not count.
    ///
    /// ```
    /// use instance_lifecycle::plan::ChangeKind;
    /// use instance_lifecycle::policy::interpretations::ImageLicence;
    /// use instance_lifecycle::{Policy, Revision};
    /// use instance_lifecycle_wire::{Answer, Case, Defaults, Json};
    ///
    /// let line = r#"{"Instance":{"Status":"Stopped"},"Request":{"Action":"RebootInstance"}}"#;
    /// let json: Json = serde_json::from_str(line)?;
    /// let case = Case::read(&json, &Defaults::default())?;
    /// let [old, new] = [Policy::documented(), Policy::documented().with(ImageLicence::NotBilled)];
    /// let [old, new] = [&old, &new].map(|policy| Answer::new(&case, policy).outcome);
    /// assert_eq!(old.change_to(&new), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn change_to(&self, other: &Outcome<'_>) -> Option<ChangeKind> {
        match (self.plan(), other.plan()) {
            (None, Some(_)) => Some(ChangeKind::RefusalToPlan),
            (Some(_), None) => Some(ChangeKind::PlanToRefusal),
            (Some(from), Some(to)) => {
                let difference = from.difference(&to).map(ChangeKind::from);
                difference.or_else(|| errors(self.error().as_ref(), other.error().as_ref()))
            }
            (None, None) => errors(self.error().as_ref(), other.error().as_ref()),
        }
    }

    /// Returns a short text of the outcome, in contrast to another one from which it differs in this way: the
    /// code, the message, the settlement, or the resources and risks that differ.
    #[must_use]
    pub fn contrast(&self, other: &Outcome<'_>, kind: ChangeKind) -> String {
        match (kind, self.plan(), self.error()) {
            (ChangeKind::OtherResources, Some(plan), _) => {
                other.plan().map_or_else(String::new, |other| consequences(&plan, &other))
            }
            (ChangeKind::OtherMessage, _, Some(error)) => error.message,
            (ChangeKind::OtherError, _, Some(error)) | (_, None, Some(error)) => {
                let status = error.http_status.map(|status| format!("{status} ")).unwrap_or_default();
                format!("{status}{}", error.code)
            }
            (_, Some(plan), _) if plan.is_already_done() => "already done".to_owned(),
            (_, Some(plan), _) => plan.settlement().to_string(),
            (_, None, None) => String::new(),
        }
    }

    /// Returns the plan; `None` if the call is refused.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        match self {
            Self::Planned(plan) | Self::AlreadyDone(plan) => Some(*plan),
            Self::DryRunPassed(pass) => Some(pass.plan()),
            Self::Rejected(..) | Self::Malformed(_) => None,
        }
    }

    /// Returns the code of the error; `None` if the call is accepted.
    #[must_use]
    pub fn error_code(&self) -> Option<&str> {
        match self {
            Self::Planned(_) | Self::AlreadyDone(_) => None,
            Self::Rejected(first, _) => Some(first.error().code),
            Self::DryRunPassed(pass) => Some(pass.error().code),
            Self::Malformed(malformed) => Some(malformed.error.code),
        }
    }

    /// Returns the error; `None` if the call is accepted. A dry run without violations has an error, too.
    #[must_use]
    pub fn error(&self) -> Option<RecordedError> {
        match self {
            Self::Planned(_) | Self::AlreadyDone(_) => None,
            Self::Rejected(first, _) => Some((&first.error()).into()),
            Self::DryRunPassed(pass) => Some((&pass.error()).into()),
            Self::Malformed(malformed) => Some(malformed.into()),
        }
    }
}

/// The kind of change between two errors; `None` if they are written alike.
fn errors(from: Option<&RecordedError>, to: Option<&RecordedError>) -> Option<ChangeKind> {
    let (from, to) = (from?, to?);
    if (from.http_status, &from.code) != (to.http_status, &to.code) {
        return Some(ChangeKind::OtherError);
    }
    (from.message != to.message).then_some(ChangeKind::OtherMessage)
}

/// The resources and risks of a plan that differ from another plan.
fn consequences(plan: &Plan, other: &Plan) -> String {
    let state = |of: ResourceOutcome| (of.resource, ResourceState::from(of));
    let others: Vec<_> = other.resources().map(state).collect();
    let resources = plan.resources().map(state).filter(|state| !others.contains(state));
    let resources = resources.map(|(resource, state)| format!("{resource}: {state}"));
    let risks: Vec<_> = other.risks().collect();
    let risks = plan.risks().filter(|risk| !risks.contains(risk)).map(|risk| format!("risk {risk}"));
    let all: Vec<String> = resources.chain(risks).collect();
    if all.is_empty() { "none".to_owned() } else { all.join("; ") }
}
