//! A command prepared for denials: every way its words can be read, worked out once for all patterns.

use super::operand::{
    Operand, Presence, base_name, names_path, on_drive, same_path, text_matches, without_extension, word_matches,
};
use super::options::{self, OptionWord};
use super::programs::Program;
use super::scan::Scan;
use super::{CommandContext, Invocation, Word, equals, glob};
use crate::bits::Bits;
use crate::fold::fold_text;
use crate::list::{AddAll, List};
use crate::prelude::*;

/// A command with every way its words can be read, worked out once and then held against any number of patterns.
#[derive(Debug)]
pub struct PreparedCommand<'a> {
    pub(super) invocation: Invocation<'a>,
    pub(super) candidate: Candidate<'a>,
}

impl<'a> PreparedCommand<'a> {
    /// Prepares a command that runs in `context`.
    #[must_use]
    pub fn new(invocation: Invocation<'a>, context: &CommandContext<'a>) -> Self {
        Self { candidate: Candidate::new(&invocation, context), invocation }
    }

    /// The surroundings it was prepared for.
    pub(crate) fn context(&self) -> &CommandContext<'a> {
        &self.candidate.context
    }

    /// The command itself.
    #[must_use]
    pub fn invocation(&self) -> &Invocation<'a> {
        &self.invocation
    }
}

/// A command, as denials look at it.
#[derive(Debug)]
pub(super) struct Candidate<'a> {
    pub(super) context: CommandContext<'a>,
    pub(super) profile: &'static Program,
    /// Every word that may be an option, in order.
    pub(super) options: Vec<OptionWord<'a>>,
    /// Whether some unknown word may hold any option.
    pub(super) any_option: bool,
    /// The command as it stands, then its other spellings: at least one.
    pub(super) views: Vec<View<'a>>,
    /// What the beginning of an operand means, and whether an option says the same.
    pub(super) marks: Vec<(&'static equals::Mark, bool)>,
    /// All arguments; options look at the word after them.
    pub(super) words: &'a [Word],
}

/// One spelling of the program and its operands.
#[derive(Debug)]
pub(super) struct View<'a> {
    program: &'a str,
    /// What the program is called without folder and extension, in lower case; the first is the shortest.
    pub(super) names: Vec<String>,
    pub(super) operands: Vec<Operand<'a>>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(invocation: &Invocation<'a>, context: &CommandContext<'a>) -> Self {
        let names = program_names(invocation.program);
        let profile = names.first().map_or_else(|| Program::named(""), |name| Program::named(name));
        let scan = Scan::new(profile, invocation.args);
        let mut candidate = Self {
            context: *context,
            profile,
            options: scan.options,
            any_option: scan.any_option,
            views: vec![View { program: invocation.program, names, operands: scan.operands }],
            marks: vec![],
            words: invocation.args,
        };
        candidate.views.add_all(candidate.other_spellings());
        candidate.marks = candidate.known_marks();
        candidate
    }

    /// The command in the words of every group of equals it begins like.
    fn other_spellings(&self) -> Vec<View<'a>> {
        let Some(view) = self.views.first() else { return vec![] };
        let mut views = vec![];
        for group in equals::groups(&view.names) {
            for from in group.forms() {
                let Some(tail) = view.tail_after(from) else { continue };
                views.add_all(group.forms().filter(|to| *to != from).map(|to| View::respelled(to, &tail)));
            }
        }
        views
    }

    fn known_marks(&self) -> Vec<(&'static equals::Mark, bool)> {
        let said = |mark: &equals::Mark| mark.options.iter().any(|option| options::found_as_written(self, option));
        equals::marks(|command| self.begins_with(command)).map(|mark| (mark, said(mark))).list()
    }

    /// Whether one of these commands (separated by `,`) is, or may be, the one that runs.
    pub(super) fn begins_with(&self, commands: &'static str) -> bool {
        commands
            .split(',')
            .map(equals::split_command)
            .any(|command| self.views.iter().any(|view| view.positions_after(command).next().is_some()))
    }

    /// Whether a word of a pattern, which is neither `*` nor an option, matches an operand.
    pub(super) fn operand_matches(&self, pattern: &str, operand: &Operand<'_>) -> bool {
        operand.matches(pattern, &self.context) || self.marked_operand_matches(pattern, operand)
    }

    /// A mark before a word (`+main`) does what an option does elsewhere, so the word counts without it too; and a
    /// word with it, where the option stands.
    fn marked_operand_matches(&self, pattern: &str, operand: &Operand<'_>) -> bool {
        self.marks.iter().any(|(mark, said)| {
            let bare = || {
                let text = operand.literal()?;
                if !mark.separates {
                    return text.strip_prefix(mark.text);
                }
                // A branch by its full name (`refs/heads/main`) is that branch.
                text.rsplit_once(mark.text).and_then(|(_, last)| last.rsplit('/').next())
            };
            let wanted = || pattern.strip_prefix(mark.text).filter(|rest| !rest.is_empty());
            bare().is_some_and(|bare| text_matches(pattern, bare, &self.context))
                || operand
                    .after_mark(mark.text, mark.separates)
                    .iter()
                    .any(|word| word_matches(pattern, word, &self.context))
                || (*said && wanted().is_some_and(|wanted| operand.matches(wanted, &self.context)))
        })
    }
}

impl<'a> View<'a> {
    /// A command in words of the table of equals, with the operands that follow them.
    fn respelled((program, words): (&'static str, &'static str), tail: &[Operand<'a>]) -> Self {
        let words = words.split(' ').filter(|word| !word.is_empty()).map(Operand::of_table);
        let operands = words.chain(tail.iter().cloned()).list();
        Self { program, names: vec![program.to_owned()], operands }
    }

    /// Whether a pattern's program is this one: by its base name in any case, with or without `.exe`. A pattern with
    /// a `*` and a folder is compared as a path, since its base name alone may mean every program.
    pub(super) fn is_program(&self, pattern: &str, context: &CommandContext<'_>) -> bool {
        if self.names.iter().any(|name| name.eq_ignore_ascii_case(pattern)) {
            return true;
        }
        // A colon in the pattern's program is a rare reading: without one here it would name another program's argument.
        if pattern.contains(':') && !self.program.contains(':') && !on_drive(pattern) {
            return false;
        }
        let base = base_name(pattern);
        if base.len() != pattern.len() && glob::is_glob(pattern) {
            return names_path(self.program)
                && (glob::matches(pattern, self.program, true) || same_path(pattern, self.program, context));
        }
        let base = without_extension(base);
        self.names.iter().any(|name| glob::matches(base, name, true))
    }

    /// The operands that follow these words. Where options nobody knows leave several places for that, it is the first,
    /// and what stands before the last of them may be skipped.
    fn tail_after(&self, command: (&str, &str)) -> Option<Vec<Operand<'a>>> {
        let mut places = self.positions_after(command);
        let first = places.next()?;
        let skipped = places.last().unwrap_or(first).saturating_sub(first);
        let mut tail = self.operands.get(first..).unwrap_or_default().to_vec();
        for operand in tail.iter_mut().take(skipped).filter(|operand| operand.presence == Presence::Certain) {
            operand.presence = Presence::Possible;
        }
        Some(tail)
    }

    /// The places among the operands that may follow a program and its first operands, separated by blanks.
    fn positions_after(&self, (program, words): (&str, &str)) -> impl Iterator<Item = usize> + use<> {
        let mut words = words.split(' ').filter(|word| !word.is_empty()).peekable();
        let is_named = self.names.iter().any(|name| name == program);
        let mut reached = Bits::default();
        if is_named && words.peek().is_none_or(|word| self.may_begin(word)) {
            reached = Bits::start();
            for word in words {
                reached = self.step(&reached, |operand| operand.is_word(word));
            }
        }
        reached.among(self.places())
    }

    /// How many places there are among the operands.
    pub(super) fn places(&self) -> usize {
        self.operands.len().saturating_add(1)
    }

    /// Whether the first operand may be this word: a quick answer for most of the table.
    fn may_begin(&self, word: &str) -> bool {
        let certain = self.operands.iter().position(|operand| operand.presence == Presence::Certain);
        let count = certain.map_or(self.operands.len(), |certain| certain.saturating_add(1));
        self.operands.iter().take(count).any(|operand| operand.is_word(word))
    }

    /// From the places reached so far, those reached when one more word of a pattern takes one operand.
    pub(super) fn step(&self, reached: &Bits, takes: impl Fn(&Operand<'_>) -> bool) -> Bits {
        let mut next = Bits::default();
        let mut here = false;
        for (position, operand) in self.operands.iter().enumerate() {
            here |= reached.contains(position);
            let took = here && takes(operand);
            if took && operand.presence == Presence::Repeated {
                next.insert(position);
            }
            if took {
                next.insert(position.saturating_add(1));
            }
            here &= operand.presence != Presence::Certain;
        }
        next
    }
}

/// What a program is called, in any case that a system may not tell from it: its base name without extension, and with it where it has one.
pub(super) fn program_names(program: &str) -> Vec<String> {
    let base = fold_text(base_name(program)).into_owned();
    let stem = without_extension(&base).to_owned();
    if stem == base { vec![base] } else { vec![stem, base] }
}
