//! Cases as NDJSON, decided by the library and by the command.

use instance_lifecycle::Policy;
use instance_lifecycle_wire::{Answer, AnyCase, Defaults, MAX_LINE, Stream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Returns the example cases of the repository, repeated up to `count` lines.
pub fn cases(count: usize) -> Vec<u8> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/records/cases.ndjson");
    let examples = std::fs::read_to_string(&examples).unwrap_or_else(|error| panic!("{examples:?}: {error}"));
    let mut cases = String::new();
    for line in examples.lines().filter(|line| !line.is_empty()).cycle().take(count) {
        cases.push_str(line);
        cases.push('\n');
    }
    cases.into_bytes()
}

fn each(cases: &[u8], mut case: impl FnMut(&AnyCase)) -> usize {
    let items = Stream::new(cases, MAX_LINE, Defaults::default());
    let read = items.map(|item| {
        let item = item.expect("reading memory does not fail");
        case(item.case.as_ref().unwrap_or_else(|error| panic!("{error}")));
    });
    read.count()
}

/// Reads the cases and counts them.
pub fn read(cases: &[u8]) -> usize {
    each(cases, |case| {
        std::hint::black_box(case);
    })
}

/// Reads and decides the cases, writes the answers to memory and counts them.
pub fn answer(cases: &[u8]) -> usize {
    let policy = Policy::documented();
    let mut answers = Vec::new();
    each(cases, |case| {
        let AnyCase::One(case) = case else { panic!("the examples contain no batch") };
        answers.clear();
        serde_json::to_writer(&mut answers, &Answer::new(case, &policy)).expect("memory can be written");
        std::hint::black_box(&answers);
    })
}

/// Writes the cases to a file for the command.
pub fn file(cases: &[u8]) -> PathBuf {
    let file = std::env::temp_dir().join("instance-lifecycle-cases.ndjson");
    std::fs::write(&file, cases).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    file
}

/// Runs the command on a file and discards the answers.
pub fn run(command: &Path, file: &Path) {
    let status = Command::new(command)
        .args(["plan", "--format", "json"])
        .arg(file)
        .stdout(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // 1: some calls are refused.
    assert_eq!(status.code(), Some(1), "the command answers every case");
}
