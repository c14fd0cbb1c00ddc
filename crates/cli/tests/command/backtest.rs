//! Recorded cases, answered under two policies.

use crate::lifecycle;
use crate::policy_files::Written;

/// Four cases whose answer changes in the policy of 2025, and two whose answer stays.
const CASES: &str = r#"{"Instance": {"InstanceId": "i-1", "Status": "Running"}, "Request": {"Action": "StopInstance"}}
{"Instance": {"InstanceId": "i-2", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}, "Request": {"Action": "StopInstance"}}
{"Instance": {"InstanceId": "i-3", "Status": "Running"}, "Request": {"Action": "StopInstance", "StoppedMode": "StopCharging"}}
{"Instance": {"InstanceId": "i-4", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}, "Request": {"Action": "StopInstance"}}
{"Instance": {"InstanceId": "i-5", "Status": "Running"}, "Request": {"Action": "RebootInstance"}}
{"Instance": {"InstanceId": "i-6", "Status": "Stopped", "StoppedMode": "KeepCharging"}, "Request": {"Action": "RebootInstance"}}
"#;

const NEWER: [&str; 5] = ["backtest", "--baseline", "ecs-2024-11-14", "--policy", "ecs-2025-12-03"];

fn newer(more: &[&str], input: &str) -> crate::Ran {
    lifecycle(&[&NEWER, more].concat(), input)
}

#[test]
fn changes_are_grouped_by_rules_and_kind() {
    insta::assert_snapshot!(newer(&[], CASES).show_narrow(), @r"
    StopInstance  3 of 4 cases changed
      rule security-lock -> stop-in-standard-mode
        refusal to plan: 2 cases, first on line 2 (i-2)
          was  403 InstanceLockedForSecurity
          now  stop-in-standard-mode
      rule stop-economically
        other resources: 1 case, first on line 3 (i-3)
          was  ImageLicence: Retained, billed, next start: Unchanged
          now  ImageLicence: Retained, no longer billed, next start: Resumes

    RebootInstance  1 of 2 cases changed
      rule status-not-running
        other message: 1 case, first on line 6 (i-6)
          was  The current status of the resource does not support this operation.
          now  The specified instance is in an incorrect status for the requested
               action; Status of the specified instance is Stopped but the expected
               status is in (Running).

    6 cases, 4 changed
    [exit 1]
    ");
}

#[test]
fn changes_are_written_as_json() {
    insta::assert_snapshot!(newer(&["--format", "json"], CASES).show(), @r#"
    {"Cases":6,"Changed":4,"Unreadable":0,"FirstUnreadable":[],"Operations":[{"Operation":"StopInstance","Cases":4,"Changed":3,"Causes":[{"From":"security-lock","To":"stop-in-standard-mode","Cases":2,"Changes":[{"Kind":"RefusalToPlan","From":"403 InstanceLockedForSecurity","To":"stop-in-standard-mode","Cases":2,"First":{"Line":2,"InstanceId":"i-2"}}]},{"From":"stop-economically","To":"stop-economically","Cases":1,"Changes":[{"Kind":"OtherResources","From":"ImageLicence: Retained, billed, next start: Unchanged","To":"ImageLicence: Retained, no longer billed, next start: Resumes","Cases":1,"First":{"Line":3,"InstanceId":"i-3"}}]}]},{"Operation":"RebootInstance","Cases":2,"Changed":1,"Causes":[{"From":"status-not-running","To":"status-not-running","Cases":1,"Changes":[{"Kind":"OtherMessage","From":"The current status of the resource does not support this operation.","To":"The specified instance is in an incorrect status for the requested action; Status of the specified instance is Stopped but the expected status is in (Running).","Cases":1,"First":{"Line":6,"InstanceId":"i-6"}}]}]}]}
    [exit 1]
    "#);
}

#[test]
fn swapped_policies_swap_the_changes() {
    let arguments = ["backtest", "--policy", "ecs-2024-11-14", "--baseline", "ecs-2025-12-03", "-"];
    let ran = lifecycle(&arguments, CASES);
    insta::assert_snapshot!(ran.show_narrow(), @r"
    StopInstance  3 of 4 cases changed
      rule stop-in-standard-mode -> security-lock
        plan to refusal: 2 cases, first on line 2 (i-2)
          was  stop-in-standard-mode
          now  403 InstanceLockedForSecurity
      rule stop-economically
        other resources: 1 case, first on line 3 (i-3)
          was  ImageLicence: Retained, no longer billed, next start: Resumes
          now  ImageLicence: Retained, billed, next start: Unchanged

    RebootInstance  1 of 2 cases changed
      rule status-not-running
        other message: 1 case, first on line 6 (i-6)
          was  The specified instance is in an incorrect status for the requested
               action; Status of the specified instance is Stopped but the expected
               status is in (Running).
          now  The current status of the resource does not support this operation.

    6 cases, 4 changed
    [exit 1]
    ");
}

#[test]
fn a_policy_agrees_with_itself() {
    let same = ["backtest", "--baseline", "ecs-2024-11-14", "-"];
    assert_eq!(lifecycle(&same, CASES).show(), "6 cases, 0 changed\n[exit 0]");
    assert_eq!(lifecycle(&same, "").show(), "0 cases, 0 changed\n[exit 3]");
}

#[test]
fn interpretations_apply_to_the_new_policy() {
    let arguments = ["backtest", "--baseline", "ecs-2024-11-14", "--interpretation", "R2=Allow"];
    let ran = lifecycle(&arguments, CASES);
    insta::assert_snapshot!(ran.show_narrow(), @r"
    StopInstance  2 of 4 cases changed
      rule security-lock -> stop-in-standard-mode
        refusal to plan: 2 cases, first on line 2 (i-2)
          was  403 InstanceLockedForSecurity
          now  stop-in-standard-mode

    6 cases, 2 changed
    [exit 1]
    ");
}

/// Records have no request: they are unreadable without the option.
#[test]
fn records_take_the_operation_of_the_option() {
    let records = r#"{"Instances": {"Instance": [
        {"InstanceId": "i-1", "Status": "Running"},
        {"InstanceId": "i-2", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}
    ]}}"#;
    insta::assert_snapshot!(newer(&["--operation", "StopInstance"], records).show_narrow(), @r"
    StopInstance  1 of 2 cases changed
      rule security-lock -> stop-in-standard-mode
        refusal to plan: 1 case, first on line 3 (i-2)
          was  403 InstanceLockedForSecurity
          now  stop-in-standard-mode

    2 cases, 1 changed
    [exit 1]
    ");
    insta::assert_snapshot!(newer(&[], &"{\"Status\": \"Running\"}\n".repeat(7)).show_narrow(), @r"
    line 1: unreadable: no request: neither the input nor the caller names an
    operation
    line 2: unreadable: no request: neither the input nor the caller names an
    operation
    line 3: unreadable: no request: neither the input nor the caller names an
    operation
    line 4: unreadable: no request: neither the input nor the caller names an
    operation
    line 5: unreadable: no request: neither the input nor the caller names an
    operation
    and 2 more unreadable

    0 cases, 0 changed, 7 unreadable
    [exit 2]
    ");
}

#[test]
fn unreadable_lines_are_named() {
    let input = format!("nonsense\n{CASES}{{\"Instance\": {{\"Status\": \"Sleeping\"}}}}\n");
    let ran = newer(&["--format", "json"], &input);
    let (counts, _) = ran.stdout.split_once(",\"Operations\"").expect("counts come first");
    insta::assert_snapshot!(counts, @r#"
    {"Cases":6,"Changed":4,"Unreadable":2,"FirstUnreadable":[{"Line":1,"Reason":"not JSON at column 2: expected ident"},{"Line":8,"Reason":"no request: neither the input nor the caller names an operation"}]
    "#);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""));
}

#[test]
fn batches_and_dry_runs_are_compared() {
    let locked = r#"{"Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}"#;
    let batch = |more: &str| {
        format!(
            r#"{{"Instances": [{{"Status": "Running"}}, {locked}], "Request": {{"Action": "StopInstances", "InstanceId": ["i-1", "i-2"]{more}}}}}"#
        )
    };
    let input = [
        batch(""),
        batch(r#", "BatchOptimization": "SuccessFirst""#),
        batch(r#", "DryRun": true"#),
        format!(
            r#"{{"Instance": {locked}, "Request": {{"Action": "StopInstance", "InstanceId": "i-3", "DryRun": true}}}}"#
        ),
        r#"{"Instances": [], "Request": {"Action": "DeleteInstances"}}"#.to_owned(),
    ];
    insta::assert_snapshot!(newer(&[], &input.join("\n")).show_narrow(), @r"
    StopInstance  1 of 1 case changed
      rule security-lock -> stop-in-standard-mode
        refusal to plan: 1 case, first on line 4 (i-3)
          was  403 InstanceLockedForSecurity
          now  stop-in-standard-mode

    StopInstances  3 of 3 cases changed
      rule security-lock -> stop-in-standard-mode
        refusal to plan: 2 cases, first on line 1 (i-2)
          was  403 InstanceLockedForSecurity
          now  stop-in-standard-mode
      rule security-lock -> dry-run
        refusal to plan: 1 case, first on line 3 (i-2)
          was  403 InstanceLockedForSecurity
          now  400 DRYRUN.SUCCESS

    line 5: unreadable: no instance id: expected 1 to 100

    4 cases, 4 changed, 1 unreadable
    [exit 2]
    ");
}

/// Cases that a rule in the mode `warn` would refuse are counted, and no change.
#[test]
fn refusals_on_trial_are_counted() {
    let text = r#"policy = 1
base = "ecs-2024-11-14"

[[rules]]
operation = "StopInstance"
name = "fair"
stage = "Confirmation"
when = { request.stopped_mode = ["Absent"] }
error = { http_status = 403, code = "House.Fair", message = "No stops during the fair." }
mode = "warn"
"#;
    let file = Written::new("trial.toml", text);
    let policy = file.name();
    let found = lifecycle(&["backtest", "--baseline", "ecs-2024-11-14", "--policy", policy], CASES);
    insta::assert_snapshot!(found.show_narrow(), @r"
    StopInstance  rule fair on trial would refuse 1 case, first on line 1 (i-1)

    6 cases, 0 changed, 1 would be refused by rules on trial
    [exit 0]
    ");
    let json = lifecycle(
        &["backtest", "--baseline", "ecs-2024-11-14", "--policy", policy, "--format", "json"],
        CASES,
    );
    insta::assert_snapshot!(json.show(), @r#"
    {"Cases":6,"Changed":0,"Unreadable":0,"FirstUnreadable":[],"Operations":[],"WouldBeRefused":1,"OnTrial":[{"Operation":"StopInstance","Rule":"fair","Cases":1,"First":{"Line":1,"InstanceId":"i-1"}}]}
    [exit 0]
    "#);
}

/// The calls differ in a tag, and in a fact of the environment, and in nothing that a built-in row reads.
#[test]
fn calls_that_differ_in_custom_attributes_are_answered_apart() {
    let policy = Written::new(
        "tagged-backtest.toml",
        r#"
policy = 1
base = "ecs-2024-11-14"

[[attributes]]
name = "keep"
values = ["No", "Yes"]
from = { tag = "keep" }
anything_else = "Yes"

[[attributes]]
name = "freeze"
values = ["No", "Yes"]
from = "environment"

[[rules]]
name = "kept"
operation = "StopInstance"
stage = "Status"
when = { keep = ["Yes"] }
error = { http_status = 403, code = "House.Keep", message = "The instance carries the tag keep." }

[[rules]]
name = "frozen"
operation = "StopInstance"
stage = "Status"
when = { freeze = ["Yes"] }
error = { http_status = 403, code = "House.Freeze", message = "Changes are frozen." }
"#,
    );
    let case = |id: &str, tags: &str, environment: &str| {
        format!(
            r#"{{"Instance": {{"InstanceId": "{id}", "Status": "Running", "Tags": {{"Tag": [{tags}]}}}}, "Environment": {{{environment}}}, "Request": {{"Action": "StopInstance"}}}}"#
        )
    };
    let tag = r#"{"TagKey": "keep", "TagValue": "true"}"#;
    let cases = [("i-1", "", ""), ("i-2", tag, ""), ("i-3", "", r#""freeze": "Yes""#)];
    let lines: Vec<String> =
        cases.iter().chain(&cases).map(|(id, tags, environment)| case(id, tags, environment)).collect();
    let arguments = ["backtest", "--baseline", "ecs-2024-11-14", "--policy", policy.name()];
    insta::assert_snapshot!(lifecycle(&arguments, lines.join("\n")).show_narrow(), @r"
    StopInstance  4 of 6 cases changed
      rule stop-in-standard-mode -> kept
        plan to refusal: 2 cases, first on line 2 (i-2)
          was  stop-in-standard-mode
          now  403 House.Keep
      rule stop-in-standard-mode -> frozen
        plan to refusal: 2 cases, first on line 3 (i-3)
          was  stop-in-standard-mode
          now  403 House.Freeze

    6 cases, 4 changed
    [exit 1]
    ");
}
