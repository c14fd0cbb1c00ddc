//! The example files, read whole.

use crate::{stop, tell};
use instance_lifecycle_wire::{MAX_LINE, Stream};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

fn told(name: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/records").join(name);
    let file = BufReader::new(File::open(&path).expect("the example is there"));
    Stream::new(file, MAX_LINE, stop())
        .map(|item| {
            let item = item.expect("it can be read");
            let case = item.case.as_ref().map(|case| serde_json::to_string(case).expect("it can be written"));
            format!("{} {}", tell(&item), case.unwrap_or_default())
        })
        .collect()
}

#[test]
fn running() {
    insta::assert_snapshot!(told("running.json").join("\n"), @r#"
    9: i-bp1gtjxuuvwj17zr1a7z {"Instance":{"InstanceId":"i-bp1gtjxuuvwj17zr1a7z","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[]},"HibernationOptions":{"Configured":false},"GPUAmount":0,"PublicIpAddress":{"IpAddress":["203.0.113.1"]},"InternetChargeType":"PayByTraffic","EipAddress":{"IpAddress":""},"DeletionProtection":false,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"AutoReleaseTime":false}},"Request":{"Action":"StopInstance"}}
    146: i-bp1c2b8rk3h4n5m6p7qs {"Instance":{"InstanceId":"i-bp1c2b8rk3h4n5m6p7qs","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[{"LockReason":"security"}]},"HibernationOptions":{"Configured":false},"GPUAmount":0,"PublicIpAddress":{"IpAddress":[]},"EipAddress":{"IpAddress":"198.51.100.1"},"DeletionProtection":false,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"AutoReleaseTime":false}},"Request":{"Action":"StopInstance"}}
    288: i-bp18v7x6z5y4w3u2t1sr {"Instance":{"InstanceId":"i-bp18v7x6z5y4w3u2t1sr","Status":"Stopped","InstanceChargeType":"PrePaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","StoppedMode":"Not-applicable","OperationLocks":{"LockReason":[]},"HibernationOptions":{"Configured":false},"GPUAmount":0,"PublicIpAddress":{"IpAddress":[]},"EipAddress":{"IpAddress":""},"DeletionProtection":true,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"AutoReleaseTime":false}},"Request":{"Action":"StopInstance"}}
    423: i-bp1f9e8d7c6b5a4g3h2j {"Instance":{"InstanceId":"i-bp1f9e8d7c6b5a4g3h2j","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[]},"HibernationOptions":{"Configured":false},"GPUAmount":0,"PublicIpAddress":{"IpAddress":[]},"EipAddress":{"IpAddress":""},"DeletionProtection":false,"Facts":{"LocalStorage":true,"FamilyI1":false,"LocalSsd":true,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"AutoReleaseTime":false}},"Request":{"Action":"StopInstance"}}
    "#);
}

#[test]
fn cases() {
    insta::assert_snapshot!(told("cases.ndjson").join("\n"), @r#"
    1: i-bp1gtjxuuvwj17zr1a7z {"Instance":{"InstanceId":"i-bp1gtjxuuvwj17zr1a7z","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    2: i-bp1gtjxuuvwj17zr1a7z {"Instance":{"InstanceId":"i-bp1gtjxuuvwj17zr1a7z","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"PublicIpAddress":{"IpAddress":["203.0.113.1"]},"InternetChargeType":"PayByTraffic","Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"EncryptionKey":"Usable"}},"Environment":{"EconomicalModeDefault":true},"Request":{"Action":"StopInstance"}}
    3: i-bp1h5s2q9x8c7v6b5n4m {"Instance":{"InstanceId":"i-bp1h5s2q9x8c7v6b5n4m","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":true,"SealedData":false}},"Request":{"Action":"StopInstance","StoppedMode":"StopCharging"}}
    4: i-bp1c2b8rk3h4n5m6p7qs {"Instance":{"InstanceId":"i-bp1c2b8rk3h4n5m6p7qs","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[{"LockReason":"security"}]},"GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    5: i-bp1c2b8rk3h4n5m6p7qt {"Instance":{"InstanceId":"i-bp1c2b8rk3h4n5m6p7qt","Status":"Stopped","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","StoppedMode":"KeepCharging","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    6: i-bp1f9e8d7c6b5a4g3h2j {"Instance":{"InstanceId":"i-bp1f9e8d7c6b5a4g3h2j","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":true,"FamilyI1":false,"LocalSsd":true,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    7: i-bp1f9e8d7c6b5a4g3h2j {"Instance":{"InstanceId":"i-bp1f9e8d7c6b5a4g3h2j","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":true,"FamilyI1":false,"LocalSsd":true,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance","StoppedMode":"StopCharging","ConfirmStop":true}}
    8: i-bp18v7x6z5y4w3u2t1sr {"Instance":{"InstanceId":"i-bp18v7x6z5y4w3u2t1sr","Status":"Running","InstanceChargeType":"PrePaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"Standing":"Expired","LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    9: i-bp1gtjxuuvwj17zr1a7z {"Instance":{"InstanceId":"i-bp1gtjxuuvwj17zr1a7z","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance","DryRun":true}}
    10: i-bp1k4l3j2h1g9f8d7s6a {"Instance":{"InstanceId":"i-bp1k4l3j2h1g9f8d7s6a","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","HibernationOptions":{"Configured":true},"GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance","StoppedMode":"StopCharging","Hibernate":true}}
    11: i-bp1zzzzzzzzzzzzzzzzz {"Instance":null,"Request":{"Action":"StopInstance","InstanceId":"i-bp1zzzzzzzzzzzzzzzzz"}}
    12: i-bp1m2n3b4v5c6x7z8l9k {"Instance":{"InstanceId":"i-bp1m2n3b4v5c6x7z8l9k","Status":"Stopped","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","StoppedMode":"StopCharging","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StartInstance"}}
    13: i-bp1m2n3b4v5c6x7z8l9k {"Instance":{"InstanceId":"i-bp1m2n3b4v5c6x7z8l9k","Status":"Stopped","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","StoppedMode":"StopCharging","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Environment":{"Stock":"SoldOut"},"Request":{"Action":"StartInstance"}}
    14: i-bp1gtjxuuvwj17zr1a7z {"Instance":{"InstanceId":"i-bp1gtjxuuvwj17zr1a7z","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"RebootInstance","ForceStop":true}}
    15: i-bp1gtjxuuvwj17zr1a7z {"Instance":{"InstanceId":"i-bp1gtjxuuvwj17zr1a7z","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false,"DeleteWithInstance":true}},"Request":{"Action":"DeleteInstance","Force":true,"ForceStop":false}}
    16: i-bp1q1w2e3r4t5y6u7i8o {"Instance":{"InstanceId":"i-bp1q1w2e3r4t5y6u7i8o","Status":"Stopped","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","GPUAmount":0,"DeletionProtection":true,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"DeleteInstance"}}
    17: i-bp1p9o8i7u6y5t4r3e2w {"Instance":{"InstanceId":"i-bp1p9o8i7u6y5t4r3e2w","Status":"Stopped","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","StoppedMode":"StopCharging","OperationLocks":{"LockReason":[{"LockReason":"financial"}]},"GPUAmount":0,"Facts":{"Standing":"InArrears","StoppedFor":"Arrears","StatusBefore":"Running","LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"ReActivateInstances"}}
    18: - {"Instance":null,"Request":{"Action":"CreateInstance","InstanceChargeType":"PrePaid"}}
    19: - {"Instance":null,"Request":{"Action":"RunInstances","SpotStrategy":"SpotAsPriceGo","Amount":3}}
    "#);
}

#[test]
fn old_client() {
    insta::assert_snapshot!(told("old-client.json").join("\n"), @r#"
    8: i-28n7dwazo {"Instance":{"InstanceId":"i-28n7dwazo","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"classic","OperationLocks":{"LockReason":[]},"GPUAmount":0,"PublicIpAddress":{"IpAddress":["203.0.113.1"]},"InternetChargeType":"PayByBandwidth","EipAddress":{"IpAddress":""},"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    45: i-bp1d6tsvznfghy7y40ch {"Instance":{"InstanceId":"i-bp1d6tsvznfghy7y40ch","Status":"Running","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","SpotStrategy":"NoSpot","OperationLocks":{"LockReason":[{"LockReason":"recycling"}]},"HibernationOptions":{"Configured":false},"GPUAmount":0,"DeletionProtection":false,"Facts":{"LocalStorage":false,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":true,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    72: i-bp1e7ut0wogiz8z51di9 {"Instance":{"InstanceId":"i-bp1e7ut0wogiz8z51di9","Status":"Stopped","InstanceChargeType":"PostPaid","InstanceNetworkType":"vpc","StoppedMode":"KeepCharging","OperationLocks":{"LockReason":[{"LockReason":"financial"}]},"GPUAmount":0,"Facts":{"LocalStorage":true,"FamilyI1":false,"LocalSsd":false,"PersistentMemory":false,"Burstable":false,"UnlimitedCredits":false,"SealedData":false}},"Request":{"Action":"StopInstance"}}
    "#);
}
