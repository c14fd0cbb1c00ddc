//! Policy files: exported, read, and rejected with their line.

use crate::lifecycle;
use std::path::PathBuf;

const HOUSE: &str = "examples/policies/house.toml";

/// A file that is removed with the test.
pub(crate) struct Written(PathBuf);

impl Written {
    pub(crate) fn new(name: &str, contents: &(impl AsRef<[u8]> + ?Sized)) -> Self {
        let path = std::env::temp_dir().join(format!("lifecycle-{}-{name}", std::process::id()));
        std::fs::write(&path, contents).expect("the file can be written");
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
      would succeed: if status were Stopped (the owner of the instance must change
                    it)
                 or with --terminate-subscription, if charge_type were PrePaid (the
                    owner of the instance must change it) and locks.financial were
                    Yes (the owner of the instance must change it)
                 or with --terminate-subscription, if charge_type were PrePaid (the
                    owner of the instance must change it) and standing were Expired
                    (the owner of the instance must change it)
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
    // Beside the schema of the library it has the meaning of attributes, for editors.
    let meanings = [("rules", "gpu"), ("tests", "locks/properties/security"), ("laws", "request.force")];
    for (list, attribute) in meanings {
        let path = format!("/properties/{list}/items/properties/when/properties/{attribute}/description");
        let meaning = schema.pointer(&path).and_then(serde_json::Value::as_str);
        assert!(meaning.is_some_and(|meaning| meaning.ends_with('.')), "{path}: {meaning:?}");
    }
    fn without_meanings(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(members) => {
                members.retain(|name, value| name != "description" || !value.is_string());
                members.values_mut().for_each(without_meanings);
            }
            serde_json::Value::Array(elements) => elements.iter_mut().for_each(without_meanings),
            _ => {}
        }
    }
    let (mut printed, mut library) = (schema, instance_lifecycle_wire::policy_schema());
    [&mut printed, &mut library].into_iter().for_each(without_meanings);
    assert_eq!(printed, library);
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

/// Everything that can be changed, and nothing changed.
#[test]
fn full_policies_read_back() {
    for policy in ["ecs-2024-11-14", "latest", HOUSE] {
        let full = lifecycle(&["policy", "show", "--full", policy], "");
        let file = Written::new(&format!("full-{}.toml", policy.len()), &full.stdout);
        let shown = |policy: &str| lifecycle(&["policy", "show", policy], "").stdout;
        assert_eq!(shown(file.name()), shown(policy));
    }
    let full = lifecycle(&["policy", "show", "--full", HOUSE, "--interpretation", "R1=Reject"], "").stdout;
    let part = |from: &str, lines: usize| {
        full.lines().skip_while(|line| !line.starts_with(from)).take(lines).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!(part("# A policy", 16), @r#"
    # A policy: a built-in policy, and changes to it.
    # `lifecycle policy schema` prints the JSON Schema of this file.
    policy = 1
    # One of ecs-2021-01, ecs-2024-11-14, ecs-2024-12-20, ecs-2025-03-20, ecs-2025-12-03.
    base = "ecs-2025-12-03"

    # Points on which the vendor's documents are silent or contradict each other. A line with the
    # default may be left out.
    [interpretations]

    # R1: What does `StopCharging` do for an ineligible instance?
    #   Reject: It is refused: error rows 6 to 9 of the page of 2024.
    #   StopAsKeepCharging (default): It stops in standard mode without an error: the comments of the
    #     SDK since July 2025, the page since December 2025.
    ineligible-stop-charging = "Reject"
    "#);
    insta::assert_snapshot!(part("# Custom stages", 25), @r#"
    # Custom stages: a name alone comes last, a table stands `before` or `after` another stage, as in
    # StopInstance = ["Late", { name = "House", before = "SecurityLock" }]
    [stages]
    DeleteInstance = ["House"]

    # The order of the stages of an operation, all of them. Of the rules that a call violates, that of
    # the first stage gives the error. The comments show the order of this policy, with the rules of
    # each stage.
    [precedence]

    #   Existence: not-found
    #   SecurityLock: security-lock
    #   Arrears: expired-or-in-arrears
    #   Status: status-not-running
    #   Disk: disk-status
    #   Confirmation: no rules
    #   SystemInstance: managed-by-product
    #   Hibernation: hibernation-not-enabled, hibernation-forbids
    #   EconomicalMode: economical-classic, economical-subscription, economical-local-disk
    #   Encryption: kms-unauthorized, kms-key-untagged, kms-key-not-enabled
    # StopInstance = ["Existence", "SecurityLock", "Arrears", "Status", "Disk", "Confirmation", "SystemInstance", "Hibernation", "EconomicalMode", "Encryption"]

    #   Existence: not-found
    #   SecurityLock: security-lock
    #   Arrears: expired-pay-as-you-go, expired-subscription, disk-in-arrears
    "#);
    insta::assert_snapshot!(part("# Rules of the vendor", 26), @r#"
    # Rules of the vendor that do not apply, as in
    # StopInstance = ["confirm-stop"]
    [remove]

    # Custom attributes. The value comes from a `tag` or a `field` of the record, or it is a "fact"
    # given with the instance or with the "environment".
    #
    # [[attributes]]
    # name = "stage"
    # values = ["Production", "Test"]
    # from = { tag = "stage" }
    # default = "Test"
    # texts = { Production = ["prod", "live"] }

    # Custom rules. `when` tests attributes, which `lifecycle attributes` lists. A rule refuses a call
    # with an `error`, in a `stage` or directly `before` or `after` one; or it settles the call, as in
    # `settle = "stop-in-standard-mode"`, and has no stage.
    #
    # [[rules]]
    # operation = "StopInstance"
    # name = "local-disks-stay"
    # before = "SecurityLock"
    # when = { local_storage = ["Yes"], request.dry_run = ["No"] }
    # error = { http_status = 403, code = "House.LocalDisks", message = "A stop would lose the data of local disks." }
    # reason = "local disks have no copy"
    "#);
    insta::assert_snapshot!(lifecycle(&["policy", "show", "--full", "--format", "json"], "").show(), @r"
    error: --full writes TOML, since JSON has no comments
    [exit 2]
    ");
}

#[test]
fn policy_files_begin_with_a_starter() {
    let file = Written::new("starter.toml", "");
    let refused = lifecycle(&["policy", "new", file.name()], "");
    let expected = format!("error: `{}` exists: expected the name of a new file\n", file.name());
    assert_eq!((refused.status, refused.stderr), (Some(2), expected));

    std::fs::remove_file(file.name()).expect("the file is there");
    let wrote = lifecycle(&["policy", "new", "--base", "latest", file.name()], "").show();
    assert_eq!(
        wrote.replace(file.name(), "FILE"),
        "wrote `FILE`, the policy ecs-2025-12-03 until it is edited\n[exit 0]"
    );
    assert_eq!(
        lifecycle(&["policy", "show", file.name()], "").stdout,
        lifecycle(&["policy", "show", "latest"], "").stdout
    );
    assert_eq!(
        lifecycle(&["test", "--deny-unreached", file.name()], "").show(),
        format!("{}\n1 test: 1 passed, 0 failed; 1 law: 1 proved, 0 not proved\n[exit 0]", file.name())
    );
    // Each example is a line without its mark.
    let text = std::fs::read_to_string(file.name()).expect("a starter");
    let examples = [
        "# [[",
        "# operation ",
        "# name ",
        "# before ",
        "# when ",
        "# error ",
        "# reason ",
        "# expect ",
        "# security-",
        "# StopInstance ",
    ];
    let line = |line: &str| match examples.iter().any(|example| line.starts_with(example)) {
        true => line[2..].to_owned() + "\n",
        false => line.to_owned() + "\n",
    };
    let edited = Written::new("edited.toml", &text.lines().map(line).collect::<String>());
    insta::assert_snapshot!(lifecycle(&["policy", "show", edited.name()], "").show(), @r#"
    policy = 1
    base = "ecs-2025-12-03"

    [interpretations]
    security-locked-stop = "Deny"

    [stages]
    StopInstance = [{ name = "local-disks-stay", before = "SecurityLock" }]

    [remove]
    StopInstance = ["confirm-stop"]

    [[rules]]
    operation = "StopInstance"
    name = "local-disks-stay"
    stage = "local-disks-stay"
    when = { local_storage = ["Yes"] }
    error = { http_status = 403, code = "House.LocalDisks", message = "A stop would lose the data of local disks." }
    reason = "local disks have no copy"
    [exit 0]
    "#);
    let passed =
        "  tests reach 1 of 1 custom rule\n2 tests: 2 passed, 0 failed; 1 law: 1 proved, 0 not proved";
    let tested = lifecycle(&["test", "--deny-unreached", edited.name()], "").show();
    assert_eq!(tested, format!("{}\n{passed}\n[exit 0]", edited.name()));
    assert_eq!(lifecycle(&["policy", "new", "/nowhere/house.toml"], "").status, Some(2));
}

#[test]
fn stages_are_listed() {
    let stages = |arguments: &[&str]| lifecycle(&[&["stages"], arguments].concat(), "");
    insta::assert_snapshot!(stages(&[HOUSE, "--operation", "DeleteInstance"]).show_narrow(), @r"
    DeleteInstance
       1  Existence           not-found
       2  Initializing        initializing
       3  DeletionProtection  deletion-protection
       4  ChargeType          charge-type
       5  SecurityLock        no rules
       6  Status              status-not-stopped, status-in-transit
       7  Volumes             volumes-attached
       8  NetworkInterface    network-interface-linked
       9  RouteEntry          route-entry
      10  LoadBalancer        load-balancer-configuring
      11  SystemInstance      managed-by-product
      12  House (custom)      keep-what-runs (custom)
          settlements         release-after-shutdown, release
    [exit 0]
    ");
    insta::assert_snapshot!(stages(&[HOUSE, "--operation", "StopInstance", "--format", "json"]).show(), @r#"
    {"Operation":"StopInstance","Settlements":[{"Custom":true,"Rule":"gpus-keep-their-place"},{"Custom":false,"Rule":"hibernate-subscription"},{"Custom":false,"Rule":"stop-subscription"},{"Custom":false,"Rule":"hibernate-economically"},{"Custom":false,"Rule":"hibernate-in-standard-mode"},{"Custom":false,"Rule":"stop-economically"},{"Custom":false,"Rule":"stop-in-standard-mode"}],"Stages":[{"Custom":false,"Rules":[{"Custom":false,"Rule":"not-found"}],"Stage":"Existence"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"security-lock"}],"Stage":"SecurityLock"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"expired-or-in-arrears"}],"Stage":"Arrears"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"status-not-running"}],"Stage":"Status"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"disk-status"}],"Stage":"Disk"},{"Custom":false,"Rules":[],"Stage":"Confirmation"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"managed-by-product"}],"Stage":"SystemInstance"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"hibernation-not-enabled"},{"Custom":false,"Rule":"hibernation-forbids"}],"Stage":"Hibernation"},{"Custom":false,"Rules":[],"Stage":"EconomicalMode"},{"Custom":false,"Rules":[{"Custom":false,"Rule":"kms-unauthorized"},{"Custom":false,"Rule":"kms-key-untagged"},{"Custom":false,"Rule":"kms-key-not-enabled"}],"Stage":"Encryption"}],"Warnings":[]}
    [exit 0]
    "#);
    insta::assert_snapshot!(stages(&["latest", "--operation", "StopInstance", "--interpretation", "R2=Deny"]).show_narrow(), @r"
    StopInstance
       1  Existence       not-found
       2  SecurityLock    security-lock
       3  Arrears         expired-or-in-arrears
       4  Status          status-not-running
       5  Disk            disk-status
       6  Confirmation    no rules
       7  SystemInstance  managed-by-product
       8  Hibernation     hibernation-not-enabled, hibernation-forbids
       9  EconomicalMode  no rules
      10  Encryption      kms-unauthorized, kms-key-untagged, kms-key-not-enabled
          settlements     hibernate-subscription, stop-subscription,
                          hibernate-economically, hibernate-in-standard-mode,
                          stop-economically, stop-in-standard-mode
    [exit 0]
    ");
    assert_eq!(stages(&["--format", "json"]).stdout.lines().count(), 7);
    assert_eq!(stages(&["--operation", "StopInstances"]).status, Some(2));
}

/// The parser of arguments drops escape sequences: they are shown in another form before it sees them.
#[test]
fn errors_show_the_control_characters_of_a_policy() {
    let text = "policy = 1\nbase = \"ecs-2025-12-03\"\n[[rules]]\noperation = \"StopInstance\"\nname = \"a\"\n\
                when = { \"status\\u001b[31m\" = [\"Running\"] }\nwarn = \"x\"\n";
    let file = Written::new("escapes.toml", text);
    let ran = lifecycle(&["check", "--policy", file.name()], "");
    assert!(ran.stderr.contains("`status\\u001b[31m`"), "{}", ran.stderr);
}
