//! Directives that do something: variables, functions and operations.

use super::operation::{Asked, Kind};
use super::page::{MAIN, Reading};
use super::pieces::Pieces;
use super::state::{Function, State, Stop};
use super::values::{Known, text_of};
use crate::label::{Descriptor, is_label};
use crate::notation::{DirectiveKind, Expression, ExpressionKind, Spanned};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::quoted;

/// Reports what can be seen to be wrong with a directive of the main file.
pub(super) fn check(reading: &mut Reading<'_>, directive: &DirectiveKind) {
    let with = match directive {
        DirectiveKind::Var { labels, name, .. } => {
            reading.declare(name, "variable", MAIN);
            check_labels(reading, labels);
            None
        }
        DirectiveKind::Exe { labels, name, body, .. } => {
            reading.declare(name, "function", MAIN);
            check_labels(reading, labels);
            if matches!(body.kind, ExpressionKind::Call(_)) {
                let message = "a function is a command or a template, found a call";
                reading.refuse(Some((MAIN, body.span)), "INVALID_SYNTAX", message);
            }
            None
        }
        DirectiveKind::Run { with, .. } | DirectiveKind::Show { with, .. } | DirectiveKind::Output { with, .. } => {
            with.as_ref()
        }
        _ => None,
    };
    let Some(Value { data: Data::Object(members), .. }) = with else { return };
    for member in members.iter().filter(|member| member.key != "guards") {
        let suggestion = nearest(&member.key, ["guards"]).map_or("known is `guards`", |_| "did you mean `guards`?");
        let message = format!("unknown key {} behind `with`", quoted(&member.key));
        let mistake = super::mistakes::Mistake::new(MAIN, member.key_span.unwrap_or_default(), "UNKNOWN_KEY", message);
        reading.report(mistake.suggest(Some(suggestion.to_owned())));
    }
}

fn check_labels(reading: &mut Reading<'_>, labels: &[Spanned<String>]) {
    for label in labels.iter().filter(|label| !is_label(&label.value)) {
        reading.refuse(Some((MAIN, label.span)), "INVALID_VALUE", format!("{} is no label", quoted(&label.value)));
    }
}

/// Which guards an operation is not to be asked about.
fn guards_of(with: Option<&Value>) -> Option<&Value> {
    match with.map(|with| &with.data) {
        Some(Data::Object(members)) => members.iter().find(|member| member.key == "guards").map(|member| &member.value),
        _ => None,
    }
}

fn texts(labels: &[Spanned<String>]) -> Vec<String> {
    labels.iter().map(|label| label.value.clone()).collect()
}

impl<'p> State<'p> {
    pub(super) fn directive(&mut self, directive: &'p DirectiveKind) -> Result<(), Stop> {
        match directive {
            DirectiveKind::Var { labels, name, value } => {
                let known = self.value(value, None)?;
                let own = Descriptor::new(texts(labels), [""; 0]);
                let descriptor = Descriptor::merge([&own, &known.descriptor]);
                self.variables.insert(&name.value, Known { descriptor, ..known });
            }
            DirectiveKind::Exe { labels, name, parameters, body } => {
                let parameters = parameters.iter().map(|parameter| parameter.value.clone()).collect();
                self.functions.insert(&name.value, Function { labels: texts(labels), parameters, body });
            }
            DirectiveKind::Run { value, with } => drop(self.value(value, guards_of(with.as_ref()))?),
            DirectiveKind::Show { value, with } => {
                let guards = guards_of(with.as_ref());
                let value = self.value(value, guards)?;
                let shown = self.show(value, guards)?;
                let text = text_of(&shown);
                self.charge(text.len())?;
                self.output.push_str(&text);
                self.output.push('\n');
            }
            DirectiveKind::Output { value, to, with } => {
                let guards = guards_of(with.as_ref());
                let value = self.value(value, guards)?;
                self.write(value, to, guards)?;
            }
            // What is declared is a step of its own.
            _ => {}
        }
        Ok(())
    }

    /// What is shown in the end.
    fn show(&mut self, value: Known, guards: Option<&Value>) -> Result<Value, Stop> {
        let asked = Asked::of_value(Kind::Show, value, guards);
        let mut values = self.perform(asked)?.inputs.into_iter();
        Ok(values.next().map_or_else(|| Data::Null.into(), |known| known.value))
    }

    /// Writes a file, whose path may be made of values, too.
    fn write(&mut self, value: Known, to: &crate::notation::Template, guards: Option<&Value>) -> Result<(), Stop> {
        let mut parts = Vec::new();
        let pieces = self.pieces(to, None, &mut parts)?;
        if pieces.has_unknown(&parts) {
            return Err(self.nobody_knows());
        }
        let path = pieces.text(&parts);
        self.charge(path.len())?;
        let told = parts.iter().map(|input| &input.known.descriptor);
        let descriptor = self.engine()?.merge(told);
        let mut asked = Asked::of_value(Kind::Output, value, guards);
        asked.file = Some(path.clone());
        // What nothing is known of says nothing to a guard of values.
        if descriptor != Descriptor::default() {
            asked.add_input(Known { value: path.into(), descriptor, is_unknown: false });
        }
        self.perform(asked).map(drop)
    }

    /// The value of an expression, where what runs is an operation of its own.
    pub(super) fn value(&mut self, expression: &'p Expression, guards: Option<&Value>) -> Result<Known, Stop> {
        let known = match &expression.kind {
            ExpressionKind::Literal(value) => Known::written(value.clone()),
            ExpressionKind::Template(template) => {
                let mut inputs = Vec::new();
                let pieces: Pieces = self.pieces(template, None, &mut inputs)?;
                let value = pieces.text(&inputs).into();
                let descriptor = self.engine()?.merge(inputs.iter().map(|input| &input.known.descriptor));
                Known { value, descriptor, is_unknown: pieces.has_unknown(&inputs) }
            }
            ExpressionKind::Path(path) => self.reached(path)?,
            ExpressionKind::Call(call) => return self.call(call, guards),
            ExpressionKind::Command(command) => return self.command(command, guards),
        };
        self.charge(super::values::size(&known.value))?;
        Ok(known)
    }
}
