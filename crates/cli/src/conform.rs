//! `lifecycle conform`: the answers of another implementation to the vectors.

use crate::args::{Format, PolicyOptions, single};
use crate::input;
use crate::output::{BAD, Failure, OTHER, Output, STRONG, Status};
use crate::tally::{Tally, UNREADABLE};
use crate::vectors::Stated;
use clap::Args;
use instance_lifecycle::{Operation, Policy};
use instance_lifecycle_wire::Answer;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
FILE holds a line for every vector of `lifecycle vectors`, in any order:
  {\"Id\": \"StopInstance/security-lock/1\", \"Answer\": {\"Outcome\": \"Rejected\",
   \"Error\": {\"HttpStatus\": 403, \"Code\": \"...\", \"Message\": \"...\"}}}
An answer holds at least its Outcome; where that is Rejected, HttpStatus, Code
and Message of the Error; where it is Planned, Status and StoppedMode of the
Plan. What else it holds is compared too, lists in their order; not so
the InstanceId, nor what is null.

Exit status: 0 all agree; 1 some differ, are missing or are no vectors;
2 trouble, or lines that cannot be read.")]
pub(crate) struct ConformArguments {
    /// The answers; standard input where there is none, or `-`
    file: Option<PathBuf>,
    /// Only the vectors of one operation
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    #[command(flatten)]
    policy: PolicyOptions,
    /// The form of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// What comes of a vector, or of a line that is about none. Of text the names of the counts.
#[derive(Debug, Serialize)]
#[serde(tag = "Verdict", rename_all_fields = "PascalCase")]
enum Verdict {
    Agreed { id: String },
    Differs { id: String, line: u64, differences: Vec<Difference> },
    Missing { id: String },
    Unknown { id: String, line: u64 },
    Unreadable { line: u64, reason: String },
}

/// A field that is answered otherwise; `null` stands for nothing.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Difference {
    field: String,
    expected: Value,
    found: Value,
}

pub(crate) fn run(arguments: &ConformArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let mut tally = Tally::of(&[
        ("agreed", Status::Good),
        ("differ", Status::Refused),
        ("missing", Status::Refused),
        ("unknown", Status::Refused),
        (UNREADABLE, Status::Trouble),
    ]);
    for verdict in verdicts(arguments, &policy, output)? {
        tally.count(verdict.name());
        match arguments.format {
            Format::Json => output.json(&verdict)?,
            Format::Text => verdict.write(output)?,
        }
    }
    if arguments.format == Format::Text {
        tally.write(output)?;
    }
    Ok(tally.status())
}

/// What comes of every vector, in their order; then of what is about none.
fn verdicts(arguments: &ConformArguments, policy: &Policy, output: &Output) -> Result<Vec<Verdict>, Failure> {
    let vectors = Stated::all(policy, None)?;
    let places: HashMap<&str, usize> =
        vectors.iter().enumerate().map(|(place, vector)| (vector.id.as_str(), place)).collect();
    let mut answered: Vec<Option<(u64, Vec<Difference>)>> = vectors.iter().map(|_| None).collect();
    let mut others = Vec::new();
    each_line(arguments, output, |line, read| {
        let (id, answer) = match read {
            Ok(read) => read,
            Err(reason) => return others.push(Verdict::Unreadable { line, reason }),
        };
        match places.get(id.as_str()) {
            None => others.push(Verdict::Unknown { id, line }),
            Some(&place) => match &mut answered[place] {
                Some((first, _)) => {
                    let reason = format!("`{id}` is answered on line {first} already");
                    others.push(Verdict::Unreadable { line, reason });
                }
                none => *none = Some((line, compare(&vectors[place], &answer, policy))),
            },
        }
    })?;
    let asked =
        |vector: &Stated| arguments.operation.is_none_or(|asked| asked == vector.case.request.operation());
    let verdicts =
        vectors.iter().zip(answered).filter(|(vector, _)| asked(vector)).map(|(vector, answer)| {
            let id = vector.id.clone();
            match answer {
                None => Verdict::Missing { id },
                Some((_, differences)) if differences.is_empty() => Verdict::Agreed { id },
                Some((line, differences)) => Verdict::Differs { id, line, differences },
            }
        });
    let verdicts: Vec<Verdict> = verdicts.collect();
    Ok(verdicts.into_iter().chain(others).collect())
}

/// Calls `line` with the id and the answer of every line that is not blank, or why it has none.
fn each_line(
    arguments: &ConformArguments,
    output: &Output,
    mut line: impl FnMut(u64, Result<(String, Value), String>),
) -> Result<(), Failure> {
    let (name, reader) = input::open(arguments.file.as_deref(), output)?;
    for (number, bytes) in (1..).zip(reader.split(b'\n')) {
        let bytes = bytes.map_err(|error| Failure::Input(name.clone(), error))?;
        if !bytes.trim_ascii().is_empty() {
            line(number, parse(&bytes));
        }
    }
    Ok(())
}

fn parse(line: &[u8]) -> Result<(String, Value), String> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Line {
        id: String,
        answer: serde_json::Map<String, Value>,
    }

    let Line { id, answer } = serde_json::from_slice(line).map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let problem = message.strip_suffix(&place).unwrap_or(&message);
        format!("at column {}: {problem}", error.column())
    })?;
    match answer.get("Outcome") {
        Some(Value::String(_)) => Ok((id, Value::Object(answer))),
        _ => Err(format!("the answer to `{id}` has no `Outcome`")),
    }
}

/// What an answer must hold, of every outcome that has it.
const NEEDED: [(&str, &[&str]); 2] = [
    ("Rejected", &["/Error/HttpStatus", "/Error/Code", "/Error/Message"]),
    ("Planned", &["/Plan/Status", "/Plan/StoppedMode"]),
];

/// The differences of an answer from the expected one. Of another outcome there is no more to say.
fn compare(vector: &Stated, found: &Value, policy: &Policy) -> Vec<Difference> {
    let expected = serde_json::to_value(Answer::to(&vector.case, policy)).unwrap_or_default();
    let mut differences = Vec::new();
    let outcome = &found["Outcome"];
    if expected["Outcome"] != *outcome {
        differ("Outcome", &expected["Outcome"], outcome, &mut differences);
        return differences;
    }
    for path in NEEDED.iter().filter(|(of, _)| outcome == of).flat_map(|(_, needed)| *needed) {
        if let Some(expected) = expected.pointer(path)
            && found.pointer(path).is_none_or(Value::is_null)
        {
            differ(&path[1..].replace('/', "."), expected, &Value::Null, &mut differences);
        }
    }
    descend("", &expected, found, &mut differences);
    differences
}

/// Compares what is given, down to the fields and elements that differ.
fn descend(path: &str, expected: &Value, found: &Value, differences: &mut Vec<Difference>) {
    match (expected, found) {
        (_, Value::Null) => {}
        (Value::Object(expected), Value::Object(found)) => {
            for (key, found) in found.iter().filter(|(key, _)| !(path.is_empty() && *key == "InstanceId")) {
                let here = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                descend(&here, expected.get(key).unwrap_or(&Value::Null), found, differences);
            }
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => {
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                descend(&format!("{path}[{index}]"), expected, found, differences);
            }
        }
        (expected, found) if expected == found => {}
        (expected, found) => differ(path, expected, found, differences),
    }
}

fn differ(field: &str, expected: &Value, found: &Value, differences: &mut Vec<Difference>) {
    differences.push(Difference {
        field: field.to_owned(),
        expected: expected.clone(),
        found: found.clone(),
    });
}

impl Verdict {
    /// What it counts as.
    const fn name(&self) -> &'static str {
        match self {
            Self::Agreed { .. } => "agreed",
            Self::Differs { .. } => "differ",
            Self::Missing { .. } => "missing",
            Self::Unknown { .. } => "unknown",
            Self::Unreadable { .. } => UNREADABLE,
        }
    }

    /// Writes it for people, unless there is nothing to say.
    fn write(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Agreed { .. } => Ok(()),
            Self::Differs { id, line, differences } => {
                let verdict = output.styled(BAD, "differs");
                output.line(format_args!("{}  {verdict}, line {line}", output.styled(STRONG, id)))?;
                for Difference { field, expected, found } in differences {
                    output.line(format_args!("  {field}"))?;
                    output.hanging("    expected  ", "              ", &shown(expected))?;
                    output.hanging("    found     ", "              ", &shown(found))?;
                }
                Ok(())
            }
            Self::Missing { id } => output.line(format_args!(
                "{}  {}",
                output.styled(STRONG, id),
                output.styled(OTHER, "missing")
            )),
            Self::Unknown { id, line } => {
                let verdict = output.styled(OTHER, "no such vector");
                output.line(format_args!("{}  {verdict}, line {line}", output.styled(STRONG, id)))
            }
            Self::Unreadable { line, reason } => {
                let verdict = output.styled(BAD, "unreadable:");
                output.paragraph("", &format!("line {line}: {verdict} {reason}"))
            }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
