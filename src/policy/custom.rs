//! Rules that a policy adds: refusals, in any stage, settlements, ahead of the built-in ones, and warnings.

use super::row::{PolicyRow, RuleSource, Verdict};
use crate::attribute::{
    Attribute, AttributeSet, ConditionError, Constraint, Lift, OwnedConditionError, region_of, status,
};
use crate::condition::of_an_instance;
use crate::error::ErrorKind;
use crate::evidence::Evidence;
use crate::outcome::Settlement;
use crate::region::{Field, Region};
use crate::request::Operation;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// A rule that a policy adds: a condition and a verdict.
///
/// ```
/// use instance_lifecycle::policy::{CustomError, CustomRule};
/// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, plan};
///
/// let rule = CustomRule::refusal(
///     Operation::StopInstance,
///     "frozen",
///     "Confirmation",
///     CustomError::new(403, "House.Frozen", "No stops in the week of the fair."),
/// );
/// let rule = rule.when(&[("charge_type", &["PostPaid"])])?.because("the fair");
/// let policy = Policy::documented().with_rule(rule)?;
///
/// let rejection = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy).unwrap_err();
/// assert_eq!(rejection.error().code, "House.Frozen");
/// assert!(!rejection.error().is_documented());
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRule {
    operation: Operation,
    name: String,
    /// The cases: a row for each region.
    when: Vec<Region>,
    /// The attributes that `when` tests, if some of them are custom.
    attributes: AttributeSet,
    then: CustomVerdict,
    /// Whether a refusal only warns.
    is_trial: bool,
    reason: String,
}

/// The verdict of a custom rule.
///
/// ```
/// use instance_lifecycle::plan::Settlement;
/// use instance_lifecycle::policy::{CustomRule, CustomVerdict};
/// use instance_lifecycle::Operation;
///
/// let rule = CustomRule::settlement(Operation::StopInstance, "no-op", Settlement::AlreadyStopped);
/// assert_eq!(*rule.then(), CustomVerdict::Settle(Settlement::AlreadyStopped));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomVerdict {
    /// The call is refused.
    Refuse {
        /// The stage; in it, custom rules are behind the built-in ones.
        stage: String,
        /// The error.
        error: RuleError,
    },
    /// The call is settled.
    Settle(Settlement),
    /// The call is decided as before, with a warning: a risk of the call, as a text.
    Warn(String),
}

/// The error that a custom rule raises.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleError {
    /// A documented error of the operation.
    Documented(ErrorKind),
    /// A custom error.
    Custom(CustomError),
}

/// An error that no page documents.
///
/// ```
/// use instance_lifecycle::policy::CustomError;
///
/// let error = CustomError::new(403, "House.StopFirst", "Stop the instance first.");
/// assert_eq!((error.code.as_str(), error.retryable), ("House.StopFirst", false));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CustomError {
    /// The HTTP status, 400 to 599.
    pub http_status: u16,
    /// The error code.
    pub code: String,
    /// The message.
    pub message: String,
    /// Whether the call may succeed later without a change by the caller or the owner.
    pub retryable: bool,
}

impl CustomError {
    /// Returns an error that is not retryable.
    pub fn new(http_status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { http_status, code: code.into(), message: message.into(), retryable: false }
    }

    /// Declares the error retryable: the call may succeed later without a change by the caller or the owner.
    ///
    /// ```
    /// use instance_lifecycle::policy::CustomError;
    ///
    /// assert!(CustomError::new(503, "House.Freeze", "No stops during the fair.").retryable().retryable);
    /// ```
    #[must_use]
    pub fn retryable(mut self) -> Self {
        self.retryable = true;
        self
    }
}

impl From<CustomError> for RuleError {
    fn from(error: CustomError) -> Self {
        Self::Custom(error)
    }
}

impl From<ErrorKind> for RuleError {
    fn from(kind: ErrorKind) -> Self {
        Self::Documented(kind)
    }
}

impl CustomRule {
    /// Returns a rule that refuses every call of the operation on an existing instance. Narrow it with
    /// [`Self::when`].
    pub fn refusal(
        operation: Operation,
        name: impl Into<String>,
        stage: impl Into<String>,
        error: impl Into<RuleError>,
    ) -> Self {
        Self::new(operation, name, CustomVerdict::Refuse { stage: stage.into(), error: error.into() })
    }

    /// Returns a rule that settles every call of the operation that no rule refuses. Narrow it with
    /// [`Self::when`].
    pub fn settlement(operation: Operation, name: impl Into<String>, settlement: Settlement) -> Self {
        Self::new(operation, name, CustomVerdict::Settle(settlement))
    }

    /// Returns a rule that warns of every call of the operation on an existing instance. Narrow it with
    /// [`Self::when`]. A warning decides nothing.
    ///
    /// ```
    /// use instance_lifecycle::policy::CustomRule;
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, explain};
    ///
    /// let rule = CustomRule::warning(Operation::StopInstance, "fair", "The fair begins on Monday.");
    /// let policy = Policy::documented().with_rule(rule)?;
    /// let explanation = explain(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
    /// assert!(explanation.answer().is_ok());
    /// let warnings: Vec<_> = explanation.warnings().map(|warning| warning.message().to_string()).collect();
    /// assert_eq!(warnings, ["The fair begins on Monday."]);
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    pub fn warning(operation: Operation, name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(operation, name, CustomVerdict::Warn(message.into()))
    }

    fn new(operation: Operation, name: impl Into<String>, then: CustomVerdict) -> Self {
        Self {
            operation,
            name: name.into(),
            when: vec![Region::FULL],
            attributes: AttributeSet::BUILT_IN,
            then,
            is_trial: false,
            reason: String::new(),
        }
    }

    /// Narrows the rule to the cases in which each attribute has one of the given values. A refusal
    /// without a condition on `status` does not match `Released`.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, an attribute has no values or is given twice.
    pub fn when<'a>(mut self, asked: &[Constraint<'a>]) -> Result<Self, ConditionError<'a>> {
        self.narrow(&[region_of(asked)?]);
        Ok(self)
    }

    /// Narrows the rule to the cases in which no attribute has one of the given values. An exclusion of
    /// statuses excludes `Released`, too.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, or an attribute has no values.
    ///
    /// ```
    /// use instance_lifecycle::policy::CustomRule;
    /// use instance_lifecycle::rules::Condition;
    /// use instance_lifecycle::Operation;
    ///
    /// let rule = CustomRule::warning(Operation::StopInstance, "spot", "It may not start again.");
    /// let rule = rule.when_not(&[("spot_strategy", &["NoSpot"])])?;
    /// let condition = Condition::new(&rule.regions()[0]).to_string();
    /// assert_eq!(condition, "spot_strategy: SpotWithPriceLimit | SpotAsPriceGo");
    /// # Ok::<_, instance_lifecycle::rules::attributes::ConditionError<'_>>(())
    /// ```
    pub fn when_not<'a>(mut self, excluded: &[Constraint<'a>]) -> Result<Self, ConditionError<'a>> {
        for (name, values) in excluded {
            let attribute = Attribute::named(name)?;
            self.narrow(&[without(attribute.field, &attribute.region(values.iter().copied())?)]);
        }
        Ok(self)
    }

    /// Narrows the rule to the cases that meet one of several conditions. The rule has a row for each, and
    /// is reported once, by the first that matches.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, an attribute has no values or is given twice.
    ///
    /// ```
    /// use instance_lifecycle::policy::CustomRule;
    /// use instance_lifecycle::rules::Condition;
    /// use instance_lifecycle::Operation;
    ///
    /// let rule = CustomRule::warning(Operation::StopInstance, "rare", "It may not start again.");
    /// let rule = rule.when_any(&[&[("gpu", &["Yes"])], &[("local_storage", &["Yes"])]])?;
    /// let rows: Vec<_> = rule.regions().iter().map(|when| Condition::new(when).to_string()).collect();
    /// assert_eq!(rows, ["gpu: Yes", "local_storage: Yes"]);
    /// # Ok::<_, instance_lifecycle::rules::attributes::ConditionError<'_>>(())
    /// ```
    pub fn when_any<'a>(mut self, conditions: &[&[Constraint<'a>]]) -> Result<Self, ConditionError<'a>> {
        let regions: Vec<Region> =
            conditions.iter().map(|asked| region_of(asked)).collect::<Result<_, _>>()?;
        self.narrow(&regions);
        Ok(self)
    }

    /// Makes a refusal warn of its error instead of raising it, to try it out.
    ///
    /// ```
    /// use instance_lifecycle::policy::{CustomError, CustomRule};
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, explain};
    ///
    /// let error = CustomError::new(403, "House.Frozen", "No stops in the week of the fair.");
    /// let rule = CustomRule::refusal(Operation::StopInstance, "frozen", "Confirmation", error).on_trial();
    /// let policy = Policy::documented().with_rule(rule)?;
    /// let explanation = explain(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy);
    /// assert!(explanation.answer().is_ok());
    /// let would_be = explanation.warnings().next().and_then(|warning| warning.error()).expect("a warning");
    /// assert_eq!(would_be.code, "House.Frozen");
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn on_trial(mut self) -> Self {
        self.is_trial = true;
        self
    }

    /// Narrows the rule to the cases of some regions.
    fn narrow(&mut self, regions: &[Region]) {
        let both = |of: &Region| regions.iter().map(|region| of.intersect(region)).collect::<Vec<_>>();
        self.when = self.when.iter().flat_map(both).collect();
    }

    /// Narrows the rule as [`Self::when`] does, by the attributes of a policy: built-in and custom ones.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, an attribute has no values or is given twice.
    pub fn when_in(
        self,
        attributes: &AttributeSet,
        asked: &[Constraint<'_>],
    ) -> Result<Self, OwnedConditionError> {
        Ok(self.within(attributes, &[attributes.region_of(asked)?]))
    }

    /// Narrows the rule as [`Self::when_not`] does, by the attributes of a policy.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, or an attribute has no values.
    pub fn when_not_in(
        mut self,
        attributes: &AttributeSet,
        excluded: &[Constraint<'_>],
    ) -> Result<Self, OwnedConditionError> {
        for (name, values) in excluded {
            let field = attributes.named(name)?.field();
            let excluded = attributes.values_region(name, values.iter().copied())?;
            self = self.within(attributes, &[without(field, &excluded)]);
        }
        Ok(self)
    }

    /// Narrows the rule as [`Self::when_any`] does, by the attributes of a policy.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is unknown, an attribute has no values or is given twice.
    pub fn when_any_in(
        self,
        attributes: &AttributeSet,
        conditions: &[&[Constraint<'_>]],
    ) -> Result<Self, OwnedConditionError> {
        let regions = conditions.iter().map(|asked| attributes.region_of(asked));
        Ok(self.within(attributes, &regions.collect::<Result<Vec<_>, _>>()?))
    }

    /// Narrows the rule to the cases of some regions over the attributes of a policy.
    pub(super) fn within(mut self, attributes: &AttributeSet, regions: &[Region]) -> Self {
        self.narrow(regions);
        self.attributes = attributes.clone();
        self
    }

    /// Sets the reason of the rule, a text for people.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// Returns the operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the cases that match the rule: those of any of these regions.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.when
    }

    /// Returns whether the rule warns instead of deciding: its verdict is a warning, or it is on trial.
    #[must_use]
    pub const fn warns(&self) -> bool {
        self.is_trial || matches!(self.then, CustomVerdict::Warn(_))
    }

    /// Returns whether the rule is a refusal that only warns.
    #[must_use]
    pub const fn is_on_trial(&self) -> bool {
        self.is_trial
    }

    /// Returns the verdict.
    #[must_use]
    pub const fn then(&self) -> &CustomVerdict {
        &self.then
    }

    /// Returns the reason; it may be empty.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Returns the rule as rows of its policy.
    pub(crate) fn rows(&self) -> impl Iterator<Item = PolicyRow<'_>> {
        (0..self.when.len()).map(|region| self.row(region))
    }

    /// Returns the row of the region of that number.
    pub(crate) fn row(&self, region: usize) -> PolicyRow<'_> {
        let (stage, then) = match &self.then {
            CustomVerdict::Refuse { stage, error: RuleError::Documented(kind) } => {
                (Some(stage.as_str()), Verdict::Raise(*kind))
            }
            CustomVerdict::Refuse {
                stage,
                error: RuleError::Custom(CustomError { http_status, code, message, retryable }),
            } => (
                Some(stage.as_str()),
                Verdict::RaiseCustom { http_status: *http_status, code, message, retryable: *retryable },
            ),
            CustomVerdict::Settle(settlement) => (None, Verdict::Settle(*settlement)),
            CustomVerdict::Warn(message) => (None, Verdict::Warn(message)),
        };
        let Self { name, when, reason, .. } = self;
        PolicyRow {
            rule: name,
            stage,
            when: when[region],
            then,
            evidence: Evidence::Own,
            source: RuleSource::Policy(reason),
            against: None,
            attributes: Some(&self.attributes),
        }
    }

    /// Returns the settlement; `None` if the rule is a refusal or a warning.
    pub(super) fn settles(&self) -> Option<Settlement> {
        match self.then {
            CustomVerdict::Settle(settlement) => Some(settlement),
            CustomVerdict::Refuse { .. } | CustomVerdict::Warn(_) => None,
        }
    }

    /// Returns the attributes that the condition tests.
    #[must_use]
    pub const fn attributes(&self) -> &AttributeSet {
        &self.attributes
    }

    /// Returns the rule over the joined attributes of two policies.
    pub(super) fn lifted(mut self, attributes: &AttributeSet, lift: &Lift) -> Self {
        self.when = self.when.iter().map(|when| lift.apply(when)).collect();
        self.attributes = attributes.clone();
        self
    }

    pub(super) fn refusing(mut self, stage: &str, error: RuleError) -> Self {
        self.then = CustomVerdict::Refuse { stage: stage.into(), error };
        self.is_trial = false;
        self
    }

    pub(super) fn with_regions(mut self, when: Vec<Region>) -> Self {
        self.when = when;
        self
    }
}

/// Returns the cases in which an attribute has none of the values of a region. An exclusion of statuses is
/// about instances that exist.
fn without(field: Field, region: &Region) -> Region {
    let others = Region::FULL.restrict(field, !region.admits(field));
    if field == status::FIELD { of_an_instance(others) } else { others }
}
