//! Options in the wide reading: clusters, abbreviations, values apart or attached, other spellings.

use super::candidate::Candidate;
use super::operand::{text_matches, word_matches};
use super::programs::Style;
use super::{Word, equals, glob};
use crate::list::List;
use crate::prelude::*;

/// A word of a command that is, or may be, an option.
#[derive(Debug)]
pub(super) struct OptionWord<'a> {
    index: usize,
    /// The text before any unknown part.
    text: &'a str,
    /// Whether that is all of it.
    whole: bool,
    /// Where in `text` single-letter options begin, after the dash where there is one.
    start: usize,
    /// How many bytes of them there are; a value may follow.
    letters: usize,
    /// Whether the program is known to have just this option, so that it abbreviates no other.
    exact: bool,
    /// Whether the next word is its value; `None`: not known.
    pub(super) takes_value: Option<bool>,
}

impl<'a> OptionWord<'a> {
    /// Reads a word that begins with `-`, or whose beginning is not known. `lookup` knows which options of the program
    /// take a value.
    pub(super) fn read(index: usize, word: &'a Word, style: Style, lookup: impl Fn(&str) -> Option<bool>) -> Self {
        let text = word.known_beginning();
        let whole = word.as_literal().is_some();
        let (name, value) = split_value(text);
        let listed = lookup(name).filter(|_| whole || value.is_some());
        let mut option =
            Self { index, text, whole, start: 1, letters: 0, exact: listed.is_some(), takes_value: listed };
        if style != Style::Words && !text.starts_with("--") {
            let takes_value = option.read_letters(name, lookup);
            option.takes_value = listed.or(takes_value);
        }
        if value.is_some() {
            option.takes_value = Some(false);
        }
        option
    }

    /// The first word of a command, a cluster without a dash.
    pub(super) fn bundled(text: &'a str) -> Self {
        Self { index: 0, text, whole: true, start: 0, letters: text.len(), exact: false, takes_value: None }
    }

    /// Reads a cluster of single letters, and whether the next word is the value of the last. The first letter that
    /// takes a value ends the cluster: what follows within the word is the value.
    fn read_letters(&mut self, name: &str, lookup: impl Fn(&str) -> Option<bool>) -> Option<bool> {
        let mut takes_value = self.whole.then_some(false);
        let mut option = String::with_capacity(5);
        let letters = name.strip_prefix('-').unwrap_or_default();
        for (at, letter) in letters.char_indices() {
            self.letters = at.saturating_add(letter.len_utf8());
            option.clear();
            option.extend(['-', letter]);
            match lookup(&option) {
                Some(true) if self.letters < letters.len() => return Some(false),
                Some(true) => return self.whole.then_some(true),
                Some(false) => {}
                None => takes_value = None,
            }
        }
        takes_value
    }

    fn cluster(&self) -> &str {
        self.text.get(self.start..self.start.saturating_add(self.letters)).unwrap_or_default()
    }

    /// What follows the letter within the word: its value, if it takes one.
    fn after_letter(&self, letter: char) -> Option<&str> {
        let at = self.cluster().find(letter)?;
        self.text.get(at.saturating_add(self.start).saturating_add(letter.len_utf8())..)
    }
}

/// Whether the command has an option of a pattern, in any spelling.
pub(super) fn found(candidate: &Candidate<'_>, option: &str) -> bool {
    candidate.any_option
        || match candidate.options.as_slice() {
            // A mark names every option it stands for, so there is nothing to look up.
            [] => is_marked(candidate, option),
            _ => found_in(candidate, option, DEPTH),
        }
}

/// Whether the command has the option itself, whatever the table of equals says.
pub(super) fn found_as_written(candidate: &Candidate<'_>, option: &str) -> bool {
    candidate.options.iter().any(|word| is_option(candidate, word, option))
}

/// `-D` of `git branch` is `--delete --force`, and `--force` is `-f`: no chain of equals is longer.
const DEPTH: usize = 2;

fn found_in(candidate: &Candidate<'_>, option: &str, depth: usize) -> bool {
    if found_as_written(candidate, option) || is_marked(candidate, option) {
        return true;
    }
    let equal = depth.checked_sub(1).is_some_and(|depth| {
        equals::spellings(option).any(|(commands, forms)| {
            let mut others = forms.iter().filter(|form| !equals::has_word(form, option));
            candidate.begins_with(commands)
                && others.any(|form| form.split(' ').all(|other| found_in(candidate, other, depth)))
        })
    });
    if equal {
        return true;
    }
    let letters = cluster_of(candidate, option);
    letters.len() > 1 && letters.iter().all(|letter| found_in(candidate, letter, depth))
}

/// Whether an operand has the mark that does what the option does.
fn is_marked(candidate: &Candidate<'_>, option: &str) -> bool {
    candidate.marks.iter().filter(|(mark, _)| mark.options.contains(&option)).any(|(mark, _)| {
        candidate.views.first().is_some_and(|view| view.operands.iter().any(|operand| operand.has_mark(mark.text)))
    })
}

/// Whether the command has the option with a value: in the next word, attached, or after `=`.
pub(super) fn found_with_value(candidate: &Candidate<'_>, option: &str, value: &str) -> bool {
    let has = |option: &str| {
        candidate.options.iter().any(|word| {
            is_value_attached(candidate, word, option, value)
                || (is_option(candidate, word, option) && is_value_next(candidate, word, value))
        })
    };
    candidate.any_option
        || has(option)
        || equals::spellings(option).any(|(commands, forms)| {
            candidate.begins_with(commands)
                && forms.iter().any(|other| !other.contains(' ') && *other != option && has(other))
        })
}

/// Whether the word after an option is, or may be, this value.
fn is_value_next(candidate: &Candidate<'_>, word: &OptionWord<'_>, value: &str) -> bool {
    let next = word.index.checked_add(1).and_then(|index| candidate.words.get(index));
    word.takes_value != Some(false) && next.is_some_and(|next| word_matches(value, next, &candidate.context))
}

fn is_value_attached(candidate: &Candidate<'_>, word: &OptionWord<'_>, option: &str, value: &str) -> bool {
    if !word.whole && could_begin(word.text, option) {
        return true;
    }
    let (name, given) = split_value(word.text);
    if let Some(given) = given {
        // An unknown rest could be anything.
        if is_name(candidate, word, name, option) && (!word.whole || text_matches(value, given, &candidate.context)) {
            return true;
        }
    }
    let mut letters = option.chars().skip(1);
    let (Some(letter), None) = (letters.next(), letters.next()) else { return false };
    word.after_letter(letter).is_some_and(|rest| {
        let rest = rest.strip_prefix('=').unwrap_or(rest);
        !word.whole || (!rest.is_empty() && text_matches(value, rest, &candidate.context))
    })
}

/// Whether one word of the command is, or holds, the option of a pattern.
fn is_option(candidate: &Candidate<'_>, word: &OptionWord<'_>, option: &str) -> bool {
    if !word.whole && could_begin(word.text, option) {
        return true;
    }
    let (wanted, value) = split_value(option);
    let (name, given) = split_value(word.text);
    if is_name(candidate, word, name, wanted) {
        return match (value, given) {
            (None, _) => true,
            (Some(value), Some(given)) => !word.whole || text_matches(value, given, &candidate.context),
            (Some(value), None) => is_value_next(candidate, word, value),
        };
    }
    match single_letter(option) {
        Some(letter) => word.cluster().contains(letter),
        None => false,
    }
}

/// Whether the name of an option is the wanted one, or an abbreviation that could select it.
fn is_name(candidate: &Candidate<'_>, word: &OptionWord<'_>, name: &str, wanted: &str) -> bool {
    let style = candidate.profile.style;
    // Where long options may stand after one dash, the number of dashes says nothing.
    if matches!(style, Style::Words) || (style == Style::Unlisted && wanted.starts_with("--") && name.len() > 2) {
        let (wanted, name) = (wanted.trim_start_matches('-'), name.trim_start_matches('-'));
        if glob::matches(wanted, name, name.len() > 1) {
            return true;
        }
    }
    let fold = wanted.starts_with("--");
    if glob::matches(wanted, name, fold) {
        return true;
    }
    fold && name.len() > 2
        && name.starts_with("--")
        && matches!(style, Style::Getopt | Style::Bundled | Style::Unlisted)
        && wanted.get(..name.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(name))
        && !word.exact
}

/// Whether an option of which only the beginning is known could be the wanted one.
fn could_begin(beginning: &str, wanted: &str) -> bool {
    if !beginning.starts_with("--") && (beginning.len() < 2 || single_letter(wanted).is_some()) {
        return true;
    }
    // The number of dashes says little, see `is_name`.
    let (beginning, wanted) = (beginning.trim_start_matches('-'), wanted.trim_start_matches('-'));
    let (name, _) = split_value(wanted);
    let (fixed, open) = name.split_once('*').map_or((name, false), |(fixed, _)| (fixed, true));
    let shared = beginning.len().min(fixed.len());
    (open || beginning.len() <= fixed.len())
        && match (beginning.get(..shared), fixed.get(..shared)) {
            (Some(left), Some(right)) => left.eq_ignore_ascii_case(right),
            _ => true,
        }
}

/// The single-letter options that a word of a pattern is made of: `-rf` is `-r` and `-f`.
fn cluster_of(candidate: &Candidate<'_>, option: &str) -> Vec<String> {
    match option.strip_prefix('-') {
        Some(letters)
            if candidate.profile.style != Style::Words
                && !letters.starts_with('-')
                && !letters.contains(['=', '*']) =>
        {
            letters.chars().map(|letter| format!("-{letter}")).list()
        }
        _ => vec![],
    }
}

fn single_letter(option: &str) -> Option<char> {
    let mut letters = option.strip_prefix('-')?.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) if letter != '-' => Some(letter),
        _ => None,
    }
}

/// `--name=value` apart.
fn split_value(option: &str) -> (&str, Option<&str>) {
    match option.split_once('=') {
        Some((name, value)) if !name.is_empty() => (name, Some(value)),
        _ => (option, None),
    }
}
