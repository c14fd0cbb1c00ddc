//! The actions: what the endpoint answers to a call that has passed the gateway.

mod batch;
mod create;
mod describe;
mod modify;
mod places;
mod single;
pub mod tags;

use crate::protocol::call::Call;
use crate::protocol::fault::Fault;
use crate::protocol::parameters::Parameters;
use crate::protocol::text::hex;
use crate::protocol::time::Millis;
use crate::world::account::Token;
use crate::world::regions::{self, Region};
use crate::world::{Stored, World};
use instance_lifecycle::Instance;
use instance_lifecycle_wire::Json;
use sha2::{Digest, Sha256};

/// The members of an answer.
pub type Body = Json<'static>;

/// A call with everything that it may read and change.
pub struct Context<'a> {
    /// The state.
    pub world: &'a mut World,
    /// The account.
    pub account: &'a str,
    /// The call.
    pub call: &'a Call,
    /// The virtual time.
    pub now: Millis,
}

/// An action of the mock.
#[derive(Clone, Copy)]
pub struct Action {
    /// The name.
    pub name: &'static str,
    /// The mandatory parameters, in the order in which they are checked.
    pub mandatory: &'static [&'static str],
    /// Whether it takes a client token.
    takes_token: bool,
    run: fn(&mut Context<'_>) -> Result<Body, Fault>,
}

impl std::fmt::Debug for Action {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

const fn action(
    name: &'static str,
    mandatory: &'static [&'static str],
    run: fn(&mut Context<'_>) -> Result<Body, Fault>,
) -> Action {
    Action { name, mandatory, takes_token: false, run }
}

const fn with_token(action: Action) -> Action {
    Action { takes_token: true, ..action }
}

/// The actions of the mock. The mandatory parameters are those of the vendor's metadata of 2026-04; ids of
/// plural actions are checked by the library, whose error is another one.
#[rustfmt::skip] // a table: one line a row
pub const ACTIONS: &[Action] = &[
    with_token(action("RunInstances",   &["RegionId", "ImageId", "InstanceType"], create::run)),
    with_token(action("CreateInstance", &["RegionId", "ImageId", "InstanceType"], create::run)),
    action("StartInstance",                 &["InstanceId"], single::run),
    action("StopInstance",                  &["InstanceId"], single::run),
    action("RebootInstance",                &["InstanceId"], single::run),
    action("DeleteInstance",                &["InstanceId"], single::run),
    action("ReActivateInstances",           &["InstanceId"], single::run),
    action("StartInstances",                &["RegionId"], batch::run),
    action("StopInstances",                 &["RegionId"], batch::run),
    action("RebootInstances",               &["RegionId"], batch::run),
    with_token(action("DeleteInstances",    &["RegionId"], batch::run)),
    action("DescribeInstances",             &["RegionId"], describe::instances),
    action("DescribeInstanceStatus",        &["RegionId"], describe::statuses),
    action("DescribeInstanceAttribute",     &["InstanceId"], describe::attribute),
    action("ModifyInstanceAttribute",       &["InstanceId"], modify::attribute),
    action("ModifyInstanceAutoReleaseTime", &[], modify::auto_release_time),
    action("TagResources",                  &[], tags::tag),
    action("UntagResources",                &[], tags::untag),
    action("DescribeRegions",               &[], places::regions),
    action("DescribeZones",                 &["RegionId"], places::zones),
];

/// The names of the vendor's actions. Source: the requests of the package aliyun-python-sdk-ecs 4.24.83.
const KNOWN: &str = include_str!("known.txt");

/// Whether the vendor has an action of this name.
#[must_use]
pub fn is_known(name: &str) -> bool {
    KNOWN.lines().any(|known| known == name)
}

/// Finds an action.
///
/// # Errors
///
/// Returns the vendor's error for an unknown action, and our own for one that only the mock does not know.
pub fn find(name: &str) -> Result<&'static Action, Fault> {
    ACTIONS.iter().find(|action| action.name == name).ok_or_else(|| {
        if is_known(name) {
            let message = format!("the vendor has the action `{name}`, but this mock does not model it");
            Fault::own(501, "NotImplemented", message)
        } else {
            Fault::of("unknown action", "")
        }
    })
}

impl Action {
    /// Checks the mandatory parameters.
    ///
    /// # Errors
    ///
    /// Returns the error of the first one that is missing or empty.
    pub fn check(&self, parameters: &Parameters) -> Result<(), Fault> {
        let is_given = |name: &str| match name {
            "ImageId" => ["ImageId", "ImageFamily"].iter().any(|name| parameters.get(name).is_some()),
            _ => parameters.get(name).is_some(),
        };
        if parameters.iter().any(|(name, value)| name.starts_with("LaunchTemplate") && !value.is_empty()) {
            return Err(Fault::own(501, "NotImplemented", "this mock does not model launch templates"));
        }
        let missing = self.mandatory.iter().find(|name| !is_given(name));
        missing.map_or(Ok(()), |name| Err(Fault::missing(name)))
    }

    /// Answers a call. A call with a client token that was used before gets the same answer again.
    ///
    /// # Errors
    ///
    /// Returns the error of the answer.
    pub fn answer(&self, context: &mut Context<'_>) -> Result<Body, Fault> {
        let token = context.call.parameters.get("ClientToken").filter(|_| self.takes_token);
        let Some(token) = token else { return (self.run)(context) };
        if token.len() > 64 || !token.is_ascii() {
            let message = "The ClientToken provided is invalid.";
            return Err(Fault::new(400, "InvalidClientToken.ValueNotSupported", message));
        }
        let parameters = fingerprint(&context.call.parameters);
        let key = (self.name.to_owned(), token.to_owned());
        if let Some(known) = context.world.account(context.account).tokens.get(&key) {
            return if known.parameters == parameters {
                Ok(known.answer.clone())
            } else {
                let message = "The request is retried with updated parameters.";
                Err(Fault::new(400, "IdempotentParameterMismatch", message))
            };
        }
        let answer = (self.run)(context)?;
        let result = Token { parameters, answer: answer.clone() };
        context.world.keep_token(context.account, self.name, token, result);
        Ok(answer)
    }
}

/// The parameters that differ between two tries of the same call.
const OF_A_TRY: &[&str] = &[
    "Signature",
    "SignatureNonce",
    "SignatureMethod",
    "SignatureVersion",
    "SignatureType",
    "Timestamp",
    "AccessKeyId",
    "SecurityToken",
    "Format",
    "Version",
];

/// Returns a digest of the parameters that make a call.
fn fingerprint(parameters: &Parameters) -> String {
    let mut own: Vec<(&str, &str)> = parameters.iter().filter(|(name, _)| !OF_A_TRY.contains(name)).collect();
    own.sort_unstable();
    let digest = own.into_iter().fold(Sha256::new(), |digest, (name, value)| {
        digest.chain_update(name).chain_update([0]).chain_update(value).chain_update([0])
    });
    hex(&digest.finalize())
}

impl Context<'_> {
    /// Returns the parameters.
    fn parameters(&self) -> &Parameters {
        &self.call.parameters
    }

    /// Returns the region of the call; `None` if neither the call nor the endpoint names one.
    fn region(&self) -> Result<Option<&'static Region>, Fault> {
        let Some(id) = self.call.region() else { return Ok(None) };
        let unknown =
            || Fault::new(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist.");
        regions::find(id).map(Some).ok_or_else(unknown)
    }

    /// Returns the instance of this id in the region of the call, with the custom attributes of the policy, and
    /// its number.
    fn decidable(&mut self, id: &str, region: Option<&Region>) -> Result<Option<(u64, Instance)>, Fault> {
        let Some((number, _)) = self.find(id, region) else { return Ok(None) };
        self.world.read_custom(self.account, number, self.now).map_err(|reason| {
            let message = format!("the policy cannot read the instance `{id}`: {reason}");
            Fault::own(400, "UnreadableAttribute", message)
        })?;
        Ok(self.find(id, region).map(|(number, stored)| (number, stored.instance)))
    }

    /// Returns the instance of this id in the region of the call, with its number.
    fn find(&mut self, id: &str, region: Option<&Region>) -> Option<(u64, &Stored)> {
        let account = self.world.account(self.account);
        let number = account.number(id)?;
        let stored = account.at(number)?;
        region.is_none_or(|region| region.id == stored.details.region).then_some((number, stored))
    }
}
