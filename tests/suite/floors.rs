//! The order of the modules in `lib.rs` is that of the floors: each uses only those above it.

use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The top-level modules, lowest floor first.
fn floors() -> Vec<String> {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs can be read");
    let names = lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    names.map(|name| name.trim_end_matches(';').to_owned()).collect()
}

/// Every file of a module.
fn files(module: &str) -> Vec<(PathBuf, String)> {
    let file = source().join(format!("{module}.rs"));
    let paths = if file.exists() {
        vec![file]
    } else {
        let folder = fs::read_dir(source().join(module)).expect("a module is a file or a folder");
        folder.map(|entry| entry.expect("the folder can be read").path()).collect()
    };
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).expect("the file can be read"));
    paths.into_iter().map(read).collect()
}

/// The top-level modules that a text names. Documentation may look up; macros name with `$crate`
/// what their callers use.
fn used(text: &str) -> Vec<&str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| {
            line.match_indices("crate::").map(move |(at, path)| (&line[..at], &line[at + path.len()..]))
        })
        .filter(|(before, _)| !before.ends_with('$'))
        .map(|(_, path)| {
            path.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next().unwrap_or("")
        })
        .collect()
}

#[test]
fn a_module_uses_only_modules_of_lower_floors() {
    let floors = floors();
    assert!(floors.len() > 10, "{floors:?}");
    for (floor, module) in floors.iter().enumerate() {
        for (path, text) in files(module) {
            for name in used(&text) {
                let found = floors.iter().position(|other| other == name);
                assert!(
                    found.is_some_and(|found| found <= floor),
                    "{} uses `{name}`, which is not below `{module}`",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_library_has_no_std_and_nothing_unsafe() {
    let lib = fs::read_to_string(source().join("lib.rs")).expect("lib.rs can be read");
    for attribute in ["#![no_std]", "#![forbid(unsafe_code)]", "#![deny(missing_docs)]"] {
        assert!(lib.contains(attribute), "{attribute}");
    }
    for (path, text) in floors().iter().flat_map(|module| files(module)) {
        assert!(!text.contains("std::"), "{} uses std", path.display());
    }
}
