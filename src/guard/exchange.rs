//! What a run and its host say to each other.

use super::outcome::Outcome;
use crate::policy::value::Value;
use crate::prelude::*;

/// Where a run stands.
#[derive(Debug)]
pub enum Step {
    /// The host is asked for something, and answers with [`Run::advance`](super::Run::advance).
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
        /// What it is told.
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
