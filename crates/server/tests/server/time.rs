//! What happens on the virtual clock.

use crate::support::{advance, asked, call, code, create, instant, manual, settle, status};
use instance_lifecycle_server::world::progress::{Duration, Progress, Random};

const DAY: u64 = 86_400;

#[test]
fn the_clock_stands_still_until_it_is_advanced() {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    assert_eq!(code(&endpoint, "Action=RebootInstance&InstanceId=i-1"), "200");
    let mut seen = vec![status(&endpoint, "i-1")];
    for _ in 0..3 {
        advance(&endpoint, 7);
        seen.push(status(&endpoint, "i-1"));
    }
    // A step takes ten seconds.
    assert_eq!(seen, ["Stopping", "Stopping", "Starting", "Running"]);
}

#[test]
fn an_instant_task_is_complete_after_its_answer() {
    let endpoint = instant();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let (_, body) = call(&endpoint, "Action=StopInstances&RegionId=cn-hangzhou&InstanceId.1=i-1");
    assert_eq!(body["InstanceResponses"]["InstanceResponse"][0]["CurrentStatus"], "Stopping");
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
}

#[test]
fn steps_have_durations_of_their_own() {
    let endpoint = manual();
    let pace =
        r#"{"Progress": "manual", "Steps": {"ShutdownCompleted": "60", "BootCompleted": "uniform:5,20"}}"#;
    asked(&endpoint, "PUT", "progress", pace);
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    assert_eq!(code(&endpoint, "Action=StopInstance&InstanceId=i-1"), "200");
    advance(&endpoint, 59);
    assert_eq!(status(&endpoint, "i-1"), "Stopping");
    advance(&endpoint, 1);
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    let mut random = Random(7);
    let progress: Progress = "3".parse().expect("a pace");
    let drawn = |duration: &str, random: &mut Random| -> Vec<i64> {
        let duration: Duration = duration.parse().expect("a duration");
        let progress = Progress { default: duration, ..progress.clone() };
        (0..1_000).map(|_| progress.of(instance_lifecycle::Event::BootCompleted, random)).collect()
    };
    let uniform = drawn("uniform:5,20", &mut random);
    assert!(uniform.iter().all(|drawn| (5_000..=20_000).contains(drawn)));
    let mean = drawn("exponential:30", &mut random).iter().sum::<i64>() / 1_000;
    assert!((25_000..35_000).contains(&mean), "{mean}");
    for wrong in ["x", "-1", "uniform:5", "uniform:9,5", "normal:1", "inf"] {
        assert!(wrong.parse::<Duration>().is_err(), "{wrong}");
    }
}

#[test]
fn an_automatic_release_comes_in_time() {
    let endpoint = manual();
    create(&endpoint, r#"{"InstanceId": "i-1", "Status": "Running"}"#);
    let set = "Action=ModifyInstanceAutoReleaseTime&InstanceId=i-1&AutoReleaseTime";
    assert_eq!(code(&endpoint, &format!("{set}=2026-01-01T01:00:59Z")), "200");
    let (_, body) = call(&endpoint, "Action=DescribeInstances&RegionId=cn-hangzhou");
    assert_eq!(body["Instances"]["Instance"][0]["AutoReleaseTime"], "2026-01-01T01:00Z");
    advance(&endpoint, 3_599);
    assert_eq!(status(&endpoint, "i-1"), "Running");
    advance(&endpoint, 1);
    assert_eq!(status(&endpoint, "i-1"), "");
    // One that is cancelled does not come.
    create(
        &endpoint,
        r#"{"InstanceId": "i-2", "Status": "Running", "AutoReleaseTime": "2026-01-01T02:00Z"}"#,
    );
    assert_eq!(code(&endpoint, "Action=ModifyInstanceAutoReleaseTime&InstanceId=i-2"), "200");
    advance(&endpoint, DAY);
    assert_eq!(status(&endpoint, "i-2"), "Running");
}

#[test]
fn a_subscription_expires_stops_and_is_released() {
    let endpoint = manual();
    create(
        &endpoint,
        r#"{"InstanceId": "i-1", "Status": "Running", "InstanceChargeType": "PrePaid", "ExpiredTime": "2026-01-02T00:00Z"}"#,
    );
    advance(&endpoint, DAY - 1);
    assert_eq!(status(&endpoint, "i-1"), "Running");
    advance(&endpoint, 1);
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    assert_eq!(code(&endpoint, "Action=StartInstance&InstanceId=i-1"), "403 InstanceExpired");
    advance(&endpoint, 15 * DAY - 1);
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    advance(&endpoint, 1);
    assert_eq!(status(&endpoint, "i-1"), "");
}

#[test]
fn arrears_stop_instances_after_fifteen_days_and_a_payment_restarts_them() {
    let endpoint = manual();
    create(
        &endpoint,
        r#"[{"InstanceId": "i-1", "Status": "Running"}, {"InstanceId": "i-2", "Status": "Running", "InstanceChargeType": "PrePaid"}]"#,
    );
    let happened = asked(&endpoint, "POST", "events", r#"{"Event": "ArrearsIncurred"}"#);
    assert_eq!(happened["InstanceIds"], serde_json::json!(["i-1"]), "a subscription is paid in advance");
    advance(&endpoint, 15 * DAY - 1);
    assert_eq!(status(&endpoint, "i-1"), "Running");
    advance(&endpoint, 1);
    assert_eq!(status(&endpoint, "i-1"), "Stopped");
    asked(&endpoint, "POST", "events", r#"{"Event": "PaymentSettled"}"#);
    settle(&endpoint);
    assert_eq!(status(&endpoint, "i-1"), "Running");
    advance(&endpoint, 40 * DAY);
    assert_eq!(status(&endpoint, "i-1"), "Running", "the release is called off");
}

#[test]
fn a_spot_instance_is_interrupted_when_it_is_outbid() {
    for (behaviour, expected) in [("Terminate", ""), ("Stop", "Stopped")] {
        let endpoint = manual();
        let run = format!(
            "Action=RunInstances&RegionId=cn-hangzhou&ImageId=m&InstanceType=ecs.g7.large&SpotStrategy=SpotWithPriceLimit&SpotPriceLimit=1&SpotInterruptionBehavior={behaviour}"
        );
        let (_, body) = call(&endpoint, &run);
        let id = body["InstanceIdSets"]["InstanceIdSet"][0].as_str().expect("an id").to_owned();
        settle(&endpoint);
        asked(&endpoint, "PATCH", "environment", r#"{"SpotPrice": "AboveBid"}"#);
        assert_eq!(status(&endpoint, &id), "Running");
        let is_noticed = || {
            let (_, body) =
                call(&endpoint, "Action=DescribeInstances&RegionId=cn-hangzhou&LockReason=recycling");
            body["TotalCount"] == 1
        };
        // Twenty seconds have passed since its creation.
        advance(&endpoint, 3_579);
        assert!(!is_noticed(), "it is protected for an hour");
        advance(&endpoint, 1);
        assert!(is_noticed());
        advance(&endpoint, 299);
        assert_eq!(status(&endpoint, &id), "Running");
        advance(&endpoint, 1);
        assert_eq!(status(&endpoint, &id), expected, "{behaviour}");
    }
}
