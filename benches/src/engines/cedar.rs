//! The rules in Cedar: one `forbid` policy each, named after the rule, and one `permit` policy. The
//! response to a request lists all violated policies.

use super::rules::{Fact, facts};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, Policy, PolicyId, PolicySet, Request, Response,
    RestrictedExpression,
};
use instance_lifecycle::StopInstance;
use instance_lifecycle::packed::Call;

#[rustfmt::skip] // one line per rule
const FORBIDDEN: [(&str, &str); 14] = [
    ("security-lock",           r#"context.security_lock"#),
    ("expired-or-in-arrears",   r#"context.standing != "Good" || context.financial_lock || context.disk_in_arrears"#),
    ("status-not-running",      r#"context.status != "Running""#),
    ("disk-status",             r#"context.disk_status == "Incorrect""#),
    ("confirm-stop",            r#"context.local_storage && !context.confirm_stop"#),
    ("hibernation-not-enabled", r#"context.hibernate && !context.hibernation_configured"#),
    ("hibernation-forbids",     r#"context.hibernate && context.hibernation_configured
                                   && (context.force_stop || context.spot_strategy != "NoSpot")"#),
    ("economical-classic",      r#"context.stopped_mode == "StopCharging" && context.network_type == "classic""#),
    ("economical-subscription", r#"context.stopped_mode == "StopCharging" && context.charge_type == "PrePaid""#),
    ("economical-local-disk",   r#"context.stopped_mode == "StopCharging" && context.local_storage"#),
    ("economical-spot",         r#"context.stopped_mode == "StopCharging" && context.spot_strategy != "NoSpot""#),
    ("kms-unauthorized",        r#"context.encryption_key == "ServiceUnauthorized""#),
    ("kms-key-untagged",        r#"context.encryption_key == "MissingEcsTag""#),
    ("kms-key-not-enabled",     r#"context.encryption_key == "NotEnabled""#),
];

/// The parsed policies.
pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
}

impl Cedar {
    /// Parses the policies.
    pub fn new() -> Self {
        let policy = |name: &str, text: &str| {
            Policy::parse(Some(PolicyId::new(name)), text).unwrap_or_else(|error| panic!("{name}: {error}"))
        };
        let forbidden = FORBIDDEN.iter().map(|(name, condition)| {
            policy(name, &format!("forbid(principal, action, resource) when {{ {condition} }};"))
        });
        let permitted = policy("permitted", "permit(principal, action, resource);");
        let policies = PolicySet::from_policies(forbidden.chain([permitted])).expect("the names differ");
        Self { authorizer: Authorizer::new(), policies, entities: Entities::empty() }
    }

    /// Returns a call as a request.
    pub fn input(call: &Call<StopInstance>) -> Request {
        let uid = |text: &str| text.parse::<EntityUid>().expect("an entity uid");
        let fact = |(name, fact): (&str, Fact)| {
            let value = match fact {
                Fact::Flag(flag) => RestrictedExpression::new_bool(flag),
                Fact::Name(name) => RestrictedExpression::new_string(name.to_owned()),
            };
            (name.to_owned(), value)
        };
        let context = Context::from_pairs(facts(call).into_iter().map(fact)).expect("the names differ");
        let action = uid(r#"Action::"StopInstance""#);
        Request::new(uid(r#"Account::"a""#), action, uid(r#"Instance::"i""#), context, None)
            .expect("no schema is given")
    }

    /// Evaluates the policies.
    pub fn decide(&self, request: &Request) -> Response {
        self.authorizer.is_authorized(request, &self.policies, &self.entities)
    }

    /// Returns the names of all violated rules, sorted.
    pub fn violated(response: &Response) -> Vec<String> {
        assert_eq!(response.diagnostics().errors().count(), 0, "every policy evaluates");
        if response.decision() == Decision::Allow {
            return Vec::new();
        }
        let mut rules: Vec<String> = response.diagnostics().reason().map(ToString::to_string).collect();
        rules.sort_unstable();
        rules
    }
}

impl Default for Cedar {
    fn default() -> Self {
        Self::new()
    }
}
