//! Deciding: a plan, or the exact documented error; and all objections, with their reasons.

mod objection;

pub(crate) use objection::documented;
pub use objection::{Objection, Refusal};

use crate::attribute::{Case, View, matching, status};
use crate::environment::Environment;
use crate::error::{ErrorKind, RaisedError};
use crate::evidence::Revision;
use crate::instance::{Instance, Status, StoppedMode};
use crate::plan::Plan;
use crate::policy::{LADDERS, Ladder, Laddered, OwnRows, Policy, PolicyRow, Refusing};
use crate::request::{
    CreateInstance, DeleteInstance, Operation, Parameters, ReActivateInstances, RebootInstance, Request,
    RunInstances, StartInstance, StopInstance,
};
use crate::rule::DRY_RUN;
use core::marker::PhantomData;
use objection::Facts;

/// A request that can be decided: that of one operation, or [`Request`].
///
/// The trait is sealed: an operation is a ladder of this crate.
pub trait Decidable: sealed::Decide {}

mod sealed {
    use super::{Decision, Environment, Instance, Plan, Policy, Rejection};

    pub trait Decide: Copy {
        fn decide<'p>(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &'p Policy,
        ) -> Decision<'p>;

        fn plan(
            &self,
            instance: &Instance,
            environment: &Environment,
            policy: &Policy,
        ) -> Result<Plan, Rejection>;
    }
}

macro_rules! decidable {
    ($($request:ident),+ $(,)?) => {
        $(
            impl Decidable for $request {}

            impl sealed::Decide for $request {
                #[inline(always)]
                fn decide<'p>(
                    &self,
                    instance: &Instance,
                    environment: &Environment,
                    policy: &'p Policy,
                ) -> Decision<'p> {
                    Matched::of(instance, self, environment, policy).decision(policy)
                }

                #[inline(always)]
                fn plan(
                    &self,
                    instance: &Instance,
                    environment: &Environment,
                    policy: &Policy,
                ) -> Result<Plan, Rejection> {
                    Matched::of(instance, self, environment, policy).plan(policy)
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

            #[inline]
            fn plan(
                &self,
                instance: &Instance,
                environment: &Environment,
                policy: &Policy,
            ) -> Result<Plan, Rejection> {
                match self {
                    $(Self::$request(request) => request.plan(instance, environment, policy)),+
                }
            }
        }
    };
}

decidable! {
    StopInstance, StartInstance, RebootInstance, DeleteInstance, ReActivateInstances, CreateInstance, RunInstances,
}

/// Which rows of a ladder match a case, of those that the policy leaves active, and which own rules.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'p> {
    policy: &'p Policy,
    /// What rows read of the case.
    packed: u64,
    rows: u64,
    own: u64,
    /// The number of the ladder.
    index: u32,
    purpose: Purpose,
}

/// What a call is for.
///
/// It is as wide as the number beside it, here as elsewhere, so that nothing is padded: to copy what
/// is padded reads bytes together that were just written one by one, and waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Purpose {
    Act,
    Check,
}

/// Typed values, with the rows and the own rules that match them. Nothing is packed before a plan or an
/// explanation has to keep it.
struct Matched<'a, L> {
    instance: &'a Instance,
    environment: &'a Environment,
    request: Parameters,
    rows: u64,
    own: u64,
    operation: PhantomData<L>,
}

impl<'a, L: Laddered + Into<Parameters>> Matched<'a, L> {
    #[inline(always)]
    fn of(instance: &'a Instance, request: &L, environment: &'a Environment, policy: &Policy) -> Self {
        let own = policy.own(L::INDEX).map_or(0, |rules| own_rules(rules, instance, request, environment));
        let request: Parameters = (*request).into();
        let rows = View { instance, environment, request: &request }.matching::<L>();
        Self { instance, environment, request, rows, own, operation: PhantomData }
    }

    #[inline(always)]
    fn decision(self, policy: &Policy) -> Decision<'_> {
        let Self { instance, environment, request, rows, own, .. } = self;
        let packed = View { instance, environment, request: &request }.pack::<L>();
        Decision::of_rows::<L>(rows, packed as u64, own, request.dry_run, policy)
    }

    #[inline(always)]
    fn plan(self, policy: &Policy) -> Result<Plan, Rejection> {
        let refusing = self.rows & policy.active(L::INDEX).decisions & const { L::LADDER.refusal_rows() };
        if refusing != 0 && self.own == 0 {
            let first = policy.active(L::INDEX).first(L::LADDER, refusing);
            let status = if const { L::LAYOUT.reads(status::NUMBER) } {
                self.instance.status
            } else {
                Status::Released
            };
            let facts = Facts::of(L::LADDER, first, status, policy);
            return Err(Rejection::Refused(Refusal::built_in(facts)));
        }
        self.decision(policy).plan()
    }
}

/// The own rules that match. Kept apart from the tables, which most policies have alone.
#[cold]
#[inline(never)]
fn own_rules(
    rules: &OwnRows,
    instance: &Instance,
    request: &(impl Into<Parameters> + Copy),
    environment: &Environment,
) -> u64 {
    let case = Case { instance: *instance, environment: *environment, request: (*request).into() };
    rules.matching(&case.point())
}

impl<'p> Decision<'p> {
    /// What the tables say of a packed case, of which one fact and the own rules that match are given
    /// beside.
    #[inline(always)]
    pub(crate) fn of_packed<L: Laddered>(packed: u64, own: u64, dry_run: bool, policy: &'p Policy) -> Self {
        Self::of_rows::<L>(matching(L::TABLES, packed), packed, own, dry_run, policy)
    }

    /// Of the rows that match a packed case those that the policy leaves active.
    #[inline(always)]
    fn of_rows<L: Laddered>(rows: u64, packed: u64, own: u64, dry_run: bool, policy: &'p Policy) -> Self {
        let packed = packed & const { L::LAYOUT.read };
        let rows = rows & policy.active(L::INDEX).decisions;
        let purpose = if dry_run { Purpose::Check } else { Purpose::Act };
        Self { policy, packed, rows, own, index: L::INDEX, purpose }
    }

    #[inline(always)]
    fn ladder(self) -> &'static Ladder {
        LADDERS[self.index as usize]
    }

    #[inline(always)]
    fn built_in_refusals(self) -> u64 {
        self.rows & self.ladder().refusal_rows()
    }

    #[cold]
    fn own_refusals(self) -> u64 {
        self.policy.own(self.index).map_or(0, |rules| rules.refusing(self.own))
    }

    /// Of built-in refusals the first, by the precedence. There is no branch on whether there is one.
    #[inline(always)]
    fn first_built_in(self, rows: u64) -> Option<usize> {
        let first = self.policy.active(self.index).first(self.ladder(), rows);
        (rows != 0).then_some(first)
    }

    /// Of built-in and own refusals the first, by the precedence.
    #[cold]
    fn first(self, (rows, own): (u64, u64)) -> Option<Refusing> {
        let active = self.policy.active(self.index);
        active.first_of_all(self.ladder(), rows, self.policy.own(self.index)?, own)
    }

    #[inline(always)]
    fn objection(self, row: Refusing) -> Objection<'p> {
        match row {
            Refusing::BuiltIn(row) => Objection { facts: self.facts(row), own: None },
            Refusing::Own(rule) => {
                let own = self.policy.own(self.index).map(|rules| rules.rule(rule));
                Objection { facts: self.facts(0), own }
            }
        }
    }

    /// What is to be known of the refusal of that number.
    #[inline(always)]
    fn facts(self, row: usize) -> Facts {
        let ladder = self.ladder();
        Facts::of(ladder, row, ladder.status(self.packed), self.policy)
    }

    /// The number of the own rule that settles the call, where one does.
    #[inline]
    fn own_settlement(self) -> Option<usize> {
        let settling = self.policy.own(self.index)?.settling(self.own);
        (settling != 0).then(|| settling.trailing_zeros() as usize)
    }

    /// The plan that would run if nothing objected.
    #[inline]
    fn settle(self) -> Plan {
        let plan = self.settle_by_rows();
        let Some(rule) = self.own_settlement() else { return plan };
        // An own rule settles as the first built-in row does that settles calls so.
        let settlement = self.policy.own(self.index).and_then(|rules| rules.settlement(rule));
        let row = self.ladder().settlements.iter().position(|row| Some(row.then) == settlement);
        let settlement = row.map_or(plan.settlement, |row| row as u32);
        Plan { settlement: settlement | Plan::OWN, ..plan }
    }

    #[inline(always)]
    fn settle_by_rows(self) -> Plan {
        let active = self.policy.active(self.index);
        Plan {
            index: self.index,
            packed: self.packed,
            effects: active.effects,
            charges: active.charges,
            settlement: (self.rows >> self.ladder().refusals.len()).trailing_zeros(),
        }
    }

    fn settling_row(self) -> PolicyRow<'p> {
        match (self.own_settlement(), self.policy.own(self.index)) {
            (Some(rule), Some(rules)) => rules.rule(rule).row(),
            _ => PolicyRow::of_settlement(self.settle().built_in()),
        }
    }

    #[inline(always)]
    pub(crate) fn plan(self) -> Result<Plan, Rejection> {
        if self.own != 0 {
            let Self { policy, packed, rows, own, index, purpose } = self;
            return plan_by_own(policy, packed, rows, own, index, purpose);
        }
        let refusing = self.built_in_refusals();
        if refusing != 0 {
            let first = self.policy.active(self.index).first(self.ladder(), refusing);
            return Err(Rejection::Refused(Refusal::built_in(self.facts(first))));
        }
        self.answer(self.settle_by_rows())
    }

    /// The answer to a call that nothing objects to.
    #[inline(always)]
    fn answer(self, plan: Plan) -> Result<Plan, Rejection> {
        if self.purpose == Purpose::Check && !plan.is_already_done() {
            return Err(Rejection::DryRunPassed(DryRunPass { plan, revision: self.policy.revision() }));
        }
        Ok(plan)
    }
}

/// The plan where an own rule matches. Kept apart from what most policies need, and given the parts
/// of a [`Decision`], so that no other has to be laid out in memory.
#[cold]
#[inline(never)]
fn plan_by_own(
    policy: &Policy,
    packed: u64,
    rows: u64,
    own: u64,
    index: u32,
    purpose: Purpose,
) -> Result<Plan, Rejection> {
    let decision = Decision { policy, packed, rows, own, index, purpose };
    match decision.first((decision.built_in_refusals(), decision.own_refusals())) {
        Some(first) => Err(Rejection::Refused(decision.objection(first).into())),
        None => decision.answer(decision.settle()),
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
/// assert_eq!(rejection.error().code, "InstanceLockedForSecurity");
/// assert_eq!(rejection.error().http_status, 403);
/// ```
#[inline]
pub fn plan(
    instance: &Instance,
    request: &impl Decidable,
    environment: &Environment,
    policy: &Policy,
) -> Result<Plan, Rejection> {
    request.plan(instance, environment, policy)
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

impl<'p> Explanation<'p> {
    /// The rules that object, each once, by the precedence of the policy.
    #[inline]
    pub fn objections(&self) -> impl Iterator<Item = Objection<'p>> + use<'p> {
        let Self(decision) = *self;
        let own = if decision.own == 0 { 0 } else { decision.own_refusals() };
        let mut left = (decision.built_in_refusals(), own);
        core::iter::from_fn(move || {
            let first = match left {
                (rows, 0) => decision.first_built_in(rows).map(Refusing::BuiltIn),
                all => decision.first(all),
            }?;
            match first {
                Refusing::BuiltIn(row) => left.0 &= !decision.ladder().rule_rows[row],
                Refusing::Own(rule) => left.1 &= !(1 << rule),
            }
            Some(decision.objection(first))
        })
    }

    /// The built-in rows that object, as a set: bit `n` stands for row `n` of [`Ladder::refusals`]. For
    /// those who count over many calls; a rule can have several rows, and own rules are not among them.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Instance, LockReason, Locks, Operation, Policy, StopInstance, explain};
    ///
    /// let locked = Instance { locks: Locks::NONE.with(LockReason::Security), ..Instance::PLAIN };
    /// let policy = Policy::documented();
    /// let explanation = explain(&locked, &StopInstance::DEFAULT, &Environment::PLAIN, &policy);
    /// let first = explanation.first_row().expect("a row objects");
    /// assert_eq!(explanation.rows(), 1 << first);
    /// let ladder = Operation::StopInstance.ladder().expect("StopInstance has one");
    /// assert_eq!(ladder.refusals[first].rule, "security-lock");
    /// ```
    #[must_use]
    #[inline]
    pub fn rows(&self) -> u64 {
        self.0.built_in_refusals()
    }

    /// The first of those [rows](Self::rows), by the precedence of the policy.
    #[must_use]
    #[inline]
    pub fn first_row(&self) -> Option<usize> {
        self.0.first_built_in(self.rows())
    }

    /// The built-in row that decides: the first of those [rows](Self::rows), else the row that settles the
    /// call, numbered behind all refusals of the ladder. There is no branch.
    ///
    /// ```
    /// use instance_lifecycle::{Environment, Instance, Operation, Policy, StopInstance, explain};
    ///
    /// let (policy, environment) = (Policy::documented(), Environment::PLAIN);
    /// let explanation = explain(&Instance::PLAIN, &StopInstance::DEFAULT, &environment, &policy);
    /// let ladder = Operation::StopInstance.ladder().expect("StopInstance has one");
    /// let settling = explanation.deciding_row() - ladder.refusals.len();
    /// assert_eq!(ladder.settlements[settling].rule, "stop-in-standard-mode");
    /// ```
    #[must_use]
    #[inline]
    pub fn deciding_row(&self) -> usize {
        self.0.policy.active(self.0.index).first(self.0.ladder(), self.0.rows)
    }

    /// The plan that would run if nothing objected.
    #[inline]
    pub fn plan(&self) -> Plan {
        self.0.settle()
    }

    /// The row that would settle the call if nothing objected: an own rule of the policy, or
    /// [`Plan::row`].
    #[must_use]
    pub fn settlement(&self) -> PolicyRow<'p> {
        self.0.settling_row()
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

/// A dry run that has passed: an error on the wire, and no objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DryRunPass {
    plan: Plan,
    revision: Revision,
}

impl DryRunPass {
    /// The name of the rule, beside those of the ladders.
    pub const RULE: &'static str = DRY_RUN;

    /// The plan that would have run.
    pub const fn plan(&self) -> Plan {
        self.plan
    }

    /// The exact documented answer.
    #[must_use]
    pub fn error(&self) -> RaisedError<'static> {
        documented(self.plan.operation(), ErrorKind::DryRunPassed, self.revision, false)
    }
}

/// Why a call is not carried out. `Display` writes the documented message.
///
/// It borrows nothing, so that it passes through `?` into any error type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.error())]
pub enum Rejection {
    /// A rule objects.
    Refused(Refusal),
    /// Nothing objects, and the call was only a check.
    DryRunPassed(DryRunPass),
}

impl Rejection {
    /// The exact error.
    #[must_use]
    pub fn error(&self) -> RaisedError<'_> {
        match self {
            Self::Refused(refusal) => refusal.error(),
            Self::DryRunPassed(pass) => pass.error(),
        }
    }

    /// The name of the rule that answers.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Refused(refusal) => refusal.row().rule,
            Self::DryRunPassed(_) => DryRunPass::RULE,
        }
    }

    /// Whether time alone may cure it.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.objection().is_retryable(),
            Self::DryRunPassed(_) => false,
        }
    }
}
