//! The documented errors of RunInstances: no page of it is transcribed.

use super::table::errors;

errors! { RunInstances [] }
