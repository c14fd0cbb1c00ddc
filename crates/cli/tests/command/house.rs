//! A house policy with every feature of policy files, in every command that takes one.

use crate::lifecycle;
use crate::policy_files::Written;
use serde_json::{Value, json};

const HOUSE: &str = r#"policy = 1
base = "ecs-2025-12-03"

[stages]
StopInstance = ["House", { name = "First", before = "Existence" }]

[[attributes]]
name = "env"
values = ["production", "test", "other"]
from = { tag = "env" }
texts = { production = ["prod", "live"] }
anything_else = "other"
default = "other"

[[attributes]]
name = "vpc"
values = ["main", "lab"]
from = { field = "VpcAttributes.VpcId" }
texts = { main = ["vpc-1"] }
anything_else = "lab"
default = "lab"

[[attributes]]
name = "approved"
values = ["No", "Yes"]
from = "fact"

[[attributes]]
name = "freeze"
values = ["off", "on"]
from = "environment"

[[rules]]
operations = ["StopInstance", "RebootInstance"]
name = "frozen"
before = "Status"
when = { freeze = ["on"], env = { not = ["test"] } }
error = { http_status = 403, code = "House.Freeze", message = "Nothing changes in the week of the fair.", retryable = true }

[[rules]]
operation = "StopInstance"
name = "local-on-trial"
stage = "First"
when = { local_storage = ["Yes"] }
any = [{ approved = ["No"] }, { env = ["production"] }]
error = { http_status = 403, code = "House.Local", message = "Local disks have no copy." }
mode = "warn"

[[rules]]
operation = "StopInstance"
name = "capacity"
when = { request.stopped_mode = ["StopCharging"], vpc = ["main"] }
warn = "Capacity of the main network is often sold out."

[[rules]]
operation = "StopInstance"
name = "of-nothing"
when = { status = ["Stopped"], request.stopped_mode = ["StopCharging"] }
warn = "A stopped instance is not stopped."

[[tests]]
name = "warned"
operation = "StopInstance"
instance = { InstanceType = "ecs.i2.xlarge", VpcAttributes = { VpcId = "vpc-1" } }
request = { StoppedMode = "StopCharging", ConfirmStop = true }
expect = { outcome = "planned", warnings = ["capacity", "local-on-trial"] }

[[laws]]
name = "production is never stopped in the week of the fair"
operation = "StopInstance"
when = { env = ["production"], freeze = ["on"] }
always = { refused = true }
"#;

const FLEET: &str = r#"{"Instances":{"Instance":[
{"InstanceId":"i-1","Status":"Running","InstanceType":"ecs.g7.large","VpcAttributes":{"VpcId":"vpc-1"},"Tags":{"Tag":[{"TagKey":"env","TagValue":"live"}]}},
{"InstanceId":"i-2","Status":"Stopped","InstanceType":"ecs.g7.large"},
{"InstanceId":"i-3","Status":"Running","InstanceType":"ecs.i2.xlarge","VpcAttributes":{"VpcId":"vpc-1"}}
]}}"#;

#[test]
fn inspect_shows_custom_attributes() {
    let file = Written::new("house-inspect.toml", HOUSE);
    let ran = lifecycle(&["inspect", "--format", "json", "--policy", file.name()], FLEET);
    let shown: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| {
            let shown: Value = serde_json::from_str(line).expect("JSON");
            let assumed = ["env", "vpc", "approved"].map(|name| shown["Assumed"][name].clone());
            json!([
                shown["InstanceId"],
                shown["env"],
                shown["vpc"],
                shown["approved"],
                shown["freeze"],
                assumed
            ])
        })
        .collect();
    assert_eq!(
        json!(shown),
        json!([
            ["i-1", "production", "main", "No", null, [null, null, "No"]],
            ["i-2", "other", "lab", "No", null, ["other", "lab", "No"]],
            ["i-3", "other", "main", "No", null, ["other", null, "No"]],
        ])
    );
    let text = lifecycle(&["inspect", "--policy", file.name()], FLEET).stdout;
    let of_env = text.lines().find(|line| line.starts_with("  env ")).expect("a line");
    assert!(of_env.ends_with(" production"), "{text}");
}

/// A custom attribute that nobody gives is assumed where the operation reads it: one of the environment if
/// another value changes the answer or its warnings.
#[test]
fn custom_attributes_are_assumed() {
    let file = Written::new("house-assumed.toml", HOUSE);
    let record = r#"{"Status":"Running","InstanceType":"ecs.i2.xlarge","Tags":{"env":"prod"}}"#;
    let custom = |arguments: &[&str]| -> Value {
        let plan = ["plan", "--format", "json", "--policy", file.name()];
        let ran = lifecycle(&[&plan[..], arguments].concat(), record);
        let answer: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let assumed = answer["Assumed"].as_object().expect("an object");
        let custom = ["env", "vpc", "approved", "freeze"];
        assumed
            .iter()
            .filter(|(name, _)| custom.contains(&name.as_str()))
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect()
    };
    let stop = ["StopInstance", "--stopped-mode", "StopCharging"];
    #[rustfmt::skip] // a table: one line a call
    let table: [(&[&str], &[&str], Value); 6] = [
        (&stop, &[], json!({"vpc": "lab", "approved": "No", "freeze": "off"})),
        (&stop, &["--environment", "freeze=off"], json!({"vpc": "lab", "approved": "No"})),
        (&stop, &["--assume", "approved=No", "--assume", "vpc=lab"], json!({"freeze": "off"})),
        (&stop, &["--assume", "approved=Yes", "--assume", "vpc=main", "--environment", "freeze=on"], json!({})),
        (&["RebootInstance"], &[], json!({"freeze": "off"})),
        (&["StartInstance"], &[], json!({})),
    ];
    for (operation, facts, expected) in table {
        assert_eq!(custom(&[operation, facts].concat()), expected, "{operation:?} {facts:?}");
    }
    let strict = ["plan", "StopInstance", "--strict", "--environment", "freeze=off", "--policy", file.name()];
    let refused = lifecycle(&strict, r#"{"Status":"Stopped","Tags":{"env":"prod"}}"#);
    assert!(refused.stdout.contains("approved"), "{}", refused.stdout);
    let inspected = lifecycle(&["inspect", "--policy", file.name(), "--assume", "vpc=main"], record);
    assert!(
        inspected.stdout.contains("approved=No") && !inspected.stdout.contains("vpc="),
        "{}",
        inspected.stdout
    );
    let unknown = lifecycle(&["inspect", "--policy", file.name(), "--assume", "vcp=main"], record);
    assert!(unknown.stderr.contains("there is no fact `vcp`, did you mean `vpc`?"), "{}", unknown.stderr);
}

/// `status` names the parameters with values that make an operation succeed, as the fix of `plan` does.
#[test]
fn status_names_values_of_parameters() {
    let text = r#"policy = 1
base = "ecs-2025-12-03"
[stages]
StopInstance = ["House"]
[[rules]]
operation = "StopInstance"
name = "economical"
stage = "House"
when = { request.stopped_mode = { not = ["StopCharging"] } }
error = { http_status = 403, code = "House.Mode", message = "No." }
"#;
    let file = Written::new("house-status.toml", text);
    let table = [
        (r#"{"InstanceId":"i-1","Status":"Running"}"#, "House.Mode; with StoppedMode=StopCharging"),
        (r#"{"InstanceId":"i-1","Status":"Stopped"}"#, "IncorrectInstanceStatus"),
    ];
    for (record, expected) in table {
        let ran = lifecycle(&["status", "--policy", file.name()], record);
        let stop = ran.stdout.lines().find_map(|line| line.trim().strip_prefix("StopInstance"));
        let stop = stop.and_then(|line| line.trim().strip_prefix("no")).map(str::trim);
        assert_eq!(stop, Some(expected), "{record}");
    }
}

#[test]
fn tables_count_warnings() {
    let file = Written::new("house-table.toml", HOUSE);
    let plan = ["plan", "StopInstance", "--format", "table", "--stopped-mode", "StopCharging", "--policy"];
    insta::assert_snapshot!(lifecycle(&[&plan[..], &[file.name()]].concat(), FLEET).show_narrow(), @r"
    instance                outcome   ends      address  data  place
    i-1                     planned   Stopped   kept     kept  risk   1 warning
    i-2                     refused   IncorrectInstanceStatus  1 warning
    i-3                     planned   Stopped   kept     risk  kept   2 warnings
    2 planned, 1 refused
    [exit 1]
    ");
}

/// A batch has a line for each instance, also if one of them refuses all.
#[test]
fn tables_list_the_instances_of_a_batch() {
    let records = r#"[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Pending"}]"#;
    let head = "instance                outcome   ends      address  data  place\n";
    let table = [
        (
            &[][..],
            "i-1                     refused   because of i-2\ni-2                     refused   IncorrectInstanceStatus\n",
        ),
        (
            &["--batch-optimization", "SuccessFirst"],
            "i-1                     planned   Stopped   kept     kept  kept\ni-2                     refused   IncorrectInstanceStatus\n",
        ),
        (
            &["--batch-optimization", "SuccessFirst", "--only", "refused"],
            "i-2                     refused   IncorrectInstanceStatus\n",
        ),
    ];
    for (arguments, expected) in table {
        let plan = ["plan", "StopInstances", "--format", "table"];
        let ran = lifecycle(&[&plan[..], arguments].concat(), records);
        assert_eq!(ran.stdout, format!("{head}{expected}"), "{arguments:?}");
    }
}

/// A rule on trial is counted as if it refused; another warning by the planned cases that have it.
#[test]
fn check_says_of_what_rules_warn() {
    let file = Written::new("house-check.toml", HOUSE);
    // A test expects the warning.
    let (without_tests, _) = HOUSE.split_once("[[tests]]").expect("tests");
    let enforced = Written::new("house-enforced.toml", &without_tests.replace("mode = \"warn\"\n", ""));
    let effects = |file: &Written, arguments: &[&str]| -> Vec<Value> {
        let check = ["check", "--format", "json", "--policy", file.name()];
        let ran = lifecycle(&[&check[..], arguments].concat(), "");
        let lines = ran.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines.filter(|line| line["Finding"] == "custom-rule").collect()
    };
    let here = effects(&file, &[]);
    let modes: Vec<_> = here.iter().map(|it| json!([it["Operation"], it["Rule"], it["Mode"]])).collect();
    assert_eq!(
        json!(modes),
        json!([
            ["StopInstance", "frozen", "Enforce"],
            ["RebootInstance", "frozen", "Enforce"],
            ["StopInstance", "local-on-trial", "Trial"],
            ["StopInstance", "capacity", "Warn"],
            ["StopInstance", "of-nothing", "Warn"],
        ])
    );
    let of = |all: &[Value], rule: &str, mode: &str| {
        let found = all.iter().find(|it| it["Rule"] == rule && it["Mode"] == mode).expect("an effect");
        [&found["Selected"], &found["RefusedPlans"], &found["OtherErrors"], &found["Of"]].map(Clone::clone)
    };
    assert_eq!(
        of(&here, "local-on-trial", "Trial"),
        of(&effects(&enforced, &[]), "local-on-trial", "Enforce")
    );
    let messages: Vec<&str> = here[2..].iter().filter_map(|it| it["Message"].as_str()).collect();
    assert!(
        messages[0].starts_with("local-on-trial is on trial: would take ")
            && messages[0].contains(" that are planned; would refuse "),
        "{messages:?}"
    );
    assert!(
        messages[1].starts_with("capacity warns of ") && messages[1].ends_with(" cases that are planned"),
        "{messages:?}"
    );
    assert_eq!(messages[2], "of-nothing warns of no case that is planned: shadowed by status-not-running/5");
    // What a baseline has is left out.
    assert_eq!(effects(&file, &["--baseline", file.name()]), Vec::<Value>::new());
    let against: Vec<Value> = effects(&file, &["--baseline", enforced.name()]);
    assert!(against.iter().any(|it| it["Rule"] == "local-on-trial" && it["Mode"] == "Trial"), "{against:?}");
}

/// Laws about attributes that only their own policy declares.
#[test]
fn prove_names_the_policy_of_the_laws() {
    let file = Written::new("house-prove.toml", HOUSE);
    let ran = lifecycle(&["prove", file.name()], "");
    let expected = format!("; `--policy {}` chooses the policy of the file\n", file.name());
    assert!(ran.stderr.contains("unknown attribute `") && ran.stderr.ends_with(&expected), "{}", ran.stderr);
    assert_eq!(lifecycle(&["prove", file.name(), "--policy", file.name()], "").status, Some(0));
    let latest = lifecycle(&["prove", file.name(), "--policy", "latest"], "");
    assert!(!latest.stderr.contains("--policy") && latest.status == Some(2), "{}", latest.stderr);
}

/// A history under a house policy is recorded, replayed, billed and shrunk with its custom values.
#[test]
fn replay_keeps_custom_values() {
    let file = Written::new("house-replay.toml", HOUSE);
    let trace = r#"{"Trace":1,"Policy":"custom","Instance":{"InstanceId":"i-1","Status":"Running","Tags":{"Tag":[{"TagKey":"env","TagValue":"live"}]}}}
{"At":0,"Request":{"Action":"StopInstance"},"Environment":{"freeze":"on"}}
{"At":60,"Request":{"Action":"StopInstance"}}
{"At":90,"Event":"ShutdownCompleted"}
"#;
    let policy = ["--policy", file.name()];
    let recorded = lifecycle(&[&["replay", "--record"], &policy[..]].concat(), trace).stdout;
    assert!(recorded.contains(r#""Facts":{"env":"production"}"#), "{recorded}");
    assert!(
        recorded.contains(r#""Environment":{"freeze":"on"}"#) && recorded.contains("House.Freeze"),
        "{recorded}"
    );
    let replayed = lifecycle(&[&["replay"], &policy[..]].concat(), &recorded);
    assert_eq!(replayed.status, Some(0), "{}", replayed.show());
    assert!(replayed.stdout.contains("1 call accepted, 1 refused"), "{}", replayed.show());
    let again = lifecycle(&[&["replay", "--record"], &policy[..]].concat(), &recorded).stdout;
    assert_eq!(again, recorded);
    let without = lifecycle(&["replay"], &recorded);
    assert_eq!(
        (
            without.status,
            without.stderr.starts_with("error: the policy `custom` of the trace is not built in, ")
        ),
        (Some(2), true),
        "{}",
        without.stderr
    );
}

/// `Facts` may give the value of a tag or of a field by the name of the attribute, as vectors do.
#[test]
fn vectors_of_the_policy_can_be_read_back() {
    let file = Written::new("house-vectors.toml", HOUSE);
    let vectors = lifecycle(&["vectors", "--policy", file.name(), "--operation", "StopInstance"], "").stdout;
    let cases: String = vectors
        .lines()
        .map(|line| {
            let mut vector: Value = serde_json::from_str(line).expect("JSON");
            let members = ["Instance", "Request", "Environment"];
            vector.as_object_mut().expect("an object").retain(|name, _| members.contains(&name.as_str()));
            format!("{vector}\n")
        })
        .collect();
    assert!(cases.contains(r#""vpc":"lab""#));
    let plan = ["plan", "--format", "json", "--policy", file.name()];
    let answers = lifecycle(&plan, &cases).stdout;
    let unreadable: Vec<&str> = answers.lines().filter(|line| !line.contains(r#""Outcome""#)).collect();
    assert_eq!((unreadable, answers.lines().count()), (vec![], cases.lines().count()));
}

/// A default that is the first value is the same as none.
#[test]
fn a_policy_with_a_default_that_is_the_first_value_is_shown() {
    let default =
        HOUSE.replace("values = [\"No\", \"Yes\"]\n", "values = [\"No\", \"Yes\"]\ndefault = \"No\"\n");
    assert_ne!(default, HOUSE);
    let [file, with_default] = [("house-plain.toml", HOUSE), ("house-default.toml", &default)]
        .map(|(name, text)| Written::new(name, text));
    for more in [&[][..], &["--full"], &["--format", "json"]] {
        let show = |file: &Written| lifecycle(&[&["policy", "show", file.name()], more].concat(), "");
        assert_eq!(show(&with_default).stdout, show(&file).stdout, "{more:?}");
        assert_eq!(show(&with_default).status, Some(0), "{more:?}");
    }
}

/// The cases of tests are written with the values of custom attributes.
#[test]
fn the_case_of_a_test_has_the_answer_of_the_test() {
    let (policy, _) = HOUSE.split_once("[[tests]]").expect("tests");
    let tests = [
        r#"when = { freeze = "on", env = "production" }"#,
        r#"when = { freeze = "on" }"#,
        r#"when = { freeze = "on" }
instance = { Tags = { env = "test" } }"#,
    ];
    let tests: String = tests
        .iter()
        .enumerate()
        .map(|(n, given)| {
            format!("[[tests]]\nname = \"{n}\"\noperation = \"StopInstance\"\n{given}\nexpect = {{ outcome = \"refused\" }}\n")
        })
        .collect();
    let file = Written::new("house-cases.toml", &format!("{policy}{tests}"));
    let ran = lifecycle(&["test", "--format", "json", file.name()], "").stdout;
    let ran: Value = serde_json::from_str(&ran).expect("JSON");
    let tests = ran["Tests"].as_array().expect("a list").iter();
    let codes = tests.map(|test| {
        let plan = ["plan", "--format", "json", "--policy", file.name()];
        let answer = lifecycle(&plan, test["Case"].to_string()).stdout;
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        (test["Answer"]["Error"]["Code"].clone(), answer["Error"]["Code"].clone())
    });
    let codes: Vec<(Value, Value)> = codes.collect();
    let freeze = || (json!("House.Freeze"), json!("House.Freeze"));
    assert_eq!(codes, [freeze(), freeze(), (Value::Null, Value::Null)]);
}

const ORGANISATION: [&str; 2] = ["--policy", "examples/policies/organisation.toml"];

/// A rule about the number of instances depends on other attributes as well.
#[test]
fn a_plural_call_names_what_it_assumes() {
    let records: String = (0..11)
        .map(|n| {
            format!("{{\"InstanceId\":\"i-{n}\",\"Status\":\"Running\",\"Tags\":{{\"env\":\"test\"}}}}\n")
        })
        .collect();
    let plan =
        |more: &[&str]| lifecycle(&[&["plan", "StopInstances"], &ORGANISATION[..], more].concat(), &records);
    let answer: Value = serde_json::from_str(&plan(&["--format", "json"]).stdout).expect("JSON");
    assert_eq!(
        (&answer["Error"]["Code"], &answer["Assumed"]["reason"]),
        (&json!("Organisation.ReasonRequired"), &json!("No"))
    );
    assert!(plan(&["--strict"]).show().contains("reason"), "{}", plan(&["--strict"]).show());
    let given: Value =
        serde_json::from_str(&plan(&["--format", "json", "--environment", "reason=No"]).stdout)
            .expect("JSON");
    assert_eq!(given["Assumed"]["reason"], Value::Null);
    let rule = "many-need-a-reason";
    assert_eq!(answer["Violations"][0]["Rule"], rule);
    assert!(plan(&[]).show().contains(&format!("rule {rule}; ")), "{}", plan(&[]).show());
    let explain = lifecycle(&[&["explain", "StopInstances"], &ORGANISATION[..]].concat(), &records).show();
    assert!(explain.contains(&format!("1. {rule}  403 Organisation.ReasonRequired")), "{explain}");
    assert!(explain.contains("if reason were Yes"), "{explain}");
}

/// The number of instances of a plural call is counted, not given.
#[test]
fn the_number_of_instances_cannot_be_given() {
    let record = r#"{"InstanceId":"i-1","Status":"Running"}"#;
    let more = ["--environment", "at_once=more"];
    let plan = |call, input: &str| lifecycle(&[&["plan", call], &ORGANISATION[..], &more].concat(), input);
    assert_eq!(plan("StopInstance", record).status, Some(1), "a single call may be a part of more");
    let plural = plan("StopInstances", record);
    assert_eq!(
        plural.stderr,
        "error: `--environment at_once`: the value follows from the number of instances\n"
    );
    let batch = format!(
        r#"{{"Instances":[{record}],"Environment":{{"at_once":"more"}},"Request":{{"Action":"StopInstances"}}}}"#
    );
    let line = lifecycle(&[&["plan"], &ORGANISATION[..]].concat(), &batch);
    assert!(
        line.stdout.contains("at `Environment.at_once`: the value of `at_once` follows"),
        "{}",
        line.show()
    );
    let test = r#"[[tests]]
name = "counted"
operation = "StopInstances"
instances = 2
when = { at_once = "more" }
expect = { outcome = "planned" }
"#;
    let policy = include_str!("../../../../examples/policies/organisation.toml");
    let (policy, _) = policy.split_once("[[tests]]").expect("tests");
    let file = Written::new("counted.toml", &format!("{policy}{test}"));
    let ran = lifecycle(&["test", file.name()], "");
    let problem = "at `tests[0].when.at_once`: the value of `at_once` follows from the number of `instances`";
    assert!(ran.stderr.contains(problem), "{}", ran.show());
}
