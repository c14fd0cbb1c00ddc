//! Differences between policies.

use crate::policy_files::Written;
use crate::prove::hostile_policy;
use crate::{command, lifecycle};

/// The difference in text, at a width.
fn text(arguments: &[&str], columns: &str) -> String {
    let output = command().arg("diff").args(arguments).env("COLUMNS", columns).output().expect("it runs");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// The change log of the vendor, and of our interpretations, between the revisions.
#[test]
fn revisions_are_compared() {
    for (from, to) in [("2021-01", "2024-11-14"), ("2024-11-14", "2025-12-03"), ("2021-01", "2025-12-03")] {
        let [a, b] = [from, to].map(|revision| format!("ecs-{revision}"));
        let screen = text(&[&a, &b], "80");
        assert!(screen.lines().count() <= 24, "{screen}");
        insta::assert_snapshot!(format!("diff_{from}_{to}"), screen);
    }
}

/// Of every pair of policies, at every width from that of a terminal on.
#[test]
fn a_difference_fits_a_screen() {
    let revisions = ["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"];
    for (from, to) in revisions.iter().flat_map(|from| revisions.map(|to| (*from, to))) {
        for columns in [80, 120] {
            let screen = text(&[from, to], &columns.to_string());
            assert!(screen.lines().count() <= 24, "{screen}");
            assert!(screen.lines().all(|line| line.chars().count() <= columns), "{screen}");
        }
    }
}

/// What a fleet would notice: records are asked for every operation, cases for their own.
#[test]
fn real_cases_are_counted() {
    let house = ["diff", "ecs-2025-12-03", "examples/policies/house.toml", "--weights", "-"];
    let weighed = |arguments: &[&str], input: &str| lifecycle(&[&house[..], arguments].concat(), input);
    let record = |id: &str, rest: &str| {
        format!(
            "{{\"InstanceId\":\"{id}\",\"Status\":\"Running\",\"InstanceType\":\"ecs.g7.large\"{rest}}}\n"
        )
    };
    let locked = record("i-2", ",\"OperationLocks\":{\"LockReason\":[{\"LockReason\":\"security\"}]}");
    let forced = "{\"Instance\":{\"InstanceId\":\"i-3\",\"Status\":\"Running\"},\"Request\":{\"Action\":\"DeleteInstance\",\"Force\":true}}\n";
    let batch = "{\"Instances\":[{\"InstanceId\":\"i-4\",\"Status\":\"Running\"},{\"InstanceId\":\"i-5\",\"Status\":\"Running\",\"OperationLocks\":[\"security\"]}],\"Request\":{\"Action\":\"StopInstances\"}}\n";
    let fleet = [record("i-1", "").as_str(), &locked, forced, batch].concat();
    insta::assert_snapshot!(weighed(&[], &fleet).show_narrow(), @r"
    newly refused: 2 of 4 cases of StopInstance, 1 of 3 cases of DeleteInstance
              2  StopInstance: security-lock now decides (R2 security-locked-stop:
          Allow -> Deny); e.g. i-2, line 2
              1  DeleteInstance: keep-what-runs now decides (custom rule); e.g. i-3,
          line 3
    [exit 1]
    ");
    insta::assert_snapshot!(weighed(&["--operation", "StopInstances"], &fleet).show_narrow(), @r"
    newly refused: 2 of 4 cases of StopInstances
              2  StopInstances: security-lock now decides (R2 security-locked-stop:
          Allow -> Deny); e.g. i-2, line 2
    [exit 1]
    ");
    assert_eq!(weighed(&[], &record("i-1", "")).show(), "no differences\n[exit 0]");
    assert_eq!(weighed(&[], "").show(), "no differences\n[exit 3]");
    let broken = weighed(&["--all"], &[fleet.as_str(), "{\"Status\":\"Rested\"}\n"].concat());
    assert_eq!(broken.status, Some(2), "{}", broken.show());
    assert!(broken.stderr.contains("1 case of `standard input` cannot be read"), "{}", broken.stderr);
    let json = weighed(&["--format", "json"], &fleet).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("one value");
    assert_eq!(
        json["operations"][0]["causes"][0]["changes"][0]["size"],
        serde_json::json!({ "cases": 2, "of": 4 })
    );
}

#[test]
fn changes_are_filtered_by_kind() {
    let arguments = |kind: &'static str| ["diff", "ecs-2024-11-14", "ecs-2025-12-03", "--only", kind];
    let refused = lifecycle(&arguments("plan-to-refusal"), "");
    insta::assert_snapshot!(refused.show_narrow(), @r"
    newly refused: 1,328 of 23,224,368 cases of StopInstance
          1,296  StopInstance: new rule managed-by-product (new error in the
          2025-12-03 page); e.g. managed_by_product Yes
             32  StopInstance: stop-in-standard-mode no longer decides (R6
          spot-economical-mode: Unsupported -> Supported); e.g. spot_strategy
          SpotWithPriceLimit, managed_by_product Yes, economical_mode_default Yes
    [exit 1]
    ");
    let same = lifecycle(&["diff", "ecs-2024-11-14", "ecs-2024-11-14"], "");
    assert_eq!((same.stdout.as_str(), same.status), ("no differences\n", Some(0)));
    let unknown = lifecycle(&["diff", "ecs-2024-11-14", "ecs-2024"], "");
    assert_eq!(unknown.status, Some(2));
    assert!(unknown.stderr.contains("neither a file nor a built-in policy"), "{}", unknown.stderr);
}

/// Whether a caller should retry is part of a custom error.
#[test]
fn a_custom_error_that_becomes_retryable_is_another_error() {
    let file = |name: &str, retryable: &str| {
        let text = [
            "policy = 1\nbase = \"ecs-2024-11-14\"\nstages.StopInstance = [\"House\"]\n[[rules]]\n",
            "operation = \"StopInstance\"\nname = \"no-gpu\"\nstage = \"House\"\nwhen = { gpu = [\"Yes\"] }\n",
            "error = { http_status = 403, code = \"House.Gpu\", message = \"Later.\"",
        ];
        Written::new(name, &format!("{}{retryable} }}\n", text.concat()))
    };
    let (from, to) = (file("once.toml", ""), file("retry.toml", ", retryable = true"));
    insta::assert_snapshot!(text(&[from.name(), to.name()], "80"), @r"
    other changes: 1
          1,328  StopInstance: other error: no-gpu answers differently (another
          error of the policy); not retryable -> retryable; e.g. gpu Yes
    ");
}

#[test]
fn markdown_is_written() {
    let arguments =
        ["diff", "ecs-2021-01", "ecs-2024-11-14", "--operation", "StopInstance", "--format", "markdown"];
    insta::assert_snapshot!(lifecycle(&arguments, "").stdout);
}

#[test]
fn all_lists_every_pair_of_rows() {
    let arguments = [
        "diff",
        "ecs-2021-01",
        "ecs-2024-11-14",
        "--operation",
        "StopInstance",
        "--all",
        "--only",
        "plan-to-refusal",
    ];
    insta::assert_snapshot!(lifecycle(&arguments, "").show_narrow());
}

#[test]
fn json_is_written() {
    let arguments =
        ["diff", "ecs-2024-11-14", "ecs-2025-12-03", "--operation", "StopInstance", "--format", "json"];
    let json: serde_json::Value = serde_json::from_str(&lifecycle(&arguments, "").stdout).expect("one value");
    let causes = json["operations"][0]["causes"].as_array().expect("causes");
    let reasons = causes.iter().flat_map(|cause| cause["why"].as_array().expect("reasons"));
    let mut ids: Vec<&str> =
        reasons.map(|why| why["Interpretation"]["id"].as_str().unwrap_or("page")).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids, ["R1", "R13", "R2", "R3", "R4", "R6", "page"]);
}

/// Every change is listed with its simplest case, and the exit status is that of a difference.
#[test]
fn a_change_that_is_not_counted_has_an_example() {
    let policy = Written::new("hostile.toml", &hostile_policy(100));
    let diff = |more: &[&str]| {
        let operation = ["--operation", "StopInstance", "--budget", "200000"];
        let policies = ["diff", "ecs-2024-11-14", policy.name()];
        lifecycle(&[&policies[..], &operation, more].concat(), "")
    };
    insta::assert_snapshot!(diff(&[]).show_narrow());
    let all = diff(&["--all"]).show_narrow();
    assert!(
        all.contains(" uncounted cases when ")
            && all.contains("  total: some cases newly allowed, at least "),
        "{all}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&diff(&["--format", "json"]).stdout).expect("one value");
    let changes = json["operations"][0]["causes"].as_array().expect("causes").iter();
    let changes: Vec<_> = changes.flat_map(|cause| cause["changes"].as_array().expect("changes")).collect();
    let uncounted: Vec<_> = changes.iter().filter(|change| change["size"].is_null()).collect();
    assert!(!uncounted.is_empty() && uncounted.iter().all(|change| change["witness"].is_object()));
    let markdown = diff(&["--format", "markdown"]).stdout;
    assert!(markdown.contains(&format!("{} changes are not counted", uncounted.len())), "{markdown}");
    // Fewer rules, which are millions of regions too, are counted.
    let policy = Written::new("less-hostile.toml", &hostile_policy(40));
    let whole = lifecycle(&["diff", "ecs-2024-11-14", policy.name()], "");
    assert!(whole.status == Some(1) && !whole.stdout.contains("budget"), "{}", whole.stdout);
    assert_eq!(lifecycle(&["diff", "ecs-2024-11-14", policy.name(), "--budget", "9"], "").status, Some(2));
}
