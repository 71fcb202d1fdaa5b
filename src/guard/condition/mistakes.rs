//! What people write who know another language, and what to write here.

use super::error::ConditionError;
use super::path::ROOTS;
use super::tree::METHODS;
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

const OUTSIDE: &str = "write it in an `evaluate` function";

/// Signs of other languages: what they are there, and what to write. The longer ones first.
const SIGNS: [(&str, &str, &str); 38] = [
    ("===", "a comparison of JavaScript", "write `==`"),
    ("!==", "a comparison of JavaScript", "write `!=`"),
    ("=>", "a function", OUTSIDE),
    ("==", "", ""),
    ("!=", "", ""),
    ("~=", "", ""),
    ("!~=", "", ""),
    ("<=", "", ""),
    (">=", "", ""),
    ("=~", "a match of another language", "write `.match(\"pattern\")`"),
    ("<>", "a comparison of another language", "write `!=`"),
    ("<<", "a bit operation", OUTSIDE),
    (">>", "a bit operation", OUTSIDE),
    ("+=", "an assignment", OUTSIDE),
    ("-=", "an assignment", OUTSIDE),
    ("*=", "an assignment", OUTSIDE),
    ("/=", "an assignment", OUTSIDE),
    ("%=", "an assignment", OUTSIDE),
    ("++", "an assignment", OUTSIDE),
    ("--", "an assignment", "two signs have a space between them"),
    ("**", "a power", OUTSIDE),
    ("//", "a comment", "conditions have no comments"),
    ("/*", "a comment", "conditions have no comments"),
    ("&&", "", ""),
    ("||", "", ""),
    ("...", "a spread", OUTSIDE),
    ("..", "a range", "`slice(start, end)` gives a part"),
    ("?.", "an optional path", "write `.`: a path that leads nowhere is `null`"),
    ("??", "a default for `null`", "write `||`"),
    ("?", "a conditional", "write `condition && value || other`"),
    ("=", "an assignment", "write `==` to compare"),
    ("&", "a bit operation", "write `&&`"),
    ("|", "a bit operation or a pipe", "write `||`"),
    ("^", "a bit operation", OUTSIDE),
    ("~", "a bit operation", "write `~=` to compare tolerantly"),
    ("`", "a template string", "write \"…\": strings take paths, as in \"by @mx.op.name\""),
    (";", "a statement", OUTSIDE),
    ("$", "a variable of another language", "a path begins with `@mx`, `@input` or `@output`"),
];

/// Words of other languages.
const WORDS: [(&str, &str); 18] = [
    ("and", "write `&&`"),
    ("or", "write `||`"),
    ("not", "write `!`"),
    ("is", "write `==`"),
    ("in", "write `list.includes(value)`"),
    ("contains", "write `list.includes(value)`"),
    ("undefined", "write `null`"),
    ("nil", "write `null`"),
    ("None", "write `null`"),
    ("typeof", OUTSIDE),
    ("instanceof", OUTSIDE),
    ("function", OUTSIDE),
    ("new", OUTSIDE),
    ("let", OUTSIDE),
    ("const", OUTSIDE),
    ("var", OUTSIDE),
    ("if", "conditions are joined with `&&` and `||`"),
    ("then", "the action stands beside the condition"),
];

/// Methods of other languages.
const METHOD_NAMES: [(&str, &str); 18] = [
    ("contains", "write `includes`"),
    ("has", "write `includes`"),
    ("test", "write `match`"),
    ("matches", "write `match`"),
    ("search", "write `match`"),
    ("size", "write `length`"),
    ("count", "write `length`"),
    ("lower", "write `toLowerCase`"),
    ("lowercase", "write `toLowerCase`"),
    ("upper", "write `toUpperCase`"),
    ("uppercase", "write `toUpperCase`"),
    ("substring", "write `slice`"),
    ("substr", "write `slice`"),
    ("some", "write `@input.any…`"),
    ("every", "write `@input.all…`"),
    ("find", "write `@input.any…`"),
    ("strip", "write `trim`"),
    ("starts_with", "write `startsWith`"),
];

/// The sign of another language that a text begins with.
pub(super) fn sign(rest: &str, at: usize) -> Option<ConditionError> {
    if rest.starts_with(['“', '”', '‘', '’']) {
        let length = rest.chars().next().map_or(0, char::len_utf8);
        let error =
            ConditionError::new(Span::new(at, at.saturating_add(length)), "a typographic quote begins no string");
        return Some(error.suggest("write `\"` or `'`"));
    }
    if rest.starts_with('#') {
        let error = ConditionError::new(Span::new(at, at.saturating_add(1)), "conditions have no comments");
        return Some(error.suggest("text stands in quotes"));
    }
    let (sign, what, instead) =
        SIGNS.iter().filter(|(sign, ..)| rest.starts_with(sign)).max_by_key(|row| row.0.len())?;
    if what.is_empty() {
        return None;
    }
    let span = Span::new(at, at.saturating_add(sign.len()));
    Some(
        ConditionError::new(span, format!("{} is {what}, which conditions do not have", quoted(sign)))
            .suggest_or_evaluate(*instead),
    )
}

/// A word where a value is expected.
pub(super) fn word(word: &str, span: Span) -> ConditionError {
    let error = ConditionError::new(span, format!("expected a value, found the bare word {}", quoted(word)));
    if let Some(instead) = known(&WORDS, word) {
        return error.suggest_or_evaluate(instead);
    }
    if ROOTS.contains(&word) {
        return error.suggest(format!("did you mean `@{word}`?"));
    }
    error.suggest_nearest(word, &["true", "false", "null"], || {
        "text stands in quotes, and a path begins with `@`".into()
    })
}

/// A word after a value.
pub(super) fn word_after(word: &str) -> Option<&'static str> {
    known(&WORDS, word)
}

/// A method that there is not.
pub(super) fn method(name: &str, span: Span) -> ConditionError {
    let error = ConditionError::new(span, format!("there is no method {}", quoted(name)));
    match known(&METHOD_NAMES, name) {
        Some(instead) => error.suggest_or_evaluate(instead),
        None => {
            let error = error.suggest_nearest(name, &METHODS.map(|(name, ..)| name), || OUTSIDE.to_owned());
            let suggestion = error.suggestion.clone().unwrap_or_default();
            error.suggest_or_evaluate(suggestion)
        }
    }
}

/// A path that begins with none of the roots.
pub(super) fn root(given: &str, after: &str, span: Span) -> ConditionError {
    if after.starts_with('(') {
        return ConditionError::outside(
            span,
            format!("{} is a function, and conditions call none", quoted(&format!("@{given}"))),
        );
    }
    let message = format!("expected `@mx`, `@input` or `@output`, found {}", quoted(&format!("@{given}")));
    let error = ConditionError::new(span, message);
    let near = crate::suggest::nearest(given, ROOTS.iter().copied());
    error.suggest_or_evaluate(match near {
        Some(near) => format!("did you mean `@{near}`?"),
        None => format!("did you mean `@mx.args.{}`?", crate::text::shown(given)),
    })
}

fn known(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(name, _)| *name == word).map(|(_, instead)| *instead)
}
