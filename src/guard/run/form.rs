//! What is decided about all operations that are alike in all but their values.

use super::Run;
use crate::guard::action::Action;
use crate::guard::condition::Steps;
use crate::guard::definition::Rules;
use crate::guard::evaluation::first_that_holds;
use crate::guard::familiar::Recalled;
use crate::guard::overrides::Override;
use crate::guard::pipeline::{GuardPipeline, Request};
use crate::guard::selection::Task;
use crate::policy::value::Data;
use crate::prelude::*;

/// Which rule of each guard that looks at values matched, if one did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matches(Vec<Option<usize>>);

/// An operation without its values.
#[derive(Debug)]
pub(in crate::guard) struct Form {
    /// As it stands when the first guard is asked: nobody changes anything before the last has been.
    run: Run,
    /// Guards that look at values. All others say that it may run.
    tasks: Vec<Task>,
    matches: Matches,
    outcomes: Vec<(Matches, u32)>,
}

impl Form {
    /// `None` where more is said of such operations than that they may run, or their values may be part of that.
    pub(in crate::guard) fn new(pipeline: &GuardPipeline, request: Request) -> Option<Self> {
        // What the host says of a file may change.
        let asks_host = pipeline.engine.asks_host() && !request.operation.commands.is_empty();
        let is_plain = !request.is_after && !request.nested && request.guards.is_none() && request.args.is_empty();
        if asks_host || !is_plain {
            return None;
        }
        let mut run = Run::new(pipeline, request, Override::None);
        // Values that policies look at, and secrets.
        if run.fetch().is_some() || run.values.inputs.iter().any(|input| input.descriptor.has("secret")) {
            return None;
        }
        // A guard that allows merges what is known of a value, and that changes nothing.
        let engine = &run.pipeline.engine;
        if run.values.inputs.iter().any(|input| engine.merge([&input.descriptor]) != input.descriptor) {
            return None;
        }
        _ = run.ask_policies();
        if run.entries.iter().any(|entry| entry.denial.is_some()) {
            return None;
        }
        let mut tasks = Vec::new();
        for task in run.left.of_values.iter().chain(&run.left.of_operation) {
            let reads = run.pipeline.guards.get(task.guard)?.reads;
            if reads.inputs || reads.output {
                tasks.push(*task);
            } else {
                run.plain_match(*task)?;
            }
        }
        Some(Self { run, tasks, matches: Matches::default(), outcomes: Vec::new() })
    }

    /// Such an operation with these values, each followed by a `NUL`.
    pub(in crate::guard) fn recall(&mut self, values: &str, anew: bool) -> Option<Recalled> {
        // Conditions may ask which attempt this is.
        if !self.run.pipeline.attempts.borrow().has_none(&self.run.attempt_key) {
            return None;
        }
        self.matches.0.clear();
        if !self.tasks.is_empty() {
            self.take(values)?;
        }
        for task in &self.tasks {
            self.matches.0.push(self.run.plain_match(*task)?);
        }
        let known = self.outcomes.iter().find(|(matches, _)| *matches == self.matches);
        Some(match known.filter(|_| !anew) {
            Some((_, number)) => Recalled::Outcome(*number),
            None => Recalled::Plain(self.matches.clone()),
        })
    }

    /// The number of the outcome where these match: the one that it has, or `next`. At most so many have one.
    pub(in crate::guard) fn remember(&mut self, matches: Matches, next: u32, most: usize) -> Option<u32> {
        if let Some((_, number)) = self.outcomes.iter().find(|(known, _)| *known == matches) {
            return Some(*number);
        }
        if self.outcomes.len() >= most {
            return None;
        }
        self.outcomes.push((matches, next));
        Some(next)
    }

    /// Takes values, if they are as many as there are inputs.
    fn take(&mut self, values: &str) -> Option<()> {
        let mut texts = values.split_terminator('\0');
        for input in &mut self.run.values.inputs {
            let text = texts.next()?;
            match input.value.as_mut().map(|value| &mut value.data) {
                Some(Data::String(own)) => {
                    own.clear();
                    own.push_str(text);
                }
                _ => input.value = Some(text.into()),
            }
        }
        texts.next().is_none().then_some(())
    }
}

impl Run {
    /// Which rule of a guard matches, if one does, where the guard has nothing against the operation and wants nothing.
    fn plain_match(&self, task: Task) -> Option<Option<usize>> {
        let guard = self.pipeline.guards.get(task.guard)?;
        let Rules::When(rules) = &guard.rules else { return None };
        match self.with_scope(task, |scope| first_that_holds(rules, scope, &Steps::new())) {
            Ok(None) => Some(None),
            Ok(Some((index, rule))) => {
                matches!(rule.action, Action::Allow { value: None, labels: None }).then_some(Some(index))
            }
            Err(_) => None,
        }
    }
}
