//! Counters in the text form of Prometheus.

use super::State;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The upper bounds of the histogram, in microseconds.
const BOUNDS: [u64; 10] = [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 100_000, 1_000_000];

#[derive(Debug, Default)]
struct Counters {
    calls: BTreeMap<(String, u16), u64>,
    histogram: [u64; BOUNDS.len() + 1],
    sum: Duration,
}

/// The counters of an endpoint.
#[derive(Debug, Default)]
pub struct Metrics(Mutex<Counters>);

impl Metrics {
    /// Counts a call. Actions that the mock does not know are counted under one name, so that clients cannot
    /// fill the memory.
    pub fn count(&self, action: &str, http_status: u16, took: Duration) {
        let known = crate::action::ACTIONS.iter().find(|known| known.name == action);
        let action = known.map_or("other", |known| known.name);
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counters.calls.entry((action.to_owned(), http_status)).or_insert(0) += 1;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len());
        counters.histogram[bucket] += 1;
        counters.sum += took;
    }

    /// Writes the counters and the numbers of instances.
    #[must_use]
    pub fn write(&self, state: &State) -> String {
        let counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from(
            "# HELP lifecycle_calls_total Calls by action and HTTP status.\n# TYPE lifecycle_calls_total counter\n",
        );
        // Writing to a string cannot fail.
        for ((action, status), count) in &counters.calls {
            let _ =
                writeln!(text, "lifecycle_calls_total{{action=\"{action}\",status=\"{status}\"}} {count}");
        }
        text.push_str(
            "# HELP lifecycle_call_seconds Time to decide a call, without the store.\n# TYPE lifecycle_call_seconds histogram\n",
        );
        let mut total = 0;
        for (bound, count) in BOUNDS.iter().zip(&counters.histogram) {
            total += count;
            let bound = *bound as f64 / 1e6;
            let _ = writeln!(text, "lifecycle_call_seconds_bucket{{le=\"{bound}\"}} {total}");
        }
        total += counters.histogram[BOUNDS.len()];
        let _ = writeln!(text, "lifecycle_call_seconds_bucket{{le=\"+Inf\"}} {total}");
        let _ = writeln!(text, "lifecycle_call_seconds_sum {}", counters.sum.as_secs_f64());
        let _ = writeln!(text, "lifecycle_call_seconds_count {total}");
        text.push_str("# HELP lifecycle_instances Instances by status.\n# TYPE lifecycle_instances gauge\n");
        let mut statuses = BTreeMap::new();
        for (_, account) in state.world.accounts() {
            for (_, stored) in account.iter() {
                *statuses.entry(stored.instance.status).or_insert(0_u64) += 1;
            }
        }
        for (status, count) in statuses {
            let _ = writeln!(text, "lifecycle_instances{{status=\"{status}\"}} {count}");
        }
        text
    }
}
