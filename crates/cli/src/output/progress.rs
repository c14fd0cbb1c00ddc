//! The progress of reading a large file.

use super::writer::Output;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;

/// The number of bytes from which the progress is shown: about a second of work.
const SHOWN_FROM: u64 = 10 << 20;

impl Output {
    /// The progress of reading, on standard error if that is a terminal.
    pub(crate) fn progress(&self, file: Option<&Path>) -> ProgressBar {
        if self.is_in_memory() { ProgressBar::hidden() } else { progress(file) }
    }
}

fn progress(file: Option<&Path>) -> ProgressBar {
    let length = file.and_then(|file| file.metadata().ok()).filter(|file| file.is_file());
    // A small file is read before a bar can be seen.
    if length.as_ref().is_some_and(|file| file.len() < SHOWN_FROM) {
        return ProgressBar::hidden();
    }
    let (bar, template) = match length {
        Some(file) => (ProgressBar::new(file.len()), "{bar:40} {percent}% of {total_bytes}, {eta} left"),
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} read, {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
