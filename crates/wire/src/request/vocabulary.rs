//! The keys that are read anywhere. The values of other keys are skipped.

use crate::json::names::Names;
use crate::record::attributes::{COUNT, ENVIRONMENT, GIVEN, Set, name, same};
use crate::record::read::MEMBERS;
use crate::request::case::{CASE, INVENTORY};
use crate::request::{plural, single};

/// The members of responses that hold the list of records.
pub(crate) const LISTINGS: &[&str] = &["Instances", "InstanceStatuses"];

/// The members that are the list of records.
pub(crate) const LISTS: &[&str] = &["Instance", "InstanceStatus"];

/// The members under which clients wrap a response.
pub(crate) const WRAPPERS: &[&str] = &["body", "response", "data", "result"];

/// Keys inside members of records, of responses around records, and of traces.
const INNER: &[&str] = &[
    "LockReason",
    "OperationLock",
    "VpcId",
    "IpAddress",
    "Configured",
    "Disk",
    "Type",
    "Encrypted",
    "DeleteAutoSnapshot",
    "TotalCount",
    "NextToken",
    "Outcome",
    "Trace",
    "Policy",
    "At",
    "Event",
    "Answer",
    "Code",
    "Message",
];

/// Keys of a record, but not of its facts, of which only the presence of a text is read.
const PRESENCE: &[&str] =
    &["AutoReleaseTime", "EipAddress", "InnerIpAddress", "IpAddress", "PublicIpAddress", "VpcId"];

const _: () = {
    let list = List { names: [""; MAX], len: 0 };
    let values = list.with(single::PARAMETERS).with(plural::PARAMETERS).with_attributes(ENVIRONMENT);
    let len = values.len;
    assert!(
        values.with(PRESENCE).len == len + PRESENCE.len(),
        "values of the environment and of parameters are read"
    );
};

const MAX: usize = MEMBERS.len()
    + CASE.len()
    + single::REQUEST.len()
    + single::PARAMETERS.len()
    + plural::PARAMETERS.len()
    + INNER.len()
    + LISTINGS.len()
    + LISTS.len()
    + WRAPPERS.len()
    + INVENTORY.len()
    + COUNT;

static VOCABULARY: Names<MAX> = {
    let list = List { names: [""; MAX], len: 0 };
    let list = list.with(&MEMBERS).with(CASE).with(single::REQUEST).with(single::PARAMETERS);
    let list = list.with(LISTINGS).with(LISTS).with(WRAPPERS).with(INVENTORY);
    let list = list.with(plural::PARAMETERS).with(INNER).with_attributes(GIVEN | ENVIRONMENT);
    Names::of_first(list.names, list.len)
};

/// Whether the value of a key is read.
pub(crate) fn is_known(key: &str) -> bool {
    VOCABULARY.find(key).is_some()
}

/// Whether only the presence of a text is read from the values of a key of a record.
pub(crate) fn is_presence(key: &str) -> bool {
    PRESENCE.contains(&key)
}

/// A list of distinct names, built while compiling.
struct List {
    names: [&'static str; MAX],
    len: usize,
}

impl List {
    const fn with(mut self, names: &[&'static str]) -> Self {
        let mut n = 0;
        while n < names.len() {
            self.add(names[n]);
            n += 1;
        }
        self
    }

    const fn with_attributes(mut self, attributes: Set) -> Self {
        let mut n = 0;
        while n < COUNT {
            if attributes >> n & 1 == 1 {
                self.add(name(n));
            }
            n += 1;
        }
        self
    }

    const fn add(&mut self, name: &'static str) {
        let mut n = 0;
        while n < self.len {
            if same(self.names[n], name) {
                return;
            }
            n += 1;
        }
        self.names[self.len] = name;
        self.len += 1;
    }
}
