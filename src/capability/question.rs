//! A subject as an operation asks about it: how far allow lists reach, and where it stands in a command text.

use alloc::rc::Rc;

use super::context::Context;
use super::rules::RuleRef;
use super::subject::{FilePath, Subject};
use crate::prelude::*;
use crate::span::Span;

/// How far an allow list reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum AllowReach {
    /// The subject must be on every allow list.
    Every,
    /// It must be on every allow list that says anything about subjects of its kind.
    Mentioning,
    /// Allow lists are not asked: the subject is a side of something that was asked already.
    None,
}

/// A subject, and where it stands in its operation.
#[derive(Debug)]
pub(crate) struct Question<'a> {
    pub(crate) subject: Subject<'a>,
    pub(crate) reach: AllowReach,
    /// Place in the command text.
    pub(crate) span: Option<Span>,
    /// The subject as a user would write it; `None` where that is the path or host itself.
    pub(super) text: Option<Rc<str>>,
    /// The entry of the danger list that matches: the same for every layer.
    pub(crate) danger: Option<RuleRef<'a>>,
}

impl<'a> Question<'a> {
    /// A question about `subject`, which a user would write as `text`.
    pub(crate) fn new(subject: Subject<'a>, reach: AllowReach, text: impl Into<Rc<str>>, context: &'a Context) -> Self {
        let danger = context.danger.first(&subject);
        Self { subject, reach, span: None, text: Some(text.into()), danger }
    }

    /// A question about a path that is known whole, or about a host, by what the rules see of it.
    pub(crate) fn plain(subject: Subject<'a>, reach: AllowReach, context: &'a Context) -> Self {
        let danger = context.danger.first(&subject);
        Self { subject, reach, span: None, text: None, danger }
    }

    /// A question to which the danger list is no answer.
    pub(crate) fn without_danger(subject: Subject<'a>, reach: AllowReach, text: impl Into<Rc<str>>) -> Self {
        Self { subject, reach, span: None, text: Some(text.into()), danger: None }
    }

    /// The subject as a user would write it: only denials and explanations say it.
    pub(crate) fn text(&self) -> String {
        match (&self.text, &self.subject) {
            (Some(text), _) => text.to_string(),
            (None, Subject::File(_, FilePath::Whole(path))) => path.as_str().to_owned(),
            (None, Subject::Host(target)) => target.shown().unwrap_or_default(),
            (None, _) => String::new(),
        }
    }

    /// The same with `reading` in place of the subject where the danger list is asked.
    pub(crate) fn with_danger_of(self, reading: &Subject<'_>, context: &'a Context) -> Self {
        Self { danger: context.danger.first(reading), ..self }
    }

    /// Says where in the command text the subject stands.
    pub(crate) fn at(self, span: Option<Span>) -> Self {
        Self { span, ..self }
    }
}
