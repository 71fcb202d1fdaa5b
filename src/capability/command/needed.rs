//! What a needed command is beside the program that it names: capabilities, the programs that it starts, hosts.

use super::CommandOperation;
use crate::capability::context::Context;
use crate::capability::question::{AllowReach, Question};
use crate::capability::scope::{AskedScope, Scope};
use crate::capability::subject::{Kind, Subject};
use crate::list::{List, all_some};
use crate::pattern::command::{CommandPattern, CommandScope, Part, Word};
use crate::policy::Capability;
use crate::prelude::*;
use crate::shell::{Plan, Surroundings, analyze_words, program};

/// What a needed command would do, as far as its words tell.
#[derive(Debug)]
pub(crate) struct NeededCommand {
    plan: Plan,
    /// What any of the programs is that a `*` may stand for.
    capabilities: Vec<Capability>,
    uses_network: bool,
}

impl NeededCommand {
    pub(crate) fn new(commands: &CommandScope, surroundings: Surroundings<'_>) -> Self {
        let plan = analyze_words(commands.known_words(), surroundings);
        let (mut capabilities, mut uses_network) = (Vec::new(), false);
        for effects in program::effects_of(|name| commands.may_be_program(name)) {
            for capability in effects.capabilities {
                if !capabilities.contains(capability) {
                    capabilities.push(capability.clone());
                }
            }
            uses_network |= effects.uses_network;
        }
        Self { plan, capabilities, uses_network }
    }

    /// Whether the program needs no permission, as those that only start another, which must be known then.
    pub(crate) fn is_transparent(&self) -> bool {
        match self.plan.programs.as_slice() {
            [first, next, ..] => {
                first.transparent && next.words.first().is_some_and(|name| name.as_literal().is_some())
            }
            _ => false,
        }
    }

    /// What is asked about it beside the command itself. What cannot be seen through is no matter of a need: it is denied
    /// when it is tried. Neither are files and the danger list.
    pub(crate) fn questions<'a>(&'a self, context: &'a Context) -> Vec<Question<'a>> {
        let mut operation = CommandOperation { text: "", questions: Vec::new(), unclear: Vec::new() };
        operation.add_capabilities(self.plan.programs.get(..1).unwrap_or_default(), context);
        for host in &self.plan.hosts {
            operation.add_host(host, context);
        }
        let mut scopes = Vec::new();
        for program in self.plan.programs.iter().skip(1) {
            // In another folder the same words mean other files, which patterns do not say.
            let scope = scope_of(&program.words).filter(|_| program.elsewhere.is_empty());
            match scope {
                Some(scope) => scopes.push((scope, program.transparent)),
                None => operation.add_programs(core::slice::from_ref(program), context),
            }
            operation.add_capabilities(core::slice::from_ref(program), context);
        }
        let started = scopes.into_iter().map(|(commands, transparent)| {
            let text = commands.to_string();
            let asked = Box::new(AskedScope { scope: Scope::Commands(commands), context });
            let reach = if transparent { AllowReach::None } else { AllowReach::Every };
            Question::without_danger(Subject::Scope(asked), reach, text)
        });
        let any = self.capabilities.iter().cloned().map(Subject::Capability);
        let any = any.chain(self.uses_network.then_some(Subject::Kind(Kind::Network)));
        let any = any.map(|subject| Question::without_danger(subject, AllowReach::None, "any program"));
        let known = operation.questions.into_iter().filter(|question| !question.subject.is_file());
        known.map(|question| Question { span: None, danger: None, ..question }).chain(started).chain(any).list()
    }
}

/// The commands that these words may be, as far as a pattern can say them.
fn scope_of(words: &[Word]) -> Option<CommandScope> {
    let text_of = |word: &Word| {
        if word.is_any_words() {
            return Some("*".to_owned());
        }
        let part = |part: &Part| match part {
            Part::Known(text) if text.contains(|c: char| c == '*' || c == '\\' || c.is_whitespace()) => None,
            Part::Known(text) => Some(text.replace(':', "\\:")),
            Part::Segment => Some("*".to_owned()),
            Part::Unknown => None,
        };
        word.parts().iter().map(part).collect::<Option<String>>().filter(|text| !text.is_empty())
    };
    let texts: Vec<String> = all_some(words.iter().map(text_of))?;
    // A program alone would be one with any arguments.
    let pattern = CommandPattern::parse(&texts.join(" ")).ok().filter(|_| texts.len() > 1)?;
    Some(CommandScope::new(pattern))
}
