//! What a person sees, at 80 columns.

use crate::{command, lifecycle};

#[test]
fn plans_and_refusals_of_the_example_records() {
    let ran = lifecycle(&["plan", "StopInstance", "examples/records/running.json"], "");
    insta::assert_snapshot!(ran.show());
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn explanations_of_the_example_cases() {
    let ran = lifecycle(&["explain", "examples/records/cases.ndjson"], "");
    insta::assert_snapshot!(ran.show());
}

#[test]
fn an_economical_stop_with_everything() {
    let record = r#"{"InstanceId": "i-1", "Status": "Running", "InstanceType": "ecs.t6-c1m2.large", "GPUAmount": 1,
        "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "InternetChargeType": "PayByBandwidth",
        "EipAddress": {"IpAddress": "203.0.113.8"}, "SpotStrategy": "SpotWithPriceLimit",
        "OperationLocks": {"LockReason": [{"LockReason": "financial-recycling"}]}}"#;
    let arguments =
        ["plan", "StopInstance", "--stopped-mode", "StopCharging", "--policy", "ecs-2025-12-03", "--dry-run"];
    insta::assert_snapshot!(lifecycle(&arguments, record.replace('\n', "")).show());
}

#[test]
fn records_as_understood() {
    let ran = lifecycle(&["inspect", "examples/records/old-client.json"], "");
    insta::assert_snapshot!(ran.show());
}

#[test]
fn lists_and_single_rules() {
    insta::assert_snapshot!("readings", lifecycle(&["readings"], "").show());
    let of_start = ["errors", "--operation", "StartInstance"];
    insta::assert_snapshot!("errors_of_start", lifecycle(&of_start, "").show());
    for rule in ["security-lock", "status-not-running", "stop-economically", "dry-run", "managed-by-product"]
    {
        insta::assert_snapshot!(format!("why_{rule}"), lifecycle(&["why", rule], "").show());
    }
}

#[test]
fn help_and_version() {
    let table =
        [("help", &["--help"][..]), ("help_of_plan", &["plan", "--help"]), ("version", &["--version"])];
    for (name, arguments) in table {
        insta::assert_snapshot!(name, lifecycle(arguments, "").show());
    }
}

#[test]
fn bad_usage_is_said_in_a_line() {
    let table: [(&[&str], &str); 8] = [
        (
            &["plan", "no-such-file"],
            "error: cannot read `no-such-file`: No such file or directory (os error 2)\n",
        ),
        (
            &["plan", "StartInstance"],
            "error: of `StartInstance` only the errors are known; expected `StopInstance`\n",
        ),
        (&["plan", "--force-stop"], "error: request options need an operation, such as `StopInstance`\n"),
        (
            &["plan", "--policy", "ecs-2024"],
            "error: invalid value 'ecs-2024' for '--policy <POLICY>': expected `ecs-2021-01`, `ecs-2024-11-14`, `ecs-2025-12-03`\n\nFor more information, try '--help'.\n",
        ),
        (
            &["plan", "--reading", "R99=Allow"],
            "error: invalid value 'R99=Allow' for '--reading <NAME=VALUE>': there is no reading `R99`: `lifecycle readings` lists them\n\nFor more information, try '--help'.\n",
        ),
        (
            &["plan", "--reading", "R2=Perhaps"],
            "error: invalid value 'R2=Perhaps' for '--reading <NAME=VALUE>': `Perhaps` is not a value of the reading: expected `Deny` or `Allow`\n\nFor more information, try '--help'.\n",
        ),
        (
            &["errors", "--operation", "StopInstance", "--revision", "2020-01"],
            "error: there is no revision `2020-01` of `StopInstance`; expected one of `2021-01`, `2024-11-14`, `2025-12-03`\n",
        ),
        (
            &["why", "security"],
            "error: there is no rule `security`; expected one of `not-found`, `security-lock`, `expired-or-in-arrears`, `status-not-running`, `disk-status`, `confirm-stop`, `managed-by-product`, `hibernation-not-enabled`, `hibernation-forbids`, `economical-classic`, `economical-subscription`, `economical-local-disk`, `economical-spot`, `kms-unauthorized`, `kms-key-untagged`, `kms-key-not-enabled`, `already-stopped`, `hibernate-subscription`, `stop-subscription`, `hibernate-economically`, `hibernate-in-standard-mode`, `stop-economically`, `stop-in-standard-mode`, `dry-run`\n",
        ),
    ];
    for (arguments, expected) in table {
        let ran = lifecycle(arguments, "");
        assert_eq!(
            (ran.stderr.as_str(), ran.stdout.as_str(), ran.status),
            (expected, "", Some(2)),
            "{arguments:?}"
        );
    }
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let arguments = ["plan", "StopInstance", "examples/records/running.json"];
    let piped = command().env_remove("NO_COLOR").args(arguments).output().expect("the command runs");
    assert!(!piped.stdout.contains(&0x1b));
    let forced = command()
        .env_remove("NO_COLOR")
        .env("CLICOLOR_FORCE", "1")
        .args(arguments)
        .output()
        .expect("it runs");
    assert!(forced.stdout.contains(&0x1b));
    let refused = command().env("CLICOLOR_FORCE", "1").args(arguments).output().expect("the command runs");
    assert!(!refused.stdout.contains(&0x1b), "NO_COLOR is honoured");
}

#[test]
fn every_shell_has_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = lifecycle(&["completions", shell], "");
        assert!(ran.status == Some(0) && ran.stdout.contains("lifecycle"), "{shell}");
    }
}
