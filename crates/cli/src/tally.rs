//! How many cases came to what, and the exit status that follows.

use crate::output::{FAINT, Failure, Output, Status};

/// What a case can come to, and what that means for the exit status.
type Outcome = (&'static str, Status);

/// Counts of each outcome.
#[derive(Debug)]
pub(crate) struct Tally {
    outcomes: &'static [Outcome],
    counts: Vec<u64>,
}

/// The outcome of a case that cannot be read.
pub(crate) const UNREADABLE: &str = "unreadable";

impl Tally {
    /// Of outcomes in the order in which they are summed up.
    pub(crate) fn of(outcomes: &'static [Outcome]) -> Self {
        Self { outcomes, counts: vec![0; outcomes.len()] }
    }

    pub(crate) fn count(&mut self, name: &str) {
        for (count, (known, _)) in self.counts.iter_mut().zip(self.outcomes) {
            *count += u64::from(*known == name);
        }
    }

    /// The worst of what has come.
    pub(crate) fn status(&self) -> Status {
        self.counted().map(|(_, (_, status))| *status).max().unwrap_or(Status::Good)
    }

    /// Writes the sums, unless there is nothing to sum up.
    pub(crate) fn write(&self, output: &Output) -> Result<(), Failure> {
        if self.counts.iter().sum::<u64>() < 2 {
            return Ok(());
        }
        let parts: Vec<String> = self.counted().map(|(count, (name, _))| format!("{count} {name}")).collect();
        output.line(output.styled(FAINT, parts.join(", ")))
    }

    fn counted(&self) -> impl Iterator<Item = (u64, &Outcome)> {
        self.counts.iter().copied().zip(self.outcomes).filter(|(count, _)| *count > 0)
    }
}
