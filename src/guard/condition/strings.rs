//! What stands in a string or a template: text, and paths.

use super::Reads;
use super::error::ConditionError;
use super::lexer::{Kind, Lexer, name};
use super::path;
use super::tree::{Access, Expr, METHODS, Part, Step};
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

/// The parts of a string, whose quotes are in the span.
pub(super) fn string(text: &str, span: Span, reads: &mut Reads) -> Result<Vec<Part>, ConditionError> {
    parts(text, Span::new(span.start.saturating_add(1), span.end.saturating_sub(1)), true, reads)
}

/// A string without paths.
pub(super) fn plain(text: &str, span: Span, what: &str) -> Result<String, ConditionError> {
    let mut plain = String::new();
    for part in string(text, span, &mut Reads::default())? {
        match part {
            Part::Text(text) => plain.push_str(&text),
            Part::Path(path) => {
                let error = ConditionError::new(path.span, format!("{what} is written out, found a path"));
                return Err(error.suggest("`\\@` is an `@`"));
            }
        }
    }
    Ok(plain)
}

/// The parts of a text with paths. In a string (`escapes`) the escapes of JSON and `\'` are read; `\@` is everywhere.
pub(super) fn parts(text: &str, span: Span, escapes: bool, reads: &mut Reads) -> Result<Vec<Part>, ConditionError> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut lexer = Lexer { text, at: span.start, end: span.end };
    while let Some(c) = lexer.rest().chars().next() {
        let rest = lexer.rest();
        let length = if rest.starts_with("\\@") {
            plain.push('@');
            2
        } else if c == '\\' && escapes {
            let (c, length) = escape(rest, lexer.at)?;
            plain.push(c);
            length
        } else if c == '@' && path::ROOTS.contains(&name(rest.get(1..).unwrap_or_default())) {
            if !plain.is_empty() {
                parts.push(Part::Text(core::mem::take(&mut plain)));
            }
            parts.push(Part::Path(embedded(&mut lexer, reads)?));
            0
        } else {
            plain.push(c);
            c.len_utf8()
        };
        lexer.at = lexer.at.saturating_add(length);
    }
    if !plain.is_empty() {
        parts.push(Part::Text(plain));
    }
    Ok(parts)
}

/// A path within text: it goes as far as it can be read without white space.
fn embedded(lexer: &mut Lexer<'_>, reads: &mut Reads) -> Result<Expr, ConditionError> {
    let root = lexer.next()?;
    let Kind::At(name) = root.kind else { return Err(ConditionError::new(root.span, "expected a path")) };
    let mut steps = Vec::new();
    while let Some(step) = embedded_step(lexer)? {
        lexer.at = step.span.end;
        steps.push(step);
    }
    if let Some(Step { access: Access::Key { name, dotted: true }, span }) = steps.last()
        && lexer.rest().starts_with('(')
        && METHODS.iter().any(|(method, ..)| method == name)
    {
        let error = ConditionError::new(*span, format!("text takes paths, found the method {}", quoted(name)));
        return Err(error.suggest("write an `evaluate` function; `\\@` is an `@`"));
    }
    path::build(name, root.span, steps, reads)
}

fn embedded_step(lexer: &Lexer<'_>) -> Result<Option<Step>, ConditionError> {
    let start = lexer.at;
    let inner = start.saturating_add(1);
    let rest = lexer.rest();
    let after = rest.get(1..).unwrap_or_default();
    if rest.starts_with('.') && !name(after).is_empty() {
        let name = name(after);
        let access = Access::Key { name: name.to_owned(), dotted: true };
        return Ok(Some(Step { access, span: Span::new(start, inner.saturating_add(name.len())) }));
    }
    if !rest.starts_with('[') || !after.starts_with(['"', '\'', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) {
        return Ok(None);
    }
    let mut ahead = Lexer { at: inner, ..*lexer };
    let Ok(token) = ahead.next() else { return Ok(None) };
    if !ahead.rest().starts_with(']') {
        return Ok(None);
    }
    let access = match token.kind {
        Kind::Number(number) => path::index(number).map(Access::Index),
        Kind::String => Some(Access::Key { name: plain(lexer.text, token.span, "a key")?, dotted: false }),
        _ => None,
    };
    Ok(access.map(|access| Step { access, span: Span::new(start, ahead.at.saturating_add(1)) }))
}

/// The character that an escape stands for, and the length of the escape.
pub(crate) fn escape(rest: &str, at: usize) -> Result<(char, usize), ConditionError> {
    let kind = rest.chars().nth(1);
    let c = match kind {
        Some(c @ ('"' | '\'' | '\\' | '/')) => c,
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => return unicode(rest, at),
        _ => {
            let length = kind.map_or(1, |c| c.len_utf8().saturating_add(1));
            let shown = rest.get(..length).unwrap_or_default();
            let error = ConditionError::new(
                Span::new(at, at.saturating_add(length)),
                format!("expected an escape of JSON, `\\'` or `\\@`, found {}", quoted(shown)),
            );
            return Err(error.suggest("a backslash is written twice, as in \"\\\\d+\""));
        }
    };
    Ok((c, 2))
}

/// `\u0040`, or two of them for a character above U+FFFF.
fn unicode(rest: &str, at: usize) -> Result<(char, usize), ConditionError> {
    let unit = |from: usize| {
        let digits = rest.get(from..from.saturating_add(4))?;
        let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| all)
    };
    let found = unit(2).and_then(|first| match first {
        0xd800..=0xdbff => {
            let second =
                unit(8).filter(|second| rest.get(6..8) == Some("\\u") && (0xdc00..=0xdfff).contains(second))?;
            let low = second.checked_sub(0xdc00)?;
            let c = first.checked_sub(0xd800)?.checked_mul(0x400)?.checked_add(low)?.checked_add(0x1_0000)?;
            Some((char::from_u32(c)?, 12))
        }
        _ => Some((char::from_u32(first)?, 6)),
    });
    found.ok_or_else(|| {
        let length = rest.char_indices().nth(6).map_or(rest.len(), |(end, _)| end);
        ConditionError::new(
            Span::new(at, at.saturating_add(length)),
            "expected four hexadecimal digits that are a character",
        )
        .suggest("as in `\\u00e9`; characters above U+FFFF take two")
    })
}
