//! Texts with values in them: templates and commands, so that it is known where each value stands.

use super::operation::REDACTED;
use super::state::{State, Stop};
use super::values::{Known, reach, text_of};
use crate::notation::{Command, Part, Path, Step, Template};
use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;

/// A value that goes into an operation.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) known: Known,
    /// The argument that it is.
    pub(super) arg: Option<String>,
}

/// A part of a text.
#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    /// What these steps lead to in an input.
    Value(usize, Vec<Step>),
}

/// A text with values in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    /// A text without values in it.
    pub(super) fn plain(text: String) -> Self {
        Self(vec![Piece::Text(text)])
    }

    /// The text with these values.
    pub(super) fn text(&self, inputs: &[Input]) -> String {
        self.make(|input| inputs.get(input).map(|input| &input.known.value)).0
    }

    /// Whether nobody can tell the text, since it has such values in it.
    pub(super) fn has_unknown(&self, inputs: &[Input]) -> bool {
        self.0.iter().any(
            |piece| matches!(piece, Piece::Value(input, _) if inputs.get(*input).is_none_or(|input| input.known.is_unknown)),
        )
    }

    /// The text where some inputs have other values.
    pub(super) fn text_with(&self, inputs: &[Input], others: &[(usize, Value)]) -> String {
        let other = |input: usize| others.iter().find(|(place, _)| *place == input).map(|(_, value)| value);
        self.make(|input| other(input).or_else(|| inputs.get(input).map(|input| &input.known.value))).0
    }

    /// Where each input stands in the text; `None` for one that stands nowhere, or at several places.
    pub(super) fn spans(&self, inputs: &[Input]) -> Vec<Option<Span>> {
        let mut spans: Vec<Vec<Span>> = inputs.iter().map(|_| Vec::new()).collect();
        for (input, span) in self.make(|input| inputs.get(input).map(|input| &input.known.value)).1 {
            spans.get_mut(input).into_iter().for_each(|spans| spans.push(span));
        }
        let only = |spans: Vec<Span>| match spans.as_slice() {
            [span] if span.start < span.end => Some(*span),
            _ => None,
        };
        spans.into_iter().map(only).collect()
    }

    /// The text for people, without secrets.
    pub(super) fn shown(&self, inputs: &[Input]) -> String {
        let is_secret = |input: &&Input| input.known.descriptor.has("secret");
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Value(input, _) if inputs.get(*input).as_ref().is_some_and(is_secret) => {
                    text.push_str(REDACTED);
                }
                Piece::Value(input, steps) => {
                    text.push_str(
                        &inputs
                            .get(*input)
                            .map(|input| text_of(&reach(&input.known.value, steps.iter())))
                            .unwrap_or_default(),
                    );
                }
            }
        }
        text
    }

    fn make<'v>(&self, value: impl Fn(usize) -> Option<&'v Value>) -> (String, Vec<(usize, Span)>) {
        let (mut text, mut places) = (String::new(), Vec::new());
        for piece in &self.0 {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Value(input, steps) => {
                    let start = text.len();
                    text.push_str(&value(*input).map(|value| text_of(&reach(value, steps.iter()))).unwrap_or_default());
                    places.push((*input, Span::new(start, text.len())));
                }
            }
        }
        (text, places)
    }

    /// Without blanks at both ends: those stand between a command and its braces.
    fn trimmed(mut self) -> Self {
        if let Some(Piece::Text(text)) = self.0.first_mut() {
            *text = text.trim_start().to_owned();
        }
        if let Some(Piece::Text(text)) = self.0.last_mut() {
            *text = text.trim_end().to_owned();
        }
        self
    }
}

impl State<'_> {
    /// The pieces of a template, whose variables become inputs beside the arguments of a function that are there already.
    pub(super) fn pieces(
        &mut self,
        template: &Template,
        parameters: Option<&[String]>,
        inputs: &mut Vec<Input>,
    ) -> Result<Pieces, Stop> {
        self.pieces_of(template, parameters, inputs, false)
    }

    /// The same of a command, in which a name that nobody declared is text: `curl -d @file`.
    pub(super) fn command_pieces(
        &mut self,
        command: &Command,
        parameters: Option<&[String]>,
        inputs: &mut Vec<Input>,
    ) -> Result<Pieces, Stop> {
        Ok(self.pieces_of(&command.text, parameters, inputs, true)?.trimmed())
    }

    /// The same of what is a value and no text around it.
    pub(super) fn pieces_of_path(
        &mut self,
        path: &Path,
        parameters: &[String],
        inputs: &mut Vec<Input>,
    ) -> Result<Pieces, Stop> {
        Ok(Pieces(vec![self.piece(path, Some(parameters), inputs, false)?]))
    }

    fn pieces_of(
        &mut self,
        template: &Template,
        parameters: Option<&[String]>,
        inputs: &mut Vec<Input>,
        is_command: bool,
    ) -> Result<Pieces, Stop> {
        // A line of a file may end as Windows ends it; that is no part of code. In a string, it is written out.
        let has_lines = is_command && self.source(template.span).starts_with('{');
        let mut pieces = Vec::with_capacity(template.parts.len());
        for part in &template.parts {
            pieces.push(match part {
                Part::Text(text) => {
                    self.charge(text.value.len())?;
                    Piece::Text(if has_lines { text.value.replace("\r\n", "\n") } else { text.value.clone() })
                }
                Part::Path(path) => {
                    // `curl -d @file` is a text; no program is called `@git`.
                    let is_program =
                        pieces.iter().all(|piece| matches!(piece, Piece::Text(text) if text.trim().is_empty()));
                    self.piece(path, parameters, inputs, is_command && !is_program)?
                }
            });
        }
        Ok(Pieces(pieces))
    }

    fn piece(
        &mut self,
        path: &Path,
        parameters: Option<&[String]>,
        inputs: &mut Vec<Input>,
        is_command: bool,
    ) -> Result<Piece, Stop> {
        let argument = parameters.and_then(|names| names.iter().position(|name| *name == path.name));
        if let Some((argument, input)) = argument.and_then(|argument| Some((argument, inputs.get(argument)?))) {
            if self.asks_for_descriptor(path) {
                let known = self.below(&input.known, path)?;
                return Ok(Piece::Text(text_of(&known.value)));
            }
            let steps: Vec<Step> = path.steps.iter().map(|step| step.value.clone()).collect();
            let size = super::values::size(&reach(&input.known.value, steps.iter()));
            self.charge(size)?;
            return Ok(Piece::Value(argument, steps));
        }
        if is_command && !self.is_declared(path) {
            return Ok(Piece::Text(self.source(path.span).to_owned()));
        }
        let known = self.reached(path)?;
        self.charge(super::values::size(&known.value))?;
        if path.name == "mx" || self.asks_for_descriptor(path) {
            return Ok(Piece::Text(text_of(&known.value)));
        }
        inputs.push(Input { known, arg: None });
        Ok(Piece::Value(inputs.len().saturating_sub(1), Vec::new()))
    }
}
