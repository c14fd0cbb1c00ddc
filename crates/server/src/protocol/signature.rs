//! Signatures of requests, in both styles.

use super::call::{Call, Message, Style};
use super::fault::Fault;
use super::text::{encode, hex};
use super::time::{self, Millis};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, VecDeque};

/// The greatest difference between the clocks of client and server that is accepted, in milliseconds. The
/// vendor's documentation states 15 minutes.
pub const SKEW: Millis = 15 * 60 * 1_000;

/// An access key.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// The secret.
    pub secret: String,
    /// The name of the account that it belongs to.
    pub account: String,
}

/// The secret is left out.
impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key").field("account", &self.account).finish_non_exhaustive()
    }
}

/// The access keys by their id; none if signatures are not checked.
pub type Keys = BTreeMap<String, Key>;

/// The nonces that were used, as long as their time stamps are accepted.
#[derive(Debug, Default)]
pub struct Nonces {
    used: std::collections::HashSet<String>,
    /// In the order of their arrival.
    order: VecDeque<(Millis, String)>,
}

impl Nonces {
    /// Marks a nonce as used; `false` if it was used before.
    pub fn insert(&mut self, nonce: &str, now: Millis) -> bool {
        while let Some((_, oldest)) = self.order.front().filter(|(at, _)| now - *at > 2 * SKEW) {
            self.used.remove(oldest);
            self.order.pop_front();
        }
        let is_new = self.used.insert(nonce.to_owned());
        if is_new {
            self.order.push_back((now, nonce.to_owned()));
        }
        is_new
    }
}

/// Returns the member of a header `Authorization`, such as `Credential` or `SignedHeaders`.
pub(crate) fn member<'a>(authorization: &'a str, name: &str) -> Option<&'a str> {
    let (_, members) = authorization.split_once(' ')?;
    let mut members = members.split(',').filter_map(|member| member.trim().split_once('='));
    members.find(|(given, _)| *given == name).map(|(_, value)| value).filter(|value| !value.is_empty())
}

/// Checks the signature of a request, and returns the account of its key.
///
/// # Errors
///
/// Returns the error of the gateway: a part is missing, the key is unknown, the signature or the time is
/// wrong, or the nonce was used before.
pub fn check(
    message: &Message,
    call: &Call,
    keys: &Keys,
    nonces: &mut Nonces,
    now: Millis,
) -> Result<String, Fault> {
    let id =
        call.access_key.as_deref().ok_or_else(|| Fault::of("no access key or signature", "AccessKeyId"))?;
    let (time, nonce) = match call.style {
        Style::V1 => {
            let given = |name| call.parameters.get(name);
            given("Signature").ok_or_else(|| Fault::of("no access key or signature", "Signature"))?;
            (given("Timestamp"), given("SignatureNonce"))
        }
        Style::V3 => (message.header("x-acs-date"), message.header("x-acs-signature-nonce")),
    };
    let key = keys.get(id).ok_or_else(|| Fault::of("unknown access key", ""))?;
    match call.style {
        Style::V1 => check_v1(message, call, &key.secret)?,
        Style::V3 => check_v3(message, &key.secret)?,
    }
    let is_on_time = time.and_then(time::parse).is_some_and(|at| (at - now).abs() <= SKEW);
    if !is_on_time {
        return Err(Fault::of("missing time stamp, or a wrong clock", "Timestamp"));
    }
    let nonce = nonce.ok_or_else(|| Fault::missing("SignatureNonce"))?;
    if !nonces.insert(nonce, now) {
        return Err(Fault::of("reused nonce", ""));
    }
    Ok(key.account.clone())
}

fn check_v1(message: &Message, call: &Call, secret: &str) -> Result<(), Fault> {
    let to_sign = string_to_sign_v1(&message.method, call.parameters.iter());
    let given = call.parameters.get("Signature").unwrap_or_default();
    let mac = mac_v1(&to_sign, secret);
    let is_right = STANDARD.decode(given).is_ok_and(|given| mac.verify_slice(&given).is_ok());
    if is_right {
        return Ok(());
    }
    let mut fault = Fault::of("wrong signature", "");
    fault.message.push_str(&to_sign);
    Err(fault)
}

/// Returns the text that a signature of style V1 signs. Of a name that is given twice, in the query and in
/// the form, the first value counts: clients sign it once.
pub fn string_to_sign_v1<'a>(method: &str, parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut pairs: Vec<(String, String)> = parameters
        .filter(|(name, _)| *name != "Signature")
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    pairs.dedup_by(|(next, _), (first, _)| next == first);
    let canonical: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{method}&%2F&{}", encode(&canonical.join("&")))
}

fn mac_v1(to_sign: &str, secret: &str) -> Hmac<sha1::Sha1> {
    // A key of any length is accepted.
    let key = format!("{secret}&");
    let mut mac =
        <Hmac<sha1::Sha1> as Mac>::new_from_slice(key.as_bytes()).unwrap_or_else(|_| unreachable!());
    mac.update(to_sign.as_bytes());
    mac
}

/// Returns the signature of style V1: the value of the parameter `Signature`.
#[must_use]
pub fn sign_v1(to_sign: &str, secret: &str) -> String {
    STANDARD.encode(mac_v1(to_sign, secret).finalize().into_bytes())
}

fn check_v3(message: &Message, secret: &str) -> Result<(), Fault> {
    let authorization = message.header("authorization").unwrap_or_default();
    let incomplete = || Fault::of("wrong signature, as answered in 2018", "");
    if !authorization.starts_with("ACS3-HMAC-SHA256 ") {
        return Err(incomplete());
    }
    let given = member(authorization, "Signature").ok_or_else(incomplete)?;
    let signed = member(authorization, "SignedHeaders").ok_or_else(incomplete)?;
    let to_sign = string_to_sign_v3(message, signed);
    let is_body = message
        .header("x-acs-content-sha256")
        .is_none_or(|digest| digest.eq_ignore_ascii_case(&hex(&Sha256::digest(&message.body))));
    let mac = mac_v3(&to_sign, secret);
    let is_right = unhex(given).is_some_and(|given| mac.verify_slice(&given).is_ok());
    if is_right && is_body {
        return Ok(());
    }
    // The text of style V3 is not established: this is that of style V1.
    let mut fault = Fault::of("wrong signature", "");
    fault.message.push_str(&to_sign);
    Err(fault)
}

/// Returns the text that a signature of style V3 signs. `signed` has the names of the signed headers,
/// separated by `;`.
#[must_use]
pub fn string_to_sign_v3(message: &Message, signed: &str) -> String {
    let mut query = super::parameters::Parameters::default();
    query.read(&message.query);
    let mut pairs: Vec<(String, String)> =
        query.iter().map(|(name, value)| (encode(name), encode(value))).collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let headers: String = signed
        .split(';')
        .map(|name| format!("{name}:{}\n", message.header(name).unwrap_or_default().trim()))
        .collect();
    let body = hex(&Sha256::digest(&message.body));
    let canonical =
        format!("{}\n{}\n{}\n{headers}\n{signed}\n{body}", message.method, message.path, pairs.join("&"));
    format!("ACS3-HMAC-SHA256\n{}", hex(&Sha256::digest(canonical.as_bytes())))
}

fn mac_v3(to_sign: &str, secret: &str) -> Hmac<Sha256> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).unwrap_or_else(|_| unreachable!());
    mac.update(to_sign.as_bytes());
    mac
}

/// Returns the signature of style V3, in hexadecimal digits.
#[must_use]
pub fn sign_v3(to_sign: &str, secret: &str) -> String {
    hex(&mac_v3(to_sign, secret).finalize().into_bytes())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    // Two hexadecimal digits are at most 255.
    Some(digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}
