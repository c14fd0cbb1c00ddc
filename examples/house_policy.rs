//! A house policy, tested: properties on random cases and histories, and the same claim proved for all cases.
//!
//! `cargo test --example house_policy --features proptest`

use instance_lifecycle::analysis::diff;
use instance_lifecycle::analysis::laws::{Claim, always};
use instance_lifecycle::policy::{CustomError, CustomRule, PolicyError};
use instance_lifecycle::rules::attributes::region_of;
use instance_lifecycle::{Action, Operation, Policy};
use std::error::Error;

/// The house keeps data on local disks: no call stops such an instance, and none deletes a running one.
fn house() -> Result<Policy, Box<dyn Error>> {
    let refusal = |operation, name: &str, stage, code: &str| {
        let error = CustomError::new(403, code, "The house does not allow this; ask the platform team.");
        CustomRule::refusal(operation, name, stage, error)
    };
    let rules = [
        refusal(Operation::StopInstance, "house-local-disks", "SecurityLock", "House.LocalDisks")
            .when(&[("local_storage", &["Yes"])])?,
        refusal(Operation::DeleteInstance, "house-running", "SecurityLock", "House.Running")
            .when(&[("status", &["Running"])])?,
    ];
    let add = |policy: Policy, rule| policy.with_rule(rule);
    Ok(rules
        .into_iter()
        .try_fold(Policy::documented(), add)
        .map_err(|error: PolicyError<'_>| error.to_string())?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let house = house()?;
    // Exact: the house only tightens the documented policy.
    let difference = diff(&Policy::documented(), &house)?;
    println!("{:?}", difference.summary());
    // Exact: no stop of an instance with local disks, by itself or in a batch.
    let law = always(region_of(&[("local_storage", &["Yes"])])?, Claim::Refused);
    for action in [Action::StopInstance, Action::StopInstances] {
        println!("{action}: proved for {} cases", law.prove(&house, action)?.cases);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Action, Claim, Operation, Policy, always, diff, house, region_of};
    use instance_lifecycle::analysis::Direction;
    use instance_lifecycle::testing::{Bias, cases, histories};
    use instance_lifecycle::trace::{Answer, Input};
    use instance_lifecycle::{Request, Status, plan};
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    #[test]
    fn the_house_only_tightens() {
        let summary =
            diff(&Policy::documented(), &house().expect("a policy")).expect("few regions").summary();
        assert_eq!(summary.direction(), Some(Direction::Tightening));
    }

    #[test]
    fn no_call_stops_an_instance_with_local_disks() {
        let region = region_of(&[("local_storage", &["Yes"])]).expect("an attribute");
        let (law, house) = (always(region, Claim::Refused), house().expect("a policy"));
        for action in [Action::StopInstance, Action::StopInstances] {
            assert!(law.prove(&house, action).is_ok_and(|proof| proof.cases > 0), "{action}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// What the house accepts, the vendor accepts.
        #[test]
        fn the_vendor_accepts_what_the_house_accepts(case in cases(Bias::Boundary(Operation::StopInstance))) {
            let (house, documented) = (house().expect("a policy"), Policy::documented());
            let request = Request::new(Operation::StopInstance, case.request);
            if let Ok(accepted) = plan(&case.instance, &request, &case.environment, &house) {
                let by_vendor = plan(&case.instance, &request, &case.environment, &documented);
                prop_assert!(by_vendor.is_ok_and(|plan| plan.same_outcome(&accepted)));
            }
        }

        /// In no history does a call release a running instance.
        #[test]
        fn no_call_releases_a_running_instance(
            history in histories(Bias::Default, 1..20, house().expect("a policy")),
        ) {
            let mut instance = history.start();
            for step in history.steps() {
                if let (Input::Request(Request::DeleteInstance(_), _), Answer::Request(Ok(plan))) = (&step.input, &step.answer) {
                    prop_assert!(plan.path().from != Status::Running);
                }
                instance = step.answer.after(&instance);
            }
            prop_assert!(instance == history.end());
        }
    }
}
