//! How long the steps of a task take. The vendor states no durations: all of them are ours.

use crate::protocol::time::Millis;
use instance_lifecycle::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The pace of tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// A task is complete as soon as its call is answered.
    Instant,
    /// The clock stands still: tasks go on when it is advanced.
    Manual,
    /// The clock runs.
    Timed,
}

/// The duration of a step, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Duration {
    /// Always the same.
    Fixed(Millis),
    /// Any of a range, equally often.
    Uniform(Millis, Millis),
    /// Distributed exponentially, with this mean.
    Exponential(Millis),
}

/// The pace, and the duration of each step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Progress {
    /// The pace.
    pub pace: Pace,
    /// The duration of steps that have none of their own.
    pub default: Duration,
    /// The durations of steps, by the name of the event that ends them.
    pub steps: BTreeMap<String, Duration>,
}

impl Progress {
    /// Every step takes ten seconds of the virtual clock, which stands still.
    #[must_use]
    pub fn manual() -> Self {
        Self { pace: Pace::Manual, default: Duration::Fixed(10_000), steps: BTreeMap::new() }
    }

    /// Returns the duration of the step that an event ends.
    #[must_use]
    pub fn of(&self, event: Event, random: &mut Random) -> Millis {
        if self.pace == Pace::Instant {
            return 0;
        }
        match *self.steps.get(event.as_str()).unwrap_or(&self.default) {
            Duration::Fixed(duration) => duration,
            Duration::Uniform(least, most) => least + (random.unit() * (most - least + 1) as f64) as Millis,
            Duration::Exponential(mean) => (-(1.0 - random.unit()).ln() * mean as f64) as Millis,
        }
    }
}

/// Reads `instant`, `manual`, or a number of seconds.
impl FromStr for Progress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let with = |pace, default| Self { pace, default, ..Self::manual() };
        Ok(match text {
            "instant" => with(Pace::Instant, Duration::Fixed(0)),
            "manual" => Self::manual(),
            seconds => with(
                Pace::Timed,
                Duration::Fixed(millis(seconds).ok_or_else(|| {
                    format!("`{text}` is neither `instant` nor `manual` nor a number of seconds")
                })?),
            ),
        })
    }
}

/// Reads `10`, `uniform:5,20` or `exponential:30`, in seconds.
impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected =
            || format!("`{text}` is no duration; expected `10`, `uniform:5,20` or `exponential:30`");
        let read = |seconds| millis(seconds).ok_or_else(expected);
        match text.split_once(':') {
            None => read(text).map(Self::Fixed),
            Some(("exponential", mean)) => read(mean).map(Self::Exponential),
            Some(("uniform", range)) => {
                let (least, most) = range.split_once(',').ok_or_else(expected)?;
                let (least, most) = (read(least)?, read(most)?);
                if least <= most { Ok(Self::Uniform(least, most)) } else { Err(expected()) }
            }
            Some(_) => Err(expected()),
        }
    }
}

/// Reads seconds; up to a year, so that times stay in range.
fn millis(seconds: &str) -> Option<Millis> {
    let seconds: f64 = seconds.parse().ok()?;
    (0.0..=31_536_000.0).contains(&seconds).then(|| (seconds * 1_000.0).round() as Millis)
}

/// A source of random numbers that repeats from its seed (splitmix64).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Random(pub u64);

impl Random {
    /// Returns the next 64 random bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number from 0 up to 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns an id in the form of a UUID of version 4, in capitals.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08X}-{:04X}-4{:03X}-{:04X}-{:012X}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}
