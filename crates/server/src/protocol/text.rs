//! Percent-encoding.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Encodes text by RFC 3986 as signatures require it: everything but letters, digits and `-_.~`.
///
/// ```
/// use instance_lifecycle_server::protocol::text::encode;
///
/// assert_eq!(encode("a b*ä~"), "a%20b%2A%C3%A4~");
/// ```
#[must_use]
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(byte.into());
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Decodes a name or value of a query or form. `+` is a space; an invalid sequence stays as it is.
///
/// ```
/// use instance_lifecycle_server::protocol::text::decode;
///
/// assert_eq!(decode("a+b%20%C3%A4%zz%"), "a b ä%zz%");
/// ```
#[must_use]
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digits = |at: usize| bytes.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        match (byte, digits(at + 1), digits(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                // Two hexadecimal digits are at most 255.
                decoded.push((high * 16 + low) as u8);
                at += 2;
            }
            (b'+', ..) => decoded.push(b' '),
            _ => decoded.push(byte),
        }
        at += 1;
    }
    match String::from_utf8_lossy(&decoded) {
        Cow::Borrowed(_) => String::from_utf8(decoded).unwrap_or_default(),
        Cow::Owned(repaired) => repaired,
    }
}

/// Returns bytes in lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
