#![allow(clippy::arithmetic_side_effects, clippy::string_slice, reason = "tests")]

mod document;
mod laws;
mod refused;
mod templates;
mod values;

use super::evaluate::Evaluator;
use super::*;
use crate::label::{Descriptor, OperationLabels};
use crate::names::Names;
use crate::policy::json;
use crate::policy::value::MAX_DEPTH;

/// A scope that owns what a condition sees, as JSON shows it.
struct World {
    operation: Facts,
    /// One and per input, or several.
    inputs: Vec<Input>,
    per_input: bool,
    about: Descriptor,
    args: Names<Value>,
    output: Option<Input>,
    attempt: (u32, u32),
    hints: Vec<String>,
}

fn parsed(text: &str) -> Value {
    json::parse(text, json::nearest_number).unwrap_or_else(|error| panic!("{error:?}: {text}")).0
}

fn get<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    let Data::Object(members) = &value.data else { return None };
    members.iter().find(|member| member.key == key).map(|member| &member.value)
}

fn text(value: &Value) -> String {
    let Data::String(text) = &value.data else { panic!("{value} is no string") };
    text.clone()
}

fn items(value: Option<&Value>) -> Vec<Value> {
    match value.map(|value| &value.data) {
        Some(Data::Array(items)) => items.clone(),
        _ => Vec::new(),
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    items(value).iter().map(text).collect()
}

fn input(value: &Value) -> Input {
    let mut descriptor = Descriptor::new(texts(get(value, "labels")), texts(get(value, "taint")));
    descriptor.sources = texts(get(value, "sources"));
    Input { descriptor, value: get(value, "value").cloned() }
}

impl World {
    fn new(text: &str) -> Self {
        let all = parsed(text);
        let op = get(&all, "op").cloned().unwrap_or_else(|| Data::Null.into());
        let of_op = |key: &str| get(&op, key).map(self::text);
        let per_input = get(&all, "input").map(input);
        let inputs = match &per_input {
            Some(input) => vec![input.clone()],
            None => items(get(&all, "inputs")).iter().map(input).collect(),
        };
        let output = get(&all, "output").map(input);
        let about = match &output {
            Some(output) => output.descriptor.clone(),
            None => Descriptor::merge(inputs.iter().map(|input| &input.descriptor)),
        };
        let args = match get(&all, "args").map(|args| &args.data) {
            Some(Data::Object(members)) => members.iter().map(|arg| (arg.key.clone(), arg.value.clone())).collect(),
            _ => Names::default(),
        };
        let number = |key: &str| match get(&all, "guard").and_then(|guard| get(guard, key)).map(|value| &value.data) {
            Some(Data::Number(number)) => *number as u32,
            _ => 1,
        };
        Self {
            operation: Facts {
                kind: of_op("type").unwrap_or_default(),
                subtype: of_op("subtype"),
                name: of_op("name"),
                command: of_op("command"),
                labels: OperationLabels::new(texts(get(&op, "labels"))),
            },
            per_input: per_input.is_some(),
            inputs,
            about,
            args,
            output,
            attempt: (number("try"), number("max")),
            hints: texts(get(&all, "guard").and_then(|guard| get(guard, "hints"))),
        }
    }

    fn scope(&self) -> Scope<'_> {
        Scope {
            operation: &self.operation,
            subject: if self.per_input { Subject::Input(&self.inputs[0]) } else { Subject::All(&self.inputs) },
            about: &self.about,
            args: &self.args,
            output: self.output.as_ref(),
            attempt: Attempt { number: self.attempt.0, max: self.attempt.1, hints: &self.hints },
        }
    }

    fn value_with(&self, condition: &str, steps: &Steps) -> Result<Value, String> {
        let condition = Condition::parse(condition).unwrap_or_else(|error| panic!("{error}: {condition}"));
        let scope = self.scope();
        let value = Evaluator::new(&scope, steps).value(&condition.tree);
        value
            .and_then(|value| {
                let whole = condition.tree.span;
                value.to_value(&Steps::new(), MAX_DEPTH).map_err(|message| Failure { span: whole, message })
            })
            .map_err(|failure| shown(&condition.text, &failure).0)
    }

    fn value(&self, condition: &str) -> Result<Value, String> {
        self.value_with(condition, &Steps::new())
    }

    #[track_caller]
    fn gives(&self, condition: &str, expected: &str) {
        let found = self.value(condition).map_or_else(|failure| format!("fails: {failure}"), |value| value.to_string());
        assert_eq!(found, parsed(expected).to_string(), "{condition}");
    }

    #[track_caller]
    fn fails(&self, condition: &str, expected: &str) {
        assert_eq!(self.value(condition), Err(expected.to_owned()), "{condition}");
    }
}
