//! Option groups that commands share, and the parsers of values.

mod environment;
mod input;
mod policy;
mod prices;
mod request;
mod threads;
mod values;
mod vectors;

pub(crate) use environment::{AssumeOptions, EnvironmentOptions};
pub(crate) use input::{Format, InputOptions};
pub(crate) use policy::{
    Chosen, PolicyFile, PolicyOptions, built_in, chosen, interpretation, interpretation_named, policy_named,
};
pub(crate) use prices::{Prices, prices};
pub(crate) use request::{OptionText, RequestOptions, option_text};
pub(crate) use threads::ThreadOptions;
pub(crate) use values::{action, event, single};
pub(crate) use vectors::VectorOptions;
