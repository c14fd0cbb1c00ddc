//! What `check` finds: nothing wrong with the policies of this crate, and every kind of fault that
//! is put into rules by hand.

use super::{decided, is_possible, rules};
use crate::cases::{attribute, policies, product};
use instance_lifecycle::analysis::{
    Answer, Budget, By, Finding, Kind, Partition, Provenance, ResolvedRow, Rules, Severity, Step, Steps,
    Unraised, check, instances_without_exit, plans_without_end,
};
use instance_lifecycle::attribute::region_of;
use instance_lifecycle::{
    Case, Cell, Disposition, ErrorKind, Event, Operation, Policy, Request, Resource, Revision, Settlement,
    Status, explain,
};
use std::collections::BTreeMap;

/// A refusal of the caller's own.
pub(crate) fn custom(
    name: &'static str,
    asked: &[(&str, &[&str])],
    code: &'static str,
) -> ResolvedRow<Answer> {
    ResolvedRow {
        name: name.into(),
        number: 1,
        stage: "Own".into(),
        when: region_of(asked).expect("known names"),
        verdict: Answer {
            http_status: 403,
            code: code.into(),
            message: "No.".into(),
            expected: vec![],
            kind: None,
        },
        origin: Provenance::Own,
    }
}

fn stop() -> Rules {
    rules(&Policy::documented(), Operation::StopInstance)
}

fn found(rules: &Rules) -> Vec<Finding> {
    rules.check(Budget::default()).expect("within the budget")
}

/// The errors among some findings, in words.
fn errors(findings: &[Finding]) -> Vec<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    errors.map(in_words).collect()
}

fn in_words(finding: &Finding) -> String {
    let names = |rows: &[instance_lifecycle::analysis::RowName]| {
        rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let kind = match &finding.kind {
        Kind::NeverFires { row, hidden_by } => format!("{row} never fires: {}", names(hidden_by)),
        Kind::PartlyHidden { rule, by } => format!("{rule} is partly hidden by {by}"),
        Kind::OrderDecides { first, then, pairs } => format!("{first} before {then}: {pairs} pairs"),
        Kind::NobodyRaises { error, why } => match why {
            Unraised::Dormant(reason) => format!("nobody raises {}: {reason}", error.code),
            Unraised::Interpretations(interpretations) => {
                format!("nobody raises {}: {}", error.code, interpretations.join(", "))
            }
            Unraised::Hidden(rows) => format!("nobody raises {}: {} hidden", error.code, names(rows)),
            Unraised::LeftOut(rule) => format!("nobody raises {}: {rule} left out", error.code),
            Unraised::AnotherText => format!("nobody raises {}: another text", error.code),
            Unraised::NoRow => format!("nobody raises {}: no row", error.code),
        },
        Kind::Undecided => "undecided".to_owned(),
        Kind::InterpretationWithoutInfluence { id, .. } => format!("{id} without influence"),
        Kind::AttributeWithoutInfluence { attribute } => format!("{attribute} without influence"),
        Kind::StatusWithoutExit { status, task } => format!("{status} of {task} without exit"),
        Kind::BilledThoughGone { resource, disposition, row } => {
            format!("{resource} is {disposition} and billed: {row}")
        }
        Kind::PlanWithoutEnd { settlement, to } => format!("{settlement} never ends in {to}"),
    };
    let size = finding.size.map_or_else(String::new, |size| format!(" ({} cases)", size.cases));
    let witness = finding.witness.map_or_else(String::new, |witness| format!(" [{witness}]"));
    format!("{kind}{size}{witness}")
}

#[test]
fn nothing_is_wrong_with_any_policy_of_this_crate() {
    let is_built_in = |policy: &Policy| *policy == Policy::ecs(policy.revision());
    let reread = |policy: &Policy| policy.revision() == Revision::V2024_11_14;
    for policy in policies().filter(|policy| is_built_in(policy) || reread(policy)) {
        assert_eq!(errors(&check(&policy).expect("within the budget")), Vec::<String>::new());
    }
}

/// All that is worth knowing, the order of stages and the errors that nothing ever raises left out.
#[test]
fn what_is_worth_knowing_of_the_policies_of_this_crate() {
    let mut lines = Vec::new();
    for &revision in Revision::ALL {
        for finding in check(&Policy::ecs(revision)).expect("within the budget") {
            let is_listed = !matches!(
                finding.kind,
                Kind::OrderDecides { .. } | Kind::NobodyRaises { why: Unraised::Dormant(_), .. }
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
fn a_row_that_never_fires() {
    let mut rules = stop();
    rules.refusals.insert(0, custom("fair", &[("force_stop", &["Yes"])], "House.Fair"));
    rules.refusals.push(custom("late", &[("force_stop", &["Yes"]), ("hibernate", &["Yes"])], "House.Late"));
    let found = found(&rules);
    let late = found
        .iter()
        .find(|finding| matches!(&finding.kind, Kind::NeverFires { row, .. } if row.rule == "late"));
    let late = late.expect("the row that never fires");
    assert_eq!(late.severity, Severity::Error);
    assert_eq!(
        in_words(late),
        "late/1 never fires: fair/1 (2027532 cases) [force_stop: Yes, hibernate: Yes]"
    );
    // Two rows hide it together, and neither can be spared.
    rules.refusals[0].when =
        region_of(&[("force_stop", &["Yes"]), ("local_storage", &["Yes"])]).expect("names");
    rules.refusals.insert(0, custom("no", &[("local_storage", &["No"])], "House.No"));
    let found = self::found(&rules);
    let late = found
        .iter()
        .find(|finding| matches!(&finding.kind, Kind::NeverFires { row, .. } if row.rule == "late"));
    let Kind::NeverFires { hidden_by, .. } = &late.expect("the row").kind else { panic!("that kind") };
    assert_eq!(hidden_by.iter().map(ToString::to_string).collect::<Vec<_>>(), ["no/1", "fair/1"]);
}

#[test]
fn a_row_whose_cases_cannot_be() {
    let mut rules = stop();
    let asked: &[(&str, &[&str])] = &[("status", &["Running"]), ("task", &["Reboot"])];
    rules.refusals.push(custom("rebooting", asked, "House.Rebooting"));
    assert_eq!(errors(&found(&rules)), ["rebooting/1 never fires:  (0 cases)"]);
}

#[test]
fn a_rule_that_is_partly_hidden() {
    let mut rules = stop();
    rules.refusals.insert(1, custom("fair", &[("disk_status", &["Incorrect"])], "House.Fair"));
    let hidden = found(&rules);
    let hidden: Vec<String> = hidden
        .iter()
        .filter(|finding| matches!(finding.kind, Kind::PartlyHidden { .. }))
        .map(in_words)
        .collect();
    assert_eq!(hidden.len(), 14, "every other rule of a refusal, but that there is no such instance");
    assert_eq!(
        hidden[0],
        "security-lock is partly hidden by fair (2027520 cases) [security_lock: Yes, disk_status: Incorrect]"
    );
    // Of disk-status nothing is left: the custom rule was meant to answer in its place.
    let found = found(&rules);
    assert_eq!(errors(&found), Vec::<String>::new());
    let gone = "disk-status/1 never fires: fair/1 (4055040 cases) [disk_status: Incorrect]";
    assert!(found.iter().any(|finding| in_words(finding) == gone));
}

#[test]
fn an_order_that_is_not_that_of_the_documents() {
    let policy = Policy::documented();
    let mut stages: Vec<&str> = policy.precedence(Operation::RebootInstance).collect();
    stages.swap(1, 2);
    let policy = policy.clone().with_precedence(Operation::RebootInstance, &stages).expect("a permutation");
    let hidden = check(&policy).expect("within the budget");
    let hidden: Vec<String> = hidden
        .iter()
        .filter(|finding| matches!(finding.kind, Kind::PartlyHidden { .. }))
        .map(in_words)
        .collect();
    assert_eq!(
        hidden,
        [
            "security-lock is partly hidden by expired-or-in-arrears (550 cases) [security_lock: Yes, disk_in_arrears: Yes]"
        ]
    );
}

#[test]
fn cases_that_no_row_decides() {
    let mut rules = stop();
    let is_last = |name: &str| name == "hibernate-in-standard-mode" || name == "stop-in-standard-mode";
    let whole = Partition::of(rules.clone(), Budget::default()).expect("within the budget");
    let left_open = whole.parts().filter(|part| is_last(&rules.row_name(part.place).rule));
    let left_open: u128 = left_open.map(|part| part.size()).sum();
    rules.settlements.retain(|row| !is_last(&row.name));
    assert_eq!(errors(&found(&rules)), [format!("undecided ({left_open} cases) [the default case]")]);
}

#[test]
fn an_error_that_nobody_raises() {
    let mut rules = stop();
    rules.refusals.retain(|row| row.verdict.kind != Some(ErrorKind::DiskError));
    assert_eq!(errors(&found(&rules)), ["nobody raises DiskError: no row"]);
    // Every row that raises it is hidden.
    let mut rules = stop();
    rules.refusals.insert(0, custom("fair", &[("disk_status", &["Incorrect"])], "House.Fair"));
    let found = found(&rules);
    assert!(found.iter().any(|finding| in_words(finding) == "nobody raises DiskError: disk-status/1 hidden"));
}

#[test]
fn an_attribute_without_influence() {
    let mut rules = stop();
    for (name, value) in [("there", "Yes"), ("gone", "No")] {
        rules.refusals.push(custom(name, &[("route_entry", &[value]), ("gpu", &["Yes"])], "House.Gpu"));
    }
    let found = found(&rules);
    let idle: Vec<String> = found
        .iter()
        .filter(|finding| matches!(finding.kind, Kind::AttributeWithoutInfluence { .. }))
        .map(in_words)
        .collect();
    assert_eq!(idle, ["task without influence", "route_entry without influence"]);
}

/// Attributes that only decisions ask for and that make no difference: none other are than those
/// that are found.
#[test]
fn an_attribute_has_influence_exactly_where_two_cases_tell_it() {
    for operation in [Operation::RebootInstance, Operation::ReActivateInstances] {
        for policy in Revision::ALL.iter().map(|revision| Policy::ecs(*revision)) {
            let rules = rules(&policy, operation);
            let partition = Partition::of(rules.clone(), Budget::default()).expect("within the budget");
            let attributes = partition.scope().attributes();
            let mut verdicts = BTreeMap::new();
            product(attributes, Case::DEFAULT.point(), &mut |case| {
                if is_possible(&case.point(), partition.scope()) {
                    let place = rules.decides(&case.point()).expect("a row");
                    let verdict = rules.refusals.get(place).map(|row| row.verdict.clone());
                    let settled = place.checked_sub(rules.refusals.len());
                    let settled = settled.map(|place| rules.settlements[place].verdict);
                    let values: Vec<usize> =
                        attributes.iter().map(|attribute| case.point().value(attribute.field)).collect();
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
                    finding.kind == Kind::AttributeWithoutInfluence { attribute: attribute.name }
                });
                assert!(!(tells && is_idle), "{operation}: {}", attribute.name);
                let is_read = rules.effects.iter().any(|row| row.when.reads(attribute.field))
                    || rules.charges.iter().any(|row| row.when.reads(attribute.field));
                assert!(
                    tells || is_idle || is_read || attribute.name.ends_with("_lock"),
                    "{operation}: {}",
                    attribute.name
                );
            }
        }
    }
}

#[test]
fn what_is_billed_though_it_is_gone() {
    let mut rules = stop();
    let ip = rules.effects.iter_mut().find(|row| row.resource == Resource::StaticPublicIp).expect("a row");
    let mut cells: Vec<Cell> = ip.cells.to_vec();
    assert_eq!(cells[0].disposition, Disposition::Released);
    cells[0].billed = true;
    ip.cells = cells.into();
    assert_eq!(
        errors(&found(&rules)),
        [
            "StaticPublicIp is Released and billed: stop-economically/1 (32 cases) [static_address: PayByTraffic, stopped_mode: StopCharging]",
            "StaticPublicIp is Released and billed: stop-economically/3 (16 cases) [static_address: PayByTraffic, economical_mode_default: Yes]",
        ]
    );
}

/// What no plan reads is not billed, whatever stands there.
#[test]
fn what_is_billed_though_it_is_gone_of_no_case() {
    let mut rules = stop();
    let ip = rules.effects.iter_mut().find(|row| row.resource == Resource::StaticPublicIp).expect("a row");
    ip.when = region_of(&[("charge_type", &["PrePaid"])]).expect("known names");
    let mut cells: Vec<Cell> = ip.cells.to_vec();
    cells[0].billed = true;
    ip.cells = cells.into();
    assert_eq!(errors(&found(&rules)), Vec::<String>::new(), "a subscription is not stopped economically");
}

/// A settlement of one's own takes cases from those of the documents that would settle them otherwise.
#[test]
fn a_settlement_that_hides_another() {
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
                origin: custom.origin,
            },
        );
        let found = found(&rules);
        let hidden = found.iter().filter(|finding| matches!(finding.kind, Kind::PartlyHidden { .. }));
        hidden
            .map(|finding| match &finding.kind {
                Kind::PartlyHidden { rule, by } => format!("{rule} by {by}"),
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

/// The steps of all events, but for some.
fn events(is_left_out: impl Fn(Event, &Step) -> bool) -> Steps {
    let all = Steps::of_events(Event::ALL);
    all.iter()
        .filter(|step| !matches!(step.by, By::Event(event) if is_left_out(event, step)))
        .copied()
        .collect()
}

#[test]
fn an_instance_that_never_leaves_its_status() {
    let without_exit =
        |steps: &Steps| instances_without_exit(steps, Budget::default()).expect("within the budget");
    assert_eq!(without_exit(&Steps::of_events(Event::ALL)), []);
    let passing = [Event::BootCompleted, Event::BootFailed, Event::AutoReleaseTimeReached];
    let hung = events(|event, _| passing.contains(&event));
    assert_eq!(
        errors(&without_exit(&hung)),
        [
            "Starting of Run without exit [status: Starting, task: Run]",
            "Starting of Start without exit [status: Starting, task: Start]",
            "Starting of Reboot without exit [status: Starting, task: Reboot]",
        ]
    );
    // Only those whose owner waits for a release are stuck.
    let released = |step: &Step| step.set.value(attribute("status").field) == Some(Status::Released as usize);
    let ending = [Event::ShutdownCompleted, Event::AutoReleaseTimeReached];
    let kept = events(|event, step| ending.contains(&event) && released(step));
    assert_eq!(
        errors(&without_exit(&kept)),
        ["Stopping of Release without exit [status: Stopping, task: Release]"]
    );
    // A subscription is not released by a clock: of it alone it is left open how a shutdown ends.
    let hung = events(|event, _| event == Event::ShutdownCompleted);
    assert_eq!(
        errors(&without_exit(&hung)),
        [
            "Stopping of Stop without exit [status: Stopping, task: Stop, charge_type: PrePaid]",
            "Stopping of Hibernate without exit [status: Stopping, task: Hibernate, charge_type: PrePaid]",
            "Stopping of Reboot without exit [status: Stopping, task: Reboot, charge_type: PrePaid]",
            "Stopping of Release without exit [status: Stopping, task: Release, charge_type: PrePaid]",
        ]
    );
}

#[test]
fn a_plan_that_never_ends() {
    let policy = Policy::documented();
    let all = Steps::of_events(Event::ALL);
    let hung = events(|event, _| event == Event::ShutdownCompleted);
    let mut errors = Vec::new();
    for operation in decided() {
        let rules = rules(&policy, operation);
        let fine = plans_without_end(&rules, &all, Budget::default()).expect("within the budget");
        assert_eq!(fine, [], "{operation}");
        let stuck = plans_without_end(&rules, &hung, Budget::default()).expect("within the budget");
        errors.extend(self::errors(&stuck));
    }
    insta::assert_snapshot!(errors.join("\n"), @r"
    hibernate-subscription never ends in Stopped [charge_type: PrePaid, hibernation_configured: Yes, hibernate: Yes]
    stop-subscription never ends in Stopped [charge_type: PrePaid]
    hibernate-economically never ends in Stopped [hibernation_configured: Yes, stopped_mode: StopCharging, hibernate: Yes]
    hibernate-economically never ends in Stopped [hibernation_configured: Yes, economical_mode_default: Yes, hibernate: Yes]
    hibernate-in-standard-mode never ends in Stopped [hibernation_configured: Yes, hibernate: Yes]
    stop-economically never ends in Stopped [stopped_mode: StopCharging]
    stop-economically never ends in Stopped [economical_mode_default: Yes]
    stop-in-standard-mode never ends in Stopped [the default case]
    stop-in-standard-mode never ends in Stopped [persistent_memory: Yes, stopped_mode: StopCharging]
    reboot-via-stopping never ends in Running [the default case]
    release-after-shutdown never ends in Released [charge_type: PrePaid, standing: Expired, force: Yes, power_off: No, terminate_subscription: Yes]
    ");
}

/// How often each two stages object to one case with different errors.
#[test]
fn the_order_of_stages_decides_as_often_as_it_does() {
    let policy = Policy::documented();
    for operation in [Operation::RebootInstance, Operation::ReActivateInstances, Operation::DeleteInstance] {
        let partition =
            Partition::of(rules(&policy, operation), Budget::default()).expect("within the budget");
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
                Kind::OrderDecides { first, then, .. } => {
                    Some(((first.to_string(), then.to_string()), finding.size?.cases))
                }
                _ => None,
            })
            .collect();
        assert_eq!(sizes, counted, "{operation}");
    }
}

#[test]
fn a_row_is_hidden_by_no_more_rows_than_it_takes() {
    let mut rules = stop();
    for (name, asked) in [
        ("fair", &[("force_stop", &["Yes"][..]), ("local_storage", &["Yes"])][..]),
        ("no", &[("local_storage", &["No"])]),
        ("spare", &[("force_stop", &["Yes"]), ("gpu", &["Yes"])]),
    ] {
        rules.refusals.insert(0, custom(name, asked, "House.Rule"));
    }
    rules.refusals.push(custom("late", &[("force_stop", &["Yes"]), ("hibernate", &["Yes"])], "House.Late"));
    let found = found(&rules);
    let hidden_by = found.iter().find_map(|finding| match &finding.kind {
        Kind::NeverFires { row, hidden_by, .. } if row.rule == "late" => Some(hidden_by),
        _ => None,
    });
    let names: Vec<String> = hidden_by.expect("it never fires").iter().map(ToString::to_string).collect();
    assert_eq!(names, ["no/1", "fair/1"]);
}

#[test]
fn rules_are_as_many_as_their_rows() {
    let mut rules = stop();
    assert_eq!((rules.len(), rules.is_empty()), (rules.refusals.len() + rules.settlements.len(), false));
    rules.refusals.clear();
    assert!(!rules.is_empty());
    rules.settlements.clear();
    assert_eq!((rules.len(), rules.is_empty()), (0, true));
}

/// Of what no row decides the share is of all cases, decided or not.
#[test]
fn cases_that_no_row_decides_are_counted_among_all() {
    let mut rules = stop();
    rules.refusals.clear();
    rules.settlements.truncate(1);
    rules.settlements[0].when = region_of(&[("gpu", &["Yes"])]).expect("names");
    let found = found(&rules);
    let undecided =
        found.iter().find(|finding| matches!(finding.kind, Kind::Undecided)).expect("half of them");
    let size = undecided.size.expect("they are counted");
    assert_eq!(size.of, 2 * size.cases);
    let witness = undecided.witness.expect("some of them can be");
    assert_eq!(format!("{witness:?}"), format!("Witness({witness})"));
}

/// A pair of rows counts where the one takes cases from the other, and the other would answer
/// otherwise.
#[test]
fn an_order_of_stages_is_told_with_its_pairs() {
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
            Kind::OrderDecides { first, then, pairs } => Some((first.to_string(), then.to_string(), pairs)),
            _ => None,
        })
        .filter(|(first, then, _)| first != then)
        .collect();
    assert_eq!(pairs, [("First".to_owned(), "Then".to_owned(), 3)]);
}
