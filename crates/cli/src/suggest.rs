//! Messages about unknown names.

use instance_lifecycle::suggest::{OneOf, nearest};

/// Says that a name is unknown: with the name that was probably meant, else with `otherwise`.
pub(crate) fn unknown(what: &str, name: &str, names: &[impl AsRef<str>], otherwise: &str) -> String {
    match nearest(name, names.iter().map(AsRef::as_ref)) {
        Some(nearest) => format!("there is no {what} `{name}`, did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`: {otherwise}"),
    }
}

/// Names as a sentence lists alternatives.
pub(crate) fn known(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    OneOf(&names).to_string()
}
