//! RunInstances and CreateInstance.

use super::{Body, Context};
use crate::protocol::answer::{list, object, text};
use crate::protocol::fault::Fault;
use crate::world::create::{self, flag};
use instance_lifecycle::instance::ChargeType;
use instance_lifecycle::{Instance, plan};
use instance_lifecycle_wire::Json;

/// Answers a creation.
pub(super) fn run(context: &mut Context<'_>) -> Result<Body, Fault> {
    let runs = context.call.action == "RunInstances";
    let region = context.region()?.ok_or_else(|| Fault::missing("RegionId"))?;
    let is_dry_run = flag(context.parameters(), "DryRun", false)?;
    let new = create::read(context.parameters(), runs, region, context.now)?;
    let environment = context.world.account(context.account).environment;
    let decided = plan(&Instance::RELEASED, &new.request, &environment, &context.world.policy.policy);
    let plan = decided.map_err(|rejection| Fault::from(rejection.error()))?;
    if is_dry_run {
        return Err(dry_run_passed());
    }
    let accepted = plan.accept(&Instance::RELEASED);
    let accepted = accepted.map_err(|stale| Fault::own(500, "StalePlan", stale.to_string()))?;
    let mut ids = Vec::new();
    for _ in 0..new.amount {
        let id = context.world.new_id();
        let mut stored = new.accepted(id.clone(), &accepted, context.now);
        if new.amount > 1 && !stored.details.name.is_empty() {
            // Names of instances that are created together are distinguished by a number.
            stored.details.name.push_str(&format!("{:03}", ids.len() + 1));
        }
        context.world.insert(context.account, stored, context.now);
        ids.push(id);
    }
    let created = match (runs, ids.first()) {
        (false, Some(id)) => object([("InstanceId", text(id.clone()))]),
        _ => object([("InstanceIdSets", list("InstanceIdSet", ids.into_iter().map(text)))]),
    };
    Ok(if accepted.charge_type == ChargeType::PrePaid { with_order(context, created) } else { created })
}

/// Orders are of subscriptions only. The number is the mock's; there is no price.
fn with_order(context: &mut Context<'_>, created: Body) -> Body {
    let Json::Object(mut members) = created else { return created };
    let order = context.world.random.next() % 1_000_000_000_000_000;
    members.push(("OrderId".into(), text(format!("{order:015}"))));
    Json::Object(members)
}

/// The error of a dry run that passed. Source: table of DescribeInstances, older pages.
pub(super) fn dry_run_passed() -> Fault {
    Fault::new(400, "DryRunOperation", "Request validation has been passed with DryRun flag set.")
}
