//! What is written reads back as the same case.

use crate::{case, json, record};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{
    ChargeType, LockReason, Locks, NetworkType, SpotStrategy, StoppedMode, Task,
};
use instance_lifecycle::request::{Amount, Parameters, StopModeAsked};
use instance_lifecycle::{Environment, Instance, Request, RunInstances, Status, StopInstance};
use instance_lifecycle_wire::{Case, Defaults, Notes, Record};
use std::collections::HashSet;

fn written(case: &Case) -> String {
    serde_json::to_string(case).expect("a case can be written")
}

fn assert_round_trip(case: &Case) {
    let text = written(case);
    let read =
        Case::read(&json(&text), &Defaults::default()).unwrap_or_else(|error| panic!("{error} in {text}"));
    // The notes are about the text, not about the case.
    let read = Case { notes: case.notes.clone(), ..read };
    assert_eq!(&read, case, "{text}");
    assert_eq!(written(&read), text);
}

/// A case of the instance with everything known.
fn of(instance: Instance) -> Case {
    let record = Record { instance_id: Some("i-1".to_owned()), ..instance.into() };
    Case {
        id: Some("i-1".to_owned()),
        record: Some(record),
        environment: Environment::DEFAULT,
        request: Request::StopInstance(StopInstance::default()),
        notes: Notes::default(),
    }
}

/// Instances that differ from `base` in one field, by every value that field has.
macro_rules! each_value {
    ($base:expr, $($field:ident),+ $(,)?) => {{
        let base: Instance = $base;
        let mut instances = vec![base];
        $(instances.extend(values(base.$field).map(|$field| base.with(|it| it.$field = $field)));)+
        instances
    }};
}

fn values<T: Finite>(_: T) -> impl Iterator<Item = T> {
    (0..T::NAMES.len()).map(T::from_index)
}

#[test]
fn every_value_of_every_field() {
    let stopped = Instance::DEFAULT.with(|it| {
        it.status = Status::Stopped;
        it.stopped_mode = StoppedMode::KeepCharging;
        it.hibernation_configured = true;
        it.spot_strategy = SpotStrategy::SpotAsPriceGo;
    });
    let everywhere = [Instance::DEFAULT, stopped].into_iter().flat_map(|base| {
        each_value!(
            base,
            charge_type,
            network_type,
            spot_strategy,
            spot_protected,
            standing,
            disk_in_arrears,
            stopped_for,
            status_before,
            hibernated,
            hibernation_configured,
            local_storage,
            family_i1,
            persistent_memory,
            burstable,
            gpu,
            static_address,
            elastic_address,
            system_disk,
            disk_status,
            encryption_key,
            initializing,
            compute_recycled,
            deletion_protection,
            delete_with_instance,
            volumes_attached,
            route_entry,
            load_balancer_configuring,
            network_interface_linked,
            managed_by_product,
        )
    });
    // These count in one status only.
    let spot = stopped.with(|it| {
        it.status = Status::Running;
        it.stopped_mode = Instance::DEFAULT.stopped_mode;
    });
    let some = each_value!(stopped, stopped_mode).into_iter().chain(each_value!(spot, spot_interruption));
    let mut n = 0;
    for instance in everywhere.chain(some) {
        assert_round_trip(&of(instance));
        n += 1;
    }
    assert_eq!(n, 2 * (1 + 66) + (1 + 3) + (1 + 2));
}

#[test]
fn every_task() {
    for (status, task) in (0..5).flat_map(|n| values(Task::None).map(move |task| (n, task))) {
        let status = Status::from_index(status);
        let text = format!(r#"{{"Status": "{status}", "Facts": {{"Task": "{task}"}}}}"#);
        if let Ok(record) = Record::read(&json(&text)) {
            assert_round_trip(&Case { id: None, record: Some(record), ..of(Instance::DEFAULT) });
        }
    }
}

#[test]
fn every_set_of_locks() {
    for set in 0..1 << LockReason::ALL.len() {
        for unknown in [false, true] {
            let reasons = LockReason::ALL.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1);
            let locks = reasons.fold(
                if unknown { Locks::NONE.with_unknown() } else { Locks::NONE },
                |locks, (_, &reason)| locks.with(reason),
            );
            assert_round_trip(&of(Instance::DEFAULT.with(|it| it.locks = locks)));
        }
    }
    let locked = record(r#"{"Status": "Running", "OperationLocks": ["Zeta", "security", "ärger \"x\""]}"#);
    assert_round_trip(&Case { id: None, record: Some(locked), ..of(Instance::DEFAULT) });
}

#[test]
fn every_environment_field() {
    macro_rules! each {
        ($($field:ident),+) => {
            $(for $field in values(Environment::DEFAULT.$field) {
                assert_round_trip(&Case { environment: Environment::DEFAULT.with(|it| it.$field = $field), ..of(Instance::DEFAULT) });
            })+
        };
    }
    each!(
        economical_mode_default,
        balance,
        stock,
        quota,
        spot_price,
        host_repairing,
        private_pool,
        capacity_reservation,
        dedicated_host
    );
}

#[test]
fn the_mode_of_every_stop_in_flight() {
    for task in [Task::Stop, Task::Hibernate, Task::Reboot, Task::Release] {
        for stopped_mode in values(StoppedMode::NotApplicable) {
            assert_round_trip(&of(Instance::DEFAULT.with(|it| {
                it.status = Status::Stopping;
                it.task = task;
                it.stopped_mode = stopped_mode;
            })));
        }
    }
}

/// All parameters, each with each.
fn all_parameters() -> impl Iterator<Item = Parameters> {
    let words = values(StopModeAsked::Absent).flat_map(|asked| {
        values(ChargeType::PostPaid).flat_map(move |charge_type| {
            values(NetworkType::Vpc).flat_map(move |network_type| {
                values(SpotStrategy::NoSpot).map(move |spot| (asked, charge_type, network_type, spot))
            })
        })
    });
    words.flat_map(|(stopped_mode, new_charge_type, new_network_type, new_spot_strategy)| {
        (0..1 << 9).map(move |flags| {
            Parameters::DEFAULT.with(|it| {
                it.stopped_mode = stopped_mode;
                it.force_stop = flags & 1 != 0;
                it.confirm_stop = flags & 2 != 0;
                it.hibernate = flags & 4 != 0;
                it.dry_run = flags & 8 != 0;
                it.init_local_disk = flags & 16 != 0;
                it.force = flags & 32 != 0;
                it.delete_force_stop = flags & 64 != 0;
                it.terminate_subscription = flags & 128 != 0;
                it.new_charge_type = new_charge_type;
                it.new_network_type = new_network_type;
                it.new_spot_strategy = new_spot_strategy;
                it.new_hibernation = flags & 256 != 0;
            })
        })
    })
}

#[test]
fn every_request() {
    let counts = Request::DEFAULTS.iter().map(|default| {
        let operation = default.operation();
        let requests: HashSet<Request> =
            all_parameters().map(|parameters| Request::new(operation, parameters)).collect();
        for &request in &requests {
            let case = of(Instance::DEFAULT);
            let record = case.record.clone().filter(|_| !request.creates());
            assert_round_trip(&Case { request, record, ..case });
        }
        (operation.as_str(), requests.len())
    });
    assert_eq!(
        counts.collect::<Vec<_>>(),
        [
            ("StopInstance", 48),
            ("StartInstance", 4),
            ("RebootInstance", 4),
            ("DeleteInstance", 16),
            ("ReActivateInstances", 1),
            ("CreateInstance", 24),
            ("RunInstances", 24),
        ]
    );
}

#[test]
fn every_amount() {
    for amount in (1..=100).filter_map(Amount::new) {
        let request = RunInstances::DEFAULT.with(|it| it.amount = amount).into();
        assert_round_trip(&Case { request, record: None, ..of(Instance::DEFAULT) });
    }
}

/// What was assumed is still assumed after writing and interpretation.
#[test]
fn what_was_read_loosely() {
    for text in [
        r#"{"Status": "Running"}"#,
        r#"{"Status": "Stopped"}"#,
        r#"{"Status": "Stopped", "InstanceChargeType": "PrePaid"}"#,
        r#"{"Status": "Stopped", "StoppedMode": "Not-applicable", "HibernationOptions": {"Configured": true}}"#,
        r#"{"Status": "Stopping", "InstanceType": "ecs.i1.large"}"#,
        r#"{"Status": "Stopping", "Facts": {"Task": "Stop"}}"#,
        r#"{"Status": "Pending", "LocalStorageAmount": 0, "CreditSpecification": "Standard"}"#,
        r#"{"Status": "Running", "SpotStrategy": "SpotAsPriceGo", "Facts": {"SpotProtected": false}}"#,
        r#"{"Status": "Running", "SpotStrategy": "SpotAsPriceGo", "SpotInterruptionBehavior": "Stop"}"#,
        r#"{"Status": "Running", "OperationLocks": null, "VpcAttributes": {"VpcId": "vpc-1"}}"#,
        r#"{"Status": "Running", "Facts": {"StoppedFor": "Arrears", "Hibernated": true, "SpotProtected": true}}"#,
        r#"{"Status": "Running", "Facts": {"Standing": "Good", "EncryptionKey": "None", "Initializing": false}}"#,
    ] {
        let instance = case(&format!(r#"{{"Instance": {text}, "Request": {{"Action": "StopInstance"}}}}"#));
        assert_round_trip(&instance);
        let id = Some("i-9".to_owned());
        assert_round_trip(&Case { id, ..instance });
    }
}

#[test]
fn no_instance() {
    for id in [None, Some("i-9".to_owned())] {
        assert_round_trip(&Case { id, record: None, ..of(Instance::DEFAULT) });
    }
}

/// A released instance has no record: `null` stands for it.
#[test]
fn a_released_instance() {
    let released = of(Instance::RELEASED);
    assert_eq!(
        written(&released),
        r#"{"Instance":null,"Request":{"Action":"StopInstance","InstanceId":"i-1"}}"#
    );
    let read = case(&written(&released));
    assert_eq!((read.instance(), read.id), (released.instance(), released.id));
}

#[test]
fn what_is_plain_is_not_written() {
    insta::assert_snapshot!(
        written(&case(r#"{"Instance": {"Status": "Running"}, "Environment": {}, "Request": {"Action": "StopInstance", "DryRun": false}}"#)),
        @r#"{"Instance":{"Status":"Running"},"Request":{"Action":"StopInstance"}}"#
    );
    insta::assert_snapshot!(
            written(&of(Instance::DEFAULT.with(|it| {
    it.locks = Locks::NONE.with(LockReason::Security);
    it.static_address = instance_lifecycle::instance::StaticAddress::PayByBandwidth;
    it.elastic_address = true;
    it.gpu = true;
    }))),
            @r#"{"Instance":{"InstanceId":"i-1","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[{"LockReason":"security"}]},"HibernationOptions":{"Configured":false},"GPUAmount":1,"PublicIpAddress":{"IpAddress":["203.0.113.1"]},"InternetChargeType":"PayByBandwidth","EipAddress":{"IpAddress":"198.51.100.1"},"DeletionProtection":false,"Facts":{"Standing":"Good","DiskInArrears":false,"Initializing":false,"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"SystemDisk":"Present","DiskStatus":"Ready","EncryptionKey":"None","DeleteWithInstance":true,"SystemDiskDeleteWithInstance":true,"DeleteAutoSnapshot":false,"AutoReleaseTime":false,"DataDisks":"Unknown","Snapshots":"Unknown","ImageLicence":"Unknown","VolumesAttached":false,"RouteEntry":false,"LoadBalancerConfiguring":false,"NetworkInterfaceLinked":false,"ManagedByProduct":false}},"Request":{"Action":"StopInstance"}}"#
        );
}
