//! The output shown in the README is the output of the command.

use crate::documentation::{in_repository, is_update};
use crate::lifecycle;
use std::fs;

fn readme() -> String {
    fs::read_to_string(in_repository("README.md")).expect("the README can be read")
}

/// Fences the output of the arguments, as the README shows it.
fn fenced(arguments: &str) -> String {
    let language = if arguments == "diagram" { "mermaid" } else { "text" };
    let printed = lifecycle(&arguments.split(' ').collect::<Vec<_>>(), "").stdout;
    format!("```{language}\n{printed}```\n")
}

/// The text between `<!-- lifecycle ARGUMENTS -->` and `<!-- end -->` is the output of that command.
#[test]
fn shown_output_is_up_to_date() {
    let stored = readme();
    let mut expected = String::new();
    let mut shown = Vec::new();
    let mut rest = stored.as_str();
    while let Some((before, marked)) = rest.split_once("<!-- lifecycle ") {
        let (arguments, marked) = marked.split_once(" -->\n").expect("a marker is one line");
        let (_, after) = marked.split_once("<!-- end -->\n").expect("a marked block has an end");
        let block = fenced(arguments);
        expected += &format!("{before}<!-- lifecycle {arguments} -->\n{block}<!-- end -->\n");
        shown.push(arguments);
        rest = after;
    }
    expected += rest;
    assert_eq!(
        shown,
        [
            "plan StopInstance --stopped-mode StopCharging examples/records/one.json",
            "plan StartInstance examples/records/one.json",
            "diagram"
        ]
    );
    if is_update() {
        fs::write(in_repository("README.md"), &expected).expect("the README can be written");
    }
    assert_eq!(readme(), expected, "run with UPDATE_DOCUMENTATION=1");
}

#[test]
fn first_command_succeeds_and_the_second_is_refused() {
    let readme = readme();
    let commands: Vec<&str> = readme
        .split("<!-- lifecycle ")
        .skip(1)
        .filter_map(|marked| Some(marked.split_once(" -->\n")?.0))
        .collect();
    let status = |arguments: &str| lifecycle(&arguments.split(' ').collect::<Vec<_>>(), "").status;
    assert_eq!((status(commands[0]), status(commands[1])), (Some(0), Some(1)));
    assert!(readme.contains(&format!("cargo run -p instance-lifecycle-cli -- {}\n", commands[0])));
}

#[test]
fn every_command_is_listed() {
    let help = lifecycle(&["--help"], "").stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("the help lists the commands");
    let (commands, _) = commands.split_once("\n\n").expect("the list ends");
    let names = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let readme = readme();
    for name in names.filter(|name| !["", "help"].contains(name)) {
        assert!(readme.contains(&format!("| `lifecycle {name}")), "{name}");
    }
}

#[test]
fn relative_links_lead_to_files() {
    for page in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "benches/README.md"] {
        let text = fs::read_to_string(in_repository(page)).expect("the page can be read");
        let folder = in_repository(page).parent().expect("a page is in a folder").to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')) {
            let (path, _) = target.0.split_once('#').unwrap_or((target.0, ""));
            let is_relative = !path.starts_with("http") && !path.is_empty();
            assert!(!is_relative || folder.join(path).exists(), "{page}: {path}");
        }
    }
}
