//! The command line.

use crate::http::Limits;
use crate::protocol::signature::{Key, Keys};
use crate::world::policy::Chosen;
use crate::world::progress::{Duration, Progress};
use clap::Parser;
use instance_lifecycle::Event;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A mock of the ECS endpoint of Alibaba Cloud, which the official SDKs drive unmodified
#[derive(Parser, Debug)]
#[command(
    name = "lifecycle-server",
    version,
    after_help = "\
The address is printed as a line of JSON: {\"Address\": \"127.0.0.1:8765\", …}.
GET / in a browser shows a page; /_lifecycle/openapi.json describes the admin
interface.

Exit status: 0 stopped by a signal; 1 the server failed; 2 usage error, or a
state file that cannot be used."
)]
pub struct Command {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8765")]
    pub listen: SocketAddr,
    /// Allow an address beyond this machine; needs --keys
    #[arg(long)]
    pub allow_remote: bool,
    /// The pace of tasks: `instant`, `manual` (the clock stands still), or the seconds of a step [default: instant]
    #[arg(long, value_name = "PACE")]
    pub progress: Option<Progress>,
    /// The duration of the step that an event ends: `10`, `uniform:5,20` or `exponential:30`; may be repeated
    #[arg(long = "step", value_name = "EVENT=SECONDS", value_parser = step)]
    pub steps: Vec<(Event, Duration)>,
    /// The policy: the name of a built-in one, `latest`, or a policy file [default: ecs-2024-11-14]
    #[arg(long, value_name = "POLICY", value_parser = policy)]
    pub policy: Option<Chosen>,
    /// Keep the state in this file; without it, in memory
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// The largest size of the state file, in bytes
    #[arg(long, value_name = "BYTES", requires = "state")]
    pub max_state: Option<u64>,
    /// Check signatures with the keys of this file: {"ID": {"Secret": "…", "Account": "…"}}
    #[arg(long, value_name = "FILE", value_parser = keys)]
    pub keys: Option<KeyFile>,
    /// Require the token in this file for the admin interface and the page
    #[arg(long, value_name = "FILE", value_parser = token)]
    pub admin_token: Option<Token>,
    /// The seed of ids and durations
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// The largest number of bytes of a body
    #[arg(long, value_name = "BYTES", default_value_t = Limits::default().body)]
    pub max_body: usize,
    /// The largest number of connections at a time
    #[arg(long, value_name = "NUMBER", default_value_t = Limits::default().connections)]
    pub max_connections: usize,
    /// The log on standard error: error, warn, info, debug, or a filter of tracing
    #[arg(long, value_name = "FILTER", default_value = "warn", env = "LIFECYCLE_LOG")]
    pub log: String,
}

/// The keys of a file.
#[derive(Clone, Debug)]
pub struct KeyFile(pub Keys);

/// A token, which is not shown.
#[derive(Clone)]
pub struct Token(pub String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Command {
    /// Checks what the options may not combine.
    ///
    /// # Errors
    ///
    /// Returns the reason.
    pub fn check(&self) -> Result<(), String> {
        let address = self.listen.ip();
        if address.is_loopback() {
            return Ok(());
        }
        if !self.allow_remote {
            return Err(format!(
                "`--listen {}` is beyond this machine: it needs --allow-remote and --keys",
                self.listen
            ));
        }
        match &self.keys {
            Some(KeyFile(keys)) if !keys.is_empty() => Ok(()),
            _ => Err(format!("`--listen {}` is beyond this machine: it needs --keys", self.listen)),
        }
    }

    /// Returns the limits.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits { body: self.max_body, connections: self.max_connections.max(1), ..Limits::default() }
    }

    /// Returns the pace; `None` if no option asks for one.
    #[must_use]
    pub fn pace(&self) -> Option<Progress> {
        if self.progress.is_none() && self.steps.is_empty() {
            return None;
        }
        let mut pace = self.progress.clone().unwrap_or_else(default_pace);
        pace.steps.extend(self.steps.iter().map(|(event, duration)| (event.as_str().to_owned(), *duration)));
        Some(pace)
    }
}

/// Returns the pace without options: tasks are complete at once.
#[must_use]
pub fn default_pace() -> Progress {
    "instant".parse().unwrap_or_else(|_| Progress::manual())
}

fn step(text: &str) -> Result<(Event, Duration), String> {
    let (event, duration) = text.split_once('=').ok_or("expected EVENT=SECONDS, such as BootCompleted=20")?;
    let event =
        event.parse().map_err(|_| format!("unknown event `{event}`; `lifecycle events` lists them"))?;
    Ok((event, duration.parse()?))
}

fn policy(text: &str) -> Result<Chosen, String> {
    match std::fs::read_to_string(text) {
        Ok(content) => Chosen::read(&content),
        Err(_) => Chosen::read(text),
    }
}

fn token(path: &str) -> Result<Token, String> {
    let token = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    match token.trim() {
        "" => Err("the file is empty".to_owned()),
        token => Ok(Token(token.to_owned())),
    }
}

/// An entry of a file of keys.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Entry {
    secret: String,
    /// The account; the id of the key if it is absent.
    account: Option<String>,
}

fn keys(path: &str) -> Result<KeyFile, String> {
    let content = std::fs::read_to_string(Path::new(path)).map_err(|error| error.to_string())?;
    // The error of the parser could show a secret.
    let entries: BTreeMap<String, Entry> = serde_json::from_str(&content).map_err(|error| {
        format!("line {}: expected {{\"ID\": {{\"Secret\": \"…\", \"Account\": \"…\"}}}}", error.line())
    })?;
    let key = |(id, Entry { secret, account }): (String, Entry)| {
        (id.clone(), Key { secret, account: account.unwrap_or(id) })
    };
    Ok(KeyFile(entries.into_iter().map(key).collect()))
}
