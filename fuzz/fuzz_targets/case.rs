//! Reads bytes as a line of input. Nothing panics, `plan` returns the first violation of `explain`, the
//! answer is JSON, and a written case reads back the same.

#![no_main]

use instance_lifecycle::{Event, Policy, Request, Revision};
use instance_lifecycle_fuzz::{answer, as_written};
use instance_lifecycle_wire::{
    Answer, AnyCase, BatchAnswer, BatchCase, Case, Defaults, Evolution, Json, LineReader,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    let defaults = Defaults { request: Request::DEFAULTS.first().copied(), ..Defaults::default() };
    LineReader::new(defaults.clone()).each(1, line, |item| {
        let Ok(case) = item.case else { return };
        for &revision in Revision::ALL {
            let policy = Policy::ecs(revision);
            match &case {
                AnyCase::One(case) => agree(case, &policy),
                AnyCase::Batch(batch) => agree_on_each(batch, &policy),
            }
        }
        let written = serde_json::to_string(&case).expect("a case can be written");
        let json: Json<'_> = serde_json::from_str(&written).expect("what is written is JSON");
        let read = AnyCase::read(&json, &Defaults::default()).expect("what is written can be read");
        assert_eq!(read, as_written(&case), "{written}");
        if let AnyCase::One(case) = &case {
            evolve(case);
        }
    });
});

fn agree(case: &Case, policy: &Policy) {
    let instance = case.instance();
    drop(answer(&instance, &case.request, &case.environment, policy));
    serde_json::to_string(&Answer::new(case, policy)).expect("an answer can be written");
}

fn agree_on_each(batch: &BatchCase, policy: &Policy) {
    let answer = BatchAnswer::new(batch, policy);
    if let Ok(items) = &answer.outcome {
        assert_eq!(items.iter().map(|item| item.id).collect::<Vec<_>>(), batch.ids);
    }
    serde_json::to_string(&answer).expect("an answer can be written");
}

/// Checks that the instance after any event is written as a case.
fn evolve(case: &Case) {
    let policy = Policy::documented();
    for event in Event::ALL {
        let evolution = Evolution::new(case, &[*event], &policy);
        assert_eq!(
            evolution.stopped_at.is_none(),
            case.instance().apply(*event, &case.environment, &policy).is_ok()
        );
        let written = serde_json::to_string(&evolution).expect("an evolution can be written");
        if evolution.stopped_at.is_none() {
            let json: Json<'_> = serde_json::from_str(&written).expect("what is written is JSON");
            let defaults = Defaults { request: Request::DEFAULTS.first().copied(), ..Defaults::default() };
            let read = Case::read(&json, &defaults).expect("what has evolved is a case");
            assert_eq!(read.instance(), evolution.after(), "{written}");
        }
    }
}
