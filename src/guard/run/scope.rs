//! What a guard of a run sees.

use super::{Run, place_of};
use crate::guard::attempts::Tries;
use crate::guard::condition::{Attempt, Scope, Subject};
use crate::guard::selection::Task;
use crate::policy::value::Data;

impl Run {
    /// What was asked for so far where this guard is asked.
    pub(in crate::guard) fn tries(&self, task: Task) -> Tries {
        self.pipeline.attempts.borrow().tries(&self.attempt_key, || place_of(task))
    }

    /// What the conditions of a guard see.
    pub(super) fn with_scope<T>(&self, task: Task, see: impl FnOnce(&Scope<'_>) -> T) -> T {
        let input = task.input.and_then(|place| self.values.inputs.get(place));
        let about = match (&self.values.output, input) {
            (Some(output), _) => &output.descriptor,
            (None, Some(input)) => &input.descriptor,
            (None, None) => &self.merged,
        };
        let tries = self.tries(task);
        let number = tries.before.saturating_add(1);
        see(&Scope {
            operation: &self.facts,
            subject: input.map_or(Subject::All(&self.values.inputs), Subject::Input),
            about,
            args: &self.args.1,
            output: self.values.output.as_ref(),
            attempt: Attempt { number, max: self.pipeline.max_attempts, hints: &tries.hints },
        })
    }

    /// Puts the arguments together, where values have changed since: those that are inputs as they now are.
    pub(super) fn update_args(&mut self) {
        if self.args.0 == Some(self.values.version) {
            return;
        }
        let mut args = self.request.args.clone();
        for (input, given) in self.values.inputs.iter().zip(&self.request.inputs) {
            if let Some(arg) = &given.arg {
                args.insert(arg, input.value.clone().unwrap_or_else(|| Data::Null.into()));
            }
        }
        self.args = (Some(self.values.version), args);
    }
}
