//! One line for each custom rule: what it does.

use super::words::names;
use crate::exit::Failure;
use crate::output::{GOOD, OTHER, Output, STRONG, Text, counted, number};
use instance_lifecycle::analysis::{
    Budget, ContributedCases, Contribution, Finding, FindingKind, RowName, Rules,
};
use instance_lifecycle::policy::{CustomRule, CustomVerdict};
use instance_lifecycle::{Operation, Policy};
use serde::Serialize;
use serde_json::{Value, json};

/// How a custom rule acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
enum Mode {
    /// It decides.
    Enforce,
    /// It warns of its error; the contribution is what it would do.
    Trial,
    /// It warns; the contribution is that of a refusal behind all others.
    Warn,
}

/// What a custom rule does.
pub(super) struct CustomEffect {
    contribution: Contribution,
    mode: Mode,
    /// Whether it refuses calls.
    refuses: bool,
    /// The rows that shadow it, if it decides no case.
    shadowed_by: String,
    /// Whether the baseline has the same rule, which has another effect beside other rules.
    is_in_baseline: bool,
}

/// Returns what the custom rules of a policy do, given the findings about it.
pub(super) fn effects(policy: &Policy, budget: Budget, findings: &[Finding]) -> Vec<CustomEffect> {
    let contributions = contributions(policy, None, budget).into_iter();
    let effect = |(contribution, mode): (Contribution, Mode)| {
        let rule = rule(policy, &contribution);
        let refuses = rule.is_some_and(|rule| matches!(rule.then(), CustomVerdict::Refuse { .. }));
        let shadowing = findings.iter().filter_map(|finding| match &finding.kind {
            FindingKind::UnreachableRow { row, shadowed_by }
                if row.rule == contribution.rule && finding.operation == Some(contribution.operation) =>
            {
                Some(shadowed_by)
            }
            _ => None,
        });
        let mut shadowed_by: Vec<RowName> = Vec::new();
        for row in shadowing.flatten() {
            if !shadowed_by.contains(row) {
                shadowed_by.push(row.clone());
            }
        }
        let shadowed_by = names(&shadowed_by);
        CustomEffect { contribution, mode, refuses, shadowed_by, is_in_baseline: false }
    };
    contributions.map(effect).collect()
}

/// What the custom rules do; given another policy, counted by the attributes that one of the two reads.
fn contributions(policy: &Policy, beside: Option<&Policy>, budget: Budget) -> Vec<(Contribution, Mode)> {
    let of = |policy: &Policy, operation: Operation| {
        let joined = beside.and_then(|other| Policy::joined(policy, other).ok());
        match joined.map(|policies| policies.map(|policy| Rules::new(&policy, operation))) {
            Some([rules, others]) => rules.contributions_beside(&others, budget),
            None => Rules::new(policy, operation).contributions(budget),
        }
    };
    let enforced = Operation::ALL.iter().flat_map(|&operation| of(policy, operation));
    let mut found: Vec<_> = enforced.map(|contribution| (contribution, Mode::Enforce)).collect();
    // What the rules that warn would do if they refused, one by one.
    for &operation in Operation::ALL {
        for rule in policy.custom_rules(operation) {
            let Some(refusing) = policy.enforcing(operation, rule.name()) else { continue };
            let mode = if rule.is_on_trial() { Mode::Trial } else { Mode::Warn };
            let contributions = of(&refusing, operation).into_iter();
            found.extend(contributions.filter(|of| of.rule == rule.name()).map(|of| (of, mode)));
        }
    }
    found
}

fn rule<'p>(policy: &'p Policy, contribution: &Contribution) -> Option<&'p CustomRule> {
    policy.custom_rules(contribution.operation).find(|rule| rule.name() == contribution.rule)
}

/// Removes the rules that the baseline has with the same effect. Over the attributes of both policies, it does not
/// matter which attributes they declare, and how these are described.
pub(super) fn retain_new(
    effects: &mut Vec<CustomEffect>,
    policy: &Policy,
    baseline: &Policy,
    budget: Budget,
) {
    // Too many attributes to compare: every rule stays.
    let Ok([here, there]) = Policy::joined(policy, baseline) else { return };
    let [ours, known] =
        [(&here, &there), (&there, &here)].map(|(policy, other)| contributions(policy, Some(other), budget));
    effects.retain_mut(|effect| {
        let Contribution { operation, rule: name, .. } = &effect.contribution;
        let is_it = |(of, _): &&(Contribution, Mode)| (of.operation, &of.rule) == (*operation, name);
        let rules = [&here, &there].map(|policy| rule(policy, &effect.contribution));
        effect.is_in_baseline = matches!(rules, [Some(one), Some(other)] if is_same(one, other));
        !effect.is_in_baseline || ours.iter().find(is_it) != known.iter().find(is_it)
    });
}

/// Whether two rules over the same attributes do the same in the same cases, whatever their reasons are.
fn is_same(a: &CustomRule, b: &CustomRule) -> bool {
    let covers = |a: &CustomRule, b: &CustomRule| {
        b.regions().iter().all(|region| a.regions().iter().any(|other| other.covers(region)))
    };
    (a.then(), a.is_on_trial()) == (b.then(), b.is_on_trial()) && covers(a, b) && covers(b, a)
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
        output.hanging("", "      ", head.plain(self.message()))
    }

    fn message(&self) -> String {
        let unchanged = if self.is_in_baseline { "; the rule itself is unchanged" } else { "" };
        format!("{} {}{unchanged}", self.contribution.rule, self.words())
    }

    /// What the rule does: `takes 1,904 cases that were planned`.
    fn words(&self) -> String {
        let Some(cases) = self.contribution.cases else {
            return "has an unknown effect: its analysis exceeds the budget".to_owned();
        };
        let ContributedCases { selected, decided, refused_plans, other_errors, other_plans, .. } = cases;
        let trial = if self.mode == Mode::Trial { "is on trial: " } else { "" };
        // The budget may end before the rows that shadow it are known.
        let shadowed_by = match self.shadowed_by.as_str() {
            "" => "earlier rules",
            rows => rows,
        };
        if selected == 0 {
            return format!("{trial}never applies: its condition is impossible");
        }
        let count = |cases| counted(number(cases), "case");
        let are = |cases: u128| if cases == 1 { "is" } else { "are" };
        if self.mode == Mode::Warn {
            return match refused_plans {
                0 => format!("warns of no case that is planned: shadowed by {shadowed_by}"),
                cases => format!("warns of {} that {} planned", count(cases), are(cases)),
            };
        }
        if decided == 0 {
            return match self.mode {
                Mode::Trial => format!("is on trial: would never apply: shadowed by {shadowed_by}"),
                _ => format!("never applies: shadowed by {shadowed_by}"),
            };
        }
        let mut parts = Vec::new();
        if refused_plans > 0 {
            let (cases, are) = (count(refused_plans), are(refused_plans));
            let were = if refused_plans == 1 { "was" } else { "were" };
            parts.push(match self.mode {
                Mode::Trial => format!("would take {cases} that {are} planned"),
                _ => format!("takes {cases} that {were} planned"),
            });
        }
        if other_errors > 0 {
            let refuses = if self.mode == Mode::Trial { "would refuse" } else { "refuses" };
            parts.push(format!("{refuses} {} with another error", count(other_errors)));
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
        trial.to_owned() + &parts.join("; ")
    }

    pub(super) fn json(&self) -> Value {
        let Contribution { operation, rule, cases } = &self.contribution;
        let number = |of: fn(&ContributedCases) -> u128| cases.as_ref().map(|cases| of(cases).to_string());
        json!({
            "Finding": "custom-rule",
            "Severity": "Note",
            "Operation": operation,
            "Rule": rule,
            "Mode": self.mode,
            "Message": self.message(),
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
