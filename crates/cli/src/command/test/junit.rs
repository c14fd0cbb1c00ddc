//! The results of tests as JUnit XML.

use super::tested::{Tested, differences};
use crate::exit::Failure;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

pub(super) fn of(all: &[Tested]) -> Result<String, Failure> {
    let mut report = Report::new("lifecycle test");
    report.add_test_suites(all.iter().map(suite));
    report.to_string().map_err(|error| Failure::Usage(format!("cannot write JUnit: {error}")))
}

fn suite(tested: &Tested) -> TestSuite {
    let mut suite = TestSuite::new(tested.file.as_str());
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
            status.set_message(message).set_description(description).set_type(kind);
            status
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(class);
    case.extra.insert("line".into(), line.to_string().into());
    case
}
