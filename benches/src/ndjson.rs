//! Cases as lines of JSON: read, decided and answered, by the library and by the command.

use instance_lifecycle::Policy;
use instance_lifecycle_wire::{Answer, AnyCase, Defaults, Stream, MAX_LINE};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The example cases of the repository, over and over.
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
        let item = item.expect("memory can be read");
        case(item.case.as_ref().unwrap_or_else(|error| panic!("{error}")));
    });
    read.count()
}

/// Reads the cases, and counts them.
pub fn read(cases: &[u8]) -> usize {
    each(cases, |case| {
        std::hint::black_box(case);
    })
}

/// Reads the cases, decides them and writes the answers to memory.
pub fn answer(cases: &[u8]) -> usize {
    let policy = Policy::documented();
    let mut answers = Vec::new();
    each(cases, |case| {
        let AnyCase::One(case) = case else { panic!("the examples hold no batch") };
        answers.clear();
        serde_json::to_writer(&mut answers, &Answer::to(case, &policy)).expect("memory can be written");
        std::hint::black_box(&answers);
    })
}

/// The cases as a file for the command.
pub fn file(cases: &[u8]) -> PathBuf {
    let file = std::env::temp_dir().join("instance-lifecycle-cases.ndjson");
    std::fs::write(&file, cases).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    file
}

/// Runs the command over a file; the answers go nowhere.
pub fn run(command: &Path, file: &Path) {
    let status = Command::new(command)
        .args(["plan", "--format", "json"])
        .arg(file)
        .stdout(Stdio::null())
        .status()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    // 1: of the calls some are refused.
    assert_eq!(status.code(), Some(1), "the command answers every case");
}
