//! Standard output: buffered, in colour where a person looks at it; and how a run ends.

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, IsTerminal, StdoutLock, Write};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const OTHER: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
pub(crate) const TROUBLE: Style = BAD;

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Everything planned, passed or done.
    Good = 0,
    /// Something was refused.
    Refused = 1,
    /// Bad usage, or input that cannot be read.
    Trouble = 2,
}

/// Why the command cannot go on.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments contradict each other.
    Usage(String),
    /// The input cannot be opened or read.
    Input(String, io::Error),
    /// The output cannot be written.
    Output(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Usage(problem) => f.write_str(problem),
            Self::Input(name, error) => write!(f, "cannot read `{name}`: {error}"),
            Self::Output(error) => write!(f, "cannot write the output: {error}"),
        }
    }
}

/// Text of the input as it may stand in text for people: characters that would steer their terminal
/// are written out.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    let steers = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let written = |c: char| if steers(c) { c.escape_unicode().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(written).collect())
}

/// Standard output. Input flushes it before it waits, so that answers are never held back.
pub(crate) struct Output {
    writer: RefCell<io::BufWriter<StdoutLock<'static>>>,
    is_coloured: bool,
    width: u16,
}

impl Output {
    pub(crate) fn to_stdout() -> Self {
        let stdout = io::stdout();
        let is_coloured = anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never;
        let asked = || std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let of_terminal = stdout.is_terminal().then(|| Table::new().width()).flatten();
        let width = of_terminal.or_else(asked).filter(|width| *width >= 40).unwrap_or(80);
        let writer = RefCell::new(io::BufWriter::with_capacity(1 << 16, stdout.lock()));
        Self { writer, is_coloured, width }
    }

    pub(crate) fn write(&self, bytes: &[u8]) -> Result<(), Failure> {
        Ok(self.writer.borrow_mut().write_all(bytes)?)
    }

    pub(crate) fn flush(&self) -> Result<(), Failure> {
        Ok(self.writer.borrow_mut().flush()?)
    }

    /// Writes a line of text.
    pub(crate) fn line(&self, text: impl std::fmt::Display) -> Result<(), Failure> {
        Ok(writeln!(self.writer.borrow_mut(), "{text}")?)
    }

    /// Writes a value as a line of JSON.
    pub(crate) fn json(&self, value: &impl serde::Serialize) -> Result<(), Failure> {
        let mut writer = self.writer.borrow_mut();
        serde_json::to_writer(&mut *writer, value).map_err(io::Error::from)?;
        Ok(writer.write_all(b"\n")?)
    }

    /// Text in a style, where there is colour.
    pub(crate) fn styled(&self, style: Style, text: impl std::fmt::Display) -> String {
        if self.is_coloured { format!("{style}{text}{style:#}") } else { text.to_string() }
    }

    /// A table as wide as the terminal at most, without lines.
    pub(crate) fn table(&self, header: &[&str]) -> Table {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(self.width - 2);
        if self.is_coloured {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        if !header.is_empty() {
            table.set_header(
                header
                    .iter()
                    .map(|name| comfy_table::Cell::new(name).add_attribute(comfy_table::Attribute::Dim)),
            );
        }
        table
    }

    /// Writes a table, indented, without blanks at the ends of lines.
    pub(crate) fn print(&self, table: &Table) -> Result<(), Failure> {
        table.lines().try_for_each(|line| self.line(format_args!(" {}", line.trim_end())))
    }

    /// Writes text wrapped to the width, each line behind `indent`.
    pub(crate) fn paragraph(&self, indent: &str, text: &str) -> Result<(), Failure> {
        self.hanging(indent, indent, text)
    }

    /// Writes text wrapped to the width, the first line behind `first`, the others behind `indent`.
    pub(crate) fn hanging(&self, first: &str, indent: &str, text: &str) -> Result<(), Failure> {
        let width = usize::from(self.width);
        let mut line = String::from(first);
        let mut is_empty = true;
        for word in text.split(' ') {
            if !is_empty && shown(&line) + shown(word) > width {
                self.line(line.trim_end())?;
                line.replace_range(.., indent);
            }
            line.push_str(word);
            line.push(' ');
            is_empty = false;
        }
        self.line(line.trim_end())
    }
}

/// How many columns a text takes: styles take none.
fn shown(text: &str) -> usize {
    anstream::adapter::strip_str(text).map(|part| part.chars().count()).sum()
}
