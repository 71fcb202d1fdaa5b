//! A scenario before it runs: its file and all that it imports, read into steps. Every mistake that can be seen without running
//! it is found here, so that nothing runs where there is one.

use alloc::rc::Rc;

use super::guards::{definition, place_in};
use super::mistakes::{File, Mistake, error_of};
use super::{ScenarioError, ScenarioOptions};
use crate::engine::{Engine, EngineOptions};
use crate::error::Problem;
use crate::guard::GuardPipeline;
use crate::names::Names;
use crate::needs::{Needs, Profile, Tier, read_needs, read_profiles, read_wants};
use crate::notation::{self, DirectiveKind, Flavour, Guard, PolicyBody, Spanned};
use crate::options::read_options;
use crate::policy::PolicyDocument;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;

/// Bounds of a scenario, far beyond what a page of tests has: every operation is held against every policy and guard.
pub(super) const MAX_SOURCE: usize = 1 << 20;
const MAX_GUARDS: usize = 500;
const MAX_STEPS: usize = 10_000;

/// The main file, among the files of a scenario.
pub(super) const MAIN: usize = 0;

/// A scenario without mistakes, ready to run.
#[derive(Debug)]
pub(super) struct Page {
    /// The main file first.
    pub(super) files: Vec<File>,
    pub(super) steps: Vec<Step>,
    pub(super) settings: Value,
}

/// What happens at a place of the main file.
#[derive(Debug)]
pub(super) struct Step {
    /// Where its directive stands.
    pub(super) span: Span,
    pub(super) kind: StepKind,
}

/// What happens.
#[derive(Debug)]
pub(super) enum StepKind {
    /// A policy comes in force.
    Layer(Box<PolicyDocument>),
    /// A guard is asked from there on.
    Guard(Value),
    Needs(Needs),
    Wants(Vec<Tier>),
    Profiles(Vec<Profile>),
    /// A variable, a function or an operation.
    Do(DirectiveKind),
}

/// Reads a scenario.
pub(super) fn read_page(source: &str, options: &ScenarioOptions) -> Result<(Page, Vec<Mistake>), ScenarioError> {
    let settings = settings(options);
    let name = if options.flavour == Flavour::Mld { "example.mld" } else { "example.md" };
    let main = File::new(name.to_owned(), source.to_owned());
    let engine = engine_options(&settings)
        .and_then(|options| Engine::new(vec![PolicyDocument::default()], options).map_err(|error| error.problems));
    let engine = match engine {
        Ok(engine) => Rc::new(engine),
        Err(problems) => {
            let nowhere = |problem: Problem| Mistake {
                file: None,
                ..Mistake::of_problem(
                    Problem { message: format!("{}: {}", problem.path, problem.message), ..problem },
                    MAIN,
                    None,
                )
            };
            return Err(error_of(problems.into_iter().map(nowhere).collect(), &[main]));
        }
    };
    let mut reading = Reading {
        options,
        guards: GuardPipeline::new(engine, 1),
        files: vec![main],
        imported: Names::default(),
        importing: Vec::new(),
        policies: Names::default(),
        layers: Vec::new(),
        unnamed: Names::default(),
        declared: Names::default(),
        is_torn: false,
        guard_count: 0,
        steps: Vec::new(),
        mistakes: Vec::new(),
        warnings: Vec::new(),
        filters: Vec::new(),
    };
    if source.len() > MAX_SOURCE {
        reading.refuse(None, "TOO_LARGE", format!("a scenario has at most {MAX_SOURCE} bytes"));
    } else {
        reading.read_file(MAIN, options.flavour, None);
        reading.check_layers(&settings);
        reading.doubt();
    }
    let Reading { files, steps, mistakes, warnings, .. } = reading;
    if mistakes.is_empty() { Ok((Page { files, steps, settings }, warnings)) } else { Err(error_of(mistakes, &files)) }
}

/// The options of an engine as hosts write them.
fn settings(options: &ScenarioOptions) -> Value {
    let folder = |given: &Option<String>, usual: &str| Value::from(given.as_deref().unwrap_or(usual));
    let places = [("base", folder(&options.base, "/project")), ("home", folder(&options.home, "/home/user"))];
    let config = options.config.clone().map(|config| ("config", config));
    Value::object(places.into_iter().chain(config))
}

/// They have a callback, and so cannot be copied.
pub(super) fn engine_options(settings: &Value) -> Result<EngineOptions, Vec<Problem>> {
    read_options(settings)
}

/// A scenario that is being read.
pub(super) struct Reading<'o> {
    pub(super) options: &'o ScenarioOptions,
    /// Guards are registered with an engine that has no policy, to see whether they can be.
    guards: GuardPipeline,
    pub(super) files: Vec<File>,
    /// Files that were imported.
    pub(super) imported: Names<()>,
    /// Those that are being imported, each by the one before.
    pub(super) importing: Vec<String>,
    pub(super) policies: Names<()>,
    /// The policies with the files that they stand in, and their places there.
    pub(super) layers: Vec<(PolicyDocument, usize, Option<Span>)>,
    /// How many policies without a name of their own there are, by the name that they get.
    pub(super) unnamed: Names<usize>,
    /// Variables, functions, and declarations of which there is one.
    pub(super) declared: Names<()>,
    /// Whether something could not be read that may have declared a policy.
    pub(super) is_torn: bool,
    guard_count: usize,
    pub(super) steps: Vec<Step>,
    mistakes: Vec<Mistake>,
    /// What does not stop the page.
    pub(super) warnings: Vec<Mistake>,
    /// What the guards of the page are about.
    pub(super) filters: Vec<Spanned<String>>,
}

impl Reading<'_> {
    /// Reports a mistake in the main file as a whole, or where it stands.
    pub(super) fn refuse(&mut self, at: Option<(usize, Span)>, code: &str, message: impl Into<String>) {
        let mistake = match at {
            Some((file, span)) => Mistake::new(file, span, code, message),
            None => Mistake::nowhere(code, message),
        };
        self.mistakes.push(mistake);
    }

    pub(super) fn report(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    pub(super) fn report_all(&mut self, problems: Vec<Problem>, file: usize, span: Option<Span>) {
        self.mistakes.extend(problems.into_iter().map(|problem| Mistake::of_problem(problem, file, span)));
    }

    pub(super) fn push(&mut self, span: Span, kind: StepKind) {
        if self.steps.len() == MAX_STEPS {
            self.refuse(None, "TOO_LARGE", format!("a scenario has at most {MAX_STEPS} directives"));
        }
        self.steps.push(Step { span, kind });
    }

    /// Reads a file of notation. `within` is the directive of the main file that imports it, and the name it has there.
    pub(super) fn read_file(&mut self, file: usize, flavour: Flavour, within: Option<(Span, &str)>) {
        let text = self.files.get(file).map(|file| file.text.clone()).unwrap_or_default();
        let parsed = notation::parse(&text, flavour);
        self.is_torn |= !parsed.problems.is_empty();
        self.report_all(parsed.problems, file, None);
        for directive in parsed.directives {
            if self.steps.len() > MAX_STEPS {
                return;
            }
            let span = within.map_or(directive.span, |(span, _)| span);
            let own = directive.span;
            match directive.kind {
                DirectiveKind::Policy { name, body: PolicyBody::Document(value) } => {
                    self.policy(name, &value, file, span, within.map(|(_, name)| name));
                }
                DirectiveKind::Policy { name, body: PolicyBody::Union(names) } => self.union(name, &names, file),
                DirectiveKind::ImportPolicy { name, path } => self.import(&name, &path, file, span),
                DirectiveKind::Guard(guard) => self.guard(&guard, (file, own), span),
                DirectiveKind::Needs(value) => {
                    let needs = read_needs(&value, &[]).map(StepKind::Needs);
                    self.declaration("needs", needs.map_err(|error| error.problems), (file, own), within.is_none());
                }
                DirectiveKind::Wants(value) => {
                    let wants = read_wants(&value, &[]).map(StepKind::Wants);
                    self.declaration("wants", wants.map_err(|error| error.problems), (file, own), within.is_none());
                }
                DirectiveKind::Profiles(value) => {
                    let profiles = read_profiles(&value, &[]).map(StepKind::Profiles);
                    self.declaration(
                        "profiles",
                        profiles.map_err(|error| error.problems),
                        (file, own),
                        within.is_none(),
                    );
                }
                // What an imported file does is left alone.
                _ if within.is_some() => {}
                kind => {
                    super::directives::check(self, &kind);
                    self.push(span, StepKind::Do(kind));
                }
            }
        }
    }

    fn guard(&mut self, guard: &Guard, (file, own): (usize, Span), span: Span) {
        self.guard_count = self.guard_count.saturating_add(1);
        if self.guard_count > MAX_GUARDS {
            if self.guard_count == MAX_GUARDS.saturating_add(1) {
                self.refuse(None, "TOO_LARGE", format!("a scenario has at most {MAX_GUARDS} guards"));
            }
            return;
        }
        if let Some(at) = guard.privileged.filter(|_| file != MAIN && !self.options.allow_privileged) {
            let message = "GUARD_PRIVILEGE_DENIED: a file that is imported cannot declare a privileged guard";
            return self.refuse(Some((file, at)), "GUARD_PRIVILEGE_DENIED", message);
        }
        let text = self.files.get(file).map(|file| file.text.as_str()).unwrap_or_default();
        let registered = definition(guard, text)
            .map_err(|(span, message)| vec![Mistake::new(file, span, "INVALID_GUARD", message)])
            .and_then(|definition| match self.guards.register(&definition) {
                Ok(_) => Ok(definition),
                Err(problems) => Err(problems
                    .into_iter()
                    .map(|problem| {
                        let span = place_in(guard, &problem, own);
                        Mistake::of_problem(Problem { span: Some(span), ..problem }, file, None)
                    })
                    .collect()),
            });
        match registered {
            Ok(definition) => {
                self.keep_filter(guard, file);
                self.push(span, StepKind::Guard(definition));
            }
            Err(mistakes) => self.mistakes.extend(mistakes),
        }
    }

    /// How much is read, of what counts; and whether all of it was right.
    pub(super) const fn progress(&self) -> (usize, bool) {
        (self.steps.len(), self.mistakes.is_empty())
    }
}
