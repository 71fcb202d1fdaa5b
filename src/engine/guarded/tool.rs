//! The calls of tools that an operation may be.

use super::{Finding, Findings, GuardedInput, GuardedOperation};
use crate::decision::{Denial, DenialCode};
use crate::engine::verdict::{Verdict, unplaced};
use crate::engine::{ArgumentInput, Engine, ToolCall};
use crate::list::{AddAll, List};
use crate::policy::Names;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;
use crate::tool::Description;

/// How many ways to read one call are looked at.
const MANY: usize = 32;

impl Engine {
    /// The calls that an operation may be, if it is one.
    /// Where a value comes without the name of its argument, it may be any that is declared and not given, or another one:
    /// each of these is a call of its own.
    pub(super) fn tool_calls(&self, asked: &GuardedOperation<'_>) -> Vec<ToolCall> {
        if !self.is_tool(asked.operation, asked.name) {
            return Vec::new();
        }
        let description = asked.name.and_then(|name| self.tools.get(name));
        let mut call = ToolCall {
            tool: asked.name.unwrap_or_default().to_owned(),
            labels: asked.operation.labels.clone(),
            ..ToolCall::default()
        };
        for (name, value) in asked.args.iter() {
            call.args.push(argument(name, value));
        }
        let mut unnamed = Vec::new();
        for (place, input) in asked.inputs.iter().enumerate() {
            let null = Value::from(Data::Null);
            let value = input.value.unwrap_or(&null);
            let named = input.arg.inspect(|arg| call.args.push(argument(arg, value)));
            // The same value, given both ways, is one.
            let same = || asked.args.iter().find(|(_, given)| *given == value).map(|(name, _)| name);
            match named.or_else(same) {
                Some(name) => know(&mut call, name, input),
                None => {
                    let name = format!("input {place}");
                    call.args.push(argument(&name, value));
                    know(&mut call, &name, input);
                    unnamed.push(name);
                }
            }
        }
        let mut calls = vec![call.clone()];
        let declared = description.into_iter().flat_map(Description::arguments).map(|(name, _)| name);
        for open in declared.filter(|name| call.args.iter().all(|given| given.key != *name)) {
            calls.add_all(unnamed.iter().map(|name| renamed(&call, name, open)));
        }
        calls
    }

    /// Names, capabilities of arguments and authorisations.
    pub(super) fn find_tools(&self, calls: &[ToolCall], findings: &mut Findings) {
        let mut add = |layer: Option<usize>, denial: Denial| {
            findings.all.push(Finding { layer, input: None, denial, liftable: false });
        };
        if let Some(call) = calls.get(MANY) {
            add(None, unplaced(&call.tool));
        }
        let mut is_authorized = !calls.is_empty();
        for call in calls.iter().take(MANY) {
            is_authorized &= self.is_authorized(call);
            for stage in [Self::judge_names, Self::judge_capabilities, Self::judge_authorizations] {
                let mut verdict = Verdict::explained(self);
                stage(self, call, &mut verdict);
                let of_layers: Vec<Option<Denial>> =
                    verdict.layers.into_iter().flatten().map(|layer| layer.denial).list();
                // What no layer denies the call denies by itself.
                verdict
                    .denial
                    .filter(|_| of_layers.iter().all(Option::is_none))
                    .into_iter()
                    .for_each(|own| add(None, own));
                for (at, denial) in of_layers.into_iter().enumerate() {
                    denial.into_iter().for_each(|denial| add(Some(at), denial));
                }
            }
        }
        let is_refused = |finding: &Finding| finding.denial.code == DenialCode::PolicyAuthorizationDenied;
        findings.authorized = is_authorized && !findings.all.iter().any(is_refused);
    }
}

fn argument(name: &str, value: &Value) -> Member {
    Member { key: name.to_owned(), key_span: None, value: value.clone() }
}

/// Adds what is known of an argument.
fn know(call: &mut ToolCall, name: &str, input: &GuardedInput<'_>) {
    let known = call.inputs.remove(name);
    let mut all = match known {
        Some(ArgumentInput::Elements(all)) => all,
        Some(ArgumentInput::Whole(one)) => vec![one],
        None => Vec::new(),
    };
    all.push(input.descriptor.clone());
    let known = match all.as_slice() {
        [one] => ArgumentInput::Whole(one.clone()),
        _ => ArgumentInput::Elements(all),
    };
    call.inputs.insert(name, known);
}

/// A call with another name of one of its arguments.
fn renamed(call: &ToolCall, name: &str, other: &str) -> ToolCall {
    let mut call = call.clone();
    call.args.iter_mut().filter(|given| given.key == name).for_each(|given| other.clone_into(&mut given.key));
    let mut inputs = Names::default();
    for (known, input) in call.inputs.iter() {
        inputs.insert(if known == name { other } else { known }, input.clone());
    }
    ToolCall { inputs, ..call }
}
