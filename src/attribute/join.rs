//! The attributes of two policies together.

use super::custom::{AttributeSource, CustomAttribute};
use super::declaration::AttributeError;
use super::set::AttributeSet;
use crate::region::{Field, Region};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A set with the custom attributes of two others, and how conditions over these are conditions over it.
///
/// An attribute that both declare with the same name and source is one attribute. Its values distinguish
/// what one of the two distinguishes, so that every text has one value, with which both agree.
pub(crate) struct Joined {
    pub(crate) attributes: AttributeSet,
    pub(crate) lifts: [Lift; 2],
}

/// For each custom attribute of a set: its bits, the bits of the joined attribute, and for each value of
/// the latter the value of the former.
pub(crate) struct Lift(Vec<(Field, Field, Vec<usize>)>);

impl Lift {
    /// Returns the same cases over the joined attributes.
    pub(crate) fn apply(&self, region: &Region) -> Region {
        let free = self.0.iter().fold(*region, |free, (own, ..)| free.free_in(*own));
        self.0.iter().filter(|(own, ..)| region.reads(*own)).fold(free, |lifted, (own, joined, values)| {
            let admitted = region.admits(*own);
            let set = values.iter().enumerate().filter(|(_, value)| admitted >> **value & 1 == 1);
            lifted.restrict(*joined, set.fold(0, |set, (number, _)| set | 1 << number))
        })
    }
}

/// For a joined attribute, the bits of the two attributes, and for each of its values those of the two.
type Part = ([Option<Field>; 2], Vec<[usize; 2]>);

/// An attribute of both sets, and for each of its values those of the two.
struct Pair {
    attribute: CustomAttribute,
    values: Vec<[usize; 2]>,
}

impl Joined {
    /// Joins two sets.
    pub(crate) fn of(sets: [&AttributeSet; 2]) -> Result<Self, AttributeError> {
        let [first, second] = sets;
        let mut attributes = AttributeSet::BUILT_IN;
        let mut parts: Vec<Part> = Vec::new();
        let is_same = |a: &CustomAttribute, b: &CustomAttribute| {
            a.name == b.name && core::mem::discriminant(&a.source) == core::mem::discriminant(&b.source) && {
                matches!(a.source, AttributeSource::Items(_)) || a.source == b.source
            }
        };
        for (one, field) in first.declared() {
            match second.declared().find(|(other, _)| is_same(one, other)) {
                Some((other, other_field)) => {
                    let Pair { attribute, values } = pair(one, other);
                    attributes = attributes.with(attribute)?;
                    parts.push(([Some(field), Some(other_field)], values));
                }
                None => {
                    attributes = attributes.with((**one).clone())?;
                    parts.push(([Some(field), None], (0..field.width()).map(|n| [n, 0]).collect()));
                }
            }
        }
        for (other, field) in
            second.declared().filter(|(other, _)| !first.custom().any(|one| is_same(one, other)))
        {
            let mut attribute = (**other).clone();
            while attributes.named(&attribute.name).is_ok() {
                attribute.name += ".2";
            }
            attributes = attributes.with(attribute)?;
            parts.push(([None, Some(field)], (0..field.width()).map(|n| [0, n]).collect()));
        }
        let lift = |side: usize| {
            let all = attributes.declared().zip(&parts);
            let all = all.filter_map(|((_, joined), (own, values))| {
                Some((own[side]?, joined, values.iter().map(|pair| pair[side]).collect()))
            });
            Lift(all.collect())
        };
        let lifts = [lift(0), lift(1)];
        Ok(Self { attributes, lifts })
    }
}

/// Returns the attribute that distinguishes what one of two distinguishes.
fn pair(one: &CustomAttribute, other: &CustomAttribute) -> Pair {
    if one == other {
        let values = (0..one.values.len()).map(|n| [n, n]).collect();
        return Pair { attribute: one.clone(), values };
    }
    let mut joined = CustomAttribute { values: Vec::new(), texts: Vec::new(), ..one.clone() };
    let mut values: Vec<[usize; 2]> = Vec::new();
    let mut value = |pair: [usize; 2], text: Option<&str>, joined: &mut CustomAttribute| -> String {
        if let Some(n) = values.iter().position(|known| *known == pair) {
            return joined.values[n].clone();
        }
        let (a, b) = (&one.values[pair[0]], &other.values[pair[1]]);
        let is_free = |name: &str, joined: &CustomAttribute| {
            joined.number(name).is_none() && AttributeSet::is_name(name)
        };
        let mut name = match text.filter(|text| a != b && is_free(text, joined)) {
            Some(text) => text.to_string(),
            None if a == b => a.clone(),
            None => format!("{a}.{b}"),
        };
        while joined.number(&name).is_some() {
            name += ".2";
        }
        joined.values.push(name.clone());
        values.push(pair);
        name
    };
    if let (AttributeSource::Items(a), AttributeSource::Items(b)) = (&one.source, &other.source) {
        let mut lowest: Vec<u32> = a.iter().chain(b).copied().collect();
        lowest.sort_unstable();
        lowest.dedup();
        let at = |it: &CustomAttribute, lowest: u32| it.value_of_items(lowest as usize).unwrap_or(0);
        lowest.retain(|&lowest| {
            let before = joined.values.len();
            value([at(one, lowest), at(other, lowest)], None, &mut joined);
            joined.values.len() > before
        });
        joined.source = AttributeSource::Items(lowest);
    } else {
        let default = value([one.default(), other.default()], None, &mut joined);
        joined.default = Some(default);
        // Without a value for anything else, other texts are errors of the policy.
        let both = |text: &str| Some([one.value_of_text(text)?, other.value_of_text(text)?]);
        let texts = |it: &CustomAttribute| -> Vec<String> {
            it.values.iter().cloned().chain(it.texts.iter().map(|(text, _)| text.clone())).collect()
        };
        let mut all = texts(one);
        all.extend(texts(other));
        all.sort();
        all.dedup();
        for text in &all {
            if let Some(pair) = both(text) {
                let name = value(pair, Some(text), &mut joined);
                if name != *text {
                    joined.texts.push((text.clone(), name));
                }
            }
        }
        joined.anything_else = match (&one.anything_else, &other.anything_else) {
            (Some(a), Some(b)) => {
                let pair = [one.number(a).unwrap_or(0), other.number(b).unwrap_or(0)];
                Some(value(pair, None, &mut joined))
            }
            _ => None,
        };
        // The name of a value that neither policy has is a text like any other.
        if let Some(other) = joined.anything_else.clone() {
            let is_text = |name: &String| all.binary_search(name).is_ok();
            let invented: Vec<String> =
                joined.values.iter().filter(|name| !is_text(name) && **name != other).cloned().collect();
            joined.texts.extend(invented.into_iter().map(|name| (name, other.clone())));
        }
        joined.texts.sort();
    }
    Pair { attribute: joined, values }
}
