//! What a run comes to, once everybody is heard.

use super::Run;
use crate::guard::outcome::{Entry, Outcome};
use crate::guard::reduction::{Verdict, reduce, stands};
use crate::list::List;
use crate::policy::value::Value;
use crate::prelude::*;

impl Run {
    /// Whether an entry denies, be what permits before or after it.
    pub(in crate::guard) fn stands(&self, entry: &Entry) -> bool {
        entry.denial.as_ref().is_some_and(|(denier, _)| stands(*denier, entry.row.input, &self.permits))
    }

    /// All that was said, in one.
    pub(super) fn conclusion(&mut self) -> Outcome {
        self.learn_from_command();
        let entries: Vec<(Entry, bool)> = core::mem::take(&mut self.entries)
            .into_iter()
            .map(|entry| {
                let stands = self.stands(&entry);
                (entry, stands)
            })
            .list();
        let decision = reduce(entries.iter().any(|(_, stands)| *stands), !self.retries.is_empty());
        self.settle_attempts(decision);
        let env = self.wishes.take_env().filter(|_| decision == Verdict::Allow);
        let outcome = Outcome::new(decision, entries, self.values.shown(), env);
        self.values.secrets.hide_in(outcome)
    }

    /// A secret that the host did not give may stand in the command.
    fn learn_from_command(&mut self) {
        let command = self.request.operation.commands.first().map(String::as_str).unwrap_or_default();
        for (given, input) in self.request.inputs.iter().zip(&self.values.inputs) {
            let text = given.span.and_then(|span| command.get(span.start..span.end)).map(Value::from);
            self.values.secrets.learn(&given.descriptor, text.as_ref());
            self.values.secrets.learn(&input.descriptor, text.as_ref());
        }
    }

    fn settle_attempts(&self, decision: Verdict) {
        if self.request.nested {
            return;
        }
        let key = &self.attempt_key;
        let mut attempts = self.pipeline.attempts.borrow_mut();
        if decision == Verdict::Retry {
            // Another attempt may have other secrets.
            let hidden = |hints: &Vec<String>| hints.iter().map(|hint| self.values.secrets.hide(hint)).list();
            attempts.ask(key, self.retries.iter().map(|(place, hints)| (place.to_owned(), hidden(hints))).collect());
        } else {
            attempts.end(key);
        }
    }
}
