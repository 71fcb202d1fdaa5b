//! A need of a module: whether all operations of a set are permitted.

use std::rc::Rc;

use super::context::Context;
use super::danger::still_dangerous;
use super::judge::{TraceSink, judge, weightier};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::scope::{AskedScope, Scope};
use super::subject::{Kind, Subject};
use super::suggest;
use crate::decision::{Denial, DenialCode};
use crate::pattern::command::CommandScope;
use crate::policy::Capability;
use crate::shell::{Surroundings, analyze_argv};

/// Whether one need is granted.
///
/// The danger list takes nothing from a need (tiers.md, "Needs"): it asks for ordinary use.
#[derive(Debug)]
pub(crate) struct NeedOperation<'a> {
    text: &'a str,
    questions: Vec<Question<'a>>,
    keychain: bool,
}

impl<'a> NeedOperation<'a> {
    /// All of these sets, which together are the need that a user would write as `text`.
    pub(crate) fn new(text: &'a str, scopes: &[Scope], surroundings: Surroundings<'_>, context: &'a Context) -> Self {
        let shown: Rc<str> = text.into();
        let ask = |subject, reach| Question::without_danger(subject, reach, Rc::clone(&shown));
        let mut questions = Vec::with_capacity(scopes.len());
        for scope in scopes {
            let asked = AskedScope { scope: scope.clone(), context };
            questions.push(ask(Subject::Scope(asked), AllowReach::Every));
            if let Scope::Commands(commands) = scope {
                let own = own_subjects(commands, surroundings).into_iter();
                questions.extend(own.map(|subject| ask(subject, AllowReach::None)));
            }
        }
        let keychain = scopes.contains(&Scope::Capability(Capability::Keychain));
        Self { text, questions, keychain }
    }

    /// The entries of the danger list about some of the need that not every layer opts in to.
    pub(crate) fn still_dangerous(&self, layers: &[Layer], context: &Context) -> Vec<String> {
        let subjects = self.questions.iter().map(|question| &question.subject);
        let mut all: Vec<String> = Vec::new();
        for entry in subjects.flat_map(|subject| still_dangerous(subject, layers, context)) {
            if !all.contains(&entry) {
                all.push(entry);
            }
        }
        all
    }
}

/// What the words of a need say about it whatever follows them: a capability that the program is, or that it contacts
/// hosts.
fn own_subjects<'s>(commands: &CommandScope, surroundings: Surroundings<'_>) -> Vec<Subject<'s>> {
    let words = commands.pattern().words();
    let known: Vec<String> =
        words.iter().take_while(|word| !word.contains('*')).map(|word| (*word).to_owned()).collect();
    let mut subjects = Vec::new();
    // Where the name itself is not known there is nothing to know about it.
    if known.is_empty() {
        return subjects;
    }
    let plan = analyze_argv(&known, surroundings);
    let of_need = plan.programs.iter().take(1);
    for program in of_need {
        subjects.extend(program.capabilities.iter().cloned().map(Subject::Capability));
        subjects.extend(program.uses_network.then_some(Subject::Kind(Kind::Network)));
    }
    subjects
}

impl Operation for NeedOperation<'_> {
    fn describe(&self) -> String {
        format!("need: {}", crate::text::shown(self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        let denials = self.questions.iter().map(|question| judge(layer, context, question, trace.as_deref_mut()));
        let denial = denials.fold(None, weightier);
        denial.or_else(|| self.keychain.then(|| no_entry(layer)).flatten())
    }
}

/// The denial of a layer that lets no entry of the keychain be read. Which of them may be is decided for each.
fn no_entry(layer: &Layer) -> Option<Denial> {
    let keychain = layer.document.keychain.as_ref()?;
    let everything = keychain.deny.iter().find(|rule| matches!(rule.pattern.as_str(), "*" | "**" | "*/*"));
    let rule = match (everything, &keychain.allow) {
        (Some(rule), _) => rule.origin.path.clone(),
        (None, Some(allow)) if allow.is_empty() => "keychain.allow".to_owned(),
        (None, _) => return None,
    };
    Some(Denial {
        code: DenialCode::PolicyCapabilityDenied,
        reason: "Keychain access denied by policy".to_owned(),
        policy: Some(layer.name.clone()),
        suggestions: vec![suggest::change_rule(layer, &rule)],
        rule: Some(rule),
        subject: Some("keychain".to_owned()),
        span: None,
    })
}
