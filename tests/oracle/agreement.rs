//! The library agrees with the oracle, operation by operation: on every combination of the attributes
//! that two neighbouring rows of a rule table read, and on random calls under random policies.

use crate as oracle;
use crate::interpretations::{ANSWERS, KNOWN};
use instance_lifecycle::instance::StoppedFor;
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::region::Region;
use instance_lifecycle::{
    Case, Instance, Operation, Policy, Rejection, Request, Revision, Status, explain, plan,
};
use support::{Random, product, read_by, rounds};

/// A policy of the library and the equal policy of the oracle.
struct Pair {
    policy: Policy,
    revision: Revision,
    interpretations: oracle::Interpretations,
}

impl Pair {
    fn of(revision: Revision) -> Self {
        Self {
            policy: Policy::ecs(revision),
            revision,
            interpretations: oracle::Interpretations::of(revision),
        }
    }

    /// Returns this pair with one interpretation given another answer, both by number.
    fn with(mut self, interpretation: usize, answer: usize) -> Self {
        let choice = oracle::interpretations::answer(&mut self.interpretations, interpretation, answer);
        self.policy = self.policy.with(choice);
        self
    }
}

/// Returns the library's answer as an answer of the oracle.
fn answer(case: &Case, request: &Request, policy: &Policy) -> oracle::Answer {
    match plan(&case.instance, request, &case.environment, policy) {
        Ok(plan) if plan.is_already_done() => oracle::Answer::AlreadyDone {
            billed: plan
                .resources()
                .filter(|resource| resource.billed_after)
                .map(|resource| resource.resource.as_str())
                .collect(),
        },
        Ok(plan) => oracle::Answer::Planned(in_words(plan)),
        Err(Rejection::DryRunPassed(pass)) => oracle::Answer::DryRunPassed { plan: in_words(pass.plan()) },
        Err(rejection @ Rejection::Refused(_)) => oracle::Answer::Rejected {
            violations: explain(&case.instance, request, &case.environment, policy)
                .violations()
                .map(|violation| oracle::Violation {
                    http: violation.error().http_status,
                    code: violation.error().row.expect("a documented error").code,
                    message: violation.to_string(),
                })
                .collect(),
            retryable: rejection.is_retryable(),
        },
    }
}

fn in_words(plan: instance_lifecycle::Plan) -> oracle::Plan {
    let path = plan.path();
    oracle::Plan {
        from: path.from,
        via: path.via.to_vec(),
        to: path.to,
        mode: plan.stopped_mode(),
        hibernates: plan.hibernates(),
        resources: plan
            .resources()
            .map(|resource| oracle::Resource {
                name: resource.resource.as_str(),
                if_present: resource.if_present,
                disposition: resource.disposition.as_str(),
                billed_before: resource.billed_before,
                billed_after: resource.billed_after,
                at_next_start: (plan.operation() == Operation::StopInstance
                    && oracle::CHANGED_BY_A_START.contains(&resource.resource.as_str()))
                .then(|| resource.at_next_start.as_str()),
            })
            .collect(),
        risks: plan.risks().map(|risk| risk.as_str()).collect(),
    }
    .sorted()
}

/// Returns the oracle's answer.
fn expected(case: &Case, request: &Request, pair: &Pair) -> oracle::Answer {
    let Case { instance, environment, .. } = case;
    let interpretations = &pair.interpretations;
    match request {
        Request::StopInstance(request) => {
            oracle::stop(instance, environment, request, pair.revision, interpretations)
        }
        Request::StartInstance(request) => oracle::start(instance, environment, request, interpretations),
        Request::RebootInstance(request) => oracle::reboot(instance, environment, request, interpretations),
        Request::DeleteInstance(request) => oracle::delete(instance, environment, request, interpretations),
        Request::ReActivateInstances(_) => oracle::reactivate(instance, environment, interpretations),
        Request::CreateInstance(request) => oracle::create(environment, request),
        Request::RunInstances(request) => oracle::run(environment, request),
        other => panic!("not covered: {other:?}"),
    }
}

fn agree(operation: Operation, case: &Case, pair: &Pair) {
    let request = Request::new(operation, case.request);
    assert_eq!(
        answer(case, &request, &pair.policy),
        expected(case, &request, pair),
        "{request:?} of {case:#?} under {:?} {:?}",
        pair.revision,
        pair.interpretations
    );
}

/// The built-in policies, and each with one interpretation changed.
fn pairs() -> impl Iterator<Item = Pair> {
    Revision::ALL.iter().flat_map(|&revision| {
        let changed = ANSWERS.iter().enumerate().flat_map(move |(interpretation, answers)| {
            (0..answers.len()).map(move |answer| Pair::of(revision).with(interpretation, answer))
        });
        core::iter::once(Pair::of(revision)).chain(changed)
    })
}

/// Returns the simplest case that an operation accepts.
fn accepted(operation: Operation) -> Case {
    let instance = match operation {
        Operation::CreateInstance | Operation::RunInstances => Instance::RELEASED,
        Operation::StartInstance | Operation::DeleteInstance => {
            Instance::DEFAULT.with(|it| it.status = Status::Stopped)
        }
        Operation::ReActivateInstances => Instance::DEFAULT.with(|it| {
            it.status = Status::Stopped;
            it.stopped_for = StoppedFor::Arrears;
        }),
        _ => Instance::DEFAULT,
    };
    Case::DEFAULT.with(|it| it.instance = instance)
}

/// The maximal number of cases that two neighbouring rows may span.
const MAX: usize = 200_000;

/// Compares every combination of what two neighbouring rows read, around the simplest accepted case.
fn agree_on_neighbours(operation: Operation) {
    let rule_table = operation.rule_table();
    let decisions = rule_table
        .refusals
        .iter()
        .map(|row| row.when)
        .chain(rule_table.settlements.iter().map(|row| row.when));
    let consequences =
        rule_table.effects.iter().map(|row| row.when).chain(rule_table.risks.iter().map(|row| row.when));
    let regions: Vec<Region> = decisions.chain(consequences).collect();
    let pairs: Vec<Pair> = pairs().collect();
    for neighbours in regions.windows(2) {
        let attributes = read_by(&neighbours[0].intersect(&neighbours[1]));
        let size: usize = attributes.iter().map(|attribute| attribute.values.len()).product();
        assert!(size <= MAX, "{size} cases of {attributes:?}");
        product(&attributes, accepted(operation).point(), &mut |case| {
            pairs.iter().for_each(|pair| agree(operation, case, pair))
        });
    }
}

/// Compares random cases, from nearly default ones, which reach plans, to unusual ones.
fn agree_on_random_cases(operation: Operation) {
    let mut random = Random::new();
    for _ in 0..rounds(50) {
        let mut pair = Pair::of(Revision::ALL[random.below(Revision::ALL.len())]);
        for (interpretation, answers) in ANSWERS.iter().enumerate() {
            if random.below(3) == 0 {
                pair = pair.with(interpretation, random.below(answers.len()));
            }
        }
        for _ in 0..500 {
            let rarity = [3, 6, 12, 24][random.below(4)];
            let mut case = random.case(rarity);
            let accepted = accepted(operation).instance;
            if accepted.status == Status::Released {
                case.instance = accepted;
            } else if random.below(3) > 0 {
                case.instance.status = accepted.status;
                case.instance.stopped_for = accepted.stopped_for;
            }
            agree(operation, &case, &pair);
        }
    }
}

/// A new interpretation, or a new answer to one, needs an answer of the oracle.
#[test]
fn the_oracle_knows_every_answer_to_every_interpretation() {
    assert_eq!(ANSWERS, KNOWN);
    let mut known = ANSWERS.to_vec();
    let mut all: Vec<_> = Interpretation::ALL.iter().map(|interpretation| interpretation.values).collect();
    known.sort_unstable();
    all.sort_unstable();
    assert_eq!(known, all);
}

macro_rules! agreement {
    ($($name:ident: $operation:ident)+) => {
        $(mod $name {
            use instance_lifecycle::Operation;

            #[test]
            fn on_every_combination_that_two_neighbouring_rows_read() {
                super::agree_on_neighbours(Operation::$operation);
            }

            #[test]
            fn on_random_cases_under_random_policies() {
                super::agree_on_random_cases(Operation::$operation);
            }
        })+
    };
}

agreement! {
    stop: StopInstance
    start: StartInstance
    reboot: RebootInstance
    delete: DeleteInstance
    reactivate: ReActivateInstances
    create: CreateInstance
    run: RunInstances
}
