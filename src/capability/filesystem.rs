//! A file that is read or written.

use alloc::borrow::Cow;

use super::context::Context;
use super::judge::{TraceSink, judge, weightier};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::subject::{FileMode, FilePath, Subject};
use crate::decision::{Denial, DenialCode, RuleRole, RuleTrace, Suggestion, Topic};
use crate::list::List;
use crate::pattern::path::TargetPath;
use crate::prelude::*;
use crate::text::shown;

/// One file access, by every path that leads to the file.
#[derive(Debug)]
pub(crate) struct FileOperation<'a> {
    mode: FileMode,
    text: Cow<'a, str>,
    questions: Result<Questions<'a>, Refusal>,
}

/// About the given path and, with a `realPath` callback, the real one: both must pass.
#[derive(Debug)]
struct Questions<'a> {
    given: Question<'a>,
    real: Option<Box<Question<'a>>>,
}

/// Why a file could not be told from its path.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) code: DenialCode,
    pub(super) reason: String,
    pub(super) suggestion: Option<String>,
}

/// The path of the file `path` names and, where that is another one, its real path.
pub(super) fn paths(path: &str, context: &Context) -> Result<(TargetPath, Option<TargetPath>), Refusal> {
    let resolve = |path: &str| {
        TargetPath::resolve(path, &context.places).map_err(|error| Refusal {
            code: DenialCode::PolicyUnanalyzable,
            reason: error.message,
            suggestion: error.suggestion,
        })
    };
    let given = resolve(path)?;
    let Some(real_path) = &context.real_path else { return Ok((given, None)) };
    let failed = |why: String| Refusal {
        code: DenialCode::RealPathFailed,
        reason: format!("the host could not say where {} really leads: {why}", shown(given.as_str())),
        suggestion: Some(
            "for a file that does not exist yet, let `realPath` resolve its nearest existing folder".to_owned(),
        ),
    };
    // The system follows a link before the `..` after it: the host gets the path with its `..` in place.
    let unfolded = TargetPath::unfolded(path, &context.places).map_err(|error| failed(error.message))?;
    let real = real_path(&unfolded).map_err(|why| failed(shown(&why)))?;
    // A relative answer would be read against the base, which is not what the host resolved.
    let real = TargetPath::resolve(&real, &context.places.without_base()).map_err(|error| failed(error.message))?;
    let real = Some(real).filter(|real| *real != given);
    Ok((given, real))
}

impl<'a> FileOperation<'a> {
    pub(crate) fn new(mode: FileMode, path: impl Into<Cow<'a, str>>, context: &'a Context) -> Self {
        let text = path.into();
        let question = |path| Question::plain(Subject::File(mode, FilePath::Whole(path)), AllowReach::Every, context);
        let questions = match paths(&text, context) {
            Ok((given, None)) => Ok(Questions { given: question(given), real: None }),
            Ok((given, Some(real))) => Ok(Questions { given: question(given), real: Some(Box::new(question(real))) }),
            Err(refusal) => Err(refusal),
        };
        Self { mode, text, questions }
    }
}

impl Operation for FileOperation<'_> {
    fn describe(&self) -> String {
        let mode = match self.mode {
            FileMode::Read => "read",
            FileMode::Write => "write",
        };
        format!("{mode}: {}", shown(&self.text))
    }

    fn ask(&self, layer: &Layer, context: &Context, mut trace: TraceSink<'_>) -> Option<Denial> {
        let questions = match &self.questions {
            Ok(questions) => questions,
            Err(refusal) => {
                let access = match self.mode {
                    FileMode::Read => "Filesystem read",
                    FileMode::Write => "Filesystem write",
                };
                return refuse(
                    layer.first_file_restriction(),
                    (access, Topic::Files),
                    &self.text,
                    refusal,
                    layer,
                    trace,
                );
            }
        };
        let denial = judge(layer, context, &questions.given, trace.as_deref_mut());
        match &questions.real {
            None => denial,
            Some(real) => weightier(denial, judge(layer, context, real, trace)),
        }
    }
}

/// A target that is not understood is denied by a layer that restricts targets of its kind.
pub(super) fn refuse(
    restriction: Option<String>,
    (access, topic): (&str, Topic),
    text: &str,
    refusal: &Refusal,
    layer: &Layer,
    trace: TraceSink<'_>,
) -> Option<Denial> {
    let rule = restriction?;
    let denial = Denial {
        code: refusal.code,
        reason: format!("{access} denied by policy: {}", refusal.reason),
        policy: Some(layer.name.clone()),
        rule: Some(rule.clone()),
        subject: Some(text.to_owned()),
        span: None,
        suggestions: refusal
            .suggestion
            .iter()
            .map(|message| Suggestion { message: message.clone(), policy: None, path: String::new(), entry: None })
            .list(),
        topic,
    };
    if let Some(trace) = trace {
        trace.push(RuleTrace {
            kind: RuleRole::Limit,
            rule,
            pattern: String::new(),
            matched: true,
            why: refusal.reason.clone(),
            subject: text.to_owned(),
        });
    }
    Some(denial)
}
