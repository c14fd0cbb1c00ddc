//! The tests of the library, as one binary.

mod agreement;
mod allocation;
mod analysis;
mod batches;
mod cases;
mod catalogue;
mod costs;
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
mod paths;
mod plurals;
mod raised;
mod regions;
mod repairs;
mod spelling;
mod traces;
