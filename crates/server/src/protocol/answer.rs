//! The body of an answer, as JSON or XML.

use super::fault::Fault;
use instance_lifecycle_wire::Json;
use quick_xml::escape::escape;
use std::borrow::Cow;

/// The format of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl Format {
    /// Returns the header `Content-Type`. The SDKs of the Tea family compare that of XML literally.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json;charset=utf-8",
            Self::Xml => "text/xml;charset=utf-8",
        }
    }
}

/// An answer as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub http_status: u16,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
    /// The header `x-acs-retry-after`, in milliseconds.
    pub retry_after: Option<u64>,
}

/// Returns an object from members with fixed names.
#[must_use]
pub fn object<const N: usize>(members: [(&'static str, Json<'static>); N]) -> Json<'static> {
    Json::Object(members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
}

/// Returns a text.
#[must_use]
pub fn text(text: impl Into<Cow<'static, str>>) -> Json<'static> {
    Json::String(text.into())
}

/// Returns a whole number.
#[must_use]
pub fn number(number: impl Into<i64>) -> Json<'static> {
    Json::Number(number.into().into())
}

/// Returns a list inside its wrapper, as the vendor writes lists: `{"Tag": […]}`.
#[must_use]
pub fn list(name: &'static str, elements: impl IntoIterator<Item = Json<'static>>) -> Json<'static> {
    object([(name, Json::Array(elements.into_iter().collect()))])
}

impl Answer {
    /// Writes the body of a successful call; `members` follow the request id.
    #[must_use]
    pub fn success(format: Format, action: &str, request_id: &str, members: &Json<'_>) -> Self {
        let body = match format {
            Format::Json => {
                let mut body = format!("{{\"RequestId\":{}", quoted(request_id));
                // An object without members is `{}`.
                let rest = serde_json::to_string(members).unwrap_or_default();
                if let Some(rest) = rest.strip_prefix('{').filter(|rest| *rest != "}") {
                    body.push(',');
                    body.push_str(rest);
                } else {
                    body.push('}');
                }
                body
            }
            Format::Xml => {
                let mut body = format!("{PROLOG}<{action}Response>");
                element(&mut body, "RequestId", &Json::String(Cow::Borrowed(request_id)));
                children(&mut body, members);
                body.push_str(&format!("</{action}Response>"));
                body
            }
        };
        Self { http_status: 200, content_type: format.content_type(), body, retry_after: None }
    }

    /// Writes the body of an error. `host` is the name of the endpoint that the client called. Our own
    /// errors have no `Recommend`, since the page would say nothing about them.
    #[must_use]
    pub fn failure(format: Format, request_id: &str, host: &str, fault: &Fault) -> Self {
        let recommend = (!fault.is_own()).then(|| {
            let code = super::text::encode(&fault.code);
            format!("https://api.aliyun.com/troubleshoot?q={code}&product=Ecs&requestId={request_id}")
        });
        let members = [("RequestId", request_id), ("HostId", host)].into_iter();
        let members = members.chain([("Code", &*fault.code), ("Message", fault.message.as_str())]);
        let members = members.chain(recommend.as_deref().map(|page| ("Recommend", page)));
        let members = members.map(|(name, value)| (Cow::Borrowed(name), Json::String(Cow::Borrowed(value))));
        let members = Json::Object(members.collect());
        let body = match format {
            Format::Json => serde_json::to_string(&members).unwrap_or_default(),
            Format::Xml => {
                let mut body = PROLOG.to_owned();
                element(&mut body, "Error", &members);
                body
            }
        };
        Self {
            http_status: fault.http_status,
            content_type: format.content_type(),
            body,
            retry_after: fault.retry_after,
        }
    }
}

const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Writes an element; a list repeats its name.
fn element(body: &mut String, name: &str, value: &Json<'_>) {
    if let Json::Array(elements) = value {
        elements.iter().for_each(|one| element(body, name, one));
        return;
    }
    let before = body.len();
    body.push_str(&format!("<{name}>"));
    let content = body.len();
    match value {
        Json::Object(_) => children(body, value),
        Json::String(text) => body.push_str(&escape(&*printable(text))),
        Json::Bool(flag) => body.push_str(if *flag { "true" } else { "false" }),
        Json::Number(number) => body.push_str(&number.to_string()),
        Json::Null | Json::Ignored | Json::Array(_) => {}
    }
    if body.len() == content {
        body.truncate(before);
        body.push_str(&format!("<{name}/>"));
    } else {
        body.push_str(&format!("</{name}>"));
    }
}

fn children(body: &mut String, value: &Json<'_>) {
    if let Json::Object(members) = value {
        members.iter().for_each(|(name, value)| element(body, name, value));
    }
}

/// Replaces the characters that XML 1.0 cannot express.
fn printable(text: &str) -> Cow<'_, str> {
    let is_bad = |character: char| matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    match text.contains(is_bad) {
        true => Cow::Owned(text.replace(is_bad, "\u{fffd}")),
        false => Cow::Borrowed(text),
    }
}
