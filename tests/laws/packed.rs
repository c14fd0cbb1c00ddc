//! Packed calls are decided as the calls they were packed from.

use instance_lifecycle::instance::SpotInterruptionBehavior;
use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::policy::{CustomError, CustomRule};
use instance_lifecycle::request::{Amount, Parameters};
use instance_lifecycle::{
    Case, CreateInstance, Decidable, DeleteInstance, Environment, Instance, Operation, Policy,
    ReActivateInstances, RebootInstance, Request, RunInstances, StartInstance, Status, StopInstance, explain,
    plan,
};
use std::collections::HashSet;
use std::fmt::Debug;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use support::{Random, policies};

/// A random call of an operation. Each attribute differs from its default one time in `rarity`.
fn call<R: From<Parameters>>(random: &mut Random, rarity: usize) -> Call<R> {
    let Case { instance, environment, request, .. } = random.case(rarity);
    Call { instance, request: request.into(), environment }
}

/// A packed call is unpacked to the same call and decided alike.
fn equals<R: Decidable + Debug + PartialEq>(call: &Call<R>, policy: &Policy) {
    let Call { instance, request, environment } = call;
    let packed = Packed::from(call);
    assert_eq!(&packed.call(), call);
    assert_eq!(packed.plan(policy), plan(instance, request, environment, policy), "{call:?}");
    let [of_packed, of_typed] = [packed.explain(policy), explain(instance, request, environment, policy)];
    assert!(of_packed.violations().eq(of_typed.violations()), "{call:?}");
    assert_eq!(of_packed.plan(), of_typed.plan(), "{call:?}");
}

/// With another request, a packed call equals the call packed with that request.
fn repacks<R: Decidable>(call: &Call<R>, request: R) {
    assert!(Packed::from(call).with_request(request) == Packed::from(&Call { request, ..*call }));
}

fn agrees<R: Decidable + From<Parameters> + Into<Request> + Debug + PartialEq>() {
    let mut random = Random::new();
    let built_in: Vec<Policy> = policies().collect();
    for rarity in [1, 2, 4, 8] {
        for _ in 0..200 {
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

/// Random calls, typed and packed.
fn slices<R: Decidable + From<Parameters>>(calls: usize) -> (Vec<Call<R>>, Vec<Packed<R>>) {
    let mut random = Random::new();
    let typed: Vec<Call<R>> = (0..calls).map(|n| call(&mut random, 1 + n % 8)).collect();
    let packed = typed.iter().map(Packed::from).collect();
    (typed, packed)
}

#[test]
fn packed_calls_are_decided_as_typed_calls() {
    agrees::<StopInstance>();
    agrees::<StartInstance>();
    agrees::<RebootInstance>();
    agrees::<DeleteInstance>();
    agrees::<ReActivateInstances>();
    agrees::<CreateInstance>();
    agrees::<RunInstances>();
}

#[test]
fn plan_each_decides_each_call_of_the_slice() {
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
    assert!(planned > 100, "{planned} planned");
    assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0));
}

/// Only the amount of a RunInstances is lost.
#[test]
fn packing_keeps_every_field_but_the_amount() {
    let instance = Instance::DEFAULT.with(|it| it.spot_interruption = SpotInterruptionBehavior::Stop);
    let stop = Call { instance, request: StopInstance::DEFAULT, environment: Environment::DEFAULT };
    assert_eq!(Packed::from(&stop).call(), stop);

    let amount = Amount::new(3).expect("at most 100");
    let run = Call {
        instance: Instance::RELEASED,
        request: RunInstances::DEFAULT.with(|it| it.amount = amount),
        environment: Environment::DEFAULT,
    };
    assert_eq!(Packed::from(&run).call(), Call { request: RunInstances::DEFAULT, ..run });
}

#[test]
fn packed_calls_are_equal_if_the_calls_are() {
    let default = Call {
        instance: Instance::DEFAULT,
        request: StopInstance::DEFAULT,
        environment: Environment::DEFAULT,
    };
    let forced = Call { request: StopInstance::DEFAULT.with(|it| it.force_stop = true), ..default };
    let stopped = Call { instance: Instance::DEFAULT.with(|it| it.status = Status::Stopped), ..default };
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

/// A plan keeps the attributes that rows read; its `Debug` output shows the others as default.
#[test]
fn debug_output_of_a_plan_shows_the_attributes_that_rows_read() {
    let shown = Instance::DEFAULT.with(|it| it.elastic_address = true);
    let instance = shown.with(|it| it.deletion_protection = true);
    let plan = plan(&instance, &StopInstance::DEFAULT, &Environment::DEFAULT, &Policy::documented());
    let plan = plan.expect("no rule refuses it");
    let expected = format!(
        "Plan {{ operation: StopInstance, settlement: StopInStandardMode, path: {:?}, case: {:?}, .. }}",
        plan.path(),
        Case::DEFAULT.with(|it| it.instance = shown),
    );
    assert_eq!(format!("{plan:?}"), expected);
}

#[test]
fn custom_rules_decide_packed_calls_too() {
    let rule = CustomRule::refusal(
        Operation::StopInstance,
        "house",
        "Existence",
        CustomError::new(403, "House.Rule", "Not on our watch."),
    );
    let rule = rule.when(&[("gpu", &["Yes"])]).expect("an attribute");
    let policy = Policy::documented().with_rule(rule).expect("a new rule");
    for (gpu, expected) in [(true, Some("House.Rule")), (false, None)] {
        let instance = Instance::DEFAULT.with(|it| it.gpu = gpu);
        let call = Call { instance, request: StopInstance::DEFAULT, environment: Environment::DEFAULT };
        let refused = Packed::from(&call).plan(&policy).err();
        assert_eq!(refused.as_ref().map(|rejection| rejection.error().code), expected);
    }
}
