//! What the README shows of the command is what the command prints.

use crate::lifecycle;

const README: &str = include_str!("../../../../README.md");

#[test]
fn the_diagram() {
    let (_, rest) = README.split_once("<!-- lifecycle diagram -->\n```mermaid\n").expect("it begins");
    let (shown, _) = rest.split_once("```\n<!-- end -->\n").expect("it ends");
    assert_eq!(shown, lifecycle(&["diagram"], "").stdout);
}

/// The answers to the example records, of the first only the beginning of its table.
#[test]
fn the_answers() {
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

/// Every command stands in the table.
#[test]
fn the_commands() {
    let help = lifecycle(&["--help"], "").stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("the help lists them");
    let (commands, _) = commands.split_once("\n\n").expect("the list ends");
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for name in names.filter(|name| !["", "help"].contains(name)) {
        assert!(README.contains(&format!("| `lifecycle {name}")), "{name}");
    }
}
