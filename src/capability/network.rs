//! A URL or host that is contacted.

use super::context::Context;
use super::filesystem::{FileOperation, Refusal, refuse};
use super::judge::{TraceSink, judge};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::subject::{FileMode, Subject};
use crate::decision::{Denial, DenialCode, Topic};
use crate::pattern::domain::NetworkTarget;
use crate::text::shown;

/// One request.
#[derive(Debug)]
pub(crate) struct NetworkOperation<'a> {
    text: String,
    target: Target<'a>,
}

#[derive(Debug)]
enum Target<'a> {
    Host(Box<Question<'a>>),
    /// A `file:` URL is a path; what is done with it is not known, so it is held against both kinds of rules.
    File(Box<[FileOperation<'a>; 2]>),
    Unclear(Refusal),
}

impl<'a> NetworkOperation<'a> {
    pub(crate) fn new(text: &str, context: &'a Context) -> Self {
        let target = match NetworkTarget::parse(text) {
            Ok(target) => match target.file_path() {
                Some(path) => Target::File(Box::new([
                    FileOperation::new(FileMode::Read, path, context),
                    FileOperation::new(FileMode::Write, path, context),
                ])),
                None => {
                    let shown = target.shown().unwrap_or_else(|| text.to_owned());
                    Target::Host(Box::new(Question::new(Subject::Host(target), AllowReach::Every, shown, context)))
                }
            },
            Err(error) => Target::Unclear(Refusal {
                code: DenialCode::PolicyUnanalyzable,
                reason: error.message,
                suggestion: error.suggestion,
            }),
        };
        Self { text: text.to_owned(), target }
    }
}

impl Operation for NetworkOperation<'_> {
    fn describe(&self) -> String {
        format!("network: {}", shown(&self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        match &self.target {
            Target::Host(question) => judge(layer, context, question, trace),
            Target::File(accesses) => {
                let mut denials = Vec::new();
                for access in accesses.iter() {
                    denials.extend(access.ask(layer, context, trace.as_deref_mut()));
                }
                denials.into_iter().next()
            }
            Target::Unclear(refusal) => refuse(
                layer.first_host_restriction(),
                ("Network access", Topic::Hosts),
                &self.text,
                refusal,
                layer,
                trace,
            ),
        }
    }
}
