//! The writer of policy files with comments: everything that can be changed, beside what is.

use crate::policy::write::{entry, write_attribute, write_rule};
use crate::suite::written::WrittenSuite;
use instance_lifecycle::policy::PolicyDocument;
use instance_lifecycle::policy::interpretations::Interpretation;
use instance_lifecycle::rules::PolicyRow;
use instance_lifecycle::{Operation, Policy, Revision};
use std::collections::BTreeMap;
use std::fmt;

/// Writes a policy file in TOML with comments: the value of every interpretation, and as comments the
/// other values, the stages and rules of each operation, and an example of a custom rule. Tests and laws
/// follow: those of the suite, or else one of each that passes. It reads back as the same policy.
///
/// ```
/// use instance_lifecycle::Policy;
/// use instance_lifecycle_wire::{PolicyFormat, WrittenSuite, read_policy_file, write_annotated_policy};
///
/// let text = write_annotated_policy(&Policy::documented(), &WrittenSuite::NONE);
/// assert!(text.contains("\nsecurity-locked-stop = \"Deny\"\n"));
/// let file = read_policy_file(&text, PolicyFormat::Toml)?;
/// assert_eq!(file.policy, Policy::documented());
/// assert_eq!(file.tests[0].run(&file.policy).mismatches, []);
/// # Ok::<_, instance_lifecycle_wire::PolicyFileError>(())
/// ```
#[must_use]
pub fn write_annotated_policy(policy: &Policy, suite: &WrittenSuite) -> String {
    Annotated { policy, suite, document: policy.document() }.to_string()
}

struct Annotated<'a> {
    policy: &'a Policy,
    suite: &'a WrittenSuite,
    document: PolicyDocument,
}

/// The width of comments.
const WIDTH: usize = 100;

impl fmt::Display for Annotated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PolicyDocument {
            policy,
            base,
            interpretations: _,
            stages,
            precedence,
            remove,
            attributes,
            rules,
            ..
        } = &self.document;
        comment(f, "", "A policy: a built-in policy, and changes to it.")?;
        comment(f, "", "`lifecycle policy schema` prints the JSON Schema of this file.")?;
        entry(f, "policy", policy)?;
        let bases: Vec<String> = Revision::ALL.iter().map(|revision| format!("ecs-{revision}")).collect();
        comment(f, "", &format!("One of {}.", bases.join(", ")))?;
        entry(f, "base", base)?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "Points on which the vendor's documents are silent or contradict each other. A line with the \
             default may be left out.",
        )?;
        f.write_str("[interpretations]\n")?;
        Interpretation::ALL.iter().try_for_each(|interpretation| self.interpretation(f, interpretation))?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "Custom stages: a name alone comes last, a table stands `before` or `after` another stage, as in",
        )?;
        f.write_str(
            "# StopInstance = [\"Late\", { name = \"House\", before = \"SecurityLock\" }]\n[stages]\n",
        )?;
        entries(f, stages)?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "The order of the stages of an operation, all of them. Of the rules that a call violates, that of the \
             first stage gives the error. The comments show the order of this policy, with the rules of each \
             stage.",
        )?;
        f.write_str("[precedence]\n")?;
        for operation in operations() {
            self.stages_of(f, operation)?;
            let order: Vec<&str> = self.policy.precedence(operation).collect();
            if !precedence.contains_key(operation.as_str()) {
                f.write_str("# ")?;
            }
            entry(f, operation.as_str(), &order)?;
        }

        f.write_str("\n")?;
        comment(f, "", "Rules of the vendor that do not apply, as in")?;
        f.write_str("# StopInstance = [\"confirm-stop\"]\n[remove]\n")?;
        entries(f, remove)?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "Custom attributes. The value comes from a `tag` or a `field` of the record, or it is a \"fact\" given with \
             the instance or with the \"environment\".",
        )?;
        f.write_str(ATTRIBUTE)?;
        attributes.iter().try_for_each(|attribute| write_attribute(f, attribute))?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "Custom rules. `when` tests attributes, which `lifecycle attributes` lists. A rule refuses a call with \
             an `error`, in a `stage` or directly `before` or `after` one; or it settles the call, as in `settle = \
             \"stop-in-standard-mode\"`, and has no stage.",
        )?;
        f.write_str(EXAMPLE)?;
        rules.iter().try_for_each(|rule| write_rule(f, rule))?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "Tests, which `lifecycle test` runs: a case, and the answer that is expected. The case is a running \
             pay-as-you-go instance, but for attributes in `when`, or what `instance`, `environment` and `request` \
             give.",
        )?;
        self.suite.write_tests(f, self.policy)?;

        f.write_str("\n")?;
        comment(
            f,
            "",
            "Laws, which `lifecycle test` proves for all cases that `when` selects: `never`, `always`, or `if` with \
             `then`.",
        )?;
        self.suite.write_laws(f)
    }
}

const ATTRIBUTE: &str = r#"#
# [[attributes]]
# name = "stage"
# values = ["Production", "Test"]
# from = { tag = "stage" }
# default = "Test"
# texts = { Production = ["prod", "live"] }
"#;

const EXAMPLE: &str = r#"#
# [[rules]]
# operation = "StopInstance"
# name = "local-disks-stay"
# before = "SecurityLock"
# when = { local_storage = ["Yes"], request.dry_run = ["No"] }
# error = { http_status = 403, code = "House.LocalDisks", message = "A stop would lose the data of local disks." }
# reason = "local disks have no copy"
"#;

impl Annotated<'_> {
    fn interpretation(&self, f: &mut fmt::Formatter<'_>, interpretation: &Interpretation) -> fmt::Result {
        f.write_str("\n")?;
        comment(f, "", &format!("{}: {}", interpretation.id, interpretation.question))?;
        let default = interpretation.default(self.policy.revision());
        for (value, meaning) in interpretation.values.iter().zip(interpretation.meanings) {
            let mark = if *value == default { " (default)" } else { "" };
            comment(f, "  ", &format!("{value}{mark}: {meaning}"))?;
        }
        entry(f, interpretation.name, &self.policy.interpretations().value(interpretation))
    }

    /// Writes the stages of an operation with their rules, as comments.
    fn stages_of(&self, f: &mut fmt::Formatter<'_>, operation: Operation) -> fmt::Result {
        f.write_str("\n")?;
        for stage in self.policy.precedence(operation) {
            let rows = self.policy.rows(operation).filter(|row: &PolicyRow<'_>| row.stage == Some(stage));
            let mut rules: Vec<&str> = rows.map(|row| row.rule).collect();
            rules.dedup();
            let rules = if rules.is_empty() { "no rules".to_owned() } else { rules.join(", ") };
            comment(f, "  ", &format!("{stage}: {rules}"))?;
        }
        Ok(())
    }
}

/// The operations that refuse something.
fn operations() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied().filter(|operation| !operation.rule_table().stages.names().is_empty())
}

fn entries<T: serde::Serialize>(f: &mut fmt::Formatter<'_>, entries: &BTreeMap<String, T>) -> fmt::Result {
    entries.iter().try_for_each(|(key, value)| entry(f, key, value))
}

/// Writes a comment, wrapped; lines after the first are indented by two more columns than `indent`.
fn comment(f: &mut fmt::Formatter<'_>, indent: &str, text: &str) -> fmt::Result {
    let mut line = format!("#{indent}");
    let hanging = if indent.is_empty() { "" } else { "  " };
    for word in text.split(' ') {
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            writeln!(f, "{line}")?;
            line = format!("#{indent}{hanging}");
        }
        line.push(' ');
        line.push_str(word);
    }
    writeln!(f, "{line}")
}
