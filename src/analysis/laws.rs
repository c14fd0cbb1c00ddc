//! Laws: claims about all cases of a region, proved or refuted by the simplest case that breaks
//! them.
//!
//! ```
//! use instance_lifecycle::analysis::laws::{self, Outcome};
//! use instance_lifecycle::attribute::region_of;
//! use instance_lifecycle::{Operation, Policy, Resource, Settlement, StoppedMode};
//!
//! let policy = Policy::documented();
//! let spot = region_of(&[("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"])])?;
//!
//! // No stop of a spot instance is economical.
//! let law = laws::never(spot, Outcome::stopped_mode(StoppedMode::StopCharging));
//! assert!(law.prove(&policy, Operation::StopInstance)?.cases > 1_000_000);
//!
//! // It is not true that none is in standard mode.
//! let law = laws::never(spot, Outcome::stopped_mode(StoppedMode::KeepCharging));
//! let broken = law.prove(&policy, Operation::StopInstance).unwrap_err();
//! assert_eq!(broken.to_string(), "broken by `spot_strategy: SpotWithPriceLimit`, which `stop-in-standard-mode/1` decides");
//! # Ok::<_, Box<dyn core::error::Error>>(())
//! ```

use super::cut::Subtractor;
use super::partition::CaseCounter;
use super::rules::{RowName, Rules, Says};
use super::scope::Scope;
use super::witness::Witness;
use super::{Budget, BudgetError};
use crate::error::ErrorKind;
use crate::instance::{Status, StoppedMode};
use crate::outcome::{Disposition, Resource, Settlement};
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Operation;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// Something that can be said of the answer to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is refused.
    Refused,
    /// It is refused with that code.
    Code(Cow<'static, str>),
    /// It is refused with an error of that kind.
    Raises(ErrorKind),
    /// It is settled like that.
    Settled(Settlement),
    /// It is carried out, with that effective stop mode.
    StoppedMode(StoppedMode),
    /// It is carried out, and ends in that status.
    EndsIn(Status),
    /// It is carried out, and the resource is billed afterwards.
    Billed(Resource),
    /// It is carried out, and that becomes of the resource.
    Becomes(Resource, Disposition),
    /// The contrary.
    Not(Box<Self>),
    /// All of these; of none, anything.
    All(Vec<Self>),
    /// One of these or more.
    Any(Vec<Self>),
}

impl Outcome {
    /// It is refused.
    #[must_use]
    pub const fn refused() -> Self {
        Self::Refused
    }

    /// It is refused with that code.
    pub fn code(code: impl Into<Cow<'static, str>>) -> Self {
        Self::Code(code.into())
    }

    /// It is carried out, with that effective stop mode.
    #[must_use]
    pub const fn stopped_mode(mode: StoppedMode) -> Self {
        Self::StoppedMode(mode)
    }

    /// It is carried out, and the resource is billed afterwards.
    #[must_use]
    pub const fn billed(resource: Resource) -> Self {
        Self::Billed(resource)
    }

    /// It is carried out, and the resource is released.
    #[must_use]
    pub const fn released(resource: Resource) -> Self {
        Self::Becomes(resource, Disposition::Released)
    }

    /// This and another.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }

    /// This or another, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::Any(vec![self, other])
    }

    /// The resources that it speaks of.
    fn resources(&self, resources: &mut Vec<Resource>) {
        match self {
            Self::Billed(resource) | Self::Becomes(resource, _) => resources.push(*resource),
            Self::Not(outcome) => outcome.resources(resources),
            Self::All(outcomes) | Self::Any(outcomes) => {
                outcomes.iter().for_each(|outcome| outcome.resources(resources));
            }
            Self::Refused
            | Self::Code(_)
            | Self::Raises(_)
            | Self::Settled(_)
            | Self::StoppedMode(_)
            | Self::EndsIn(_) => {}
        }
    }

    /// Of the cases that a row decides those of which it is so, or is not: they may overlap.
    fn holds(
        &self,
        rules: &Rules,
        says: Says<'_>,
        wanted: bool,
        cutter: &mut Subtractor,
    ) -> Result<Vec<Region>, BudgetError> {
        let settled = |is: &dyn Fn(Settlement) -> bool| match says {
            Says::Settles(settlement) => is(settlement),
            Says::Refuses(_) => false,
        };
        let so = match (self, says) {
            (Self::Refused, _) => matches!(says, Says::Refuses(_)),
            (Self::Code(code), Says::Refuses(answer)) => answer.code == *code,
            (Self::Raises(kind), Says::Refuses(answer)) => answer.kind == Some(*kind),
            (Self::Code(_) | Self::Raises(_), Says::Settles(_)) => false,
            (Self::Settled(settlement), _) => settled(&|is| is == *settlement),
            (Self::StoppedMode(mode), _) => settled(&|is| is.stopped_mode() == *mode),
            (Self::EndsIn(status), _) => settled(&|is| is.path().1 == *status),
            (Self::Billed(resource), _) => {
                return rules.fates(*resource, says, wanted, cutter, |_, billed| billed);
            }
            (Self::Becomes(resource, becomes), _) => {
                return rules.fates(*resource, says, wanted, cutter, |is, _| is == *becomes);
            }
            (Self::Not(outcome), _) => return outcome.holds(rules, says, !wanted, cutter),
            (Self::All(outcomes), _) => return together(outcomes, rules, says, wanted, cutter, wanted),
            (Self::Any(outcomes), _) => return together(outcomes, rules, says, wanted, cutter, !wanted),
        };
        Ok(if so == wanted { vec![Region::FULL] } else { Vec::new() })
    }
}

/// The contrary.
impl core::ops::Not for Outcome {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// Where all of some outcomes are so or not, or one of them is.
fn together(
    outcomes: &[Outcome],
    rules: &Rules,
    says: Says<'_>,
    wanted: bool,
    cutter: &mut Subtractor,
    all: bool,
) -> Result<Vec<Region>, BudgetError> {
    let mut regions = if all { vec![Region::FULL] } else { Vec::new() };
    for outcome in outcomes {
        let holds = outcome.holds(rules, says, wanted, cutter)?;
        if all {
            let pairs = regions.iter().flat_map(|region| holds.iter().map(|other| region.intersect(other)));
            regions = pairs.filter(|region| !crate::attribute::FRAME.is_empty(region)).collect();
        } else {
            regions.extend(holds);
        }
        cutter.spend(regions.len())?;
    }
    Ok(regions)
}

impl Rules {
    /// The cases in which that becomes of a resource, or does not, however few rows decide.
    fn fates(
        &self,
        resource: Resource,
        says: Says<'_>,
        wanted: bool,
        cutter: &mut Subtractor,
        is: impl Fn(Disposition, bool) -> bool,
    ) -> Result<Vec<Region>, BudgetError> {
        let Says::Settles(settlement) = says else {
            return Ok(if wanted { Vec::new() } else { vec![Region::FULL] });
        };
        let spoken_of = settlement != Settlement::AlreadyStopped;
        let effects = self.effects.iter().filter(|effect| spoken_of && effect.resource == resource);
        let so: Vec<Region> = effects
            .filter(|effect| {
                let cell = effect.cells.get(settlement.column());
                cell.is_some_and(|cell| is(cell.disposition, cell.billed))
            })
            .map(|effect| effect.when)
            .collect();
        if wanted {
            return Ok(so);
        }
        cutter.rest(&Region::FULL, &so)
    }
}

/// A claim about all cases of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    region: Region,
    assumed: Outcome,
    claimed: Outcome,
}

/// No case of the region has that outcome.
#[must_use]
pub fn never(region: Region, outcome: Outcome) -> Law {
    Law { region, assumed: Outcome::All(Vec::new()), claimed: !outcome }
}

/// Every case of the region has that outcome.
#[must_use]
pub fn always(region: Region, outcome: Outcome) -> Law {
    Law { region, assumed: Outcome::All(Vec::new()), claimed: outcome }
}

/// Every case of the region that has the one outcome has the other one too.
#[must_use]
pub fn implies(region: Region, assumed: Outcome, claimed: Outcome) -> Law {
    Law { region, assumed, claimed }
}

/// A law holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Proof {
    /// The cases of the region.
    pub cases: u128,
    /// Those of them of which the law assumes nothing that is not so. Where it is 0, the law says
    /// nothing.
    pub bound: u128,
}

/// A law is not proved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A case breaks it: the simplest one that does.
    #[error("broken by `{witness}`, which `{row}` decides")]
    Broken {
        /// The case.
        witness: Witness,
        /// The row that decides it.
        row: RowName,
    },
    /// It would take too many regions.
    #[error(transparent)]
    BudgetError(#[from] BudgetError),
}

impl Law {
    /// Proves it of an operation under a policy.
    ///
    /// # Errors
    ///
    /// When a case breaks it, or that takes more regions than the
    /// default [`Budget`].
    pub fn prove(&self, policy: &Policy, operation: Operation) -> Result<Proof, ProofError> {
        self.prove_of(&Rules::of(policy, operation), Budget::default())
    }

    /// Proves it of rules.
    ///
    /// # Errors
    ///
    /// As [`Self::prove`].
    pub fn prove_of(&self, rules: &Rules, budget: Budget) -> Result<Proof, ProofError> {
        let mut resources = Vec::new();
        self.assumed.resources(&mut resources);
        self.claimed.resources(&mut resources);
        let effects = rules.effects.iter().filter(|effect| resources.contains(&effect.resource));
        let asked = rules.conditions().chain(effects.map(|effect| &effect.when)).chain([&self.region]);
        let scope = Scope::read_by(asked);
        let (mut cutter, mut parts) = (Subtractor::new(budget), Subtractor::new(budget));
        let (mut bound, mut broken) = (CaseCounter::new(&scope, budget), CaseCounter::new(&scope, budget));
        let mut breaking = None;
        for (place, when) in rules.conditions().enumerate() {
            let says = rules.says(place);
            let assumed = self.assumed.holds(rules, says, true, &mut parts)?;
            let contrary = self.claimed.holds(rules, says, false, &mut parts)?;
            let when = when.intersect(&self.region);
            for (n, region) in assumed.iter().enumerate() {
                let earlier = rules.conditions().take(place).chain(&assumed[..n]).chain(scope.impossible());
                cutter.cut(&when.intersect(region), earlier, &mut bound)?;
                let known = broken.nearest.found();
                for other in &contrary {
                    let earlier = rules.conditions().take(place).chain(scope.impossible());
                    let both = when.intersect(region).intersect(other);
                    cutter.cut(&both, earlier, &mut broken)?;
                }
                if broken.nearest.found() != known {
                    breaking = Some(place);
                }
            }
        }
        match (broken.nearest.found(), breaking) {
            (Some(witness), Some(place)) => Err(ProofError::Broken { witness, row: rules.row_name(place) }),
            _ => Ok(Proof { cases: scope.cases(&self.region, budget)?, bound: bound.cases }),
        }
    }
}

/// The laws that every policy of this crate keeps, each with what it says: nothing is billed that is
/// not retained, and what is carried out ends in a steady status or in release.
///
/// ```
/// use instance_lifecycle::analysis::laws;
/// use instance_lifecycle::{Operation, Policy};
///
/// for (name, law) in laws::built_in() {
///     let proof = law.prove(&Policy::documented(), Operation::StopInstance);
///     assert!(proof.is_ok(), "{name}");
/// }
/// ```
pub fn built_in() -> impl Iterator<Item = (&'static str, Law)> {
    let is_retained = |resource| Outcome::Becomes(resource, Disposition::Retained);
    let billed = Resource::ALL.iter().map(move |&resource| {
        let law = implies(Region::FULL, Outcome::Billed(resource), is_retained(resource));
        ("what is not retained is not billed", law)
    });
    let ends = [Status::Running, Status::Stopped, Status::Released].map(Outcome::EndsIn);
    let ends = implies(Region::FULL, !Outcome::Refused, Outcome::Any(Vec::from(ends)));
    billed.chain([("what is carried out ends in a steady status, or in release", ends)])
}
