//! The words of a command line as shell-quote 1.12.0 finds them: operators are separators, variables are empty, a `#`
//! that is not quoted ends the text. That is not what a shell does; nothing is decided by it here.

use super::Thrown;
use super::text::is_space;
use crate::prelude::*;

/// What `parse` returns, but for operators and comments, which mlld ignores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Whether an asterisk or question mark stands outside of quotes in it.
    pub(super) is_glob: bool,
}

/// The words of a text.
///
/// # Errors
///
/// `Bad substitution` for a `${` that is not closed within its word, or empty.
pub(super) fn parse(text: &str) -> Result<Vec<Word>, Thrown> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let rest = chars.get(at..).unwrap_or_default();
        let length = word_length(rest);
        if length == 0 {
            // An operator, a blank, or a quote that is not closed: all of them only separate words.
            at = at.saturating_add(separator_length(rest));
            continue;
        }
        at = at.saturating_add(length);
        match scan(rest.get(..length).unwrap_or_default())? {
            Scanned::Word(word) => words.push(word),
            Scanned::Commented(before) => {
                if !before.is_empty() {
                    words.push(Word { text: before, is_glob: false });
                }
                break;
            }
        }
    }
    Ok(words)
}

/// How many characters separate at once: `<<-` is the one operator with a character that could begin a word.
const fn separator_length(chars: &[char]) -> usize {
    if matches!(chars, ['<', '<', '<' | '-', ..]) { 3 } else { 1 }
}

/// How many characters belong to the word that begins here.
fn word_length(chars: &[char]) -> usize {
    let mut length = 0_usize;
    while let Some(rest) = chars.get(length..) {
        let step = match rest {
            ['$', '\'', ..] => ansi_c_end(rest).unwrap_or(1),
            ['\\', c, ..] if is_meta(*c) || matches!(c, '\'' | '"' | '$' | '\\') => 2,
            ['$', '$', ..] => 2,
            ['"', quoted @ ..] => match double_quoted(quoted) {
                Some(inside) => inside.saturating_add(2),
                None => break,
            },
            ['\'', quoted @ ..] => match quoted.iter().position(|c| *c == '\'') {
                Some(inside) => inside.saturating_add(2),
                None => break,
            },
            [c, ..] if !is_meta(*c) && !is_space(*c) => 1,
            _ => break,
        };
        length = length.saturating_add(step);
    }
    length
}

fn is_meta(c: char) -> bool {
    matches!(c, '|' | '&' | ';' | '(' | ')' | '<' | '>' | ' ' | '\t')
}

/// How many characters stand before the closing double quote.
fn double_quoted(chars: &[char]) -> Option<usize> {
    let mut at = 0_usize;
    loop {
        match chars.get(at)? {
            '"' => return Some(at),
            '\\' => at = at.saturating_add(2),
            _ => at = at.saturating_add(1),
        }
    }
}

/// The length of `$'…'` with its end, if it is closed.
fn ansi_c_end(chars: &[char]) -> Option<usize> {
    let mut at = 2_usize;
    loop {
        match chars.get(at)? {
            '\'' => return at.checked_add(1),
            '\\' => at = at.saturating_add(2),
            _ => at = at.saturating_add(1),
        }
    }
}

enum Scanned {
    Word(Word),
    /// What stood before a `#`.
    Commented(String),
}

fn scan(chars: &[char]) -> Result<Scanned, Thrown> {
    let mut text = String::new();
    let mut is_glob = false;
    let mut quote = None;
    let mut at = 0_usize;
    while let Some(rest @ [c, after @ ..]) = chars.get(at..) {
        is_glob |= quote.is_none() && matches!(c, '*' | '?');
        at = at.saturating_add(1);
        match (quote, c, after) {
            (Some(open), c, _) if *c == open => quote = None,
            (Some('\''), c, _) => text.push(*c),
            (Some(_), '\\', next) => {
                at = at.saturating_add(1);
                match next.first() {
                    Some(c @ ('"' | '\\' | '$')) => text.push(*c),
                    other => {
                        text.push('\\');
                        text.extend(other);
                    }
                }
            }
            (None, '"' | '\'', _) => quote = Some(*c),
            (None, '#', _) => return Ok(Scanned::Commented(text)),
            (None, '\\', next) => {
                // The escaped character is passed by here, so that a wildcard counts as one all the same.
                if let Some(c) = next.first() {
                    is_glob |= matches!(c, '*' | '?');
                    text.push(*c);
                    at = at.saturating_add(1);
                }
            }
            (None, '$', ['\'', ..]) => match ansi_c_end(rest) {
                Some(end) => {
                    let body = rest.get(2..end.saturating_sub(1)).unwrap_or_default();
                    text.push_str(&expand_ansi_c(body));
                    at = at.saturating_add(end).saturating_sub(1);
                }
                None => text.push('$'),
            },
            (_, '$', _) => {
                let (length, value) = variable(after)?;
                text.push_str(value);
                at = at.saturating_add(length);
            }
            (_, c, _) => text.push(*c),
        }
    }
    Ok(Scanned::Word(Word { text, is_glob }))
}

/// What follows a dollar sign: how many characters of it are the variable, and its value, which is nothing; a dollar sign
/// by itself stays.
fn variable(chars: &[char]) -> Result<(usize, &'static str), Thrown> {
    match chars {
        ['{', '}', ..] => Err(Thrown::error("Bad substitution: ${}".to_owned())),
        ['{', inside @ ..] => {
            let mut depth = 1_usize;
            let mut before = '{';
            for (at, c) in inside.iter().enumerate() {
                match c {
                    '{' if before == '$' => depth = depth.saturating_add(1),
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if depth == 0 {
                    return Ok((at.saturating_add(2), ""));
                }
                before = *c;
            }
            let inside: String = inside.iter().collect();
            Err(Thrown::error(format!("Bad substitution: {inside}")))
        }
        ['*' | '@' | '#' | '?' | '$' | '!' | '-', ..] => Ok((1, "")),
        _ => {
            let length = chars.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count();
            Ok((length, if length == 0 { "$" } else { "" }))
        }
    }
}

/// The escapes of `$'…'`. A NUL ends the text; half a surrogate pair, which text cannot hold here, is U+FFFD.
fn expand_ansi_c(chars: &[char]) -> String {
    let mut text = String::new();
    let mut at = 0_usize;
    while let Some(rest @ [c, ..]) = chars.get(at..) {
        let (length, value) = if *c == '\\' { ansi_c_escape(rest) } else { (1, Some(*c)) };
        at = at.saturating_add(length);
        match value {
            Some('\0') => break,
            Some(value) => text.push(value),
            None => text.extend(rest.get(..length).unwrap_or_default()),
        }
    }
    text
}

/// An escape: its length, and what it stands for if it is one.
fn ansi_c_escape(chars: &[char]) -> (usize, Option<char>) {
    let Some((letter, after)) = chars.get(1..).and_then(<[char]>::split_first) else { return (1, None) };
    let coded = |digits: &[char], radix: u32, most: usize, skipped: usize| {
        let digits: Vec<u32> = digits.iter().take(most).map_while(|c| c.to_digit(radix)).collect();
        let code = digits.iter().fold(0_u32, |code, digit| code.wrapping_mul(radix).wrapping_add(*digit));
        (digits.len().saturating_add(skipped), (!digits.is_empty()).then_some(code))
    };
    let (length, code) = match letter {
        '0'..='7' => {
            let (length, code) = coded(chars.get(1..).unwrap_or_default(), 8, 3, 1);
            (length, code.map(|code| code & 0xff))
        }
        'x' => coded(after, 16, 2, 2),
        'u' => coded(after, 16, 4, 2),
        'U' => coded(after, 16, 8, 2),
        'c' => match after {
            [] => (2, None),
            ['?', ..] => (3, Some(0x7f)),
            ['\\', '\\', ..] => (4, Some(u32::from('\\') & 0x1f)),
            [c, ..] => (3, Some(u32::from(*c) & 0x1f)),
        },
        'a' => (2, Some(7)),
        'b' => (2, Some(8)),
        'e' | 'E' => (2, Some(0x1b)),
        'f' => (2, Some(0xc)),
        'n' => (2, Some(0xa)),
        'r' => (2, Some(0xd)),
        't' => (2, Some(9)),
        'v' => (2, Some(0xb)),
        '\\' | '\'' | '"' | '?' => (2, Some(u32::from(*letter))),
        // No escape: the backslash stays, and what follows it is read by itself.
        _ => (1, None),
    };
    match code {
        Some(code) if code <= 0x0010_ffff => (length, Some(char::from_u32(code).unwrap_or('\u{fffd}'))),
        Some(_) => (length, None),
        None => (1, None),
    }
}
