//! `lifecycle conform`: the answers of another implementation to the vectors.

use crate::args::{Format, PolicyOptions, ThreadOptions, VectorOptions};
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{BAD, OTHER, Output, STRONG, Tally, Text, UNREADABLE};
use crate::vectors::{Asked, Input, Stated};
use clap::Args;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::{Case, Instance, Policy};
use instance_lifecycle_wire::{Json, Record, vendor_field};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
FILE has a line for every vector of `lifecycle vectors`, in any order:
  {\"Id\": \"StopInstance/security-lock/1\", \"Answer\": {\"Outcome\": \"Rejected\",
   \"Error\": {\"HttpStatus\": 403, \"Code\": \"...\", \"Message\": \"...\"}}}
Required: Outcome; if it is Rejected, HttpStatus, Code and Message of Error; if
it is Planned, Status and StoppedMode of Plan, or Code and CurrentStatus of each
of the Items; if it is Evolved, Instance. All other fields are compared too
(lists in order), except nulls and the InstanceId of a single call.

The Instance after an event is a record, compared by its attributes: those that
records of the vendor show, and, if it has Facts, all others.

Exit status: 0 all agree; 1 some differ, are missing or are not vectors; 2 usage
error or unreadable lines.")]
pub(crate) struct ConformArguments {
    /// The answers; standard input without a file, or with `-`
    file: Option<PathBuf>,
    #[command(flatten)]
    vectors: VectorOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    /// The format of the output
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    threads: ThreadOptions,
}

/// The number of lines that are compared at once.
const LINES: usize = 4096;

/// The result of a vector, or of a line without one.
#[derive(Debug, Serialize)]
#[serde(tag = "Verdict", rename_all_fields = "PascalCase")]
enum Verdict {
    Agreed { id: String },
    Differs { id: String, line: u64, differences: Vec<Difference> },
    Missing { id: String },
    Unknown { id: String, line: u64 },
    Unreadable { line: u64, reason: String },
}

/// A field with another value; `null` if it is absent.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Difference {
    field: String,
    expected: Value,
    found: Value,
}

pub(super) fn run(arguments: &ConformArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let mut tally = Tally::new(&[
        ("agreed", Status::Good),
        ("differ", Status::Refused),
        ("missing", Status::Refused),
        ("unknown", Status::Refused),
        (UNREADABLE, Status::Invalid),
    ]);
    for verdict in verdicts(arguments, &policy, output)? {
        tally.count(verdict.name());
        match arguments.format {
            Format::Json => output.json(&verdict)?,
            Format::Text => verdict.write(output)?,
        }
    }
    tally.finish(arguments.format == Format::Text, output)
}

/// The result of every vector in order, then of the lines without one.
/// The place of a vector, and how an answer differs from the expected one.
type Compared = (usize, Vec<Difference>);

fn verdicts(arguments: &ConformArguments, policy: &Policy, output: &Output) -> Result<Vec<Verdict>, Failure> {
    let asked = arguments.vectors.asked();
    let vectors = match asked {
        Asked::Action(_) => Stated::all(policy, Asked::Calls)?,
        all => Stated::all(policy, all)?,
    };
    let places: HashMap<&str, usize> =
        vectors.iter().enumerate().map(|(place, vector)| (vector.id.as_str(), place)).collect();
    let mut answered: Vec<Option<(u64, Vec<Difference>)>> = vectors.iter().map(|_| None).collect();
    let mut others = Vec::new();
    let compared = |line: &[u8]| -> Result<(String, Option<Compared>), String> {
        let (id, answer) = parse(line)?;
        let place = places.get(id.as_str());
        Ok((id, place.map(|&place| (place, compare(&vectors[place], &answer, policy)))))
    };
    each_line(arguments, output, compared, |line, read| match read {
        Err(reason) => others.push(Verdict::Unreadable { line, reason }),
        Ok((id, None)) => others.push(Verdict::Unknown { id, line }),
        Ok((id, Some((place, differences)))) => match &mut answered[place] {
            Some((first, _)) => {
                let reason = format!("`{id}` already has an answer on line {first}");
                others.push(Verdict::Unreadable { line, reason });
            }
            none => *none = Some((line, differences)),
        },
    })?;
    let answered = vectors.iter().zip(answered).filter(|(vector, _)| vector.is_asked(asked));
    let verdicts = answered.map(|(vector, answer)| {
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

/// Reads every line that is not blank on several threads, and calls `line` with the results in order.
fn each_line<T: Send>(
    arguments: &ConformArguments,
    output: &Output,
    read: impl Fn(&[u8]) -> T + Sync,
    mut line: impl FnMut(u64, T),
) -> Result<(), Failure> {
    let (name, reader) = input::open_shared(arguments.file.as_deref(), output)?;
    let bar = output.progress(arguments.file.as_deref());
    let mut lines = (1..).zip(bar.wrap_read(reader).split(b'\n'));
    loop {
        let mut batch: Vec<(u64, Vec<u8>)> = Vec::new();
        for (number, bytes) in lines.by_ref().take(LINES) {
            let bytes = bytes.map_err(|error| Failure::Input(name.clone(), error))?;
            batch.push((number, bytes));
        }
        if batch.is_empty() {
            bar.finish_and_clear();
            return Ok(());
        }
        batch.retain(|(_, bytes)| !bytes.trim_ascii().is_empty());
        let results = input::map_on_threads(&batch, arguments.threads.number(), |(_, bytes)| read(bytes));
        batch.iter().zip(results).for_each(|((number, _), result)| line(*number, result));
    }
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

/// The required fields of an answer to a call, by outcome.
const NEEDED: [(&str, &[&str]); 2] = [
    ("Rejected", &["/Error/HttpStatus", "/Error/Code", "/Error/Message"]),
    ("Planned", &["/Plan/Status", "/Plan/StoppedMode"]),
];

/// The required fields of an item of a batch.
const NEEDED_OF_ITEMS: [&str; 2] = ["Code", "CurrentStatus"];

/// The differences between an answer and the expected one: only the outcome if that differs.
fn compare(vector: &Stated, found: &Value, policy: &Policy) -> Vec<Difference> {
    // Only names, texts and flags are written.
    let mut expected = serde_json::to_value(vector.answer(policy)).unwrap_or_default();
    let mut found = found.clone();
    let mut differences = Vec::new();
    let outcome = found["Outcome"].clone();
    if expected["Outcome"] != outcome {
        differ("Outcome", &expected["Outcome"], &outcome, &mut differences);
        return differences;
    }
    let needed = NEEDED.iter().filter(|(of, _)| outcome == *of).flat_map(|(_, needed)| *needed);
    let items = expected["Items"].as_array().map_or(0, Vec::len);
    let of_items = (0..items).flat_map(|n| NEEDED_OF_ITEMS.map(|field| format!("/Items/{n}/{field}")));
    for path in needed.map(|path| (*path).to_owned()).chain(of_items) {
        if let Some(expected) = expected.pointer(&path)
            && found.pointer(&path).is_none_or(Value::is_null)
        {
            differ(&path[1..].replace('/', "."), expected, &Value::Null, &mut differences);
        }
    }
    match &vector.input {
        Input::Batch(_) => {}
        Input::Call(_) => drop(member(&mut found, "InstanceId")),
        Input::Event(..) => {
            member(&mut found, "InstanceId");
            if outcome == "Evolved" {
                let (expected, found) = (member(&mut expected, "Instance"), member(&mut found, "Instance"));
                compare_instances(&expected, &found, &mut differences);
            }
        }
    }
    descend("", &expected, &found, &mut differences);
    differences
}

/// Takes a member from an object.
fn member(object: &mut Value, name: &str) -> Value {
    object.as_object_mut().and_then(|members| members.remove(name)).unwrap_or_default()
}

/// Compares the records after an event by their attributes; `null` stands for a released instance.
fn compare_instances(expected: &Value, found: &Value, differences: &mut Vec<Difference>) {
    let (Ok(wanted), Ok(shown)) = (instance(expected), instance(found)) else {
        return differ("Instance", expected, found, differences);
    };
    if expected.is_null() != found.is_null() {
        return differ("Instance", expected, found, differences);
    }
    let has_facts = found.get("Facts").is_some_and(Value::is_object);
    let is_stopped = wanted.status == instance_lifecycle::Status::Stopped;
    let is_shown = |attribute: &&Attribute| {
        vendor_field(attribute).is_some() || attribute.name == "stopped_mode" && is_stopped
    };
    let point = |instance| {
        let mut case = Case::DEFAULT;
        case.instance = instance;
        case.point()
    };
    let (wanted, shown) = (point(wanted), point(shown));
    let compared = ATTRIBUTES.iter().filter(|attribute| attribute.part == Part::Instance);
    for attribute in compared.filter(|attribute| has_facts || is_shown(attribute)) {
        let [wanted, shown] = [&wanted, &shown].map(|point| attribute.values[point.value(attribute.field)]);
        if wanted != shown {
            let field = format!("Instance.{}", attribute.name);
            differ(&field, &wanted.into(), &shown.into(), differences);
        }
    }
}

/// Reads the record of an instance, or `null`.
fn instance(value: &Value) -> Result<Instance, ()> {
    if value.is_null() {
        return Ok(Instance::RELEASED);
    }
    let text = value.to_string();
    let json: Json<'_> = serde_json::from_str(&text).map_err(drop)?;
    Record::read(&json).map(|record| record.instance).map_err(drop)
}

/// Compares the given fields recursively.
fn descend(path: &str, expected: &Value, found: &Value, differences: &mut Vec<Difference>) {
    match (expected, found) {
        (_, Value::Null) => {}
        (Value::Object(expected), Value::Object(found)) => {
            for (key, found) in found {
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
    /// The outcome that it is counted as.
    const fn name(&self) -> &'static str {
        match self {
            Self::Agreed { .. } => "agreed",
            Self::Differs { .. } => "differ",
            Self::Missing { .. } => "missing",
            Self::Unknown { .. } => "unknown",
            Self::Unreadable { .. } => UNREADABLE,
        }
    }

    /// Writes it as text. Agreement is not written.
    fn write(&self, output: &Output) -> Result<(), Failure> {
        match self {
            Self::Agreed { .. } => Ok(()),
            Self::Differs { id, line, differences } => {
                let heading = Text::new().styled(STRONG, id).plain("  ").styled(BAD, "differs");
                output.line(heading.plain(format_args!(", line {line}")))?;
                for Difference { field, expected, found } in differences {
                    output.line(format_args!("  {field}"))?;
                    output.hanging("    expected  ", "              ", shown(expected))?;
                    output.hanging("    found     ", "              ", shown(found))?;
                }
                Ok(())
            }
            Self::Missing { id } => {
                output.line(Text::new().styled(STRONG, id).plain("  ").styled(OTHER, "missing"))
            }
            Self::Unknown { id, line } => {
                let heading = Text::new().styled(STRONG, id).plain("  ").styled(OTHER, "no such vector");
                output.line(heading.plain(format_args!(", line {line}")))
            }
            Self::Unreadable { line, reason } => {
                let head = Text::from(format_args!("line {line}: ")).styled(BAD, "unreadable:");
                output.paragraph("", head.plain(' ').plain(reason))
            }
        }
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "no value".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
