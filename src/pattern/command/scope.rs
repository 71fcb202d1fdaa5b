//! All the commands that a pattern permits, held against rules as one.

mod denied;

use super::containment::covers;
use super::language::Part as Step;
use super::{CommandPattern, Word, glob, permission};
use crate::list::List;
use crate::pattern::language::{Answer, Language};
use crate::pattern::{Budget, PatternError};
use crate::prelude::*;
use crate::text::{is_invisible, quoted};

/// The commands a pattern permits, if need be with none but some options.
///
/// ```
/// use mlld_policy::pattern::Budget;
/// use mlld_policy::pattern::command::{CommandPattern, CommandScope};
///
/// let pattern = |text| CommandPattern::parse(text).unwrap();
/// let scope = CommandScope::new(pattern("git:status:*"));
/// assert!(scope.is_within([&pattern("git")], &[], &Budget::default()));
/// assert!(!scope.is_within([&pattern("git status")], &[], &Budget::default()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandScope {
    pattern: CommandPattern,
    /// The only options among the words that the last `*` stands for; `None`: any.
    options: Option<Vec<String>>,
}

impl CommandScope {
    /// Everything that `pattern` permits.
    #[must_use]
    pub fn new(pattern: CommandPattern) -> Self {
        Self { pattern, options: None }
    }

    /// Those that end in operands and these options alone: after the last word, where that is no `*`, and in its place
    /// where it is.
    ///
    /// # Errors
    /// A text that is no option, `--`, one with a value, or one that could not be told from an operand.
    pub fn with_options(pattern: CommandPattern, options: Vec<String>) -> Result<Self, PatternError> {
        options.iter().try_for_each(|option| Self::check_option(option))?;
        Ok(Self { pattern, options: Some(options) })
    }

    /// Whether a text is an option by itself, for [`Self::with_options`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check_option(option: &str) -> Result<(), PatternError> {
        let name = option.trim_start_matches('-');
        let odd = |c: char| "=*'\"`".contains(c) || c.is_whitespace() || is_invisible(c);
        if !option.starts_with('-') || name.is_empty() || name.contains(odd) {
            return Err(PatternError::new(format!("{} is no option", quoted(option)))
                .suggest("write it with its dashes and without a value: `--force`, `-f`"));
        }
        Ok(())
    }

    /// The pattern.
    #[must_use]
    pub fn pattern(&self) -> &CommandPattern {
        &self.pattern
    }

    /// The words of its commands, as far as they are known.
    #[must_use]
    pub fn known_words(&self) -> Vec<Word> {
        self.pattern.open_words().into_iter().map(denied::word_of).list()
    }

    /// Whether a `*` in the program may stand for this name.
    pub(crate) fn may_be_program(&self, name: &str) -> bool {
        self.pattern
            .each_word()
            .next()
            .is_some_and(|program| glob::is_glob(program) && denied::could_name(program, name))
    }

    /// The same commands of a program that goes by another name.
    pub(crate) fn renamed(&self, program: &str) -> Option<Self> {
        let rest = self.pattern.source().trim_start().strip_prefix(self.pattern.each_word().next()?)?;
        let pattern = CommandPattern::parse(&format!("{program}{rest}")).ok()?;
        Some(Self { pattern, options: self.options.clone() })
    }

    /// The only options, where there is a choice.
    #[must_use]
    pub fn options(&self) -> Option<&[String]> {
        self.options.as_deref()
    }

    /// Whether these permissions together hold every command of the scope. Exact, but for a scope and permissions so
    /// large that it is not worked out: then it is `false`.
    pub fn is_within<'p>(
        &self,
        permissions: impl IntoIterator<Item = &'p CommandPattern> + Clone,
        trusted_folders: &[String],
        budget: &Budget,
    ) -> bool {
        // Most often one of them holds all, and word by word that is seen at once.
        if permissions.clone().into_iter().any(|permission| self.is_plainly_within(permission)) {
            return true;
        }
        let mut outer = Language::empty();
        for permission in permissions.into_iter().filter(|other| self.may_meet(other, trusted_folders)) {
            outer.add_pattern(permission, None, trusted_folders);
        }
        self.language(trusted_folders).is_within(&outer, budget) == Answer::Yes
    }

    /// Whether these scopes together hold every command of this one; exact in the same way.
    pub fn is_within_scopes<'s>(
        &self,
        scopes: impl IntoIterator<Item = &'s Self> + Clone,
        trusted_folders: &[String],
        budget: &Budget,
    ) -> bool {
        let holds_all =
            |scope: &Self| self == scope || scope.options.is_none() && self.is_plainly_within(&scope.pattern);
        if scopes.clone().into_iter().any(holds_all) {
            return true;
        }
        let mut outer = Language::empty();
        for scope in scopes.into_iter().filter(|scope| self.may_meet(&scope.pattern, trusted_folders)) {
            scope.add_to(&mut outer, trusted_folders);
        }
        self.language(trusted_folders).is_within(&outer, budget) == Answer::Yes
    }

    /// Whether this permission holds some command of the scope.
    #[must_use]
    pub fn meets_permission(&self, permission: &CommandPattern, trusted_folders: &[String], budget: &Budget) -> bool {
        let mut other = Language::empty();
        other.add_pattern(permission, None, trusted_folders);
        self.may_meet(permission, trusted_folders) && self.language(trusted_folders).meets(&other, budget) != Answer::No
    }

    /// Whether one permission is seen to hold all of the scope without an automaton. A false answer says nothing.
    fn is_plainly_within(&self, permission: &CommandPattern) -> bool {
        self.pattern.each_word().eq(permission.each_word()) || covers(permission, &self.pattern)
    }

    /// A quick answer for most of a long list: patterns that spell different words have no command in common.
    #[must_use]
    pub fn may_meet(&self, other: &CommandPattern, trusted_folders: &[String]) -> bool {
        let name = |program| permission::trusted_name(program, trusted_folders).unwrap_or(program);
        let spelled = |(own, other): &(&str, &str)| !glob::is_star(own) && !glob::is_star(other);
        let pairs = self.pattern.each_word().zip(other.each_word()).take_while(spelled);
        pairs.enumerate().all(|(at, (own, other))| {
            glob::is_glob(own) || glob::is_glob(other) || own == other || at == 0 && name(own) == name(other)
        })
    }

    fn language(&self, trusted_folders: &[String]) -> Language<Step> {
        let mut language = Language::empty();
        self.add_to(&mut language, trusted_folders);
        language
    }

    fn add_to(&self, language: &mut Language<Step>, trusted_folders: &[String]) {
        language.add_pattern(&self.pattern, self.options.as_deref(), trusted_folders);
    }
}

/// The pattern with its options: `git:* [--short]`.
impl core::fmt::Display for CommandScope {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match &self.options {
            None => write!(f, "{}", self.pattern),
            Some(options) => write!(f, "{} [{}]", self.pattern, options.join(" ")),
        }
    }
}
