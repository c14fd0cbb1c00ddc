//! The page.

use crate::endpoint::Endpoint;
use crate::protocol::time::Millis;
use axum::http::{HeaderMap, Uri, header};

/// The header `Content-Security-Policy`: nothing is loaded from elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Whether a request is one of a browser for the page.
#[must_use]
pub fn is_asked_for(method: &str, uri: &Uri, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let calls =
        uri.query().is_some_and(|query| query.contains("Action=")) || headers.contains_key("x-acs-action");
    method == "GET" && uri.path() == "/" && accepts.contains("text/html") && !calls
}

/// Writes the page.
#[must_use]
pub fn write(_: &Endpoint, _: &str, _: Millis) -> String {
    String::from("<!doctype html><title>lifecycle-server</title>")
}
