//! `lifecycle plan` and `lifecycle explain`.

mod answer;
mod arguments;
mod batch;
mod explanation;
mod fixes;

pub(crate) use arguments::DecideArguments;

use crate::assumptions::{self, Assumptions, WithAssumed};
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{Output, Tally, UNREADABLE};
use explanation::Explained;
use instance_lifecycle::Policy;
use instance_lifecycle_wire::{Answer, AnyCase, BatchAnswer, BatchCase, Case, Defaults, Outcome};

/// What is printed about each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
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
    let (file, defaults) = arguments.targets()?;
    let policy = arguments.policy.policy();
    let decider = Decider {
        question,
        policy: &policy,
        assumptions: assumptions::Reader::new(&policy),
        is_text: arguments.input.is_text(),
        is_strict: arguments.strict,
        output,
    };
    let mut tally = Tally::new(&[
        ("planned", Status::Good),
        ("already done", Status::Good),
        ("dry run passed", Status::Good),
        ("refused", Status::Refused),
        (UNREADABLE, Status::Trouble),
    ]);
    if let Some(case) = case_of_creation(&defaults).filter(|_| file.is_none()) {
        decider.decide(0, &case, &mut tally)?;
    } else {
        input::each(file.as_deref(), arguments.input.max_line, defaults, output, |mut item| match &mut item
            .case
        {
            Ok(AnyCase::One(case)) => {
                assumptions::assume(case, &arguments.assume);
                decider.decide(item.line, case, &mut tally)
            }
            Ok(AnyCase::Batch(batch)) => {
                assumptions::assume_batch(batch, &arguments.assume);
                decider.decide_batch(item.line, batch, &mut tally)
            }
            Err(error) => {
                tally.count(UNREADABLE);
                output.unreadable(error.line, &input::reason(error), decider.is_text)
            }
        })?;
    }
    tally.finish(decider.is_text, output)
}

/// The case of a request that creates an instance: it needs no input.
fn case_of_creation(defaults: &Defaults) -> Option<Case> {
    let request = defaults.request.filter(|request| request.creates())?;
    Some(Case { id: None, record: None, environment: defaults.environment, request })
}

/// Answers cases.
struct Decider<'o> {
    question: Question,
    policy: &'o Policy,
    assumptions: assumptions::Reader<'o>,
    is_text: bool,
    is_strict: bool,
    output: &'o Output,
}

impl Decider<'_> {
    fn decide(&self, line: u64, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
        let Self { policy, output, .. } = self;
        let answer = Answer::to(case, policy);
        let assumptions = self.assumptions.of(case, &answer);
        if self.is_strict && !assumptions.is_empty() {
            return self.incomplete(line, &assumptions, tally);
        }
        tally.count(match answer.outcome {
            Outcome::Planned(_) => "planned",
            Outcome::AlreadyDone(_) => "already done",
            Outcome::DryRunPassed(_) => "dry run passed",
            Outcome::Rejected(_) => "refused",
        });
        match (self.question, self.is_text) {
            (Question::Plan, false) => {
                output.json(&WithAssumed { answer: &answer, assumptions: &assumptions })
            }
            (Question::Plan, true) => answer::write(case, &answer, policy, &assumptions, output),
            (Question::Explain, false) => output.json(&Explained { case, policy, assumptions: &assumptions }),
            (Question::Explain, true) => explanation::write(case, &answer, policy, &assumptions, output),
        }
    }

    /// Answers a batch in the vendor's form, for both questions.
    fn decide_batch(&self, line: u64, case: &BatchCase, tally: &mut Tally) -> Result<(), Failure> {
        let answer = BatchAnswer::to(case, self.policy);
        if let Some(problem) = answer.ours() {
            tally.count(UNREADABLE);
            return self.output.unreadable(line, &problem, self.is_text);
        }
        let assumptions = self.assumptions.of_batch(case);
        if self.is_strict && !assumptions.is_empty() {
            return self.incomplete(line, &assumptions, tally);
        }
        tally.count(batch::outcome(&answer));
        if self.is_text {
            batch::write(case, &answer, &assumptions, self.output)
        } else {
            self.output.json(&answer)
        }
    }

    fn incomplete(&self, line: u64, assumptions: &Assumptions, tally: &mut Tally) -> Result<(), Failure> {
        tally.count(UNREADABLE);
        let reason = format!("incomplete record: missing {}", assumptions.names());
        self.output.unreadable(line, &reason, self.is_text)
    }
}
