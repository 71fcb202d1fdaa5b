//! All the commands that a pattern permits, held against rules as one.

use super::candidate::Candidate;
use super::containment::covers;
use super::language::{Part as Step, without_last_star};
use super::operand::{EXTENSIONS, base_name, without_extension};
use super::{CommandContext, CommandPattern, Extent, Invocation, Part, Word, denial, equals, glob, permission};
use crate::pattern::language::{Answer, Language};
use crate::pattern::{Budget, PatternError};
use crate::text::{is_invisible, quoted};

/// Words with a `*` among others are compared with denials one by one; so many make that slow, and are no honest need.
const MAX_GLOBS: usize = 16;

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
        if permissions.clone().into_iter().any(|permission| covers(permission, &self.pattern)) {
            return true;
        }
        let mut outer = Language::empty();
        for permission in permissions.into_iter().filter(|other| self.may_share_program(other, trusted_folders)) {
            outer.add_pattern(permission, None, trusted_folders);
        }
        self.language(trusted_folders).is_within(&outer, budget) == Answer::Yes
    }

    /// Whether these scopes together hold every command of this one; exact in the same way.
    pub fn is_within_scopes<'s>(
        &self,
        scopes: impl IntoIterator<Item = &'s Self>,
        trusted_folders: &[String],
        budget: &Budget,
    ) -> bool {
        let mut outer = Language::empty();
        scopes.into_iter().for_each(|scope| scope.add_to(&mut outer, trusted_folders));
        self.language(trusted_folders).is_within(&outer, budget) == Answer::Yes
    }

    /// Whether this permission holds some command of the scope.
    #[must_use]
    pub fn meets_permission(&self, permission: &CommandPattern, trusted_folders: &[String], budget: &Budget) -> bool {
        let mut other = Language::empty();
        other.add_pattern(permission, None, trusted_folders);
        self.may_share_program(permission, trusted_folders)
            && self.language(trusted_folders).meets(&other, budget) != Answer::No
    }

    /// A quick answer for most of a long list: patterns that spell two programs have no command in common.
    fn may_share_program(&self, other: &CommandPattern, trusted_folders: &[String]) -> bool {
        let (Some(own), Some(other)) = (self.pattern.each_word().next(), other.each_word().next()) else { return true };
        let name = |program| permission::trusted_name(program, trusted_folders).unwrap_or(program);
        glob::is_glob(own) || glob::is_glob(other) || name(own) == name(other)
    }

    /// Whether a denial could match some command of the scope. A true answer may be wrong where a word is known in part
    /// and the denial looks at it in two ways, and where both have a `*` in the program.
    #[must_use]
    pub fn meets_denial(&self, deny: &CommandPattern, context: &CommandContext<'_>) -> bool {
        let words = self.pattern.words();
        if words.iter().filter(|word| glob::is_glob(word) && !glob::is_star(word)).count() > MAX_GLOBS {
            return true;
        }
        let Some((&program, rest)) = words.split_first() else { return true };
        if glob::is_star(program) {
            // The star may be a program and any words before what is spelled.
            return self.meets_with(deny, &named_by(deny), &[&["*"], rest].concat(), context);
        }
        let rest = if rest.is_empty() { &["*"] } else { rest };
        if glob::is_glob(program) {
            let named: Vec<&str> = named_by(deny).into_iter().filter(|name| could_name(program, name)).collect();
            return self.meets_with(deny, &named, rest, context);
        }
        self.meets_with(deny, &[program], rest, context)
    }

    /// Whether a denial could match one of these programs with words as `rest` spells them.
    fn meets_with(
        &self,
        deny: &CommandPattern,
        programs: &[&str],
        rest: &[&str],
        context: &CommandContext<'_>,
    ) -> bool {
        let readings = self.readings(rest, deny.segment_count());
        let matches = |program: &&str| {
            // Which programs two globs have in common is not worked out.
            glob::is_glob(program)
                || readings
                    .iter()
                    .any(|words| denial::matches(deny, &Candidate::new(&Invocation::new(program, words), context)))
        };
        programs.iter().any(matches)
    }

    /// The words as far as they are known; together what follows them in any command of the scope. Where only some options
    /// may stand, `operands` operands follow: a denial that matches with fewer still matches with more.
    fn readings(&self, rest: &[&str], operands: usize) -> Vec<Vec<Word>> {
        let fixed = if self.options.is_some() { without_last_star(rest) } else { rest };
        let options = self.options.iter().flatten().flat_map(|option| option_of(option));
        let operands = any_operands(if self.options.is_some() { operands } else { 0 });
        let words: Vec<Word> = fixed.iter().map(|word| word_of(word)).chain(options).chain(operands).collect();
        if words.iter().all(|word| word.extent() != Extent::Operand) {
            return vec![words];
        }
        // An operand that may be any may have a mark that does what an option does. It does so for one subcommand.
        let marked = equals::mark_texts().map(|(subcommand, mark)| {
            let subcommand = fixed.is_empty().then(|| Word::literal(subcommand));
            subcommand.into_iter().chain(words.iter().cloned()).chain([Word::literal(format!("{mark}x"))]).collect()
        });
        std::iter::once(words.clone()).chain(marked).collect()
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

fn any_operands(count: usize) -> impl Iterator<Item = Word> {
    std::iter::repeat_with(|| Word::new([Part::Unknown], Extent::Operand)).take(count)
}

/// An option with its value, in the same word or the next.
fn option_of(option: &str) -> impl Iterator<Item = Word> {
    let attached = [Part::Known(format!("{option}=")), Part::Unknown];
    let attached = option.starts_with("--").then(|| Word::new(attached, Extent::One));
    std::iter::once(Word::literal(option)).chain(any_operands(1)).chain(attached)
}

/// A word of a pattern as one of a command.
fn word_of(word: &str) -> Word {
    if glob::is_star(word) {
        return Word::unknown();
    }
    let mut parts = Vec::new();
    for (index, text) in word.split('*').enumerate() {
        parts.extend((index > 0).then_some(Part::Segment));
        parts.push(Part::Known(text.to_owned()));
    }
    // A `*` in front never stands for the beginning of an option.
    Word::new(parts, if word.starts_with('*') { Extent::Operand } else { Extent::One })
}

/// The programs a denial may be about: those it names in any way, and those that go by another name.
fn named_by(deny: &CommandPattern) -> Vec<&str> {
    let own = deny.runs(0).map(|(program, _)| program);
    let table = equals::programs().map(|program: &'static str| program);
    own.chain(table).collect()
}

/// Whether a program that a pattern with a `*` permits may go by this name to a denial: without folder and extension.
fn could_name(program: &str, name: &str) -> bool {
    let name = without_extension(base_name(name));
    let spelled = |extension: &str| glob::matches(base_name(program), &format!("{name}{extension}"), true);
    glob::is_glob(name) || spelled("") || EXTENSIONS.iter().any(|extension| spelled(&format!(".{extension}")))
}
