//! The shortest sub-history with the same last answer.

use super::{Step, Trace};
use crate::instance::Instance;
use crate::policy::Policy;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// How an instance was reached: by which steps. Steps are kept as a linked list in one arena.
#[derive(Clone, Copy)]
struct Reached {
    length: usize,
    last: Option<usize>,
}

impl Trace {
    /// The shortest history with steps of this one, in their order, that starts with the same
    /// instance and ends with a step that is answered in the same way as the last one here.
    ///
    /// Exact: every instance that some selection of the steps leads to is followed, each by the
    /// shortest way. Of several that are as short it is always the same one.
    #[must_use]
    pub fn shrink(&self, policy: &Policy) -> Self {
        let Some((last, before)) = self.steps.split_last() else { return self.clone() };
        let mut arena: Vec<(usize, Option<usize>)> = Vec::new();
        let mut reached = BTreeMap::from([(self.start, Reached { length: 0, last: None })]);
        for (number, step) in before.iter().enumerate() {
            let mut fresh: Vec<(Instance, Reached)> = Vec::new();
            for (instance, way) in &reached {
                let (_, next) = step.input.to(instance, policy);
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
        let same = |instance: &Instance| last.input.to(instance, policy).0.says_the_same(&last.answer);
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
