//! Findings of `lifecycle check`.

use crate::lifecycle;
use crate::policy_files::Written;
use std::fs;

#[test]
fn built_in_policies_have_notes_only() {
    for policy in ["ecs-2021-01", "ecs-2024-11-14", "ecs-2024-12-20", "ecs-2025-03-20", "ecs-2025-12-03"] {
        let ran = lifecycle(&["check", "--policy", policy], "");
        assert_eq!(ran.status, Some(0), "{policy}: {}", ran.stdout);
        assert!(
            ran.stdout.lines().last().is_some_and(|line| line.starts_with("0 errors, ")),
            "{}",
            ran.stdout
        );
        assert_eq!(lifecycle(&["check", "--policy", policy, "--deny-notes"], "").status, Some(1));
    }
}

#[test]
fn findings_are_filtered_by_operation() {
    let ran = lifecycle(&["check", "--operation", "RebootInstance"], "");
    insta::assert_snapshot!(ran.show_narrow());
}

const HIDDEN: &str = r#"policy = 1
base = "ecs-2024-11-14"

[[rules]]
operation = "StopInstance"
name = "never"
stage = "Encryption"
when = { status = ["Stopped"] }
error = { http_status = 403, code = "House.Never", message = "never seen" }
"#;

/// A custom rule that the status rule shadows.
#[test]
fn a_shadowed_rule_is_an_error() {
    let file = std::env::temp_dir().join(format!("lifecycle-check-{}.toml", std::process::id()));
    fs::write(&file, HIDDEN).expect("the file can be written");
    let path = file.to_str().expect("a path in UTF-8");
    let text = lifecycle(&["check", "--policy", path], "");
    let first: Vec<&str> = text.stdout.lines().take(6).collect();
    insta::assert_snapshot!(first.join("\n"));
    assert_eq!(text.status, Some(1));
    let json = lifecycle(&["check", "--policy", path, "--format", "json"], "");
    insta::assert_snapshot!(json.stdout.lines().next().expect("a finding"));
    let sarif = lifecycle(&["check", "--policy", path, "--format", "sarif"], "");
    let sarif: serde_json::Value = serde_json::from_str(&sarif.stdout).expect("SARIF is JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&"unreachable-row".into(), &"error".into()));
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["region"]["startLine"], 6);
    assert_eq!(place["artifactLocation"]["uri"], path);
    fs::remove_file(&file).expect("the file can be removed");
}

/// Of a policy file, only the findings that its base lacks are listed; the others are counted.
#[test]
fn findings_of_the_base_are_counted() {
    let house = ["check", "--policy", "examples/policies/house.toml"];
    let listed = |arguments: &[&str]| lifecycle(&[&house[..], arguments].concat(), "");
    insta::assert_snapshot!(listed(&[]).show_narrow(), @r"
    rule  StopInstance: gpus-keep-their-place settles 48 cases in another way;
          changes nothing in 240 cases
    rule  DeleteInstance: keep-what-runs takes 120 cases that were planned; earlier
          rules decide 18,312 cases that it selects
    note  the order matters for 14 pairs of stages: --all lists them
    note  9 pairs of rules, one of them custom, apply to the same cases: --all lists
          them
    202 findings that the base has too: --all lists them
    0 errors, 2 notes
    [exit 0]
    ");
    let count = |ran: &str| ran.lines().last().expect("a summary").to_owned();
    let json =
        |arguments: &[&str]| listed(&[arguments, &["--format", "json"]].concat()).stdout.lines().count();
    insta::assert_snapshot!(
        format!("{}; {} and {} findings", count(&listed(&["--all"]).stdout), json(&[]), json(&["--all"])), @"0 errors, 225 notes; 25 and 227 findings");
    assert_eq!(listed(&["--deny-notes"]).status, Some(1));
    // A policy that changes nothing lacks nothing to compare with.
    let latest = lifecycle(&["check", "--policy", "latest"], "").stdout;
    assert!(latest.lines().count() > 50 && !latest.contains("the base has"), "{latest}");
}

/// A line for every custom rule says what it does.
#[test]
fn the_effect_of_custom_rules_is_counted() {
    let text = r#"policy = 1
base = "ecs-2024-11-14"

[stages]
StopInstance = ["House"]

[[rules]]
operation = "StopInstance"
name = "no-gpu"
stage = "House"
when = { gpu = ["Yes"] }
error = { http_status = 403, code = "House.Gpu", message = "No." }

[[rules]]
operation = "StopInstance"
name = "no-spot"
stage = "House"
when = { gpu = ["Yes"], spot_strategy = ["SpotAsPriceGo"] }
error = { http_status = 403, code = "House.Spot", message = "No." }

[[rules]]
operation = "StopInstance"
name = "no-i1"
stage = "House"
when = { family_i1 = ["Yes"], local_storage = ["No"] }
error = { http_status = 403, code = "House.I1", message = "No." }

[[rules]]
operation = "StartInstance"
name = "locked-again"
stage = "SecurityLock"
when = { locks.security = ["Yes"] }
error = "InstanceLockedForSecurity"

[[rules]]
operation = "RebootInstance"
name = "reboot-later"
stage = "Status"
when = { gpu = ["Yes"] }
error = { http_status = 403, code = "House.Reboot", message = "Later.", retryable = true }
"#;
    let file = Written::new("effects.toml", text);
    let rules = |arguments: &[&str]| {
        let ran = lifecycle(&[&["check", "--policy", file.name()], arguments].concat(), "");
        let lines = ran.stdout.lines().skip_while(|line| !line.starts_with("rule"));
        let lines = lines.take_while(|line| line.starts_with("rule") || line.starts_with("      "));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    insta::assert_snapshot!(rules(&[]), @r"
    rule  StopInstance: no-gpu takes 1,360 cases that were planned; refuses 384
          cases with another error; earlier rules decide 17,416,496 cases that it
          selects
    rule  StopInstance: no-spot never applies: shadowed by no-gpu/1
    rule  StopInstance: no-i1 never applies: its condition is impossible
    rule  StartInstance: locked-again never applies: shadowed by security-lock/1
    rule  RebootInstance: reboot-later takes 4 cases that were planned; refuses 16
          cases with another error; earlier rules decide 2,380 cases that it selects
    ");
    // Only what is new beside another policy.
    let older = Written::new(
        "older.toml",
        &text.replace("reboot-later", "reboot-never").replace("gpu = [\"Yes\"], spot", "spot"),
    );
    insta::assert_snapshot!(rules(&["--baseline", older.name()]), @r"
    rule  StopInstance: no-spot never applies: shadowed by no-gpu/1
    rule  RebootInstance: reboot-later takes 4 cases that were planned; refuses 16
          cases with another error; earlier rules decide 2,380 cases that it selects
    ");
    let ran = lifecycle(&["check", "--policy", file.name(), "--baseline", file.name()], "");
    assert_eq!(
        (ran.status, ran.stdout.lines().last()),
        (Some(0), Some("0 errors, 0 notes")),
        "{}",
        ran.show()
    );
    // A budget that is too small hides no rule.
    assert!(rules(&["--budget", "10"]).contains("has an unknown effect"), "{}", rules(&["--budget", "10"]));
    let ran = lifecycle(&["check", "--policy", file.name(), "--format", "json"], "");
    let mut lines =
        ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let first = lines.find(|line| line["Finding"] == "custom-rule").expect("a custom rule");
    assert_eq!(first["Rule"], "no-gpu");
    let number =
        |key: &str| first[key].as_str().and_then(|text| text.parse::<u128>().ok()).expect("a number");
    assert_eq!(
        number("Decided"),
        number("RefusedPlans") + number("OtherErrors") + number("OtherPlans") + number("Unchanged")
    );
}

/// Every rule in the examples of the page on policies decides or warns of something.
#[test]
fn the_rules_of_the_documentation_apply() {
    let page = std::fs::read_to_string(crate::documentation::in_repository("src/documentation/policies.md"));
    let page = page.expect("the page");
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let without_effect = ["never applies", "never apply", "warns of no case"];
    let mut rules = 0;
    for policy in blocks.filter(|text| text.starts_with("policy = ")) {
        let file = Written::new("of-the-page.toml", policy);
        let checked = lifecycle(&["check", "--policy", file.name()], "");
        assert_eq!(checked.status, Some(0), "{}", checked.show());
        rules += checked.stdout.lines().filter(|line| line.starts_with("rule")).count();
        let text = checked.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!without_effect.iter().any(|words| text.contains(words)), "{policy}\n{}", checked.stdout);
    }
    assert!(rules >= 8, "{rules}");
}

/// A rule that warns has the error that it would have if it refused.
#[test]
fn a_warning_without_effect_is_an_error() {
    let refusal =
        "error = { http_status = 403, code = \"House.Never\", message = \"No.\" }\nstage = \"House\"";
    let trial = format!("{refusal}\nmode = \"warn\"");
    let warning = "warn = \"A warning.\"";
    let (stopped, impossible) = ("status = [\"Stopped\"]", "local_storage = [\"No\"], family_i1 = [\"Yes\"]");
    let row = "unreachable row rule/1:";
    let by = "shadowed by status-not-running/5";
    let no_case = "its condition is impossible";
    let table = [
        (refusal, stopped, format!("rule never applies: {by}"), format!("{row} {by}")),
        (&*trial, stopped, format!("rule is on trial: would never apply: {by}"), format!("{row} {by}")),
        (warning, stopped, format!("rule warns of no case that is planned: {by}"), format!("{row} {by}")),
        (refusal, impossible, format!("rule never applies: {no_case}"), format!("{row} {no_case}")),
        (
            &*trial,
            impossible,
            format!("rule is on trial: never applies: {no_case}"),
            format!("{row} {no_case}"),
        ),
        (warning, impossible, format!("rule never applies: {no_case}"), format!("{row} {no_case}")),
    ];
    for (then, when, effect, error) in table {
        let text = format!(
            "policy = 1\nbase = \"ecs-2024-11-14\"\n[stages]\nStopInstance = [\"House\"]\n[[rules]]\n\
             operation = \"StopInstance\"\nname = \"rule\"\nwhen = {{ {when} }}\n{then}\n"
        );
        let file = Written::new("without-effect.toml", &text);
        let ran = lifecycle(&["check", "--policy", file.name(), "--format", "json"], "");
        let lines = ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        let lines: Vec<serde_json::Value> = lines.collect();
        let messages = |key: &str, value: &str| -> Vec<String> {
            let found = lines.iter().filter(|line| line[key] == value);
            found.map(|line| line["Message"].as_str().expect("a text").to_owned()).collect()
        };
        let found = (ran.status, messages("Finding", "custom-rule"), messages("Severity", "Error"));
        assert_eq!(found, (Some(1), vec![effect], vec![error]), "{then} {when}");
    }
}

const BESIDE: &str = r#"policy = 1
base = "ecs-2024-11-14"

[stages]
RebootInstance = ["House"]

[[attributes]]
name = "env"
values = ["other", "test"]
from = { tag = "env" }
anything_else = "other"

[[attributes]]
name = "at_once"
values = ["few", "many"]
from = { items = [1, 6] }

[[rules]]
operation = "RebootInstance"
name = "first"
stage = "House"
any = [{ env = ["test"] }, { gpu = ["Yes"] }]
error = { http_status = 403, code = "House.First", message = "No." }
reason = "a reason"

[[rules]]
operation = "RebootInstance"
name = "second"
stage = "House"
when = { at_once = ["many"], locks.security = ["No"] }
error = { http_status = 403, code = "House.Second", message = "No." }

[[rules]]
operation = "RebootInstance"
name = "advice"
when = { charge_type = ["PrePaid"], env = ["other"] }
warn = "A warning."

[[rules]]
operation = "StartInstance"
name = "elsewhere"
when = { env = ["test"] }
warn = "A warning."
"#;

const FURTHER: &str = r#"
[[attributes]]
name = "further"
values = ["a", "b"]
from = "fact"
"#;

/// Beside a baseline only the rules that are new or have another effect are listed, whatever both declare.
#[test]
fn rules_with_the_same_effect_are_not_listed_beside_a_baseline() {
    let reads = |rule: &str| format!("{FURTHER}\n{rule}");
    let other = "[[rules]]\noperation = \"StartInstance\"\nname = \"other\"\nwhen = { further = [\"b\"], \
                 local_storage = [\"Yes\"] }\nwarn = \"A warning.\"\n";
    let table: [(&str, &str, &str, &[&str]); 11] = [
        ("policy = 1", "policy = 1", "", &[]),
        ("anything_else", "meaning = \"x\"\nanything_else", "", &[]),
        ("policy = 1", "policy = 1", FURTHER, &[]),
        ("policy = 1", "policy = 1", &reads(other), &["StartInstance: other"]),
        ("\"test\"]\nfrom", "\"test\", \"more\"]\nfrom", "", &["RebootInstance: advice"]),
        ("a reason", "another reason", "", &[]),
        ("{ env = [\"test\"] }, { gpu = [\"Yes\"] }", "{ gpu = [\"Yes\"] }, { env = [\"test\"] }", "", &[]),
        ("elsewhere", "renamed", "", &["StartInstance: renamed"]),
        ("House.First", "House.Other", "", &["RebootInstance: first"]),
        (
            "[1, 6]",
            "[1, 4]",
            "",
            &[
                "RebootInstance: first, unchanged",
                "RebootInstance: second",
                "RebootInstance: advice, unchanged",
            ],
        ),
        (
            ", { gpu = [\"Yes\"] }",
            "",
            "",
            &[
                "RebootInstance: first",
                "RebootInstance: second, unchanged",
                "RebootInstance: advice, unchanged",
            ],
        ),
    ];
    let old = Written::new("beside-old.toml", BESIDE);
    for (from, to, more, expected) in table {
        let new = Written::new("beside-new.toml", &(BESIDE.replace(from, to) + more));
        let arguments = ["check", "--format", "json", "--policy", new.name(), "--baseline", old.name()];
        let ran = lifecycle(&arguments, "");
        let lines = ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        let rules = lines.filter(|line: &serde_json::Value| line["Finding"] == "custom-rule");
        let rules = rules.map(|line| {
            let text = |key: &str| line[key].as_str().expect("a text").to_owned();
            let unchanged = text("Message").ends_with("; the rule itself is unchanged");
            format!("{}: {}{}", text("Operation"), text("Rule"), if unchanged { ", unchanged" } else { "" })
        });
        assert_eq!(rules.collect::<Vec<_>>(), expected, "{from} -> {to} {}", ran.stderr);
    }
}
