//! Labels, flow and tools: questions cross as JSON text, but for flows that are prepared, which cross as numbers.

use core::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::convert::{refused_change, with_utf16_spans};
use super::shapes::{command_inputs, descriptor, descriptors, member, parse, read_change, read_operation, tool_call};
use super::{Engine, shell_of};
use crate::decision::{Decision, Trace};
use crate::error::PolicyError;
use crate::label::{Descriptor, Flow, OperationLabels};
use crate::names::Names;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::shell::{Shell, Surroundings, analyze};
use crate::tool::{read_tools, validate};
use crate::wasm::convert::{failure, misshapen, to_object};

/// What crosses in place of a number where there is no room for another prepared set.
const NONE: u32 = u32::MAX;

/// Prepared sets by number. Sets that no rule tells apart are one, so that there are few of them however many labels data
/// has.
#[derive(Debug)]
pub(super) struct Table<T> {
    /// By their keys.
    numbers: RefCell<Names<u32>>,
    items: RefCell<Vec<T>>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { numbers: RefCell::default(), items: RefCell::default() }
    }
}

impl<T> Table<T> {
    const MAX: u32 = 1 << 16;

    fn number(&self, item: T, key: &str) -> u32 {
        let (mut numbers, mut items) = (self.numbers.borrow_mut(), self.items.borrow_mut());
        if let Some(number) = numbers.get(key) {
            return *number;
        }
        let Some(number) = u32::try_from(items.len()).ok().filter(|number| *number < Self::MAX) else { return NONE };
        numbers.insert(key, number);
        items.push(item);
        number
    }
}

/// A question about data and an operation.
struct Question {
    inputs: Vec<Descriptor>,
    operation: OperationLabels,
    destination: Option<Vec<Descriptor>>,
    target: Option<Vec<Descriptor>>,
}

impl Question {
    fn flow(&self) -> Flow<'_> {
        Flow {
            inputs: &self.inputs,
            operation: &self.operation,
            destination: self.destination.as_deref(),
            target: self.target.as_deref(),
        }
    }
}

#[wasm_bindgen]
impl Engine {
    /// A flow, `{ operation, inputs, destination?, target? }`.
    ///
    /// # Errors
    ///
    /// `{ kind: "TypeError", message }` for text of another shape, as all that follow.
    #[wasm_bindgen(js_name = checkFlow)]
    pub fn check_flow(&self, flow: &str) -> Result<u32, JsValue> {
        Ok(self.answer(self.engine.check_flow(&self.question(flow)?.flow())))
    }

    /// A flow, explained.
    #[wasm_bindgen(js_name = explainFlow)]
    pub fn explain_flow(&self, flow: &str) -> Result<JsValue, JsValue> {
        Ok(to_object(&self.engine.explain_flow(&self.question(flow)?.flow())))
    }

    /// The number of a value for `letsIn`; the largest number where there is none left.
    #[wasm_bindgen(js_name = prepareValue)]
    pub fn prepare_value(&self, value: &str) -> Result<u32, JsValue> {
        let value = descriptor(&parse(value)?).ok_or_else(misshapen)?;
        let value = self.engine.prepare_value(&value);
        let key = value.key();
        Ok(self.values.number(value, &key))
    }

    /// The number of an operation for `letsIn`.
    #[wasm_bindgen(js_name = prepareOperation)]
    pub fn prepare_operation(&self, operation: &str) -> Result<u32, JsValue> {
        let operation = read_operation(&parse(operation)?).ok_or_else(misshapen)?;
        let labels = self.engine.operation_labels(&operation, true);
        let operation = self.engine.prepare_operation(&labels);
        let key = operation.key();
        Ok(self.operations.number(operation, &key))
    }

    /// Whether a prepared value may flow into a prepared operation alone. Numbers that stand for nothing may not.
    #[wasm_bindgen(js_name = letsIn)]
    #[must_use]
    pub fn lets_in(&self, operation: u32, value: u32) -> bool {
        let (values, operations) = (self.values.items.borrow(), self.operations.items.borrow());
        let (Ok(operation), Ok(value)) = (usize::try_from(operation), usize::try_from(value)) else { return false };
        match (operations.get(operation), values.get(value)) {
            (Some(operation), Some(value)) => operation.lets_in(core::iter::once(value)),
            _ => false,
        }
    }

    /// A command line with values in it, an array of descriptors with `start` and `end` where they have a place.
    #[wasm_bindgen(js_name = checkCommandWith)]
    pub fn check_command_with(&self, text: &str, shell: u32, inputs: &str) -> Result<u32, JsValue> {
        let inputs = command_inputs(text, inputs)?;
        Ok(self.answer_about(self.engine.check_command_with(text, shell_of(shell), &inputs), text))
    }

    /// A command line with values in it, explained.
    #[wasm_bindgen(js_name = explainCommandWith)]
    pub fn explain_command_with(&self, text: &str, shell: u32, inputs: &str) -> Result<JsValue, JsValue> {
        let inputs = command_inputs(text, inputs)?;
        Ok(trace_about(self.engine.explain_command_with(text, shell_of(shell), &inputs), text))
    }

    /// A call of a tool, `{ server?, tool, args, labels, inputs }`.
    #[wasm_bindgen(js_name = checkToolCall)]
    pub fn check_tool_call(&self, call: &str) -> Result<u32, JsValue> {
        Ok(self.answer(self.engine.check_tool_call(&tool_call(call)?)))
    }

    /// A call of a tool, explained.
    #[wasm_bindgen(js_name = explainToolCall)]
    pub fn explain_tool_call(&self, call: &str) -> Result<JsValue, JsValue> {
        Ok(to_object(&self.engine.explain_tool_call(&tool_call(call)?)))
    }

    /// What is known of the result of a call, besides what the host knows (a descriptor, an empty one for nothing).
    #[wasm_bindgen(js_name = labelToolResult)]
    pub fn label_tool_result(&self, call: &str, known: &str) -> Result<JsValue, JsValue> {
        let known = descriptor(&parse(known)?).ok_or_else(misshapen)?;
        Ok(to_object(&self.engine.label_tool_result(&tool_call(call)?, Some(&known))))
    }

    /// What is known of a value that was made of others, an array of descriptors, as the policies have it.
    pub fn merge(&self, given: &str) -> Result<JsValue, JsValue> {
        let given = descriptors(&parse(given)?).ok_or_else(misshapen)?;
        Ok(to_object(&self.engine.merge(&given)))
    }

    /// A descriptor with a change, as `{ descriptor, warnings }`.
    ///
    /// # Errors
    ///
    /// `{ kind: "LabelError", message, change: { code, label } }` for a change that is refused.
    #[wasm_bindgen(js_name = changeLabels)]
    pub fn change_labels(&self, value: &str, change: &str, privileged: bool) -> Result<JsValue, JsValue> {
        let value = descriptor(&parse(value)?).ok_or_else(misshapen)?;
        let change = read_change(&parse(change)?).ok_or_else(misshapen)?;
        let changed = self.engine.change_labels(&value, &change, privileged);
        changed.map(|changed| to_object(&changed)).map_err(|error| refused_change(&error))
    }

    fn question(&self, flow: &str) -> Result<Question, JsValue> {
        let read = |flow: &Value| {
            let inputs = descriptors(member(flow, "inputs")?)?;
            let operation = read_operation(member(flow, "operation")?)?;
            let aimed = |key: &str| match member(flow, key) {
                Some(given) => descriptors(given).map(Some),
                None => Some(None),
            };
            Some(Question {
                operation: self.engine.operation_labels(&operation, !inputs.is_empty()),
                inputs,
                destination: aimed("destination")?,
                target: aimed("target")?,
            })
        };
        read(&parse(flow)?).ok_or_else(misshapen)
    }

    pub(super) fn answer_about(&self, decision: Decision, text: &str) -> u32 {
        self.answer(match decision {
            Decision::Allow => Decision::Allow,
            Decision::Deny(denial) => Decision::Deny(Box::new(with_utf16_spans(*denial, text))),
        })
    }
}

/// A trace of a command line, with spans as JavaScript counts them.
pub(super) fn trace_about(mut trace: Trace, text: &str) -> JsValue {
    trace.denial = trace.denial.map(|denial| with_utf16_spans(denial, text));
    for layer in &mut trace.layers {
        layer.denial = layer.denial.take().map(|denial| with_utf16_spans(denial, text));
    }
    to_object(&trace)
}

/// What an operation does, as labels.
///
/// # Errors
///
/// `{ kind: "TypeError", message }` for text of another shape, as all that follow.
#[wasm_bindgen(js_name = operationLabels)]
pub fn operation_labels(operation: &str) -> Result<Vec<String>, JsValue> {
    let operation = read_operation(&parse(operation)?).ok_or_else(misshapen)?;
    Ok(operation.all_labels(false, &|text| analyze(text, Shell::Bash, Surroundings::default())).all())
}

/// What is known of a value that was made of others, an array of descriptors.
#[wasm_bindgen(js_name = mergeDescriptors)]
pub fn merge_descriptors(given: &str) -> Result<JsValue, JsValue> {
    let given = descriptors(&parse(given)?).ok_or_else(misshapen)?;
    Ok(to_object(&Descriptor::merge(&given)))
}

/// What is wrong with authorisations, held against the option `tools`.
///
/// # Errors
///
/// `{ kind: "PolicyError", problems }` for descriptions of tools that are refused.
#[wasm_bindgen(js_name = validateAuthorizations)]
pub fn validate_authorizations(fragment: &str, tools: &str) -> Result<JsValue, JsValue> {
    let tools = read_tools(&parse(tools)?).map_err(|problems| failure(&PolicyError { problems }))?;
    Ok(to_object(&validate(&parse(fragment)?, &tools)))
}
