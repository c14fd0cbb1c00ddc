//! `lifecycle prove`: your own laws, in TOML or JSON.

use crate::args::{Format, PolicyOptions};
use crate::exit::{Failure, Input, Status};
use crate::input;
use crate::output::Output;
use crate::proof::ProofResult;
use clap::Args;
use instance_lifecycle_wire::{PolicyFormat, read_laws, read_policy};
use std::io::Read;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
A law is a claim about all cases of an operation, or about those that `when`
selects: the answer is never, or always, of some kind, or implies another. A law
about a plural operation is about its decision of each instance:

  [[laws]]
  name = \"no spot instance is ever stopped in standard mode\"
  operation = \"StopInstance\"
  when = { spot_strategy = [\"SpotWithPriceLimit\", \"SpotAsPriceGo\"] }
  never = { stopped_mode = \"KeepCharging\" }

Keys of an answer: refused, code, settled, stopped_mode, ends_in, billed,
not_billed, becomes; all of those given must hold. `lifecycle attributes` lists
the attributes of `when`. Claims: never, always, or if
with then.

Cases are counted over the attributes that the rules and the law test, so the
number differs by policy. A law is vacuous if no case satisfies its assumption:
it proves nothing.

Exit status: 0 every law is proved; 1 a law is refuted, vacuous or unfinished;
2 usage error.")]
pub(crate) struct ProveArguments {
    /// A file of laws, or a policy file with laws; standard input with `-`
    file: PathBuf,
    #[command(flatten)]
    policy: PolicyOptions,
    /// The format of the output; in JSON, a law per line
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(super) fn run(arguments: &ProveArguments, output: &Output) -> Result<Status, Failure> {
    let (name, mut reader) = input::open(Some(&arguments.file), output)?;
    let mut text = String::new();
    reader.read_to_string(&mut text).map_err(|error| Failure::Input(name.clone(), error))?;
    let policy = arguments.policy.policy();
    let format = PolicyFormat::of(&text);
    let laws = read_laws(&text, format, &policy).map_err(|error| {
        // Laws about attributes that only their own policy declares.
        let is_file = arguments.file.as_os_str() != "-";
        let hint = match is_file && !arguments.policy.is_given() && read_policy(&text, format).is_ok() {
            true => format!("; `--policy {name}` chooses the policy of the file"),
            false => String::new(),
        };
        Failure::Usage(format!("cannot read {}: {error}{hint}", Input(&name)))
    })?;
    let mut status = Status::Good;
    for law in &laws {
        let proved = ProofResult::of(law, &policy)?;
        match arguments.format {
            Format::Text => proved.write(law, output)?,
            Format::Json => output.json(&proved.json(law))?,
        }
        status = status.max(if proved.is_proved() { Status::Good } else { Status::Refused });
    }
    Ok(status)
}
