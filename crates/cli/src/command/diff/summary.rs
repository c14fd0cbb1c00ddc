//! A difference as text of at most one screen.

use super::sections::{Entry, Section};
use crate::exit::Failure;
use crate::output::{BAD, FAINT, GOOD, OTHER, Output, Text, counted};
use instance_lifecycle::analysis::Direction;

/// The lines of a screen.
const LINES: usize = 24;

/// The lines of a section: its heading, and those of each entry.
struct Lines {
    heading: Vec<Text>,
    entries: Vec<Vec<Text>>,
    /// The number of entries that are shown.
    shown: usize,
}

impl Lines {
    /// The number of lines. Entries that are not shown take one.
    fn count(&self) -> usize {
        let shown = self.entries[..self.shown].iter().map(Vec::len).sum::<usize>();
        self.heading.len() + shown + usize::from(self.shown < self.entries.len())
    }
}

pub(super) fn write(sections: &[Section], uncounted: Option<String>, output: &Output) -> Result<(), Failure> {
    if sections.is_empty() {
        return output.line("no differences");
    }
    let mut all: Vec<Lines> = sections.iter().map(|section| lines(section, output)).collect();
    // Every section shows its largest entry; what is left of the screen goes to the first sections.
    let count = |all: &[Lines]| all.iter().map(Lines::count).sum::<usize>();
    let is_whole =
        all.iter().map(|of| of.heading.len() + of.entries.iter().map(Vec::len).sum::<usize>()).sum::<usize>()
            <= LINES;
    for n in 0..all.len() {
        while all[n].shown < all[n].entries.len() {
            all[n].shown += 1;
            if !is_whole && count(&all) >= LINES {
                all[n].shown -= 1;
                break;
            }
        }
    }
    let mut hidden = 0;
    for of in &all {
        for line in of.heading.iter().chain(of.entries[..of.shown].iter().flatten()) {
            output.line(line.clone())?;
        }
        let more = of.entries.len() - of.shown;
        if more > 0 {
            output.line(Text::new().styled(FAINT, format_args!("  and {more} more")))?;
        }
        hidden += more;
    }
    if hidden > 0 {
        let hidden = counted(hidden, "change");
        output.line(
            Text::new().styled(FAINT, format_args!("--all lists the other {hidden}, and every pair of rows")),
        )?;
    }
    match uncounted {
        Some(text) => output
            .wrapped("", "  ", Text::new().styled(FAINT, text))
            .into_iter()
            .try_for_each(|line| output.line(line)),
        None => Ok(()),
    }
}

fn lines(section: &Section, output: &Output) -> Lines {
    let style = match section.direction {
        Direction::Tightening => BAD,
        Direction::Loosening => GOOD,
        Direction::Neutral => OTHER,
    };
    let heading = output.wrapped("", "  ", Text::new().styled(style, &section.heading));
    let entry = |entry: &Entry| output.wrapped("  ", "      ", text(entry, section.direction));
    Lines { heading, entries: section.entries.iter().map(entry).collect(), shown: 1 }
}

fn text(entry: &Entry, direction: Direction) -> Text {
    let kind = match direction {
        Direction::Neutral => format!("{}: ", entry.kind),
        Direction::Tightening | Direction::Loosening => String::new(),
    };
    let text = Text::from(format_args!("{:>9}  {}: ", entry.cases.short(), entry.action));
    let text = text.plain(kind).plain(&entry.subject).styled(FAINT, format_args!(" ({})", entry.why));
    if entry.detail.is_empty() { text } else { text.plain(format_args!("; {}", entry.detail)) }
}
