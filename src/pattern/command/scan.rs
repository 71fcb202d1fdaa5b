//! Options, their values and operands told apart, as far as that is known.

use super::operand::{Operand, Presence};
use super::options::OptionWord;
use super::programs::{Program, Style};
use super::{Extent, Word, glob};
use crate::prelude::*;

/// Reads the words from left to right.
pub(super) struct Scan<'a> {
    profile: &'static Program,
    subcommand: Subcommand<'a>,
    /// Every word that may be an option, in order.
    pub(super) options: Vec<OptionWord<'a>>,
    pub(super) operands: Vec<Operand<'a>>,
    /// Whether some unknown word may hold any option.
    pub(super) any_option: bool,
    /// Whether the next word is the value of the option before it; `None`: not known.
    value_next: Option<bool>,
    end: End,
}

/// The first operand so far.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Subcommand<'a> {
    None,
    Known(&'a str),
    /// There may have been one, and nobody knows which.
    Unknown,
}

/// Whether a `--` has ended the options.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    No,
    /// There was one that may have been the value of an option, or a word that may have been one.
    Perhaps,
    Yes,
}

impl<'a> Scan<'a> {
    pub(super) fn new(profile: &'static Program, words: &'a [Word]) -> Self {
        let mut scan = Self {
            profile,
            subcommand: Subcommand::None,
            options: vec![],
            operands: vec![],
            any_option: false,
            value_next: Some(false),
            end: End::No,
        };
        for (index, word) in words.iter().enumerate() {
            scan.word(index, word);
        }
        scan
    }

    /// The subcommand, if there is one and it is certain which.
    pub(super) fn subcommand(&self) -> Option<&'a str> {
        match self.subcommand {
            Subcommand::Known(name) => Some(name),
            Subcommand::None | Subcommand::Unknown => None,
        }
    }

    fn word(&mut self, index: usize, word: &'a Word) {
        let is_value = self.value_next.replace(false);
        if index == 0 && self.profile.style == Style::Bundled {
            self.bundle(word);
            self.value_next = None;
        }
        if self.end < End::Yes {
            if word.as_literal() == Some("--") {
                // Behind an option that takes a value it may be that value.
                self.end = if is_value == Some(false) { End::Yes } else { End::Perhaps };
                return;
            }
            if is_value == Some(true) && self.is_taken_whatever_it_is(word) {
                return;
            }
            if may_be_option(word) {
                return self.option(index, word, is_value);
            }
        }
        let presence = match (word.extent(), is_value) {
            (Extent::Many | Extent::Added | Extent::Each, _) => Presence::Repeated,
            (_, Some(true)) => return,
            (_, Some(false)) if !self.may_be_skipped(word) => Presence::Certain,
            _ => Presence::Possible,
        };
        if word.is_any_words() && self.end < End::Yes {
            // Its later words may be options too.
            (self.any_option, self.value_next, self.end) = (true, None, End::Perhaps);
        }
        self.operand(word, presence);
    }

    /// Whether the option before takes a word of which not all is known for its value, even if it begins with a dash:
    /// so does `getopt` (POSIX, "Utility Syntax Guidelines", 7). A word that is spelled is read both ways all the same.
    fn is_taken_whatever_it_is(&self, word: &Word) -> bool {
        matches!(self.profile.style, Style::Getopt | Style::Bundled)
            && word.as_literal().is_none()
            && !word.known_beginning().starts_with('-')
            && !word.is_repeated()
    }

    /// The first word of `tar xf` is a cluster without its dash. It is pushed as an operand too: no pattern is lost.
    fn bundle(&mut self, word: &'a Word) {
        match word.as_literal() {
            Some(text) if text.starts_with('-') => {}
            Some(letters) => self.options.push(OptionWord::bundled(letters)),
            None => self.any_option = true,
        }
    }

    /// A word that is an option for sure, or perhaps.
    fn option(&mut self, index: usize, word: &'a Word, is_value: Option<bool>) {
        let beginning = word.known_beginning();
        let many = word.is_repeated();
        let option = OptionWord::read(index, word, self.profile.style, |option| {
            self.profile.takes_value(option, self.subcommand)
        });
        self.value_next = match (is_value, option.takes_value) {
            // It may itself be a value, or an operand: then the next word is no value. Even after an option that takes
            // one: some programs (npm) take no word with a dash for a value.
            (Some(true) | None, Some(true)) => None,
            (_, Some(true)) if self.end == End::Perhaps => None,
            (_, takes_value) => takes_value,
        };
        self.options.push(option);
        if many {
            self.operand(word, Presence::Repeated);
        } else if beginning.len() < 2 || self.end == End::Perhaps {
            self.operand(word, Presence::Possible);
        }
        self.any_option |= many || beginning.is_empty();
        if many {
            self.value_next = None;
        }
        if many || (word.as_literal().is_none() && "--".starts_with(beginning)) {
            self.end = End::Perhaps;
        }
    }

    /// A word that is no operand although no option takes it: one the program's entry names, and the `true` or `false`
    /// that some programs read after an option without a value.
    fn may_be_skipped(&self, word: &Word) -> bool {
        ["true", "false", "null"].iter().any(|value| glob::could_match(value, word.parts(), false))
            || (self.subcommand == Subcommand::None && self.profile.skips(word.parts()))
    }

    fn operand(&mut self, word: &'a Word, presence: Presence) {
        if self.subcommand == Subcommand::None {
            self.subcommand = match word.as_literal() {
                Some(text) if presence == Presence::Certain => Subcommand::Known(text),
                _ => Subcommand::Unknown,
            };
        }
        self.operands.push(Operand::given(word, presence));
    }
}

/// Whether a word begins with a dash, or might. A dash alone is an operand.
pub(super) fn may_be_option(word: &Word) -> bool {
    let beginning = word.known_beginning();
    match (word.as_literal(), word.extent()) {
        (_, Extent::Operand) => false,
        (Some(text), _) => text.len() > 1 && text.starts_with('-'),
        (None, _) => beginning.is_empty() || beginning.starts_with('-'),
    }
}
