//! The command as a process, on real shapes of input.

mod again;
mod backtest;
mod checks;
mod decisions;
mod diffs;
mod documentation;
mod fixes;
mod histories;
mod hostile;
mod input;
mod laws;
mod lifecycle;
mod limits;
mod policies;
mod readme;
mod text;
mod usage;
mod vectors;

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What the command did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// Status and output, for a snapshot.
    pub(crate) fn show(&self) -> String {
        let status = self.status.map_or("a signal".to_owned(), |status| status.to_string());
        format!("{}{}[exit {status}]", self.stdout, self.stderr)
    }

    /// The same of text for people: no line is wider than 80 columns.
    pub(crate) fn show_narrow(&self) -> String {
        let wide: Vec<&str> = self.stdout.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{wide:#?}");
        self.show()
    }
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

/// The command, from the top of the repository, so that the records of the examples are at hand.
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
        // Beside the interpretation of what it answers, which it may do before it has read all. A command
        // that does not want the input closes it.
        threads.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the command ends").into()
    })
}
