//! The wide reading: a denial matches every spelling of what it names.

use super::candidate::{Candidate, View};
use super::operand::word_matches;
use super::scan::may_be_option;
use super::{CommandPattern, Extent, Word, glob, options};
use crate::bits::Bits;
use crate::prelude::*;

/// Whether the pattern, as a denial, matches.
pub(super) fn matches(pattern: &CommandPattern, candidate: &Candidate<'_>) -> bool {
    candidate.views.iter().any(|view| Matching { pattern, candidate, view }.is_match())
        || is_spelled_out(pattern, candidate)
}

/// Whether the command has the very words of the pattern, in their order: then what they mean to the program does not
/// matter.
fn is_spelled_out(pattern: &CommandPattern, candidate: &Candidate<'_>) -> bool {
    let mut words = pattern.each_word();
    let (Some(program), Some(view)) = (words.next(), candidate.views.first()) else { return false };
    if pattern.each_word().skip(1).any(glob::is_star) || !view.is_program(program, &candidate.context) {
        return false;
    }
    let is_meant = |word: &str, next: &Word| {
        // What is known to be no option is none, whatever its text: a path may end in anything.
        let excluded = asks(word, false) == Asks::Option && next.as_literal().is_none() && !may_be_option(next);
        !excluded && word_matches(word, next, &candidate.context)
    };
    let mut given = candidate.words.iter();
    words.all(|word| {
        loop {
            let Some(next) = given.as_slice().first() else { return false };
            match (next.extent(), is_meant(word, next)) {
                (Extent::Many | Extent::Added, _) | (Extent::Each, true) => return true,
                // The words of a glob end here.
                (Extent::Each, false) => drop(given.next()),
                (_, matched) => {
                    given.next();
                    return matched;
                }
            }
        }
    })
}

/// What it matches, in words.
pub(super) fn explain(pattern: &CommandPattern, candidate: &Candidate<'_>) -> Option<String> {
    let view = match candidate.views.iter().position(|view| Matching { pattern, candidate, view }.is_match()) {
        Some(view) => view,
        None if is_spelled_out(pattern, candidate) => {
            return Some(format!("`{}`, as it is written", pattern.words().join(" ")));
        }
        None => return None,
    };
    let words = pattern.words();
    let (options, others): (Vec<&str>, Vec<&str>) =
        words.iter().take_while(|word| **word != "--").partition(|word| word.len() > 1 && word.starts_with('-'));
    let mut text = match others.as_slice() {
        [program] if !glob::is_star(program) => format!("`{program}` with any arguments"),
        words if words.iter().all(|word| glob::is_star(word)) => "any command".to_owned(),
        words => format!("`{}` and anything after it", words.join(" ")),
    };
    if !options.is_empty() {
        text.push_str(&format!(", with `{}` among the options in any spelling", options.join(" ")));
    }
    if view > 0 {
        text.push_str(", by another name of the command");
    }
    Some(text)
}

/// A pattern held against one spelling of a command.
struct Matching<'a, 'c> {
    pattern: &'a CommandPattern,
    candidate: &'a Candidate<'c>,
    view: &'a View<'c>,
}

/// What one word of a pattern asks for.
#[derive(PartialEq, Eq)]
enum Asks {
    AnyWords,
    Nothing,
    Option,
    Operand,
}

impl Matching<'_, '_> {
    /// Goes through the pattern from left to right, keeping which operands may come next. Colons that can be read
    /// two ways make it go several ways at once, so time is bounded by the square of the pattern times the command.
    fn is_match(&self) -> bool {
        let begins = |program: &str| glob::is_star(program) || self.view.is_program(program, &self.candidate.context);
        // Most patterns are about other programs.
        if !self.pattern.runs(0).any(|(program, _)| begins(program)) {
            return false;
        }
        let length = self.pattern.segment_count();
        let mut reached = Reached { after: vec![Bits::default(); length.saturating_add(1)], furthest: 0 };
        for (program, next) in self.pattern.runs(0) {
            if glob::is_star(program) {
                reached.join(next, &Bits::all(self.view.places()));
            } else if self.view.is_program(program, &self.candidate.context) {
                reached.join(next, &Bits::start());
            }
        }
        let mut options_ended = false;
        for at in 1..length {
            if at > reached.furthest {
                return false;
            }
            let places = reached.after.get_mut(at).map(core::mem::take).unwrap_or_default();
            if !places.is_empty() {
                self.advance(at, &places, options_ended, &mut reached);
            }
            options_ended |= self.pattern.runs(at).next().is_some_and(|(word, _)| word == "--");
        }
        reached.furthest >= length
    }

    /// From one place in the pattern, everything one more of its words leads to.
    fn advance(&self, at: usize, places: &Bits, options_ended: bool, reached: &mut Reached) {
        for (word, next) in self.pattern.runs(at) {
            match asks(word, options_ended) {
                Asks::AnyWords => reached.join(next, &places.and_later(self.view.places())),
                Asks::Nothing => reached.join(next, places),
                Asks::Operand => {
                    // `rm:*:-rf` read with `*:-rf` for one word is far-fetched: a word that could be anything is stopped by
                    // the other reading, unless it is no option.
                    let joins_star = word.contains(':') && word.split(':').any(glob::is_star);
                    let after = self.view.step(places, |operand| {
                        (!joins_star || operand.literal().is_some()) && self.candidate.operand_matches(word, operand)
                    });
                    reached.join(next, &after);
                }
                Asks::Option => {
                    if options::found(self.candidate, word) {
                        reached.join(next, places);
                    }
                    // The word after an option may be meant as its value.
                    for (value, after) in self.pattern.runs(next) {
                        if matches!(asks(value, false), Asks::Operand)
                            && options::found_with_value(self.candidate, word, value)
                        {
                            reached.join(after, places);
                        }
                    }
                }
            }
        }
    }
}

fn asks(word: &str, options_ended: bool) -> Asks {
    if glob::is_star(word) {
        Asks::AnyWords
    } else if options_ended || !matches!(word.as_bytes(), [b'-', _, ..]) {
        Asks::Operand
    } else if word == "--" {
        Asks::Nothing
    } else {
        Asks::Option
    }
}

/// How far a match has come.
struct Reached {
    /// By the segments of the pattern that are done: the places among the operands where the next may go on.
    after: Vec<Bits>,
    /// The most segments that are done in any way.
    furthest: usize,
}

impl Reached {
    fn join(&mut self, segments: usize, places: &Bits) {
        if let Some(known) = self.after.get_mut(segments).filter(|_| !places.is_empty()) {
            known.extend(places);
            self.furthest = self.furthest.max(segments);
        }
    }
}
