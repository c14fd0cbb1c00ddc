//! The tables of the library: what is declared, and what one look at each row can check. The quick
//! test after an edit of a row.

mod catalogue;
mod errors;
mod impossible;
mod layers;
mod matrix;
mod raised;
mod rule_tables;
mod spelling;
mod transitions;
