//! Paths: where they begin, and what may stand below.

use alloc::vec::IntoIter;

use super::Reads;
use super::error::ConditionError;
use super::mistakes;
use super::tree::{Access, Expr, Field, METHODS, Node, Quantifier, Source, Step};
use crate::list::List;
use crate::number::is_whole;
use crate::prelude::*;
use crate::span::Span;
use crate::text::quoted;

/// What paths begin with, after the `@`.
pub(super) const ROOTS: [&str; 3] = ["mx", "input", "output"];

const MX: [&str; 6] = ["op", "labels", "taint", "sources", "args", "guard"];
const OPERATION: [&str; 5] = ["type", "subtype", "name", "command", "labels"];
const ATTEMPT: [&str; 3] = ["try", "max", "hints"];
const DESCRIPTOR: [&str; 3] = ["labels", "taint", "sources"];

/// Names that have a meaning of their own at one place, and at any other would quietly be the keys of data.
const RESERVED: [&str; 4] = ["any", "all", "none", "mx"];

type Steps = IntoIter<Step>;

/// What may stand below the end of a path of the engine.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Text or a number.
    Nothing,
    Items,
    /// Data: whatever is there.
    Keys,
}

/// A place in a text that holds a path, from `@` on.
pub(super) fn check_root(root: &str, span: Span, text: &str) -> Result<(), ConditionError> {
    if ROOTS.contains(&root) {
        return Ok(());
    }
    Err(mistakes::root(root, text.get(span.end..).unwrap_or_default(), span))
}

/// A number as an index.
pub(super) fn index(number: f64) -> Option<usize> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
    (is_whole(number) && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as usize)
}

/// A value with what follows it.
pub(super) fn with(base: Expr, steps: Vec<Step>) -> Expr {
    let Some(last) = steps.last() else { return base };
    Expr { span: Span::new(base.span.start, last.span.end), node: Node::Steps(Box::new(base), steps) }
}

/// Keys that have a meaning elsewhere are not meant as keys.
pub(super) fn check_keys(steps: &[Step]) -> Result<(), ConditionError> {
    for step in steps {
        if let Access::Key { name, dotted: true } = &step.access
            && RESERVED.contains(&name.as_str())
        {
            let place = match name.as_str() {
                "mx" => "`.mx` stands directly after `@input`, `@input[0]`, `@input.any` or `@output`".to_owned(),
                _ => format!("`.{name}` stands directly after `@input`"),
            };
            return Err(
                ConditionError::new(step.span, place).suggest(format!("for a key of that name write `[\"{name}\"]`"))
            );
        }
    }
    Ok(())
}

/// A path of a root (without its `@`) and what follows.
pub(super) fn build(root: &str, span: Span, steps: Vec<Step>, reads: &mut Reads) -> Result<Expr, ConditionError> {
    let mut steps = steps.into_iter();
    let mut path = Path { text: format!("@{root}"), span };
    let mut quantifier = None;
    let (source, below) = match root {
        "mx" => path.mx(&mut steps, reads)?,
        "output" => match path.about(&mut steps)? {
            Some(field) => (Source::OutputAbout(field), Below::Items),
            None => {
                reads.output = true;
                (Source::Output, Below::Keys)
            }
        },
        _ => {
            quantifier = path.quantifier(&mut steps);
            path.input(&mut steps, quantifier.is_some(), reads)?
        }
    };
    let steps: Vec<Step> = steps.list();
    path.check_below(steps.first(), below)?;
    check_keys(&steps)?;
    let chain = with(Expr { span: path.span, node: Node::Source(source) }, steps);
    Ok(match quantifier {
        Some(quantifier) => Expr { span: chain.span, node: Node::Quantified(quantifier, Box::new(chain)) },
        None => chain,
    })
}

/// The part of a path that has been understood.
struct Path {
    text: String,
    span: Span,
}

impl Path {
    fn mx(&mut self, steps: &mut Steps, reads: &mut Reads) -> Result<(Source, Below), ConditionError> {
        Ok(match self.one_of(&MX, steps)? {
            "op" => match self.one_of(&OPERATION, steps)? {
                "type" => (Source::Kind, Below::Nothing),
                "subtype" => (Source::Subtype, Below::Nothing),
                "name" => (Source::Name, Below::Nothing),
                "command" => (Source::Command, Below::Nothing),
                _ => (Source::OperationLabels, Below::Items),
            },
            "guard" => match self.one_of(&ATTEMPT, steps)? {
                "try" => (Source::Try, Below::Nothing),
                "max" => (Source::Max, Below::Nothing),
                _ => (Source::Hints, Below::Items),
            },
            "args" => {
                reads.args = true;
                (Source::Arg(self.argument(steps)?), Below::Keys)
            }
            field => (Source::About(self::field(field)), Below::Items),
        })
    }

    fn input(
        &mut self,
        steps: &mut Steps,
        of_item: bool,
        reads: &mut Reads,
    ) -> Result<(Source, Below), ConditionError> {
        if let Some(field) = self.about(steps)? {
            reads.inputs |= of_item;
            let source = if of_item { Source::ItemAbout(field) } else { Source::InputAbout(field) };
            return Ok((source, Below::Items));
        }
        reads.inputs = true;
        if of_item {
            return Ok((Source::Item, Below::Keys));
        }
        if let [Step { access: Access::Index(index), span }, next, ..] = steps.as_slice()
            && is_dotted(next, "mx")
        {
            let index = *index;
            self.extend(&format!("[{index}]"), *span);
            steps.next();
            if let Some(field) = self.about(steps)? {
                return Ok((Source::InputItemAbout(index, field), Below::Items));
            }
        }
        Ok((Source::Input, Below::Keys))
    }

    /// `.mx.labels`, if it comes next.
    fn about(&mut self, steps: &mut Steps) -> Result<Option<Field>, ConditionError> {
        if !self.takes("mx", steps) {
            return Ok(None);
        }
        Ok(Some(field(self.one_of(&DESCRIPTOR, steps)?)))
    }

    fn quantifier(&mut self, steps: &mut Steps) -> Option<Quantifier> {
        let quantifiers = [("any", Quantifier::Any), ("all", Quantifier::All), ("none", Quantifier::None)];
        quantifiers.iter().find(|(name, _)| self.takes(name, steps)).map(|(_, quantifier)| *quantifier)
    }

    /// Whether a name comes next, after a dot; if so, it is part of the path.
    fn takes(&mut self, name: &str, steps: &mut Steps) -> bool {
        let found = steps.as_slice().first().filter(|step| is_dotted(step, name)).map(|step| step.span);
        if let Some(span) = found {
            self.extend(&format!(".{name}"), span);
            steps.next();
        }
        found.is_some()
    }

    fn argument(&mut self, steps: &mut Steps) -> Result<String, ConditionError> {
        match steps.next() {
            Some(Step { access: Access::Key { name, .. }, span }) => {
                self.extend("", span);
                Ok(name)
            }
            other => {
                let span = other.map_or(self.span, |step| step.span);
                let error = ConditionError::new(span, "expected the name of an argument after `@mx.args`");
                Err(error.suggest("as in `@mx.args.path` or `@mx.args[\"dry-run\"]`"))
            }
        }
    }

    /// The next step, which must be one of some names.
    fn one_of(&mut self, names: &[&'static str], steps: &mut Steps) -> Result<&'static str, ConditionError> {
        let all = || names.iter().map(|name| format!("`{name}`")).list().join(", ");
        let Some(Step { access: Access::Key { name: given, .. }, span }) = steps.next() else {
            let message = format!("`{}` is no value by itself: expected one of {} after it", self.text, all());
            return Err(ConditionError::new(self.span, message).suggest(format!(
                "as in `{}.{}`",
                self.text,
                names.first().copied().unwrap_or_default()
            )));
        };
        match names.iter().find(|name| **name == given) {
            Some(name) => {
                self.extend(&format!(".{name}"), span);
                Ok(name)
            }
            None => {
                let message = format!("expected one of {} after `{}`, found {}", all(), self.text, quoted(&given));
                Err(ConditionError::new(span, message).suggest_nearest(&given, names, || {
                    format!(
                        "arguments are `@mx.args.{}`; for anything else write an `evaluate` function",
                        crate::text::shown(&given)
                    )
                }))
            }
        }
    }

    /// Nothing is below the data of the engine but `length`, and the items of lists.
    fn check_below(&self, next: Option<&Step>, below: Below) -> Result<(), ConditionError> {
        let found = match next.map(|step| &step.access) {
            _ if below == Below::Keys => return Ok(()),
            None | Some(Access::Call(..) | Access::Match(_)) => return Ok(()),
            Some(Access::Index(_)) if below == Below::Items => return Ok(()),
            Some(Access::Index(_)) => "an index".to_owned(),
            Some(Access::Key { name, dotted: true }) if name == "length" => return Ok(()),
            Some(Access::Key { name, .. }) => quoted(name),
        };
        let kind = if below == Below::Items { "a list of strings" } else { "a single value" };
        let error = ConditionError::new(
            next.map_or(self.span, |step| step.span),
            format!("`{}` is {kind}: expected `length` or a method after it, found {found}", self.text),
        );
        let Some(Access::Key { name, .. }) = next.map(|step| &step.access) else { return Err(error) };
        if METHODS.iter().any(|(method, ..)| method == name) {
            return Err(error.suggest(format!("a method is called: `{name}(…)`")));
        }
        Err(error.suggest_nearest(name, &METHODS.map(|(name, ..)| name), || {
            "write `.includes(…)` to ask for an item".into()
        }))
    }

    fn extend(&mut self, text: &str, span: Span) {
        self.text.push_str(text);
        self.span.end = span.end;
    }
}

fn is_dotted(step: &Step, expected: &str) -> bool {
    matches!(&step.access, Access::Key { name, dotted: true } if name == expected)
}

fn field(name: &str) -> Field {
    match name {
        "labels" => Field::Labels,
        "taint" => Field::Taint,
        _ => Field::Sources,
    }
}
