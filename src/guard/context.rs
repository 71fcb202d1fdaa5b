//! What a function of the host is told: the same as conditions see, as one value.

use super::condition::{Input, Scope, Subject};
use crate::label::Descriptor;
use crate::list::List;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// The context of an evaluation: `mx`, `input` (a value, or the list of them), `inputs` (with what is known of each),
/// `output` (a value). Nothing in it is shared with anything.
pub(super) fn context_of(scope: &Scope<'_>, guard: Option<&str>) -> Value {
    let null = || Value::from(Data::Null);
    let text = |text: Option<&str>| text.map_or_else(null, Value::from);
    let operation = scope.operation;
    let op = Value::object([
        ("type", Value::from(operation.kind.as_str())),
        ("subtype", text(operation.subtype.as_deref())),
        ("name", text(operation.name.as_deref())),
        ("command", text(operation.command.as_deref())),
        ("labels", Value::list(operation.labels.all())),
    ]);
    let attempt = &scope.attempt;
    let about = Value::object([
        ("name", text(guard)),
        ("try", Value::from(f64::from(attempt.number))),
        ("max", Value::from(f64::from(attempt.max))),
        ("hints", Value::list(attempt.hints.iter().map(String::as_str))),
    ]);
    let mx = Value::object([
        ("op", op),
        ("labels", texts(&scope.about.labels)),
        ("taint", texts(&scope.about.taint)),
        ("sources", texts(&scope.about.sources)),
        ("args", Value::object(scope.args.iter().map(|(name, value)| (name, value.clone())))),
        ("guard", about),
    ]);
    let value = |input: &Input| input.value.clone().unwrap_or_else(null);
    let (input, inputs) = match scope.subject {
        Subject::Input(input) => (value(input), vec![described(input)]),
        Subject::All(inputs) => (Value::list(inputs.iter().map(value)), inputs.iter().map(described).list()),
    };
    Value::object([
        ("mx", mx),
        ("input", input),
        ("inputs", Value::list(inputs)),
        ("output", scope.output.map_or_else(null, value)),
    ])
}

fn described(input: &Input) -> Value {
    let Descriptor { labels, taint, sources, .. } = &input.descriptor;
    Value::object([
        ("value", input.value.clone().unwrap_or_else(|| Data::Null.into())),
        ("labels", texts(labels)),
        ("taint", texts(taint)),
        ("sources", texts(sources)),
    ])
}

fn texts(texts: &[String]) -> Value {
    Value::list(texts.iter().map(String::as_str))
}
