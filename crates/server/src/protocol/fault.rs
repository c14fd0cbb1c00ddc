//! Errors of answers: those of the vendor, and our own, which are marked.

use instance_lifecycle::errors::ApiError;
use instance_lifecycle_wire::{REQUEST_ERRORS, RequestError};
use std::borrow::Cow;

/// The beginning of the codes that are ours: the vendor has none that begin with it.
pub const OWN: &str = "Lifecycle.";

/// The error of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status.
    pub http_status: u16,
    /// The code; it begins with [`OWN`] if the vendor documents no error.
    pub code: Cow<'static, str>,
    /// The message.
    pub message: String,
    /// The milliseconds after which clients may try again, sent as `x-acs-retry-after`.
    pub retry_after: Option<u64>,
}

impl Fault {
    /// Creates an error of the vendor.
    #[must_use]
    pub fn new(http_status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { http_status, code: Cow::Borrowed(code), message: message.into(), retry_after: None }
    }

    /// Creates an error that the vendor does not document: the code is [`OWN`] with a name.
    #[must_use]
    pub fn own(http_status: u16, name: &str, message: impl Into<String>) -> Self {
        Self {
            http_status,
            code: Cow::Owned(format!("{OWN}{name}")),
            message: message.into(),
            retry_after: None,
        }
    }

    /// Whether the error is ours.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.code.starts_with(OWN)
    }

    /// The error of a request that lacks a mandatory parameter.
    ///
    /// ```
    /// use instance_lifecycle_server::protocol::fault::Fault;
    ///
    /// let fault = Fault::missing("InstanceId");
    /// assert_eq!((fault.http_status, &*fault.code), (400, "MissingParameter"));
    /// ```
    #[must_use]
    pub fn missing(parameter: &str) -> Self {
        Self::of("missing or empty mandatory parameter", parameter)
    }

    /// The error of a parameter with an invalid value. The page of 2017 states it for booleans.
    #[must_use]
    pub fn invalid(parameter: &str) -> Self {
        Self::of("invalid boolean", parameter)
    }

    /// The error of the table of request errors with this condition; `parameter` fills its placeholder.
    #[must_use]
    pub fn of(condition: &str, parameter: &str) -> Self {
        let row = REQUEST_ERRORS.iter().find(|row| row.condition == condition);
        row.map_or_else(
            || Self::own(500, "UnknownCondition", condition),
            |row: &RequestError| {
                let status = row.http_status.unwrap_or(400);
                Self::new(status, row.code, row.message.replace("%s", parameter))
            },
        )
    }
}

impl From<ApiError<'_>> for Fault {
    fn from(error: ApiError<'_>) -> Self {
        Self {
            http_status: error.http_status,
            code: Cow::Owned(error.code.to_owned()),
            message: error.message.to_string(),
            retry_after: None,
        }
    }
}
