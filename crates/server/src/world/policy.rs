//! The policy in force.

use instance_lifecycle::{Policy, Revision};
use instance_lifecycle_wire::{PolicyFormat, read_policy};
use std::sync::Arc;

/// A policy with the text that chose it: the name of a built-in policy, or a policy file.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The name, or the content of the file.
    pub text: String,
    /// The policy.
    pub policy: Arc<Policy>,
}

impl Default for Chosen {
    fn default() -> Self {
        let policy = Policy::documented();
        Self { text: format!("ecs-{}", policy.revision()), policy: policy.into() }
    }
}

impl Chosen {
    /// Returns the names of the built-in policies.
    pub fn names() -> impl Iterator<Item = String> {
        Revision::ALL.iter().map(|revision| format!("ecs-{revision}"))
    }

    /// Reads the name of a built-in policy, `latest`, or the content of a policy file.
    ///
    /// # Errors
    ///
    /// Returns the reason if it is neither.
    pub fn read(text: &str) -> Result<Self, String> {
        let newest = Revision::ALL.last().filter(|_| text.trim() == "latest");
        let named = |revision: &&Revision| text.trim().strip_prefix("ecs-") == Some(revision.as_str());
        if let Some(revision) = newest.or_else(|| Revision::ALL.iter().find(named)) {
            return Ok(Self { text: format!("ecs-{revision}"), policy: Policy::ecs(*revision).into() });
        }
        if !text.contains(['\n', '{', '=']) {
            let names: Vec<String> = Self::names().collect();
            return Err(format!("`{}` is no policy; expected {} or `latest`", text.trim(), names.join(", ")));
        }
        let policy = read_policy(text, PolicyFormat::of(text)).map_err(|error| error.to_string())?;
        Ok(Self { text: text.to_owned(), policy: policy.into() })
    }

    /// Returns the name of a built-in policy, or `custom`.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.text.contains('\n') || self.text.contains('{') { "custom" } else { &self.text }
    }
}
