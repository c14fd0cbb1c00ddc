//! Decisions over columns, compared with the answers to the same cases as JSON.

mod customs;
mod decisions;
mod differences;
mod documented;
mod forms;
mod growth;
mod rows;
mod schemas;
mod tables;
mod texts;
