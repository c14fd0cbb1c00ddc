//! `lifecycle plan` and `lifecycle explain`.

mod answer;
mod batch;
mod explanation;
mod fixes;

use crate::args::{DecideArguments, Format};
use crate::output::{BAD, Failure, Output, Status};
use crate::tally::{Tally, UNREADABLE};
use crate::{assumptions, input};
use explanation::Explained;
use instance_lifecycle::{Evidence, Policy};
use instance_lifecycle_wire::{Answer, AnyCase, BatchAnswer, BatchCase, Case, Defaults, Outcome};

/// What is asked about each case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// What it comes to.
    Plan,
    /// Everything that objects, and why.
    Explain,
}

pub(crate) fn run(
    arguments: &DecideArguments,
    question: Question,
    output: &Output,
) -> Result<Status, Failure> {
    let (file, defaults) = arguments.targets()?;
    let decider = Decider {
        question,
        policy: arguments.policy.policy(),
        is_text: arguments.input.format == Format::Text,
        is_strict: arguments.strict,
        output,
    };
    let mut tally = Tally::of(&[
        ("planned", Status::Good),
        ("already done", Status::Good),
        ("dry run passed", Status::Good),
        ("refused", Status::Refused),
        (UNREADABLE, Status::Trouble),
    ]);
    if let Some(case) = of_nothing(&defaults).filter(|_| file.is_none()) {
        decider.decide(0, &case, &mut tally)?;
    } else {
        input::each(file.as_deref(), arguments.input.max_line, defaults, output, |item| match &item.case {
            Ok(AnyCase::One(case)) => decider.decide(item.line, case, &mut tally),
            Ok(AnyCase::Batch(batch)) => decider.decide_batch(item.line, batch, &mut tally),
            Err(error) => {
                tally.count(UNREADABLE);
                unreadable(error.line, &error.reason.to_string(), decider.is_text, output)
            }
        })?;
    }
    if decider.is_text {
        tally.write(output)?;
    }
    Ok(tally.status())
}

/// The case of a request that makes the instance: it needs no input.
fn of_nothing(defaults: &Defaults) -> Option<Case> {
    let request = defaults.request.filter(|request| request.creates())?;
    Some(Case { id: None, record: None, environment: defaults.environment, request })
}

/// How cases are answered.
struct Decider<'o> {
    question: Question,
    policy: Policy,
    is_text: bool,
    is_strict: bool,
    output: &'o Output,
}

impl Decider<'_> {
    fn decide(&self, line: u64, case: &Case, tally: &mut Tally) -> Result<(), Failure> {
        let Self { policy, output, .. } = self;
        let answer = Answer::to(case, policy);
        let assumptions =
            if self.tells_granted() { assumptions::of(case, &answer, policy) } else { Vec::new() };
        if self.is_strict && !assumptions.is_empty() {
            return self.too_much_granted(line, &assumptions, tally);
        }
        tally.count(match answer.outcome {
            Outcome::Planned(_) => "planned",
            Outcome::AlreadyDone(_) => "already done",
            Outcome::DryRunPassed(_) => "dry run passed",
            Outcome::Rejected(_) => "refused",
        });
        match (self.question, self.is_text) {
            (Question::Plan, false) => output.json(&answer),
            (Question::Plan, true) => answer::write(case, &answer, &assumptions, output),
            (Question::Explain, false) => output.json(&Explained { case, policy }),
            (Question::Explain, true) => explanation::write(case, &answer, policy, &assumptions, output),
        }
    }
}

impl Decider<'_> {
    /// A batch is answered in the vendor's form, whatever is asked about it.
    fn decide_batch(&self, line: u64, case: &BatchCase, tally: &mut Tally) -> Result<(), Failure> {
        let answer = BatchAnswer::to(case, &self.policy);
        if let Some(ours) = answer.ours() {
            tally.count(UNREADABLE);
            return unreadable(line, &ours, self.is_text, self.output);
        }
        let assumptions =
            if self.tells_granted() { assumptions::of_batch(case, &self.policy) } else { Vec::new() };
        if self.is_strict && !assumptions.is_empty() {
            return self.too_much_granted(line, &assumptions, tally);
        }
        tally.count(batch::outcome(&answer));
        if self.is_text {
            batch::write(case, &answer, &assumptions, self.output)
        } else {
            self.output.json(&answer)
        }
    }

    /// Whether anybody hears what is assumed: it takes longer than the decision.
    const fn tells_granted(&self) -> bool {
        self.is_strict || self.is_text
    }

    fn too_much_granted(&self, line: u64, assumptions: &[&str], tally: &mut Tally) -> Result<(), Failure> {
        tally.count(UNREADABLE);
        let reason = format!("assumed: {}", assumptions.join(", "));
        unreadable(line, &reason, self.is_text, self.output)
    }
}

/// Writes what stands in the place of a case that cannot be read.
pub(crate) fn unreadable(line: u64, reason: &str, is_text: bool, output: &Output) -> Result<(), Failure> {
    if is_text {
        output.paragraph("", &format!("line {line}: {} {reason}", output.styled(BAD, "unreadable:")))?;
        output.line("")
    } else {
        output.json(&serde_json::json!({ "Line": line, "Outcome": "Unreadable", "Reason": reason }))
    }
}

pub(crate) fn lower(evidence: Evidence) -> String {
    evidence.as_str().to_lowercase()
}
