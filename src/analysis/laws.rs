//! Laws: claims about all cases of a region. A law is either proved or refuted by its simplest
//! counterexample.
//!
//! ```
//! use instance_lifecycle::analysis::laws::{Claim, self};
//! use instance_lifecycle::instance::StoppedMode;
//! use instance_lifecycle::plan::{Resource, Settlement};
//! use instance_lifecycle::rules::attributes::region_of;
//! use instance_lifecycle::{Operation, Policy};
//!
//! let policy = Policy::documented();
//! let spot = region_of(&[("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"])])?;
//!
//! // No stop of a spot instance is economical.
//! let law = laws::never(spot, Claim::StoppedMode(StoppedMode::StopCharging));
//! assert!(law.prove(&policy, Operation::StopInstance)?.cases > 1_000_000);
//!
//! // A spot instance can be stopped in standard mode, though.
//! let law = laws::never(spot, Claim::StoppedMode(StoppedMode::KeepCharging));
//! let counterexample = law.prove(&policy, Operation::StopInstance).unwrap_err();
//! assert_eq!(counterexample.to_string(), "refuted by `spot_strategy: SpotWithPriceLimit`, which `stop-in-standard-mode/4` decides");
//! # Ok::<_, Box<dyn core::error::Error>>(())
//! ```

use super::partition::CaseCounter;
use super::plural::{not_taken, of_taken};
use super::rules::{RowAnswer, RowName, Rules};
use super::scope::Scope;
use super::subtract::{Meter, Subtractor};
use super::witness::Witness;
use super::{Budget, BudgetError};
use crate::attribute::Attribute;
use crate::error::ErrorKind;
use crate::instance::{Status, StoppedMode};
use crate::outcome::{Disposition, Resource, Settlement};
use crate::policy::Policy;
use crate::region::Region;
use crate::request::Action;
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

/// A claim about the answer to a case.
///
/// ```
/// use instance_lifecycle::analysis::laws::{Claim, implies};
/// use instance_lifecycle::instance::StoppedMode;
/// use instance_lifecycle::plan::{Disposition, Resource};
/// use instance_lifecycle::rules::region::Region;
/// use instance_lifecycle::{Operation, Policy};
///
/// let economical = Claim::StoppedMode(StoppedMode::StopCharging);
/// let released = Claim::Disposition(Resource::Vcpu, Disposition::Released);
/// let law = implies(Region::FULL, economical, released);
/// assert!(law.prove(&Policy::documented(), Operation::StopInstance).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The call is refused.
    Refused,
    /// The call is refused with this error code.
    Code(Cow<'static, str>),
    /// The call is refused with an error of this kind.
    Raises(ErrorKind),
    /// The call has this settlement.
    Settled(Settlement),
    /// The call is carried out with this effective stop mode.
    StoppedMode(StoppedMode),
    /// The call is carried out and ends in this status.
    EndsIn(Status),
    /// The call is carried out, and the resource is billed afterwards.
    Billed(Resource),
    /// The call is carried out, and the resource has this disposition.
    Disposition(Resource, Disposition),
    /// The negation of a claim.
    Not(Box<Self>),
    /// All of these claims; always true if there are none.
    All(Vec<Self>),
    /// At least one of these claims.
    Any(Vec<Self>),
}

impl Claim {
    /// Returns the conjunction of two claims.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::All(vec![self, other])
    }

    /// Returns the disjunction of two claims.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::Any(vec![self, other])
    }

    /// Collects the resources that the claim depends on.
    fn resources(&self, resources: &mut Vec<Resource>) {
        match self {
            Self::Billed(resource) | Self::Disposition(resource, _) => resources.push(*resource),
            Self::Not(claim) => claim.resources(resources),
            Self::All(claims) | Self::Any(claims) => {
                claims.iter().for_each(|claim| claim.resources(resources));
            }
            Self::Refused
            | Self::Code(_)
            | Self::Raises(_)
            | Self::Settled(_)
            | Self::StoppedMode(_)
            | Self::EndsIn(_) => {}
        }
    }

    /// Returns regions, which may overlap, that cover the cases of a row in which the claim is true, or
    /// false.
    fn holds(
        &self,
        rules: &Rules,
        answer: RowAnswer<'_>,
        wanted: bool,
        subtractor: &mut Subtractor<'_>,
    ) -> Result<Vec<Region>, BudgetError> {
        let settled = |is: &dyn Fn(Settlement) -> bool| match answer {
            RowAnswer::Settles(settlement) => is(settlement),
            RowAnswer::Refuses(_) => false,
        };
        let is_true = match (self, answer) {
            (Self::Refused, _) => matches!(answer, RowAnswer::Refuses(_)),
            (Self::Code(code), RowAnswer::Refuses(error)) => error.code == *code,
            (Self::Raises(kind), RowAnswer::Refuses(error)) => error.kind == Some(*kind),
            (Self::Code(_) | Self::Raises(_), RowAnswer::Settles(_)) => false,
            (Self::Settled(settlement), _) => settled(&|is| is == *settlement),
            (Self::StoppedMode(mode), _) => settled(&|is| is.stopped_mode() == *mode),
            (Self::EndsIn(status), _) => settled(&|is| is.path().1 == *status),
            (Self::Billed(resource), _) => {
                return rules.resource_cases(*resource, answer, wanted, subtractor, |_, billed| billed);
            }
            (Self::Disposition(resource, disposition), _) => {
                return rules
                    .resource_cases(*resource, answer, wanted, subtractor, |is, _| is == *disposition);
            }
            (Self::Not(claim), _) => return claim.holds(rules, answer, !wanted, subtractor),
            (Self::All(claims), _) => return combined(claims, rules, answer, wanted, subtractor, wanted),
            (Self::Any(claims), _) => return combined(claims, rules, answer, wanted, subtractor, !wanted),
        };
        Ok(if is_true == wanted { vec![Region::FULL] } else { Vec::new() })
    }
}

/// Negates a claim.
impl core::ops::Not for Claim {
    type Output = Self;

    fn not(self) -> Self {
        Self::Not(Box::new(self))
    }
}

/// Returns the regions in which all, or any, of the claims are true, or false.
fn combined(
    claims: &[Claim],
    rules: &Rules,
    answer: RowAnswer<'_>,
    wanted: bool,
    subtractor: &mut Subtractor<'_>,
    all: bool,
) -> Result<Vec<Region>, BudgetError> {
    let mut regions = if all { vec![Region::FULL] } else { Vec::new() };
    for claim in claims {
        let holds = claim.holds(rules, answer, wanted, subtractor)?;
        if all {
            let pairs = regions.iter().flat_map(|region| holds.iter().map(|other| region.intersect(other)));
            regions = pairs.filter(|region| !crate::attribute::MASKS.is_empty(region)).collect();
        } else {
            regions.extend(holds);
        }
        subtractor.spend(regions.len())?;
    }
    Ok(regions)
}

impl Rules {
    /// Returns the cases of a row in which the state of a resource satisfies a predicate, or does not.
    fn resource_cases(
        &self,
        resource: Resource,
        answer: RowAnswer<'_>,
        wanted: bool,
        subtractor: &mut Subtractor<'_>,
        is: impl Fn(Disposition, bool) -> bool,
    ) -> Result<Vec<Region>, BudgetError> {
        let RowAnswer::Settles(settlement) = answer else {
            return Ok(if wanted { Vec::new() } else { vec![Region::FULL] });
        };
        let has_effects = settlement != Settlement::AlreadyStopped;
        let effects = self.effects.iter().filter(|effect| has_effects && effect.resource == resource);
        let regions: Vec<Region> = effects
            .filter(|effect| {
                let cell = effect.cells.get(settlement.column());
                cell.is_some_and(|cell| is(cell.disposition, cell.billed))
            })
            .map(|effect| effect.when)
            .collect();
        if wanted {
            return Ok(regions);
        }
        subtractor.remainder(&Region::FULL, &regions)
    }
}

/// A claim about all cases of a region.
///
/// ```
/// use instance_lifecycle::analysis::laws::{Claim, always};
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::{Operation, Policy};
///
/// let released = region_of(&[("status", &["Released"])])?;
/// let law = always(released, Claim::Refused);
/// assert!(law.prove(&Policy::documented(), Operation::StopInstance).is_ok());
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    region: Region,
    assumed: Claim,
    claimed: Claim,
}

/// Creates the law that the claim is false in every case of the region.
#[must_use]
pub fn never(region: Region, claim: Claim) -> Law {
    Law { region, assumed: Claim::All(Vec::new()), claimed: !claim }
}

/// Creates the law that the claim is true in every case of the region.
#[must_use]
pub fn always(region: Region, claim: Claim) -> Law {
    Law { region, assumed: Claim::All(Vec::new()), claimed: claim }
}

/// Creates the law that `claimed` is true in every case of the region in which `assumed` is true.
#[must_use]
pub fn implies(region: Region, assumed: Claim, claimed: Claim) -> Law {
    Law { region, assumed, claimed }
}

/// The proof of a law.
///
/// ```
/// use instance_lifecycle::analysis::laws::{Claim, always};
/// use instance_lifecycle::rules::attributes::region_of;
/// use instance_lifecycle::{Operation, Policy};
///
/// let released = region_of(&[("status", &["Released"])])?;
/// let proof = always(released, Claim::Refused).prove(&Policy::documented(), Operation::StopInstance)?;
/// assert!(proof.cases > 0, "the law is not vacuous");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Proof {
    /// The number of cases in the region.
    pub cases: u128,
    /// The number of cases that satisfy the assumption. If it is 0, the law holds vacuously.
    pub assumed_cases: u128,
}

/// The error of a law that is not proved.
///
/// ```
/// use instance_lifecycle::analysis::laws::{Claim, never};
/// use instance_lifecycle::rules::region::Region;
/// use instance_lifecycle::{Operation, Policy};
///
/// let law = never(Region::FULL, Claim::Refused);
/// let error = law.prove(&Policy::documented(), Operation::StopInstance).unwrap_err();
/// assert_eq!(error.to_string(), "refuted by `request.hibernate: Yes`, which `hibernation-not-enabled/1` decides");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The law is false.
    #[error("refuted by `{witness}`, which `{row}` decides")]
    Refuted {
        /// The simplest counterexample.
        witness: Witness,
        /// The row that decides the counterexample.
        row: RowName,
    },
    /// The law is about calls that the plural action cannot make: it does not take the parameter.
    #[error("no call of `{action}` has this value of `{attribute}`")]
    NoParameter {
        /// The action.
        action: Action,
        /// The attribute of the parameter.
        attribute: &'static str,
    },
    /// The analysis exceeds the budget.
    #[error(transparent)]
    Budget(#[from] BudgetError),
}

impl Law {
    /// Proves the law for an operation under a policy; for a plural action, of the decision of each
    /// instance.
    ///
    /// # Errors
    ///
    /// Returns an error if there is a counterexample, if the analysis exceeds the default [`Budget`], or if
    /// the law is about calls that the plural action cannot make.
    ///
    /// ```
    /// use instance_lifecycle::analysis::laws::{Claim, never};
    /// use instance_lifecycle::errors::ErrorKind;
    /// use instance_lifecycle::rules::attributes::region_of;
    /// use instance_lifecycle::{Action, Policy};
    ///
    /// let policy = Policy::documented();
    /// let law = never(region_of(&[])?, Claim::Raises(ErrorKind::ConfirmStopRequired));
    /// assert!(law.prove(&policy, Action::StopInstances)?.cases > 0);
    ///
    /// let law = never(region_of(&[("request.hibernate", &["Yes"])])?, Claim::Refused);
    /// let error = law.prove(&policy, Action::StopInstances).unwrap_err();
    /// assert_eq!(error.to_string(), "no call of `StopInstances` has this value of `request.hibernate`");
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    pub fn prove(&self, policy: &Policy, action: impl Into<Action>) -> Result<Proof, ProofError> {
        self.prove_rules(&Rules::new(policy, action), Budget::default())
    }

    /// Proves the law for the rules of an operation.
    ///
    /// # Errors
    ///
    /// Returns an error if there is a counterexample, if the analysis exceeds the budget, or if the law is
    /// about calls that the plural action cannot make.
    pub fn prove_rules(&self, rules: &Rules, budget: Budget) -> Result<Proof, ProofError> {
        self.prove_within(rules, budget).map_err(|error| match error {
            ProofError::Budget(error) => error.of(rules.operation).into(),
            other @ (ProofError::Refuted { .. } | ProofError::NoParameter { .. }) => other,
        })
    }

    fn prove_within(&self, rules: &Rules, budget: Budget) -> Result<Proof, ProofError> {
        if let Some(Attribute { name, .. }) = not_taken(rules.action, &self.region) {
            return Err(ProofError::NoParameter { action: rules.action, attribute: name });
        }
        let region = of_taken(rules.action, &self.region);
        let mut resources = Vec::new();
        self.assumed.resources(&mut resources);
        self.claimed.resources(&mut resources);
        let effects = rules.effects.iter().filter(|effect| resources.contains(&effect.resource));
        let read = rules.conditions().chain(effects.map(|effect| &effect.when)).chain([&region]);
        let scope = Scope::read_by(&rules.attributes, read);
        let meter = &Meter::new(budget, rules.attributes.masks());
        let (mut subtractor, mut parts) = (Subtractor::new(meter), Subtractor::new(meter));
        let (mut satisfying, mut refuted) =
            (CaseCounter::new(&scope, meter), CaseCounter::new(&scope, meter));
        let mut refuting_row = None;
        for (index, when) in rules.conditions().enumerate() {
            let answer = rules.answer(index);
            let assumed = self.assumed.holds(rules, answer, true, &mut parts)?;
            let refuting = self.claimed.holds(rules, answer, false, &mut parts)?;
            let when = when.intersect(&region);
            for (n, region) in assumed.iter().enumerate() {
                let earlier = rules.conditions().take(index).chain(&assumed[..n]).chain(scope.impossible());
                subtractor.subtract(&when.intersect(region), earlier, &mut satisfying)?;
                let known = refuted.nearest.found();
                for other in &refuting {
                    let earlier = rules.conditions().take(index).chain(scope.impossible());
                    let both = when.intersect(region).intersect(other);
                    subtractor.subtract(&both, earlier, &mut refuted)?;
                }
                if refuted.nearest.found() != known {
                    refuting_row = Some(index);
                }
            }
        }
        match (refuted.nearest.found(), refuting_row) {
            (Some(witness), Some(index)) => Err(ProofError::Refuted { witness, row: rules.row_name(index) }),
            _ => Ok(Proof { cases: scope.cases_within(&region, meter)?, assumed_cases: satisfying.cases }),
        }
    }
}

/// Returns the laws that every built-in policy satisfies, with their names: a resource that is not
/// retained is not billed, and an accepted call ends in a steady status.
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
    let is_retained = |resource| Claim::Disposition(resource, Disposition::Retained);
    let billed = Resource::ALL.iter().map(move |&resource| {
        let law = implies(Region::FULL, Claim::Billed(resource), is_retained(resource));
        ("a resource that is not retained is not billed", law)
    });
    let ends = [Status::Running, Status::Stopped, Status::Released].map(Claim::EndsIn);
    let ends = implies(Region::FULL, !Claim::Refused, Claim::Any(Vec::from(ends)));
    billed.chain([("an accepted call ends in a steady status", ends)])
}
