//! Command patterns: which programs, with which arguments, a rule means.
//!
//! A [`CommandPattern`] is text that was read; a [`CommandSet`] is a list of them for one reading. The
//! narrow reading is `permission`, the wide one `denial`, which knows other spellings of the same act from two tables
//! of data: `programs` (which options a program has before its subcommand, and which take a value) and `equals`
//! (spellings that do the same).

mod candidate;
mod containment;
mod context;
mod denial;
mod equals;
mod glob;
mod index;
mod language;
mod operand;
mod options;
mod parse;
mod permission;
mod programs;
mod scan;
mod scope;
#[cfg(test)]
mod tests;
mod word;

pub use candidate::PreparedCommand;
pub use containment::{covers, is_exception};
pub use context::{CommandContext, ResolvePath, TRUSTED_FOLDERS};
pub use index::CommandSet;
pub use parse::CommandPattern;
pub use scope::CommandScope;
pub use word::{Extent, Invocation, Part, Word};

use super::Reading;
use crate::prelude::*;

/// The subcommand of a program among its arguments, if there is one and it is certain which: the first operand, past
/// the program's global options and their values.
#[must_use]
pub(crate) fn subcommand<'a>(invocation: &Invocation<'a>) -> Option<&'a str> {
    let names = candidate::program_names(invocation.program);
    let profile = programs::Program::named(names.first().map_or("", String::as_str));
    scan::Scan::new(profile, invocation.args).subcommand()
}

/// What the table of equals calls the same act besides: programs, each with the first word after it, if there is one.
pub(crate) fn equal_commands(program: &str, arguments: &[Word]) -> Vec<(&'static str, &'static str)> {
    let texts: Vec<&str> = arguments.iter().map_while(Word::as_literal).collect();
    let text = texts.join(" ");
    let is_form = |(name, words): &(&str, &str)| {
        *name == program
            && text.strip_prefix(words).is_some_and(|rest| words.is_empty() || rest.is_empty() || rest.starts_with(' '))
    };
    let names = [program.to_owned()];
    let groups = equals::groups(&names).filter(|group| group.forms().any(|form| is_form(&form)));
    let others = groups.flat_map(equals::Group::forms).filter(|form| !is_form(form));
    others.map(|(name, words)| (name, words.split(' ').next().unwrap_or_default())).collect()
}

impl CommandPattern {
    /// Whether this pattern matches, in one reading.
    #[must_use]
    pub fn matches(&self, reading: Reading, invocation: &Invocation<'_>, context: &CommandContext<'_>) -> bool {
        match reading {
            Reading::Permission => permission::matches(self, invocation, context.trusted_folders),
            Reading::Denial => denial::matches(self, &candidate::Candidate::new(invocation, context)),
        }
    }

    /// Whether this pattern, as a permission, matches in such a way that it spells the word at `place` (0 is the program)
    /// rather than covering it by a `*`.
    #[must_use]
    pub fn spells(&self, place: usize, invocation: &Invocation<'_>, context: &CommandContext<'_>) -> bool {
        permission::spells(self, place, invocation, context.trusted_folders)
    }

    /// What about the command this pattern, as a denial, matches, for a trace; `None` where it does not match.
    #[must_use]
    pub fn explain_denial(&self, invocation: &Invocation<'_>, context: &CommandContext<'_>) -> Option<String> {
        denial::explain(self, &candidate::Candidate::new(invocation, context))
    }
}
