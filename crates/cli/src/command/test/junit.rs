//! The results of tests as JUnit XML.

use super::tested::{Tested, differences};
use crate::exit::Failure;
use crate::output::Escaped;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite, XmlString};

pub(super) fn of(all: &[Tested]) -> Result<String, Failure> {
    let mut report = Report::new("lifecycle test");
    report.add_test_suites(all.iter().map(suite));
    report.to_string().map_err(|error| Failure::Usage(format!("cannot write JUnit: {error}")))
}

fn suite(tested: &Tested) -> TestSuite {
    let mut suite = TestSuite::new(xml(tested.file.as_str()));
    for (test, result) in &tested.tests {
        let differences: Vec<String> = differences(result).collect();
        let failure = (!differences.is_empty())
            .then(|| (differences.join("; "), format!("answer: {}", result.answer), "failed"));
        suite.add_test_case(case(&test.name, "tests", test.line, failure));
    }
    for (law, proved) in &tested.laws {
        let failure = (!proved.is_proved()).then(|| (proved.detail(law), String::new(), proved.word()));
        suite.add_test_case(case(&law.name, "laws", law.line, failure));
    }
    suite
}

/// A test or a law; a failure has a message, a description and a type.
fn case(name: &str, class: &str, line: usize, failure: Option<(String, String, &str)>) -> TestCase {
    let status = match failure {
        None => TestCaseStatus::success(),
        Some((message, description, kind)) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(xml(&message)).set_description(xml(&description)).set_type(kind);
            status
        }
    };
    let mut case = TestCase::new(xml(name), status);
    case.set_classname(class);
    case.extra.insert("line".into(), line.to_string().into());
    case
}

/// A text in which control characters, most of which XML 1.0 does not allow, and the two others that it does not
/// allow are escape sequences of JSON and TOML. Lines stay.
fn xml(text: &str) -> XmlString {
    let is_allowed = |c: char| c == '\n' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
    let write = |mut text: String, c: char| {
        if is_allowed(c) {
            text.push(c);
        } else {
            text.push_str(&Escaped(c).to_string());
        }
        text
    };
    XmlString::new(text.chars().fold(String::new(), write))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_does_not_allow_are_escaped() {
        for (text, expected) in [
            ("\n <&> é \u{d7ff}\u{e000}\u{fffd}\u{10000}\u{10ffff}", None),
            ("\t\r\u{7f}\u{9b}", Some("\\u0009\\u000d\\u007f\\u009b")),
            ("\0\u{1}\u{8}", Some("\\u0000\\u0001\\u0008")),
            ("\u{b}\u{c}\u{e}\u{1f}", Some("\\u000b\\u000c\\u000e\\u001f")),
            ("\u{1b}[31mred", Some("\\u001b[31mred")),
            ("\u{fffe}\u{ffff}", Some("\\ufffe\\uffff")),
        ] {
            assert_eq!(xml(text).as_str(), expected.unwrap_or(text), "{text:?}");
        }
    }
}
