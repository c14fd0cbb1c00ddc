//! Every sentence of the page of StopInstance of 2024-11-14 is carried by something that exists.

use instance_lifecycle::attribute::ATTRIBUTES;
use instance_lifecycle::{
    DryRunPass, Event, HISTORY, Interpretation, Operation, Place, Resource, Revision, Risk, RuleTable,
    authorization,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, str};
use support::rule_table;

const LINES: &str = include_str!("../documented/stop-instance-page-2024-11-14.tsv");

fn lines() -> impl Iterator<Item = [&'static str; 5]> {
    LINES.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        cells.try_into().unwrap_or_else(|_| panic!("five cells: {line}"))
    })
}

/// Returns the files of the tests of the workspace.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of tests") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Returns the names of the test functions of the workspace.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tables", "laws", "oracle", "analysis", "../crates/cli/tests", "../crates/wire/tests"] {
        sources(&root.join(folder), &mut files);
    }
    let mut names = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            is_test |= line == "#[test]";
            if let Some((name, _)) = line.strip_prefix("fn ").and_then(|line| line.split_once('(')) {
                if is_test {
                    names.insert(name.to_owned());
                }
                is_test = false;
            }
        }
    }
    names
}

/// Returns the numbers of the error rows of the page, and `-` for the unlisted one.
fn error_rows() -> BTreeSet<String> {
    let table = Operation::StopInstance.errors();
    let places = table.of(table.column(Revision::V2024_11_14)).map(|(place, _)| place);
    places
        .map(|place| match place {
            Place::Row(number) => number.to_string(),
            Place::Unlisted | Place::Absent => "-".to_owned(),
        })
        .collect()
}

/// Returns the items that lines can name.
fn items() -> BTreeSet<String> {
    let stop = rule_table(Operation::StopInstance);
    let refusals = RuleTable::rules(stop.refusals).map(|rule| rule[0].rule);
    let rules = refusals.chain(RuleTable::rules(stop.settlements).map(|rule| rule[0].rule));
    let mut items = BTreeSet::new();
    let mut add = |kind: &str, name: &str| items.insert(format!("{kind}:{name}"));
    rules.chain([DryRunPass::RULE]).for_each(|name| drop(add("rule", name)));
    Interpretation::ALL.iter().for_each(|one| drop(add("interpretation", one.name)));
    Resource::ALL.iter().for_each(|one| drop(add("resource", one.as_str())));
    Risk::ALL.iter().for_each(|one| drop(add("risk", one.as_str())));
    Event::ALL.iter().for_each(|one| drop(add("event", one.as_str())));
    ATTRIBUTES.iter().for_each(|one| {
        let kind = if one.name.starts_with("request.") { "parameter" } else { "attribute" };
        add(kind, one.name);
    });
    authorization::PERMISSIONS.iter().for_each(|one| drop(add("permission", one.operation)));
    HISTORY.iter().for_each(|one| drop(add("change", one.date)));
    error_rows().iter().for_each(|row| drop(add("error", row)));
    tests().iter().for_each(|name| drop(add("test", name)));
    items
}

#[test]
fn every_item_exists() {
    let items = items();
    let named = lines().flat_map(|[_, place, _, carried, _]| {
        carried.split(' ').filter(|item| !item.is_empty()).map(move |item| (place, item))
    });
    let missing: Vec<_> = named.filter(|(_, item)| !items.contains(*item)).collect();
    assert_eq!(missing, []);
}

#[test]
fn a_sentence_is_carried_or_has_a_reason() {
    for [section, place, text, carried, reason] in lines() {
        assert!(!carried.is_empty() || !reason.is_empty(), "{section} {place}");
        assert!(text.split(' ').count() <= 15, "a quotation of at most 15 words: {text}");
    }
}

#[test]
fn every_error_row_of_the_page_has_a_line() {
    let named: BTreeSet<String> = lines()
        .flat_map(|[_, _, _, carried, _]| carried.split(' '))
        .filter_map(|item| Some(item.strip_prefix("error:")?.to_owned()))
        .collect();
    assert_eq!(named, error_rows());
}
