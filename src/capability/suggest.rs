//! What to change so that a denied operation would be permitted: the smallest change that would do.

use super::context::Context;
use super::danger::reason_of;
use super::layer::Layer;
use super::rules::invocation;
use super::subject::{FileMode, Question, Subject};
use crate::decision::Suggestion;
use crate::pattern::Reading;
use crate::pattern::command::{CommandContext, CommandPattern, Word};
use crate::pattern::path::{Places, TargetPath};

/// Opting in to what the danger list holds back, with why it does.
pub(super) fn opt_in(layer: &Layer, danger: &str, question: &Question, context: &Context) -> Suggestion {
    let suggestion = add_text(layer, "danger", exact_entry(&question.subject, context));
    Suggestion {
        message: format!("{} To permit it all the same, {}", reason_of(danger), suggestion.message),
        ..suggestion
    }
}

/// Putting the subject on the allow list at `list`.
pub(super) fn permit(layer: &Layer, list: &str, question: &Question, context: &Context) -> Suggestion {
    let entry = exact_entry(&question.subject, context);
    match list {
        // Where `default` denies, an allow list is what lifts it.
        "default" => add_text(layer, "allow", entry),
        // This list holds domains without their kind.
        "env.net.allow" => add_text(layer, list, entry.and_then(|entry| entry.strip_prefix("net:").map(str::to_owned))),
        _ => add_text(layer, list, entry),
    }
}

/// Changing the rule that denied: nothing that could be added would help.
pub(super) fn change_rule(layer: &Layer, rule: &str) -> Suggestion {
    Suggestion {
        message: format!("remove or narrow `{rule}` in policy `{}`", layer.name),
        policy: Some(layer.name.clone()),
        path: rule.to_owned(),
        entry: None,
    }
}

/// Adding `entry` to the list at `list`; `None` where no entry means exactly what was denied.
pub(super) fn add_text(layer: &Layer, list: &str, entry: Option<String>) -> Suggestion {
    let message = match &entry {
        Some(entry) => format!("add `{entry}` to `{list}` in policy `{}`", layer.name),
        None => format!(
            "no entry of `{list}` in policy `{}` means exactly this: simplify the operation, or write a wider entry",
            layer.name
        ),
    };
    Suggestion { message, policy: Some(layer.name.clone()), path: list.to_owned(), entry }
}

/// The list entry that permits this subject and nothing more, if one can be written.
fn exact_entry(subject: &Subject, context: &Context) -> Option<String> {
    match subject {
        Subject::Program(words) => command_entry(words, &context.commands()),
        Subject::File(mode, path) => {
            let mode = match mode {
                FileMode::Read => 'r',
                FileMode::Write => 'w',
            };
            Some(format!("fs:{mode}:{}", path_pattern(path, &context.places)))
        }
        Subject::Host(target) => target.endpoints().first().map(|endpoint| format!("net:{endpoint}")),
        Subject::Capability(name) => Some(name.list_entry().to_owned()),
        Subject::Kind(_) => None,
    }
}

/// The words as a pattern, if the pattern syntax can say them; a program alone is as narrow as patterns get for it.
fn command_entry(words: &[Word], context: &CommandContext<'_>) -> Option<String> {
    let texts: Vec<&str> = words.iter().map(Word::as_literal).collect::<Option<_>>()?;
    let plain =
        |word: &&str| !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c.is_control() || c == '*');
    if !texts.iter().all(plain) || texts.len() == 1 && texts.iter().any(|word| word.contains(':')) {
        return None;
    }
    let text = texts.join(" ");
    let pattern = CommandPattern::parse(&text).ok()?;
    pattern.matches(Reading::Permission, &invocation(words)?, context).then(|| format!("cmd:{text}"))
}

/// A path as a pattern: below the project root in its terms, glob characters escaped.
fn path_pattern(path: &TargetPath, places: &Places) -> String {
    let (prefix, rest) = match places.base().and_then(|base| path.as_str().strip_prefix(base.as_str())) {
        Some(rest) if rest.starts_with('/') => ("@base", rest),
        _ => ("", path.as_str()),
    };
    let mut pattern = prefix.to_owned();
    for c in rest.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '{' | '}' | '\\' | '!' | ',') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}
