//! The wide reading: a denial matches every spelling of what it names.

use super::candidate::{Candidate, View};
use super::operand::word_matches;
use super::{CommandPattern, Extent, glob, options};

/// Whether the pattern, as a denial, matches.
pub(super) fn matches(pattern: &CommandPattern, candidate: &Candidate<'_>) -> bool {
    candidate.views.iter().any(|view| Matching { pattern, candidate, view }.is_match())
        || is_spelled_out(pattern, candidate)
}

/// Whether the command has the very words of the pattern, in their order: then what they mean to the program does not
/// matter.
fn is_spelled_out(pattern: &CommandPattern, candidate: &Candidate<'_>) -> bool {
    let words = pattern.words();
    let (Some((program, words)), Some(view)) = (words.split_first(), candidate.views.first()) else { return false };
    if words.iter().any(|word| glob::is_star(word)) || !view.is_program(program, &candidate.context) {
        return false;
    }
    let mut given = candidate.words.iter();
    words.iter().all(|word| {
        given.as_slice().first().is_some_and(|next| next.extent() == Extent::Many)
            || given.next().is_some_and(|next| word_matches(word, next, &candidate.context))
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
        let length = self.pattern.segment_count();
        let width = self.view.operands.len().saturating_add(1);
        let mut reached: Vec<Option<Vec<bool>>> = vec![None; length.saturating_add(1)];
        for (program, next) in self.pattern.runs(0) {
            if glob::is_star(program) {
                join(&mut reached, next, vec![true; width]);
            } else if self.view.is_program(program, &self.candidate.context) {
                let mut start = vec![false; width];
                if let Some(first) = start.first_mut() {
                    *first = true;
                }
                join(&mut reached, next, start);
            }
        }
        let mut options_ended = false;
        for at in 1..length {
            let places = reached.get_mut(at).and_then(Option::take);
            if let Some(places) = places {
                self.advance(at, &places, options_ended, &mut reached);
            }
            options_ended |= self.pattern.runs(at).next().is_some_and(|(word, _)| word == "--");
        }
        reached.last().is_some_and(Option::is_some)
    }

    /// From one place in the pattern, everything one more of its words leads to.
    fn advance(&self, at: usize, places: &[bool], options_ended: bool, reached: &mut [Option<Vec<bool>>]) {
        for (word, next) in self.pattern.runs(at) {
            match asks(word, options_ended) {
                Asks::AnyWords => {
                    let mut seen = false;
                    let after = places.iter().map(|place| {
                        seen |= *place;
                        seen
                    });
                    join(reached, next, after.collect());
                }
                Asks::Nothing => join(reached, next, places.to_vec()),
                Asks::Operand => {
                    let after = self.view.step(places, |operand| self.candidate.operand_matches(word, operand));
                    if after.contains(&true) {
                        join(reached, next, after);
                    }
                }
                Asks::Option => {
                    if options::found(self.candidate, word) {
                        join(reached, next, places.to_vec());
                    }
                    // The word after an option may be meant as its value.
                    for (value, after) in self.pattern.runs(next) {
                        if matches!(asks(value, false), Asks::Operand)
                            && options::found_with_value(self.candidate, word, value)
                        {
                            join(reached, after, places.to_vec());
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
    } else if options_ended || word.len() < 2 || !word.starts_with('-') {
        Asks::Operand
    } else if word == "--" {
        Asks::Nothing
    } else {
        Asks::Option
    }
}

fn join(reached: &mut [Option<Vec<bool>>], at: usize, places: Vec<bool>) {
    match reached.get_mut(at) {
        Some(Some(known)) => known.iter_mut().zip(places).for_each(|(known, new)| *known |= new),
        Some(unreached) => *unreached = Some(places),
        None => {}
    }
}
