//! `lifecycle permissions`, and the revisions and descriptions that `lifecycle errors` lists.

use crate::lifecycle;

#[test]
fn permissions_are_listed() {
    let listed = |operations: &[&str]| lifecycle(&[&["permissions"], operations].concat(), "").show_narrow();
    insta::assert_snapshot!(listed(&["StopInstance", "DescribeInstanceStatus"]), @r"
    ecs:StopInstance  update  Instance
        resource: acs:ecs:*:*:instance/*
        condition keys: none
        source: StopInstance, 2024-11-14
    ecs:DescribeInstanceStatus  list  All Resources
        resource: *
        condition keys: none
        source: DescribeInstanceStatus, 2025-01-15
    [exit 0]
    ");
    // The condition keys of a creation take several lines.
    insta::assert_snapshot!(listed(&["RunInstances"]));
}

#[test]
fn permissions_are_written_as_json() {
    let arguments =
        ["permissions", "StopInstance", "StopInstance", "--format", "json", "--region", "cn-hangzhou"];
    insta::assert_snapshot!(lifecycle(&arguments, "").stdout, @r#"{"AccessLevel":"update","Action":"ecs:StopInstance","AssociatedOperations":[],"ConditionKeys":[],"Operation":"StopInstance","Required":true,"Resource":"acs:ecs:cn-hangzhou:*:instance/*","ResourceType":"Instance","Source":"StopInstance, 2024-11-14"}"#);
}

/// Operations on the same resources share a statement. Only required resource types are granted if there
/// are any.
#[test]
fn permissions_are_written_as_a_policy_document() {
    let operations = ["StopInstance", "StartInstance", "DescribeInstanceStatus", "ModifyInstanceAttribute"];
    let options =
        ["--format", "ram-policy", "--region", "cn-hangzhou", "--account", "1", "--instance", "i-1"];
    let arguments: Vec<&str> = ["permissions"].into_iter().chain(operations).chain(options).collect();
    insta::assert_snapshot!(lifecycle(&arguments, "").stdout, @r#"
    {
      "Version": "1",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": [
            "ecs:StopInstance",
            "ecs:StartInstance",
            "ecs:ModifyInstanceAttribute"
          ],
          "Resource": [
            "acs:ecs:cn-hangzhou:1:instance/i-1"
          ]
        },
        {
          "Effect": "Allow",
          "Action": [
            "ecs:DescribeInstanceStatus"
          ],
          "Resource": [
            "*"
          ]
        }
      ]
    }
    "#);
}

#[test]
fn revisions_are_listed_with_their_changes() {
    let arguments = ["errors", "--revisions", "--operation", "StopInstance"];
    insta::assert_snapshot!(lifecycle(&arguments, "").stdout);
    insta::assert_snapshot!(lifecycle(&[&arguments[..], &["--format", "tsv"]].concat(), "").stdout, @r"
    operation	date	http	code	strength
    StopInstance	2024-12-20	400	InvalidParameter.Encrypted.KmsNotEnable	moderate
    StopInstance	2024-12-20	403	InvalidOperation.KMSKeyIdNotFound	moderate
    StopInstance	2024-12-20	403	InvalidOperation.KMSServiceNotOpen	moderate
    StopInstance	2025-03-20	403	OperationDenied.SystemInstanceNotSupport	strong
    StopInstance	2025-12-03	503	LimitedOperation.ServiceUnavailable	strong
    StopInstance	2025-12-03	400	DiskError	unknown
    ");
}

/// Only a reconstructed page that is named is listed.
#[test]
fn descriptions_are_a_last_column() {
    let tsv =
        |arguments: &[&str]| lifecycle(&[&["errors", "--format", "tsv"], arguments].concat(), "").stdout;
    let (with, without) = (tsv(&["--descriptions"]), tsv(&[]));
    assert!(!without.contains("\t2025-03-20\t"));
    let (mut described, mut lines) = (Vec::new(), Vec::new());
    for line in with.lines() {
        let (line, description) = line.rsplit_once('\t').expect("eight columns");
        let cells: Vec<&str> = line.split('\t').collect();
        if cells[2] != "-" {
            described.push([cells[0], cells[1], cells[2], description].join("\t"));
        }
        lines.push(line);
    }
    assert_eq!(lines, without.lines().collect::<Vec<_>>());
    let transcribed = include_str!("../../../../tests/documented/descriptions.tsv");
    assert_eq!(described, transcribed.lines().collect::<Vec<_>>());
}

/// A dated row is inferred, with the strength of its date.
#[test]
fn reconstructed_pages_grade_their_dated_rows() {
    let arguments = ["errors", "--format", "tsv", "--operation", "StopInstance", "--revision", "2025-03-20"];
    let listed = lifecycle(&arguments, "").stdout;
    let inferred: Vec<&str> = listed.lines().filter(|line| line.contains("\tinferred")).collect();
    insta::assert_snapshot!(inferred.join("\n"), @r"
    StopInstance	2025-03-20	3	403	DiskError	IncorrectDiskStatus	inferred-unknown
    StopInstance	2025-03-20	19	400	InvalidParameter.Encrypted.KmsNotEnable	Failed to perform this operation because KMS is not activated.	inferred-moderate
    StopInstance	2025-03-20	20	403	InvalidOperation.KMSKeyIdNotFound	The specified KMSKeyId not found, %s.	inferred-moderate
    StopInstance	2025-03-20	21	403	InvalidOperation.KMSServiceNotOpen	KMS service is currently not open.	inferred-moderate
    StopInstance	2025-03-20	22	403	OperationDenied.SystemInstanceNotSupport	The system instance does not support the %s operation because %s.	inferred-strong
    ");
}

/// Two rows of the page differ only in the resource, which is the same without an id.
#[test]
fn permissions_on_the_same_resource_are_listed_once() {
    let resources = |arguments: &[&str]| -> Vec<String> {
        let all = [&["permissions", "DescribeInstances", "--format", "json"], arguments].concat();
        let of = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).expect("a row is JSON");
            row["Resource"].as_str().expect("a resource").to_owned()
        };
        lifecycle(&all, "").stdout.lines().map(of).collect()
    };
    assert_eq!(resources(&[]), ["acs:ecs:*:*:instance/*"]);
    assert_eq!(resources(&["--instance", "i-1"]), ["acs:ecs:*:*:instance/*", "acs:ecs:*:*:instance/i-1"]);
}
