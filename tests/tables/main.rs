//! The tables of the library and the checks that need one look per row. Run them after each edit of a
//! row.

mod catalogue;
mod errors;
mod impossible;
mod layers;
mod matrix;
mod raised;
mod rule_tables;
mod spelling;
mod transitions;
mod vocabulary;
