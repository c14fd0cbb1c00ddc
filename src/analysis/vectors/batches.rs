//! The vectors of the plural operations.

use super::calls::{Search, parameters};
use crate::analysis::plural::cases_of_each;
use crate::analysis::rules::{RowName, Rules};
use crate::analysis::subtract::Meter;
use crate::analysis::witness::Witness;
use crate::analysis::{Budget, BudgetError};
use crate::attribute::{ATTRIBUTES, Part};
use crate::batch::{BatchRejection, MAX_IDS, batch};
use crate::environment::Environment;
use crate::instance::Instance;
use crate::policy::Policy;
use crate::region::{Region, bits};
use crate::request::{BatchOptimization, BatchRequest, Parameters};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A call of a plural operation, with its instances. [`batch`] decides it.
///
/// ```
/// use instance_lifecycle::analysis::batch_vectors;
/// use instance_lifecycle::batch::batch;
/// use instance_lifecycle::Policy;
///
/// let policy = Policy::documented();
/// let vectors = batch_vectors(&policy)?;
/// let vector = vectors.iter().find(|vector| vector.id == "StopInstances/security-lock/1/success-first");
/// let vector = vector.expect("the lock refuses one instance");
/// let items = vector.items.iter().cloned();
/// let answer = batch(vector.request, items, &vector.environment, &policy).expect("the others are stopped");
/// let codes: Vec<&str> = answer.items().map(|item| item.code()).collect();
/// assert_eq!(codes, ["200", "InstanceLockedForSecurity", "200"]);
/// # Ok::<_, instance_lifecycle::analysis::BudgetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BatchVector {
    /// The identifier: the operation, then the rule and the number of its row, or what else is tested.
    pub id: String,
    /// What the call shows.
    pub purpose: BatchPurpose,
    /// The request.
    pub request: BatchRequest,
    /// The instances with their ids; the empty id is null.
    pub items: Vec<(String, Instance)>,
    /// The environment.
    pub environment: Environment,
}

/// What a [`BatchVector`] shows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum BatchPurpose {
    /// The row decides an instance.
    Decides(RowName),
    /// If two instances are refused together, the first in the order of the ids is the error.
    Order,
    /// The answer to a dry run.
    DryRun,
    /// The error of invalid ids.
    Ids,
    /// The effect of this parameter.
    Parameter(&'static str),
}

/// Returns the test vectors of the plural operations under a policy.
///
/// For each row of the singular operation that can decide an instance of the plural call, there is a call
/// of which it decides an instance: one that all instances share, and if it refuses, one that is decided
/// for each independently. Then follow the order of the instances, dry runs, the ids, and the parameters.
///
/// # Errors
///
/// Returns an error if the analysis of an operation exceeds the default [`Budget`].
pub fn batch_vectors(policy: &Policy) -> Result<Vec<BatchVector>, BudgetError> {
    let mut vectors = Vec::new();
    for request in BatchRequest::DEFAULTS {
        let rules = Rules::new(policy, request.of_each().operation());
        let meter = Meter::new(Budget::default(), rules.attributes.masks());
        let mut find = || {
            let search = Search::new(&rules, cases_of_each(request.action()), &meter)?;
            Batches { request: *request, policy, rules: &rules, search, vectors: &mut vectors }.collect()
        };
        find().map_err(|error| error.of(rules.operation))?;
    }
    Ok(vectors)
}

struct Batches<'a> {
    /// The plural request with default parameters.
    request: BatchRequest,
    policy: &'a Policy,
    rules: &'a Rules,
    search: Search<'a>,
    vectors: &'a mut Vec<BatchVector>,
}

impl Batches<'_> {
    fn collect(&mut self) -> Result<(), BudgetError> {
        self.of_rows()?;
        self.of_orders()?;
        self.of_dry_runs()?;
        self.of_ids();
        self.of_parameters()
    }

    /// A call for each row; if the row refuses, beside an instance that is not refused.
    fn of_rows(&mut self) -> Result<(), BudgetError> {
        for row in 0..self.rules.len() {
            let Some(witness) = self.search.simplest(&[row], &Region::FULL)? else { continue };
            let (name, request) = (self.rules.row_name(row), self.with(&witness));
            let purpose = BatchPurpose::Decides(name.clone());
            let decided = witness.case().instance;
            let settled = if row < self.rules.refusals.len() { self.settled_beside(&witness)? } else { None };
            let together = settled.into_iter().chain([decided]);
            self.push(&format!("{name}"), purpose.clone(), request, together.collect(), &witness);
            if row < self.rules.refusals.len()
                && let Some(request) = success_first(request)
            {
                let each = settled.into_iter().chain([decided]).chain(settled);
                self.push(&format!("{name}/success-first"), purpose, request, each.collect(), &witness);
            }
        }
        Ok(())
    }

    /// Two instances that are refused with different errors, in both orders.
    fn of_orders(&mut self) -> Result<(), BudgetError> {
        let refusals =
            self.search.groups().into_iter().filter(|group| group.rows[0] < self.rules.refusals.len());
        let refusals: Vec<_> = refusals.collect();
        for (n, first) in refusals.iter().enumerate() {
            let Some(one) = self.search.simplest(&first.rows, &Region::FULL)? else { continue };
            for second in &refusals[n + 1..] {
                let Some(other) = self.search.simplest(&second.rows, &beside(&one))? else { continue };
                let (one, other, request) = (one.case(), other.case(), self.with(&one));
                let orders = [[one.instance, other.instance], [other.instance, one.instance]];
                for (instances, n) in orders.into_iter().zip(1..) {
                    let id = format!("order/{n}");
                    self.push(&id, BatchPurpose::Order, request, instances.into(), &one.into());
                }
                return Ok(());
            }
        }
        Ok(())
    }

    /// Dry runs with and without a refused instance.
    fn of_dry_runs(&mut self) -> Result<(), BudgetError> {
        let Some(settled) = self.search.simplest(&self.settlements(), &Region::FULL)? else { return Ok(()) };
        let request = dry(self.with(&settled));
        let passes = settled.case().instance;
        self.push("dry-run", BatchPurpose::DryRun, request, [passes].into(), &settled);
        let refusals: Vec<usize> = (0..self.rules.refusals.len()).collect();
        let Some(refused) = self.search.simplest(&refusals, &beside(&settled))? else { return Ok(()) };
        let both = [passes, refused.case().instance];
        self.push("dry-run/refused", BatchPurpose::DryRun, request, both.into(), &settled);
        if let Some(request) = success_first(request) {
            self.push("dry-run/success-first", BatchPurpose::DryRun, request, both.into(), &settled);
        }
        Ok(())
    }

    /// No id, a null id, and too many ids.
    fn of_ids(&mut self) {
        let items = |ids: &[&str]| ids.iter().map(|id| ((*id).into(), Instance::DEFAULT)).collect();
        let many = (1..=MAX_IDS + 1).map(|n| (format!("i-{n}"), Instance::DEFAULT)).collect();
        for (id, items) in
            [("ids/none", items(&[])), ("ids/null", items(&["i-1", ""])), ("ids/too-many", many)]
        {
            self.push_items(id, BatchPurpose::Ids, self.request, items, Environment::DEFAULT);
        }
    }

    /// For each value of a parameter a call whose answer depends on it, and one whose plan does; if there
    /// is neither, any call with it.
    fn of_parameters(&mut self) -> Result<(), BudgetError> {
        let within = cases_of_each(self.request.action());
        for attribute in parameters(self.rules.operation) {
            for value in bits(within.admits(attribute.field) & !(1 << attribute.default)) {
                let id = format!("{}/{}", attribute.name, attribute.values[value]);
                let (answer, plan) = (
                    self.search.parameter_of_answer(attribute, value)?,
                    self.search.parameter_of_plan(attribute, value)?,
                );
                let any = if answer.is_none() && plan.is_none() {
                    let with_value = Region::FULL.restrict(attribute.field, 1 << value);
                    self.search.simplest(&self.settlements(), &with_value)?
                } else {
                    None
                };
                for (id, witness) in [(id.clone(), answer.or(any)), (format!("{id}/plan"), plan)] {
                    let Some(witness) = witness else { continue };
                    let (instance, request) = (witness.case().instance, self.with(&witness));
                    let purpose = BatchPurpose::Parameter(attribute.name);
                    self.push(&id, purpose, request, [instance].into(), &witness);
                }
            }
        }
        Ok(())
    }

    fn settlements(&self) -> Vec<usize> {
        (self.rules.refusals.len()..self.rules.len()).collect()
    }

    /// Returns an instance that the call of a case settles. `None` if it refuses all.
    fn settled_beside(&self, witness: &Witness) -> Result<Option<Instance>, BudgetError> {
        let settled = self.search.simplest(&self.settlements(), &beside(witness))?;
        Ok(settled.map(|settled| settled.case().instance))
    }

    /// Returns the plural request with the parameters of a case.
    fn with(&self, witness: &Witness) -> BatchRequest {
        with_parameters(&self.request, &witness.case().request)
    }

    /// Adds a vector of instances with the ids `i-1`, `i-2` and so on.
    fn push(
        &mut self,
        id: &str,
        purpose: BatchPurpose,
        request: BatchRequest,
        instances: Vec<Instance>,
        witness: &Witness,
    ) {
        let items = (1..).zip(instances).map(|(n, instance)| (format!("i-{n}"), instance)).collect();
        self.push_items(id, purpose, request, items, witness.case().environment);
    }

    /// Adds a vector unless the vendor documents no answer.
    fn push_items(
        &mut self,
        id: &str,
        purpose: BatchPurpose,
        request: BatchRequest,
        items: Vec<(String, Instance)>,
        environment: Environment,
    ) {
        let answer = batch(request, items.iter().cloned(), &environment, self.policy);
        if !matches!(answer, Err(BatchRejection::NoIds | BatchRejection::Repeated(_))) {
            let id = format!("{}/{id}", request.action());
            self.vectors.push(BatchVector { id, purpose, request, items, environment });
        }
    }
}

/// Returns the cases with the environment and the request of a case.
fn beside(witness: &Witness) -> Region {
    ATTRIBUTES
        .iter()
        .filter(|attribute| attribute.part != Part::Instance)
        .fold(Region::FULL, |region, attribute| {
            region.restrict(attribute.field, 1 << witness.point().value(attribute.field))
        })
}

/// Returns the plural request that asks for these parameters of each instance, as far as it takes them.
fn with_parameters(request: &BatchRequest, of_each: &Parameters) -> BatchRequest {
    let mut request = *request;
    match &mut request {
        BatchRequest::StopInstances(request) => {
            request.stopped_mode = of_each.stopped_mode.into();
            request.force_stop = of_each.force_stop;
        }
        BatchRequest::StartInstances(_) => {}
        BatchRequest::RebootInstances(request) => request.force_reboot = of_each.force_stop,
        BatchRequest::DeleteInstances(request) => {
            request.force = of_each.force;
            request.force_stop = of_each.delete_force_stop;
            request.terminate_subscription = of_each.terminate_subscription;
        }
    }
    request
}

/// Returns the request with independent instances. `None` if the operation decides them together.
fn success_first(mut request: BatchRequest) -> Option<BatchRequest> {
    let optimization = match &mut request {
        BatchRequest::StopInstances(request) => &mut request.batch_optimization,
        BatchRequest::StartInstances(request) => &mut request.batch_optimization,
        BatchRequest::RebootInstances(request) => &mut request.batch_optimization,
        BatchRequest::DeleteInstances(_) => return None,
    };
    *optimization = BatchOptimization::SuccessFirst;
    Some(request)
}

/// Returns the request as a dry run.
fn dry(mut request: BatchRequest) -> BatchRequest {
    let dry_run = match &mut request {
        BatchRequest::StopInstances(request) => &mut request.dry_run,
        BatchRequest::StartInstances(request) => &mut request.dry_run,
        BatchRequest::RebootInstances(request) => &mut request.dry_run,
        BatchRequest::DeleteInstances(request) => &mut request.dry_run,
    };
    *dry_run = true;
    request
}
