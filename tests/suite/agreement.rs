//! The library agrees with the oracle: on every call whose attributes a rule reads together, and on
//! random calls under random policies.

use crate::cases::{Random, conditions, product, read_by};
use crate::oracle;
use instance_lifecycle::region::Region;
use instance_lifecycle::{
    Case, Finite, ForceStopWhileStopping, HibernateMode, HibernatedBandwidth, HibernationForbids,
    ImageLicence, IneligibleStopCharging, KeysChecked, LocalDiskContents, OtherLocks, Policy, Rejection,
    Revision, SecurityLockedStop, SpotEconomicalMode, StatusText, StopInstance, StopOfStopped, WhoConfirms,
    WhoseArrears, explain, plan,
};

/// A policy and the same policy in the oracle's words.
struct Pair {
    policy: Policy,
    revision: Revision,
    readings: oracle::Readings,
}

impl Pair {
    fn of(revision: Revision) -> Self {
        Self { policy: Policy::ecs(revision), revision, readings: oracle::Readings::of(revision) }
    }
}

/// One line a reading: the library's answers, the oracle's field and its answers, in the same order.
macro_rules! readings {
    ($($reading:ident: $field:ident = $other:ident { $($value:ident = $others:ident),+ })+) => {
        impl Pair {
            /// This pair with the reading of that number given its answer of that number.
            fn with(mut self, reading: usize, answer: usize) -> Self {
                let answers: &[fn(&mut Self, usize)] = &[$(|pair, answer| {
                    let answers = [$(($reading::$value, oracle::$other::$others)),+];
                    let (here, there) = answers[answer % answers.len()];
                    pair.policy = pair.policy.clone().with(here);
                    pair.readings.$field = there;
                }),+];
                answers[reading](&mut self, answer);
                self
            }
        }

        /// How many answers each reading has.
        const ANSWERS: &[usize] = &[$(<$reading as Finite>::NAMES.len()),+];
    };
}

readings! {
    IneligibleStopCharging: ineligible_stop_charging = IneligibleStopCharging { Reject = Reject, StopAsKeepCharging = StopAsKeepCharging }
    SecurityLockedStop: security_lock = SecurityLock { Deny = Deny, Allow = Allow }
    WhoConfirms: confirmation = Confirmation { AnyLocalStorage = AnyLocalStorage, FamilyI1 = FamilyI1, Nobody = Nobody }
    StatusText: status_text = StatusText { Static = Static, Templated = Templated }
    ForceStopWhileStopping: force_stop_while_stopping = ForceStopWhileStopping { Reject = Reject, Accept = Accept }
    SpotEconomicalMode: spot_economical_mode = SpotEconomicalMode { Unsupported = Unsupported, Supported = Supported }
    HibernationForbids: hibernation_limit = HibernationLimit { ForceOrSpotKeep = ForceOrSpotKeep, SpotKeep = SpotKeep, Nothing = Nothing }
    HibernateMode: hibernation_default = HibernationDefault { SameDefault = SameAsAnyStop, KeepCharging = KeepCharging }
    KeysChecked: key_check = KeyCheck { EveryStop = EveryStop, OnlyHibernate = OnlyHibernate }
    WhoseArrears: arrears = Arrears { InstanceOrDisk = InstanceOrDisk, InstanceOnly = InstanceOnly }
    StopOfStopped: stop_of_stopped = StopOfStopped { Reject = Reject, AlreadyDone = AlreadyDone }
    ImageLicence: image_licence = ImageLicence { Billed = Billed, NotBilled = NotBilled }
    HibernatedBandwidth: hibernated_bandwidth = HibernatedBandwidth { NotBilled = NotBilled, Billed = Billed }
    LocalDiskContents: family_i1_contents = FamilyI1Contents { Kept = Kept, Lost = Lost }
    OtherLocks: undocumented_locks = UndocumentedLocks { Ignore = Ignore, Deny = Deny }
}

/// The library's answer in the oracle's words.
fn answer(case: &Case, policy: &Policy) -> oracle::Answer {
    let request = StopInstance::from(case.request);
    match plan(&case.instance, &request, &case.environment, policy) {
        Ok(plan) if plan.is_already_done() => oracle::Answer::AlreadyDone,
        Ok(plan) => oracle::Answer::Planned(in_words(plan)),
        Err(Rejection::DryRunPassed(pass)) => oracle::Answer::DryRunPassed { plan: in_words(pass.plan()) },
        Err(rejection @ Rejection::Refused(_)) => oracle::Answer::Rejected {
            objections: explain(&case.instance, &request, &case.environment, policy)
                .objections()
                .map(|objection| oracle::Objection {
                    http: objection.error().http_status,
                    code: objection.error().row.expect("a documented error").code,
                    message: objection.to_string(),
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
                disposition: resource.disposition.as_str(),
                billed_before: resource.billed_before,
                billed_after: resource.billed_after,
            })
            .collect(),
        risks: plan.risks().map(|risk| risk.as_str()).collect(),
    }
}

fn agree(case: &Case, pair: &Pair) {
    let request = StopInstance::from(case.request);
    let expected = oracle::stop(&case.instance, &case.environment, &request, pair.revision, &pair.readings);
    assert_eq!(
        answer(case, &pair.policy),
        expected,
        "{case:#?} under {:?} {:?}",
        pair.revision,
        pair.readings
    );
}

/// The built-in policies, and each with one reading changed.
fn pairs() -> impl Iterator<Item = Pair> {
    Revision::ALL.iter().flat_map(|&revision| {
        let changed = ANSWERS.iter().enumerate().flat_map(move |(reading, &answers)| {
            (0..answers).map(move |answer| Pair::of(revision).with(reading, answer))
        });
        core::iter::once(Pair::of(revision)).chain(changed)
    })
}

#[test]
fn on_every_combination_that_two_neighbouring_rules_read() {
    let regions: Vec<Region> = conditions().collect();
    let pairs: Vec<Pair> = pairs().collect();
    for neighbours in regions.windows(2) {
        let attributes = read_by(&neighbours[0].intersect(&neighbours[1]));
        product(&attributes, Case::PLAIN.point(), &mut |case| {
            pairs.iter().for_each(|pair| agree(case, pair))
        });
    }
}

#[test]
fn on_random_cases_under_random_policies() {
    let mut random = Random::new();
    for _ in 0..2_000 {
        let mut pair = Pair::of(Revision::ALL[random.below(Revision::ALL.len())]);
        for (reading, &answers) in ANSWERS.iter().enumerate() {
            if random.below(3) == 0 {
                pair = pair.with(reading, random.below(answers));
            }
        }
        // Mostly plain, so that plans are reached and not only refusals.
        (0..500).for_each(|_| agree(&random.case(4), &pair));
    }
}
