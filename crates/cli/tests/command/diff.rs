//! Differences between policies.

use crate::policy_files::Written;
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
        insta::assert_snapshot!(format!("diff_{from}_{to}"), text(&[&a, &b], "100"));
    }
}

#[test]
fn the_difference_of_a_stop_fits_a_screen() {
    let lines = text(&["ecs-2024-11-14", "ecs-2025-12-03", "--operation", "StopInstance"], "100");
    assert!(lines.lines().count() <= 50, "{lines}");
    assert!(lines.lines().all(|line| line.chars().count() <= 100), "{lines}");
}

#[test]
fn changes_are_filtered_by_kind() {
    let arguments = |kind: &'static str| ["diff", "ecs-2024-11-14", "ecs-2025-12-03", "--only", kind];
    let refused = lifecycle(&arguments("plan-to-refusal"), "");
    insta::assert_snapshot!(refused.show_narrow(), @r"
    StopInstance  23,224,368 cases
      new rule managed-by-product (new error in the 2025-12-03 page)
        -> plan to refusal       1,296  e.g. managed_by_product Yes
      stop-in-standard-mode no longer decides (R6 spot-economical-mode: Unsupported
        -> Supported, our interpretation; no page changed)
        -> plan to refusal          32  e.g. spot_strategy SpotWithPriceLimit,
            managed_by_product Yes, economical_mode_default Yes
      total: 0 cases newly allowed, 1,328 cases newly refused
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
    StopInstance  23,224,368 cases
      no-gpu answers differently (another error of the policy)
        -> other error           1,328  not retryable -> retryable; e.g. gpu Yes
      total: 0 cases newly allowed, 0 cases newly refused
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
