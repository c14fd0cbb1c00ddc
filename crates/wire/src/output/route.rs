//! Routes as they are written.

use crate::request::single::Written;
use instance_lifecycle::analysis::{Repair, Route, RouteAction, RouteCharge};
use instance_lifecycle::plan::{Resource, Risk};
use instance_lifecycle::rules::attributes::ChangedBy;
use instance_lifecycle::trace::Cost;
use instance_lifecycle::{Event, Status};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The routes of an instance to a goal, in their JSON form.
///
/// ```
/// use instance_lifecycle::analysis::{Budget, Goal, NamedGoal, Ranking, Routes};
/// use instance_lifecycle::{Environment, Instance, Policy};
/// use instance_lifecycle_wire::{RecordedRoute, RouteAnswer};
///
/// let (policy, budget) = (Policy::documented(), Budget::default());
/// let goal = Goal::named(NamedGoal::Released, &policy, budget)?;
/// let routes = Routes::new(goal, &Environment::DEFAULT, &[], &policy, budget)?;
/// let found = routes.from(&Instance::DEFAULT, Ranking::Calls, 1, budget)?;
/// let routes = found.iter().map(|route| RecordedRoute::new(route, None)).collect();
/// let json = serde_json::to_value(RouteAnswer::new(Some("i-1"), routes))?;
/// assert_eq!(json["Outcome"], "Routed");
/// assert_eq!(json["Routes"][0]["Steps"][0]["Request"]["Action"], "DeleteInstance");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RouteAnswer<'a> {
    /// The id of the instance, if it is known.
    pub instance_id: Option<&'a str>,
    /// `Routed`, or `NoRoute`.
    pub outcome: &'static str,
    /// The routes, the best one first.
    pub routes: Vec<RecordedRoute>,
    /// If no route exists: the minimal changes of other attributes after which one does.
    pub blockers: Vec<Vec<RecordedChange>>,
    /// If no route exists: the events of which each makes one possible.
    pub opening_events: Vec<Event>,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedRoute {
    /// The number of calls.
    pub calls: u32,
    /// The number of events.
    pub events: u32,
    /// The risks of the calls, in order.
    pub risks: Vec<Risk>,
    /// The resources that are billed before the first step.
    pub billed: Vec<Resource>,
    /// The resources that are billed before the first step if present, which is unknown.
    pub billed_if_present: Vec<Resource>,
    /// The cost of an hour at the end. Written only if there are prices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_per_hour: Option<RecordedCost>,
    /// The steps; none if the instance is at the goal.
    pub steps: Vec<RecordedRouteStep>,
}

/// A cost, in the currency of the prices.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedCost {
    /// The cost of what is billed.
    pub billed: f64,
    /// The additional cost of what is billed if present, which is unknown.
    pub if_present: f64,
}

/// A step of a route: a call, or an event that is waited for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedRouteStep {
    /// The call, with the parameters that are not default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Value>,
    /// The event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// The status right after it.
    pub status: Status,
    /// The risks of the call.
    pub risks: Vec<Risk>,
    /// The resources that are billed from then on.
    pub billed: Vec<Resource>,
    /// The resources that are billed from then on if present, which is unknown.
    pub billed_if_present: Vec<Resource>,
}

/// A change of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RecordedChange {
    /// The name of the attribute.
    pub attribute: String,
    /// The current value.
    pub from: String,
    /// The required value.
    pub to: String,
    /// Who can change it: `Request`, `Owner`, `Vendor` or `Nobody`.
    pub changed_by: &'static str,
}

impl<'a> RouteAnswer<'a> {
    /// Creates the answer of some routes.
    #[must_use]
    pub fn new(instance_id: Option<&'a str>, routes: Vec<RecordedRoute>) -> Self {
        let outcome = if routes.is_empty() { "NoRoute" } else { "Routed" };
        Self { instance_id, outcome, routes, blockers: Vec::new(), opening_events: Vec::new() }
    }
}

impl RecordedRoute {
    /// Creates the form of a route; with prices per hour, it has its cost.
    #[must_use]
    pub fn new(route: &Route, price: Option<&dyn Fn(Resource) -> f64>) -> Self {
        let (length, (billed, billed_if_present)) = (route.length(), resources(&route.billed));
        let cost = price.map(|price| route.cost_per_hour(price));
        Self {
            calls: length.calls,
            events: length.events,
            risks: route.risks().collect(),
            billed,
            billed_if_present,
            cost_per_hour: cost.map(RecordedCost::from),
            steps: route.steps.iter().map(RecordedRouteStep::from).collect(),
        }
    }
}

impl From<Cost> for RecordedCost {
    fn from(Cost { billed, if_present }: Cost) -> Self {
        Self { billed, if_present }
    }
}

impl From<&instance_lifecycle::analysis::RouteStep> for RecordedRouteStep {
    fn from(step: &instance_lifecycle::analysis::RouteStep) -> Self {
        let (request, event, risks) = match &step.action {
            RouteAction::Call(request, plan) => {
                let request = serde_json::to_value(Written { request, id: None });
                (request.ok(), None, plan.risks().collect())
            }
            RouteAction::Wait(event) => (None, Some(*event), Vec::new()),
        };
        let (billed, billed_if_present) = resources(&step.billed);
        Self { request, event, status: step.after.status, risks, billed, billed_if_present }
    }
}

impl From<&Repair> for RecordedChange {
    fn from(change: &Repair) -> Self {
        Self {
            attribute: change.attribute.name().to_owned(),
            from: change.from.to_string(),
            to: change.to.to_string(),
            changed_by: match change.attribute.changed_by() {
                ChangedBy::Request => "Request",
                ChangedBy::Owner => "Owner",
                ChangedBy::Vendor => "Vendor",
                ChangedBy::Nobody => "Nobody",
            },
        }
    }
}

/// Returns the resources that are billed, and those that are billed if present.
fn resources(billed: &[RouteCharge]) -> (Vec<Resource>, Vec<Resource>) {
    let of = |if_present| {
        billed.iter().filter(move |charge| charge.if_present == if_present).map(|charge| charge.resource)
    };
    (of(false).collect(), of(true).collect())
}
