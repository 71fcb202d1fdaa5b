//! What to change so that a denied operation would be permitted: the smallest change that would do.

use super::context::Context;
use super::danger::reason_of;
use super::layer::Layer;
use super::question::Question;
use super::scope::Scope;
use super::subject::{FileMode, FilePath, Subject};
use crate::decision::Suggestion;
use crate::list::{List, all_some};
use crate::pattern::Reading;
use crate::pattern::command::{CommandContext, CommandPattern, Invocation, Word};
use crate::pattern::domain::Endpoint;
use crate::pattern::path::{Places, TargetPath};
use crate::policy::may_be_program;
use crate::prelude::*;

/// Opting in to what the danger list holds back, with why it does: in every list that does not yet, or in a first one.
pub(super) fn opt_in(layer: &Layer, danger: &str, question: &Question<'_>, context: &Context) -> Vec<Suggestion> {
    let silent = layer.danger.iter().filter(|list| !list.holds(&question.subject));
    let mut lists: Vec<&str> = silent.map(|list| list.path.as_str()).list();
    if layer.danger.is_empty() {
        lists.push("danger");
    }
    let suggestions = lists.into_iter().flat_map(|list| add(layer, list, question, context));
    let with_reason = |suggestion: Suggestion| Suggestion {
        message: format!("{} To permit it all the same, {}", reason_of(danger), suggestion.message),
        ..suggestion
    };
    suggestions.map(with_reason).list()
}

/// Putting the subject on the allow list at `list`.
pub(super) fn permit(layer: &Layer, list: &str, question: &Question<'_>, context: &Context) -> Vec<Suggestion> {
    // Where `default` denies, an allow list is what lifts it.
    add(layer, if list == "default" { "allow" } else { list }, question, context)
}

/// One suggestion for each entry that the list at `path` lacks.
fn add(layer: &Layer, path: &str, question: &Question<'_>, context: &Context) -> Vec<Suggestion> {
    let entries = match &question.subject {
        // A host that is read in several ways needs a permission for each.
        Subject::Host(target) => {
            let list = layer.permissions(path);
            let missing = |endpoint: &&Endpoint| !list.is_some_and(|list| list.permits_endpoint(endpoint));
            // `env.net.allow` holds domains without their kind.
            let kind = if path == "env.net.allow" { "" } else { "net:" };
            target.endpoints().iter().filter(missing).map(|endpoint| format!("{kind}{endpoint}")).list()
        }
        // `env.net.allow` holds domains without their kind.
        Subject::Scope(asked) if path == "env.net.allow" && asked.hosts().is_some() => {
            asked.hosts().into_iter().map(|pattern| pattern.source().to_owned()).list()
        }
        subject => exact_entry(subject, context).into_iter().list(),
    };
    if entries.is_empty() && matches!(question.subject, Subject::Scope(_)) {
        let message = format!("no entry of `{path}` in policy `{}` means exactly this: write a wider one", layer.name);
        return vec![Suggestion { message, ..add_text(layer, path, None) }];
    }
    if entries.is_empty() {
        return vec![add_text(layer, path, None)];
    }
    entries.into_iter().map(|entry| add_text(layer, path, Some(entry))).list()
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

/// What to change in a command whose words are not all known: a rule may stop it for what it only might do.
pub(super) fn spell_out(subject: &Subject<'_>) -> Option<Suggestion> {
    let message = match subject {
        Subject::File(_, FilePath::Partial(_)) => {
            "write the path out: one that is not known could be any that the rule denies"
        }
        Subject::Scope(asked) if matches!(asked.scope, Scope::Commands(_) | Scope::Files(..) | Scope::Hosts(_)) => {
            "need less: the rule takes this or a part of it away"
        }
        Subject::Program(command) if command.invocation().args.iter().any(|word| word.as_literal().is_none()) => {
            "write the words out: one that is not known could be any that the rule denies"
        }
        _ => return None,
    };
    Some(Suggestion { message: message.to_owned(), policy: None, path: String::new(), entry: None })
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
fn exact_entry(subject: &Subject<'_>, context: &Context) -> Option<String> {
    match subject {
        Subject::Program(command) => command_entry(command.invocation(), &context.commands()),
        Subject::File(_, FilePath::Partial(_)) => None,
        Subject::File(mode, FilePath::Whole(path)) => {
            let mode = match mode {
                FileMode::Read => 'r',
                FileMode::Write => 'w',
            };
            Some(format!("fs:{mode}:{}", path_pattern(path, &context.places)))
        }
        Subject::Capability(name) => Some(name.list_entry().to_owned()),
        Subject::Scope(asked) => asked.scope.entry(),
        // `add` writes hosts; no entry means a kind as a whole and nothing more.
        Subject::Host(_) | Subject::Kind(_) => None,
    }
}

/// The words as a pattern, if the pattern syntax can say them; a program alone is as narrow as patterns get for it.
fn command_entry(command: &Invocation<'_>, context: &CommandContext<'_>) -> Option<String> {
    let arguments = command.args.iter().map(Word::as_literal);
    let texts: Vec<&str> = all_some(core::iter::once(Some(command.program)).chain(arguments))?;
    let plain =
        |word: &&str| !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c.is_control() || c == '*');
    if !may_be_program(command.program)
        || !texts.iter().all(plain)
        || texts.len() == 1 && texts.iter().any(|word| word.contains(':'))
    {
        return None;
    }
    let text = texts.join(" ");
    let pattern = CommandPattern::parse(&text).ok()?;
    pattern.matches(Reading::Permission, command, context).then(|| format!("cmd:{text}"))
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
