//! Styled text, and the one place where text becomes bytes for a terminal.
//!
//! A [`Text`] keeps its styles apart from its characters: every character, wherever it comes from, is
//! escaped if it could steer a terminal, and only the styles written here become escape sequences.

use anstyle::AnsiColor;
pub(crate) use anstyle::Style;
use std::borrow::Cow;
use std::fmt::{self, Display};
use std::io::{self, Write};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const OTHER: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();
const PLAIN: Style = Style::new();

/// Text in styles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Text(Vec<(Style, String)>);

/// Whatever can be displayed is text without a style.
impl<T: Display> From<T> for Text {
    fn from(text: T) -> Self {
        Self::new().plain(text)
    }
}

impl Text {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Appends text without a style.
    pub(crate) fn plain(self, text: impl Display) -> Self {
        self.styled(PLAIN, text)
    }

    /// Appends text in a style.
    pub(crate) fn styled(mut self, style: Style, text: impl Display) -> Self {
        let text = text.to_string();
        match self.0.last_mut() {
            Some((last, known)) if *last == style => known.push_str(&escape(&text)),
            _ if text.is_empty() => {}
            _ => self.0.push((style, escape(&text).into_owned())),
        }
        self
    }

    /// Appends another text.
    pub(crate) fn text(mut self, other: impl Into<Self>) -> Self {
        for (style, part) in other.into().0 {
            match self.0.last_mut() {
                Some((last, known)) if *last == style => known.push_str(&part),
                _ => self.0.push((style, part)),
            }
        }
        self
    }

    /// The number of columns that the text takes.
    pub(crate) fn width(&self) -> usize {
        self.0.iter().map(|(_, part)| width(part)).sum()
    }

    /// Appends blanks up to a width.
    pub(crate) fn padded(self, columns: usize) -> Self {
        let missing = columns.saturating_sub(self.width());
        self.plain(" ".repeat(missing))
    }

    /// Whether no blank is in a style, so that the words joined by blanks are the text.
    pub(crate) fn has_plain_blanks(&self) -> bool {
        self.0.iter().all(|(style, part)| *style == PLAIN || !part.contains(' '))
    }

    /// The words between single blanks, each in its styles.
    pub(crate) fn words(&self) -> Vec<Self> {
        let mut words = vec![Self::new()];
        for (style, part) in &self.0 {
            for (n, word) in part.split(' ').enumerate() {
                if n > 0 {
                    words.push(Self::new());
                }
                if let Some(last) = words.last_mut().filter(|_| !word.is_empty()) {
                    last.0.push((*style, word.to_owned()));
                }
            }
        }
        words
    }

    /// Removes the blanks at the end.
    pub(crate) fn trimmed(mut self) -> Self {
        while let Some((style, part)) = self.0.last_mut() {
            part.truncate(part.trim_end_matches(' ').len());
            if !part.is_empty() || *style != PLAIN {
                break;
            }
            self.0.pop();
        }
        self
    }

    /// Writes the text, its styles as escape sequences if `is_coloured`.
    pub(super) fn write_to(&self, writer: &mut impl Write, is_coloured: bool) -> io::Result<()> {
        self.0.iter().try_for_each(|(style, part)| {
            if is_coloured && *style != PLAIN {
                write!(writer, "{style}{part}{style:#}")
            } else {
                writer.write_all(part.as_bytes())
            }
        })
    }
}

/// Whether a character could steer a terminal: control characters, separators of lines, and the marks
/// that change the direction of text.
pub(super) fn is_steering(c: char) -> bool {
    let is_directional =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    c.is_control() || is_directional || matches!(c, '\u{2028}' | '\u{2029}')
}

/// A character as an escape sequence of JSON and TOML strings: `\u001b`.
pub(crate) struct Escaped(pub(crate) char);

impl Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\\u{:04x}", self.0 as u32)
    }
}

/// Text whose characters cannot steer a terminal.
fn escape(text: &str) -> Cow<'_, str> {
    escape_but(text, |_| false)
}

/// A document whose characters cannot steer a terminal: lines and tabs stay.
pub(crate) fn escape_document(text: &str) -> Cow<'_, str> {
    escape_but(text, |c| matches!(c, '\n' | '\t'))
}

/// The same, with exceptions.
fn escape_but(text: &str, is_kept: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_escaped = |c: char| is_steering(c) && !is_kept(c);
    let is_harmless = text.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    if is_harmless || !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_escaped(c) {
            escaped.push_str(&Escaped(c).to_string());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// The number of columns that escaped text takes.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum() }
}

/// Whether a terminal shows the character over two columns: scripts of East Asia and pictographs.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

/// An amount of money, to a ten-thousandth.
pub(crate) fn amount(amount: f64) -> String {
    let text = format!("{amount:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A count with its noun: `1 case`, `2 cases`, `0 cases`.
pub(crate) fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    let plural = if count == "1" { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A number with separators of thousands.
pub(crate) fn number(number: u128) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_take_no_columns() {
        let text = Text::from("a ").styled(BAD, "b").plain(" 中");
        assert_eq!((text.width(), text.words().len()), (6, 3));
    }

    #[test]
    fn steering_characters_are_escaped_in_every_style() {
        let text = Text::from("\u{1b}]0;x\u{7}").styled(BAD, "\u{202e}\u{9b}").plain("é");
        let mut bytes = Vec::new();
        text.write_to(&mut bytes, false).expect("a vector takes all");
        assert_eq!(String::from_utf8_lossy(&bytes), "\\u001b]0;x\\u0007\\u202e\\u009bé");
    }

    #[test]
    fn colour_is_written_only_on_request() {
        let mut bytes = Vec::new();
        Text::new().styled(STRONG, "x").plain("y").write_to(&mut bytes, true).expect("a vector takes all");
        assert_eq!(bytes, b"\x1b[1mx\x1b[0my");
    }
}
