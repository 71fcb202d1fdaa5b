//! Descriptors, operations and calls of tools, from the JSON text that the JavaScript side makes of them.
//!
//! That side has checked their shapes; `None` and the errors here are for text of another one all the same.

use wasm_bindgen::JsValue;

use crate::engine::{ArgumentInput, CommandInput, ToolCall};
use crate::guard::{Answer, Request, RequestInput};
use crate::label::{Change, Descriptor, Operation, ToolUse};
use crate::list::all_some;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;
use crate::span::{Span, Utf16Offsets};
use crate::wasm::convert::{failure, misshapen};
use crate::wasm::input;

pub(super) fn parse(text: &str) -> Result<Value, JsValue> {
    input::parse(text).map_err(|error| failure(&error))
}

pub(super) fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    members(value)?.iter().find(|member| member.key == key).map(|member| &member.value)
}

fn members(value: &Value) -> Option<&[Member]> {
    match &value.data {
        Data::Object(members) => Some(members),
        _ => None,
    }
}

/// Every item of a list as `read` has it.
fn items<T>(value: &Value, read: impl FnMut(&Value) -> Option<T>) -> Option<Vec<T>> {
    match &value.data {
        Data::Array(items) => all_some(items.iter().map(read)),
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// The texts under a key, none where it is missing.
fn texts(value: &Value, key: &str) -> Option<Vec<String>> {
    member(value, key).map_or(Some(Vec::new()), |list| items(list, text))
}

fn optional_text(value: &Value, key: &str) -> Option<Option<String>> {
    member(value, key).map_or(Some(None), |value| text(value).map(Some))
}

fn switch(value: &Value, key: &str) -> Option<bool> {
    match member(value, key).map(|value| &value.data) {
        None => Some(false),
        Some(Data::Bool(switch)) => Some(*switch),
        Some(_) => None,
    }
}

pub(super) fn descriptor(value: &Value) -> Option<Descriptor> {
    let tool = |tool: &Value| {
        Some(ToolUse {
            name: text(member(tool, "name")?)?,
            args: member(tool, "args").cloned(),
            audit_ref: optional_text(tool, "auditRef")?,
        })
    };
    let given = Descriptor {
        labels: texts(value, "labels")?,
        taint: texts(value, "taint")?,
        sources: texts(value, "sources")?,
        tools: member(value, "tools").map_or(Some(Vec::new()), |tools| items(tools, tool))?,
    };
    Some(Descriptor::merge([&given]))
}

pub(super) fn descriptors(value: &Value) -> Option<Vec<Descriptor>> {
    items(value, descriptor)
}

pub(super) fn read_operation(value: &Value) -> Option<Operation> {
    Some(Operation {
        kind: Some(text(member(value, "type")?)?),
        subtype: optional_text(value, "subtype")?,
        labels: texts(value, "labels")?,
        commands: texts(value, "commands")?,
    })
}

pub(super) fn read_change(value: &Value) -> Option<Change> {
    Some(Change {
        add: texts(value, "add")?,
        remove: texts(value, "remove")?,
        bless: switch(value, "bless")?,
        clear: switch(value, "clear")?,
    })
}

pub(super) fn command_inputs(text: &str, inputs: &str) -> Result<Vec<CommandInput>, JsValue> {
    let offsets = Utf16Offsets::new(text);
    let input = |value: &Value| Some(CommandInput { descriptor: descriptor(value)?, span: span(value, &offsets) });
    items(&parse(inputs)?, input).ok_or_else(misshapen)
}

/// Where a value stands in a text; one whose place is none counts everywhere.
fn span(value: &Value, offsets: &Utf16Offsets) -> Option<Span> {
    let place = |key: &str| match member(value, key).map(|value| &value.data) {
        // Counted in a text, so that it is whole and not large.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates")]
        Some(Data::Number(units)) => Some(*units as usize),
        _ => None,
    };
    let (start, end) = place("start").zip(place("end"))?;
    offsets.bytes(start, end)
}

/// `{ after?, operation, name?, inputs, output?, args?, guards?, retryable?, id?, rebuilds?, nested? }`
pub(super) fn guard_request(text_of_request: &str) -> Result<Request, JsValue> {
    let read = |value: &Value| {
        let operation = read_operation(member(value, "operation")?)?;
        let command = operation.commands.first().map(String::as_str).unwrap_or_default();
        let offsets = Utf16Offsets::new(command);
        let input = |given: &Value| {
            Some(RequestInput {
                descriptor: descriptor(given)?,
                span: span(given, &offsets),
                arg: optional_text(given, "arg")?,
            })
        };
        let inputs = items(member(value, "inputs")?, input)?;
        let args = member(value, "args").map_or(Some([].as_slice()), members)?.iter();
        Some(Request {
            is_after: switch(value, "after")?,
            inputs,
            name: optional_text(value, "name")?,
            output: member(value, "output").map_or(Some(None), |output| descriptor(output).map(Some))?,
            args: args.map(|member| (member.key.clone(), member.value.clone())).collect(),
            guards: member(value, "guards").cloned(),
            retryable: switch(value, "retryable")?,
            id: optional_text(value, "id")?,
            rebuilds: switch(value, "rebuilds")?,
            nested: switch(value, "nested")?,
            operation,
        })
    };
    read(&parse(text_of_request)?).ok_or_else(misshapen)
}

/// `{ values: [{ value? }] }`, `{ action }`, `{ failed }` or `{ command }`
pub(super) fn guard_answer(text_of_answer: &str) -> Result<Answer, JsValue> {
    let read = |value: &Value| match members(value)? {
        [Member { key, value, .. }] => match key.as_str() {
            "values" => Some(Answer::Values(items(value, |item| Some(member(item, "value").cloned()))?)),
            "action" => Some(Answer::Action(value.clone())),
            "failed" => Some(Answer::Failed(text(value)?)),
            "command" => Some(Answer::Command(text(value)?)),
            _ => None,
        },
        _ => None,
    };
    read(&parse(text_of_answer)?).ok_or_else(misshapen)
}

pub(super) fn tool_call(text_of_call: &str) -> Result<ToolCall, JsValue> {
    let argument = |member: &Member| {
        let input = match &member.value.data {
            Data::Array(_) => ArgumentInput::Elements(descriptors(&member.value)?),
            _ => ArgumentInput::Whole(descriptor(&member.value)?),
        };
        Some((member.key.clone(), input))
    };
    let read = |value: &Value| {
        Some(ToolCall {
            server: optional_text(value, "server")?,
            tool: text(member(value, "tool")?)?,
            args: members(member(value, "args")?)?.to_vec(),
            labels: texts(value, "labels")?,
            inputs: all_some(members(member(value, "inputs")?)?.iter().map(argument))?.into_iter().collect(),
            audit_ref: optional_text(value, "auditRef")?,
        })
    };
    read(&parse(text_of_call)?).ok_or_else(misshapen)
}
