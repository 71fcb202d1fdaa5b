//! The questions a command line raises: its programs, the files and hosts its words name, and what is not understood.
//!
//! shell.md, "From plan to decision": a [`Plan`] becomes questions that every layer is asked, and parts that a layer
//! denies if it restricts what they could be.

mod files;
mod hosts;
mod needed;
mod programs;
#[cfg(test)]
mod tests;
mod unclear;

pub(crate) use files::allows_operand;
pub(crate) use needed::NeededCommand;
use unclear::Unclear;

use super::context::Context;
use super::judge::{TraceSink, judge, weightier};
use super::layer::Layer;
use super::operation::Operation;
use super::question::Question;
use crate::decision::Denial;
use crate::distinct::Met;
use crate::prelude::*;
use crate::shell::Plan;
use crate::span::Span;
use crate::text::shown;

/// A command line or an argument list, ready to be held against layers.
#[derive(Debug)]
pub(crate) struct CommandOperation<'a> {
    text: &'a str,
    questions: Vec<Question<'a>>,
    unclear: Vec<Unclear<'a>>,
}

impl<'a> CommandOperation<'a> {
    /// The questions of a plan, each once. `text` is the command as it is shown.
    pub(crate) fn new(text: &'a str, plan: &'a Plan, context: &'a Context) -> Self {
        let mut operation = Self { text, questions: Vec::new(), unclear: Vec::new() };
        operation.add_programs(&plan.programs, context);
        let mut asked = Met::default();
        for file in plan.files.iter().filter(|file| asked.is_new((&file.path, Some((file.access, file.origin))))) {
            operation.add_file(file, context);
        }
        for host in plan.hosts.iter().filter(|host| asked.is_new((&host.target, None))) {
            operation.add_host(host, context);
        }
        operation.unclear.extend(plan.opaque.iter().map(Unclear::opaque));
        operation
    }
}

impl Operation for CommandOperation<'_> {
    fn describe(&self) -> String {
        format!("command: {}", shown(self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        // Every question is asked, so that the denial is the one that says most, not the one that comes first.
        let mut denial = None;
        for question in &self.questions {
            denial = weightier(denial, judge(layer, context, question, trace.as_deref_mut()));
        }
        for unclear in &self.unclear {
            // What is not understood says least: it changes nothing where there is a denial.
            if denial.is_some() && trace.is_none() {
                break;
            }
            denial = weightier(denial, unclear.ask(self.text, layer, context, trace.as_deref_mut()));
        }
        denial
    }

    fn ask_all(&self, layer: &Layer, context: &Context) -> Vec<Denial> {
        let asked = self.questions.iter().map(|question| judge(layer, context, question, None));
        let unclear = self.unclear.iter().map(|unclear| unclear.ask(self.text, layer, context, None));
        asked.chain(unclear).flatten().collect()
    }
}

/// The part of `text` that `span` covers, or all of it.
fn part(text: &str, span: Option<Span>) -> &str {
    span.and_then(|span| text.get(span.start..span.end)).unwrap_or(text)
}
