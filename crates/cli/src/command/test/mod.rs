//! `lifecycle test`: the tests and laws of policy files, and the custom rules that no test reaches.

mod coverage;
mod json;
mod junit;
mod tested;
mod text;

use crate::exit::{Failure, Status};
use crate::output::Output;
use crate::proof::ProofResult;
use crate::sarif::{self, Level};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use tested::{Tested, differences};

#[derive(Args, Debug)]
#[command(after_help = "\
A test is a case and the answer that is expected of the policy in whose file it
stands. The case is a running pay-as-you-go instance, its environment and a
request without parameters, but for what the test gives: attributes by name, or
`instance`, `environment` and `request` as cases write them.

  [[tests]]
  name = \"an instance that runs is not released\"
  operation = \"DeleteInstance\"
  when = { status = \"Running\", request.force = true }
  expect = { code = \"House.StopFirst\", rule = \"keep-what-runs\" }

Keys of an expected answer: outcome (planned, already-done, refused or
dry-run-passed; also alone: expect = \"refused\"), rule, http_status, code,
message, stopped_mode, ends_in, billed, not_billed, becomes, risks, warnings
(the names of the rules that warn). All of those given must hold; `risks` and
`warnings` are whole lists. `lifecycle prove --help` describes laws.

Exit status: 0 every test passes and every law is proved; 1 one does not;
2 usage error or unreadable policy; 3 the files have neither tests nor laws.")]
pub(crate) struct TestArguments {
    /// Policy files
    #[arg(value_name = "POLICY", required = true)]
    files: Vec<PathBuf>,
    /// Also list the tests that pass and the laws that are proved
    #[arg(long)]
    all: bool,
    /// Fail if no test reaches a custom rule
    #[arg(long)]
    deny_unreached: bool,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: TestFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TestFormat {
    Text,
    /// A policy file per line
    Json,
    /// JUnit, for CI
    Junit,
    /// SARIF, for code hosts
    Sarif,
}

pub(super) fn run(arguments: &TestArguments, output: &Output) -> Result<Status, Failure> {
    let files = arguments.files.iter().map(|file| Tested::new(file.display().to_string()));
    let tested = files.collect::<Result<Vec<_>, _>>()?;
    match arguments.format {
        TestFormat::Text => text::write(&tested, arguments.all, output)?,
        TestFormat::Json => tested.iter().try_for_each(|tested| output.json(&json::of(tested)))?,
        TestFormat::Junit => output.document(&junit::of(&tested)?)?,
        TestFormat::Sarif => output.json(&sarif::document("lifecycle-test", &findings(&tested)))?,
    }
    let fails = |tested: &Tested| {
        let is_unreached = arguments.deny_unreached && tested.unreached().next().is_some();
        tested.failed_tests() + tested.failed_laws() > 0 || is_unreached
    };
    Ok(if tested.iter().any(fails) {
        Status::Refused
    } else if tested.iter().all(|tested| tested.tests.is_empty() && tested.laws.is_empty()) {
        Status::Empty
    } else {
        Status::Good
    })
}

/// The failures and the rules that no test reaches.
fn findings(all: &[Tested]) -> Vec<sarif::Finding> {
    let mut findings = Vec::new();
    for tested in all {
        let mut add = |rule, level, line, message| {
            let place = Some((tested.file.clone(), line));
            findings.push(sarif::Finding { rule, level, message, place });
        };
        for (test, result) in tested.tests.iter().filter(|(_, result)| !result.mismatches.is_empty()) {
            let differences = differences(result).collect::<Vec<_>>().join("; ");
            let message = format!("{}: {differences}; answer: {}", test.name, result.answer);
            add("failed-test", Level::Error, test.line, message);
        }
        for (law, proved) in tested.laws.iter().filter(|(_, proved)| !proved.is_proved()) {
            let rule = match proved {
                ProofResult::Vacuous => "vacuous-law",
                ProofResult::Unfinished(_) => "unfinished-law",
                ProofResult::Refuted(..) | ProofResult::Proved(_) => "refuted-law",
            };
            add(rule, Level::Error, law.line, format!("{}: {}", law.name, proved.detail(law)));
        }
        for rule in tested.unreached() {
            add("unreached-rule", Level::Note, rule.line, format!("no test reaches {rule}"));
        }
    }
    findings
}
