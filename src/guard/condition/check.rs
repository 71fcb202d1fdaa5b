//! What is written well and cannot be meant.

use super::error::ConditionError;
use super::tree::{Expr, Level, Node, OPERATORS, Operator};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

/// Refuses sums of text, and operators on what is true or false that want something else.
pub(super) fn operands(operator: Operator, left: &Expr, right: &Expr, at: Span) -> Result<(), ConditionError> {
    let is_text = |expr: &Expr| matches!(expr.node, Node::Text(_) | Node::Literal(Value { data: Data::String(_), .. }));
    let error = |message: String| ConditionError::new(at, message);
    match operator {
        Operator::And | Operator::Or => Ok(()),
        Operator::Plus if is_text(left) || is_text(right) => Err(error("`+` adds numbers, found a string".to_owned())
            .suggest_or_evaluate("strings take paths, as in \"by @mx.op.name\"")),
        Operator::Equal | Operator::Unequal | Operator::Alike | Operator::Unlike => {
            if !never_equal(left, right) && !never_equal(right, left) {
                return Ok(());
            }
            let message = format!("{} compares what is true or false with something else", quoted(operator.text()));
            Err(error(message).suggest_or_evaluate(
                "`!` is before the whole comparison in `!(a == b)`; for items equal to something write `includes`",
            ))
        }
        _ if is_truth(left) || is_truth(right) => {
            let message = format!("{} takes numbers, found what is true or false", quoted(operator.text()));
            Err(error(message).suggest_or_evaluate("`!`, `.any`, `.all` and `.none` give `true` or `false`"))
        }
        _ => Ok(()),
    }
}

/// Whether something is `true` or `false` and nothing else.
fn is_truth(expr: &Expr) -> bool {
    match &expr.node {
        Node::Not(_) | Node::Quantified(..) | Node::Literal(Value { data: Data::Bool(_), .. }) => true,
        // The operators of a chain are of one precedence.
        Node::Operators(_, rest) => rest.first().is_some_and(|(operator, _)| {
            let level = OPERATORS.iter().find(|(_, known, _)| known == operator).map(|(.., level)| *level);
            matches!(level, Some(Level::Equality | Level::Order))
        }),
        _ => false,
    }
}

/// Whether one is true or false, and the other is something else, or was meant to be compared with every item.
fn never_equal(truth: &Expr, other: &Expr) -> bool {
    match truth.node {
        Node::Quantified(..) => !is_truth(other),
        Node::Not(_) => {
            matches!(other.node, Node::Literal(_) | Node::Text(_) | Node::List(_) | Node::Object(_)) && !is_truth(other)
        }
        _ => false,
    }
}
