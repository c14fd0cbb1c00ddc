//! Shapes of input, and unreadable input.

use crate::lifecycle;

/// Outcome and id of every answer.
fn outcomes(json: &str) -> Vec<String> {
    json.lines()
        .map(|line| {
            let answer: serde_json::Value = serde_json::from_str(line).expect("an answer is JSON");
            let id = answer["InstanceId"].as_str().map_or("-".to_owned(), str::to_owned);
            format!("{id} {}", answer["Outcome"].as_str().expect("an answer has an outcome"))
        })
        .collect()
}

#[test]
fn every_shape_of_input_is_read() {
    let record = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let pretty = "{\n  \"Instances\": {\n    \"Instance\": [\n      {\"InstanceId\": \"i-1\", \"Status\": \"Running\"}\n    ]\n  }\n}\n";
    let shapes = [
        ("one record", record.to_owned()),
        ("a list", format!("[{record}]")),
        ("a response", format!(r#"{{"RequestId": "1", "Instances": {{"Instance": [{record}]}}}}"#)),
        ("a response over several lines", pretty.to_owned()),
        ("a case without a request", format!(r#"{{"Instance": {record}, "Environment": {{}}}}"#)),
        ("a case", format!(r#"{{"Instance": {record}, "Request": {{"Action": "StopInstance"}}}}"#)),
        ("lines, one of them blank", format!("\n{record}\n")),
        ("camelCase", r#"{"instanceId": "i-1", "status": "Running"}"#.to_owned()),
    ];
    for (shape, input) in shapes {
        let ran = lifecycle(&["plan", "StopInstance", "--format", "json"], &input);
        assert_eq!((outcomes(&ran.stdout), ran.status), (vec!["i-1 Planned".to_owned()], Some(0)), "{shape}");
    }
}

#[test]
fn options_make_the_request_of_bare_records() {
    let record = r#"{"InstanceId": "i-1", "Status": "Running", "InstanceType": "ecs.i2.xlarge"}"#;
    let case = format!(r#"{{"Instance": {record}, "Request": {{"Action": "StopInstance"}}}}"#);
    let table: [(&[&str], &str, &str); 5] = [
        (&[], record, "i-1 Rejected"),
        (&["--confirm-stop"], record, "i-1 Planned"),
        (&["--confirm-stop", "--dry-run"], record, "i-1 DryRunPassed"),
        (&["--confirm-stop=false"], record, "i-1 Rejected"),
        // The request of a case stands.
        (&["--confirm-stop"], &case, "i-1 Rejected"),
    ];
    for (options, input, expected) in table {
        let arguments = [&["plan", "StopInstance", "--format", "json"], options].concat();
        assert_eq!(outcomes(&lifecycle(&arguments, input).stdout), [expected], "{options:?}");
    }
}

#[test]
fn policies_and_interpretations_decide() {
    let locked = r#"{"InstanceId": "i-1", "Status": "Running", "OperationLocks": {"LockReason": [{"LockReason": "Security"}]}}"#;
    let stopped = r#"{"InstanceId": "i-1", "Status": "Stopped"}"#;
    let table: [(&[&str], &str, &str); 6] = [
        (&[], locked, "i-1 Rejected"),
        (&["--policy", "ecs-2025-12-03"], locked, "i-1 Planned"),
        (&["--interpretation", "R2=Allow"], locked, "i-1 Planned"),
        (
            &["--policy", "ecs-2025-12-03", "--interpretation", "security-locked-stop=Deny"],
            locked,
            "i-1 Rejected",
        ),
        (&[], stopped, "i-1 Rejected"),
        (&["--interpretation", "stop-of-stopped=AlreadyDone", "--dry-run"], stopped, "i-1 AlreadyDone"),
    ];
    for (options, input, expected) in table {
        let arguments = [&["plan", "StopInstance", "--format", "json"], options].concat();
        assert_eq!(outcomes(&lifecycle(&arguments, input).stdout), [expected], "{options:?}");
    }
}

#[test]
fn lines_beside_unreadable_ones_are_answered() {
    let input = [
        br#"{"InstanceId": "i-1", "Status": "Running"}"#.as_slice(),
        br#"{"InstanceId": "i-2", "Status": "Sleeping"}"#,
        br#"{"InstanceId": "i-3""#,
        b"\xff\xfe",
        br#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StopInstance", "Force": true}}"#,
        br#"{"Instance": {"Status": "Running"}, "Request": {"Action": "StartInstance"}}"#,
        br#"{"InstanceId": "i-7", "Status": "Stopped"}"#,
    ]
    .join(b"\n".as_slice());
    let ran = lifecycle(&["plan", "StopInstance", "--format", "json"], &input);
    let lines: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("Unreadable")).collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!(outcomes(&ran.stdout).len(), 7);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), ""));
}

#[test]
fn cases_have_their_own_requests() {
    let input = concat!(
        r#"{"Instance": null, "Request": {"Action": "StopInstance", "InstanceId": "i-1"}}"#,
        "\n",
        r#"{"InstanceId": "i-2", "Status": "Running"}"#,
    );
    let ran = lifecycle(&["plan", "--format", "json"], input);
    insta::assert_snapshot!(ran.show());
}

#[test]
fn strict_rejects_incomplete_records() {
    let bare = r#"{"InstanceId": "i-1", "Status": "Running"}"#;
    let full = r#"{"InstanceId": "i-2", "Status": "Running", "InstanceChargeType": "PostPaid", "InstanceNetworkType": "vpc",
        "SpotStrategy": "NoSpot", "OperationLocks": {"LockReason": []}, "HibernationOptions": {"Configured": false},
        "InstanceType": "ecs.g7.large", "Facts": {"Standing": "Good", "DiskStatus": "Ready", "DiskInArrears": false,
        "EncryptionKey": "None"}, "PublicIpAddress": {"IpAddress": []}, "EipAddress": {}}"#;
    let input = format!("{bare}\n{}", full.replace('\n', ""));
    let ran = lifecycle(
        &[
            "plan",
            "StopInstance",
            "--strict",
            "--format",
            "json",
            "--economical-mode-default",
            "off",
            "--environment",
            "PrivatePool=None",
        ],
        input,
    );
    insta::assert_snapshot!(ran.stdout.lines().next().unwrap_or_default());
    assert_eq!(
        (outcomes(&ran.stdout), ran.status),
        (vec!["- Unreadable".into(), "i-2 Planned".into()], Some(2))
    );
}

#[test]
fn inspect_writes_json() {
    let ran = lifecycle(&["inspect", "examples/records/old-client.json", "--format", "json"], "");
    insta::assert_snapshot!(ran.show());
    let ran = lifecycle(&["inspect", "--format", "json", "-"], r#"{"Status": "Gone"}"#);
    insta::assert_snapshot!(ran.show());
}

#[test]
fn the_catalogue_equals_its_transcription() {
    let ran = lifecycle(
        &["errors", "--format", "tsv", "--operation", "StopInstance", "--revision", "2024-11-14"],
        "",
    );
    let transcribed = include_str!("../../../../tests/documented/stop-instance-2024-11-14.tsv");
    let printed: Vec<String> = ran
        .stdout
        .lines()
        .skip(1)
        .filter(|line| line.ends_with("\tdocumented"))
        .map(|line| line.split('\t').skip(3).take(3).collect::<Vec<_>>().join("\t"))
        .collect();
    assert_eq!(printed, transcribed.lines().skip(1).collect::<Vec<_>>());
    let header = ran.stdout.lines().next();
    assert_eq!(header, Some("operation\trevision\trow\thttp\tcode\tmessage\tgrade"));
    let json = lifecycle(&["errors", "--format", "json", "--revision", "2021-01"], "");
    assert_eq!(json.stdout.lines().count(), 15);
}
