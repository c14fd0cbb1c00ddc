//! The options that choose a policy.

use crate::consequence::Newest;
use crate::output::escape_document;
use crate::suggest::{known, unknown};
use clap::Args;
use instance_lifecycle::policy::interpretations::{Choice, Interpretation};
use instance_lifecycle::{Operation, Policy, Revision};
use instance_lifecycle_wire::{PolicyFileError, PolicyFormat, WrittenSuite, line_of_rule, read_policy};

#[derive(Args, Debug)]
#[command(next_help_heading = "Policy options")]
pub(crate) struct PolicyOptions {
    /// The policy: ecs-2021-01, ecs-2024-11-14, ecs-2024-12-20, ecs-2025-03-20, ecs-2025-12-03, latest, a policy file, or its text [default: ecs-2024-11-14]
    #[arg(long, value_name = "POLICY", value_parser = chosen)]
    policy: Option<Chosen>,
    /// An interpretation, by id or name; may be repeated
    #[arg(long = "interpretation", value_name = "NAME=VALUE", value_parser = interpretation)]
    interpretations: Vec<Choice>,
}

/// A policy and the file that it was read from.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    pub(crate) policy: Policy,
    file: Option<PolicyFile>,
}

impl Chosen {
    /// The tests and laws of the file.
    pub(crate) fn suite(&self) -> Result<WrittenSuite, PolicyFileError> {
        match &self.file {
            Some(PolicyFile { text, .. }) => WrittenSuite::read(text, PolicyFormat::of(text)),
            None => Ok(WrittenSuite::NONE),
        }
    }
}

/// A policy file.
#[derive(Clone, Debug)]
pub(crate) struct PolicyFile {
    pub(crate) name: String,
    text: String,
}

impl PolicyFile {
    /// The line of a custom rule.
    pub(crate) fn line_of(&self, operation: Operation, rule: &str) -> Option<usize> {
        line_of_rule(&self.text, PolicyFormat::of(&self.text), operation, rule)
    }
}

impl PolicyOptions {
    /// Whether `--policy` is given.
    pub(crate) const fn is_given(&self) -> bool {
        self.policy.is_some()
    }

    /// The file of the policy; `None` if the policy is built in.
    pub(crate) const fn file(&self) -> Option<&PolicyFile> {
        match &self.policy {
            Some(chosen) => chosen.file.as_ref(),
            None => None,
        }
    }

    /// The policy of `--policy`; without it, the built-in policy of that name. With the chosen
    /// interpretations.
    pub(crate) fn policy_or(&self, name: Option<&str>) -> Result<Policy, String> {
        match name.filter(|_| self.policy.is_none()) {
            Some(name) => {
                built_in(name).map(|revision| self.interpreted(Policy::ecs(revision))).map_err(|expected| {
                    format!(
                        "the policy `{name}` of the trace is not built in, {expected}: pass one with --policy"
                    )
                })
            }
            None => Ok(self.policy()),
        }
    }

    /// The newest revision with the chosen interpretations; `None` if it is chosen, or a policy file.
    pub(crate) fn newest(&self) -> Option<Newest> {
        let newest = *Revision::ALL.last()?;
        if self.file().is_some() || self.base().revision() == newest {
            return None;
        }
        Some(Newest::new(newest, self.interpreted(Policy::ecs(newest))))
    }

    /// The policy with the chosen interpretations.
    pub(crate) fn policy(&self) -> Policy {
        self.interpreted(self.base())
    }

    /// The policy of `--policy`, or the default.
    fn base(&self) -> Policy {
        self.policy.as_ref().map_or_else(Policy::documented, |chosen| chosen.policy.clone())
    }

    fn interpreted(&self, policy: Policy) -> Policy {
        self.interpretations.iter().fold(policy, |policy, &interpretation| policy.with(interpretation))
    }
}

/// The built-in policy of that name, the policy in the file of that name, or the one of which it is the text.
pub(crate) fn policy_named(name: &str) -> Result<Policy, String> {
    chosen(name).map(|chosen| chosen.policy)
}

/// The built-in policy of that name, or the policy in the file of that name with the file.
pub(crate) fn chosen(name: &str) -> Result<Chosen, String> {
    let unnamed = match built_in(name) {
        Ok(revision) => return Ok(Chosen { policy: Policy::ecs(revision), file: None }),
        Err(unnamed) => unnamed,
    };
    let (name, text) = if is_text(name) {
        ("(policy)", name.to_owned())
    } else {
        let text = std::fs::read_to_string(name).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => format!("neither a file nor a built-in policy: {unnamed}"),
            _ => format!("cannot read the file: {error}"),
        })?;
        (name, text)
    };
    // The parser of arguments drops escape sequences from messages.
    let problem = |error: PolicyFileError| escape_document(&error.to_string()).into_owned();
    let policy = read_policy(&text, PolicyFormat::of(&text)).map_err(problem)?;
    Ok(Chosen { policy, file: Some(PolicyFile { name: name.to_owned(), text }) })
}

/// Whether an argument that names a file is the text of a file instead: JSON, or several lines.
pub(super) fn is_text(argument: &str) -> bool {
    argument.starts_with('{') || argument.contains('\n')
}

/// The name of the newest built-in policy.
const LATEST: &str = "latest";

/// The revision of the built-in policy of that name.
pub(crate) fn built_in(name: &str) -> Result<Revision, String> {
    if let Some(newest) = Revision::ALL.last().filter(|_| name == LATEST) {
        return Ok(*newest);
    }
    let named = |revision: &&Revision| name.strip_prefix("ecs-") == Some(revision.as_str());
    Revision::ALL.iter().find(named).copied().ok_or_else(|| {
        let names = Revision::ALL.iter().map(|revision| format!("ecs-{revision}"));
        let names: Vec<String> = names.chain([LATEST.to_owned()]).collect();
        format!("expected {}", known(&names))
    })
}

pub(crate) fn interpretation(text: &str) -> Result<Choice, String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE, such as R2=Allow")?;
    interpretation_named(name)?.choice(value).map_err(|error| format!("`{value}` is {error}"))
}

/// The interpretation of that id or name.
pub(crate) fn interpretation_named(name: &str) -> Result<&'static Interpretation, String> {
    Interpretation::named(name).map_err(|_| {
        let names: Vec<&str> = Interpretation::ALL.iter().map(|interpretation| interpretation.name).collect();
        unknown("interpretation", name, &names, "`lifecycle interpretations` lists them")
    })
}
