//! `lifecycle status`: what each instance can do now, why not, and what it costs.

use crate::args::{Format, StatusArguments};
use crate::decide::unreadable;
use crate::output::{BAD, Failure, GOOD, OTHER, Output, STRONG, Status, printable};
use crate::tally::{Tally, UNREADABLE};
use crate::variations::{self, Variation};
use crate::{assumptions, input};
use instance_lifecycle::{Operation, OwnedViolation, Policy, Rejection, Request, charges, permitted, plan};
use instance_lifecycle_wire::{Answer, Case};
use serde_json::{Value, json};

pub(crate) fn run(arguments: &StatusArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let is_text = arguments.input.format == Format::Text;
    let defaults = input::of_records_in(arguments.environment.environment());
    let cures = cures();
    let mut is_granted = false;
    let mut tally = Tally::of(&[("instances", Status::Good), (UNREADABLE, Status::Trouble)]);
    let max_line = arguments.input.max_line;
    input::each_of_one(arguments.file.as_deref(), max_line, defaults, output, |_, case| match &case {
        Ok(case) => {
            tally.count("instances");
            let standing = Standing::of(case, &policy, &cures);
            is_granted |= !standing.assumptions.is_empty();
            if is_text { standing.write(output) } else { output.json(&standing.json()) }
        }
        Err(error) => {
            tally.count(UNREADABLE);
            unreadable(error.line, &error.reason.to_string(), is_text, output)
        }
    })?;
    if is_text && is_granted {
        output.paragraph("", "what the records do not show is assumed: `lifecycle inspect` names it")?;
    }
    Ok(tally.status())
}

/// What is to be said of one instance.
struct Standing<'c> {
    case: &'c Case,
    operations: Vec<(Operation, Now)>,
    billed: Vec<&'static str>,
    assumptions: Vec<&'static str>,
}

/// What an operation comes to now.
enum Now {
    /// It would be carried out, along these statuses.
    Yes(String),
    /// There is nothing to do.
    Done,
    /// A rule objects; these parameters would make it pass.
    No(OwnedViolation, Vec<String>),
}

impl<'c> Standing<'c> {
    fn of(case: &'c Case, policy: &Policy, cures: &[(Operation, Vec<Variation>)]) -> Self {
        let instance = case.instance();
        let cure = |operation| {
            let mut variations =
                cures.iter().filter(|(of, _)| *of == operation).flat_map(|(_, variations)| variations);
            variations
                .find(|variation| plan(&instance, &variation.request, &case.environment, policy).is_ok())
        };
        let answers = permitted(&instance, &case.environment, policy);
        let operations = answers.map(|(operation, answer)| {
            let now = match answer {
                Ok(plan) if plan.is_already_done() => Now::Done,
                Ok(plan) => Now::Yes(plan.path().to_string()),
                Err(Rejection::DryRunPassed(pass)) => Now::Yes(pass.plan().path().to_string()),
                Err(Rejection::Refused(violation)) => {
                    let cure = cure(operation).map(|variation| variation.set.clone());
                    Now::No(violation, cure.unwrap_or_default())
                }
            };
            (operation, now)
        });
        let operations: Vec<_> = operations.collect();
        let billed = charges(&instance, policy).map(|charge| charge.resource.as_str()).collect();
        let assumptions = assumptions(case, policy);
        Self { case, operations, billed, assumptions }
    }

    fn write(&self, output: &Output) -> Result<(), Failure> {
        let id = printable(self.case.id.as_deref().unwrap_or("(no id)"));
        output.line(format_args!("{}  {}", output.styled(STRONG, id), self.case.instance().status))?;
        let mut table = output.table(&[]);
        for (operation, now) in &self.operations {
            let (style, detail) = match now {
                Now::Yes(path) => (GOOD, path.clone()),
                Now::Done => (OTHER, String::new()),
                Now::No(violation, _) if violation.violation().is_retryable() => (OTHER, now.why()),
                Now::No(..) => (BAD, now.why()),
            };
            table.add_row([operation.as_str(), &output.styled(style, now.name()), &detail]);
        }
        output.print(&table)?;
        let billed = if self.billed.is_empty() { "nothing".to_owned() } else { self.billed.join(", ") };
        output.paragraph("  ", &format!("billed: {billed}"))?;
        output.line("")
    }

    fn json(&self) -> Value {
        let operations = self.operations.iter().map(|(operation, now)| {
            let mut answer = json!({ "Action": operation, "Now": now.name() });
            match now {
                Now::Yes(path) => answer["Path"] = path.as_str().into(),
                Now::Done => {}
                Now::No(violation, cure) => {
                    let error = violation.error();
                    answer["Rule"] = violation.row().rule.into();
                    answer["HttpStatus"] = error.http_status.into();
                    answer["Code"] = error.code.into();
                    answer["Message"] = error.to_string().into();
                    if !cure.is_empty() {
                        answer["With"] = cure.as_slice().into();
                    }
                }
            }
            answer
        });
        json!({
            "InstanceId": self.case.id,
            "Status": self.case.instance().status,
            "Operations": operations.collect::<Vec<_>>(),
            "Billed": self.billed,
            "Assumed": self.assumptions,
        })
    }
}

impl Now {
    fn name(&self) -> &'static str {
        match self {
            Self::Yes(_) => "yes",
            Self::Done => "done",
            Self::No(violation, _) if violation.violation().is_retryable() => "later",
            Self::No(..) => "no",
        }
    }

    /// The code, and what would make it pass.
    fn why(&self) -> String {
        match self {
            Self::No(violation, cure) => {
                let code = violation.error().code.to_owned();
                if cure.is_empty() { code } else { format!("{code}; with {}", cure.join(", ")) }
            }
            Self::Yes(_) | Self::Done => String::new(),
        }
    }
}

/// The requests of each operation that may pass where the plain one is refused.
fn cures() -> Vec<(Operation, Vec<Variation>)> {
    let operations = Request::DEFAULTS.iter().filter(|request| !request.creates());
    operations.map(|request| (request.operation(), variations::of(request.operation()))).collect()
}

/// What any of the answers takes for granted.
fn assumptions(case: &Case, policy: &Policy) -> Vec<&'static str> {
    let operations = Request::DEFAULTS.iter().filter(|request| !request.creates());
    let by_any: Vec<&str> = operations
        .flat_map(|&request| {
            let case = Case { request, ..case.clone() };
            assumptions::of(&case, &Answer::to(&case, policy), policy)
        })
        .collect();
    let assumed = case.record.iter().flat_map(|record| record.assumed.iter());
    assumed.filter(|name| by_any.contains(name)).collect()
}
