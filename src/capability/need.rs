//! A need of a module: whether all operations of a set are permitted.

use alloc::rc::Rc;

use super::command::NeededCommand;
use super::context::Context;
use super::danger::still_dangerous;
use super::judge::{TraceSink, judge, weightier};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::scope::{AskedScope, Scope};
use super::subject::Subject;
use super::suggest;
use crate::decision::{Denial, DenialCode, Suggestion, Topic};
use crate::distinct::distinct;
use crate::list::{AddAll, List};
use crate::pattern::domain::NetworkTarget;
use crate::policy::Capability;
use crate::prelude::*;

/// Whether one need is granted.
///
/// The danger list takes nothing from a need (needs.md, "What stays dangerous"): it asks for ordinary use.
#[derive(Debug)]
pub(crate) struct NeedOperation<'a> {
    text: &'a str,
    questions: Vec<Question<'a>>,
    keychain: bool,
}

impl<'a> NeedOperation<'a> {
    /// All of these sets, which together are the need that a user would write as `text`. `commands` are what those of
    /// commands would do, in their order.
    pub(crate) fn new(text: &'a str, scopes: &[Scope], commands: &'a [NeededCommand], context: &'a Context) -> Self {
        let shown: Rc<str> = text.into();
        let ask = |scope: &Scope, reach| {
            let asked = Box::new(AskedScope { scope: scope.clone(), context });
            Question::without_danger(Subject::Scope(asked), reach, Rc::clone(&shown))
        };
        let mut questions = Vec::with_capacity(scopes.len());
        let mut commands = commands.iter();
        for scope in scopes {
            let Scope::Commands(scope_of_commands) = scope else {
                questions.push(match host_of(scope) {
                    Some(host) => Question::without_danger(Subject::Host(host), AllowReach::Every, Rc::clone(&shown)),
                    None => ask(scope, AllowReach::Every),
                });
                continue;
            };
            let command = commands.next();
            let transparent = command.is_some_and(NeededCommand::is_transparent);
            let longer = scope_of_commands.pattern().words().first().filter(|name| **name == ".").map(|_| "source");
            match longer.and_then(|name| scope_of_commands.renamed(name)) {
                // One builtin with two names: permissions know it by the longer, denials by both.
                Some(source) => {
                    questions.push(ask(scope, AllowReach::None));
                    questions.push(ask(&Scope::Commands(source), AllowReach::Every));
                }
                None => questions.push(ask(scope, if transparent { AllowReach::None } else { AllowReach::Every })),
            }
            questions.add_all(command.map(|command| command.questions(context)).unwrap_or_default());
        }
        let keychain = scopes.contains(&Scope::Capability(Capability::Keychain));
        Self { text, questions, keychain }
    }

    /// The entries of the danger list about some of the need that not every layer opts in to.
    pub(crate) fn still_dangerous(&self, layers: &[alloc::rc::Rc<Layer>], context: &Context) -> Vec<String> {
        let subjects = self.questions.iter().map(|question| &question.subject);
        distinct(subjects.flat_map(|subject| still_dangerous(subject, layers, context)))
    }
}

/// The one host that a scope is about: it can be read in several ways, as that of any request.
fn host_of(scope: &Scope) -> Option<NetworkTarget> {
    match scope {
        Scope::Hosts(pattern) if pattern.is_one_host() => NetworkTarget::parse(pattern.source().trim()).ok(),
        _ => None,
    }
}

impl Operation for NeedOperation<'_> {
    fn describe(&self) -> String {
        format!("need: {}", crate::text::shown(self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        let denials: Vec<Denial> =
            self.questions.iter().filter_map(|question| judge(layer, context, question, trace.as_deref_mut())).list();
        let first = denials.iter().cloned().map(Some).fold(None, weightier);
        let first = first.or_else(|| self.keychain.then(|| no_entry(layer)).flatten());
        // Reading and writing may each need an entry of one list.
        let also = |first: &Denial| {
            let same = denials.iter().filter(|other| other.code == first.code && other.rule == first.rule);
            distinct(core::iter::once(first).chain(same).flat_map(|denial| denial.suggestions.iter().cloned()))
        };
        first.map(|first| Denial { suggestions: also(&first), ..first })
    }
}

/// The denial of a layer that lets no entry of the keychain be read. Which of them may be is decided for each.
fn no_entry(layer: &Layer) -> Option<Denial> {
    let keychain = layer.document.keychain.as_ref()?;
    let is_everything = |pattern: &str| pattern.replace("{projectname}", "*").chars().all(|c| matches!(c, '*' | '/'));
    let (rule, suggestion) = match keychain.deny.iter().find(|rule| is_everything(&rule.pattern)) {
        Some(rule) => (rule.origin.path.to_string(), suggest::change_rule(layer, &rule.origin.path)),
        None if keychain.allow.as_ref().is_some_and(Vec::is_empty) => {
            let message =
                format!("list the entries that may be read under `keychain.allow` in policy `{}`", layer.name);
            let policy = Some(layer.name.clone());
            let path = "keychain.allow".to_owned();
            ("keychain.allow".to_owned(), Suggestion { message, policy, path, entry: None })
        }
        None => return None,
    };
    Some(Denial {
        code: DenialCode::PolicyCapabilityDenied,
        reason: "Keychain access denied by policy".to_owned(),
        policy: Some(layer.name.clone()),
        rule: Some(rule),
        subject: Some("keychain".to_owned()),
        span: None,
        suggestions: vec![suggestion],
        topic: Topic::OfCode,
    })
}
