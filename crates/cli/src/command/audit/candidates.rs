//! The policies that may explain a difference: the other revisions, and the other values of every
//! interpretation.

use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::{Policy, Revision};
use instance_lifecycle_wire::{AnyCase, TrailAnswer};
use serde::Serialize;
use std::fmt;

/// The candidates for a policy.
#[derive(Debug)]
pub(super) struct Candidates(Vec<(Change, Policy)>);

/// A change of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Change {
    #[serde(rename_all = "PascalCase")]
    Interpretation { interpretation: &'static str, value: &'static str },
    #[serde(rename_all = "PascalCase")]
    Revision { revision: Revision },
}

impl Candidates {
    pub(super) fn new(policy: &Policy) -> Self {
        let values =
            Interpretation::ALL.iter().flat_map(|of| of.values.iter().map(move |value| (of, *value)));
        let interpretations = values
            .filter(|(of, value)| policy.interpretations().value(of) != *value)
            .filter_map(|(of, value)| {
                let change = Change::Interpretation { interpretation: of.name, value };
                Some((change, policy.clone().with(of.choice(value).ok()?)))
            });
        // A revision replaces all interpretations and rules, so it comes last.
        let revisions =
            Revision::ALL.iter().map(|&revision| (Change::Revision { revision }, Policy::ecs(revision)));
        Self(interpretations.chain(revisions.filter(|(_, other)| other != policy)).collect())
    }

    /// The number of candidates.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn change(&self, number: usize) -> Change {
        self.0[number].0
    }

    /// The numbers of the candidates under which the recorded answer is the expected one.
    pub(super) fn explaining(&self, case: &AnyCase, recorded: &TrailAnswer) -> impl Iterator<Item = usize> {
        let explains = |(_, policy): &(Change, Policy)| recorded.agrees(&TrailAnswer::expected(case, policy));
        self.0.iter().enumerate().filter(move |(_, candidate)| explains(candidate)).map(|(number, _)| number)
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interpretation { interpretation, value } => write!(f, "{interpretation} = {value}"),
            Self::Revision { revision } => write!(f, "ecs-{revision}"),
        }
    }
}
