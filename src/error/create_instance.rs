//! The documented errors of CreateInstance: no page of it is transcribed.

use super::table::errors;

errors! { CreateInstance [] }
