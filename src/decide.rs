//! Deciding: a plan, or the exact documented error; and all objections, with their reasons.

use crate::attribute::{View, matching};
use crate::environment::Environment;
use crate::error::{DocumentedError, ErrorKind, ErrorRow, Message};
use crate::evidence::{Evidence, Revision};
use crate::instance::{Instance, Status, StoppedMode};
use crate::plan::{Plan, bits};
use crate::policy::{Ladder, Laddered, Policy};
use crate::request::{
    CreateInstance, DeleteInstance, Operation, Parameters, ReActivateInstances, RebootInstance, Request,
    RunInstances, StartInstance, StopInstance,
};
use crate::rule::Row;
use core::fmt;

/// A request that can be decided: that of one operation, or [`Request`].
///
/// The trait is sealed: an operation is a ladder of this crate.
pub trait Decidable: sealed::Decide {}

mod sealed {
    use super::{Decision, Environment, Instance, Policy};

    pub trait Decide: Copy {
        fn decide<'p>(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &'p Policy,
        ) -> Decision<'p>;
    }
}

macro_rules! decidable {
    ($($request:ident),+ $(,)?) => {
        $(
            impl Decidable for $request {}

            impl sealed::Decide for $request {
                #[inline]
                fn decide<'p>(
                    &self,
                    instance: &Instance,
                    environment: &Environment,
                    policy: &'p Policy,
                ) -> Decision<'p> {
                    decide::<Self>(instance, (*self).into(), environment, policy)
                }
            }
        )+

        impl Decidable for Request {}

        impl sealed::Decide for Request {
            #[inline]
            fn decide<'p>(
                &self,
                instance: &Instance,
                environment: &Environment,
                policy: &'p Policy,
            ) -> Decision<'p> {
                match self {
                    $(Self::$request(request) => request.decide(instance, environment, policy)),+
                }
            }
        }
    };
}

decidable! {
    StopInstance, StartInstance, RebootInstance, DeleteInstance, ReActivateInstances, CreateInstance, RunInstances,
}

/// Which rows of a ladder match a case, of those that the policy leaves active.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    ladder: &'static Ladder,
    index: u8,
    policy: &'p Policy,
    packed: u64,
    rows: u64,
    status: Status,
    dry_run: bool,
}

#[inline(always)]
fn decide<'p, L: Laddered>(
    instance: &Instance,
    request: Parameters,
    environment: &Environment,
    policy: &'p Policy,
) -> Decision<'p> {
    let packed = View { instance, environment, request: &request }.pack::<L>();
    Decision::of_packed::<L>(packed as u64, instance.status, request.dry_run, policy)
}

impl<'p> Decision<'p> {
    /// What the tables say of a packed case, of which two facts are given beside.
    #[inline(always)]
    pub(crate) fn of_packed<L: Laddered>(
        packed: u64,
        status: Status,
        dry_run: bool,
        policy: &'p Policy,
    ) -> Self {
        let rows = matching(L::LADDER.decisions, packed) & policy.active(L::INDEX).decisions;
        Self { ladder: L::LADDER, index: L::INDEX, policy, packed, rows, status, dry_run }
    }

    fn refusals(&self) -> u64 {
        self.rows & self.ladder.refusal_rows()
    }

    fn objection(&self, row: usize) -> Objection {
        Objection {
            ladder: self.ladder,
            operation: self.ladder.operation,
            row: row as u8,
            status: self.status,
            revision: self.policy.revision(),
            template: self.policy.fills_templates(),
        }
    }

    fn settle(&self) -> Plan {
        let active = self.policy.active(self.index);
        Plan {
            index: self.index,
            packed: self.packed,
            effects: active.effects,
            charges: active.charges,
            settlement: (self.rows >> self.ladder.refusals.len()).trailing_zeros() as u8,
        }
    }

    #[inline]
    pub(crate) fn plan(&self) -> Result<Plan, Rejection> {
        let refusals = self.refusals();
        if refusals != 0 {
            let first = self.policy.active(self.index).first(self.ladder, refusals);
            return Err(Rejection::Refused(self.objection(first)));
        }
        let plan = self.settle();
        if self.dry_run && !plan.is_already_done() {
            return Err(Rejection::DryRunPassed(DryRunPass { plan, revision: self.policy.revision() }));
        }
        Ok(plan)
    }
}

/// Decides a call: the plan, or the error that the documents name.
///
/// Pure and total: it reads nothing but its arguments, and answers every case. Nothing is allocated.
///
/// # Errors
///
/// [`Rejection::Refused`] with the first objection by the precedence of the policy, or
/// [`Rejection::DryRunPassed`], which nobody must take for an execution.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, LockReason, Locks, Policy, StopInstance, plan};
///
/// let locked = Instance { locks: Locks::NONE.with(LockReason::Security), ..Instance::PLAIN };
/// let rejection = plan(&locked, &StopInstance::default(), &Environment::PLAIN, &Policy::documented()).unwrap_err();
/// assert_eq!(
///     rejection.to_string(),
///     "The specified operation is denied as your instance is locked for security reasons."
/// );
/// assert_eq!(rejection.error().row.code, "InstanceLockedForSecurity");
/// assert_eq!(rejection.error().row.http_status, 403);
/// ```
#[inline]
pub fn plan(
    instance: &Instance,
    request: &impl Decidable,
    environment: &Environment,
    policy: &Policy,
) -> Result<Plan, Rejection> {
    request.decide(instance, environment, policy).plan()
}

/// All that is to be said of a call: every objection, and how it would be settled.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, LockReason, Locks, Policy, Status, StopInstance, explain};
///
/// let policy = Policy::documented();
/// let locked = Locks::NONE.with(LockReason::Security);
/// let instance = Instance { status: Status::Stopped, locks: locked, ..Instance::PLAIN };
/// let explanation = explain(&instance, &StopInstance::default(), &Environment::PLAIN, &policy);
/// let rules: Vec<&str> = explanation.objections().map(|objection| objection.row().rule).collect();
/// assert_eq!(rules, ["security-lock", "status-not-running"]);
/// ```
#[inline]
pub fn explain<'p>(
    instance: &Instance,
    request: &impl Decidable,
    environment: &Environment,
    policy: &'p Policy,
) -> Explanation<'p> {
    Explanation(request.decide(instance, environment, policy))
}

/// For each operation on an instance, what it answers now under default parameters.
///
/// ```
/// use instance_lifecycle::{Environment, Instance, Operation, Policy, permitted};
///
/// let policy = Policy::documented();
/// let answers = permitted(&Instance::PLAIN, &Environment::PLAIN, &policy);
/// let open: Vec<Operation> = answers.filter(|(_, answer)| answer.is_ok()).map(|(operation, _)| operation).collect();
/// assert_eq!(open, [Operation::StopInstance, Operation::RebootInstance]);
/// ```
pub fn permitted<'a>(
    instance: &'a Instance,
    environment: &'a Environment,
    policy: &'a Policy,
) -> impl Iterator<Item = (Operation, Result<Plan, Rejection>)> + 'a {
    Request::DEFAULTS
        .iter()
        .filter(|request| !request.creates())
        .map(|request| (request.operation(), plan(instance, request, environment, policy)))
}

/// Whether a stop of the instance can be economical: whether one would be that names no mode, where
/// the account asks for economical mode by default.
///
/// ```
/// use instance_lifecycle::{Instance, NetworkType, Policy, is_eligible_for_economical_mode};
///
/// let classic = Instance { network_type: NetworkType::Classic, ..Instance::PLAIN };
/// assert!(is_eligible_for_economical_mode(&Instance::PLAIN, &Policy::documented()));
/// assert!(!is_eligible_for_economical_mode(&classic, &Policy::documented()));
/// ```
#[must_use]
pub fn is_eligible_for_economical_mode(instance: &Instance, policy: &Policy) -> bool {
    let running = Instance { status: Status::Running, ..*instance };
    let environment = Environment { economical_mode_default: true, ..Environment::PLAIN };
    let plan = explain(&running, &StopInstance::DEFAULT, &environment, policy).plan();
    plan.stopped_mode() == StoppedMode::StopCharging
}

/// All that is to be said of a call: what [`explain`] answers.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'p>(pub(crate) Decision<'p>);

impl Explanation<'_> {
    /// The rules that object, each once, by the precedence of the policy.
    pub fn objections(&self) -> impl Iterator<Item = Objection> + '_ {
        let Self(decision) = self;
        let mut left = decision.refusals();
        core::iter::from_fn(move || {
            let row =
                (left != 0).then(|| decision.policy.active(decision.index).first(decision.ladder, left))?;
            let rule = decision.ladder.refusals[row].rule;
            left = bits(left)
                .filter(|&other| decision.ladder.refusals[other].rule != rule)
                .fold(0, |rows, other| rows | 1 << other);
            Some(decision.objection(row))
        })
    }

    /// The plan that would run if nothing objected.
    pub fn plan(&self) -> Plan {
        self.0.settle()
    }

    /// What [`plan`](fn@plan) answers.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn answer(&self) -> Result<Plan, Rejection> {
        self.0.plan()
    }
}

/// A rule that objects to a call. `Display` writes the documented message.
#[derive(Clone, Copy)]
pub struct Objection {
    ladder: &'static Ladder,
    /// The operation that is called: that of the ladder, or its plural.
    operation: Operation,
    row: u8,
    status: Status,
    revision: Revision,
    template: bool,
}

impl Objection {
    /// This objection, to a call of the plural operation.
    pub(crate) fn to_plural(mut self, operation: Operation) -> Self {
        self.operation = operation;
        self
    }

    /// The row that objects: its rule, how well it is known and where it stands.
    #[must_use]
    pub fn row(&self) -> &'static Row<ErrorKind> {
        &self.ladder.refusals[self.row as usize]
    }

    /// The name of its chapter.
    #[must_use]
    pub fn chapter(&self) -> &'static str {
        self.ladder.chapters.names()[self.row().chapter as usize]
    }

    /// How well it is known that this error is answered. That a plural operation answers the error of
    /// its singular, where its own page has none, is inferred.
    #[must_use]
    pub fn evidence(&self) -> Evidence {
        let error = self.error();
        if error.operation == self.operation { self.row().evidence } else { Evidence::Inferred }
    }

    /// The exact documented error. That of a plural operation is the row of its own page for the
    /// same thing; where that page leaves the text open, it carries the text of the singular; where
    /// it has no row, the singular's stands.
    #[must_use]
    pub fn error(&self) -> DocumentedError {
        let kind = self.row().then;
        let of_status = kind == ErrorKind::IncorrectInstanceStatus;
        let error = documented(self.ladder.operation, kind, self.revision, of_status && self.template)
            .with_status(of_status.then(|| (self.status, self.ladder.expected_by(self.row().rule))));
        if self.operation == self.ladder.operation {
            return error;
        }
        match self.operation.errors().plural_of(error.row, self.revision) {
            Some(row) if row.message == "%s" => DocumentedError { operation: self.operation, row, ..error },
            Some(row) => of(self.operation, row),
            None => error,
        }
    }

    /// Whether time alone may cure it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.row().then.is_retryable(self.status)
    }
}

pub(crate) fn documented(
    operation: Operation,
    kind: ErrorKind,
    revision: Revision,
    template: bool,
) -> DocumentedError {
    let Some(row) = operation.errors().row(kind, revision, template) else {
        unreachable!("a row whose error the revision lacks is not active")
    };
    of(operation, row)
}

const fn of(operation: Operation, row: &'static ErrorRow) -> DocumentedError {
    DocumentedError { operation, row, message: Message { text: row.message, status: None } }
}

impl PartialEq for Objection {
    fn eq(&self, other: &Self) -> bool {
        self.row() == other.row() && self.error() == other.error()
    }
}

impl Eq for Objection {}

impl fmt::Debug for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objection").field("row", self.row()).field("error", &self.error()).finish()
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

/// A dry run that has passed: an error on the wire, and no objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DryRunPass {
    plan: Plan,
    revision: Revision,
}

impl DryRunPass {
    /// The name of the rule, beside those of the ladders.
    pub const RULE: &'static str = "dry-run";

    /// The plan that would have run.
    pub const fn plan(&self) -> Plan {
        self.plan
    }

    /// The exact documented answer.
    #[must_use]
    pub fn error(&self) -> DocumentedError {
        documented(self.plan.operation(), ErrorKind::DryRunPassed, self.revision, false)
    }
}

/// Why a call is not carried out. `Display` writes the documented message.
///
/// It borrows nothing, so that it passes through `?` into any error type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.error())]
pub enum Rejection {
    /// A rule objects.
    Refused(Objection),
    /// Nothing objects, and the call was only a check.
    DryRunPassed(DryRunPass),
}

impl Rejection {
    /// The exact documented error.
    #[must_use]
    pub fn error(&self) -> DocumentedError {
        match self {
            Self::Refused(objection) => objection.error(),
            Self::DryRunPassed(pass) => pass.error(),
        }
    }

    /// The name of the rule that answers.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Refused(objection) => objection.row().rule,
            Self::DryRunPassed(_) => DryRunPass::RULE,
        }
    }

    /// Whether time alone may cure it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(objection) => objection.is_retryable(),
            Self::DryRunPassed(_) => false,
        }
    }
}
