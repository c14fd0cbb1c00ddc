//! Nothing is allocated on the way to an answer.

use crate::cases::{Random, request};
use instance_lifecycle::{Case, Policy, explain, plan};

#[test]
fn nothing_is_allocated() {
    let mut random = Random::new();
    let (cases, policy): (Vec<Case>, Policy) =
        ((0..5_000).map(|n| random.case(1 + n % 8)).collect(), random.policy());
    let mut read = 0;
    let allocated = allocation_counter::measure(|| {
        for case in &cases {
            let request = request(case);
            if let Ok(plan) = plan(&case.instance, &request, &case.environment, &policy) {
                read += plan.resources().count() + plan.risks().count() + plan.path().via.len();
            }
            let explanation = explain(&case.instance, &request, &case.environment, &policy);
            read +=
                explanation.objections().map(|objection| objection.error().row.message.len()).sum::<usize>();
        }
    });
    assert!(read > 0);
    assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0));
}
