//! Descriptors, operations and values of cases.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, dead_code, reason = "code of tests")]

use mlld_policy::label::{Descriptor, Operation, ToolUse};
use mlld_policy::policy::json;
use mlld_policy::policy::value::Value as Policy;
use serde_json::Value;

pub(crate) fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(|text| text.as_str().unwrap().to_owned()).collect()
}

pub(crate) fn descriptor(value: &Value) -> Descriptor {
    let tool = |tool: &Value| ToolUse {
        name: tool["name"].as_str().unwrap().to_owned(),
        args: tool.get("args").map(policy_value),
        audit_ref: tool["auditRef"].as_str().map(str::to_owned),
    };
    let given = Descriptor {
        labels: texts(&value["labels"]),
        taint: texts(&value["taint"]),
        sources: texts(&value["sources"]),
        tools: value["tools"].as_array().into_iter().flatten().map(tool).collect(),
    };
    Descriptor::merge([&given])
}

pub(crate) fn policy_value(json: &Value) -> Policy {
    json::parse(&json.to_string(), json::nearest_number).unwrap().0
}

pub(crate) fn operation(given: &Value) -> Operation {
    let commands = [&given["command"], &given["metadata"]["command"], &given["metadata"]["commandPreview"]];
    Operation {
        kind: Some(given["type"].as_str().unwrap().to_owned()),
        subtype: given["subtype"].as_str().map(str::to_owned),
        labels: [texts(&given["opLabels"]), texts(&given["labels"])].concat(),
        commands: commands.into_iter().filter_map(Value::as_str).map(str::to_owned).collect(),
    }
}

/// The byte of a text at a place that is counted in UTF-16 code units.
pub(crate) fn byte(text: &str, units: &Value) -> usize {
    let mut left = usize::try_from(units.as_u64().unwrap()).unwrap();
    let reached = |(at, c): (usize, char)| {
        let here = left == 0;
        left = left.saturating_sub(c.len_utf16());
        here.then_some(at)
    };
    text.char_indices().find_map(reached).unwrap_or(text.len())
}
