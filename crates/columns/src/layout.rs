//! The columns of a table as fields of a case.

use crate::error::SchemaError;
use crate::leaf::is_text;
use crate::node::{Inside, Node};
use arrow_schema::{DataType, Schema};
use instance_lifecycle::rules::attributes::{AttributeSet, AttributeSource};
use instance_lifecycle::suggest::nearest;
use instance_lifecycle_wire::{CaseField, FieldForm, ValueUse, case_fields};

/// The members of a case.
pub(crate) const PARTS: [&str; 3] = ["Instance", "Environment", "Request"];

/// A column of a table, or a field of a struct, that is read.
#[derive(Debug)]
pub(crate) struct Column {
    /// The number of the part of the case.
    pub(crate) part: usize,
    /// The names of the members that lead to the value, from the part on.
    pub(crate) path: Vec<String>,
    /// The number of the column of the table, then those of fields of structs.
    pub(crate) source: Vec<usize>,
    pub(crate) content: Content,
    name: String,
}

#[derive(Debug)]
pub(crate) enum Content {
    Value(Node),
    /// Whether a struct is present.
    Presence,
}

impl Content {
    /// The number of codes.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Value(node) => node.len(),
            Self::Presence => 2,
        }
    }

    /// The number of values that are kept.
    pub(crate) fn kept(&self) -> usize {
        match self {
            Self::Value(node) => node.kept(),
            Self::Presence => 0,
        }
    }
}

/// What a path of a case is.
enum Known {
    /// A value that is read.
    Value { form: FieldForm, value_use: ValueUse },
    /// An object with values that are read.
    Object,
    /// A member that no reader reads.
    Ignored,
    /// A field that cases do not have.
    Unknown,
}

/// Returns the columns of a table that are read.
pub(crate) fn columns(schema: &Schema, attributes: &AttributeSet) -> Result<Vec<Column>, SchemaError> {
    let mut found = Finder::new(attributes);
    for (number, field) in schema.fields().iter().enumerate() {
        let name = field.name();
        let path = path_of(name);
        if !PARTS.iter().any(|part| name == part || name.starts_with(&format!("{part}."))) {
            found.check_spelling(name, &path)?;
        }
        found.add(name, path, field.data_type(), vec![number])?;
    }
    if found.columns.iter().all(|column| column.part == 1) {
        return Err(SchemaError::NoFields);
    }
    Ok(found.columns)
}

/// Checks that records have a status.
pub(crate) fn check_status(columns: &[Column]) -> Result<(), SchemaError> {
    let mut of_records = columns.iter().filter(|column| column.part == 0);
    let is_status =
        |column: &Column| matches!(column.path.as_slice(), [name] if name.eq_ignore_ascii_case("Status"));
    match of_records.clone().any(is_status) {
        true => Ok(()),
        false => match of_records.next() {
            Some(column) => Err(SchemaError::NoStatus { column: column.name.clone() }),
            None => Ok(()),
        },
    }
}

/// How a column is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnUse {
    /// It is not read.
    Unread,
    /// Only whether it has a value is read.
    Presence,
    /// Its values are read, or it is refused.
    Value,
}

/// Returns how a column is used for a policy with these attributes, given its name and those of the fields
/// of structs inside it: for a reader of files that can leave out a part of a struct.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_columns::{ColumnUse, column_use};
///
/// let policy = Policy::documented();
/// let of = |path: &[&str]| column_use(path, policy.attributes());
/// assert_eq!(of(&["Status"]), ColumnUse::Value);
/// assert_eq!(of(&["Instance", "AutoReleaseTime"]), ColumnUse::Presence);
/// assert_eq!(of(&["EipAddress", "AllocationId"]), ColumnUse::Unread);
/// ```
#[must_use]
pub fn column_use(path: &[&str], attributes: &AttributeSet) -> ColumnUse {
    let Some((first, inside)) = path.split_first() else { return ColumnUse::Unread };
    let mut path = path_of(first);
    path.extend(inside.iter().map(|&name| name.to_owned()));
    match Finder::new(attributes).known(&path) {
        Known::Ignored => ColumnUse::Unread,
        Known::Value { value_use: ValueUse::Presence, .. } => ColumnUse::Presence,
        Known::Value { .. } | Known::Object | Known::Unknown => ColumnUse::Value,
    }
}

/// Returns the path of a column in a case.
fn path_of(name: &str) -> Vec<String> {
    let mut path: Vec<String> = match name {
        "Action" => vec!["Request".to_owned(), "Action".to_owned()],
        name => name.split('.').map(str::to_owned).collect(),
    };
    if !PARTS.contains(&path[0].as_str()) {
        path.insert(0, PARTS[0].to_owned());
    }
    path
}

struct Finder {
    fields: Vec<CaseField>,
    tags: Vec<String>,
    columns: Vec<Column>,
}

impl Finder {
    fn new(attributes: &AttributeSet) -> Self {
        let tags = attributes.custom().filter_map(|attribute| match attribute.source() {
            AttributeSource::Tag(key) => Some(key.clone()),
            _ => None,
        });
        Self { fields: case_fields(attributes), tags: tags.collect(), columns: Vec::new() }
    }

    fn add(
        &mut self,
        name: &str,
        path: Vec<String>,
        data_type: &DataType,
        source: Vec<usize>,
    ) -> Result<(), SchemaError> {
        let known = self.known(&path);
        match (known, data_type) {
            (Known::Ignored, _) | (Known::Unknown, DataType::Null) => Ok(()),
            (Known::Unknown, _) => {
                let names = self.fields.iter().filter(|field| field.path.len() == path.len());
                let beside = names.filter(|field| field.path[..path.len() - 1] == path[..path.len() - 1]);
                let names = beside.filter_map(|field| field.path.last().map(String::as_str));
                let nearest = path.last().and_then(|last| nearest(last, names)).map(str::to_owned);
                Err(SchemaError::UnknownField { column: name.to_owned(), nearest })
            }
            (Known::Object, DataType::Struct(fields))
            | (Known::Value { form: FieldForm::List { .. }, .. }, DataType::Struct(fields)) => {
                self.push(name, &path, source.clone(), Content::Presence)?;
                for (number, field) in fields.iter().enumerate() {
                    let (mut path, mut source) = (path.clone(), source.clone());
                    path.push(field.name().clone());
                    source.push(number);
                    self.add(&format!("{name}.{}", field.name()), path, field.data_type(), source)?;
                }
                Ok(())
            }
            (Known::Object, DataType::Null) => Ok(()),
            (Known::Object, other) => Err(wrong(name, "a struct", other)),
            (Known::Value { form, value_use }, data_type) => {
                let is_tags = path.len() > 1 && path[1] == "Tags";
                check(name, form, value_use, is_tags && !self.tags.is_empty(), data_type)?;
                let inner: &[&str] = match form {
                    FieldForm::List { inner } => inner,
                    _ => &[],
                };
                let reads = |name: &str| inner.iter().any(|known| known.eq_ignore_ascii_case(name));
                let tags = is_tags.then_some(self.tags.as_slice());
                let node = Node::new(data_type, &Inside { reads: &reads, value_use, tags });
                let node = node.map_err(|(path, found)| {
                    wrong(&format!("{name}{path}"), "a text, a boolean, a number, a list or a struct", &found)
                })?;
                self.push(name, &path, source, Content::Value(node))
            }
        }
    }

    fn push(
        &mut self,
        name: &str,
        path: &[String],
        source: Vec<usize>,
        content: Content,
    ) -> Result<(), SchemaError> {
        let part = PARTS.iter().position(|part| *part == path[0]).unwrap_or_default();
        let path = &path[1..];
        let is_value = matches!(content, Content::Value(_));
        let same = |known: &&Column| {
            known.part == part && known.path == path && matches!(known.content, Content::Value(_)) == is_value
        };
        if let Some(other) = self.columns.iter().find(same) {
            return Err(SchemaError::Repeated { column: name.to_owned(), other: other.name.clone() });
        }
        self.columns.push(Column { part, path: path.to_vec(), source, content, name: name.to_owned() });
        Ok(())
    }

    fn known(&self, path: &[String]) -> Known {
        let mut value: Option<(FieldForm, ValueUse)> = None;
        let mut is_object = path.len() == 1;
        for field in &self.fields {
            let shared = field.path.len().min(path.len());
            let is_loose = path[0] == PARTS[0] && field.path.get(1).is_none_or(|name| name != "Facts");
            let same = |(a, b): (&String, &String)| a == b || is_loose && a.eq_ignore_ascii_case(b);
            if !field.path[..shared].iter().zip(&path[..shared]).all(same) {
                continue;
            }
            let rest = &path[shared..];
            let is_inside = |name: &String| match field.form {
                FieldForm::List { inner } => {
                    inner.iter().any(|known| known.eq_ignore_ascii_case(name))
                        || field.path[1] == "Tags" && self.tags.contains(name)
                }
                _ => false,
            };
            if field.path.len() > path.len() {
                is_object = true;
            } else if rest.iter().all(is_inside) {
                let tag = rest.last().is_some_and(|name| self.tags.contains(name));
                let form = if tag { FieldForm::Scalar } else { field.form };
                value = Some(match value {
                    // A custom attribute reads the value as well.
                    Some((known, value_use)) => {
                        let form = if form == FieldForm::Scalar { form } else { known };
                        (form, if value_use == field.value_use { value_use } else { ValueUse::Whole })
                    }
                    None => (form, field.value_use),
                });
            }
        }
        let is_record = path[0] == PARTS[0] && path.get(1).is_none_or(|name| name != "Facts");
        match value {
            Some((form, value_use)) => Known::Value { form, value_use },
            None if is_object => Known::Object,
            None if is_record => Known::Ignored,
            None => Known::Unknown,
        }
    }

    /// Refuses the names of records in snake case, as the reader of records does.
    fn check_spelling(&self, name: &str, path: &[String]) -> Result<(), SchemaError> {
        if !path[1].contains('_') {
            return Ok(());
        }
        let joined: String = path[1].chars().filter(|c| *c != '_').collect();
        let meant = |field: &&CaseField| {
            field.path[0] == PARTS[0]
                && field.path[1] != path[1]
                && field.path[1].eq_ignore_ascii_case(&joined)
        };
        match self.fields.iter().find(meant) {
            Some(field) => {
                let expected = field.path[1].clone();
                Err(SchemaError::ForeignName { column: name.to_owned(), expected })
            }
            None => Ok(()),
        }
    }
}

/// Checks the type of a value that is no struct.
fn check(
    name: &str,
    form: FieldForm,
    value_use: ValueUse,
    is_tags: bool,
    data_type: &DataType,
) -> Result<(), SchemaError> {
    let value = match data_type {
        DataType::Dictionary(_, value) => value,
        other => other,
    };
    let is_number = value.is_integer() || matches!(value, DataType::Float32 | DataType::Float64);
    let is_text =
        is_text(value) || *value == DataType::Null || value_use == ValueUse::Presence && value.is_temporal();
    let (is_right, expected) = match form {
        FieldForm::Text => (is_text, "a text"),
        FieldForm::Flag => {
            (is_text || is_number || *value == DataType::Boolean, "a boolean, a text or a number")
        }
        FieldForm::Number => (is_text || is_number, "a number or a text"),
        FieldForm::List { .. } => {
            let is_list = matches!(value, DataType::List(_) | DataType::LargeList(_));
            let is_map = is_tags && matches!(value, DataType::Map(..));
            (is_text || is_list || is_map, "a list, a struct or a text")
        }
        _ => (is_text || is_number || *value == DataType::Boolean, "a text, a boolean or a number"),
    };
    if is_right { Ok(()) } else { Err(wrong(name, expected, data_type)) }
}

fn wrong(column: &str, expected: &'static str, found: &DataType) -> SchemaError {
    SchemaError::Type { column: column.to_owned(), expected, found: found.clone() }
}
