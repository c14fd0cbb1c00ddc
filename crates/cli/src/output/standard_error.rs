//! Standard error: failures, notes, and what the parser of arguments prints.

use super::layout;
use super::text::{self, BAD, OTHER, Text, escape_document};
use crate::exit::Failure;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::io::{self, Write};

/// Writes a failure to standard error. That it cannot be written is no second failure.
pub(crate) fn report(failure: &Failure) {
    let stderr = io::stderr();
    let is_coloured = anstream::AutoStream::choice(&stderr) != anstream::ColorChoice::Never;
    let mut stderr = stderr.lock();
    let message = failure.to_string();
    let mut lines = message.trim_end().split('\n');
    let first = Text::new().styled(BAD, "error:").plain(' ').plain(lines.next().unwrap_or_default());
    let lines = [first].into_iter().chain(lines.map(Text::from));
    let width = terminal_width();
    for line in lines.flat_map(|line| wrapped(line, width)) {
        let written = line.write_to(&mut stderr, is_coloured).and_then(|()| stderr.write_all(b"\n"));
        if written.is_err() {
            return;
        }
    }
}

/// Writes a note to standard error, beside the answers on standard output.
pub(crate) fn note(text: &str) {
    let stderr = io::stderr();
    let is_coloured = anstream::AutoStream::choice(&stderr) != anstream::ColorChoice::Never;
    let mut stderr = stderr.lock();
    let line = Text::new().styled(OTHER, "note:").plain(' ').plain(text);
    for line in wrapped(line, terminal_width()) {
        // A note that cannot be written is lost.
        let _ = line.write_to(&mut stderr, is_coloured).and_then(|()| stderr.write_all(b"\n"));
    }
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

/// Writes what the parser of arguments prints: help, versions and usage errors.
pub(crate) fn print_usage(error: &clap::Error) -> io::Result<()> {
    write_usage(error)?;
    let surplus = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => !argument.starts_with('-'),
        _ => false,
    };
    if error.kind() == ErrorKind::UnknownArgument && surplus {
        note(
            "the input is one file, or several in a pipe; the value of a flag follows `=`, as in `--force=true`",
        );
    }
    Ok(())
}

fn write_usage(error: &clap::Error) -> io::Result<()> {
    let is_steering = |argument: OsString| argument.to_string_lossy().chars().any(text::is_steering);
    if error.use_stderr() && terminal_width().is_some() {
        let message = error.render().to_string();
        let lines =
            message.trim_end().split('\n').flat_map(|line| wrapped(Text::from(line), terminal_width()));
        let mut stderr = io::stderr().lock();
        for line in lines {
            line.write_to(&mut stderr, false)?;
            stderr.write_all(b"\n")?;
        }
        return Ok(());
    }
    if !std::env::args_os().any(is_steering) {
        error.print()?;
        return if error.use_stderr() { Ok(()) } else { io::stdout().flush() };
    }
    let message = error.render().to_string();
    let message = escape_document(&message);
    if error.use_stderr() {
        io::stderr().write_all(message.as_bytes())
    } else {
        io::stdout().write_all(message.as_bytes()).and_then(|()| io::stdout().flush())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
