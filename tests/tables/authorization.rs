//! The permissions equal an independent transcription of the pages.

use instance_lifecycle::Operation;
use instance_lifecycle::authorization::{self, PERMISSIONS, Permission};

/// Returns the line of a permission in the transcription.
fn line(permission: &Permission) -> String {
    let Permission { operation, action, access_level, arn_template, document, .. } = permission;
    let list = |texts: &[&str]| if texts.is_empty() { "none".to_owned() } else { texts.join(", ") };
    let resource_type = match permission.resource_type {
        authorization::ResourceType::SecurityGroup => "SecurityGroup",
        other => other.as_str(),
    };
    let star = if permission.is_required { "*" } else { "" };
    let (keys, associated) = (list(permission.condition_keys), list(permission.associated_operations));
    format!(
        "{operation}\t{action}\t{access_level}\t{star}{resource_type}\t{arn_template}\t{keys}\t{associated}\t\
         {document:?}"
    )
}

#[test]
fn permissions_equal_the_transcribed_pages() {
    let lines: Vec<String> = PERMISSIONS.iter().map(line).collect();
    let transcribed: Vec<&str> = include_str!("../documented/authorization.tsv").lines().skip(1).collect();
    assert_eq!(lines, transcribed);
}

#[test]
fn every_operation_has_permissions() {
    for operation in Operation::ALL {
        assert_ne!(authorization::of(operation.as_str()).count(), 0, "{operation}");
    }
    assert_eq!(authorization::of("stopinstance").count(), 0);
}

#[test]
fn a_policy_names_the_instance() {
    for (operation, expected) in [
        ("StopInstance", &["acs:ecs:cn-hangzhou:1:instance/i-1"][..]),
        ("DescribeInstances", &["acs:ecs:cn-hangzhou:1:instance/*", "acs:ecs:cn-hangzhou:1:instance/i-1"]),
        ("RunInstances", &["*"]),
        (
            "ModifyInstanceAttribute",
            &["acs:ecs:cn-hangzhou:1:instance/i-1", "acs:ecs:cn-hangzhou:1:securitygroup/*"],
        ),
    ] {
        let names = authorization::of(operation).map(|row| row.arn("cn-hangzhou", "1", "i-1").to_string());
        assert_eq!(names.collect::<Vec<_>>(), expected, "{operation}");
    }
}
