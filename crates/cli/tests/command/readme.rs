//! The output shown in the README is the output of the command.

use crate::documentation::{in_repository, is_update};
use crate::lifecycle;
use std::fs;

fn readme() -> String {
    fs::read_to_string(in_repository("README.md")).expect("the README can be read")
}

/// Fences the output of the arguments.
fn fenced(arguments: &str) -> String {
    let language = if arguments.starts_with("diagram") { "mermaid" } else { "text" };
    let ran = lifecycle(&arguments.split(' ').collect::<Vec<_>>(), "");
    assert!(matches!(ran.status, Some(0 | 1)), "{arguments}: {}", ran.stderr);
    format!("```{language}\n{}\n```\n", ran.stdout.trim_end())
}

/// Replaces the text between `<!-- lifecycle ARGUMENTS -->` and `<!-- end -->` by the output of that
/// command. Returns the arguments, too.
fn with_output(stored: &str) -> (String, Vec<&str>) {
    let mut text = String::new();
    let mut shown = Vec::new();
    let mut rest = stored;
    while let Some((before, marked)) = rest.split_once("<!-- lifecycle ") {
        let (arguments, marked) = marked.split_once(" -->\n").expect("a marker is one line");
        let (_, after) = marked.split_once("<!-- end -->\n").expect("a marked block has an end");
        let block = fenced(arguments);
        text += &format!("{before}<!-- lifecycle {arguments} -->\n{block}<!-- end -->\n");
        shown.push(arguments);
        rest = after;
    }
    (text + rest, shown)
}

#[test]
fn shown_output_is_up_to_date() {
    for (page, blocks) in [("README.md", 2), ("src/documentation/diagrams.md", 8)] {
        let file = in_repository(page);
        let stored = fs::read_to_string(&file).expect("the page can be read");
        let (expected, shown) = with_output(&stored);
        assert_eq!(shown.len(), blocks, "{shown:?}");
        if is_update() {
            fs::write(&file, &expected).expect("the page can be written");
        }
        assert_eq!(
            fs::read_to_string(file).expect("the page can be read"),
            expected,
            "{page}: run with UPDATE_DOCUMENTATION=1"
        );
    }
}

/// The table of the README: the commands of `lifecycle --help`, in its order and words.
#[test]
fn commands_are_those_of_the_help() {
    let help = lifecycle(&["--help"], "").stdout;
    let (_, commands) = help.split_once("Commands:\n").expect("a list of commands");
    let (commands, _) = commands.split_once("\n\n").expect("an end of the list");
    let mut rows: Vec<(&str, String)> = Vec::new();
    for line in commands.lines() {
        match (line.strip_prefix("  ").and_then(|line| line.split_once(' ')), rows.last_mut()) {
            (Some((name, about)), _) if !name.is_empty() => rows.push((name, about.trim().to_owned())),
            (_, Some((_, about))) => *about += &format!(" {}", line.trim()),
            (_, None) => panic!("the list begins with `{line}`"),
        }
    }
    let rows = rows.iter().filter(|(name, _)| *name != "help").map(|(name, about)| {
        let about = format!("{}{}", about[..1].to_lowercase(), &about[1..]);
        format!("| `lifecycle {name}` | {about} |\n")
    });
    let table = format!("| command | purpose |\n|---|---|\n{}", rows.collect::<String>());
    let readme = readme();
    let (before, rest) = readme.split_once("| command | purpose |\n").expect("a table of commands");
    let (_, after) = rest.split_once("\n\n").expect("an end of the table");
    let expected = format!("{before}{table}\n{after}");
    if is_update() {
        fs::write(in_repository("README.md"), &expected).expect("the README can be written");
    }
    assert_eq!(crate::readme::readme(), expected, "run with UPDATE_DOCUMENTATION=1");
}

#[test]
fn first_command_succeeds_and_the_second_is_refused() {
    let readme = readme();
    let (_, commands) = with_output(&readme);
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
