//! Guards of a file, as the definitions that pipelines take.

use crate::error::Problem;
use crate::notation::{Expression, ExpressionKind, Guard, GuardAction, Part};
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;
use crate::span::Span;

/// What a guard of a scenario sees.
const ROOTS: [&str; 3] = ["mx", "input", "output"];

/// The definition of a guard, which stands in this text.
///
/// # Errors
///
/// A value of an action that nobody could tell, with its place.
pub(super) fn definition(guard: &Guard, text: &str) -> Result<Value, (Span, String)> {
    let rule = |rule: &crate::notation::GuardRule| {
        let action = action(&rule.action, text)?;
        Ok(Value::list([Value::from(rule.condition.value.as_str()), action]))
    };
    let rules = guard.rules.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    let name = guard.name.as_ref().map(|name| ("name", Value::from(name.value.as_str())));
    let said = [
        ("timing", guard.timing.value.as_str().into()),
        ("filter", guard.filter.value.as_str().into()),
        ("privileged", guard.privileged.is_some().into()),
        ("when", Value::list(rules)),
    ];
    Ok(Value::object(said.into_iter().chain(name)))
}

fn action(action: &GuardAction, text: &str) -> Result<Value, (Span, String)> {
    let word = action.word.value.as_str();
    let value = action.value.as_ref().map(|value| written(value, text)).transpose()?;
    let with = match &action.with {
        Some(Value { data: Data::Object(members), .. }) => members.as_slice(),
        _ => &[],
    };
    if let (Some(member), _) = (with.iter().find(|member| !["labels", "policy"].contains(&member.key.as_str())), ()) {
        let message =
            format!("unknown key {} behind an action; known are `labels`, `policy`", crate::text::quoted(&member.key));
        return Err((member.key_span.unwrap_or(action.span), message));
    }
    let value = match value {
        None if with.is_empty() => return Ok(word.into()),
        // `allow with { labels: … }` has no value; of other words the pipeline says what is missing.
        None if word == "allow" => None,
        None => Some(Data::Null.into()),
        Some(value) => Some(value),
    };
    let said = value.map(|value| Member { key: word.to_owned(), key_span: None, value });
    // Texts in labels and policies are no templates.
    Ok(Data::Object(said.into_iter().chain(with.iter().cloned()).collect()).into())
}

/// A value as definitions have it: paths stand in its texts, and what is no path is escaped.
fn written(value: &Expression, text: &str) -> Result<Value, (Span, String)> {
    let source = |span: Span| text.get(span.start..span.end).unwrap_or_default();
    match &value.kind {
        ExpressionKind::Literal(value) => Ok(escaped(value)),
        ExpressionKind::Template(template) => {
            let parts = template.parts.iter().map(|part| match part {
                Part::Text(text) => escaped_text(&text.value),
                Part::Path(path) if ROOTS.contains(&path.name.as_str()) => source(path.span).to_owned(),
                // A name that no guard knows is text.
                Part::Path(path) => escaped_text(source(path.span)),
            });
            Ok(parts.collect::<String>().into())
        }
        ExpressionKind::Path(path) if ROOTS.contains(&path.name.as_str()) => Ok(source(path.span).into()),
        ExpressionKind::Path(path) => {
            let found = crate::text::quoted(source(path.span));
            Err((path.span, format!("a guard sees `@input`, `@output` and `@mx`, found {found}")))
        }
        ExpressionKind::Call(_) | ExpressionKind::Command(_) => {
            Err((value.span, "expected a value, found what has to run first".to_owned()))
        }
    }
}

fn escaped(value: &Value) -> Value {
    match &value.data {
        Data::String(text) => escaped_text(text).into(),
        Data::Array(items) => Value::list(items.iter().map(escaped)),
        Data::Object(members) => {
            Value::object(members.iter().map(|member| (member.key.clone(), escaped(&member.value))))
        }
        _ => value.clone(),
    }
}

fn escaped_text(text: &str) -> String {
    text.replace('@', "\\@")
}

/// Where a problem of a definition stands in the file; `whole` is the guard.
pub(super) fn place_in(guard: &Guard, problem: &Problem, whole: Span) -> Span {
    let rest = problem.path.strip_prefix("when[").and_then(|rest| rest.split_once(']'));
    let rule = rest.and_then(|(index, rest)| Some((guard.rules.get(index.parse::<usize>().ok()?)?, rest)));
    match (problem.path.as_str(), rule) {
        (_, Some((rule, "[0]"))) => {
            let start = rule.condition.span.start;
            let within = problem.span.unwrap_or_default();
            Span::new(start.saturating_add(within.start), start.saturating_add(within.end))
        }
        (_, Some((rule, _))) => rule.action.value.as_ref().map_or(rule.action.span, |value| value.span),
        ("name", None) => guard.name.as_ref().map_or(whole, |name| name.span),
        ("filter", None) => guard.filter.span,
        ("timing", None) => guard.timing.span,
        _ => whole,
    }
}
