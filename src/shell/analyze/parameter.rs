//! Parameter expansion (Bash Reference Manual, "Shell Parameter Expansion").

use super::Analyzer;
use super::field::{Field, known_length};
use super::variable::{Value, Variable};
use crate::list::{List, all_some};
use crate::pattern::command::{Part, Word};
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;
use crate::shell::program::Output;
use crate::shell::syntax::{self, Operation, Parameter};
use crate::span::Span;

/// What an expansion yields.
#[derive(Debug, Clone)]
pub(super) enum Expanded {
    /// One text, before it is split.
    Text {
        parts: Vec<Part>,
        /// What is known of its shape.
        shape: Output,
        /// Whether what is not known of it comes from the host's environment alone.
        host: bool,
    },
    /// Several fields: `$@`, `${x[*]}`.
    Fields(Vec<Field>),
}

impl Expanded {
    pub(super) fn number() -> Self {
        Self::Text { parts: vec![Part::Unknown], shape: Output::Number, host: true }
    }

    /// What arithmetic yields that may fail.
    pub(super) fn uncertain_number() -> Self {
        Self::unknown(true)
    }

    pub(super) fn unknown(host: bool) -> Self {
        Self::Text { parts: vec![Part::Unknown], shape: Output::Text, host }
    }

    pub(super) fn literal(text: impl Into<String>) -> Self {
        Self::Text { parts: vec![Part::Known(text.into())], shape: Output::Text, host: true }
    }

    fn of(variable: &Variable) -> Self {
        match &variable.value {
            Value::Scalar(parts) => Self::Text { parts: parts.clone(), shape: Output::Text, host: variable.harmless },
            Value::Integer => Self::number(),
            Value::Shaped(shape) => Self::Text { parts: vec![Part::Unknown], shape: *shape, host: false },
            Value::Array(words) => match words.first() {
                Some(word) if !word.is_repeated() => {
                    Self::Text { parts: word.parts().to_vec(), shape: Output::Text, host: false }
                }
                _ => Self::unknown(false),
            },
            Value::Associative => Self::unknown(false),
        }
    }

    /// The text, if all of it is known.
    pub(super) fn known(&self) -> Option<&str> {
        match self {
            Self::Text { parts, .. } => match parts.as_slice() {
                [] => Some(""),
                [Part::Known(text)] => Some(text),
                _ => None,
            },
            Self::Fields(_) => None,
        }
    }
}

/// Variables that the shell itself keeps as numbers.
pub(super) const NUMBERS: &[&str] = &[
    "RANDOM",
    "SRANDOM",
    "SECONDS",
    "LINENO",
    "EPOCHSECONDS",
    "BASHPID",
    "PPID",
    "UID",
    "EUID",
    "OPTIND",
    "SHLVL",
    "HISTCMD",
];

/// Those of them that every `/bin/sh` keeps.
const POSIX_NUMBERS: &[&str] = &["PPID", "OPTIND"];

/// Whether the shell sets the variable by itself, perhaps to what stands in the text.
pub(super) fn is_set_by_the_shell(name: &str) -> bool {
    const TEXTS: &[&str] = &["_", "FUNCNAME", "DIRSTACK", "PWD", "OLDPWD"];
    TEXTS.contains(&name) || (name.starts_with("BASH") && !NUMBERS.contains(&name))
}

impl Analyzer<'_> {
    /// What a parameter expansion yields. What stands in it is expanded too, and so in the plan.
    pub(super) fn parameter(&mut self, parameter: &Parameter, quoted: bool, span: Span) -> Expanded {
        // What is expanded again and again grows without bound.
        if self.steps > super::MAX_STEPS {
            return Expanded::unknown(false);
        }
        let value = self.parameter_value(parameter, span);
        self.spend(match &value {
            Expanded::Text { parts, .. } => known_length(parts).wrapping_div(128),
            Expanded::Fields(fields) => fields.len().wrapping_div(4),
        });
        if let (Expanded::Fields(fields), false) = (&value, parameter.operation == Operation::None) {
            // What is done is done to every field.
            let host = fields.iter().all(|field| field.host);
            let changed = self.changed(Expanded::unknown(host), parameter, quoted, span);
            return match parameter.operation {
                Operation::Length => changed,
                _ => Expanded::Fields(vec![Field { word: Word::unknown(), host: false, shape: Output::Text, span }]),
            };
        }
        if let (Expanded::Fields(fields), true) = (&value, quoted && is_joined(parameter)) {
            let texts: Option<Vec<&str>> = all_some(fields.iter().map(Field::literal));
            return texts.map_or_else(|| Expanded::unknown(false), |texts| Expanded::literal(texts.join(" ")));
        }
        self.changed(value, parameter, quoted, span)
    }

    /// The value before anything is done with it.
    fn parameter_value(&mut self, parameter: &Parameter, span: Span) -> Expanded {
        let name = parameter.name.as_str();
        let value = match &parameter.subscript {
            Some(subscript) => self.element(name, subscript, span),
            None => self.named(name),
        };
        if !parameter.indirect || parameter.operation == Operation::Names {
            return value;
        }
        // A value that is no name is an error.
        self.may_skip_line();
        // The value is a name, which may have a subscript that is evaluated.
        match value.known() {
            Some(text) if super::is_identifier(text) => self.named(text),
            None if matches!(&value, Expanded::Text { host: true, .. }) && self.is_left_to_host(name) => {
                Expanded::unknown(false)
            }
            _ => {
                self.opaque_at(OpaqueKind::Code, "a variable that is named by another", span);
                Expanded::unknown(false)
            }
        }
    }

    /// Whether nothing in the text sets the variable.
    pub(super) fn is_left_to_host(&self, name: &str) -> bool {
        let set = self.state.variables.get(name);
        set.is_none_or(|variable| variable.harmless) && !self.state.any_time
    }

    fn named(&mut self, name: &str) -> Expanded {
        match name {
            "@" | "*" => return Expanded::Fields(self.all_arguments()),
            "#" | "?" | "$" => return Expanded::number(),
            // Empty where nothing runs in the background.
            "!" => return Expanded::unknown(true),
            "0" => {
                return match &self.state.name {
                    Some(word) if !word.is_repeated() => {
                        Expanded::Text { parts: word.parts().to_vec(), shape: Output::Text, host: false }
                    }
                    _ => Expanded::unknown(true),
                };
            }
            "-" | "_" => return Expanded::unknown(name != "_"),
            _ => {}
        }
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.argument(name);
        }
        if let Some(variable) = self.state.variables.get(name) {
            return Expanded::of(variable);
        }
        let known = |parts: Option<Vec<Part>>| match parts {
            Some(parts) => Expanded::Text { parts, shape: Output::Text, host: true },
            None => Expanded::unknown(true),
        };
        match name {
            "HOME" => known(self.home_folder()),
            "PWD" if !self.state.any_time => known(self.working_folder()),
            name if POSIX_NUMBERS.contains(&name) => Expanded::number(),
            name if NUMBERS.contains(&name) && self.dialect == syntax::Dialect::Bash => Expanded::number(),
            _ => Expanded::unknown(!self.state.any_time),
        }
    }

    fn argument(&self, name: &str) -> Expanded {
        // The arguments of the text itself are the host's.
        let of_host = self.calls.is_empty() && self.enclosing.is_none() && !self.state.any_time;
        let Some(arguments) = &self.state.arguments else { return Expanded::unknown(of_host) };
        let index = name.parse::<usize>().unwrap_or(usize::MAX);
        let before = arguments.iter().take(index);
        // After a word that may be several, nobody knows which is which.
        if before.clone().any(Word::is_repeated) {
            return Expanded::unknown(false);
        }
        match index.checked_sub(1).and_then(|at| arguments.get(at)) {
            Some(word) => Expanded::Text { parts: word.parts().to_vec(), shape: Output::Text, host: false },
            None => Expanded::literal(""),
        }
    }

    fn all_arguments(&self) -> Vec<Field> {
        let field = |word: &Word| Field { word: word.clone(), host: false, shape: Output::Text, span: Span::default() };
        match &self.state.arguments {
            Some(words) => words.iter().map(field).list(),
            None => vec![field(&Word::unknown())],
        }
    }

    fn element(&mut self, name: &str, subscript: &syntax::Word, span: Span) -> Expanded {
        let all = matches!(subscript.parts.as_slice(), [syntax::WordPart::Plain(text)] if text == "@" || text == "*");
        let value = self.state.variables.get(name).map(|variable| variable.value.clone());
        if all {
            return match value {
                Some(Value::Array(words)) => {
                    let field = |word| Field { word, host: false, shape: Output::Text, span };
                    Expanded::Fields(words.into_iter().map(field).list())
                }
                Some(Value::Scalar(parts)) if parts != [Part::Unknown] => {
                    Expanded::Text { parts, shape: Output::Text, host: false }
                }
                _ => Expanded::Fields(vec![Field {
                    word: Word::unknown(),
                    host: value.is_none(),
                    shape: Output::Text,
                    span,
                }]),
            };
        }
        let index = self.subscript(name, subscript);
        match value {
            Some(Value::Array(words)) if !words.iter().any(Word::is_repeated) => {
                match index.and_then(|index| words.get(index)) {
                    Some(word) => Expanded::Text { parts: word.parts().to_vec(), shape: Output::Text, host: false },
                    None => Expanded::unknown(false),
                }
            }
            None => Expanded::unknown(!self.state.any_time),
            _ => Expanded::unknown(false),
        }
    }

    /// Evaluates the subscript of an array; its number, if that is written out.
    pub(super) fn subscript(&mut self, name: &str, subscript: &syntax::Word) -> Option<usize> {
        let associative = self.state.variables.get(name).is_some_and(|variable| variable.value == Value::Associative);
        if associative {
            self.string(subscript);
            return None;
        }
        self.arithmetic(subscript);
        match subscript.parts.as_slice() {
            [syntax::WordPart::Plain(text)] => text.parse().ok(),
            _ => None,
        }
    }
}

/// `$*`, `${x[*]}`
fn is_joined(parameter: &Parameter) -> bool {
    let all = |word: &syntax::Word| matches!(word.parts.as_slice(), [syntax::WordPart::Plain(text)] if text == "*");
    parameter.name == "*" || parameter.subscript.as_ref().is_some_and(all)
}
