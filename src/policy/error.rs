//! The errors of policies.

use crate::attribute::ATTRIBUTES;
use crate::error::ErrorKind;
use crate::evidence::Revision;
use crate::interpretation::Interpretation;
use crate::request::Operation;
use crate::suggest::{DidYouMean, nearest};
use core::fmt;

/// A name in a policy: of a rule, a stage, an attribute and so on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyName<'a>(Text<'a>);

#[cfg(feature = "alloc")]
type Text<'a> = alloc::borrow::Cow<'a, str>;
#[cfg(not(feature = "alloc"))]
type Text<'a> = &'a str;

impl core::ops::Deref for PolicyName<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// Shortens a name that is longer than [`PolicyName::MAX`] bytes.
impl fmt::Display for PolicyName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.len() <= Self::MAX { f.pad(self) } else { Shortened(self, Self::MAX).fmt(f) }
    }
}

/// A text of which at most so many bytes are written: it may be as long as the input.
pub(super) struct Shortened<'a>(pub(super) &'a str, pub(super) usize);

impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text, most) = *self;
        if text.len() <= most {
            return f.write_str(text);
        }
        let end = (0..=most).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        write!(f, "{}...", &text[..end])
    }
}

impl fmt::Debug for PolicyName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<'a> From<&'a str> for PolicyName<'a> {
    fn from(name: &'a str) -> Self {
        #[allow(clippy::useless_conversion, reason = "with `alloc` it is one")]
        Self(name.into())
    }
}

#[cfg(feature = "alloc")]
impl From<alloc::string::String> for PolicyName<'_> {
    fn from(name: alloc::string::String) -> Self {
        Self(name.into())
    }
}

impl PolicyName<'_> {
    /// The maximum number of bytes in the name of a custom rule or stage.
    pub const MAX: usize = 64;
}

#[cfg(feature = "alloc")]
impl PolicyName<'_> {
    /// Returns the same name, owned.
    #[must_use]
    pub fn into_owned(self) -> PolicyName<'static> {
        PolicyName(self.0.into_owned().into())
    }
}

/// The error that a name is unknown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {set} `{name}`{}{}{}", Of(*.of), self.expected_in_words(), DidYouMean(.nearest.as_deref()))]
pub struct UnknownNameError<'a> {
    /// The kind of thing that is named, such as `stage`.
    pub set: &'static str,
    /// The operation, interpretation or attribute that the thing belongs to.
    pub of: Option<&'static str>,
    /// The name.
    pub name: PolicyName<'a>,
    /// The known names.
    pub expected: KnownNames,
    /// The most similar known name.
    pub nearest: Option<PolicyName<'a>>,
}

/// A set of known names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownNames {
    /// These names.
    Listed(&'static [&'static str]),
    /// The operations.
    Operations,
    /// The attributes.
    Attributes,
    /// The interpretations.
    Interpretations,
    /// The built-in refusals of an operation.
    Refusals(Operation),
    /// The settlements of an operation.
    Settlements(Operation),
    /// The documented errors of an operation.
    Errors(Operation),
}

impl KnownNames {
    /// Returns the names, each once.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        let (mut names, mut operations, mut attributes, mut interpretations) =
            (&[][..], &[][..], &[][..], &[][..]);
        let (mut refusals, mut settlements, mut errors) = (&[][..], &[][..], &[][..]);
        match self {
            Self::Listed(known) => names = known,
            Self::Operations => operations = Operation::ALL,
            Self::Attributes => attributes = &ATTRIBUTES[..],
            Self::Interpretations => interpretations = Interpretation::ALL,
            Self::Refusals(of) => refusals = of.rule_table().refusals,
            Self::Settlements(of) => settlements = of.rule_table().settlements,
            Self::Errors(of) => errors = of.errors().rows,
        }
        // A passed dry run is not a refusal.
        let errors = errors.iter().map(|row| row.kind).filter(|kind| *kind != ErrorKind::DryRunPassed);
        let all = names.iter().copied().chain(operations.iter().map(|operation| operation.as_str()));
        let all = all.chain(attributes.iter().map(|attribute| attribute.name));
        let all = all.chain(interpretations.iter().map(|interpretation| interpretation.name));
        let all =
            all.chain(refusals.iter().map(|row| row.rule)).chain(settlements.iter().map(|row| row.rule));
        let all = all.chain(errors.map(ErrorKind::as_str));
        all.clone()
            .enumerate()
            .filter(move |(n, name)| !all.clone().take(*n).any(|earlier| earlier == *name))
            .map(|(_, name)| name)
    }
}

impl<'a> UnknownNameError<'a> {
    /// The maximum length of a list that is written beside a suggestion.
    const SHORT: usize = 6;

    /// Returns the error that a name is not among the known names.
    pub(crate) fn new(
        set: &'static str,
        of: Option<&'static str>,
        name: impl Into<PolicyName<'a>>,
        expected: KnownNames,
    ) -> Self {
        let name = name.into();
        let nearest = nearest(&name, expected.names()).map(PolicyName::from);
        Self { set, of, name, expected, nearest }
    }

    fn expected_in_words(&self) -> Expected {
        let is_listed = self.nearest.is_none() || self.expected.names().count() <= Self::SHORT;
        Expected(is_listed.then_some(self.expected))
    }
}

struct Of(Option<&'static str>);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |whole| write!(f, " of `{whole}`"))
    }
}

struct Expected(Option<KnownNames>);

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(known) = self.0 else { return Ok(()) };
        let count = known.names().count();
        for (n, name) in known.names().enumerate() {
            let before = match n {
                0 => ", expected ",
                _ if n + 1 == count => " or ",
                _ => ", ",
            };
            write!(f, "{before}`{name}`")?;
        }
        Ok(())
    }
}

/// An error in the edit of a policy. It borrows only the names that it was given.
///
/// ```
/// use instance_lifecycle::{Operation, Policy};
///
/// let error = Policy::documented().without(Operation::StopInstance, "security-lok").unwrap_err();
/// assert!(error.to_string().contains("`security-lock`"), "{error}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError<'a> {
    /// An unknown name.
    #[error(transparent)]
    Unknown(UnknownNameError<'a>),
    /// A stage that is listed twice, or that already exists.
    #[error("duplicate stage `{0}`")]
    RepeatedStage(PolicyName<'a>),
    /// A stage that a precedence leaves out.
    #[error("missing stage `{0}`")]
    MissingStage(PolicyName<'a>),
    /// A rule to remove that is not a refusal.
    #[error("cannot remove the rule `{0}`, which settles calls: expected a rule that refuses them")]
    NotARefusal(&'static str),
    /// A rule to remove that refuses calls on instances that do not exist.
    #[error("cannot remove the rule `{0}`, which refuses calls on instances that do not exist")]
    RequiredRule(&'static str),
    /// Too many stages or rules.
    #[error("too many {things} of `{operation}`: expected at most {most}")]
    TooMany {
        /// The kind of thing.
        things: &'static str,
        /// The operation.
        operation: Operation,
        /// The maximum number, built-in ones included.
        most: usize,
    },
    /// An invalid name.
    #[error(
        "invalid name `{name}` of a {thing}: expected ASCII letters, digits, `-`, `_` and `.`, at most {} bytes",
        PolicyName::MAX
    )]
    InvalidName {
        /// The kind of thing.
        thing: &'static str,
        /// The name.
        name: PolicyName<'a>,
    },
    /// The name of an existing rule.
    #[error("duplicate rule `{0}`")]
    RuleExists(PolicyName<'a>),
    /// A condition that no case meets.
    #[error("no case meets the condition: its values of `{0}` exclude each other")]
    EmptyCondition(PolicyName<'a>),
    /// A rule with an empty list of conditions.
    #[error("no case meets the condition: expected at least one of several conditions")]
    NoCondition,
    /// A settlement on trial.
    #[error("a rule that settles calls cannot be on trial: expected one that refuses them")]
    TrialOfSettlement,
    /// A rule that tests custom attributes which the policy does not have.
    #[error("the rule `{0}` tests custom attributes of another policy")]
    OtherAttributes(PolicyName<'a>),
    /// An attribute in which calls of the operation do not differ.
    #[error("`{operation}` has no attribute `{attribute}`")]
    UnusedAttribute {
        /// The operation.
        operation: Operation,
        /// The attribute.
        attribute: &'static str,
    },
    /// An error that the operation does not document.
    #[error("`{operation}` has no error `{kind}` under `{revision}`")]
    NotDocumented {
        /// The operation.
        operation: Operation,
        /// The error.
        kind: ErrorKind,
        /// The revision of the policy.
        revision: Revision,
    },
    /// An HTTP status that is not an error.
    #[error("invalid HTTP status `{0}` of an error: expected 400 to 599")]
    HttpStatus(u16),
    /// An empty text.
    #[error("empty {0}: expected a text")]
    Empty(&'static str),
    /// A text with control characters; a code with other characters than printable ASCII.
    #[error("invalid {0}: expected {text}", text = if *.0 == "code" { "printable ASCII without blanks" } else { "text without control characters" })]
    Unprintable(&'static str),
    /// A rule with the settlement `already-stopped` that matches other statuses.
    #[error("`already-stopped` needs the condition that `status` is `Stopped`")]
    NotAlreadyStopped,
}

impl<'a> From<UnknownNameError<'a>> for PolicyError<'a> {
    fn from(unknown: UnknownNameError<'a>) -> Self {
        Self::Unknown(unknown)
    }
}

#[cfg(feature = "alloc")]
impl UnknownNameError<'_> {
    /// Returns the same error, owned.
    #[must_use]
    pub fn into_owned(self) -> UnknownNameError<'static> {
        let Self { set, of, name, expected, nearest } = self;
        UnknownNameError {
            set,
            of,
            name: name.into_owned(),
            expected,
            nearest: nearest.map(PolicyName::into_owned),
        }
    }
}

#[cfg(feature = "alloc")]
impl PolicyError<'_> {
    /// Returns the same error, owned.
    #[must_use]
    pub fn into_owned(self) -> PolicyError<'static> {
        use PolicyError as To;
        match self {
            Self::Unknown(unknown) => To::Unknown(unknown.into_owned()),
            Self::RepeatedStage(name) => To::RepeatedStage(name.into_owned()),
            Self::MissingStage(name) => To::MissingStage(name.into_owned()),
            Self::NotARefusal(rule) => To::NotARefusal(rule),
            Self::RequiredRule(rule) => To::RequiredRule(rule),
            Self::TooMany { things, operation, most } => To::TooMany { things, operation, most },
            Self::InvalidName { thing, name } => To::InvalidName { thing, name: name.into_owned() },
            Self::RuleExists(name) => To::RuleExists(name.into_owned()),
            Self::EmptyCondition(attribute) => To::EmptyCondition(attribute.into_owned()),
            Self::NoCondition => To::NoCondition,
            Self::TrialOfSettlement => To::TrialOfSettlement,
            Self::OtherAttributes(rule) => To::OtherAttributes(rule.into_owned()),
            Self::UnusedAttribute { operation, attribute } => To::UnusedAttribute { operation, attribute },
            Self::NotDocumented { operation, kind, revision } => {
                To::NotDocumented { operation, kind, revision }
            }
            Self::HttpStatus(status) => To::HttpStatus(status),
            Self::Empty(thing) => To::Empty(thing),
            Self::Unprintable(thing) => To::Unprintable(thing),
            Self::NotAlreadyStopped => To::NotAlreadyStopped,
        }
    }
}
