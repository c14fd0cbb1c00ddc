//! The output. All text leaves through [`Text`], a document or the JSON formatter, which escape
//! whatever could steer a terminal.

mod json;
mod layout;
mod standard_error;
mod tally;
mod text;
mod writer;

pub(crate) use layout::Table;
pub(crate) use standard_error::{note, print_usage, report};
pub(crate) use tally::{Tally, UNREADABLE};
pub(crate) use text::{BAD, FAINT, GOOD, OTHER, STRONG, Text, counted, escape_document, number};
pub(crate) use writer::Output;
