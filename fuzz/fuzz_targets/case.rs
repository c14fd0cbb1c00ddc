//! Bytes as a line of input: nothing panics, `plan` refuses exactly when `explain` holds an
//! objection and with the first, the answer is JSON, and a case written is read back the same.

#![no_main]

use instance_lifecycle::{Policy, Rejection, Request, Revision, explain, plan};
use instance_lifecycle_wire::{Answer, Case, Defaults, Json, each_in_line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    let defaults = Defaults { request: Request::DEFAULTS.first().copied(), ..Defaults::default() };
    each_in_line(1, line, &defaults, |item| {
        let Ok(case) = item.case else { return };
        for &revision in Revision::ALL {
            agree(&case, &Policy::ecs(revision));
        }
        let written = serde_json::to_string(&case).expect("a case can be written");
        let json: Json<'_> = serde_json::from_str(&written).expect("what is written is JSON");
        let read = Case::read(&json, &Defaults::default()).expect("what is written can be read");
        assert_eq!(read, case, "{written}");
    });
});

fn agree(case: &Case, policy: &Policy) {
    let instance = case.instance();
    let explanation = explain(&instance, &case.request, &case.environment, policy);
    let first = explanation.objections().next();
    match plan(&instance, &case.request, &case.environment, policy) {
        Err(Rejection::Refused(objection)) => assert_eq!(Some(objection), first),
        Ok(_) | Err(Rejection::DryRunPassed(_)) => assert_eq!(first, None),
    }
    serde_json::to_string(&Answer::to(case, policy)).expect("an answer can be written");
}
