//! Streams of cases: lines of JSON, or documents over several lines.

pub(crate) mod chunk;
pub(crate) mod document;
pub(crate) mod entry;
pub(crate) mod fast;
pub(crate) mod item;
pub(crate) mod known;
pub(crate) mod line;
pub(crate) mod lines;
pub(crate) mod memo;
pub(crate) mod outline;
pub(crate) mod scanner;
pub(crate) mod shape;
pub(crate) mod stream;
pub(crate) mod summary;
pub(crate) mod values;
