//! Standard error: failures, notes, and what the parser of arguments prints.

use super::text::{self, BAD, OTHER, Text, escape_document};
use crate::exit::Failure;
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
    for line in [first].into_iter().chain(lines.map(Text::from)) {
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
    // A note that cannot be written is lost.
    let _ = line.write_to(&mut stderr, is_coloured).and_then(|()| stderr.write_all(b"\n"));
}

/// Writes what the parser of arguments prints: help, versions and usage errors.
pub(crate) fn print_usage(error: &clap::Error) -> io::Result<()> {
    let is_steering = |argument: OsString| argument.to_string_lossy().chars().any(text::is_steering);
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
