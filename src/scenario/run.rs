//! The steps of a scenario in their order.

use super::mistakes::error_of;
use super::page::{MAIN, Page, StepKind};
use super::state::{State, Stop};
use super::{ScenarioError, ScenarioResult};
use crate::prelude::*;

/// Runs a page up to its end, or up to what stops it.
pub(super) fn run(page: &Page) -> ScenarioResult {
    let mut state = State::new(page);
    let stop = steps(&mut state).err();
    let error = stop.map(|stop| match stop {
        Stop::Mistake(mistake) => error_of(vec![mistake], &page.files),
        Stop::Denied { message, code, span } => {
            let file = page.files.get(MAIN);
            let place = file.map(|file| file.place(span.start));
            ScenarioError {
                message,
                code: Some(code),
                file: file.map(|file| file.name.clone()),
                line: place.map(|(line, _)| line),
                column: place.map(|(_, column)| column),
            }
        }
    });
    ScenarioResult { output: state.output, decisions: state.decisions, error, warnings: Vec::new() }
}

fn steps<'p>(state: &mut State<'p>) -> Result<(), Stop> {
    let page: &'p Page = state.page;
    for step in &page.steps {
        state.directive = step.span;
        match &step.kind {
            StepKind::Layer(document) => state.add_layer(document),
            StepKind::Guard(definition) => state.add_guard(definition)?,
            StepKind::Needs(needs) => state.need(needs),
            StepKind::Wants(wants) => state.want(wants),
            StepKind::Profiles(profiles) => state.offer(profiles),
            StepKind::Do(directive) => {
                state.settle()?;
                state.directive(directive)?;
            }
        }
    }
    state.settle()
}
