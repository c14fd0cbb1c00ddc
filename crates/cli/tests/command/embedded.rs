//! The command in memory, and what programs that embed it pass as text.

use instance_lifecycle::Policy;
use instance_lifecycle_cli::{Answers, Finished, Question, run_in_memory};
use instance_lifecycle_wire::{AnyCase, Defaults};

const RUNNING: &str = r#"{"InstanceId": "i-1", "Status": "Running"}"#;

fn run(arguments: &[&str], input: &str) -> Finished {
    let arguments = ["lifecycle"].iter().chain(arguments).map(Into::into);
    run_in_memory(arguments, input.as_bytes().to_vec())
}

#[test]
fn a_run_in_memory_is_that_of_the_process() {
    let runs: [(&[&str], &str); 9] = [
        (&["plan", "StopInstance"], RUNNING),
        (&["plan", "StartInstance", "--format", "json"], RUNNING),
        (&["explain", "DeleteInstance"], RUNNING),
        (&["status"], r#"{"TotalCount": 2, "Instances": {"Instance": [{"Status": "Running"}]}}"#),
        (&["plan", "StopInstance", "--assume", "Standing=Good"], "{"),
        (&["backtest", "--baseline", "latest", "--operation", "StopInstance"], RUNNING),
        (&["--version"], ""),
        (&["plan", "--help"], ""),
        (&["plan", "--nonsense"], ""),
    ];
    for (arguments, input) in runs {
        let process = crate::lifecycle(arguments, input);
        let memory = run(arguments, input);
        assert_eq!(process.status, Some(i32::from(memory.status)), "{arguments:?}");
        assert_eq!(process.stdout, String::from_utf8_lossy(&memory.output), "{arguments:?}");
        assert_eq!(process.stderr, String::from_utf8_lossy(&memory.errors), "{arguments:?}");
    }
}

#[test]
fn policies_laws_and_prices_are_passed_as_text() {
    let policy = r#"{"policy": 1, "base": "ecs-2025-12-03"}"#;
    let named = run(&["diff", "ecs-2024-11-14", "latest", "--format", "json"], "");
    assert_eq!(run(&["diff", "ecs-2024-11-14", policy, "--format", "json"], ""), named);
    let law = "[[laws]]\nname = \"a\"\noperation = \"StopInstance\"\nnever = { ends_in = \"Running\" }\n";
    let proved = run(&["prove", "-", "--format", "json", "--policy", policy], law);
    let line: serde_json::Value = serde_json::from_slice(&proved.output).expect("it is a line of JSON");
    assert_eq!((proved.status, &line["Name"], &line["Result"]), (0, &"a".into(), &"Proved".into()));
    let prices = r#"{"Vcpu": 1}"#;
    let routed = run(&["route", "--to", "not-billed", "--by", "money", "--prices", prices], RUNNING);
    assert_eq!((routed.status, routed.errors), (0, Vec::new()));
}

#[test]
fn single_answers_are_those_of_the_command() {
    let json = serde_json::from_str(RUNNING).expect("it is JSON");
    for operation in ["StopInstance", "StartInstance"] {
        let request = instance_lifecycle::Request::DEFAULTS
            .iter()
            .find(|request| request.operation().as_str() == operation)
            .copied();
        let defaults = Defaults { request, ..Defaults::default() };
        let case = AnyCase::read(&json, &defaults).expect("it is a record");
        for (question, command) in [(Question::Plan, "plan"), (Question::Explain, "explain")] {
            let answer = Answers::new(Policy::documented()).answer(question, 1, &case);
            let printed = run(&[command, operation, "--format", "json"], RUNNING).output;
            assert_eq!(String::from_utf8_lossy(&answer), String::from_utf8_lossy(&printed));
        }
    }
}
