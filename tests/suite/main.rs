//! The tests of the library, as one binary.

mod agreement;
mod allocation;
mod analysis;
mod batches;
mod cases;
mod catalogue;
mod errors;
mod evolve;
mod floors;
mod histories;
mod impossible;
mod ladder;
mod laws;
mod matrix;
mod matters;
mod model;
mod oracle;
mod own_rules;
mod packed;
mod plurals;
mod regions;
mod spelling;
mod traces;
