//! Editing a policy: the order of stages, rules removed, rules added. Everything is checked here,
//! by name, so that what decides never fails.

use super::active::NO_STAGE;
use super::error::{Known, Name, PolicyError, Unknown};
use super::{Policy, RULE_TABLES};
use crate::attribute::status;
use crate::instance::Status;
use crate::request::Operation;
use crate::rule::Stages;
use crate::suggest::nearest;

/// The number of the operation's rule table.
pub(super) fn index_of<'a>(operation: Operation) -> Result<usize, PolicyError<'a>> {
    let index = RULE_TABLES.iter().position(|rule_table| rule_table.operation == operation);
    index.ok_or(PolicyError::NoRuleTable(operation))
}

impl Policy {
    /// This policy, with the stages of an operation in another order.
    ///
    /// # Errors
    ///
    /// When the names are not a permutation of the operation's stages.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let stages = Policy::documented();
    /// let stages = stages.precedence(Operation::StopInstance).collect::<Vec<_>>();
    /// assert_eq!(stages[..3], ["Existence", "SecurityLock", "Arrears"]);
    /// assert_eq!(
    ///     Policy::documented().with_precedence(Operation::StopInstance, &stages[1..]).unwrap_err().to_string(),
    ///     "the stage `Existence` is missing",
    /// );
    /// ```
    pub fn with_precedence<'a>(
        mut self,
        operation: Operation,
        stages: &[&'a str],
    ) -> Result<Self, PolicyError<'a>> {
        let index = index_of(operation)?;
        let mut order = [NO_STAGE; Stages::MAX];
        for (place, &name) in stages.iter().enumerate() {
            let number = self.stage(index, name)?;
            if stages[..place].contains(&name) {
                return Err(PolicyError::RepeatedStage(name.into()));
            }
            order[place] = number as u8;
        }
        let count = self.stage_count(index);
        if let Some(missing) = (0..count).find(|&number| !order[..stages.len()].contains(&(number as u8))) {
            return Err(PolicyError::MissingStage(self.owned_stage_name(index, missing)));
        }
        let is_default = order[..count].is_sorted();
        self.active[index].order = if is_default { None } else { Some(order) };
        Ok(self)
    }

    /// This policy without a built-in rule that refuses the operation.
    ///
    /// # Errors
    ///
    /// When the operation has no such rule, or cannot be decided without it.
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
        let index = index_of(operation)?;
        let rule_table = RULE_TABLES[index];
        if let Some(row) = rule_table.settlements.iter().find(|row| row.rule == rule) {
            return Err(PolicyError::SettlementStays(row.rule));
        }
        let mut removed = 0;
        for (number, row) in rule_table.refusals.iter().enumerate().filter(|(_, row)| row.rule == rule) {
            if row.when.admits(status::FIELD) == 1 << Status::Released as u32 {
                return Err(PolicyError::AbsenceStays(row.rule));
            }
            removed |= 1 << number;
        }
        if removed == 0 {
            let known = Known::Refusals(operation);
            return Err(Unknown::new("rule", Some(operation.as_str()), rule, known).into());
        }
        let active = &mut self.active[index];
        active.removed |= removed;
        *active = active.under(rule_table, self.revision, &self.interpretations);
        Ok(self)
    }

    /// The built-in rules of an operation that this policy removes.
    pub fn removed(&self, operation: Operation) -> impl Iterator<Item = &'static str> {
        let index = RULE_TABLES.iter().position(|rule_table| rule_table.operation == operation);
        index.into_iter().flat_map(|index| {
            let removed = self.active[index].removed;
            let refusals = RULE_TABLES[index].refusals.iter().enumerate();
            let mut last = None;
            let rules = refusals.filter(move |(number, _)| removed >> number & 1 == 1);
            rules.map(|(_, row)| row.rule).filter(move |rule| last.replace(*rule) != Some(*rule))
        })
    }

    /// The stages of an operation, in the order of this policy; none where it has no rule table.
    pub fn precedence(&self, operation: Operation) -> impl Iterator<Item = &str> {
        let index = RULE_TABLES.iter().position(|rule_table| rule_table.operation == operation);
        index.into_iter().flat_map(move |index| {
            let numbers = self.stages(index);
            numbers.map(move |number| self.stage_name(index, number))
        })
    }

    /// The numbers of the stages of a rule table, own ones included, in the order of this policy.
    pub(super) fn stages(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        self.active[index].stages(self.stage_count(index))
    }

    fn stage_count(&self, index: usize) -> usize {
        RULE_TABLES[index].stages.names().len()
            + self.custom.of(index).map_or(0, |custom| custom.stages().count())
    }

    fn stage_name(&self, index: usize, number: usize) -> &str {
        let built_in = RULE_TABLES[index].stages.names();
        match self.custom.of(index) {
            Some(custom) if number >= built_in.len() => custom.stage(number - built_in.len()),
            _ => built_in[number],
        }
    }

    fn owned_stage_name<'a>(&self, index: usize, number: usize) -> Name<'a> {
        let built_in = RULE_TABLES[index].stages.names();
        match self.custom.of(index) {
            Some(custom) if number >= built_in.len() => custom.owned_stage(number - built_in.len()),
            _ => built_in[number].into(),
        }
    }

    /// The number of the stage of that name.
    fn stage<'a>(&self, index: usize, name: impl Into<Name<'a>>) -> Result<usize, Unknown<'a>> {
        let name = name.into();
        let names = || (0..self.stage_count(index)).map(|number| self.stage_name(index, number));
        names().position(|known| known == &*name).ok_or_else(|| {
            // Where a policy has stages of its own, the built-in ones are not all.
            let built_in = RULE_TABLES[index].stages.names();
            let known = if self.stage_count(index) > built_in.len() { &[][..] } else { built_in };
            let near = nearest(&name, names());
            let near = near.and_then(|near| names().position(|known| known == near));
            let nearest = near.map(|number| self.owned_stage_name(index, number));
            let of = Some(RULE_TABLES[index].operation.as_str());
            Unknown { nearest, ..Unknown::new("stage", of, name, Known::Names(known)) }
        })
    }
}

#[cfg(all(feature = "alloc", feature = "serde"))]
pub(super) use custom::makes;

#[cfg(feature = "alloc")]
mod custom {
    use super::{Known, Name, Policy, PolicyError, RULE_TABLES, Unknown, index_of};
    use crate::attribute::{ATTRIBUTES, Attribute, Case, Part, status};
    use crate::condition::of_an_instance;
    use crate::error::ErrorKind;
    use crate::instance::Status;
    use crate::outcome::Settlement;
    use crate::policy::custom::{CustomError, CustomRule, CustomVerdict, RuleError};
    use crate::policy::custom_rules::CustomRules;
    use crate::region::Region;
    use crate::request::{Operation, Request};
    use crate::rule::{DRY_RUN, Stages};

    impl Policy {
        /// This policy, with one more stage behind the others of an operation.
        ///
        /// # Errors
        ///
        /// When the name is taken or cannot be one, or there are too many stages.
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
            let index = index_of(operation)?;
            check_name("stage", name)?;
            if self.stage(index, name).is_ok() {
                return Err(PolicyError::RepeatedStage(name.into()));
            }
            let (number, most) = (self.stage_count(index), Stages::MAX - 1);
            if number == most {
                return Err(PolicyError::TooMany { things: "stages", operation, most });
            }
            if let Some(order) = &mut self.active[index].order {
                order[number] = number as u8;
            }
            self.custom.change(index).add_stage(name);
            Ok(self)
        }

        /// This policy, with one more rule. A refusal stands in its stage behind the built-in rules
        /// and those added before it; a settlement ahead of the built-in ones, and behind those added
        /// before it.
        ///
        /// # Errors
        ///
        /// When a name is taken, unknown or cannot be one; when the rule never speaks, or says what the
        /// operation cannot answer.
        pub fn with_rule(mut self, rule: CustomRule) -> Result<Self, PolicyError<'static>> {
            let index = index_of(rule.operation())?;
            check_name("rule", rule.name()).map_err(PolicyError::into_owned)?;
            let custom = self.custom.of(index).map_or(&[][..], CustomRules::rules);
            if is_built_in(rule.name()) || custom.iter().any(|other| other.name() == rule.name()) {
                return Err(PolicyError::RuleExists(Name::from(rule.name()).into_owned()));
            }
            if custom.len() == CustomRules::MAX {
                let operation = rule.operation();
                return Err(PolicyError::TooMany {
                    things: "custom rules",
                    operation,
                    most: CustomRules::MAX,
                });
            }
            if has_control(rule.reason()) {
                return Err(PolicyError::Unprintable("reason"));
            }
            check_condition(&rule)?;
            let (stage, when) = match rule.then() {
                CustomVerdict::Refuse { stage, error } => {
                    self.check_error(rule.operation(), error)?;
                    let stage = self
                        .stage(index, &**stage)
                        .map_err(|unknown| PolicyError::from(unknown).into_owned())?;
                    (Some(stage), spoken_when(&rule))
                }
                CustomVerdict::Settle(settlement) => {
                    check_settlement(index, *settlement, &rule.region())?;
                    (None, rule.region())
                }
            };
            self.custom.change(index).add_rule(rule.spoken_when(when), stage);
            Ok(self)
        }

        /// The rules that this policy adds to an operation, in the order in which they were added.
        pub fn custom_rules(&self, operation: Operation) -> impl Iterator<Item = &CustomRule> {
            let index = RULE_TABLES.iter().position(|rule_table| rule_table.operation == operation);
            let custom = index.and_then(|index| self.custom.of(index)).map_or(&[][..], CustomRules::rules);
            custom.iter().map(|rule| &**rule)
        }

        /// The stages that this policy adds to an operation, in the order in which they were added.
        pub fn custom_stages(&self, operation: Operation) -> impl Iterator<Item = &str> {
            let index = RULE_TABLES.iter().position(|rule_table| rule_table.operation == operation);
            index.and_then(|index| self.custom.of(index)).into_iter().flat_map(CustomRules::stages)
        }

        fn check_error(&self, operation: Operation, error: &RuleError) -> Result<(), PolicyError<'static>> {
            match error {
                RuleError::Documented(kind) => {
                    let (kind, revision) = (*kind, self.revision());
                    // That a dry run has passed is no refusal.
                    let is_documented = operation.errors().row(kind, revision, false).is_some();
                    if !is_documented || kind == ErrorKind::DryRunPassed {
                        return Err(PolicyError::NotDocumented { operation, kind, revision });
                    }
                }
                RuleError::Own(CustomError { http_status, code, message }) => {
                    if !(400..600).contains(http_status) {
                        return Err(PolicyError::HttpStatus(*http_status));
                    }
                    if code.is_empty() || has_control(code) || code.contains(char::is_whitespace) {
                        return Err(PolicyError::Unprintable("code"));
                    }
                    if message.is_empty() || has_control(message) {
                        return Err(PolicyError::Unprintable("message"));
                    }
                }
            }
            Ok(())
        }
    }

    /// The cases of a refusal: of an instance that is not there it speaks where it says so.
    fn spoken_when(rule: &CustomRule) -> Region {
        let when = rule.region();
        let speaks_of_none = makes(rule.operation()) || when.reads(status::FIELD);
        if speaks_of_none { when } else { of_an_instance(when) }
    }

    fn check_name<'a>(thing: &'static str, name: &'a str) -> Result<(), PolicyError<'a>> {
        let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if name.is_empty() || name.len() > Name::MAX || !name.chars().all(is_letter) {
            return Err(PolicyError::Misnamed { thing, name: name.into() });
        }
        Ok(())
    }

    fn has_control(text: &str) -> bool {
        text.chars().any(char::is_control)
    }

    /// Whether a built-in rule of any operation has that name: it would pass for documented.
    fn is_built_in(name: &str) -> bool {
        RULE_TABLES.iter().any(|rule_table| {
            let refuses = rule_table.refusals.iter().any(|row| row.rule == name);
            refuses || rule_table.settlements.iter().any(|row| row.rule == name)
        }) || name == DRY_RUN
    }

    fn check_condition(rule: &CustomRule) -> Result<(), PolicyError<'static>> {
        let (operation, when) = (rule.operation(), rule.region());
        for attribute in &ATTRIBUTES {
            if when.admits(attribute.field) == 0 {
                return Err(PolicyError::MeetsNothing(attribute.name));
            }
            if when.reads(attribute.field) && !is_read(operation, attribute) {
                return Err(PolicyError::NotRead { operation, attribute: attribute.name });
            }
        }
        Ok(())
    }

    /// Whether calls of the operation differ in the attribute: it is about an instance, or it has the
    /// parameter.
    fn is_read(operation: Operation, attribute: &Attribute) -> bool {
        match attribute.part {
            Part::Environment => true,
            Part::Instance => !makes(operation),
            Part::Request => (0..attribute.values.len()).any(|value| {
                let asked = Case::at(&Case::DEFAULT.point().with(attribute.field, value)).request;
                asked != Case::DEFAULT.request
                    && Request::of(operation, asked).is_some_and(|request| request.parameters() == asked)
            }),
        }
    }

    fn check_settlement(
        index: usize,
        settlement: Settlement,
        when: &Region,
    ) -> Result<(), PolicyError<'static>> {
        let rule_table = RULE_TABLES[index];
        if !rule_table.settlements.iter().any(|row| row.then == settlement) {
            let known = Known::Settlements(rule_table.operation);
            let unknown =
                Unknown::new("settlement", Some(rule_table.operation.as_str()), settlement.as_str(), known);
            return Err(unknown.into());
        }
        let stopped = 1 << Status::Stopped as u32;
        if settlement == Settlement::AlreadyStopped && when.admits(status::FIELD) != stopped {
            return Err(PolicyError::NotStopped);
        }
        Ok(())
    }

    /// Whether the operation makes the instance that it is about.
    pub(crate) fn makes(operation: Operation) -> bool {
        let mut defaults = Request::DEFAULTS.iter();
        defaults.any(|request| request.operation() == operation && request.creates())
    }
}
