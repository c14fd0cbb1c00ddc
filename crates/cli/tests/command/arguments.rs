//! Usage errors and their messages.

use crate::lifecycle;

/// The end of an error of the argument parser.
const TRY_HELP: &str = "\n\nFor more information, try '--help'.\n";

fn assert_errors(table: &[(&[&str], &str)], end: &str) {
    for (arguments, expected) in table {
        let ran = lifecycle(arguments, "");
        assert_eq!(
            (ran.stderr.as_str(), ran.stdout.as_str(), ran.status),
            (format!("error: {expected}{end}").as_str(), "", Some(2)),
            "{arguments:?}"
        );
    }
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn contradicting_arguments_are_usage_errors() {
    assert_errors(&[
        (&["plan", "no-such-file"], "cannot read `no-such-file`: No such file or directory (os error 2)"),
        (&["plan", "StopInstanc"], "`StopInstanc` is neither a file nor an operation, did you mean `StopInstance`?"),
        (&["plan", "stopinstance"], "`stopinstance` is neither a file nor an operation, did you mean `StopInstance`?"),
        (&["plan", "StartInstence", "-"], "there is no operation `StartInstence`, did you mean `StartInstance`?"),
        (&["plan", "Launch", "-"], "there is no operation `Launch`: expected `StopInstance`, `StartInstance`, `RebootInstance`, `DeleteInstance`, `StopInstances`, `StartInstances`, `RebootInstances`, `DeleteInstances`, `ReActivateInstances`, `CreateInstance` or `RunInstances`"),
        (&["plan", "--force-stop"], "request options need an operation, such as `StopInstance`"),
        (&["plan", "StopInstances", "--hibernate"], "`StopInstances` does not take `--hibernate`: it takes only `--stopped-mode`, `--force-stop`, `--batch-optimization`, `--dry-run`"),
        (&["errors", "--operation", "StopInstance", "--revision", "2020-01"], "there is no revision `2020-01` of `StopInstance`: expected `2021-01`, `2024-11-14`, `2024-12-20`, `2025-03-20` or `2025-12-03`"),
        (&["errors", "--operation", "RunInstances", "--revision", "2021-01"], "the errors of `RunInstances` are not modelled: no page is transcribed"),
        (&["errors", "--operation", "RunInstances"], "the errors of `RunInstances` are not modelled: no page is transcribed"),
        (&["errors", "--operation", "CreateInstance", "--format", "tsv"], "the errors of `CreateInstance` are not modelled: no page is transcribed"),
        (&["errors", "--operation", "CreateInstance", "--revisions"], "the errors of `CreateInstance` are not modelled: no page is transcribed"),
        (&["why", "security-lok"], "there is no rule or code `security-lok`, did you mean `security-lock`?"),
        (&["why", "DiskErr"], "there is no rule or code `DiskErr`, did you mean `DiskError`?"),
        (&["why", "OperationConflct"], "there is no rule or code `OperationConflct`, did you mean `OperationConflict`?"),
        (&["why", "zzz"], "there is no rule or code `zzz`: `lifecycle why` lists the rules, `lifecycle errors` the codes"),
        (&["why", "stock", "--operation", "DeleteInstance"], "there is no rule or code `stock`: `lifecycle why` lists the rules, `lifecycle errors` the codes"),
        (&["evolve", "--event", "BootCompleted", "no-such-file"], "cannot read `no-such-file`: No such file or directory (os error 2)"),
    ], "\n");
}

#[test]
#[rustfmt::skip] // a table: one line a row
fn unknown_values_are_usage_errors() {
    let policies = "expected `ecs-2021-01`, `ecs-2024-11-14`, `ecs-2024-12-20`, `ecs-2025-03-20`, `ecs-2025-12-03` or `latest`";
    let facts = "expected `EconomicalModeDefault`, `Balance`, `Stock`, `Quota`, `SpotPrice`, `HostRepairing`, `PrivatePool`, `CapacityReservation`, `DedicatedHost` or `Site`";
    assert_errors(&[
        (&["plan", "--policy", "ecs-2024"], &format!("invalid value 'ecs-2024' for '--policy <POLICY>': neither a file nor a built-in policy: {policies}")),
        (&["permissions", "StopInstanse"], "invalid value 'StopInstanse' for '<OPERATION>...': there is no operation `StopInstanse`, did you mean `StopInstance`?"),
        (&["plan", "--interpretation", "R99=Allow"], "invalid value 'R99=Allow' for '--interpretation <NAME=VALUE>': there is no interpretation `R99`: `lifecycle interpretations` lists them"),
        (&["plan", "--interpretation", "reboot-paths=X"], "invalid value 'reboot-paths=X' for '--interpretation <NAME=VALUE>': there is no interpretation `reboot-paths`, did you mean `reboot-path`?"),
        (&["interpretations", "R99"], "invalid value 'R99' for '[ID|NAME]...': there is no interpretation `R99`: `lifecycle interpretations` lists them"),
        (&["interpretations", "reboot-paths"], "invalid value 'reboot-paths' for '[ID|NAME]...': there is no interpretation `reboot-paths`, did you mean `reboot-path`?"),
        (&["plan", "--interpretation", "R2"], "invalid value 'R2' for '--interpretation <NAME=VALUE>': expected NAME=VALUE, such as R2=Allow"),
        (&["plan", "--interpretation", "R2=Perhaps"], "invalid value 'R2=Perhaps' for '--interpretation <NAME=VALUE>': `Perhaps` is not a value of the interpretation: expected `Deny` or `Allow`"),
        (&["plan", "--environment", "Stock"], "invalid value 'Stock' for '--environment <NAME=VALUE>': expected NAME=VALUE, such as Stock=SoldOut"),
        (&["plan", "--environment", "stok=SoldOut"], "invalid value 'stok=SoldOut' for '--environment <NAME=VALUE>': there is no fact `stok`, did you mean `Stock`?"),
        (&["plan", "--environment", "economical_mod_default=on"], "invalid value 'economical_mod_default=on' for '--environment <NAME=VALUE>': there is no fact `economical_mod_default`, did you mean `EconomicalModeDefault`?"),
        (&["plan", "--assume", "ElasticIp=yes"], "invalid value 'ElasticIp=yes' for '--assume <NAME=VALUE>': there is no fact `ElasticIp`, did you mean `EipAddress`?"),
        (&["plan", "--assume", "StaticPublicIp=yes"], "invalid value 'StaticPublicIp=yes' for '--assume <NAME=VALUE>': there is no fact `StaticPublicIp`, did you mean `PublicIpAddress`?"),
        (&["plan", "--assume", "Gpu=yes"], "invalid value 'Gpu=yes' for '--assume <NAME=VALUE>': there is no fact `Gpu`, did you mean `GPUAmount`?"),
        (&["plan", "--assume", "static_adress=None"], "invalid value 'static_adress=None' for '--assume <NAME=VALUE>': there is no fact `static_adress`, did you mean `PublicIpAddress`?"),
        (&["plan", "--environment", "Weather=Fine"], &format!("invalid value 'Weather=Fine' for '--environment <NAME=VALUE>': there is no fact `Weather`: {facts}")),
        (&["plan", "--environment", "Stock=soldout"], "invalid value 'Stock=soldout' for '--environment <NAME=VALUE>': `soldout` is no value of `Stock`, did you mean `SoldOut`?"),
        (&["plan", "--environment", "HostRepairing=maybe"], "invalid value 'HostRepairing=maybe' for '--environment <NAME=VALUE>': `maybe` is no value of `HostRepairing`: expected `false` or `true`"),
        (&["plan", "StopInstance", "--stopped-mode", "Keep"], "invalid value 'Keep' for '--stopped-mode <MODE>': expected `StopCharging` or `KeepCharging`"),
        (&["plan", "StopInstance", "--force-stop=maybe"], "invalid value 'maybe' for '--force-stop[=<true|false>]': expected `true` or `false`"),
        (&["plan", "RunInstances", "--amount", "0"], "invalid value '0' for '--amount <NUMBER>': expected a whole number from 1 to 100"),
        (&["plan", "RunInstances", "--amount", "101"], "invalid value '101' for '--amount <NUMBER>': expected a whole number from 1 to 100"),
        (&["plan", "RunInstances", "--amount", "many"], "invalid value 'many' for '--amount <NUMBER>': expected a whole number from 1 to 100"),
        (&["plan", "CreateInstance", "--charge-type", "Prepaid"], "invalid value 'Prepaid' for '--charge-type <TYPE>': expected `PostPaid` or `PrePaid`"),
        (&["plan", "CreateInstance", "--network-type", "vlan"], "invalid value 'vlan' for '--network-type <TYPE>': expected `vpc` or `classic`"),
        (&["plan", "CreateInstance", "--spot-strategy", "Spot"], "invalid value 'Spot' for '--spot-strategy <STRATEGY>': expected `NoSpot`, `SpotWithPriceLimit` or `SpotAsPriceGo`"),
        (&["evolve", "--event", "BootComplete"], "invalid value 'BootComplete' for '--event <EVENT>': there is no event `BootComplete`, did you mean `BootCompleted`?"),
        (&["evolve", "--event", "Sunrise"], "invalid value 'Sunrise' for '--event <EVENT>': there is no event `Sunrise`: `lifecycle events` lists them"),
        (&["errors", "--operation", "StopInstanc"], "invalid value 'StopInstanc' for '--operation <OPERATION>': there is no operation `StopInstanc`, did you mean `StopInstance`?"),
        (&["diagram", "--operation", "StopInstances"], "invalid value 'StopInstances' for '--operation <OPERATION>': `StopInstances` has the rules of `StopInstance`: use `StopInstance`"),
        (&["evolve"], "the following required arguments were not provided:\n  --event <EVENT>\n\nUsage: lifecycle evolve --event <EVENT> [FILE]"),
    ], TRY_HELP);
}

/// Every option that an operation does not take is rejected with those that it takes.
#[test]
fn options_of_other_operations_are_rejected() {
    let options = [
        ("--stopped-mode=KeepCharging", "StopInstance"),
        ("--force-stop", "StopInstance RebootInstance DeleteInstance"),
        ("--confirm-stop", "StopInstance"),
        ("--hibernate", "StopInstance"),
        ("--init-local-disk", "StartInstance"),
        ("--force", "DeleteInstance"),
        ("--terminate-subscription", "DeleteInstance"),
        ("--charge-type=PostPaid", "CreateInstance RunInstances"),
        ("--network-type=vpc", "CreateInstance RunInstances"),
        ("--spot-strategy=NoSpot", "CreateInstance RunInstances"),
        ("--hibernation-configured", "CreateInstance RunInstances"),
        ("--amount=2", "RunInstances"),
        ("--dry-run", "StopInstance StartInstance RebootInstance DeleteInstance"),
    ];
    let others = [
        (
            "StopInstance",
            "only `--stopped-mode`, `--force-stop`, `--confirm-stop`, `--hibernate`, `--dry-run`",
        ),
        ("StartInstance", "only `--init-local-disk`, `--dry-run`"),
        ("RebootInstance", "only `--force-stop`, `--dry-run`"),
        ("DeleteInstance", "only `--force-stop`, `--force`, `--terminate-subscription`, `--dry-run`"),
        ("ReActivateInstances", "no request options"),
        (
            "CreateInstance",
            "only `--charge-type`, `--network-type`, `--spot-strategy`, `--hibernation-configured`",
        ),
        (
            "RunInstances",
            "only `--charge-type`, `--network-type`, `--spot-strategy`, `--hibernation-configured`, `--amount`",
        ),
    ];
    for (operation, others) in others {
        for (option, takers) in options {
            let ran = lifecycle(&["plan", operation, option], "");
            let name = option.split('=').next().unwrap_or_default();
            let expected = if takers.split(' ').any(|taker| taker == operation) {
                String::new()
            } else {
                format!("error: `{operation}` does not take `{name}`: it takes {others}\n")
            };
            assert_eq!(ran.stderr, expected, "{operation} {option}");
        }
    }
}

/// A note names the missing operation once, however many records lack it.
#[test]
fn records_without_a_request_need_an_operation() {
    let records = r#"[{"InstanceId":"i-1","Status":"Running"},{"InstanceId":"i-2","Status":"Running"}]"#;
    for command in ["plan", "explain"] {
        let ran = lifecycle(&[command], records);
        assert_eq!(
            (ran.stderr, ran.status),
            (
                format!(
                    "note: there are records without a request: name an operation, as in `lifecycle {command} \
                     StopInstance`\n"
                ),
                Some(2)
            )
        );
        assert_eq!(lifecycle(&[command, "StopInstance"], records).stderr, "");
    }
}

/// One of a kind is not plural.
#[test]
fn summaries_count_in_words() {
    let lines = "{\"Status\":\"Running\"}\n{\n";
    let summary = lifecycle(&["inspect"], lines).stdout.lines().last().expect("a summary").to_owned();
    assert_eq!(summary, "1 instance, 1 unreadable");
    let two = "{\"Status\":\"Running\"}\n{\"Status\":\"Running\"}\n";
    let summary = lifecycle(&["inspect"], two).stdout.lines().last().expect("a summary").to_owned();
    assert_eq!(summary, "2 instances");
}

/// The value of a flag and a second file are arguments too many.
#[test]
fn surplus_arguments_are_explained() {
    let note = "note: the input is one file, or several in a pipe; the value of a flag follows `=`, as in \
                `--force=true`";
    for arguments in [
        &["plan", "DeleteInstance", "--force", "true", "a.json"][..],
        &["plan", "StopInstance", "a.json", "b.json"],
        &["status", "a.json", "b.json"],
    ] {
        let ran = lifecycle(arguments, "");
        let last = arguments.last().expect("an argument");
        let first = format!("error: unexpected argument '{last}' found");
        let lines: Vec<&str> = ran.stderr.lines().collect();
        assert_eq!((lines[0], lines[lines.len() - 1], ran.status), (&*first, note, Some(2)));
    }
    assert!(!lifecycle(&["plan", "--forse"], "").stderr.contains("note:"));
}
