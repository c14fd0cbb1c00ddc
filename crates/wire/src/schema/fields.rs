//! The fields of a case as a list, for readers of tables: their paths, the forms of their values, and how much
//! of a value is read.

use crate::json::fields::Form;
use crate::record::attributes::{self, ENVIRONMENT, GIVEN, Set, numbers};
use crate::record::read::MEMBERS;
use crate::record::value_use::ValueUse;
use crate::request::notes::IGNORED;
use crate::request::single;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet, AttributeSource, Part};

/// A field of a case that is read.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{CaseField, FieldForm, ValueUse, case_fields};
///
/// let fields = case_fields(Policy::documented().attributes());
/// let of = |path: &[&str]| fields.iter().find(|field| field.path == path);
/// assert_eq!(of(&["Instance", "Status"]).map(|field| field.form), Some(FieldForm::Text));
/// assert!(of(&["Instance", "AutoReleaseTime"]).is_some_and(|field| field.value_use == ValueUse::Presence));
/// assert_eq!(of(&["Instance", "HostName"]), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseField {
    /// The names of the members that lead to the value, from the member of the case on: `Instance`,
    /// `Environment` or `Request`.
    pub path: Vec<String>,
    /// The form of the value.
    pub form: FieldForm,
    /// How much of the value is read.
    pub value_use: ValueUse,
}

/// The form of the value of a [`CaseField`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldForm {
    /// A text.
    Text,
    /// `true` or `false`, also as a text or as a number.
    Flag,
    /// A number, also as a text.
    Number,
    /// A text, a flag or a number: the value of a custom attribute.
    Scalar,
    /// A list of texts, a text, or an object with one of the inner names that holds them.
    List {
        /// The names of the members inside.
        inner: &'static [&'static str],
    },
}

/// The names inside `OperationLocks`.
const LOCKS: &[&str] = &["LockReason", "OperationLock"];
/// The names inside the addresses.
const ADDRESSES: &[&str] = &["IpAddress"];
/// The names inside `Disks`.
const DISKS: &[&str] = &[
    "Disk",
    "Type",
    "Status",
    "DeleteWithInstance",
    "DeleteAutoSnapshot",
    "Encrypted",
    "OperationLocks",
    "LockReason",
    "OperationLock",
];
/// The names inside `Tags`.
const TAGS: &[&str] = &["Tag", "TagKey", "TagValue", "Key", "Value"];

/// Returns the fields of a case that are read for a policy with these attributes, in the order of the reader.
/// A field of an object is listed by its own path, the object is not.
#[must_use]
pub fn case_fields(attributes: &AttributeSet) -> Vec<CaseField> {
    let mut fields = Vec::new();
    let mut add = |path: &[&str], form, value_use| {
        let path = path.iter().map(|&name| name.to_owned()).collect();
        fields.push(CaseField { path, form, value_use });
    };
    for name in MEMBERS {
        match name {
            "VpcAttributes" => add(&["Instance", name, "VpcId"], FieldForm::Text, ValueUse::Presence),
            "HibernationOptions" => add(&["Instance", name, "Configured"], FieldForm::Flag, ValueUse::Whole),
            "Facts" => {
                for (fact, form) in attributes_of(GIVEN) {
                    add(&["Instance", name, fact], form, ValueUse::Whole);
                }
            }
            _ => {
                add(&["Instance", name], record_form(name), ValueUse::of_member(name));
            }
        }
    }
    for (fact, form) in attributes_of(ENVIRONMENT) {
        add(&["Environment", fact], form, ValueUse::Whole);
    }
    add(&["Request", "Action"], FieldForm::Text, ValueUse::Whole);
    add(&["Request", "InstanceId"], FieldForm::Text, ValueUse::Presence);
    let mut known: Vec<&str> = Vec::new();
    for (name, form) in single::forms().into_iter().flat_map(|(_, parameters)| parameters) {
        if !known.contains(&name) {
            known.push(name);
            add(&["Request", name], of_form(form), ValueUse::Whole);
        }
    }
    for name in IGNORED {
        add(&["Request", name], FieldForm::Scalar, ValueUse::Presence);
    }
    for attribute in attributes.custom() {
        match attribute.source() {
            AttributeSource::Tag(_) => {
                add(&["Instance", "Tags"], FieldForm::List { inner: TAGS }, ValueUse::Whole)
            }
            AttributeSource::Field(path) => {
                let path: Vec<&str> = std::iter::once("Instance").chain(path.split('.')).collect();
                add(&path, FieldForm::Scalar, ValueUse::Whole);
            }
            _ => {}
        }
        let facts: &[&str] = match attribute.source().part() {
            Part::Instance => &["Instance", "Facts"],
            _ => &["Environment"],
        };
        add(&[facts, &[attribute.name()]].concat(), FieldForm::Scalar, ValueUse::Whole);
    }
    fields
}

/// The form of a member of a record.
fn record_form(name: &str) -> FieldForm {
    match name {
        "DeletionProtection" => FieldForm::Flag,
        "LocalStorageAmount" | "GPUAmount" | "InternetMaxBandwidthOut" => FieldForm::Number,
        "OperationLocks" => FieldForm::List { inner: LOCKS },
        "InnerIpAddress" | "PublicIpAddress" | "EipAddress" => FieldForm::List { inner: ADDRESSES },
        "Disks" => FieldForm::List { inner: DISKS },
        "Snapshots" => FieldForm::List { inner: &[] },
        _ => FieldForm::Text,
    }
}

fn attributes_of(set: Set) -> impl Iterator<Item = (&'static str, FieldForm)> {
    numbers(set).map(|number| (attributes::name(number), of_form(attributes::form(&ATTRIBUTES[number]))))
}

const fn of_form(form: Form) -> FieldForm {
    match form {
        Form::Flag => FieldForm::Flag,
        Form::Words(_) | Form::FoldedWords(_) => FieldForm::Text,
        Form::Count => FieldForm::Number,
    }
}
