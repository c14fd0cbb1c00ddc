//! Statuses without an exit and plans without an end are found.

use super::checks::errors;
use super::{decided, rules};
use instance_lifecycle::analysis::{
    Budget, ReachStep, Steps, Trigger, instances_without_exit, plans_without_end,
};
use instance_lifecycle::{Event, Policy, Status};
use support::attribute;

/// Returns the steps of all events but some.
fn events(is_left_out: impl Fn(Event, &ReachStep) -> bool) -> Steps {
    let all = Steps::from_events(&Policy::documented(), Event::ALL);
    all.iter()
        .filter(|step| !matches!(step.trigger, Trigger::Event(event) if is_left_out(event, step)))
        .copied()
        .collect()
}

#[test]
fn a_status_without_exit_is_reported() {
    let without_exit =
        |steps: &Steps| instances_without_exit(steps, Budget::default()).expect("within the budget");
    assert_eq!(without_exit(&Steps::from_events(&Policy::documented(), Event::ALL)), []);
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
    let released =
        |step: &ReachStep| step.set.value(attribute("status").field) == Some(Status::Released as usize);
    let ending = [Event::ShutdownCompleted, Event::AutoReleaseTimeReached];
    let kept = events(|event, step| ending.contains(&event) && released(step));
    assert_eq!(
        errors(&without_exit(&kept)),
        ["Stopping of Release without exit [status: Stopping, task: Release]"]
    );
    // Without an automatic release time, nothing but the shutdown ends a stop.
    let hung = events(|event, _| event == Event::ShutdownCompleted);
    assert_eq!(
        errors(&without_exit(&hung)),
        [
            "Stopping of Stop without exit [status: Stopping, task: Stop]",
            "Stopping of Hibernate without exit [status: Stopping, task: Hibernate]",
            "Stopping of Reboot without exit [status: Stopping, task: Reboot]",
            "Stopping of Release without exit [status: Stopping, task: Release]",
        ]
    );
}

#[test]
fn a_plan_without_end_is_reported() {
    let policy = Policy::documented();
    let all = Steps::from_events(&Policy::documented(), Event::ALL);
    let hung = events(|event, _| event == Event::ShutdownCompleted);
    let mut found = Vec::new();
    for operation in decided() {
        let rules = rules(&policy, operation);
        let fine = plans_without_end(&rules, &all, Budget::default()).expect("within the budget");
        assert_eq!(fine, [], "{operation}");
        let stuck = plans_without_end(&rules, &hung, Budget::default()).expect("within the budget");
        found.extend(errors(&stuck));
    }
    insta::assert_snapshot!(found.join("\n"), @r"
    hibernate-subscription never ends in Stopped [charge_type: PrePaid, hibernation_configured: Yes, request.hibernate: Yes]
    stop-subscription never ends in Stopped [charge_type: PrePaid]
    hibernate-economically never ends in Stopped [hibernation_configured: Yes, request.stopped_mode: StopCharging, request.hibernate: Yes]
    hibernate-economically never ends in Stopped [hibernation_configured: Yes, economical_mode_default: Yes, request.hibernate: Yes]
    hibernate-in-standard-mode never ends in Stopped [hibernation_configured: Yes, request.hibernate: Yes]
    stop-economically never ends in Stopped [request.stopped_mode: StopCharging]
    stop-economically never ends in Stopped [economical_mode_default: Yes]
    stop-in-standard-mode never ends in Stopped [spot_strategy: SpotWithPriceLimit, economical_mode_default: Yes]
    stop-in-standard-mode never ends in Stopped [the default case]
    stop-in-standard-mode never ends in Stopped [persistent_memory: Yes, request.stopped_mode: StopCharging]
    reboot-via-stopping never ends in Running [the default case]
    release-after-shutdown never ends in Released [request.force: Yes, request.delete_force_stop: No]
    ");
}
