//! The number of threads.

use clap::Args;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

/// The threads of a command. The output does not depend on their number.
#[derive(Args, Debug)]
pub(crate) struct ThreadOptions {
    /// The number of threads [default: one for each core]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
}

impl ThreadOptions {
    pub(crate) fn number(&self) -> NonZeroUsize {
        self.threads.or_else(|| available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
    }
}
