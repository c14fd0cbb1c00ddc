//! `lifecycle plan` and `lifecycle explain`.

mod answer;
mod arguments;
mod batch;
mod explanation;
mod fixes;
mod table;

pub(crate) use arguments::DecideArguments;

use crate::assumed::Assumer;
use crate::assumptions::{self, Assumptions, WithAssumed};
use crate::consequence::{Newest, OtherAnswer};
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{Output, Place, Tally, UNREADABLE};
use crate::tables;
use crate::verdict::Verdict;
use arguments::{Format, Only, Targets};
use explanation::Explained;
use instance_lifecycle::request::BatchRequest;
use instance_lifecycle::{Environment, Policy, Revision};
use instance_lifecycle_wire::{
    Answer, AnyCase, BatchAnswer, BatchCase, Case, Defaults, InputError, InputErrorKind, Item, Notes,
    Outcome, ReadErrorKind, Record,
};
#[cfg(feature = "columns")]
use std::path::Path;

/// What is asked about each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// The plan or the error.
    Plan,
    /// Every violation, with the fixes.
    Explain,
}

pub(crate) fn run(
    arguments: &DecideArguments,
    question: Question,
    output: &Output,
) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let Targets { file, defaults, batch } = arguments.targets(&policy)?;
    let newest = arguments.policy.newest();
    let decider = Decider {
        question,
        policy: &policy,
        newest: newest.as_ref(),
        assumptions: assumptions::Reader::new(&policy),
        format: arguments.output.format,
        only: arguments.output.only,
        is_text: arguments.output.format != Format::Json,
        has_operation: defaults.action.is_some() || batch.is_some(),
        is_strict: arguments.strict,
        place: match tables::Format::of(file.as_deref()) {
            #[cfg(feature = "columns")]
            Some(_) => Place::Row,
            _ => Place::Line,
        },
        output,
    };
    let mut tally = Tally::new(&[
        ("planned", Status::Good),
        ("already done", Status::Good),
        ("dry run passed", Status::Good),
        ("refused", Status::Refused),
        (UNREADABLE, Status::Invalid),
    ]);
    if decider.format == Format::Table {
        table::write_head(decider.has_operation, output)?;
    }
    let mut listed = Listed::default();
    let mut lacks_request = false;
    let mut assumer = Assumer::new(&arguments.assume);
    if let Some(case) = case_of_creation(&defaults).filter(|_| file.is_none()) {
        decider.decide(0, &case, &mut tally)?;
    } else {
        let mut answer = |mut item: Item| match &mut item.case {
            Ok(AnyCase::One(case)) if batch.is_some() => {
                assumer.assume(case);
                listed.add(item.line, case);
                Ok(())
            }
            Ok(AnyCase::One(case)) => {
                assumer.assume(case);
                decider.decide(item.line, case, &mut tally)
            }
            Ok(AnyCase::Batch(batch)) => {
                assumer.assume_batch(batch);
                decider.decide_batch(item.line, batch, &mut tally)
            }
            Err(error) => {
                listed.is_incomplete = true;
                lacks_request |= is_without_request(error);
                tally.count(UNREADABLE);
                let reason = error.kind().to_string();
                output.unreadable_at(decider.place, error.line(), &reason, decider.is_text)
            }
        };
        match (tables::Format::of(file.as_deref()), file.as_deref()) {
            #[cfg(feature = "columns")]
            (Some(format), Some(file)) => each_row(file, format, &defaults, &mut answer)?,
            (_, file) => input::each(file, arguments.output.max_line, defaults, output, &mut answer)?,
        }
    }
    assumer.report(output);
    if lacks_request {
        let command = if question == Question::Plan { "plan" } else { "explain" };
        let name = file.as_deref().map_or(String::new(), |file| format!(" {}", file.display()));
        output.note(&format!(
            "there are records without a request: name an operation, as in `lifecycle {command} StopInstance{name}`"
        ));
    }
    if let Some((line, case)) = batch.and_then(|request| listed.batch(request)) {
        decider.decide_batch(line, &case, &mut tally)?;
    }
    tally.finish(decider.is_text, output)
}

/// Writes the answer to one case, or the reason why there is none, as a line of JSON.
pub(crate) fn answer(
    question: Question,
    line: u64,
    case: &AnyCase,
    policy: &Policy,
    newest: Option<&Newest>,
    output: &Output,
) -> Result<(), Failure> {
    let assumptions = assumptions::Reader::new(policy);
    let (format, only) = (Format::Json, None);
    let decider = Decider {
        question,
        policy,
        newest,
        assumptions,
        format,
        only,
        is_text: false,
        has_operation: false,
        is_strict: false,
        place: Place::Line,
        output,
    };
    let mut tally = Tally::new(&[]);
    match case {
        AnyCase::One(case) => decider.decide(line, case, &mut tally),
        AnyCase::Batch(batch) => decider.decide_batch(line, batch, &mut tally),
    }
}

/// Calls `answer` with the case of each row of a table.
#[cfg(feature = "columns")]
fn each_row(
    file: &Path,
    format: tables::Format,
    defaults: &Defaults,
    mut answer: impl FnMut(Item) -> Result<(), Failure>,
) -> Result<(), Failure> {
    tables::each(file, format, defaults, |rows| {
        for (row, id) in rows.ids.into_iter().enumerate() {
            let line = rows.first + row as u64;
            let case = match rows.encoded.case(row) {
                Ok(case) => Ok(AnyCase::One(Case { id, ..case })),
                Err(error) => Err(InputError::new(line, error)),
            };
            answer(Item { line, case })?;
        }
        Ok(())
    })
}

/// Whether neither the input nor the arguments name an operation.
fn is_without_request(error: &InputError) -> bool {
    matches!(error.kind(), InputErrorKind::Content(error) if *error.kind() == ReadErrorKind::NoRequest)
}

/// The records of a listing that one plural request is about.
#[derive(Default)]
struct Listed {
    line: u64,
    ids: Vec<String>,
    records: Vec<Option<Record>>,
    environment: Environment,
    notes: Notes,
    /// Whether some record cannot be read.
    is_incomplete: bool,
}

impl Listed {
    fn add(&mut self, line: u64, case: &Case) {
        if self.records.is_empty() {
            self.line = line;
            (self.environment, self.notes) = (case.environment, case.notes.clone());
        }
        self.ids.push(case.id.clone().unwrap_or_default());
        self.records.push(case.record.clone());
    }

    /// The batch of all records; `None` if there are none, or not all can be read.
    fn batch(self, request: BatchRequest) -> Option<(u64, BatchCase)> {
        let Self { line, ids, records, environment, notes, is_incomplete } = self;
        let is_whole = !is_incomplete && !records.is_empty();
        is_whole.then_some((line, BatchCase { ids, records, environment, request, notes }))
    }
}

/// The case of a request that creates an instance: it needs no input.
fn case_of_creation(defaults: &Defaults) -> Option<Case> {
    let request = defaults.request.filter(|request| request.creates())?;
    let notes = Notes { given: defaults.given, attributes: defaults.attributes.clone(), ..Notes::default() };
    Some(Case { id: None, record: None, environment: defaults.environment, request, notes })
}

/// Answers cases.
struct Decider<'o> {
    question: Question,
    policy: &'o Policy,
    newest: Option<&'o Newest>,
    assumptions: assumptions::Reader<'o>,
    format: Format,
    only: Option<Only>,
    is_text: bool,
    /// Whether the arguments name the operation.
    has_operation: bool,
    is_strict: bool,
    /// The unit in which cases are numbered.
    place: Place,
    output: &'o Output,
}

impl Decider<'_> {
    fn decide(&self, line: u64, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
        let Self { policy, output, .. } = self;
        let answer = Answer::new(case, policy);
        let assumptions = self.assumptions.of(case, &answer);
        if self.is_strict && !assumptions.is_empty() {
            return self.incomplete(line, &assumptions, tally);
        }
        let outcome = match answer.outcome {
            Outcome::Planned(_) => "planned",
            Outcome::AlreadyDone(_) => "already done",
            Outcome::DryRunPassed(_) => "dry run passed",
            Outcome::Rejected(..) | Outcome::Malformed(_) => "refused",
        };
        tally.count(outcome);
        if self.only.is_some_and(|only| !only.admits(outcome)) {
            return Ok(());
        }
        if self.format == Format::Table {
            return table::write(case, &answer, outcome, self.has_operation, output);
        }
        let newest = self.newest.and_then(|newest| newest.other(case, &answer));
        match (self.question, self.is_text) {
            (Question::Plan, false) => {
                output.json(&self.with(&answer, verdict_of(&answer), &case.notes, &newest, &assumptions))
            }
            (Question::Plan, true) => {
                answer::write(case, &answer, policy, self.dated(&newest), &assumptions, output)
            }
            (Question::Explain, false) => {
                let answer = Explained { case, policy };
                output.json(&self.with(&answer, None, &case.notes, &newest, &assumptions))
            }
            (Question::Explain, true) => {
                explanation::write(case, &answer, policy, self.dated(&newest), &assumptions, output)
            }
        }
    }

    /// An answer with what the command adds to it.
    fn with<'a, A>(
        &self,
        answer: &'a A,
        verdict: Option<Verdict>,
        notes: &'a Notes,
        newest: &'a Option<OtherAnswer>,
        assumptions: &'a Assumptions,
    ) -> WithAssumed<'a, A> {
        WithAssumed { answer, verdict, ignored: &notes.ignored, newest: newest.as_ref(), assumptions }
    }

    /// The answer of the newest revision, with the revision.
    fn dated<'a>(&self, newest: &'a Option<OtherAnswer>) -> Option<(Revision, &'a OtherAnswer)> {
        self.newest.map(Newest::revision).zip(newest.as_ref())
    }

    /// Answers a batch in the vendor's form; an explanation adds the violations of each instance.
    fn decide_batch(&self, line: u64, case: &BatchCase, tally: &mut Tally) -> Result<(), Failure> {
        let answer = BatchAnswer::new(case, self.policy);
        if let Some(problem) = answer.ours() {
            tally.count(UNREADABLE);
            return self.output.unreadable_at(self.place, line, &problem, self.is_text);
        }
        let assumptions = self.assumptions.of_batch(case);
        if self.is_strict && !assumptions.is_empty() {
            return self.incomplete(line, &assumptions, tally);
        }
        let outcome = batch::outcome(&answer);
        tally.count(outcome);
        if self.format == Format::Table {
            return table::write_batch(case, &answer, self.only, self.has_operation, self.output);
        }
        if self.only.is_some_and(|only| !only.admits(outcome)) {
            return Ok(());
        }
        let newest = self.newest.and_then(|newest| newest.other_of_batch(case, &answer));
        if self.is_text {
            let explained = (self.question == Question::Explain).then_some(self.policy);
            batch::write(case, &answer, explained, self.dated(&newest), &assumptions, self.output)
        } else {
            self.output.json(&self.with(&answer, None, &case.notes, &newest, &assumptions))
        }
    }

    fn incomplete(&self, line: u64, assumptions: &Assumptions, tally: &mut Tally) -> Result<(), Failure> {
        tally.count(UNREADABLE);
        let reason = format!(
            "the answer depends on assumptions, give `--assume` or `--environment` for {}",
            assumptions.names()
        );
        self.output.unreadable_at(self.place, line, &reason, self.is_text)
    }
}

/// The verdict on the plan of a stop.
fn verdict_of(answer: &Answer<'_>) -> Option<Verdict> {
    match &answer.outcome {
        Outcome::Planned(plan) => Verdict::of(plan),
        Outcome::DryRunPassed(pass) => Verdict::of(&pass.plan()),
        Outcome::AlreadyDone(_) | Outcome::Rejected(..) | Outcome::Malformed(_) => None,
    }
}
