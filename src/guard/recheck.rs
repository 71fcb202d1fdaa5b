//! What was accepted is checked as it will run (guards.md, "Reduction").

use std::rc::Rc;

use super::outcome::Entry;
use super::policy::{PolicyGuard, denying};
use super::reduction::Denier;
use super::run::Run;
use crate::decision::Denial;
use crate::engine::{Finding, Findings, GuardedOperation};
use crate::label::Operation;
use crate::policy::value::{Data, Value};

/// The denials of an operation as it will run. They are final, but for those that were lifted before and are about a value that
/// nobody has replaced.
pub(super) fn entries(run: &Run, rebuilt: Option<String>) -> Vec<Entry> {
    let engine = &run.pipeline.engine;
    let fragment = run.wishes.fragment().map(|fragment| engine.with_layer(Rc::clone(&fragment.0)));
    let before = engine.compiled_layers().len();
    let engine = fragment.as_ref().unwrap_or(engine);
    let commands = commands(run, rebuilt);
    let is_same = commands == run.request.operation.commands;
    let operation = Operation { commands, ..run.request.operation.clone() };
    let mut asked = GuardedOperation { operation: &operation, ..run.as_it_stands() };
    if !is_same {
        asked.inputs.iter_mut().for_each(|input| input.span = None);
    }
    let Findings { all, authorized } = engine.findings(&asked);
    let lifted = || run.entries.iter().filter(|entry| entry.denial.is_some() && !run.stands(entry));
    let is_untouched = |input: Option<usize>| match input {
        Some(input) => !run.values.is_replaced(input),
        None => run.values.replaced().next().is_none(),
    };
    let was_lifted = |guard: &str, finding: &Finding| {
        let is_its = |entry: &Entry| {
            entry.row.input == finding.input
                && entry.row.layer == finding.denial.policy
                && entry.row.guard.as_deref() == Some(guard)
        };
        let is_known = finding.layer.is_some_and(|layer| layer < before);
        is_known && is_same && is_untouched(finding.input) && lifted().any(is_its)
    };
    let final_denial = |finding: Finding| {
        let layer = finding.layer.and_then(|layer| engine.compiled_layers().get(layer));
        let name = PolicyGuard::name_of(&finding.denial, layer.map(AsRef::as_ref));
        let liftable = finding.liftable && (authorized || was_lifted(&name, &finding));
        let span = finding.denial.span.filter(|_| is_same);
        let denial = Denial { span, ..finding.denial };
        denying(name, finding.input, Denier::Policy { liftable }, denial)
    };
    all.into_iter().map(final_denial).collect()
}

/// The commands with the values that replace others: as the host made it again, or where a value stood as it is.
fn commands(run: &Run, rebuilt: Option<String>) -> Vec<String> {
    if let Some(text) = rebuilt {
        return vec![text];
    }
    let pairs: Vec<(String, String)> = run
        .values
        .replaced()
        .map(|(_, given, value)| (text_of(given), text_of(value)))
        .filter(|(given, _)| !given.is_empty())
        .collect();
    run.request.operation.commands.iter().map(|command| substituted(command, &pairs)).collect()
}

fn text_of(value: &Value) -> String {
    match &value.data {
        Data::String(text) => text.clone(),
        Data::Null => String::new(),
        _ => value.to_string(),
    }
}

/// A text with each of the old texts replaced by the new one, from left to right, the first pair that fits.
fn substituted(text: &str, pairs: &[(String, String)]) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let found = pairs.iter().find_map(|(old, new)| Some((rest.strip_prefix(old.as_str())?, new.as_str())));
        let (after, written) = match found {
            Some(found) => found,
            None => {
                result.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
                continue;
            }
        };
        result.push_str(written);
        rest = after;
    }
    result
}
