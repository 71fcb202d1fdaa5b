//! What a guard said takes effect: at once for a value by itself and for what came of an operation, later for an operation.

use alloc::rc::Rc;

use super::action::{Fragment, MadeOf};
use super::definition::{Guard, Match};
use super::evaluation::{Answered, Effect, conflict, denied, failed, no_retry, refused, source_of};
use super::outcome::{Entry, GuardTrace, Said};
use super::reduction::Denier;
use super::run::{Run, place_of};
use super::selection::Task;
use super::values::Place;
use crate::decision::Denial;
use crate::label::{Change, Descriptor, is_endorsement};
use crate::list::AddAll;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// What guards of an operation want, until all of them are heard.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Other values: the last counts.
    replacement: Option<Replacement>,
    /// Changes of the labels of all values, with whether they are privileged.
    changes: Vec<(Change, bool)>,
    /// An environment: the first counts.
    env: Option<(Value, Option<Fragment>)>,
}

/// Values in place of those of an operation.
#[derive(Debug)]
struct Replacement {
    source: String,
    values: Vec<Value>,
    /// Whether each of them may be made of any.
    is_mixed: bool,
    /// Whether they may be called what the values before them were: known, or trusted.
    is_endorsed: bool,
}

impl Wishes {
    /// The rules of the environment.
    pub(super) fn fragment(&self) -> Option<&Fragment> {
        self.env.as_ref().and_then(|(_, fragment)| fragment.as_ref())
    }

    pub(super) fn take_env(&mut self) -> Option<Value> {
        self.env.take().map(|(config, _)| config)
    }
}

impl Run {
    /// Takes what a guard said to its effect.
    pub(super) fn apply(&mut self, guard: &Rc<Guard>, task: Task, answered: Answered) {
        let Answered { rule, said, is_sure } = answered;
        let matched = rule.is_some() && !matches!(said, Effect::Failed(_));
        let mut row = GuardTrace { matched, rule, ..GuardTrace::of_guard(guard, task) };
        let denial = match said {
            Effect::Nothing => None,
            Effect::Allow { value, labels, made_of } => {
                let changes = (value.is_some(), labels.is_some());
                let refusal = self.allow(guard, task, value.map(|value| (value, made_of)), labels).err();
                if refusal.is_none() {
                    (row.replaced, row.relabelled) = changes;
                    if is_sure {
                        self.permit(guard, task);
                    }
                }
                refusal.map(|denial| *denial)
            }
            Effect::Deny(reason) => Some(denied(guard, reason, row.rule.as_deref())),
            Effect::Failed(why) => Some(failed(guard, &why, row.rule.as_deref())),
            Effect::Retry(hint) => {
                let refusal = self.retry(guard, task, hint.as_deref());
                if refusal.is_none() {
                    row.decision = Said::Retry;
                    row.hint = hint;
                }
                refusal
            }
            Effect::Env { .. } if self.request.is_after => {
                Some(failed(guard, "an environment is for what is yet to run", row.rule.as_deref()))
            }
            Effect::Env { config, fragment } => {
                row.decision = Said::Env;
                self.wishes.env.get_or_insert((config, fragment));
                None
            }
        };
        self.entries.push(match denial {
            Some(denial) => Entry { row: row.denying(&denial), denial: Some((Denier::Guard, denial)) },
            None => Entry { row, denial: None },
        });
    }

    /// What a privileged guard permits counts where it is surely meant.
    fn permit(&mut self, guard: &Guard, task: Task) {
        if guard.privileged && task.how == Match::Surely {
            match task.input {
                Some(input) => self.permits.inputs.insert(input),
                None => self.permits.operation = true,
            }
        }
    }

    /// Another value, other labels.
    fn allow(
        &mut self,
        guard: &Guard,
        task: Task,
        value: Option<(Value, MadeOf)>,
        labels: Option<Change>,
    ) -> Result<(), Box<Denial>> {
        let engine = Rc::clone(&self.pipeline.engine);
        let changed = |descriptor: &Descriptor| match &labels {
            Some(change) => match engine.change_labels(descriptor, change, guard.privileged) {
                Ok(changed) => Ok(changed.descriptor),
                Err(error) => Err(Box::new(refused(guard, &error))),
            },
            None => Ok(descriptor.clone()),
        };
        let at_once = if self.request.is_after { Some(Place::Output) } else { task.input.map(Place::Input) };
        if let Some(place) = at_once {
            let others = value.as_ref().is_some_and(|(_, made_of)| made_of.others).then(|| self.told_by_all());
            if let Some(descriptor) = self.values.descriptor(place) {
                let descriptor = engine.merge(core::iter::once(descriptor).chain(&others));
                let kept = if value.is_some() { unendorsed(descriptor, guard) } else { descriptor };
                self.values.relabel(place, changed(&kept)?);
            }
            if let Some((value, _)) = value {
                self.values.replace(place, value, &source_of(guard));
            }
            return Ok(());
        }
        // Refused now, and not where it is done, so that it is this guard's denial.
        self.values.inputs.iter().try_for_each(|input| changed(&input.descriptor).map(drop))?;
        if let Some((value, made_of)) = value {
            let values = one_each(value, self.values.inputs.len());
            let values = values.map_err(|why| Box::new(failed(guard, &why, None)))?;
            let is_mixed = made_of.inputs || made_of.others;
            let (source, is_endorsed) = (source_of(guard), guard.privileged);
            self.wishes.replacement = Some(Replacement { source, values, is_mixed, is_endorsed });
        }
        self.wishes.changes.add_all(labels.map(|change| (change, guard.privileged)));
        Ok(())
    }

    /// What is known of a value that may be made of any of the inputs; that one of them is known or trusted says nothing of it.
    fn told_by_all(&self) -> Descriptor {
        without_endorsements(self.pipeline.engine.merge(self.values.inputs.iter().map(|input| &input.descriptor)))
    }

    /// Another attempt is asked for: the denial, where there is none left.
    fn retry(&mut self, guard: &Guard, task: Task, hint: Option<&str>) -> Option<Denial> {
        let is_last = self.tries(task).before.saturating_add(1) >= self.pipeline.max_attempts;
        if !self.request.retryable || is_last {
            return Some(no_retry(guard, hint, self.request.retryable));
        }
        self.retries.update(&place_of(task), |hints| hints.add_all(hint.map(str::to_owned)));
        None
    }

    /// Does what guards of the operation want; whether that, or what guards of values did, is yet to be checked. Labels that
    /// guards of values changed are checked already.
    pub(super) fn fulfil_wishes(&mut self) -> bool {
        let any_late = !self.wishes.changes.is_empty() || self.wishes.fragment().is_some();
        let engine = Rc::clone(&self.pipeline.engine);
        let places = (0..self.values.inputs.len()).map(Place::Input);
        if let Some(Replacement { source, values, is_mixed, is_endorsed }) = self.wishes.replacement.take() {
            let told = is_mixed.then(|| self.told_by_all());
            for (place, value) in places.clone().zip(values) {
                if let Some(own) = self.values.descriptor(place) {
                    let descriptor = engine.merge(core::iter::once(own).chain(&told));
                    self.values.relabel(place, if is_endorsed { descriptor } else { without_endorsements(descriptor) });
                }
                self.values.replace(place, value, &source);
            }
        }
        for (change, privileged) in core::mem::take(&mut self.wishes.changes) {
            for place in places.clone() {
                let Some(descriptor) = self.values.descriptor(place) else { continue };
                match engine.change_labels(descriptor, &change, privileged) {
                    Ok(changed) => self.values.relabel(place, changed.descriptor),
                    // Two changes may be in conflict of which neither is by itself.
                    Err(error) => self.entries.push(Entry::of_denial(conflict(&error))),
                }
            }
        }
        any_late || self.values.replaced().next().is_some()
    }
}

/// What is known of a value that a guard replaces: that the one before was known or trusted says nothing of what a guard without
/// privilege puts in its place.
fn unendorsed(descriptor: Descriptor, guard: &Guard) -> Descriptor {
    if guard.privileged { descriptor } else { without_endorsements(descriptor) }
}

fn without_endorsements(mut descriptor: Descriptor) -> Descriptor {
    descriptor.labels.retain(|label| !is_endorsement(label));
    descriptor.taint.retain(|label| !is_endorsement(label));
    descriptor
}

/// The values in place of those of an operation: of one the value itself, of several a list of as many.
fn one_each(value: Value, count: usize) -> Result<Vec<Value>, String> {
    match (count, value.data) {
        (1, data) => Ok(vec![data.into()]),
        (0, _) => Err("there is no value to replace".to_owned()),
        (count, Data::Array(items)) if items.len() == count => Ok(items),
        (count, _) => Err(format!("a value for an operation of {count} inputs is a list of {count}")),
    }
}
