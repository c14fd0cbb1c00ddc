//! The fields of a case as a list, for readers of tables: their paths, the forms of their values, and how much
//! of a value is read.

use crate::json::fields::Form;
use crate::record::attributes::{self, ENVIRONMENT, GIVEN, Set, numbers};
use crate::record::read::MEMBERS;
use crate::request::notes::IGNORED;
use crate::request::single;
use instance_lifecycle::rules::attributes::{ATTRIBUTES, AttributeSet, AttributeSource, Part};

/// A field of a case that is read.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{CaseField, FieldForm, case_fields};
///
/// let fields = case_fields(Policy::documented().attributes());
/// let of = |path: &[&str]| fields.iter().find(|field| field.path == path);
/// assert_eq!(of(&["Instance", "Status"]).map(|field| field.form), Some(FieldForm::Text));
/// assert!(of(&["Instance", "AutoReleaseTime"]).is_some_and(|field| field.is_presence));
/// assert_eq!(of(&["Instance", "HostName"]), None);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseField {
    /// The names of the members that lead to the value, from the member of the case on: `Instance`,
    /// `Environment` or `Request`.
    pub path: Vec<String>,
    /// The form of the value.
    pub form: FieldForm,
    /// Whether only the presence of a value is read: one text is as good as another, unless it is empty.
    pub is_presence: bool,
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
    let mut add = |path: &[&str], form, is_presence| {
        let path = path.iter().map(|&name| name.to_owned()).collect();
        fields.push(CaseField { path, form, is_presence });
    };
    for name in MEMBERS {
        match name {
            "VpcAttributes" => add(&["Instance", name, "VpcId"], FieldForm::Text, true),
            "HibernationOptions" => add(&["Instance", name, "Configured"], FieldForm::Flag, false),
            "Facts" => {
                for (fact, form) in attributes_of(GIVEN) {
                    add(&["Instance", name, fact], form, false);
                }
            }
            _ => {
                let (form, is_presence) = record_form(name);
                add(&["Instance", name], form, is_presence);
            }
        }
    }
    for (fact, form) in attributes_of(ENVIRONMENT) {
        add(&["Environment", fact], form, false);
    }
    add(&["Request", "Action"], FieldForm::Text, false);
    add(&["Request", "InstanceId"], FieldForm::Text, true);
    let mut known: Vec<&str> = Vec::new();
    for (name, form) in single::forms().into_iter().flat_map(|(_, parameters)| parameters) {
        if !known.contains(&name) {
            known.push(name);
            add(&["Request", name], of_form(form), false);
        }
    }
    for name in IGNORED {
        add(&["Request", name], FieldForm::Scalar, true);
    }
    for attribute in attributes.custom() {
        match attribute.source() {
            AttributeSource::Tag(_) => add(&["Instance", "Tags"], FieldForm::List { inner: TAGS }, false),
            AttributeSource::Field(path) => {
                let path: Vec<&str> = std::iter::once("Instance").chain(path.split('.')).collect();
                add(&path, FieldForm::Scalar, false);
            }
            source if source.part() == Part::Instance => {
                add(&["Instance", "Facts", attribute.name()], FieldForm::Scalar, false);
            }
            _ => add(&["Environment", attribute.name()], FieldForm::Scalar, false),
        }
    }
    fields
}

/// The form of a member of a record, and whether only its presence is read.
fn record_form(name: &str) -> (FieldForm, bool) {
    match name {
        "InstanceId" | "AutoReleaseTime" => (FieldForm::Text, true),
        "DeletionProtection" => (FieldForm::Flag, false),
        "LocalStorageAmount" | "GPUAmount" | "InternetMaxBandwidthOut" => (FieldForm::Number, false),
        "OperationLocks" => (FieldForm::List { inner: LOCKS }, false),
        "InnerIpAddress" | "PublicIpAddress" | "EipAddress" => (FieldForm::List { inner: ADDRESSES }, true),
        "Disks" => (FieldForm::List { inner: DISKS }, false),
        "Snapshots" => (FieldForm::List { inner: &[] }, true),
        _ => (FieldForm::Text, false),
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
