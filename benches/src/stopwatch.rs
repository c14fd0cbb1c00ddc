//! Medians of many short runs, the compared things by turns, so that what disturbs the machine
//! disturbs all of them.

use std::time::{Duration, Instant};

/// How many times each thing is measured.
pub const RUNS: usize = 15;

/// Something to measure: a name, how many items one run handles, and the run.
pub struct Contender<'a> {
    /// Its name in the table.
    pub name: &'static str,
    /// Items in one run.
    pub items: usize,
    /// One run.
    pub run: Box<dyn FnMut() + 'a>,
}

impl<'a> Contender<'a> {
    /// Something to measure.
    pub fn new(name: &'static str, items: usize, run: impl FnMut() + 'a) -> Self {
        Self { name, items, run: Box::new(run) }
    }
}

/// Nanoseconds an item of each, run by run.
pub struct Times {
    names: Vec<&'static str>,
    /// For each contender, one figure a run.
    runs: Vec<Vec<f64>>,
}

/// Measures all of them by turns.
pub fn race(mut contenders: Vec<Contender<'_>>) -> Times {
    let mut runs = vec![Vec::with_capacity(RUNS); contenders.len()];
    for contender in &mut contenders {
        (contender.run)();
    }
    for _ in 0..RUNS {
        for (contender, runs) in contenders.iter_mut().zip(&mut runs) {
            let started = Instant::now();
            (contender.run)();
            runs.push(nanoseconds(started.elapsed()) / contender.items as f64);
        }
    }
    Times { names: contenders.iter().map(|contender| contender.name).collect(), runs }
}

fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

impl Times {
    fn of(&self, name: &str) -> &[f64] {
        let number = self.names.iter().position(|known| *known == name);
        &self.runs[number.unwrap_or_else(|| panic!("{name} was not measured"))]
    }

    /// The median of one of them, in nanoseconds an item.
    pub fn median(&self, name: &str) -> f64 {
        median(self.of(name).to_vec())
    }

    /// How many times longer the first takes than the second: the median of the ratios of each run.
    pub fn ratio(&self, longer: &str, shorter: &str) -> f64 {
        median(self.of(longer).iter().zip(self.of(shorter)).map(|(a, b)| a / b).collect())
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures[figures.len() / 2]
}
