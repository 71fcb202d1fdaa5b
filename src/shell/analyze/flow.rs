//! Lists, pipelines and compound commands: which states meet where.

use super::Analyzer;
use super::state::State;
use super::variable::Variable;
use crate::list::List;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::{OpaqueKind, Reach};
use crate::shell::program::Output;
use crate::shell::syntax;
use crate::shell::syntax::{Clause, Command, CommandKind, Connector, Item, Pipeline, Script, Test};

/// A loop, function or text that is running.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) kind: FrameKind,
    /// The states in which `break`, `continue`, `return` or an error left it.
    pub(super) left: Option<State>,
    /// How many functions were running when it began.
    pub(super) functions: usize,
}

impl Frame {
    pub(super) fn leave_in(&mut self, state: State) {
        self.left = Some(match self.left.take() {
            Some(known) => known.join(state),
            None => state,
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FrameKind {
    Loop,
    Function,
    /// What is given to the shell, or to `eval`.
    Text,
}

/// The state if the command fails, where that differs from the state if it succeeds.
pub(super) type Failed = Option<State>;

impl Analyzer<'_> {
    /// Runs a list of commands.
    pub(super) fn script(&mut self, script: &Script) {
        if let Some(failed) = self.script_with_failure(script) {
            self.meet(failed);
        }
    }

    /// Runs a whole text. After some errors the shell skips what is left of a line, and goes on with the next.
    pub(super) fn text(&mut self, script: &Script) {
        let listed = script.items.len() > 1;
        if listed {
            self.via.push(Reach::List);
        }
        self.frames.push(Frame { kind: FrameKind::Text, left: None, functions: self.state.running_functions() });
        for line in script.items.split_inclusive(|item| item.ends_line) {
            if let Some(failed) = self.items(line) {
                self.meet(failed);
            }
            if let Some(skipped) = self.frames.last_mut().and_then(|frame| frame.left.take()) {
                self.meet(skipped);
            }
        }
        self.frames.pop();
        if listed {
            self.via.pop();
        }
    }

    /// Notes that the rest of the line may be skipped: after an error in an expression, or an assignment to a variable
    /// that is read-only, functions and loops are left as well.
    pub(super) fn may_skip_line(&mut self) {
        let Some(at) = self.frames.iter().rposition(|frame| frame.kind == FrameKind::Text) else { return };
        if !self.step() {
            return;
        }
        let mut state = self.state.clone();
        if let Some(frame) = self.frames.get_mut(at) {
            state.leave_functions(frame.functions);
            frame.leave_in(state);
        }
    }

    /// The same, with the state if its last command fails; the state of the analyzer is that of success.
    pub(super) fn script_with_failure(&mut self, script: &Script) -> Failed {
        let several = script.items.len() > 1;
        if several {
            self.via.push(Reach::List);
        }
        let failed = self.items(&script.items);
        if several {
            self.via.pop();
        }
        failed
    }

    fn items(&mut self, items: &[Item]) -> Failed {
        let mut failed = None;
        for item in items {
            if let Some(other) = failed.take() {
                self.meet(other);
            }
            failed = self.item(item);
        }
        failed
    }

    /// Joins another state into the current one.
    pub(super) fn meet(&mut self, other: State) {
        let state = core::mem::replace(&mut self.state, State::new());
        self.state = state.join(other);
    }

    fn item(&mut self, item: &Item) -> Failed {
        let listed = !item.rest.is_empty() || item.background;
        if listed {
            self.via.push(Reach::List);
        }
        let before = item.background.then(|| self.state.clone());
        let mut failed = self.pipeline(&item.first);
        for (connector, pipeline) in &item.rest {
            match connector {
                Connector::And => {
                    let after_failure = failed.unwrap_or_else(|| self.state.clone());
                    failed = match self.pipeline(pipeline) {
                        Some(also) => Some(after_failure.join(also)),
                        None if after_failure == self.state => None,
                        None => Some(after_failure.join(self.state.clone())),
                    };
                }
                Connector::Or => {
                    let success = self.state.clone();
                    if let Some(state) = failed {
                        self.state = state;
                    }
                    failed = self.pipeline(pipeline);
                    // Without a state of its own, failure is what the last command left.
                    let last = self.state.clone();
                    self.meet(success);
                    if failed.is_none() && last != self.state {
                        failed = Some(last);
                    }
                }
            }
        }
        if listed {
            self.via.pop();
        }
        if let Some(before) = before {
            self.state = before;
            return None;
        }
        failed
    }

    fn pipeline(&mut self, pipeline: &Pipeline) -> Failed {
        if !self.descend() {
            return None;
        }
        self.last_output = Output::Text;
        let failed = match pipeline.commands.as_slice() {
            [command] => self.command(command),
            commands => {
                for (index, command) in commands.iter().enumerate() {
                    let before = self.state.clone();
                    self.in_subshell(Reach::Pipeline, |analyzer| drop(analyzer.command(command)));
                    // Some shells run the last command of a pipeline themselves.
                    let last = index.saturating_add(1) == commands.len();
                    if last && self.dialect == syntax::Dialect::Posix {
                        self.command(command);
                        self.meet(before);
                    }
                }
                None
            }
        };
        self.ascend();
        match failed {
            Some(failed) if pipeline.negated => Some(core::mem::replace(&mut self.state, failed)),
            failed => failed,
        }
    }

    fn command(&mut self, command: &Command) -> Failed {
        if !self.step() || !self.descend() {
            return None;
        }
        let failed = match &command.kind {
            CommandKind::Simple(simple) => self.simple(simple, &command.redirections, command.span),
            kind => {
                self.redirections(&command.redirections, false);
                let before = self.may_fail(&command.redirections).then(|| self.state.clone());
                let failed = self.compound(kind, command);
                self.or_else(before, failed)
            }
        };
        self.ascend();
        failed
    }

    fn compound(&mut self, kind: &CommandKind, command: &Command) -> Failed {
        match kind {
            CommandKind::Simple(_) => None,
            CommandKind::Group(script) => self.via(Reach::List, |this| this.script_with_failure(script)),
            CommandKind::Subshell(script) => {
                self.in_subshell(Reach::Subshell, |this| this.script(script));
                None
            }
            CommandKind::Timed(pipeline) => pipeline.as_ref().and_then(|pipeline| self.pipeline(pipeline)),
            CommandKind::If { branches, otherwise } => {
                self.via(Reach::Compound, |this| this.branches(branches, otherwise.as_ref()));
                None
            }
            CommandKind::Loop { condition, body } => {
                self.via(Reach::Compound, |this| {
                    this.repeated(command.span, Some(condition), &mut |this| {
                        this.script(body);
                    })
                });
                None
            }
            CommandKind::For { variable, words, body, asks } => {
                self.via(Reach::Compound, |this| this.for_each(variable, words.as_deref(), body, *asks, command.span));
                None
            }
            CommandKind::ArithmeticFor { expressions, body } => {
                let mut expressions = expressions.iter();
                if let Some(first) = expressions.next() {
                    self.arithmetic(first);
                }
                let rest: Vec<_> = expressions.list();
                self.via(Reach::Compound, |this| {
                    this.repeated(command.span, None, &mut |this| {
                        for expression in &rest {
                            this.arithmetic(expression);
                        }
                        this.script(body);
                    })
                });
                None
            }
            CommandKind::Case { word, clauses } => {
                self.string(word);
                self.via(Reach::Compound, |this| this.clauses(clauses));
                None
            }
            CommandKind::Arithmetic(expression) => {
                self.arithmetic(expression);
                None
            }
            CommandKind::Conditional(tests) => {
                tests.iter().for_each(|test| self.test(test));
                None
            }
            CommandKind::Function { name, body } => {
                self.define(name, body, command.span);
                None
            }
            CommandKind::Coprocess { name, body } => {
                self.in_subshell(Reach::Compound, |this| drop(this.command(body)));
                let name = name.as_deref().unwrap_or("COPROC");
                self.assign(name, Variable::unknown(), command.span);
                self.assign(&format!("{name}_PID"), Variable::number(), command.span);
                None
            }
        }
    }

    /// Joins the state of a command that was not run to that of its failure.
    pub(super) fn or_else(&mut self, before: Option<State>, failed: Failed) -> Failed {
        let Some(before) = before else { return failed };
        Some(failed.unwrap_or_else(|| self.state.clone()).join(before))
    }

    /// Visits something by one more step.
    pub(super) fn via<T>(&mut self, reach: Reach, visit: impl FnOnce(&mut Self) -> T) -> T {
        self.via.push(reach);
        let result = visit(self);
        self.via.pop();
        result
    }

    fn branches(&mut self, branches: &[(Script, Script)], otherwise: Option<&Script>) {
        let mut ends: Option<State> = None;
        let add = |state: State, ends: &mut Option<State>| {
            *ends = Some(match ends.take() {
                Some(known) => known.join(state),
                None => state,
            });
        };
        for (condition, body) in branches {
            let failed = self.script_with_failure(condition);
            let failed = failed.unwrap_or_else(|| self.state.clone());
            self.script(body);
            add(core::mem::replace(&mut self.state, failed), &mut ends);
        }
        if let Some(script) = otherwise {
            self.script(script);
        }
        if let Some(ends) = ends {
            self.meet(ends);
        }
    }

    fn clauses(&mut self, clauses: &[Clause]) {
        let mut end = self.state.clone();
        for clause in clauses {
            clause.patterns.iter().for_each(|pattern| drop(self.string(pattern)));
            // Any clause may be the first that matches, or be fallen into.
            let before = self.state.clone();
            self.meet(end);
            self.script(&clause.body);
            end = core::mem::replace(&mut self.state, before);
        }
        self.meet(end);
    }

    fn test(&mut self, test: &Test) {
        match test {
            Test::Word(word) => drop(self.string(word)),
            Test::Unary { operator, operand } => {
                let field = self.string(operand);
                if matches!(operator.as_str(), "-v" | "-R") && !field.literal().is_some_and(super::is_identifier) {
                    self.opaque_at(OpaqueKind::Code, "a subscript that the shell evaluates", operand.span);
                }
            }
            Test::Binary { left, operator, right } => {
                if operator == "=~" {
                    let value = super::Value::Array(vec![Word::unknown()]);
                    self.state.set("BASH_REMATCH", Variable { value, ..Variable::unknown() });
                }
                if matches!(operator.as_str(), "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge") {
                    self.arithmetic(left);
                    self.arithmetic(right);
                } else {
                    self.string(left);
                    self.string(right);
                }
            }
        }
    }

    /// Leaves the loops (or the function) that are running.
    pub(super) fn leave(&mut self, kind: FrameKind) {
        let state = self.state.clone();
        for frame in self.frames.iter_mut().rev() {
            if frame.kind == FrameKind::Function && kind == FrameKind::Loop {
                break;
            }
            if frame.kind == kind {
                frame.leave_in(state.clone());
                if kind == FrameKind::Function {
                    break;
                }
            }
        }
        self.state.ended = true;
    }
}
