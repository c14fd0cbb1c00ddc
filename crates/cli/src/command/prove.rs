//! `lifecycle prove`: your own laws, in TOML.

use crate::args::PolicyOptions;
use crate::exit::{Failure, Status};
use crate::output::{BAD, GOOD, OTHER, Output, STRONG, Text, counted, number};
use crate::suggest::{self, not_among};
use clap::Args;
use instance_lifecycle::analysis::laws::{Claim, Law, ProofError, always, implies, never};
use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::plan::{Disposition, Resource, Settlement};
use instance_lifecycle::policy::conditions;
use instance_lifecycle::rules::Verdict;
use instance_lifecycle::rules::attributes::Constraint;
use instance_lifecycle::{Action, Policy, Status as InstanceStatus};
use instance_lifecycle_wire::Conditions;
use serde::Deserialize;
use std::collections::BTreeMap;
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
    /// A file of laws
    file: PathBuf,
    #[command(flatten)]
    policy: PolicyOptions,
}

/// A file of laws.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Laws {
    laws: Vec<Written>,
}

/// A law in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    operation: Action,
    #[serde(default, deserialize_with = "conditions")]
    when: Conditions,
    never: Option<WrittenClaim>,
    always: Option<WrittenClaim>,
    r#if: Option<WrittenClaim>,
    then: Option<WrittenClaim>,
}

/// A claim about an answer: the conjunction of its keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenClaim {
    refused: Option<bool>,
    code: Option<String>,
    settled: Option<Settlement>,
    stopped_mode: Option<StoppedMode>,
    ends_in: Option<InstanceStatus>,
    #[serde(default)]
    billed: Vec<Resource>,
    #[serde(default)]
    not_billed: Vec<Resource>,
    #[serde(default)]
    becomes: BTreeMap<Resource, Disposition>,
}

pub(super) fn run(arguments: &ProveArguments, output: &Output) -> Result<Status, Failure> {
    let name = arguments.file.display().to_string();
    let text =
        std::fs::read_to_string(&arguments.file).map_err(|error| Failure::Input(name.clone(), error))?;
    let laws: Laws = toml::from_str(&text)
        .map_err(|error| Failure::Usage(format!("cannot read `{name}`: {}", error.to_string().trim_end())))?;
    let policy = arguments.policy.policy();
    let mut status = Status::Good;
    for law in &laws.laws {
        let proved = law.law(&policy).map_err(|problem| {
            Failure::Usage(format!("cannot read `{name}`: law `{}`: {problem}", law.name))
        })?;
        status = status.max(write(law, &proved, &policy, output)?);
    }
    Ok(status)
}

fn write(written: &Written, law: &Law, policy: &Policy, output: &Output) -> Result<Status, Failure> {
    let heading =
        |style, verdict| Text::new().styled(style, verdict).plain("  ").styled(STRONG, &written.name);
    match law.prove(policy, written.operation) {
        Ok(proof) => {
            let cases = format!("for {} of {}", counted(number(proof.cases), "case"), written.operation);
            if proof.assumed_cases == 0 {
                output.hanging("", "         ", heading(OTHER, "vacuous"))?;
                output.paragraph("         ", "no case satisfies the assumption")?;
                return Ok(Status::Refused);
            }
            output.hanging("", "        ", heading(GOOD, "proved"))?;
            output.paragraph("        ", cases)?;
            Ok(Status::Good)
        }
        Err(ProofError::Refuted { witness, row }) => {
            output.hanging("", "        ", heading(BAD, "refuted"))?;
            output.paragraph("        ", format_args!("counterexample: {witness}; decided by {row}"))?;
            Ok(Status::Refused)
        }
        Err(error @ ProofError::NoParameter { .. }) => {
            Err(Failure::Usage(format!("law `{}`: {error}", written.name)))
        }
        Err(error) => {
            output.hanging("", "           ", heading(OTHER, "unfinished"))?;
            output.paragraph("           ", error)?;
            Ok(Status::Refused)
        }
    }
}

impl Written {
    fn law(&self, policy: &Policy) -> Result<Law, String> {
        let claims = [&self.never, &self.always, &self.r#if, &self.then];
        for claim in claims.into_iter().flatten() {
            claim.code.as_deref().map_or(Ok(()), |code| self.check_code(code, policy))?;
            claim.settled.map_or(Ok(()), |settlement| self.check_settlement(settlement))?;
        }
        let values: Vec<(&str, Vec<&str>)> = self
            .when
            .iter()
            .map(|(name, values)| (name.as_str(), values.iter().map(String::as_str).collect()))
            .collect();
        let asked: Vec<Constraint<'_>> =
            values.iter().map(|(name, values)| (*name, values.as_slice())).collect();
        let region = policy.attributes().region_of(&asked).map_err(|error| error.to_string())?;
        match (&self.never, &self.always, &self.r#if, &self.then) {
            (Some(claim), None, None, None) => Ok(never(region, claim.claim())),
            (None, Some(claim), None, None) => Ok(always(region, claim.claim())),
            (None, None, Some(assumed), Some(claimed)) => {
                Ok(implies(region, assumed.claim(), claimed.claim()))
            }
            _ => Err("expected one of `never`, `always`, or `if` with `then`".to_owned()),
        }
    }
}

impl Written {
    /// Rejects a code that neither the pages of the operation list nor a custom rule raises: no case has
    /// it, so that a misspelt code would prove anything.
    fn check_code(&self, code: &str, policy: &Policy) -> Result<(), String> {
        // A plural answers with the error of its singular if its own page has none.
        let pages = [self.operation, self.operation.singular().action()];
        let documented = pages.into_iter().flat_map(|page| page.errors().rows).map(|row| row.code);
        let custom = policy.rows(self.operation.singular()).filter_map(|row| match row.then {
            Verdict::RaiseCustom { code, .. } => Some(code),
            Verdict::Raise(_) | Verdict::Settle(_) => None,
        });
        let known: Vec<&str> = documented.chain(custom).collect();
        if known.contains(&code) {
            return Ok(());
        }
        let otherwise = format!("`lifecycle errors --operation {}` lists the codes", self.operation);
        Err(not_among(&format!("code of `{}`", self.operation), code, &known, &otherwise))
    }

    /// Rejects a settlement of another operation, for the same reason.
    fn check_settlement(&self, settlement: Settlement) -> Result<(), String> {
        let mut names: Vec<&str> =
            self.operation.singular().rule_table().settlements.iter().map(|row| row.then.as_str()).collect();
        names.dedup();
        match names.contains(&settlement.as_str()) {
            true => Ok(()),
            false => Err(format!(
                "`{}` never settles as `{settlement}`: expected {}",
                self.operation,
                suggest::known(&names)
            )),
        }
    }
}

impl WrittenClaim {
    fn claim(&self) -> Claim {
        let mut all = Vec::new();
        all.extend(self.refused.map(|refused| if refused { Claim::Refused } else { !Claim::Refused }));
        all.extend(self.code.clone().map(|code| Claim::Code(code.into())));
        all.extend(self.settled.map(Claim::Settled));
        all.extend(self.stopped_mode.map(Claim::StoppedMode));
        all.extend(self.ends_in.map(Claim::EndsIn));
        all.extend(self.billed.iter().map(|resource| Claim::Billed(*resource)));
        all.extend(self.not_billed.iter().map(|resource| !Claim::Billed(*resource)));
        all.extend(self.becomes.iter().map(|(resource, becomes)| Claim::Disposition(*resource, *becomes)));
        Claim::All(all)
    }
}
