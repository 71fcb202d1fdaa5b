//! What has a value.

use super::literal::constant;
use super::reader::Reader;
use super::template::{LANGUAGES, Language};
use super::tree::{Call, Command, Expression, ExpressionKind, Named, Part, Spanned, Template};
use crate::policy::value::{Data, MAX_DEPTH, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

/// What may stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// A value.
    Value,
    /// A value, or a command that gives one.
    ValueOrCommand,
    /// A command or a template.
    Body,
}

impl Reader<'_> {
    pub(super) fn expression(&mut self, want: Want) -> Option<Expression> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'"' | b'\'' | b'`') => self.text()?,
            Some(b'@') => self.reference_or_call()?,
            Some(b'[' | b'{') => ExpressionKind::Literal(self.literal()?),
            _ => self.word_or_command(want)?,
        };
        Some(Expression { span: Span::new(start, self.at), kind })
    }

    /// A string: a literal if there is no path in it.
    fn text(&mut self) -> Option<ExpressionKind> {
        let template = self.string(true)?;
        Some(match template.parts.as_slice() {
            [] => literal(Data::String(String::new()), template.span),
            [Part::Text(text)] => literal(Data::String(text.value.clone()), template.span),
            _ => ExpressionKind::Template(template),
        })
    }

    fn reference_or_call(&mut self) -> Option<ExpressionKind> {
        let start = self.at;
        let name = self.named("a name after `@`", false)?;
        if self.peek() == Some(b'(') {
            return Some(ExpressionKind::Call(self.call(name)?));
        }
        self.at = start;
        let path = self.reference();
        if self.peek() == Some(b'(') {
            self.report(self.span_of(1), "expected a path, found the call of a method");
            self.suggest("functions are called by their name: `@name(…)`");
            return None;
        }
        if self.peek() == Some(b'[') {
            self.skip(1);
            self.expected("an index or a key in quotes, and `]`");
            return None;
        }
        Some(ExpressionKind::Path(path))
    }

    fn call(&mut self, name: Named) -> Option<Call> {
        if self.open.len() >= MAX_DEPTH {
            self.report(self.span_of(1), "the text is nested too deeply");
            return None;
        }
        let mut arguments = Vec::new();
        let mut items = self.items("an argument", false);
        while self.more(&mut items) {
            match self.expression(Want::Value) {
                Some(argument) => arguments.push(argument),
                None => self.recover(),
            }
        }
        Some(Call { name, arguments })
    }

    fn word_or_command(&mut self, want: Want) -> Option<ExpressionKind> {
        let start = self.at;
        if want != Want::Value {
            if self.take_word("run") {
                self.blanks();
                return self.run().map(|run| run.kind);
            }
            let rest = self.rest();
            let language = LANGUAGES.into_iter().find(|language| {
                rest.strip_prefix(language.name)
                    .is_some_and(|after| after.trim_start_matches([' ', '\t']).starts_with('{'))
            });
            if let Some(language) = language {
                return self.command_in(language);
            }
        }
        let rest = self.rest();
        let is_part = |c: char| c.is_alphanumeric() || "_-.+".contains(c);
        let word = rest.get(..rest.find(|c| !is_part(c)).unwrap_or(rest.len())).unwrap_or_default();
        if let Some(data) = constant(word) {
            self.skip(word.len());
            return Some(literal(data, Span::new(start, self.at)));
        }
        match want {
            Want::Body => {
                self.expected("a command or a template");
                self.suggest("such as `run cmd { … }` or `\"text\"`");
            }
            _ => {
                self.expected("a value");
                if !word.is_empty() {
                    self.suggest("text stands in quotes, and a name begins with `@`");
                }
            }
        }
        None
    }

    /// What stands behind `run`: a command, or a call.
    pub(super) fn run(&mut self) -> Option<Expression> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.braced(None, LANGUAGES[0])?,
            Some(b'"' | b'\'' | b'`') => command(None, self.string(true)?),
            Some(b'@') => match self.reference_or_call()? {
                call @ ExpressionKind::Call(_) => call,
                _ => {
                    self.expected("`(` after the name of a function");
                    return None;
                }
            },
            _ => {
                let length = self.rest().find(|c: char| !c.is_alphanumeric()).unwrap_or(self.rest().len());
                let word = self.between(start, start.saturating_add(length));
                match LANGUAGES.into_iter().find(|language| language.name == word) {
                    Some(language) => self.command_in(language)?,
                    None => {
                        let near = nearest(word, LANGUAGES.iter().map(|language| language.name));
                        self.expected("a command in `{ }`, `cmd`, `sh` or another language");
                        if let Some(near) = near {
                            self.suggest(format!("did you mean {}?", quoted(near)));
                        }
                        return None;
                    }
                }
            }
        };
        Some(Expression { span: Span::new(start, self.at), kind })
    }

    /// A command that begins with the name of its language, which is next.
    fn command_in(&mut self, language: Language) -> Option<ExpressionKind> {
        let span = self.span_of(language.name.len());
        self.at = span.end;
        self.blanks();
        if self.peek() != Some(b'{') {
            self.expected(&format!("`{{` after {}", quoted(language.name)));
            return None;
        }
        self.braced(Some(Spanned { value: language.name.to_owned(), span }), language)
    }

    fn braced(&mut self, name: Option<Spanned<String>>, language: Language) -> Option<ExpressionKind> {
        Some(command(name, self.body(language)?))
    }
}

fn command(language: Option<Spanned<String>>, text: Template) -> ExpressionKind {
    ExpressionKind::Command(Command { language, text })
}

fn literal(data: Data, span: Span) -> ExpressionKind {
    ExpressionKind::Literal(Value { data, span: Some(span) })
}
