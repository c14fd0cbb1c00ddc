//! The cost of exploring the lifecycle, compared with a model checker.

use crate::print;
use instance_lifecycle_benches::checker::Lifecycle;
use instance_lifecycle_benches::stopwatch::{Contender, race};
use std::hint::black_box;

/// Explorations by regions in one run, which would otherwise be too short to measure.
const ROUNDS: usize = 100;

/// Explores two models by regions, by a plain search and by `stateright`.
pub fn checker(runs: usize) {
    for (kind, model) in
        [("five instances", Lifecycle::few()), ("all purchasable instances", Lifecycle::any())]
    {
        let (states, holds) = model.regions();
        assert!(holds, "the invariant holds");
        assert_eq!(model.search(), (states, holds));
        assert_eq!(model.check(), (states, holds));
        println!("states, {kind}: {states}");
        let contenders = vec![
            Contender::new("regions", ROUNDS * states, || {
                for _ in 0..ROUNDS {
                    black_box(model.regions());
                }
            }),
            Contender::new("search", states, || {
                black_box(model.search());
            }),
            Contender::new("stateright", states, || {
                black_box(model.check());
            }),
        ];
        let times = race(runs, || (), contenders);
        for (name, contender) in
            [("regions", "regions"), ("plain search", "search"), ("stateright", "stateright")]
        {
            print(&format!("{name}, {kind}, one thread"), times.rate(contender), "states/s");
        }
        print(&format!("stateright / regions, {kind}"), times.ratio("stateright", "regions"), "times");
        print(&format!("stateright / plain search, {kind}"), times.ratio("stateright", "search"), "times");
    }
}
