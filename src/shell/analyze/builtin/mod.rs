//! Commands of the shell itself (Bash Reference Manual, "Shell Builtin Commands").

mod code;
mod folders;
mod input;
mod options;
pub(super) mod variables;

use super::Analyzer;
use super::field::Field;
use super::flow::{Failed, Frame, FrameKind};
use super::simple::Call;
use crate::list::{List, all_some};
use crate::pattern::command::{Extent, Word};
use crate::prelude::*;
use crate::shell::plan::{OpaqueKind, Program};
use crate::shell::program::{self, Output};
use crate::span::Span;

/// Those that need no permission (shell.md, "What counts as a program that runs").
const FREE: &[&str] = &[
    ":", "true", "false", "test", "[", "pwd", "cd", "pushd", "popd", "dirs", "shift", "return", "break", "continue",
    "exit", "wait", "local", "declare", "typeset", "readonly", "export", "unset", "let", "umask", "times", "getopts",
];

/// Those that change the shell in bash, and are not there in other shells.
const BASH_ONLY: &[&str] =
    &["declare", "typeset", "let", "pushd", "popd", "mapfile", "readarray", "shopt", "builtin", "source"];

/// All others that bash has.
const OTHERS: &[&str] = &[
    "echo",
    "printf",
    "read",
    "kill",
    "set",
    "shopt",
    "eval",
    "exec",
    "trap",
    "source",
    ".",
    "command",
    "builtin",
    "type",
    "alias",
    "unalias",
    "hash",
    "enable",
    "bind",
    "complete",
    "compgen",
    "compopt",
    "fc",
    "history",
    "mapfile",
    "readarray",
    "ulimit",
    "jobs",
    "fg",
    "bg",
    "disown",
    "suspend",
    "logout",
    "help",
    "caller",
];

/// Whether the shell itself runs this.
pub(crate) fn is_builtin(name: &str) -> bool {
    FREE.contains(&name) || OTHERS.contains(&name)
}

/// Whether it reads a line, for which `IFS` before it says how the line is split.
pub(super) fn reads(name: &str) -> bool {
    matches!(name, "read" | "mapfile" | "readarray")
}

impl Analyzer<'_> {
    /// Runs a builtin. The first field is its name.
    pub(super) fn builtin(&mut self, name: &str, call: Call<'_>) -> Failed {
        self.last_output = Output::Text;
        let span = call.span;
        if self.dialect == super::Dialect::Posix && BASH_ONLY.contains(&name) {
            self.opaque_at(OpaqueKind::Code, "a command that not every `/bin/sh` has", span);
        }
        match name {
            // These start, or are, what their words name.
            "command" | "builtin" | "exec" => return self.prefix(name, call),
            "eval" => self.eval(&call),
            "source" | "." => self.source(&call),
            "trap" => self.set_trap(&call),
            "cd" | "pushd" | "popd" => {
                self.add_builtin(name, &call);
                return self.change_folder(name, &call);
            }
            "export" | "declare" | "typeset" | "readonly" | "local" => self.declare(name, &call),
            "unset" => self.unset(&call),
            "read" => self.read(&call),
            "mapfile" | "readarray" => self.mapfile(&call),
            "getopts" => self.getopts(&call),
            "printf" => self.printf(&call),
            "let" => self.let_each(&call),
            "test" | "[" => self.test_command(&call),
            "set" => self.set_options(&call),
            "shopt" => self.shopt(&call),
            "wait" => self.wait(&call),
            "shift" => self.shift(&call),
            "break" | "continue" => self.leave_by(FrameKind::Loop, &call),
            "return" => self.leave_by(FrameKind::Function, &call),
            "exit" if !call.redirected && literals(&call).is_some_and(|texts| is_status(&texts)) => {
                self.state.ended = true
            }
            "hash" if call.fields.iter().skip(1).all(|field| field.literal() == Some("-r")) => {}
            "jobs" if !may_hold(&call, "x") => {}
            "alias" | "unalias" | "hash" | "enable" | "bind" | "complete" | "compgen" | "compopt" | "fc"
            | "history" | "jobs" => {
                let what = "a command that changes how the shell reads or runs later text";
                self.opaque_at(OpaqueKind::Code, what, span);
            }
            _ => {}
        }
        self.add_builtin(name, &call);
        None
    }

    /// Adds the builtin itself to the plan.
    fn add_builtin(&mut self, name: &str, call: &Call<'_>) {
        let words: Vec<Word> = call.fields.iter().map(|field| field.word.clone()).list();
        // Commands of the table by the same name name files in the same way.
        if matches!(name, "echo" | "kill" | "pwd" | "type" | "ulimit") {
            let effects = program::effects(name, words.get(1..).unwrap_or_default());
            let transparent = FREE.contains(&name);
            let effects = program::Effects { transparent, ..effects };
            return self.add_effects(&words, effects, &[], call.span, None);
        }
        self.add_free(words, FREE.contains(&name), call.span);
    }

    /// Adds a command of the shell that opens no files.
    fn add_free(&mut self, words: Vec<Word>, transparent: bool, span: Span) {
        let place = self.place(span);
        self.add_program(Program {
            words,
            span: place,
            via: self.via.clone(),
            transparent,
            elsewhere: Vec::new(),
            capabilities: &[],
            uses_network: false,
        });
    }

    fn leave_by(&mut self, kind: FrameKind, call: &Call<'_>) {
        let certain = !call.redirected && call.fields.len() == 1;
        let ended = self.state.ended;
        let inner = |frame: &&Frame| kind == FrameKind::Function || frame.kind != FrameKind::Function;
        let inside = self.frames.iter().rev().take_while(inner).any(|frame| frame.kind == kind);
        if !inside {
            // Shells differ in whether a function may leave the loop of its caller.
            if self.frames.iter().any(|frame| frame.kind == kind) {
                self.opaque_at(OpaqueKind::Code, "a loop that is left by a function", call.span);
            }
            // A trap may leave what it finds running.
            self.changes = self.changes.saturating_add(1);
        }
        self.leave(kind);
        // Outside a loop or function, and where it may fail, what follows runs too.
        if !certain || !inside {
            self.state.ended = ended;
        }
    }

    fn shift(&mut self, call: &Call<'_>) {
        let count = match arguments(call) {
            [] => Some(1),
            [field] => field.literal().and_then(|text| text.parse::<usize>().ok()),
            _ => None,
        };
        let known = self.state.arguments.take();
        self.state.arguments = match (known, count) {
            (Some(words), Some(count)) if !words.iter().take(count).any(Word::is_repeated) => {
                // More than there are is an error that changes nothing.
                Some(if count > words.len() { words } else { words.into_iter().skip(count).list() })
            }
            _ => None,
        };
    }

    fn wait(&mut self, call: &Call<'_>) {
        let mut fields = arguments(call).iter();
        while let Some(field) = fields.next() {
            match field.literal() {
                Some("-p") => match fields.next().and_then(Field::literal) {
                    Some(name) if super::is_identifier(name) => self.assign(name, super::Variable::number(), call.span),
                    _ => self.opaque_at(OpaqueKind::Code, EVALUATED, call.span),
                },
                Some(text) if text.starts_with("-p") || text.contains(['[', '$', '`']) => {
                    self.opaque_at(OpaqueKind::Code, EVALUATED, call.span);
                }
                None if field.word.extent() == Extent::Many && !field.host => {
                    self.opaque_at(OpaqueKind::Code, EVALUATED, call.span);
                }
                _ => {}
            }
        }
    }
}

/// Whether these are arguments with which `exit` ends the shell.
fn is_status(texts: &[&str]) -> bool {
    match texts {
        [] => true,
        [status] => status.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// What stands in the way where a name or subscript is evaluated.
const EVALUATED: &str = "a name that the shell evaluates";

/// The fields after the name.
fn arguments<'c>(call: &'c Call<'_>) -> &'c [Field] {
    call.fields.get(1..).unwrap_or_default()
}

/// The texts after the name, if all are known.
fn literals<'c>(call: &'c Call<'_>) -> Option<Vec<&'c str>> {
    all_some(arguments(call).iter().map(Field::literal))
}

/// Whether an argument is, or may be, an option with one of these letters.
fn may_hold(call: &Call<'_>, letters: &str) -> bool {
    arguments(call).iter().any(|field| match field.literal() {
        Some(text) => text.starts_with('-') && text.contains(|c| letters.contains(c)),
        None => field.word.known_beginning().is_empty() || field.word.known_beginning().starts_with('-'),
    })
}
