//! Minimization: the shortest subsequence of steps with an equivalent last answer.

use super::{Input, Step, Trace};
use crate::instance::Instance;
use crate::policy::Policy;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

/// The steps by which an instance was reached: a linked list in an arena.
#[derive(Clone, Copy)]
struct Reached {
    length: usize,
    last: Option<usize>,
    /// The number of the change by which it was reached, from 1.
    change: usize,
}

/// The inputs of the steps so far, each with the number of changes before its last step. Only the
/// instances reached since can lead to others by it.
#[derive(Default)]
struct Known(BTreeMap<u64, Vec<(Input, usize)>>);

impl Known {
    /// Remembers a step, and returns the number of changes before the last step with the same input; 0 if
    /// there is none.
    fn replace(&mut self, input: &Input, changes: usize) -> usize {
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        input.hash(&mut hash);
        let alike = self.0.entry(hash.finish()).or_default();
        match alike.iter_mut().find(|(known, _)| known == input) {
            Some((_, before)) => core::mem::replace(before, changes),
            None => {
                alike.push((*input, changes));
                0
            }
        }
    }
}

/// The hash of Fowler, Noll and Vo: without the standard library there is no other.
struct Fnv(u64);

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
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
        let (mut changes, mut known) = (1, Known::default());
        let mut reached = BTreeMap::from([(self.start, Reached { length: 0, last: None, change: 1 })]);
        for (number, step) in before.iter().enumerate() {
            let since = known.replace(&step.input, changes);
            if since == changes {
                continue;
            }
            let mut fresh: Vec<(Instance, Reached)> = Vec::new();
            for (instance, way) in reached.iter().filter(|(_, way)| way.change > since) {
                let (_, next) = step.input.apply_to(instance, policy);
                let is_shorter = |known: &Reached| way.length + 1 < known.length;
                if next != *instance && reached.get(&next).is_none_or(is_shorter) {
                    arena.push((number, way.last));
                    changes += 1;
                    let (length, last) = (way.length + 1, Some(arena.len() - 1));
                    fresh.push((next, Reached { length, last, change: changes }));
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
