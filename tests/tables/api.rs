//! The public API: the names at the root, one meaning for each name, and examples of the types.

use std::collections::BTreeSet;
use support::source::{SourceFile, files};

fn text(path: &str) -> String {
    files(path).pop().unwrap_or_else(|| panic!("no file {path}")).text
}

/// The names that the root of the library exports: items, then modules.
fn root_names() -> (BTreeSet<String>, BTreeSet<String>) {
    let lib = text("src/lib.rs");
    // The exports of modules are indented.
    let exports = lib.split("\npub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let items = exports.flat_map(|path| {
        let names = path.rsplit("::").next().unwrap_or(path);
        names.trim_matches(['{', '}']).split(',').map(|name| name.trim().to_owned())
    });
    let modules = lib.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let modules = modules.map(|name| name.trim_end_matches([';', ' ', '{']).to_owned());
    (items.filter(|name| !name.is_empty()).collect(), modules.collect())
}

/// The paths of the items of a kind, from the list of the public API.
fn listed(kind: &str) -> Vec<String> {
    let list = text("tests/public-api/instance-lifecycle.txt");
    let kind = format!("pub {kind} ");
    // Attributes precede the kind; parameters follow the path.
    let paths =
        list.lines().filter(|line| !line.starts_with("impl")).filter_map(|line| line.split_once(&kind));
    paths
        .map(|(_, path)| path.split(['<', '(', ' ']).next().unwrap_or(path).trim_end_matches(':').to_owned())
        .collect()
}

fn name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

#[test]
fn the_root_exports_at_most_25_items() {
    let (items, modules) = root_names();
    let list = |names: &BTreeSet<String>| names.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    insta::assert_snapshot!(list(&items), @"Action Case CreateInstance Decidable DeleteInstance Environment Event Explanation Instance Operation Plan Policy ReActivateInstances RebootInstance Rejection Request Revision RunInstances StartInstance Status StopInstance Violation explain permitted plan");
    insta::assert_snapshot!(list(&modules), @"analysis authorization batch billing closed_set documentation environment errors event instance packed plan policy request rules suggest testing trace");
    assert!(items.len() <= 25, "{} items", items.len());
}

/// The root repeats the names of some modules; otherwise a type has one path.
#[test]
fn a_type_has_one_name_and_a_name_has_one_type() {
    let paths = ["struct", "enum", "trait"].map(listed).concat();
    for of_root in [true, false] {
        let mut seen = BTreeSet::new();
        let paths = paths.iter().filter(|path| path.contains("::") != of_root);
        let repeated: Vec<&String> = paths.filter(|path| !seen.insert(name(path))).collect();
        assert_eq!(repeated, Vec::<&String>::new());
    }
}

/// The names of the types whose documentation has an example.
fn with_example(file: &SourceFile) -> BTreeSet<&str> {
    let lines: Vec<&str> = file.text.lines().map(str::trim_start).collect();
    let declared = |line: &'_ str| -> Option<usize> {
        ["pub struct ", "pub enum ", "pub trait "]
            .iter()
            .find(|start| line.starts_with(**start))
            .map(|it| it.len())
    };
    let mut names = BTreeSet::new();
    for (at, line) in lines.iter().enumerate() {
        // `closed_set!` and the like declare types without a keyword.
        let Some(start) = declared(line).or_else(|| line.ends_with(" {").then_some(0)) else { continue };
        let name = &line[start..];
        let name = name.split(|next: char| !(next.is_alphanumeric() || next == '_')).next().unwrap_or(name);
        let mut above = lines[..at].iter().rev();
        if above
            .by_ref()
            .take_while(|line| line.starts_with("///") || line.starts_with("#["))
            .any(|line| *line == "/// ```")
        {
            names.insert(name);
        }
    }
    names
}

#[test]
fn half_of_the_types_have_an_example() {
    let files = files("src");
    let examples: BTreeSet<&str> = files.iter().flat_map(with_example).collect();
    let types = ["struct", "enum", "trait"].map(listed).concat();
    let (with, without): (Vec<&str>, Vec<&str>) =
        types.iter().map(|path| name(path)).partition(|name| examples.contains(name));
    assert!(with.len() >= without.len(), "{} of {}; without: {without:?}", with.len(), types.len());
    for name in ["Environment", "Guard", "Rejection", "Batch", "Bill", "Steps", "Lifecycle", "Plan", "Policy"]
    {
        assert!(with.contains(&name), "{name} has no example");
    }
}
