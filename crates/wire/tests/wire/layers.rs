//! The layers of the source: files import only from their own folder and from lower layers, and no
//! file imports itself through others.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules of the root, from the lowest layer to the highest. Modules of one layer are independent.
const LAYERS: [&[&str]; 6] = [
    &["json"],
    &["record", "policy"],
    &["request"],
    &["input", "output"],
    &["trace", "trail", "suite"],
    &["schema"],
];

/// The files below a folder, by their module path, with their text.
fn files(folder: &Path, module: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let inner = if module.is_empty() { name.clone() } else { format!("{module}::{name}") };
        if path.is_dir() {
            files.extend(self::files(&path, &inner));
        } else if name != "lib" {
            let module = if name == "mod" { module.to_owned() } else { inner };
            files.insert(module, fs::read_to_string(&path).expect("a text"));
        }
    }
    files
}

fn source() -> BTreeMap<String, String> {
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "")
}

/// The lines without comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The paths after every `crate::`, with the groups in braces written out.
fn imports(text: &str) -> Vec<String> {
    let code = code(text);
    let ends = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':');
    let paths = code.match_indices("crate::").flat_map(|(at, root)| {
        let rest = &code[at + root.len()..];
        let path = rest.split(ends).next().unwrap_or_default();
        match rest[path.len()..].strip_prefix('{').and_then(|group| group.split('}').next()) {
            Some(group) => group.split(',').map(|name| format!("{path}{}", name.trim())).collect(),
            None => vec![path.to_owned()],
        }
    });
    paths.collect()
}

/// The files that each file imports.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let files = source();
    let target = |path: &String| {
        let steps: Vec<&str> = path.split("::").collect();
        let file = (1..=steps.len()).rev().map(|len| steps[..len].join("::"));
        file.into_iter().find(|file| files.contains_key(file)).unwrap_or_else(|| panic!("no file of {path}"))
    };
    let edges = |(file, text): (&String, &String)| {
        (file.clone(), imports(text).iter().map(target).filter(|other| other != file).collect())
    };
    files.iter().map(edges).collect()
}

fn layer(file: &str) -> usize {
    let root = file.split("::").next().unwrap_or_default();
    LAYERS.iter().position(|layer| layer.contains(&root)).unwrap_or_else(|| panic!("{file} is in no layer"))
}

#[test]
fn a_file_imports_only_from_its_folder_and_lower_layers() {
    let root = |file: &str| file.split("::").next().map(str::to_owned);
    for (file, imported) in graph() {
        for other in imported {
            assert!(root(&file) == root(&other) || layer(&other) < layer(&file), "{file} imports {other}");
        }
    }
}

#[test]
fn no_file_imports_itself_through_others() {
    let mut graph = graph();
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 100, "the imports are found");
    while !graph.is_empty() {
        let free: Vec<String> =
            graph.iter().filter(|(_, imported)| imported.is_empty()).map(|(file, _)| file.clone()).collect();
        assert!(!free.is_empty(), "a cycle among {:?}", graph.keys());
        for file in free {
            graph.remove(&file);
            graph.values_mut().for_each(|imported| imported.retain(|other| *other != file));
        }
    }
}

#[test]
fn a_file_names_others_from_the_root() {
    for (file, text) in source() {
        let leaves = code(&text).lines().any(|line| line.starts_with("use super::"));
        assert!(!leaves, "{file}");
    }
}

#[test]
fn a_file_has_at_most_400_lines() {
    for (file, text) in source() {
        assert!(text.lines().count() <= 400, "{file}");
    }
}
