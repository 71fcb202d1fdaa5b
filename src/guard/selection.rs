//! Which guards are asked about an operation, and about what (guards.md, "Selection").

use alloc::collections::VecDeque;
use alloc::rc::Rc;

use super::definition::{Filter, Guard, Match, Scope, Timing};
use super::operation::OperationView;
use super::values::{Place, Values};
use crate::label::Descriptor;
use crate::list::List;
use crate::prelude::*;

/// A guard that is to be asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    /// Its place among the guards.
    pub(super) guard: usize,
    /// The input that it is asked about by itself; `None`: the operation, or what came of it.
    pub(super) input: Option<usize>,
    /// Whether that is one value by itself.
    pub(super) scope: Scope,
    /// How surely it is meant.
    pub(super) how: Match,
}

/// Guards to ask, in order: about each value, and about the operation.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) of_values: VecDeque<Task>,
    pub(super) of_operation: VecDeque<Task>,
}

/// For each value by its labels, then for the operation by what it is, then by its name; each in the order of registration.
/// About what came of an operation a guard is asked once, whichever way it was found.
pub(super) fn select(guards: &[Rc<Guard>], phase: Timing, operation: &OperationView<'_>, values: &Values) -> Selection {
    let asked = |scope: Scope| {
        guards
            .iter()
            .enumerate()
            .filter(move |(_, guard)| guard.timing.includes(phase) && guard.scope.is_none_or(|only| only == scope))
    };
    let mut selection = Selection::default();
    let mut add_values = |input: Option<usize>, descriptor: &Descriptor| {
        let labels: Vec<&str> = descriptor.all().list();
        let meant = asked(Scope::PerInput).filter(|(_, guard)| guard.filter.matches_value(&labels));
        selection.of_values.extend(meant.map(|(guard, _)| Task {
            guard,
            input,
            scope: Scope::PerInput,
            how: Match::Surely,
        }));
    };
    if phase == Timing::After {
        values.descriptor(Place::Output).into_iter().for_each(|descriptor| add_values(None, descriptor));
    } else {
        values.inputs.iter().enumerate().for_each(|(place, input)| add_values(Some(place), &input.descriptor));
    }
    let mut by_name = Vec::new();
    for (place, guard) in asked(Scope::PerOperation) {
        let is_found = |task: &Task| task.guard == place && task.input.is_none();
        let Some(how) = guard.filter.matches_operation(operation) else { continue };
        if phase == Timing::After && selection.of_values.iter().any(is_found) {
            continue;
        }
        let task = Task { guard: place, input: None, scope: Scope::PerOperation, how };
        if matches!(guard.filter, Filter::Function(_)) {
            by_name.push(task);
        } else {
            selection.of_operation.push_back(task);
        }
    }
    selection.of_operation.extend(by_name);
    selection
}
