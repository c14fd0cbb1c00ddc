//! Messages about unknown names, and the spellings of flags.

use instance_lifecycle::suggest::{OneOf, nearest};

/// Says that a name is unknown: with the name that was probably meant, else with `otherwise`.
pub(crate) fn unknown(what: &str, name: &str, names: &[impl AsRef<str>], otherwise: &str) -> String {
    match nearest(name, names.iter().map(AsRef::as_ref)) {
        Some(nearest) => format!("there is no {what} `{name}`, did you mean `{nearest}`?"),
        None => format!("there is no {what} `{name}`: {otherwise}"),
    }
}

/// Says that a name is not among the names of something: `` `Bad` is no value of `Standing` ``.
pub(crate) fn not_among(what: &str, name: &str, names: &[impl AsRef<str>], otherwise: &str) -> String {
    match nearest(name, names.iter().map(AsRef::as_ref)) {
        Some(nearest) => format!("`{name}` is no {what}, did you mean `{nearest}`?"),
        None => format!("`{name}` is no {what}: {otherwise}"),
    }
}

/// Reads a flag: `true`, `yes` or `on`, or their opposites, in any case.
pub(crate) fn flag(text: &str) -> Option<bool> {
    let is_one_of = |words: [&str; 3]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    match () {
        () if is_one_of(["true", "yes", "on"]) => Some(true),
        () if is_one_of(["false", "no", "off"]) => Some(false),
        () => None,
    }
}

/// Names as a sentence lists alternatives.
pub(crate) fn known(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    OneOf(&names).to_string()
}
