//! Errors of the request itself, which the gateway and the parameter checks answer before any rule of
//! the lifecycle, and observed error codes that the error table of the operation does not list.

use instance_lifecycle::Action;
use instance_lifecycle::rules::{Document, Evidence};
use std::fmt;

/// An error of a request that no rule of the lifecycle raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestError {
    /// The condition under which the service answers it.
    pub condition: &'static str,
    /// The HTTP status; `None` if unknown.
    pub http_status: Option<u16>,
    /// The error code.
    pub code: &'static str,
    /// The message; `%s` stands for the name of the parameter.
    pub message: &'static str,
    /// The evidence.
    pub evidence: Evidence,
    /// The source.
    pub source: &'static str,
    /// The pages that the source names, as far as they are documents of the rules.
    pub documents: &'static [Document],
}

const MISSING: &str =
    "The input parameter \"%s\" that is mandatory for processing this request is not supplied.";
const INVALID: &str = "The specified parameter \"%s\" is not valid.";

/// A source in words, and the documents that it names.
type Named = (&'static str, &'static [Document]);

const OLD_PAGES: Named = (
    "StartInstance and StopInstance, pages of 2016 and 2017; live answers to other actions",
    &[Document::StartPage2017, Document::StopPage2017],
);
const OLD_STOP_PAGE: Named = ("StopInstance, page of 2017", &[Document::StopPage2017]);
const BATCH_PAGES: Named = (
    "StopInstances, StartInstances and RebootInstances, 2025-12-03",
    &[Document::StopBatchPage2025, Document::StartBatchPage2025, Document::RebootBatchPage2025],
);
const DELETE_PAGE: Named = ("DeleteInstances, 2025-04-09", &[Document::DeleteBatchPage2025]);
const DESCRIBE_PAGE: Named = ("DescribeInstances, 2021-05-17", &[Document::DescribePage2021]);
const RESPONSE_PAGE: Named = words("Response results, 2021");

const fn words(source: &'static str) -> Named {
    (source, &[])
}

#[rustfmt::skip] // a table: one line a row
const fn row(condition: &'static str, http_status: u16, code: &'static str, message: &'static str, evidence: Evidence, (source, documents): Named) -> RequestError {
    RequestError { condition, http_status: if http_status == 0 { None } else { Some(http_status) }, code, message, evidence, source, documents }
}

use Evidence::{Borrowed, Documented, Inferred, Observed};

const MISSING_PARAMETER: RequestError =
    row("missing or empty mandatory parameter", 400, "MissingParameter", MISSING, Observed, OLD_PAGES);
const INVALID_PARAMETER: RequestError =
    row("invalid boolean", 400, "InvalidParameter", INVALID, Documented, OLD_STOP_PAGE);

/// The errors of requests, in the order in which they are checked.
#[rustfmt::skip] // a table: one line a row
pub const REQUEST_ERRORS: &[RequestError] = &[
    row("HTTP method other than GET or POST",         403, "UnsupportedHTTPMethod",               "This http method not supported.", Inferred, words("error table of a sister product")),
    row("no access key or signature",                 400, "MissingParameter",                    MISSING, Documented, RESPONSE_PAGE),
    row("unknown access key",                         404, "InvalidAccessKeyId.NotFound",         "Specified access key is not found.", Observed, words("live tests of four SDKs")),
    row("wrong signature, as answered in 2018",       400, "IncompleteSignature",                 "The request signature does not conform to Aliyun standards. server string to sign is:", Observed, words("public reports of 2018 and 2019")),
    row("wrong signature",                            400, "SignatureDoesNotMatch",               "Specified signature is not matched with our calculation. server string to sign is:", Documented, words("the vendor's SDKs for Python and Go")),
    row("missing time stamp, or a wrong clock",       400, "IllegalTimestamp",                    MISSING, Observed, words("public report of 2018")),
    row("reused nonce",                               400, "SignatureNonceUsed",                  "Specified signature nonce was used already.", Borrowed, words("error table of the gateway")),
    row("unknown version",                            400, "InvalidVersion",                      "Specified parameter Version is not valid.", Borrowed, words("live answer of a sister product")),
    row("missing action",                             400, "MissingParameter",                    MISSING, Documented, RESPONSE_PAGE),
    row("unknown action",                             404, "InvalidAction.NotFound",              "Specified api is not found, please check your url and method.", Observed, words("live tests of the vendor's command line")),
    MISSING_PARAMETER,
    row("plural call without ids",                    403, "InvalidInstanceId.NotFound",          "InstanceId should not be null.", Documented, BATCH_PAGES),
    row("plural call with more than 100 ids",         403, "InvalidParameter.TooManyInstanceIds", "Instance ids cannot be more than 100.", Documented, BATCH_PAGES),
    row("malformed id in a plural call",              403, "Abs.InvalidInstanceIds.MalFormed",    "The specified instanceIds is not valid.", Documented, BATCH_PAGES),
    row("malformed id in DeleteInstances",            403, "InvalidInstanceIds.ValueNotSupported", "The specified instanceIds is not valid.", Documented, DELETE_PAGE),
    INVALID_PARAMETER,
    row("unknown status in a filter",                 404, "InvalidStatus.NotFound",              "The specified Status is not found", Documented, DESCRIBE_PAGE),
    row("unknown lock reason in a filter",            404, "InvalidLockReason.NotFound",          "The specified LockReason is not found", Documented, DESCRIBE_PAGE),
    row("unknown network type in a filter",           404, "InvalidNetworkType.NotFound",         "The specified InstanceNetworkType is not found", Documented, DESCRIBE_PAGE),
    row("unknown billing method in a filter",         404, "InvalidInstanceChargeType.NotFound",  "The InstanceChargeType does not exist in our records", Documented, DESCRIBE_PAGE),
    row("unknown bandwidth billing in a filter",      404, "InvalidInternetChargeType.ValueNotSupported", "The specified InternetChargeType is not valid", Documented, DESCRIBE_PAGE),
    row("too many requests",                          400, "Throttling",                          "Request was denied due to request throttling.", Observed, words("public report of 2018")),
    row("too many requests of the user",              400, "Throttling.User",                     "Request was denied due to user flow control.", Borrowed, words("live answer of a sister product, 2024")),
    row("RAM user without permission",                403, "Forbidden.RAM",                       "User not authorized to operate on the specified resource, or this API doesn't support RAM.", Observed, words("public report of 2018")),
    row("endpoint of another region",                   0, "InvalidOperation.NotSupportedEndpoint", "The specified endpoint cant operate this region. Please use API DescribeRegions to get the appropriate endpoint, or upgrade your SDK to latest version.(from POP)", Documented, words("help pages of the vendor")),
    row("fault of the server",                        500, "InternalError",                       "The request processing has failed due to some unknown error.", Documented, RESPONSE_PAGE),
    row("temporary fault of the server",              503, "ServiceUnavailable",                  "The request has failed due to a temporary failure of the server.", Documented, RESPONSE_PAGE),
];

/// A code that was observed on an operation whose error table does not list it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedCode {
    /// The error code.
    pub code: &'static str,
    /// The HTTP status; `None` if unknown.
    pub http_status: Option<u16>,
    /// The operation that answered it.
    pub action: Action,
    /// The circumstances.
    pub circumstances: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// The source.
    pub source: &'static str,
    /// The pages that the source names, as far as they are documents of the rules.
    pub documents: &'static [Document],
}

/// The codes that were observed on operations whose error tables do not list them.
pub const OBSERVED_CODES: &[ObservedCode] = &[
    ObservedCode {
        code: "OperationConflict",
        http_status: None,
        action: Action::StartInstance,
        circumstances: "started right after an economical stop, before the stop has released the computing resources",
        remedy: "retry later",
        source: "Instance billing FAQ, 2025 (title of a question); terraform-provider-alicloud, pull request 1351",
        documents: &[Document::BillingFaq2025],
    },
    ObservedCode {
        code: "InvalidOperation.Conflict",
        http_status: Some(409),
        action: Action::StartInstance,
        circumstances: "conflict with a previous request; documented for the plural operations only",
        remedy: "retry later",
        source: "StartInstances, 2025-12-03, row 23; terraform-provider-alicloud, pull request 8805, 2025-07-01 (retried by alicloud_instance)",
        documents: &[Document::StartBatchPage2025],
    },
];

/// An error of a request, with the parameter that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The error.
    pub error: &'static RequestError,
    /// The parameter.
    pub parameter: &'static str,
}

impl Malformed {
    /// The name of the rule in answers.
    pub const RULE: &'static str = "request-parameter";

    /// A mandatory parameter is missing or empty.
    pub(crate) fn missing(parameter: &'static str) -> Self {
        Self { error: &MISSING_PARAMETER, parameter }
    }

    /// A parameter has an invalid value.
    pub(crate) fn invalid(parameter: &'static str) -> Self {
        Self { error: &INVALID_PARAMETER, parameter }
    }

    /// Returns the message.
    #[must_use]
    pub fn message(&self) -> String {
        self.error.message.replace("%s", self.parameter)
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}
