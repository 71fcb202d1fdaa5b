//! Guards: definitions, operations and answers cross as JSON text; what the host is asked, and what comes of it, as objects.

use alloc::rc::Rc;
use core::cell::{Cell, RefCell};

use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::Engine;
use super::convert::{bad_guard, thrown_denial, with_utf16_spans};
use super::shapes::{guard_answer, guard_request, parse};
use crate::guard::{Answer, Ask, GuardPipeline, Known, Matches, Outcome, Recalled, Run, StartError, Step};
use crate::list::{List, all_some};
use crate::policy::value::Value;
use crate::prelude::*;
use crate::wasm::convert::{thrown, to_object};

/// The guards of a host, with the operations that wait for it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pipeline {
    guards: RefCell<GuardPipeline>,
    runs: RefCell<Vec<(u32, Run)>>,
    next: Cell<u32>,
}

/// What is said of an operation: either that it is over, or what the host is to do.
#[derive(Serialize)]
struct Said<'s> {
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<&'s Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<Known>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<&'s [usize]>,
    #[serde(skip_serializing_if = "is_not")]
    output: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    guard: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'s Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rebuild: Option<&'s [(usize, Value)]>,
}

/// What came with a request.
#[derive(Default)]
struct Given<'a> {
    /// The values of all inputs.
    values: Vec<&'a str>,
    /// The request, where it was recalled.
    plain: Option<(&'a str, Matches)>,
}

impl Given<'_> {
    /// What the host would answer, where that is known.
    fn answer(&self, ask: &Ask) -> Option<Answer> {
        let Ask::Values { inputs, output: false } = ask else { return None };
        let value = |place: &usize| self.values.get(*place).map(|text| Some(Value::from(*text)));
        all_some(inputs.iter().map(value)).map(Answer::Values)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
const fn is_not(flag: &bool) -> bool {
    !*flag
}

#[wasm_bindgen]
impl Engine {
    /// A pipeline without guards of the host.
    #[must_use]
    pub fn pipeline(&self, max_attempts: u32) -> Pipeline {
        let guards = GuardPipeline::new(Rc::clone(&self.engine), max_attempts);
        Pipeline { guards: RefCell::new(guards), runs: RefCell::default(), next: Cell::new(0) }
    }

    /// The guards that the policies are.
    #[must_use]
    pub fn guards(&self) -> JsValue {
        to_object(&self.engine.guards())
    }
}

#[wasm_bindgen]
impl Pipeline {
    /// Adds a guard, whose function stays with the host (`evaluate: true`), and gives its place.
    ///
    /// # Errors
    ///
    /// `{ kind: "GuardError", problems }` for a definition that is refused.
    pub fn register(&self, definition: &str) -> Result<usize, JsValue> {
        let definition = parse(definition)?;
        self.guards.borrow_mut().register(&definition).map_err(|problems| bad_guard(&problems))
    }

    /// Begins with an operation: `{ outcome }`, with a number where it is to be `known` again; such a number alone, unless it
    /// is asked `anew`; or `{ run }` with what is asked: `values` (places of inputs) and `output`, `guard` and `context`, or
    /// `rebuild` (pairs of a place and a value).
    ///
    /// `given` is the request and, where the values of all inputs are texts without a `NUL`, a `NUL` and the values, each followed
    /// by another.
    ///
    /// # Errors
    ///
    /// `{ kind: "TypeError", message }` for text of another shape and for overrides that mean nothing,
    /// `{ kind: "MlldSecurityError", denial }` for overrides where there may be none.
    pub fn start(&self, given: &str, anew: bool) -> Result<JsValue, JsValue> {
        let (request, values) = given.split_once('\0').unwrap_or((given, ""));
        let recalled = self.guards.borrow().recall(request, values, anew, &|| guard_request(request).ok());
        let plain = match recalled {
            Some(Recalled::Outcome(number)) => return Ok(number.into()),
            Some(Recalled::Plain(matches)) => Some((request, matches)),
            None => None,
        };
        let request_read = guard_request(request)?;
        let mut values: Vec<&str> = values.split_terminator('\0').list();
        // One of them holds a `NUL`, or they do not come at once.
        if values.len() != request_read.inputs.len() {
            values.clear();
        }
        let run = self.guards.borrow().start(request_read).map_err(|error| match error {
            StartError::InvalidOverride(message) => thrown("TypeError", &message),
            StartError::BypassBlocked(denial) => thrown_denial(&denial),
        })?;
        Ok(self.go_on(run, None, Given { values, plain }))
    }

    /// Goes on with an operation that waits for this answer.
    ///
    /// # Errors
    ///
    /// `{ kind: "TypeError", message }` for text of another shape, and for an operation that does not wait.
    pub fn answer(&self, run: u32, answer: &str) -> Result<JsValue, JsValue> {
        let answer = guard_answer(answer)?;
        let waiting = self.take(run).ok_or_else(|| thrown("TypeError", "no operation waits for this answer"))?;
        Ok(self.go_on(waiting, Some(answer), Given::default()))
    }

    /// Forgets an operation that waits.
    pub fn forget(&self, run: u32) {
        drop(self.take(run));
    }

    fn take(&self, run: u32) -> Option<Run> {
        let mut runs = self.runs.borrow_mut();
        let place = runs.iter().position(|(number, _)| *number == run)?;
        Some(runs.swap_remove(place).1)
    }

    fn go_on(&self, mut run: Run, mut answer: Option<Answer>, given: Given<'_>) -> JsValue {
        let nothing = Said {
            outcome: None,
            known: None,
            run: None,
            values: None,
            output: false,
            guard: None,
            context: None,
            rebuild: None,
        };
        let ask = loop {
            match run.advance(answer) {
                Step::Done(mut outcome) => {
                    outcome.denial = outcome.denial.take().map(|denial| with_utf16_spans(denial, run.command()));
                    let remember = |(request, matches)| self.guards.borrow().remember(request, matches, &outcome);
                    let known = given.plain.and_then(remember);
                    return to_object(&Said { outcome: Some(&outcome), known, ..nothing });
                }
                Step::Ask(ask) => {
                    answer = given.answer(&ask);
                    if answer.is_none() {
                        break ask;
                    }
                }
            }
        };
        let number = self.next.get();
        self.next.set(number.wrapping_add(1));
        self.runs.borrow_mut().push((number, run));
        let asked = Said { run: Some(number), ..nothing };
        match &ask {
            Ask::Values { inputs, output } => to_object(&Said { values: Some(inputs), output: *output, ..asked }),
            Ask::Evaluate { guard, context } => {
                to_object(&Said { guard: Some(*guard), context: Some(context), ..asked })
            }
            Ask::Rebuild { values } => to_object(&Said { rebuild: Some(values), ..asked }),
        }
    }
}
