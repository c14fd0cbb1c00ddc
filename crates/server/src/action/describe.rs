//! DescribeInstances, DescribeInstanceStatus and DescribeInstanceAttribute.

use super::create::dry_run_passed;
use super::{Body, Context};
use crate::protocol::answer::{list, number, object, text};
use crate::protocol::fault::Fault;
use crate::protocol::parameters::Parameters;
use crate::protocol::time::{self, Millis};
use crate::world::create::flag;
use crate::world::{Stored, record};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use instance_lifecycle::Status;
use instance_lifecycle::instance::{ChargeType, LockReason, NetworkType, StaticAddress};
use instance_lifecycle_wire::Json;

/// The part of a list that an answer holds.
enum Page {
    /// By number: the number, from 1, and the size.
    Numbered(usize, usize),
    /// From an instance on, with the most that are returned.
    From(u64, usize),
}

/// Lists records.
pub(super) fn instances(context: &mut Context<'_>) -> Result<Body, Fault> {
    let region = context.region()?;
    let parameters = context.parameters();
    let page = page(parameters, 100)?;
    let filter = Filter::read(parameters)?;
    if flag(parameters, "DryRun", false)? {
        return Err(dry_run_passed());
    }
    let ids = ids(parameters)?;
    let account = context.world.account(context.account);
    let is_listed = |stored: &Stored| {
        region.is_none_or(|region| region.id == stored.details.region) && filter.admits(stored)
    };
    let mut listed: Vec<(u64, &Stored)> = match &ids {
        None => account.iter().filter(|(_, stored)| is_listed(stored)).collect(),
        Some(ids) => {
            let found = ids.iter().filter_map(|id| {
                let number = account.number(id)?;
                Some((number, account.at(number)?))
            });
            found.filter(|(_, stored)| is_listed(stored)).collect()
        }
    };
    listed.sort_by_key(|(number, _)| *number);
    listed.dedup_by_key(|(number, _)| *number);
    let total = listed.len();
    let (shown, next, page_number, size) = match page {
        Page::Numbered(page, size) => {
            let shown: Vec<_> = listed.into_iter().skip((page - 1).saturating_mul(size)).take(size).collect();
            (shown, None, page, size)
        }
        Page::From(from, size) => {
            let mut rest = listed.into_iter().filter(|(number, _)| *number >= from).peekable();
            let shown: Vec<_> = rest.by_ref().take(size).collect();
            (shown, rest.peek().map(|(number, _)| *number), 1, size)
        }
    };
    let records = shown.into_iter().map(|(_, stored)| record::describe(stored));
    Ok(object([
        ("PageNumber", count(page_number)),
        ("PageSize", count(size)),
        ("TotalCount", count(total)),
        ("NextToken", text(next.map(token).unwrap_or_default())),
        ("Instances", list("Instance", records)),
    ]))
}

/// Lists statuses.
pub(super) fn statuses(context: &mut Context<'_>) -> Result<Body, Fault> {
    let region = context.region()?;
    let parameters = context.parameters();
    // It pages by number only, and a page has 50 instances at most.
    let Page::Numbered(page, size) = numbered(parameters, 50)? else {
        return Err(Fault::invalid("PageNumber"));
    };
    let zone = parameters.get("ZoneId").map(str::to_owned);
    let ids: Vec<String> = parameters.list("InstanceId").into_iter().map(str::to_owned).collect();
    if ids.len() > 100 {
        return Err(Fault::of("plural call with more than 100 ids", ""));
    }
    let account = context.world.account(context.account);
    let is_listed = |stored: &Stored| {
        region.is_none_or(|region| region.id == stored.details.region)
            && zone.as_ref().is_none_or(|zone| *zone == stored.details.zone)
            && (ids.is_empty() || ids.contains(&stored.id))
    };
    let listed: Vec<&Stored> =
        account.iter().map(|(_, stored)| stored).filter(|stored| is_listed(stored)).collect();
    let shown = listed.iter().skip((page - 1).saturating_mul(size)).take(size).map(|stored| {
        object([("InstanceId", text(stored.id.clone())), ("Status", text(stored.instance.status.as_str()))])
    });
    Ok(object([
        ("PageNumber", count(page)),
        ("PageSize", count(size)),
        ("TotalCount", count(listed.len())),
        ("InstanceStatuses", list("InstanceStatus", shown)),
    ]))
}

/// Describes one instance.
pub(super) fn attribute(context: &mut Context<'_>) -> Result<Body, Fault> {
    let region = context.region()?;
    let id = context.parameters().get("InstanceId").unwrap_or_default().to_owned();
    let (_, stored) = context.find(&id, region).ok_or_else(|| {
        Fault::new(404, "InvalidInstanceId.NotFound", "The specified InstanceId does not exist.")
    })?;
    Ok(record::attribute(stored))
}

fn count(count: usize) -> Json<'static> {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Tokens are opaque to clients; they hold the number with which the next page begins.
fn token(from: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("from:{from}"))
}

fn page(parameters: &Parameters, most: usize) -> Result<Page, Fault> {
    if parameters.get("NextToken").is_none() && parameters.get("MaxResults").is_none() {
        return numbered(parameters, most);
    }
    let size = match parameters.get("MaxResults") {
        None => 10,
        Some(given) => {
            let given: usize = given.parse().map_err(|_| Fault::invalid("MaxResults"))?;
            given.clamp(10, 100)
        }
    };
    let from = match parameters.get("NextToken") {
        None => 0,
        Some(given) => {
            let decoded = URL_SAFE_NO_PAD.decode(given).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            let from = decoded.as_deref().and_then(|text| text.strip_prefix("from:")?.parse().ok());
            from.ok_or_else(|| Fault::own(400, "InvalidParameter", "`NextToken` is none of this endpoint"))?
        }
    };
    Ok(Page::From(from, size))
}

fn numbered(parameters: &Parameters, most: usize) -> Result<Page, Fault> {
    let read = |name: &'static str, default: usize, most: usize| match parameters.get(name) {
        None => Ok(default),
        Some(given) => {
            let given = given.parse().ok().filter(|given| (1..=most).contains(given));
            given.ok_or_else(|| Fault::invalid(name))
        }
    };
    Ok(Page::Numbered(read("PageNumber", 1, usize::MAX)?, read("PageSize", 10, most)?))
}

/// Reads `InstanceIds`, a JSON list in one parameter. The nearest documented error of a malformed one is
/// that of ModifyInstanceAttribute.
fn ids(parameters: &Parameters) -> Result<Option<Vec<String>>, Fault> {
    let Some(given) = parameters.get("InstanceIds") else { return Ok(None) };
    let invalid = || Fault::new(400, "InvalidParameter", "The specified parameter is not valid");
    let ids: Vec<String> = serde_json::from_str(given).map_err(|_| invalid())?;
    if ids.len() > 100 {
        return Err(Fault::of("plural call with more than 100 ids", ""));
    }
    Ok(Some(ids).filter(|ids| !ids.is_empty()))
}

/// What DescribeInstances filters by.
struct Filter {
    status: Option<Status>,
    charge_type: Option<ChargeType>,
    network_type: Option<NetworkType>,
    internet_charge_type: Option<StaticAddress>,
    lock: Option<String>,
    texts: Vec<(&'static str, String)>,
    tags: Vec<(String, Option<String>)>,
    /// Bounds of the times of creation and of expiry.
    times: [Option<Millis>; 4],
}

/// The fields that are compared as they are.
const TEXTS: &[&str] = &[
    "InstanceType",
    "InstanceTypeFamily",
    "ZoneId",
    "VpcId",
    "VSwitchId",
    "SecurityGroupId",
    "InstanceName",
    "ImageId",
];

/// The keys of `Filter.1` to `Filter.4`.
const TIMES: [&str; 4] = ["CreationStartTime", "CreationEndTime", "ExpiredStartTime", "ExpiredEndTime"];

impl Filter {
    fn read(parameters: &Parameters) -> Result<Self, Fault> {
        fn word<T: std::str::FromStr>(
            parameters: &Parameters,
            name: &str,
            condition: &str,
        ) -> Result<Option<T>, Fault> {
            let read = |given: &str| given.parse().map_err(|_| Fault::of(condition, ""));
            parameters.get(name).map(read).transpose()
        }
        let lock = parameters.get("LockReason").map(str::to_ascii_lowercase);
        if lock.as_ref().is_some_and(|lock| lock.parse::<LockReason>().is_err()) {
            return Err(Fault::of("unknown lock reason in a filter", ""));
        }
        let billed = word(parameters, "InternetChargeType", "unknown bandwidth billing in a filter")?;
        let status: Option<Status> = word(parameters, "Status", "unknown status in a filter")?;
        if status == Some(Status::Released) || billed == Some(StaticAddress::None) {
            let of_status = status == Some(Status::Released);
            let condition = if of_status {
                "unknown status in a filter"
            } else {
                "unknown bandwidth billing in a filter"
            };
            return Err(Fault::of(condition, ""));
        }
        let mut times = [None; 4];
        for [key, value] in parameters.pairs("Filter", ["Key", "Value"]) {
            let at = TIMES.iter().position(|known| Some(*known) == key);
            // The message is empty in the table.
            let fault = || Fault::new(404, "InvalidFilterKey.NotFound", "");
            times[at.ok_or_else(fault)?] = Some(value.and_then(time::parse).ok_or_else(fault)?);
        }
        let tags = parameters.pairs("Tag", ["Key", "Value"]).into_iter();
        Ok(Self {
            status,
            charge_type: word(parameters, "InstanceChargeType", "unknown billing method in a filter")?,
            network_type: word(parameters, "InstanceNetworkType", "unknown network type in a filter")?,
            internet_charge_type: billed,
            lock,
            texts: TEXTS.iter().filter_map(|name| Some((*name, parameters.get(name)?.to_owned()))).collect(),
            tags: tags
                .filter_map(|[key, value]| {
                    Some((key?.to_owned(), value.filter(|value| !value.is_empty()).map(str::to_owned)))
                })
                .collect(),
            times,
        })
    }

    fn admits(&self, stored: &Stored) -> bool {
        let (it, details) = (&stored.instance, &stored.details);
        let billed = || match it.static_address {
            StaticAddress::None => StaticAddress::PayByTraffic,
            billed => billed,
        };
        let has_lock = |wanted: &String| it.locks.iter().any(|lock| lock.as_str() == wanted);
        let [created_from, created_to, expires_from, expires_to] = self.times;
        let is_in = |at: Option<Millis>, from: Option<Millis>, to: Option<Millis>| {
            (from.is_none() && to.is_none())
                || at.is_some_and(|at| from.is_none_or(|from| from <= at) && to.is_none_or(|to| at <= to))
        };
        self.status.is_none_or(|status| status == it.status)
            && self.charge_type.is_none_or(|charge_type| charge_type == it.charge_type)
            && self.network_type.is_none_or(|network_type| network_type == it.network_type)
            && self.internet_charge_type.is_none_or(|wanted| wanted == billed())
            && self.lock.as_ref().is_none_or(has_lock)
            && self.texts.iter().all(|(name, wanted)| has_text(stored, name, wanted))
            && self.tags.iter().all(|(key, wanted)| {
                let found = details.tags.get(key);
                found.is_some_and(|found| wanted.as_ref().is_none_or(|wanted| wanted == found))
            })
            && is_in(Some(details.created), created_from, created_to)
            && is_in(details.expires, expires_from, expires_to)
    }
}

fn has_text(stored: &Stored, name: &str, wanted: &str) -> bool {
    let details = &stored.details;
    match name {
        "InstanceType" => details.instance_type == wanted,
        "InstanceTypeFamily" => wanted.strip_prefix("ecs.").unwrap_or(wanted) == details.family(),
        "ZoneId" => details.zone == wanted,
        "VpcId" => details.vpc == wanted,
        "VSwitchId" => details.v_switch == wanted,
        "SecurityGroupId" => details.security_groups.iter().any(|group| group == wanted),
        "InstanceName" => matches(wanted, &details.name),
        "ImageId" => details.image == wanted,
        _ => true,
    }
}

/// Whether a text matches a pattern with `*` for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}
