//! Options in the wide reading: clusters, abbreviations, values apart or attached, other spellings.

use super::candidate::{Candidate, has_clusters, text_matches, word_matches};
use super::programs::{Program, Style};
use super::{Word, equals, glob};

/// A word of a command that is, or may be, an option.
#[derive(Debug)]
pub(super) struct OptionWord<'a> {
    index: usize,
    /// The text before any unknown part.
    text: &'a str,
    /// Whether that is all of it.
    whole: bool,
    /// How many bytes of `text` after the dash are single-letter options; a value may follow.
    letters: usize,
    /// Whether the next word is its value; `None`: not known.
    pub(super) takes_value: Option<bool>,
}

impl<'a> OptionWord<'a> {
    /// Reads a word that begins with `-`, or whose beginning is not known.
    pub(super) fn read(index: usize, word: &'a Word, profile: &'static Program, subcommand: Option<&str>) -> Self {
        let text = word.known_beginning();
        let whole = word.as_literal().is_some();
        let mut option = Self { index, text, whole, letters: 0, takes_value: None };
        let (name, value) = split_value(text);
        if value.is_some() {
            option.takes_value = Some(false);
        } else if whole {
            option.takes_value = profile.takes_value(name, subcommand);
        }
        if has_clusters(profile.style) && !text.starts_with("--") {
            option.read_letters(name, profile, subcommand);
        }
        option
    }

    /// A cluster ends with the first letter that takes a value: the rest is the value.
    fn read_letters(&mut self, name: &str, profile: &Program, subcommand: Option<&str>) {
        let listed = self.takes_value;
        let mut takes = Some(false);
        let mut buffer = String::with_capacity(5);
        let letters = name.strip_prefix('-').unwrap_or_default();
        for (at, letter) in letters.char_indices() {
            let end = at.saturating_add(letter.len_utf8());
            self.letters = end;
            buffer.clear();
            buffer.extend(['-', letter]);
            match profile.takes_value(&buffer, subcommand) {
                Some(true) => {
                    takes = Some(end == letters.len() && self.whole && name.len() == self.text.len());
                    break;
                }
                Some(false) => {}
                None => takes = None,
            }
        }
        if listed.is_none() {
            self.takes_value = takes;
        }
    }

    fn cluster(&self) -> &str {
        self.text.get(1..self.letters.saturating_add(1)).unwrap_or_default()
    }

    /// What follows the letter within the word: its value, if it takes one.
    fn after_letter(&self, letter: char) -> Option<&str> {
        let at = self.cluster().find(letter)?;
        self.text.get(at.saturating_add(1).saturating_add(letter.len_utf8())..)
    }
}

/// Whether the command has an option of a pattern, in any spelling.
pub(super) fn found(candidate: &Candidate<'_>, option: &str) -> bool {
    candidate.any_option || found_in(candidate, option, DEPTH)
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
    equals::marks_for(option).any(|(mark, command)| {
        candidate.begins_with(command)
            && candidate.views.first().is_some_and(|view| view.operands.iter().any(|operand| operand.has_mark(mark)))
    })
}

/// Whether the command has the option with a value: in the next word, attached, or after `=`.
pub(super) fn found_with_value(candidate: &Candidate<'_>, option: &str, value: &str) -> bool {
    let has = |option: &str| {
        candidate.options.iter().any(|word| {
            let next = || {
                let next = word.index.checked_add(1).and_then(|index| candidate.words.get(index));
                next.is_some_and(|next| word_matches(value, next, &candidate.context))
            };
            is_value_attached(candidate, word, option, value) || (is_option(candidate, word, option) && next())
        })
    };
    has(option)
        || equals::spellings(option).any(|(commands, forms)| {
            candidate.begins_with(commands)
                && forms.iter().any(|other| !other.contains(' ') && *other != option && has(other))
        })
}

fn is_value_attached(candidate: &Candidate<'_>, word: &OptionWord<'_>, option: &str, value: &str) -> bool {
    let (name, given) = split_value(word.text);
    if let Some(given) = given {
        // An unknown rest could be anything.
        if is_name(candidate, name, option) && (!word.whole || text_matches(value, given, &candidate.context)) {
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
    if !word.whole && (word.text.len() < 2 || could_begin(word.text, option)) {
        return true;
    }
    let (wanted, value) = split_value(option);
    let (name, given) = split_value(word.text);
    if is_name(candidate, name, wanted) {
        return match (value, given) {
            (None, _) => true,
            (Some(value), Some(given)) => !word.whole || text_matches(value, given, &candidate.context),
            (Some(value), None) => {
                let next = word.index.checked_add(1).and_then(|index| candidate.words.get(index));
                next.is_some_and(|next| word_matches(value, next, &candidate.context))
            }
        };
    }
    match single_letter(option) {
        Some(letter) => word.cluster().contains(letter),
        None => false,
    }
}

/// Whether the name of an option is the wanted one, or an abbreviation that could select it.
fn is_name(candidate: &Candidate<'_>, name: &str, wanted: &str) -> bool {
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
        && matches!(style, Style::Getopt | Style::Unlisted)
        && wanted.get(..name.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(name))
        && candidate.profile.takes_value(name, candidate.subcommand()).is_none()
}

/// Whether an option of which only the beginning is known could be the wanted one.
fn could_begin(beginning: &str, wanted: &str) -> bool {
    let (name, _) = split_value(wanted);
    let shared = beginning.len().min(name.len());
    match (beginning.get(..shared), name.get(..shared)) {
        (Some(left), Some(right)) => {
            (beginning.len() <= name.len() && left.eq_ignore_ascii_case(right))
                || (!beginning.starts_with("--") && single_letter(wanted).is_some())
        }
        _ => true,
    }
}

/// The single-letter options that a word of a pattern is made of: `-rf` is `-r` and `-f`.
fn cluster_of(candidate: &Candidate<'_>, option: &str) -> Vec<String> {
    match option.strip_prefix('-') {
        Some(letters)
            if has_clusters(candidate.profile.style) && !letters.starts_with('-') && !letters.contains(['=', '*']) =>
        {
            letters.chars().map(|letter| format!("-{letter}")).collect()
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
        Some((name, value)) if name.len() > 1 => (name, Some(value)),
        _ => (option, None),
    }
}
