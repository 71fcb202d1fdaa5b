//! Braces of globs, as brace-expansion 5 reads them for minimatch: `{a,b}`, `{1..3}`, `{a..e..2}`.

use super::glob::Budget;
use crate::prelude::*;
use crate::tool::decimal;

/// No more results are made.
const MAX_COUNT: usize = 100_000;

/// No more characters are made, in all results together.
const MAX_LENGTH: usize = 4_000_000;

/// No more characters are copied on the way; minimatch goes on for longer.
const MAX_COPIED: usize = 20_000_000;

/// No more braces within braces are read.
const MAX_DEPTH: usize = 50;

/// What stands for escaped characters meanwhile: code points that are no characters.
const ESCAPED: [(char, char); 5] =
    [('\\', '\u{fdd0}'), ('{', '\u{fdd1}'), ('}', '\u{fdd2}'), (',', '\u{fdd3}'), ('.', '\u{fdd4}')];
const CLOSE: char = '\u{fdd2}';

/// All texts that a glob with braces stands for, in their order.
pub(super) fn expand(glob: &str) -> Vec<String> {
    if !has_braces(glob) {
        return vec![glob.to_owned()];
    }
    let glob = glob.strip_prefix("{}").map_or(glob.to_owned(), |rest| format!(r"\{{\}}{rest}"));
    let chars = escape(&glob);
    let expanded = Expansion(Budget::new(MAX_COPIED)).expand(&chars, true, 0);
    expanded.into_iter().map(|text| text.into_iter().map(unescaped).collect()).collect()
}

/// Whether there is a `{…}` without another `{` in it, on one line.
fn has_braces(glob: &str) -> bool {
    let mut open = false;
    for c in glob.chars() {
        match c {
            '{' => open = true,
            '}' if open => return true,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => open = false,
            _ => {}
        }
    }
    false
}

fn escape(glob: &str) -> Vec<char> {
    let mut escaped = Vec::new();
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        let place = (c == '\\').then(|| chars.peek()).flatten();
        let marker = place.and_then(|next| ESCAPED.iter().find(|(plain, _)| plain == next));
        match marker {
            Some((_, marker)) => {
                chars.next();
                escaped.push(*marker);
            }
            None => escaped.push(c),
        }
    }
    escaped
}

fn unescaped(c: char) -> char {
    ESCAPED.iter().find(|(_, marker)| *marker == c).map_or(c, |(plain, _)| *plain)
}

/// What stands before, between and after the first braces that belong together.
struct Balanced<'t> {
    before: &'t [char],
    body: &'t [char],
    after: &'t [char],
}

fn balanced(text: &[char]) -> Option<Balanced<'_>> {
    let mut open = Vec::new();
    let mut inner: Option<(usize, usize)> = None;
    let mut found = None;
    for (at, c) in text.iter().enumerate() {
        match c {
            '{' => open.push(at),
            '}' => match (open.pop(), open.is_empty()) {
                (Some(start), true) => {
                    found = Some((start, at));
                    break;
                }
                (Some(start), false) if inner.is_none_or(|(left, _)| start < left) => inner = Some((start, at)),
                _ => {}
            },
            _ => {}
        }
    }
    let (start, end) = found.or(inner)?;
    let (before, rest) = text.split_at_checked(start)?;
    let (body, after) = rest.split_at_checked(end.checked_sub(start)?)?;
    Some(Balanced { before, body: body.get(1..)?, after: after.get(1..)? })
}

type Text = Vec<char>;

struct Expansion(Budget);

impl Expansion {
    /// Every text with every value, as far as there is room.
    fn combine(&self, texts: &[Text], before: &[char], values: &[Text], drops_empty: bool) -> Vec<Text> {
        let mut all = Vec::new();
        let mut length = 0_usize;
        for text in texts {
            for value in values {
                let combined = [text, before, value].concat();
                if drops_empty && combined.is_empty() {
                    continue;
                }
                length = length.saturating_add(combined.len());
                if all.len() >= MAX_COUNT || length > MAX_LENGTH || !self.0.spend(combined.len().saturating_add(1)) {
                    return all;
                }
                all.push(combined);
            }
        }
        all
    }

    fn expand(&self, text: &[char], is_top: bool, depth: usize) -> Vec<Text> {
        let mut rest = text.to_vec();
        let mut is_top = is_top;
        let mut texts = vec![Vec::new()];
        let (mut drops_empty, mut is_first) = (false, true);
        loop {
            let nothing = [Vec::new()];
            let found = balanced(&rest).filter(|_| depth < MAX_DEPTH);
            let Some(Balanced { before, body, after }) = found else {
                return self.combine(&texts, &rest, &nothing, drops_empty);
            };
            let literal = [before, &['{'], body, &['}']].concat();
            let drops_here = drops_empty && after.is_empty();
            if before.last() == Some(&'$') {
                texts = self.combine(&texts, &literal, &nothing, drops_here);
                is_first = false;
            } else {
                let sequence = sequence(body);
                if sequence.is_none() && !body.contains(&',') {
                    // In `{a},b}` the first closing brace belongs to nothing.
                    if closes_later(after) {
                        rest = [before, &['{'], body, &[CLOSE], after].concat();
                        is_top = true;
                        continue;
                    }
                    return self.combine(&texts, &[&literal, after].concat(), &nothing, drops_empty);
                }
                if is_first {
                    drops_empty = is_top && sequence.is_none();
                    is_first = false;
                }
                let drops_here = drops_empty && after.is_empty();
                let values = sequence.unwrap_or_else(|| self.options(body, depth));
                texts = self.combine(&texts, before, &values, drops_here);
            }
            if after.is_empty() {
                return texts;
            }
            rest = after.to_vec();
        }
    }

    /// What stands between the commas of a body, expanded.
    fn options(&self, body: &[char], depth: usize) -> Vec<Text> {
        let below = depth.saturating_add(1);
        let parts = comma_parts(body);
        if let [only] = parts.as_slice() {
            // `x{{a,b}}y` is `x{a}y x{b}y`.
            let inner = self.expand(only, false, below);
            return inner.into_iter().map(|text| [&['{'], text.as_slice(), &['}']].concat()).collect();
        }
        let mut values: Vec<Text> = Vec::new();
        let mut length = 0_usize;
        for value in parts.iter().flat_map(|part| self.expand(part, false, below)) {
            length = length.saturating_add(value.len());
            if values.len() >= MAX_COUNT || length > MAX_LENGTH {
                break;
            }
            values.push(value);
        }
        values
    }
}

/// `,` and not another, then `}`, on one line.
fn closes_later(text: &[char]) -> bool {
    text.split(|c| matches!(c, '\n' | '\r')).any(|line| {
        let comma = line.windows(2).position(|pair| matches!(pair, [',', other] if *other != ','));
        comma.is_some_and(|at| line.get(at..).unwrap_or_default().contains(&'}'))
    })
}

/// A text split at the commas outside of braces.
fn comma_parts(text: &[char]) -> Vec<Text> {
    let mut parts: Vec<Text> = Vec::new();
    let mut current = Vec::new();
    let mut rest = text;
    loop {
        let found = balanced(rest);
        let plain = found.as_ref().map_or(rest, |found| found.before);
        for c in plain {
            if *c == ',' {
                parts.push(core::mem::take(&mut current));
            } else {
                current.push(*c);
            }
        }
        let Some(Balanced { body, after, .. }) = found else { break };
        current.push('{');
        current.extend(body);
        current.push('}');
        rest = after;
    }
    parts.push(current);
    parts
}

/// The values of `1..5`, `a..e` and both with a step.
fn sequence(body: &[char]) -> Option<Vec<Text>> {
    let text: String = body.iter().collect();
    let ends: Vec<&str> = text.split("..").collect();
    let (first, last, step) = match ends.as_slice() {
        [first, last] => (*first, *last, "1"),
        [first, last, step] => (*first, *last, *step),
        _ => return None,
    };
    let step = whole(step)?.abs().max(1.0);
    if let (Some(from), Some(to)) = (whole(first), whole(last)) {
        let is_padded = |end: &&str| {
            let mut digits = end.strip_prefix('-').unwrap_or(end).chars();
            digits.next() == Some('0') && digits.next().is_some()
        };
        let width = if ends.iter().any(is_padded) { first.len().max(last.len()) } else { 0 };
        return Some(stepped(from, to, step, |number| padded(number, width)));
    }
    let letter = |end: &str| {
        let mut chars = end.chars();
        chars.next().filter(|c| c.is_ascii_alphabetic() && chars.next().is_none())
    };
    let (from, to) = (letter(first)?, letter(last)?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two ASCII letters")]
    let value = |number: f64| Some(char::from(number as u8)).filter(|c| *c != '\\').into_iter().collect();
    Some(stepped(f64::from(u32::from(from)), f64::from(u32::from(to)), step, value))
}

fn stepped(from: f64, to: f64, step: f64, value: impl Fn(f64) -> Text) -> Vec<Text> {
    let mut values = Vec::new();
    let mut number = from;
    while values.len() < MAX_COUNT && if to < from { number >= to } else { number <= to } {
        values.push(value(number));
        number += if to < from { -step } else { step };
    }
    values
}

/// `-?\d+`
fn whole(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn padded(number: f64, width: usize) -> Text {
    let text = decimal(number).unwrap_or_default();
    let zeros = "0".repeat(width.saturating_sub(text.len()));
    match text.strip_prefix('-') {
        Some(digits) => format!("-{zeros}{digits}"),
        None => format!("{zeros}{text}"),
    }
    .chars()
    .collect()
}
