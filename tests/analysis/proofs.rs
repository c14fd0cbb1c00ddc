//! Laws of the caller: proved if every case keeps them, otherwise refuted by the simplest
//! counterexample.

use super::{answer, is_possible, rules};
use instance_lifecycle::analysis::impossible;
use instance_lifecycle::analysis::laws::{Claim, Law, ProofError, always, built_in, implies, never};
use instance_lifecycle::analysis::{Budget, Rules, Scope};
use instance_lifecycle::errors::{ErrorKind, OwnedViolation};
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{Disposition, Resource, Settlement};
use instance_lifecycle::policy::interpretations::ReactivationStatus;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet, Constraint, region_of};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{Case, Operation, Plan, Policy, Status};
use std::collections::{BTreeSet, HashMap};
use support::product;

fn region(asked: &[Constraint<'_>]) -> Region {
    region_of(asked).expect("known names")
}

#[test]
fn a_law_is_proved_or_refuted_by_the_simplest_case() {
    let policy = Policy::documented();
    let spot = region(&[("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"])]);
    let locked = region(&[("locks.security", &["Yes"])]);
    let economical = || Claim::StoppedMode(StoppedMode::StopCharging);
    let gpu_billed_only_where_kept = implies(
        Region::FULL,
        Claim::Billed(Resource::Gpu),
        !Claim::Disposition(Resource::Gpu, Disposition::Released),
    );
    let table: [(Law, Operation); 11] = [
        (gpu_billed_only_where_kept, Operation::StopInstance),
        (never(spot, economical()), Operation::StopInstance),
        (never(Region::FULL, economical()), Operation::StopInstance),
        (always(locked, Claim::Refused), Operation::StopInstance),
        (always(locked, Claim::Code("InstanceLockedForSecurity".into())), Operation::StopInstance),
        (always(locked, Claim::Refused), Operation::DeleteInstance),
        (
            implies(Region::FULL, economical(), Claim::Disposition(Resource::Vcpu, Disposition::Released)),
            Operation::StopInstance,
        ),
        (implies(Region::FULL, economical(), !Claim::Billed(Resource::Vcpu)), Operation::StopInstance),
        (
            implies(
                Region::FULL,
                economical(),
                Claim::Disposition(Resource::StaticPublicIp, Disposition::Released),
            ),
            Operation::StopInstance,
        ),
        (implies(Region::FULL, !Claim::Refused, Claim::EndsIn(Status::Released)), Operation::DeleteInstance),
        (
            never(Region::FULL, Claim::Raises(ErrorKind::NoStock).and(Claim::Refused)),
            Operation::StartInstance,
        ),
    ];
    let lines: Vec<String> = table
        .iter()
        .map(|(law, operation)| match law.prove(&policy, *operation) {
            Ok(proof) => {
                format!("{operation}: holds of {} cases, {} bound", proof.cases, proof.assumed_cases)
            }
            Err(unproved) => format!("{operation}: {unproved}"),
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    StopInstance: holds of 23224368 cases, 1268 bound
    StopInstance: holds of 5806080 cases, 5806080 bound
    StopInstance: refuted by `request.stopped_mode: StopCharging`, which `stop-economically/1` decides
    StopInstance: holds of 5806080 cases, 5806080 bound
    StopInstance: holds of 5806080 cases, 5806080 bound
    DeleteInstance: refuted by `locks.security: Yes, request.force: Yes`, which `release/1` decides
    StopInstance: holds of 11612208 cases, 60 bound
    StopInstance: holds of 11612208 cases, 60 bound
    StopInstance: refuted by `request.stopped_mode: StopCharging`, which `stop-economically/1` decides
    DeleteInstance: holds of 122888 cases, 408 bound
    StartInstance: refuted by `status: Stopped, compute_recycled: Yes, stock: SoldOut`, which `stock/2` decides
    ");
}

/// L5 and L6.
#[test]
fn every_built_in_policy_keeps_the_built_in_laws() {
    for &revision in instance_lifecycle::Revision::ALL {
        for operation in super::decided() {
            for (name, law) in built_in() {
                let proved = law.prove(&Policy::ecs(revision), operation);
                assert!(proved.is_ok(), "{revision} {operation}: {name}: {proved:?}");
            }
        }
    }
}

/// Returns whether an answer has an outcome.
fn has_outcome(outcome: &Claim, answer: &Result<Plan, OwnedViolation>) -> bool {
    let plan = answer.as_ref().ok();
    let error = answer.as_ref().err().map(OwnedViolation::error);
    let resource =
        |resource: &Resource| plan.and_then(|plan| plan.resources().find(|it| it.resource == *resource));
    match outcome {
        Claim::Refused => plan.is_none(),
        Claim::Code(code) => error.is_some_and(|error| error.code == *code),
        Claim::Raises(kind) => error.is_some_and(|error| error.row.is_some_and(|row| row.kind == *kind)),
        Claim::Settled(settlement) => plan.is_some_and(|plan| plan.settlement() == *settlement),
        Claim::StoppedMode(mode) => plan.is_some_and(|plan| plan.stopped_mode() == *mode),
        Claim::EndsIn(status) => plan.is_some_and(|plan| plan.path().to == *status),
        Claim::Billed(it) => resource(it).is_some_and(|it| it.billed_after),
        Claim::Disposition(it, disposition) => resource(it).is_some_and(|it| it.disposition == *disposition),
        Claim::Not(outcome) => !has_outcome(outcome, answer),
        Claim::All(outcomes) => outcomes.iter().all(|outcome| has_outcome(outcome, answer)),
        Claim::Any(outcomes) => outcomes.iter().any(|outcome| has_outcome(outcome, answer)),
    }
}

/// Outcomes of a reactivation, and combinations of them.
fn outcomes() -> Vec<Claim> {
    let default = [
        Claim::Refused,
        Claim::Code("InvalidPayType.NotSupport".into()),
        Claim::Raises(ErrorKind::IncorrectInstanceStatus),
        Claim::Settled(Settlement::ReactivateStopped),
        Claim::StoppedMode(StoppedMode::NotApplicable),
        Claim::EndsIn(Status::Running),
        Claim::Billed(Resource::Vcpu),
        Claim::Disposition(Resource::CpuCredits, Disposition::Lost),
    ];
    let mut outcomes = default.to_vec();
    for (n, a) in default.iter().enumerate() {
        outcomes.push(!a.clone());
        for b in &default[n + 1..] {
            outcomes.push(a.clone().and(!b.clone()));
            outcomes.push(a.clone().or(b.clone()));
            outcomes.push(!a.clone().or(b.clone()));
        }
    }
    outcomes
}

/// The cases that laws about some resources count, each with its answer.
struct Enumerated {
    points: Vec<Point>,
    answers: Vec<Result<Plan, OwnedViolation>>,
}

impl Enumerated {
    /// Enumerates the attributes that the rules and a law about these resources and this region read.
    fn new(rules: &Rules, resources: &BTreeSet<Resource>, region: &Region, policy: &Policy) -> Self {
        let effects = rules.effects.iter().filter(|effect| resources.contains(&effect.resource));
        let read = rules.conditions().chain(effects.map(|effect| &effect.when)).chain([region]);
        let scope = Scope::read_by(&AttributeSet::BUILT_IN, read);
        let mut points: Vec<Point> = Vec::new();
        product(scope.attributes(), Case::DEFAULT.point(), &mut |case| points.push(case.point()));
        points.retain(|point| is_possible(point, &scope) && region.contains(point));
        let answers = points.iter().map(|point| answer(point, OPERATION, policy)).collect();
        Self { points, answers }
    }
}

/// Collects the resources that an outcome names.
fn resources(outcome: &Claim, found: &mut BTreeSet<Resource>) {
    match outcome {
        Claim::Billed(resource) | Claim::Disposition(resource, _) => {
            found.insert(*resource);
        }
        Claim::Not(outcome) => resources(outcome, found),
        Claim::All(outcomes) | Claim::Any(outcomes) => {
            outcomes.iter().for_each(|outcome| resources(outcome, found));
        }
        _ => {}
    }
}

/// Returns the number of attributes that are not default.
fn deviations(point: &Point) -> usize {
    let default = Case::DEFAULT.point();
    ATTRIBUTES.iter().filter(|it| point.value(it.field) != default.value(it.field)).count()
}

const OPERATION: Operation = Operation::ReActivateInstances;

/// The counts of a proof equal enumeration: no case is counted twice if assumed outcomes overlap.
#[test]
fn a_law_is_proved_exactly_if_every_case_keeps_it() {
    let policy = Policy::documented().with(ReactivationStatus::StatusBefore);
    let rules = rules(&policy, OPERATION);
    let regions =
        [region(&[]), region(&[("charge_type", &["PostPaid"])]), region(&[("status", &["Stopped"])])];
    let outcomes = outcomes();
    let (mut enumerated, mut proved) = (HashMap::new(), 0);
    for (number, region) in regions.iter().enumerate() {
        let others =
            outcomes.iter().enumerate().map(|(n, claimed)| (&outcomes[(n * 7) % outcomes.len()], claimed));
        // A law that claims its own assumption is always proved, so its count is compared.
        let same = outcomes.iter().map(|outcome| (outcome, outcome));
        for (assumed, claimed) in others.chain(same) {
            let mut named = BTreeSet::new();
            [assumed, claimed].iter().for_each(|outcome| resources(outcome, &mut named));
            let Enumerated { points, answers } = enumerated
                .entry((number, named.clone()))
                .or_insert_with(|| Enumerated::new(&rules, &named, region, &policy));
            let law = format!("{assumed:?} -> {claimed:?}");
            let bound = || points.iter().zip(&*answers).filter(|(_, answer)| has_outcome(assumed, answer));
            let counterexamples = || bound().filter(|(_, answer)| !has_outcome(claimed, answer));
            match implies(*region, assumed.clone(), claimed.clone()).prove_rules(&rules, Budget::default()) {
                Ok(proof) => {
                    proved += 1;
                    assert_eq!(counterexamples().count(), 0, "{law}");
                    assert_eq!(proof.cases, points.len() as u128, "{law}");
                    assert_eq!(proof.assumed_cases, bound().count() as u128, "{law}");
                }
                Err(ProofError::Refuted { witness, .. }) => {
                    let answer = answer(witness.point(), OPERATION, &policy);
                    assert!(region.contains(witness.point()), "{law}");
                    assert!(has_outcome(assumed, &answer) && !has_outcome(claimed, &answer), "{law}");
                    let can_be =
                        |point: &Point| impossible().all(|impossible| !impossible.region.contains(point));
                    let least = counterexamples().map(|(point, _)| point).filter(|point| can_be(point));
                    let least = least.map(deviations).min();
                    assert!(least.is_none_or(|least| least >= deviations(witness.point())), "{law}");
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(proved > 0, "no law holds");
}
