//! Custom rules with several conditions or operations, and rules that warn.

use crate::lifecycle;
use crate::policy_files::Written;

const RULES: &str = r#"policy = 1
base = "ecs-2024-11-14"

[[rules]]
operations = ["StopInstance", "RebootInstance"]
name = "rare"
warn = "It may not start again."
when = { status = { not = ["Stopped"] } }
any = [{ gpu = ["Yes"] }, { locks.financial = ["Yes"] }]
reason = "capacity is short"

[[rules]]
operation = "StopInstance"
name = "frozen"
before = "SecurityLock"
error = { http_status = 403, code = "House.Frozen", message = "No stops in the week of the fair." }
when = { charge_type = ["PostPaid"] }
mode = "warn"
"#;

const RECORD: &str =
    r#"{"InstanceId":"i-1","Status":"Running","GPUAmount":1,"Facts":{"LocalStorage":false}}"#;

/// The lines with warnings.
fn warnings(text: &str) -> String {
    let mut is_warning = false;
    let of_a_warning = |line: &&str| {
        is_warning = line.starts_with("  warning:") || is_warning && line.starts_with("    ");
        is_warning
    };
    text.lines().filter(of_a_warning).collect::<Vec<_>>().join("\n")
}

#[test]
fn warnings_are_printed() {
    let file = Written::new("warnings.toml", RULES);
    let policy = ["--policy", file.name()];
    let run = |arguments: &[&str], input: &str| lifecycle(&[arguments, &policy].concat(), input);
    let planned = run(&["plan", "StopInstance"], RECORD);
    assert_eq!(planned.status, Some(0), "a warning refuses nothing");
    planned.show_narrow();
    insta::assert_snapshot!(warnings(&planned.stdout), @r"
    warning: rare: It may not start again.
    warning: frozen would refuse, 403 House.Frozen: No stops in the week of the
      fair.
    ");
    let explained = run(&["explain", "StopInstance"], &RECORD.replace("Running", "Stopping"));
    insta::assert_snapshot!(warnings(&explained.show_narrow()), @r"
    warning: rare: It may not start again.
    warning: frozen would refuse, 403 House.Frozen: No stops in the week of the
      fair.
    ");
    let refused = run(&["plan", "StopInstance"], &RECORD.replace("Running", "Stopping")).stdout;
    assert!(!refused.contains("warning:"), "{refused}");
    let json = run(&["plan", "StopInstance", "--format", "json"], RECORD).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    insta::assert_snapshot!(json["Warnings"].to_string(), @r#"[{"Message":"It may not start again.","Rule":"rare"},{"Error":{"Code":"House.Frozen","HttpStatus":403,"Message":"No stops in the week of the fair."},"Message":"No stops in the week of the fair.","Rule":"frozen"}]"#);
    let json = run(&["explain", "RebootInstance", "--format", "json"], RECORD).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    insta::assert_snapshot!(json["Warnings"].to_string(), @r#"[{"Message":"It may not start again.","Rule":"rare"}]"#);
    let batch = run(&["plan", "StopInstances"], RECORD);
    insta::assert_snapshot!(warnings(&batch.stdout), @r"
    warning: i-1, rare: It may not start again.
    warning: i-1, frozen would refuse, 403 House.Frozen: No stops in the week of
      the fair.
    ");
    let without = run(
        &["plan", "StopInstance"],
        &RECORD.replace(r#""GPUAmount":1,"#, r#""InstanceChargeType":"PrePaid","#),
    );
    assert!(!without.stdout.contains("warning:"), "{}", without.stdout);
}

#[test]
fn warnings_are_described() {
    let file = Written::new("described.toml", RULES);
    let run =
        |arguments: &[&str]| lifecycle(&[arguments, &["--policy", file.name()]].concat(), "").show_narrow();
    insta::assert_snapshot!(run(&["why", "rare", "--operation", "RebootInstance"]), @r"
    rare  warns of RebootInstance
        It may not start again.
      applies when
        /1 status: Pending | Starting | Running | Stopping, gpu: Yes
        /2 status: Pending | Starting | Running | Stopping, locks.financial: Yes
      reason: capacity is short
    [exit 0]
    ");
    insta::assert_snapshot!(run(&["why", "frozen"]), @r"
    frozen  would refuse StopInstance, stage frozen
      only warns of 403 House.Frozen, a custom error
        No stops in the week of the fair.
      applies when charge_type: PostPaid
      source: a rule of the policy
    [exit 0]
    ");
    insta::assert_snapshot!(lifecycle(&["why", "rare/2", "--format", "json", "--operation", "StopInstance", "--policy", file.name()], "").show(), @r#"
    {"Message":"It may not start again.","Operation":"StopInstance","Rows":[{"Evidence":"Own","Row":2,"Source":"a rule of the policy: capacity is short","When":"status: Pending | Starting | Running | Stopping, locks.financial: Yes"}],"Rule":"rare","Stage":null,"Warns":true}
    [exit 0]
    "#);
    let stages = lifecycle(&["stages", file.name(), "--operation", "RebootInstance"], "").stdout;
    insta::assert_snapshot!(stages.lines().last().unwrap_or_default(), @"      warnings      rare (custom)");
    insta::assert_snapshot!(lifecycle(&["policy", "show", file.name()], "").show(), @r#"
    policy = 1
    base = "ecs-2024-11-14"

    [stages]
    StopInstance = [{ name = "frozen", before = "SecurityLock" }]

    [[rules]]
    operation = "StopInstance"
    name = "rare"
    when = { status = ["Pending", "Starting", "Running", "Stopping"] }
    any = [
      { gpu = ["Yes"] },
      { locks.financial = ["Yes"] },
    ]
    warn = "It may not start again."
    reason = "capacity is short"

    [[rules]]
    operation = "StopInstance"
    name = "frozen"
    stage = "frozen"
    when = { charge_type = ["PostPaid"] }
    error = { http_status = 403, code = "House.Frozen", message = "No stops in the week of the fair." }
    mode = "warn"

    [[rules]]
    operation = "RebootInstance"
    name = "rare"
    when = { status = ["Pending", "Starting", "Running", "Stopping"] }
    any = [
      { gpu = ["Yes"] },
      { locks.financial = ["Yes"] },
    ]
    warn = "It may not start again."
    reason = "capacity is short"
    [exit 0]
    "#);
    // A warning changes no answer.
    let diff = lifecycle(&["diff", "ecs-2024-11-14", file.name()], "");
    assert_eq!(diff.status, Some(0), "{}", diff.stdout);
}

#[test]
fn rules_with_several_conditions_are_described() {
    let enforced = RULES.replace("warn = \"It may not start again.\"", "before = \"Existence\"\nerror = { http_status = 403, code = \"House.Rare\", message = \"Keep it.\" }");
    let file = Written::new("several.toml", &enforced);
    let run =
        |arguments: &[&str], input: &str| lifecycle(&[arguments, &["--policy", file.name()]].concat(), input);
    insta::assert_snapshot!(run(&["why", "rare", "--operation", "RebootInstance"], "").show_narrow(), @r"
    rare  refuses RebootInstance, stage rare
      raises 403 House.Rare, a custom error
        Keep it.
      applies when
        /1 status: Pending | Starting | Running | Stopping, gpu: Yes
        /2 status: Pending | Starting | Running | Stopping, locks.financial: Yes
      reason: capacity is short
      takes precedence over: security-lock, expired-or-in-arrears,
      status-not-running, disk-status, kms-unauthorized, kms-key-untagged,
      kms-key-not-enabled, reboot-via-stopping
      preceded by: none
    [exit 0]
    ");
    let batch = run(&["plan", "StopInstances"], RECORD);
    assert!(
        batch.stdout.contains("House.Rare"),
        "a plural action has the rules of its singular: {}",
        batch.stdout
    );
}
