//! `lifecycle help terms`: the glossary of the documentation, with the effects and risks of plans.

use crate::exit::{Failure, Status};
use crate::output::{Output, STRONG, Text};

/// The glossary: a list item for each term, `* **term**: meaning`, in sections.
const GLOSSARY: &str = include_str!("../../../../src/documentation/glossary.md");

pub(super) fn run(output: &Output) -> Result<Status, Failure> {
    for section in sections() {
        if let Some((title, _)) = section.strip_prefix("## ").and_then(|text| text.split_once('\n')) {
            output.line("")?;
            output.line(Text::new().styled(STRONG, title.to_uppercase()))?;
        }
        for (term, meaning) in terms(section) {
            output.line(Text::new().styled(STRONG, term))?;
            output.paragraph("    ", meaning)?;
        }
    }
    Ok(Status::Good)
}

/// The sections of the glossary: the terms, then those with a heading.
fn sections() -> impl Iterator<Item = &'static str> {
    let starts = GLOSSARY.match_indices("\n## ").map(|(start, _)| start + 1);
    let starts: Vec<usize> = [0].into_iter().chain(starts).collect();
    let ends: Vec<usize> = starts[1..].iter().copied().chain([GLOSSARY.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &GLOSSARY[start..end])
}

/// The terms of a section with their meanings, lines joined and marks of emphasis removed.
fn terms(section: &'static str) -> impl Iterator<Item = (&'static str, String)> {
    section.split("\n* ").skip(1).filter_map(|item| {
        let (term, meaning) = item.strip_prefix("**")?.split_once("**: ")?;
        let words: Vec<&str> = meaning.split_whitespace().collect();
        Some((term, words.join(" ").replace("**", "")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use instance_lifecycle::closed_set::Finite;
    use instance_lifecycle::plan::{Disposition, Risk};

    #[test]
    fn every_item_is_a_term_and_there_are_at_most_25() {
        let items = GLOSSARY.lines().filter(|line| line.starts_with("* ")).count();
        assert_eq!(sections().flat_map(terms).count(), items);
        let first = sections().next().into_iter().flat_map(terms).count();
        assert!((20..=25).contains(&first), "{first}");
    }

    #[test]
    fn every_effect_and_risk_is_a_term() {
        let known: Vec<Vec<&str>> =
            sections().map(|section| terms(section).map(|(term, _)| term).collect()).collect();
        assert_eq!(known[1..], [Disposition::NAMES, Risk::NAMES]);
    }
}
