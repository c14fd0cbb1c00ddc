//! `check` finds no fault in the built-in policies, and every kind of fault put into rules on purpose.

use super::{decided, is_possible, rules};
use instance_lifecycle::analysis::{
    Budget, ErrorAnswer, Finding, FindingKind, Partition, ResolvedRow, Rules, Severity, UnreachableReason,
    check,
};
use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::plan::{Disposition, Resource, Settlement};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, SPACE, region_of};
use instance_lifecycle::rules::region::{Point, Region};
use instance_lifecycle::rules::{Cell, RuleTable};
use instance_lifecycle::{Case, Operation, Policy, Request, Revision, explain};
use std::collections::{BTreeMap, BTreeSet};
use support::{policies, product};

/// Returns a custom refusal.
pub(crate) fn custom(
    name: &'static str,
    asked: &[(&str, &[&str])],
    code: &'static str,
) -> ResolvedRow<ErrorAnswer> {
    ResolvedRow {
        name: name.into(),
        number: 1,
        stage: "Own".into(),
        when: region_of(asked).expect("known names"),
        verdict: ErrorAnswer {
            http_status: 403,
            code: code.into(),
            message: "No.".into(),
            expected: vec![],
            kind: None,
            retryable: false,
        },
        table_row: None,
    }
}

fn stop() -> Rules {
    rules(&Policy::documented(), Operation::StopInstance)
}

fn reboot() -> Rules {
    rules(&Policy::documented(), Operation::RebootInstance)
}

/// Counts the possible cases in a region by enumeration.
fn counted(rules: &Rules, region: &Region, holds: impl Fn(&Point) -> bool) -> u128 {
    let partition = Partition::new(rules.clone(), Budget::default()).expect("within the budget");
    let (scope, mut point, mut free) = (partition.scope(), Case::DEFAULT.point(), Vec::new());
    for attribute in ATTRIBUTES {
        let is_admitted = |value: &usize| {
            !region.intersect(&Region::FULL.restrict(attribute.field, 1 << value)).is_empty(SPACE)
        };
        let admitted: Vec<usize> = (0..attribute.values.len()).filter(is_admitted).collect();
        // Attributes that no rule reads do not tell cases apart.
        match scope.attributes().iter().find(|read| read.name() == attribute.name) {
            Some(read) if admitted.len() > 1 => free.push(read.clone()),
            _ => point = point.with(attribute.field, admitted[0]),
        }
    }
    let mut count = 0;
    product(&free, point, &mut |case| {
        let point = case.point();
        count += u128::from(region.contains(&point) && is_possible(&point, scope) && holds(&point));
    });
    count
}

/// Returns the name of the rule that decides a case.
fn decides<'r>(rules: &'r Rules, point: &Point) -> &'r str {
    let index = rules.decides(point).expect("a row");
    let settled = || &rules.settlements[index - rules.refusals.len()].name;
    rules.refusals.get(index).map_or_else(settled, |row| &row.name)
}

/// Returns the partly shadowed rules with the rule that shadows them, and the number of cases.
fn partly_shadowed(findings: &[Finding]) -> Vec<(String, String, u128)> {
    let shadowed = findings.iter().filter_map(|finding| match &finding.kind {
        FindingKind::PartlyShadowed { rule, by } => {
            Some((rule.to_string(), by.to_string(), finding.size?.cases))
        }
        _ => None,
    });
    shadowed.collect()
}

fn found(rules: &Rules) -> Vec<Finding> {
    rules.check(Budget::default())
}

/// Returns the errors among some findings as text.
pub(crate) fn errors(findings: &[Finding]) -> Vec<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(in_words).collect()
}

fn in_words(finding: &Finding) -> String {
    let names = |rows: &[instance_lifecycle::analysis::RowName]| {
        rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let kind = match &finding.kind {
        FindingKind::UnreachableRow { row, shadowed_by } => {
            format!("{row} is unreachable: {}", names(shadowed_by))
        }
        FindingKind::PartlyShadowed { rule, by } => format!("{rule} is partly shadowed by {by}"),
        FindingKind::OrderMatters { first, then, pairs } => format!("{first} before {then}: {pairs} pairs"),
        FindingKind::UnreachableError { error, reason } => match reason {
            UnreachableReason::Dormant(reason) => format!("unreachable {}: {reason}", error.code),
            UnreachableReason::Interpretations(interpretations) => {
                format!("unreachable {}: {}", error.code, interpretations.join(", "))
            }
            UnreachableReason::Shadowed(rows) => {
                format!("unreachable {}: {} shadowed", error.code, names(rows))
            }
            UnreachableReason::LeftOut(rule) => format!("unreachable {}: {rule} left out", error.code),
            UnreachableReason::OtherMessage => format!("unreachable {}: other message", error.code),
            UnreachableReason::NoRow => format!("unreachable {}: no row", error.code),
        },
        FindingKind::Undecided => "undecided".to_owned(),
        FindingKind::InterpretationWithoutInfluence { id, .. } => format!("{id} without influence"),
        FindingKind::AttributeWithoutInfluence { attribute } => format!("{attribute} without influence"),
        FindingKind::StatusWithoutExit { status, task } => format!("{status} of {task} without exit"),
        FindingKind::BilledNotRetained { resource, disposition, row } => {
            format!("{resource} is {disposition} and billed: {row}")
        }
        FindingKind::PlanWithoutEnd { settlement, to } => format!("{settlement} never ends in {to}"),
        FindingKind::Unfinished { search, .. } => format!("unfinished search for {search}"),
    };
    let size = finding.size.map_or_else(String::new, |size| format!(" ({} cases)", size.cases));
    let witness = finding.witness.as_ref().map_or_else(String::new, |witness| format!(" [{witness}]"));
    format!("{kind}{size}{witness}")
}

#[test]
fn a_built_in_policy_has_no_errors() {
    let is_built_in = |policy: &Policy| *policy == Policy::ecs(policy.revision());
    let reread = |policy: &Policy| policy.revision() == Revision::V2024_11_14;
    for policy in policies().filter(|policy| is_built_in(policy) || reread(policy)) {
        assert_eq!(errors(&check(&policy)), Vec::<String>::new());
    }
}

/// Returns the notes, without the order of stages and the dormant errors.
#[test]
fn the_notes_on_the_built_in_policies_equal_their_snapshot() {
    let mut lines = Vec::new();
    for &revision in Revision::ALL {
        for finding in check(&Policy::ecs(revision)) {
            let is_listed = !matches!(
                finding.kind,
                FindingKind::OrderMatters { .. }
                    | FindingKind::UnreachableError { reason: UnreachableReason::Dormant(_), .. }
            );
            if is_listed {
                let operation = finding.operation.expect("of an operation");
                lines.push(format!("{revision} {operation}: {}", in_words(&finding)));
            }
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn an_unreachable_row_is_reported() {
    let late = |rules: &Rules| {
        let found = found(rules);
        let is_late = |finding: &&Finding| matches!(&finding.kind, FindingKind::UnreachableRow { row, .. } if row.rule == "late");
        found.iter().find(is_late).cloned().expect("the unreachable row")
    };
    let forced: &[(&str, &[&str])] = &[("request.force_stop", &["Yes"])];
    let forced_on_bad_disk: &[(&str, &[&str])] =
        &[("request.force_stop", &["Yes"]), ("disk_status", &["Incorrect"])];
    let mut rules = reboot();
    rules.refusals.insert(0, custom("fair", forced, "House.Fair"));
    rules.refusals.push(custom("late", forced_on_bad_disk, "House.Late"));
    let finding = late(&rules);
    let cases = counted(&rules, &region_of(forced_on_bad_disk).expect("names"), |_| true);
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(
        in_words(&finding),
        format!(
            "late/1 is unreachable: fair/1 ({cases} cases) [disk_status: Incorrect, request.force_stop: Yes]"
        )
    );
    // Two rows shadow it together; neither is redundant.
    rules.refusals[0].when =
        region_of(&[("request.force_stop", &["Yes"]), ("local_storage", &["Yes"])]).expect("names");
    rules.refusals.insert(0, custom("no", &[("local_storage", &["No"])], "House.No"));
    let FindingKind::UnreachableRow { shadowed_by, .. } = late(&rules).kind else { panic!("that kind") };
    assert_eq!(shadowed_by.iter().map(ToString::to_string).collect::<Vec<_>>(), ["no/1", "fair/1"]);
}

/// The interpretations under which the rows decide that no default reaches.
const ALTERNATIVES: &[&[(&str, &str)]] = &[
    &[("force-stop-while-stopping", "Accept")],
    &[("force-stop-while-stopping", "Accept"), ("hibernation-forbids", "Nothing")],
    &[("stop-of-stopped", "AlreadyDone")],
    &[("hibernation-forbids", "Nothing")],
    &[("hibernate-mode", "KeepCharging")],
    &[("spot-economical-mode", "Supported")],
    &[("account-switch", "ConsoleOnly")],
    &[("account-switch", "ConsoleOnly"), ("spot-economical-mode", "Supported")],
    &[("keys-checked", "OnlyHibernate")],
    &[("who-confirms", "FamilyI1")],
    &[("other-locks", "Deny")],
    &[("security-locked-delete", "Deny")],
    &[("arrears-before-stop", "Usable")],
    &[("start-while-pending", "InstanceNotReady")],
    &[("spot-compute-after-stop", "Kept")],
    &[("reactivation-status", "StatusBefore")],
    &[("reboot-path", "StartingAtOnce")],
    &[("reboot-path", "ViaStopped")],
    &[("force-delete-in-transit", "Accept")],
];

#[test]
fn every_built_in_row_decides_cases_under_some_interpretation() {
    let alternatives = ALTERNATIVES.iter().map(|choices| {
        choices.iter().fold(Policy::documented(), |policy, (name, value)| {
            let interpretation = Interpretation::named(name).expect("an interpretation");
            policy.with(interpretation.choice(value).expect("a value of it"))
        })
    });
    let policies = [Revision::V2024_11_14, Revision::V2025_12_03].map(Policy::ecs);
    let policies: Vec<Policy> = policies.into_iter().chain(alternatives).collect();
    for operation in decided() {
        let deciding = policies.iter().flat_map(|policy| {
            let rules = rules(policy, operation);
            let found = found(&rules);
            let idle = found.iter().filter_map(|finding| match &finding.kind {
                FindingKind::UnreachableRow { row, .. } => Some(row.to_string()),
                _ => None,
            });
            let idle: BTreeSet<String> = idle.collect();
            let rows = (0..rules.len()).map(|index| rules.row_name(index).to_string());
            rows.filter(|row| !idle.contains(row)).collect::<Vec<String>>()
        });
        let deciding: BTreeSet<String> = deciding.collect();
        let table = operation.rule_table();
        let refusals = RuleTable::rules(table.refusals).flat_map(|rule| numbered(rule[0].rule, rule.len()));
        let settlements =
            RuleTable::rules(table.settlements).flat_map(|rule| numbered(rule[0].rule, rule.len()));
        let all: BTreeSet<String> = refusals.chain(settlements).collect();
        assert_eq!(all.difference(&deciding).collect::<Vec<_>>(), [] as [&String; 0], "{operation}");
    }
}

/// The names of the rows of a rule.
fn numbered(rule: &str, rows: usize) -> impl Iterator<Item = String> + '_ {
    (1..=rows).map(move |number| format!("{rule}/{number}"))
}

#[test]
fn a_row_of_impossible_cases_is_reported() {
    let mut rules = stop();
    let asked: &[(&str, &[&str])] = &[("status", &["Running"]), ("task", &["Reboot"])];
    rules.refusals.push(custom("rebooting", asked, "House.Rebooting"));
    assert_eq!(errors(&found(&rules)), ["rebooting/1 is unreachable:  (0 cases)"]);
}

#[test]
fn a_partly_shadowed_rule_is_reported() {
    let (usual, mut rules) = (reboot(), reboot());
    let bad_disk: &[(&str, &[&str])] = &[("disk_status", &["Incorrect"])];
    rules.refusals.insert(1, custom("fair", bad_disk, "House.Fair"));
    let found = found(&rules);
    // Every other refusal but `not-found`, which comes before it. The cases that it takes from a rule are
    // those that both match: they are counted per rule, however many later rules match too.
    let mut names: Vec<&str> = usual.refusals.iter().map(|row| &*row.name).collect();
    names.dedup();
    let expected: Vec<(String, String, u128)> = names
        .into_iter()
        .filter(|name| *name != "not-found")
        .map(|name| {
            let cases = counted(&rules, &Region::FULL, |point| {
                let matches = |row: &ResolvedRow<ErrorAnswer>| row.name == name && row.when.contains(point);
                decides(&rules, point) == "fair" && rules.refusals.iter().any(matches)
            });
            (name.to_owned(), "fair".to_owned(), cases)
        })
        .collect();
    assert_eq!(partly_shadowed(&found), expected);
    // Nothing is left of `disk-status`: the custom rule replaces it.
    assert_eq!(errors(&found), Vec::<String>::new());
    let cases = counted(&rules, &region_of(bad_disk).expect("names"), |_| true);
    let gone = format!("disk-status/1 is unreachable: fair/1 ({cases} cases) [disk_status: Incorrect]");
    assert!(found.iter().any(|finding| in_words(finding) == gone));
}

#[test]
fn an_undocumented_order_is_reported() {
    let (policy, usual) = (Policy::documented(), reboot());
    let mut stages: Vec<&str> = policy.precedence(Operation::RebootInstance).collect();
    stages.swap(1, 2);
    let policy = policy.clone().with_precedence(Operation::RebootInstance, &stages).expect("a permutation");
    let rules = rules(&policy, Operation::RebootInstance);
    let cases = counted(&rules, &Region::FULL, |point| {
        (decides(&usual, point), decides(&rules, point)) == ("security-lock", "expired-or-in-arrears")
    });
    let hidden = partly_shadowed(&check(&policy));
    assert_eq!(hidden, [("security-lock".to_owned(), "expired-or-in-arrears".to_owned(), cases)]);
}

#[test]
fn undecided_cases_are_reported() {
    let mut rules = stop();
    let is_last = |name: &str| name == "hibernate-in-standard-mode" || name == "stop-in-standard-mode";
    let whole = Partition::new(rules.clone(), Budget::default()).expect("within the budget");
    let left_open = whole.parts().filter(|part| is_last(&rules.row_name(part.index).rule));
    let left_open: u128 = left_open.map(|part| part.size()).sum();
    rules.settlements.retain(|row| !is_last(&row.name));
    assert_eq!(errors(&found(&rules)), [format!("undecided ({left_open} cases) [the default case]")]);
}

#[test]
fn an_unreachable_error_is_reported() {
    let mut rules = stop();
    rules.refusals.retain(|row| row.verdict.kind != Some(ErrorKind::DiskError));
    assert_eq!(errors(&found(&rules)), ["unreachable DiskError: no row"]);
    // Every row that raises it is shadowed.
    let mut rules = stop();
    rules.refusals.insert(0, custom("fair", &[("disk_status", &["Incorrect"])], "House.Fair"));
    let found = found(&rules);
    assert!(found.iter().any(|finding| in_words(finding) == "unreachable DiskError: disk-status/1 shadowed"));
}

#[test]
fn an_attribute_without_influence_is_reported() {
    let mut rules = stop();
    for (name, value) in [("there", "Yes"), ("gone", "No")] {
        rules.refusals.push(custom(name, &[("route_entry", &[value]), ("gpu", &["Yes"])], "House.Gpu"));
    }
    let found = found(&rules);
    let idle: Vec<String> = found
        .iter()
        .filter(|finding| matches!(finding.kind, FindingKind::AttributeWithoutInfluence { .. }))
        .map(in_words)
        .collect();
    assert_eq!(idle, ["task without influence", "route_entry without influence"]);
}

/// Only attributes that decisions alone read can be without influence.
#[test]
fn an_attribute_has_influence_exactly_if_two_cases_show_it() {
    for operation in [Operation::RebootInstance, Operation::ReActivateInstances] {
        for policy in Revision::ALL.iter().map(|revision| Policy::ecs(*revision)) {
            let rules = rules(&policy, operation);
            let partition = Partition::new(rules.clone(), Budget::default()).expect("within the budget");
            let attributes = partition.scope().attributes();
            let mut verdicts = BTreeMap::new();
            product(attributes, Case::DEFAULT.point(), &mut |case| {
                if is_possible(&case.point(), partition.scope()) {
                    let place = rules.decides(&case.point()).expect("a row");
                    let verdict = rules.refusals.get(place).map(|row| row.verdict.clone());
                    let settled = place.checked_sub(rules.refusals.len());
                    let settled = settled.map(|place| rules.settlements[place].verdict);
                    let values: Vec<usize> =
                        attributes.iter().map(|attribute| case.point().value(attribute.field())).collect();
                    verdicts.insert(values, (verdict, settled));
                }
            });
            let idle = found(&rules);
            for (n, attribute) in attributes.iter().enumerate() {
                let tells = verdicts.iter().any(|(values, verdict)| {
                    (0..values[n]).any(|other| {
                        let mut values = values.clone();
                        values[n] = other;
                        verdicts.get(&values).is_some_and(|other| other != verdict)
                    })
                });
                let is_idle = idle.iter().any(|finding| {
                    finding.kind
                        == FindingKind::AttributeWithoutInfluence {
                            attribute: attribute.name().to_owned().into(),
                        }
                });
                assert!(!(tells && is_idle), "{operation}: {}", attribute.name());
                let is_read = rules.effects.iter().any(|row| row.when.reads(attribute.field()))
                    || rules.charges.iter().any(|row| row.when.reads(attribute.field()));
                assert!(
                    tells || is_idle || is_read || attribute.name().ends_with("_lock"),
                    "{operation}: {}",
                    attribute.name()
                );
            }
        }
    }
}

#[test]
fn a_billed_lost_resource_is_reported() {
    let mut rules = reboot();
    let memory = rules.effects.iter_mut().find(|row| row.resource == Resource::MemoryContents);
    let memory = memory.expect("a row");
    let mut cells: Vec<Cell> = memory.cells.to_vec();
    assert_eq!(cells[0].disposition, Disposition::Lost);
    cells[0].billed = true;
    memory.cells = cells.into();
    let first = rules.settlements[0].row_name();
    let cases = counted(&rules, &rules.settlements[0].when, |point| {
        rules.decides(point).is_some_and(|index| rules.row_name(index) == first)
    });
    assert_eq!(
        errors(&found(&rules)),
        [format!("MemoryContents is Lost and billed: {first} ({cases} cases) [the default case]")]
    );
}

#[test]
fn a_billed_released_resource_of_no_case_is_not_reported() {
    let mut rules = stop();
    let ip = rules.effects.iter_mut().find(|row| row.resource == Resource::StaticPublicIp).expect("a row");
    ip.when = region_of(&[("charge_type", &["PrePaid"])]).expect("known names");
    let mut cells: Vec<Cell> = ip.cells.to_vec();
    cells[0].billed = true;
    ip.cells = cells.into();
    assert_eq!(errors(&found(&rules)), Vec::<String>::new(), "a subscription is not stopped economically");
}

/// A custom settlement takes cases from the documented ones.
#[test]
fn a_shadowed_settlement_is_reported() {
    let hidden = |settled: Settlement| {
        let mut rules = stop();
        let custom = custom("keep", &[("gpu", &["Yes"])], "");
        rules.settlements.insert(
            0,
            ResolvedRow {
                name: custom.name,
                number: 1,
                stage: "Settlement".into(),
                when: custom.when,
                verdict: settled,
                table_row: custom.table_row,
            },
        );
        let found = found(&rules);
        let hidden =
            found.iter().filter(|finding| matches!(finding.kind, FindingKind::PartlyShadowed { .. }));
        hidden
            .map(|finding| match &finding.kind {
                FindingKind::PartlyShadowed { rule, by } => format!("{rule} by {by}"),
                other => panic!("{other:?}"),
            })
            .collect::<Vec<_>>()
    };
    let all = [
        "hibernate-subscription by keep",
        "stop-subscription by keep",
        "hibernate-economically by keep",
        "hibernate-in-standard-mode by keep",
        "stop-economically by keep",
        "stop-in-standard-mode by keep",
    ];
    let but = |same: &str| {
        all.iter().filter(|line| !line.starts_with(same)).map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(hidden(Settlement::StopInStandardMode), but("stop-in-standard-mode"));
    assert_eq!(hidden(Settlement::StopEconomically), but("stop-economically"));
}

/// Counts for each pair of stages the cases that both refuse with different errors.
#[test]
fn the_cases_decided_by_the_order_of_stages_are_counted() {
    let policy = Policy::documented();
    for operation in [Operation::RebootInstance, Operation::ReActivateInstances, Operation::DeleteInstance] {
        let partition =
            Partition::new(rules(&policy, operation), Budget::default()).expect("within the budget");
        let mut counted: BTreeMap<(String, String), u128> = BTreeMap::new();
        product(partition.scope().attributes(), Case::DEFAULT.point(), &mut |case| {
            if !is_possible(&case.point(), partition.scope()) {
                return;
            }
            let request = Request::new(operation, case.request);
            let explanation = explain(&case.instance, &request, &case.environment, &policy);
            let mut violations = explanation.violations();
            let Some(first) = violations.next() else { return };
            let others = violations.filter(|other| other.error().row != first.error().row);
            let mut stages: Vec<String> = others.map(|other| other.stage().to_owned()).collect();
            stages.dedup();
            for stage in stages {
                *counted.entry((first.stage().to_owned(), stage)).or_default() += 1;
            }
        });
        let found = found(partition.rules());
        let sizes: BTreeMap<(String, String), u128> = found
            .iter()
            .filter_map(|finding| match &finding.kind {
                FindingKind::OrderMatters { first, then, .. } => {
                    Some(((first.to_string(), then.to_string()), finding.size?.cases))
                }
                _ => None,
            })
            .collect();
        assert_eq!(sizes, counted, "{operation}");
    }
}

#[test]
fn the_shadowing_rows_are_minimal() {
    let mut rules = stop();
    for (name, asked) in [
        ("fair", &[("request.force_stop", &["Yes"][..]), ("local_storage", &["Yes"])][..]),
        ("no", &[("local_storage", &["No"])]),
        ("spare", &[("request.force_stop", &["Yes"]), ("gpu", &["Yes"])]),
    ] {
        rules.refusals.insert(0, custom(name, asked, "House.Rule"));
    }
    rules.refusals.push(custom(
        "late",
        &[("request.force_stop", &["Yes"]), ("request.hibernate", &["Yes"])],
        "House.Late",
    ));
    let found = found(&rules);
    let shadowed_by = found.iter().find_map(|finding| match &finding.kind {
        FindingKind::UnreachableRow { row, shadowed_by, .. } if row.rule == "late" => Some(shadowed_by),
        _ => None,
    });
    let names: Vec<String> =
        shadowed_by.expect("it is unreachable").iter().map(ToString::to_string).collect();
    assert_eq!(names, ["no/1", "fair/1"]);
}

#[test]
fn rules_are_counted_by_their_rows() {
    let mut rules = stop();
    assert_eq!((rules.len(), rules.is_empty()), (rules.refusals.len() + rules.settlements.len(), false));
    rules.refusals.clear();
    assert!(!rules.is_empty());
    rules.settlements.clear();
    assert_eq!((rules.len(), rules.is_empty()), (0, true));
}

/// The share is relative to all cases, decided or not.
#[test]
fn the_share_of_undecided_cases_is_of_all_cases() {
    let mut rules = stop();
    rules.refusals.clear();
    rules.settlements.truncate(1);
    rules.settlements[0].when = region_of(&[("gpu", &["Yes"])]).expect("names");
    let found = found(&rules);
    let undecided =
        found.iter().find(|finding| matches!(finding.kind, FindingKind::Undecided)).expect("half of them");
    let size = undecided.size.expect("they are counted");
    assert_eq!(size.of, 2 * size.cases);
    let witness = undecided.witness.clone().expect("some of them can be");
    assert_eq!(format!("{witness:?}"), format!("Witness({witness})"));
}

/// A pair of rows counts if one takes cases from the other and the answer differs.
#[test]
fn an_order_of_stages_is_reported_with_its_pairs() {
    let mut rules = stop();
    rules.refusals.clear();
    for (name, code, stage, asked) in [
        ("one", "House.One", "First", &[("gpu", &["Yes"][..])][..]),
        ("two", "House.Two", "First", &[("local_storage", &["Yes"])]),
        ("three", "House.Three", "Then", &[("elastic_address", &["Yes"])]),
        ("four", "House.Four", "Then", &[("gpu", &["No"])]),
    ] {
        let row = custom(name, asked, code);
        rules.refusals.push(ResolvedRow { stage: stage.into(), ..row });
    }
    let pairs: Vec<_> = found(&rules)
        .into_iter()
        .filter_map(|finding| match finding.kind {
            FindingKind::OrderMatters { first, then, pairs } => {
                Some((first.to_string(), then.to_string(), pairs))
            }
            _ => None,
        })
        .filter(|(first, then, _)| first != then)
        .collect();
    assert_eq!(pairs, [("First".to_owned(), "Then".to_owned(), 3)]);
}
