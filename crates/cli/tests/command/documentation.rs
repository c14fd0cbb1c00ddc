//! The pages of `src/documentation` are what `lifecycle docs` prints.
//!
//! `UPDATE_DOCUMENTATION=1` writes them instead of comparing them.

use crate::lifecycle;
use instance_lifecycle::{Document, Operation};
use std::fs;
use std::path::PathBuf;

/// The pages, by the name that `lifecycle docs` takes.
const PAGES: &[&str] = &[
    "stop-instance",
    "start-instance",
    "reboot-instance",
    "delete-instance",
    "reactivate-instances",
    "create-run",
    "events",
    "interpretations",
    "stop-instance-page",
];

/// Whether generated text is to be written and not compared.
pub(crate) fn is_update() -> bool {
    std::env::var_os("UPDATE_DOCUMENTATION").is_some()
}

pub(crate) fn in_repository(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).join(path)
}

fn printed(page: &str) -> String {
    lifecycle(&["docs", page], "").stdout
}

#[test]
fn pages_are_up_to_date() {
    for page in PAGES {
        let file = in_repository(&format!("src/documentation/{}.md", page.replace('-', "_")));
        let printed = printed(page);
        if is_update() {
            fs::write(&file, &printed).expect("the page can be written");
        }
        let stored = fs::read_to_string(&file).expect("the page can be read");
        assert_eq!(stored, printed, "{}: run with UPDATE_DOCUMENTATION=1", file.display());
    }
}

#[test]
fn without_a_page_all_are_printed() {
    let all: String = PAGES.iter().map(|page| printed(page)).collect();
    assert_eq!(lifecycle(&["docs"], "").stdout, all);
}

#[test]
fn every_operation_with_rules_or_errors_has_a_page() {
    let all = lifecycle(&["docs"], "").stdout;
    for operation in Operation::ALL {
        assert_eq!(
            all.contains(&format!("\n## {operation}: rules\n")),
            operation.rule_table().is_some(),
            "{operation}"
        );
        let errors = format!("\n## {operation}: errors of the page of ");
        let table = operation.errors();
        let transcribed = (0..table.revisions.len()).filter(|column| table.is_transcribed(*column));
        assert_eq!(all.matches(&errors).count(), transcribed.count(), "{operation}");
    }
}

#[test]
fn cited_documents_are_linked() {
    for page in PAGES.iter().map(|page| printed(page)) {
        let (rows, sources) = page.split_once("## Sources\n").expect("a page ends with its sources");
        for document in Document::ALL {
            let key = format!("{document:?}, ");
            let linked = rows.contains(&format!("[{document:?}], "));
            let plain = !linked && (rows.contains(&format!("| {key}")) || rows.contains(&format!("; {key}")));
            let definition = format!("[{document:?}]: {}\n", document.url().unwrap_or_default());
            assert_eq!(linked, sources.contains(&definition), "{document:?}");
            assert!(!plain || document.url().is_none(), "{document:?}");
        }
    }
}
