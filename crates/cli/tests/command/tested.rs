//! Tests and laws in policy files.

use crate::policy_files::Written;
use crate::{Ran, lifecycle};
use serde_json::{Value, json};

const HOUSE: &str = "examples/policies/house.toml";

const WRONG: &str = r#"policy = 1
base = "ecs-2024-11-14"

[stages]
StopInstance = ["House"]

[[rules]]
operation = "StopInstance"
name = "no-gpu"
stage = "House"
when = { gpu = ["Yes"] }
error = { http_status = 403, code = "House.Gpu", message = "GPUs <stay> & run." }

[[rules]]
operation = "StopInstance"
name = "no-spot"
stage = "House"
when = { gpu = ["Yes"], spot_strategy = ["SpotAsPriceGo"] }
error = { http_status = 403, code = "House.Spot", message = "Bids stay." }

[[rules]]
operation = "RebootInstance"
name = "no-reboot"
stage = "Status"
when = { gpu = ["Yes"] }
error = "IncorrectInstanceStatus"

[[tests]]
name = "a bid for a GPU is kept"
operation = "StopInstance"
when = { gpu = true, spot_strategy = "SpotAsPriceGo" }
expect = { code = "House.Spot", rule = "no-spot", http_status = 404, message = "Bids stay." }

[[tests]]
name = "twelve GPUs are stopped"
operation = "StopInstances"
instances = 12
when = { gpu = "Yes" }
expect = { outcome = "planned", ends_in = "Stopped" }

[[tests]]
name = "a plain instance <stops> & is billed"
operation = "StopInstance"
expect = { outcome = "planned", stopped_mode = "StopCharging", billed = ["Vcpu", "PrivateIp"], not_billed = ["Memory"], becomes = { Vcpu = "Released" }, risks = ["RequestedModeIgnored"] }

[[tests]]
name = "a stopped instance stays stopped"
operation = "StopInstance"
when = { status = "Stopped" }
expect = { code = "IncorrectInstanceStatus", rule = "status-not-running" }

[[laws]]
name = "every stop is refused"
operation = "StopInstance"
always = { refused = true }

[[laws]]
name = "nothing is claimed"
operation = "StopInstance"
when = { status = ["Released"] }
if = { refused = false }
then = { ends_in = "Stopped" }

[[laws]]
name = "GPUs are never stopped"
operation = "StopInstances"
when = { gpu = ["Yes"] }
always = { refused = true }
"#;

fn test(arguments: &[&str]) -> Ran {
    lifecycle(&[&["test"], arguments].concat(), "")
}

/// The output without the name of the file.
fn of_wrong(arguments: &[&str]) -> String {
    let file = Written::new(&format!("wrong-{}.toml", arguments.join("")), WRONG);
    test(&[&[file.name()], arguments].concat()).show().replace(file.name(), "FILE")
}

#[test]
fn tests_that_pass_are_counted() {
    insta::assert_snapshot!(test(&[HOUSE]).show_narrow(), @r"
    examples/policies/house.toml
      tests reach 2 of 2 custom rules
    3 tests: 3 passed, 0 failed; 1 law: 1 proved, 0 not proved
    [exit 0]
    ");
    insta::assert_snapshot!(test(&[HOUSE, "--all"]).show_narrow(), @r"
    examples/policies/house.toml
      passed  an instance that runs is not deleted
      passed  a stopped instance is deleted
      passed  a GPU instance keeps its place
      proved  a pay-as-you-go instance that runs is never deleted
              for 18,432 cases of DeleteInstance
      tests reach 2 of 2 custom rules
    3 tests: 3 passed, 0 failed; 1 law: 1 proved, 0 not proved
    [exit 0]
    ");
}

#[test]
fn failures_show_what_was_expected_and_answered() {
    insta::assert_snapshot!(of_wrong(&[]), @r"
    FILE
      failed  a bid for a GPU is kept
              rule: expected no-spot, answered no-gpu
              http_status: expected 404, answered 403
              code: expected House.Spot, answered House.Gpu
              message: expected Bids stay., answered GPUs <stay> & run.
              answer: 403 House.Gpu by rule no-gpu of StopInstance, line 29
      failed  twelve GPUs are stopped
              outcome: expected planned, answered refused
              ends_in: expected Stopped, answered none
              answer: 403 House.Gpu by rule no-gpu of StopInstances, line 35
      failed  a plain instance <stops> & is billed
              stopped_mode: expected StopCharging, answered KeepCharging
              billed: expected PrivateIp billed, answered PrivateIp not billed
              not_billed: expected Memory not billed, answered Memory billed
              becomes: expected Vcpu Released, answered Vcpu Retained
              risks: expected RequestedModeIgnored, answered none
              answer: planned by rule stop-in-standard-mode of StopInstance, line 42
      refuted  every stop is refused
              counterexample: the default case; decided by stop-in-standard-mode/4,
                line 53
      vacuous  nothing is claimed
              no case satisfies the assumption, line 58
      note    no test is decided by StopInstance: no-spot, line 16
      note    no test reaches RebootInstance: no-reboot, line 23
      tests reach 2 of 3 custom rules
    4 tests: 1 passed, 3 failed; 3 laws: 1 proved, 2 not proved
    [exit 1]
    ");
}

#[test]
fn junit_escapes_and_counts() {
    insta::assert_snapshot!(of_wrong(&["--format", "junit"]), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="lifecycle test" tests="7" skipped="0" failures="5" errors="0">
        <testsuite name="FILE" tests="7" skipped="0" errors="0" failures="5">
            <testcase name="a bid for a GPU is kept" classname="tests" line="29">
                <failure message="rule: expected no-spot, answered no-gpu; http_status: expected 404, answered 403; code: expected House.Spot, answered House.Gpu; message: expected Bids stay., answered GPUs &lt;stay&gt; &amp; run." type="failed">answer: 403 House.Gpu by rule no-gpu</failure>
            </testcase>
            <testcase name="twelve GPUs are stopped" classname="tests" line="35">
                <failure message="outcome: expected planned, answered refused; ends_in: expected Stopped, answered none" type="failed">answer: 403 House.Gpu by rule no-gpu</failure>
            </testcase>
            <testcase name="a plain instance &lt;stops&gt; &amp; is billed" classname="tests" line="42">
                <failure message="stopped_mode: expected StopCharging, answered KeepCharging; billed: expected PrivateIp billed, answered PrivateIp not billed; not_billed: expected Memory not billed, answered Memory billed; becomes: expected Vcpu Released, answered Vcpu Retained; risks: expected RequestedModeIgnored, answered none" type="failed">answer: planned by rule stop-in-standard-mode</failure>
            </testcase>
            <testcase name="a stopped instance stays stopped" classname="tests" line="47"/>
            <testcase name="every stop is refused" classname="laws" line="53">
                <failure message="counterexample: the default case; decided by stop-in-standard-mode/4" type="refuted"></failure>
            </testcase>
            <testcase name="nothing is claimed" classname="laws" line="58">
                <failure message="no case satisfies the assumption" type="vacuous"></failure>
            </testcase>
            <testcase name="GPUs are never stopped" classname="laws" line="65"/>
        </testsuite>
    </testsuites>
    [exit 1]
    "#);
}

#[test]
fn json_has_the_case_and_the_answer() {
    let file = Written::new("wrong-json.toml", WRONG);
    let ran = test(&[file.name(), HOUSE, "--format", "json"]);
    let lines: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let [wrong, house] = &lines[..] else { panic!("{}", ran.stdout) };
    let counts =
        |of: &Value| [&of["Passed"], &of["Failed"], &of["Proved"], &of["NotProved"]].map(Value::as_u64);
    assert_eq!(counts(wrong), [1, 3, 1, 2].map(Some));
    assert_eq!(counts(house), [3, 0, 1, 0].map(Some));
    let bid = &wrong["Tests"][0];
    assert_eq!((&bid["Line"], &bid["Result"]), (&json!(29), &json!("Failed")));
    assert_eq!(bid["Answer"]["Error"]["Code"], "House.Gpu");
    assert_eq!(
        bid["Mismatches"][2],
        json!({ "Key": "code", "Expected": "House.Spot", "Answered": "House.Gpu" })
    );
    // The case is one that the other commands read.
    let answered = lifecycle(&["plan", "--policy", file.name(), "--format", "json"], bid["Case"].to_string());
    assert!(answered.stdout.contains("House.Gpu"), "{}", answered.show());
    let refuted = &wrong["Laws"][0];
    assert_eq!(
        (&refuted["Result"], &refuted["DecidedBy"]),
        (&json!("Refuted"), &json!("stop-in-standard-mode/4"))
    );
    assert!(lifecycle(&["plan"], refuted["Counterexample"].to_string()).stdout.contains("planned"));
    let coverage = wrong["Coverage"].as_array().expect("a list").iter();
    let coverage: Vec<_> =
        coverage.map(|rule| (&rule["Rule"], &rule["Line"], &rule["Reached"], &rule["Decided"])).collect();
    assert_eq!(json!(coverage), json!([["no-gpu", 9, 2, 2], ["no-spot", 16, 1, 0], ["no-reboot", 23, 0, 0]]));
}

/// A test reaches a rule that warns if its answer has the warning; no test is decided by it.
#[test]
fn rules_that_warn_are_reached_by_their_warnings() {
    const RULES: &str = r#"policy = 1
base = "ecs-2025-12-03"

[[rules]]
operations = ["StopInstance", "RebootInstance"]
name = "capacity"
when = { gpu = ["Yes"] }
warn = "GPUs are sold out."

[[rules]]
operation = "StopInstance"
name = "no-spot"
stage = "Status"
when = { spot_strategy = { not = ["NoSpot"] } }
error = { http_status = 403, code = "House.Spot", message = "Bids stay." }
mode = "warn"

[[tests]]
name = "three of three warn"
operation = "StopInstances"
instances = 3
when = { gpu = true }
expect = { outcome = "planned", warnings = [] }
"#;
    let file = Written::new("warn.toml", RULES);
    insta::assert_snapshot!(test(&[file.name()]).show_narrow().replace(file.name(), "FILE"), @r"
    FILE
      failed  three of three warn
              warnings: expected none, answered capacity
              answer: planned by rule stop-in-standard-mode of StopInstances, line
                19
      note    no test reaches StopInstance: no-spot, line 12
      note    no test reaches RebootInstance: capacity, line 6
      tests reach 1 of 3 custom rules
    1 test: 0 passed, 1 failed; 0 laws: 0 proved, 0 not proved
    [exit 1]
    ");
    let json: Value = serde_json::from_str(&test(&[file.name(), "--format", "json"]).stdout).expect("JSON");
    assert_eq!(
        json["Tests"][0]["Answer"]["Warnings"],
        json!([{ "Rule": "capacity", "Message": "GPUs are sold out." }])
    );
    let coverage = json["Coverage"].as_array().expect("a list").iter();
    let coverage: Vec<_> = coverage
        .map(|rule| [&rule["Operation"], &rule["Rule"], &rule["Reached"], &rule["Decided"]].map(Clone::clone))
        .collect();
    assert_eq!(
        json!(coverage),
        json!([
            ["StopInstance", "capacity", 1, null],
            ["StopInstance", "no-spot", 0, null],
            ["RebootInstance", "capacity", 0, null],
        ])
    );
}

#[test]
fn sarif_names_the_lines() {
    let file = Written::new("wrong-sarif.toml", WRONG);
    let sarif: Value =
        serde_json::from_str(&test(&[file.name(), "--format", "sarif"]).stdout).expect("SARIF is JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("a list").iter();
    let found: Vec<_> = results
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], file.name());
            json!([result["ruleId"], result["level"], place["region"]["startLine"]])
        })
        .collect();
    assert_eq!(
        json!(found),
        json!([
            ["failed-test", "error", 29],
            ["failed-test", "error", 35],
            ["failed-test", "error", 42],
            ["refuted-law", "error", 53],
            ["vacuous-law", "error", 58],
            ["unreached-rule", "note", 23],
        ])
    );
}

/// The four sentences of the example, their proofs and their effect.
#[test]
fn the_page_shows_what_the_commands_print() {
    let page = include_str!("../../../../src/documentation/policies.md");
    let (_, section) = page.split_once("# Four sentences of an organisation").expect("the section");
    let shown = section.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block");
    let mut commands = 0;
    for part in shown.split("$ lifecycle ").skip(1) {
        let (command, printed) = part.split_once('\n').expect("a command and its output");
        let ran = lifecycle(&command.split(' ').collect::<Vec<_>>(), "");
        match printed.strip_suffix("...\n") {
            Some(beginning) => assert!(ran.stdout.starts_with(beginning), "{command}: {}", ran.stdout),
            None => assert_eq!(ran.stdout, printed, "{command}"),
        }
        commands += 1;
    }
    assert_eq!(commands, 3);
}

#[test]
fn the_exit_status_says_whether_all_pass() {
    let unreached = WRONG.split("[[tests]]").next().expect("the rules").to_owned()
        + "[[tests]]\nname = \"a\"\noperation = \"StopInstance\"\nexpect = \"planned\"\n";
    let unreached = Written::new("unreached.toml", &unreached);
    let none = Written::new("none.toml", "policy = 1\nbase = \"ecs-2024-11-14\"\n");
    let status = |arguments: &[&str]| test(arguments).status;
    assert_eq!(status(&[HOUSE, "--deny-unreached"]), Some(0));
    assert_eq!(status(&[unreached.name()]), Some(0));
    assert_eq!(status(&[unreached.name(), "--deny-unreached"]), Some(1));
    assert_eq!(status(&[none.name()]), Some(3));
    assert_eq!(status(&[none.name(), HOUSE]), Some(0));
    assert_eq!(status(&["examples/policies/none.toml"]), Some(2));
    assert_eq!(status(&[]), Some(2));
}

/// The other commands read policy files with tests and laws, and refuse those in which they are malformed.
#[test]
fn every_command_reads_the_tests_of_a_policy() {
    let wrong = Written::new("others.toml", WRONG);
    let shown = lifecycle(&["policy", "show", wrong.name()], "").stdout;
    assert!(shown.contains("no-gpu") && !shown.contains("[[tests]]"), "{shown}");
    let malformed = Written::new("malformed.toml", &WRONG.replace("instances = 12", "instance = 12"));
    let ran = lifecycle(&["check", "--policy", malformed.name()], "");
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.stderr.contains("line 37, column 1: at `tests[1].instance`: `StopInstances` is about several instances: expected `instances`"),
        "{}", ran.stderr
    );
}
