//! The text of the repository, for tests of how it is written.

use std::fs;
use std::path::{Path, PathBuf};

/// A file of the repository.
pub struct SourceFile {
    /// The path from the root of the repository, with `/`.
    pub path: String,
    /// The contents.
    pub text: String,
}

/// Returns the text files below a path of the repository, in order, without build output.
pub fn files(path: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    collect(&root, &root.join(path), &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn collect(root: &Path, path: &Path, files: &mut Vec<SourceFile>) {
    if path.is_dir() {
        let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable entry").path()).collect();
        let is_kept = |path: &&PathBuf| !path.ends_with("target") && !path.ends_with(".git");
        paths.iter().filter(is_kept).for_each(|path| collect(root, path, files));
        return;
    }
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if let Ok(text) = String::from_utf8(bytes) {
        let path = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
        files.push(SourceFile { path, text });
    }
}
