//! Every row decides some case, every cell of an effect is read, and every answer to an interpretation
//! and every value of an attribute changes some answer; exceptions are listed with their reason.

use instance_lifecycle::environment::Site;
use instance_lifecycle::errors::ApiError;
use instance_lifecycle::policy::interpretations::{
    ForceStopWhileStopping, HibernationForbids, Interpretation,
};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, SPACE};
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::rules::{Condition, RuleTable};
use instance_lifecycle::{Case, Event, Operation, Policy, Revision, Status, Violation};
use std::collections::{BTreeSet, HashSet};
use support::{
    Random, answered, column, explained, nearest, policies_of, product, regions, rule_tables, unrefused,
    welcome,
};

/// Returns the most acceptable case of every row with any one attribute changed, of every two rows that
/// overlap, and random cases.
fn cases(rule_table: &'static RuleTable) -> Vec<Case> {
    let welcome = welcome(rule_table.operation);
    let regions: Vec<_> = regions(rule_table).collect();
    let meeting =
        regions.iter().enumerate().flat_map(|(n, a)| regions[..n].iter().map(move |b| a.intersect(b)));
    let mut cases: Vec<Case> =
        meeting.filter(|region| !region.is_empty(SPACE)).map(|region| nearest(&region, &welcome)).collect();
    for region in &regions {
        for attribute in &ATTRIBUTES {
            product(&[attribute], nearest(region, &welcome).point(), &mut |case| cases.push(*case));
        }
    }
    let mut random = Random::new();
    cases.extend((0..500).map(|_| random.case(6)));
    let mut met = HashSet::new();
    cases.retain(|case| met.insert(*case));
    cases
}

/// Returns whether two answers are equal in every part: all errors, or the whole plan.
fn alike(operation: Operation, [one, other]: [(&Case, &Policy); 2]) -> bool {
    let [one, other] = [one, other].map(|(case, policy)| explained(operation, case, policy));
    fn said<'p>(violation: Violation<'p>) -> (ApiError<'p>, bool) {
        (violation.error(), violation.is_retryable())
    }
    if !one.violations().map(said).eq(other.violations().map(said)) {
        return false;
    }
    // A refusal has no consequences.
    one.violations().next().is_some()
        || one.answer().is_err() == other.answer().is_err() && one.plan().same_outcome(&other.plan())
}

/// Returns whether every event changes an instance alike under two policies.
fn events_are_alike(case: &Case, policies: [&Policy; 2]) -> bool {
    Event::ALL.iter().all(|&event| {
        let [one, other] = policies.map(|policy| case.instance.apply(event, &case.environment, policy).ok());
        one == other
    })
}

#[test]
fn every_row_decides_some_case_under_some_policy() {
    for rule_table in rule_tables() {
        let (mut refusing, mut settling) = (BTreeSet::new(), BTreeSet::new());
        let cases = cases(rule_table);
        // A hibernation may force a stop in flight only under both.
        let forced =
            Policy::documented().with(ForceStopWhileStopping::Accept).with(HibernationForbids::Nothing);
        for policy in policies_of(rule_table).into_iter().chain([forced]) {
            for case in &cases {
                let explanation = explained(rule_table.operation, case, &policy);
                match explanation.violations().next() {
                    Some(first) => refusing.insert(first.row().condition().to_string()),
                    None => settling.insert(explanation.settlement().condition().to_string()),
                };
            }
        }
        let refusals = rule_table.refusals.iter().map(|row| row.condition().to_string());
        let settlements = rule_table.settlements.iter().map(|row| row.condition().to_string());
        let idle: Vec<String> = refusals
            .filter(|condition| !refusing.contains(condition))
            .chain(settlements.filter(|condition| !settling.contains(condition)))
            .collect();
        assert_eq!(idle, Vec::<String>::new(), "{}", rule_table.operation);
    }
}

/// Cells that no plan reads, and columns in which no risk is taken: resource or risk, part of its
/// condition, columns, reason.
type Unread = (&'static str, &'static str, &'static [usize], &'static str);

const INELIGIBLE: &str = "it is not eligible for economical mode";
const FOUND_AGAIN: &str = "compute that the stop released is found again";
const RECYCLED: &str = "recycled compute is found again";

#[rustfmt::skip] // a table: one line a row
const UNREAD: &[(Operation, &[Unread])] = &[
    (Operation::StopInstance, &[
        ("LocalDisks",             "local_storage: Yes",       &[0, 2], INELIGIBLE),
        ("SubscriptionFee",        "charge_type: PrePaid",     &[0, 2], INELIGIBLE),
    ]),
    (Operation::StartInstance, &[
        ("StaticPublicIp",         "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("PublicBandwidth",        "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("ImageLicence",           "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("CpuCredits",             "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("PublicAddressMayChange", "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("CpuCreditsCleared",      "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("RestartMayConflict",     "stopped_mode: StopCharging", &[1],    FOUND_AGAIN),
        ("LocalDisks",             "compute_recycled: Yes",      &[1],    RECYCLED),
        ("LocalDataLost",          "compute_recycled: Yes",      &[1],    RECYCLED),
    ]),
    (Operation::ReActivateInstances, &[
        ("SubscriptionFee",        "charge_type: PrePaid",     &[0, 1], "a subscription is not reactivated"),
    ]),
];

/// Returns the effects and risks of an operation: name, condition, columns.
fn consequences(rule_table: &'static RuleTable) -> impl Iterator<Item = (&'static str, &'static Region, u8)> {
    let effects = rule_table
        .effects
        .iter()
        .map(|row| (row.resource.as_str(), &row.when, u8::MAX >> (u8::BITS as usize - row.cells.len())));
    effects.chain(rule_table.risks.iter().map(|row| (row.risk.as_str(), &row.when, row.columns)))
}

/// Returns the cells that the plan of some accepted call reads: number of the row, column.
fn read(rule_table: &'static RuleTable) -> HashSet<(usize, usize)> {
    let (mut read, mut met) = (HashSet::new(), HashSet::new());
    let mut random = Random::new();
    let mut policies = policies_of(rule_table);
    policies.extend((0..100).map(|_| random.policy()));
    let settlements = rule_table.settlements.iter().map(|row| row.when);
    let both =
        settlements.flat_map(|when| consequences(rule_table).map(move |(_, row, _)| row.intersect(&when)));
    for region in both.filter(|region| !region.is_empty(SPACE)) {
        // Recycled instances are reactivated on one site only.
        for site in [Site::International, Site::China] {
            let mut case = nearest(&region, &welcome(rule_table.operation));
            case.environment.site = site;
            if !met.insert(case) {
                continue;
            }
            for policy in policies.iter() {
                let Some(plan) = unrefused(rule_table.operation, &case, policy) else { continue };
                let is_active =
                    |when: &Region| policy.interpretations().admit(when) && when.contains(&case.point());
                let rows = consequences(rule_table).enumerate().filter(|(_, (_, when, _))| is_active(when));
                read.extend(rows.map(|(number, _)| (number, column(plan.settlement()))));
            }
        }
    }
    read
}

#[test]
fn every_cell_is_read_and_every_risk_taken_or_listed() {
    let mut unexpected = Vec::new();
    for rule_table in rule_tables() {
        let read = read(rule_table);
        let listed = UNREAD.iter().filter(|(operation, _)| *operation == rule_table.operation);
        let listed: Vec<&Unread> = listed.flat_map(|(_, rows)| rows.iter()).collect();
        for (number, (name, when, columns)) in consequences(rule_table).enumerate() {
            let condition = Condition::new(when).to_string();
            for column in (0..u8::BITS as usize).filter(|column| columns >> column & 1 == 1) {
                let is_unread = listed.iter().any(|(unread, part, columns, _)| {
                    *unread == name && condition.contains(part) && columns.contains(&column)
                });
                let operation = rule_table.operation;
                let is_read = read.contains(&(number, column));
                if is_read == is_unread {
                    unexpected.push(format!(
                        "{operation}: {name} when {condition}, column {column}, read: {is_read}"
                    ));
                }
            }
        }
    }
    assert_eq!(unexpected, Vec::<String>::new());
}

/// The cases of every operation, and the policies that change its answers.
fn everything() -> Vec<(Operation, Vec<Case>, Vec<Policy>)> {
    rule_tables()
        .map(|rule_table| (rule_table.operation, cases(rule_table), policies_of(rule_table)))
        .collect()
}

#[test]
fn every_answer_to_an_interpretation_changes_some_decision() {
    let everything = everything();
    for interpretation in Interpretation::ALL {
        for (n, value) in interpretation.values.iter().enumerate() {
            for other in &interpretation.values[..n] {
                let differs = Revision::ALL.iter().any(|&revision| {
                    let [a, b] =
                        [*value, *other].map(|value| answered(Policy::ecs(revision), interpretation, value));
                    everything.iter().any(|(operation, cases, _)| {
                        cases.iter().any(|case| {
                            !alike(*operation, [(case, &a), (case, &b)]) || !events_are_alike(case, [&a, &b])
                        })
                    })
                });
                assert!(differs, "{}: {value} and {other} never differ", interpretation.name);
            }
        }
    }
}

/// Values that no answer distinguishes: attribute, values, reason.
#[rustfmt::skip] // a table: one line a row
const SYNONYMS: &[(&str, &[&str], &str)] = &[
    ("task",                 &["None", "Create", "Run", "Start", "Stop", "Hibernate"],
                                                             "what may be forced to stop, or is no stop"),
    ("task",                 &["Reboot", "Release"],         "what no stop may cut short"),
    ("stopped_mode",           &["KeepCharging", "Not-applicable"], "either way the compute is kept"),
    ("stopped_for",          &["Request", "SpotInterruption"], "neither changes what is billed"),
    ("spot_interruption",    &["Terminate", "Stop"],         "an interruption is no call"),
    ("encryption_key",       &["None", "Usable"],            "a usable key violates nothing"),
    ("capacity_reservation", &["None", "Available"],         "one with room violates nothing"),
    ("dedicated_host",       &["None", "Available"],         "one with room violates nothing"),
];

#[test]
fn every_value_of_an_attribute_changes_some_decision_or_is_a_synonym() {
    let everything = everything();
    let mut wrong = Vec::new();
    for attribute in &ATTRIBUTES {
        for (n, value) in attribute.values.iter().enumerate() {
            for other in &attribute.values[..n] {
                let synonyms = SYNONYMS.iter().find(|(name, values, _)| {
                    *name == attribute.name && values.contains(value) && values.contains(other)
                });
                // Each synonym is compared with the first.
                if synonyms.is_some_and(|(_, values, _)| ![value, other].contains(&&values[0])) {
                    continue;
                }
                // Only rows that read the attribute, dry runs and created instances distinguish its values.
                let is_read = |operation: Operation| {
                    attribute.name.starts_with("request.")
                        || regions(operation.rule_table()).any(|region| region.reads(attribute.field))
                };
                let mut reading = everything.iter().filter(|(operation, ..)| is_read(*operation));
                let differs = reading.any(|(operation, cases, policies)| {
                    are_distinguished(*operation, attribute, [value, other], cases, policies)
                }) || Operation::ALL.iter().all(|&operation| !is_read(operation))
                    && are_distinguished_by_events(attribute, [value, other]);
                if differs == synonyms.is_some() {
                    wrong.push(format!("{}: {value} and {other} differ: {differs}", attribute.name));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

fn are_distinguished(
    operation: Operation,
    attribute: &Attribute,
    values: [&str; 2],
    cases: &[Case],
    policies: &[Policy],
) -> bool {
    let rule_table = operation.rule_table();
    let is_read = |row: &Region| row.reads(attribute.field);
    let rules: BTreeSet<&str> =
        rule_table.refusals.iter().filter(|row| is_read(&row.when)).map(|row| row.rule).collect();
    let refusals = rule_table.refusals.iter().filter(|row| rules.contains(row.rule)).map(|row| row.when);
    let rows: Vec<Region> = regions(rule_table).filter(is_read).chain(refusals).collect();
    // The rules that read the attribute; the others apply to both values alike.
    let mut active = HashSet::new();
    let changes_a_row = |policy: &&Policy| {
        active.insert(rows.iter().map(|row| policy.interpretations().admit(row)).collect::<Vec<_>>())
            || **policy == Policy::ecs(policy.revision())
    };
    let policies: Vec<&Policy> = policies.iter().filter(changes_a_row).collect();
    let mut met = HashSet::new();
    cases.iter().any(|case| {
        let [a, b] = values.map(|value| with_value(case, attribute, value));
        met.insert(a) && policies.iter().any(|policy| !alike(operation, [(&a, policy), (&b, policy)]))
    })
}

fn with_value(case: &Case, attribute: &Attribute, value: &str) -> Case {
    let number = attribute.values.iter().position(|known| *known == value).expect("a value of it");
    Case::at(&case.point().with(attribute.field, number))
}

/// Returns whether some event happens with one of the values only.
fn are_distinguished_by_events(attribute: &Attribute, values: [&str; 2]) -> bool {
    let policy = Policy::documented();
    Status::ALL.iter().any(|&status| {
        let case = Case::DEFAULT.with(|it| it.instance.status = status);
        let [one, other] = values.map(|value| with_value(&case, attribute, value));
        Event::ALL.iter().any(|&event| {
            let happens = |case: &Case| case.instance.apply(event, &case.environment, &policy).is_ok();
            happens(&one) != happens(&other)
        })
    })
}
