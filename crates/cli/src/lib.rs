//! The `lifecycle` command: plans and exact documented errors for records of DescribeInstances.
//!
//! [`run`] is the command; [`run_in_memory`] is the same for programs that embed it. `instance-lifecycle`
//! decides and `instance-lifecycle-wire` reads; this crate holds the arguments, the streams and the text for
//! people. Layers, each of which uses only those before it: `exit`,
//! `output`, `suggest`, `fields`, `args`, `input` and the other shared modules, the commands in `command/`,
//! `command`.

mod args;
mod assumed;
mod assumptions;
mod catalogue;
mod command;
mod consequence;
mod evidence;
mod exit;
mod fields;
mod gzip;
mod input;
mod output;
mod proof;
mod routes;
mod sarif;
mod suggest;
mod tables;
mod trails;
mod transitions;
mod utf16;
mod variations;
mod vectors;
mod verdict;
mod witness;

pub use command::decide::Question;

use clap::Parser;
use command::{Arguments, decide};
use consequence::Newest;
use exit::{Failure, Status};
use instance_lifecycle::policy::interpretations::{Choice, Interpretation, Interpretations};
use instance_lifecycle::{Policy, Revision};
use instance_lifecycle_wire::AnyCase;
use output::Output;
use std::ffi::OsString;

/// Returns the built-in policy of that name, the policy in the file of that name, or the one of which it is the
/// text, as `--policy` does.
///
/// # Errors
///
/// Returns the reason why there is none.
pub fn policy(name: &str) -> Result<Policy, String> {
    args::policy_named(name)
}

/// Returns the built-in policy of that name.
///
/// # Errors
///
/// Returns what is expected if there is none.
pub fn built_in_policy(name: &str) -> Result<Policy, String> {
    args::built_in(name).map(Policy::ecs)
}

/// Returns the choice of a value of an interpretation, by id or name, as `--interpretation` does.
///
/// # Errors
///
/// Returns the reason why there is none.
pub fn interpretation(name: &str, value: &str) -> Result<Choice, String> {
    args::interpretation_named(name)?.choice(value).map_err(|error| format!("`{name}`: `{value}` is {error}"))
}

/// Runs the command on the streams of the process, and returns its exit status. The first argument is the
/// name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    run_on(arguments, &Output::of_process()) as u8
}

/// The end of a run in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The exit status.
    pub status: u8,
    /// What the command wrote to standard output.
    pub output: Vec<u8>,
    /// What the command wrote to standard error.
    pub errors: Vec<u8>,
}

/// Runs the command with the bytes as its standard input, without colours and in 80 columns. The first
/// argument is the name of the program.
///
/// ```
/// let arguments = ["lifecycle", "plan", "StopInstance", "--format", "json"].map(Into::into);
/// let finished = instance_lifecycle_cli::run_in_memory(arguments, br#"{"Status": "Running"}"#.to_vec());
/// assert_eq!((finished.status, finished.errors), (0, Vec::new()));
/// assert!(finished.output.starts_with(br#"{"InstanceId":null,"Outcome":"Planned","#));
/// ```
#[must_use]
pub fn run_in_memory(arguments: impl IntoIterator<Item = OsString>, input: Vec<u8>) -> Finished {
    let output = Output::in_memory(input);
    let status = run_on(arguments, &output) as u8;
    let (output, errors) = output.into_written();
    Finished { status, output, errors }
}

/// Answers single cases under one policy, in the words of `plan` and `explain` with `--format json`.
#[derive(Clone, Debug)]
pub struct Answers {
    policy: Policy,
    newest: Option<Newest>,
}

impl Answers {
    /// Creates the answers of a policy. If the policy is a built-in one with at most other interpretations,
    /// they note where the newest revision differs.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        let revision = policy.revision();
        let changed = |interpretation: &'static Interpretation| {
            let value = policy.interpretations().value(interpretation);
            let is_changed = value != Interpretations::of(revision).value(interpretation);
            interpretation.choice(value).ok().filter(|_| is_changed)
        };
        let choices: Vec<_> = Interpretation::ALL.iter().filter_map(changed).collect();
        let interpreted =
            |revision| choices.iter().fold(Policy::ecs(revision), |policy, &choice| policy.with(choice));
        let newest = Revision::ALL.last().copied().filter(|newest| *newest != revision);
        let newest = newest.filter(|_| interpreted(revision) == policy);
        let newest = newest.map(|newest| Newest::new(newest, interpreted(newest)));
        Self { policy, newest }
    }

    /// Returns the policy.
    #[must_use]
    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns the answer to a case as a line of JSON. `line` names the case if it has no answer.
    #[must_use]
    pub fn answer(&self, question: Question, line: u64, case: &AnyCase) -> Vec<u8> {
        let output = Output::in_memory(Vec::new());
        // Memory takes all bytes.
        let _ = decide::answer(question, line, case, &self.policy, self.newest.as_ref(), &output);
        output.into_written().0
    }
}

fn run_on(arguments: impl IntoIterator<Item = OsString>, output: &Output) -> Status {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_failure = output.usage(&error).is_err() || error.use_stderr();
            return if is_failure { Status::Invalid } else { Status::Good };
        }
    };
    match command::run(arguments.command, output).and_then(|status| output.flush().map(|()| status)) {
        Ok(status) => status,
        // The reader closed the pipe.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Status::Good,
        Err(failure) => {
            // Answers before the failure are kept.
            let _ = output.flush();
            output.report(&failure);
            Status::Invalid
        }
    }
}
