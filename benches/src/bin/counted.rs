//! Fixed work for `callgrind.sh`, which counts the instructions of one function of it at a time.
//! Prints the names of the functions, or runs the one that is named.

use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::{
    DeleteInstance, Policy, RebootInstance, StartInstance, StopInstance, explain, plan,
};
use instance_lifecycle_benches::by_hand;
use instance_lifecycle_benches::calls::calls;
use std::hint::black_box;

/// Calls of each function: few, for a count does not vary.
const COUNT: usize = 1_000;

/// Declares what is counted: a name, the calls, and what is done to them under a policy.
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
                Some(other) => panic!("nothing called `{other}` is counted"),
            }
            println!("{COUNT}");
        }
    };
}

fn packed() -> Vec<Packed<StopInstance>> {
    calls(COUNT, 0.0).iter().map(Packed::from).collect()
}

counted! {
    rows_typed(calls: Call<StopInstance> = calls(COUNT, 0.0), policy) {
        for call in calls {
            let explanation = explain(&call.instance, &call.request, &call.environment, policy);
            black_box((explanation.first_row(), explanation.rows()));
        }
    }
    plan_typed_plain(calls: Call<StopInstance> = calls(COUNT, 0.95), policy) {
        for call in calls {
            let _ = black_box(plan(&call.instance, &call.request, &call.environment, policy));
        }
    }
    explain_typed(calls: Call<StopInstance> = calls(COUNT, 0.0), policy) {
        for call in calls {
            black_box(explain(&call.instance, &call.request, &call.environment, policy));
        }
    }
    explain_typed_start(calls: Call<StartInstance> = calls(COUNT, 0.0), policy) {
        for call in calls {
            black_box(explain(&call.instance, &call.request, &call.environment, policy));
        }
    }
    explain_typed_reboot(calls: Call<RebootInstance> = calls(COUNT, 0.0), policy) {
        for call in calls {
            black_box(explain(&call.instance, &call.request, &call.environment, policy));
        }
    }
    explain_typed_delete(calls: Call<DeleteInstance> = calls(COUNT, 0.0), policy) {
        for call in calls {
            black_box(explain(&call.instance, &call.request, &call.environment, policy));
        }
    }
    plan_typed(calls: Call<StopInstance> = calls(COUNT, 0.0), policy) {
        for call in calls {
            let _ = black_box(plan(&call.instance, &call.request, &call.environment, policy));
        }
    }
    explain_packed(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().for_each(|call| { black_box(call.explain(policy)); });
    }
    plan_packed(calls: Packed<StopInstance> = packed(), policy) {
        plan_each(calls, policy).for_each(|answer| { let _ = black_box(answer); });
    }
    pack(calls: Call<StopInstance> = calls(COUNT, 0.0), _policy) {
        calls.iter().for_each(|call| { black_box(Packed::from(call)); });
    }
    ask_packed(calls: Packed<StopInstance> = packed(), policy) {
        let request = black_box(StopInstance::DEFAULT);
        calls.iter().for_each(|call| { black_box(call.with_request(black_box(request)).explain(policy)); });
    }
    resources(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().map(|call| call.explain(policy)).for_each(|explanation| { black_box(explanation.plan().resources().count()); });
    }
    violations(calls: Packed<StopInstance> = packed(), policy) {
        calls.iter().map(|call| call.explain(policy)).for_each(|explanation| { black_box(explanation.violations().count()); });
    }
    by_hand_first(calls: Call<StopInstance> = calls(COUNT, 0.0), _policy) {
        calls.iter().for_each(|call| { let _ = black_box(by_hand::answer(call)); });
    }
    by_hand_all(calls: Call<StopInstance> = calls(COUNT, 0.0), _policy) {
        calls.iter().for_each(|call| { black_box(by_hand::all(call)); });
    }
}
