//! The parts of a command line that are not understood, and which layers deny them.

use crate::capability::context::Context;
use crate::capability::judge::TraceSink;
use crate::capability::layer::Layer;
use crate::capability::rules::CompiledRules;
use crate::capability::subject::Subject;
use crate::capability::suggest;
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Suggestion, Topic};
use crate::list::{AddAll, List, all_some};
use crate::pattern::command::{CommandPattern, Invocation, PreparedCommand, Word};
use crate::policy::Capability;
use crate::prelude::*;
use crate::shell::{Opaque, OpaqueKind, Vouch};
use crate::span::Span;

/// A part that could not be understood, and which layers therefore deny.
#[derive(Debug)]
pub(super) struct Unclear<'a> {
    code: DenialCode,
    reason: String,
    /// What is not understood; `None` for the text at `span`.
    subject: Option<String>,
    span: Option<Span>,
    concerns: Concern,
    /// What to write instead.
    advice: &'static str,
    vouch: Option<&'a Vouch>,
}

/// The rules that a part which is not understood could slip past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Concern {
    /// Any rule at all, the danger list among them: the part could be any program.
    Program,
    /// Any rule of a policy: the part makes a known program do something that its words do not show.
    Argument,
    /// Rules about files.
    Files,
    /// Rules about files, and allow lists, which permit no file that they do not name.
    OtherFiles,
    /// Rules about files, the danger list among them.
    AllFiles,
    /// Rules about hosts.
    Hosts,
    /// Rules about hosts, and allow lists, which permit no host that they do not name.
    Connection,
}

impl<'a> Unclear<'a> {
    pub(super) fn new(
        code: DenialCode,
        reason: String,
        subject: Option<String>,
        span: Option<Span>,
        concerns: Concern,
    ) -> Self {
        Self { code, reason, subject, span, concerns, advice: concerns.advice(), vouch: None }
    }

    /// A part that analysis could not see through.
    pub(super) fn opaque(part: &'a Opaque) -> Self {
        let what = &part.what;
        let concerns = match part.kind {
            OpaqueKind::Program
            | OpaqueKind::Code
            | OpaqueKind::SourcedFile
            | OpaqueKind::Assignment
            | OpaqueKind::Syntax => Concern::Program,
            OpaqueKind::Argument => Concern::Argument,
            OpaqueKind::File => Concern::OtherFiles,
            OpaqueKind::Host => Concern::Hosts,
        };
        let advice = match part.kind {
            OpaqueKind::Program => "write the name of the program out",
            OpaqueKind::Code => "write the code as commands of the line, or in a script that the policy allows to run",
            OpaqueKind::SourcedFile => "write the path of the file out, or run it as a program of its own",
            OpaqueKind::Assignment => "leave the variable as the host has set it",
            OpaqueKind::Syntax => "check the syntax, and write it as every shell reads it",
            OpaqueKind::Argument => "write the argument out, or put `--` before the operands",
            OpaqueKind::File | OpaqueKind::Host => concerns.advice(),
        };
        Self {
            code: DenialCode::PolicyUnanalyzable,
            reason: format!("Command line denied by policy: it holds {what}, which the engine cannot see through"),
            subject: None,
            span: part.span,
            concerns,
            advice,
            vouch: part.vouch.as_ref(),
        }
    }

    /// The layer's denial of this part of `text`, if it denies.
    pub(super) fn ask(&self, text: &str, layer: &Layer, context: &Context, trace: TraceSink<'_>) -> Option<Denial> {
        let rule = self.concerns.restricted_by(layer)?;
        let vouching = self.vouch.map(|vouch| Vouching::new(vouch, context));
        let silent = vouching.as_ref().map(|vouching| vouching.silent_list(layer));
        let subject = self.subject.clone().unwrap_or_else(|| super::part(text, self.span).to_owned());
        if let Some(trace) = trace {
            let vouched = silent == Some(None);
            trace.push(RuleTrace {
                kind: RuleRole::Limit,
                rule: rule.clone(),
                pattern: String::new(),
                matched: !vouched,
                why: if vouched { "an allow rule vouches for it".to_owned() } else { self.reason.clone() },
                subject: subject.clone(),
            });
        }
        let suggestion = match (vouching, silent) {
            (Some(_), Some(None)) => return None,
            (Some(vouching), Some(Some(list))) => vouching.suggestion(list, layer, context),
            _ => None,
        };
        Some(Denial {
            code: self.code,
            reason: format!("{}; `{rule}` restricts what may run", self.reason),
            policy: Some(layer.name.clone()),
            rule: Some(rule),
            subject: Some(subject),
            span: self.span,
            suggestions: vec![suggestion.unwrap_or_else(|| Suggestion {
                message: self.advice.to_owned(),
                policy: Some(layer.name.clone()),
                path: String::new(),
                entry: None,
            })],
            topic: self.concerns.topic(),
        })
    }
}

impl Concern {
    /// The first rule of the layer that the part could slip past.
    ///
    /// shell.md, "From plan to decision", 6; policy.md, "What cannot be understood is denied, as soon as any rule
    /// restricts that kind of operation".
    fn restricted_by(self, layer: &Layer) -> Option<String> {
        match self {
            Self::Program => return layer.first_restriction(false),
            Self::Argument => return layer.first_restriction(true),
            Self::AllFiles => return layer.first_file_restriction(),
            Self::Files | Self::OtherFiles | Self::Hosts | Self::Connection => {}
        }
        let of_hosts = matches!(self, Self::Hosts | Self::Connection);
        let mentions = |list: &CompiledRules| if of_hosts { list.mentions_hosts() } else { list.mentions_files() };
        if mentions(&layer.deny) || self == Self::Connection && layer.deny.is_everything() {
            return Some("deny".to_owned());
        }
        if layer.reachable.is_some() && of_hosts {
            return Some("env.net.allow".to_owned());
        }
        let silent_too = matches!(self, Self::OtherFiles | Self::Connection);
        let asked = |list: &CompiledRules| (mentions(list) || silent_too) && !list.is_everything();
        if let Some(index) = layer.allow.iter().position(asked) {
            return Some(layer.allow_path(index).to_owned());
        }
        (self == Self::Connection && layer.denies_by_default()).then(|| "default".to_owned())
    }

    const fn topic(self) -> Topic {
        match self {
            Self::Program | Self::Argument => Topic::Commands,
            Self::Files | Self::OtherFiles | Self::AllFiles => Topic::Files,
            Self::Hosts | Self::Connection => Topic::Hosts,
        }
    }

    const fn advice(self) -> &'static str {
        match self {
            Self::Program | Self::Argument => "write programs and arguments out",
            Self::OtherFiles => "use a command that names its files as plain operands",
            Self::AllFiles => "for a file that does not exist yet, let `realPath` resolve its nearest existing folder",
            Self::Files => "name the file by an absolute path, or give the engine its base and home folders",
            Self::Hosts | Self::Connection => "write the host out, as a URL, and quote the word it stands in",
        }
    }
}

/// How a layer may say that it is content with a part.
struct Vouching<'a> {
    /// The words that a command pattern must permit, with the one at `flag` spelled out.
    invocation: Option<Invocation<'a>>,
    flag: usize,
    capabilities: &'static [Capability],
    /// The words as a permission compares them.
    subject: Option<Subject<'a>>,
}

impl<'a> Vouching<'a> {
    fn new(vouch: &'a Vouch, context: &'a Context) -> Self {
        let (words, flag, capabilities): (&[Word], usize, &'static [Capability]) = match vouch {
            Vouch::Spelled { words, flag } => (words, *flag, &[]),
            Vouch::Language { words, flag, capabilities } => (words, *flag, capabilities),
        };
        let invocation = words.split_first().and_then(|(name, arguments)| {
            // One builtin with two names.
            let name = name.as_literal().map(|name| if name == "." { "source" } else { name })?;
            Some(Invocation::new(name, arguments))
        });
        let prepare = |invocation| Subject::Program(Box::new(PreparedCommand::new(invocation, &context.commands())));
        Self { invocation, flag, capabilities, subject: invocation.map(prepare) }
    }

    /// The allow list that does not vouch: every list that restricts must, and at least one. `Some("allow")` stands for
    /// a list that the layer lacks.
    fn silent_list<'l>(&self, layer: &'l Layer) -> Option<&'l str> {
        let mut lists = layer.allow.iter().filter(|list| !list.is_everything()).peekable();
        if lists.peek().is_none() {
            return Some(layer.allow.first().map_or("allow", |list| &list.path));
        }
        lists.find(|list| !self.is_vouched_by(list)).map(|list| list.path.as_str())
    }

    fn is_vouched_by(&self, list: &CompiledRules) -> bool {
        let holds = |capability: &Capability| list.holds(&Subject::Capability(capability.clone()));
        self.capabilities.iter().any(holds) || self.is_spelled_by(list)
    }

    fn is_spelled_by(&self, list: &CompiledRules) -> bool {
        let (Some(invocation), Some(subject)) = (&self.invocation, &self.subject) else { return false };
        let Subject::Program(command) = subject else { return false };
        let spells = |pattern: Option<&CommandPattern>| {
            pattern.is_some_and(|pattern| pattern.spells(self.flag, invocation, command.context()))
        };
        list.find(subject, &mut |rule| spells(rule.command)).is_some()
    }

    /// The entry to write: the words up to the one that must be spelled, then anything.
    fn suggestion(&self, list: &str, layer: &Layer, context: &Context) -> Option<Suggestion> {
        let invocation = self.invocation?;
        let count = self.flag.min(invocation.args.len());
        let (spelled, rest) = invocation.args.split_at_checked(count)?;
        let spelled = all_some(spelled.iter().map(Word::as_literal))?;
        let mut words = vec![invocation.program];
        words.add_all(spelled);
        let plain = |word: &&str| !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '*');
        if !words.iter().all(plain) {
            return None;
        }
        if !rest.is_empty() {
            words.push("*");
        }
        // Blanks separate where a word has a colon of its own.
        let separator = if words.iter().any(|word| word.contains(':')) { " " } else { ":" };
        let text = words.join(separator);
        let pattern = CommandPattern::parse(&text).ok()?;
        if !pattern.spells(self.flag, &invocation, &context.commands()) {
            return None;
        }
        let suggestion = suggest::add_text(layer, list, Some(format!("cmd:{text}")));
        let languages: Vec<_> = self.capabilities.iter().map(|name| format!("`{}`", name.list_entry())).list();
        let mut message = suggestion.message;
        if !languages.is_empty() {
            message.push_str(&format!(", or {} for all code in that language", languages.join(" or ")));
        }
        if layer.allow.is_empty() {
            message.push_str("; an allow list permits nothing that it does not name");
        }
        Some(Suggestion { message, ..suggestion })
    }
}
