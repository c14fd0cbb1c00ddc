//! Lines and tables that fit a width.

use super::text::{FAINT, Text};

/// The blanks between two columns.
const GAP: usize = 2;

/// The lines of a text that is wrapped at blanks, the first behind `first`, the others behind `indent`.
/// A word that is longer than a line is not cut.
pub(super) fn wrap(first: &Text, indent: &Text, text: &Text, width: usize) -> Vec<Text> {
    if first.width() + text.width() <= width && text.has_plain_blanks() {
        return vec![first.clone().text(text.clone()).trimmed()];
    }
    let mut lines = Vec::new();
    let (mut line, mut used, mut is_empty) = (first.clone(), first.width(), true);
    for word in text.words() {
        let length = word.width();
        if !is_empty && used + 1 + length > width {
            lines.push(std::mem::replace(&mut line, indent.clone()).trimmed());
            (used, is_empty) = (indent.width(), true);
        }
        if !is_empty {
            line = line.plain(' ');
            used += 1;
        }
        line = line.text(word);
        used += length;
        is_empty = false;
    }
    lines.push(line.trimmed());
    lines
}

/// A table without rules, its columns as wide as their longest cell. If that is too wide, cells are
/// wrapped at blanks; if their longest words are too wide, the last cell gets lines of its own.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Vec<Text>>,
}

impl Table {
    /// A table with a header; none if it is empty.
    pub(crate) fn new<const N: usize>(header: [&str; N]) -> Self {
        let mut table = Self::default();
        if N > 0 {
            table.rows.push(header.iter().map(|name| Text::new().styled(FAINT, name)).collect());
        }
        table
    }

    /// Adds a row.
    pub(crate) fn add<const N: usize>(&mut self, row: [Text; N]) {
        self.rows.push(row.into());
    }

    /// The lines of the table, each behind `indent` blanks.
    pub(super) fn lines(&self, indent: usize, width: usize) -> Vec<Text> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let room = width.saturating_sub(indent + GAP * columns.saturating_sub(1));
        let widths = |measure: fn(&Text) -> usize| -> Vec<usize> {
            (0..columns)
                .map(|column| {
                    self.rows.iter().filter_map(|row| row.get(column)).map(measure).max().unwrap_or(0)
                })
                .collect()
        };
        let mut natural = widths(Text::width);
        if natural.iter().sum::<usize>() <= room {
            return self.rows.iter().flat_map(|row| beside(row, &natural, indent)).collect();
        }
        let least = widths(|cell| cell.words().iter().map(Text::width).max().unwrap_or(0));
        if columns > 1 && least.iter().sum::<usize>() > room {
            return self.rows.iter().flat_map(|row| stacked(row, &natural, indent, width)).collect();
        }
        while natural.iter().sum::<usize>() > room {
            let widest = (0..columns).filter(|&n| natural[n] > least[n]).max_by_key(|&n| natural[n]);
            let Some(widest) = widest else { break };
            natural[widest] -= 1;
        }
        self.rows.iter().flat_map(|row| beside(row, &natural, indent)).collect()
    }
}

/// The lines of a row whose cells stand beside each other.
fn beside(row: &[Text], widths: &[usize], indent: usize) -> Vec<Text> {
    let nothing = Text::new();
    let cells: Vec<Vec<Text>> =
        row.iter().zip(widths).map(|(cell, width)| wrap(&nothing, &nothing, cell, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|n| {
            let mut line = Text::from(" ".repeat(indent));
            let mut end = indent;
            for (cell, width) in cells.iter().zip(widths) {
                if let Some(part) = cell.get(n) {
                    line = line.padded(end).text(part.clone());
                }
                end += width + GAP;
            }
            line.trimmed()
        })
        .collect()
}

/// The lines of a row whose last cell does not fit beside the others: it stands below them, indented.
fn stacked(row: &[Text], widths: &[usize], indent: usize, width: usize) -> Vec<Text> {
    let Some((last, others)) = row.split_last() else { return Vec::new() };
    let before = widths[..others.len()].iter().map(|width| width + GAP).sum::<usize>();
    if indent + before + last.width() <= width {
        return beside(row, widths, indent);
    }
    let mut lines = beside(others, widths, indent);
    let below = Text::from(" ".repeat(indent + 2 * GAP));
    lines.extend(wrap(&below, &below, last, width));
    lines
}

#[cfg(test)]
mod tests {
    use super::super::text::{BAD, GOOD};
    use super::*;

    fn show(lines: &[Text]) -> Vec<String> {
        let line = |line: &Text| {
            let mut bytes = Vec::new();
            line.write_to(&mut bytes, false).expect("a vector takes all");
            String::from_utf8(bytes).expect("text is UTF-8")
        };
        lines.iter().map(line).collect()
    }

    fn operations(style: bool) -> Table {
        let styled = |text: &str| if style { Text::new().styled(GOOD, text) } else { Text::from(text) };
        let mut table = Table::new(["operation", "now", "why"]);
        table.add([
            styled("RebootInstance"),
            styled("yes"),
            "Running -> Stopping -> Starting -> Running".into(),
        ]);
        table.add([
            styled("StartInstance"),
            styled("no"),
            Text::new().styled(BAD, "IncorrectInstanceStatus"),
        ]);
        table
    }

    #[test]
    fn styles_do_not_change_the_layout_of_a_table() {
        for width in 30..100 {
            let (styled, plain) = (operations(true).lines(2, width), operations(false).lines(2, width));
            assert_eq!(show(&styled), show(&plain), "{width}");
        }
    }

    #[test]
    fn a_table_that_fits_is_not_wrapped() {
        assert_eq!(
            show(&operations(true).lines(2, 66)),
            [
                "  operation       now  why",
                "  RebootInstance  yes  Running -> Stopping -> Starting -> Running",
                "  StartInstance   no   IncorrectInstanceStatus"
            ]
        );
    }

    #[test]
    fn words_are_never_cut() {
        for width in 1..80 {
            let text = show(&operations(true).lines(2, width)).join("\n");
            assert!(text.contains("IncorrectInstanceStatus") && text.contains("RebootInstance"), "{width}");
        }
        assert_eq!(
            show(&operations(true).lines(2, 40)),
            [
                "  operation       now  why",
                "  RebootInstance  yes",
                "      Running -> Stopping -> Starting ->",
                "      Running",
                "  StartInstance   no",
                "      IncorrectInstanceStatus"
            ]
        );
    }

    #[test]
    fn every_line_fits_if_its_words_do() {
        for width in 31..100 {
            let wide: Vec<Text> = operations(true).lines(2, width);
            assert!(wide.iter().all(|line| line.width() <= width), "{width}: {:#?}", show(&wide));
        }
    }

    #[test]
    fn a_paragraph_is_wrapped_behind_its_indent() {
        let text = Text::from("one two ").styled(BAD, "three").plain(" four");
        let lines = wrap(&Text::from("- "), &Text::from("  "), &text, 11);
        assert_eq!(show(&lines), ["- one two", "  three", "  four"]);
    }
}
