//! Who may use the admin interface and the page.

use axum::http::{HeaderMap, Method, header};
use std::net::SocketAddr;

/// Who may use the admin interface and the page: with the token anyone, without it programs on this machine.
#[derive(Clone, Default)]
pub struct Access {
    /// The token.
    pub token: Option<String>,
}

/// The token is left out.
impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access").field("has_token", &self.token.is_some()).finish()
    }
}

impl Access {
    /// Checks a request.
    ///
    /// A page of another origin in a browser on this machine must not reach the interface, neither by a
    /// request to this address nor by a name that resolves to it.
    ///
    /// # Errors
    ///
    /// Returns the reason if the request may not use the interface.
    pub fn check(&self, peer: SocketAddr, method: &Method, headers: &HeaderMap) -> Result<(), &'static str> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        if let Some(token) = &self.token {
            let given = text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "));
            return match given.is_some_and(|given| is_same(given, token)) {
                true => Ok(()),
                false => Err("expected the admin token: `Authorization: Bearer …`"),
            };
        }
        if !peer.ip().is_loopback() {
            return Err("without an admin token, only programs on the same machine may use this interface");
        }
        let host = text(header::HOST).unwrap_or_default();
        if !is_local(host) {
            return Err("the header `Host` names another machine");
        }
        match text(header::ORIGIN) {
            Some(origin) if *method != Method::GET && origin != format!("http://{host}") => {
                Err("the header `Origin` names another page")
            }
            _ => Ok(()),
        }
    }
}

/// Whether a header `Host` names this machine.
fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Compares in a time that does not depend on the place of a difference.
fn is_same(given: &str, token: &str) -> bool {
    let differences = given.bytes().zip(token.bytes()).fold(0, |sum, (one, other)| sum | (one ^ other));
    given.len() == token.len() && differences == 0
}
