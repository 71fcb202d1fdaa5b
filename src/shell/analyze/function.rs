//! Functions and traps: code that runs when it is called, if it is.

use alloc::rc::Rc;

use super::field::Field;
use super::flow::{Frame, FrameKind};
use super::state::State;
use super::{Analyzer, Shell};
use crate::list::List;
use crate::names::Names;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::{OpaqueKind, Reach};
use crate::shell::program::Output;
use crate::shell::syntax::{self, Command, Dialect};
use crate::span::Span;

/// Code that runs when a signal or an event arrives.
#[derive(Debug)]
pub(super) struct Trap {
    code: String,
    /// The shell that reads it.
    shell: Shell,
    /// Whether it runs when the shell ends, and at no other time.
    at_exit: bool,
    span: Span,
    /// The functions that are defined where the trap is set.
    functions: Names<Option<Rc<Command>>>,
}

/// Names that no function may take: what the shell does with them depends on the shell.
const SPECIAL: &[&str] = &[
    "break", "continue", "eval", "exec", "exit", "export", "readonly", "return", "set", "shift", "source", "times",
    "trap", "unset", ".", ":", "builtin", "command", "declare", "local", "typeset",
];

impl Analyzer<'_> {
    /// Defines a function. Its body is visited where it is called, or at the end if it never is.
    pub(super) fn define(&mut self, name: &str, body: &Command, span: Span) {
        if SPECIAL.contains(&name) {
            self.opaque_at(OpaqueKind::Code, "a function that takes the place of a command of the shell", span);
        }
        self.changes = self.changes.saturating_add(1);
        let body = Rc::new(body.clone());
        match self.defined.get_mut(name) {
            Some((bodies, _)) if bodies.contains(&body) => {}
            Some((bodies, _)) => bodies.push(Rc::clone(&body)),
            None => _ = self.defined.insert(name, (vec![Rc::clone(&body)], false)),
        }
        self.state.functions.insert(name, Some(body));
    }

    /// Calls a function; whether `name` is one.
    pub(super) fn call(&mut self, name: &str, arguments: &[Field], span: Span) -> bool {
        let body = match self.state.functions.get(name) {
            None => return false,
            Some(Some(body)) => Rc::clone(body),
            Some(None) => {
                self.opaque_at(OpaqueKind::Program, "a function that may be defined or not, or in several ways", span);
                return true;
            }
        };
        if let Some((_, called)) = self.defined.get_mut(name) {
            *called = true;
        }
        if self.calls.iter().any(|running| running == name) {
            self.opaque_at(OpaqueKind::Code, "a function that calls itself", span);
            return true;
        }
        self.calls.push(name.to_owned());
        self.run_body(&body, Some(arguments.iter().map(|field| field.word.clone()).list()));
        self.calls.pop();
        // It prints what all its commands print.
        self.last_output = Output::Text;
        true
    }

    /// Visits the body of a function.
    fn run_body(&mut self, body: &Command, arguments: Option<Vec<Word>>) {
        if !self.descend() {
            return;
        }
        let outer = core::mem::replace(&mut self.state.arguments, arguments);
        self.state.enter_function();
        self.frames.push(Frame { kind: FrameKind::Function, left: None, functions: 0 });
        self.via.push(Reach::Function);
        self.command_of(body);
        self.via.pop();
        let left = self.frames.pop().and_then(|frame| frame.left);
        self.state.leave_function();
        if let Some(mut left) = left {
            left.leave_function();
            let state = core::mem::replace(&mut self.state, State::new());
            self.state = state.join(left);
        }
        self.state.arguments = outer;
        self.ascend();
    }

    /// Remembers a trap, whose code runs at a time that is not known.
    pub(super) fn trap(&mut self, code: String, shell: Shell, at_exit: bool, span: Span) {
        self.traps.push(Trap { code, shell, at_exit, span, functions: self.state.functions.clone() });
    }

    /// Visits what runs at times that are not known: traps, and functions that nothing in sight calls.
    pub(super) fn run_deferred(&mut self) {
        let moved = self.moved;
        let mut at_any_time = self.state.at_any_time(moved);
        for name in self.assigned.names() {
            at_any_time.variables.insert(name, super::Variable::unknown());
        }
        for (name, (bodies, _)) in self.defined.iter() {
            // Defined in one way, but perhaps not yet.
            at_any_time.functions.insert(name, None);
            debug_assert!(!bodies.is_empty(), "a definition has a body");
        }
        let traps = core::mem::take(&mut self.traps);
        for Trap { code, shell, at_exit, span, functions } in traps {
            let mut state = at_any_time.clone();
            for (name, function) in functions {
                let once = self.defined.get(&name).is_some_and(|(bodies, _)| bodies.len() == 1);
                state.functions.insert(&name, function.filter(|_| once));
            }
            self.state = state;
            let enclosing = self.enclosing.replace(span);
            let changes = self.changes;
            self.code(&code, shell, Reach::Trap, span);
            self.enclosing = enclosing;
            if !at_exit && self.changes != changes {
                self.opaque_at(OpaqueKind::Code, "a trap that changes what later commands see", span);
            }
        }
        let uncalled: Vec<(String, Rc<Command>)> = self
            .defined
            .iter()
            .flat_map(|(name, (bodies, called))| {
                // One of several bodies may have been replaced before a call.
                let bodies = if *called && bodies.len() == 1 { &[] } else { bodies.as_slice() };
                bodies.iter().map(|body| (name.to_owned(), Rc::clone(body)))
            })
            .list();
        for (name, body) in uncalled {
            let mut state = at_any_time.clone();
            for (name, (bodies, _)) in self.defined.iter() {
                if let [body] = bodies.as_slice() {
                    state.functions.insert(name, Some(Rc::clone(body)));
                }
            }
            self.state = state;
            self.calls.push(name);
            self.run_body(&body, None);
            self.calls.pop();
        }
    }

    /// Reads a string as code of a shell, in the current state.
    pub(super) fn code(&mut self, text: &str, shell: Shell, via: Reach, span: Span) {
        if !self.spend_text(text.len()) || !self.descend() {
            return;
        }
        self.via.push(via);
        let place = self.place(span);
        let enclosing = self.enclosing;
        self.enclosing = place;
        match shell {
            Shell::Other => match super::plain_words(text, shell) {
                Some(words) => self.plain(text, &words),
                None if text.trim().is_empty() => {}
                None => self.opaque_at(OpaqueKind::Code, "code for a shell other than bash and sh", span),
            },
            shell => {
                let dialect = if shell == Shell::Bash { Dialect::Bash } else { Dialect::Posix };
                let outer = core::mem::replace(&mut self.dialect, dialect);
                let parsed = syntax::parse(text, dialect);
                self.text(&parsed.script);
                if let Some(error) = parsed.error {
                    self.opaque_at(OpaqueKind::Code, error.what, span);
                }
                self.dialect = outer;
            }
        }
        self.enclosing = enclosing;
        self.via.pop();
        self.ascend();
    }
}
