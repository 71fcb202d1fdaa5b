//! The questions a command line raises: its programs, the files and hosts its words name, and what is not understood.

use std::rc::Rc;

use super::context::Context;
use super::filesystem;
use super::judge::{TraceSink, judge, weightier};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::rules::CompiledRules;
use super::subject::{FileMode, Kind, Subject};
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Suggestion};
use crate::pattern::command::{Invocation, PreparedCommand, Word};
use crate::pattern::domain::NetworkTarget;
use crate::pattern::path::TargetPath;
use crate::shell::{Access, FileUse, Opaque, OpaqueKind, Origin, Plan, Program};
use crate::span::Span;
use crate::text::shown;

/// A command line or an argument list, ready to be held against layers.
#[derive(Debug)]
pub(crate) struct CommandOperation<'a> {
    text: &'a str,
    questions: Vec<Question<'a>>,
    unclear: Vec<Unclear>,
}

/// A part that could not be understood, and which layers therefore deny.
#[derive(Debug)]
struct Unclear {
    code: DenialCode,
    reason: String,
    subject: String,
    span: Option<Span>,
    concerns: Concern,
}

/// The rules that a part which is not understood could slip past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Concern {
    /// Any rule at all: the part could be any operation.
    Everything,
    /// Rules about files.
    Files,
    /// Rules about files, and allow lists, which permit no file that they do not name.
    OtherFiles,
    /// Rules about files, the danger list among them.
    AllFiles,
    /// Rules about hosts.
    Hosts,
}

impl<'a> CommandOperation<'a> {
    /// The questions of a plan. `text` is the command as it is shown.
    pub(crate) fn new(text: &'a str, plan: &'a Plan, context: &'a Context) -> Self {
        let mut operation = Self { text, questions: Vec::new(), unclear: Vec::new() };
        for program in &plan.programs {
            operation.add_program(program, context);
        }
        for file in &plan.files {
            operation.add_file(file, context);
        }
        for host in &plan.hosts {
            operation.add_host(host.target.as_literal().unwrap_or_default(), host.span, context);
        }
        for Opaque { kind, what, span, .. } in &plan.opaque {
            operation.unclear.push(Unclear {
                code: DenialCode::PolicyUnanalyzable,
                reason: format!("Command line denied by policy: it holds {what}, which the engine cannot see through"),
                subject: part(text, *span).to_owned(),
                span: *span,
                concerns: match kind {
                    OpaqueKind::File => Concern::OtherFiles,
                    OpaqueKind::Host => Concern::Hosts,
                    _ => Concern::Everything,
                },
            });
        }
        operation
    }

    fn add_program(&mut self, program: &'a Program, context: &'a Context) {
        let words = program.words.iter().map(Word::as_literal).collect::<Option<Vec<&str>>>();
        let Some((words, (name, _))) = words.as_ref().and_then(|words| Some((words, words.split_first()?))) else {
            self.unclear.push(Unclear {
                code: DenialCode::PolicyUnanalyzable,
                reason: "Command line denied by policy: a word of it is not known".to_owned(),
                subject: String::new(),
                span: program.span,
                concerns: Concern::Everything,
            });
            return;
        };
        let (_, arguments) = program.words.split_at(program.words.len().min(1));
        let text: Rc<str> = words.join(" ").into();
        let question = |subject, reach| Question::new(subject, reach, Rc::clone(&text), context).at(program.span);
        let command = PreparedCommand::new(Invocation::new(name, arguments), &context.commands());
        self.questions.push(question(Subject::Program(Box::new(command)), AllowReach::Every));
        for capability in program.capabilities {
            self.questions.push(question(Subject::Capability(capability.clone()), AllowReach::None));
        }
        if program.uses_network {
            self.questions.push(question(Subject::Kind(Kind::Network), AllowReach::None));
        }
    }

    fn add_file(&mut self, file: &FileUse, context: &'a Context) {
        let FileUse { path, access, origin, span } = file;
        let (path, span) = (path.as_literal().unwrap_or_default(), *span);
        let asked: &[(FileMode, AllowReach)] = match (access, origin) {
            (Access::Read, _) => &[(FileMode::Read, AllowReach::Mentioning)],
            (Access::Write | Access::Append, Origin::Operand) => &[(FileMode::Write, AllowReach::Mentioning)],
            (Access::Write | Access::Append, _) => &[(FileMode::Write, AllowReach::Every)],
            (Access::ReadWrite, _) => &[(FileMode::Read, AllowReach::Mentioning), (FileMode::Write, AllowReach::Every)],
            (Access::Either, _) => &[(FileMode::Read, AllowReach::None), (FileMode::Write, AllowReach::None)],
        };
        let text: Rc<str> = path.into();
        let mut ask = |target: &Rc<TargetPath>, mode, reach| {
            let subject = Subject::File(mode, Rc::clone(target));
            self.questions.push(Question::new(subject, reach, Rc::clone(&text), context).at(span));
        };
        match filesystem::paths(path, context) {
            Ok(targets) => {
                for target in targets.into_iter().map(Rc::new) {
                    asked.iter().for_each(|(mode, reach)| ask(&target, *mode, *reach));
                }
            }
            Err(refusal) => {
                // A relative path without a base may lie anywhere: the danger list has entries for that.
                if let Ok(anywhere) = TargetPath::resolve(path, &context.places.anywhere()) {
                    let anywhere = Rc::new(anywhere);
                    asked.iter().for_each(|(mode, _)| ask(&anywhere, *mode, AllowReach::None));
                }
                self.unclear.push(Unclear {
                    code: refusal.code,
                    reason: format!("Command line denied by policy: {}", refusal.reason),
                    subject: path.to_owned(),
                    span,
                    concerns: match refusal.code {
                        DenialCode::RealPathFailed => Concern::AllFiles,
                        _ => Concern::Files,
                    },
                });
            }
        }
    }

    fn add_host(&mut self, host: &str, span: Option<Span>, context: &'a Context) {
        match NetworkTarget::parse(host) {
            Ok(target) => match target.file_path() {
                Some(path) => {
                    let path = Word::literal(path);
                    self.add_file(&FileUse { path, access: Access::Read, origin: Origin::Operand, span }, context);
                }
                None => {
                    let shown = target.shown().unwrap_or_else(|| host.to_owned());
                    let question = Question::new(Subject::Host(target), AllowReach::Mentioning, shown, context);
                    self.questions.push(question.at(span));
                }
            },
            Err(error) => self.unclear.push(Unclear {
                code: DenialCode::PolicyUnanalyzable,
                reason: format!("Network access denied by policy: {error}"),
                subject: host.to_owned(),
                span,
                concerns: Concern::Hosts,
            }),
        }
    }
}

impl Operation for CommandOperation<'_> {
    fn describe(&self) -> String {
        format!("command: {}", shown(self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        // Every question is asked, so that the denial is the one that says most, not the one that comes first.
        let mut denial = None;
        for question in &self.questions {
            denial = weightier(denial, judge(layer, context, question, trace.as_deref_mut()));
        }
        for unclear in &self.unclear {
            let Some(rule) = unclear.concerns.restricted_by(layer) else { continue };
            if let Some(trace) = trace.as_deref_mut() {
                trace.push(RuleTrace {
                    kind: RuleRole::Limit,
                    rule: rule.clone(),
                    pattern: String::new(),
                    matched: true,
                    why: unclear.reason.clone(),
                    subject: unclear.subject.clone(),
                });
            }
            denial = denial.or_else(|| {
                Some(Denial {
                    code: unclear.code,
                    reason: format!("{}; `{rule}` restricts what may run", unclear.reason),
                    policy: Some(layer.name.clone()),
                    rule: Some(rule),
                    subject: Some(unclear.subject.clone()),
                    span: unclear.span,
                    suggestions: vec![unclear.concerns.suggestion(layer)],
                })
            });
        }
        denial
    }
}

impl Concern {
    /// The first rule of the layer that the part could slip past.
    ///
    /// policy.md, "What cannot be understood is denied, as soon as any rule restricts that kind of operation".
    fn restricted_by(self, layer: &Layer) -> Option<String> {
        match self {
            Self::Everything => return layer.first_restriction(),
            Self::AllFiles => return layer.first_file_restriction(),
            Self::Files | Self::OtherFiles | Self::Hosts => {}
        }
        let mentions = |list: &CompiledRules| match self {
            Self::Hosts => list.mentions_hosts(),
            _ => list.mentions_files(),
        };
        if mentions(&layer.deny) {
            return Some("deny".to_owned());
        }
        if layer.reachable.is_some() && self == Self::Hosts {
            return Some("env.net.allow".to_owned());
        }
        let asked = |list: &CompiledRules| (mentions(list) || self == Self::OtherFiles) && !list.is_everything();
        let list = layer.allow.iter().position(asked);
        list.map(|index| layer.allow_path(index).to_owned())
    }

    fn suggestion(self, layer: &Layer) -> Suggestion {
        let message = match self {
            Self::Everything => "run plain commands one at a time: one program, with literal words",
            Self::OtherFiles => "use a command that names its files as plain operands",
            Self::AllFiles => "for a file that does not exist yet, let `realPath` resolve its nearest existing folder",
            Self::Files => "name the file by an absolute path, or give the engine its base and home folders",
            Self::Hosts => "write the host out, as a URL",
        };
        Suggestion { message: message.to_owned(), policy: Some(layer.name.clone()), path: String::new(), entry: None }
    }
}

/// The part of `text` that `span` covers, or all of it.
fn part(text: &str, span: Option<Span>) -> &str {
    span.and_then(|span| text.get(span.start..span.end)).unwrap_or(text)
}
