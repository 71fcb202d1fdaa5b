//! Commands, and calls of functions.

use super::mistakes::Mistake;
use super::operation::{Asked, Kind};
use super::page::MAIN;
use super::pieces::{Input, Pieces};
use super::state::{Function, State, Stop};
use super::values::{Known, text_of};
use crate::label::Operation;
use crate::notation::{Call, Command, ExpressionKind};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::quoted;

const SHELLS: [&str; 2] = ["sh", "bash"];

impl<'p> State<'p> {
    /// A command that stands for itself.
    pub(super) fn command(&mut self, command: &'p Command, guards: Option<&Value>) -> Result<Known, Stop> {
        let mut inputs = Vec::new();
        let pieces = self.command_pieces(command, None, &mut inputs)?;
        // Code of a shell is a run of commands; other code is what its language is, and guards of runs are asked about it.
        let (kind, subtype) = match language(command) {
            None => ("run", None),
            Some(shell) if SHELLS.contains(&shell) => ("run", Some(shell)),
            Some(code) => (code, Some("run")),
        };
        let operation =
            Operation { kind: Some(kind.to_owned()), subtype: subtype.map(str::to_owned), ..Operation::default() };
        let title = language(command).unwrap_or("run").to_owned();
        let asked = Asked { kind: Kind::Command, operation, name: None, pieces, inputs, guards, file: None, title };
        self.given(asked)
    }

    /// A call of a function, whose arguments may be calls.
    pub(super) fn call(&mut self, call: &'p Call, guards: Option<&Value>) -> Result<Known, Stop> {
        let name = &call.name.value;
        let Some(function) = self.functions.get(name).cloned() else {
            let near = nearest(name, self.functions.names()).map(|near| format!("did you mean `@{near}`?"));
            let message = format!("no function is called {} here", quoted(&format!("@{name}")));
            return Err(Stop::Mistake(Mistake::new(MAIN, call.name.span, "UNKNOWN_NAME", message).suggest(near)));
        };
        let Function { labels, parameters, body } = function;
        if parameters.len() != call.arguments.len() {
            let message = format!(
                "the function {} takes {} arguments, found {}",
                quoted(&format!("@{name}")),
                parameters.len(),
                call.arguments.len()
            );
            return Err(self.mistake(call.name.span, "INVALID_ARGUMENTS", message));
        }
        let mut inputs = Vec::with_capacity(parameters.len());
        for (argument, parameter) in call.arguments.iter().zip(&parameters) {
            // Guards are skipped for the function, not for what its arguments call.
            let known = self.value(argument, None)?;
            inputs.push(Input { known, arg: Some(parameter.clone()) });
        }
        let mut language_of_body = None;
        let (kind, pieces) = match &body.kind {
            ExpressionKind::Command(command) => {
                language_of_body = language(command);
                (Kind::Command, self.command_pieces(command, Some(&parameters), &mut inputs)?)
            }
            ExpressionKind::Template(template) => {
                (Kind::Template, self.pieces(template, Some(&parameters), &mut inputs)?)
            }
            ExpressionKind::Path(path) => (Kind::Template, self.pieces_of_path(path, &parameters, &mut inputs)?),
            ExpressionKind::Literal(value) => {
                let text = text_of(value);
                self.charge(text.len())?;
                (Kind::Template, Pieces::plain(text))
            }
            // Such a function was refused when the file was read.
            ExpressionKind::Call(_) => return Err(self.mistake(body.span, "INVALID_SYNTAX", "expected a template")),
        };
        let operation = Operation {
            kind: Some("exe".to_owned()),
            subtype: language_of_body.map(str::to_owned),
            labels,
            commands: Vec::new(),
        };
        let title = format!("exe {name}");
        let asked = Asked { kind, operation, name: Some(name.clone()), pieces, inputs, guards, file: None, title };
        self.given(asked)
    }

    /// What an operation gives.
    fn given(&mut self, asked: Asked<'_>) -> Result<Known, Stop> {
        let output = self.perform(asked)?.output;
        Ok(output.unwrap_or_else(|| Known::written(Data::Null.into())))
    }
}

/// The language of code; `None` for commands.
fn language(command: &Command) -> Option<&str> {
    command.language.as_ref().map(|language| language.value.as_str()).filter(|language| *language != "cmd")
}
