//! The layers of the library: `lib.rs` declares its modules from the lowest to the highest, and a module
//! uses only those declared before it.

use support::source::{SourceFile, files};

/// The modules of the library, in the order of their declaration.
fn modules(files: &[SourceFile]) -> Vec<&str> {
    let lib = files.iter().find(|file| file.path == "src/lib.rs").expect("the root of the library");
    code(&lib.text)
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
        .map(|module| module.trim_end_matches(';'))
        .collect()
}

/// The lines that are not comments.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// The first segment of each path that starts at the root of the crate.
fn named(text: &str) -> impl Iterator<Item = &str> {
    code(text).flat_map(|line| {
        line.match_indices("crate::").map(|(at, root)| {
            let path = &line[at + root.len()..];
            path.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).next().unwrap_or("")
        })
    })
}

/// The module of the root that a file belongs to.
fn module(path: &str) -> &str {
    let path = path.trim_start_matches("src/");
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

#[test]
fn a_module_uses_only_modules_declared_before_it() {
    let files = files("src");
    let modules = modules(&files);
    let layer = |name: &str| modules.iter().position(|module| *module == name);
    let mut upward = Vec::new();
    for SourceFile { path, text } in files.iter().filter(|file| file.path != "src/lib.rs") {
        let own = module(path);
        assert!(layer(own).is_some(), "{path} belongs to no module of lib.rs");
        for name in named(text).filter(|name| *name != own) {
            if layer(name).is_none_or(|used| Some(used) > layer(own)) {
                upward.push(format!("{path} uses `{name}`"));
            }
        }
    }
    assert_eq!(upward, Vec::<String>::new());
}

/// In the first file of a module, `super` would name the root without `crate`.
#[test]
fn a_module_does_not_name_the_root_by_super() {
    for SourceFile { path, text } in files("src") {
        let is_first = path.trim_end_matches("/mod.rs") == format!("src/{}", module(&path))
            || path.matches('/').count() == 1;
        let names_the_root = |line: &&str| is_first && line.contains("super::") && !line.starts_with(' ');
        assert_eq!(code(&text).filter(names_the_root).collect::<Vec<_>>(), Vec::<&str>::new(), "{path}");
    }
}
