//! Command lines and command patterns, as words.

use super::Thrown;
use super::shell_quote::{self, Word};
use super::text::{lower, trim};
use crate::prelude::*;

/// `getCommandTokens`: the words of a command line without the variables that are set in front, each cut to what follows
/// its last slash, in lower case.
pub(super) fn command_tokens(command: &str) -> Result<Vec<String>, Thrown> {
    let words = shell_quote::parse(command)?;
    let words = words.iter().skip_while(|word| is_assignment(&word.text));
    Ok(words.filter_map(|word| token(&word.text)).collect())
}

/// `NAME=…`
pub(super) fn is_assignment(word: &str) -> bool {
    let name = word.split_once('=').map_or("", |(name, _)| name);
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A word as patterns see it, unless it is blank.
pub(super) fn token(word: &str) -> Option<String> {
    let word = trim(word);
    let last = word.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or(word);
    (!word.is_empty()).then(|| lower(last))
}

/// `normalizeCommandPatternEntry`: the pattern of a list's entry, if that is about commands.
pub(super) fn pattern_entry(entry: &str) -> Option<String> {
    let entry = trim(entry);
    let pattern = match without_prefix(entry) {
        Some(pattern) => trim(pattern),
        None if is_op_cmd(entry) => "",
        None => return None,
    };
    Some(if pattern.is_empty() { "*" } else { pattern }.to_owned())
}

fn is_op_cmd(entry: &str) -> bool {
    entry.eq_ignore_ascii_case("op:cmd")
}

fn without_prefix(entry: &str) -> Option<&str> {
    ["op:cmd:", "cmd:"].iter().find_map(|prefix| {
        let (start, rest) = entry.split_at_checked(prefix.len())?;
        start.eq_ignore_ascii_case(prefix).then_some(rest)
    })
}

/// `parseCommandPatternTokens`: the words between the colons of a pattern.
pub(super) fn pattern_tokens(pattern: &str) -> Result<Vec<String>, Thrown> {
    let pattern = trim(pattern);
    if is_op_cmd(pattern) {
        return Ok(vec!["*".to_owned()]);
    }
    let mut tokens = Vec::new();
    for part in without_prefix(pattern).unwrap_or(pattern).split(':') {
        let words: Vec<Word> = shell_quote::parse(part)?;
        tokens.extend(words.iter().filter_map(|word| token(&word.text)));
    }
    Ok(tokens)
}

/// `matchesCommandPattern`: a star stands for any number of words and leaves the end open; a pattern of one word is open
/// at the end too; others are exact, and an empty one matches nothing.
pub(super) fn matches(tokens: &[String], pattern: &str) -> Result<bool, Thrown> {
    let pattern = pattern_tokens(pattern)?;
    let mut parts = pattern.split(|word| word == "*");
    let Some(first) = parts.next() else { return Ok(false) };
    if first.len() == pattern.len() {
        return Ok(match first {
            [] => false,
            [word] => tokens.first() == Some(word),
            words => tokens == words,
        });
    }
    // What stands between stars is found in order, each time as early as it can be.
    let Some(mut rest) = tokens.strip_prefix(first) else { return Ok(false) };
    for part in parts {
        if part.is_empty() {
            continue;
        }
        let Some(at) = rest.windows(part.len()).position(|words| words == part) else { return Ok(false) };
        rest = rest.get(at.saturating_add(part.len())..).unwrap_or_default();
    }
    Ok(true)
}
