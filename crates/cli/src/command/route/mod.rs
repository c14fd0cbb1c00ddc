//! `lifecycle route`: the shortest calls from instances to a goal.

mod goal;
mod text;

use crate::args::{AssumeOptions, EnvironmentOptions, InputOptions, PolicyOptions, Prices, event, prices};
use crate::assumed::Assumer;
use crate::exit::{Failure, Status};
use crate::input;
use crate::output::{Output, Tally, UNREADABLE};
use crate::routes::Finder;
use clap::{Args, ValueEnum};
use instance_lifecycle::Event;
use instance_lifecycle::analysis::Ranking;
use instance_lifecycle::plan::Resource;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
Goals: `not-billed` (stopped, and no compute is billed), `released`, `running`,
`address-kept` (stopped without giving up a static public address), or a
condition on attributes, which `lifecycle attributes` lists:

  lifecycle route --to not-billed listing.json
  lifecycle route --to 'status=Stopped,stopped_mode=KeepCharging' record.json
  lifecycle route --to '{ status = [\"Running\"] }' --event PaymentSettled a.json
  lifecycle route --to released --by risk record.json
  lifecycle route --to not-billed --by money --prices prices.toml record.json

A route consists of calls, and of events that end a task or an initialisation.
Other events are assumed only if `--event` names them; the environment stays as
it is. Where no route exists, the text says what blocks it. Prices are per hour,
by resource: a file with lines such as `Vcpu = 0.12`.

Exit status: 0 every instance has a route; 1 some instance has none; 2 usage
error or unreadable input; 3 the input holds no instance.")]
pub(crate) struct RouteArguments {
    /// The goal: not-billed, released, running, address-kept, or a condition
    #[arg(long, value_name = "GOAL")]
    to: String,
    /// The order of the routes
    #[arg(long, value_enum, default_value = "calls")]
    by: By,
    /// The prices by which `--by money` compares what is billed at the goal
    #[arg(long, value_name = "FILE", value_parser = prices)]
    prices: Option<Prices>,
    /// An event that may be assumed; may be repeated
    #[arg(long = "event", value_name = "EVENT", value_parser = event)]
    events: Vec<Event>,
    /// The number of routes for each instance
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=20))]
    limit: u8,
    /// The input; standard input without a file, or with `-`
    file: Option<PathBuf>,
    #[command(flatten)]
    environment: EnvironmentOptions,
    #[command(flatten)]
    assume: AssumeOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    input: InputOptions,
}

/// The order of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    /// Fewest calls first
    Calls,
    /// Fewest risks first
    Risk,
    /// Lowest cost of an hour at the goal first
    Money,
}

pub(super) fn run(arguments: &RouteArguments, output: &Output) -> Result<Status, Failure> {
    if arguments.by == By::Money && arguments.prices.is_none() {
        return Err(Failure::Usage("`--by money` compares costs: give `--prices FILE`".to_owned()));
    }
    let policy = arguments.policy.policy();
    let goal = goal::goal(&arguments.to, &policy)
        .map_err(|problem| Failure::Usage(format!("cannot read the goal of `--to`: {problem}")))?;
    let is_text = arguments.input.is_text();
    let mut tally = Tally::new(&[
        ("routed", Status::Good),
        ("without a route", Status::Refused),
        (UNREADABLE, Status::Invalid),
    ]);
    let mut assumer = Assumer::new(&arguments.assume);
    let price = arguments.prices.as_ref().map(|prices| |resource: Resource| prices.of(resource));
    let price = price.as_ref().map(|price| price as &dyn Fn(Resource) -> f64);
    let ranking = match (arguments.by, price) {
        (By::Money, Some(price)) => Ranking::Money(price),
        (By::Risk, _) => Ranking::Risk,
        (By::Calls | By::Money, _) => Ranking::Calls,
    };
    let environment = arguments.environment.environment(policy.attributes())?;
    let defaults = arguments.assume.defaults(input::record_defaults(environment, &policy))?;
    let mut finder = Finder::new(goal, &arguments.events, policy);
    let max_line = arguments.input.max_line;
    input::each_single(arguments.file.as_deref(), max_line, defaults, output, |_, case| match case {
        Ok(mut case) => {
            assumer.assume(&mut case);
            let found = finder
                .find(&case, ranking, usize::from(arguments.limit))
                .map_err(|error| Failure::Usage(error.to_string()))?;
            tally.count(if found.routes.is_empty() { "without a route" } else { "routed" });
            let id = case.id.as_deref();
            match is_text {
                true => text::write(id, &arguments.to, &found, price, output),
                false => output.json(&found.answer(id, price)),
            }
        }
        Err(error) => {
            tally.count(UNREADABLE);
            output.unreadable(error.line(), &error.kind().to_string(), is_text)
        }
    })?;
    assumer.report(output);
    tally.finish(is_text, output)
}
