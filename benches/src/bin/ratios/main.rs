//! Compares the library with hand-written code, policy engines, a model checker and its own command.
//!
//! Usage: `ratios [--runs N] [PART...]`. Each line is `name: median (min to max) unit` over N runs in one
//! process, the compared things by turns; a ratio is taken within each turn. All answers are compared
//! before anything is measured.

mod checker;
mod decisions;
mod engines;
mod fleet;
mod lines;

use instance_lifecycle_benches::stopwatch::Range;
use std::process::exit;

/// The parts, in the order in which they run.
const PARTS: [(&str, fn(usize)); 6] = [
    ("decisions", decisions::decisions),
    ("repeated", decisions::repeated),
    ("engines", engines::engines),
    ("checker", checker::checker),
    ("lines", lines::lines),
    ("fleet", fleet::fleet),
];

fn main() {
    let mut runs = 15;
    let mut selected = Vec::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--runs" {
            let number = arguments.next().and_then(|number| number.parse().ok());
            runs = number
                .filter(|number| *number > 0)
                .unwrap_or_else(|| fail("`--runs` expects a positive number"));
        } else if PARTS.iter().any(|(part, _)| *part == argument) {
            selected.push(argument);
        } else {
            let known = PARTS.map(|(part, _)| format!("`{part}`")).join(", ");
            fail(&format!("unknown part `{argument}`: expected one of {known}"))
        }
    }
    machine(runs);
    for (part, run) in PARTS {
        if selected.is_empty() || selected.iter().any(|selected| selected == part) {
            run(runs);
        }
    }
}

fn fail(message: &str) -> ! {
    eprintln!("error: {message}");
    exit(2)
}

fn print(name: &str, figure: Range, unit: &str) {
    println!("{name}: {figure} {unit}");
}

fn machine(runs: usize) {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("machine: {model}, {cores} cores; {runs} runs");
}
