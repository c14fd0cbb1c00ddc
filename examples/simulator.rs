//! A discrete-event simulator: 1,000 instances over a day, and what they cost.
//!
//! Every instance has a trace, which decides the calls, applies the events and becomes the bill. What is due
//! next waits in a queue: the calls of the users, and the events that end what is in flight.
//!
//! `cargo run --release --example simulator --features alloc`

use instance_lifecycle::instance::SpotStrategy;
use instance_lifecycle::plan::Resource;
use instance_lifecycle::request::StopMode;
use instance_lifecycle::trace::{Answer, Bill, Input, Trace};
use instance_lifecycle::{
    DeleteInstance, Environment, Event, Instance, Policy, Request, RunInstances, StartInstance, Status,
    StopInstance,
};
use std::collections::BTreeMap;

const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

/// The seconds after which the event comes that ends what is in flight.
fn wait(event: Event) -> u64 {
    match event {
        Event::CreationFinished => 20,
        Event::BootCompleted => 40,
        _ => 30,
    }
}

struct Simulator {
    policy: Policy,
    traces: Vec<Trace>,
    /// What is due, by the time and the order of insertion: the instance and the input.
    due: BTreeMap<(u64, usize), (usize, Input)>,
    inserted: usize,
    /// The number of calls by their answer.
    answers: BTreeMap<String, usize>,
    random: u64,
}

impl Simulator {
    fn new(instances: usize) -> Self {
        let mut simulator = Self {
            policy: Policy::documented(),
            traces: vec![Trace::new(Instance::RELEASED); instances],
            due: BTreeMap::new(),
            inserted: 0,
            answers: BTreeMap::new(),
            random: 1,
        };
        for number in 0..instances {
            simulator.plan_day(number);
        }
        simulator
    }

    /// A whole number below `bound` (splitmix64).
    fn below(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ self.random >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ mixed >> 27) % bound
    }

    fn insert(&mut self, at: u64, number: usize, input: Input) {
        self.due.insert((at, self.inserted), (number, input));
        self.inserted += 1;
    }

    fn call(&mut self, at: u64, number: usize, request: impl Into<Request>) {
        self.insert(at, number, Input::Request(request.into(), Environment::DEFAULT));
    }

    /// A day of one instance: it is created in the morning, and stopped and started by its users; one in ten
    /// is deleted in the evening. One in four is a spot instance, some of which are interrupted.
    fn plan_day(&mut self, number: usize) {
        let (is_spot, created) = (self.below(4) == 0, self.below(6 * HOUR));
        let spot_strategy = if is_spot { SpotStrategy::SpotAsPriceGo } else { SpotStrategy::NoSpot };
        let run = RunInstances::DEFAULT.with(|it| it.spot_strategy = spot_strategy);
        self.call(created, number, run);
        for _ in 0..self.below(4) {
            let (at, pause) = (created + self.below(12 * HOUR), self.below(3 * HOUR));
            let stop = StopInstance::DEFAULT.with(|it| it.stopped_mode = Some(StopMode::StopCharging));
            self.call(at, number, stop);
            self.call(at + pause, number, StartInstance::DEFAULT);
        }
        if is_spot {
            let at = created + HOUR + self.below(16 * HOUR);
            let events = [Event::SpotProtectionEnded, Event::SpotInterruptionNoticed, Event::SpotInterrupted];
            for (event, wait) in events.into_iter().zip([0, 0, 300]) {
                self.insert(at + wait, number, Input::Event(event, Environment::DEFAULT));
            }
        }
        if self.below(10) == 0 {
            let at = DAY - 1 - self.below(HOUR);
            self.call(at, number, DeleteInstance::DEFAULT.with(|it| it.force = true));
        }
    }

    /// Takes what is due until the end of the day.
    fn run(&mut self) {
        while let Some(((at, _), (number, input))) = self.due.pop_first().filter(|((at, _), _)| *at < DAY) {
            let before = self.traces[number].end();
            if let Answer::Request(answer) = self.traces[number].push(at, input, &self.policy) {
                let answer = match answer {
                    Ok(plan) => format!("200 {}", plan.operation()),
                    Err(rejection) => format!("{} {}", rejection.error().http_status, rejection.error().code),
                };
                *self.answers.entry(answer).or_insert(0) += 1;
            }
            let after = self.traces[number].end();
            if let Some(event) = after.completed_by().filter(|_| after != before) {
                self.insert(at + wait(event), number, Input::Event(event, Environment::DEFAULT));
            }
        }
    }

    fn bill(&self) -> Bill {
        let bills = self.traces.iter().map(|trace| trace.bill(DAY, &self.policy));
        bills.map(|bill| bill.expect("time goes forward")).sum()
    }

    fn count(&self, status: Status) -> usize {
        self.traces.iter().filter(|trace| trace.end().status == status).count()
    }
}

fn main() {
    let mut simulator = Simulator::new(1_000);
    simulator.run();
    Status::ALL.iter().for_each(|&status| println!("{status:<10} {:>6}", simulator.count(status)));
    simulator.answers.iter().for_each(|(answer, count)| println!("{count:>6} {answer}"));
    let bill = simulator.bill();
    for line in bill.lines() {
        let [billed, if_present] = [line.billed, line.if_present].map(|seconds| seconds / HOUR);
        println!("{:<16} billed {billed:>6} h, and {if_present:>6} h if present", line.resource);
    }
    let price = |resource| if resource == Resource::Vcpu { 0.05 } else { 0.0 };
    println!("vCPUs at 0.05 an hour: {:.2}", bill.cost(price).billed);
}

#[test]
fn a_day_is_accounted_for() {
    let mut simulator = Simulator::new(1_000);
    simulator.run();
    let vcpu = simulator.bill().line(Resource::Vcpu);
    assert!(vcpu.billed > 0 && vcpu.unbilled > 0 && vcpu.billed + vcpu.unbilled < 1_000 * DAY, "{vcpu:?}");
    assert!(simulator.traces.iter().all(|trace| trace.replay(&simulator.policy) == Ok(trace.end())));
    assert!(simulator.answers["200 RunInstances"] == 1_000 && simulator.count(Status::Released) > 50);
}
