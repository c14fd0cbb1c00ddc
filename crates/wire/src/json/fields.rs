//! Objects of the case format: each field has one exact spelling, appears at most once, and no other
//! field is allowed.

use crate::json::at::At;
use crate::json::error::{ReadError, ReadErrorKind};
use crate::json::tree::{Json, Member};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::request::Amount;
use instance_lifecycle::suggest::nearest;
use serde::ser::SerializeMap;
use std::borrow::Cow;

/// A field that is read into a `T`.
pub(crate) struct Field<T> {
    pub(crate) name: &'static str,
    /// Reads the field; returns whether it has a value.
    pub(crate) read: fn(&mut T, At<'_>, &Json<'_>) -> Result<bool, ReadError>,
    pub(crate) shown: fn(&T) -> Shown,
    pub(crate) is_default: fn(&T) -> bool,
    pub(crate) form: Form,
}

/// A value as it is written.
#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Shown {
    Absent,
    Flag(bool),
    Word(&'static str),
    Number(u8),
}

/// Writes the fields that differ from their default.
pub(crate) fn write<T, M: SerializeMap>(
    fields: &[Field<T>],
    target: &T,
    object: &mut M,
) -> Result<(), M::Error> {
    let mut written = fields.iter().filter(|field| !(field.is_default)(target));
    written.try_for_each(|field| object.serialize_entry(field.name, &(field.shown)(target)))
}

/// Reads the members of an object into `target`, except `others`, which the caller reads.
pub(crate) fn read<T>(
    fields: &[Field<T>],
    others: &[&'static str],
    at: At<'_>,
    members: &[Member<'_>],
    target: &mut T,
) -> Result<(), ReadError> {
    let names = others.iter().copied().chain(fields.iter().map(|field| field.name));
    each(names, at, members, |index, here, value| match index.checked_sub(others.len()) {
        Some(index) => (fields[index].read)(target, here, value).map(drop),
        None => Ok(()),
    })
}

/// Checks that the members are among `names`, each at most once.
pub(crate) fn check(names: &[&'static str], at: At<'_>, members: &[Member<'_>]) -> Result<(), ReadError> {
    each(names.iter().copied(), at, members, |_, _, _| Ok(()))
}

/// Calls `found` with the index of the name, the path and the value of every member.
pub(crate) fn each(
    names: impl Iterator<Item = &'static str> + Clone,
    at: At<'_>,
    members: &[Member<'_>],
    mut found: impl FnMut(usize, At<'_>, &Json<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut seen = 0_u128;
    for (key, value) in members {
        let here = at.key(key);
        let Some(index) = names.clone().position(|name| name == key) else {
            let (nearest, known) =
                (nearest(key, names.clone()).map(Cow::from), names.map(Cow::from).collect());
            return Err(here.error(ReadErrorKind::UnknownField { nearest, known }));
        };
        if seen >> index & 1 == 1 {
            return Err(here.error(ReadErrorKind::RepeatedField));
        }
        seen |= 1 << index;
        found(index, here, value)?;
    }
    Ok(())
}

/// Returns the member of that exact name.
pub(crate) fn member<'t, 'a>(members: &'t [Member<'a>], name: &str) -> Option<&'t Json<'a>> {
    members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The JSON form of a field.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Words(&'static [&'static str]),
    /// One of these words, in any letter case.
    FoldedWords(&'static [&'static str]),
    /// A whole number from 1 to 100.
    Count,
}

/// Returns the form of a field, given its getter.
pub(crate) const fn form<T, K: Kind<V>, V>(_: fn(&T) -> V) -> Form {
    K::FORM
}

/// The reading and writing of one type of value.
pub(crate) trait Kind<V> {
    /// Its JSON form.
    const FORM: Form;

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<V>, ReadError>;
    fn show(value: V) -> Shown;
}

/// A boolean.
pub(crate) struct Flag;

impl Kind<bool> for Flag {
    const FORM: Form = Form::Flag;

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<bool>, ReadError> {
        at.flag(json)
    }

    fn show(value: bool) -> Shown {
        Shown::Flag(value)
    }
}

/// A value of a closed set.
pub(crate) struct Word;

impl<T: Finite + PartialEq> Kind<T> for Word {
    const FORM: Form = Form::Words(T::NAMES);

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<T>, ReadError> {
        at.word(json)
    }

    fn show(value: T) -> Shown {
        let index = (0..T::NAMES.len()).find(|&index| T::from_index(index) == value);
        index.map_or(Shown::Absent, |index| Shown::Word(T::NAMES[index]))
    }
}

/// A value of a closed set, in any letter case.
pub(crate) struct Folded;

impl<T: Finite + PartialEq> Kind<T> for Folded {
    const FORM: Form = Form::FoldedWords(T::NAMES);

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<T>, ReadError> {
        at.folded_word(json)
    }

    fn show(value: T) -> Shown {
        Word::show(value)
    }
}

/// A number of instances.
pub(crate) struct Count;

impl Kind<Amount> for Count {
    const FORM: Form = Form::Count;

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<Amount>, ReadError> {
        at.amount(json)
    }

    fn show(value: Amount) -> Shown {
        Shown::Number(value.get())
    }
}

/// A value of a closed set, or `None`.
pub(crate) struct MaybeWord;

impl<T: Finite + PartialEq> Kind<Option<T>> for MaybeWord {
    const FORM: Form = Form::Words(T::NAMES);

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<Option<T>>, ReadError> {
        Ok(at.word(json)?.map(Some))
    }

    fn show(value: Option<T>) -> Shown {
        value.map_or(Shown::Absent, Word::show)
    }
}

macro_rules! fields {
    ($target:ty { $($name:literal => $field:ident: $kind:ident),* $(,)? }) => {
        &[$($crate::json::fields::Field {
            name: $name,
            read: |target: &mut $target, at, json| {
                let value = <$kind as $crate::json::fields::Kind<_>>::read(at, json)?;
                Ok(value.map(|value| target.$field = value).is_some())
            },
            shown: |target| <$kind as $crate::json::fields::Kind<_>>::show(target.$field),
            form: $crate::json::fields::form::<$target, $kind, _>(|target| target.$field),
            is_default: |target| target.$field == <$target>::default().$field,
        }),*]
    };
}
pub(crate) use fields;
