//! The value of a condition.

use core::cmp::Ordering;

use super::compare::{equal, order};
use super::methods;
use super::operand::{Covering, Items, List, Object, Operand, Text};
use super::scope::{Scope, Subject};
use super::steps::Steps;
use super::tree::{Access, Expr, Field, Node, Operator, Part, Quantifier, Source, Step};
use crate::label::Descriptor;
use crate::policy::value::{Data, MAX_DEPTH, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::tool::tolerantly_equal;

/// Why there is no value, and at which part of the condition.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) span: Span,
    pub(super) message: String,
}

/// An evaluation: of the whole, or of a chain for one item.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'a> {
    scope: &'a Scope<'a>,
    steps: &'a Steps,
    item: Option<(Option<&'a Value>, &'a Descriptor)>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(scope: &'a Scope<'a>, steps: &'a Steps) -> Self {
        Self { scope, steps, item: None }
    }

    /// Parse trees are at most [`super::parse::MAX_DEPTH`] deep, and so is this recursion.
    pub(super) fn value(self, expr: &'a Expr) -> Result<Operand<'a>, Failure> {
        let here = |message: String| Failure { span: expr.span, message };
        self.steps.take(1).map_err(here)?;
        match &expr.node {
            Node::Literal(value) => Ok(value.into()),
            Node::Text(parts) => {
                let text = self.text(parts)?;
                Ok(Operand::Text(Text::Built(text.into())))
            }
            Node::List(items) => {
                let items = self.values(items)?;
                Operand::list(items, Covering::Exact, self.steps).map_err(here)
            }
            Node::Object(members) => {
                let mut object = Vec::with_capacity(members.len());
                for (key, value) in members {
                    object.push((key.as_str(), self.value(value)?));
                }
                self.steps.build(size_of_val(object.as_slice())).map_err(here)?;
                Ok(Operand::Object(Object::Built(object.into())))
            }
            Node::Source(source) => self.source(source).map_err(here),
            Node::Steps(base, steps) => {
                let mut value = self.value(base)?;
                for step in steps {
                    value = self.step(value, step, expr.span.start)?;
                }
                Ok(value)
            }
            Node::Quantified(quantifier, chain) => self.quantified(*quantifier, chain),
            Node::Not(of) => Ok(Operand::Bool(!self.value(of)?.is_true())),
            Node::Negative(of) => match self.value(of)? {
                Operand::Number(number) => Ok(Operand::Number(-number)),
                other => Err(here(format!("`-` needs a number, found {}", other.kind()))),
            },
            Node::Operators(first, rest) => self.operators(first, rest),
        }
    }

    /// A text with the values of its paths.
    pub(super) fn text(self, parts: &'a [Part]) -> Result<String, Failure> {
        let mut text = String::new();
        for part in parts {
            let (value, span) = match part {
                Part::Text(own) => (Operand::text(own), Span::default()),
                Part::Path(path) => (self.value(path)?, path.span),
            };
            value.write(&mut text, false, self.steps, MAX_DEPTH).map_err(|message| Failure { span, message })?;
        }
        Ok(text)
    }

    fn values(self, exprs: &'a [Expr]) -> Result<Vec<Operand<'a>>, Failure> {
        let mut values = Vec::with_capacity(exprs.len());
        for expr in exprs {
            values.push(self.value(expr)?);
        }
        Ok(values)
    }

    fn operators(self, first: &'a Expr, rest: &'a [(Operator, Expr)]) -> Result<Operand<'a>, Failure> {
        let mut left = self.value(first)?;
        for (operator, right) in rest {
            match operator {
                Operator::And if !left.is_true() => return Ok(left),
                // All that follows is joined by `||` too.
                Operator::Or if left.is_true() => return Ok(left),
                Operator::And | Operator::Or => left = self.value(right)?,
                _ => {
                    let span = Span::new(first.span.start, right.span.end);
                    let right = self.value(right)?;
                    left = self
                        .operator(*operator, &left, &right)
                        .map_err(|message| Failure { span, message: format!("`{}`: {message}", operator.text()) })?;
                }
            }
        }
        Ok(left)
    }

    fn operator(self, operator: Operator, left: &Operand<'a>, right: &Operand<'a>) -> Result<Operand<'a>, String> {
        let is = |expected: &[Ordering]| {
            let found = order(left, right, self.steps)?;
            Ok(Operand::Bool(found.is_some_and(|found| expected.contains(&found))))
        };
        match operator {
            Operator::Equal => Ok(Operand::Bool(equal(left, right, self.steps, MAX_DEPTH)?)),
            Operator::Unequal => Ok(Operand::Bool(!equal(left, right, self.steps, MAX_DEPTH)?)),
            Operator::Alike => Ok(Operand::Bool(self.alike(left, right)?)),
            Operator::Unlike => Ok(Operand::Bool(!self.alike(left, right)?)),
            Operator::Less => is(&[Ordering::Less]),
            Operator::LessOrEqual => is(&[Ordering::Less, Ordering::Equal]),
            Operator::Greater => is(&[Ordering::Greater]),
            Operator::GreaterOrEqual => is(&[Ordering::Greater, Ordering::Equal]),
            _ => arithmetic(operator, left, right),
        }
    }

    /// labels.md, "Authorisations": the tolerant comparison.
    fn alike(self, left: &Operand<'a>, right: &Operand<'a>) -> Result<bool, String> {
        let left = left.to_value(self.steps, MAX_DEPTH)?;
        let right = right.to_value(self.steps, MAX_DEPTH)?;
        Ok(tolerantly_equal(Some(&left), Some(&right)))
    }

    fn step(self, of: Operand<'a>, step: &'a Step, start: usize) -> Result<Operand<'a>, Failure> {
        let here = |message: String| Failure { span: Span::new(start, step.span.end), message };
        self.steps.take(1).map_err(here)?;
        match (&step.access, of) {
            (Access::Key { name, .. }, Operand::Object(object)) => object.key(name, self.steps).map_err(here),
            (Access::Key { name, dotted: true }, of) if name == "length" => {
                methods::length(&of, self.steps).map_err(here)
            }
            (Access::Index(index), Operand::List(list)) => Ok(list.items.get(*index).unwrap_or(Operand::Null)),
            (Access::Key { .. } | Access::Index(_), _) => Ok(Operand::Null),
            (Access::Match(pattern), of) => methods::matches(pattern, &of, self.steps).map_err(here),
            (Access::Call(method, args), of) => {
                let said = match args.as_slice() {
                    // Without a list, which costs more than most methods.
                    [arg] => methods::call(*method, &of, &[self.value(arg)?], self.steps),
                    args => methods::call(*method, &of, &self.values(args)?, self.steps),
                };
                said.map_err(here)
            }
        }
    }

    /// Goes through the items of the inputs. None of them is skipped: a chain that fails for one fails.
    fn quantified(self, quantifier: Quantifier, chain: &'a Expr) -> Result<Operand<'a>, Failure> {
        let mut any = false;
        let mut all = true;
        let mut look = |value: Option<&'a Value>, descriptor: &'a Descriptor| {
            let holds = Self { item: Some((value, descriptor)), ..self }.value(chain)?.is_true();
            any |= holds;
            all &= holds;
            Ok(())
        };
        match self.scope.subject {
            Subject::All(inputs) => {
                for input in inputs {
                    look(input.value.as_ref(), &input.descriptor)?;
                }
            }
            Subject::Input(input) => match input.value.as_ref().map(|value| &value.data) {
                Some(Data::Array(items)) => {
                    for item in items {
                        look(Some(item), &input.descriptor)?;
                    }
                }
                _ => look(input.value.as_ref(), &input.descriptor)?,
            },
        }
        Ok(Operand::Bool(match quantifier {
            Quantifier::Any => any,
            Quantifier::All => all,
            Quantifier::None => !any,
        }))
    }

    fn source(self, source: &'a Source) -> Result<Operand<'a>, String> {
        let scope = self.scope;
        let maybe = |text: &'a Option<String>| text.as_deref().map_or(Operand::Null, Operand::text);
        Ok(match source {
            Source::Kind => Operand::text(&scope.operation.kind),
            Source::Subtype => maybe(&scope.operation.subtype),
            Source::Name => maybe(&scope.operation.name),
            Source::Command => maybe(&scope.operation.command),
            Source::OperationLabels => {
                let labels = &scope.operation.labels;
                self.texts(labels.all(), Covering::Operation(labels))?
            }
            Source::About(field) => self.about(Some(scope.about), *field),
            Source::Try => Operand::Number(scope.attempt.number.into()),
            Source::Max => Operand::Number(scope.attempt.max.into()),
            Source::Hints => texts(scope.attempt.hints, Covering::Exact),
            Source::Arg(name) => Operand::maybe(scope.args.get(name)),
            Source::Input => match scope.subject {
                Subject::Input(input) => Operand::maybe(input.value.as_ref()),
                Subject::All(inputs) => List { items: Items::Inputs(inputs), covering: Covering::Exact }.into(),
            },
            Source::InputAbout(field) => match scope.subject {
                Subject::Input(input) => self.about(Some(&input.descriptor), *field),
                Subject::All([input]) => self.about(Some(&input.descriptor), *field),
                Subject::All(inputs) => {
                    let merged = Descriptor::merge(inputs.iter().map(|input| &input.descriptor));
                    self.texts(list_of(&merged, *field).to_vec(), covering(*field))?
                }
            },
            Source::InputItemAbout(index, field) => self.about(self.descriptor(*index), *field),
            Source::Output => Operand::maybe(scope.output.and_then(|output| output.value.as_ref())),
            Source::OutputAbout(field) => self.about(scope.output.map(|output| &output.descriptor), *field),
            Source::Item => Operand::maybe(self.item.and_then(|(value, _)| value)),
            Source::ItemAbout(field) => self.about(self.item.map(|(_, descriptor)| descriptor), *field),
        })
    }

    /// The descriptor of `@input[index]`. An item of a list that is one input has that input's.
    fn descriptor(self, index: usize) -> Option<&'a Descriptor> {
        match self.scope.subject {
            Subject::All(inputs) => inputs.get(index).map(|input| &input.descriptor),
            Subject::Input(input) => match &input.value.as_ref()?.data {
                Data::Array(items) if index < items.len() => Some(&input.descriptor),
                _ => None,
            },
        }
    }

    fn about(self, descriptor: Option<&'a Descriptor>, field: Field) -> Operand<'a> {
        descriptor.map_or(Operand::Null, |descriptor| texts(list_of(descriptor, field), covering(field)))
    }

    /// A list of texts that is made anew.
    fn texts(self, list: Vec<String>, covering: Covering<'a>) -> Result<Operand<'a>, String> {
        let mut items = Vec::with_capacity(list.len());
        for text in list {
            items.push(Operand::built(&text, self.steps)?);
        }
        Operand::list(items, covering, self.steps)
    }
}

fn texts<'a>(list: &'a [String], covering: Covering<'a>) -> Operand<'a> {
    List { items: Items::Texts(list), covering }.into()
}

fn list_of(descriptor: &Descriptor, field: Field) -> &[String] {
    match field {
        Field::Labels => &descriptor.labels,
        Field::Taint => &descriptor.taint,
        Field::Sources => &descriptor.sources,
    }
}

fn covering<'a>(field: Field) -> Covering<'a> {
    if field == Field::Sources { Covering::Exact } else { Covering::Labels }
}

fn arithmetic<'a>(operator: Operator, left: &Operand<'_>, right: &Operand<'_>) -> Result<Operand<'a>, String> {
    let (Operand::Number(left), Operand::Number(right)) = (left, right) else {
        return Err(format!("expected two numbers, found {} and {}", left.kind(), right.kind()));
    };
    let number = match operator {
        Operator::Plus => left + right,
        Operator::Minus => left - right,
        Operator::Times => left * right,
        Operator::Divided => left / right,
        _ => remainder(*left, *right),
    };
    if number.is_finite() { Ok(Operand::Number(number)) } else { Err("the result is no number".to_owned()) }
}

/// `%` of JavaScript: exact, with the sign of the first. That of Rust is the same, and kilobytes of a module.
fn remainder(of: f64, by: f64) -> f64 {
    let (mut rest, by) = (of.abs(), by.abs());
    if by == 0.0 || !rest.is_finite() || !by.is_finite() {
        return f64::NAN;
    }
    // Doubles and halves of a number, and differences of numbers that are less than twice one another, are exact.
    let mut part = by;
    while part <= rest / 2.0 {
        part *= 2.0;
    }
    while part >= by {
        if rest >= part {
            rest -= part;
        }
        part /= 2.0;
    }
    rest.copysign(of)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::remainder;

    proptest! {
        #[test]
        fn the_remainder_is_that_of_rust(of in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
                                         by in prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL) {
            prop_assert_eq!(remainder(of, by).to_bits(), (of % by).to_bits());
        }

        #[test]
        fn the_remainder_of_near_numbers_too(of in -1e6_f64..1e6, by in -1e3_f64..1e3) {
            prop_assume!(by != 0.0);
            prop_assert_eq!(remainder(of, by).to_bits(), (of % by).to_bits());
        }
    }
}
