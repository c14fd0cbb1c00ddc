//! The difference of two policies equals the difference of their answers, case by case.

use super::{Corner, answer, decided, deciding, rules, within};
use instance_lifecycle::analysis::{
    Budget, Cause, CauseKind, Change, ChangeReason, Diff, Difference, Direction, ErrorAnswer, OperationDiff,
    ResolvedCharge, ResourceChange, ResourceState, RowName, Rules, Scope, Size, Summary, diff,
};
use instance_lifecycle::errors::{ErrorKind, OwnedViolation};
use instance_lifecycle::plan::{AtNextStart, Disposition, Resource};
use instance_lifecycle::policy::CustomRule;
use instance_lifecycle::policy::interpretations::{
    HibernatedBandwidth, ImageLicence, SecurityLockedStop, StatusText,
};
use instance_lifecycle::rules::attributes::{AttributeSet, Constraint, region_of};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::{Case, Operation, Plan, Policy, Revision, Status};
use std::collections::{BTreeMap, BTreeSet};
use support::{Random, is_possible};

/// Returns the error of a violation, as in the catalogue.
fn raised(violation: &OwnedViolation) -> (u16, String, String) {
    let error = violation.error();
    (error.http_status, error.code.to_owned(), error.message.text.to_owned())
}

fn written(raised: &ErrorAnswer) -> (u16, String, String) {
    (raised.http_status, raised.code.to_string(), raised.message.to_string())
}

/// Returns the error of a violation, as on the wire.
fn said(violation: &OwnedViolation) -> (u16, String, String) {
    let error = violation.error();
    (error.http_status, error.code.to_owned(), error.to_string())
}

/// Returns the outcome of a resource in a plan as text.
fn fate(plan: &Plan, resource: Resource) -> Option<String> {
    let outcome = plan.resources().find(|outcome| outcome.resource == resource)?;
    Some(format!(
        "{} {} {} {}",
        outcome.disposition, outcome.billed_before, outcome.billed_after, outcome.at_next_start
    ))
}

/// The number of differences of two policies, by deciding rows and by resource.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    verdicts: BTreeMap<(Option<usize>, Option<usize>), u128>,
    resources: BTreeMap<(Option<usize>, Option<usize>, Resource), u128>,
}

impl Tally {
    fn note(&mut self, point: &Point, operation: Operation, from: &Policy, to: &Policy) {
        let rows = (deciding(point, operation, from), deciding(point, operation, to));
        let differs = match (answer(point, operation, from), answer(point, operation, to)) {
            (Ok(a), Ok(b)) => a.settlement() != b.settlement(),
            (Err(a), Err(b)) => said(&a) != said(&b),
            _ => true,
        };
        if differs {
            *self.verdicts.entry(rows).or_default() += 1;
        }
    }

    /// The same for the outcomes of a resource.
    fn note_resource(
        &mut self,
        point: &Point,
        operation: Operation,
        policies: [&Policy; 2],
        resource: Resource,
    ) {
        let [Ok(a), Ok(b)] = policies.map(|policy| answer(point, operation, policy)) else { return };
        if fate(&a, resource) != fate(&b, resource) {
            let [from, to] = policies.map(|policy| deciding(point, operation, policy));
            *self.resources.entry((from, to, resource)).or_default() += 1;
        }
    }

    fn of(diff: &OperationDiff) -> Self {
        let mut tally = Self::default();
        for change in diff.causes.iter().flat_map(|cause| &cause.changes) {
            let (from, to) = (change.from.table_row, change.to.table_row);
            if let Difference::OtherResource { resource, .. } = change.difference {
                *tally.resources.entry((from, to, resource)).or_default() +=
                    change.size.expect("counted").cases;
                continue;
            }
            assert_eq!(
                tally.verdicts.insert((from, to), change.size.expect("counted").cases),
                None,
                "one line for two rows"
            );
            if let Difference::OtherPlan { resources, .. } = &change.difference {
                for of in resources {
                    *tally.resources.entry((from, to, of.resource)).or_default() +=
                        of.size.expect("counted").cases;
                }
            }
        }
        tally
    }
}

/// Two states that differ in any respect are printed differently.
#[test]
fn every_state_of_a_resource_has_its_own_words() {
    let mut texts = BTreeSet::new();
    let flags = [false, true];
    for &disposition in Disposition::ALL {
        for &at_next_start in AtNextStart::ALL {
            for (billed_before, billed_after) in
                flags.iter().flat_map(|before| flags.map(|after| (*before, after)))
            {
                let state = ResourceState { disposition, billed_before, billed_after, at_next_start };
                assert!(texts.insert(state.to_string()), "{state}");
            }
        }
    }
}

#[test]
fn cases_differ_exactly_where_their_answers_do() {
    let mut random = Random::new();
    for operation in decided() {
        for round in 0..60 {
            let from = random.policy();
            let to =
                if round % 2 == 0 { random.policy() } else { from.clone().with(SecurityLockedStop::Allow) };
            let [a, b] = [&from, &to].map(|policy| rules(policy, operation));
            let scope = Scope::read_by(&AttributeSet::BUILT_IN, a.conditions().chain(b.conditions()));
            let corner = Corner::of(&scope, 1_000, &mut random);
            let [a, b] = [a, b].map(|rules| within(rules, &corner.region));
            let diff = OperationDiff::between(&a, &b, Budget::default()).expect("within the budget");
            let mut counted = Tally::default();
            corner.points.iter().for_each(|point| counted.note(point, operation, &from, &to));
            assert_eq!(Tally::of(&diff).verdicts, counted.verdicts, "{operation}");
        }
    }
}

/// For each resource, also counted by the conditions of its rows.
#[test]
fn resource_outcomes_differ_exactly_where_plans_do() {
    let mut random = Random::new();
    for operation in decided() {
        for _ in 0..8 {
            let (from, to) = (random.policy(), random.policy());
            let [a, b] = [&from, &to].map(|policy| rules(policy, operation));
            for &resource in Resource::ALL {
                let of_resource = |rules: &Rules| {
                    let effects =
                        rules.effects.iter().filter(|row| row.resource == resource).map(|row| row.when);
                    let charges =
                        rules.charges.iter().filter(|row| row.resource == resource).map(|row| row.when);
                    effects.chain(charges).collect::<Vec<_>>()
                };
                let [custom, other] = [&a, &b].map(of_resource);
                if custom.is_empty() {
                    continue;
                }
                let decisions = a.conditions().chain(b.conditions());
                let scope = Scope::read_by(&AttributeSet::BUILT_IN, decisions.chain(&custom).chain(&other));
                let corner = Corner::of(&scope, 400, &mut random);
                let [a, b] = [&a, &b].map(|rules| within(rules.clone(), &corner.region));
                let diff = OperationDiff::between(&a, &b, Budget::default()).expect("within the budget");
                let mut counted = Tally::default();
                for point in &corner.points {
                    counted.note_resource(point, operation, [&from, &to], resource);
                }
                let mut found = Tally::of(&diff).resources;
                found.retain(|(.., of), _| *of == resource);
                assert_eq!(found, counted.resources, "{operation}, {resource}");
            }
        }
    }
}

#[test]
fn the_witness_of_a_line_differs_as_the_line_says() {
    let mut random = Random::new();
    let revisions = Revision::ALL.iter().map(|revision| Policy::ecs(*revision));
    let others = support::policies().chain((0..20).map(|_| random.policy()));
    let policies: Vec<Policy> = revisions.chain(others).collect();
    for pair in policies.windows(2) {
        let [from, to] = pair else { panic!("two policies") };
        for (operation, _, change) in diff(from, to).expect("within the budget").changes() {
            let witness = change.witness.clone().expect("a case that can be");
            let [a, b] = [from, to].map(|policy| answer(witness.point(), operation, policy));
            assert!(change.when.region().contains(witness.point()), "{witness}");
            assert!(is_possible(&witness.case()), "{witness}");
            let Size { cases, of } = change.size.expect("counted");
            assert!(0 < cases && cases <= of, "{witness}");
            assert_eq!(deciding(witness.point(), operation, from), change.from.table_row, "{witness}");
            assert_eq!(deciding(witness.point(), operation, to), change.to.table_row, "{witness}");
            let (a_error, b_error) = (a.as_ref().err().map(raised), b.as_ref().err().map(raised));
            match &change.difference {
                Difference::Allowed { from, to } => {
                    assert_eq!(a_error, Some(written(from)));
                    assert_eq!(b.map(|plan| plan.settlement()), Ok(*to));
                }
                Difference::Refused { from, to } => {
                    assert_eq!(a.map(|plan| plan.settlement()), Ok(*from));
                    assert_eq!(b_error, Some(written(to)));
                }
                Difference::OtherError { from, to } | Difference::OtherMessage { from, to } => {
                    assert_eq!((a_error, b_error), (Some(written(from)), Some(written(to))));
                }
                Difference::OtherPlan { from, to, resources } => {
                    assert_eq!(a.map(|plan| plan.settlement()), Ok(*from));
                    assert_eq!(b.map(|plan| plan.settlement()), Ok(*to));
                    for (n, one) in resources.iter().enumerate() {
                        let same = |other: &&ResourceChange| {
                            (one.resource, one.from, one.to, &one.when)
                                == (other.resource, other.from, other.to, &other.when)
                        };
                        assert_eq!(resources[..n].iter().find(same), None, "said twice");
                        assert_ne!(one.from, one.to, "{}", one.resource);
                    }
                }
                Difference::OtherResource { resource, .. } => {
                    let [a, b] = [a, b].map(|answer| fate(&answer.expect("a plan"), *resource));
                    assert_ne!(a, b, "{witness}");
                }
            }
        }
    }
}

/// A custom status rule expects the statuses that it does not name; one that names all has the fixed
/// text.
#[test]
fn a_status_text_differs_if_the_expected_statuses_do() {
    let filled = Policy::documented().with(StatusText::Templated);
    let answers = |asked: &[Constraint<'_>]| {
        let rule = CustomRule::refusal(
            Operation::StopInstance,
            "own",
            "SecurityLock",
            ErrorKind::IncorrectInstanceStatus,
        );
        let custom = filled.clone().with_rule(rule.when(asked).expect("they are attributes"));
        let diff = diff(&filled, &custom.expect("a rule of its own")).expect("within the budget");
        let texts = diff.changes().filter_map(|(_, _, change)| match &change.difference {
            Difference::OtherMessage { from, to } => Some((
                format!("{} -> {}", change.from, change.to),
                from.expected.clone(),
                to.expected.clone(),
                from.message == to.message,
            )),
            _ => None,
        });
        texts.collect::<Vec<_>>()
    };
    let line = |row: u8, expected: &[Status], same_template| {
        (
            format!("status-not-running/{row} -> own/1"),
            vec![Status::Running],
            expected.to_vec(),
            same_template,
        )
    };
    assert_eq!(answers(&[("status", &["Pending", "Starting", "Stopping", "Stopped"])]), []);
    let all_but_stopped = ["Pending", "Starting", "Running", "Stopping"];
    assert_eq!(
        answers(&[("status", &all_but_stopped)]),
        [1, 2, 3].map(|row| line(row, &[Status::Stopped], true))
    );
    assert_eq!(answers(&[("gpu", &["Yes"])]), [1, 2, 3, 5].map(|row| line(row, &[], false)));
}

#[test]
fn a_policy_does_not_differ_from_itself() {
    for policy in support::policies() {
        assert!(diff(&policy, &policy).expect("within the budget").is_empty());
    }
}

/// Returns the causes of a difference, each with its reasons and the number of its lines.
fn causes(diff: &Diff, operation: Operation) -> String {
    let of = diff.operations.iter().find(|of| of.operation == operation).expect("a difference");
    let because = |because: &ChangeReason| match because {
        ChangeReason::Page { from, to } => {
            let [from, to] = [from, to].map(|error| match error {
                Some(error) => format!("{} {}", error.http_status, error.code),
                None => "no error".to_owned(),
            });
            format!("page: {from}, then {to}")
        }
        ChangeReason::Interpretation(it) => match it.page {
            Some(page) => format!("{}: {}, then {}, as {page} has it", it.id, it.from, it.to),
            None => format!("{}: {}, then {}", it.id, it.from, it.to),
        },
        other => format!("{other:?}"),
    };
    let line = |cause: &Cause| {
        let subject = match &cause.kind {
            CauseKind::NoLongerDecides(rule) => format!("{rule} no longer decides"),
            CauseKind::NewlyDecides(rule) => format!("{rule} newly decides"),
            CauseKind::DifferentAnswer(rule) => format!("{rule} answers otherwise"),
            CauseKind::AskedLater(rule) => format!("{rule} is asked later"),
            CauseKind::Resource(resource) => format!("{resource} becomes something else"),
        };
        let why: Vec<String> = cause.why.iter().map(because).collect();
        let cases: u128 = cause.changes.iter().map(|change| change.size.expect("counted").cases).sum();
        format!("{subject} ({}): {} lines, {cases} cases", why.join("; "), cause.changes.len())
    };
    of.causes.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn stops_of_2024_and_2025_differ_as_documented() {
    let [old, new] = [Revision::V2024_11_14, Revision::V2025_12_03].map(Policy::ecs);
    let diff = diff(&old, &new).expect("within the budget");
    insta::assert_snapshot!(causes(&diff, Operation::StopInstance), @r"
    security-lock no longer decides (R2: Deny, then Allow, as API behavior when an instance is locked for security reasons, 2025-04-27, table has it): 35 lines, 11612160 cases
    status-not-running answers otherwise (R4: Static, then Templated): 4 lines, 921600 cases
    disk-status answers otherwise (page: 403 DiskError, then 400 DiskError): 1 lines, 23040 cases
    confirm-stop no longer decides (R3: AnyLocalStorage, then Nobody): 14 lines, 5760 cases
    managed-by-product newly decides (page: no error, then 403 OperationDenied.SystemInstanceNotSupport): 16 lines, 7068 cases
    hibernation-forbids no longer decides (R6: Unsupported, then Supported): 6 lines, 240 cases
    economical-classic no longer decides (R1: Reject, then StopAsKeepCharging, as Comments of the vendor's Go SDK, ecs-20140526, 2025-07-14, StoppedMode has it): 6 lines, 960 cases
    economical-subscription no longer decides (R1: Reject, then StopAsKeepCharging, as Comments of the vendor's Go SDK, ecs-20140526, 2025-07-14, StoppedMode has it): 6 lines, 600 cases
    economical-local-disk no longer decides (R1: Reject, then StopAsKeepCharging, as Comments of the vendor's Go SDK, ecs-20140526, 2025-07-14, StoppedMode has it): 6 lines, 520 cases
    economical-spot no longer decides (R1: Reject, then StopAsKeepCharging, as Comments of the vendor's Go SDK, ecs-20140526, 2025-07-14, StoppedMode has it; R6: Unsupported, then Supported): 6 lines, 640 cases
    ImageLicence becomes something else (R13: Billed, then NotBilled, as 按量付费实例（含抢占式实例）的节省停机模式, 2026, table has it): 4 lines, 120 cases
    stop-in-standard-mode no longer decides (R6: Unsupported, then Supported): 2 lines, 64 cases
    ");
}

#[test]
fn stops_of_2021_and_2024_differ_as_documented() {
    let [old, new] = [Revision::V2021_01, Revision::V2024_11_14].map(Policy::ecs);
    let diff = diff(&old, &new).expect("within the budget");
    insta::assert_snapshot!(causes(&diff, Operation::StopInstance), @r"
    confirm-stop newly decides (R3: FamilyI1, then AnyLocalStorage): 6 lines, 2880 cases
    hibernation-not-enabled newly decides (R21: Ignored, then Taken, as StopInstance, 2024-11-14, Hibernate has it; page: no error, then 403 HibernationConfigured.NotEnabled): 11 lines, 3840 cases
    hibernation-forbids newly decides (R21: Ignored, then Taken, as StopInstance, 2024-11-14, Hibernate has it; page: no error, then 403 HibernationConfigured.InstanceOperationForbidden): 19 lines, 1440 cases
    kms-key-untagged newly decides (page: no error, then 403 InvalidParameter.KMSKeyId.CMKUnauthorized): 6 lines, 872 cases
    kms-key-not-enabled newly decides (page: no error, then 403 InvalidParameter.KMSKeyId.CMKNotEnabled): 6 lines, 872 cases
    hibernate-subscription newly decides (R21: Ignored, then Taken, as StopInstance, 2024-11-14, Hibernate has it): 1 lines, 64 cases
    LocalDisks becomes something else (R15: Lost, then Kept): 2 lines, 768 cases
    hibernate-economically newly decides (R21: Ignored, then Taken, as StopInstance, 2024-11-14, Hibernate has it): 2 lines, 12 cases
    hibernate-in-standard-mode newly decides (R21: Ignored, then Taken, as StopInstance, 2024-11-14, Hibernate has it): 2 lines, 68 cases
    ");
    let operations: Vec<Operation> = diff.operations.iter().map(|of| of.operation).collect();
    // Of all other operations one table is known; those that start read the contents of local disks (R15).
    let differing = [Operation::StopInstance, Operation::StartInstance, Operation::ReActivateInstances];
    assert_eq!(operations, differing);
}

/// Counted for the cases and interpretations that its rows read.
#[test]
fn a_resource_outcome_is_reported_with_its_own_cases_and_interpretations() {
    let from = Policy::documented();
    let to = from.clone().with(ImageLicence::NotBilled).with(HibernatedBandwidth::Billed);
    let diff = diff(&from, &to).expect("within the budget");
    let line = |cause: &Cause, change: &Change| {
        let CauseKind::Resource(resource) = cause.kind else { panic!("{:?} changes", cause.kind) };
        let Size { cases, of } = change.size.expect("counted");
        format!("{resource}: {cases} of {of}, {}", change.when)
    };
    for of in &diff.operations {
        for cause in &of.causes {
            let CauseKind::Resource(resource) = cause.kind else { panic!("{:?} changes", cause.kind) };
            let read = if resource == Resource::ImageLicence { "R13" } else { "R14" };
            let why: Vec<&str> = cause
                .why
                .iter()
                .map(|why| match why {
                    ChangeReason::Interpretation(reread) => reread.id,
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(why, [read], "{}: {resource}", of.operation);
        }
    }
    let stop =
        diff.operations.iter().find(|of| of.operation == Operation::StopInstance).expect("a difference");
    let lines =
        stop.causes.iter().flat_map(|cause| cause.changes.iter().map(move |change| line(cause, change)));
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
    ImageLicence: 16 of 49766448, network_type: vpc, spot_strategy: NoSpot, local_storage: No, persistent_memory: No, hibernation_configured: Yes, image_licence: Unknown | Yes, request.stopped_mode: StopCharging, request.hibernate: Yes
    ImageLicence: 8 of 49766448, status: Pending | Starting | Running | Stopped | Released, network_type: vpc, spot_strategy: NoSpot, local_storage: No, persistent_memory: No, hibernation_configured: Yes, image_licence: Unknown | Yes, economical_mode_default: Yes, request.stopped_mode: Absent, request.hibernate: Yes
    ImageLicence: 64 of 49766448, network_type: vpc, spot_strategy: NoSpot, local_storage: No, persistent_memory: No, image_licence: Unknown | Yes, request.stopped_mode: StopCharging
    ImageLicence: 32 of 49766448, status: Pending | Starting | Running | Stopped | Released, network_type: vpc, spot_strategy: NoSpot, local_storage: No, persistent_memory: No, image_licence: Unknown | Yes, economical_mode_default: Yes, request.stopped_mode: Absent
    ");
}

#[test]
fn an_outcome_of_impossible_cases_is_not_a_difference() {
    let from = rules(&Policy::documented(), Operation::StopInstance);
    for (stopped_as, differs) in [("StopCharging", false), ("Not-applicable", true)] {
        let mut to = from.clone();
        let asked = [("status", &["Running"][..]), ("stopped_mode", &[stopped_as])];
        let charge =
            ResolvedCharge { resource: Resource::PrivateIp, when: region_of(&asked).expect("known names") };
        to.charges.push(charge);
        let diff = OperationDiff::between(&from, &to, Budget::default()).expect("within the budget");
        assert_eq!(!diff.causes.is_empty(), differs, "{stopped_as}");
    }
}

/// Returns a custom rule with the given flags as its condition.
type Flags<'a> = &'a [(&'static str, Constraint<'a>)];

/// Returns rules that refuse by flags alone.
fn refusing(custom: Flags<'_>) -> Rules {
    let mut rules = rules(&Policy::documented(), Operation::RebootInstance);
    rules.refusals =
        custom.iter().map(|(name, asked)| super::checks::custom(name, &[*asked], name)).collect();
    rules.settlements.retain(|row| row.when == Region::FULL);
    (rules.effects, rules.charges, rules.inactive) = (Vec::new(), Vec::new(), Vec::new());
    rules
}

#[test]
fn custom_rules_are_matched_by_name_and_condition() {
    let (gpu, burstable, route) =
        (("gpu", &["Yes"][..]), ("burstable", &["Yes"][..]), ("route_entry", &["Yes"][..]));
    let table: [(Flags<'_>, Flags<'_>); 6] = [
        (&[("a", gpu)], &[("b", burstable), ("c", route)]),
        (&[("a", gpu), ("d", route)], &[("b", gpu), ("c", route)]),
        (&[("a", gpu), ("d", route)], &[("a", burstable), ("d", route)]),
        (&[("a", gpu), ("b", gpu)], &[("b", gpu), ("a", gpu)]),
        (&[("a", gpu), ("b", burstable), ("c", route)], &[("c", route), ("b", burstable), ("a", gpu)]),
        (&[("a", gpu), ("b", burstable)], &[("a", burstable), ("b", gpu), ("c", route)]),
    ];
    for (from, to) in table {
        let (a, b) = (refusing(from), refusing(to));
        let diff = OperationDiff::between(&a, &b, Budget::default()).expect("within the budget");
        let says = |rules: &Rules, point: &Point| {
            let place = rules.decides(point).expect("a row decides");
            rules.refusals.get(place).map(|row| row.name.clone())
        };
        let scope = Scope::read_by(&AttributeSet::BUILT_IN, a.conditions().chain(b.conditions()));
        let mut counted: BTreeMap<_, u128> = BTreeMap::new();
        support::product(scope.attributes(), Case::DEFAULT.point(), &mut |case| {
            let pair = (says(&a, &case.point()), says(&b, &case.point()));
            if pair.0 != pair.1 {
                *counted.entry(pair).or_default() += 1;
            }
        });
        let mut found: BTreeMap<_, u128> = BTreeMap::new();
        for change in diff.causes.iter().flat_map(|cause| &cause.changes) {
            let name = |row: &RowName| (row.table_row.is_none()).then(|| row.rule.clone());
            *found.entry((name(&change.from), name(&change.to))).or_default() +=
                change.size.expect("counted").cases;
        }
        assert_eq!(found, counted, "{from:?} and {to:?}");
    }
}

#[test]
fn a_summary_counts_the_lines_of_each_direction() {
    let documented = Policy::documented();
    let loose = documented.clone().with(SecurityLockedStop::Allow);
    let text = documented.clone().with(StatusText::Templated);
    let both = text.clone().with(SecurityLockedStop::Allow);
    let summary = |from: &Policy, to: &Policy| diff(from, to).expect("within the budget").summary();
    let directions = |from, to| {
        let Summary { loosening, tightening, neutral } = summary(from, to);
        ([loosening, tightening, neutral].map(|lines| lines > 0), summary(from, to).direction())
    };
    assert_eq!(directions(&documented, &documented), ([false; 3], Some(Direction::Neutral)));
    assert_eq!(directions(&documented, &text), ([false, false, true], Some(Direction::Neutral)));
    let (there, back) = (directions(&documented, &loose), directions(&loose, &documented));
    assert_eq!((there.1, back.1), (Some(Direction::Loosening), Some(Direction::Tightening)));
    assert_eq!(directions(&text, &loose).1, Some(Direction::Loosening));
    for (from, to) in [(&documented, &loose), (&loose, &documented), (&documented, &both)] {
        let diff = diff(from, to).expect("within the budget");
        let count = |direction| {
            diff.changes().filter(|(.., change)| change.difference.direction() == direction).count()
        };
        let counted = Summary {
            loosening: count(Direction::Loosening),
            tightening: count(Direction::Tightening),
            neutral: count(Direction::Neutral),
        };
        assert_eq!(diff.summary(), counted);
        assert!(!diff.is_empty());
    }
    let ways = |loosening, tightening| Summary { loosening, tightening, neutral: 3 }.direction();
    assert_eq!([ways(1, 0), ways(0, 2)], [Some(Direction::Loosening), Some(Direction::Tightening)]);
    assert_eq!([ways(0, 0), ways(1, 2)], [Some(Direction::Neutral), None]);
}

#[test]
fn the_size_of_a_direction_is_the_sum_of_its_lines() {
    let (from, to) = (Policy::documented(), Policy::documented().with(SecurityLockedStop::Allow));
    let diff = diff(&from, &to).expect("within the budget");
    for of in &diff.operations {
        for direction in [Direction::Loosening, Direction::Tightening, Direction::Neutral] {
            let lines = of.causes.iter().flat_map(|cause| &cause.changes).filter(|change| {
                let is_fate = matches!(change.difference, Difference::OtherResource { .. });
                change.difference.direction() == direction && !is_fate
            });
            let cases = lines.map(|change| change.size.expect("counted").cases).sum();
            assert_eq!(of.size(direction), Size { cases, of: of.cases });
        }
    }
    for (cases, of, share) in [(1, 4, 0.25), (3, 4, 0.75), (4, 4, 1.0), (0, 4, 0.0), (0, 0, 0.0)] {
        assert_eq!(Size { cases, of }.share(), share);
    }
}
