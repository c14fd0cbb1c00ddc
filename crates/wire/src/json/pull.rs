//! A scanner of JSON text in its common form, several times as fast as building a tree.
//!
//! `None` means that the text is left to the parser: it is malformed, nested deeply, or has escapes or
//! numbers that are seldom. What is accepted here is what the parser accepts.

use crate::json::tree::{Json, Member};
use std::borrow::Cow;

/// The depth of brackets from which a value is left to the parser, which has a limit of its own.
const DEPTH: usize = 60;

/// The number of digits up to which a whole number is read here.
const DIGITS: usize = 18;

/// A position in a text.
pub(crate) struct Pull<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Pull<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self { text, at: 0, depth: 0 }
    }

    /// Returns the number of bytes before this position.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Skips bytes whose content is known.
    pub(crate) const fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Skips white space and returns the next byte.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Whether only white space follows.
    pub(crate) fn is_at_end(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Skips white space and the given byte.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> Option<()> {
        if self.peek()? != byte {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Reads an object. Calls `member` with every key; it reads or skips the value.
    pub(crate) fn object(&mut self, mut member: impl FnMut(&mut Self, &'a str) -> Option<()>) -> Option<()> {
        self.enter(b'{')?;
        if self.peek()? == b'}' {
            return self.leave();
        }
        loop {
            let key = self.key()?;
            member(self, key)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => return self.leave(),
                _ => return None,
            }
        }
    }

    /// Reads a key and its colon.
    #[inline]
    pub(crate) fn key(&mut self) -> Option<&'a str> {
        self.take(b'"')?;
        let key = self.text_without_escapes()?;
        self.take(b':')?;
        Some(key)
    }

    /// Reads a list. Calls `element` at every element; it reads or skips the value.
    fn list(&mut self, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.enter(b'[')?;
        if self.peek()? == b']' {
            return self.leave();
        }
        loop {
            element(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => return self.leave(),
                _ => return None,
            }
        }
    }

    fn enter(&mut self, bracket: u8) -> Option<()> {
        self.take(bracket)?;
        self.depth += 1;
        (self.depth <= DEPTH).then_some(())
    }

    fn leave(&mut self) -> Option<()> {
        self.at += 1;
        self.depth -= 1;
        Some(())
    }

    /// Reads `null`.
    pub(crate) fn null(&mut self) -> Option<()> {
        self.peek()?;
        self.word("null")
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..self.at + word.len())?;
        if rest != word.as_bytes() {
            return None;
        }
        self.at += word.len();
        Some(())
    }

    /// Reads the rest of a string behind its first quote.
    #[inline]
    fn text_without_escapes(&mut self) -> Option<&'a str> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        self.at = start + end_of_plain(bytes.get(start..)?);
        if *bytes.get(self.at)? != b'"' {
            return None;
        }
        self.at += 1;
        self.text.get(start..self.at - 1)
    }

    /// Skips the rest of a string behind its first quote.
    #[inline]
    fn skip_text(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        loop {
            self.at += end_of_plain(bytes.get(self.at..)?);
            match bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => match bytes.get(self.at + 1)? {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 2,
                    b'u' => {
                        let digits = bytes.get(self.at + 2..self.at + 6)?;
                        if !digits.iter().all(u8::is_ascii_hexdigit) {
                            return None;
                        }
                        self.at += 6;
                    }
                    _ => return None,
                },
                _ => return None,
            }
        }
    }

    /// Skips a value.
    pub(crate) fn skip(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.skip_text()
            }
            b'{' => {
                self.enter(b'{')?;
                if self.peek()? == b'}' {
                    return self.leave();
                }
                loop {
                    self.take(b'"')?;
                    self.skip_text()?;
                    self.take(b':')?;
                    self.skip()?;
                    match self.peek()? {
                        b',' => self.at += 1,
                        b'}' => return self.leave(),
                        _ => return None,
                    }
                }
            }
            b'[' => self.list(Self::skip),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => self.number().map(drop),
        }
    }

    /// Reads a value, without the values of keys for which `keeps` returns `false`.
    pub(crate) fn value(&mut self, keeps: fn(&str) -> bool) -> Option<Json<'a>> {
        match self.peek()? {
            b'"' => {
                self.at += 1;
                self.text_without_escapes().map(|text| Json::String(Cow::Borrowed(text)))
            }
            b'{' => {
                let mut members: Vec<Member<'a>> = Vec::new();
                self.object(|pull, key| {
                    let value =
                        if keeps(key) { pull.value(keeps)? } else { pull.skip().map(|()| Json::Ignored)? };
                    members.push((Cow::Borrowed(key), value));
                    Some(())
                })?;
                Some(Json::Object(members))
            }
            b'[' => {
                let mut elements = Vec::new();
                self.list(|pull| {
                    elements.push(pull.value(keeps)?);
                    Some(())
                })?;
                Some(Json::Array(elements))
            }
            b't' => self.word("true").map(|()| Json::Bool(true)),
            b'f' => self.word("false").map(|()| Json::Bool(false)),
            b'n' => self.word("null").map(|()| Json::Null),
            _ => {
                let digits = self.number()?;
                let is_plain = digits.len() <= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
                let number: u64 = digits.parse().ok().filter(|_| is_plain)?;
                Some(Json::Number(number.into()))
            }
        }
    }

    /// Reads a number.
    fn number(&mut self) -> Option<&'a str> {
        let (start, bytes) = (self.at, self.text.as_bytes());
        let digits = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut at = start + usize::from(bytes.get(start) == Some(&b'-'));
        let whole = digits(at);
        if whole == 0 || whole > 1 && bytes[at] == b'0' {
            return None;
        }
        at += whole;
        if bytes.get(at) == Some(&b'.') {
            let fraction = digits(at + 1);
            if fraction == 0 {
                return None;
            }
            at += 1 + fraction;
        }
        if matches!(bytes.get(at), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            let exponent = bytes.get(at + 1 + sign..).map_or(0, |_| digits(at + 1 + sign));
            if exponent == 0 {
                return None;
            }
            at += 1 + sign + exponent;
        }
        self.at = at;
        self.text.get(start..at)
    }
}

/// Returns the number of bytes before the first quote, backslash or control character.
#[inline]
pub(crate) fn end_of_plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let (words, rest) = bytes.as_chunks::<8>();
    for (number, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let (quote, slash) = (word ^ (ONES * b'"' as u64), word ^ (ONES * b'\\' as u64));
        // The lowest mark is exact, those above it may be wrong.
        let marks = quote.wrapping_sub(ONES) & !quote
            | slash.wrapping_sub(ONES) & !slash
            | word.wrapping_sub(ONES * 0x20) & !word;
        if marks & HIGH != 0 {
            return number * 8 + (marks & HIGH).trailing_zeros() as usize / 8;
        }
    }
    let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..0x20);
    words.len() * 8 + rest.iter().take_while(is_plain).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is accepted is what the parser accepts, with the same value.
    fn check(text: &str) {
        let parsed: Option<Json<'_>> = serde_json::from_str(text).ok();
        let mut pull = Pull::new(text);
        let read = pull.value(|_| true).filter(|_| pull.is_at_end());
        assert!(read.is_none() || read == parsed, "{text}: {read:?}, not {parsed:?}");
        let mut pull = Pull::new(text);
        let is_skipped = pull.skip().is_some() && pull.is_at_end();
        let is_ignored = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        assert!(!is_skipped || is_ignored, "{text} is skipped");
    }

    #[test]
    fn what_is_accepted_is_what_the_parser_accepts() {
        let forms = [
            r#"{"a": 1, "b":[true,false , null], "cdefghij": {"k": "lmnopqrstuvwxyz"}, "é": -12.50e+3}"#,
            r#"["\u00e9\n\"", "\ud800", "012345678\\", 0, 10, 01, 1., .5, -0, 1e, 1e5, 12345678901234567890]"#,
            "[[[]], {}, {\"a\":{}}]",
            "\"unfinished",
        ];
        for form in forms {
            check(form);
            for at in (0..form.len()).filter(|at| form.is_char_boundary(*at)) {
                let (before, after) = form.split_at(at);
                let first = after.chars().next().map_or(0, char::len_utf8);
                check(before);
                check(&format!("{before}{}", &after[first..]));
                for other in ["\"", "\\", "\u{1}", "0", ",", "}", "]", "{", " ", "e", "\u{7f}"] {
                    check(&format!("{before}{other}{after}"));
                    check(&format!("{before}{other}{}", &after[first..]));
                }
            }
        }
    }

    #[test]
    fn the_common_form_is_accepted() {
        for text in [r#"{"a":{"b":["c",1,true,null]}}"#, "[]", " {} ", "\"x\"", "17"] {
            assert!(Pull::new(text).value(|_| true).is_some(), "{text}");
        }
        for text in [r#"{"a":"\u00e9","b":-1.5e3}"#, "[[[[]]]]"] {
            assert!(Pull::new(text).skip().is_some(), "{text}");
        }
        let deep = "[".repeat(DEPTH + 1) + &"]".repeat(DEPTH + 1);
        assert!(Pull::new(&deep).skip().is_none());
    }
}
