//! What is so at a place of a scenario: policies and guards that are in force, variables, what was printed.

use alloc::rc::Rc;

use super::ScenarioDecision;
use super::mistakes::{Mistake, word};
use super::page::{MAIN, Page, engine_options};
use super::values::Known;
use crate::decision::Denial;
use crate::engine::Engine;
use crate::error::Problem;
use crate::guard::GuardPipeline;
use crate::names::Names;
use crate::needs::{Needs, Profile, ProfileOrder, Tier};
use crate::notation::Expression;
use crate::policy::PolicyDocument;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::span::Span;

/// How much text all templates, commands and values come to, in bytes: variables of variables double with each line.
const MAX_TEXT: usize = 4 << 20;

/// Why a scenario goes no further.
#[derive(Debug)]
pub(super) enum Stop {
    /// The file is wrong.
    Mistake(Mistake),
    /// An operation is denied, or what the file needs is.
    Denied {
        /// The reason.
        message: String,
        /// Its code.
        code: String,
        /// The directive.
        span: Span,
    },
}

/// A function of a scenario.
#[derive(Debug, Clone)]
pub(super) struct Function<'p> {
    pub(super) labels: Vec<String>,
    pub(super) parameters: Vec<String>,
    pub(super) body: &'p Expression,
}

/// A scenario that runs.
pub(super) struct State<'p> {
    pub(super) page: &'p Page,
    /// The policies in force.
    pub(super) documents: Vec<PolicyDocument>,
    guards: Vec<&'p Value>,
    built: Option<Built>,
    needs: Option<&'p Needs>,
    wants: Option<&'p [Tier]>,
    profiles: Option<&'p [Profile]>,
    /// Whether what is needed and wanted is yet to be held against the policies.
    is_unsettled: bool,
    pub(super) tier: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) variables: Names<Known>,
    pub(super) functions: Names<Function<'p>>,
    pub(super) output: String,
    pub(super) decisions: Vec<ScenarioDecision>,
    /// The directive that is being run.
    pub(super) directive: Span,
    text_left: usize,
}

/// What decides, as the policies and guards are by now.
struct Built {
    engine: Rc<Engine>,
    pipeline: GuardPipeline,
    /// The union of the policies, once somebody has asked.
    configs: Option<Value>,
}

impl<'p> State<'p> {
    pub(super) fn new(page: &'p Page) -> Self {
        Self {
            page,
            documents: Vec::new(),
            guards: Vec::new(),
            built: None,
            needs: None,
            wants: None,
            profiles: None,
            is_unsettled: false,
            tier: None,
            profile: None,
            variables: Names::default(),
            functions: Names::default(),
            output: String::new(),
            decisions: Vec::new(),
            directive: Span::default(),
            text_left: MAX_TEXT,
        }
    }

    pub(super) fn add_layer(&mut self, document: &PolicyDocument) {
        self.documents.push(document.clone());
        self.built = None;
        self.is_unsettled = true;
    }

    pub(super) fn add_guard(&mut self, definition: &'p Value) -> Result<(), Stop> {
        self.guards.push(definition);
        match &mut self.built {
            Some(built) => built.pipeline.register(definition).map(drop).map_err(first),
            None => Ok(()),
        }
    }

    pub(super) fn need(&mut self, needs: &'p Needs) {
        self.needs = Some(needs);
        self.is_unsettled = true;
    }

    pub(super) fn want(&mut self, wants: &'p [Tier]) {
        self.wants = Some(wants);
        self.is_unsettled = true;
    }

    pub(super) fn offer(&mut self, profiles: &'p [Profile]) {
        self.profiles = Some(profiles);
        self.is_unsettled = true;
    }

    fn built(&mut self) -> Result<&mut Built, Stop> {
        let built = match self.built.take() {
            Some(built) => built,
            None => {
                let mut documents = self.documents.clone();
                if documents.is_empty() {
                    documents.push(PolicyDocument::default());
                }
                let options = engine_options(&self.page.settings).map_err(first)?;
                let engine = Rc::new(Engine::new(documents, options).map_err(|error| first(error.problems))?);
                // Nothing can be tried again.
                let mut pipeline = GuardPipeline::new(Rc::clone(&engine), 1);
                for guard in &self.guards {
                    pipeline.register(guard).map_err(first)?;
                }
                Built { engine, pipeline, configs: None }
            }
        };
        Ok(self.built.insert(built))
    }

    pub(super) fn engine(&mut self) -> Result<Rc<Engine>, Stop> {
        Ok(Rc::clone(&self.built()?.engine))
    }

    pub(super) fn pipeline(&mut self) -> Result<&GuardPipeline, Stop> {
        Ok(&self.built()?.pipeline)
    }

    /// The merged document of all policies.
    pub(super) fn configs(&mut self) -> Result<Value, Stop> {
        let mut documents = self.documents.iter();
        let Some(first) = documents.next() else { return Ok(Value::object::<String>([])) };
        if let Some(configs) = self.built.as_ref().and_then(|built| built.configs.as_ref()) {
            return Ok(configs.clone());
        }
        let merged = documents.fold(first.clone(), |merged, next| crate::policy::union(&merged, next)).to_value();
        self.built()?.configs = Some(merged.clone());
        Ok(merged)
    }

    /// Holds what is needed and wanted against the policies that are in force by now.
    ///
    /// # Errors
    ///
    /// It is not granted.
    pub(super) fn settle(&mut self) -> Result<(), Stop> {
        if !core::mem::take(&mut self.is_unsettled)
            || (self.needs.is_none() && self.wants.is_none() && self.profiles.is_none())
        {
            return Ok(());
        }
        let engine = self.engine()?;
        let nothing = Needs::default();
        let needs = self.needs.unwrap_or(&nothing);
        if let Some(wants) = self.wants {
            let choice = engine.select_tier(wants, needs);
            self.tier = choice.tier;
            if let (Some(denial), Some(code)) = (choice.outcome.denial, choice.outcome.code) {
                return Err(Stop::Denied { message: denial.reason, code: word(&code), span: self.directive });
            }
        } else if let Some(denial) = engine.check_needs(needs).decision.denial() {
            return Err(self.denied(denial));
        }
        if let Some(profiles) = self.profiles {
            self.profile = engine.select_profile(profiles, needs, ProfileOrder::Declared).profile;
        }
        Ok(())
    }

    pub(super) fn denied(&self, denial: &Denial) -> Stop {
        Stop::Denied { message: denial.reason.clone(), code: word(&denial.code), span: self.directive }
    }

    /// Takes account of text that is made.
    pub(super) fn charge(&mut self, bytes: usize) -> Result<(), Stop> {
        match self.text_left.checked_sub(bytes) {
            Some(left) => {
                self.text_left = left;
                Ok(())
            }
            None => Err(self.mistake(
                self.directive,
                "TOO_LARGE",
                format!("a scenario makes at most {MAX_TEXT} bytes of text"),
            )),
        }
    }

    /// What stops a scenario that depends on what nobody knows: to take it for a text, any at all, might allow what is
    /// denied in earnest.
    pub(super) fn nobody_knows(&self) -> Stop {
        let message = "this depends on what a command, code or function would give, and nothing is run here";
        let mistake = Mistake::new(MAIN, self.directive, "UNKNOWN_VALUE", message);
        Stop::Mistake(mistake.suggest(Some("declare what it may be: `var @name = \"…\"`".to_owned())))
    }

    pub(super) fn mistake(&self, span: Span, code: &str, message: impl Into<String>) -> Stop {
        Stop::Mistake(Mistake::new(MAIN, span, code, message))
    }
}

/// What should have been found when the file was read.
fn first(problems: Vec<Problem>) -> Stop {
    let first = problems.into_iter().next();
    Stop::Mistake(match first {
        Some(problem) => Mistake { file: None, ..Mistake::of_problem(problem, MAIN, None) },
        None => Mistake::nowhere("INVALID_VALUE", "the policies are refused"),
    })
}
