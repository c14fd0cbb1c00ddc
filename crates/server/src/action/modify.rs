//! ModifyInstanceAttribute, the part about the lifecycle, and ModifyInstanceAutoReleaseTime.

use super::{Body, Context};
use crate::protocol::fault::Fault;
use crate::world::create::{auto_release, flag};
use instance_lifecycle::Event;
use instance_lifecycle::instance::ChargeType;
use instance_lifecycle_wire::Json;

fn not_found() -> Fault {
    Fault::new(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
}

/// Changes the deletion protection, the name, the host name and the description; other parameters are
/// ignored.
pub(super) fn attribute(context: &mut Context<'_>) -> Result<Body, Fault> {
    let given = |context: &Context<'_>, name| context.parameters().get(name).map(str::to_owned);
    let protection = match context.parameters().get("DeletionProtection") {
        Some(_) => Some(flag(context.parameters(), "DeletionProtection", false)?),
        None => None,
    };
    let name = given(context, "InstanceName");
    let (host_name, description) = (given(context, "HostName"), given(context, "Description"));
    let malformed = |what: &str, text: &Option<String>, most: usize| {
        text.as_ref().filter(|text| !(2..=most).contains(&text.chars().count())).map(|_| {
            let code = if what == "InstanceName" {
                "InvalidInstanceName.Malformed"
            } else {
                "InvalidDescription.Malformed"
            };
            Fault::new(400, code, format!("The specified parameter \"{what}\" is not valid."))
        })
    };
    let wrong = malformed("InstanceName", &name, 128).or_else(|| malformed("Description", &description, 256));
    if let Some(fault) = wrong {
        return Err(fault);
    }
    let (region, id) = (context.region()?, given(context, "InstanceId").unwrap_or_default());
    let (account, now) = (context.account, context.now);
    let (number, stored) = context.find(&id, region).ok_or_else(not_found)?;
    if protection.is_some() && stored.instance.charge_type == ChargeType::PrePaid {
        // The page says that the parameter is for pay-as-you-go instances, and names no error.
        let message = "`DeletionProtection` is for pay-as-you-go instances; the vendor documents no error";
        return Err(Fault::own(403, "ChargeTypeViolation", message));
    }
    context.world.edit(account, number, now, |stored| {
        stored.instance.deletion_protection = protection.unwrap_or(stored.instance.deletion_protection);
        let fields = [
            (&mut stored.details.name, name),
            (&mut stored.details.host_name, host_name),
            (&mut stored.details.description, description),
        ];
        fields.into_iter().for_each(|(field, given)| {
            if let Some(given) = given {
                *field = given;
            }
        });
    });
    Ok(Json::Object(Vec::new()))
}

/// Sets or cancels the automatic release. Errors: table of ModifyInstanceAutoReleaseTime, page of 2021.
pub(super) fn auto_release_time(context: &mut Context<'_>) -> Result<Body, Fault> {
    let Some(id) = context.parameters().get("InstanceId").map(str::to_owned) else {
        return Err(Fault::new(400, "MissingParameter", "InstanceId should not be null."));
    };
    // The misspelt word is the vendor's.
    let malformed = || {
        let message = "The specified paramter autoReleaseTime is not valid.";
        Fault::new(400, "InvalidAutoReleaseTime.Malformed", message)
    };
    let (account, now) = (context.account, context.now);
    let at = match context.parameters().get("AutoReleaseTime") {
        Some(given) => Some(auto_release(given, now).ok_or_else(malformed)?),
        None => None,
    };
    let region = context.region()?;
    let missing = || Fault::new(404, "NoSuchResource", "The specified resource is not found.");
    let (number, stored) = context.find(&id, region).ok_or_else(missing)?;
    if stored.instance.charge_type == ChargeType::PrePaid {
        let message = "The operation is not permitted due to charge type of the instance.";
        return Err(Fault::new(403, "ChargeTypeViolation", message));
    }
    context.world.edit(account, number, now, |stored| {
        stored.instance.auto_release_time = at.is_some();
        stored.details.auto_release = at;
        stored.due.retain(|(_, event)| *event != Event::AutoReleaseTimeReached);
        stored.due.extend(at.map(|at| (at, Event::AutoReleaseTimeReached)));
    });
    Ok(Json::Object(Vec::new()))
}
