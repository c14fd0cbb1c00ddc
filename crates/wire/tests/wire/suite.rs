//! The tests and laws of policy files: how they are read, and what is wrong with them.

use instance_lifecycle::{Action, Policy};
use instance_lifecycle_wire::{
    AnyCase, PolicyFormat, policy_schema, read_laws, read_policy, read_policy_file,
};

const HEAD: &str = "policy = 1\nbase = \"ecs-2024-11-14\"\n";

/// A policy with one test, whose third line and the following are given.
fn of_test(rest: &str) -> String {
    format!("{HEAD}[[tests]]\nname = \"a\"\n{rest}\n")
}

fn of_law(rest: &str) -> String {
    format!("{HEAD}[[laws]]\nname = \"a\"\n{rest}\n")
}

/// A policy with a rule that warns and one that refuses, and a test that expects warnings.
fn warns(warnings: &str) -> String {
    let rules = "[[rules]]\noperation = \"StopInstance\"\nname = \"capacity\"\nwarn = \"Sold out.\"\n\
        [[rules]]\noperation = \"StopInstance\"\nname = \"gpus-stay\"\nbefore = \"Status\"\n\
        when = { gpu = [\"Yes\"] }\nerror = \"DiskError\"\n";
    let test = "[[tests]]\nname = \"a\"\noperation = \"StopInstance\"\n";
    format!("{HEAD}{rules}{test}expect = {{ warnings = {warnings} }}\n")
}

/// Every error names the line and the column of what is wrong.
#[test]
fn errors_name_the_place() {
    let stop = |rest: &str| of_test(&format!("operation = \"StopInstance\"\n{rest}"));
    let law = |rest: &str| of_law(&format!("operation = \"StopInstance\"\n{rest}"));
    let expect = "expect = \"planned\"\n";
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (of_test(""), "line 3, column 1: missing field `tests[0].operation`; expected the name of an operation"),
        (of_test("operation = \"Stop\""), "line 5, column 1: at `tests[0].operation`: expected one of `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, `StopInstances`, `StartInstances`, `RebootInstances`, `DeleteInstances`, `ReActivateInstances`, `CreateInstance` or `RunInstances`, found `\"Stop\"`"),
        (stop(""), "line 3, column 1: missing field `tests[0].expect`; expected an outcome, or a table of the expected answer"),
        (stop("expects = 1"), "line 6, column 1: unknown field `tests[0].expects`: did you mean `expect`?"),
        (stop("expect = \"plan\""), "line 6, column 1: at `tests[0].expect`: expected one of `planned`, `already-done`, `refused` or `dry-run-passed`, found `\"plan\"`"),
        (stop("expect = {}"), "line 6, column 1: at `tests[0].expect`: expected one of `planned`, `already-done`, `refused` or `dry-run-passed`, or another key"),
        (stop("expect = { rules = \"a\" }"), "line 6, column 12: unknown field `tests[0].expect.rules`: did you mean `rule`?"),
        (stop("expect = { ends_in = \"Stoped\" }"), "line 6, column 12: at `tests[0].expect.ends_in`: expected one of `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`, found `\"Stoped\"`"),
        (stop("expect = { becomes = { Cpu = \"Released\" } }"), "line 6, column 24: at `tests[0].expect.becomes.Cpu`: not a Resource: expected `Vcpu`"),
        (stop(&format!("{expect}when = {{ statu = \"Running\" }}")), "line 7, column 10: at `tests[0].when.statu`: unknown attribute `statu`: did you mean `status`?"),
        (stop(&format!("{expect}when = {{ status = [\"Running\"] }}")), "line 7, column 10: at `tests[0].when.status`: expected a value of the attribute, found a list"),
        (stop(&format!("{expect}when = {{ status = \"Runing\" }}")), "line 7, column 10: at `tests[0].when.status`: unknown value `Runing` of the attribute `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`: did you mean `Running`?"),
        (stop(&format!("{expect}when = {{ \"locks.security\" = true, locks.security = true }}")), "line 7, column 10: at `tests[0].when.\"locks.security\"`: the attribute `locks.security` is given twice"),
        (stop(&format!("{expect}when = {{ family_i1 = true }}")), "line 3, column 1: at `tests[0]`: impossible case: family i1 has local disks"),
        (stop(&format!("{expect}instance = {{ Status = \"Running\", InstanceChargeType = \"Free\" }}")), "line 7, column 34: at `tests[0].instance.InstanceChargeType`: expected `PostPaid` or `PrePaid`, found `\"Free\"`"),
        (stop(&format!("{expect}instances = 2")), "line 7, column 1: at `tests[0].instances`: `StopInstance` is about one instance: expected `instance`"),
        (stop(&format!("{expect}request = {{ Action = \"StopInstance\" }}")), "line 7, column 13: at `tests[0].request.Action`: the action is the `operation` of the test"),
        (stop(&format!("{expect}request = {{ Force = true }}")), "line 7, column 13: unknown field `tests[0].request.Force`"),
        (stop(&format!("{expect}environment = {{ Stok = \"SoldOut\" }}")), "line 7, column 17: unknown field `tests[0].environment.Stok`: did you mean `Stock`?"),
        (of_test(&format!("operation = \"StopInstances\"\n{expect}instances = 101")), "line 7, column 1: at `tests[0].instances`: expected a list of records, or their number from 1 to 100, found `101`"),
        (of_test(&format!("operation = \"StopInstances\"\n{expect}instances = []")), "line 7, column 1: at `tests[0].instances`: expected at least one instance"),
        (of_test(&format!("operation = \"StopInstances\"\n{expect}instances = [{{ InstanceId = \"i\" }}, {{ InstanceId = \"i\" }}]")), "line 7, column 1: at `tests[0].instances`: "),
        (of_test(&format!("operation = \"StopInstances\"\n{expect}when = {{ request.dry_run = true }}")), "line 7, column 18: at `tests[0].when.request.dry_run`: the parameters of `StopInstances` are given in `request`"),
        (of_test(&format!("operation = \"CreateInstance\"\n{expect}instance = {{ Status = \"Running\" }}")), "line 7, column 1: at `tests[0].instance`: `CreateInstance` creates the instance: expected no `instance`"),
        (warns("[\"capacty\"]"), "line 16, column 24: at `tests[0].expect.warnings[0]`: no rule `capacty` warns of `StopInstance`: did you mean `capacity`?"),
        (warns("[\"capacity\", \"zzz\"]"), "line 16, column 36: at `tests[0].expect.warnings[1]`: no rule `zzz` warns of `StopInstance`: expected `capacity`"),
        (warns("[\"gpus-stay\"]"), "line 16, column 24: at `tests[0].expect.warnings[0]`: the rule `gpus-stay` of `StopInstance` decides the call: expected it in `rule`"),
        (warns("\"capacity\""), "line 16, column 12: at `tests[0].expect.warnings`: expected a list, found `\"capacity\"`"),
        (stop("expect = { warnings = [\"capacity\"] }"), "line 6, column 24: at `tests[0].expect.warnings[0]`: no rule `capacity` warns of `StopInstance`: the policy has no such rule"),
        (stop("expect = { risks = [\"CachedDataLos\"] }"), "line 6, column 21: at `tests[0].expect.risks[0]`: expected one of `CachedDataLost`, "),
        (law(""), "line 3, column 1: at `laws[0]`: expected one of `never`, `always`, or `if` with `then`"),
        (law("never = {}\nalways = {}"), "line 3, column 1: at `laws[0]`: expected one of `never`, `always`, or `if` with `then`"),
        (law("never = { code = \"OperationDenid\" }"), "line 6, column 11: at `laws[0].never.code`: `OperationDenid` is no code of `StopInstance`"),
        (law("never = {}\nwhen = { locks = { securit = [\"Yes\"] } }"), "line 7, column 20: at `laws[0].when.locks.securit`: unknown attribute `locks.securit`: did you mean `locks.security`?"),
        (law("always = { refused = 1 }"), "line 6, column 12: at `laws[0].always.refused`: expected `true` or `false`, found `1`"),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let error = read_policy(&text, PolicyFormat::Toml).expect_err(&text).to_string();
        if !error.starts_with(expected) {
            wrong.push(format!("{text}\nfound    {error}\nexpected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Custom attributes are tested like the others.
#[test]
fn custom_attributes_are_given_and_selected() {
    let text = r#"policy = 1
base = "ecs-2024-11-14"

[[attributes]]
name = "env"
values = ["production", "test"]
from = "fact"
default = "test"

[[rules]]
operation = "StopInstance"
name = "production-runs"
stage = "Confirmation"
when = { env = ["production"] }
error = { http_status = 403, code = "House.Production", message = "Production runs." }

[[tests]]
name = "production"
operation = "StopInstance"
when = { env = "production" }
expect = { rule = "production-runs" }

[[tests]]
name = "test"
operation = "StopInstance"
expect = "planned"

[[laws]]
name = "production is never stopped"
operation = "StopInstance"
when = { env = ["production"] }
always = { refused = true }
"#;
    let file = read_policy_file(text, PolicyFormat::Toml).expect("a policy");
    assert!(file.tests.iter().all(|test| test.run(&file.policy).mismatches.is_empty()));
    assert!(file.laws[0].law.prove(&file.policy, file.laws[0].action).is_ok());
    let error = |from: &str, to: &str| {
        read_policy(&text.replace(from, to), PolicyFormat::Toml).unwrap_err().to_string()
    };
    assert_eq!(
        error("when = { env = \"production\" }", "when = { env = \"live\" }"),
        "line 20, column 10: at `tests[0].when.env`: unknown value `live` of the attribute `env`, expected `production` or `test`"
    );
    assert_eq!(
        error("when = { env = [\"production\"] }\nalways", "when = { en = [\"production\"] }\nalways"),
        "line 31, column 10: at `laws[0].when.en`: unknown attribute `en`: did you mean `env`?"
    );
}

/// The rules that warn are compared as a whole list, in any order, whatever decides the call.
#[test]
fn warnings_are_compared_as_a_whole() {
    let text = |operation: &str, given: &str, warnings: &str| {
        format!(
            r#"policy = 1
base = "ecs-2025-12-03"

[[rules]]
operation = "StopInstance"
name = "capacity"
when = {{ request.stopped_mode = ["StopCharging"] }}
warn = "Sold out."

[[rules]]
operation = "StopInstance"
name = "gpus-stay"
before = "Existence"
when = {{ gpu = ["Yes"] }}
error = "DiskError"
mode = "warn"

[[tests]]
name = "a"
operation = "{operation}"
{given}
expect = {{ warnings = {warnings} }}
"#
        )
    };
    let both = "when = { gpu = true, request.stopped_mode = \"StopCharging\" }";
    let batch = "instances = [{}, { InstanceType = \"ecs.gn6i-c4g1.xlarge\" }]\nrequest.StoppedMode = \"StopCharging\"";
    #[rustfmt::skip] // a table: one line a row
    let table = [
        ("StopInstance", "", "[]", None),
        ("StopInstance", both, r#"["gpus-stay", "capacity"]"#, None),
        ("StopInstance", both, r#"["capacity"]"#, Some("warnings: expected capacity, answered capacity, gpus-stay")),
        ("StopInstance", both, "[]", Some("warnings: expected none, answered capacity, gpus-stay")),
        ("StopInstance", "", r#"["capacity"]"#, Some("warnings: expected capacity, answered none")),
        ("StopInstance", "when = { status = \"Stopped\", gpu = true }", r#"["gpus-stay"]"#, None),
        ("StopInstances", batch, r#"["capacity", "gpus-stay"]"#, None),
        ("StopInstances", batch, r#"["capacity"]"#, Some("warnings: expected capacity, answered capacity, gpus-stay")),
    ];
    for (operation, given, warnings, expected) in table {
        let file = read_policy_file(&text(operation, given, warnings), PolicyFormat::Toml).expect("a policy");
        let mismatches = file.tests[0].run(&file.policy).mismatches.into_iter().map(|found| {
            format!(
                "{}: expected {}, answered {}",
                found.key,
                found.expected,
                found.answered.unwrap_or_default()
            )
        });
        let expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(mismatches.collect::<Vec<_>>(), expected, "{operation}, {given}, {warnings}");
    }
}

/// A case that a test gives in part.
#[test]
fn partial_cases_are_completed() {
    let case = |rest: &str| {
        let file = read_policy_file(&of_test(&format!("{rest}\nexpect = \"planned\"")), PolicyFormat::Toml);
        serde_json::to_value(file.unwrap_or_else(|error| panic!("{error}: {rest}")).tests[0].case.clone())
            .expect("JSON")
    };
    let stopped =
        case("operation = \"StartInstance\"\nwhen = { status = \"Stopped\" }\nrequest = { DryRun = true }");
    assert_eq!(
        (&stopped["Instance"]["Status"], &stopped["Request"]["DryRun"]),
        (&"Stopped".into(), &true.into())
    );
    let starting = case("operation = \"StopInstance\"\nwhen = { status = \"Starting\" }");
    assert_eq!(starting["Instance"]["Facts"]["Task"], "Start");
    let released = case("operation = \"StopInstance\"\nwhen = { status = \"Released\" }");
    assert!(released["Instance"].is_null());
    let typed = case(
        "operation = \"StopInstance\"\ninstance = { InstanceType = \"ecs.i2.xlarge\", InstanceId = \"i-9\" }\nwhen = { deletion_protection = true }",
    );
    assert_eq!(typed["Instance"]["InstanceId"], "i-9");
    assert_eq!(
        (&typed["Instance"]["Status"], &typed["Instance"]["Facts"]["LocalStorage"]),
        (&"Running".into(), &true.into())
    );
    assert_eq!(typed["Instance"]["DeletionProtection"], true);
    let created = case("operation = \"CreateInstance\"\nrequest = { InstanceChargeType = \"PrePaid\" }");
    assert_eq!(
        (&created["Instance"], &created["Request"]["InstanceChargeType"]),
        (&serde_json::Value::Null, &"PrePaid".into())
    );
    let batch = case(
        "operation = \"StopInstances\"\ninstances = 3\nenvironment = { EconomicalModeDefault = true }\nwhen = { charge_type = \"PrePaid\" }",
    );
    assert_eq!(batch["Request"]["InstanceId"], serde_json::json!(["i-1", "i-2", "i-3"]));
    assert_eq!(batch["Instances"][2]["InstanceChargeType"], "PrePaid");
    assert_eq!(batch["Environment"]["EconomicalModeDefault"], true);
}

/// The schema accepts the tests and laws of the examples, and refuses what the reader refuses.
#[test]
fn the_schema_describes_tests_and_laws() {
    let validator = jsonschema::validator_for(&policy_schema()).expect("a schema");
    let is_valid = |text: &str| {
        let table: toml::Table = toml::from_str(text).expect("TOML");
        validator.is_valid(&serde_json::to_value(table).expect("JSON"))
    };
    let house = include_str!("../../../../examples/policies/house.toml");
    assert!(is_valid(include_str!("../../../../examples/policies/organisation.toml")));
    assert!(is_valid(house) && house.contains("[[tests]]") && house.contains("[[laws]]"));
    let head = "operation = \"StopInstance\"\n";
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (of_test(&format!("{head}expect = \"planned\"")), true),
        (of_test(&format!("{head}expect = \"planed\"")), false),
        (of_test(&format!("{head}expect = {{}}")), false),
        (of_test(head), false),
        (of_test("operation = \"StopInstances\"\ninstances = 12\nexpect = { rule = \"a\", billed = [\"Vcpu\"] }"), true),
        (of_test("operation = \"StopInstances\"\ninstances = 0\nexpect = \"refused\""), false),
        (of_test(&format!("{head}expect = \"planned\"\nrequest = {{ StoppedMode = \"StopCharging\", DryRun = true }}")), true),
        (of_test(&format!("{head}expect = \"planned\"\nrequest = {{ Force = true }}")), false),
        (of_test(&format!("{head}expect = \"planned\"\nrequest = {{ Action = \"StopInstance\" }}")), false),
        (of_test(&format!("{head}expect = \"planned\"\nwhen = {{ gpu = true, locks.security = \"No\", status = \"Stopped\" }}")), true),
        (of_test(&format!("{head}expect = \"planned\"\nwhen = {{ status = true }}")), false),
        (of_test(&format!("{head}expect = \"planned\"\ninstance = {{ OperationLocks = [\"security\"], Facts = {{ Standing = \"Expired\" }} }}")), true),
        (of_test(&format!("{head}expect = \"planned\"\ninstance = {{ Facts = {{ Standing = \"Expird\" }} }}")), false),
        (warns("[\"capacity\"]"), true),
        (warns("[]"), true),
        (warns("[1]"), false),
        (of_law(&format!("{head}never = {{ refused = true }}")), true),
        (of_law(&format!("{head}never = {{ refuse = true }}")), false),
        (of_law(&format!("{head}if = {{ refused = true }}")), false),
        (of_law(&format!("{head}never = {{}}\nalways = {{}}")), false),
    ];
    for (text, expected) in table {
        assert_eq!(is_valid(&text), expected, "schema: {text}");
        assert_eq!(read_policy(&text, PolicyFormat::Toml).is_ok(), expected, "reader: {text}");
    }
}

#[test]
fn a_policy_file_is_read_in_both_formats() {
    let house = include_str!("../../../../examples/policies/house.toml");
    let table: toml::Table = toml::from_str(house).expect("TOML");
    let json = serde_json::to_string_pretty(&table).expect("JSON");
    let toml = read_policy_file(house, PolicyFormat::Toml).expect("a policy");
    let mut from_json = read_policy_file(&json, PolicyFormat::Json).expect("a policy");
    assert_eq!((toml.tests.len(), toml.laws.len()), (3, 1));
    assert!(
        json.lines().nth(from_json.tests[0].line - 1).is_some_and(|line| line.contains("\"name\"")),
        "{json}"
    );
    for (test, other) in from_json.tests.iter_mut().zip(&toml.tests) {
        test.line = other.line;
    }
    from_json.laws[0].line = toml.laws[0].line;
    assert_eq!(from_json, toml);
    assert_eq!(house.lines().nth(toml.tests[2].line - 1), Some("name = \"a GPU instance keeps its place\""));
    assert!(matches!(toml.tests[0].case, AnyCase::One(_)));
    // Its laws can be read under another policy.
    let laws = read_laws(house, PolicyFormat::Toml, &Policy::documented()).expect("laws");
    assert_eq!((laws[0].action, laws[0].line), (Action::DeleteInstance, toml.laws[0].line));
    assert!(laws[0].law.prove(&toml.policy, laws[0].action).is_ok());
    assert!(laws[0].law.prove(&Policy::documented(), laws[0].action).is_err());
}
