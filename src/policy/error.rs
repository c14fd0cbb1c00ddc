//! Why a policy cannot be made so.

use super::RULE_TABLES;
use crate::attribute::ATTRIBUTES;
use crate::error::ErrorKind;
use crate::evidence::Revision;
use crate::interpretation::Interpretation;
use crate::request::Operation;
use crate::suggest::{DidYouMean, nearest};
use core::fmt;

/// A name that an error speaks of: one that was given, one of this crate, or one of a policy.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name<'a>(Text<'a>);

#[cfg(feature = "alloc")]
type Text<'a> = alloc::borrow::Cow<'a, str>;
#[cfg(not(feature = "alloc"))]
type Text<'a> = &'a str;

impl core::ops::Deref for Name<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<'a> From<&'a str> for Name<'a> {
    fn from(name: &'a str) -> Self {
        #[allow(clippy::useless_conversion, reason = "with `alloc` it is one")]
        Self(name.into())
    }
}

#[cfg(feature = "alloc")]
impl From<alloc::string::String> for Name<'_> {
    fn from(name: alloc::string::String) -> Self {
        Self(name.into())
    }
}

impl Name<'_> {
    /// The most bytes of the name of a custom rule or stage.
    pub const MAX: usize = 64;
}

#[cfg(feature = "alloc")]
impl Name<'_> {
    /// The same name, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Name<'static> {
        Name(self.0.into_owned().into())
    }
}

/// A name that names nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {set} `{name}`{}{}{}", Of(*.of), self.expected_in_words(), DidYouMean(.nearest.as_deref()))]
pub struct Unknown<'a> {
    /// What was to be named: `stage`.
    pub set: &'static str,
    /// The operation, interpretation or attribute that has no such thing.
    pub of: Option<&'static str>,
    /// The name.
    pub name: Name<'a>,
    /// What would have been understood.
    pub expected: Known,
    /// The known name that is spelt most like it.
    pub nearest: Option<Name<'a>>,
}

/// Names that are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// These.
    Names(&'static [&'static str]),
    /// Those of the operations that rules decide.
    Operations,
    /// Those of all attributes.
    Attributes,
    /// Those of all interpretations.
    Interpretations,
    /// Those of the built-in rules that refuse an operation.
    Refusals(Operation),
    /// Those of the ways to settle a call.
    Settlements(Operation),
    /// Those of the errors that the operation documents.
    Errors(Operation),
}

impl Known {
    /// Each name once.
    pub fn names(self) -> impl Iterator<Item = &'static str> + Clone {
        let (mut names, mut rule_tables, mut attributes, mut interpretations) =
            (&[][..], &[][..], &[][..], &[][..]);
        let (mut refusals, mut settlements, mut errors) = (&[][..], &[][..], &[][..]);
        let rule_table = |operation: Operation| operation.rule_table();
        match self {
            Self::Names(known) => names = known,
            Self::Operations => rule_tables = &RULE_TABLES[..],
            Self::Attributes => attributes = &ATTRIBUTES[..],
            Self::Interpretations => interpretations = Interpretation::ALL,
            Self::Refusals(of) => refusals = rule_table(of).map_or(&[], |rule_table| rule_table.refusals),
            Self::Settlements(of) => {
                settlements = rule_table(of).map_or(&[], |rule_table| rule_table.settlements)
            }
            Self::Errors(of) => errors = of.errors().rows,
        }
        // That a dry run has passed is an answer, and no refusal.
        let errors = errors.iter().map(|row| row.kind).filter(|kind| *kind != ErrorKind::DryRunPassed);
        let all =
            names.iter().copied().chain(rule_tables.iter().map(|rule_table| rule_table.operation.as_str()));
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

impl<'a> Unknown<'a> {
    /// The longest list that is written out beside the name that was probably meant.
    const SHORT: usize = 6;

    /// That a name is none of those.
    pub(crate) fn new(
        set: &'static str,
        of: Option<&'static str>,
        name: impl Into<Name<'a>>,
        expected: Known,
    ) -> Self {
        let name = name.into();
        let nearest = nearest(&name, expected.names()).map(Name::from);
        Self { set, of, name, expected, nearest }
    }

    fn expected_in_words(&self) -> Expected {
        let is_said = self.nearest.is_none() || self.expected.names().count() <= Self::SHORT;
        Expected(is_said.then_some(self.expected))
    }
}

struct Of(Option<&'static str>);

impl fmt::Display for Of {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |whole| write!(f, " of `{whole}`"))
    }
}

struct Expected(Option<Known>);

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

/// Why a policy cannot be made so. It borrows the names that it was given, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError<'a> {
    /// An operation on several instances, of which only the errors are known.
    #[error("`{0}` has no rules: those of its singular decide")]
    NoRuleTable(Operation),
    /// A name that names nothing.
    #[error(transparent)]
    Unknown(Unknown<'a>),
    /// A stage that stands twice.
    #[error("the stage `{0}` stands twice")]
    RepeatedStage(Name<'a>),
    /// A stage that is left out of a precedence.
    #[error("the stage `{0}` is missing")]
    MissingStage(Name<'a>),
    /// A rule that is no refusal, and so cannot be removed.
    #[error("the rule `{0}` settles calls and cannot be removed: expected a rule that refuses them")]
    SettlementStays(&'static str),
    /// The rule that an instance is not there.
    #[error("the rule `{0}` cannot be removed: of an instance that is not there nothing else can be asked")]
    AbsenceStays(&'static str),
    /// More stages or rules than there is room for.
    #[error("too many {things} of `{operation}`: expected at most {most}")]
    TooMany {
        /// What there is too much of.
        things: &'static str,
        /// Of which operation.
        operation: Operation,
        /// How many there may be, the built-in ones included.
        most: usize,
    },
    /// A name that cannot be one.
    #[error(
        "`{name}` cannot name a {thing}: expected letters, digits, `-`, `_` and `.`, at most {} bytes",
        Name::MAX
    )]
    Misnamed {
        /// What was to have it.
        thing: &'static str,
        /// The name.
        name: Name<'a>,
    },
    /// A name that a rule has already.
    #[error("there is a rule `{0}` already")]
    RuleExists(Name<'a>),
    /// A condition of a custom rule that no case meets.
    #[error("no case meets its condition: its demands on `{0}` contradict each other")]
    MeetsNothing(&'static str),
    /// An attribute that the operation cannot be asked with.
    #[error("`{operation}` is decided without `{attribute}`")]
    NotRead {
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
    /// An HTTP status that is no error's.
    #[error("`{0}` is not the HTTP status of an error: expected 400 to 599")]
    HttpStatus(u16),
    /// A text that cannot be sent.
    #[error("not a {0}: expected text without control characters{no_blanks}", no_blanks = if *.0 == "code" { " and blanks" } else { "" })]
    Unprintable(&'static str),
    /// A settlement that leaves an instance stopped where it is not.
    #[error("`already-stopped` changes nothing: expected the condition that `status` is `Stopped`")]
    NotStopped,
}

impl<'a> From<Unknown<'a>> for PolicyError<'a> {
    fn from(unknown: Unknown<'a>) -> Self {
        Self::Unknown(unknown)
    }
}

#[cfg(feature = "alloc")]
impl Unknown<'_> {
    /// The same, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Unknown<'static> {
        let Self { set, of, name, expected, nearest } = self;
        Unknown { set, of, name: name.into_owned(), expected, nearest: nearest.map(Name::into_owned) }
    }
}

#[cfg(feature = "alloc")]
impl PolicyError<'_> {
    /// The same error, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> PolicyError<'static> {
        use PolicyError as To;
        match self {
            Self::NoRuleTable(operation) => To::NoRuleTable(operation),
            Self::Unknown(unknown) => To::Unknown(unknown.into_owned()),
            Self::RepeatedStage(name) => To::RepeatedStage(name.into_owned()),
            Self::MissingStage(name) => To::MissingStage(name.into_owned()),
            Self::SettlementStays(rule) => To::SettlementStays(rule),
            Self::AbsenceStays(rule) => To::AbsenceStays(rule),
            Self::TooMany { things, operation, most } => To::TooMany { things, operation, most },
            Self::Misnamed { thing, name } => To::Misnamed { thing, name: name.into_owned() },
            Self::RuleExists(name) => To::RuleExists(name.into_owned()),
            Self::MeetsNothing(attribute) => To::MeetsNothing(attribute),
            Self::NotRead { operation, attribute } => To::NotRead { operation, attribute },
            Self::NotDocumented { operation, kind, revision } => {
                To::NotDocumented { operation, kind, revision }
            }
            Self::HttpStatus(status) => To::HttpStatus(status),
            Self::Unprintable(thing) => To::Unprintable(thing),
            Self::NotStopped => To::NotStopped,
        }
    }
}
