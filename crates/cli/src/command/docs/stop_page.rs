//! The sentences of the page of StopInstance of 2024-11-14, with the items that carry them.

/// A line a sentence or cell: section, place, text, the items that carry it, and a reason or remark.
const SENTENCES: &str = include_str!("../../../../../tests/documented/stop-instance-page-2024-11-14.tsv");

/// Returns the sections of the page, each with its rows: place, text, items and remark.
pub(super) fn sections() -> Vec<(&'static str, Vec<Vec<String>>)> {
    let lines: Vec<Vec<&str>> = SENTENCES.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    lines
        .chunk_by(|a, b| a[0] == b[0])
        .map(|lines| (lines[0][0], lines.iter().map(|line| row(line)).collect()))
        .collect()
}

fn row(line: &[&str]) -> Vec<String> {
    let carried: Vec<String> = line[3].split(' ').filter_map(item).collect();
    vec![line[1].to_owned(), format!("`{}`", line[2]), carried.join(", "), line[4].to_owned()]
}

/// An item such as `rule:security-lock`.
fn item(text: &str) -> Option<String> {
    let (kind, name) = text.split_once(':')?;
    Some(match (kind, name) {
        ("error", "-") => "the borrowed error row".to_owned(),
        ("error", row) => format!("error row {row}"),
        _ => format!("{kind} `{name}`"),
    })
}
