//! Routes of instances to a goal, and what blocks them.

use instance_lifecycle::analysis::{
    Budget, BudgetError, Goal, Ranking, Repair, Route, RouteAction, RouteStep, Routes,
};
use instance_lifecycle::plan::Resource;
use instance_lifecycle::{Environment, Event, Instance, Policy};
use instance_lifecycle_wire::{Case, RecordedChange, RecordedRoute, RecordedRouteStep, RouteAnswer};
use serde_json::Value;

/// The routes of an instance, or what blocks them.
pub(crate) struct Found {
    pub(crate) routes: Vec<Route>,
    pub(crate) blockers: Vec<Vec<Repair>>,
    pub(crate) opening_events: Vec<Event>,
}

impl Found {
    pub(crate) fn answer<'a>(
        &self,
        id: Option<&'a str>,
        price: Option<&dyn Fn(Resource) -> f64>,
    ) -> RouteAnswer<'a> {
        let routes = self.routes.iter().map(|route| RecordedRoute::new(route, price)).collect();
        let mut answer = RouteAnswer::new(id, routes);
        answer.blockers =
            self.blockers.iter().map(|changes| changes.iter().map(RecordedChange::from).collect()).collect();
        answer.opening_events.clone_from(&self.opening_events);
        answer
    }
}

/// The events that may make a route possible: trouble ends.
const OPENING: [Event; 8] = [
    Event::PaymentSettled,
    Event::Renewed,
    Event::FinancialLockCleared,
    Event::SecurityLockCleared,
    Event::RecyclingLockCleared,
    Event::DedicatedHostFinancialLockCleared,
    Event::RefundedLockCleared,
    Event::UnknownLockCleared,
];

/// Finds routes. What it computes for an environment is kept until the next one.
pub(crate) struct Finder {
    goal: Goal,
    events: Vec<Event>,
    policy: Policy,
    routes: Option<Routes>,
    /// The routes with each further event.
    opened: Vec<(Event, Routes)>,
}

impl Finder {
    pub(crate) fn new(goal: Goal, events: &[Event], policy: Policy) -> Self {
        Self { goal, events: events.to_vec(), policy, routes: None, opened: Vec::new() }
    }

    pub(crate) fn find(
        &mut self,
        case: &Case,
        ranking: Ranking<'_>,
        limit: usize,
    ) -> Result<Found, BudgetError> {
        let (instance, budget) = (case.instance(), Budget::default());
        let routes = self.routes(&case.environment)?;
        let found = routes.from(&instance, ranking, limit, budget)?;
        if !found.is_empty() {
            return Ok(Found { routes: found, blockers: Vec::new(), opening_events: Vec::new() });
        }
        let blockers = routes.blockers(&instance, budget)?;
        let opening_events = self.opening_events(&instance, &case.environment)?;
        Ok(Found { routes: found, blockers, opening_events })
    }

    /// The shortest route of a case; `None` if there is none.
    pub(crate) fn shortest(&mut self, case: &Case) -> Result<Option<Route>, BudgetError> {
        let routes = self.routes(&case.environment)?;
        Ok(routes.from(&case.instance(), Ranking::Calls, 1, Budget::default())?.pop())
    }

    /// The routes in an environment.
    fn routes(&mut self, environment: &Environment) -> Result<&Routes, BudgetError> {
        let known = self.routes.take().filter(|routes| routes.environment() == environment);
        let routes = match known {
            Some(routes) => routes,
            None => {
                self.opened.clear();
                self.with(environment, &self.events)?
            }
        };
        Ok(self.routes.insert(routes))
    }

    fn with(&self, environment: &Environment, events: &[Event]) -> Result<Routes, BudgetError> {
        Routes::new(self.goal.clone(), environment, events, &self.policy, Budget::default())
    }

    /// The events of which each makes a route possible.
    fn opening_events(
        &mut self,
        instance: &Instance,
        environment: &Environment,
    ) -> Result<Vec<Event>, BudgetError> {
        if self.opened.is_empty() {
            for event in OPENING {
                let events: Vec<Event> = self.events.iter().copied().chain([event]).collect();
                self.opened.push((event, self.with(environment, &events)?));
            }
        }
        let opening = self.opened.iter().filter(|(_, routes)| routes.length(instance).is_some());
        Ok(opening.map(|(event, _)| *event).collect())
    }
}

/// The calls with their parameters: `StartInstance, then StopInstance StoppedMode=StopCharging`.
pub(crate) fn calls(route: &Route) -> String {
    let calls = route.steps.iter().filter(|step| matches!(step.action, RouteAction::Call(..)));
    calls.map(action).collect::<Vec<_>>().join(", then ")
}

/// The call with its parameters, or the event.
pub(crate) fn action(step: &RouteStep) -> String {
    match &step.action {
        RouteAction::Wait(event) => format!("wait for {event}"),
        RouteAction::Call(request, _) => {
            let written = RecordedRouteStep::from(step).request.unwrap_or_default();
            let parameters = written.as_object().into_iter().flatten().filter(|(name, _)| *name != "Action");
            let parameters = parameters.map(|(name, value)| match value {
                Value::String(text) => format!(" {name}={text}"),
                other => format!(" {name}={other}"),
            });
            format!("{}{}", request.operation(), parameters.collect::<String>())
        }
    }
}
