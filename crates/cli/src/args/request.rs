//! The options that set request parameters, one row each. The reader of requests knows which operation
//! takes which parameter.

use crate::exit::Failure;
use crate::fields::request_name;
use crate::suggest::{flag, known};
use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use instance_lifecycle::Action;
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::instance::{ChargeType, NetworkType, SpotStrategy};
use instance_lifecycle::request::{Amount, BatchOptimization, BatchRequest, StopMode};
use instance_lifecycle::rules::attributes::Attribute;
use instance_lifecycle::{Operation, Request};
use instance_lifecycle_wire::{
    Json, ReadError, batch_parameters, parameters, read_batch_request, read_request,
};

/// An option and the parameter that it sets.
struct RequestOption {
    /// The name, without the dashes.
    option: &'static str,
    /// The parameter, as requests spell it.
    parameter: &'static str,
    values: Values,
    help: &'static str,
}

enum Values {
    /// `true` without a value.
    Flag,
    /// One of these words, with its name in the help.
    Word(&'static str, &'static [&'static str]),
    /// A number of instances.
    Amount,
}

#[rustfmt::skip] // a table: one line a row
const OPTIONS: &[RequestOption] = &[
    option("stopped-mode",           "StoppedMode",           Values::Word("MODE", StopMode::NAMES),           "The stop mode"),
    option("force-stop",             "ForceStop",             Values::Flag,                                    "Power off; the default of a forced deletion"),
    option("force-reboot",           "ForceReboot",           Values::Flag,                                    "Power off before the start"),
    option("batch-optimization",     "BatchOptimization",     Values::Word("MODE", BatchOptimization::NAMES),  "Whether one failure fails the whole batch"),
    option("confirm-stop",           "ConfirmStop",           Values::Flag,                                    "Confirm the stop of an instance with local storage"),
    option("hibernate",              "Hibernate",             Values::Flag,                                    "Save the memory to the system disk before the stop"),
    option("init-local-disk",        "InitLocalDisk",         Values::Flag,                                    "Reset the local disks; their data is lost"),
    option("force",                  "Force",                 Values::Flag,                                    "Release running instances"),
    option("terminate-subscription", "TerminateSubscription", Values::Flag,                                    "Terminate an expired subscription"),
    option("charge-type",            "InstanceChargeType",    Values::Word("TYPE", ChargeType::NAMES),         "The billing method of the new instance"),
    option("network-type",           "InstanceNetworkType",   Values::Word("TYPE", NetworkType::NAMES),        "The network of the new instance"),
    option("spot-strategy",          "SpotStrategy",          Values::Word("STRATEGY", SpotStrategy::NAMES),   "The bidding strategy of the new instance"),
    option("hibernation-configured", "HibernationConfigured", Values::Flag,                                    "Enable hibernation on the new instance"),
    option("amount",                 "Amount",                Values::Amount,                                  "The number of new instances, 1 to 100"),
    option("dry-run",                "DryRun",                Values::Flag,                                    "Check the request without carrying it out"),
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
        let takers = Action::ALL.iter().filter(|action| is_taken(self.parameter, **action));
        let takers: Vec<&str> = takers.map(|action| action.as_str()).collect();
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

    /// A parser that keeps the value as text: the reader of requests reads it.
    fn parser(&self) -> ValueParser {
        let words = match self.values {
            Values::Flag => {
                return ValueParser::from(|text: &str| match flag(text) {
                    Some(flag) => Ok(flag.to_string()),
                    None => Err("expected `true` or `false`".to_owned()),
                });
            }
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

fn is_taken(parameter: &str, action: Action) -> bool {
    let taken = action.operation().map(parameters).or_else(|| batch_parameters(action));
    taken.is_some_and(|parameters| parameters.contains(&parameter))
}

/// The option that gives a parameter a value.
pub(crate) enum OptionText {
    /// The option to give, such as `--confirm-stop`.
    With(String),
    /// The option to omit, for the value of an absent parameter.
    Without(String),
}

/// Returns the option that gives a parameter a value.
pub(crate) fn option_text(operation: Operation, attribute: &Attribute, value: &str) -> OptionText {
    let parameter = request_name(attribute);
    let option =
        OPTIONS.iter().find(|row| row.parameter == parameter && is_taken(row.parameter, operation.action()));
    let Some(row) = option else { return OptionText::With(format!("{parameter}={value}")) };
    let is_default = attribute.values[attribute.default] == value;
    match (is_default, value) {
        (true, _) => OptionText::Without(format!("--{}", row.option)),
        (false, "Yes") => OptionText::With(format!("--{}", row.option)),
        (false, "No") => OptionText::With(format!("--{}=false", row.option)),
        (false, value) => OptionText::With(format!("--{} {value}", row.option)),
    }
}

/// The given request options with their values.
#[derive(Debug)]
pub(crate) struct RequestOptions(Vec<(&'static str, &'static str, String)>);

impl RequestOptions {
    pub(crate) fn is_given(&self) -> bool {
        !self.0.is_empty()
    }

    /// The request of an operation with the given options.
    pub(crate) fn request(&self, operation: Operation) -> Result<Request, Failure> {
        let (request, _) =
            read_request(&self.json(operation.action(), parameters(operation))?).map_err(usage)?;
        Ok(request)
    }

    /// The request of a plural action with the given options.
    pub(crate) fn batch(&self, action: Action) -> Result<BatchRequest, Failure> {
        let taken = batch_parameters(action).unwrap_or_default();
        read_batch_request(&self.json(action, taken)?).map_err(usage)
    }

    /// The request as JSON, if the action takes every given option.
    fn json(&self, action: Action, taken: &[&str]) -> Result<Json<'static>, Failure> {
        if let Some((option, ..)) = self.0.iter().find(|(_, parameter, _)| !taken.contains(parameter)) {
            let options = OPTIONS.iter().filter(|option| taken.contains(&option.parameter));
            let options: Vec<String> = options.map(|option| format!("`--{}`", option.option)).collect();
            let others = if options.is_empty() {
                "no request options".to_owned()
            } else {
                format!("only {}", options.join(", "))
            };
            return Err(Failure::Usage(format!("`{action}` does not take `--{option}`: it takes {others}")));
        }
        let name = ("Action".into(), Json::String(action.as_str().into()));
        let given =
            self.0.iter().map(|(_, name, value)| ((*name).into(), Json::String(value.clone().into())));
        Ok(Json::Object([name].into_iter().chain(given).collect()))
    }
}

fn usage(error: ReadError) -> Failure {
    Failure::Usage(error.to_string())
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
