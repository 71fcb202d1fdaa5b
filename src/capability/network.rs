//! A URL or host that is contacted.

use super::context::Context;
use super::filesystem::{FileOperation, Refusal, refuse};
use super::judge::{TraceSink, judge};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::subject::{FileMode, Subject};
use crate::decision::{Denial, DenialCode, Topic};
use crate::list::AddAll;
use crate::pattern::domain::NetworkTarget;
use crate::prelude::*;
use crate::text::shown;

/// One request.
#[derive(Debug)]
pub(crate) struct NetworkOperation<'a> {
    text: &'a str,
    target: Target<'a>,
}

#[derive(Debug)]
enum Target<'a> {
    Host(Question<'a>),
    /// A `file:` URL is a path; what is done with it is not known, so it is held against both kinds of rules.
    File(Box<[FileOperation<'a>; 2]>),
    Unclear(Refusal),
}

impl<'a> NetworkOperation<'a> {
    pub(crate) fn new(text: &'a str, context: &'a Context) -> Self {
        let target = match NetworkTarget::parse(text) {
            Ok(target) => match target.file_path() {
                Some(path) => {
                    let access = |mode| FileOperation::new(mode, path.to_owned(), context);
                    Target::File(Box::new([access(FileMode::Read), access(FileMode::Write)]))
                }
                None => Target::Host(Question::plain(Subject::Host(target), AllowReach::Every, context)),
            },
            Err(error) => Target::Unclear(Refusal {
                code: DenialCode::PolicyUnanalyzable,
                reason: error.message,
                suggestion: error.suggestion,
            }),
        };
        Self { text, target }
    }
}

impl Operation for NetworkOperation<'_> {
    fn describe(&self) -> String {
        format!("network: {}", shown(self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        match &self.target {
            Target::Host(question) => judge(layer, context, question, trace),
            Target::File(accesses) => {
                let mut denials = Vec::new();
                for access in accesses.iter() {
                    denials.add_all(access.ask(layer, context, trace.as_deref_mut()));
                }
                denials.into_iter().next()
            }
            Target::Unclear(refusal) => refuse(
                layer.first_host_restriction(),
                ("Network access", Topic::Hosts),
                self.text,
                refusal,
                layer,
                trace,
            ),
        }
    }
}
