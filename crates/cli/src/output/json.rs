//! JSON without characters that could steer a terminal.

use super::text::{Escaped, is_steering};
use serde_json::ser::Formatter;
use std::io::{self, Write};

/// Compact JSON that escapes, beside what JSON itself demands, every character that could steer a
/// terminal.
pub(super) struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_steering(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "{}", Escaped(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[test]
    fn json_is_escaped_and_stays_the_same_value() {
        let value = serde_json::json!({ "a\u{85}": "\u{1b}[2J\u{7f}\u{202e}é中" });
        let mut bytes = Vec::new();
        value
            .serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Harmless))
            .expect("it is JSON");
        let text = String::from_utf8(bytes).expect("it is UTF-8");
        assert_eq!(text, r#"{"a\u0085":"\u001b[2J\u007f\u202eé中"}"#);
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON"), value);
    }
}
