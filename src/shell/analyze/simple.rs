//! Simple commands: assignments, redirections, and what the first word names.

use super::field::Field;
use super::flow::Failed;
use super::redirection::Input;
use super::state::State;
use super::variable::Variable;
use super::{Analyzer, builtin};
use crate::list::{AddAll, List};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::{self, OpaqueKind};
use crate::shell::program::Output;
use crate::shell::syntax::{self, Command};
use crate::shell::syntax::{AssignedValue, Redirection, Simple};
use crate::span::Span;

/// A simple command whose words are expanded.
pub(super) struct Call<'c> {
    /// The program first.
    pub(super) fields: Vec<Field>,
    /// The words as written, for commands that read assignments among their arguments.
    pub(super) words: &'c [syntax::Word],
    /// What stands before the program.
    pub(super) environment: Vec<(String, Word)>,
    /// Whether it has redirections.
    pub(super) redirected: bool,
    pub(super) input: Option<Input>,
    /// Whether `command` or `builtin` stands before it.
    pub(super) wrapped: bool,
    pub(super) span: Span,
}

impl Analyzer<'_> {
    /// A command of plain words, which no parser has seen.
    pub(super) fn plain(&mut self, text: &str, words: &[Span]) {
        let field = |span: &Span| {
            let word = Word::literal(text.get(span.start..span.end).unwrap_or_default());
            Field { word, host: true, shape: Output::Text, span: *span }
        };
        let fields: Vec<Field> = words.iter().map(field).list();
        let span = match (words.first(), words.last()) {
            (Some(first), Some(last)) => Span::new(first.start, last.end),
            _ => Span::default(),
        };
        if self.step() {
            self.dispatch(Call {
                fields,
                words: &[],
                environment: Vec::new(),
                redirected: false,
                input: None,
                wrapped: false,
                span,
            });
        }
    }

    /// The body of a function, which may be any command.
    pub(super) fn command_of(&mut self, command: &Command) {
        let pipeline = syntax::Pipeline { commands: vec![command.clone()], negated: false };
        self.script(&syntax::Script {
            items: vec![syntax::Item { first: pipeline, rest: Vec::new(), background: false, ends_line: false }],
        });
    }

    pub(super) fn simple(&mut self, simple: &Simple, redirections: &[Redirection], span: Span) -> Failed {
        let fields = self.fields_of(&simple.words);
        if fields.is_empty() {
            // Nothing is started: the shell itself is assigned to, before or after it expands the redirections.
            let posix = self.dialect == syntax::Dialect::Posix;
            // Where they fail, other shells assign nothing.
            let before = (posix && self.may_fail(redirections)).then(|| self.state.clone());
            if posix || simple.assignments.is_empty() {
                self.redirections(redirections, false);
            }
            for assignment in &simple.assignments {
                self.assignment(assignment);
            }
            if !simple.assignments.is_empty() {
                self.redirections(redirections, false);
            }
            if let Some(before) = before {
                self.meet(before);
            }
            return None;
        }
        // What `declare x=(…)` assigns, it assigns before its redirections are expanded.
        if !redirections.is_empty() && simple.words.iter().any(|word| word.array.is_some()) {
            self.opaque_at(OpaqueKind::Code, "an array that is declared beside a redirection", span);
        }
        let mut environment = Vec::new();
        let before: Vec<(String, Option<Variable>)> = simple
            .assignments
            .iter()
            .map(|assignment| (assignment.name.clone(), self.state.variables.get(&assignment.name).cloned()))
            .list();
        let mut values = Vec::new();
        for assignment in &simple.assignments {
            match &assignment.value {
                AssignedValue::Scalar(word) if assignment.subscript.is_none() => {
                    let field = self.assigned(word);
                    let variable = Self::scalar_of(&field);
                    environment.push((assignment.name.clone(), field.word.clone()));
                    let place = self.place(assignment.span);
                    self.plan.assignments.push(plan::Assignment {
                        name: assignment.name.clone(),
                        value: field.word,
                        span: place,
                    });
                    let known = if assignment.append { Variable::unknown() } else { variable };
                    // Later assignments of the same command see it.
                    self.state.set(&assignment.name, Variable { exported: true, ..known.clone() });
                    values.push((assignment.name.clone(), known));
                }
                _ => self.opaque_at(OpaqueKind::Assignment, "an array before a program", assignment.span),
            }
        }
        // Redirections do not see what stands before the program. In other shells they may.
        let names: Vec<&str> = before.iter().map(|(name, _)| name.as_str()).list();
        let assigned: Vec<(String, Option<Variable>)> =
            names.iter().map(|name| ((*name).to_owned(), self.state.variables.get(name).cloned())).list();
        for (name, variable) in before.iter().rev() {
            self.state.restore(name, variable.clone());
        }
        let copies = matches!(fields.as_slice(), [field] if field.literal() == Some("cat")) && !self.is_own("cat");
        let input = self.redirections(redirections, copies);
        for (name, variable) in assigned {
            self.state.restore(&name, variable);
        }
        if self.dialect == syntax::Dialect::Posix && !before.is_empty() {
            self.redirections(redirections, copies);
        }
        // Variables before a program are not the shell's; commands of the shell itself and functions see them.
        let own = fields.first().and_then(Field::literal).is_some_and(|name| self.is_own(name));
        for (name, variable) in before.clone().into_iter().rev() {
            self.state.restore(&name, variable);
        }
        if own {
            for (name, variable) in &values {
                let harmless_ifs = name == "IFS" && fields.first().and_then(Field::literal).is_some_and(builtin::reads);
                if !harmless_ifs {
                    self.assign(name, Variable { exported: true, ..variable.clone() }, span);
                }
            }
            // What runs in it inherits them.
            let first = fields.first().and_then(Field::literal).unwrap_or_default();
            if self.state.functions.contains(first) || matches!(first, "eval" | "source" | ".") {
                for (name, value) in &environment {
                    self.put_into_environment(name, value, None, span);
                }
            }
        }
        let redirected = !redirections.is_empty() || !simple.assignments.is_empty();
        let not_run = (own && self.may_fail(redirections)).then(|| self.state.clone());
        let temporary = self.temporary.len();
        self.temporary.add_all(environment.iter().map(|(name, _)| name.clone()));
        let failed =
            self.dispatch(Call { fields, words: &simple.words, environment, redirected, input, wrapped: false, span });
        self.temporary.truncate(temporary);
        let failed = self.or_else(not_run, failed);
        if own {
            // Before special builtins POSIX has assignments that stay.
            if self.dialect == syntax::Dialect::Posix && !before.is_empty() {
                let mut restored = self.state.clone();
                before.into_iter().rev().for_each(|(name, variable)| restored.restore(&name, variable));
                self.meet(restored);
                return failed;
            }
            let restore = |state: &mut State| {
                for (name, variable) in before.iter().rev() {
                    state.restore(name, variable.clone());
                }
            };
            restore(&mut self.state);
            return failed.map(|mut state| {
                restore(&mut state);
                state
            });
        }
        failed
    }

    /// Whether the shell itself runs a command of this name.
    fn is_own(&self, name: &str) -> bool {
        self.state.functions.contains(name) || builtin::is_builtin(name)
    }

    /// Runs a command by the name its first word has.
    pub(super) fn dispatch(&mut self, call: Call<'_>) -> Failed {
        let first = call.fields.first()?;
        let Some(name) = first.literal().map(str::to_owned) else {
            let (kind, what) = (OpaqueKind::Program, "a program whose name is not known");
            self.opaque_at(kind, what, first.span);
            return None;
        };
        if name.is_empty() {
            self.opaque_at(OpaqueKind::Program, "an empty program name", first.span);
            return None;
        }
        if self.call(&name, call.fields.get(1..).unwrap_or_default(), call.span) {
            return None;
        }
        if builtin::is_builtin(&name) {
            return self.builtin(&name, call);
        }
        self.external(call.fields, &call.environment, call.span, call.input);
        None
    }
}
