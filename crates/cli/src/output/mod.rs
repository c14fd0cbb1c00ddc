//! The output. All text leaves through [`Text`], a document or the JSON formatter, which escape
//! whatever could steer a terminal. No other module writes to standard output or standard error
//! (`tests/command/layers.rs`).

mod json;
mod layout;
mod place;
mod progress;
mod standard_error;
mod tally;
mod text;
mod writer;

pub(crate) use layout::Table;
pub(crate) use place::Place;
pub(crate) use tally::{Tally, UNREADABLE};
pub(crate) use text::{
    BAD, Escaped, FAINT, GOOD, OTHER, STRONG, Style, Text, amount, counted, escape_document, number,
};
pub(crate) use writer::Output;
