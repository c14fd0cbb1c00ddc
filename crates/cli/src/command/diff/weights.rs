//! The changes counted by real cases instead of possible ones.

use super::examples::{Example, Examples};
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{Output, counted};
use instance_lifecycle::analysis::{Diff, Rules, Size};
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::{Action, Case, Environment, Instance, Policy, Request};
use instance_lifecycle_wire::{AnyCase, Defaults, Item};
use std::path::Path;

/// A compared operation: its rules under both policies, and the counted cases.
struct Compared<'d> {
    rules: [Rules; 2],
    changes: Vec<(&'d instance_lifecycle::analysis::Change, u128, Option<Example>)>,
    cases: u128,
}

/// Replaces the numbers of possible cases by those of the cases in a file; changes without any are removed.
/// Returns the first case of every change, and the status of the input.
pub(super) fn weigh(
    diff: &mut Diff,
    policies: [&Policy; 2],
    file: &Path,
    max_line: usize,
    output: &Output,
) -> Result<(Examples, Status), Failure> {
    let whole = diff.clone();
    let policies =
        &Policy::joined(policies[0], policies[1]).map_err(|error| Failure::Usage(error.to_string()))?;
    let attributes = policies[0].attributes();
    let mut compared: Vec<(Action, Compared<'_>)> = Vec::new();
    for of in &whole.operations {
        let rules = policies.each_ref().map(|policy| Rules::new(policy, of.action));
        let changes = of.causes.iter().flat_map(|cause| &cause.changes).map(|change| (change, 0, None));
        compared.push((of.action, Compared { rules, changes: changes.collect(), cases: 0 }));
    }
    let (mut cases, mut unreadable) = (0_u64, 0_u64);
    let request = Request::DEFAULTS.first().copied();
    let defaults = Defaults { request, attributes: attributes.clone(), ..Defaults::default() };
    let (name, reader) = input::open(Some(file), output)?;
    let bar = output.progress(Some(file));
    input::each_in(&name, bar.wrap_read(reader), max_line, defaults, output, |item| {
        match count(item, &mut compared) {
            Some(counted) => cases += counted,
            None => unreadable += 1,
        }
        Ok(())
    })?;
    bar.finish_and_clear();
    if unreadable > 0 {
        output
            .note(&format!("{} of `{name}` cannot be read, and is not counted", counted(unreadable, "case")));
    }
    let mut examples = Examples::default();
    for of in &mut diff.operations {
        let Some((_, compared)) = compared.iter_mut().find(|(action, _)| *action == of.action) else {
            continue;
        };
        of.cases = compared.cases;
        for change in of.causes.iter_mut().flat_map(|cause| &mut cause.changes) {
            let counted = compared.changes.iter_mut().find(|(known, ..)| **known == *change);
            let Some((_, cases, example)) = counted else { continue };
            change.size = Some(Size { cases: *cases, of: compared.cases });
            if let Some(example) = example.take() {
                examples.add(change, example);
            }
        }
        for cause in &mut of.causes {
            cause.changes.retain(|change| change.size.is_some_and(|size| size.cases > 0));
        }
        of.causes.retain(|cause| !cause.changes.is_empty());
    }
    diff.operations.retain(|of| !of.causes.is_empty());
    let status = match (unreadable, cases) {
        (1.., _) => Status::Invalid,
        (0, 0) => Status::Empty,
        (0, _) => Status::Good,
    };
    Ok((examples, status))
}

/// Counts a case for every operation that it is about. Returns the number of its instances; `None` if it
/// cannot be read.
fn count(item: Item, compared: &mut [(Action, Compared<'_>)]) -> Option<u64> {
    let line = item.line;
    match item.case.ok()? {
        AnyCase::One(case) => {
            let (instance, environment) = (case.instance(), case.environment);
            for (action, of) in compared {
                let request = if case.notes.is_default_request {
                    default_request(*action).filter(|request| !request.creates())
                } else {
                    Some(case.request).filter(|request| request.operation().action() == *action)
                };
                if let Some(request) = request {
                    of.count(&instance, &environment, &request, line, case.id.as_deref());
                }
            }
            Some(1)
        }
        AnyCase::Batch(batch) => {
            let of_each = batch.request.of_each();
            let called = batch.request.action();
            let is_compared = compared.iter().any(|(action, _)| *action == called);
            let action = if is_compared { called } else { called.singular().action() };
            let environment = batch.environment_of_each(&batch.notes.attributes);
            for (_, of) in compared.iter_mut().filter(|(known, _)| *known == action) {
                for (id, instance) in batch.items() {
                    of.count(&instance, &environment, &of_each, line, Some(id));
                }
            }
            Some(batch.records.len() as u64)
        }
    }
}

/// The request of an action with default parameters; for a plural action, that of each instance.
fn default_request(action: Action) -> Option<Request> {
    let single = Request::DEFAULTS.iter().find(|request| request.operation().action() == action).copied();
    let plural = || BatchRequest::DEFAULTS.iter().find(|request| request.action() == action);
    single.or_else(|| plural().map(BatchRequest::of_each))
}

impl Compared<'_> {
    fn count(
        &mut self,
        instance: &Instance,
        environment: &Environment,
        request: &Request,
        line: u64,
        id: Option<&str>,
    ) {
        self.cases += 1;
        let case = Case::new(*instance, *environment, request.parameters());
        let decided = self.rules.each_ref().map(|rules| {
            let row = rules.decides(&rules.attributes.point(&case));
            row.map(|index| rules.row_name(index))
        });
        let [Some(from), Some(to)] = decided else { return };
        for (change, cases, example) in &mut self.changes {
            let is_it = (&change.from, &change.to) == (&from, &to)
                && change.when.region().contains(&change.when.attributes().point(&case));
            if is_it {
                *cases += 1;
                example.get_or_insert_with(|| Example { line, id: id.map(str::to_owned) });
            }
        }
    }
}
