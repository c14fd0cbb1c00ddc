//! The source in layers: a module uses only those of lower layers, and no two files use each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The modules from the lowest layer to the highest. The commands are one layer: none uses another.
const LAYERS: [&[&str]; 10] = [
    &["exit", "suggest", "evidence", "consequence", "gzip", "utf16", "verdict", "sarif", "witness"],
    &["output", "fields", "vectors"],
    &["variations"],
    &["args", "transitions", "proof", "routes", "tables"],
    &["input", "assumed", "assumptions", "catalogue"],
    &["trails"],
    &["command/*"],
    &["command"],
    &["lib"],
    &["main"],
];

/// The files below `src` by their module path, such as `command/diff/text`, with their text.
fn files() -> BTreeMap<String, String> {
    fn add(root: &Path, folder: &Path, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                add(root, &path, files);
                continue;
            }
            let name =
                path.strip_prefix(root).expect("it is below the root").to_string_lossy().replace('\\', "/");
            let name = name.trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
            files.insert(name, fs::read_to_string(&path).expect("a source file is text"));
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    add(&root, &root, &mut files);
    files
}

/// The paths of an import, its braces expanded.
fn expand(path: &str) -> Vec<String> {
    let Some((head, rest)) = path.split_once('{') else { return vec![path.trim().to_owned()] };
    let inner = rest.trim_end().strip_suffix('}').expect("the braces are closed");
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for letter in inner.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if letter != ',' || depth > 0 => last.push(letter),
            _ => parts.push(String::new()),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand(&format!("{}{}", head.trim(), part.trim()))).collect()
}

/// The paths that a file names from the root, from its parent or from its own modules.
fn paths(file: &str, text: &str) -> BTreeSet<String> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let joined = code.join("\n");
    let mut paths = BTreeSet::new();
    let statements = joined
        .split("\nuse ")
        .chain(joined.split("\npub(crate) use "))
        .chain(joined.split("\npub(super) use "));
    for statement in statements.filter_map(|rest| rest.split(';').next()) {
        if statement.starts_with("crate::") || statement.starts_with("super::") {
            paths.extend(expand(&statement.replace('\n', " ")));
        }
    }
    for (at, _) in joined.match_indices("crate::") {
        let path = &joined[at..];
        let end = path.find(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == ':'));
        paths.insert(path[..end.unwrap_or(path.len())].to_owned());
    }
    let children = code.iter().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let folder =
        if file == "lib" { "crate".to_owned() } else { format!("crate::{}", file.replace('/', "::")) };
    paths.extend(children.map(|child| format!("{folder}::{child}")));
    paths
}

/// The files that a file uses.
fn used(file: &str, text: &str, files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let parent = file.rsplit_once('/').map_or("lib", |(parent, _)| parent);
    let mut used = BTreeSet::new();
    for path in paths(file, text) {
        assert!(!path.contains("super::super"), "{file} leaves its folder");
        let path = match (path.strip_prefix("super::"), path.strip_prefix("crate::")) {
            (Some(rest), _) if parent == "lib" => rest.replace("::", "/"),
            (Some(rest), _) => format!("{parent}/{}", rest.replace("::", "/")),
            (None, Some(rest)) => rest.replace("::", "/"),
            (None, None) => continue,
        };
        // The longest beginning of the path that is a file.
        let mut names: Vec<&str> = path.split('/').collect();
        while !names.is_empty() && !files.contains_key(&names.join("/")) {
            names.pop();
        }
        let name = if names.is_empty() { "lib".to_owned() } else { names.join("/") };
        if name != file {
            used.insert(name);
        }
    }
    used
}

fn layer(file: &str) -> usize {
    let mut names = file.split('/');
    let module = match (names.next(), names.next()) {
        (Some("command"), Some(_)) => "command/*",
        (Some(module), _) => module,
        (None, _) => unreachable!("a path has a first name"),
    };
    let layer = LAYERS.iter().position(|layer| layer.contains(&module));
    layer.unwrap_or_else(|| panic!("`{module}` is in no layer"))
}

/// The module of a file: the first name, of commands the first two.
fn module(file: &str) -> String {
    let names: Vec<&str> = file.split('/').collect();
    names[..names.len().min(if names[0] == "command" { 2 } else { 1 })].join("/")
}

#[test]
fn a_module_uses_only_lower_layers() {
    let files = files();
    for (file, text) in &files {
        for other in used(file, text, &files).iter().filter(|other| module(other) != module(file)) {
            assert!(layer(other) < layer(file), "`{file}` uses `{other}`");
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let files = files();
    let graph: BTreeMap<&str, BTreeSet<String>> =
        files.iter().map(|(file, text)| (file.as_str(), used(file, text, &files))).collect();
    assert!(graph.values().map(BTreeSet::len).sum::<usize>() > 100, "the imports are found");
    let mut left: BTreeSet<&str> = graph.keys().copied().collect();
    loop {
        let free: Vec<&str> = left
            .iter()
            .copied()
            .filter(|file| graph[file].iter().all(|other| !left.contains(other.as_str())))
            .collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|file| {
            left.remove(file);
        });
    }
    let circle: BTreeMap<&str, Vec<&String>> = left
        .iter()
        .map(|file| (*file, graph[file].iter().filter(|other| left.contains(other.as_str())).collect()))
        .collect();
    assert_eq!(circle, BTreeMap::new());
}

#[test]
fn imports_are_expanded() {
    assert_eq!(
        expand("crate::a::{b, c::{d, e}, f}"),
        ["crate::a::b", "crate::a::c::d", "crate::a::c::e", "crate::a::f"]
    );
}

/// What reaches a terminal is escaped in `output`, which no other module can bypass.
#[test]
fn only_the_output_writes_to_standard_output_and_standard_error() {
    let ways = [
        "io::stdout",
        "of_process",
        "io::stderr",
        "Stdout",
        "Stderr",
        "print!",
        "println!",
        "dbg!",
        "anstream",
        "anstyle",
        "indicatif",
        "ProgressBar",
        "from_raw_fd",
        "/dev/",
        "Command::new",
        "panic!",
        "terminal_size",
    ];
    let found = |text: &str| ways.iter().filter(|way| text.contains(**way)).copied().collect::<Vec<_>>();
    let (mut inside, mut outside) = (BTreeSet::new(), Vec::new());
    for (file, text) in files() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        match file.split('/').next() {
            Some("output") => inside.extend(found(code)),
            _ => outside.extend(found(code).into_iter().map(|way| format!("{file}: {way}"))),
        }
    }
    assert_eq!(outside, ["lib: of_process"], "`Output::of_process` is called once");
    assert!(inside.contains("io::stdout") && inside.contains("io::stderr"), "the ways are found: {inside:?}");
}
