//! The narrow reading: a permission matches the very words it names.

use super::{CommandPattern, Invocation, Word, glob};
use crate::list::List;
use crate::prelude::*;

/// Whether the pattern, as a permission, matches.
pub(super) fn matches(pattern: &CommandPattern, invocation: &Invocation<'_>, trusted_folders: &[String]) -> bool {
    let words = pattern.words();
    let Some((&program, rest)) = words.split_first() else { return false };
    if glob::is_star(program) {
        // The program counts as one of the words that `*` stands for.
        let program = Word::literal(invocation.program);
        let all: Vec<&Word> = core::iter::once(&program).chain(invocation.args).list();
        return sequence(&words, &all, word_matches);
    }
    let args: Vec<&Word> = invocation.args.iter().list();
    program_matches(program, invocation.program, trusted_folders)
        && (rest.is_empty() || sequence(rest, &args, word_matches))
}

/// Whether the pattern matches with a word of its own, not a `*` or another glob, for the word at `place`.
pub(super) fn spells(
    pattern: &CommandPattern,
    place: usize,
    invocation: &Invocation<'_>,
    trusted_folders: &[String],
) -> bool {
    let words = pattern.words();
    let Some((program, rest)) = words.split_first() else { return false };
    let args: Vec<&Word> = invocation.args.iter().list();
    let Some(place) = place.checked_sub(1) else { return false };
    let Some(text) = args.get(place).and_then(|word| word.as_literal()) else { return false };
    let Some((before, [_, after @ ..])) = args.split_at_checked(place) else { return false };
    // A program that only a `*` covers may be any: then nobody said what the word means.
    let is_program = !glob::is_glob(program) && program_matches(program, invocation.program, trusted_folders);
    is_program
        && rest.iter().enumerate().filter(|(_, word)| !glob::is_glob(word) && **word == text).any(|(at, _)| {
            let (head, tail) = rest.split_at_checked(at).unwrap_or_default();
            let tail = tail.get(1..).unwrap_or_default();
            sequence(head, before, word_matches) && sequence(tail, after, word_matches)
        })
}

/// Whether a program may be meant by its name: as it stands, or in a trusted folder.
fn program_matches(pattern: &str, program: &str, trusted_folders: &[String]) -> bool {
    literal_matches(pattern, program)
        || trusted_name(program, trusted_folders).is_some_and(|name| literal_matches(pattern, name))
}

/// The name of a program that is given by its path in a trusted folder.
pub(super) fn trusted_name<'a>(program: &'a str, trusted_folders: &[String]) -> Option<&'a str> {
    let (folder, name) = program.rsplit_once('/')?;
    trusted_folders.iter().any(|trusted| trusted == folder).then_some(name)
}

/// A word with an unknown part is matched by `*` as a whole word only, which is no matter of this function.
fn word_matches(pattern: &str, word: &&Word) -> bool {
    word.as_literal().is_some_and(|text| literal_matches(pattern, text))
}

/// Whether one word of a pattern permits one argument.
///
/// A `*` within the word never reaches out of the folder the pattern names (`..`, and `\` where that separates folders),
/// and never turns an argument into an option the pattern does not begin (`*.tar` permits no
/// `--checkpoint-action=exec=x.tar`).
pub(super) fn literal_matches(pattern: &str, text: &str) -> bool {
    if !glob::is_glob(pattern) {
        return pattern == text;
    }
    let backslashes = |text: &str| text.bytes().filter(|byte| *byte == b'\\').count();
    !(climbs(text) || (pattern.starts_with('*') && text.starts_with('-')))
        && backslashes(pattern) == backslashes(text)
        && glob::matches(pattern, text, false)
}

/// Whether a text has a `..` segment, after a `=` or the like too (`--out=../x`).
fn climbs(text: &str) -> bool {
    text.split(['/', '\\', '=', ':', ',', '@']).any(|segment| segment == "..")
}

/// Whether the words match in full, a `*` standing for any number of them.
///
/// Only the last `*` is tried again: an earlier one gains nothing by taking more.
pub(super) fn sequence<T>(pattern: &[&str], words: &[T], matches: impl Fn(&str, &T) -> bool) -> bool {
    let (mut at, mut of) = (0_usize, 0_usize);
    let mut retry: Option<(usize, usize)> = None;
    loop {
        match (pattern.get(at), words.get(of)) {
            (None, None) => return true,
            (Some(star), _) if glob::is_star(star) => {
                at = at.saturating_add(1);
                retry = Some((at, of));
            }
            (Some(want), Some(have)) if matches(want, have) => {
                at = at.saturating_add(1);
                of = of.saturating_add(1);
            }
            _ => match retry {
                Some((after, taken)) if taken < words.len() => {
                    (at, of) = (after, taken.saturating_add(1));
                    retry = Some((after, of));
                }
                _ => return false,
            },
        }
    }
}
