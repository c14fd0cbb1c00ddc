//! Laws: proved where they hold of every case, else broken by the simplest case that breaks them.

use super::{answer, is_possible, rules};
use crate::cases::product;
use instance_lifecycle::analysis::laws::{Law, Outcome, ProofError, always, built_in, implies, never};
use instance_lifecycle::analysis::{Budget, Scope};
use instance_lifecycle::attribute::{Constraint, region_of};
use instance_lifecycle::region::{Point, Region};
use instance_lifecycle::{
    Case, Disposition, ErrorKind, Operation, OwnedViolation, Plan, Policy, Resource, Settlement, Status,
    StoppedMode,
};

fn region(asked: &[Constraint<'_>]) -> Region {
    region_of(asked).expect("known names")
}

#[test]
fn hold_or_are_broken_by_the_simplest_case() {
    let policy = Policy::documented();
    let spot = region(&[("spot_strategy", &["SpotWithPriceLimit", "SpotAsPriceGo"])]);
    let locked = region(&[("security_lock", &["Yes"])]);
    let economical = || Outcome::stopped_mode(StoppedMode::StopCharging);
    let gpu_billed_only_where_kept =
        implies(Region::FULL, Outcome::billed(Resource::Gpu), !Outcome::released(Resource::Gpu));
    let table: [(Law, Operation); 11] = [
        (gpu_billed_only_where_kept, Operation::StopInstance),
        (never(spot, economical()), Operation::StopInstance),
        (never(Region::FULL, economical()), Operation::StopInstance),
        (always(locked, Outcome::refused()), Operation::StopInstance),
        (always(locked, Outcome::code("InstanceLockedForSecurity")), Operation::StopInstance),
        (always(locked, Outcome::refused()), Operation::DeleteInstance),
        (implies(Region::FULL, economical(), Outcome::released(Resource::Vcpu)), Operation::StopInstance),
        (implies(Region::FULL, economical(), !Outcome::billed(Resource::Vcpu)), Operation::StopInstance),
        (
            implies(Region::FULL, economical(), Outcome::released(Resource::StaticPublicIp)),
            Operation::StopInstance,
        ),
        (
            implies(Region::FULL, !Outcome::refused(), Outcome::EndsIn(Status::Released)),
            Operation::DeleteInstance,
        ),
        (
            never(Region::FULL, Outcome::Raises(ErrorKind::NoStock).and(Outcome::refused())),
            Operation::StartInstance,
        ),
    ];
    let lines: Vec<String> = table
        .iter()
        .map(|(law, operation)| match law.prove(&policy, *operation) {
            Ok(proof) => format!("{operation}: holds of {} cases, {} bound", proof.cases, proof.bound),
            Err(unproved) => format!("{operation}: {unproved}"),
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    StopInstance: holds of 16220208 cases, 1844 bound
    StopInstance: holds of 4055040 cases, 4055040 bound
    StopInstance: broken by `stopped_mode: StopCharging`, which `stop-economically/1` decides
    StopInstance: holds of 4055040 cases, 4055040 bound
    StopInstance: holds of 4055040 cases, 4055040 bound
    DeleteInstance: broken by `security_lock: Yes, force: Yes`, which `release/1` decides
    StopInstance: holds of 8110128 cases, 60 bound
    StopInstance: holds of 8110128 cases, 60 bound
    StopInstance: broken by `stopped_mode: StopCharging`, which `stop-economically/1` decides
    DeleteInstance: holds of 122888 cases, 408 bound
    StartInstance: broken by `status: Stopped, compute_recycled: Yes, stock: SoldOut`, which `stock/2` decides
    ");
}

/// Laws L5 and L6, proved of every policy of the crate.
#[test]
fn that_every_policy_of_this_crate_keeps() {
    for &revision in instance_lifecycle::Revision::ALL {
        for operation in super::decided() {
            for (name, law) in built_in() {
                let proved = law.prove(&Policy::ecs(revision), operation);
                assert!(proved.is_ok(), "{revision} {operation}: {name}: {proved:?}");
            }
        }
    }
}

/// What can be said of an answer, said by looking at it.
fn is_so(outcome: &Outcome, answer: &Result<Plan, OwnedViolation>) -> bool {
    let plan = answer.as_ref().ok();
    let error = answer.as_ref().err().map(OwnedViolation::error);
    let resource =
        |resource: &Resource| plan.and_then(|plan| plan.resources().find(|it| it.resource == *resource));
    match outcome {
        Outcome::Refused => plan.is_none(),
        Outcome::Code(code) => error.is_some_and(|error| error.code == *code),
        Outcome::Raises(kind) => error.is_some_and(|error| error.row.is_some_and(|row| row.kind == *kind)),
        Outcome::Settled(settlement) => plan.is_some_and(|plan| plan.settlement() == *settlement),
        Outcome::StoppedMode(mode) => plan.is_some_and(|plan| plan.stopped_mode() == *mode),
        Outcome::EndsIn(status) => plan.is_some_and(|plan| plan.path().to == *status),
        Outcome::Billed(it) => resource(it).is_some_and(|it| it.billed_after),
        Outcome::Becomes(it, disposition) => resource(it).is_some_and(|it| it.disposition == *disposition),
        Outcome::Not(outcome) => !is_so(outcome, answer),
        Outcome::All(outcomes) => outcomes.iter().all(|outcome| is_so(outcome, answer)),
        Outcome::Any(outcomes) => outcomes.iter().any(|outcome| is_so(outcome, answer)),
    }
}

/// Outcomes of a reactivation, and what is put together of them.
fn outcomes() -> Vec<Outcome> {
    let default = [
        Outcome::Refused,
        Outcome::code("InvalidPayType.NotSupport"),
        Outcome::Raises(ErrorKind::IncorrectInstanceStatus),
        Outcome::Settled(Settlement::ReactivateStopped),
        Outcome::StoppedMode(StoppedMode::NotApplicable),
        Outcome::EndsIn(Status::Running),
        Outcome::Billed(Resource::Vcpu),
        Outcome::Becomes(Resource::CpuCredits, Disposition::Lost),
    ];
    let mut outcomes = default.to_vec();
    for (n, a) in default.iter().enumerate() {
        outcomes.push(!a.clone());
        for b in &default[n + 1..] {
            outcomes.push(a.clone().and(!b.clone()));
            outcomes.push(!a.clone().or(b.clone()));
        }
    }
    outcomes
}

#[test]
fn hold_where_they_hold_of_every_case() {
    let operation = Operation::ReActivateInstances;
    let policy = Policy::documented().with(instance_lifecycle::ReactivationStatus::StatusBefore);
    let rules = rules(&policy, operation);
    let asked = ["Vcpu", "CpuCredits"];
    let effects = rules.effects.iter().filter(|effect| asked.contains(&effect.resource.as_str()));
    let scope = Scope::read_by(rules.conditions().chain(effects.map(|effect| &effect.when)));
    let mut points: Vec<Point> = Vec::new();
    product(scope.attributes(), Case::DEFAULT.point(), &mut |case| points.push(case.point()));
    points.retain(|point| is_possible(point, &scope));
    let answers: Vec<_> = points.iter().map(|point| answer(point, operation, &policy)).collect();
    let regions =
        [region(&[]), region(&[("charge_type", &["PostPaid"])]), region(&[("status", &["Stopped"])])];
    let outcomes = outcomes();
    for region in regions {
        for (n, claimed) in outcomes.iter().enumerate() {
            let assumed = &outcomes[(n * 7) % outcomes.len()];
            let within = || points.iter().zip(&answers).filter(|(point, _)| region.contains(point));
            let bound = within().filter(|(_, answer)| is_so(assumed, answer));
            let broken = bound.clone().filter(|(_, answer)| !is_so(claimed, answer)).count();
            match implies(region, assumed.clone(), claimed.clone()).prove_of(&rules, Budget::default()) {
                Ok(proof) => {
                    assert_eq!(broken, 0, "{assumed:?} -> {claimed:?}");
                    // Counted by fewer attributes, where no resource is spoken of.
                    assert_eq!(proof.bound == 0, bound.count() == 0, "{assumed:?} -> {claimed:?}");
                }
                Err(ProofError::Broken { witness, .. }) => {
                    assert_ne!(broken, 0, "{assumed:?} -> {claimed:?}");
                    let answer = answer(witness.point(), operation, &policy);
                    assert!(
                        region.contains(witness.point())
                            && is_so(assumed, &answer)
                            && !is_so(claimed, &answer)
                    );
                    let away = |point: &Point| {
                        let default = Case::DEFAULT.point();
                        let differs = |attribute: &&instance_lifecycle::attribute::Attribute| {
                            point.value(attribute.field) != default.value(attribute.field)
                        };
                        instance_lifecycle::attribute::ATTRIBUTES.iter().filter(differs).count()
                    };
                    let can_be = |point: &Point| {
                        instance_lifecycle::attribute::impossible().all(|it| !it.region.contains(point))
                    };
                    let nearer = points.iter().zip(&answers).filter(|(point, _)| {
                        region.contains(point) && can_be(point) && away(point) < away(witness.point())
                    });
                    for (_, answer) in nearer {
                        assert!(
                            !is_so(assumed, answer) || is_so(claimed, answer),
                            "a simpler case breaks it"
                        );
                    }
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
}
