//! What the programs of a plan are held against.

use alloc::rc::Rc;

use super::CommandOperation;
use super::unclear::{Concern, Unclear};
use crate::capability::context::Context;
use crate::capability::question::{AllowReach, Question};
use crate::capability::subject::{Kind, Subject};
use crate::decision::DenialCode;
use crate::distinct::Met;
use crate::list::List;
use crate::pattern::command::{Extent, Invocation, PreparedCommand, Word};
use crate::policy::Capability;
use crate::prelude::*;
use crate::shell::Program;
use crate::span::Span;

impl<'a> CommandOperation<'a> {
    pub(super) fn add_programs(&mut self, programs: &'a [Program], context: &'a Context) {
        let mut asked: Met<(&[Word], bool)> = Met::default();
        for program in programs {
            // In another folder the same words mean other files.
            let here = core::slice::from_ref(&program.words);
            let lists = if program.elsewhere.is_empty() { here } else { program.elsewhere.as_slice() };
            for words in lists.iter().filter(|words| asked.is_new((words, program.transparent))) {
                self.add_program(words, program.transparent, program.span, context);
            }
        }
        self.add_capabilities(programs, context);
    }

    /// What programs are besides commands, each capability once.
    pub(super) fn add_capabilities(&mut self, programs: &'a [Program], context: &'a Context) {
        let mut capabilities: Vec<&Capability> = Vec::new();
        let mut network = false;
        for program in programs {
            let text: Rc<str> = text_of(&program.words).into();
            let mut ask = |subject| {
                let question = Question::new(subject, AllowReach::None, Rc::clone(&text), context);
                self.questions.push(question.at(program.span));
            };
            for capability in program.capabilities {
                if !capabilities.contains(&capability) {
                    capabilities.push(capability);
                    ask(Subject::Capability(capability.clone()));
                }
            }
            if program.uses_network && !core::mem::replace(&mut network, true) {
                ask(Subject::Kind(Kind::Network));
            }
        }
    }

    pub(super) fn add_program(
        &mut self,
        words: &'a [Word],
        transparent: bool,
        span: Option<Span>,
        context: &'a Context,
    ) {
        let text: Rc<str> = text_of(words).into();
        let named = words.split_first().and_then(|(name, arguments)| Some((name.as_literal()?, arguments)));
        let Some((name, arguments)) = named.filter(|(name, _)| !name.is_empty()) else {
            self.unclear.push(Unclear::new(
                DenialCode::PolicyUnanalyzable,
                "Command line denied by policy: the name of a program is not known".to_owned(),
                Some(text.to_string()),
                span,
                Concern::Program,
            ));
            return;
        };
        let mut ask = |name, reach| {
            let subject = Subject::Program(Box::new(prepared(name, arguments, context)));
            let question = Question::new(subject, reach, Rc::clone(&text), context);
            let question = match operands(arguments) {
                Some(operands) => {
                    let reading = Subject::Program(Box::new(prepared(name, &operands, context)));
                    question.with_danger_of(&reading, context)
                }
                None => question,
            };
            self.questions.push(question.at(span));
        };
        match name {
            _ if transparent => ask(name, AllowReach::None),
            // One builtin with two names: permissions know it by the longer, denials by both.
            "." => {
                ask(".", AllowReach::None);
                ask("source", AllowReach::Every);
            }
            _ => ask(name, AllowReach::Every),
        }
    }
}

fn prepared<'w>(name: &'w str, arguments: &'w [Word], context: &'w Context) -> PreparedCommand<'w> {
    PreparedCommand::new(Invocation::new(name, arguments), &context.commands())
}

/// The words as the danger list reads them, where it reads them in a way of its own.
///
/// shell.md, "Words": for the built-in danger list a quoted parameter that the text does not set is an operand, and so
/// is a word that is known to begin as one, and what another program adds. An option that only the environment could bring is the host's to vouch for.
fn operands(arguments: &[Word]) -> Option<Vec<Word>> {
    let is_operand = |word: &Word| match word.extent() {
        Extent::Operand => false,
        Extent::Added => true,
        Extent::Parameter => word.as_literal().is_none(),
        Extent::One | Extent::Each | Extent::Many => {
            word.as_literal().is_none()
                && !word.known_beginning().is_empty()
                && !word.known_beginning().starts_with('-')
        }
    };
    arguments.iter().any(is_operand).then(|| {
        let read =
            |word: &Word| if is_operand(word) { word.clone().with_extent(Extent::Operand) } else { word.clone() };
        arguments.iter().map(read).list()
    })
}

/// The words as they are shown, with `…` for what is not known.
fn text_of(words: &[Word]) -> String {
    let words: Vec<String> = words.iter().map(Word::shown).list();
    words.join(" ")
}
