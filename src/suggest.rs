//! Suggestions for misspelt names.

use core::fmt;

/// Formats alternatives: `` `a`, `b` or `c` ``.
///
/// ```
/// use instance_lifecycle::suggest::OneOf;
///
/// assert_eq!(OneOf(&["a", "b", "c"]).to_string(), "`a`, `b` or `c`");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneOf<'a>(pub &'a [&'a str]);

impl fmt::Display for OneOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            match index {
                0 => {}
                _ if index + 1 == self.0.len() => f.write_str(" or ")?,
                _ => f.write_str(", ")?,
            }
            write!(f, "`{name}`")?;
        }
        Ok(())
    }
}

/// Returns the name closest to a text, at most one edit for every three letters apart: a letter added,
/// removed, replaced or swapped with its neighbour. Ignores case; `-` equals `_`.
///
/// ```
/// use instance_lifecycle::suggest::nearest;
///
/// let names = ["Running", "Starting", "Stopping", "Stopped"];
/// assert_eq!(nearest("runing", names), Some("Running"));
/// assert_eq!(nearest("stoped", names), Some("Stopped"));
/// assert_eq!(nearest("expired", names), None);
/// ```
pub fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = names.into_iter().filter_map(|name| {
        let distance = distance(text.as_bytes(), name.as_bytes())?;
        (distance <= (name.len() / 3).max(1)).then_some((distance, name))
    });
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// Returns the number of edits between two texts, `None` if one is longer than any name.
fn distance(a: &[u8], b: &[u8]) -> Option<usize> {
    const MAX: usize = 64;
    let folded = |letter: u8| if letter == b'-' { b'_' } else { letter.to_ascii_lowercase() };
    if a.len() > MAX || b.len() >= MAX {
        return None;
    }
    // The last rows of the table of distances between prefixes.
    let (mut before, mut last, mut row) = ([0_usize; MAX], [0; MAX], [0; MAX]);
    (0..=b.len()).for_each(|n| last[n] = n);
    for (n, letter) in a.iter().copied().map(folded).enumerate() {
        row[0] = n + 1;
        for (m, other) in b.iter().copied().map(folded).enumerate() {
            let replaced = last[m] + usize::from(letter != other);
            row[m + 1] = replaced.min(last[m + 1] + 1).min(row[m] + 1);
            let swapped = n > 0 && m > 0 && folded(a[n - 1]) == other && folded(b[m - 1]) == letter;
            if swapped {
                row[m + 1] = row[m + 1].min(before[m - 1] + 1);
            }
        }
        (before, last, row) = (last, row, before);
    }
    Some(last[b.len()])
}

/// Formats a suggestion: `` : did you mean `name`? ``, or nothing.
#[derive(Clone, Copy, Debug)]
pub struct DidYouMean<'a>(pub Option<&'a str>);

impl fmt::Display for DidYouMean<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |name| write!(f, ": did you mean `{name}`?"))
    }
}
