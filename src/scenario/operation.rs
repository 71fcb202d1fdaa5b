//! One operation: what is asked, how it passes the guards and policies, and the decision.

use super::ScenarioDecision;
use super::pieces::{Input, Pieces};
use super::state::{State, Stop};
use super::values::{Known, text_of};
use crate::capability::FileMode;
use crate::decision::{Denial, DenialCode, Topic};
use crate::engine::Engine;
use crate::guard::{Answer, Ask, GuardPipeline, Outcome, Request, RequestInput, StartError, Step, Verdict};
use crate::label::{Descriptor, Operation};
use crate::names::Names;
use crate::policy::value::Value;
use crate::prelude::*;
use crate::text::shown;

/// What stands in place of a secret.
pub(super) const REDACTED: &str = "[REDACTED]";

/// What an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Show,
    Output,
    /// A command, or code; what comes of it is not known.
    Command,
    /// A function that is a text.
    Template,
}

/// An operation that is to be decided.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    pub(super) kind: Kind,
    /// Its type and labels; its command is made of the pieces.
    pub(super) operation: Operation,
    /// The name of the function.
    pub(super) name: Option<String>,
    /// The command or the template.
    pub(super) pieces: Pieces,
    pub(super) inputs: Vec<Input>,
    /// Which guards are to be skipped.
    pub(super) guards: Option<&'a Value>,
    /// The file that is written.
    pub(super) file: Option<String>,
    /// What it is called in the list of decisions.
    pub(super) title: String,
}

/// What came of an operation that may run.
#[derive(Debug)]
pub(super) struct Passed {
    /// Its values, as guards left them.
    pub(super) inputs: Vec<Known>,
    /// What it gives, if it is a function or a command.
    pub(super) output: Option<Known>,
}

/// Why an operation does not run.
enum Refusal {
    Denial(Box<Denial>),
    /// What was said of guards means nothing.
    Override(String),
    /// It depends on a value that nobody knows.
    Unknown,
}

impl<'a> Asked<'a> {
    /// An operation on a value.
    pub(super) fn of_value(kind: Kind, value: Known, guards: Option<&'a Value>) -> Self {
        let title = if kind == Kind::Output { "output" } else { "show" };
        // A file that is written is one for labels, too.
        let labels = if kind == Kind::Output { vec!["fs:w".to_owned()] } else { Vec::new() };
        Self {
            kind,
            operation: Operation { kind: Some(title.to_owned()), labels, ..Operation::default() },
            name: None,
            pieces: Pieces::default(),
            inputs: vec![Input { known: value, arg: None }],
            guards,
            file: None,
            title: title.to_owned(),
        }
    }

    pub(super) fn add_input(&mut self, known: Known) {
        self.inputs.push(Input { known, arg: None });
    }

    /// Whether policies look into its text: commands, and code of shells.
    fn has_command(&self) -> bool {
        let words = [&self.operation.kind, &self.operation.subtype];
        let is =
            |languages: &[&str]| words.iter().any(|word| word.as_deref().is_some_and(|word| languages.contains(&word)));
        self.kind == Kind::Command && (is(&["sh", "bash"]) || self.operation.subtype.is_none())
    }

    /// In one line, without secrets.
    fn line(&self) -> String {
        let text = match &self.file {
            Some(_) if self.has_secret_path() => REDACTED.to_owned(),
            Some(file) => file.clone(),
            None if self.kind == Kind::Command => self.pieces.shown(&self.inputs),
            None => String::new(),
        };
        let line: Vec<&str> = text.split_whitespace().collect();
        if line.is_empty() { self.title.clone() } else { format!("{}: {}", self.title, shown(&line.join(" "))) }
    }

    fn has_secret_path(&self) -> bool {
        self.inputs.get(1).is_some_and(|path| path.known.descriptor.has("secret"))
    }

    /// Why its file must not be written.
    fn denied_file(&self, engine: &Engine, passed: &Passed) -> Option<Denial> {
        let file = self.file.as_ref()?;
        // A guard may have replaced the path.
        let path = passed.inputs.get(1).map_or_else(|| file.clone(), |path| text_of(&path.value));
        let denial = engine.check_file(FileMode::Write, &path).denial()?.clone();
        if !self.has_secret_path() {
            return Some(denial);
        }
        let hide = |text: &str| text.replace(&path, REDACTED).replace(file, REDACTED);
        Some(Denial { reason: hide(&denial.reason), subject: None, suggestions: Vec::new(), ..denial })
    }
}

impl State<'_> {
    /// Decides about an operation, and after it about what came of it.
    ///
    /// # Errors
    ///
    /// It must not run.
    pub(super) fn perform(&mut self, asked: Asked<'_>) -> Result<Passed, Stop> {
        let engine = self.engine()?;
        let passed = self.before(&asked)?;
        let passed = passed.and_then(|passed| match asked.denied_file(&engine, &passed) {
            Some(denial) => Err(Refusal::Denial(Box::new(denial))),
            None => Ok(passed),
        });
        let decided = match passed {
            Ok(passed) if matches!(asked.kind, Kind::Command | Kind::Template) => self.after(&asked, passed)?,
            passed => passed,
        };
        let denial = match decided {
            Ok(passed) => {
                self.decide(&asked, None);
                return Ok(passed);
            }
            Err(Refusal::Override(message)) => return Err(self.mistake(self.directive, "INVALID_OVERRIDE", message)),
            Err(Refusal::Unknown) => return Err(self.nobody_knows()),
            Err(Refusal::Denial(denial)) => *denial,
        };
        let stop = self.denied(&denial);
        self.decide(&asked, Some(denial));
        Err(stop)
    }

    fn decide(&mut self, asked: &Asked<'_>, denial: Option<Denial>) {
        let file = self.page.files.first();
        self.decisions.push(ScenarioDecision {
            operation: asked.line(),
            line: file.map_or(0, |file| file.line(self.directive.start)),
            decision: if denial.is_some() { "deny" } else { "allow" },
            denial: denial.map(|denial| Denial { span: None, ..denial }),
        });
    }

    /// The operation before it runs.
    fn before(&mut self, asked: &Asked<'_>) -> Result<Result<Passed, Refusal>, Stop> {
        if asked.has_command() && asked.pieces.has_unknown(&asked.inputs) {
            return Ok(Err(Refusal::Unknown));
        }
        let commands = if asked.has_command() { vec![asked.pieces.text(&asked.inputs)] } else { Vec::new() };
        let spans = if commands.is_empty() {
            asked.inputs.iter().map(|_| None).collect()
        } else {
            asked.pieces.spans(&asked.inputs)
        };
        let inputs = asked.inputs.iter().zip(spans);
        let request = Request {
            operation: Operation { commands, ..asked.operation.clone() },
            name: asked.name.clone(),
            inputs: inputs
                .map(|(input, span)| RequestInput {
                    descriptor: input.known.descriptor.clone(),
                    span,
                    arg: input.arg.clone(),
                })
                .collect(),
            guards: asked.guards.cloned(),
            rebuilds: true,
            ..Request::default()
        };
        let host = Host {
            inputs: asked.inputs.iter().map(|input| &input.known).collect(),
            output: None,
            rebuild: &|values| asked.pieces.text_with(&asked.inputs, values),
        };
        let outcome = match host.pass(self.pipeline()?, request) {
            Ok(outcome) => outcome,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let known = outcome.inputs.into_iter().zip(&asked.inputs).map(|(left, input)| Known {
            is_unknown: input.known.is_unknown && left.value.is_none(),
            value: left.value.unwrap_or_else(|| input.known.value.clone()),
            descriptor: left.descriptor,
        });
        Ok(Ok(Passed { inputs: known.collect(), output: None }))
    }

    /// What came of it.
    fn after(&mut self, asked: &Asked<'_>, passed: Passed) -> Result<Result<Passed, Refusal>, Stop> {
        let with_values = |(known, input): (&Known, &Input)| Input { known: known.clone(), arg: input.arg.clone() };
        let inputs: Vec<Input> = passed.inputs.iter().zip(&asked.inputs).map(with_values).collect();
        let given = match asked.kind {
            Kind::Template => Known {
                is_unknown: asked.pieces.has_unknown(&inputs),
                ..Known::written(asked.pieces.text(&inputs).into())
            },
            // It is shown as an empty line.
            _ => Known { value: "".into(), descriptor: Descriptor::new([""; 0], ["src:exec"]), is_unknown: true },
        };
        let commands = if asked.has_command() { vec![asked.pieces.text(&inputs)] } else { Vec::new() };
        let request = Request {
            is_after: true,
            operation: Operation { commands, ..asked.operation.clone() },
            name: asked.name.clone(),
            inputs: inputs
                .iter()
                .map(|input| RequestInput {
                    descriptor: input.known.descriptor.clone(),
                    span: None,
                    arg: input.arg.clone(),
                })
                .collect(),
            output: Some(given.descriptor.clone()),
            args: Names::default(),
            guards: asked.guards.cloned(),
            ..Request::default()
        };
        let host = Host {
            inputs: inputs.iter().map(|input| &input.known).collect(),
            output: Some(&given),
            rebuild: &|_| String::new(),
        };
        let outcome = match host.pass(self.pipeline()?, request) {
            Ok(outcome) => outcome,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let output = outcome.output.map(|output| Known {
            is_unknown: given.is_unknown && output.value.is_none(),
            value: output.value.unwrap_or(given.value),
            descriptor: output.descriptor,
        });
        Ok(Ok(Passed { output, ..passed }))
    }
}

type Rebuild<'h> = dyn Fn(&[(usize, Value)]) -> String + 'h;

/// What a pipeline asks of its host.
struct Host<'h> {
    inputs: Vec<&'h Known>,
    output: Option<&'h Known>,
    /// The command with other values.
    rebuild: &'h Rebuild<'h>,
}

impl Host<'_> {
    fn pass(&self, pipeline: &GuardPipeline, request: Request) -> Result<Outcome, Refusal> {
        // Where not, values are asked for only to hide them where they are secret.
        let decides = pipeline.looks_at_values(&request);
        let mut run = pipeline.start(request).map_err(|error| match error {
            StartError::InvalidOverride(message) => Refusal::Override(message),
            StartError::BypassBlocked(denial) => Refusal::Denial(denial),
        })?;
        let mut answer = None;
        loop {
            match run.advance(answer.take()) {
                Step::Ask(ask) => answer = Some(self.answer(&ask, decides)?),
                Step::Done(outcome) if outcome.decision == Verdict::Allow => return Ok(*outcome),
                Step::Done(outcome) => {
                    return Err(Refusal::Denial(Box::new(outcome.denial.unwrap_or_else(nobody_says))));
                }
            }
        }
    }

    fn answer(&self, ask: &Ask, (input_decides, output_decides): (bool, bool)) -> Result<Answer, Refusal> {
        Ok(match ask {
            Ask::Values { inputs, output } => {
                let inputs = inputs.iter().map(|place| (self.inputs.get(*place).copied(), input_decides));
                let asked = inputs.chain(output.then_some((self.output, output_decides)));
                let value = |(known, decides): (Option<&Known>, bool)| match known {
                    Some(known) if known.is_unknown && decides => Err(Refusal::Unknown),
                    known => Ok(known.map(|known| known.value.clone())),
                };
                Answer::Values(asked.map(value).collect::<Result<_, _>>()?)
            }
            Ask::Evaluate { .. } => Answer::Failed("a scenario has no functions of a host".to_owned()),
            Ask::Rebuild { values } => Answer::Command((self.rebuild)(values)),
        })
    }
}

/// A denial for want of one: an operation that is not allowed must not look as if it were.
fn nobody_says() -> Denial {
    Denial {
        code: DenialCode::GuardNotRetryable,
        reason: "the operation is not allowed".to_owned(),
        policy: None,
        rule: None,
        subject: None,
        span: None,
        suggestions: Vec::new(),
        topic: Topic::OfCode,
    }
}
