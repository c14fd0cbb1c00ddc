//! Policy files: exported, read, and rejected with their line.

use crate::lifecycle;
use std::path::PathBuf;

const HOUSE: &str = "examples/policies/house.toml";

/// A file that is removed with the test.
pub(crate) struct Written(PathBuf);

impl Written {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("lifecycle-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("the file can be written");
        Self(path)
    }

    pub(crate) fn name(&self) -> &str {
        self.0.to_str().expect("a name in UTF-8")
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn built_in_policies_are_exported() {
    insta::assert_snapshot!(lifecycle(&["policy", "show"], "").show(), @r#"
    policy = 1
    base = "ecs-2024-11-14"
    [exit 0]
    "#);
    let ran = lifecycle(
        &["policy", "show", "ecs-2025-12-03", "--interpretation", "R2=Deny", "--format", "json"],
        "",
    );
    insta::assert_snapshot!(ran.show(), @r#"
    {
      "policy": 1,
      "base": "ecs-2025-12-03",
      "interpretations": {
        "security-locked-stop": "Deny"
      }
    }
    [exit 0]
    "#);
}

#[test]
fn exported_policies_are_read_back() {
    let toml = lifecycle(&["policy", "show", HOUSE], "").stdout;
    let json = lifecycle(&["policy", "show", HOUSE, "--format", "json"], "").stdout;
    for (name, text) in [("house.toml", &toml), ("house.json", &json)] {
        let file = Written::new(name, text);
        assert_eq!(lifecycle(&["policy", "show", file.name()], "").stdout, toml);
        assert_eq!(lifecycle(&["policy", "show", file.name(), "--format", "json"], "").stdout, json);
    }
}

#[test]
fn custom_rules_decide() {
    let record = r#"{"InstanceId":"i-1","Status":"Running","Facts":{"LocalStorage":false}}"#;
    let explained =
        |arguments: &[&str]| lifecycle(&[arguments, &["--policy", HOUSE]].concat(), record).stdout;
    insta::assert_snapshot!(explained(&["explain", "DeleteInstance", "--force"]), @r"
    i-1  DeleteInstance  1 violation
      1. keep-what-runs  403 House.StopFirst
         Stop the instance before you delete it.
         applies when status: Running, charge_type: PostPaid
         evidence: custom rule of the policy
         reason: a forced release has cost us data once
      would succeed: if status were Stopped (owner must change it)
                 or with --terminate-subscription, if charge_type were PrePaid
                    (owner must change it) and locks.financial were Yes (owner must
                    change it)
                 or with --terminate-subscription, if charge_type were PrePaid
                    (owner must change it) and standing were Expired (owner must
                    change it)
      assumed (not in the record): InstanceChargeType=PostPaid, SpotStrategy=NoSpot,
      OperationLocks=none, DeletionProtection=false, Standing=Good,
      Initializing=false, VolumesAttached=false, RouteEntry=false,
      LoadBalancerConfiguring=false, NetworkInterfaceLinked=false,
      ManagedByProduct=false; set them with `Facts` or `--assume`
    ");
    insta::assert_snapshot!(explained(&["plan", "DeleteInstance", "--force", "--format", "json"]), @r#"{"InstanceId":"i-1","Outcome":"Rejected","Rule":"keep-what-runs","Evidence":"Own","Retryable":false,"Error":{"HttpStatus":403,"Code":"House.StopFirst","Message":"Stop the instance before you delete it."},"Violations":[{"Rule":"keep-what-runs","HttpStatus":403,"Code":"House.StopFirst","Message":"Stop the instance before you delete it."}],"Assumed":{"InstanceChargeType":"PostPaid","SpotStrategy":"NoSpot","OperationLocks":[],"DeletionProtection":false,"Standing":"Good","Initializing":false,"VolumesAttached":false,"RouteEntry":false,"LoadBalancerConfiguring":false,"NetworkInterfaceLinked":false,"ManagedByProduct":false}}"#);
    insta::assert_snapshot!(lifecycle(&["why", "keep-what-runs", "--policy", HOUSE], "").show_narrow(), @r"
    keep-what-runs  refuses DeleteInstance, stage House
      raises 403 House.StopFirst, a custom error
        Stop the instance before you delete it.
      applies when status: Running, charge_type: PostPaid
      reason: a forced release has cost us data once
      takes precedence over: release-after-shutdown, release
      preceded by: initializing, deletion-protection, status-not-stopped,
      volumes-attached, network-interface-linked, route-entry,
      load-balancer-configuring, managed-by-product
    [exit 0]
    ");
    insta::assert_snapshot!(lifecycle(&["why", "gpus-keep-their-place", "--policy", HOUSE], "").show_narrow(), @r"
    gpus-keep-their-place  settles StopInstance
      settles like stop-in-standard-mode
      applies when charge_type: PostPaid, gpu: Yes, request.stopped_mode:
      StopCharging, request.hibernate: No
      reason: GPU capacity is often sold out at the next start
      takes precedence over: stop-economically, stop-in-standard-mode
      preceded by: not-found, security-lock, expired-or-in-arrears,
      status-not-running, disk-status, managed-by-product, kms-unauthorized,
      kms-key-untagged, kms-key-not-enabled
    [exit 0]
    ");
}

#[test]
fn custom_settlements_are_named() {
    let record = r#"{"InstanceId":"i-1","Status":"Running","GPUAmount":1,"Facts":{"LocalStorage":false}}"#;
    let arguments = ["plan", "StopInstance", "--stopped-mode", "StopCharging", "--policy", HOUSE];
    insta::assert_snapshot!(lifecycle(&arguments, record).show_narrow(), @r#"
    i-1  StopInstance  planned
      Running -> Stopping -> Stopped
      rule gpus-keep-their-place; stop mode KeepCharging
      evidence: custom rule of the policy
      asynchronous: poll until `Stopped`; precondition: status `Running`
      keeps: private address, disk data, capacity
      resource        effect    billed           at next start
      Vcpu            Retained  yes              Unchanged
      Memory          Retained  yes              Unchanged
      Gpu             Retained  yes              Unchanged
      MemoryContents  Lost      no               Empty
      SystemDisk      Retained  yes              Unchanged
      DataDisks       Retained  yes, if present  Unchanged
      Snapshots       Retained  yes, if present  Unchanged
      PrivateIp       Retained  no               Unchanged
      ImageLicence    Retained  yes, if present  Unchanged
      Configuration   Retained  no               Unchanged
      risks: RequestedModeIgnored
      assumed (not in the record): InstanceChargeType=PostPaid,
      InstanceNetworkType=vpc, SpotStrategy=NoSpot, OperationLocks=none,
      HibernationOptions=false, PublicIpAddress=None, EipAddress=false,
      Standing=Good, DiskInArrears=false, LocalSsd=false, PersistentMemory=false,
      Burstable=false, UnlimitedCredits=false, SealedData=false, DiskStatus=Ready,
      EncryptionKey=None, ManagedByProduct=false; set them with `Facts` or
      `--assume`
      assumed (environment): PrivatePool=None; set them with `Environment` or
      `--environment`

    [exit 0]
    "#);
}

#[test]
fn errors_of_policy_files_name_the_place() {
    let house =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/policies/house.toml"));
    let house = house.expect("the example is there");
    let refused = |from: &str, to: &str| {
        assert!(house.contains(from), "{from}");
        let file = Written::new(&format!("{}.toml", to.len()), &house.replacen(from, to, 1));
        let ran = lifecycle(&["plan", "StopInstance", "--policy", file.name()], "");
        assert_eq!((ran.status, ran.stdout.as_str()), (Some(2), ""));
        ran.stderr.lines().next().expect("a message").replace(file.name(), "FILE")
    };
    #[rustfmt::skip] // a table: one line a row
    let table = [
        (refused("base = ", "bases = "), "line 3, column 1: unknown field `bases`: did you mean `base`?"),
        (refused("\"Deny\"", "\"Denied\""), "line 7, column 1: at `interpretations.security-locked-stop`: unknown value `Denied` of `security-locked-stop`, expected `Deny` or `Allow`"),
        (refused("gpu = ", "gpus = "), "line 25, column 10: at `rules[1].when.gpus`: unknown attribute `gpus`: did you mean `gpu`?"),
        (refused("[[rules]]", "[[rules]"), "line 13, column 9: unclosed array table, expected `]`"),
    ];
    for (found, expected) in table {
        assert_eq!(found, format!("error: invalid value 'FILE' for '--policy <POLICY>': {expected}"));
    }
}

#[test]
fn the_schema_is_printed() {
    let ran = lifecycle(&["policy", "schema"], "");
    let schema: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(schema, instance_lifecycle_wire::policy_schema());
}

/// A custom rule gives its reason, and its place among the other rules.
#[test]
fn custom_rules_are_described() {
    let why = |rule| lifecycle(&["why", rule, "--policy", "examples/policies/house.toml"], "").show_narrow();
    insta::assert_snapshot!(why("keep-what-runs"), @r"
    keep-what-runs  refuses DeleteInstance, stage House
      raises 403 House.StopFirst, a custom error
        Stop the instance before you delete it.
      applies when status: Running, charge_type: PostPaid
      reason: a forced release has cost us data once
      takes precedence over: release-after-shutdown, release
      preceded by: initializing, deletion-protection, status-not-stopped,
      volumes-attached, network-interface-linked, route-entry,
      load-balancer-configuring, managed-by-product
    [exit 0]
    ");
    insta::assert_snapshot!(why("gpus-keep-their-place"), @r"
    gpus-keep-their-place  settles StopInstance
      settles like stop-in-standard-mode
      applies when charge_type: PostPaid, gpu: Yes, request.stopped_mode:
      StopCharging, request.hibernate: No
      reason: GPU capacity is often sold out at the next start
      takes precedence over: stop-economically, stop-in-standard-mode
      preceded by: not-found, security-lock, expired-or-in-arrears,
      status-not-running, disk-status, managed-by-product, kms-unauthorized,
      kms-key-untagged, kms-key-not-enabled
    [exit 0]
    ");
}
