//! The recipes of the page on policies: the script for CI and the hooks for pre-commit, run in a repository.

use crate::Ran;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// A Git repository with the policy `policies/house.toml`, committed as the tag `base`; removed at the end.
struct Repository(PathBuf);

impl Repository {
    /// Returns a repository; `None` if there is no Git.
    fn new(name: &str) -> Option<Self> {
        let folder = std::env::temp_dir().join(format!("lifecycle-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("policies")).expect("a temporary folder");
        let repository = Self(folder);
        repository.write(&house());
        let git = repository.run("git", &["init", "--quiet"]);
        if git.as_ref().is_none_or(|ran| ran.status != Some(0)) {
            return None;
        }
        repository.run("git", &["add", "policies"])?;
        let identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
        let commit =
            repository.run("git", &[&identity[..], &["commit", "--quiet", "-m", "Base"]].concat())?;
        assert_eq!(commit.status, Some(0), "{commit:?}");
        repository.run("git", &["tag", "base"])?;
        Some(repository)
    }

    fn write(&self, policy: &str) {
        std::fs::write(self.0.join("policies/house.toml"), policy).expect("a file");
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// The number of results in a SARIF file.
    fn results(&self, file: &str) -> usize {
        let sarif: Value = serde_json::from_str(&self.read(file)).expect("JSON");
        sarif["runs"][0]["results"].as_array().expect("a list of results").len()
    }

    /// Runs a program in the repository, with the command on the path; `None` if there is no such program.
    fn run(&self, program: &str, arguments: &[&str]) -> Option<Ran> {
        let folder = Path::new(env!("CARGO_BIN_EXE_lifecycle")).parent().expect("a folder");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
        let output = Command::new(program)
            .args(arguments)
            .current_dir(&self.0)
            .env("PATH", std::env::join_paths(folders).expect("a path"))
            .output();
        output.ok().map(Ran::from)
    }

    /// Runs the script for CI as the workflow of the page does.
    fn ci(&self) -> Ran {
        let script = format!("{ROOT}/examples/policies/ci");
        self.run("sh", &["-c", &format!("{script} base policies/*.toml")]).expect("a shell")
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn house() -> String {
    std::fs::read_to_string(format!("{ROOT}/examples/policies/house.toml")).expect("an example")
}

/// An edit of the policy, the exit status of CI, the first line of the comment, and the failed tests in the reports.
#[rustfmt::skip] // a table: one line an edit
const EDITS: [([&str; 2], i32, &str, Option<usize>); 4] = [
    (["[[rules]]",         "[[rules]]"],         0, "No difference.", Some(0)),
    (["message = \"",       "message = \"Please: "], 0, "**0 changes newly refused, 0 newly allowed**, 1 otherwise", Some(0)),
    (["code = \"House",     "code = \"Home"],       1, "**0 changes newly refused, 0 newly allowed**, 1 otherwise", Some(1)),
    (["[[rules]]",         "[[rulez]]"],         2, "", None),
];

#[test]
fn the_script_for_ci_reports_tests_checks_and_differences() {
    let Some(repository) = Repository::new("ci") else { return eprintln!("skipped: needs Git") };
    for ([from, to], status, first, failed) in EDITS {
        repository.write(&house().replacen(from, to, 1));
        let ran = repository.ci();
        assert_eq!(ran.status, Some(status), "{to}: {ran:?}");
        let comment = repository.read("comment.md");
        let mut lines = comment.lines().filter(|line| !line.is_empty());
        assert_eq!(
            (lines.next(), lines.next().unwrap_or_default()),
            (Some("### policies/house.toml"), first),
            "{to}"
        );
        let Some(failed) = failed else { continue };
        assert_eq!(repository.read("junit.xml").matches("<failure").count(), failed, "{to}");
        assert_eq!(repository.results("sarif/tests.sarif"), failed, "{to}");
        assert!(repository.results("sarif/policies-house.toml.sarif") > 0, "{to}");
    }
}

/// A new policy file without tests, in every form in which it can name its base.
#[test]
#[rustfmt::skip] // a table: one line a form
fn the_script_for_ci_compares_a_new_policy_with_its_base() {
    let Some(repository) = Repository::new("ci-new") else { return eprintln!("skipped: needs Git") };
    for text in [
        "policy = 1\nbase = \"ecs-2025-12-03\"\n",
        "policy = 1\nbase = 'ecs-2025-12-03' # the newest\n",
        "policy = 1\n'base' = \"\"\"ecs-2025-12-03\"\"\"\n",
        "{\"policy\": 1, \"base\": \"ecs-2025-12-03\"}",
        "{\n\"base\" :\n\"ecs-2025-12-03\",\n\"policy\": 1, \"remove\": {}}\n",
    ] {
        std::fs::write(repository.0.join("policies/new.toml"), text).expect("a file");
        let script = format!("{ROOT}/examples/policies/ci base policies/new.toml");
        let ran = repository.run("sh", &["-c", &script]).expect("a shell");
        let expected = "### policies/new.toml\n\nA new policy, compared with its base `ecs-2025-12-03`.\n\nNo difference.\n\n";
        assert_eq!((ran.status, repository.read("comment.md").as_str(), ran.stderr.as_str()), (Some(0), expected, ""), "{text}");
    }
}

#[test]
fn hooks_run_the_installed_command() {
    let Some(repository) = Repository::new("hooks") else { return eprintln!("skipped: needs Git") };
    let hooks = std::fs::read_to_string(format!("{ROOT}/.pre-commit-hooks.yaml")).expect("the hooks");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.trim().strip_prefix("entry: ")).collect();
    assert_eq!(entries.len(), 2);
    for (policy, is_fine) in [(house(), true), (house().replacen("[[rules]]", "[[rulez]]", 1), false)] {
        repository.write(&policy);
        for entry in &entries {
            let ran =
                repository.run("sh", &["-c", &format!("{entry} policies/house.toml")]).expect("a shell");
            assert_eq!(ran.status == Some(0), is_fine, "{entry}: {ran:?}");
        }
    }
}
