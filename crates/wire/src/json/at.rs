//! Paths into a value, and the scalars at them.

use crate::json::error::{Expected, Found, ReadError, ReadErrorKind, clip};
use crate::json::tree::{Json, Member};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::request::Amount;
use std::fmt;

/// A path into a value: a list of borrowed steps, written out only by an error.
///
/// ```
/// use instance_lifecycle_wire::At;
///
/// let instance = At::ROOT.key("Instance");
/// let locks = instance.key("OperationLocks");
/// assert_eq!(locks.index(0).to_string(), "Instance.OperationLocks[0]");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct At<'p> {
    parent: Option<&'p At<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'p> {
    Root,
    Key(&'p str),
    Index(usize),
}

impl<'p> At<'p> {
    /// The whole value.
    pub const ROOT: At<'static> = At { parent: None, step: Step::Root };

    /// The member `key` of the object here.
    #[must_use]
    pub const fn key(&'p self, key: &'p str) -> Self {
        Self { parent: Some(self), step: Step::Key(key) }
    }

    /// The element `index` of the list here.
    #[must_use]
    pub const fn index(&'p self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    /// Returns the error for a value of another form than expected.
    #[cold]
    pub fn unexpected(&self, expected: impl Into<Expected>, found: &Json<'_>) -> ReadError {
        self.error(ReadErrorKind::Unexpected { expected: expected.into(), found: Found::of(found) })
    }

    /// Returns the error for an absent value.
    #[cold]
    pub fn missing(&self, expected: impl Into<Expected>) -> ReadError {
        self.error(ReadErrorKind::Missing { expected: expected.into() })
    }

    /// Returns an error at this path.
    #[cold]
    pub fn error(&self, kind: ReadErrorKind) -> ReadError {
        ReadError { path: self.to_string(), kind }
    }

    /// Returns the members of an object.
    pub(crate) fn object<'t, 'a>(
        &self,
        json: &'t Json<'a>,
        expected: &'static str,
    ) -> Result<&'t [Member<'a>], ReadError> {
        match json {
            Json::Object(members) => Ok(members),
            other => Err(self.unexpected(expected, other)),
        }
    }

    /// Reads a string; `None` if it is `null` or empty.
    pub(crate) fn text<'t>(&self, json: &'t Json<'_>) -> Result<Option<&'t str>, ReadError> {
        match json {
            Json::Null => Ok(None),
            Json::String(text) if text.is_empty() => Ok(None),
            Json::String(text) => Ok(Some(text)),
            other => Err(self.unexpected("a string", other)),
        }
    }

    /// Reads a boolean: `true`, `"True"`, `"1"` or `1`, and so on.
    pub(crate) fn flag(&self, json: &Json<'_>) -> Result<Option<bool>, ReadError> {
        match json {
            Json::Null => return Ok(None),
            Json::String(text) if text.is_empty() => return Ok(None),
            Json::Bool(flag) => return Ok(Some(*flag)),
            Json::String(text) if text == "1" || text.eq_ignore_ascii_case("true") => return Ok(Some(true)),
            Json::String(text) if text == "0" || text.eq_ignore_ascii_case("false") => {
                return Ok(Some(false));
            }
            Json::Number(number) => match number.as_u64() {
                Some(0) => return Ok(Some(false)),
                Some(1) => return Ok(Some(true)),
                _ => {}
            },
            _ => {}
        }
        Err(self.unexpected(Expected::OneOf(&["true", "false"]), json))
    }

    /// Reads a number, or a string that holds one.
    pub(crate) fn number(&self, json: &Json<'_>) -> Result<Option<f64>, ReadError> {
        let number = match json {
            Json::Null => return Ok(None),
            Json::String(text) if text.is_empty() => return Ok(None),
            Json::Number(number) => number.as_f64(),
            Json::String(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        };
        number.map_or_else(|| Err(self.unexpected("a number", json)), |number| Ok(Some(number)))
    }

    /// Reads one of `names`, case-sensitively, and returns its index.
    pub(crate) fn choice(
        &self,
        json: &Json<'_>,
        names: &'static [&'static str],
    ) -> Result<Option<usize>, ReadError> {
        match json {
            Json::Null => Ok(None),
            Json::String(text) if text.is_empty() => Ok(None),
            Json::String(text) => match names.iter().position(|name| name == text) {
                Some(index) => Ok(Some(index)),
                None => Err(self.unexpected(Expected::OneOf(names), json)),
            },
            other => Err(self.unexpected(Expected::OneOf(names), other)),
        }
    }

    /// Reads a value of a closed set, case-sensitively.
    pub(crate) fn word<T: Finite>(&self, json: &Json<'_>) -> Result<Option<T>, ReadError> {
        Ok(self.choice(json, T::NAMES)?.map(T::from_index))
    }

    /// Reads a value of a closed set in any letter case.
    pub(crate) fn folded_word<T: Finite>(&self, json: &Json<'_>) -> Result<Option<T>, ReadError> {
        if let Json::String(text) = json
            && let Some(index) = T::NAMES.iter().position(|name| name.eq_ignore_ascii_case(text))
        {
            return Ok(Some(T::from_index(index)));
        }
        self.word(json)
    }

    /// Reads the number of instances to create, or a string that holds it.
    pub(crate) fn amount(&self, json: &Json<'_>) -> Result<Option<Amount>, ReadError> {
        let amount = match json {
            Json::Null => return Ok(None),
            Json::String(text) if text.is_empty() => return Ok(None),
            Json::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
            Json::String(text) => text.parse().ok(),
            _ => None,
        };
        let amount = amount.and_then(Amount::new);
        amount.map_or_else(|| Err(self.unexpected("a whole number from 1 to 100", json)), |it| Ok(Some(it)))
    }
}

/// Shortens and escapes keys, since they come from the input.
impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Key(key) => {
                if self.parent.is_some_and(|parent| !matches!(parent.step, Step::Root)) {
                    f.write_str(".")?;
                }
                let (clipped, quote) = (clip(key).escape_debug(), quote(key));
                write!(f, "{quote}{clipped}{quote}")
            }
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// Returns the quote around a key that would read as several steps.
fn quote(key: &str) -> &'static str {
    if key.is_empty() || key.contains(['.', '[', ']', '`']) { "\"" } else { "" }
}
