//! `lifecycle help terms`: the glossary of the documentation.

use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Text};

/// The glossary: a list item for each term, `* **term**: meaning`.
const GLOSSARY: &str = include_str!("../../../../src/documentation/glossary.md");

pub(super) fn run(output: &Output) -> Result<Status, Failure> {
    for (term, meaning) in terms() {
        output.line(Text::new().styled(STRONG, term))?;
        output.paragraph("    ", meaning)?;
    }
    Ok(Status::Good)
}

/// The terms with their meanings, lines joined and marks of emphasis removed.
fn terms() -> impl Iterator<Item = (&'static str, String)> {
    GLOSSARY.split("\n* ").skip(1).filter_map(|item| {
        let (term, meaning) = item.strip_prefix("**")?.split_once("**: ")?;
        Some((term, meaning.split_whitespace().collect::<Vec<_>>().join(" ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_a_term_and_there_are_at_most_25() {
        let items = GLOSSARY.lines().filter(|line| line.starts_with("* ")).count();
        assert_eq!(terms().count(), items);
        assert!((20..=25).contains(&items), "{items}");
    }
}
