//! Errors about the schema of a table.

use arrow_schema::DataType;
use std::fmt;

/// A table whose columns are not those of calls. The error names the column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SchemaError {
    /// A column of another type than expected.
    #[error("column `{column}`: expected {expected}, found `{found}`")]
    Type {
        /// The name of the column, with the fields inside it.
        column: String,
        /// The expected types.
        expected: &'static str,
        /// The type found.
        found: DataType,
    },
    /// A field of `Environment`, `Request` or `Facts` that cases do not have.
    #[error("column `{column}`: unknown field{}", Hint(.nearest))]
    UnknownField {
        /// The name of the column, with the fields inside it.
        column: String,
        /// The existing field with the most similar name.
        nearest: Option<String>,
    },
    /// A column in the spelling of other tools.
    #[error("column `{column}`: expected the vendor's spelling `{expected}`")]
    ForeignName {
        /// The name of the column.
        column: String,
        /// The vendor's name.
        expected: String,
    },
    /// Two columns with the same field.
    #[error("column `{column}`: the field is also in the column `{other}`")]
    Repeated {
        /// The name of the column.
        column: String,
        /// The name of the other column.
        other: String,
    },
    /// No column of the table is a field of a record or a request.
    #[error(
        "no column of the table is read: expected fields of DescribeInstances such as `Status`, or the structs `Instance` and `Request`"
    )]
    NoFields,
    /// A table with columns of records, but without their status: every call would be one on an unknown instance.
    #[error("no column `Status`: expected the status of each instance beside `{column}`")]
    NoStatus {
        /// The name of a column of records.
        column: String,
    },
    /// A batch that lacks a column, or has it with another type than the schema.
    #[error("column `{column}`: expected `{expected}` as in the schema, found {}", Found(.found))]
    OtherSchema {
        /// The name of the column.
        column: String,
        /// The type in the schema.
        expected: DataType,
        /// The type in the batch; `None` if it lacks the column.
        found: Option<DataType>,
    },
}

struct Hint<'a>(&'a Option<String>);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

struct Found<'a>(&'a Option<DataType>);

impl fmt::Display for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(found) => write!(f, "`{found}`"),
            None => f.write_str("no such column"),
        }
    }
}
