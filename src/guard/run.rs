//! One operation on its way through the guards: a machine that stops where only the host knows on.
//!
//! guards.md, "One operation through the pipeline": guards of single values, then policies, then guards of the operation; what
//! they say together is in `reduction.rs`, and what was accepted is checked as it will run (`recheck.rs`).

use std::collections::VecDeque;
use std::rc::Rc;

use super::attempts::Tries;
use super::condition::{Attempt, Facts, Input, Scope as ConditionScope, Subject};
use super::context::context_of;
use super::definition::{Filter, Guard, Match, Rules, Scope};
use super::evaluation::{
    Answered, Effect, conflict, denied, entry_of, evaluate, failed, interpret, no_retry, refused, run_failed, source_of,
};
use super::operation::OperationView;
use super::outcome::{GuardTrace, Outcome, OutcomeValue, Said};
use super::overrides::Override;
use super::pipeline::{GuardPipeline, Request};
use super::read::read_returned;
use super::redaction::Secrets;
use super::reduction::{Denier, Permits, Verdict, reduce, stands};
use crate::capability::weightier;
use crate::decision::Denial;
use crate::engine::{Findings, GuardedInput, GuardedOperation};
use crate::label::{Change, Descriptor, OperationLabels};
use crate::policy::Names;
use crate::policy::value::{Data, Value};

/// Where a run stands.
#[derive(Debug)]
pub enum Step {
    /// The host is asked for something, and answers with [`Run::advance`].
    Ask(Ask),
    /// The run is over.
    Done(Box<Outcome>),
}

/// What only the host knows.
#[derive(Debug)]
pub enum Ask {
    /// The values of these inputs, and that of the output: [`Answer::Values`].
    Values {
        /// The places of inputs.
        inputs: Vec<usize>,
        /// Whether the output's value is wanted, too; it comes last.
        output: bool,
    },
    /// What a guard's function says: [`Answer::Action`] or [`Answer::Failed`].
    Evaluate {
        /// The place of the guard.
        guard: usize,
        /// What it is told, as JSON.
        context: Value,
    },
    /// The command with these values in place of those that the host gave: [`Answer::Command`] or [`Answer::Failed`].
    Rebuild {
        /// Those that were replaced, with their places.
        values: Vec<(usize, Value)>,
    },
}

/// What the host answers.
#[derive(Debug)]
pub enum Answer {
    /// Values, in the order asked; `None` for what is absent.
    Values(Vec<Option<Value>>),
    /// What the function of a guard returned.
    Action(Value),
    /// The function failed, for a reason.
    Failed(String),
    /// The command.
    Command(String),
}

/// One operation on its way.
#[derive(Debug)]
pub struct Run {
    pub(super) pipeline: Shared,
    pub(super) request: Request,
    overrides: Override,
    pub(super) inputs: Vec<Input>,
    /// What became of each input.
    pub(super) states: Vec<State>,
    output: Option<Input>,
    output_state: State,
    facts: Facts,
    stage: Stage,
    tasks: VecDeque<Task>,
    operation_tasks: VecDeque<Task>,
    waiting: Option<Waiting>,
    pub(super) entries: Vec<Entry>,
    pub(super) permits: Permits,
    /// What guards of the operation want, which is done where they are all heard.
    pub(super) replacement: Option<(String, Vec<Value>)>,
    pub(super) changes: Vec<(Change, bool)>,
    pub(super) env: Option<(Value, Option<super::action::Fragment>)>,
    retries: Names<Vec<String>>,
    secrets: Secrets,
}

/// What a run has of its pipeline: a guard that is added later is not for this run.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) engine: Rc<crate::engine::Engine>,
    guards: Vec<Rc<Guard>>,
    max_attempts: u32,
    read_options: Rc<crate::policy::ReadOptions>,
    attempts: Rc<std::cell::RefCell<super::attempts::Attempts>>,
}

/// What became of a value.
#[derive(Debug, Clone, Default)]
pub(super) struct State {
    fetched: bool,
    /// The value that the host gave, where it is another now.
    pub(super) given: Option<Box<Value>>,
    /// Whether it is another than the host gave.
    pub(super) replaced: bool,
    /// Whether its labels are others.
    pub(super) relabelled: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fetching,
    Inputs,
    Policies,
    Operation,
    Accepting,
    Rebuilding,
    Over,
}

/// A guard that is to be asked.
#[derive(Debug, Clone, Copy)]
struct Task {
    guard: usize,
    /// The input that it is asked about; `None` for the operation.
    input: Option<usize>,
    how: Match,
}

/// What the host was asked for.
#[derive(Debug)]
enum Waiting {
    Values { inputs: Vec<usize>, output: bool },
    Action(Task),
    Command,
}

/// What a guard said, and what comes of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) row: GuardTrace,
    pub(super) denial: Option<(Denier, Denial)>,
}

impl Run {
    pub(super) fn new(pipeline: &GuardPipeline, request: Request, overrides: Override) -> Self {
        let known = |descriptor: &Descriptor| Input { descriptor: descriptor.clone(), value: None };
        let inputs: Vec<Input> = request.inputs.iter().map(|input| known(&input.descriptor)).collect();
        let facts = Facts {
            kind: request.operation.kind.clone().unwrap_or_default(),
            subtype: request.operation.subtype.clone(),
            name: request.name.clone(),
            command: request.operation.commands.first().cloned(),
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
            states: vec![State::default(); inputs.len()],
            output: request.output.as_ref().map(known),
            output_state: State::default(),
            inputs,
            facts,
            overrides,
            request,
            stage: Stage::Fetching,
            tasks: VecDeque::new(),
            operation_tasks: VecDeque::new(),
            waiting: None,
            entries: Vec::new(),
            permits: Permits::default(),
            replacement: None,
            changes: Vec::new(),
            env: None,
            retries: Names::default(),
            secrets: Secrets::default(),
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
                Stage::Inputs => self.ask_next(Stage::Policies),
                Stage::Policies => {
                    self.ask_policies();
                    None
                }
                Stage::Operation => self.ask_next(Stage::Accepting),
                Stage::Accepting => self.accept_changes(),
                Stage::Rebuilding => {
                    self.recheck(None);
                    None
                }
                Stage::Over => return Step::Done(Box::new(self.outcome())),
            };
            if let Some((waiting, ask)) = ask {
                self.waiting = Some(waiting);
                return Step::Ask(ask);
            }
        }
    }

    fn accept(&mut self, waiting: Waiting, answer: Option<Answer>) {
        match (waiting, answer) {
            (Waiting::Values { inputs, output }, Some(Answer::Values(values))) => {
                let mut values = values.into_iter();
                for place in inputs {
                    let value = values.next().flatten();
                    if let (Some(input), Some(state)) = (self.inputs.get_mut(place), self.states.get_mut(place)) {
                        self.secrets.learn(&input.descriptor, value.as_ref());
                        input.value = value;
                        state.fetched = true;
                    }
                }
                if let Some(known) = self.output.as_mut().filter(|_| output) {
                    known.value = values.next().flatten();
                    self.secrets.learn(&known.descriptor, known.value.as_ref());
                    self.output_state.fetched = true;
                }
            }
            // A host that does not give a value has none: nothing that depends on it can be decided.
            (Waiting::Values { inputs, output }, _) => {
                for place in inputs {
                    self.states.get_mut(place).into_iter().for_each(|state| state.fetched = true);
                }
                self.output_state.fetched |= output;
                self.fail("a value was not given");
            }
            (Waiting::Action(task), answer) => self.conclude(task, answer),
            (Waiting::Command, Some(Answer::Command(text))) => self.recheck(Some(text)),
            (Waiting::Command, Some(Answer::Failed(why))) => {
                self.fail(&format!("the command could not be made again: {why}"));
                self.stage = Stage::Over;
            }
            (Waiting::Command, _) => {
                self.fail("the command could not be made again");
                self.stage = Stage::Over;
            }
        }
    }

    /// What cannot be decided without its value: arguments of tools. What cannot be hidden without it: secrets.
    fn fetch(&mut self) -> Option<(Waiting, Ask)> {
        let wanted = |input: &Input, arg: &Option<String>| arg.is_some() || input.descriptor.has("secret");
        let inputs: Vec<usize> = self
            .inputs
            .iter()
            .zip(&self.states)
            .zip(&self.request.inputs)
            .enumerate()
            .filter(|(_, ((input, state), given))| !state.fetched && wanted(input, &given.arg))
            .map(|(place, _)| place)
            .collect();
        let output = !self.output_state.fetched && self.output.as_ref().is_some_and(|output| wanted(output, &None));
        if let Some(asked) = asking(inputs, output) {
            return Some(asked);
        }
        self.label();
        self.select();
        self.stage = Stage::Inputs;
        None
    }

    /// What values and operation are, as the policies see them.
    fn label(&mut self) {
        let engine = Rc::clone(&self.pipeline.engine);
        for input in &mut self.inputs {
            for label in engine.labels_seen(&input.descriptor).into_iter().map(str::to_owned).collect::<Vec<_>>() {
                if !input.descriptor.all().any(|known| known == label) {
                    input.descriptor.labels.push(label);
                }
            }
        }
        let labels = engine.guarded_labels(&self.as_it_stands());
        let output = self.output.as_ref().map(|output| engine.label_output(&self.as_it_stands(), &output.descriptor));
        if let (Some(known), Some(descriptor)) = (&mut self.output, output) {
            known.descriptor = descriptor;
            self.secrets.learn(&known.descriptor, known.value.as_ref());
        }
        self.facts.labels = labels;
    }

    /// The operation with its values as they now are.
    pub(super) fn as_it_stands(&self) -> GuardedOperation<'_> {
        let inputs = self.inputs.iter().zip(&self.request.inputs);
        GuardedOperation {
            operation: &self.request.operation,
            name: self.request.name.as_deref(),
            inputs: inputs
                .map(|(input, given)| GuardedInput {
                    descriptor: &input.descriptor,
                    value: input.value.as_ref(),
                    span: given.span,
                    arg: given.arg.as_deref(),
                })
                .collect(),
            args: &self.request.args,
        }
    }

    /// guards.md, "Selection": for each input, then for the operation, then by name; each in the order of registration.
    fn select(&mut self) {
        if self.request.nested {
            return;
        }
        let phase = self.request.phase();
        let view = OperationView::new(&self.request.operation, self.request.name.as_deref(), &self.facts.labels);
        let asked = |guard: &&(usize, &Rc<Guard>), scope| {
            guard.1.timing.includes(phase) && guard.1.scope.is_none_or(|only| only == scope)
        };
        let guards: Vec<(usize, &Rc<Guard>)> = self.pipeline.guards.iter().enumerate().collect();
        let labels = |input: &'_ Input| -> Vec<String> { input.descriptor.all().map(str::to_owned).collect() };
        let values: Vec<(Option<usize>, Vec<String>)> = match &self.output {
            Some(output) => vec![(None, labels(output))],
            None => self.inputs.iter().enumerate().map(|(place, input)| (Some(place), labels(input))).collect(),
        };
        let mut tasks = VecDeque::new();
        for (input, labels) in &values {
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            let meant =
                guards.iter().filter(|guard| asked(guard, Scope::PerInput) && guard.1.filter.matches_value(&labels));
            tasks.extend(meant.map(|(guard, _)| Task { guard: *guard, input: *input, how: Match::Surely }));
        }
        let (mut by_label, mut by_name) = (VecDeque::new(), Vec::new());
        for (place, guard) in guards.iter().filter(|guard| asked(guard, Scope::PerOperation)) {
            let Some(how) = guard.filter.matches_operation(&view) else { continue };
            let task = Task { guard: *place, input: None, how };
            // About an output a guard is asked once, whichever way it was found.
            if phase == super::definition::Timing::After && tasks.iter().any(|other| other.guard == *place) {
                continue;
            }
            if matches!(guard.filter, Filter::Function(_)) { by_name.push(task) } else { by_label.push_back(task) }
        }
        by_label.extend(by_name);
        self.tasks = tasks;
        self.operation_tasks = by_label;
    }

    /// Asks the next guard of this stage, or goes on to another.
    fn ask_next(&mut self, next: Stage) -> Option<(Waiting, Ask)> {
        let Some(task) = self.tasks.front().copied() else {
            self.stage = next;
            return None;
        };
        let guard = Rc::clone(self.pipeline.guards.get(task.guard)?);
        if self.overrides.skips(&guard) {
            self.tasks.pop_front();
            let row = GuardTrace { skipped: true, ..self.row(&guard, task) };
            self.entries.push(Entry { row, denial: None });
            return None;
        }
        let reads = guard.reads();
        let unfetched = |state: &State| !state.fetched;
        let all = || (0..self.inputs.len()).filter(|place| self.states.get(*place).is_some_and(unfetched)).collect();
        let inputs: Vec<usize> = if reads.inputs || reads.args { all() } else { Vec::new() };
        let output = reads.output && self.output.is_some() && !self.output_state.fetched;
        if let Some(asked) = asking(inputs, output) {
            return Some(asked);
        }
        self.tasks.pop_front();
        match &guard.rules {
            Rules::Evaluate => {
                let context = self.with_scope(&guard, task, |scope| context_of(scope, guard.name.as_deref()));
                Some((Waiting::Action(task), Ask::Evaluate { guard: task.guard, context }))
            }
            Rules::When(rules) => {
                let answered = self.with_scope(&guard, task, |scope| evaluate(rules, scope));
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
                    Ok(action) => self.with_scope(&guard, task, |scope| interpret(&action, scope)),
                    Err(why) => Answered::failed(format!("it returned what is no action: {why}")),
                }
            }
            Some(Answer::Failed(why)) => Answered::failed(why),
            _ => Answered::failed("it was not evaluated".to_owned()),
        };
        self.apply(&guard, task, answered);
    }

    fn tries(&self, task: Task) -> Tries {
        self.pipeline.attempts.borrow().tries(&self.request.attempt_key(), &self.place(task))
    }

    fn place(&self, task: Task) -> String {
        match task.input {
            Some(input) => format!("input {input}"),
            None => "operation".to_owned(),
        }
    }

    /// What the conditions of a guard see.
    fn with_scope<T>(&self, guard: &Guard, task: Task, see: impl FnOnce(&ConditionScope<'_>) -> T) -> T {
        let reads = guard.reads();
        let args = if reads.args { self.args() } else { Names::default() };
        let merged = || self.pipeline.engine.merge(self.inputs.iter().map(|input| &input.descriptor));
        let input = task.input.and_then(|place| self.inputs.get(place));
        let about = match (&self.output, input) {
            (Some(output), _) => output.descriptor.clone(),
            (None, Some(input)) => input.descriptor.clone(),
            (None, None) => merged(),
        };
        let tries = self.tries(task);
        see(&ConditionScope {
            operation: &self.facts,
            subject: input.map_or(Subject::All(&self.inputs), Subject::Input),
            about: &about,
            args: &args,
            output: self.output.as_ref(),
            attempt: Attempt {
                number: tries.before.saturating_add(1),
                max: self.pipeline.max_attempts,
                hints: &tries.hints,
            },
        })
    }

    /// The arguments, those that are inputs as they now are.
    fn args(&self) -> Names<Value> {
        let mut args = self.request.args.clone();
        for (input, given) in self.inputs.iter().zip(&self.request.inputs) {
            if let Some(arg) = &given.arg {
                args.insert(arg, input.value.clone().unwrap_or_else(|| Data::Null.into()));
            }
        }
        args
    }

    fn row(&self, guard: &Guard, task: Task) -> GuardTrace {
        GuardTrace {
            guard: guard.shown_name(),
            layer: None,
            privileged: guard.privileged,
            filter: guard.filter.to_string(),
            scope: if task.input.is_some() { Scope::PerInput } else { Scope::PerOperation },
            input: task.input,
            decision: Said::Allow,
            matched: false,
            rule: None,
            reason: None,
            hint: None,
            code: None,
            replaced: false,
            relabelled: false,
            skipped: false,
            overridden: false,
        }
    }

    /// Takes what a guard said to its effect.
    fn apply(&mut self, guard: &Rc<Guard>, task: Task, answered: Answered) {
        let Answered { rule, said } = answered;
        let mut row = GuardTrace { matched: rule.is_some(), rule, ..self.row(guard, task) };
        let denial = match said {
            Effect::Nothing => None,
            Effect::Allow { value, labels } => {
                (row.replaced, row.relabelled) = (value.is_some(), labels.is_some());
                match self.allow(guard, task, value, labels) {
                    Ok(()) => {
                        if guard.privileged && task.how == Match::Surely {
                            match task.input {
                                Some(input) => _ = self.permits.inputs.insert(input),
                                None => self.permits.operation = true,
                            }
                        }
                        None
                    }
                    Err(denial) => {
                        (row.replaced, row.relabelled) = (false, false);
                        Some(*denial)
                    }
                }
            }
            Effect::Deny(reason) => Some(denied(guard, reason, row.rule.as_deref())),
            Effect::Failed(why) => Some(failed(guard, &why)),
            Effect::Retry(hint) => match self.retry(guard, task, hint.as_deref()) {
                Some(denial) => Some(denial),
                None => {
                    row.decision = Said::Retry;
                    row.hint = hint;
                    None
                }
            },
            Effect::Env { config, fragment } if !self.request.is_after => {
                row.decision = Said::Env;
                self.env.get_or_insert((config, fragment));
                None
            }
            Effect::Env { .. } => Some(failed(guard, "an environment is for what is yet to run")),
        };
        if let Some(denial) = &denial {
            row.decision = Said::Deny;
            row.reason = Some(denial.reason.clone());
            row.code = Some(denial.code);
        }
        self.entries.push(Entry { row, denial: denial.map(|denial| (Denier::Guard, denial)) });
    }

    /// Another value, other labels: at once for a value by itself and for outputs, later for the operation.
    fn allow(
        &mut self,
        guard: &Guard,
        task: Task,
        value: Option<Value>,
        labels: Option<Change>,
    ) -> Result<(), Box<Denial>> {
        let engine = Rc::clone(&self.pipeline.engine);
        let source = source_of(guard);
        let change_of = |descriptor: &Descriptor| match &labels {
            Some(change) => engine
                .change_labels(descriptor, change, guard.privileged)
                .map(|changed| changed.descriptor)
                .map_err(|error| Box::new(refused(guard, &error))),
            None => Ok(descriptor.clone()),
        };
        let at_once = match (&mut self.output, task.input) {
            (Some(output), _) => Some((output, &mut self.output_state)),
            (None, Some(place)) => self.inputs.get_mut(place).zip(self.states.get_mut(place)),
            (None, None) => None,
        };
        if let Some((input, state)) = at_once {
            let descriptor = change_of(&input.descriptor)?;
            state.relabelled |= descriptor != input.descriptor;
            input.descriptor = descriptor;
            if let Some(value) = value {
                replace(input, state, value, &source);
            }
            self.secrets.learn(&input.descriptor, input.value.as_ref());
            return Ok(());
        }
        for input in &self.inputs {
            change_of(&input.descriptor)?;
        }
        if let Some(value) = value {
            let values = match (self.inputs.len(), value.data) {
                (1, data) => vec![data.into()],
                (count, Data::Array(items)) if count == items.len() && count > 0 => items,
                (0, _) => return Err(Box::new(failed(guard, "there is no value to replace"))),
                (count, _) => {
                    let why = format!("a value for an operation of {count} inputs is a list of {count}");
                    return Err(Box::new(failed(guard, &why)));
                }
            };
            self.replacement = Some((source, values));
        }
        self.changes.extend(labels.map(|change| (change, guard.privileged)));
        Ok(())
    }

    /// Another attempt is asked for: the denial, where there is none left.
    fn retry(&mut self, guard: &Guard, task: Task, hint: Option<&str>) -> Option<Denial> {
        let key = self.request.attempt_key();
        let is_last = self.tries(task).before.saturating_add(1) >= self.pipeline.max_attempts;
        let can_be = self.request.retryable && self.pipeline.attempts.borrow().has_room(&key);
        if !can_be || is_last {
            return Some(no_retry(guard, hint, can_be));
        }
        let place = self.place(task);
        self.retries.update(&place, |hints| hints.extend(hint.map(str::to_owned)));
        None
    }

    /// What policies say, each guard of theirs by itself.
    fn ask_policies(&mut self) {
        self.stage = Stage::Operation;
        std::mem::swap(&mut self.tasks, &mut self.operation_tasks);
        // What came of an operation has yet to go somewhere: that will be an operation of its own.
        if self.request.is_after {
            return;
        }
        let engine = Rc::clone(&self.pipeline.engine);
        let Findings { all, authorized } = engine.findings(&self.as_it_stands());
        self.permits.operation |= authorized;
        let view = OperationView::new(&self.request.operation, self.request.name.as_deref(), &self.facts.labels);
        let mut entries = super::policy::entries(&engine, &view, &self.inputs, all);
        self.entries.append(&mut entries);
    }

    /// Where nothing stands against the operation, what guards of it want is done.
    fn accept_changes(&mut self) -> Option<(Waiting, Ask)> {
        self.stage = Stage::Over;
        let any_denial = self.entries.iter().any(|entry| self.stands(entry));
        if any_denial || !self.retries.is_empty() || self.request.is_after {
            return None;
        }
        self.apply_pending();
        let is_changed = self.states.iter().any(|state| state.replaced || state.relabelled);
        if !is_changed && !matches!(self.env, Some((_, Some(_)))) {
            return None;
        }
        self.stage = Stage::Rebuilding;
        let is_replaced = self.states.iter().any(|state| state.replaced);
        if !is_replaced || !self.request.rebuilds || self.request.operation.commands.is_empty() {
            return None;
        }
        let replaced = self.states.iter().zip(&self.inputs).enumerate().filter(|(_, (state, _))| state.replaced);
        let values = replaced.filter_map(|(place, (_, input))| Some((place, input.value.clone()?))).collect();
        Some((Waiting::Command, Ask::Rebuild { values }))
    }

    fn apply_pending(&mut self) {
        let engine = Rc::clone(&self.pipeline.engine);
        for (change, privileged) in std::mem::take(&mut self.changes) {
            for (input, state) in self.inputs.iter_mut().zip(&mut self.states) {
                match engine.change_labels(&input.descriptor, &change, privileged) {
                    Ok(changed) => {
                        state.relabelled |= changed.descriptor != input.descriptor;
                        input.descriptor = changed.descriptor;
                    }
                    Err(error) => {
                        let denial = conflict(&error);
                        self.entries.push(entry_of(denial));
                    }
                }
            }
        }
        if let Some((source, values)) = self.replacement.take() {
            for ((input, state), value) in self.inputs.iter_mut().zip(&mut self.states).zip(values) {
                replace(input, state, value, &source);
                self.secrets.learn(&input.descriptor, input.value.as_ref());
            }
        }
    }

    /// Checks the operation as it will run, with the command that the host made again.
    fn recheck(&mut self, rebuilt: Option<String>) {
        self.stage = Stage::Over;
        let mut entries = super::recheck::entries(self, rebuilt);
        self.entries.append(&mut entries);
    }

    /// Something failed that is no guard's: the operation is denied.
    fn fail(&mut self, why: &str) {
        self.entries.push(entry_of(run_failed(why)));
    }

    pub(super) fn stands(&self, entry: &Entry) -> bool {
        entry.denial.as_ref().is_some_and(|(denier, _)| stands(*denier, entry.row.input, &self.permits))
    }

    /// All that was said, in one.
    fn outcome(&mut self) -> Outcome {
        let standing: Vec<bool> = self.entries.iter().map(|entry| self.stands(entry)).collect();
        let decision = reduce(standing.contains(&true), !self.retries.is_empty());
        self.settle_attempts(decision);
        self.secrets.sort();
        let hide = |text: &str| self.secrets.hide(text);
        let (mut trace, mut denials, mut hints) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, stands) in std::mem::take(&mut self.entries).into_iter().zip(standing) {
            let mut row = entry.row;
            row.overridden = entry.denial.is_some() && !stands;
            hints.extend(row.hint.clone());
            denials.extend(entry.denial.filter(|_| stands).map(|(_, denial)| denial));
            trace.push(row);
        }
        let reasons: Vec<String> = denials.iter().map(|denial| denial.reason.clone()).collect();
        let is_retry = decision == Verdict::Retry;
        // The first, but of what policies say that which says most.
        let is_policy = |denial: &Denial| denial.policy.is_some();
        let mut denials = denials.into_iter().peekable();
        let denial = match denials.next_if(|denial| !is_policy(denial)) {
            Some(first) => Some(first),
            None => denials.filter(is_policy).map(Some).fold(None, weightier),
        };
        let outcome = Outcome {
            decision,
            reason: denial.as_ref().map(|denial| &denial.reason).or(hints.first().filter(|_| is_retry)).cloned(),
            reasons,
            hints,
            inputs: self.inputs.iter().zip(&self.states).map(|(input, state)| shown(input, state)).collect(),
            output: self.output.as_ref().map(|output| shown(output, &self.output_state)),
            env: self.env.take().filter(|_| decision == Verdict::Allow).map(|(config, _)| config),
            trace,
            denial,
        };
        if self.secrets.is_empty() { outcome } else { outcome.without_secrets(&hide) }
    }

    fn settle_attempts(&self, decision: Verdict) {
        if self.request.nested {
            return;
        }
        let key = self.request.attempt_key();
        let mut attempts = self.pipeline.attempts.borrow_mut();
        if decision == Verdict::Retry {
            attempts.ask(&key, self.retries.clone());
        } else {
            attempts.end(&key);
        }
    }
}

/// guards.md: "A replacement keeps the labels of what it replaces and adds source `guard:@name`".
fn replace(input: &mut Input, state: &mut State, value: Value, source: &str) {
    let given = input.value.replace(value).unwrap_or_else(|| Data::Null.into());
    state.given.get_or_insert_with(|| Box::new(given));
    (state.fetched, state.replaced) = (true, true);
    if !input.descriptor.sources.iter().any(|known| known == source) {
        input.descriptor.sources.push(source.to_owned());
    }
}

fn shown(input: &Input, state: &State) -> OutcomeValue {
    let value = input.value.clone().filter(|_| state.replaced);
    OutcomeValue { value, descriptor: input.descriptor.clone() }
}

fn asking(inputs: Vec<usize>, output: bool) -> Option<(Waiting, Ask)> {
    (!inputs.is_empty() || output)
        .then(|| (Waiting::Values { inputs: inputs.clone(), output }, Ask::Values { inputs, output }))
}
