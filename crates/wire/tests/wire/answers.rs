//! Answers and inspections, as they are written.

use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::DiskStatus;
use instance_lifecycle::policy::interpretations::StopOfStopped;
use instance_lifecycle::{Policy, Request, Revision, Status, Violation, explain};
use instance_lifecycle_wire::{
    Answer, AnyCase, BatchAnswer, Case, Defaults, Inspection, Json, LineReader, Record,
};

fn answer(case: &str, policy: &Policy) -> String {
    let json: Json<'_> = serde_json::from_str(case).expect("the case is JSON");
    let case = Case::read(&json, &Defaults::default()).expect("the case can be read");
    serde_json::to_string_pretty(&Answer::new(&case, policy)).expect("an answer can be written")
}

const ECONOMICAL: &str = r#"{
    "Instance": {"InstanceId": "i-1", "Status": "Running", "InstanceType": "ecs.t6-c1m2.large",
        "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "InternetChargeType": "PayByBandwidth"},
    "Request": {"Action": "StopInstance", "StoppedMode": "StopCharging"}}"#;

/// A call that also violates a rule that no time mends is not retryable, alone and in a batch.
#[test]
fn an_answer_is_retryable_if_every_violation_is() {
    let policy = Policy::documented();
    let mut met = [0; 3];
    for request in Request::DEFAULTS.iter().filter(|request| !request.creates()) {
        let operation = request.operation().as_str();
        for status in &Status::NAMES[..5] {
            for disk in DiskStatus::NAMES {
                let record = format!(
                    r#"{{"InstanceId":"i-1","Status":"{status}","Facts":{{"DiskStatus":"{disk}"}}}}"#
                );
                let text = format!(r#"{{"Instance":{record},"Request":{{"Action":"{operation}"}}}}"#);
                let case = Case::read(&crate::json(&text), &Defaults::default()).expect("a case");
                let explanation = explain(&case.instance(), &case.request, &case.environment, &policy);
                let violations: Vec<Violation<'_>> = explanation.violations().collect();
                let answer = serde_json::to_value(Answer::new(&case, &policy)).expect("it is JSON");
                let Some(first) = violations.first() else {
                    assert_eq!(answer.get("Retryable"), None, "{text}");
                    continue;
                };
                let expected = violations.iter().all(Violation::is_retryable);
                assert_eq!(answer["Retryable"], expected, "{text}");
                met[usize::from(first.is_retryable()) + usize::from(expected)] += 1;
                if !operation.ends_with("Instance") {
                    continue;
                }
                let text = format!(
                    r#"{{"Instances":[{record}],"Request":{{"Action":"{operation}s","InstanceId":["i-1"]}}}}"#
                );
                let Ok(AnyCase::Batch(batch)) = AnyCase::read(&crate::json(&text), &Defaults::default())
                else {
                    panic!("{text}")
                };
                let answer = serde_json::to_value(BatchAnswer::new(&batch, &policy)).expect("it is JSON");
                assert_eq!(answer["Retryable"], expected, "{text}");
            }
        }
    }
    assert!(met.iter().all(|met| *met > 0), "never, at first and always retryable: {met:?}");
}

#[test]
fn a_plan() {
    insta::assert_snapshot!(answer(ECONOMICAL, &Policy::documented()));
}

#[test]
fn the_plan_of_a_dry_run_that_passes() {
    let dry_run = ECONOMICAL.replace(r#""StoppedMode": "StopCharging""#, r#""DryRun": "true""#);
    insta::assert_snapshot!(answer(&dry_run, &Policy::documented()));
}

#[test]
fn the_plan_of_a_hibernated_subscription() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Running", "InstanceChargeType": "PrePaid",
        "HibernationOptions": {"Configured": true}}, "Request": {"Action": "StopInstance", "Hibernate": 1}}"#;
    insta::assert_snapshot!(answer(case, &Policy::documented()));
}

/// The plans of the operations that a snapshot of the whole would repeat: status and stop mode.
#[test]
fn the_path_of_every_operation() {
    let arrears =
        r#"{"Status": "Stopped", "StoppedMode": "StopCharging", "Facts": {"StoppedFor": "Arrears"}}"#;
    let stopped = r#"{"Status": "Stopped", "StoppedMode": "StopCharging"}"#;
    let lines = [
        (r#"{"Status": "Running"}"#, r#""StopInstance""#),
        (stopped, r#""StartInstance""#),
        (r#"{"Status": "Running"}"#, r#""RebootInstance""#),
        (stopped, r#""DeleteInstance""#),
        (r#"{"Status": "Running"}"#, r#""DeleteInstance", "Force": true, "ForceStop": false"#),
        (arrears, r#""ReActivateInstances""#),
        ("null", r#""CreateInstance""#),
        ("null", r#""RunInstances", "Amount": 3"#),
    ]
    .map(|(instance, request)| {
        let case = format!(r#"{{"Instance": {instance}, "Request": {{"Action": {request}}}}}"#);
        let json: Json<'_> = serde_json::from_str(&case).expect("the case is JSON");
        let case = Case::read(&json, &Defaults::default()).expect("the case can be read");
        let answer = serde_json::to_value(Answer::new(&case, &Policy::documented())).expect("it is JSON");
        let plan = &answer["Plan"];
        assert_eq!(answer["Outcome"], "Planned");
        assert_eq!(plan["Guard"]["Attributes"]["status"], plan["Status"]["From"]);
        format!("{} {} {}", answer["Rule"], plan["Status"], plan["StoppedMode"]).replace('"', "")
    });
    insta::assert_snapshot!(lines.join("\n"), @r#"
    stop-in-standard-mode {From:Running,To:Stopped,Via:[Stopping]} KeepCharging
    start-on-new-compute {From:Stopped,To:Running,Via:[Starting]} Not-applicable
    reboot-via-stopping {From:Running,To:Running,Via:[Stopping,Starting]} Not-applicable
    release {From:Stopped,To:Released,Via:[]} Not-applicable
    release-after-shutdown {From:Running,To:Released,Via:[Stopping,Stopped]} Not-applicable
    reactivate-and-start {From:Stopped,To:Running,Via:[Starting]} Not-applicable
    create {From:Released,To:Stopped,Via:[Pending]} Not-applicable
    run {From:Released,To:Running,Via:[Pending,Starting]} Not-applicable
    "#);
}

#[test]
fn the_plan_of_a_release() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Stopped", "InstanceType": "ecs.i2.xlarge",
        "OperationLocks": ["security"]}, "Request": {"Action": "DeleteInstance"}}"#;
    insta::assert_snapshot!(answer(case, &Policy::documented()));
}

/// How well the answer is known is that of the violation.
#[test]
fn a_start_that_finds_nothing() {
    let case = r#"{"Instance": {"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging"},
        "Environment": {"Stock": "SoldOut", "Balance": "Insufficient"}, "Request": {"Action": "StartInstance"}}"#;
    insta::assert_snapshot!(answer(case, &Policy::documented()));
}

#[test]
fn a_refusal_with_every_violation() {
    let case = r#"{"Instance": {"InstanceId": "i-2", "Status": "Stopped",
        "OperationLocks": {"LockReason": [{"LockReason": "security"}]}}, "Request": {"Action": "StopInstance"}}"#;
    insta::assert_snapshot!(answer(case, &Policy::documented()));
    insta::assert_snapshot!(answer(case, &Policy::ecs(Revision::V2025_12_03)));
}

#[test]
fn an_instance_that_is_not_there() {
    let case = r#"{"Instance": null, "Request": {"Action": "StopInstance", "Hibernate": true}}"#;
    insta::assert_snapshot!(answer(case, &Policy::documented()));
}

#[test]
fn what_is_done_already() {
    let case =
        r#"{"Instance": {"InstanceId": "i-4", "Status": "Stopped"}, "Request": {"Action": "StopInstance"}}"#;
    insta::assert_snapshot!(answer(case, &Policy::documented().with(StopOfStopped::AlreadyDone)));
}

#[test]
fn what_cannot_be_read() {
    LineReader::default().each(7, b"{\"Status\": \"Gone\"}", |item| {
        let unreadable = item.case.expect_err("there is no such status");
        insta::assert_snapshot!(serde_json::to_string(&unreadable).expect("it can be written"));
    });
}

#[test]
fn inspections() {
    let record = r#"{"InstanceId": "i-1", "Status": "Stopped", "StoppedMode": "StopCharging", "GPUAmount": 1,
        "OperationLocks": {"LockReason": [{"LockReason": "Recycling"}, {"LockReason": "financial-recycling"}]},
        "EipAddress": {"IpAddress": "203.0.113.8"}}"#;
    let json: Json<'_> = serde_json::from_str(record).expect("the record is JSON");
    let record = Record::read(&json).expect("the record can be read");
    let inspection = Inspection::new(&record, &Policy::documented());
    insta::assert_snapshot!(serde_json::to_string_pretty(&inspection).expect("it can be written"));
}

#[test]
fn a_standard_stop() {
    let case =
        r#"{"Instance": {"InstanceId": "i-3", "Status": "Running"}, "Request": {"Action": "StopInstance"}}"#;
    let case = Case::read(&serde_json::from_str(case).expect("the case is JSON"), &Defaults::default());
    let case = case.expect("the case can be read");
    let line = serde_json::to_string(&Answer::new(&case, &Policy::documented())).expect("it can be written");
    insta::assert_snapshot!(line, @r#"{"InstanceId":"i-3","Outcome":"Planned","Rule":"stop-in-standard-mode","Evidence":"Documented","Plan":{"Status":{"From":"Running","Via":["Stopping"],"To":"Stopped"},"StoppedMode":"KeepCharging","Hibernates":false,"Resources":[{"Resource":"Vcpu","Disposition":"Retained","BilledBefore":true,"BilledAfter":true,"AtNextStart":"Unchanged"},{"Resource":"Memory","Disposition":"Retained","BilledBefore":true,"BilledAfter":true,"AtNextStart":"Unchanged"},{"Resource":"MemoryContents","Disposition":"Lost","BilledBefore":false,"BilledAfter":false,"AtNextStart":"Empty"},{"Resource":"SystemDisk","Disposition":"Retained","BilledBefore":true,"BilledAfter":true,"AtNextStart":"Unchanged"},{"Resource":"DataDisks","Disposition":"Retained","BilledBefore":true,"BilledAfter":true,"IfPresent":true,"AtNextStart":"Unchanged"},{"Resource":"Snapshots","Disposition":"Retained","BilledBefore":true,"BilledAfter":true,"IfPresent":true,"AtNextStart":"Unchanged"},{"Resource":"PrivateIp","Disposition":"Retained","BilledBefore":false,"BilledAfter":false,"AtNextStart":"Unchanged"},{"Resource":"ImageLicence","Disposition":"Retained","BilledBefore":true,"BilledAfter":true,"IfPresent":true,"AtNextStart":"Unchanged"},{"Resource":"Configuration","Disposition":"Retained","BilledBefore":false,"BilledAfter":false,"AtNextStart":"Unchanged"}],"Risks":[],"Guard":{"Operation":"StopInstance","Attributes":{"status":"Running","task":"None","charge_type":"PostPaid","network_type":"vpc","spot_strategy":"NoSpot","locks.security":"No","locks.financial":"No","locks.recycling":"No","locks.dedicated_host_financial":"No","locks.refunded":"No","locks.unknown":"No","standing":"Good","disk_in_arrears":"No","stopped_mode":"Not-applicable","stopped_for":"Request","hibernated":"No","compute_recycled":"No","local_storage":"No","family_i1":"No","local_ssd":"No","persistent_memory":"No","burstable":"No","unlimited_credits":"No","sealed_data":"No","gpu":"No","static_address":"None","elastic_address":"No","hibernation_configured":"No","disk_status":"Ready","encryption_key":"None","data_disks":"Unknown","snapshots":"Unknown","image_licence":"Unknown","managed_by_product":"No"}}}}"#);
}

#[test]
fn inspections_of_two_records() {
    let records = [
        r#"{"InstanceId": "i-1", "Status": "Running", "StoppedMode": "Not-applicable", "InstanceType": "ecs.t6-c1m2.large",
            "PublicIpAddress": {"IpAddress": ["203.0.113.7"]}, "OperationLocks": {"LockReason": [{"LockReason": "Security"}]}}"#,
        r#"{"Status": "Stopped", "InstanceChargeType": "PrePaid", "InstanceNetworkType": "classic", "InstanceType": "ecs.i2.xlarge"}"#,
    ];
    let written = records.map(|record| {
        let json: Json<'_> = serde_json::from_str(record).expect("the record is JSON");
        let record = Record::read(&json).expect("the record can be read");
        serde_json::to_string(&Inspection::new(&record, &Policy::documented())).expect("it can be written")
    });
    insta::assert_snapshot!(written.join("\n"), @r#"
    {"InstanceId":"i-1","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","SpotInterruptionBehavior":"Terminate","Locks":["security"],"StoppedMode":null,"HibernationConfigured":false,"Gpu":false,"StaticPublicIp":true,"ElasticIp":false,"DeletionProtection":false,"Task":"None","SpotProtected":false,"Standing":"Good","DiskInArrears":false,"StoppedFor":"Request","StatusBefore":"Running","Hibernated":false,"ComputeRecycled":false,"Initializing":false,"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":true,"UnlimitedCredits":false,"SealedData":false,"SystemDisk":"Present","DiskStatus":"Ready","EncryptionKey":"None","DeleteWithInstance":true,"SystemDiskDeleteWithInstance":true,"DeleteAutoSnapshot":false,"AutoReleaseTime":false,"DataDisks":"Unknown","Snapshots":"Unknown","ImageLicence":"Unknown","VolumesAttached":false,"RouteEntry":false,"LoadBalancerConfiguring":false,"NetworkInterfaceLinked":false,"ManagedByProduct":false,"EligibleForEconomicalMode":true,"Assumed":{"AutoReleaseTime":false,"DataDisks":"Unknown","DeleteAutoSnapshot":false,"DeleteWithInstance":true,"DeletionProtection":false,"DiskInArrears":false,"DiskStatus":"Ready","EipAddress":false,"EncryptionKey":"None","HibernationOptions":false,"ImageLicence":"Unknown","Initializing":false,"InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","LoadBalancerConfiguring":false,"ManagedByProduct":false,"NetworkInterfaceLinked":false,"RouteEntry":false,"Snapshots":"Unknown","SpotStrategy":"NoSpot","Standing":"Good","SystemDisk":"Present","SystemDiskDeleteWithInstance":true,"UnlimitedCredits":false,"VolumesAttached":false}}
    {"InstanceId":null,"Status":"Stopped","InstanceChargeType":"PrePaid","InstanceNetworkType":"classic","SpotStrategy":"NoSpot","SpotInterruptionBehavior":"Terminate","Locks":[],"StoppedMode":"Not-applicable","HibernationConfigured":false,"Gpu":false,"StaticPublicIp":false,"ElasticIp":false,"DeletionProtection":false,"Task":"None","SpotProtected":false,"Standing":"Good","DiskInArrears":false,"StoppedFor":"Request","StatusBefore":"Running","Hibernated":false,"ComputeRecycled":false,"Initializing":false,"LocalStorage":true,"FamilyI1":false,"LocalSsd":true,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"SystemDisk":"Present","DiskStatus":"Ready","EncryptionKey":"None","DeleteWithInstance":true,"SystemDiskDeleteWithInstance":true,"DeleteAutoSnapshot":false,"AutoReleaseTime":false,"DataDisks":"Unknown","Snapshots":"Unknown","ImageLicence":"Unknown","VolumesAttached":false,"RouteEntry":false,"LoadBalancerConfiguring":false,"NetworkInterfaceLinked":false,"ManagedByProduct":false,"EligibleForEconomicalMode":false,"Assumed":{"AutoReleaseTime":false,"ComputeRecycled":false,"DataDisks":"Unknown","DeleteAutoSnapshot":false,"DeleteWithInstance":true,"DeletionProtection":false,"DiskInArrears":false,"DiskStatus":"Ready","EipAddress":false,"EncryptionKey":"None","HibernationOptions":false,"ImageLicence":"Unknown","Initializing":false,"LoadBalancerConfiguring":false,"ManagedByProduct":false,"NetworkInterfaceLinked":false,"OperationLocks":[],"PublicIpAddress":"None","RouteEntry":false,"Snapshots":"Unknown","SpotStrategy":"NoSpot","Standing":"Good","StoppedFor":"Request","SystemDisk":"Present","SystemDiskDeleteWithInstance":true,"VolumesAttached":false}}
    "#);
}
