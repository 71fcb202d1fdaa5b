//! What a guard says, before it is applied.

use alloc::rc::Rc;

use super::condition::{EvaluationFailure, Reads, Scope, Steps, Template};
use crate::capability::Layer;
use crate::label::{Change, covers};
use crate::list::all_ok;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// What a guard says.
#[derive(Debug)]
pub enum Action {
    /// The operation may go on, perhaps with another value or other labels.
    Allow {
        /// The value in place of the one that was given.
        value: Option<Shape>,
        /// A change of its labels.
        labels: Option<Change>,
    },
    /// The operation must not run, for a reason.
    Deny(Option<Shape>),
    /// The host should try again, with a hint.
    Retry(Option<Shape>),
    /// The operation may go on, in this environment.
    Env {
        /// What the host makes of it.
        config: Shape,
        /// Rules for this operation alone.
        fragment: Option<Fragment>,
    },
}

/// A policy for one operation.
#[derive(Debug, Clone)]
pub struct Fragment(pub(crate) Rc<Layer>);

/// A value in which texts may hold paths.
#[derive(Debug)]
pub enum Shape {
    /// A value as it stands.
    Plain(Value),
    /// A text with paths in it.
    Text {
        /// The text.
        template: Template,
        /// Whether a path in it may lead to the command.
        shows_command: bool,
    },
    /// A list of such.
    List(Vec<Shape>),
    /// An object of such.
    Object(Vec<(String, Shape)>),
}

/// What a value in place of another may hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MadeOf {
    /// What the guard is asked about.
    pub(crate) inputs: bool,
    /// What others are: arguments, and the command, which is made of all of them.
    pub(crate) others: bool,
}

impl Action {
    /// What the value of it may hold. What a function gave it made of what it was asked about.
    pub(crate) fn made_of(&self) -> MadeOf {
        let Self::Allow { value: Some(shape), .. } = self else { return MadeOf::default() };
        let mut reads = Vec::new();
        shape.collect_reads(&mut reads);
        MadeOf {
            inputs: matches!(shape, Shape::Plain(_)) || reads.iter().any(|reads| reads.inputs),
            others: reads.iter().any(|reads| reads.args) || shape.shows_command(),
        }
    }

    /// Which values its texts show.
    pub(crate) fn reads(&self) -> Vec<Reads> {
        let mut reads = Vec::new();
        match self {
            // What is replaced is seen, so that it can be found where it stands in a command.
            Self::Allow { value: Some(shape), .. } => {
                reads.push(Reads { inputs: true, args: false, output: true });
                shape.collect_reads(&mut reads);
            }
            // What is called secret is seen, so that it can be hidden.
            Self::Allow { labels: Some(change), .. } if change.add.iter().any(|label| covers("secret", label)) => {
                reads.push(Reads { inputs: true, args: false, output: true });
            }
            Self::Allow { value: None, .. } => {}
            Self::Deny(shape) | Self::Retry(shape) => {
                shape.iter().for_each(|shape| shape.collect_reads(&mut reads));
            }
            Self::Env { config, .. } => config.collect_reads(&mut reads),
        }
        reads
    }
}

impl Shape {
    fn collect_reads(&self, reads: &mut Vec<Reads>) {
        match self {
            Self::Plain(_) => {}
            Self::Text { template, .. } => reads.push(template.reads()),
            Self::List(items) => items.iter().for_each(|item| item.collect_reads(reads)),
            Self::Object(members) => members.iter().for_each(|(_, item)| item.collect_reads(reads)),
        }
    }

    /// Whether it may show the command.
    fn shows_command(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Text { shows_command, .. } => *shows_command,
            Self::List(items) => items.iter().any(Self::shows_command),
            Self::Object(members) => members.iter().any(|(_, item)| item.shows_command()),
        }
    }

    /// The value, with what its paths lead to.
    pub(crate) fn value(&self, scope: &Scope<'_>, steps: &Steps) -> Result<Value, EvaluationFailure> {
        Ok(match self {
            Self::Plain(value) => value.clone(),
            Self::Text { template, .. } => template.value(scope, steps)?,
            Self::List(items) => Data::Array(all_ok(items.iter().map(|item| item.value(scope, steps)))?).into(),
            Self::Object(members) => {
                let member = |(key, item): &(String, Self)| {
                    Ok(Member { key: key.clone(), key_span: None, value: item.value(scope, steps)? })
                };
                Data::Object(all_ok(members.iter().map(member))?).into()
            }
        })
    }

    /// The text of a reason or hint.
    pub(crate) fn text(&self, scope: &Scope<'_>, steps: &Steps) -> Result<String, EvaluationFailure> {
        match self {
            Self::Text { template, .. } => template.text(scope, steps),
            Self::Plain(Value { data: Data::String(text), .. }) => Ok(text.clone()),
            other => Ok(other.value(scope, steps)?.to_string()),
        }
    }
}
