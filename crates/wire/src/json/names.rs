//! Matching of keys with names in several spellings.
//!
//! Records use the vendor's spelling, a lower-case first letter (the vendor's Node SDK), or other
//! capitals (re-serialised structs). The nearest spelling wins: `Cpu` before `cpu` before `CPU`. Of
//! two members with the same spelling the last one wins, as in most JSON parsers.

use crate::json::tree::{Json, Member};

/// How a key spells a name; a lower value is nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spelling {
    Exact,
    SmallFirstLetter,
    OtherCapitals,
}

/// Returns how `key` spells `name`; `None` if it is another name.
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

/// Returns the member of a vendor object whose key spells `name` nearest.
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

/// A set of names, hashed regardless of letter case.
pub(crate) struct Names<const N: usize> {
    names: [&'static str; N],
    buckets: [u128; 64],
}

impl<const N: usize> Names<N> {
    pub(crate) const fn new(names: [&'static str; N]) -> Self {
        Self::of_first(names, N)
    }

    /// The first `len` of the names.
    pub(crate) const fn of_first(names: [&'static str; N], len: usize) -> Self {
        assert!(len <= 128, "one bit for each name");
        let mut buckets = [0; 64];
        let mut n = 0;
        while n < len {
            buckets[bucket(names[n])] |= 1 << n;
            n += 1;
        }
        Self { names, buckets }
    }

    /// Returns the index of the name that `key` spells, and how.
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
