//! The guard of a plan: the attributes of the instance that the decision read.

#[cfg(feature = "serde")]
mod serialized;

use super::Plan;
#[cfg(feature = "alloc")]
use crate::attribute::AttributeSet;
use crate::attribute::{
    ATTRIBUTES, Attribute, ConditionError, digest_mask, digest_value, digest_with, status,
};
use crate::closed_set::Finite;
use crate::custom_values::CustomGuard;
use crate::error::{ApiError, ErrorKind};
use crate::evidence::Revision;
use crate::instance::{Instance, Status};
use crate::request::{Action, Operation};
use core::fmt;

/// The precondition of a plan: the attributes of the instance that the decision read, with their values.
///
/// The attributes are those that a row of the operation or a custom rule of the policy reads. An instance
/// passes if and only if a decision in the same environment makes the same plan for it. The guard of a
/// creation is the status `Released`: there is no instance yet.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, plan};
///
/// let instance = Instance::default();
/// let planned = plan(&instance, &StopInstance::default(), &Environment::default(), &Policy::documented())?;
/// assert_eq!(planned.guard().status(), Status::Running);
///
/// // A lock is set in the meantime: the plan is stale.
/// let locked = instance.with(|it| it.locks.security = true);
/// let stale = planned.accept(&locked).unwrap_err();
/// assert_eq!(stale.to_string(), "stale plan: `locks.security` is `Yes` instead of `No`");
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
///
/// # Compare and set
///
/// A store that keeps [`Instance::digest`] beside a record compares the attributes of the guard alone:
///
/// ```sql
/// UPDATE instance SET … WHERE id = ? AND digest & :mask = :digest
/// ```
///
/// ```
/// # use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
/// # let instance = Instance::default();
/// # let planned = plan(&instance, &StopInstance::default(), &Environment::default(), &Policy::documented())?;
/// let guard = planned.guard();
/// assert_eq!(instance.digest() & guard.mask(), guard.digest());
/// # Ok::<_, instance_lifecycle::Rejection>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Guard {
    operation: Operation,
    /// The bits of the attributes in the digest of an instance.
    mask: u64,
    /// The digest of the instance in these bits.
    digest: u64,
    /// The values of custom attributes.
    custom: CustomGuard,
}

/// An attribute whose value is not the one that a plan was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttributeChange {
    /// The attribute.
    pub attribute: &'static Attribute,
    /// The value in the decision.
    pub expected: &'static str,
    /// The value of the instance.
    pub found: &'static str,
}

impl Guard {
    /// Returns a guard with the values of some attributes, named as in rules: `status`, `Running`.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is no attribute of an instance or no value of it, if an attribute is given
    /// twice, or if the status is not given.
    ///
    /// ```
    /// use instance_lifecycle::plan::Guard;
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, plan};
    ///
    /// let plan = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &Policy::documented())?;
    /// let stored: Vec<(&str, &str)> =
    ///     plan.guard().values().map(|(attribute, value)| (attribute.name, value)).collect();
    /// assert_eq!(Guard::from_values(Operation::StopInstance, stored), Ok(plan.guard()));
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    pub fn from_values<'a>(
        operation: Operation,
        values: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, ConditionError<'a>> {
        let empty = Self { operation, mask: 0, digest: 0, custom: CustomGuard::NONE };
        let guard = values.into_iter().try_fold(empty, |guard, (attribute, value)| {
            let number = number_of(attribute).ok_or_else(|| ConditionError::of_instances(attribute))?;
            guard.with(number, ATTRIBUTES[number].value(value)?)
        })?;
        guard.with_status()
    }

    /// Returns this guard with the value of one more attribute.
    fn with<'a>(self, number: usize, value: usize) -> Result<Self, ConditionError<'a>> {
        let mask = digest_mask(number);
        if self.mask & mask != 0 {
            return Err(ConditionError::Twice { attribute: ATTRIBUTES[number].name });
        }
        Ok(Self { mask: self.mask | mask, digest: digest_with(self.digest, number, value), ..self })
    }

    /// Checks that the guard has the status.
    fn with_status<'a>(self) -> Result<Self, ConditionError<'a>> {
        match self.mask & digest_mask(status::NUMBER) {
            0 => Err(ConditionError::NoValue { attribute: ATTRIBUTES[status::NUMBER].name }),
            _ => Ok(self),
        }
    }

    /// Returns the operation of the plan.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        self.operation
    }

    /// Returns the status in the decision.
    #[must_use]
    pub fn status(&self) -> Status {
        Status::from_index(digest_value(self.digest, status::NUMBER))
    }

    /// Returns the attributes in the order of declaration, each with its value.
    pub fn values(&self) -> impl Iterator<Item = (&'static Attribute, &'static str)> + use<> {
        let Self { mask, digest, .. } = *self;
        let numbers = (0..ATTRIBUTES.len()).filter(move |&number| mask & digest_mask(number) != 0);
        numbers.map(move |number| {
            let attribute = &ATTRIBUTES[number];
            (attribute, attribute.values[digest_value(digest, number)])
        })
    }

    /// Returns the bits of the attributes in [`Instance::digest`].
    #[must_use]
    pub const fn mask(&self) -> u64 {
        self.mask
    }

    /// Returns the values of the attributes as one number: [`Instance::digest`] in the bits of
    /// [`Self::mask`]. Among the instances that a guard is compared with, exactly those that pass have it.
    #[must_use]
    pub const fn digest(&self) -> u64 {
        self.digest
    }

    /// Returns the bits of the custom attributes in [`CustomValues::digest`](crate::instance::CustomValues::digest); 0
    /// if the policy of the plan tests none.
    #[must_use]
    pub const fn custom_mask(&self) -> u64 {
        self.custom.mask
    }

    /// Returns the values of the custom attributes as one number: the digest of the instance's
    /// [`custom`](Instance::custom) values in the bits of [`Self::custom_mask`].
    #[must_use]
    pub const fn custom_digest(&self) -> u64 {
        self.custom.values
    }

    /// Checks that an instance has the values of the guard.
    ///
    /// # Errors
    ///
    /// Returns the attributes that differ.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Instance, Policy, StopInstance, plan};
    ///
    /// let planned = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &Policy::documented())?;
    /// let other = Instance::DEFAULT.with(|it| it.local_storage = true);
    /// let stale = planned.guard().check(&other).unwrap_err();
    /// let names: Vec<&str> = stale.changes().map(|change| change.attribute.name).collect();
    /// assert_eq!(names, ["local_storage"]);
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    pub const fn check(&self, instance: &Instance) -> Result<(), StalePlanError> {
        let found = instance.digest();
        if found & self.mask == self.digest && self.custom.admits(instance.custom) {
            return Ok(());
        }
        Err(StalePlanError { guard: *self, found, custom: self.custom.found(instance.custom) })
    }
}

/// Returns the number of the attribute of an instance of that name.
fn number_of(name: &str) -> Option<usize> {
    let number = ATTRIBUTES.iter().position(|attribute| attribute.name == name)?;
    (digest_mask(number) != 0).then_some(number)
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut guard = f.debug_struct("Guard");
        guard.field("operation", &self.operation);
        self.values().for_each(|(attribute, value)| {
            guard.field(attribute.name, &format_args!("{value}"));
        });
        guard.finish()
    }
}

impl Plan {
    /// Returns the precondition of the plan.
    #[must_use]
    pub fn guard(&self) -> Guard {
        let mut guard = Guard { operation: self.operation, mask: 0, digest: 0, custom: self.custom };
        let mut add = |number, value| {
            guard.mask |= digest_mask(number);
            guard.digest = digest_with(guard.digest, number, value);
        };
        if self.operation.creates() {
            add(status::NUMBER, Status::Released as usize);
            return guard;
        }
        let table = self.rule_table();
        let read = (0..ATTRIBUTES.len()).filter(|&number| digest_mask(number) != 0);
        for number in read.filter(|&number| table.layout.reads(number)) {
            add(number, table.layout.value(self.packed.into(), number));
        }
        for (number, value) in table.unread.held(self.unread) {
            add(number, value);
        }
        guard
    }

    /// Returns the instance right after the call is accepted.
    ///
    /// Every attribute of the instance that the decision read is compared: a plan is accepted if and only if
    /// a decision in the same environment makes the same plan for the instance. Nothing is allocated.
    ///
    /// # Errors
    ///
    /// Returns an error with the attributes that differ from the [guard](Self::guard).
    ///
    /// ```
    /// use instance_lifecycle::instance::Task;
    /// use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, plan};
    ///
    /// let plan = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &Policy::documented())?;
    /// let stopping = plan.accept(&Instance::DEFAULT).expect("the instance has not changed");
    /// assert_eq!((stopping.status, stopping.task), (Status::Stopping, Task::Stop));
    /// assert!(plan.accept(&stopping).is_err());
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    pub fn accept(&self, instance: &Instance) -> Result<Instance, StalePlanError> {
        let table = self.rule_table();
        if !self.operation.creates() {
            // In the layout of the operation, attributes are compared faster than by the digest.
            let differing = ((table.pack)(instance) ^ self.packed) & table.guarded;
            if differing | self.unread == 0 && self.custom.admits(instance.custom) {
                return Ok(table.settled[usize::from(self.settlement)].accepted(instance));
            }
        }
        self.accept_by_digest(instance)
    }

    #[cold]
    #[inline(never)]
    fn accept_by_digest(&self, instance: &Instance) -> Result<Instance, StalePlanError> {
        self.guard().check(instance)?;
        Ok(self.accepted(instance))
    }
}

/// The error that an instance differs from the one for which a plan was made.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Policy, Status, StopInstance, plan};
///
/// let running = Instance::default();
/// let planned = plan(&running, &StopInstance::default(), &Environment::default(), &Policy::documented())?;
/// let stopped = running.with(|it| it.status = Status::Stopped);
/// let stale = planned.accept(&stopped).unwrap_err();
/// let change = stale.changes().next().expect("the status differs");
/// assert_eq!((change.attribute.name, change.expected, change.found), ("status", "Running", "Stopped"));
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub struct StalePlanError {
    guard: Guard,
    /// The digest of the instance.
    found: u64,
    /// The values of its custom attributes that are compared.
    custom: u64,
}

impl StalePlanError {
    /// Returns the guard that the instance does not pass.
    #[must_use]
    pub const fn guard(&self) -> Guard {
        self.guard
    }

    /// Returns the built-in attributes that differ, in the order of declaration; at least one, unless only
    /// custom attributes differ.
    pub fn changes(&self) -> impl Iterator<Item = AttributeChange> + use<> {
        let (guard, found) = (self.guard, self.found);
        let expected_and_found = guard.values().zip(Guard { digest: found, ..guard }.values());
        expected_and_found
            .filter(|((_, expected), (_, found))| expected != found)
            .map(|((attribute, expected), (_, found))| AttributeChange { attribute, expected, found })
    }

    /// Whether a custom attribute differs.
    #[must_use]
    pub const fn has_custom_changes(&self) -> bool {
        self.custom != self.guard.custom.values
    }

    /// Returns the custom attributes that differ, each with the expected and the found value, given the
    /// attributes of the policy of the plan.
    ///
    /// ```
    /// use instance_lifecycle::policy::{CustomError, CustomRule};
    /// use instance_lifecycle::rules::attributes::{AttributeSource, CustomAttribute};
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, plan};
    ///
    /// let keep = CustomAttribute::new("keep", ["No", "Yes"], AttributeSource::Tag("keep".into()));
    /// let policy = Policy::documented().with_attribute(keep)?;
    /// let attributes = policy.attributes().clone();
    /// let error = CustomError::new(403, "House.Keep", "The instance carries the tag keep.");
    /// let rule = CustomRule::refusal(Operation::StopInstance, "keep", "Confirmation", error)
    ///     .when_in(&attributes, &[("keep", &["Yes"])])?;
    /// let policy = policy.with_rule(rule)?;
    /// let planned = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &policy)?;
    ///
    /// // The tag is set in the meantime: the plan is stale.
    /// let kept = attributes.values([("keep", "Yes")])?;
    /// let stale = planned.accept(&Instance::DEFAULT.with(|it| it.custom = kept)).unwrap_err();
    /// assert_eq!(stale.to_string(), "stale plan: custom attributes differ");
    /// let changes: Vec<_> = stale.custom_changes(&attributes).collect();
    /// assert_eq!(changes, [("keep", "No", "Yes")]);
    /// # Ok::<_, Box<dyn core::error::Error>>(())
    /// ```
    #[cfg(feature = "alloc")]
    pub fn custom_changes<'a>(
        &self,
        attributes: &'a AttributeSet,
    ) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> + use<'a> {
        let [expected, found] = self.guard.custom.expected_and_found(self.custom);
        attributes.custom().filter_map(move |attribute| {
            let [expected, found] = [expected, found].map(|values| {
                let given = attributes.given(values).find(|(given, _)| given.name() == attribute.name());
                given.map_or(&*attribute.values()[attribute.default()], |(_, value)| value)
            });
            (expected != found).then_some((attribute.name(), expected, found))
        })
    }

    /// Returns the documented error for a caller whose call lost against another one: the conflict with a
    /// previous request, if the page of the action lists it, else the error of a status that does not allow
    /// the operation, if the status differs. `None` if neither is documented.
    ///
    /// Deciding the call again for the changed instance is better: its answer is exact.
    ///
    /// ```
    /// use instance_lifecycle::{Action, Environment, Instance, Policy, Revision, Status, StopInstance, plan};
    ///
    /// let plan = plan(&Instance::DEFAULT, &StopInstance::DEFAULT, &Environment::DEFAULT, &Policy::documented())?;
    /// let stopped = Instance::DEFAULT.with(|it| it.status = Status::Stopped);
    /// let stale = plan.accept(&stopped).unwrap_err();
    /// let code = |action| stale.error(action, Revision::V2024_11_14).map(|error| (error.http_status, error.code));
    /// assert_eq!(code(Action::StopInstances), Some((409, "InvalidOperation.Conflict")));
    /// assert_eq!(code(Action::StopInstance), Some((403, "IncorrectInstanceStatus")));
    ///
    /// let locked = Instance::DEFAULT.with(|it| it.locks.security = true);
    /// let stale = plan.accept(&locked).unwrap_err();
    /// assert_eq!(stale.error(Action::StopInstance, Revision::V2024_11_14), None);
    /// # Ok::<_, instance_lifecycle::Rejection>(())
    /// ```
    #[must_use]
    pub fn error(&self, action: impl Into<Action>, revision: Revision) -> Option<ApiError<'static>> {
        let action = action.into();
        let of_kind = |kind| action.errors().row(kind, revision, false);
        let is_of_status = self.changes().any(|change| change.attribute.name == "status");
        let row = of_kind(ErrorKind::Conflict)
            .or_else(|| is_of_status.then(|| of_kind(ErrorKind::IncorrectInstanceStatus)).flatten())?;
        Some(ApiError::documented(action, row))
    }
}

impl fmt::Display for StalePlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "stale plan:";
        self.changes().try_for_each(|AttributeChange { attribute, expected, found }| -> fmt::Result {
            write!(f, "{separator} `{}` is `{found}` instead of `{expected}`", attribute.name)?;
            separator = ",";
            Ok(())
        })?;
        if self.has_custom_changes() { write!(f, "{separator} custom attributes differ") } else { Ok(()) }
    }
}

impl fmt::Debug for StalePlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StalePlanError").field(&format_args!("{self}")).finish()
    }
}
