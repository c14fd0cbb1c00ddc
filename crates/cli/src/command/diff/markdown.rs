//! A difference as Markdown, for a comment on a pull request.

use super::sections::{Entry, Section};
use crate::exit::Failure;
use crate::output::{Output, counted};
use instance_lifecycle::analysis::Direction;

pub(super) fn write(sections: &[Section], uncounted: Option<String>, output: &Output) -> Result<(), Failure> {
    if sections.is_empty() {
        return output.line("No difference.");
    }
    let count = |direction: Direction| {
        sections.iter().find(|of| of.direction == direction).map_or(0, |of| of.entries.len())
    };
    let [refused, allowed, others] =
        [Direction::Tightening, Direction::Loosening, Direction::Neutral].map(count);
    output.document(&format!(
        "**{} newly refused, {allowed} newly allowed**, {others} otherwise\n",
        counted(refused, "change"),
    ))?;
    for section in sections {
        let is_folded = section.direction == Direction::Neutral;
        let heading = capital(&section.heading);
        if is_folded {
            output.document(&format!("\n<details><summary>{heading}</summary>\n\n"))?;
        } else {
            output.document(&format!("\n**{heading}**\n\n"))?;
        }
        output.line("| operation | change | reason | effect | cases | detail |")?;
        output.line("|---|---|---|---|---:|---|")?;
        section.entries.iter().try_for_each(|entry| write_entry(entry, output))?;
        if is_folded {
            output.document("\n</details>\n")?;
        }
    }
    match uncounted {
        Some(text) => output.document(&format!("\n{}\n", capital(&text))),
        None => Ok(()),
    }
}

fn write_entry(entry: &Entry, output: &Output) -> Result<(), Failure> {
    let Entry { action, kind, subject, why, cases, detail } = entry;
    let cells =
        [action.to_string(), subject.clone(), why.clone(), kind.to_string(), cases.short(), detail.clone()];
    let cells = cells.map(|cell| cell.replace('|', "\\|"));
    output.line(format_args!("| {} |", cells.join(" | ")))
}

fn capital(text: &str) -> String {
    text.char_indices()
        .map(|(at, letter)| if at == 0 { letter.to_ascii_uppercase() } else { letter })
        .collect()
}
