//! `--threads`: the output does not depend on the number.

use crate::{Ran, lifecycle};
use std::fs;

const THREADS: [&str; 4] = ["1", "2", "3", "7"];

/// The outputs on every number of threads, which must be one.
fn same(arguments: &[&str], input: &[u8]) -> String {
    let run = |threads: &str| lifecycle(&[arguments, &["--threads", threads]].concat(), input);
    let shown: Vec<String> = THREADS.iter().map(|threads| Ran::show(&run(threads))).collect();
    for (other, threads) in shown.iter().zip(THREADS) {
        assert_eq!(*other, shown[0], "{threads} threads");
    }
    shown[0].clone()
}

/// More than a million bytes of cases, with lines of every kind between them.
fn cases() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/records/cases.ndjson");
    let examples = fs::read_to_string(path).expect("the example exists");
    let mut text = String::from("\u{feff}");
    for (number, line) in examples.lines().cycle().take(4_000).enumerate() {
        text += line;
        text += if number % 3 == 0 { "\r\n" } else { "\n" };
        match number % 400 {
            17 => text += "\n   \n",
            50 => text += "not JSON\n",
            90 => {
                text += "{\"Instance\": {\"Status\": \"Sleeping\"}, \"Request\": {\"Action\": \"StopInstance\"}}\n"
            }
            130 => text += &format!("{{\"Padding\": \"{}\"}}\n", "x".repeat(3_000)),
            170 => text += "{\"TotalCount\": 9, \"NextToken\": \"\", \"Instances\": {\"Instance\": []}}\n",
            _ => {}
        }
    }
    // The last line has no end.
    text.trim_end().to_owned()
}

#[test]
fn backtest_prints_the_same_on_every_number_of_threads() {
    let cases = cases();
    let arguments = ["backtest", "--baseline", "ecs-2021-01"];
    for more in [&[][..], &["--format", "json"], &["--max-line", "2000"], &["--max-line", "200"]] {
        let shown = same(&[&arguments, more].concat(), cases.as_bytes());
        assert!(shown.contains("unreadable") || more.contains(&"json"), "{shown}");
    }
    let whole: String =
        format!("[\n{}\n]", cases.lines().next().expect("a line").trim_start_matches('\u{feff}'));
    for input in [
        "",
        "\n",
        &whole,
        "[{\n",
        "{\"Instances\": {\"Instance\": [\n{\"Status\": \"Running\"}\n]}, \"NextToken\": \"n\"}",
    ] {
        same(&arguments, input.as_bytes());
    }
}

#[test]
fn lines_and_ids_of_the_first_cases_are_exact() {
    let stop = |id: usize, locked: bool| {
        let locks =
            if locked { r#", "OperationLocks": {"LockReason": [{"LockReason": "security"}]}"# } else { "" };
        format!(
            r#"{{"Instance": {{"InstanceId": "i-{id}", "Status": "Running"{locks}}}, "Request": {{"Action": "StopInstance"}}}}"#
        )
    };
    // The first change and the first error are in the last part of the input.
    let input: Vec<String> = (1..=6_000).map(|id| stop(id, id >= 5_900)).chain(["{".to_owned()]).collect();
    insta::assert_snapshot!(same(&["backtest", "--baseline", "latest"], input.join("\n").as_bytes()), @r"
    StopInstance  101 of 6000 cases changed
      rule stop-in-standard-mode -> security-lock
        plan to refusal: 101 cases, first on line 5900 (i-5900)
          was  stop-in-standard-mode
          now  403 InstanceLockedForSecurity

    line 6001: unreadable: not JSON at column 1: EOF while parsing an object

    6000 cases, 101 changed, 1 unreadable
    [exit 2]
    ");
}

#[test]
fn conform_prints_the_same_on_every_number_of_threads() {
    let vectors = lifecycle(&["vectors", "--operation", "StopInstance"], "").stdout;
    let mut lines: Vec<&str> = vectors.lines().collect();
    lines.reverse();
    let repeated = lines[3];
    lines.insert(10, "not JSON");
    lines.insert(20, repeated);
    lines.insert(30, "{\"Id\": \"none\", \"Answer\": {\"Outcome\": \"Planned\"}}");
    lines.remove(40);
    let shown = same(&["conform", "--operation", "StopInstance"], lines.join("\n").as_bytes());
    assert!(shown.contains("already has an\nanswer on line 4"), "{shown}");
    assert!(shown.ends_with("[exit 2]"), "{shown}");
}

#[test]
fn no_threads_are_a_usage_error() {
    let ran = lifecycle(&["backtest", "--baseline", "latest", "--threads", "0"], "");
    assert_eq!(ran.status, Some(2));
    assert!(ran.stderr.contains("--threads"), "{}", ran.stderr);
}
