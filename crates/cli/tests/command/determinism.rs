//! Equal arguments and input give equal bytes.

use crate::lifecycle;

#[rustfmt::skip] // a table: one line a command
const COMMANDS: [&[&str]; 22] = [
    &["plan", "StopInstance", "examples/records/running.json"],
    &["plan", "--format", "json", "examples/records/cases.ndjson"],
    &["explain", "--format", "json", "examples/records/cases.ndjson"],
    &["status", "examples/records/running.json"],
    &["inspect", "examples/records/old-client.json"],
    &["diagram"],
    &["events"],
    &["errors"],
    &["errors", "--format", "tsv"],
    &["interpretations"],
    &["policy", "show", "ecs-2025-12-03"],
    &["why", "security-lock"],
    &["check", "--format", "text"],
    &["check", "--format", "json"],
    &["check", "--format", "sarif", "--policy", "examples/policies/house.toml"],
    &["diff", "ecs-2024-11-14", "ecs-2025-12-03"],
    &["diff", "--format", "json", "ecs-2024-11-14", "examples/policies/house.toml"],
    &["prove", "examples/policies/laws.toml"],
    &["backtest", "--baseline", "ecs-2024-11-14", "--policy", "ecs-2025-12-03", "examples/records/cases.ndjson"],
    &["vectors"],
    &["schema"],
    &["docs"],
];

#[test]
fn every_run_writes_the_same_bytes() {
    for arguments in COMMANDS {
        let [first, second] = [(); 2].map(|()| lifecycle(arguments, ""));
        assert_ne!((first.status, first.stdout.as_str()), (Some(2), ""), "{arguments:?}: {}", first.stderr);
        assert_eq!(first.show(), second.show(), "{arguments:?}");
    }
}
