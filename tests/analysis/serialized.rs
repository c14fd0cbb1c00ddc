//! The serialized form of results uses the names of policy files.

use instance_lifecycle::analysis::{check, diff, vectors};
use instance_lifecycle::policy::interpretations::SecurityLockedDelete;
use instance_lifecycle::{Operation, Policy};
use serde_json::{Value, to_value};

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("default data")
}

#[test]
fn a_difference_equals_its_snapshot() {
    let policy = Policy::documented();
    let diff = diff(&policy, &policy.clone().with(SecurityLockedDelete::Deny)).expect("few regions");
    let diff = to_value(&diff).expect("default data");
    let cause = &diff["operations"][0]["causes"][0];
    assert_eq!(diff["operations"].as_array().map(Vec::len), Some(1));
    insta::assert_snapshot!(pretty(&cause["why"]), @r#"
    [
      {
        "Interpretation": {
          "from": "Allow",
          "id": "L3",
          "interpretation": "security-locked-delete",
          "page": null,
          "to": "Deny"
        }
      }
    ]
    "#);
    let allowed = cause["changes"]
        .as_array()
        .and_then(|changes| changes.iter().find(|change| change["difference"].get("Refused").is_some()));
    insta::assert_snapshot!(pretty(allowed.expect("a deletion that is refused now")), @r#"
    {
      "difference": {
        "Refused": {
          "from": "release-after-shutdown",
          "to": {
            "code": "InstanceLockedForSecurity",
            "http_status": 403,
            "kind": "InstanceLockedForSecurity",
            "message": "The specified operation is denied as your instance is locked for security reasons."
          }
        }
      },
      "from": {
        "number": 1,
        "rule": "release-after-shutdown",
        "stage": "Settlement",
        "table_row": 16
      },
      "size": {
        "cases": 68,
        "of": 245768
      },
      "to": {
        "number": 1,
        "rule": "security-lock",
        "stage": "SecurityLock",
        "table_row": 6
      },
      "when": {
        "locks.security": [
          "Yes"
        ],
        "request.delete_force_stop": [
          "No"
        ],
        "status": [
          "Running"
        ]
      },
      "why": [
        {
          "Interpretation": {
            "from": "Allow",
            "id": "L3",
            "interpretation": "security-locked-delete",
            "page": null,
            "to": "Deny"
          }
        }
      ],
      "witness": {
        "locks.security": "Yes",
        "request.delete_force_stop": "No",
        "request.force": "Yes"
      }
    }
    "#);
}

#[test]
fn a_finding_equals_its_snapshot() {
    let findings = check(&Policy::documented());
    insta::assert_snapshot!(pretty(&to_value(&findings[0]).expect("default data")), @r#"
    {
      "kind": {
        "UnreachableRow": {
          "row": {
            "number": 4,
            "rule": "status-not-running",
            "stage": "Status",
            "table_row": 16
          },
          "shadowed_by": [
            {
              "number": 3,
              "rule": "status-not-running",
              "stage": "Status",
              "table_row": 15
            }
          ]
        }
      },
      "operation": "StopInstance",
      "region": {
        "status": [
          "Stopping"
        ],
        "task": [
          "Reboot",
          "Release"
        ]
      },
      "severity": "Note",
      "size": {
        "cases": 3317760,
        "of": 11612208
      },
      "witness": {
        "status": "Stopping",
        "task": "Reboot"
      }
    }
    "#);
}

#[test]
fn a_vector_equals_its_snapshot() {
    let vectors = vectors(&Policy::documented()).expect("few regions");
    let vector = vectors.iter().find(|vector| vector.operation == Operation::DeleteInstance);
    insta::assert_snapshot!(pretty(&to_value(vector).expect("default data")), @r#"
    {
      "about": {
        "number": 1,
        "rule": "not-found",
        "stage": "Existence",
        "table_row": 0
      },
      "decided_by": {
        "number": 1,
        "rule": "not-found",
        "stage": "Existence",
        "table_row": 0
      },
      "expected": {
        "Refused": {
          "code": "InvalidInstanceId.NotFound",
          "http_status": 404,
          "kind": "InstanceNotFound",
          "message": "The specified InstanceId does not exist."
        }
      },
      "id": "DeleteInstance/not-found/1",
      "operation": "DeleteInstance",
      "purpose": "Decides",
      "witness": {
        "status": "Released"
      }
    }
    "#);
}
