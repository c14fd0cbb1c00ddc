//! Retired words: each has a plain replacement and occurs nowhere in the repository.

use support::source::files;

/// The parts of the repository that are searched.
const SEARCHED: [&str; 9] =
    ["src", "crates", "tests", "benches", "fuzz", "examples", ".ci", "README.md", "Cargo.toml"];

/// This file, which lists the words.
const THIS_FILE: &str = "tests/tables/vocabulary.rs";

/// Searched without regard to case, with its replacement.
#[rustfmt::skip] // a table: one line a row
const RETIRED: &[(&str, &str)] = &[
    ("plainest",          "simplest"),
    ("taken for granted", "assumed"),
    ("TakenForGranted",   "Assumed"),
    ("of one's own",      "custom"),
    ("own rule",          "custom rule"),
    ("own_rule",          "custom_rule"),
    ("policy's own",      "custom"),
    ("objection",         "violation"),
    ("objects to",        "refuses"),
    ("objects when",      "refuses if"),
    ("rule objects",      "rule is violated"),
    ("nothing objects",   "nothing is violated"),
    ("ladder",            "rule table"),
    ("chapter",           "stage"),
    ("a reading",         "an interpretation"),
    ("readings",          "interpretations"),
    ("nobody raises",     "unreachable"),
    ("told apart",        "distinguished"),
    ("tell apart",        "distinguish"),
    ("becomes of",        "outcome"),
    ("held against",      "compared with"),
    ("none where",        "`None` if"),
    ("anybody",           "a named subject"),
    ("whoever",           "a named subject"),
];

#[test]
fn retired_words_do_not_occur() {
    let mut found = Vec::new();
    for file in SEARCHED.iter().flat_map(|path| files(path)).filter(|file| file.path != THIS_FILE) {
        for (number, line) in file.text.lines().enumerate() {
            let line = line.to_lowercase();
            for (word, replacement) in RETIRED {
                if line.contains(&word.to_lowercase()) {
                    found.push(format!("{}:{}: `{word}`, write `{replacement}`", file.path, number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{} retired words:\n{}", found.len(), found.join("\n"));
}
