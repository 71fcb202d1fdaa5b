//! Where paths lead: to variables, to what is known of them, and to what policies say (`@mx.policy.tier`).

use super::mistakes::Mistake;
use super::page::MAIN;
use super::state::{State, Stop};
use super::values::{Known, reach};
use crate::notation::{Path, Spanned, Step};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

const BELOW_MX: [&str; 2] = ["policy", "profile"];
const OF_POLICY: [&str; 3] = ["tier", "activePolicies", "configs"];
const OF_VALUE: [&str; 3] = ["labels", "taint", "sources"];

impl State<'_> {
    /// The text of the main file at a place.
    pub(super) fn source(&self, span: Span) -> &str {
        let file = self.page.files.get(MAIN);
        file.and_then(|file| file.text.get(span.start..span.end)).unwrap_or_default()
    }

    /// Whether a path begins with what there is. In a command, `@mx…` is a path where it leads somewhere.
    pub(super) fn is_declared(&self, path: &Path) -> bool {
        match (path.name.as_str(), path.steps.first()) {
            ("mx", Some(Spanned { value: Step::Key(key), .. })) => BELOW_MX.contains(&key.as_str()),
            ("mx", _) => false,
            (name, _) => self.variables.contains(name),
        }
    }

    /// Whether it leads to what is known of a value: `.mx`, and not a key `["mx"]` of the value.
    pub(super) fn asks_for_descriptor(&self, path: &Path) -> bool {
        path.steps.first().is_some_and(|step| {
            matches!(&step.value, Step::Key(key) if key == "mx") && self.source(step.span).starts_with('.')
        })
    }

    /// What a path of the main file leads to.
    pub(super) fn reached(&mut self, path: &Path) -> Result<Known, Stop> {
        if path.name == "mx" {
            return self.context(path).map(Known::written);
        }
        match self.variables.get(&path.name) {
            Some(known) => self.below(known, path),
            None => {
                let near = nearest(&path.name, self.variables.names()).map(|near| format!("did you mean `@{near}`?"));
                let message = format!("no variable is called {} here", quoted(&format!("@{}", path.name)));
                Err(Stop::Mistake(Mistake::new(MAIN, path.span, "UNKNOWN_NAME", message).suggest(near)))
            }
        }
    }

    /// What a path leads to that begins with this value.
    pub(super) fn below(&self, known: &Known, path: &Path) -> Result<Known, Stop> {
        if !self.asks_for_descriptor(path) {
            let value = reach(&known.value, path.steps.iter().map(|step| &step.value));
            return Ok(Known { value, ..known.clone() });
        }
        let rest = path.steps.get(1..).unwrap_or_default();
        let list = match key(rest) {
            Some("labels") => &known.descriptor.labels,
            Some("taint") => &known.descriptor.taint,
            Some("sources") => &known.descriptor.sources,
            _ => return Err(unknown(path, rest, &OF_VALUE)),
        };
        Ok(Known::written(below(&Value::list(list.iter().map(String::as_str)), rest)))
    }

    /// `@mx.policy.tier`, …
    fn context(&mut self, path: &Path) -> Result<Value, Stop> {
        let optional = |text: &Option<String>| text.as_deref().map_or_else(|| Data::Null.into(), Value::from);
        let steps = path.steps.as_slice();
        let rest = steps.get(1..).unwrap_or_default();
        let (value, rest) = match (key(steps), key(rest)) {
            (Some("profile"), _) => (optional(&self.profile), steps),
            (Some("policy"), Some("tier")) => (optional(&self.tier), rest),
            (Some("policy"), Some("activePolicies")) if self.documents.is_empty() => (Value::list::<&str>([]), rest),
            (Some("policy"), Some("activePolicies")) => (Value::list(self.engine()?.layer_names()), rest),
            (Some("policy"), Some("configs")) => (self.configs()?, rest),
            (Some("policy"), _) => return Err(unknown(path, rest, &OF_POLICY)),
            _ => return Err(unknown(path, steps, &BELOW_MX)),
        };
        Ok(below(&value, rest))
    }
}

fn key(steps: &[Spanned<Step>]) -> Option<&str> {
    match steps.first().map(|step| &step.value) {
        Some(Step::Key(key)) => Some(key),
        _ => None,
    }
}

/// What all but the first of some steps lead to.
fn below(value: &Value, steps: &[Spanned<Step>]) -> Value {
    reach(value, steps.iter().skip(1).map(|step| &step.value))
}

/// The first of some steps leads nowhere.
fn unknown(path: &Path, steps: &[Spanned<Step>], known: &[&str]) -> Stop {
    let span = steps.first().map_or(path.span, |step| step.span);
    let near = key(steps).and_then(|key| nearest(key, known.iter().copied()));
    let suggestion =
        near.map_or_else(|| format!("known are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
    let message = match key(steps) {
        Some(key) => format!("nothing is called {} here", quoted(key)),
        None => "the path ends too early".to_owned(),
    };
    Stop::Mistake(Mistake::new(MAIN, span, "UNKNOWN_NAME", message).suggest(Some(suggestion)))
}
