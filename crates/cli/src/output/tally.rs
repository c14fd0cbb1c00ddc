//! How many cases had which outcome, and the exit status that follows.

use super::text::{FAINT, Text};
use super::writer::Output;
use crate::exit::{Failure, Status};

/// An outcome of a case, and the exit status that it demands.
type Outcome = (&'static str, Status);

/// A count of each outcome.
#[derive(Debug)]
pub(crate) struct Tally {
    outcomes: &'static [Outcome],
    counts: Vec<u64>,
}

/// The outcome of a case that cannot be read.
pub(crate) const UNREADABLE: &str = "unreadable";

impl Tally {
    /// A tally of outcomes in the order of the summary.
    pub(crate) fn new(outcomes: &'static [Outcome]) -> Self {
        Self { outcomes, counts: vec![0; outcomes.len()] }
    }

    pub(crate) fn count(&mut self, name: &str) {
        for (count, (known, _)) in self.counts.iter_mut().zip(self.outcomes) {
            *count += u64::from(*known == name);
        }
    }

    /// Writes the summary and returns the exit status: the worst of the counted outcomes. JSON has no
    /// summary; that the input was empty is then reported on standard error.
    pub(crate) fn finish(&self, is_text: bool, output: &Output) -> Result<Status, Failure> {
        let status = self.status();
        if is_text {
            self.write(output)?;
        } else if status == Status::Empty {
            output.note("0 instances");
        }
        Ok(status)
    }

    /// The worst status among the counted outcomes.
    fn status(&self) -> Status {
        self.counted().map(|(_, (_, status))| *status).max().unwrap_or(Status::Empty)
    }

    /// Writes the summary, unless there is only one case.
    fn write(&self, output: &Output) -> Result<(), Failure> {
        match self.counts.iter().sum::<u64>() {
            0 => output.line("0 instances"),
            1 => Ok(()),
            _ => {
                let parts: Vec<String> =
                    self.counted().map(|(count, (name, _))| described(count, name)).collect();
                output.line(Text::new().styled(FAINT, parts.join(", ")))
            }
        }
    }

    fn counted(&self) -> impl Iterator<Item = (u64, &Outcome)> {
        self.counts.iter().copied().zip(self.outcomes).filter(|(count, _)| *count > 0)
    }
}

/// `1 instance`, `2 instances`, `1 refused`.
fn described(count: u64, name: &str) -> String {
    let name = name.strip_suffix('s').filter(|_| count == 1).unwrap_or(name);
    format!("{count} {name}")
}
