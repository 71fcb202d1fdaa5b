//! What a scenario declares: policies, needs, tiers and profiles.

use super::mistakes::Mistake;
use super::page::{MAIN, Reading, StepKind, engine_options};
use crate::engine::Engine;
use crate::error::Problem;
use crate::notation::Named;
use crate::policy::value::Value;
use crate::policy::{ReadOptions, read};
use crate::prelude::*;
use crate::span::Span;
use crate::suggest::nearest;
use crate::text::quoted;

/// Every operation is held against every policy.
const MAX_LAYERS: usize = 100;

impl Reading<'_> {
    /// A variable, a function or a policy of this name, which must be the only one.
    pub(super) fn declare(&mut self, name: &Named, what: &str, file: usize) {
        let key = format!("{} {}", if what == "policy" { what } else { "name" }, name.value);
        if name.value == "mx" || !self.declared.insert(&key, ()) {
            let why = if name.value == "mx" { "is a name of mlld" } else { "is declared twice" };
            self.refuse(
                Some((file, name.span)),
                "DUPLICATE_NAME",
                format!("{} {why}", quoted(&format!("@{}", name.value))),
            );
        }
    }

    pub(super) fn policy(
        &mut self,
        name: Option<Named>,
        value: &Value,
        file: usize,
        span: Span,
        imported_as: Option<&str>,
    ) {
        if let Some(name) = &name {
            if imported_as.is_none() {
                self.declare(name, "policy", file);
            }
            self.policies.insert(&policy_key(&name.value, file), ());
        }
        self.document(name.as_ref().map(|name| name.value.as_str()), value, file, span, imported_as);
    }

    /// Reads the document of a policy, which comes in force.
    pub(super) fn document(
        &mut self,
        name: Option<&str>,
        value: &Value,
        file: usize,
        span: Span,
        imported_as: Option<&str>,
    ) {
        match read(value, &self.read_options()) {
            Ok(accepted) => {
                let told = accepted.warnings.into_iter().map(|problem| Mistake::of_problem(problem, file, value.span));
                self.warnings.extend(told);
                let mut document = accepted.document;
                document.name = document
                    .name
                    .or_else(|| name.map(str::to_owned))
                    .or_else(|| Some(self.next_name(imported_as.unwrap_or("policy"))));
                if self.layers.len() == MAX_LAYERS {
                    self.refuse(None, "TOO_LARGE", format!("a scenario has at most {MAX_LAYERS} policies"));
                } else if self.layers.len() < MAX_LAYERS {
                    self.push(span, StepKind::Layer(Box::new(document.clone())));
                }
                self.layers.push((document, file, value.span));
            }
            Err(error) => self.report_all(error.problems, file, value.span),
        }
    }

    pub(super) fn read_options(&self) -> ReadOptions {
        ReadOptions { capabilities: Vec::new(), number: self.options.number }
    }

    /// `policy`, `policy 2`, …
    fn next_name(&mut self, name: &str) -> String {
        self.unnamed.update(name, |count| *count = count.saturating_add(1));
        match self.unnamed.get(name) {
            Some(count) if *count > 1 => format!("{name} {count}"),
            _ => name.to_owned(),
        }
    }

    pub(super) fn union(&mut self, name: Option<Named>, of: &[Named], file: usize) {
        for part in of {
            if !self.is_torn && !self.policies.contains(&policy_key(&part.value, file)) {
                let own = policy_key("", file);
                let near = nearest(&part.value, self.policies.names().filter_map(|known| known.strip_prefix(&own)));
                let near = near.map(|near| format!("did you mean `@{near}`?"));
                let message = format!("no policy is called {} here", quoted(&format!("@{}", part.value)));
                self.report(Mistake::new(file, part.span, "UNKNOWN_NAME", message).suggest(near));
            }
        }
        if let Some(name) = name {
            if file == MAIN {
                self.declare(&name, "policy", file);
            }
            self.policies.insert(&policy_key(&name.value, file), ());
        }
    }

    /// The name by which a file knows the policies of another.
    pub(super) fn name_policies(&mut self, name: &Named, file: usize) {
        if file == MAIN {
            self.declare(name, "policy", file);
        }
        self.policies.insert(&policy_key(&name.value, file), ());
    }

    /// What is needed or wanted counts once, and in the main file: of others nothing runs that could need it.
    pub(super) fn declaration(
        &mut self,
        word: &str,
        read: Result<StepKind, Vec<Problem>>,
        (file, span): (usize, Span),
        counts: bool,
    ) {
        if counts && !self.declared.insert(&format!("{word} …"), ()) {
            self.refuse(Some((file, span)), "DUPLICATE_NAME", format!("`{word}` stands twice"));
        }
        match read {
            Ok(kind) if counts => self.push(span, kind),
            Ok(_) => {}
            Err(problems) => self.report_all(problems, file, Some(span)),
        }
    }

    /// What can only be seen when all policies are put together: names that are taken, paths that lead nowhere.
    pub(super) fn check_layers(&mut self, settings: &Value) {
        if !self.progress().1 || self.layers.is_empty() {
            return;
        }
        let documents = self.layers.iter().map(|(document, ..)| document.clone()).collect();
        let built = engine_options(settings)
            .and_then(|options| Engine::new(documents, options).map_err(|error| error.problems));
        for problem in built.err().unwrap_or_default() {
            let index = problem
                .layer
                .as_deref()
                .and_then(|layer| layer.strip_prefix("layers[")?.strip_suffix(']')?.parse::<usize>().ok());
            let place = index.and_then(|index| self.layers.get(index));
            let (file, span) = place.map_or((MAIN, None), |(_, file, span)| (*file, *span));
            self.report(Mistake::of_problem(problem, file, span));
        }
    }
}

fn policy_key(name: &str, file: usize) -> String {
    format!("{file} {name}")
}
