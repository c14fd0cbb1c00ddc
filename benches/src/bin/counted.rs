//! Fixed work for `callgrind.sh`, which counts the instructions of one function at a time.
//!
//! Prints the names of the functions, or runs the one named by the argument. The last line is the number
//! of calls.

use instance_lifecycle::packed::{Call, Packed};
use instance_lifecycle::{
    Decidable, DeleteInstance, Explanation, Instance, Plan, Policy, RebootInstance, Rejection, StartInstance,
    StopInstance, explain, plan,
};
use instance_lifecycle_benches::by_hand;
use instance_lifecycle_benches::calls::calls;
use std::hint::black_box;

/// Calls per function. Instruction counts do not vary, so that few suffice.
const COUNT: usize = 1_000;

/// Declares the functions: a name, the calls, and what is done with them under a policy.
macro_rules! counted {
    ($($name:ident($calls:ident: $kind:ty = $make:expr, $policy:ident) $work:block)+) => {
        $(
            #[inline(never)]
            fn $name($calls: &[$kind], $policy: &Policy) $work
        )+

        fn main() {
            let policy = black_box(Policy::documented());
            match std::env::args().nth(1).as_deref() {
                None => println!("{}", [$(stringify!($name)),+].join("\n")),
                $(Some(stringify!($name)) => $name(&black_box($make), &policy),)+
                Some(other) => panic!("unknown function `{other}`"),
            }
            println!("{COUNT}");
        }
    };
}

fn packed() -> Vec<Packed<StopInstance>> {
    calls(COUNT, 0.0).iter().map(Packed::from).collect()
}

/// Plans, each with the instance that it was made for.
fn planned() -> Vec<(Plan, Instance)> {
    let policy = Policy::documented();
    let plan = |call: &Call<StopInstance>| Some((plan_call(call, &policy).ok()?, call.instance));
    calls(COUNT, 0.999).iter().filter_map(plan).cycle().take(COUNT).collect()
}

#[inline(always)]
fn plan_call<R: Decidable>(call: &Call<R>, policy: &Policy) -> Result<Plan, Rejection> {
    plan(&call.instance, &call.request, &call.environment, policy)
}

#[inline(always)]
fn explain_call<'p, R: Decidable>(call: &Call<R>, policy: &'p Policy) -> Explanation<'p> {
    explain(&call.instance, &call.request, &call.environment, policy)
}

counted! {
    plan_typed(calls: Call<StopInstance> = calls(COUNT, 0.0), policy) {
        calls.iter().for_each(|call| { black_box(&plan_call(call, policy)); });
    }
    plan_typed_default(calls: Call<StopInstance> = calls(COUNT, 0.95), policy) {
        // In reverse: the compiler would merge it with `plan_typed`.
        calls.iter().rev().for_each(|call| { black_box(&plan_call(call, policy)); });
    }
    explain_typed(calls: Call<StopInstance> = calls(COUNT, 0.0), policy) {
        calls.iter().for_each(|call| { black_box(explain_call(call, policy)); });
    }
    explain_typed_start(calls: Call<StartInstance> = calls(COUNT, 0.0), policy) {
        calls.iter().for_each(|call| { black_box(explain_call(call, policy)); });
    }
    explain_typed_reboot(calls: Call<RebootInstance> = calls(COUNT, 0.0), policy) {
        calls.iter().for_each(|call| { black_box(explain_call(call, policy)); });
    }
    explain_typed_delete(calls: Call<DeleteInstance> = calls(COUNT, 0.0), policy) {
        calls.iter().for_each(|call| { black_box(explain_call(call, policy)); });
    }
    plan_packed(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().for_each(|call| { black_box(&call.plan(policy)); });
    }
    explain_packed(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().for_each(|call| { black_box(call.explain(policy)); });
    }
    pack(calls: Call<StopInstance> = calls(COUNT, 0.0), _policy) {
        calls.iter().for_each(|call| { black_box(Packed::from(call)); });
    }
    ask_packed(calls: Packed<StopInstance> = packed(), policy) {
        let request = black_box(StopInstance::DEFAULT);
        calls.iter().for_each(|call| { black_box(call.with_request(black_box(request)).explain(policy)); });
    }
    accept(plans: (Plan, Instance) = planned(), _policy) {
        plans.iter().for_each(|(plan, instance)| { let _ = black_box(plan.accept(instance)); });
    }
    resources(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().for_each(|call| { black_box(call.explain(policy).plan().resources().count()); });
    }
    violations(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().for_each(|call| { black_box(call.explain(policy).violations().count()); });
    }
    by_hand_first(calls: Call<StopInstance> = calls(COUNT, 0.0), _policy) {
        calls.iter().for_each(|call| { let _ = black_box(by_hand::answer(call)); });
    }
    by_hand_all(calls: Call<StopInstance> = calls(COUNT, 0.0), _policy) {
        calls.iter().for_each(|call| { black_box(by_hand::all(call)); });
    }
}
