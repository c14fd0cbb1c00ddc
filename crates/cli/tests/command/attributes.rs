//! `lifecycle attributes` and `lifecycle interpretations`: lists of names.

use crate::lifecycle;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use serde_json::Value;

#[test]
fn attributes_are_described() {
    insta::assert_snapshot!(lifecycle(&["attributes"], "").show_narrow());
}

/// By the name of the attribute or of its field; a field may give several attributes.
#[test]
fn attributes_are_chosen_by_any_name() {
    let chosen = |names: &[&str]| {
        let ran = lifecycle(&[&["attributes", "--format", "json"], names].concat(), "");
        let name = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["Name"].to_string();
        ran.stdout.lines().map(name).collect::<Vec<_>>().join(" ")
    };
    let table = [
        &["EipAddress"][..],
        &["elastic_address"],
        &["OperationLocks"],
        &["Stock", "standing"],
        &["ForceStop"],
        &["DryRun"],
    ]
    .map(|names| format!("{}: {}", names.join(" "), chosen(names)));
    insta::assert_snapshot!(table.join("\n"), @r#"
    EipAddress: "elastic_address"
    elastic_address: "elastic_address"
    OperationLocks: "locks.security" "locks.financial" "locks.recycling" "locks.dedicated_host_financial" "locks.refunded" "locks.unknown"
    Stock standing: "standing" "stock"
    ForceStop: "request.force_stop" "request.delete_force_stop"
    DryRun: "request.dry_run"
    "#);
    insta::assert_snapshot!(lifecycle(&["attributes", "standin"], "").show(), @r"
    error: there is no attribute `standin`, did you mean `standing`?
    [exit 2]
    ");
    insta::assert_snapshot!(lifecycle(&["attributes", "DiskStatus", "--format", "json"], "").show(), @r#"
    {"ChangedBy":"Owner","Default":"Ready","Field":"DiskStatus","In":"Facts","Meaning":"Whether its disks are in a status that allows operations.","Name":"disk_status","Operations":["StopInstance","StartInstance","RebootInstance","DeleteInstance","ReActivateInstances"],"Values":["Ready","Incorrect"]}
    [exit 0]
    "#);
}

/// Every attribute has a meaning, and none is left out.
#[test]
fn every_attribute_has_a_meaning() {
    let listed = lifecycle(&["attributes", "--format", "json"], "").stdout;
    let listed: Vec<Value> = listed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let names: Vec<&str> = listed.iter().map(|line| line["Name"].as_str().expect("a name")).collect();
    assert_eq!(names, ATTRIBUTES.map(|attribute| attribute.name));
    for line in &listed {
        let meaning = line["Meaning"].as_str().expect("a meaning");
        assert!(meaning.ends_with('.') && !meaning.contains("]("), "{line}");
    }
}

/// The line that an answer prints can be copied.
#[test]
fn interpretations_are_chosen_by_id_or_name() {
    let all = lifecycle(&["interpretations"], "").stdout;
    let one = lifecycle(&["interpretations", "R2"], "");
    insta::assert_snapshot!(one.show_narrow(), @r"
    R2   security-locked-stop
         May an instance under a security lock be stopped?
           Deny                    default of 2021-01, 2024-11-14, 2024-12-20,
             2025-03-20
           Allow                   default of 2025-12-03
         source: API behavior when an instance is locked for security reasons,
         2025-04-27, table
         contradicted by: StopInstance, 2024-11-14, precautions
    [exit 0]
    ");
    assert!(all.contains(&one.stdout));
    assert_eq!(lifecycle(&["interpretations", "security-locked-stop", "r2"], "").show(), one.show());
    let two = lifecycle(&["interpretations", "R19", "R2", "--format", "json"], "").stdout;
    assert_eq!(two.lines().count(), 2);
}

#[test]
fn custom_attributes_of_a_policy_are_listed() {
    let organisation = ["--policy", "examples/policies/organisation.toml"];
    let text = lifecycle(&[&["attributes"], &organisation[..], &["env", "at_once"]].concat(), "");
    insta::assert_snapshot!(text.show_narrow(), @r"
    env  tag `env` of the record
        The environment that the instance belongs to.
        values: production, test, unknown (default)
        any other text: unknown
        changed by: the owner; declared by the policy
    at_once  the number of instances in the call
        The number of instances of the call.
        values: up_to_ten from 1 (default), more from 11
        changed by: the caller; declared by the policy
    [exit 0]
    ");
    let json = lifecycle(&[&["attributes", "--format", "json"], &organisation[..], &["env"]].concat(), "");
    insta::assert_snapshot!(json.show(), @r#"
    {"AnythingElse":"unknown","Custom":true,"Default":"unknown","From":{"tag":"env"},"Meaning":"The environment that the instance belongs to.","Name":"env","Values":["production","test","unknown"]}
    [exit 0]
    "#);
}

/// Custom attributes are given like built-in ones; a name that is no attribute is an error.
#[test]
fn custom_attributes_are_given_as_options() {
    let plan = |options: &[&str]| {
        let organisation = ["plan", "StopInstance", "--policy", "examples/policies/organisation.toml"];
        let ran = lifecycle(
            &[&organisation[..], options].concat(),
            r#"{"InstanceId": "i-1", "Status": "Running"}"#,
        );
        format!(
            "{}{}",
            ran.stdout.lines().next().unwrap_or_default(),
            ran.stderr.lines().next().unwrap_or_default()
        )
    };
    let hours = ["--environment", "office_hours=yes"];
    assert_eq!(plan(&hours), "i-1  StopInstance  planned");
    let given = [&hours[..], &["--assume", "env=live"]].concat();
    assert_eq!(plan(&given), "i-1  StopInstance  refused");
    #[rustfmt::skip] // a table: one line an option
    let table = [
        (["--assume", "evn=live"], "error: invalid value 'evn=live' for '--assume <NAME=VALUE>': there is no fact `evn`, did you mean `env`?"),
        (["--environment", "office_hours=perhaps"], "error: invalid value 'office_hours=perhaps' for '--environment <NAME=VALUE>': `perhaps` is no value of `office_hours`: expected `No` or `Yes`"),
    ];
    for (option, expected) in table {
        assert_eq!(plan(&option), expected);
    }
}
