//! Proofs of laws, and what is printed of them.

use crate::exit::Failure;
use crate::output::{BAD, GOOD, OTHER, Output, STRONG, Text, counted, number};
use crate::witness::witness_case;
use instance_lifecycle::Policy;
use instance_lifecycle::analysis::laws::{Proof, ProofError};
use instance_lifecycle::analysis::{RowName, Witness};
use instance_lifecycle_wire::PolicyLaw;
use serde_json::{Value, json};

/// The result of a law.
pub(crate) enum ProofResult {
    /// The law is true, in so many cases.
    Proved(u128),
    /// No case satisfies the assumption.
    Vacuous,
    /// The law is false: the simplest counterexample, and the row that decides it.
    Refuted(Box<Witness>, RowName),
    /// The analysis exceeds its budget.
    Unfinished(String),
}

impl ProofResult {
    /// Proves a law.
    pub(crate) fn of(law: &PolicyLaw, policy: &Policy) -> Result<Self, Failure> {
        match law.law.prove(policy, law.action) {
            Ok(Proof { assumed_cases: 0, .. }) => Ok(Self::Vacuous),
            Ok(Proof { cases, .. }) => Ok(Self::Proved(cases)),
            Err(ProofError::Refuted { witness, row }) => Ok(Self::Refuted(Box::new(witness), row)),
            Err(error @ ProofError::NoParameter { .. }) => {
                Err(Failure::Usage(format!("law `{}`: {error}", law.name)))
            }
            Err(error) => Ok(Self::Unfinished(error.to_string())),
        }
    }

    pub(crate) const fn is_proved(&self) -> bool {
        matches!(self, Self::Proved(_))
    }

    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::Proved(_) => "proved",
            Self::Vacuous => "vacuous",
            Self::Refuted(..) => "refuted",
            Self::Unfinished(_) => "unfinished",
        }
    }

    /// The cases, the counterexample, or the reason why there is no proof.
    pub(crate) fn detail(&self, law: &PolicyLaw) -> String {
        match self {
            Self::Proved(cases) => format!("for {} of {}", counted(number(*cases), "case"), law.action),
            Self::Vacuous => "no case satisfies the assumption".to_owned(),
            Self::Refuted(witness, row) => format!("counterexample: {witness}; decided by {row}"),
            Self::Unfinished(reason) => reason.clone(),
        }
    }

    /// The law and its result as JSON.
    pub(crate) fn json(&self, law: &PolicyLaw) -> Value {
        let (cases, counterexample, rule, reason) = match self {
            Self::Proved(cases) => (Some(cases.to_string()), None, None, None),
            Self::Vacuous => (None, None, None, None),
            Self::Refuted(witness, row) => {
                let case = witness_case(Some(law.action.singular()), witness);
                (None, Some(case), Some(row.to_string()), None)
            }
            Self::Unfinished(reason) => (None, None, None, Some(reason)),
        };
        let result = match self {
            Self::Proved(_) => "Proved",
            Self::Vacuous => "Vacuous",
            Self::Refuted(..) => "Refuted",
            Self::Unfinished(_) => "Unfinished",
        };
        json!({
            "Name": law.name,
            "Line": law.line,
            "Operation": law.action,
            "Result": result,
            "Cases": cases,
            "Counterexample": counterexample,
            "DecidedBy": rule,
            "Reason": reason,
        })
    }

    pub(crate) fn write(&self, law: &PolicyLaw, output: &Output) -> Result<(), Failure> {
        let (style, indent) = match self {
            Self::Proved(_) => (GOOD, "        "),
            Self::Vacuous => (OTHER, "         "),
            Self::Refuted(..) => (BAD, "        "),
            Self::Unfinished(_) => (OTHER, "           "),
        };
        let heading = Text::new().styled(style, self.word()).plain("  ").styled(STRONG, &law.name);
        output.hanging("", indent, heading)?;
        output.paragraph(indent, self.detail(law))
    }
}
