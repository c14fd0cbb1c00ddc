//! The laws hold for policies with custom rules and with removed rules.

use instance_lifecycle::batch::batch;
use instance_lifecycle::errors::{DryRunPass, ErrorKind};
use instance_lifecycle::instance::ChargeType;
use instance_lifecycle::plan::{Settlement, StalePlanError};
use instance_lifecycle::policy::interpretations::StatusText;
use instance_lifecycle::policy::{CustomError, CustomRule, PolicyError};
use instance_lifecycle::request::{BatchOptimization, StopInstances};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Constraint, region_of};
use instance_lifecycle::rules::{Evidence, PolicyRow, RuleSource, Verdict};
use instance_lifecycle::testing::policies;
use instance_lifecycle::{
    Action, Case, Environment, Instance, Operation, Policy, Rejection, Request, Revision, Status,
    StopInstance, explain, plan,
};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;
use support::{Random, rounds, violated};

const STOP: Operation = Operation::StopInstance;

fn refusal(name: &str, stage: &str) -> CustomRule {
    CustomRule::refusal(STOP, name, stage, CustomError::new(403, "House.Rule", "Not on our watch."))
}

fn asking(rule: CustomRule, asked: &[Constraint<'_>]) -> CustomRule {
    rule.when(asked).expect("attributes and values")
}

fn with(policy: Policy, rule: CustomRule) -> Policy {
    policy.with_rule(rule).expect("a rule")
}

/// Calls `visit` with random policies that have custom rules, and random cases of every operation.
fn each_answer(mut visit: impl FnMut(&Case, Request, &Policy)) {
    let (mut random, mut runner) = (Random::new(), TestRunner::deterministic());
    let mut custom = 0;
    for round in 0..rounds(100) {
        let policy = policies().new_tree(&mut runner).expect("a policy").current();
        custom +=
            Operation::ALL.iter().map(|operation| policy.custom_rules(*operation).count()).sum::<usize>();
        for n in 0..60 {
            let case = random.case(1 + (round + n) % 8);
            for default in Request::DEFAULTS {
                let request = Request::new(default.operation(), case.request);
                visit(&case.with(|it| it.request = request.parameters()), request, &policy);
            }
        }
    }
    assert!(custom > 0, "no policy has custom rules");
}

/// L1 and L2. The first matching row, in the listed order, decides; custom settlements come after every
/// refusal.
#[test]
fn a_decision_is_the_first_row_that_matches() {
    let (mut custom_refused, mut custom_settled) = (0, 0);
    each_answer(|case, request, policy| {
        let point = case.point();
        let matching = policy.rows(request.operation()).filter(|row| row.when.contains(&point));
        let (mut refusing, settling): (Vec<PolicyRow<'_>>, Vec<_>) =
            matching.partition(|row| row.then.refuses());
        refusing.dedup_by_key(|row| row.rule);

        let explanation = explain(&case.instance, &request, &case.environment, policy);
        let violations: Vec<PolicyRow<'_>> = explanation.violations().map(|one| one.row()).collect();
        assert_eq!(violations, refusing, "{case:?}");
        assert_eq!(Some(&explanation.settlement()), settling.first(), "{case:?}");
        assert_eq!(Verdict::Settle(explanation.plan().settlement()), settling[0].then);
        let relied = explanation.reliances().map(|reliance| reliance.interpretation.evidence());
        assert_eq!(explanation.evidence(), relied.fold(settling[0].evidence, Ord::max));

        let answer = plan(&case.instance, &request, &case.environment, policy);
        assert_eq!(answer, explanation.answer());
        match (explanation.violations().next(), answer) {
            (Some(first), Err(Rejection::Refused(refusal))) => {
                custom_refused += usize::from(first.evidence() == Evidence::Own);
                assert_eq!(first, refusal.violation());
                assert_eq!(first.error(), refusal.error());
                assert_eq!(
                    (first.kind(), first.code(), first.http_status(), first.is_retryable()),
                    (refusal.kind(), refusal.code(), refusal.http_status(), refusal.is_retryable())
                );
                assert_eq!(first.kind(), first.error().row.map(|row| row.kind));
                assert_eq!(
                    (first.code(), first.http_status()),
                    (first.error().code, first.error().http_status)
                );
            }
            (None, Ok(plan)) => {
                custom_settled += usize::from(plan.row().is_none());
                assert!(!case.request.dry_run || plan.is_already_done());
                assert_eq!(plan.accept(&case.instance), after(&plan, case));
            }
            (None, Err(Rejection::DryRunPassed(pass))) => assert_eq!(pass.plan(), explanation.plan()),
            (first, answer) => panic!("{answer:?}, where the first violation is {first:?}: {case:?}"),
        }
    });
    assert!(custom_refused > 0 && custom_settled > 0, "{custom_refused} refused, {custom_settled} settled");
}

/// Accepts the plan and asserts that the instance is at the end of its path or on the way there.
fn after(plan: &instance_lifecycle::Plan, case: &Case) -> Result<Instance, StalePlanError> {
    let next = plan.accept(&case.instance)?;
    assert!(
        !plan.path().to.is_transitional() && (next.status.is_transitional() || next.status == plan.path().to)
    );
    Ok(next)
}

#[test]
fn a_custom_error_says_whether_it_is_retryable() {
    let freeze = CustomError::new(503, "House.Freeze", "No stops during the fair.");
    for (error, is_retryable) in [(freeze.clone(), false), (freeze.retryable(), true)] {
        let policy = with(Policy::documented(), CustomRule::refusal(STOP, "fair", "Confirmation", error));
        let rejection =
            plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err();
        assert_eq!(
            (rejection.kind(), rejection.code(), rejection.http_status(), rejection.is_retryable()),
            (None, "House.Freeze", 503, is_retryable)
        );
        assert_eq!(policy.document().policy(), Ok(policy));
    }
}

#[test]
fn a_passed_dry_run_has_the_kind_of_its_error() {
    let request = StopInstance::DEFAULT.with(|it| it.dry_run = true);
    let rejection =
        plan(&Instance::DEFAULT, &request, &Environment::DEFAULT, &Policy::documented()).unwrap_err();
    assert_eq!(
        (rejection.kind(), rejection.code(), rejection.http_status(), rejection.is_retryable()),
        (Some(ErrorKind::DryRunPassed), "DryRunOperation", 400, false)
    );
}

/// L3.
#[test]
fn the_precedence_never_changes_which_rules_are_violated() {
    let mut random = Random::new();
    each_answer(|case, request, policy| {
        let operation = request.operation();
        let mut order: Vec<&str> = policy.precedence(operation).collect();
        for last in (1..order.len()).rev() {
            order.swap(last, random.below(last + 1));
        }
        let permuted = policy.clone().with_precedence(operation, &order).expect("a permutation");
        assert_eq!(permuted.precedence(operation).collect::<Vec<_>>(), order);
        let [found, expected] = [&permuted, policy].map(|policy| {
            let explanation = explain(&case.instance, &request, &case.environment, policy);
            (violated(&explanation).into_iter().collect::<BTreeSet<_>>(), explanation.plan())
        });
        assert_eq!(found, expected, "{case:?}");
    });
}

/// Returns the policy without one of its custom rules.
fn without_custom(policy: &Policy, operation: Operation, rule: &str) -> Policy {
    let mut without = Policy::ecs(policy.revision());
    for interpretation in instance_lifecycle::policy::interpretations::Interpretation::ALL {
        without = without.with(
            interpretation.choice(policy.interpretations().value(interpretation)).expect("an answer of it"),
        );
    }
    for stage in policy.custom_stages(operation) {
        without = without.with_stage(operation, stage).expect("a new stage");
    }
    let order: Vec<&str> = policy.precedence(operation).collect();
    without = without.with_precedence(operation, &order).expect("the same order");
    for removed in policy.removed(operation) {
        without = without.without(operation, removed).expect("a built-in rule");
    }
    policy
        .custom_rules(operation)
        .filter(|custom| custom.name() != rule)
        .fold(without, |policy, custom| with(policy, custom.clone()))
}

/// L4: if only the reported rule is removed, the next violated rule is reported, or none.
#[test]
fn without_the_reported_rule_the_next_one_is_reported() {
    let (mut built_in, mut custom) = (0, 0);
    let mut turn = 0;
    each_answer(|case, request, policy| {
        turn += 1;
        let explanation = explain(&case.instance, &request, &case.environment, policy);
        let Some(first) = explanation.violations().next().filter(|_| turn % 5 == 0) else { return };
        let (operation, rule) = (request.operation(), first.row().rule);
        let without = match first.row().source {
            RuleSource::Policy(_) => without_custom(policy, operation, rule),
            // Removing the rule would let the other rules read a released instance.
            RuleSource::Documents(_) if rule == "not-found" => return,
            RuleSource::Documents(_) => policy.clone().without(operation, rule).expect("a built-in rule"),
        };
        *if first.evidence() == Evidence::Own { &mut custom } else { &mut built_in } += 1;
        let next = explain(&case.instance, &request, &case.environment, &without);
        assert_eq!(violated(&next), violated(&explanation)[1..], "{case:?}");
        assert_eq!(next.settlement(), explanation.settlement());
        assert!(next.plan().same_outcome(&explanation.plan()));
    });
    assert!(built_in > 0 && custom > 0, "{built_in} built-in and {custom} own ones reported");
}

/// L4 for repairs: after a change that only the custom rule reads, a later rule is reported, or none.
#[test]
fn a_repair_of_a_custom_refusal_leads_to_a_plan_or_a_later_rule() {
    let documented = Policy::documented();
    let is_free = |attribute: &&Attribute| !documented.reads(STOP, attribute);
    let free: Vec<&Attribute> = ATTRIBUTES.iter().filter(is_free).collect();
    let mut random = Random::new();
    let mut repaired = 0;
    for attribute in free {
        for (value, name) in attribute.values.iter().enumerate() {
            for stage in documented.precedence(STOP) {
                let rule = refusal("house", stage).when(&[(attribute.name, &[name])]).expect("a value");
                // The attribute is not a parameter of the operation.
                let Ok(policy) = documented.clone().with_rule(rule) else { continue };
                let point = random.case(3).point().with(attribute.field, value);
                let case = Case::at(&point);
                let other = Case::at(&point.with(attribute.field, (value + 1) % attribute.values.len()));
                let [before, after] = [&case, &other].map(|case| {
                    let request = StopInstance::from(case.request);
                    violated(&explain(&case.instance, &request, &case.environment, &policy))
                });
                let others: Vec<&str> = before.iter().copied().filter(|rule| *rule != "house").collect();
                assert_eq!(after, others, "{attribute:?}: {case:?}");
                assert_eq!(before.contains(&"house"), case.instance.status != Status::Released, "{case:?}");
                repaired += 1;
            }
        }
    }
    assert!(repaired > 0, "no case was repaired");
}

#[test]
fn removing_a_rule_removes_nothing_else() {
    for &revision in Revision::ALL {
        let policy = Policy::ecs(revision);
        for operation in Request::DEFAULTS.iter().map(Request::operation) {
            let all: Vec<PolicyRow<'_>> = policy.rows(operation).collect();
            let refusals: BTreeSet<&str> =
                all.iter().filter(|row| row.then.refuses()).map(|row| row.rule).collect();
            for rule in refusals.into_iter().filter(|rule| *rule != "not-found") {
                let without = policy.clone().without(operation, rule).expect("a refusal");
                let left: Vec<PolicyRow<'_>> = without.rows(operation).collect();
                let expected: Vec<_> = all.iter().copied().filter(|row| row.rule != rule).collect();
                assert_eq!(left, expected);
                assert_eq!(without.removed(operation).collect::<Vec<_>>(), [rule]);
                // The rule stays removed under other interpretations.
                let templated = without.with(StatusText::Templated);
                assert!(templated.rows(operation).all(|row| row.rule != rule), "{rule}");
            }
        }
    }
}

#[test]
fn a_custom_stage_takes_a_place_in_the_precedence() {
    let policy = Policy::documented().with_stage(STOP, "House").expect("a new name");
    let order: Vec<&str> = policy.precedence(STOP).collect();
    assert_eq!((order[0], order.last()), ("Existence", Some(&"House")));
    let policy = with(policy.clone(), refusal("late", "House"));
    let policy = with(policy, refusal("beside", "Status"));

    let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    let violated_rules = |policy: &Policy| {
        let explanation = explain(&stopped, &StopInstance::DEFAULT, &Environment::DEFAULT, policy);
        violated(&explanation).join(", ")
    };
    assert_eq!(violated_rules(&policy), "status-not-running, beside, late");

    let first: Vec<&str> =
        ["House"].into_iter().chain(order.into_iter().filter(|name| *name != "House")).collect();
    let first = policy.clone().with_precedence(STOP, &first).expect("a permutation");
    assert_eq!(violated_rules(&first), "late, status-not-running, beside");

    // A stage that is added to a permuted order comes last.
    let later = first.clone().with_stage(STOP, "Cellar").expect("a new name");
    assert_eq!(later.precedence(STOP).last(), Some("Cellar"));
    assert_eq!(later.precedence(STOP).next(), Some("House"));
    assert_eq!(later.custom_stages(STOP).collect::<Vec<_>>(), ["House", "Cellar"]);

    let missing: Vec<&str> = policy.precedence(STOP).filter(|name| *name != "House").collect();
    let error = policy.clone().with_precedence(STOP, &missing).unwrap_err().to_string();
    assert_eq!(error, "missing stage `House`");
    let misspelt: Vec<&str> =
        policy.precedence(STOP).map(|name| if name == "House" { "Huose" } else { name }).collect();
    let error = policy.clone().with_precedence(STOP, &misspelt).unwrap_err().to_string();
    assert_eq!(error, "unknown stage `Huose` of `StopInstance`: did you mean `House`?");
}

#[test]
fn a_custom_rule_is_never_reported_as_documented() {
    let built_in = Operation::ALL.iter().map(|operation| operation.rule_table());
    for rule_table in built_in {
        assert!(rule_table.refusals.iter().all(|row| row.evidence != Evidence::Own));
        assert!(rule_table.settlements.iter().all(|row| row.evidence != Evidence::Own));
    }

    let custom = with(Policy::documented(), refusal("house", "Existence").because("the fair"));
    let rejection =
        plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &custom).unwrap_err();
    let error = rejection.error();
    assert_eq!((error.action, error.http_status, error.code), (STOP.action(), 403, "House.Rule"));
    assert_eq!(
        (error.to_string(), error.row, error.is_documented()),
        ("Not on our watch.".to_owned(), None, false)
    );
    assert_eq!((rejection.rule(), rejection.is_retryable()), ("house", false));

    let explanation = explain(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &custom);
    let violation = explanation.violations().next().expect("a violation");
    assert_eq!((violation.stage(), violation.evidence()), ("Existence", Evidence::Own));
    assert_eq!(violation.row().source.to_string(), "a rule of the policy: the fair");

    // The error of a custom rule may be documented; the rule is not.
    let rule = CustomRule::refusal(STOP, "house", "Disk", ErrorKind::InstanceLockedForSecurity);
    let documented = with(Policy::documented(), rule);
    let explanation = explain(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &documented);
    let violation = explanation.violations().next().expect("a violation");
    assert_eq!(violation.row().source.to_string(), "a rule of the policy");
    assert_eq!(violation.evidence(), Evidence::Own);
    assert!(violation.error().is_documented());
    assert_eq!(violation.error().code, "InstanceLockedForSecurity");
}

#[test]
fn a_custom_status_rule_fills_the_template() {
    let templated = Policy::documented().with(StatusText::Templated);
    let answer = |rule| {
        let policy = with(templated.clone(), rule);
        plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err()
    };
    let rule = || CustomRule::refusal(STOP, "house", "Status", ErrorKind::IncorrectInstanceStatus);
    let rejection = answer(asking(rule(), &[("status", &["Starting", "Running"])]));
    #[rustfmt::skip] // a text
    insta::assert_snapshot!(rejection.to_string(), @"The specified instance is in an incorrect status for the requested action; Status of the specified instance is Running but the expected status is in (Pending, Stopping, Stopped).");
    // If the rule permits no status, the fixed text is used.
    let rejection = answer(rule());
    insta::assert_snapshot!(rejection.to_string(), @"The current status of the resource does not support this operation.");
}

#[test]
fn custom_settlements_come_before_built_in_ones() {
    let gently = CustomRule::settlement(STOP, "gently", Settlement::StopInStandardMode);
    let gently = asking(gently, &[("request.stopped_mode", &["StopCharging"]), ("gpu", &["Yes"])]);
    let done = CustomRule::settlement(STOP, "done", Settlement::AlreadyStopped);
    let policy = with(with(Policy::documented(), gently), asking(done, &[("status", &["Stopped"])]));
    let request =
        "StopCharging".parse().map(|mode| StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(mode)));
    let request = request.expect("a mode");
    let answer = |instance: &Instance| {
        let explanation = explain(instance, &request, &Environment::DEFAULT, &policy);
        let plan = explanation.plan();
        (explanation.settlement().rule, plan.settlement(), plan.evidence(&policy), plan.row().is_some())
    };
    let gpu = Instance::DEFAULT.with(|it| it.gpu = true);
    assert_eq!(answer(&gpu), ("gently", Settlement::StopInStandardMode, Evidence::Own, false));
    assert_eq!(
        answer(&Instance::DEFAULT),
        ("stop-economically", Settlement::StopEconomically, Evidence::Documented, true)
    );

    // The rule about the status comes before every settlement.
    let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    assert_eq!(answer(&stopped).0, "done");
    let refused = plan(&stopped, &request, &Environment::DEFAULT, &policy).unwrap_err();
    assert_eq!(refused.rule(), "status-not-running");
    let policy = policy.without(STOP, "status-not-running").expect("a refusal");
    let done = plan(&stopped, &request, &Environment::DEFAULT, &policy).expect("no violation");
    assert!(done.is_already_done());

    let check = request.with(|it| it.dry_run = true);
    let rejection = plan(&gpu, &check, &Environment::DEFAULT, &policy).unwrap_err();
    assert_eq!(rejection.rule(), DryRunPass::RULE);
}

#[test]
fn a_custom_rule_decides_each_item_of_a_plural_call() {
    let subscriptions = asking(refusal("house", "Existence"), &[("charge_type", &["PrePaid"])]);
    let policy = with(Policy::documented(), subscriptions);
    let prepaid = Instance::DEFAULT.with(|it| it.charge_type = ChargeType::PrePaid);
    let request = StopInstances::DEFAULT.with(|it| it.batch_optimization = BatchOptimization::SuccessFirst);
    let items = [("i-1", Instance::DEFAULT), ("i-2", prepaid)].into_iter();
    let answer = batch(request, items, &Environment::DEFAULT, &policy).expect("each on its own");
    let codes: Vec<_> =
        answer.items().map(|item| (item.id, item.code(), item.message().to_string())).collect();
    assert_eq!(
        codes,
        [("i-1", "200", "success".to_owned()), ("i-2", "House.Rule", "Not on our watch.".to_owned())]
    );
    let refused = answer.items().nth(1).expect("two items").outcome().unwrap_err();
    assert_eq!((refused.error().action, refused.evidence()), (Action::StopInstances, Evidence::Own));
}

#[test]
fn deciding_with_custom_rules_does_not_allocate() {
    let mut runner = TestRunner::deterministic();
    let policies: Vec<Policy> =
        (0..50).map(|_| policies().new_tree(&mut runner).expect("a policy").current()).collect();
    let mut random = Random::new();
    let cases: Vec<Case> = (0..2_000).map(|n| random.case(1 + n % 8)).collect();
    let (mut said, mut custom) = (0, 0);
    let allocated = allocation_counter::measure(|| {
        for (case, policy) in cases.iter().zip(policies.iter().cycle()) {
            let request = StopInstance::from(case.request);
            if let Err(rejection) = plan(&case.instance, &request, &case.environment, policy) {
                said += rejection.rule().len() + rejection.error().code.len();
            }
            let explanation = explain(&case.instance, &request, &case.environment, policy);
            said += explanation.violations().map(|one| one.error().message.text.len()).sum::<usize>();
            custom += explanation.violations().filter(|one| one.evidence() == Evidence::Own).count();
            said += explanation.settlement().rule.len() + policy.rows(STOP).count();
        }
    });
    assert!(said > 0 && custom > 0, "no custom rule was violated");
    assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0));
}

#[test]
fn a_rejection_outlives_its_policy() {
    fn kept<T: Send + Sync + 'static>(value: T) -> T {
        value
    }
    let rejection = {
        let policy = with(Policy::documented(), refusal("house", "Existence"));
        kept(plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err())
    };
    assert_eq!(rejection.clone().error().code, "House.Rule");
    assert_eq!(rejection.to_string(), "Not on our watch.");
}

/// A rule without a status does not apply to a released instance.
#[test]
fn only_a_rule_that_names_released_applies_to_a_released_instance() {
    let all = with(Policy::documented(), refusal("all", "Existence"));
    let gone = with(all, asking(refusal("gone", "Existence"), &[("status", &["Released", "Stopped"])]));
    let violated_by = |status| {
        let instance = Instance::DEFAULT.with(|it| it.status = status);
        violated(&explain(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &gone)).join(", ")
    };
    assert_eq!(violated_by(Status::Released), "not-found, gone");
    assert_eq!(violated_by(Status::Running), "all");
    assert_eq!(violated_by(Status::Stopped), "all, gone, status-not-running");
    let rows: Vec<String> = gone
        .custom_rules(STOP)
        .map(|rule| instance_lifecycle::rules::Condition::new(&rule.regions()[0]).to_string())
        .collect();
    assert_eq!(rows, ["always", "status: Stopped | Released"]);
}

#[test]
fn the_builder_reports_every_error() {
    let documented = Policy::documented;
    let custom = |code: &str, message: &str, status| {
        CustomRule::refusal(STOP, "house", "Disk", CustomError::new(status, code, message))
    };
    let rule = |rule: CustomRule| documented().with_rule(rule).unwrap_err().to_string();
    let stop = |kind| CustomRule::refusal(STOP, "house", "Disk", kind);
    let many_stages = || {
        (0..20).try_fold(documented(), |policy, n| {
            policy.with_stage(STOP, &format!("House{n}")).map_err(|error| error.to_string())
        })
    };
    let many_rules = || {
        (0..=u16::MAX).try_fold(documented(), |policy, n| {
            policy.with_rule(refusal(&format!("house-{n}"), "Disk")).map_err(|error| error.to_string())
        })
    };
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (documented().with_precedence(STOP, &["Existense"]).unwrap_err().to_string(),
            "unknown stage `Existense` of `StopInstance`: did you mean `Existence`?"),
        (documented().with_precedence(STOP, &["Wine"]).unwrap_err().to_string(),
            "unknown stage `Wine` of `StopInstance`, expected `Existence`, `SecurityLock`, `Arrears`, `Status`, `Disk`, \
             `Confirmation`, `SystemInstance`, `Hibernation`, `EconomicalMode` or `Encryption`"),
        (documented().with_precedence(STOP, &["Disk", "Disk"]).unwrap_err().to_string(),
            "duplicate stage `Disk`"),
        (documented().with_precedence(STOP, &["Disk"]).unwrap_err().to_string(),
            "missing stage `Existence`"),
        (documented().without(STOP, "security_lock").unwrap_err().to_string(),
            "unknown rule `security_lock` of `StopInstance`: did you mean `security-lock`?"),
        (documented().without(STOP, "stop-subscription").unwrap_err().to_string(),
            "cannot remove the rule `stop-subscription`, which settles calls: expected a rule that refuses them"),
        (documented().without(STOP, "not-found").unwrap_err().to_string(),
            "cannot remove the rule `not-found`, which refuses calls on instances that do not exist"),
        (documented().with_stage(STOP, "Disk").unwrap_err().to_string(),
            "duplicate stage `Disk`"),
        (documented().with_stage(STOP, "Our house").unwrap_err().to_string(),
            "invalid name `Our house` of a stage: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (many_stages().unwrap_err(),
            "too many stages of `StopInstance`: expected at most 23"),
        (rule(refusal("", "Disk")),
            "invalid name `` of a rule: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        // With Cyrillic letters, it would be taken for the built-in rule.
        (rule(refusal("security-l\u{43e}\u{441}k", "Disk")),
            "invalid name `security-l\u{43e}\u{441}k` of a rule: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (documented().with_stage(STOP, "D\u{456}sk").unwrap_err().to_string(),
            "invalid name `D\u{456}sk` of a stage: expected ASCII letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (rule(refusal(&"x".repeat(1_000_000), "Disk")),
            "invalid name `xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...` of a rule: expected ASCII \
             letters, digits, `-`, `_` and `.`, at most 64 bytes"),
        (rule(refusal("house", "Disk").because("a \u{202e}b")),
            "invalid reason: expected text without control characters"),
        (rule(refusal("not-found", "Disk")),
            "duplicate rule `not-found`"),
        (rule(refusal("deletion-protection", "Disk")),
            "duplicate rule `deletion-protection`"),
        (rule(refusal("dry-run", "Disk")),
            "duplicate rule `dry-run`"),
        (with(documented(), refusal("house", "Disk")).with_rule(refusal("house", "Status")).unwrap_err().to_string(),
            "duplicate rule `house`"),
        (many_rules().unwrap_err(),
            "too many custom rules of `StopInstance`: expected at most 65535"),
        (rule(refusal("house", "Disc")),
            "unknown stage `Disc` of `StopInstance`: did you mean `Disk`?"),
        (rule(refusal("house", "Disk").because("a\nline")),
            "invalid reason: expected text without control characters"),
        (rule(custom("House Rule", "No.", 403)),
            "invalid code: expected printable ASCII without blanks"),
        (rule(custom("House.Rule", "", 403)),
            "empty message: expected a text"),
        (rule(custom("House.Rule", "No.", 200)),
            "invalid HTTP status `200` of an error: expected 400 to 599"),
        (rule(stop(ErrorKind::DeletionProtection)),
            "`StopInstance` has no error `DeletionProtection` under `2024-11-14`"),
        (rule(stop(ErrorKind::SystemInstanceNotSupported)),
            "`StopInstance` has no error `SystemInstanceNotSupported` under `2024-11-14`"),
        (rule(stop(ErrorKind::DryRunPassed)),
            "`StopInstance` has no error `DryRunPassed` under `2024-11-14`"),
        (rule(asking(asking(refusal("house", "Disk"), &[("gpu", &["Yes"])]), &[("gpu", &["No"])])),
            "no case meets the condition: its values of `gpu` exclude each other"),
        (rule(asking(refusal("house", "Disk"), &[("request.delete_force_stop", &["No"])])),
            "`StopInstance` has no attribute `request.delete_force_stop`"),
        (rule(asking(CustomRule::settlement(Operation::CreateInstance, "house", Settlement::Create), &[("gpu", &["No"])])),
            "`CreateInstance` has no attribute `gpu`"),
        (rule(CustomRule::settlement(STOP, "house", Settlement::StartOnKeptCompute)),
            "unknown settlement `start-on-kept-compute` of `StopInstance`, expected `already-stopped`, \
             `hibernate-subscription`, `stop-subscription`, `hibernate-economically`, `hibernate-in-standard-mode`, \
             `stop-economically` or `stop-in-standard-mode`"),
        (rule(CustomRule::settlement(STOP, "house", Settlement::AlreadyStopped)),
            "`already-stopped` needs the condition that `status` is `Stopped`"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

#[test]
fn a_condition_reports_unknown_names_and_values() {
    let asked = |asked: &[Constraint<'_>]| refusal("house", "Disk").when(asked).unwrap_err().to_string();
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (asked(&[("spt_strategy", &["NoSpot"])]), "unknown attribute `spt_strategy`: did you mean `spot_strategy`?"),
        (asked(&[("gpu", &["Maybe"])]), "unknown value `Maybe` of the attribute `gpu`, expected `No` or `Yes`"),
        (asked(&[("gpu", &[])]), "no value is given for the attribute `gpu`"),
        (asked(&[("gpu", &["No"]), ("gpu", &["Yes"])]), "the attribute `gpu` is named twice"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

/// With custom stages, no suggestion lists all of them.
#[test]
fn an_unknown_stage_is_reported() {
    let policy = Policy::documented().with_stage(STOP, "House").expect("a new name");
    let error = policy.with_rule(refusal("late", "Wine")).unwrap_err().to_string();
    assert_eq!(error, "unknown stage `Wine` of `StopInstance`");
}

#[test]
fn codes_and_messages_must_be_printable() {
    for (code, message, wrong) in [
        ("", "No.", Some(PolicyError::Empty("code"))),
        ("Ho\u{7}use", "No.", Some(PolicyError::Unprintable("code"))),
        ("Ho use", "No.", Some(PolicyError::Unprintable("code"))),
        ("House", "", Some(PolicyError::Empty("message"))),
        ("House", "N\u{7}o.", Some(PolicyError::Unprintable("message"))),
        ("House", "No.", None),
    ] {
        let rule = CustomRule::refusal(STOP, "house", "Disk", CustomError::new(403, code, message));
        let made = Policy::documented().with_rule(rule).map(|_| ());
        assert_eq!(made, wrong.map_or(Ok(()), Err), "{code:?} {message:?}");
    }
}

#[test]
fn a_name_has_up_to_64_letters() {
    for (letters, is_one) in [(0, false), (1, true), (63, true), (64, true), (65, false), (66, false)] {
        let name = "h".repeat(letters);
        assert_eq!(Policy::documented().with_rule(refusal(&name, "Disk")).is_ok(), is_one, "{letters}");
        assert_eq!(Policy::documented().with_stage(STOP, &name).is_ok(), is_one, "{letters}");
    }
}

#[test]
fn a_verdict_refuses_or_settles() {
    let verdicts = |instance: &Instance| {
        let policy = Policy::documented();
        let explanation = explain(instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
        let refusals = explanation.violations().map(|violation| violation.row().then.refuses());
        (refusals.collect::<Vec<_>>(), explanation.settlement().then.refuses())
    };
    assert_eq!(verdicts(&Instance::DEFAULT), (vec![], false));
    assert_eq!(verdicts(&Instance::RELEASED).0, [true]);
}

#[test]
fn a_repeated_value_counts_once() {
    let [once, twice] = [&["Running"][..], &["Running", "Running"]]
        .map(|values| region_of(&[("status", values)]).expect("a value"));
    assert_eq!(once, twice);
}

/// A rule with several regions is a rule of several rows: reported once, by the first that matches.
#[test]
fn a_rule_with_several_regions_is_reported_once() {
    let rule = asking(refusal("rare", "Existence"), &[("status", &["Running", "Stopping"])])
        .when_any(&[&[("gpu", &["Yes"])], &[("local_storage", &["Yes"])], &[("burstable", &["Yes"])]])
        .expect("attributes and values");
    let policy = with(with(Policy::documented(), rule), refusal("second", "Existence"));
    let rules = |instance: Instance| {
        let environment = Environment::DEFAULT;
        let explanation = explain(&instance, &StopInstance::DEFAULT, &environment, &policy);
        let rules = explanation
            .violations()
            .map(|violation| format!("{} {}", violation.rule(), violation.row().condition()));
        rules.take(2).collect::<Vec<_>>().join("; ")
    };
    let when = "status: Running | Stopping";
    assert_eq!(rules(Instance::DEFAULT.with(|it| it.local_storage = false)), "second always");
    let both = Instance::DEFAULT.with(|it| (it.local_storage, it.gpu) = (true, true));
    assert_eq!(rules(both), format!("rare {when}, gpu: Yes; second always"));
    let last = Instance::DEFAULT.with(|it| (it.local_storage, it.burstable) = (false, true));
    assert_eq!(rules(last), format!("rare {when}, burstable: Yes; second always"));
    // Analysis numbers the rows.
    let resolved = instance_lifecycle::analysis::Rules::new(&policy, STOP);
    let names: Vec<_> = resolved.refusals[1..5].iter().map(|row| row.row_name().to_string()).collect();
    assert_eq!(names, ["rare/1", "rare/2", "rare/3", "second/1"]);
}

/// Warnings are the warning rows that match, and change no answer.
#[test]
fn warnings_decide_nothing() {
    let (mut warned, mut on_trial) = (0, 0);
    each_answer(|case, request, policy| {
        let operation = request.operation();
        let explanation = explain(&case.instance, &request, &case.environment, policy);
        let point = case.point();
        let mut expected: Vec<PolicyRow<'_>> =
            policy.warning_rows(operation).filter(|row| row.when.contains(&point)).collect();
        expected.dedup_by_key(|row| row.rule);
        let warnings: Vec<_> = explanation.warnings().collect();
        assert_eq!(warnings.iter().map(|warning| warning.row()).collect::<Vec<_>>(), expected);
        let is_deciding = |rule: &str| policy.rows(operation).any(|row| row.rule == rule);
        for warning in &warnings {
            assert!(!is_deciding(warning.rule()), "{warning:?}");
            assert_eq!(warning.error().is_some(), warning.row().then.refuses());
            assert_eq!(warning.message().to_string(), warning.to_string());
            on_trial += usize::from(warning.error().is_some());
        }
        warned += warnings.len();
    });
    assert!(warned > on_trial && on_trial > 0, "{warned}, {on_trial}");
}

/// A refusal on trial warns of the error that it would raise, in the calls that it would refuse.
#[test]
fn a_refusal_on_trial_warns_where_it_would_refuse() {
    let enforced = with(Policy::documented(), asking(refusal("rare", "Existence"), &[("gpu", &["Yes"])]));
    let trial =
        with(Policy::documented(), asking(refusal("rare", "Existence"), &[("gpu", &["Yes"])]).on_trial());
    assert_ne!(enforced, trial);
    assert_eq!(trial.rows(STOP).collect::<Vec<_>>(), Policy::documented().rows(STOP).collect::<Vec<_>>());
    for (gpu, status) in [(true, Status::Running), (false, Status::Running), (true, Status::Stopped)] {
        let instance = Instance::in_status(status).with(|it| it.gpu = gpu);
        let (request, environment) = (StopInstance::DEFAULT, Environment::DEFAULT);
        let [enforced, trial] =
            [&enforced, &trial].map(|policy| explain(&instance, &request, &environment, policy));
        let refused = enforced.violations().find(|violation| violation.rule() == "rare");
        let warned = trial.warnings().find_map(|warning| warning.violation());
        assert_eq!(refused, warned);
        assert_eq!(refused.is_some(), gpu);
        assert_eq!(
            trial.answer(),
            plan(&instance, &request, &environment, &Policy::documented()),
            "a warning decides nothing"
        );
    }
    let settling = CustomRule::settlement(STOP, "settling", Settlement::StopInStandardMode).on_trial();
    let error = Policy::documented().with_rule(settling).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a rule that settles calls cannot be on trial: expected one that refuses them"
    );
}
