//! Guards: what a host, beside its policies, wants to be asked about before and after an operation.
//!
//! A [`GuardPipeline`] holds the guards that a host registers with an engine. An operation passes as a [`Run`], a machine that
//! stops where only the host knows on (the value of an input, what a function says) and ends with an [`Outcome`].

mod action;
mod attempts;
pub mod condition;
mod context;
mod definition;
mod effect;
mod evaluation;
mod exchange;
mod familiar;
mod operation;
mod outcome;
mod overrides;
mod pipeline;
mod policy;
mod read;
mod recheck;
mod redaction;
mod reduction;
mod run;
mod selection;
mod values;

pub use action::{Action, Fragment, Shape};
pub use definition::{Filter, Guard, Rule, Rules, Scope, Timing};
pub use exchange::{Answer, Ask, Step};
pub use familiar::Recalled;
pub use outcome::{GuardTrace, Known, Outcome, OutcomeValue, Said};
pub use pipeline::{GuardPipeline, Request, RequestInput, StartError};
pub use policy::PolicyGuard;
pub(crate) use read::OPERATIONS;
pub use reduction::Verdict;
pub use run::{Matches, Run};
