//! Cases on which the documents decide, or disagree: the answer, and its evidence.

use instance_lifecycle::Operation::{
    CreateInstance as Create, DeleteInstance as Delete, ReActivateInstances as Reactivate,
    RebootInstance as Reboot, RunInstances as Run, StartInstance as Start, StopInstance as Stop,
};
use instance_lifecycle::Revision::{V2021_01, V2024_11_14, V2025_12_03};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::Evidence::{Contradicted, Documented, Inferred, Observed};
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::rules::{Evidence, QUOTATIONS, Quotation, Source};
use instance_lifecycle::{Case, Event, Operation, Policy, Revision};
use std::collections::BTreeSet;
use support::{answered, attribute, explained, rule_table};

/// A case: the revision, interpretations that differ from its defaults, the operation, the attributes that
/// differ from the default case, the rule that decides, and the evidence.
type Fidelity =
    (Revision, &'static [(&'static str, &'static str)], Operation, &'static str, &'static str, Evidence);

#[rustfmt::skip] // a table: one line a case
const CASES: &[Fidelity] = &[
    // A stop of an instance that is stopped is done only if no other mode is asked for.
    (V2024_11_14, &[],                                Stop, "status: Stopped",                                                                       "status-not-running",  Documented),
    (V2024_11_14, &[("stop-of-stopped", "AlreadyDone")], Stop, "status: Stopped, stopped_mode: StopCharging",                                         "already-stopped",     Inferred),
    (V2024_11_14, &[("stop-of-stopped", "AlreadyDone")], Stop, "status: Stopped, stopped_mode: KeepCharging, request.stopped_mode: KeepCharging",     "already-stopped",     Inferred),
    (V2024_11_14, &[("stop-of-stopped", "AlreadyDone")], Stop, "status: Stopped, stopped_mode: KeepCharging, request.stopped_mode: StopCharging",     "status-not-running",  Documented),
    (V2024_11_14, &[("stop-of-stopped", "AlreadyDone")], Stop, "status: Stopped, stopped_mode: StopCharging, request.stopped_mode: KeepCharging",     "status-not-running",  Documented),
    (V2024_11_14, &[],                                Stop, "status: Pending",                                                                       "status-not-running",  Documented),
    (V2025_12_03, &[],                                Stop, "status: Pending",                                                                       "status-not-running",  Observed),
    // A forced stop of a stopping instance keeps the mode in flight unless it names one.
    (V2024_11_14, &[("force-stop-while-stopping", "Accept")], Stop, "status: Stopping, task: Stop, stopped_mode: StopCharging, request.force_stop: Yes", "stop-economically", Contradicted),
    (V2024_11_14, &[("force-stop-while-stopping", "Accept")], Stop, "status: Stopping, task: Stop, stopped_mode: KeepCharging, economical_mode_default: Yes, request.force_stop: Yes", "stop-in-standard-mode", Contradicted),
    (V2024_11_14, &[("force-stop-while-stopping", "Accept")], Stop, "status: Stopping, task: Stop, stopped_mode: StopCharging, request.stopped_mode: KeepCharging, request.force_stop: Yes", "stop-in-standard-mode", Contradicted),
    // The page of 2021 has no parameter `Hibernate`; memory is saved only of configured instances.
    (V2021_01,    &[],                                Stop, "request.hibernate: Yes",                                                                "stop-in-standard-mode", Documented),
    (V2021_01,    &[],                                Stop, "request.hibernate: Yes, hibernation_configured: Yes",                                   "stop-in-standard-mode", Documented),
    (V2024_11_14, &[],                                Stop, "request.hibernate: Yes, hibernation_configured: Yes",                                   "hibernate-in-standard-mode", Documented),
    (V2024_11_14, &[],                                Stop, "request.hibernate: Yes",                                                                "hibernation-not-enabled", Documented),
    // A spot instance hibernates in economical mode only.
    (V2024_11_14, &[],                                Stop, "request.hibernate: Yes, hibernation_configured: Yes, spot_strategy: SpotAsPriceGo",     "hibernation-forbids", Documented),
    (V2024_11_14, &[("hibernation-forbids", "Nothing")], Stop, "request.hibernate: Yes, hibernation_configured: Yes, spot_strategy: SpotAsPriceGo",  "hibernate-in-standard-mode", Contradicted),
    (V2024_11_14, &[("spot-economical-mode", "Supported")], Stop, "request.hibernate: Yes, hibernation_configured: Yes, spot_strategy: SpotAsPriceGo, request.stopped_mode: StopCharging", "hibernate-economically", Contradicted),
    (V2024_11_14, &[],                                Stop, "request.hibernate: Yes, hibernation_configured: Yes, spot_strategy: SpotAsPriceGo, request.stopped_mode: KeepCharging", "hibernation-forbids", Documented),
    // Whether a spot instance is eligible is contradicted.
    (V2024_11_14, &[],                                Stop, "spot_strategy: SpotAsPriceGo, request.stopped_mode: StopCharging",                      "economical-spot",     Contradicted),
    (V2024_11_14, &[],                                Stop, "spot_strategy: SpotAsPriceGo, economical_mode_default: Yes",                            "stop-in-standard-mode", Contradicted),
    (V2024_11_14, &[],                                Stop, "spot_strategy: SpotAsPriceGo",                                                          "stop-in-standard-mode", Documented),
    (V2025_12_03, &[],                                Stop, "spot_strategy: SpotAsPriceGo, request.stopped_mode: StopCharging",                      "stop-economically",   Contradicted),
    // The switch of the account.
    (V2024_11_14, &[],                                Stop, "economical_mode_default: Yes",                                                          "stop-economically",   Contradicted),
    (V2024_11_14, &[("account-switch", "ConsoleOnly")], Stop, "economical_mode_default: Yes",                                                        "stop-in-standard-mode", Contradicted),
    (V2024_11_14, &[],                                Stop, "request.stopped_mode: StopCharging",                                                    "stop-economically",   Documented),
    // Plans rest on interpretations.
    (V2025_12_03, &[],                                Stop, "locks.security: Yes",                                                                   "stop-in-standard-mode", Contradicted),
    (V2025_12_03, &[],                                Stop, "local_storage: Yes",                                                                    "stop-in-standard-mode", Contradicted),
    (V2024_11_14, &[],                                Stop, "locks.recycling: Yes",                                                                  "stop-in-standard-mode", Inferred),
    (V2024_11_14, &[],                                Stop, "",                                                                                      "stop-in-standard-mode", Documented),
    (V2025_12_03, &[],                                Stop, "network_type: classic, request.stopped_mode: StopCharging",                             "stop-in-standard-mode", Contradicted),
    // Arrears.
    (V2024_11_14, &[],                                Stop, "standing: InArrears",                                                                   "expired-or-in-arrears", Contradicted),
    (V2024_11_14, &[("arrears-before-stop", "Usable")], Stop, "standing: InArrears",                                                                 "stop-in-standard-mode", Contradicted),
    (V2024_11_14, &[("arrears-before-stop", "Usable")], Reboot, "standing: InArrears",                                                               "reboot-via-stopping", Contradicted),
    (V2024_11_14, &[("arrears-before-stop", "Usable")], Start, "standing: InArrears, status: Stopped",                                               "expired-pay-as-you-go", Documented),
    (V2024_11_14, &[("arrears-before-stop", "Usable")], Start, "standing: InArrears, status: Stopped, charge_type: PrePaid",                         "start-on-kept-compute", Contradicted),
    (V2024_11_14, &[],                                Stop, "standing: Expired, charge_type: PrePaid",                                               "expired-or-in-arrears", Documented),
    (V2024_11_14, &[],                                Stop, "standing: Expired",                                                                     "expired-or-in-arrears", Inferred),
    (V2024_11_14, &[],                                Stop, "locks.financial: Yes",                                                                  "expired-or-in-arrears", Documented),
    // A spot instance whose protection is over starts on new compute.
    (V2024_11_14, &[],                                Start, "status: Stopped, spot_strategy: SpotAsPriceGo",                                        "start-on-new-compute", Documented),
    (V2024_11_14, &[],                                Start, "status: Stopped, spot_strategy: SpotAsPriceGo, stock: SoldOut",                        "stock",               Documented),
    (V2024_11_14, &[],                                Start, "status: Stopped, spot_strategy: SpotAsPriceGo, quota: TypeExceeded",                   "quota-type-exceeded", Inferred),
    (V2024_11_14, &[],                                Start, "status: Stopped, disk_status: Incorrect",                                              "disk-status",         Inferred),
    // A financial lock on a stopped pay-as-you-go instance is a stop for arrears.
    (V2024_11_14, &[],                                Reactivate, "status: Stopped, locks.financial: Yes",                                            "reactivate-and-start", Documented),
    (V2024_11_14, &[],                                Reactivate, "status: Stopped, locks.financial: Yes, balance: Insufficient",                     "balance",             Documented),
    (V2024_11_14, &[],                                Reactivate, "status: Stopped",                                                                  "not-stopped-for-arrears", Documented),
    // The sites differ on an instance whose compute is recycled.
    (V2024_11_14, &[],                                Reactivate, "status: Stopped, stopped_for: Arrears, compute_recycled: Yes",                     "not-stopped-for-arrears", Inferred),
    (V2024_11_14, &[],                                Reactivate, "status: Stopped, stopped_for: Arrears, compute_recycled: Yes, site: China",        "reactivate-and-start", Documented),
    (V2024_11_14, &[],                                Reactivate, "status: Stopped, stopped_for: Arrears, status_before: Stopped",                    "reactivate-and-start", Contradicted),
    // Releases.
    (V2024_11_14, &[],                                Delete, "request.force: Yes, request.delete_force_stop: No",                                                 "release-after-shutdown", Documented),
    (V2024_11_14, &[],                                Delete, "status: Pending",                                                                     "initializing",        Inferred),
    // Creations.
    (V2024_11_14, &[],                                Create, "",                                                                                    "create",              Inferred),
    (V2024_11_14, &[],                                Run, "",                                                                                       "run",                 Documented),
];

/// Returns the default case with these attributes: `name: value` in a list.
fn case(attributes: &str) -> Case {
    let pairs = attributes.split(", ").filter(|pair| !pair.is_empty());
    Case::at(&pairs.fold(Case::DEFAULT.point(), |point, pair| {
        let (name, value) = pair.split_once(": ").expect("a name and a value");
        let attribute = attribute(name);
        let index = attribute.values.iter().position(|known| *known == value);
        point.with(attribute.field, index.unwrap_or_else(|| panic!("no value `{value}` of `{name}`")))
    }))
}

fn policy(revision: Revision, interpretations: &[(&str, &str)]) -> Policy {
    interpretations.iter().fold(Policy::ecs(revision), |policy, (name, value)| {
        answered(policy, Interpretation::named(name).expect("an interpretation"), value)
    })
}

#[test]
fn answers_follow_the_documents() {
    for &(revision, interpretations, operation, attributes, rule, evidence) in CASES {
        let policy = policy(revision, interpretations);
        let explanation = explained(operation, &case(attributes), &policy);
        let found = match explanation.violations().next() {
            Some(violation) => (violation.rule(), violation.evidence()),
            None => (explanation.settlement().rule, explanation.evidence()),
        };
        assert_eq!(found, (rule, evidence), "{revision} {interpretations:?} {operation} `{attributes}`");
    }
}

/// A revision, interpretations, an operation, attributes, and the expected lines.
type RelianceCase =
    (Revision, &'static [(&'static str, &'static str)], Operation, &'static str, &'static [&'static str]);

/// Plans that rest on an interpretation, and the line that names it.
#[rustfmt::skip] // a table: one line a case
const RELIANCES: &[RelianceCase] = &[
    (V2025_12_03, &[], Stop, "locks.security: Yes", &["would be refused under R2 security-locked-stop = Deny: InstanceLockedForSecurity"]),
    (V2025_12_03, &[], Stop, "local_storage: Yes", &["would be refused under R3 who-confirms = AnyLocalStorage: InstanceType.ParameterMismatch"]),
    (V2024_11_14, &[], Stop, "locks.recycling: Yes, locks.refunded: Yes", &[
        "would be refused under R18 other-locks = Deny: InstanceLockedForSecurity",
        "would be refused under R18 other-locks = Deny: InstanceExpiredOrInArrears",
    ]),
    (V2024_11_14, &[], Stop, "locks.recycling: Yes, locks.unknown: Yes", &["would be refused under R18 other-locks = Deny: InstanceLockedForSecurity"]),
    (V2024_11_14, &[("force-stop-while-stopping", "Accept")], Stop, "status: Stopping, task: Stop, request.force_stop: Yes",
        &["would be refused under R5 force-stop-while-stopping = Reject: IncorrectInstanceStatus"]),
    // The page of 2021 has no error for a missing tag, so that no interpretation refuses the call.
    (V2021_01, &[("keys-checked", "OnlyHibernate")], Stop, "encryption_key: MissingEcsTag", &[]),
    (V2024_11_14, &[("keys-checked", "OnlyHibernate")], Stop, "encryption_key: MissingEcsTag",
        &["would be refused under R9 keys-checked = EveryStop: InvalidParameter.KMSKeyId.CMKUnauthorized"]),
    (V2024_11_14, &[], Stop, "", &[]),
    (V2024_11_14, &[], Delete, "status: Stopped, locks.security: Yes",
        &["would be refused under L3 security-locked-delete = Deny: InstanceLockedForSecurity"]),
];

#[test]
fn plans_name_the_interpretations_that_they_rely_on() {
    for &(revision, interpretations, operation, attributes, lines) in RELIANCES {
        let policy = policy(revision, interpretations);
        let explanation = explained(operation, &case(attributes), &policy);
        let Ok(plan) = explanation.answer() else {
            panic!("{revision} {interpretations:?} {operation} `{attributes}` is refused");
        };
        let found: Vec<String> = plan.reliances(&policy).map(|reliance| reliance.to_string()).collect();
        assert_eq!(found, lines, "{revision} {interpretations:?} {operation} `{attributes}`");
    }
}

/// Every interpretation is given each of its other values, for each default case with another status and another
/// value of one attribute.
#[test]
fn a_plan_relies_on_the_interpretations_that_alone_refuse_it() {
    let status = attribute("status");
    let changed =
        ATTRIBUTES.iter().flat_map(|other| (0..other.values.len()).map(move |value| (other, value)));
    let points: Vec<Point> = changed
        .flat_map(|(other, value)| {
            let of = move |known| Case::DEFAULT.point().with(status.field, known).with(other.field, value);
            (0..status.values.len()).map(of)
        })
        .collect();
    for policy in Revision::ALL.iter().copied().map(Policy::ecs) {
        let others = Interpretation::ALL.iter().flat_map(|interpretation| {
            let in_force = policy.interpretations().value(interpretation);
            let values = interpretation.values.iter().filter(move |value| **value != in_force);
            values.map(move |value| (interpretation, interpretation.choice(value).expect("its value")))
        });
        let others: Vec<_> =
            others.map(|(interpretation, choice)| (interpretation.id, policy.clone().with(choice))).collect();
        for (&operation, point) in
            Operation::ALL.iter().flat_map(|it| points.iter().map(move |point| (it, point)))
        {
            let case = Case::at(point);
            let explanation = explained(operation, &case, &policy);
            if explanation.violations().next().is_some() {
                continue;
            }
            let found: BTreeSet<&str> = explanation.reliances().map(|it| it.interpretation.id).collect();
            let refusing = others
                .iter()
                .filter(|(_, other)| explained(operation, &case, other).violations().next().is_some());
            let expected: BTreeSet<&str> = refusing.map(|(id, _)| *id).collect();
            assert_eq!(found, expected, "{} {operation} {case:?}", policy.revision());
        }
    }
}

#[test]
fn quotations_are_short_and_name_rows_that_cite_them() {
    for Quotation { section, name, document, place, words } in QUOTATIONS {
        assert!(words.split_whitespace().count() <= 15, "{words}");
        let cites =
            |source: Source| source.document == *document && place.is_none_or(|place| place == source.place);
        let named = if *section == "event" {
            name.parse::<Event>().is_ok()
        } else if *section == "interpretation" {
            let interpretation = Interpretation::named(name).expect(name);
            cites(interpretation.source) || interpretation.against.is_some_and(cites)
        } else {
            let rule_table = rule_table(section.parse().expect(section));
            let refusals = rule_table.refusals.iter().map(|row| (row.rule, row.source, row.against));
            let settlements = rule_table.settlements.iter().map(|row| (row.rule, row.source, row.against));
            let is_rule = refusals.chain(settlements).any(|(rule, source, against)| {
                rule == *name && (cites(source) || against.is_some_and(cites))
            });
            is_rule || rule_table.effects.iter().any(|row| row.resource.as_str() == *name)
        };
        assert!(named, "{section} {name} {document} {place:?}");
    }
}
