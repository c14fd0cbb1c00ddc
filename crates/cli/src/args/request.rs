//! The options that make a request: one row each. Which operation takes which is for the reader of
//! requests to say.

use crate::args::known;
use crate::output::Failure;
use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use instance_lifecycle::{
    Amount, ChargeType, Finite, NetworkType, Operation, Request, SpotStrategy, StopMode,
};
use instance_lifecycle_wire::{Json, parameters, read_request};

/// One option, and the parameter that it sets.
struct RequestOption {
    /// Its name, without the dashes.
    option: &'static str,
    /// The parameter, as requests write it.
    parameter: &'static str,
    values: Values,
    help: &'static str,
}

enum Values {
    /// `true` where nothing is given.
    Flag,
    /// One of these words, under that name in the help.
    Word(&'static str, &'static [&'static str]),
    /// How many instances are made.
    Amount,
}

#[rustfmt::skip] // a table: one line a row
const OPTIONS: &[RequestOption] = &[
    option("stopped-mode",           "StoppedMode",           Values::Word("MODE", StopMode::NAMES),           "The stop mode to ask for by name"),
    option("force-stop",             "ForceStop",             Values::Flag,                                    "Power off; a forced deletion does so unless this is false"),
    option("confirm-stop",           "ConfirmStop",           Values::Flag,                                    "Consent to a stop of an instance with local storage"),
    option("hibernate",              "Hibernate",             Values::Flag,                                    "Save the memory to the system disk, then stop"),
    option("init-local-disk",        "InitLocalDisk",         Values::Flag,                                    "Reset the local disks: what is on them is lost"),
    option("force",                  "Force",                 Values::Flag,                                    "Release instances though they are running"),
    option("terminate-subscription", "TerminateSubscription", Values::Flag,                                    "Give up an expired subscription"),
    option("charge-type",            "InstanceChargeType",    Values::Word("TYPE", ChargeType::NAMES),         "How the new instance is paid for"),
    option("network-type",           "InstanceNetworkType",   Values::Word("TYPE", NetworkType::NAMES),        "The network of the new instance"),
    option("spot-strategy",          "SpotStrategy",          Values::Word("STRATEGY", SpotStrategy::NAMES),   "Whether the new instance bids, and how"),
    option("hibernation-configured", "HibernationConfigured", Values::Flag,                                    "Make the new instance able to hibernate"),
    option("amount",                 "Amount",                Values::Amount,                                  "How many instances to make, 1 to 100"),
    option("dry-run",                "DryRun",                Values::Flag,                                    "Check everything, change nothing"),
];

const fn option(
    option: &'static str,
    parameter: &'static str,
    values: Values,
    help: &'static str,
) -> RequestOption {
    RequestOption { option, parameter, values, help }
}

impl RequestOption {
    fn argument(&self) -> Arg {
        let takers = Operation::ALL.iter().filter(|operation| is_taken(self.parameter, **operation));
        let takers: Vec<&str> = takers.map(|operation| operation.as_str()).collect();
        let argument = Arg::new(self.option).long(self.option).help_heading("Request options");
        let argument = match self.values {
            Values::Flag => argument
                .value_name("true|false")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("true"),
            Values::Word(name, _) => argument.value_name(name),
            Values::Amount => argument.value_name("NUMBER"),
        };
        let words = match self.values {
            Values::Word(_, words) => format!(": {}", words.join(", ")),
            Values::Flag | Values::Amount => String::new(),
        };
        argument.value_parser(self.parser()).help(format!("{}{words} ({})", self.help, takers.join(", ")))
    }

    /// Values are handed on as texts: requests are read by one reader, wherever they come from.
    fn parser(&self) -> ValueParser {
        let words = match self.values {
            Values::Flag => &["true", "false"],
            Values::Word(_, words) => words,
            Values::Amount => {
                return ValueParser::from(|text: &str| match text.parse().ok().and_then(Amount::new) {
                    Some(_) => Ok(text.to_owned()),
                    None => Err("expected a whole number from 1 to 100".to_owned()),
                });
            }
        };
        ValueParser::from(move |text: &str| {
            let is_known = words.contains(&text);
            if is_known { Ok(text.to_owned()) } else { Err(format!("expected {}", known(words))) }
        })
    }
}

fn is_taken(parameter: &str, operation: Operation) -> bool {
    parameters(operation).contains(&parameter)
}

/// The request options that are given, with their values.
#[derive(Debug)]
pub(crate) struct RequestOptions(Vec<(&'static str, &'static str, String)>);

impl RequestOptions {
    pub(crate) fn is_given(&self) -> bool {
        !self.0.is_empty()
    }

    /// The request of an operation with the options that are given.
    pub(crate) fn request(&self, operation: Operation) -> Result<Request, Failure> {
        let taken = parameters(operation);
        if let Some((option, ..)) = self.0.iter().find(|(_, parameter, _)| !taken.contains(parameter)) {
            let options = OPTIONS.iter().filter(|option| taken.contains(&option.parameter));
            let options: Vec<String> = options.map(|option| format!("`--{}`", option.option)).collect();
            let others = if options.is_empty() {
                "nor any other request option".to_owned()
            } else {
                format!("only {}", options.join(", "))
            };
            return Err(Failure::Usage(format!("`{operation}` takes no `--{option}`, {others}")));
        }
        let action = ("Action".into(), Json::String(operation.as_str().into()));
        let given = self.0.iter().map(|(_, name, value)| ((*name).into(), Json::String(value.into())));
        let json = Json::Object([action].into_iter().chain(given).collect());
        let (request, _) = read_request(&json).map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(request)
    }
}

impl Args for RequestOptions {
    fn augment_args(command: Command) -> Command {
        command.args(OPTIONS.iter().map(RequestOption::argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for RequestOptions {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = OPTIONS.iter().filter_map(|RequestOption { option, parameter, .. }| {
            let value = matches.get_one::<String>(option)?;
            Some((*option, *parameter, value.clone()))
        });
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
