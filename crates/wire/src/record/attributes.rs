//! The attributes of the core as fields of `Facts` and `Environment`.
//!
//! The name of a field is that of the attribute in PascalCase, and its values are those of the
//! attribute, or `true` and `false`. Attributes that records of DescribeInstances show themselves are
//! listed in [`SHOWN`] with the vendor's field.

use crate::json::fields::{Form, Shown};
use instance_lifecycle::rules::attributes::{ATTRIBUTES, Attribute, Part};
use instance_lifecycle::rules::region::Point;
use instance_lifecycle::{Case, Instance};

/// The number of attributes.
pub(crate) const COUNT: usize = ATTRIBUTES.len();

/// The vendor's fields, with the attributes that each shows.
#[rustfmt::skip]
pub(crate) const SHOWN: [(&str, Set); 11] = [
    ("Status",                   set("status")),
    ("InstanceChargeType",       set("charge_type")),
    ("InstanceNetworkType",      set("network_type")),
    ("SpotStrategy",             set("spot_strategy")),
    ("SpotInterruptionBehavior", set("spot_interruption")),
    ("OperationLocks",           locks()),
    ("HibernationOptions",       set("hibernation_configured")),
    ("GPUAmount",                set("gpu")),
    ("PublicIpAddress",          set("static_address")),
    ("EipAddress",               set("elastic_address")),
    ("DeletionProtection",       set("deletion_protection")),
];

/// A set of attributes, by their number; behind them are the custom ones of a policy.
pub(crate) type Set = u128;

const _: () = assert!(COUNT <= Set::BITS as usize, "one bit for each attribute");

/// The attributes of the instance that no vendor field shows.
pub(crate) const FACTS: Set = {
    let (mut set, mut n) = (0, 0);
    while n < COUNT {
        if matches!(ATTRIBUTES[n].part, Part::Instance) && shown_by(n).is_none() {
            set |= 1 << n;
        }
        n += 1;
    }
    set
};

/// The facts that can be given: those of [`FACTS`], and the static address, since the record of an
/// economically stopped instance does not show that it has one.
pub(crate) const GIVEN: Set = FACTS | set("static_address");

/// The attributes of the environment.
pub(crate) const ENVIRONMENT: Set = {
    let (mut set, mut n) = (0, 0);
    while n < COUNT {
        if matches!(ATTRIBUTES[n].part, Part::Environment) {
            set |= 1 << n;
        }
        n += 1;
    }
    set
};

/// Returns the set of one attribute of the instance.
pub(crate) const fn set(name: &str) -> Set {
    let mut n = 0;
    while n < COUNT {
        if matches!(ATTRIBUTES[n].part, Part::Instance) && same(ATTRIBUTES[n].name, name) {
            return 1 << n;
        }
        n += 1;
    }
    panic!("no attribute of that name")
}

/// Returns the set of all locks.
pub(crate) const fn locks() -> Set {
    let (mut set, mut n) = (0, 0);
    while n < COUNT {
        if is_lock(ATTRIBUTES[n].name) {
            set |= 1 << n;
        }
        n += 1;
    }
    set
}

/// Returns the field of DescribeInstances that shows an attribute; `None` if no field does, so that only
/// `Facts` can give it.
///
/// ```
/// use instance_lifecycle::rules::attributes::Attribute;
/// use instance_lifecycle_wire::vendor_field;
///
/// assert_eq!(vendor_field(Attribute::named("elastic_address")?), Some("EipAddress"));
/// assert_eq!(vendor_field(Attribute::named("locks.security")?), Some("OperationLocks"));
/// assert_eq!(vendor_field(Attribute::named("standing")?), None);
/// # Ok::<_, Box<dyn core::error::Error>>(())
/// ```
#[must_use]
pub fn vendor_field(attribute: &Attribute) -> Option<&'static str> {
    let number = ATTRIBUTES.iter().position(|known| known.name == attribute.name)?;
    let entry = shown_by(number).filter(|_| attribute.part == Part::Instance)?;
    Some(SHOWN[entry].0)
}

/// Returns the entry of [`SHOWN`] that shows the attribute.
const fn shown_by(number: usize) -> Option<usize> {
    let mut n = 0;
    while n < SHOWN.len() {
        if SHOWN[n].1 >> number & 1 == 1 {
            return Some(n);
        }
        n += 1;
    }
    None
}

const fn is_lock(name: &str) -> bool {
    matches!(name.as_bytes(), [b'l', b'o', b'c', b'k', b's', b'.', ..])
}

pub(crate) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut n = 0;
    while n < a.len() {
        if a[n] != b[n] {
            return false;
        }
        n += 1;
    }
    true
}

/// A name in PascalCase, made while compiling.
#[derive(Clone, Copy)]
struct Name {
    bytes: [u8; 64],
    len: usize,
}

impl Name {
    /// Converts the last part of a path in snake_case.
    const fn of(snake: &str) -> Self {
        let snake = snake.as_bytes();
        let mut name = Self { bytes: [0; 64], len: 0 };
        let (mut n, mut is_first) = (0, true);
        while n < snake.len() {
            match snake[n] {
                b'.' => (name.len, is_first) = (0, true),
                b'_' => is_first = true,
                letter => {
                    name.bytes[name.len] = if is_first { letter.to_ascii_uppercase() } else { letter };
                    name.len += 1;
                    is_first = false;
                }
            }
            n += 1;
        }
        name
    }

    const fn as_str(&self) -> &str {
        match str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(name) => name,
            Err(_) => panic!("names of attributes are ASCII"),
        }
    }
}

/// The name of every attribute as a field.
static NAMES: [&str; COUNT] = {
    static TEXTS: [Name; COUNT] = {
        let mut texts = [Name { bytes: [0; 64], len: 0 }; COUNT];
        let mut n = 0;
        while n < COUNT {
            texts[n] = Name::of(ATTRIBUTES[n].name);
            n += 1;
        }
        texts
    };
    let mut names = [""; COUNT];
    let mut n = 0;
    while n < COUNT {
        names[n] = TEXTS[n].as_str();
        n += 1;
    }
    names
};

/// Returns the name of the field that holds an attribute, by its number.
pub(crate) const fn name(number: usize) -> &'static str {
    NAMES[number]
}

/// Iterates over the numbers of the built-in attributes in a set.
pub(crate) fn numbers(set: Set) -> impl Iterator<Item = usize> + Clone {
    let mut rest = set & ((1 << COUNT) - 1);
    std::iter::from_fn(move || {
        let number = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
        rest &= rest - 1;
        Some(number)
    })
}

/// The JSON form of a field.
pub(crate) fn form(attribute: &Attribute) -> Form {
    if is_flag(attribute) { Form::Flag } else { Form::Words(attribute.values) }
}

/// The value of an attribute as it is written.
pub(crate) fn value(attribute: &Attribute, index: usize) -> Shown {
    if is_flag(attribute) { Shown::Flag(index == 1) } else { Shown::Word(attribute.values[index]) }
}

fn is_flag(attribute: &Attribute) -> bool {
    attribute.values == ["No", "Yes"]
}

/// The point of an instance.
pub(crate) fn point_of(instance: &Instance) -> Point {
    Case::DEFAULT.with(|it| it.instance = *instance).point()
}

/// The attributes in which two instances differ.
pub(crate) fn changes(before: &Instance, after: &Instance) -> Set {
    let (before, after) = (point_of(before), point_of(after));
    let differs = |number: &usize| {
        let field = ATTRIBUTES[*number].field;
        before.value(field) != after.value(field)
    };
    numbers(Set::MAX).filter(differs).fold(0, |set, number| set | 1 << number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_of_an_instance_is_shown_or_a_fact() {
        let instance = numbers(Set::MAX).filter(|&number| ATTRIBUTES[number].part == Part::Instance);
        let all = instance.fold(0, |set, number| set | 1 << number);
        assert_eq!(SHOWN.iter().fold(FACTS, |set, (_, shown)| set | shown), all);
        assert_eq!(name(set("spot_protected").trailing_zeros() as usize), "SpotProtected");
    }
}
