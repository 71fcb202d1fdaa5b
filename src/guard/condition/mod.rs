//! The language of conditions: what a guard asks of an operation (guards.md, "Conditions").
//!
//! A [`Condition`] is parsed once and evaluated often. A [`Template`] is the text of a reason or a value with paths in it.
//! Both see a [`Scope`], and spend the [`Steps`] of the guard.
//!
//! Everything takes time that is linear in the text and the data, within bounds; what exceeds them, or asks a value for
//! what it has not, is an [`EvaluationFailure`], never an answer.
//!
//! ```
//! use mlld_policy::guard::condition::{Attempt, Condition, Facts, Input, Scope, Steps, Subject};
//! use mlld_policy::label::Descriptor;
//! use mlld_policy::policy::Names;
//!
//! let condition = Condition::parse("@mx.op.type == 'show' && @input.length > 3").unwrap();
//! let operation = Facts { kind: "show".to_owned(), ..Facts::default() };
//! let input = Input { descriptor: Descriptor::default(), value: Some("token".into()) };
//! let scope = Scope {
//!     operation: &operation,
//!     subject: Subject::Input(&input),
//!     about: &input.descriptor,
//!     args: &Names::default(),
//!     output: None,
//!     attempt: Attempt { number: 1, max: 3, hints: &[] },
//! };
//! assert_eq!(condition.holds(&scope, &Steps::new()), Ok(true));
//!
//! let error = Condition::parse("@mx.op.tpye == 'show'").unwrap_err();
//! assert_eq!(error.suggestion.as_deref(), Some("did you mean `type`?"));
//! ```

mod check;
mod compare;
mod error;
mod evaluate;
mod lexer;
mod methods;
mod mistakes;
mod operand;
mod parse;
mod path;
mod pattern;
mod scope;
mod steps;
mod strings;
mod tree;

pub use error::{ConditionError, EvaluationFailure};
use evaluate::{Evaluator, Failure};
pub(crate) use lexer::{is_name, is_name_start, name, number};
pub use scope::{Attempt, Facts, Input, Scope, Subject};
pub use steps::Steps;
pub(crate) use strings::escape;
use tree::{Expr, Part};

use crate::policy::value::{Data, MAX_DEPTH, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

/// No text with paths is longer, in bytes.
const MAX_TEMPLATE: usize = 64 << 10;

/// Which values an evaluation may read. A descriptor is no value: `@input.mx.labels` reads none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reads {
    /// Something below `@input`.
    pub inputs: bool,
    /// Something of `@mx.args`.
    pub args: bool,
    /// Something below `@output`.
    pub output: bool,
}

/// A condition, parsed.
#[derive(Debug)]
pub struct Condition {
    text: String,
    tree: Expr,
    reads: Reads,
}

impl Condition {
    /// Reads a condition.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let (tree, reads) = parse::condition(text)?;
        Ok(Self { text: text.to_owned(), tree, reads })
    }

    /// Which values it may read.
    #[must_use]
    pub fn reads(&self) -> Reads {
        self.reads
    }

    /// Whether it holds: whether its value counts as true.
    pub fn holds(&self, scope: &Scope<'_>, steps: &Steps) -> Result<bool, EvaluationFailure> {
        let value = Evaluator::new(scope, steps).value(&self.tree);
        value.map(|value| value.is_true()).map_err(|failure| shown(&self.text, &failure))
    }
}

/// A text with paths in it, parsed. `\@` is an `@`, and so is any that no root follows: in `a@b.c` there is no path.
#[derive(Debug)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
    reads: Reads,
}

impl Template {
    /// Reads a text.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        if text.len() > MAX_TEMPLATE {
            let message = format!("expected a text of at most {MAX_TEMPLATE} bytes, found {}", text.len());
            return Err(ConditionError::outside(Span::new(0, text.len()), message));
        }
        let mut reads = Reads::default();
        let parts = strings::parts(text, Span::new(0, text.len()), false, &mut reads)?;
        Ok(Self { text: text.to_owned(), parts, reads })
    }

    /// Which values it may read.
    #[must_use]
    pub fn reads(&self) -> Reads {
        self.reads
    }

    /// The text with what its paths lead to: strings as they are, `null` for what is absent, other values as JSON.
    pub fn text(&self, scope: &Scope<'_>, steps: &Steps) -> Result<String, EvaluationFailure> {
        Evaluator::new(scope, steps).text(&self.parts).map_err(|failure| shown(&self.text, &failure))
    }

    /// The same, but that a text which is a single path is what the path leads to, whatever its type.
    pub fn value(&self, scope: &Scope<'_>, steps: &Steps) -> Result<Value, EvaluationFailure> {
        let [Part::Path(path)] = self.parts.as_slice() else {
            return self.text(scope, steps).map(|text| Data::String(text).into());
        };
        let value = Evaluator::new(scope, steps)
            .value(path)
            .and_then(|value| value.to_value(steps, MAX_DEPTH).map_err(|message| Failure { span: path.span, message }));
        value.map_err(|failure| shown(&self.text, &failure))
    }
}

/// A failure with the part of the text it is about.
fn shown(text: &str, failure: &Failure) -> EvaluationFailure {
    let part = text.get(failure.span.start..failure.span.end).unwrap_or_default();
    EvaluationFailure(if part.is_empty() {
        failure.message.clone()
    } else {
        format!("{}: {}", quoted(part), failure.message)
    })
}

#[cfg(test)]
mod tests;
