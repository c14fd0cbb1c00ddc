//! Every sentence of the page of StopInstance of 2024-11-14 is carried by something that exists.

use instance_lifecycle::errors::{DryRunPass, HISTORY, Place};
use instance_lifecycle::plan::{Resource, Risk};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::RuleTable;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{Event, Operation, Revision, authorization};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
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

/// Returns the names of the test functions of the workspace, without those that several tests have.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tables", "laws", "oracle", "analysis", "../crates/cli/tests", "../crates/wire/tests"] {
        sources(&root.join(folder), &mut files);
    }
    let mut names = BTreeMap::<String, usize>::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            is_test |= line == "#[test]";
            if let Some((name, _)) = line.strip_prefix("fn ").and_then(|line| line.split_once('(')) {
                if is_test {
                    *names.entry(name.to_owned()).or_default() += 1;
                }
                is_test = false;
            }
        }
    }
    names.into_iter().filter(|(_, tests)| *tests == 1).map(|(name, _)| name).collect()
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
    let rules = rules.chain([DryRunPass::RULE]).map(|name| ("rule", name.to_owned()));
    let attributes = ATTRIBUTES.iter().map(|one| {
        let kind = if one.name.starts_with("request.") { "parameter" } else { "attribute" };
        (kind, one.name.to_owned())
    });
    let named = [
        ("interpretation", Interpretation::ALL.iter().map(|one| one.name).collect::<Vec<_>>()),
        ("resource", Resource::ALL.iter().map(|one| one.as_str()).collect()),
        ("risk", Risk::ALL.iter().map(|one| one.as_str()).collect()),
        ("event", Event::ALL.iter().map(|one| one.as_str()).collect()),
        ("permission", authorization::PERMISSIONS.iter().map(|one| one.operation).collect()),
        ("change", HISTORY.iter().map(|one| one.date).collect()),
    ];
    let named = named.into_iter().flat_map(|(kind, names)| names.into_iter().map(move |name| (kind, name)));
    let named = named.map(|(kind, name)| (kind, name.to_owned()));
    let rows = error_rows().into_iter().map(|row| ("error", row));
    let tests = tests().into_iter().map(|name| ("test", name));
    let all = rules.chain(attributes).chain(named).chain(rows).chain(tests);
    all.map(|(kind, name)| format!("{kind}:{name}")).collect()
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
