//! The README shows the output of the command.

use crate::lifecycle;

const README: &str = include_str!("../../../../README.md");

/// The text between `<!-- lifecycle … -->` and `<!-- end -->` is the output of that command, a diagram in
/// a fence.
#[test]
fn generated_parts_are_current() {
    let marked: Vec<(&str, &str)> = README
        .split("<!-- lifecycle ")
        .skip(1)
        .map(|rest| rest.split_once(" -->\n").expect("the marker ends"))
        .map(|(arguments, rest)| (arguments, rest.split_once("<!-- end -->\n").expect("it ends").0))
        .collect();
    assert_eq!(marked.iter().filter(|(arguments, _)| arguments.starts_with("docs ")).count(), 4);
    for (arguments, shown) in marked {
        let printed = lifecycle(&arguments.split(' ').collect::<Vec<_>>(), "").stdout;
        let fenced = shown.strip_prefix("```mermaid\n").and_then(|shown| shown.strip_suffix("```\n"));
        assert_eq!(fenced.unwrap_or(shown), printed, "{arguments}");
    }
}

/// The answers to the example records; the table of the first is cut short.
#[test]
fn the_sample_output_is_current() {
    let (_, rest) = README.split_once("examples/records/running.json\n```\n\n```text\n").expect("it begins");
    let (shown, _) = rest.split_once("```\n").expect("it ends");
    let printed = lifecycle(&["plan", "StopInstance", "examples/records/running.json"], "").stdout;
    let mut printed = printed.lines();
    for line in shown.lines() {
        let found = if line.trim() == "..." {
            printed.by_ref().find(|line| line.is_empty()).map(|_| line)
        } else {
            printed.next()
        };
        assert_eq!(found, Some(line));
    }
}

/// Every command is in the table.
#[test]
fn every_command_is_listed() {
    let help = lifecycle(&["--help"], "").stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("the help lists them");
    let (commands, _) = commands.split_once("\n\n").expect("the list ends");
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !["", "help"].contains(name)) {
        assert!(README.contains(&format!("| `lifecycle {name}")), "{name}");
    }
}
