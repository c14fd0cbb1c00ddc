//! The tests of the library, as one binary.

mod agreement;
mod oracle;
