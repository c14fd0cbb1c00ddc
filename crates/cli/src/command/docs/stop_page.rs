//! The page that follows the page of StopInstance of 2024-11-14 sentence by sentence.

use super::{Markdown, code};
use instance_lifecycle::{Document, Source};

/// A line a sentence or cell: section, place, text, the items that carry it, and a reason or remark.
const SENTENCES: &str = include_str!("../../../../../tests/documented/stop-instance-page-2024-11-14.tsv");

pub(super) fn write(page: &mut Markdown) {
    page.paragraph("The page of StopInstance of 2024-11-14, sentence by sentence.");
    let source = page.cite(Source { document: Document::StopPage2024, place: "whole page" });
    page.paragraph(&format!(
        "Every sentence and cell of the page that states behaviour, shortened, with the items that carry it, \
         or the reason why none does. Error rows are those of the page. Source: {source}.",
    ));
    let lines: Vec<Vec<&str>> = SENTENCES.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    for section in lines.chunk_by(|a, b| a[0] == b[0]) {
        page.paragraph(&format!("## {}", section[0][0]));
        let rows: Vec<Vec<String>> = section
            .iter()
            .map(|line| {
                let carried: Vec<String> = line[3].split(' ').filter_map(item).collect();
                vec![line[1].to_owned(), code(line[2]), carried.join(", "), line[4].to_owned()]
            })
            .collect();
        page.table(&["place", "text", "carried by", "remark"], &rows);
    }
}

/// An item such as `rule:security-lock`.
fn item(text: &str) -> Option<String> {
    let (kind, name) = text.split_once(':')?;
    Some(match (kind, name) {
        ("error", "-") => "the borrowed error row".to_owned(),
        ("error", row) => format!("error row {row}"),
        _ => format!("{kind} {}", code(name)),
    })
}
