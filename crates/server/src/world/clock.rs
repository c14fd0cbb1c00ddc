//! The virtual clock.

use crate::protocol::time::Millis;
use serde::{Deserialize, Serialize};

/// A clock that runs with the real time, ahead of it by what it was advanced, or stands still until it is
/// advanced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "Clock", rename_all_fields = "PascalCase")]
pub enum Clock {
    /// It runs.
    Running {
        /// How far it is ahead of the real time, in milliseconds.
        ahead: Millis,
    },
    /// It stands still.
    Standing {
        /// Its time.
        at: Millis,
    },
}

impl Clock {
    /// Returns the time, given the real one.
    #[must_use]
    pub const fn now(self, real: Millis) -> Millis {
        match self {
            Self::Running { ahead } => real + ahead,
            Self::Standing { at } => at,
        }
    }

    /// Advances the clock by some milliseconds.
    pub const fn advance(&mut self, by: Millis) {
        match self {
            Self::Running { ahead } => *ahead += by,
            Self::Standing { at } => *at += by,
        }
    }
}

/// Returns the real time.
#[must_use]
pub fn real() -> Millis {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}
