//! Repeated runs of what is compared, by turns, so that a busy machine slows down all of them alike.

use std::fmt;
use std::time::Instant;

/// Something to measure: a name, the number of items that one run handles, and the run.
pub struct Contender<'a> {
    /// Its name in [`Times`].
    pub name: &'static str,
    /// Items in one run.
    pub items: usize,
    /// One run.
    pub run: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    /// Creates a contender.
    pub fn new(name: &'static str, items: usize, run: impl FnMut() + 'a) -> Self {
        Self { name, items, run: Box::new(run) }
    }
}

/// Nanoseconds per item of each contender, run by run.
pub struct Times {
    names: Vec<&'static str>,
    runs: Vec<Vec<f64>>,
}

/// Runs each contender once to warm up and then `turns` times, in turn. `prepare` is called before each
/// turn and not measured.
pub fn race(turns: usize, mut prepare: impl FnMut(), mut contenders: Vec<Contender<'_>>) -> Times {
    let mut runs = vec![Vec::with_capacity(turns); contenders.len()];
    prepare();
    contenders.iter_mut().for_each(|contender| (contender.run)());
    for _ in 0..turns {
        prepare();
        for (contender, runs) in contenders.iter_mut().zip(&mut runs) {
            let started = Instant::now();
            (contender.run)();
            runs.push(started.elapsed().as_secs_f64() * 1e9 / contender.items as f64);
        }
    }
    Times { names: contenders.iter().map(|contender| contender.name).collect(), runs }
}

impl Times {
    fn of(&self, name: &str) -> &[f64] {
        let number = self.names.iter().position(|known| *known == name);
        &self.runs[number.unwrap_or_else(|| panic!("`{name}` was not measured"))]
    }

    /// Returns the nanoseconds per item of a contender.
    pub fn time(&self, name: &str) -> Range {
        Range::of(self.of(name).iter().copied())
    }

    /// Returns the items per second of a contender.
    pub fn rate(&self, name: &str) -> Range {
        Range::of(self.of(name).iter().map(|nanoseconds| 1e9 / nanoseconds))
    }

    /// Returns the time of the first contender as a multiple of that of the second, turn by turn.
    pub fn ratio(&self, longer: &str, shorter: &str) -> Range {
        Range::of(self.of(longer).iter().zip(self.of(shorter)).map(|(a, b)| a / b))
    }
}

/// The minimum, median and maximum of a figure over all turns.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The smallest figure.
    pub min: f64,
    /// The median.
    pub median: f64,
    /// The largest figure.
    pub max: f64,
}

impl Range {
    fn of(figures: impl Iterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.collect();
        figures.sort_unstable_by(f64::total_cmp);
        Self { min: figures[0], median: figures[figures.len() / 2], max: figures[figures.len() - 1] }
    }
}

/// Writes `median (min to max)`.
impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { min, median, max } = self;
        let digits = if *median < 10.0 { 2 } else { usize::from(*median < 1000.0) };
        write!(f, "{median:.digits$} ({min:.digits$} to {max:.digits$})")
    }
}
