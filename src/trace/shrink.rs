//! Minimization: the shortest subsequence of steps with an equivalent last answer.

use super::{Step, Trace};
use crate::instance::Instance;
use crate::policy::Policy;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The steps by which an instance was reached: a linked list in an arena.
#[derive(Clone, Copy)]
struct Reached {
    length: usize,
    last: Option<usize>,
}

impl Trace {
    /// Returns the shortest trace of steps of this one, in order, that starts with the same instance and
    /// whose last answer is [equivalent](super::Answer::is_equivalent) to the last answer here.
    ///
    /// The result is minimal: the search follows every instance that a subsequence of the steps reaches.
    /// It is deterministic.
    #[must_use]
    pub fn shrink(&self, policy: &Policy) -> Self {
        let Some((last, before)) = self.steps.split_last() else { return self.clone() };
        let mut arena: Vec<(usize, Option<usize>)> = Vec::new();
        let mut reached = BTreeMap::from([(self.start, Reached { length: 0, last: None })]);
        for (number, step) in before.iter().enumerate() {
            let mut fresh: Vec<(Instance, Reached)> = Vec::new();
            for (instance, way) in &reached {
                let (_, next) = step.input.apply_to(instance, policy);
                let is_shorter = |known: &Reached| way.length + 1 < known.length;
                if next != *instance && reached.get(&next).is_none_or(is_shorter) {
                    arena.push((number, way.last));
                    fresh.push((next, Reached { length: way.length + 1, last: Some(arena.len() - 1) }));
                }
            }
            for (instance, way) in fresh {
                let known = reached.entry(instance).or_insert(way);
                if way.length < known.length {
                    *known = way;
                }
            }
        }
        let same = |instance: &Instance| last.input.apply_to(instance, policy).0.is_equivalent(&last.answer);
        let shortest =
            reached.iter().filter(|(instance, _)| same(instance)).min_by_key(|(_, way)| way.length);
        let Some((_, way)) = shortest else { return self.clone() };
        let mut numbers = Vec::new();
        let mut next = way.last;
        while let Some(at) = next {
            numbers.push(arena[at].0);
            next = arena[at].1;
        }
        let kept = numbers.iter().rev().map(|&number| &before[number]).chain([last]);
        Self::record(self.start, kept.map(|Step { at, input, .. }| (*at, *input)), policy)
    }
}
