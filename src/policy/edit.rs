//! Editing a policy: the order of chapters, rules removed, rules added. Everything is checked here,
//! by name, so that what decides never fails.

use super::active::NO_CHAPTER;
use super::error::{Known, Name, PolicyError, Unknown};
use super::{LADDERS, Policy};
use crate::attribute::status;
use crate::closed_set::nearest;
use crate::instance::Status;
use crate::request::Operation;
use crate::rule::Chapters;

/// The number of the operation's ladder.
pub(super) fn index_of<'a>(operation: Operation) -> Result<usize, PolicyError<'a>> {
    let index = LADDERS.iter().position(|ladder| ladder.operation == operation);
    index.ok_or(PolicyError::NoLadder(operation))
}

impl Policy {
    /// This policy, with the chapters of an operation in another order.
    ///
    /// # Errors
    ///
    /// When the names are not a permutation of the operation's chapters.
    ///
    /// ```
    /// use instance_lifecycle::{Operation, Policy};
    ///
    /// let chapters = Policy::documented();
    /// let chapters = chapters.precedence(Operation::StopInstance).collect::<Vec<_>>();
    /// assert_eq!(chapters[..3], ["Existence", "SecurityLock", "Arrears"]);
    /// assert_eq!(
    ///     Policy::documented().with_precedence(Operation::StopInstance, &chapters[1..]).unwrap_err().to_string(),
    ///     "the chapter `Existence` is missing",
    /// );
    /// ```
    pub fn with_precedence<'a>(
        mut self,
        operation: Operation,
        chapters: &[&'a str],
    ) -> Result<Self, PolicyError<'a>> {
        let index = index_of(operation)?;
        let mut order = [NO_CHAPTER; Chapters::MOST];
        for (place, &name) in chapters.iter().enumerate() {
            let number = self.chapter(index, name)?;
            if chapters[..place].contains(&name) {
                return Err(PolicyError::RepeatedChapter(name.into()));
            }
            order[place] = number as u8;
        }
        let count = self.chapter_count(index);
        if let Some(missing) = (0..count).find(|&number| !order[..chapters.len()].contains(&(number as u8))) {
            return Err(PolicyError::MissingChapter(self.owned_chapter_name(index, missing)));
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
    /// # Ok::<_, instance_lifecycle::PolicyError<'_>>(())
    /// ```
    pub fn without<'a>(mut self, operation: Operation, rule: &'a str) -> Result<Self, PolicyError<'a>> {
        let index = index_of(operation)?;
        let ladder = LADDERS[index];
        if let Some(row) = ladder.settlements.iter().find(|row| row.rule == rule) {
            return Err(PolicyError::SettlementStays(row.rule));
        }
        let mut removed = 0;
        for (number, row) in ladder.refusals.iter().enumerate().filter(|(_, row)| row.rule == rule) {
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
        *active = active.under(ladder, self.revision, &self.readings);
        Ok(self)
    }

    /// The built-in rules of an operation that this policy removes.
    pub fn removed(&self, operation: Operation) -> impl Iterator<Item = &'static str> {
        let index = LADDERS.iter().position(|ladder| ladder.operation == operation);
        index.into_iter().flat_map(|index| {
            let removed = self.active[index].removed;
            let refusals = LADDERS[index].refusals.iter().enumerate();
            let mut last = None;
            let rules = refusals.filter(move |(number, _)| removed >> number & 1 == 1);
            rules.map(|(_, row)| row.rule).filter(move |rule| last.replace(*rule) != Some(*rule))
        })
    }

    /// The chapters of an operation, in the order of this policy; none where it has no ladder.
    pub fn precedence(&self, operation: Operation) -> impl Iterator<Item = &str> {
        let index = LADDERS.iter().position(|ladder| ladder.operation == operation);
        index.into_iter().flat_map(move |index| {
            let numbers = self.chapters(index);
            numbers.map(move |number| self.chapter_name(index, number))
        })
    }

    /// The numbers of the chapters of a ladder, own ones included, in the order of this policy.
    pub(super) fn chapters(&self, index: usize) -> impl Iterator<Item = usize> + use<> {
        self.active[index].chapters(self.chapter_count(index))
    }

    fn chapter_count(&self, index: usize) -> usize {
        LADDERS[index].chapters.names().len() + self.own.of(index).map_or(0, |own| own.chapters().count())
    }

    fn chapter_name(&self, index: usize, number: usize) -> &str {
        let built_in = LADDERS[index].chapters.names();
        match self.own.of(index) {
            Some(own) if number >= built_in.len() => own.chapter(number - built_in.len()),
            _ => built_in[number],
        }
    }

    fn owned_chapter_name<'a>(&self, index: usize, number: usize) -> Name<'a> {
        let built_in = LADDERS[index].chapters.names();
        match self.own.of(index) {
            Some(own) if number >= built_in.len() => own.owned_chapter(number - built_in.len()),
            _ => built_in[number].into(),
        }
    }

    /// The number of the chapter of that name.
    fn chapter<'a>(&self, index: usize, name: impl Into<Name<'a>>) -> Result<usize, Unknown<'a>> {
        let name = name.into();
        let names = || (0..self.chapter_count(index)).map(|number| self.chapter_name(index, number));
        names().position(|known| known == &*name).ok_or_else(|| {
            // Where a policy has chapters of its own, the built-in ones are not all.
            let built_in = LADDERS[index].chapters.names();
            let known = if self.chapter_count(index) > built_in.len() { &[][..] } else { built_in };
            let near = nearest(&name, names());
            let near = near.and_then(|near| names().position(|known| known == near));
            let nearest = near.map(|number| self.owned_chapter_name(index, number));
            let of = Some(LADDERS[index].operation.as_str());
            Unknown { nearest, ..Unknown::new("chapter", of, name, Known::Names(known)) }
        })
    }
}

#[cfg(all(feature = "alloc", feature = "serde"))]
pub(super) use own::makes;

#[cfg(feature = "alloc")]
mod own {
    use super::{Known, LADDERS, Name, Policy, PolicyError, Unknown, index_of};
    use crate::attribute::{ATTRIBUTES, Attribute, Case, Part, status};
    use crate::error::ErrorKind;
    use crate::instance::Status;
    use crate::outcome::Settlement;
    use crate::policy::own::{OwnError, OwnRule, OwnVerdict, Raised};
    use crate::policy::own_rows::OwnRows;
    use crate::region::Region;
    use crate::request::{Operation, Request};
    use crate::rule::{Chapters, DRY_RUN, of_an_instance};

    impl Policy {
        /// This policy, with one more chapter behind the others of an operation.
        ///
        /// # Errors
        ///
        /// When the name is taken or cannot be one, or there are too many chapters.
        ///
        /// ```
        /// use instance_lifecycle::{Operation, Policy};
        ///
        /// let policy = Policy::documented().with_chapter(Operation::StopInstance, "House")?;
        /// assert_eq!(policy.precedence(Operation::StopInstance).last(), Some("House"));
        /// # Ok::<_, instance_lifecycle::PolicyError<'_>>(())
        /// ```
        pub fn with_chapter<'a>(
            mut self,
            operation: Operation,
            name: &'a str,
        ) -> Result<Self, PolicyError<'a>> {
            let index = index_of(operation)?;
            check_name("chapter", name)?;
            if self.chapter(index, name).is_ok() {
                return Err(PolicyError::RepeatedChapter(name.into()));
            }
            let (number, most) = (self.chapter_count(index), Chapters::MOST - 1);
            if number == most {
                return Err(PolicyError::TooMany { things: "chapters", operation, most });
            }
            if let Some(order) = &mut self.active[index].order {
                order[number] = number as u8;
            }
            self.own.change(index).add_chapter(name);
            Ok(self)
        }

        /// This policy, with one more rule. A refusal stands in its chapter behind the built-in rules
        /// and those added before it; a settlement ahead of the built-in ones, and behind those added
        /// before it.
        ///
        /// # Errors
        ///
        /// When a name is taken, unknown or cannot be one; when the rule never speaks, or says what the
        /// operation cannot answer.
        pub fn with_rule(mut self, rule: OwnRule) -> Result<Self, PolicyError<'static>> {
            let index = index_of(rule.operation())?;
            check_name("rule", rule.name()).map_err(PolicyError::into_owned)?;
            let own = self.own.of(index).map_or(&[][..], OwnRows::rules);
            if is_built_in(rule.name()) || own.iter().any(|other| other.name() == rule.name()) {
                return Err(PolicyError::RuleExists(Name::from(rule.name()).into_owned()));
            }
            if own.len() == OwnRows::MOST {
                let operation = rule.operation();
                return Err(PolicyError::TooMany { things: "own rules", operation, most: OwnRows::MOST });
            }
            if has_control(rule.reason()) {
                return Err(PolicyError::Unprintable("reason"));
            }
            check_condition(&rule)?;
            let (chapter, when) = match rule.then() {
                OwnVerdict::Refuse { chapter, error } => {
                    self.check_error(rule.operation(), error)?;
                    let chapter = self
                        .chapter(index, &**chapter)
                        .map_err(|unknown| PolicyError::from(unknown).into_owned())?;
                    (Some(chapter), spoken_when(&rule))
                }
                OwnVerdict::Settle(settlement) => {
                    check_settlement(index, *settlement, &rule.region())?;
                    (None, rule.region())
                }
            };
            self.own.change(index).add_rule(rule.spoken_when(when), chapter);
            Ok(self)
        }

        /// The rules that this policy adds to an operation, in the order in which they were added.
        pub fn own_rules(&self, operation: Operation) -> impl Iterator<Item = &OwnRule> {
            let index = LADDERS.iter().position(|ladder| ladder.operation == operation);
            let own = index.and_then(|index| self.own.of(index)).map_or(&[][..], OwnRows::rules);
            own.iter().map(|rule| &**rule)
        }

        /// The chapters that this policy adds to an operation, in the order in which they were added.
        pub fn own_chapters(&self, operation: Operation) -> impl Iterator<Item = &str> {
            let index = LADDERS.iter().position(|ladder| ladder.operation == operation);
            index.and_then(|index| self.own.of(index)).into_iter().flat_map(OwnRows::chapters)
        }

        fn check_error(&self, operation: Operation, error: &Raised) -> Result<(), PolicyError<'static>> {
            match error {
                Raised::Documented(kind) => {
                    let (kind, revision) = (*kind, self.revision());
                    // That a dry run has passed is no refusal.
                    let is_documented = operation.errors().row(kind, revision, false).is_some();
                    if !is_documented || kind == ErrorKind::DryRunPassed {
                        return Err(PolicyError::NotDocumented { operation, kind, revision });
                    }
                }
                Raised::Own(OwnError { http_status, code, message }) => {
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
    fn spoken_when(rule: &OwnRule) -> Region {
        let when = rule.region();
        let speaks_of_none = makes(rule.operation()) || when.reads(status::FIELD);
        if speaks_of_none { when } else { of_an_instance(when) }
    }

    fn check_name<'a>(thing: &'static str, name: &'a str) -> Result<(), PolicyError<'a>> {
        let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
        if name.is_empty() || name.len() > Name::MOST || !name.chars().all(is_letter) {
            return Err(PolicyError::Misnamed { thing, name: name.into() });
        }
        Ok(())
    }

    fn has_control(text: &str) -> bool {
        text.chars().any(char::is_control)
    }

    /// Whether a built-in rule of any operation has that name: it would pass for documented.
    fn is_built_in(name: &str) -> bool {
        LADDERS.iter().any(|ladder| {
            let refuses = ladder.refusals.iter().any(|row| row.rule == name);
            refuses || ladder.settlements.iter().any(|row| row.rule == name)
        }) || name == DRY_RUN
    }

    fn check_condition(rule: &OwnRule) -> Result<(), PolicyError<'static>> {
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
                let asked = Case::at(&Case::PLAIN.point().with(attribute.field, value)).request;
                asked != Case::PLAIN.request
                    && Request::of(operation, asked).is_some_and(|request| request.parameters() == asked)
            }),
        }
    }

    fn check_settlement(
        index: usize,
        settlement: Settlement,
        when: &Region,
    ) -> Result<(), PolicyError<'static>> {
        let ladder = LADDERS[index];
        if !ladder.settlements.iter().any(|row| row.then == settlement) {
            let known = Known::Settlements(ladder.operation);
            let unknown =
                Unknown::new("settlement", Some(ladder.operation.as_str()), settlement.as_str(), known);
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
