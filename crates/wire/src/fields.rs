//! The fields of our own objects, one row each: here those of `Facts` and `Environment`; the
//! parameters of requests stand with the requests.
//!
//! Unlike the vendor's they have one exact spelling, stand once, and no other may stand beside them.

use crate::at::At;
use crate::error::{Problem, ReadError};
use crate::json::{Json, Member};
use instance_lifecycle::closed_set::Finite;
use instance_lifecycle::suggest::nearest;
use instance_lifecycle::{Amount, Environment, Instance};
use serde::ser::SerializeMap;

/// A field of an object that is read into a `T`.
pub(crate) struct Field<T> {
    pub(crate) name: &'static str,
    /// Reads it; tells whether it was given.
    pub(crate) read: fn(&mut T, At<'_>, &Json<'_>) -> Result<bool, ReadError>,
    pub(crate) shown: fn(&T) -> Shown,
    pub(crate) is_plain: fn(&T) -> bool,
    pub(crate) form: Form,
}

/// A value as it is written.
#[derive(PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Shown {
    Nothing,
    Flag(bool),
    Word(&'static str),
    Number(u8),
}

impl<T> Field<T> {
    /// Writes it.
    pub(crate) fn write<M: SerializeMap>(&self, target: &T, object: &mut M) -> Result<(), M::Error> {
        object.serialize_entry(self.name, &(self.shown)(target))
    }
}

/// Writes the fields that are not default.
pub(crate) fn write<T, M: SerializeMap>(
    fields: &[Field<T>],
    target: &T,
    object: &mut M,
) -> Result<(), M::Error> {
    fields.iter().filter(|field| !(field.is_plain)(target)).try_for_each(|field| field.write(target, object))
}

/// Reads the members of an object of ours into `target`, all but `others`, which are the caller's to
/// read. Gives the set of the fields that were given, bit 0 the first.
pub(crate) fn read<T>(
    fields: &[Field<T>],
    others: &[&'static str],
    at: At<'_>,
    members: &[Member<'_>],
    target: &mut T,
) -> Result<u64, ReadError> {
    let (mut seen, mut given) = (0_u64, 0_u64);
    for (key, value) in members {
        let here = at.key(key);
        let field = fields.iter().position(|field| field.name == key);
        let other = || others.iter().position(|other| other == key).map(|n| fields.len() + n);
        let Some(index) = field.or_else(other) else {
            let known: Vec<_> = others.iter().copied().chain(fields.iter().map(|field| field.name)).collect();
            return Err(
                here.error(Problem::UnknownField { nearest: nearest(key, known.iter().copied()), known })
            );
        };
        if seen >> index & 1 == 1 {
            return Err(here.error(Problem::RepeatedField));
        }
        seen |= 1 << index;
        if let Some(field) = fields.get(index)
            && (field.read)(target, here, value)?
        {
            given |= 1 << index;
        }
    }
    Ok(given)
}

/// The member of an object of ours.
pub(crate) fn member<'t, 'a>(members: &'t [Member<'a>], name: &str) -> Option<&'t Json<'a>> {
    members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// What stands for a value in JSON.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// `true` or `false`.
    Flag,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A whole number from 1 to 100.
    Count,
}

/// The form of a field, by the way to it.
pub(crate) const fn form<T, K: Kind<V>, V>(_: fn(&T) -> V) -> Form {
    K::FORM
}

/// How the values of a field are read and written.
pub(crate) trait Kind<V> {
    /// What stands for it in JSON.
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
        index.map_or(Shown::Nothing, |index| Shown::Word(T::NAMES[index]))
    }
}

/// A value of a closed set, in any capitals.
pub(crate) struct Folded;

impl<T: Finite + PartialEq> Kind<T> for Folded {
    const FORM: Form = Form::Words(T::NAMES);

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<T>, ReadError> {
        at.folded_word(json)
    }

    fn show(value: T) -> Shown {
        Word::show(value)
    }
}

/// How many instances are made.
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

/// A value of a closed set, or none.
pub(crate) struct MaybeWord;

impl<T: Finite + PartialEq> Kind<Option<T>> for MaybeWord {
    const FORM: Form = Form::Words(T::NAMES);

    fn read(at: At<'_>, json: &Json<'_>) -> Result<Option<Option<T>>, ReadError> {
        Ok(at.word(json)?.map(Some))
    }

    fn show(value: Option<T>) -> Shown {
        value.map_or(Shown::Nothing, Word::show)
    }
}

macro_rules! fields {
    ($target:ty { $($name:literal => $field:ident: $kind:ident),* $(,)? }) => {
        &[$($crate::fields::Field {
            name: $name,
            read: |target: &mut $target, at, json| {
                let value = <$kind as $crate::fields::Kind<_>>::read(at, json)?;
                Ok(value.map(|value| target.$field = value).is_some())
            },
            shown: |target| <$kind as $crate::fields::Kind<_>>::show(target.$field),
            form: $crate::fields::form::<$target, $kind, _>(|target| target.$field),
            is_plain: |target| target.$field == <$target>::default().$field,
        }),*]
    };
}
pub(crate) use fields;

/// What a record does not show.
#[rustfmt::skip]
pub(crate) const FACTS: &[Field<Instance>] = fields!(Instance {
    "Standing"                => standing: Word,
    "DiskStatus"              => disk_status: Word,
    "DiskInArrears"           => disk_in_arrears: Flag,
    "EncryptionKey"           => encryption_key: Word,
    "LocalStorage"            => local_storage: Flag,
    "PersistentMemory"        => persistent_memory: Flag,
    "Burstable"               => burstable: Flag,
    "FamilyI1"                => family_i1: Flag,
    "Initializing"            => initializing: Flag,
    "Task"                    => task: Word,
    "SystemDisk"              => system_disk: Word,
    "StoppedMode"             => stopped_mode: Word,
    "StoppedFor"              => stopped_for: Word,
    "StatusBefore"            => status_before: Word,
    "Hibernated"              => hibernated: Flag,
    "ComputeRecycled"         => compute_recycled: Flag,
    "DeleteWithInstance"      => delete_with_instance: Flag,
    "VolumesAttached"         => volumes_attached: Flag,
    "RouteEntry"              => route_entry: Flag,
    "LoadBalancerConfiguring" => load_balancer_configuring: Flag,
    "NetworkInterfaceLinked"  => network_interface_linked: Flag,
    "ManagedByProduct"        => managed_by_product: Flag,
    "SpotProtected"           => spot_protected: Flag,
});

/// What lies outside the instance.
#[rustfmt::skip]
pub(crate) const ENVIRONMENT: &[Field<Environment>] = fields!(Environment {
    "EconomicalModeDefault" => economical_mode_default: Flag,
    "Balance"               => balance: Word,
    "Stock"                 => stock: Word,
    "Quota"                 => quota: Word,
    "SpotPrice"             => spot_price: Word,
    "HostRepairing"         => host_repairing: Flag,
    "PrivatePool"           => private_pool: Word,
    "CapacityReservation"   => capacity_reservation: Word,
    "DedicatedHost"         => dedicated_host: Word,
});
