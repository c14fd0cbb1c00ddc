//! Tables of calls. The files in `tests/tables` hold the same 150 calls; `crates/columns/examples/fleet.rs`
//! wrote them, with `150 calls 3 --flaws`.

use crate::{Ran, lifecycle};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tables");

fn calls(format: &str) -> String {
    format!("{FOLDER}/calls.{format}")
}

const NEWER: [&str; 5] = ["backtest", "--baseline", "ecs-2024-11-14", "--policy", "ecs-2025-12-03"];

/// The words of a run, and the values of its lines of JSON. Lines break elsewhere where a row is meant, and JSON
/// has another order of members.
#[cfg(feature = "columns")]
fn words(ran: &Ran) -> Vec<String> {
    let of_line = |line: &str| match serde_json::from_str::<serde_json::Value>(line) {
        Ok(value) if value.is_object() => vec![value.to_string()],
        _ => line.split_whitespace().map(str::to_owned).collect(),
    };
    ran.show().lines().flat_map(of_line).collect()
}

/// A run about lines, as it would be about rows.
#[cfg(feature = "columns")]
fn of_rows(ran: Ran) -> Ran {
    let text = ran.stdout.replace("on line ", "in row ").replace("\"Line\":", "\"Row\":");
    let lines = text.lines().map(|line| match line.strip_prefix("line ") {
        Some(rest) => format!("row {rest}\n"),
        None => format!("{line}\n"),
    });
    Ran { stdout: lines.collect(), ..ran }
}

#[cfg(feature = "columns")]
#[test]
fn a_backtest_of_a_table_is_that_of_the_same_lines() {
    for options in [&[][..], &["--format", "json"]] {
        let lines = of_rows(lifecycle(&[&NEWER, options, &[&calls("ndjson")]].concat(), ""));
        assert_eq!(lines.status, Some(2), "some calls are unreadable");
        for (format, threads) in [("parquet", "1"), ("parquet", "2"), ("arrow", "1"), ("arrow", "2")] {
            let file = calls(format);
            let rows = lifecycle(&[&NEWER, options, &["--threads", threads, &file]].concat(), "");
            assert_eq!(words(&rows), words(&lines), "{format}");
            assert_eq!(rows.status, lines.status);
        }
    }
}

#[cfg(feature = "columns")]
#[test]
fn the_plans_of_a_table_are_those_of_the_same_lines() {
    for command in ["plan", "explain"] {
        for options in
            [&["--format", "json"][..], &["--format", "table"], &["--only", "refused"], &["--strict"]]
        {
            let lines = of_rows(lifecycle(&[&[command], options, &[&calls("ndjson")]].concat(), ""));
            for format in ["parquet", "arrow"] {
                let rows = lifecycle(&[&[command], options, &[&calls(format)]].concat(), "");
                assert_eq!(words(&rows), words(&lines), "{command} {options:?} {format}");
                assert_eq!(rows.status, lines.status);
            }
        }
    }
}

#[cfg(feature = "columns")]
#[test]
fn an_operation_with_a_table_admits_no_other() {
    let ran = lifecycle(&["plan", "StopInstance", "--format", "json", &calls("parquet")], "");
    let text = ran.show();
    assert!(text.contains("expected operation `StopInstance`, found `StartInstance`"), "{text}");
    assert_eq!(ran.status, Some(2));
}

/// The text without its line breaks.
fn unwrapped(ran: &Ran) -> String {
    ran.show().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_table_that_is_not_read_is_named() {
    let expected = match cfg!(feature = "columns") {
        true => "only `plan`, `explain` and `backtest` read tables",
        false => "tables are read by a `lifecycle` that is built with `--features columns`",
    };
    for (format, name) in [("parquet", "a Parquet file"), ("arrow", "an Arrow file")] {
        let file = calls(format);
        let ran = lifecycle(&["status", &file], "");
        let message = format!("cannot read `{file}`: {name}; {expected}");
        assert!(unwrapped(&ran).contains(&message), "{}", ran.show());
        assert_eq!(ran.status, Some(2));
        if cfg!(not(feature = "columns")) {
            let ran = lifecycle(&[&NEWER[..], &[&file]].concat(), "");
            assert!(unwrapped(&ran).contains(&message), "{}", ran.show());
            assert_eq!(ran.status, Some(2));
        }
    }
}

#[cfg(feature = "columns")]
#[test]
fn a_broken_table_is_unreadable() {
    use crate::policy_files::Written;

    for start in ["PAR1", "ARROW1\0\0"] {
        let file = Written::new("calls", &format!("{start}0123456789"));
        let ran = lifecycle(&[&NEWER[..], &[file.name()]].concat(), "");
        assert!(ran.show().contains("cannot read "), "{}", ran.show());
        assert_eq!(ran.status, Some(2));
    }
}
