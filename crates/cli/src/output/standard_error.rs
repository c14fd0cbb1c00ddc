//! Standard error: failures, notes, and what the parser of arguments prints.

use super::layout;
use super::text::{BAD, OTHER, Text};
use super::writer::Output;
use crate::exit::Failure;
use anstyle::Style;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::borrow::Cow;
use std::io::{self, Write};

/// The longest word of a message, in characters.
const LONGEST: usize = 400;

impl Output {
    /// Writes a failure to standard error. That it cannot be written is no second failure.
    pub(crate) fn report(&self, failure: &Failure) {
        let _ = self.message(BAD, "error:", &failure.to_string());
    }

    /// Writes a note to standard error, beside the answers on standard output. A note that cannot be written
    /// is lost.
    pub(crate) fn note(&self, text: &str) {
        let _ = self.message(OTHER, "note:", text);
    }

    /// Writes a message behind a word in a style. All that is written to standard error passes here, but for
    /// the progress of reading.
    fn message(&self, style: Style, head: &str, message: &str) -> io::Result<()> {
        let message = shortened(message.trim_end());
        let mut lines = message.split('\n');
        let first = Text::new().styled(style, head).plain(' ').plain(lines.next().unwrap_or_default());
        let lines = [first].into_iter().chain(lines.map(Text::from));
        if let Some(errors) = self.errors() {
            return lines.into_iter().try_for_each(|line| write(&line, &mut *errors.borrow_mut(), false));
        }
        let stderr = io::stderr();
        let is_coloured = anstream::AutoStream::choice(&stderr) != anstream::ColorChoice::Never;
        let width = terminal_width();
        let mut stderr = stderr.lock();
        lines
            .flat_map(|line| wrapped(line, width))
            .try_for_each(|line| write(&line, &mut stderr, is_coloured))
    }

    /// Writes what the parser of arguments prints: help and versions, which no input is part of, and usage
    /// errors, which repeat arguments and the contents of files.
    pub(crate) fn usage(&self, error: &clap::Error) -> Result<(), Failure> {
        if !error.use_stderr() {
            if self.is_in_memory() {
                self.document(&error.render().to_string())?;
            } else {
                error.print()?;
            }
            return self.flush();
        }
        let message = error.render().to_string();
        self.message(BAD, "error:", message.strip_prefix("error: ").unwrap_or(&message))?;
        let surplus = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(argument)) => !argument.starts_with('-'),
            _ => false,
        };
        if error.kind() == ErrorKind::UnknownArgument && surplus {
            self.note(
                "the input is one file, or several in a pipe; the value of a flag follows `=`, as in `--force=true`",
            );
        }
        Ok(())
    }
}

fn write(line: &Text, writer: &mut impl Write, is_coloured: bool) -> io::Result<()> {
    line.write_to(writer, is_coloured)?;
    writer.write_all(b"\n")
}

/// A message without words of more than [`LONGEST`] characters: a name may be as long as the input.
fn shortened(message: &str) -> Cow<'_, str> {
    let is_long = |word: &str| word.len() > LONGEST;
    if !message.split([' ', '\n']).any(is_long) {
        return Cow::Borrowed(message);
    }
    let short = |word: &str| match word.char_indices().nth(LONGEST) {
        Some((end, _)) if is_long(word) => {
            let ending = word.strip_suffix(':').map_or("", |_| ":");
            format!("{}...{ending}", word[..end].trim_end_matches('.'))
        }
        _ => word.to_owned(),
    };
    let line = |line: &str| line.split(' ').map(short).collect::<Vec<_>>().join(" ");
    Cow::Owned(message.split('\n').map(line).collect::<Vec<_>>().join("\n"))
}

/// The columns of standard error; `None` if it is not a terminal, where messages stay on one line.
fn terminal_width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stderr())
        .map(|(width, _)| width.0.into())
        .filter(|width| *width >= 40)
}

/// The lines of a message, wrapped at blanks. A line that fits or is laid out with blanks stays.
fn wrapped(line: Text, width: Option<usize>) -> Vec<Text> {
    match width.filter(|width| line.width() > *width) {
        Some(width) => layout::wrap(&Text::new(), &Text::from("  "), &line, width),
        None => vec![line],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_shortened() {
        let long = "x".repeat(1_000_000);
        let message = format!("a `{long}`:\n  b {long} c");
        let short = shortened(&message);
        assert_eq!(short, format!("a `{}...:\n  b {}... c", "x".repeat(399), "x".repeat(400)));
        assert_eq!(shortened("a\n  b  c"), "a\n  b  c");
    }

    #[test]
    fn messages_are_wrapped_on_a_terminal_only() {
        let lines = |width| -> Vec<String> {
            let text = Text::from(
                "error: there is no fact `Weather`: expected `Balance`, `Stock`, `Quota` or `Site`",
            );
            let show = |line: &Text| {
                let mut bytes = Vec::new();
                line.write_to(&mut bytes, false).expect("a vector takes all");
                String::from_utf8(bytes).expect("text is UTF-8")
            };
            wrapped(text, width).iter().map(show).collect()
        };
        assert_eq!(
            lines(Some(50)),
            ["error: there is no fact `Weather`: expected", "  `Balance`, `Stock`, `Quota` or `Site`"]
        );
        assert_eq!((lines(None).len(), lines(Some(100)).len()), (1, 1));
    }
}
