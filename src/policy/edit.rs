//! The edits of a policy: the order of stages, removed rules, and added stages and rules. All checks are
//! here, so decisions never fail.

use super::Policy;
use super::active::{NO_STAGE, Order};
use super::custom_rules::{CustomRules, Text};
use super::error::{KnownNames, PolicyError, PolicyName, UnknownNameError};
use crate::attribute::status;
use crate::instance::Status;
use crate::request::Operation;
use crate::rule::Stages;
use crate::suggest::nearest;

impl Policy {
    /// Returns this policy with the stages of an operation in another order.
    ///
    /// # Errors
    ///
    /// Returns an error if the names are not a permutation of the stages of the operation.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let stages = Policy::documented();
    /// let stages = stages.precedence(Operation::StopInstance).collect::<Vec<_>>();
    /// assert_eq!(stages[..3], ["Existence", "SecurityLock", "Arrears"]);
    /// assert_eq!(
    ///     Policy::documented().with_precedence(Operation::StopInstance, &stages[1..]).unwrap_err().to_string(),
    ///     "missing stage `Existence`",
    /// );
    /// ```
    pub fn with_precedence<'a>(
        mut self,
        operation: Operation,
        stages: &[&'a str],
    ) -> Result<Self, PolicyError<'a>> {
        let mut order = [NO_STAGE; Stages::MAX];
        for (place, &name) in stages.iter().enumerate() {
            let number = self.stage(operation, name)?;
            if stages[..place].contains(&name) {
                return Err(PolicyError::RepeatedStage(name.into()));
            }
            order[place] = number as u8;
        }
        let count = self.stage_count(operation);
        if let Some(missing) = (0..count).find(|&number| !order[..stages.len()].contains(&(number as u8))) {
            return Err(PolicyError::MissingStage(self.owned_stage_name(operation, missing)));
        }
        self.set_order(operation, order);
        Ok(self)
    }

    fn set_order(&mut self, operation: Operation, order: Order) {
        let is_default = order[..self.stage_count(operation)].is_sorted();
        self.active[operation as usize].order = if is_default { None } else { Some(order) };
    }

    /// Returns this policy without a built-in refusal of an operation.
    ///
    /// # Errors
    ///
    /// Returns an error if the operation has no such refusal, or if it is the one of instances that do not
    /// exist.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let policy = Policy::documented().without(Operation::StopInstance, "confirm-stop")?;
    /// assert!(!policy.rows(Operation::StopInstance).any(|row| row.rule == "confirm-stop"));
    ///
    /// let error = Policy::documented().without(Operation::StopInstance, "confirm-sotp").unwrap_err();
    /// assert_eq!(error.to_string(), "unknown rule `confirm-sotp` of `StopInstance`: did you mean `confirm-stop`?");
    /// # Ok::<_, instance_lifecycle::policy::PolicyError<'_>>(())
    /// ```
    pub fn without<'a>(mut self, operation: Operation, rule: &'a str) -> Result<Self, PolicyError<'a>> {
        let rule_table = operation.rule_table();
        if let Some(row) = rule_table.settlements.iter().find(|row| row.rule == rule) {
            return Err(PolicyError::NotARefusal(row.rule));
        }
        let mut removed = 0_u128;
        for (number, row) in rule_table.refusals.iter().enumerate().filter(|(_, row)| row.rule == rule) {
            if row.when.admits(status::FIELD) == 1 << Status::Released as u32 {
                return Err(PolicyError::RequiredRule(row.rule));
            }
            removed |= 1 << number;
        }
        if removed == 0 {
            let known = KnownNames::Refusals(operation);
            return Err(UnknownNameError::new("rule", Some(operation.as_str()), rule, known).into());
        }
        let active = &mut self.active[operation as usize];
        active.removed |= removed;
        *active = active.under(rule_table, self.revision, &self.interpretations);
        Ok(self)
    }

    /// Returns the names of the built-in rules of an operation that this policy removes.
    pub fn removed(&self, operation: Operation) -> impl Iterator<Item = &'static str> {
        let removed = self.active(operation).removed;
        let refusals = operation.rule_table().refusals.iter().enumerate();
        let mut last = None;
        let rules = refusals.filter(move |(number, _)| removed >> number & 1 == 1);
        rules.map(|(_, row)| row.rule).filter(move |rule| last.replace(*rule) != Some(*rule))
    }

    /// Returns the names of the stages of an operation, in the order of this policy.
    pub fn precedence(&self, operation: Operation) -> impl Iterator<Item = &str> {
        self.stages(operation).map(move |number| self.stage_name(operation, number))
    }

    /// Returns the numbers of the stages of an operation, in the order of this policy. Custom stages are
    /// numbered behind built-in ones.
    pub(super) fn stages(&self, operation: Operation) -> impl Iterator<Item = usize> + use<> {
        self.active(operation).stages(self.stage_count(operation))
    }

    fn stage_count(&self, operation: Operation) -> usize {
        operation.rule_table().stages.names().len() + self.stages_added(operation).len()
    }

    fn stages_added(&self, operation: Operation) -> &[Text] {
        self.custom(operation).map_or(&[][..], CustomRules::stages)
    }

    pub(super) fn stage_name(&self, operation: Operation, number: usize) -> &str {
        let built_in = operation.rule_table().stages.names();
        match built_in.get(number) {
            Some(name) => name,
            None => &self.stages_added(operation)[number - built_in.len()],
        }
    }

    fn owned_stage_name<'a>(&self, operation: Operation, number: usize) -> PolicyName<'a> {
        let built_in = operation.rule_table().stages.names();
        match built_in.get(number) {
            Some(name) => (*name).into(),
            None => Text::clone(&self.stages_added(operation)[number - built_in.len()]).into(),
        }
    }

    /// Returns the number of the stage of that name.
    pub(super) fn stage<'a>(
        &self,
        operation: Operation,
        name: impl Into<PolicyName<'a>>,
    ) -> Result<usize, UnknownNameError<'a>> {
        let name = name.into();
        let names = || (0..self.stage_count(operation)).map(|number| self.stage_name(operation, number));
        names().position(|known| known == &*name).ok_or_else(|| {
            // With custom stages, the built-in names are not the whole list.
            let has_custom = !self.stages_added(operation).is_empty();
            let known = if has_custom { &[][..] } else { operation.rule_table().stages.names() };
            let nearest = nearest(&name, names()).and_then(|near| names().position(|known| known == near));
            let nearest = nearest.map(|number| self.owned_stage_name(operation, number));
            let of = Some(operation.as_str());
            UnknownNameError {
                nearest,
                ..UnknownNameError::new("stage", of, name, KnownNames::Listed(known))
            }
        })
    }
}

#[cfg(feature = "alloc")]
mod custom {
    use super::{KnownNames, NO_STAGE, Policy, PolicyError, PolicyName, UnknownNameError};
    use crate::attribute::{ATTRIBUTES, Attribute, Case, Part, status};
    use crate::condition::of_an_instance;
    use crate::error::ErrorKind;
    use crate::instance::Status;
    use crate::outcome::Settlement;
    use crate::policy::RULE_TABLES;
    use crate::policy::custom::{CustomError, CustomRule, CustomVerdict, RuleError};
    use crate::policy::custom_rules::{CustomRules, Role};
    use crate::region::Region;
    use crate::request::{Operation, Request};
    use crate::rule::{DRY_RUN, Stages};
    use alloc::vec::Vec;

    impl Policy {
        /// Returns this policy with one more stage behind the others of an operation.
        ///
        /// # Errors
        ///
        /// Returns an error if the name is taken or invalid, or if there are too many stages.
        ///
        /// ```
        /// use instance_lifecycle::{Operation, Policy};
        ///
        /// let policy = Policy::documented().with_stage(Operation::StopInstance, "House")?;
        /// assert_eq!(policy.precedence(Operation::StopInstance).last(), Some("House"));
        /// # Ok::<_, instance_lifecycle::policy::PolicyError<'_>>(())
        /// ```
        pub fn with_stage<'a>(
            mut self,
            operation: Operation,
            name: &'a str,
        ) -> Result<Self, PolicyError<'a>> {
            check_name("stage", name)?;
            if self.stage(operation, name).is_ok() {
                return Err(PolicyError::RepeatedStage(name.into()));
            }
            let (number, most) = (self.stage_count(operation), Stages::MAX - 1);
            if number == most {
                return Err(PolicyError::TooMany { things: "stages", operation, most });
            }
            if let Some(order) = &mut self.active[operation as usize].order {
                order[number] = number as u8;
            }
            self.custom.get_mut(operation).add_stage(name);
            Ok(self)
        }

        /// Returns this policy with one more stage, directly before another.
        ///
        /// # Errors
        ///
        /// Returns an error if the other stage is unknown, and those of [`Self::with_stage`].
        ///
        /// ```
        /// use instance_lifecycle::{Operation, Policy};
        ///
        /// let policy = Policy::documented().with_stage_before(Operation::StopInstance, "House", "SecurityLock")?;
        /// let stages: Vec<&str> = policy.precedence(Operation::StopInstance).collect();
        /// assert_eq!(stages[..3], ["Existence", "House", "SecurityLock"]);
        /// # Ok::<_, instance_lifecycle::policy::PolicyError<'_>>(())
        /// ```
        pub fn with_stage_before<'a>(
            self,
            operation: Operation,
            name: &'a str,
            stage: &'a str,
        ) -> Result<Self, PolicyError<'a>> {
            let place = self.place(operation, stage)?;
            self.with_stage_at(operation, name, place)
        }

        /// Returns this policy with one more stage, directly after another.
        ///
        /// # Errors
        ///
        /// Returns an error if the other stage is unknown, and those of [`Self::with_stage`].
        ///
        /// ```
        /// use instance_lifecycle::{Operation, Policy};
        ///
        /// let policy = Policy::documented().with_stage_after(Operation::StopInstance, "House", "Existence")?;
        /// let stages: Vec<&str> = policy.precedence(Operation::StopInstance).collect();
        /// assert_eq!(stages[..3], ["Existence", "House", "SecurityLock"]);
        /// # Ok::<_, instance_lifecycle::policy::PolicyError<'_>>(())
        /// ```
        pub fn with_stage_after<'a>(
            self,
            operation: Operation,
            name: &'a str,
            stage: &'a str,
        ) -> Result<Self, PolicyError<'a>> {
            let place = self.place(operation, stage)? + 1;
            self.with_stage_at(operation, name, place)
        }

        /// Returns the place of a stage in the precedence.
        fn place<'a>(&self, operation: Operation, name: &'a str) -> Result<usize, UnknownNameError<'a>> {
            let stage = self.stage(operation, name)?;
            let mut stages = self.stages(operation);
            Ok(stages.position(|number| number == stage).unwrap_or_default())
        }

        /// Returns this policy with one more stage at a place of the precedence.
        fn with_stage_at<'a>(
            self,
            operation: Operation,
            name: &'a str,
            place: usize,
        ) -> Result<Self, PolicyError<'a>> {
            let mut policy = self.with_stage(operation, name)?;
            let mut order = [NO_STAGE; Stages::MAX];
            for (number, slot) in policy.stages(operation).zip(&mut order) {
                *slot = number as u8;
            }
            order[place..policy.stage_count(operation)].rotate_right(1);
            policy.set_order(operation, order);
            Ok(policy)
        }

        /// Returns this policy with one more rule. A refusal is the last of its stage. A settlement is ahead
        /// of the built-in ones and behind custom ones added before. A warning decides nothing.
        ///
        /// # Errors
        ///
        /// Returns an error if a name is taken, unknown or invalid, if no case matches the rule, if the
        /// operation does not have its error or settlement, or if it has 65,535 custom rules already.
        pub fn with_rule(mut self, rule: CustomRule) -> Result<Self, PolicyError<'static>> {
            let operation = rule.operation();
            check_name("rule", rule.name()).map_err(PolicyError::into_owned)?;
            let custom = self.custom(operation);
            if is_built_in(rule.name()) || custom.is_some_and(|custom| custom.has_rule(rule.name())) {
                return Err(PolicyError::RuleExists(PolicyName::from(rule.name()).into_owned()));
            }
            if custom.is_some_and(|custom| custom.rules().len() == CustomRules::MAX) {
                return Err(PolicyError::TooMany {
                    things: "custom rules",
                    operation,
                    most: CustomRules::MAX,
                });
            }
            if has_control(rule.reason()) {
                return Err(PolicyError::Unprintable("reason"));
            }
            if !self.attributes().extends(rule.attributes()) {
                return Err(PolicyError::OtherAttributes(PolicyName::from(rule.name()).into_owned()));
            }
            check_condition(&rule)?;
            let (role, when) = match rule.then() {
                CustomVerdict::Refuse { stage, error } => {
                    self.check_error(operation, error)?;
                    let stage = self
                        .stage(operation, &**stage)
                        .map_err(|unknown| PolicyError::from(unknown).into_owned())?;
                    let role = if rule.warns() { Role::Warning } else { Role::Refusal(stage) };
                    (role, regions_of_instances(&rule))
                }
                CustomVerdict::Settle(_) if rule.is_on_trial() => {
                    return Err(PolicyError::TrialOfSettlement);
                }
                CustomVerdict::Settle(settlement) => {
                    check_settlement(operation, *settlement, rule.regions())?;
                    (Role::Settlement, rule.regions().to_vec())
                }
                CustomVerdict::Warn(message) if message.is_empty() => {
                    return Err(PolicyError::Empty("warning"));
                }
                CustomVerdict::Warn(message) if has_control(message) => {
                    return Err(PolicyError::Unprintable("warning"));
                }
                CustomVerdict::Warn(_) => (Role::Warning, regions_of_instances(&rule)),
            };
            self.custom.get_mut(operation).add_rule(rule.with_regions(when), role);
            Ok(self)
        }

        /// Returns the custom rules of an operation, in the order of their addition.
        pub fn custom_rules(&self, operation: Operation) -> impl Iterator<Item = &CustomRule> {
            let custom = self.custom(operation).map_or(&[][..], CustomRules::rules);
            custom.iter().map(|rule| &**rule)
        }

        /// Returns the names of the custom stages of an operation, in the order of their addition.
        pub fn custom_stages(&self, operation: Operation) -> impl Iterator<Item = &str> {
            self.stages_added(operation).iter().map(|name| &**name)
        }

        fn check_error(&self, operation: Operation, error: &RuleError) -> Result<(), PolicyError<'static>> {
            match error {
                RuleError::Documented(kind) => {
                    let (kind, revision) = (*kind, self.revision());
                    // A passed dry run is not a refusal.
                    let is_documented = operation.errors().lists(kind, revision);
                    if !is_documented || kind == ErrorKind::DryRunPassed {
                        return Err(PolicyError::NotDocumented { operation, kind, revision });
                    }
                }
                RuleError::Custom(CustomError { http_status, code, message, retryable: _ }) => {
                    if !(400..600).contains(http_status) {
                        return Err(PolicyError::HttpStatus(*http_status));
                    }
                    for (thing, text) in [("code", code), ("message", message)] {
                        if text.is_empty() {
                            return Err(PolicyError::Empty(thing));
                        }
                    }
                    if !code.bytes().all(|byte| byte.is_ascii_graphic()) {
                        return Err(PolicyError::Unprintable("code"));
                    }
                    if has_control(message) {
                        return Err(PolicyError::Unprintable("message"));
                    }
                }
            }
            Ok(())
        }
    }

    /// Returns the cases of a refusal or a warning. Without a condition on the status a region excludes
    /// `Released`.
    fn regions_of_instances(rule: &CustomRule) -> Vec<Region> {
        let there = |when: &Region| {
            let is_explicit = rule.operation().creates() || when.reads(status::FIELD);
            if is_explicit { *when } else { of_an_instance(*when) }
        };
        rule.regions().iter().map(there).collect()
    }

    fn check_name<'a>(thing: &'static str, name: &'a str) -> Result<(), PolicyError<'a>> {
        // Letters of other scripts look like those of built-in names.
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if name.is_empty() || name.len() > PolicyName::MAX || !name.chars().all(is_letter) {
            return Err(PolicyError::InvalidName { thing, name: name.into() });
        }
        Ok(())
    }

    /// Whether a text has control characters or marks that change the direction of text.
    fn has_control(text: &str) -> bool {
        text.chars().any(|letter| {
            letter.is_control()
                || matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}')
                || matches!(letter, '\u{2066}'..='\u{2069}')
        })
    }

    /// Returns whether a built-in rule of any operation has that name.
    fn is_built_in(name: &str) -> bool {
        RULE_TABLES.iter().any(|rule_table| {
            let refuses = rule_table.refusals.iter().any(|row| row.rule == name);
            refuses || rule_table.settlements.iter().any(|row| row.rule == name)
        }) || name == DRY_RUN
    }

    fn check_condition(rule: &CustomRule) -> Result<(), PolicyError<'static>> {
        let (operation, regions) = (rule.operation(), rule.regions());
        if regions.is_empty() {
            return Err(PolicyError::NoCondition);
        }
        let is_empty = |field| regions.iter().any(|when| when.admits(field) == 0);
        for (it, field) in rule.attributes().declared() {
            if is_empty(field) {
                return Err(PolicyError::EmptyCondition(it.name().into()).into_owned());
            }
        }
        for attribute in &ATTRIBUTES {
            if is_empty(attribute.field) {
                return Err(PolicyError::EmptyCondition(attribute.name.into()));
            }
            let is_read = regions.iter().any(|when| when.reads(attribute.field));
            if is_read && !operation.has_attribute(attribute) {
                return Err(PolicyError::UnusedAttribute { operation, attribute: attribute.name });
            }
        }
        Ok(())
    }

    impl Operation {
        /// Returns whether calls of the operation can differ in the attribute, so that a custom rule can
        /// test it.
        ///
        /// ```
        /// use instance_lifecycle::Operation;
        /// use instance_lifecycle::rules::attributes::Attribute;
        ///
        /// let force = Attribute::named("request.force_stop")?;
        /// assert!(Operation::StopInstance.has_attribute(force));
        /// assert!(!Operation::StartInstance.has_attribute(force));
        /// # Ok::<_, Box<dyn core::error::Error>>(())
        /// ```
        #[must_use]
        pub fn has_attribute(self, attribute: &Attribute) -> bool {
            match attribute.part {
                Part::Environment => true,
                Part::Instance => !self.creates(),
                Part::Request => (0..attribute.values.len()).any(|value| {
                    let asked = Case::at(&Case::DEFAULT.point().with(attribute.field, value)).request;
                    asked != Case::DEFAULT.request && Request::new(self, asked).parameters() == asked
                }),
            }
        }
    }

    fn check_settlement(
        operation: Operation,
        settlement: Settlement,
        regions: &[Region],
    ) -> Result<(), PolicyError<'static>> {
        if !operation.rule_table().settlements.iter().any(|row| row.then == settlement) {
            let (of, known) = (Some(operation.as_str()), KnownNames::Settlements(operation));
            return Err(UnknownNameError::new("settlement", of, settlement.as_str(), known).into());
        }
        let stopped = 1 << Status::Stopped as u32;
        let is_stopped = |when: &Region| when.admits(status::FIELD) == stopped;
        if settlement == Settlement::AlreadyStopped && !regions.iter().all(is_stopped) {
            return Err(PolicyError::NotAlreadyStopped);
        }
        Ok(())
    }
}
