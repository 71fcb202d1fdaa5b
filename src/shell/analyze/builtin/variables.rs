//! Commands that set variables.

use super::{EVALUATED, arguments, may_hold};
use crate::list::List;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::analyze::field::Field;
use crate::shell::analyze::parameter::NUMBERS;
use crate::shell::analyze::simple::Call;
use crate::shell::analyze::variable::{Value, Variable, is_number};
use crate::shell::analyze::{Analyzer, Dialect, is_identifier};
use crate::shell::plan::OpaqueKind;
use crate::shell::syntax::{self, WordPart};
use crate::span::Span;

/// Why a variable may not be set, where it changes how the shell itself reads or runs later text; it does so whether it
/// is exported or not.
pub(in crate::shell::analyze) fn reserved(name: &str, variable: &Variable) -> Option<String> {
    const READING: &[&str] = &[
        "IFS",
        "PATH",
        "CDPATH",
        "ENV",
        "SHELLOPTS",
        "POSIXLY_CORRECT",
        "GLOBIGNORE",
        "EXECIGNORE",
        "GLOBSORT",
        "PROMPT_COMMAND",
        "PS0",
        "PS1",
        "PS2",
        "PS3",
        "PS4",
        "HISTFILE",
        "HOME",
        "PWD",
        "OLDPWD",
        "SHELL",
        "FUNCNEST",
        "LD_PRELOAD",
        "LD_LIBRARY_PATH",
        "LD_AUDIT",
        "DYLD_INSERT_LIBRARIES",
        "DYLD_LIBRARY_PATH",
        "INPUTRC",
        // What is assigned to these is not what they then hold.
        "DIRSTACK",
        "PIPESTATUS",
        "FUNCNAME",
        "GROUPS",
    ];
    let counts =
        NUMBERS.contains(&name) && (!variable.harmless || variable.literal().is_some_and(|text| !is_number(text)));
    let restored = name == "IFS" && variable.literal() == Some(" \t\n");
    (!restored && (name.starts_with("BASH") || counts || READING.contains(&name)))
        .then(|| format!("the variable `{name}`, which changes how the shell reads or runs later text"))
}

impl Analyzer<'_> {
    /// `export`, `declare`, `typeset`, `readonly`, `local`.
    pub(super) fn declare(&mut self, name: &str, call: &Call<'_>) {
        // Outside a function `local` fails, and what it names is left as it is.
        let fails = name == "local" && !self.state.in_function();
        // As they stand before it, `export x` makes them variables of the shell.
        if !call.environment.is_empty() {
            self.opaque_at(OpaqueKind::Assignment, "an assignment before a command that sets variables", call.span);
        }
        let words = self.declared_words(name, call);
        let local = name == "local" || (matches!(name, "declare" | "typeset") && self.state.in_function());
        let mut options = String::new();
        let mut before_names = true;
        for field in arguments(call) {
            match field.literal() {
                Some(text) if before_names && text.starts_with(['-', '+']) && text.len() > 1 => options.push_str(text),
                Some(_) => before_names = false,
                None if !field.word.known_beginning().contains('=') && !has_array(call) && !assigns(field) => {
                    return self.opaque_at(OpaqueKind::Code, EVALUATED, field.span);
                }
                None if words.is_empty() && field.word.is_repeated() => {
                    return self.opaque_at(OpaqueKind::Code, EVALUATED, field.span);
                }
                None => before_names = false,
            }
        }
        // `declare -a 'x=(…)'` reads the text as words.
        let list = |field: &Field| match field.literal() {
            Some(text) => text.split_once('=').is_some_and(|(_, value)| value.starts_with('(')),
            None => options.contains(['a', 'A']) && assigns(field),
        };
        if arguments(call).iter().any(list) {
            self.opaque_at(OpaqueKind::Code, EVALUATED, call.span);
        }
        // A reference to another variable, and functions handed to programs.
        if options.contains('n') && name != "export"
            || options.contains('f') && (matches!(name, "export" | "readonly") || options.contains(['x', 'r']))
        {
            self.opaque_at(
                OpaqueKind::Code,
                "a reference to another variable, or a function that is read-only or handed to programs",
                call.span,
            );
        }
        let exported = (name == "export" && !options.contains('n')) || (name != "export" && options.contains('x'));
        let global = options.contains('g');
        let readonly = name == "readonly" || options.contains('r');
        let (evaluated, recased) = (options.contains('i'), options.contains(['l', 'u', 'c']));
        for word in words {
            if let Some(assignment) = &word.array {
                self.check_global(&assignment.name, global, assignment.span);
                if local && !global {
                    self.state.make_local(&assignment.name);
                }
                if options.contains('A') {
                    let variable = Variable { value: Value::Associative, ..Variable::unknown() };
                    self.assign(&assignment.name, variable, assignment.span);
                }
                self.assignment(assignment);
                if exported && let Some(variable) = self.state.variables.get_mut(&assignment.name) {
                    variable.exported = true;
                    self.inherited(&assignment.name, assignment.span);
                }
                continue;
            }
            let Some((variable, append, value)) = split_assignment(word) else { continue };
            if let Some(subscript) = variable.split_once('[') {
                self.opaque_at(OpaqueKind::Code, EVALUATED, word.span);
                let _ = subscript;
                continue;
            }
            let field = self.assigned(&value);
            let mut set = Self::scalar_of(&field);
            if options.contains('i') {
                match field.literal() {
                    Some(text) => self.evaluate(text, word.span),
                    None if set.harmless => {}
                    None => self.opaque_at(OpaqueKind::Code, EVALUATED, word.span),
                }
                set = Variable::number();
            } else if recased || append {
                set = Variable { harmless: false, ..Variable::unknown() };
            }
            if local && !global {
                self.state.make_local(variable);
            }
            // The value is one word of a brace expansion, or the assignment fails.
            if fails || braces(&value) {
                set = Variable { harmless: false, ..Variable::unknown() };
            }
            self.check_global(variable, global, word.span);
            self.assign(variable, Variable { exported, readonly, evaluated, recased, ..set }, word.span);
        }
        for field in arguments(call).iter() {
            let Some(text) = field.literal() else {
                // An assignment that is only known in part, and was not read as one above.
                if words.is_empty()
                    && let Some((name, _)) = field.word.known_beginning().split_once('=')
                {
                    self.assign_text(&format!("{name}="), exported, field.span);
                }
                continue;
            };
            if text.starts_with(['-', '+']) {
                continue;
            }
            if is_identifier(text) {
                self.check_global(text, global, field.span);
                if local && !global {
                    self.make_empty_local(text, field.span);
                }
                if options.contains('A') {
                    self.assign(text, Variable { value: Value::Associative, ..Variable::unknown() }, field.span);
                } else if options.contains('a') && !self.state.variables.contains(text) {
                    self.assign(text, Variable { value: Value::Array(Vec::new()), ..Variable::unknown() }, field.span);
                } else if evaluated || recased {
                    let known = self.state.variables.get(text).cloned();
                    let known = known.unwrap_or_else(|| Variable { harmless: true, ..Variable::unknown() });
                    self.state.variables.insert(text, Variable { evaluated, recased, ..known });
                }
                if readonly {
                    let known = self.state.variables.get(text).cloned();
                    let known = known.unwrap_or_else(|| Variable { harmless: true, ..Variable::unknown() });
                    self.state.variables.insert(text, Variable { readonly, ..known });
                }
                if exported {
                    let known = self.state.variables.get(text).cloned();
                    if let Some(variable) = known {
                        self.state.set(text, Variable { exported, ..variable });
                        self.inherited(text, field.span);
                    }
                }
            } else if !text.contains('=') {
                self.opaque_at(OpaqueKind::Code, EVALUATED, field.span);
            } else if !words.iter().any(|word| word.span == field.span && split_assignment(word).is_some()) {
                // The assignment was not written as one: it came out of an expansion.
                self.assign_text(text, exported, field.span);
            }
        }
    }

    /// The words that bash reads as assignments before it expands them: those after a command whose name is written out.
    /// Where it expands braces in them, or where other shells split them, they are not.
    fn declared_words<'c>(&self, name: &str, call: &Call<'c>) -> &'c [syntax::Word] {
        let Some((first, words)) = call.words.split_first() else { return &[] };
        let written = matches!(first.parts.as_slice(), [WordPart::Plain(text)] if text == name);
        let braces = |part: &WordPart| matches!(part, WordPart::Plain(text) if text.contains('{'));
        let split = |word: &syntax::Word| match self.dialect {
            Dialect::Bash => word.array.is_none() && word.parts.iter().any(braces),
            Dialect::Posix => word.parts.iter().any(|part| match part {
                WordPart::Plain(text) => text.contains(['*', '?', '[']),
                WordPart::Quoted(_) => false,
                WordPart::Parameter { quoted, .. }
                | WordPart::Command { quoted, .. }
                | WordPart::Arithmetic { quoted, .. } => !quoted,
                WordPart::Process { .. } => true,
            }),
        };
        if written && !call.wrapped && !words.iter().any(split) { words } else { &[] }
    }

    /// `local x`: what it holds is nothing, or what stands before the call, or what other shells leave there.
    fn make_empty_local(&mut self, name: &str, span: Span) {
        let known = self.state.variables.get(name).cloned();
        let kept = self.dialect == Dialect::Posix
            || self.temporary.iter().any(|temporary| temporary == name)
            || known.as_ref().is_some_and(|known| known.readonly);
        let value = if kept { Variable::unknown() } else { Variable::scalar(Vec::new()) };
        if let Some(what) = reserved(name, &value).filter(|_| name != "IFS") {
            self.opaque_at(OpaqueKind::Assignment, what, span);
        }
        self.state.make_local(name);
        let exported = known.is_some_and(|known| known.exported);
        self.state.variables.insert(name, Variable { exported, ..value });
    }

    /// Where a variable is local to a function that is running, others of its name are out of sight.
    fn check_global(&mut self, name: &str, reaches: bool, span: Span) {
        let hidden = self.state.is_local(name) || self.temporary.iter().any(|temporary| temporary == name);
        if reaches && hidden {
            self.opaque_at(OpaqueKind::Assignment, "a variable that another of its name hides", span);
        }
    }

    /// `name=value` that is only known after expansion.
    fn assign_text(&mut self, text: &str, exported: bool, span: Span) {
        match text.split_once('=') {
            Some((name, _)) if is_identifier(name) => {
                if self.state.in_function() {
                    self.state.make_local(name);
                }
                self.assign(name, Variable { exported, readonly: true, ..Variable::unknown() }, span);
            }
            _ => self.opaque_at(OpaqueKind::Code, EVALUATED, span),
        }
    }

    pub(super) fn unset(&mut self, call: &Call<'_>) {
        if may_hold(call, "n") {
            return self.opaque_at(OpaqueKind::Code, EVALUATED, call.span);
        }
        let functions = arguments(call)
            .iter()
            .any(|field| field.literal().is_some_and(|text| text.starts_with('-') && text.contains('f')));
        let variables = arguments(call)
            .iter()
            .any(|field| field.literal().is_some_and(|text| text.starts_with('-') && text.contains('v')));
        for field in arguments(call) {
            match field.literal() {
                Some(text) if text.starts_with('-') => {}
                Some(text) if functions => drop(self.state.functions.remove(text)),
                Some(text) if is_identifier(text) => {
                    self.check_global(text, true, field.span);
                    let readonly = self.state.variables.get(text).is_some_and(|known| known.readonly);
                    self.assign(text, Variable::scalar(Vec::new()), field.span);
                    // In a function, one that an outer function hides may come to light.
                    if !readonly {
                        let hidden = self.state.in_function();
                        let empty = if hidden { Variable::unknown() } else { Variable::scalar(Vec::new()) };
                        self.state.variables.insert(text, empty);
                    }
                    // Without `-v` a function of the name goes where there is no variable.
                    if !variables && self.state.functions.contains(text) {
                        self.state.functions.insert(text, None);
                    }
                }
                Some(text) => {
                    let plain = text.strip_suffix(']').and_then(|text| text.split_once('['));
                    match plain {
                        Some((name, subscript)) if is_identifier(name) => {
                            self.evaluate(subscript, field.span);
                            self.assign(
                                name,
                                Variable { value: Value::Array(vec![Word::unknown()]), ..Variable::unknown() },
                                field.span,
                            );
                        }
                        _ => self.opaque_at(OpaqueKind::Code, EVALUATED, field.span),
                    }
                }
                None => self.opaque_at(OpaqueKind::Code, EVALUATED, field.span),
            }
        }
    }

    pub(super) fn let_each(&mut self, call: &Call<'_>) {
        for field in arguments(call) {
            match field.literal() {
                Some(text) => self.evaluate(text, field.span),
                None => self.opaque_at(OpaqueKind::Code, EVALUATED, field.span),
            }
        }
    }

    /// `printf -v name`: everything else of it is text.
    pub(super) fn printf(&mut self, call: &Call<'_>) {
        let arguments = arguments(call);
        match arguments.first().map(Field::literal) {
            Some(Some("-v")) => self.assign_to(arguments.get(1), Variable::unknown(), call.span),
            Some(Some(text)) if text.starts_with("-v") => self.opaque_at(OpaqueKind::Code, EVALUATED, call.span),
            Some(None) => {
                let field = arguments.first();
                let beginning = field.map_or("", |field| field.word.known_beginning());
                if (beginning.is_empty() || beginning.starts_with('-')) && !field.is_some_and(|field| field.host) {
                    self.opaque_at(OpaqueKind::Code, EVALUATED, call.span);
                }
            }
            _ => {}
        }
    }

    /// Sets the variable that a field names.
    pub(super) fn assign_to(&mut self, field: Option<&Field>, variable: Variable, span: Span) {
        match field.map(Field::literal) {
            Some(Some(name)) if is_identifier(name) => self.assign(name, variable, span),
            _ => self.opaque_at(OpaqueKind::Code, EVALUATED, span),
        }
    }
}

/// Whether an argument that is not wholly known is an assignment to a name that is.
fn assigns(field: &Field) -> bool {
    field.word.known_beginning().contains('=')
}

fn has_array(call: &Call<'_>) -> bool {
    call.words.iter().any(|word| word.array.is_some())
}

/// Whether a word has braces that may expand: it is an argument, and becomes several.
fn braces(word: &syntax::Word) -> bool {
    word.parts.iter().any(|part| matches!(part, WordPart::Plain(text) if text.contains('{')))
}

/// `name=value` or `name+=value` as a word is written: the name, whether it is `+=`, and the value.
fn split_assignment(word: &syntax::Word) -> Option<(&str, bool, syntax::Word)> {
    let (WordPart::Plain(text), rest) = word.parts.split_first()? else { return None };
    let (name, value) = text.split_once('=')?;
    let (name, append) = match name.strip_suffix('+') {
        Some(name) => (name, true),
        None => (name, false),
    };
    if !is_identifier(name.split('[').next().unwrap_or_default()) {
        return None;
    }
    let first = (!value.is_empty()).then(|| WordPart::Plain(value.to_owned()));
    let parts = first.into_iter().chain(rest.iter().cloned()).list();
    Some((name, append, syntax::Word { parts, ..word.clone() }))
}
