//! The tests of the library, as one binary.

mod agreement;
mod allocation;
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
mod matters;
mod oracle;
mod packed;
mod plurals;
mod regions;
mod spelling;
mod traces;
