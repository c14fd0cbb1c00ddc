//! A packed call is decided like the call it was made from, and a slice like its calls.

use instance_lifecycle::{
    Amount, Case, CreateInstance, CustomError, CustomRule, Decidable, DeleteInstance, Environment, Instance,
    Operation, Parameters, Policy, ReActivateInstances, RebootInstance, Request, RunInstances,
    SpotInterruptionBehavior, StartInstance, Status, StopInstance, explain, plan,
};
use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use support::{Random, policies};

/// Returns a random call; each attribute is default but for one time in `rarity`.
fn call<R: Packable>(random: &mut Random, rarity: usize) -> Call<R> {
    let Case { instance, environment, request } = random.case(rarity);
    Call { instance, request: request.into(), environment }
}

/// Asserts that packing is reversible and does not change the decision.
fn equals<R: Packable>(call: &Call<R>, policy: &Policy) {
    let Call { instance, request, environment } = call;
    let packed = Packed::from(call);
    assert_eq!(&packed.call(), call);
    assert_eq!(packed.plan(policy), plan(instance, request, environment, policy), "{call:?}");
    let [of_packed, of_typed] = [packed.explain(policy), explain(instance, request, environment, policy)];
    assert!(of_packed.violations().eq(of_typed.violations()), "{call:?}");
    assert_eq!(of_packed.plan(), of_typed.plan(), "{call:?}");
}

/// Asserts that changing the request of a packed call equals packing the changed call.
fn asks<R: Packable>(call: &Call<R>, request: R) {
    assert!(Packed::from(call).asking(request) == Packed::from(&Call { request, ..*call }));
}

fn agrees<R: Decidable + From<Parameters> + Into<Request> + Debug + PartialEq>() {
    let mut random = Random::new();
    let built_in: Vec<Policy> = policies().collect();
    for rarity in [1, 2, 4, 8] {
        for _ in 0..1_000 {
            let policies = [built_in[random.below(built_in.len())].clone(), random.policy()];
            for policy in policies {
                let drawn = self::call::<R>(&mut random, rarity);
                equals(&drawn, &policy);
                let other = self::call::<R>(&mut random, rarity).request;
                repacks(&drawn, other);
                let Call { instance, request, environment } = drawn;
                let any = Call { instance, request: request.into(), environment };
                equals(&any, &policy);
                repacks(&any, other.into());
                repacks(&any, Request::DEFAULTS[random.below(Request::DEFAULTS.len())]);
            }
        }
    }
}

/// Returns the same random calls typed and packed.
fn slices<R: Packable>(calls: usize) -> (Vec<Call<R>>, Vec<Packed<R>>) {
    let mut random = Random::new();
    let typed: Vec<Call<R>> = (0..calls).map(|n| call(&mut random, 1 + n % 8)).collect();
    let packed = typed.iter().map(Packed::from).collect();
    (typed, packed)
}

#[test]
fn a_packed_call_is_decided_like_the_call() {
    agrees::<StopInstance>();
    agrees::<StartInstance>();
    agrees::<RebootInstance>();
    agrees::<DeleteInstance>();
    agrees::<ReActivateInstances>();
    agrees::<CreateInstance>();
    agrees::<RunInstances>();
}

#[test]
fn a_slice_is_decided_like_its_calls() {
    let (typed, packed) = slices::<StopInstance>(1_000);
    for policy in policies() {
        let answers: Vec<_> = typed
            .iter()
            .map(|call| plan(&call.instance, &call.request, &call.environment, &policy))
            .collect();
        assert!(plan_each(&packed, &policy).eq(answers.iter().cloned()));
        assert!(packed.iter().map(|call| call.explain(&policy).answer()).eq(answers));
    }
}

#[test]
fn plan_each_allocates_nothing() {
    let ((_, packed), policy) = (slices::<StopInstance>(10_000), Policy::documented());
    let mut planned = 0;
    let allocated = allocation_counter::measure(|| {
        planned += plan_each(&packed, &policy).filter(Result::is_ok).count();
        let explained = packed.iter().map(|call| call.explain(&policy));
        planned += explained.filter(|call| call.violations().next().is_none()).count();
    });
    assert!(planned > 0, "{planned} planned");
    assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0));
}

#[test]
fn packed_calls_are_equal_if_their_attributes_are() {
    let default = Call {
        instance: Instance::DEFAULT,
        request: StopInstance::DEFAULT,
        environment: Environment::DEFAULT,
    };
    let forced = Call { request: StopInstance { force_stop: true, ..StopInstance::DEFAULT }, ..default };
    let stopped = Call { instance: Instance { status: Status::Stopped, ..Instance::DEFAULT }, ..default };
    let packed = [default, forced, stopped].map(|call| Packed::from(&call));
    for (n, one) in packed.iter().enumerate() {
        for (m, other) in packed.iter().enumerate() {
            assert_eq!(one == other, n == m);
        }
    }
    assert_eq!(HashSet::from(packed).len(), 3);
    assert!(
        packed[0].with_request(forced.request) == packed[1]
            && packed[1].with_request(default.request) == packed[0]
    );
    assert!(packed[2].with_request(forced.request).call().instance == stopped.instance);
    let hashed = |packed| BuildHasherDefault::<DefaultHasher>::default().hash_one(packed);
    assert!(hashed(packed[0]) != hashed(packed[1]) && hashed(packed[0]) == hashed(Packed::from(&default)));
    assert_eq!(format!("{:?}", packed[1]), format!("Packed({forced:?})"));
}

/// A plan stores the attributes that rows read; the others are shown as default.
#[test]
fn a_plan_shows_the_attributes_that_rows_read() {
    let shown = Instance { elastic_address: true, ..Instance::DEFAULT };
    let instance = Instance { deletion_protection: true, ..shown };
    let plan = plan(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &Policy::documented());
    let plan = plan.expect("no violation");
    let expected = format!(
        "Plan {{ operation: StopInstance, settlement: StopInStandardMode, path: {:?}, case: {:?}, .. }}",
        plan.path(),
        Case { instance: shown, ..Case::DEFAULT },
    );
    assert_eq!(format!("{plan:?}"), expected);
}

#[test]
fn a_packed_call_is_decided_by_custom_rules() {
    let rule = CustomRule::refusal(
        Operation::StopInstance,
        "house",
        "Existence",
        CustomError::new(403, "House.Rule", "Not on our watch."),
    );
    let rule = rule.when(&[("gpu", &["Yes"])]).expect("an attribute");
    let policy = Policy::documented().with_rule(rule).expect("a new rule");
    for (gpu, expected) in [(true, Some("House.Rule")), (false, None)] {
        let instance = Instance { gpu, ..Instance::DEFAULT };
        let call = Call { instance, request: StopInstance::DEFAULT, environment: Environment::DEFAULT };
        let refused = Packed::from(&call).plan(&policy).err();
        assert_eq!(refused.as_ref().map(|rejection| rejection.error().code), expected);
    }
}
