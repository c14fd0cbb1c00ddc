//! The names that are looked for, and how a key is matched with one.
//!
//! A record comes in several spellings: as the vendor writes it, with a small first letter (objects
//! of the vendor's Node SDK), or in other capitals (structs that others re-serialised). The nearest
//! spelling counts: `Cpu` before `cpu` before `CPU`. Of two members with the same spelling the last
//! counts, as for most readers of JSON.

use crate::fields::{ENVIRONMENT, FACTS, Field};
use crate::json::{Json, Member};
use crate::{batch, request::PARAMETERS};

/// How a key spells a name: the lower, the nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spelling {
    Exact,
    SmallFirstLetter,
    OtherCapitals,
}

/// How `key` spells `name`, if it does.
pub(crate) fn spelling(key: &str, name: &str) -> Option<Spelling> {
    if key == name {
        Some(Spelling::Exact)
    } else if !key.eq_ignore_ascii_case(name) {
        None
    } else if key.as_bytes().get(1..) == name.as_bytes().get(1..) {
        Some(Spelling::SmallFirstLetter)
    } else {
        Some(Spelling::OtherCapitals)
    }
}

/// The member of the vendor's object that spells `name` nearest.
pub(crate) fn member<'t, 'a>(members: &'t [Member<'a>], name: &str) -> Option<(&'t str, &'t Json<'a>)> {
    let mut nearest: Option<(Spelling, &Member<'a>)> = None;
    for member in members {
        if let Some(spelling) = spelling(&member.0, name)
            && nearest.is_none_or(|(best, _)| spelling <= best)
        {
            nearest = Some((spelling, member));
        }
    }
    nearest.map(|(_, (key, value))| (key.as_ref(), value))
}

/// The attributes of a record that matter, our `Facts` among them.
macro_rules! attributes {
    ($($name:ident),+ $(,)?) => {
        #[derive(Clone, Copy)]
        pub(crate) enum Attribute {
            $($name),+
        }

        impl Attribute {
            pub(crate) const NAMES: [&'static str; ATTRIBUTES] = [$(stringify!($name)),+];
        }

        pub(crate) const ATTRIBUTES: usize = [$(Attribute::$name),+].len();
    };
}

attributes! {
    InstanceId, Status, InstanceChargeType, InstanceNetworkType, VpcAttributes, InnerIpAddress,
    SpotStrategy, SpotInterruptionBehavior, OperationLocks, StoppedMode, HibernationOptions,
    LocalStorageAmount, InstanceType, InstanceTypeFamily, CreditSpecification, GPUAmount,
    PublicIpAddress, EipAddress, InternetChargeType, DeletionProtection, Facts,
}

/// A set of names with a table from a hash of a key, whatever its case, to the names it may spell.
pub(crate) struct Names<const N: usize> {
    names: [&'static str; N],
    buckets: [u128; 64],
}

impl<const N: usize> Names<N> {
    pub(crate) const fn new(names: [&'static str; N]) -> Self {
        assert!(N <= 128, "a bit for every name");
        let mut buckets = [0; 64];
        let mut n = 0;
        while n < N {
            buckets[bucket(names[n])] |= 1 << n;
            n += 1;
        }
        Self { names, buckets }
    }

    /// The number of the name that `key` spells, and how.
    pub(crate) fn find(&self, key: &str) -> Option<(usize, Spelling)> {
        let mut candidates = self.buckets[bucket(key)];
        while candidates != 0 {
            let index = candidates.trailing_zeros() as usize;
            if let Some(spelling) = spelling(key, self.names[index]) {
                return Some((index, spelling));
            }
            candidates &= candidates - 1;
        }
        None
    }
}

const fn bucket(key: &str) -> usize {
    let bytes = key.as_bytes();
    if bytes.is_empty() {
        return 0;
    }
    let (first, last) = (bytes[0] | 0x20, bytes[bytes.len() - 1] | 0x20);
    (bytes.len() * 5 + first as usize * 3 + last as usize) % 64
}

pub(crate) static RECORD: Names<ATTRIBUTES> = Names::new(Attribute::NAMES);

/// The fields of a case, and of its request besides the parameters.
pub(crate) const CASE: &[&str] = &["Instance", "Environment", "Request"];
pub(crate) const REQUEST: &[&str] = &["Action", "InstanceId"];

/// The fields of a line that tells what events have made of an instance: a case without a request.
pub(crate) const EVOLVED: &[&str] = &["InstanceId", "Outcome", "Events", "Environment", "Instance"];

/// Keys inside attributes, and of the response around records.
const INNER: &[&str] = &[
    "LockReason",
    "VpcId",
    "IpAddress",
    "Configured",
    "Instances",
    "TotalCount",
    "NextToken",
    "Outcome",
    "Trace",
    "Policy",
    "At",
    "Event",
    "Answer",
];

const KNOWN: usize = ATTRIBUTES
    + CASE.len()
    + REQUEST.len()
    + INNER.len()
    + FACTS.len()
    + ENVIRONMENT.len()
    + PARAMETERS.len()
    + batch::PARAMETERS.len();

static VOCABULARY: Names<KNOWN> = Names::new({
    let list = List { names: [""; KNOWN], len: 0 };
    let list =
        list.and(&Attribute::NAMES).and(CASE).and(REQUEST).and(PARAMETERS).and(batch::PARAMETERS).and(INNER);
    list.and_fields(FACTS).and_fields(ENVIRONMENT).names
});

/// Whether anything that is read is called so.
pub(crate) fn is_known(key: &str) -> bool {
    VOCABULARY.find(key).is_some()
}

struct List {
    names: [&'static str; KNOWN],
    len: usize,
}

impl List {
    const fn and(mut self, names: &[&'static str]) -> Self {
        let mut n = 0;
        while n < names.len() {
            self.names[self.len] = names[n];
            self.len += 1;
            n += 1;
        }
        self
    }

    const fn and_fields<T>(mut self, fields: &[Field<T>]) -> Self {
        let mut n = 0;
        while n < fields.len() {
            self.names[self.len] = fields[n].name;
            self.len += 1;
            n += 1;
        }
        self
    }
}
