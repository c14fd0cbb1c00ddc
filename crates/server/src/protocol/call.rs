//! Reading a request.

use super::answer::Format;
use super::fault::Fault;
use super::parameters::Parameters;

/// The version of the API.
pub const VERSION: &str = "2014-05-26";

/// Another version that the gateway of ECS knows, whose actions are not found here. Source: the live tests
/// of the vendor's command line.
const OTHER_VERSION: &str = "2016-03-14";

/// An HTTP request without its transport.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// The method.
    pub method: String,
    /// The path.
    pub path: String,
    /// The query, without `?`.
    pub query: String,
    /// The headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Message {
    /// Returns a header, by its name in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }
}

/// The two styles in which requests are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `SignatureVersion=1.0`: everything is a parameter.
    V1,
    /// `ACS3-HMAC-SHA256`: action, version and credentials are headers.
    V3,
}

/// A request to the endpoint, read but not checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The style.
    pub style: Style,
    /// The format of the answer.
    pub format: Format,
    /// The name of the endpoint that the client called: `Host` without the port.
    pub host: String,
    /// The parameters, those of the signature included.
    pub parameters: Parameters,
    /// The action, empty if none is given.
    pub action: String,
    /// The version, empty if none is given.
    pub version: String,
    /// The id of the access key; `None` if none is given.
    pub access_key: Option<String>,
}

impl Call {
    /// Reads a request. Every request can be read; [`Self::check`] finds what is wrong.
    #[must_use]
    pub fn read(message: &Message) -> Self {
        let mut parameters = Parameters::default();
        parameters.read(&message.query);
        let is_form = message
            .header("content-type")
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
        if is_form {
            parameters.read(&String::from_utf8_lossy(&message.body));
        }
        let authorization = message.header("authorization").unwrap_or_default();
        let style = if authorization.starts_with("ACS3-") { Style::V3 } else { Style::V1 };
        let named = |parameter: &str, header: &str| {
            parameters.get(parameter).or(message.header(header)).unwrap_or_default().to_owned()
        };
        let access_key = match style {
            Style::V1 => parameters.get("AccessKeyId").map(str::to_owned),
            Style::V3 => {
                credential(authorization).or(message.header("x-acs-accesskey-id")).map(str::to_owned)
            }
        };
        Self {
            style,
            format: format(style, parameters.get("Format")),
            host: host(message.header("host").unwrap_or_default()).to_owned(),
            action: named("Action", "x-acs-action"),
            version: named("Version", "x-acs-version"),
            access_key,
            parameters,
        }
    }

    /// Checks what comes before the signature: method and path.
    ///
    /// # Errors
    ///
    /// Returns the error of the gateway.
    pub fn check_method(message: &Message) -> Result<(), Fault> {
        if !matches!(message.method.as_str(), "GET" | "POST") {
            return Err(Fault::of("HTTP method other than GET or POST", ""));
        }
        if message.path != "/" {
            return Err(Fault::own(404, "NoSuchPath", "the endpoint has the path `/` only"));
        }
        Ok(())
    }

    /// Checks what comes after the signature: version and action.
    ///
    /// # Errors
    ///
    /// Returns the error of the gateway.
    pub fn check(&self) -> Result<(), Fault> {
        match self.version.as_str() {
            VERSION => {}
            "" => return Err(Fault::missing("Version")),
            OTHER_VERSION if !self.action.is_empty() => return Err(Fault::of("unknown action", "")),
            OTHER_VERSION => {}
            _ => return Err(Fault::of("unknown version", "")),
        }
        match self.action.as_str() {
            "" => Err(Fault::of("missing action", "Action")),
            _ => Ok(()),
        }
    }

    /// Returns the region of the call: the parameter, or that of the endpoint; `None` for a host that is no
    /// endpoint of the vendor.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.parameters.get("RegionId").or_else(|| {
            let name = self.host.strip_suffix(".aliyuncs.com")?;
            name.strip_prefix("ecs.").or_else(|| name.strip_prefix("ecs-"))
        })
    }
}

/// Returns the value of `Credential` in the header `Authorization`.
fn credential(authorization: &str) -> Option<&str> {
    super::signature::member(authorization, "Credential")
}

/// The default format is that which the SDKs of the style parse.
fn format(style: Style, given: Option<&str>) -> Format {
    match (given.unwrap_or_default().to_ascii_uppercase().as_str(), style) {
        ("JSON", _) => Format::Json,
        ("XML", _) => Format::Xml,
        (_, Style::V1) => Format::Xml,
        (_, Style::V3) => Format::Json,
    }
}

/// Returns the host without the port.
fn host(header: &str) -> &str {
    match header.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !host.ends_with(':') => host,
        _ => header,
    }
}
