//! What was accepted is checked as it will run (guards.md, "Reduction").

use alloc::rc::Rc;

use super::evaluation::run_failed;
use super::outcome::Entry;
use super::policy::{PolicyGuard, found_by};
use super::run::Run;
use crate::decision::Denial;
use crate::engine::{Finding, Findings, GuardedOperation};
use crate::label::Operation;
use crate::list::{AddAll, List, all_ok};
use crate::order;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::text::may_be_letter;

/// The denials of an operation as it will run. They are final, but for those that were lifted before and are about a value that
/// nobody has replaced.
pub(super) fn entries(run: &Run, rebuilt: Option<String>) -> Vec<Entry> {
    let engine = &run.pipeline.engine;
    let fragment = run.wishes.fragment().map(|fragment| engine.with_layer(Rc::clone(&fragment.0)));
    let before = engine.compiled_layers().len();
    let engine = fragment.as_ref().unwrap_or(engine);
    let commands = match commands(run, rebuilt) {
        Ok(commands) => commands,
        Err(why) => return vec![Entry::of_denial(run_failed(why))],
    };
    let is_same = commands == run.request.operation.commands;
    let operation = Operation { commands, ..run.request.operation.clone() };
    let mut asked = GuardedOperation { operation: &operation, ..run.as_it_stands() };
    if !is_same {
        asked.inputs.iter_mut().for_each(|input| input.span = None);
    }
    let Findings { all, authorized } = engine.findings(&asked);
    // A policy of an environment takes away, and authorises nothing.
    let authorized = authorized && (fragment.is_none() || run.pipeline.engine.findings(&asked).authorized);
    let lifted = || run.entries.iter().filter(|entry| entry.denial.is_some() && !run.stands(entry));
    // What was permitted was permitted for the operation as it was.
    let nothing_is_replaced = run.values.replaced().next().is_none();
    let was_lifted = |guard: &str, finding: &Finding| {
        let is_its = |entry: &Entry| {
            entry.row.input == finding.input
                && entry.row.layer == finding.denial.policy
                && entry.row.guard.as_deref() == Some(guard)
        };
        let is_known = finding.layer.is_some_and(|layer| layer < before);
        is_known && nothing_is_replaced && lifted().any(is_its)
    };
    let final_denial = |finding: Finding| {
        let layer = finding.layer.and_then(|layer| engine.compiled_layers().get(layer));
        let name = PolicyGuard::name_of(&finding.denial, layer.map(AsRef::as_ref));
        let liftable = finding.liftable && (authorized || was_lifted(&name, &finding));
        let span = finding.denial.span.filter(|_| is_same);
        found_by(engine, Finding { liftable, denial: Denial { span, ..finding.denial }, ..finding })
    };
    all.into_iter().map(final_denial).list()
}

/// No command is longer than what the shell takes.
const LONGEST: usize = 1 << 20;

/// The commands with the values that replace others: the first as the host made it again, or else each value where the old one
/// stands.
///
/// # Errors
///
/// Where an old value stands is not known: nobody knows what would run.
fn commands(run: &Run, rebuilt: Option<String>) -> Result<Vec<String>, &'static str> {
    let replaced: Vec<(Option<Span>, String, String)> = run
        .values
        .replaced()
        .map(|(place, given, value)| {
            let span = run.request.inputs.get(place).and_then(|input| input.span);
            (span, text_of(given), text_of(value))
        })
        .list();
    let given = run.request.operation.commands.iter().enumerate();
    let made = |(index, command): (usize, &String)| match &rebuilt {
        Some(text) if index == 0 => Ok(text.clone()),
        _ => substituted(command, index == 0, &replaced),
    };
    all_ok(given.map(made))
}

fn text_of(value: &Value) -> String {
    match &value.data {
        Data::String(text) => text.clone(),
        Data::Null => String::new(),
        _ => value.to_string(),
    }
}

/// A command with each new value where the old one stands: at its place, or wherever it stands as a word.
fn substituted(
    command: &str,
    has_places: bool,
    replaced: &[(Option<Span>, String, String)],
) -> Result<String, &'static str> {
    const UNKNOWN: &str =
        "where a replaced value stands in the command is not known; pass `rebuild` to say what the command is";
    let mut cuts: Vec<(Span, &str)> = Vec::new();
    for (span, old, new) in replaced {
        match span.filter(|_| has_places) {
            Some(span) if command.get(span.start..span.end) == Some(old.as_str()) => cuts.push((span, new)),
            Some(_) => return Err(UNKNOWN),
            None => {
                let before = cuts.len();
                cuts.add_all(words(command, old).ok_or(UNKNOWN)?.into_iter().map(|span| (span, new.as_str())));
                // Quoted or encoded.
                if cuts.len() == before {
                    return Err(UNKNOWN);
                }
            }
        }
    }
    let in_order = order::by_key(cuts.iter().map(|(span, _)| span.start));
    let (mut text, mut done) = (String::with_capacity(command.len()), 0);
    for (index, (span, new)) in in_order.into_iter().filter_map(|cut| cuts.get(cut)).enumerate() {
        let overlaps = span.start < done || index > 0 && span.end <= done;
        if overlaps || text.len().saturating_add(new.len()) > LONGEST {
            return Err(UNKNOWN);
        }
        text.push_str(command.get(done..span.start).ok_or(UNKNOWN)?);
        text.push_str(new);
        done = span.end;
    }
    text.push_str(command.get(done..).ok_or(UNKNOWN)?);
    Ok(text)
}

/// Where a text stands as a word; `None` where it also stands in a longer one, or might. To pass such a place over would be to
/// check another command than the one that runs.
fn words(text: &str, word: &str) -> Option<Vec<Span>> {
    let continues = |c: char| c.is_ascii_digit() || c == '_' || may_be_letter(c);
    let (first, last) = (word.chars().next()?, word.chars().next_back()?);
    let mut found: Vec<Span> = Vec::new();
    let mut from = 0_usize;
    while let Some(at) = text.get(from..)?.find(word) {
        let start = from.saturating_add(at);
        let span = Span::new(start, start.saturating_add(word.len()));
        let before = text.get(..span.start)?.chars().next_back().map(|before| (before, first));
        let after = text.get(span.end..)?.chars().next().map(|after| (last, after));
        let is_in_word = before.into_iter().chain(after).any(|(left, right)| continues(left) && continues(right));
        let overlaps = found.last().is_some_and(|previous| span.start < previous.end);
        if is_in_word || overlaps {
            return None;
        }
        found.push(span);
        // What begins within this one would overlap.
        from = start.saturating_add(first.len_utf8());
    }
    Some(found)
}
