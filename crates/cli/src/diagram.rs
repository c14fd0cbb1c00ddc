//! `lifecycle diagram`: the statuses, and what leads from one to another.

use crate::args::{DiagramArguments, DiagramFormat};
use crate::output::{Failure, Output, Status};
use crate::transitions::{self, Transition};

pub(crate) fn run(arguments: &DiagramArguments, output: &Output) -> Result<Status, Failure> {
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

/// One arrow from status to status, with everything that leads along it.
fn arrows(transitions: &[Transition]) -> impl Iterator<Item = (&Transition, Vec<&str>)> {
    transitions
        .chunk_by(|a, b| (a.from, a.to) == (b.from, b.to))
        .map(|arrow| (&arrow[0], arrow.iter().map(|transition| transition.by.as_str()).collect()))
}

/// What is not there is the beginning and the end of a diagram.
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
        // What passes by itself is dashed, and what is not there a point.
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
