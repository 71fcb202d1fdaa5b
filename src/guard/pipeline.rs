//! The guards of a host, and the operations that pass them.

use alloc::rc::Rc;
use core::cell::RefCell;

use super::attempts::Attempts;
use super::definition::{Guard, Timing};
use super::familiar::Familiar;
use super::overrides::Override;
use super::read::read_guard;
use super::run::Run;
use crate::decision::{Denial, DenialCode, Topic};
use crate::engine::Engine;
use crate::error::Problem;
use crate::label::{Descriptor, Operation};
use crate::list::List;
use crate::policy::value::Value;
use crate::policy::{Names, ReadOptions};
use crate::prelude::*;
use crate::span::Span;

/// The guards of a host beside those of the policies of an engine.
#[derive(Debug)]
pub struct GuardPipeline {
    pub(super) engine: Rc<Engine>,
    pub(super) guards: Vec<Rc<Guard>>,
    pub(super) max_attempts: u32,
    pub(super) read_options: Rc<ReadOptions>,
    pub(super) attempts: Rc<RefCell<Attempts>>,
    pub(super) familiar: RefCell<Familiar>,
}

/// What a host is about to do, or has done.
#[derive(Debug, Default)]
pub struct Request {
    /// Whether it has done it.
    pub is_after: bool,
    /// What it does.
    pub operation: Operation,
    /// What people call it, or the tool.
    pub name: Option<String>,
    /// What goes into it.
    pub inputs: Vec<RequestInput>,
    /// What is known of what came of it.
    pub output: Option<Descriptor>,
    /// Arguments beside those that inputs are, by name.
    pub args: Names<Value>,
    /// Which guards are to be skipped.
    pub guards: Option<Value>,
    /// Whether the host can make another attempt.
    pub retryable: bool,
    /// What the host calls the place from which it makes attempts; `None`: kind and name of the operation.
    pub id: Option<String>,
    /// Whether the host can say what the command is with other values.
    pub rebuilds: bool,
    /// Whether a guard does this while it is evaluated: guards are not asked then.
    pub nested: bool,
}

/// What goes into an operation; its value is fetched when somebody has to see it.
#[derive(Debug, Clone, Default)]
pub struct RequestInput {
    /// What is known of it.
    pub descriptor: Descriptor,
    /// Where it stands in the command.
    pub span: Option<Span>,
    /// The argument that it is.
    pub arg: Option<String>,
}

/// Why a run does not even begin. Nothing is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StartError {
    /// The override means nothing.
    InvalidOverride(String),
    /// No guard may be skipped here.
    BypassBlocked(Box<Denial>),
}

impl GuardPipeline {
    /// A pipeline without guards of the host. `max_attempts` is how often an operation may be attempted in all.
    #[must_use]
    pub fn new(engine: Rc<Engine>, max_attempts: u32) -> Self {
        // Policies within guards come as values: no number is read from text.
        let read_options = ReadOptions { capabilities: engine.capabilities().to_vec(), number: |_| f64::NAN };
        Self {
            engine,
            guards: Vec::new(),
            max_attempts,
            read_options: Rc::new(read_options),
            attempts: Rc::default(),
            familiar: RefCell::default(),
        }
    }

    /// Adds a guard, which runs that have begun do not see, and gives its place.
    ///
    /// # Errors
    ///
    /// Every problem of the definition, with code `INVALID_GUARD`; a name that is taken is one.
    pub fn register(&mut self, definition: &Value) -> Result<usize, Vec<Problem>> {
        let taken: Vec<&str> = self.guards.iter().filter_map(|guard| guard.name.as_deref()).list();
        let guard = read_guard(definition, &taken, &self.engine, &self.read_options)?;
        self.guards.push(Rc::new(guard));
        self.familiar.get_mut().forget();
        Ok(self.guards.len().saturating_sub(1))
    }

    /// Begins with an operation: [`Run::advance`] says what is needed next, or what the outcome is.
    ///
    /// # Errors
    ///
    /// An override of guards that means nothing, or one at all where the engine permits none.
    pub fn start(&self, request: Request) -> Result<Run, StartError> {
        let overrides = match &request.guards {
            None => Override::None,
            Some(_) if !self.engine.allows_guard_bypass() => {
                return Err(StartError::BypassBlocked(Box::new(bypass_blocked())));
            }
            Some(given) => {
                let policies = self.engine.guards();
                let own = self.guards.iter().filter_map(|guard| guard.name.as_deref());
                let known = own.chain(policies.iter().map(|guard| guard.name.as_str()));
                Override::read(given, known).map_err(StartError::InvalidOverride)?
            }
        };
        Ok(Run::new(self, request, overrides))
    }

    /// Whether the decision about an operation may depend on what its values are, and not only on what is known of them:
    /// on its inputs, and on its output.
    pub(crate) fn looks_at_values(&self, request: &Request) -> (bool, bool) {
        let phase = request.phase();
        let mut guards = self.guards.iter().filter(|guard| guard.timing.includes(phase));
        let guards_look = guards.any(|guard| guard.reads.inputs || guard.reads.args || guard.reads.output);
        (guards_look || self.engine.is_tool(&request.operation, request.name.as_deref()), guards_look)
    }
}

impl Request {
    pub(super) const fn phase(&self) -> Timing {
        if self.is_after { Timing::After } else { Timing::Before }
    }

    /// What attempts of the same operation share.
    pub(super) fn attempt_key(&self) -> String {
        let phase = if self.is_after { "after" } else { "before" };
        match &self.id {
            Some(id) => format!("{phase} id {id}"),
            None => {
                let part = |part: &Option<String>| part.clone().unwrap_or_default();
                let Operation { kind, subtype, .. } = &self.operation;
                format!("{phase}\0{}\0{}\0{}", part(kind), part(subtype), part(&self.name))
            }
        }
    }
}

fn bypass_blocked() -> Denial {
    Denial {
        code: DenialCode::GuardBypassBlocked,
        reason: "Guard bypass disabled by security config - guards cannot be skipped in this environment".to_owned(),
        policy: None,
        rule: Some("config.security.allowGuardBypass".to_owned()),
        subject: None,
        span: None,
        suggestions: Vec::new(),
        topic: Topic::OfCode,
    }
}
