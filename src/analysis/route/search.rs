//! The search for the best routes from one instance.

use super::{Route, RouteAction, RouteCharge, RouteStep, Routes, cost, point};
use crate::analysis::subtract::Meter;
use crate::analysis::{Budget, BudgetError};
use crate::attribute::ATTRIBUTES;
use crate::attribute::{Case, Part};
use crate::billing::charges;
use crate::decide::plan;
use crate::event::Event;
use crate::instance::Instance;
use crate::outcome::{Resource, Settlement};
use crate::request::{Operation, Request};
use crate::trace::{Input, outliving};
use alloc::collections::BinaryHeap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};
use core::fmt;

/// The order of routes. Ties are broken by the number of calls, then of events, then of risks.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Ranking<'a> {
    /// The fewest calls first.
    Calls,
    /// The fewest risks of calls first; a risk that two calls have counts twice.
    Risk,
    /// The lowest cost of an hour at the goal first, at these prices per hour. What is billed only if
    /// present counts as billed.
    Money(&'a dyn Fn(Resource) -> f64),
}

impl fmt::Debug for Ranking<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Calls => "Calls",
            Self::Risk => "Risk",
            Self::Money(_) => "Money",
        })
    }
}

/// An instance on the way.
struct Node {
    instance: Instance,
    is_goal: bool,
    edges: Vec<Edge>,
    /// The lowest cost of an hour at a goal that can be reached.
    least: f64,
}

/// A step between two instances.
struct Edge {
    action: RouteAction,
    to: usize,
    risks: u32,
    /// The number of parameters that are not default.
    set: u32,
    billed: Vec<RouteCharge>,
    /// The cost of an hour after the step.
    cost: f64,
}

/// The key of a route, or of its beginning.
#[derive(Clone, Copy, Debug, Default)]
struct Key {
    cost: f64,
    counts: [u32; 4],
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cost.total_cmp(&other.cost).then(self.counts.cmp(&other.counts))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Key {}

impl Routes {
    /// Returns the best routes from an instance, at most `limit` of them; none if no route exists.
    ///
    /// The first is the best of all. No route visits an instance twice. A route is left out if it does what
    /// an earlier one does, with further calls in between and no fewer risks.
    ///
    /// # Errors
    ///
    /// Returns an error if the search exceeds the budget.
    pub fn from(
        &self,
        instance: &Instance,
        ranking: Ranking<'_>,
        limit: usize,
        budget: Budget,
    ) -> Result<Vec<Route>, BudgetError> {
        if self.length(instance).is_none() {
            return Ok(Vec::new());
        }
        let meter = Meter::new(budget, self.policy.attributes().masks());
        let mut graph = self.explore(instance, &ranking, &meter)?;
        settle_costs(&mut graph);
        let mut found: Vec<Vec<(usize, usize)>> = Vec::new();
        let mut visits = vec![0_usize; graph.len()];
        let mut open = BinaryHeap::from([Reverse((Key::default(), Vec::<(usize, usize)>::new()))]);
        while let Some(Reverse((key, path))) = open.pop() {
            meter.spend(1)?;
            let at = path.last().map_or(0, |&(node, edge)| graph[node].edges[edge].to);
            // More visits than this cannot add routes that are worth the search.
            visits[at] += 1;
            if visits[at] > 8 * limit || found.iter().any(|known| makes_needless(&graph, known, &path)) {
                continue;
            }
            if graph[at].is_goal {
                found.push(path);
                if found.len() >= limit {
                    break;
                }
                continue;
            }
            for (n, edge) in graph[at].edges.iter().enumerate() {
                if edge.to == 0 || path.iter().any(|&(node, _)| node == edge.to) {
                    continue;
                }
                let longer = path.iter().copied().chain([(at, n)]).collect();
                open.push(Reverse((key.after(edge, &graph[edge.to], &ranking), longer)));
            }
        }
        let step = |&(node, edge): &(usize, usize)| {
            let Edge { action, to, ref billed, .. } = graph[node].edges[edge];
            RouteStep { action, after: graph[to].instance, billed: billed.clone() }
        };
        let billed = self.billed(instance);
        let route = |path: &Vec<_>| Route {
            from: *instance,
            billed: billed.clone(),
            steps: path.iter().map(step).collect(),
        };
        Ok(found.iter().map(route).collect())
    }

    /// Returns the instances with a route that can be reached, the first one first. The way ends at the
    /// goal.
    fn explore(
        &self,
        instance: &Instance,
        ranking: &Ranking<'_>,
        meter: &Meter<'_>,
    ) -> Result<Vec<Node>, BudgetError> {
        let mut nodes = vec![self.node(*instance)];
        let mut number = 0;
        while number < nodes.len() {
            let (from, is_goal) = (nodes[number].instance, nodes[number].is_goal);
            let steps = if is_goal { Vec::new() } else { self.steps(&from) };
            for (action, next) in steps {
                meter.spend(1)?;
                if self.length(&next).is_none() {
                    continue;
                }
                let to = match nodes.iter().position(|node| node.instance == next) {
                    Some(to) => to,
                    None => {
                        nodes.push(self.node(next));
                        nodes.len() - 1
                    }
                };
                let billed = self.billed_after(&from, &action, &next);
                let cost = match ranking {
                    Ranking::Money(price) => {
                        let cost = cost(&billed, price);
                        cost.billed + cost.if_present
                    }
                    Ranking::Calls | Ranking::Risk => 0.0,
                };
                let (risks, set) = match &action {
                    RouteAction::Call(request, plan) => {
                        (plan.risks().count() as u32, parameters_set(request))
                    }
                    RouteAction::Wait(_) => (0, 0),
                };
                nodes[number].edges.push(Edge { action, to, risks, set, billed, cost });
            }
            number += 1;
        }
        Ok(nodes)
    }

    fn node(&self, instance: Instance) -> Node {
        let is_goal = self.goal.has(&point(&instance, &self.environment, self.policy.attributes()));
        Node { instance, is_goal, edges: Vec::new(), least: f64::INFINITY }
    }

    /// Returns the steps of an instance, each with the instance after it: for each settlement the request
    /// with the fewest risks, and then with the fewest parameters.
    fn steps(&self, instance: &Instance) -> Vec<(RouteAction, Instance)> {
        let mut steps: Vec<(RouteAction, Instance)> = Vec::new();
        let mut best: Vec<(Operation, Settlement, usize)> = Vec::new();
        for request in &self.requests {
            let Ok(plan) = plan(instance, request, &self.environment, &self.policy) else { continue };
            if plan.is_already_done() {
                continue;
            }
            let Ok(next) = plan.accept(instance) else { continue };
            let step = (RouteAction::Call(*request, plan), next);
            let same = best.iter().find(|(operation, settlement, n)| {
                (*operation, *settlement) == (plan.operation(), plan.settlement()) && steps[*n].1 == next
            });
            match same {
                Some(&(.., n)) => {
                    if let RouteAction::Call(_, known) = &steps[n].0
                        && plan.risks().count() < known.risks().count()
                    {
                        steps[n] = step;
                    }
                }
                None => {
                    best.push((plan.operation(), plan.settlement(), steps.len()));
                    steps.push(step);
                }
            }
        }
        let waits = self.events.iter().filter_map(|&event: &Event| {
            let next = instance.apply(event, &self.environment, &self.policy).ok()?;
            Some((RouteAction::Wait(event), next))
        });
        steps.extend(waits);
        steps
    }

    /// Returns what is billed of an instance.
    fn billed(&self, instance: &Instance) -> Vec<RouteCharge> {
        charges(instance, &self.environment, &self.policy)
            .map(|line| RouteCharge { resource: line.resource, if_present: line.if_present })
            .collect()
    }

    /// Returns what is billed after a step; after a release, what outlives the instance.
    fn billed_after(&self, from: &Instance, action: &RouteAction, next: &Instance) -> Vec<RouteCharge> {
        if *next != Instance::RELEASED {
            return self.billed(next);
        }
        let input = match action {
            RouteAction::Call(request, _) => Input::Request(*request, self.environment),
            RouteAction::Wait(event) => Input::Event(*event, self.environment),
        };
        let left = outliving(from, &input, &self.policy).into_iter();
        left.map(|(resource, if_present)| RouteCharge { resource, if_present }).collect()
    }
}

impl Key {
    /// Returns the key of a path with one more step.
    fn after(self, edge: &Edge, to: &Node, ranking: &Ranking<'_>) -> Self {
        let (calls, events) = match edge.action {
            RouteAction::Call(..) => (1, 0),
            RouteAction::Wait(_) => (0, 1),
        };
        let (cost, step) = match ranking {
            Ranking::Calls => (0.0, [calls, events, edge.risks, edge.set]),
            Ranking::Risk => (0.0, [edge.risks, calls, events, edge.set]),
            Ranking::Money(_) => {
                let cost = if to.is_goal { edge.cost } else { to.least };
                (cost, [calls, events, edge.risks, edge.set])
            }
        };
        let [a, b, c, d] = self.counts;
        Self { cost, counts: [a + step[0], b + step[1], c + step[2], d + step[3]] }
    }
}

/// Computes for each node the lowest cost of an hour at a goal that can be reached.
fn settle_costs(graph: &mut [Node]) {
    loop {
        let mut changed = false;
        for n in 0..graph.len() {
            let ends = graph[n].edges.iter().map(|edge| match graph[edge.to].is_goal {
                true => edge.cost,
                false => graph[edge.to].least,
            });
            let least = ends.fold(f64::INFINITY, f64::min);
            if least < graph[n].least {
                graph[n].least = least;
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Whether the calls of a known route are among those of a path, in order, and it has no more risks.
fn makes_needless(graph: &[Node], known: &[(usize, usize)], path: &[(usize, usize)]) -> bool {
    let edge = |&(node, edge): &(usize, usize)| &graph[node].edges[edge];
    let calls = |path| <[(usize, usize)]>::iter(path).map(edge).filter_map(called);
    let risks = |path| <[(usize, usize)]>::iter(path).map(|step| edge(step).risks).sum::<u32>();
    let mut of_path = calls(path);
    risks(known) <= risks(path) && calls(known).all(|call| of_path.any(|other| other == call))
}

fn called(edge: &Edge) -> Option<(Operation, Settlement)> {
    match &edge.action {
        RouteAction::Call(_, plan) => Some((plan.operation(), plan.settlement())),
        RouteAction::Wait(_) => None,
    }
}

/// Returns the number of parameters that are not default.
fn parameters_set(request: &Request) -> u32 {
    let point = Case { request: request.parameters(), ..Case::DEFAULT }.point();
    let of_request = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Request);
    of_request.map(|attribute| u32::from(point.value(attribute.field) != attribute.default)).sum()
}
