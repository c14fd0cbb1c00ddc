//! Bills as they are written and read.

use crate::output::route::RecordedCost;
use instance_lifecycle::plan::Resource;
use instance_lifecycle::trace::{Bill, BillLine, LeftBehind};
use serde::{Deserialize, Serialize};

/// A bill in its JSON form, which converts from and into a [`Bill`].
///
/// ```
/// use instance_lifecycle::trace::{Bill, Trace};
/// use instance_lifecycle::{Instance, Policy};
/// use instance_lifecycle_wire::RecordedBill;
///
/// let policy = Policy::documented();
/// let mut trace = Trace::new(Instance::DEFAULT);
/// # use instance_lifecycle::trace::Input;
/// # use instance_lifecycle::{Environment, Event};
/// trace.push(0, Input::Event(Event::GuestShutdown, Environment::DEFAULT), &policy);
/// let bill = trace.bill(60, &policy)?;
/// let json = serde_json::to_string(&RecordedBill::from(&bill))?;
/// assert!(json.starts_with(r#"{"Lines":[{"Resource":"Vcpu","Billed":60,"IfPresent":0,"Unbilled":0},"#));
/// let read: RecordedBill = serde_json::from_str(&json)?;
/// assert_eq!(Bill::from(read), bill);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedBill {
    /// A line for each resource.
    pub lines: Vec<RecordedBillLine>,
    /// The resources that stay billed after the release of their instance.
    pub left_behind: Vec<RecordedLeftBehind>,
    /// The cost of the lines and of what is left behind. Written only if there are prices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<RecordedCost>,
}

/// A line of a bill: times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedBillLine {
    /// The resource.
    pub resource: Resource,
    /// The time in which it was billed, or covered by a subscription.
    pub billed: u64,
    /// The time in which it was billed if the instance had it.
    pub if_present: u64,
    /// The time in which it was not billed.
    pub unbilled: u64,
}

/// A resource that outlives its instance: times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct RecordedLeftBehind {
    /// The resource.
    pub resource: Resource,
    /// Whether it is unknown if the instance had it. Written only if it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub if_present: bool,
    /// The time of the release.
    pub since: u64,
    /// The time from the release to the end of the bill.
    pub seconds: u64,
}

impl From<&Bill> for RecordedBill {
    fn from(bill: &Bill) -> Self {
        let line = |&BillLine { resource, billed, if_present, unbilled }| RecordedBillLine {
            resource,
            billed,
            if_present,
            unbilled,
        };
        let left = |&LeftBehind { resource, if_present, since, seconds }| RecordedLeftBehind {
            resource,
            if_present,
            since,
            seconds,
        };
        Self {
            lines: bill.lines().iter().map(line).collect(),
            left_behind: bill.left_behind().iter().map(left).collect(),
            cost: None,
        }
    }
}

impl From<RecordedBill> for Bill {
    fn from(bill: RecordedBill) -> Self {
        let line = |RecordedBillLine { resource, billed, if_present, unbilled }| BillLine {
            resource,
            billed,
            if_present,
            unbilled,
        };
        let left = |RecordedLeftBehind { resource, if_present, since, seconds }| LeftBehind {
            resource,
            if_present,
            since,
            seconds,
        };
        Self::new(bill.lines.into_iter().map(line), bill.left_behind.into_iter().map(left))
    }
}
