//! The floors: a module uses only modules of lower floors, and `lib.rs` lists them in that order.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules, floor by floor. A module uses those above it, never one beside or below it.
const FLOORS: [&[&str]; 15] = [
    &["suggest", "record"],
    &["closed_set", "region"],
    &["environment", "event", "evidence", "instance"],
    &["request"],
    &["attribute"],
    &["interpretation"],
    &["condition"],
    &["evolve"],
    &["error", "outcome", "rule"],
    &["policy"],
    &["plan"],
    &["difference"],
    &["billing", "decide"],
    &["analysis", "batch", "packed", "trace"],
    &["arbitrary", "testing"],
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every file below a folder, by its path from `src`, with its text.
fn files(folder: &Path) -> Vec<(String, String)> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            let name = path.strip_prefix(source()).expect("below src").to_string_lossy().replace('\\', "/");
            files.push((name, read(&path)));
        }
    }
    files.sort();
    files
}

/// The lines of a text that are no comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// The first names of the paths from the root of the crate.
fn named(text: &str) -> impl Iterator<Item = &str> {
    code(text).flat_map(|line| {
        line.match_indices("crate::").map(|(at, root)| {
            let path = &line[at + root.len()..];
            path.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next().unwrap_or("")
        })
    })
}

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&module))
}

/// The module that a file belongs to.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or(file).trim_end_matches(".rs")
}

#[test]
fn a_module_uses_only_modules_of_lower_floors() {
    let mut wrong = Vec::new();
    for (file, text) in files(&source()).iter().filter(|(file, _)| file != "lib.rs") {
        assert!(floor(module(file)).is_some(), "{file} is on no floor");
        for name in named(text).filter(|name| *name != module(file)) {
            if floor(name).is_some_and(|below| Some(below) < floor(module(file))) {
                continue;
            }
            wrong.push(format!("{file} uses `{name}`"));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// `super` would be a way around: at the left margin of a module of the root it leaves the module.
#[test]
fn a_module_is_not_left_by_its_back_door() {
    for (file, text) in files(&source()) {
        let is_root = file.trim_end_matches("/mod.rs") == module(&file) || !file.contains('/');
        let leaves = |line: &&str| is_root && line.contains("super::") && !line.starts_with(' ');
        assert_eq!(code(&text).filter(leaves).collect::<Vec<_>>(), Vec::<&str>::new(), "{file}");
    }
}

#[test]
fn the_modules_are_listed_in_the_order_of_the_floors() {
    let lib = read(&source().join("lib.rs"));
    let modules = code(&lib).filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    let listed: Vec<&str> = modules.map(|module| module.trim_end_matches(';')).collect();
    assert_eq!(listed, FLOORS.concat());
}

#[test]
fn the_library_has_no_std_and_nothing_unsafe() {
    let lib = read(&source().join("lib.rs"));
    for attribute in ["#![no_std]", "#![forbid(unsafe_code)]", "#![deny(missing_docs)]"] {
        assert!(lib.contains(attribute), "{attribute}");
    }
    for (file, text) in files(&source()) {
        assert!(code(&text).all(|line| !line.contains("std::")), "{file} uses std");
    }
}
