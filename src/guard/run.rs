//! One operation on its way through the guards: a machine that stops where only the host knows on.
//!
//! guards.md, "One operation through the pipeline": guards of single values, then policies, then guards of the operation. What
//! a guard said takes effect in `effect.rs`, what all of them say together is in `reduction.rs`, and what was accepted is
//! checked as it will run in `recheck.rs`.

mod conclusion;
mod form;
mod scope;

use alloc::collections::VecDeque;
use alloc::rc::Rc;
use core::cell::RefCell;

pub(super) use form::Form;
pub use form::Matches;

use super::attempts::Attempts;
use super::condition::{Facts, Scope};
use super::context::context_of;
use super::definition::{Guard, Rules};
use super::effect::Wishes;
use super::evaluation::{Answered, evaluate, interpret, run_failed};
use super::exchange::{Answer, Ask, Step};
use super::operation::OperationView;
use super::outcome::{Entry, GuardTrace, Outcome};
use super::overrides::Override;
use super::pipeline::{GuardPipeline, Request};
use super::policy;
use super::read::read_returned;
use super::reduction::Permits;
use super::selection::{Selection, Task, select};
use super::values::{Missing, Place, Values};
use crate::engine::{Engine, Findings, GuardedOperation};
use crate::label::{Descriptor, OperationLabels};
use crate::list::List;
use crate::policy::value::Value;
use crate::policy::{Names, ReadOptions};
use crate::prelude::*;

/// One operation on its way.
#[derive(Debug)]
pub struct Run {
    pub(super) pipeline: Shared,
    pub(super) request: Request,
    overrides: Override,
    pub(super) values: Values,
    facts: Facts,
    stage: Stage,
    /// Guards that are yet to be asked, about values and then about the operation.
    left: Selection,
    waiting: Option<Waiting>,
    pub(super) entries: Vec<Entry>,
    pub(super) permits: Permits,
    pub(super) wishes: Wishes,
    /// What is known of all inputs together, once guards of the operation are asked: they all see the same.
    merged: Descriptor,
    /// All arguments, as of a version of the values.
    args: (Option<usize>, Names<Value>),
    /// What attempts of the same operation share.
    pub(super) attempt_key: String,
    /// Where another attempt is asked for, with the hints.
    pub(super) retries: Names<Vec<String>>,
    /// What it came to, once it is over: the same for as long as somebody asks.
    outcome: Option<Box<Outcome>>,
}

/// What a run has of its pipeline: a guard that is added later is not for this run.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) engine: Rc<Engine>,
    guards: Vec<Rc<Guard>>,
    pub(super) max_attempts: u32,
    read_options: Rc<ReadOptions>,
    pub(super) attempts: Rc<RefCell<Attempts>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fetching,
    Values,
    Policies,
    Operation,
    Accepting,
    Rechecking,
    Hiding,
    Over,
}

/// What the host was asked for.
#[derive(Debug)]
enum Waiting {
    Values(Missing),
    Action(Task),
    Command,
}

impl Run {
    pub(super) fn new(pipeline: &GuardPipeline, request: Request, overrides: Override) -> Self {
        let facts = Facts {
            kind: request.operation.kind.clone().unwrap_or_default(),
            subtype: request.operation.subtype.clone(),
            name: request.name.clone(),
            command: request.operation.commands.iter().find(|command| !command.is_empty()).cloned(),
            labels: OperationLabels::default(),
        };
        Self {
            pipeline: Shared {
                engine: Rc::clone(&pipeline.engine),
                guards: pipeline.guards.clone(),
                max_attempts: pipeline.max_attempts,
                read_options: Rc::clone(&pipeline.read_options),
                attempts: Rc::clone(&pipeline.attempts),
            },
            values: Values::new(request.inputs.iter().map(|input| &input.descriptor), request.output.as_ref()),
            facts,
            merged: Descriptor::default(),
            args: (None, Names::default()),
            attempt_key: request.attempt_key(),
            overrides,
            request,
            stage: Stage::Fetching,
            left: Selection::default(),
            waiting: None,
            entries: Vec::new(),
            permits: Permits::default(),
            wishes: Wishes::default(),
            retries: Names::default(),
            outcome: None,
        }
    }

    /// The command of the operation: what the span of its denial is about.
    #[must_use]
    pub fn command(&self) -> &str {
        self.request.operation.commands.first().map(String::as_str).unwrap_or_default()
    }

    /// Goes on, with the answer to what was asked last. An answer to something else counts as a failure of what was asked.
    pub fn advance(&mut self, answer: Option<Answer>) -> Step {
        if let Some(waiting) = self.waiting.take() {
            self.accept(waiting, answer);
        }
        loop {
            let ask = match self.stage {
                Stage::Fetching => self.fetch(),
                Stage::Values => self.ask_next(Stage::Policies),
                Stage::Policies => self.ask_policies(),
                Stage::Operation => self.ask_next(Stage::Accepting),
                Stage::Accepting => self.accept_wishes(),
                Stage::Rechecking => self.recheck(None),
                Stage::Hiding => self.fetch_secrets(),
                Stage::Over => {
                    let outcome = self.outcome.take().unwrap_or_else(|| Box::new(self.conclusion()));
                    return Step::Done(self.outcome.insert(outcome).clone());
                }
            };
            if let Some((waiting, ask)) = ask {
                self.waiting = Some(waiting);
                return Step::Ask(ask);
            }
        }
    }

    fn accept(&mut self, waiting: Waiting, answer: Option<Answer>) {
        match (waiting, answer) {
            (Waiting::Values(missing), Some(Answer::Values(values))) if values.len() == missing.count() => {
                self.values.take(missing, values);
            }
            // Nothing that depends on a value can be decided where it is not given.
            (Waiting::Values(missing), _) => {
                self.values.take_nothing(missing);
                self.fail("a value was not given");
            }
            (Waiting::Action(task), answer) => self.conclude(task, answer),
            (Waiting::Command, Some(Answer::Command(text))) => _ = self.recheck(Some(text)),
            (Waiting::Command, answer) => {
                let why = if let Some(Answer::Failed(why)) = answer { why } else { "nobody said how".to_owned() };
                self.fail(&format!("the command could not be made again: {why}"));
                self.stage = Stage::Hiding;
            }
        }
    }

    /// What cannot be decided without its value: arguments of tools. What cannot be hidden without it: secrets.
    fn fetch(&mut self) -> Option<(Waiting, Ask)> {
        let engine = Rc::clone(&self.pipeline.engine);
        let is_tool = engine.is_tool(&self.request.operation, self.request.name.as_deref());
        let is_arg = |place| match place {
            Place::Input(place) => is_tool || self.request.inputs.get(place).is_some_and(|input| input.arg.is_some()),
            Place::Output => false,
        };
        let missing = self.values.missing(|place, input| is_arg(place) || input.descriptor.has("secret"));
        if let Some(missing) = missing {
            return Some(asking(missing));
        }
        self.values.label(&engine);
        self.facts.labels = engine.guarded_labels(&self.as_it_stands());
        if let Some(given) = self.values.descriptor(Place::Output).cloned() {
            let output = engine.label_output(&self.as_it_stands(), &self.facts.labels, &given);
            self.values.relabel(Place::Output, engine.as_seen(output));
            // The output of an operation on secrets is one.
            if let Some(missing) =
                self.values.missing(|place, input| place == Place::Output && input.descriptor.has("secret"))
            {
                return Some(asking(missing));
            }
        }
        if !self.request.nested {
            let view = OperationView::new(&self.request.operation, self.request.name.as_deref(), &self.facts.labels);
            self.left = select(&self.pipeline.guards, self.request.phase(), &view, &self.values);
        }
        self.stage = Stage::Values;
        None
    }

    /// What guards called a secret, so that it is hidden as others are.
    fn fetch_secrets(&mut self) -> Option<(Waiting, Ask)> {
        let missing = self.values.missing(|_, input| input.descriptor.has("secret"));
        if missing.is_none() {
            self.stage = Stage::Over;
        }
        missing.map(asking)
    }

    /// The operation with its values as they now are.
    pub(super) fn as_it_stands(&self) -> GuardedOperation<'_> {
        let Request { operation, name, inputs, args, .. } = &self.request;
        self.values.operation(operation, name.as_deref(), inputs, args)
    }

    fn tasks(&mut self) -> &mut VecDeque<Task> {
        if self.stage == Stage::Values { &mut self.left.of_values } else { &mut self.left.of_operation }
    }

    /// Asks the next guard of this stage, or goes on to another.
    fn ask_next(&mut self, next: Stage) -> Option<(Waiting, Ask)> {
        let task = self.tasks().front().copied();
        let Some((task, guard)) = task.and_then(|task| Some((task, Rc::clone(self.pipeline.guards.get(task.guard)?))))
        else {
            self.stage = next;
            return None;
        };
        if self.overrides.skips(&guard) {
            self.tasks().pop_front();
            let row = GuardTrace { skipped: true, ..GuardTrace::of_guard(&guard, task) };
            self.entries.push(Entry { row, denial: None });
            return None;
        }
        let reads = guard.reads;
        // Those that are arguments were fetched first of all.
        let missing = match task.input {
            Some(own) => self.values.missing_of(own, reads.inputs, reads.output),
            None => self.values.missing(|place, _| if place == Place::Output { reads.output } else { reads.inputs }),
        };
        if let Some(missing) = missing {
            return Some(asking(missing));
        }
        self.tasks().pop_front();
        if guard.reads.args {
            self.update_args();
        }
        match &guard.rules {
            Rules::Evaluate => {
                let context = self.with_scope(task, |scope| context_of(scope, guard.name.as_deref()));
                Some((Waiting::Action(task), Ask::Evaluate { guard: task.guard, context }))
            }
            Rules::When(rules) => {
                let mut answered = self.with_scope(task, |scope| evaluate(rules, scope));
                if guard.privileged && answered.is_sure {
                    let sure = Facts { labels: self.facts.labels.sure(), ..self.facts.clone() };
                    let again = self.with_scope(task, |scope| evaluate(rules, &Scope { operation: &sure, ..*scope }));
                    answered.is_sure = again.rule == answered.rule;
                }
                self.apply(&guard, task, answered);
                None
            }
        }
    }

    /// What the function of a guard said.
    fn conclude(&mut self, task: Task, answer: Option<Answer>) {
        let Some(guard) = self.pipeline.guards.get(task.guard).cloned() else { return self.fail("a guard is missing") };
        let answered = match answer {
            Some(Answer::Action(action)) => {
                match read_returned(&action, &guard, &self.pipeline.engine, &self.pipeline.read_options) {
                    Ok(action) => self.with_scope(task, |scope| interpret(&action, scope)),
                    Err(why) => Answered::failed(format!("it returned what is no action: {why}")),
                }
            }
            Some(Answer::Failed(why)) => Answered::failed(why),
            _ => Answered::failed("it was not evaluated".to_owned()),
        };
        self.apply(&guard, task, answered);
    }

    /// What policies say, each guard of theirs by itself. What came of an operation has yet to go somewhere: that will be an
    /// operation of its own.
    fn ask_policies(&mut self) -> Option<(Waiting, Ask)> {
        self.stage = Stage::Operation;
        self.merged = self.pipeline.engine.merge(self.values.inputs.iter().map(|input| &input.descriptor));
        if !self.request.is_after {
            let Findings { all, authorized } = self.pipeline.engine.findings(&self.as_it_stands());
            self.permits.operation |= authorized;
            let view = OperationView::new(&self.request.operation, self.request.name.as_deref(), &self.facts.labels);
            let mut entries = policy::entries(&self.pipeline.engine, &view, &self.values.inputs, all);
            self.entries.append(&mut entries);
        }
        None
    }

    /// Where nothing stands against the operation, what guards of it want is done, and what was changed is checked again.
    fn accept_wishes(&mut self) -> Option<(Waiting, Ask)> {
        self.stage = Stage::Hiding;
        let is_denied = self.entries.iter().any(|entry| self.stands(entry));
        if is_denied || !self.retries.is_empty() || self.request.is_after {
            return None;
        }
        if !self.fulfil_wishes() {
            return None;
        }
        self.stage = Stage::Rechecking;
        let values: Vec<(usize, Value)> = self.values.replaced().map(|(place, _, value)| (place, value.clone())).list();
        let rebuilds = self.request.rebuilds && !values.is_empty() && !self.request.operation.commands.is_empty();
        rebuilds.then_some((Waiting::Command, Ask::Rebuild { values }))
    }

    /// Checks the operation as it will run, with the command that the host made again.
    fn recheck(&mut self, rebuilt: Option<String>) -> Option<(Waiting, Ask)> {
        self.stage = Stage::Hiding;
        let mut entries = super::recheck::entries(self, rebuilt);
        self.entries.append(&mut entries);
        None
    }

    /// Something failed that is no guard's: the operation is denied.
    fn fail(&mut self, why: &str) {
        self.entries.push(Entry::of_denial(run_failed(why)));
    }
}

/// Where attempts are counted: for each input by itself, and for the operation.
pub(super) fn place_of(task: Task) -> String {
    task.input.map_or_else(|| "operation".to_owned(), |input| format!("input {input}"))
}

fn asking(missing: Missing) -> (Waiting, Ask) {
    let Missing { inputs, output } = missing.clone();
    (Waiting::Values(missing), Ask::Values { inputs, output })
}
