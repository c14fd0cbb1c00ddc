//! Multi-valued decision diagrams: the pair of rows, one of each of two sets of rules, that decides a case.
//! They count the cases of a pair where the regions are too many to list.

use super::scope::Scope;
use crate::attribute::PolicyAttribute;
use crate::region::{Field, FieldMasks, Point, Region};
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// A reference to a node, or a leaf with its number.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Edge(u32);

const LEAF: u32 = 1 << 31;

impl Edge {
    const fn leaf(number: usize) -> Self {
        Self(number as u32 | LEAF)
    }

    const fn as_leaf(self) -> Option<usize> {
        if self.0 & LEAF == 0 { None } else { Some((self.0 & !LEAF) as usize) }
    }
}

/// The diagram exceeds its maximum number of nodes.
#[derive(Debug)]
pub(super) struct TooManyNodes;

/// Nodes over the attributes of a scope, in their order. Equal nodes are shared, and no node has only equal
/// children.
struct Nodes {
    fields: Vec<Field>,
    /// The level of each node, the place of its first child, and its hash.
    nodes: Vec<(u32, u32, u32)>,
    children: Vec<Edge>,
    /// The nodes by their hash, with open addressing.
    shared: Vec<u32>,
    most: usize,
    /// The steps so far. Each may add a node.
    steps: usize,
}

/// The results of a walk over nodes, by a pair of numbers.
struct Memo {
    entries: Vec<(u64, u32)>,
    count: usize,
}

const EMPTY: u32 = u32::MAX;

const fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ hash >> 29
}

impl Memo {
    fn new() -> Self {
        Self { entries: vec![(0, EMPTY); 64], count: 0 }
    }

    fn place(&self, key: u64) -> usize {
        let mask = self.entries.len() - 1;
        let mut place = mix(key) as usize & mask;
        while self.entries[place].1 != EMPTY && self.entries[place].0 != key {
            place = (place + 1) & mask;
        }
        place
    }

    fn get(&self, key: u64) -> Option<Edge> {
        let (_, edge) = self.entries[self.place(key)];
        (edge != EMPTY).then_some(Edge(edge))
    }

    fn insert(&mut self, key: u64, edge: Edge) {
        if self.count * 2 >= self.entries.len() {
            let grown = vec![(0, EMPTY); self.entries.len() * 4];
            for (key, edge) in core::mem::replace(&mut self.entries, grown) {
                if edge != EMPTY {
                    let place = self.place(key);
                    self.entries[place] = (key, edge);
                }
            }
        }
        let place = self.place(key);
        self.count += usize::from(self.entries[place].1 == EMPTY);
        self.entries[place] = (key, edge.0);
    }
}

impl Nodes {
    fn new(fields: Vec<Field>, most: usize) -> Self {
        let shared = vec![EMPTY; 1024];
        Self { fields, nodes: Vec::new(), children: Vec::new(), shared, most, steps: 0 }
    }

    fn step(&mut self) -> Result<(), TooManyNodes> {
        self.steps += 1;
        if self.steps > self.most { Err(TooManyNodes) } else { Ok(()) }
    }

    /// Returns the level of an edge; that of a leaf is behind all others.
    fn level(&self, edge: Edge) -> usize {
        if edge.as_leaf().is_some() { self.fields.len() } else { self.nodes[edge.0 as usize].0 as usize }
    }

    /// Returns the child for a value, given the level; the edge itself if it does not depend on the level.
    fn child(&self, edge: Edge, level: usize, value: usize) -> Edge {
        if self.level(edge) == level {
            self.children[self.nodes[edge.0 as usize].1 as usize + value]
        } else {
            edge
        }
    }

    /// Makes the node of the children that were pushed behind `start`.
    fn close(&mut self, level: usize, start: usize, stack: &mut Vec<Edge>) -> Edge {
        let children = &stack[start..];
        if children.iter().all(|child| *child == children[0]) {
            let child = children[0];
            stack.truncate(start);
            return child;
        }
        let hash = children.iter().fold(level as u64, |hash, child| mix(hash << 8 ^ u64::from(child.0)));
        let hash = hash as u32;
        let mask = self.shared.len() - 1;
        let mut place = hash as usize & mask;
        while self.shared[place] != EMPTY {
            let (other_level, first, other_hash) = self.nodes[self.shared[place] as usize];
            if (other_level as usize, other_hash) == (level, hash)
                && self.children[first as usize..][..children.len()] == *children
            {
                stack.truncate(start);
                return Edge(self.shared[place]);
            }
            place = (place + 1) & mask;
        }
        let node = self.nodes.len() as u32;
        self.shared[place] = node;
        self.nodes.push((level as u32, self.children.len() as u32, hash));
        self.children.extend(stack.drain(start..));
        if self.nodes.len() * 2 > self.shared.len() {
            let mask = self.shared.len() * 4 - 1;
            self.shared = vec![EMPTY; mask + 1];
            for (node, (.., hash)) in self.nodes.iter().enumerate() {
                let mut place = *hash as usize & mask;
                while self.shared[place] != EMPTY {
                    place = (place + 1) & mask;
                }
                self.shared[place] = node as u32;
            }
        }
        Edge(node)
    }

    /// Returns the diagram that has `leaf` in a region and equals `rest` elsewhere.
    fn with_region(&mut self, region: &Region, leaf: Edge, rest: Edge) -> Result<Edge, TooManyNodes> {
        let read: Vec<usize> =
            (0..self.fields.len()).filter(|level| region.reads(self.fields[*level])).collect();
        self.with_region_from(&read, region, leaf, rest, &mut Memo::new(), &mut Vec::new())
    }

    fn with_region_from(
        &mut self,
        read: &[usize],
        region: &Region,
        leaf: Edge,
        rest: Edge,
        memo: &mut Memo,
        stack: &mut Vec<Edge>,
    ) -> Result<Edge, TooManyNodes> {
        let Some((&next, behind)) = read.split_first() else { return Ok(leaf) };
        let level = next.min(self.level(rest));
        let key = u64::from(rest.0) << 32 | level as u64;
        if let Some(known) = memo.get(key) {
            return Ok(known);
        }
        self.step()?;
        let field = self.fields[level];
        let (admitted, left) = if level == next { (region.admits(field), behind) } else { (u64::MAX, read) };
        let start = stack.len();
        for value in 0..field.width() {
            let rest = self.child(rest, level, value);
            let child = if admitted >> value & 1 == 1 {
                self.with_region_from(left, region, leaf, rest, memo, stack)?
            } else {
                rest
            };
            stack.push(child);
        }
        let edge = self.close(level, start, stack);
        memo.insert(key, edge);
        Ok(edge)
    }

    /// Returns the diagram with the leaf that `pair` makes of the leaves of two diagrams.
    fn paired(
        &mut self,
        a: Edge,
        b: Edge,
        pair: &mut impl FnMut(usize, usize) -> usize,
        memo: &mut Memo,
        stack: &mut Vec<Edge>,
    ) -> Result<Edge, TooManyNodes> {
        if let (Some(a), Some(b)) = (a.as_leaf(), b.as_leaf()) {
            return Ok(Edge::leaf(pair(a, b)));
        }
        let key = u64::from(a.0) << 32 | u64::from(b.0);
        if let Some(known) = memo.get(key) {
            return Ok(known);
        }
        self.step()?;
        let level = self.level(a).min(self.level(b));
        let start = stack.len();
        for value in 0..self.fields[level].width() {
            let (a, b) = (self.child(a, level, value), self.child(b, level, value));
            let child = self.paired(a, b, pair, memo, stack)?;
            stack.push(child);
        }
        let edge = self.close(level, start, stack);
        memo.insert(key, edge);
        Ok(edge)
    }
}

/// The cases of one pair of rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct PairCases {
    pub(super) cases: u128,
    /// The number of deviations of the simplest case.
    distance: u32,
    /// The simplest case, whether or not it is possible in terms of attributes outside the scope.
    pub(super) simplest: Point,
}

/// Part of all cases: the rows of two sets of rules there, each in order of evaluation with its number.
/// Cases of rows without a number are not counted, and cases of no row.
pub(super) struct Part {
    pub(super) from: Vec<(Region, Option<usize>)>,
    pub(super) to: Vec<(Region, Option<usize>)>,
}

/// Returns the cases in disjoint parts of each pair of rows that decides some case and that `is_wanted`,
/// counted by the attributes of a scope, within a number of steps.
pub(super) fn pairs(
    parts: impl Iterator<Item = Part>,
    scope: &Scope,
    (default, masks): (Point, &FieldMasks),
    is_wanted: impl Fn(usize, usize) -> bool,
    most: usize,
) -> Result<BTreeMap<(usize, usize), PairCases>, TooManyNodes> {
    let fields = scope.attributes().iter().map(PolicyAttribute::field).collect();
    let mut nodes = Nodes::new(fields, most);
    let mut found: BTreeMap<(usize, usize), PairCases> = BTreeMap::new();
    // Leaf 0 stands for cases that are not counted; leaf `n + 1` for row `n`, or for pair `n`.
    let mut numbers: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for part in parts {
        let mut sides = [Edge::leaf(0); 2];
        for (side, rows) in sides.iter_mut().zip([&part.from, &part.to]) {
            for (when, number) in rows.iter().rev() {
                let leaf = Edge::leaf(number.map_or(0, |number| number + 1));
                *side = nodes.with_region(when, leaf, *side)?;
            }
        }
        let mut pair = |from: usize, to: usize| match (from.checked_sub(1), to.checked_sub(1)) {
            (Some(i), Some(j)) if is_wanted(i, j) => {
                let next = numbers.len() + 1;
                *numbers.entry((i, j)).or_insert(next)
            }
            _ => 0,
        };
        let root = nodes.paired(sides[0], sides[1], &mut pair, &mut Memo::new(), &mut Vec::new())?;
        let leaves = nodes.leaves(root, &default, masks);
        for (pair, number) in &numbers {
            let Some(part) = leaves.get(number) else { continue };
            let all = found.entry(*pair).or_insert(PairCases { cases: 0, distance: u32::MAX, ..*part });
            all.cases = all.cases.saturating_add(part.cases);
            let order = part.distance.cmp(&all.distance);
            if order.then_with(|| masks.order(&part.simplest, &all.simplest, &default)) == Ordering::Less {
                *all = PairCases { cases: all.cases, ..*part };
            }
        }
    }
    Ok(found)
}

/// The cases on the way to an edge: their number, and the deviations and values of the simplest one.
type Reached = (u128, u32, Point);

impl Nodes {
    /// Returns the cases of each leaf: their number, and the one with the fewest deviations from `default`.
    fn leaves(&self, root: Edge, default: &Point, masks: &FieldMasks) -> BTreeMap<usize, PairCases> {
        let mut reached: BTreeMap<(usize, u32), Reached> = BTreeMap::new();
        let reach = |reached: &mut BTreeMap<_, Reached>, from: usize, edge: Edge, way: Reached| {
            let (cases, distance, point) = way;
            let level = self.level(edge);
            let free = self.fields[from..level].iter().map(|field| field.width() as u128);
            let cases = free.fold(cases, u128::saturating_mul);
            let (all, least, simplest) = reached.entry((level, edge.0)).or_insert((0, u32::MAX, point));
            *all = all.saturating_add(cases);
            let order = distance.cmp(least);
            if order.then_with(|| masks.order(&point, simplest, default)) == Ordering::Less {
                (*least, *simplest) = (distance, point);
            }
        };
        reach(&mut reached, 0, root, (1, 0, *default));
        // Every way to an edge comes from a lower level. Leaves are behind all levels.
        while let Some(first) = reached.first_entry().filter(|first| first.key().0 < self.fields.len()) {
            let ((level, node), (cases, distance, point)) = first.remove_entry();
            let field = self.fields[level];
            for value in 0..field.width() {
                let deviates = u32::from(default.value(field) != value);
                let way = (cases, distance + deviates, point.with(field, value));
                reach(&mut reached, level + 1, self.child(Edge(node), level, value), way);
            }
        }
        let leaf = |((_, edge), (cases, distance, simplest))| {
            Some((Edge(edge).as_leaf()?, PairCases { cases, distance, simplest }))
        };
        reached.into_iter().filter_map(leaf).collect()
    }
}
