//! `lifecycle diagram`: the statuses and their transitions.

use crate::args::{PolicyOptions, single};
use crate::exit::{Failure, Status};
use crate::output::Output;
use crate::transitions::{self, Transition};
use clap::{Args, ValueEnum};
use instance_lifecycle::Operation;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DiagramFormat {
    Mermaid,
    Dot,
}

#[derive(Args, Debug)]
pub(crate) struct DiagramArguments {
    /// The language of the diagram
    #[arg(long, value_enum, default_value = "mermaid")]
    format: DiagramFormat,
    /// Only this operation, with the events that end its task
    #[arg(long, value_name = "OPERATION", value_parser = single)]
    operation: Option<Operation>,
    #[command(flatten)]
    policy: PolicyOptions,
}

pub(super) fn run(arguments: &DiagramArguments, output: &Output) -> Result<Status, Failure> {
    let policy = arguments.policy.policy();
    let transitions = match arguments.operation {
        Some(operation) => transitions::of(operation, &policy),
        None => transitions::all(&policy),
    };
    let transitions = transitions.map_err(|many| Failure::Usage(many.to_string()))?;
    match arguments.format {
        DiagramFormat::Mermaid => write_mermaid(&transitions, output)?,
        DiagramFormat::Dot => write_dot(&transitions, output)?,
    }
    Ok(Status::Good)
}

/// The arrows from status to status, with the calls and events that cause each.
fn arrows(transitions: &[Transition]) -> impl Iterator<Item = (&Transition, Vec<&str>)> {
    transitions
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(|arrow| (&arrow[0], arrow.iter().map(|transition| transition.by.as_str()).collect()))
}

/// The released status is the start and the end of the diagram.
fn write_mermaid(transitions: &[Transition], output: &Output) -> Result<(), Failure> {
    let node = |status: instance_lifecycle::Status| match status {
        instance_lifecycle::Status::Released => "[*]",
        other => other.as_str(),
    };
    output.line("stateDiagram-v2")?;
    for (Transition { from, to, .. }, by) in arrows(transitions) {
        output.line(format_args!("    {} --> {}: {}", node(*from), node(*to), by.join("<br/>")))?;
    }
    Ok(())
}

fn write_dot(transitions: &[Transition], output: &Output) -> Result<(), Failure> {
    output.line("digraph lifecycle {")?;
    output.line("    node [shape=box, style=rounded];")?;
    for &status in instance_lifecycle::Status::ALL {
        if !transitions.iter().any(|transition| [transition.from, transition.to].contains(&status)) {
            continue;
        }
        // Transitional statuses are dashed; the released one is a point.
        if status.is_transitional() {
            output.line(format_args!("    {status} [style=\"rounded,dashed\"];"))?;
        } else if status == instance_lifecycle::Status::Released {
            output.line(format_args!("    {status} [shape=doublecircle, label=\"\"];"))?;
        }
    }
    for (Transition { from, to, .. }, by) in arrows(transitions) {
        output.line(format_args!("    {from} -> {to} [label=\"{}\"];", by.join("\\n")))?;
    }
    output.line("}")
}
