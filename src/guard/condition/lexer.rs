//! Text to tokens.

use super::error::ConditionError;
use super::mistakes;
use super::tree::OPERATORS;
use crate::span::Span;
use crate::text::quoted;

/// A token and where it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind<'t> {
    Number(f64),
    /// A string with its quotes, which is not decoded yet.
    String,
    /// `@name`
    At(&'t str),
    Name(&'t str),
    /// An operator or a bracket.
    Sign(&'t str),
    End,
}

/// Brackets, and what parts things.
const SIGNS: [&str; 10] = ["(", ")", "[", "]", "{", "}", ",", ":", ".", "!"];

#[derive(Debug, Clone, Copy)]
pub(super) struct Lexer<'t> {
    /// All of the text, so that places are places in it.
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// Where the part that is read ends.
    pub(super) end: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, end: text.len() }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// The next token, after white space.
    pub(super) fn next(&mut self) -> Result<Token<'t>, ConditionError> {
        let space = self.rest().len().saturating_sub(self.rest().trim_start_matches([' ', '\t', '\n', '\r']).len());
        self.at = self.at.saturating_add(space);
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(self.token(Kind::End, 0)) };
        match first {
            '"' | '\'' => self.string(first),
            '0'..='9' => self.number(),
            '@' => {
                let name = name(rest.get(1..).unwrap_or_default());
                if name.is_empty() {
                    return Err(ConditionError::new(self.span(1), "expected a name after `@`")
                        .suggest("a path begins with `@mx`, `@input` or `@output`"));
                }
                Ok(self.token(Kind::At(name), name.len().saturating_add(1)))
            }
            _ if is_name_start(first) => Ok(self.token(Kind::Name(name(rest)), name(rest).len())),
            _ => self.sign(first),
        }
    }

    fn sign(&mut self, first: char) -> Result<Token<'t>, ConditionError> {
        let rest = self.rest();
        if let Some(error) = mistakes::sign(rest, self.at) {
            return Err(error);
        }
        let signs = OPERATORS.iter().map(|(text, ..)| *text).chain(SIGNS);
        match signs.filter(|sign| rest.starts_with(sign)).max_by_key(|sign| sign.len()) {
            Some(sign) => Ok(self.token(Kind::Sign(sign), sign.len())),
            None => {
                let message = format!("{} has no meaning here", quoted(first.encode_utf8(&mut [0; 4])));
                Err(ConditionError::new(self.span(first.len_utf8()), message).suggest("text stands in quotes"))
            }
        }
    }

    /// A string ends on its line.
    fn string(&mut self, quote: char) -> Result<Token<'t>, ConditionError> {
        let mut escaped = false;
        for (at, c) in self.rest().char_indices().skip(1) {
            match c {
                '\n' | '\r' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if c == quote => return Ok(self.token(Kind::String, at.saturating_add(1))),
                _ => {}
            }
        }
        let message = format!("expected `{quote}` at the end of the string");
        Err(ConditionError::new(self.span(1), message).suggest("a string ends on its line; `\\n` is a new line"))
    }

    /// A number of JSON.
    fn number(&mut self) -> Result<Token<'t>, ConditionError> {
        let rest = self.rest();
        let mut length = 0_usize;
        let mut after_exponent = false;
        for c in rest.chars() {
            let belongs = is_name(c) || c == '.' || after_exponent && matches!(c, '+' | '-');
            if !belongs {
                break;
            }
            after_exponent = matches!(c, 'e' | 'E');
            length = length.saturating_add(c.len_utf8());
        }
        let literal = rest.get(..length).unwrap_or_default();
        match number(literal) {
            Some(number) => Ok(self.token(Kind::Number(number), length)),
            None => {
                let message =
                    format!("expected a number of at most 15 digits, as JSON writes it, found {}", quoted(literal));
                Err(ConditionError::new(self.span(length), message)
                    .suggest("as in `12`, `0.5` or `1e6`; text that begins with a digit stands in quotes"))
            }
        }
    }

    fn span(&self, length: usize) -> Span {
        Span::new(self.at, self.at.saturating_add(length))
    }

    fn token(&mut self, kind: Kind<'t>, length: usize) -> Token<'t> {
        let span = self.span(length);
        self.at = span.end;
        Token { kind, span }
    }
}

pub(crate) fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_'
}

pub(crate) fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// The name at the beginning of a text, or nothing.
pub(crate) fn name(text: &str) -> &str {
    let length = if text.starts_with(is_name_start) { text.find(|c| !is_name(c)).unwrap_or(text.len()) } else { 0 };
    text.get(..length).unwrap_or_default()
}

/// The number that a literal of JSON without a sign is nearest to, of those that take no more than one rounding: up to
/// 2^53 times or divided by up to 10^22. Rust's own reader, which takes all, would be a large part of the module.
pub(crate) fn number(literal: &str) -> Option<f64> {
    let (mantissa, exponent) = literal.split_once(['e', 'E']).map_or((literal, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').map_or((mantissa, None), |(w, f)| (w, Some(f)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_json = is_digits(whole) && (whole == "0" || !whole.starts_with('0')) && fraction.is_none_or(is_digits);
    if !is_json {
        return None;
    }
    let digits = fraction.unwrap_or_default().trim_end_matches('0');
    let mut value: u64 = 0;
    for digit in whole.bytes().chain(digits.bytes()) {
        value = value.checked_mul(10)?.checked_add(u64::from(digit.checked_sub(b'0')?))?;
    }
    let power = match exponent {
        None => 0,
        Some(exponent) => {
            let (sign, power) = match exponent.strip_prefix('-') {
                Some(power) => (-1, power),
                None => (1, exponent.strip_prefix('+').unwrap_or(exponent)),
            };
            power.parse::<i32>().ok().filter(|_| is_digits(power))?.checked_mul(sign)?
        }
    };
    let power = power.checked_sub(i32::try_from(digits.len()).ok()?)?;
    if value > 1 << 53 || power.unsigned_abs() > 22 {
        return (value == 0).then_some(0.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "up to 2^53 they are exact")]
    let value = value as f64;
    let scale = (0..power.unsigned_abs()).fold(1.0, |scale, _| scale * 10.0);
    Some(if power < 0 { value / scale } else { value * scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_standard_library() {
        let literals = "0 7 10 12345 0.5 0.1 3.14159 1e6 1E+6 25e-2 100000e-22 9007199254740992 123456789.012345 0.30 0e999 \
                        1.50e1 2.2250738585072e-9";
        for literal in literals.split_whitespace() {
            assert_eq!(number(literal), literal.parse().ok(), "{literal}");
        }
    }

    #[test]
    fn other_numbers_are_refused() {
        for literal in
            "01 1. .5 0x10 1_000 1e 1e+ 1e400 12px 9007199254740993 1e23 1e-23 1.2.3 1ee2 +1".split_whitespace()
        {
            assert_eq!(number(literal), None, "{literal}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_number_is_the_nearest_or_none(whole in 0_u64..1_000_000_000, fraction in "[0-9]{0,9}", power in -30_i32..30) {
            let literal = if fraction.is_empty() { format!("{whole}e{power}") } else { format!("{whole}.{fraction}e{power}") };
            if let Some(found) = number(&literal) {
                proptest::prop_assert_eq!(found, literal.parse::<f64>().unwrap());
            }
        }
    }
}
