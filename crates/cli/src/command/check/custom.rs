//! One line for each custom rule: what it does.

use super::words::names;
use crate::exit::Failure;
use crate::output::{GOOD, OTHER, Output, STRONG, Text, counted, number};
use instance_lifecycle::analysis::{Budget, ContributedCases, Contribution, Finding, FindingKind, Rules};
use instance_lifecycle::policy::{CustomRule, CustomVerdict};
use instance_lifecycle::{Operation, Policy};
use serde_json::{Value, json};

/// What a custom rule does.
pub(super) struct CustomEffect {
    contribution: Contribution,
    /// Whether it refuses calls.
    refuses: bool,
    /// The rows that shadow it, if it decides no case.
    shadowed_by: String,
}

/// Returns what the custom rules of a policy do, given the findings about it.
pub(super) fn effects(policy: &Policy, budget: Budget, findings: &[Finding]) -> Vec<CustomEffect> {
    let contributions = contributions(policy, budget).into_iter();
    let effect = |contribution: Contribution| {
        let rule = rule(policy, &contribution);
        let refuses = rule.is_some_and(|rule| matches!(rule.then(), CustomVerdict::Refuse { .. }));
        let shadowed_by = findings.iter().find_map(|finding| match &finding.kind {
            FindingKind::UnreachableRow { row, shadowed_by }
                if row.rule == contribution.rule && finding.operation == Some(contribution.operation) =>
            {
                Some(names(shadowed_by))
            }
            _ => None,
        });
        CustomEffect { contribution, refuses, shadowed_by: shadowed_by.unwrap_or_default() }
    };
    contributions.map(effect).collect()
}

fn contributions(policy: &Policy, budget: Budget) -> Vec<Contribution> {
    Rules::all(policy).flat_map(|rules| rules.contributions(budget)).collect()
}

fn rule<'p>(policy: &'p Policy, contribution: &Contribution) -> Option<&'p CustomRule> {
    policy.custom_rules(contribution.operation).find(|rule| rule.name() == contribution.rule)
}

/// Removes the rules that the baseline has with the same effect.
pub(super) fn retain_new(
    effects: &mut Vec<CustomEffect>,
    policy: &Policy,
    baseline: &Policy,
    budget: Budget,
) {
    let known = contributions(baseline, budget);
    effects.retain(|effect| {
        let here = &effect.contribution;
        !known.contains(here) || rule(policy, here) != rule(baseline, here)
    });
}

/// Whether the finding is about a custom rule beside another one, which the line of the rule sums up.
pub(super) fn is_summed_up(finding: &Finding, policy: &Policy) -> bool {
    let FindingKind::PartlyShadowed { rule, by } = &finding.kind else { return false };
    let is_custom =
        |operation: Operation, name: &str| policy.custom_rules(operation).any(|custom| custom.name() == name);
    finding.operation.is_some_and(|operation| is_custom(operation, rule) || is_custom(operation, by))
}

impl CustomEffect {
    pub(super) const fn operation(&self) -> Operation {
        self.contribution.operation
    }

    pub(super) fn write(&self, output: &Output) -> Result<(), Failure> {
        let style = match self.contribution.cases {
            Some(ContributedCases { decided: 1.., .. }) => GOOD,
            _ => OTHER,
        };
        let head = Text::new().styled(style, "rule").plain("  ");
        let head = head.styled(STRONG, format_args!("{}: ", self.contribution.operation));
        output.hanging("", "      ", head.plain(format_args!("{} {}", self.contribution.rule, self.words())))
    }

    /// What the rule does: `takes 1,904 cases that were planned`.
    fn words(&self) -> String {
        let Some(cases) = self.contribution.cases else {
            return "has an unknown effect: its analysis exceeds the budget".to_owned();
        };
        let ContributedCases { selected, decided, refused_plans, other_errors, other_plans, .. } = cases;
        if selected == 0 {
            return "never applies: its condition is impossible".to_owned();
        }
        if decided == 0 {
            return format!("never applies: shadowed by {}", self.shadowed_by);
        }
        let count = |cases| counted(number(cases), "case");
        let mut parts = Vec::new();
        if refused_plans > 0 {
            let were = if refused_plans == 1 { "that was" } else { "that were" };
            parts.push(format!("takes {} {were} planned", count(refused_plans)));
        }
        if other_errors > 0 {
            parts.push(format!("refuses {} with another error", count(other_errors)));
        }
        if other_plans > 0 {
            parts.push(format!("settles {} in another way", count(other_plans)));
        }
        if cases.unchanged() > 0 {
            parts.push(format!("changes nothing in {}", count(cases.unchanged())));
        }
        // Every settlement is behind the refusals.
        if selected > decided && self.refuses {
            parts.push(format!("earlier rules decide {} that it selects", count(selected - decided)));
        }
        parts.join("; ")
    }

    pub(super) fn json(&self) -> Value {
        let Contribution { operation, rule, cases } = &self.contribution;
        let number = |of: fn(&ContributedCases) -> u128| cases.as_ref().map(|cases| of(cases).to_string());
        json!({
            "Finding": "custom-rule",
            "Severity": "Note",
            "Operation": operation,
            "Rule": rule,
            "Message": format!("{rule} {}", self.words()),
            "Selected": number(|cases| cases.selected),
            "Decided": number(|cases| cases.decided),
            "RefusedPlans": number(|cases| cases.refused_plans),
            "OtherErrors": number(|cases| cases.other_errors),
            "OtherPlans": number(|cases| cases.other_plans),
            "Unchanged": number(|cases| cases.unchanged()),
            "Of": number(|cases| cases.of),
        })
    }
}
