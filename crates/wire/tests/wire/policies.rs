//! Policy files: TOML and JSON say the same, and what is wrong is told with its line and column.

use instance_lifecycle::errors::ErrorKind;
use instance_lifecycle::plan::Settlement;
use instance_lifecycle::policy::interpretations::SecurityLockedStop;
use instance_lifecycle::policy::{CustomError, CustomRule, PolicyDocument};
use instance_lifecycle::testing::policies;
use instance_lifecycle::{Operation, Policy, Revision};
use instance_lifecycle_wire::{PolicyFormat, policy_schema, read_document, read_policy, write_policy};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, TestRunner};

const FORMATS: [PolicyFormat; 2] = [PolicyFormat::Toml, PolicyFormat::Json];

#[test]
fn a_policy_read_from_its_own_text_is_the_same() {
    let validator = jsonschema::validator_for(&policy_schema()).expect("a schema");
    let config = Config { failure_persistence: None, ..Config::default() };
    let same = TestRunner::new(config).run(&policies(), |policy| {
        for format in FORMATS {
            let text = write_policy(&policy, format);
            assert_eq!(PolicyFormat::of(&text), format);
            let read = read_policy(&text, format).unwrap_or_else(|error| panic!("{error}:\n{text}"));
            assert_eq!(read, policy, "{text}");
        }
        // The TOML is that of the document, and the JSON fits the schema.
        let document = policy.document();
        let toml = write_policy(&policy, PolicyFormat::Toml);
        assert!(toml::from_str::<toml::Table>(&toml).is_ok(), "{toml}");
        let read = read_document(&toml, PolicyFormat::Toml);
        assert_eq!(read.as_ref(), Ok(&document), "{toml}");
        let json = serde_json::to_value(&document).expect("JSON");
        let problems: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(problems, Vec::<String>::new());
        Ok(())
    });
    same.expect("every policy is itself");
}

/// A policy with something of everything.
pub(crate) fn of_everything() -> Policy {
    let stop = Operation::StopInstance;
    let policy = Policy::ecs(Revision::V2025_12_03).with(SecurityLockedStop::Deny);
    let policy = policy.with_stage(stop, "House").expect("a new stage");
    let order: Vec<String> = policy.precedence(stop).map(str::to_owned).collect();
    let order: Vec<&str> = order.iter().rev().map(String::as_str).collect();
    let policy = policy.with_precedence(stop, &order).expect("a permutation");
    let policy = policy.without(stop, "disk-status").expect("a rule of it");
    let error = CustomError::new(403, "House.Rule", "Not on our \"watch\".").retryable();
    let rules = [
        CustomRule::refusal(stop, "no-spot", "House", error)
            .when(&[("spot_strategy", &["SpotAsPriceGo", "SpotWithPriceLimit"]), ("gpu", &["Yes"])])
            .expect("attributes and values")
            .because("it is dear to start again"),
        CustomRule::settlement(stop, "gently", Settlement::StopInStandardMode),
        CustomRule::warning(stop, "rare", "It may not start again.")
            .when_not(&[("status", &["Stopped", "Released"])])
            .and_then(|rule| rule.when_any(&[&[("gpu", &["Yes"])], &[("locks.security", &["Yes"])], &[]]))
            .expect("attributes and values"),
        CustomRule::refusal(stop, "later", "House", ErrorKind::DiskError).on_trial(),
        CustomRule::refusal(Operation::DeleteInstance, "keep", "Status", ErrorKind::DeletionProtection),
    ];
    rules.into_iter().fold(policy, |policy, rule| policy.with_rule(rule).expect("a rule"))
}

#[test]
fn as_a_person_would_write_it() {
    insta::assert_snapshot!(write_policy(&of_everything(), PolicyFormat::Toml), @r#"
    policy = 1
    base = "ecs-2025-12-03"

    [interpretations]
    security-locked-stop = "Deny"

    [stages]
    StopInstance = ["House"]

    [precedence]
    StopInstance = ["House", "Encryption", "EconomicalMode", "Hibernation", "SystemInstance", "Confirmation", "Disk", "Status", "Arrears", "SecurityLock", "Existence"]

    [remove]
    StopInstance = ["disk-status"]

    [[rules]]
    operation = "StopInstance"
    name = "no-spot"
    stage = "House"
    when = { gpu = ["Yes"], spot_strategy = ["SpotWithPriceLimit", "SpotAsPriceGo"] }
    error = { http_status = 403, code = "House.Rule", message = 'Not on our "watch".', retryable = true }
    reason = "it is dear to start again"

    [[rules]]
    operation = "StopInstance"
    name = "gently"
    settle = "stop-in-standard-mode"

    [[rules]]
    operation = "StopInstance"
    name = "rare"
    when = { status = ["Pending", "Starting", "Running", "Stopping"] }
    any = [
      { gpu = ["Yes"] },
      { locks.security = ["Yes"] },
      {},
    ]
    warn = "It may not start again."

    [[rules]]
    operation = "StopInstance"
    name = "later"
    stage = "House"
    error = "DiskError"
    mode = "warn"

    [[rules]]
    operation = "DeleteInstance"
    name = "keep"
    stage = "Status"
    error = "DeletionProtection"
    "#);
    insta::assert_snapshot!("policy_as_json", write_policy(&of_everything(), PolicyFormat::Json));
}

/// The schema refuses what the reader refuses of fields and listed names.
#[test]
fn the_schema_knows_the_names() {
    let validator = jsonschema::validator_for(&policy_schema()).expect("a schema");
    let rule = |rest: &str| {
        format!(
            r#"{{"policy":1,"base":"ecs-2024-11-14","rules":[{{"operation":"StopInstance","name":"house"{rest}}}]}}"#
        )
    };
    #[rustfmt::skip] // a table: one line a row
    let wrong = [
        r#"{"policy":2,"base":"ecs-2024-11-14"}"#.to_owned(),
        r#"{"base":"ecs-2024-11-14"}"#.to_owned(),
        r#"{"policy":1,"base":"ecs"}"#.to_owned(),
        r#"{"policy":1,"base":"ecs-2024-11-14","rule":[]}"#.to_owned(),
        r#"{"policy":1,"base":"ecs-2024-11-14","interpretations":{"R2":"Allow"}}"#.to_owned(),
        r#"{"policy":1,"base":"ecs-2024-11-14","interpretations":{"security-locked-stop":"Alow"}}"#.to_owned(),
        r#"{"policy":1,"base":"ecs-2024-11-14","remove":{"StopInstance":["not-found"]}}"#.to_owned(),
        r#"{"policy":1,"base":"ecs-2024-11-14","remove":{"StopInstances":[]}}"#.to_owned(),
        rule(""),
        rule(r#","stage":"Disk""#),
        rule(r#","before":"Disk","after":"Disk","error":"DiskError""#),
        rule(r#","before":"Disk","settle":"stop-economically""#),
        r#"{"policy":1,"base":"ecs-2024-11-14","stages":{"StopInstance":[{"name":"House"}]}}"#.to_owned(),
        r#"{"policy":1,"base":"ecs-2024-11-14","stages":{"StopInstance":[{"name":"House","before":"Disk","after":"Disk"}]}}"#.to_owned(),
        rule(r#","error":"DiskError""#),
        rule(r#","stage":"Disk","error":"DiskErrors""#),
        rule(r#","stage":"Disk","error":{"http_status":200,"code":"A","message":"b"}"#),
        rule(r#","stage":"Disk","error":{"http_status":403,"code":"A"}"#),
        rule(r#","stage":"Disk","settle":"stop-economically""#),
        rule(r#","error":"DiskError","settle":"stop-economically""#),
        rule(r#","settle":"stop""#),
        rule(r#","warn":"""#),
        rule(r#","warn":"w","stage":"Disk""#),
        rule(r#","warn":"w","mode":"warn""#),
        rule(r#","warn":"w","settle":"stop-economically""#),
        rule(r#","warn":"w","operations":["StopInstance"]"#),
        rule(r#","warn":"w","any":[]"#),
        rule(r#","warn":"w","any":[{"status":["Run"]}]"#),
        rule(r#","warn":"w","when":{"status":{"not":["Run"]}}"#),
        rule(r#","warn":"w","when":{"status":{"not":[]}}"#),
        rule(r#","warn":"w","when":{"locks":{"security":{"no":["Yes"]}}}"#),
        rule(r#","settle":"stop-economically","when":{"status":["Run"]}"#),
        rule(r#","settle":"stop-economically","when":{"status":[]}"#),
    ];
    for text in wrong {
        let json = serde_json::from_str(&text).expect("JSON");
        assert!(!validator.is_valid(&json), "{text}");
        assert!(read_policy(&text, PolicyFormat::Json).is_err(), "{text}");
    }
    let sound = rule(r#","settle":"stop-economically","when":{"status":["Running"]}"#);
    assert!(validator.is_valid(&serde_json::from_str(&sound).expect("JSON")));
    assert!(read_policy(&sound, PolicyFormat::Json).is_ok());
}

/// The schema accepts a text if and only if the reader does.
#[test]
fn the_schema_accepts_the_texts_that_the_reader_accepts() {
    let validator = jsonschema::validator_for(&policy_schema()).expect("a schema");
    let (most, more) = ("x".repeat(64), "x".repeat(65));
    let texts = [
        "",
        "a",
        "A.b-c_9",
        "a b",
        "a\tb",
        "\u{e9}",
        "\u{4e2d}",
        "security-l\u{43e}\u{441}k",
        "a\u{1b}[2J",
        "\u{7f}",
        "\u{85}",
        "\u{200f}",
        "\u{2028}",
        "\u{202e}b",
        "\u{2069}",
        "\u{200d}",
        &most,
        &more,
    ];
    let mut accepted = 0;
    for text in texts {
        for (stage, name, code, message, reason) in [
            (text, "a", "A", "b", ""),
            ("House", text, "A", "b", ""),
            ("House", "a", text, "b", ""),
            ("House", "a", "A", text, ""),
            ("House", "a", "A", "b", text),
        ] {
            let policy = serde_json::json!({
                "policy": 1, "base": "ecs-2024-11-14", "stages": { "StopInstance": [stage] },
                "rules": [{
                    "operation": "StopInstance", "stage": stage, "name": name, "reason": reason,
                    "error": { "http_status": 403, "code": code, "message": message },
                }],
            });
            let read = read_policy(&policy.to_string(), PolicyFormat::Json);
            assert_eq!(validator.is_valid(&policy), read.is_ok(), "{policy}");
            accepted += usize::from(read.is_ok());
        }
    }
    assert_eq!(accepted, 29);
}

fn toml(text: &str) -> String {
    read_policy(text, PolicyFormat::Toml).unwrap_err().to_string()
}

fn json(text: &str) -> String {
    read_policy(text, PolicyFormat::Json).unwrap_err().to_string()
}

/// The error of a rule that begins in line 4 and goes on in line 7.
fn toml_rule(rest: &str) -> String {
    toml(&format!(
        "policy = 1\nbase = \"ecs-2024-11-14\"\n\n[[rules]]\noperation = \"StopInstance\"\nname = \"house\"\n{rest}\n"
    ))
}

/// The error of a rule that begins in line 2 and goes on in line 3.
fn json_rule(rest: &str) -> String {
    json(&format!(
        "{{\"policy\": 1, \"base\": \"ecs-2024-11-14\", \"rules\": [\n  {{\"operation\": \"StopInstance\", \"name\": \"house\",\n   {rest}}}\n]}}"
    ))
}

#[test]
fn errors_of_policy_files() {
    #[rustfmt::skip] // a table: one line a row
    let table = [
        // No text of the format.
        (toml(""),
            "line 1, column 1: missing field `policy`; expected the version of the format"),
        (toml("policy = \n"),
            "line 1, column 10: string values must be quoted, expected literal string"),
        (toml("policy = 1\npolicy = 1"),
            "line 2, column 1: duplicate key"),
        (toml("policy = 1\nbase = \"é\" x"),
            "line 2, column 12: unexpected key or value, expected newline, `#`"),
        (json(""),
            "line 1, column 1: EOF while parsing a value"),
        (json("{\n \"policy\": 1,\n}"),
            "line 3, column 1: trailing comma"),
        (json("[]"),
            "line 1, column 1: expected a table of a policy, found a list"),
        (json(&"[".repeat(100_000)),
            "line 1, column 128: recursion limit exceeded"),
        // The form.
        (toml("policy = \"1\"\nbase = \"ecs-2024-11-14\""),
            "line 1, column 1: at `policy`: expected a whole number, found `\"1\"`"),
        (toml("policy = 1"),
            "line 1, column 1: missing field `base`; expected the name of a built-in policy"),
        (toml("policy = 1\nbase = 2024-11-14"),
            "line 2, column 1: at `base`: unknown policy `2024-11-14`, expected `ecs-2021-01`, `ecs-2024-11-14`, `ecs-2024-12-20`, `ecs-2025-03-20` or `ecs-2025-12-03`: did you mean `ecs-2024-11-14`?"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[interpretation]\n"),
            "line 3, column 2: unknown field `interpretation`: did you mean `interpretations`?"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nrules = \"none\""),
            "line 3, column 1: at `rules`: expected a list, found `\"none\"`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nremove = { StopInstance = \"confirm-stop\" }"),
            "line 3, column 12: at `remove.StopInstance`: expected a list, found `\"confirm-stop\"`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[remove]\nStopInstance = [\n  \"confirm-stop\",\n  1\n]"),
            "line 6, column 3: at `remove.StopInstance[1]`: expected a string, found `1`"),
        (json("{\"policy\": 1, \"base\": \"ecs-2024-11-14\",\n \"base\": \"ecs-2024-11-14\"}"),
            "line 2, column 2: repeated field `base`"),
        (json("{\"policy\": 1, \"base\": \"ecs-2024-11-14\",\n \"interpretations\": {\"R2\": \"Allow\",\n  \"R2\": \"Allow\"}}"),
            "line 3, column 3: repeated field `interpretations.R2`"),
        (json("{\"policy\": 1.5, \"base\": null}"),
            "line 1, column 2: at `policy`: expected a whole number, found `1.5`"),
        (toml_rule("stages = \"Disk\""),
            "line 7, column 1: unknown field `rules[0].stages`: did you mean `stage`?"),
        (toml_rule("error = 403"),
            "line 7, column 1: at `rules[0].error`: expected the name of a documented error, or `http_status`, `code` and `message`, found `403`"),
        (toml_rule("error = { status = 403 }"),
            "line 7, column 11: unknown field `rules[0].error.status`; expected one of `http_status`, `code`, `message` or `retryable`"),
        (toml_rule("error = { http_status = 70000, code = \"A\", message = \"b\" }"),
            "line 7, column 11: at `rules[0].error.http_status`: expected a whole number, found `70000`"),
        (toml_rule("error = { http_status = 403, code = \"A\" }"),
            "line 7, column 1: missing field `rules[0].error.message`; expected a message"),
        (toml_rule("when = { status = \"Running\" }"),
            "line 7, column 10: at `rules[0].when.status`: expected a list, or a table with `not`, found `\"Running\"`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n\n[[rules]]\noperation = \"StopInstance\""),
            "line 4, column 1: missing field `rules[0].name`; expected a name for the rule"),
        // What it says.
        (toml("policy = 2\nbase = \"ecs-2024-11-14\""),
            "line 1, column 1: at `policy`: unknown version `2` of the format: expected `1`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-15\""),
            "line 2, column 1: at `base`: unknown policy `ecs-2024-11-15`, expected `ecs-2021-01`, `ecs-2024-11-14`, `ecs-2024-12-20`, `ecs-2025-03-20` or `ecs-2025-12-03`: did you mean `ecs-2024-11-14`?"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[interpretations]\nsecurity-locked-stp = \"Allow\""),
            "line 4, column 1: at `interpretations.security-locked-stp`: unknown interpretation `security-locked-stp`: did you mean `security-locked-stop`?"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[precedence]\nStopInstance = [\n  \"Existence\",\n  \"Statu\",\n]"),
            "line 6, column 3: at `precedence.StopInstance[1]`: unknown stage `Statu` of `StopInstance`: did you mean `Status`?; a custom stage is declared in `stages`, as `StopInstance = [\"Statu\"]`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[precedence]\nStopInstance = [\"Existence\"]"),
            "line 4, column 1: at `precedence.StopInstance`: missing stage `SecurityLock`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[remove]\nStopInstanc = []"),
            "line 4, column 1: at `remove.StopInstanc`: unknown operation `StopInstanc`: did you mean `StopInstance`?"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\n[remove]\nStopInstance = [\"confirm-sotp\"]"),
            "line 4, column 17: at `remove.StopInstance[0]`: unknown rule `confirm-sotp` of `StopInstance`: did you mean `confirm-stop`?"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nstages.StopInstance = [\"House\", 1]"),
            "line 3, column 33: at `stages.StopInstance[1]`: expected the name of a stage, or `name` and `before` or `after`, found `1`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nstages.StopInstance = [{ name = \"House\" }]"),
            "line 3, column 24: missing field `stages.StopInstance[0].before`; expected the name of a stage, or `after`"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nstages.StopInstance = [{ name = \"House\", before = \"Disk\", after = \"Disk\" }]"),
            "line 3, column 59: at `stages.StopInstance[0].after`: expected `before` or `after`, found both"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nstages.StopInstance = [{ name = \"House\", before = \"Disks\" }]"),
            "line 3, column 42: at `stages.StopInstance[0].before`: unknown stage `Disks` of `StopInstance`: did you mean `Disk`?; a custom stage is declared in `stages`, as `StopInstance = [\"Disks\"]`"),
        (toml_rule("when = { status = { not = \"Running\" } }"),
            "line 7, column 21: at `rules[0].when.status.not`: expected a list, or a table with `not`, found `\"Running\"`"),
        (toml_rule("when = { locks.security = { nt = [\"Yes\"] } }"),
            "line 7, column 29: unknown field `rules[0].when.locks.security.nt`: did you mean `not`?"),
        (toml_rule("warn = \"w\"\nwhen = { status = { not = [\"Running\", \"Stoped\"] } }"),
            "line 8, column 39: at `rules[0].when.status.not[1]`: unknown value `Stoped` of `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`: did you mean `Stopped`?"),
        (toml_rule("warn = \"w\"\nany = [\n  { gpu = [\"Yes\"] },\n  { gpus = [\"Yes\"] },\n]"),
            "line 10, column 5: at `rules[0].any[1].gpus`: unknown attribute `gpus`: did you mean `gpu`?"),
        (toml_rule("warn = \"w\"\nany = []"),
            "line 8, column 1: at `rules[0].any`: no case meets the condition: expected at least one of several conditions"),
        (toml_rule("warn = \"w\"\nwhen = { status = { nott = [\"Running\"] } }"),
            "line 8, column 21: at `rules[0].when.status.nott`: unknown key `nott` of the attribute `status`: did you mean `not`?"),
        (toml_rule("warn = \"w\"\nwhen = { gpu = { except = [\"Yes\"] } }"),
            "line 8, column 18: at `rules[0].when.gpu.except`: unknown key `except` of the attribute `gpu`, expected `not`"),
        (toml_rule("warn = \"w\"\nwhen = { gpu = { not = [\"Yes\"], nott = [] } }"),
            "line 8, column 33: unknown field `rules[0].when.gpu.nott`: did you mean `not`?"),
        (toml_rule("warn = \"w\"\nwhen = { gpu = [] }"),
            "line 8, column 10: at `rules[0].when.gpu`: empty list: expected `No` or `Yes`"),
        (toml_rule("warn = \"w\"\nwhen = { gpu = { not = [] } }"),
            "line 8, column 18: at `rules[0].when.gpu.not`: empty list: expected `No` or `Yes`"),
        (toml_rule("warn = \"w\"\nany = [{ gpu = { not = [\"No\", \"Yes\"] } }]"),
            "line 8, column 18: at `rules[0].any[0].gpu.not`: `not` excludes every value of `gpu`"),
        (toml_rule("warn = \"w\"\nwhen = { status = { not = [\"Pending\", \"Starting\", \"Running\", \"Stopping\", \"Stopped\", \"Released\"] } }"),
            "line 8, column 21: at `rules[0].when.status.not`: `not` excludes every value of `status`"),
        (toml_rule("warn = \"\""),
            "line 7, column 1: at `rules[0].warn`: empty warning: expected a text"),
        (toml_rule("stage = \"Disk\"\nerror = { http_status = 403, code = \"A\", message = \"\" }"),
            "line 8, column 42: at `rules[0].error.message`: empty message: expected a text"),
        (toml("policy = 1\nbase = \"ecs-2024-11-14\"\nrules = [{ operations = [], name = \"a\", warn = \"w\" }]"),
            "line 3, column 12: at `rules[0].operations`: empty list: expected at least one operation"),
        (toml_rule("warn = \"w\"\noperations = [\"StopInstance\"]"),
            "line 8, column 1: at `rules[0].operations`: expected `operation` or `operations`, found both"),
        (toml_rule("error = \"DiskError\"\nstage = \"Disk\"\nmode = \"try\""),
            "line 9, column 1: at `rules[0].mode`: unknown mode `try`, expected `enforce` or `warn`"),
        (toml_rule("error = \"DiskError\"\nbefore = \"Disk\"\nafter = \"Disk\""),
            "line 9, column 1: at `rules[0].after`: expected `before` or `after`, found both"),
        (toml_rule("error = \"DiskError\"\nbefore = \"Disks\""),
            "line 8, column 1: at `rules[0].before`: unknown stage `Disks` of `StopInstance`: did you mean `Disk`?; a custom stage is declared in `stages`, as `StopInstance = [\"Disks\"]`"),
        (toml_rule(""),
            "line 4, column 1: at `rules[0]`: expected one of `error`, `settle` and `warn`, found none"),
        (toml_rule("stage = \"Confirmations\"\nerror = \"ConfirmStopRequired\""),
            "line 7, column 1: at `rules[0].stage`: unknown stage `Confirmations` of `StopInstance`: did you mean `Confirmation`?; a custom stage is declared in `stages`, as `StopInstance = [\"Confirmations\"]`"),
        (toml_rule("stage = \"Confirmation\"\nerror = \"ConfirmStopRequire\""),
            "line 8, column 1: at `rules[0].error`: unknown error `ConfirmStopRequire` of `StopInstance`: did you mean `ConfirmStopRequired`?"),
        (toml_rule("stage = \"Confirmation\"\nerror = { http_status = 700, code = \"A\", message = \"b\" }"),
            "line 8, column 11: at `rules[0].error.http_status`: invalid HTTP status `700` of an error: expected 400 to 599"),
        (toml_rule("stage = \"Confirmation\"\n[rules.error]\nhttp_status = 403\ncode = \"A b\"\nmessage = \"c\""),
            "line 10, column 1: at `rules[0].error.code`: invalid code: expected printable ASCII without blanks"),
        (toml_rule("settle = \"stop\""),
            "line 7, column 1: at `rules[0].settle`: unknown settlement `stop` of `StopInstance`, expected `already-stopped`, `hibernate-subscription`, `stop-subscription`, `hibernate-economically`, `hibernate-in-standard-mode`, `stop-economically` or `stop-in-standard-mode`"),
        (toml_rule("settle = \"stop-economically\"\nwhen = { gpu = [\"Yes\"], spt_strategy = [\"NoSpot\"] }"),
            "line 8, column 25: at `rules[0].when.spt_strategy`: unknown attribute `spt_strategy`: did you mean `spot_strategy`?"),
        (toml_rule("settle = \"stop-economically\"\nwhen = { gpu = [\"Yes\"], status = [\"Running\", \"Stoped\"] }"),
            "line 8, column 46: at `rules[0].when.status[1]`: unknown value `Stoped` of `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`: did you mean `Stopped`?"),
        (toml_rule("settle = \"stop-economically\"\n[rules.when]\nstatus = [\n  \"Running\",\n  \"Stoped\",\n]"),
            "line 11, column 3: at `rules[0].when.status[1]`: unknown value `Stoped` of `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`: did you mean `Stopped`?"),
        (json_rule("\"settle\": \"stop-economically\", \"when\": {\"spt_strategy\": [\"NoSpot\"]}"),
            "line 3, column 44: at `rules[0].when.spt_strategy`: unknown attribute `spt_strategy`: did you mean `spot_strategy`?"),
        (json_rule("\"settle\": \"stop-economically\", \"when\": {\"status\": [\"Running\",\n    \"Stoped\"]}"),
            "line 4, column 5: at `rules[0].when.status[1]`: unknown value `Stoped` of `status`, expected `Pending`, `Starting`, `Running`, `Stopping`, `Stopped` or `Released`: did you mean `Stopped`?"),
        (json_rule("\"stage\" :\n \"\\u0041\", \"error\": \"DiskError\""),
            "line 3, column 4: at `rules[0].stage`: unknown stage `A` of `StopInstance`, expected `Existence`, `SecurityLock`, `Arrears`, `Status`, `Disk`, `Confirmation`, `SystemInstance`, `Hibernation`, `EconomicalMode` or `Encryption`; a custom stage is declared in `stages`, as `StopInstance = [\"A\"]`"),
        (json_rule("\"say \\\"what\\\"\": 1"),
            "line 3, column 4: unknown field `rules[0].say \\\"what\\\"`; expected one of `operation`, `operations`, `name`, `stage`, `before`, `after`, `when`, `any`, `error`, `mode`, `settle`, `warn` or `reason`"),
    ];
    for (found, expected) in table {
        assert_eq!(found, expected);
    }
}

/// Whatever a text is, it is read or refused, and the place of an error lies within it.
#[test]
fn broken_texts_have_a_place() {
    let mut runner = TestRunner::deterministic();
    let mut refused = 0;
    for round in 0..60 {
        let policy = policies().new_tree(&mut runner).expect("a policy").current();
        for format in FORMATS {
            let text = write_policy(&policy, format);
            let lines = text.lines().count();
            for cut in (round % 7..text.len()).step_by(7).filter(|&cut| text.is_char_boundary(cut)) {
                let cuts = [
                    text[..cut].to_owned(),
                    format!("{}{}", &text[..cut], text[cut..].chars().skip(1).collect::<String>()),
                ];
                for cut in cuts {
                    if let Err(error) = read_policy(&cut, format) {
                        refused += 1;
                        let column = error.column;
                        assert!((1..=lines + 1).contains(&error.line), "{error}:\n{cut}");
                        let line = cut.split('\n').nth(error.line - 1).unwrap_or_default();
                        assert!((1..=line.chars().count() + 1).contains(&column), "{error}:\n{cut}");
                    }
                }
            }
        }
    }
    assert!(refused > 5_000, "{refused}");
    assert!(read_document("policy = 7\nbase = \"mine\"\n", PolicyFormat::Toml).is_ok());
}

/// The reader of files names places, serde alone does not; both read the same documents.
#[test]
fn the_core_reads_the_documents_that_the_reader_of_files_reads() {
    let head =
        "policy = 1\nbase = \"ecs-2024-11-14\"\n[[rules]]\noperation = \"StopInstance\"\nname = \"house\"\n";
    let house = include_str!("../../../../examples/policies/house.toml").to_owned();
    for (text, is_read) in [
        (house, true),
        (format!("{head}when = {{ gpu = [\"Yes\"] }}"), true),
        (
            format!(
                "{head}before = \"Disk\"\n[stages]\nStopInstance = [\"A\", {{ name = \"B\", after = \"A\" }}]"
            ),
            true,
        ),
        (
            format!("{head}[stages]\nStopInstance = [{{ name = \"B\", before = \"A\", after = \"A\" }}]"),
            false,
        ),
        (format!("{head}[stages]\nStopInstance = [{{ name = \"B\", place = \"A\" }}]"), false),
        (format!("{head}when = {{ locks.security = [\"Yes\"], locks.financial = [\"No\"] }}"), true),
        (format!("{head}when = {{ \"locks.security\" = [\"Yes\"], request.force_stop = [\"No\"] }}"), true),
        (format!("{head}[rules.when.request]\nstopped_mode = [\"StopCharging\"]"), true),
        (format!("{head}when = {{ locks.security = [\"Yes\"], \"locks.security\" = [\"No\"] }}"), false),
        (
            format!("{head}when = {{ gpu = {{ not = [\"Yes\"] }}, locks.security = {{ not = [\"No\"] }} }}"),
            true,
        ),
        (
            format!(
                "{head}any = [{{ gpu = [\"Yes\"] }}, {{ locks.security = {{ not = [\"No\"] }} }}, {{}}]\nwarn = \"w\""
            ),
            true,
        ),
        (format!("{head}mode = \"warn\"\nerror = \"DiskError\""), true),
        (format!("{head}when = {{ gpu = {{ not = [\"Yes\"], also = [\"No\"] }} }}"), false),
        (format!("{head}when = {{ gpu = {{ not = \"Yes\" }} }}"), false),
        (format!("{head}when = {{ gpu = \"Yes\" }}"), false),
        (format!("{head}when = {{ a.b.c = [\"Yes\"] }}"), false),
        (format!("{head}when = [\"gpu\"]"), false),
    ] {
        let by_serde = toml::from_str::<PolicyDocument>(&text).ok();
        let by_reader = read_document(&text, PolicyFormat::Toml).ok();
        assert_eq!(by_serde, by_reader, "{text}");
        assert_eq!(by_serde.is_some(), is_read, "{text}");
    }
}

/// Every policy on the page about policy files is one, and fits the schema.
#[test]
fn the_policies_of_the_documentation_are_policies() {
    let page = include_str!("../../../../src/documentation/policies.md");
    let validator = jsonschema::validator_for(&policy_schema()).expect("a schema");
    let blocks: Vec<&str> =
        page.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    // The others are parts of one.
    let blocks: Vec<&str> = blocks.into_iter().filter(|text| text.starts_with("policy = ")).collect();
    for text in &blocks {
        read_policy(text, PolicyFormat::Toml).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        let json: serde_json::Value = toml::from_str(text).expect("TOML");
        let problems: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(problems, Vec::<String>::new(), "{text}");
    }
    assert!(blocks.len() >= 7, "{}", blocks.len());
    // Every key has an example.
    let schema = policy_schema();
    let of_rules = &schema["properties"]["rules"]["items"]["properties"];
    let keys = schema["properties"].as_object().into_iter().chain(of_rules.as_object());
    // The page about tests and laws is that of `lifecycle test`.
    for key in keys.flat_map(|it| it.keys()).filter(|key| !["tests", "laws"].contains(&key.as_str())) {
        let is_shown = blocks.iter().any(|text| {
            [format!("\n{key} = "), format!("\n[{key}]"), format!("\n[[{key}]]"), format!("{key} = ")]
                .iter()
                .any(|shown| text.contains(shown.as_str()))
        });
        assert!(is_shown, "{key}");
    }
    let wrong = "policy = 1\nbase = \"ecs-2024-11-14\"\n\n[[rules]]\noperation = \"StopInstance\"\nname = \"house\"\nstage = \"Disk\"\nerror = \"DiskError\"\nwhen = { gpus = [\"Yes\"] }\n";
    assert!(page.contains(&toml(wrong)), "{}", toml(wrong));
}
