//! The command as a process.

mod arguments;
mod assume;
mod attributes;
mod backtest;
mod check;
mod conformance;
mod determinism;
mod diff;
mod documentation;
mod embedded;
mod fidelity;
mod fixes;
mod help;
mod hostile;
mod house;
mod input;
mod layers;
mod limits;
mod people;
mod permissions;
mod plan;
mod policy_files;
mod policy_rules;
mod prove;
mod readme;
mod recipes;
mod replay;
mod route;
mod status_and_events;
mod tables;
mod terminal;
mod tested;
mod threads;
mod trails;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Output and status, for a snapshot.
    pub(crate) fn show(&self) -> String {
        let status = self.status.map_or("a signal".to_owned(), |status| status.to_string());
        format!("{}{}[exit {status}]", self.stdout, self.stderr)
    }

    /// The same for text, whose lines have at most 80 columns.
    pub(crate) fn show_narrow(&self) -> String {
        let wide = wide(&self.stdout, 80);
        assert!(wide.is_empty(), "{wide:#?}");
        self.show()
    }
}

/// The lines with more columns, except those that consist of one address: addresses are not wrapped.
pub(crate) fn wide(text: &str, columns: usize) -> Vec<&str> {
    let is_address = |line: &str| line.trim().starts_with("https://") && !line.trim().contains(' ');
    text.lines().filter(|line| line.chars().count() > columns && !is_address(line)).collect()
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("the output is UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("the messages are UTF-8"),
        }
    }
}

/// The command at the top of the repository, beside the example records.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lifecycle"));
    command
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .env("NO_COLOR", "1")
        .env_remove("COLUMNS");
    command
}

pub(crate) fn lifecycle(arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
    let mut command = command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    let mut stdin = child.stdin.take().expect("its input is piped");
    let input = input.as_ref();
    std::thread::scope(|threads| {
        // The command may answer before it has read all, or close its input.
        threads.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the command ends").into()
    })
}
