//! The test of a remote control plane: it agrees with the reference machine itself, and reports transport
//! errors and every kind of difference.

use instance_lifecycle::instance::StoppedMode;
use instance_lifecycle::rules::attributes::Attribute;
use instance_lifecycle::testing::{Bias, ControlPlane, Problem, RemoteFailure, RemoteTest, Reply, instances};
use instance_lifecycle::{Environment, Event, Instance, Policy, Request, plan};

/// A control plane that is the reference machine, with faults.
#[derive(Default)]
struct Plane {
    instances: Vec<Instance>,
    /// The number of requests until the connection is lost.
    lost_after: Option<usize>,
    /// Another message of every error.
    message: Option<&'static str>,
    /// Whether a stop is always in standard mode, as far as descriptions tell.
    hides_mode: bool,
}

impl Plane {
    fn ask(&mut self) -> Result<(), String> {
        match &mut self.lost_after {
            Some(0) => Err("connection reset".to_owned()),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl ControlPlane for Plane {
    type Id = usize;
    type Error = String;

    fn create(&mut self, instance: &Instance) -> Result<usize, String> {
        self.ask()?;
        self.instances.push(*instance);
        Ok(self.instances.len() - 1)
    }

    fn call(&mut self, id: &usize, request: &Request) -> Result<Reply, String> {
        self.ask()?;
        let instance = &mut self.instances[*id];
        let answer = plan(instance, request, &Environment::DEFAULT, &Policy::documented());
        let mut reply = Reply::from(&answer);
        if let (Reply::Refused { message, .. }, Some(other)) = (&mut reply, self.message) {
            *message = Some(other.to_owned());
        }
        if let Ok(plan) = answer {
            *instance = plan.accept(instance).expect("the plan is for this instance");
        }
        Ok(reply)
    }

    fn let_time_pass(&mut self, id: &usize) -> Result<(), String> {
        self.ask()?;
        let instance = &mut self.instances[*id];
        let ends = [Event::CreationFinished, Event::ShutdownCompleted, Event::BootCompleted];
        while instance.status.is_transitional() {
            let apply =
                |event: &Event| instance.apply(*event, &Environment::DEFAULT, &Policy::documented()).ok();
            *instance = ends.iter().find_map(apply).expect("the task ends");
        }
        Ok(())
    }

    fn describe(&mut self, id: &usize) -> Result<Option<Instance>, String> {
        self.ask()?;
        let shown = self.instances[*id];
        let shown = if self.hides_mode {
            shown.with(|it| it.stopped_mode = StoppedMode::NotApplicable)
        } else {
            shown
        };
        Ok(Some(shown).filter(|instance| *instance != Instance::RELEASED))
    }
}

fn test() -> RemoteTest {
    let mode = Attribute::named("stopped_mode").expect("an attribute");
    RemoteTest::new(Policy::documented()).with(|it| {
        it.compared.push(mode);
        it.cases = 64;
    })
}

#[test]
fn the_reference_machine_agrees_with_itself() {
    let any = test().with(|it| it.starts = instances(Bias::Default));
    assert_eq!(any.run(&mut Plane::default()), Ok(()));
}

#[test]
fn a_lost_connection_is_no_difference() {
    let lost = |lost_after| {
        let mut plane = Plane { lost_after: Some(lost_after), ..Plane::default() };
        test().run(&mut plane).expect_err("the connection is lost")
    };
    let RemoteFailure { steps, problem, .. } = lost(0);
    assert_eq!((steps.len(), problem), (0, Problem::Transport("connection reset".to_owned())));
    let failure = lost(7);
    assert_eq!(failure.problem, Problem::Transport("connection reset".to_owned()));
    assert!(
        failure.to_string().ends_with("\nthe control plane cannot be reached: connection reset"),
        "{failure}"
    );
}

#[test]
fn differences_are_reported_by_the_shortest_history() {
    let found = |mut plane: Plane| test().run(&mut plane).expect_err("it differs").to_string();
    let message = found(Plane { message: Some("no"), ..Plane::default() });
    insta::assert_snapshot!(message, @r"
    created: the default instance
    1. DeleteInstance
    expected `403 IncorrectInstanceStatus: The current status of the resource does not support this operation.`, found `403 IncorrectInstanceStatus: no`
    ");
    let mode = found(Plane { hides_mode: true, ..Plane::default() });
    insta::assert_snapshot!(mode, @r"
    created: the default instance
    1. StopInstance
    stopped_mode: expected `KeepCharging`, found `Not-applicable`
    ");
}

/// A difference that was found stays one if the connection is lost while it is shrunk.
#[test]
fn a_connection_lost_while_shrinking_does_not_hide_the_difference() {
    for lost_after in 5..60 {
        let mut plane = Plane { hides_mode: true, lost_after: Some(lost_after), ..Plane::default() };
        let failure = test().run(&mut plane).expect_err("it differs, or is lost");
        let is_expected = match failure.problem {
            Problem::Description { attribute, .. } => attribute == "stopped_mode",
            Problem::Transport(_) => true,
            Problem::Reply { .. } => false,
        };
        assert!(is_expected, "{failure}");
    }
}
