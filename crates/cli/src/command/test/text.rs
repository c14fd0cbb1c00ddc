//! The results of tests as text.

use super::tested::{Tested, differences};
use crate::exit::Failure;
use crate::output::{BAD, FAINT, GOOD, OTHER, Output, STRONG, Text, counted};

const INDENT: &str = "          ";

pub(super) fn write(all: &[Tested], with_passed: bool, output: &Output) -> Result<(), Failure> {
    for tested in all {
        output.line(Text::new().styled(STRONG, &tested.file))?;
        write_results(tested, with_passed, output)?;
        write_coverage(tested, output)?;
    }
    let sum = |count: fn(&Tested) -> usize| all.iter().map(count).sum::<usize>();
    let (tests, laws) = (sum(|tested| tested.tests.len()), sum(|tested| tested.laws.len()));
    let (failed_tests, failed_laws) = (sum(Tested::failed_tests), sum(Tested::failed_laws));
    let summary = format!(
        "{}: {} passed, {failed_tests} failed; {}: {} proved, {failed_laws} not proved",
        counted(tests, "test"),
        tests - failed_tests,
        counted(laws, "law"),
        laws - failed_laws,
    );
    output.line(Text::new().styled(FAINT, summary))
}

fn write_results(tested: &Tested, with_passed: bool, output: &Output) -> Result<(), Failure> {
    for (test, result) in &tested.tests {
        if result.mismatches.is_empty() {
            if with_passed {
                let heading = Text::from("  ").styled(GOOD, "passed").plain("  ").plain(&test.name);
                output.hanging("", INDENT, heading)?;
            }
            continue;
        }
        let heading = Text::from("  ").styled(BAD, "failed").plain("  ").styled(STRONG, &test.name);
        output.hanging("", INDENT, heading)?;
        for difference in differences(result) {
            output.hanging(INDENT, "            ", difference)?;
        }
        let answer = format!("answer: {} of {}, line {}", result.answer, test.action, test.line);
        output.hanging(INDENT, "            ", answer)?;
    }
    for (law, proved) in &tested.laws {
        if proved.is_proved() && !with_passed {
            continue;
        }
        let style = if proved.is_proved() { GOOD } else { BAD };
        let word = Text::from("  ").styled(style, proved.word()).plain("  ");
        let name =
            if proved.is_proved() { Text::from(&law.name) } else { Text::new().styled(STRONG, &law.name) };
        output.hanging("", INDENT, word.text(name))?;
        let line = if proved.is_proved() { String::new() } else { format!(", line {}", law.line) };
        output.hanging(INDENT, "            ", format!("{}{line}", proved.detail(law)))?;
    }
    Ok(())
}

fn write_coverage(tested: &Tested, output: &Output) -> Result<(), Failure> {
    for rule in &tested.rules {
        let problem = match (rule.reached, rule.decided) {
            (0, _) => format!("no test reaches {rule}, line {}", rule.line),
            (_, Some(0)) => format!("no test is decided by {rule}, line {}", rule.line),
            _ => continue,
        };
        let heading = Text::from("  ").styled(OTHER, "note").plain("    ");
        output.hanging("", INDENT, heading.plain(problem))?;
    }
    if !tested.rules.is_empty() {
        let reached = tested.rules.len() - tested.unreached().count();
        let rules = counted(tested.rules.len(), "custom rule");
        output.line(format_args!("  tests reach {reached} of {rules}"))?;
    }
    Ok(())
}
