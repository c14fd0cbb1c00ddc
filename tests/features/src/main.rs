//! Writes the answers to a fixed set of calls and events. `.ci/run` compares the output of builds with
//! different features byte for byte.

use instance_lifecycle::billing::charges;
use instance_lifecycle::packed::{Call, Packed, plan_each};
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::request::Parameters;
use instance_lifecycle::rules::attributes::ATTRIBUTES;
use instance_lifecycle::{
    Case, CreateInstance, Decidable, DeleteInstance, Event, Policy, ReActivateInstances, RebootInstance,
    Revision, RunInstances, StartInstance, StopInstance, explain, plan,
};
use std::fmt::{Debug, Write as _};
use std::io::Write as _;

/// Calls of each operation under each policy.
const CALLS: usize = 40;

fn main() -> std::io::Result<()> {
    let mut text = String::new();
    for policy in policies() {
        answers::<StopInstance>(&policy, &mut text);
        answers::<StartInstance>(&policy, &mut text);
        answers::<RebootInstance>(&policy, &mut text);
        answers::<DeleteInstance>(&policy, &mut text);
        answers::<ReActivateInstances>(&policy, &mut text);
        answers::<CreateInstance>(&policy, &mut text);
        answers::<RunInstances>(&policy, &mut text);
    }
    let policy = Policy::documented();
    for Call { instance, environment, .. } in calls::<StopInstance>() {
        for event in Event::ALL {
            line(&mut text, &instance.apply(*event, &environment, &policy));
        }
    }
    std::io::stdout().write_all(text.as_bytes())
}

/// Returns the policy of every revision, and of the last one with every answer to every interpretation.
fn policies() -> impl Iterator<Item = Policy> {
    let last = || Policy::ecs(Revision::ALL[Revision::ALL.len() - 1]);
    let read = Interpretation::ALL.iter().flat_map(move |interpretation| {
        interpretation
            .values
            .iter()
            .map(move |value| last().with(interpretation.choice(value).expect("one of its values")))
    });
    Revision::ALL.iter().map(|revision| Policy::ecs(*revision)).chain(read)
}

/// Returns calls at random points, from a fixed seed; an attribute is default three times in four.
fn calls<R: Decidable + From<Parameters>>() -> Vec<Call<R>> {
    let mut state = 0x0ec5_u64;
    let mut random = |below: usize| {
        // The generator of Steele, Lea and Flood (2014).
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ mixed >> 31) % below as u64) as usize
    };
    let mut call = || {
        let point = ATTRIBUTES.iter().fold(Case::DEFAULT.point(), |point, attribute| {
            let value = if random(4) > 0 { attribute.default } else { random(attribute.values.len()) };
            point.with(attribute.field, value)
        });
        let Case { instance, environment, request, .. } = Case::at(&point);
        Call { instance, request: R::from(request), environment }
    };
    (0..CALLS).map(|_| call()).collect()
}

/// Writes the answer to each call, typed and packed, with its explanation and its consequences.
fn answers<R: Decidable + From<Parameters> + Debug>(policy: &Policy, text: &mut String) {
    let calls = calls::<R>();
    let packed: Vec<Packed<R>> = calls.iter().map(Packed::from).collect();
    for (call, packed) in calls.iter().zip(plan_each(&packed, policy)) {
        let typed = plan(&call.instance, &call.request, &call.environment, policy);
        assert_eq!(typed, packed, "{call:?}");
        match typed {
            Ok(plan) => {
                line(text, &(plan.settlement(), plan.path(), plan.evidence(policy)));
                plan.resources().for_each(|resource| line(text, &resource));
                plan.risks().for_each(|risk| line(text, &risk));
                if let Ok(next) = plan.accept(&call.instance) {
                    line(text, &next);
                    charges(&next, &call.environment, policy).for_each(|charge| line(text, &charge));
                }
            }
            Err(rejection) => line(text, &(rejection.rule(), rejection.error())),
        }
        let explanation = explain(&call.instance, &call.request, &call.environment, policy);
        explanation.violations().for_each(|violation| line(text, &violation.row()));
    }
}

fn line(text: &mut String, what: &dyn Debug) {
    writeln!(text, "{what:?}").expect("writing to a string cannot fail");
}
