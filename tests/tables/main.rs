//! The tables of the library and the checks that need one look per row. Run them after each edit of a
//! row.

mod api;
mod authorization;
mod catalogue;
mod errors;
mod impossible;
mod layers;
mod matrix;
mod revisions;
mod rule_tables;
mod spelling;
mod stop_page;
mod transitions;
mod vocabulary;
