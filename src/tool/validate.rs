//! Whether authorisations from elsewhere, such as a planner, fit the tools of the host (labels.md, "Authorisations").

use serde::Serialize;

use super::description::{Description, Tools};
use crate::error::{MAX_PROBLEMS, Problem, ProblemCode, Severity};
use crate::list::List;
use crate::policy::path::{self, quoted};
use crate::policy::value::{Data, MAX_DEPTH, Member, Value};
use crate::policy::{Authorization, Names, ReadOptions, read};
use crate::prelude::*;
use crate::suggest::nearest;

/// What [`validate`] says of a fragment.
#[derive(Debug, Clone, Serialize)]
pub struct Validation {
    /// Whether it may be used: no problem is an error.
    pub valid: bool,
    /// Errors and warnings.
    pub problems: Vec<Problem>,
    #[serde(skip)]
    authorizations: Option<Names<Authorization>>,
}

impl Validation {
    /// What to hold calls against; `None` for a fragment that is not valid, of which nothing may be used. A caller closes
    /// by treating `None` as a layer that authorises nothing (`Names::default()`), never as no layer.
    #[must_use]
    pub fn authorizations(&self) -> Option<&Names<Authorization>> {
        self.authorizations.as_ref()
    }
}

/// Reads a fragment, `{ "authorizations": { "allow": { … } } }` or the value of `authorizations` alone, and holds it against the tools. Besides what reading a policy
/// reports:
///
/// - `UNKNOWN_TOOL`: an entry for a tool that no description is about;
/// - `UNKNOWN_ARGUMENT`: a constraint on an argument that the description does not declare;
/// - `MISSING_CONTROL_ARGUMENT`: an entry that leaves out a control argument, or is `true` for a tool that has any. Calls
///   that give the argument would be refused; where that is meant, `[]` says so;
/// - `UNSUPPORTED_CONSTRAINT`: what an argument must be is written in a way that means nothing.
///
/// All four are errors. One error and nothing of the fragment is used.
///
/// ```
/// use mlld_policy::error::ProblemCode;
/// use mlld_policy::policy::json;
/// use mlld_policy::tool::{read_tools, validate};
///
/// let value = |text| json::parse(text, json::nearest_number).unwrap().0;
/// let tools = r#"{ "send_email": { "args": { "to": "destination", "text": null }, "controlArgs": ["to"] } }"#;
/// let tools = read_tools(&value(tools)).unwrap();
///
/// let good = validate(&value(r#"{ "allow": { "send_email": { "args": { "to": "ann@example.com" } } } }"#), &tools);
/// assert!(good.valid && good.authorizations().is_some());
///
/// let bad = validate(&value(r#"{ "allow": { "send_email": true } }"#), &tools);
/// assert!(!bad.valid && bad.authorizations().is_none());
/// assert_eq!(bad.problems[0].code, ProblemCode::MissingControlArgument);
/// ```
#[must_use]
pub fn validate(fragment: &Value, tools: &Tools) -> Validation {
    let fragment = match &fragment.data {
        Data::Object(members) => match members.as_slice() {
            [only] if only.key == ROOT => &only.value,
            _ => fragment,
        },
        _ => fragment,
    };
    if fragment.is_deeper_than(MAX_DEPTH) {
        let problem = Problem::error(ProblemCode::InvalidSyntax, ROOT, "the value is nested too deeply");
        return Validation { valid: false, problems: vec![problem], authorizations: None };
    }
    let mut checker = Checker { tools, problems: Vec::new() };
    // The same reader as for policies: whatever is valid here means the same there. It reads no text, so no numbers of one.
    let options = ReadOptions { capabilities: Vec::new(), number: |_| f64::NAN };
    let document = Value::object([(ROOT, fragment.clone())]);
    let authorizations = match read(&document, &options) {
        Ok(accepted) => {
            checker.problems = accepted.warnings;
            accepted.document.authorizations
        }
        Err(error) => {
            let constraints = constraint_paths(fragment);
            checker.problems = error.problems.into_iter().map(|problem| unsupported(problem, &constraints)).list();
            None
        }
    };
    checker.fragment(fragment);
    let problems = checker.problems;
    let valid = !problems.iter().any(|problem| problem.severity == Severity::Error);
    Validation { valid, problems, authorizations: authorizations.filter(|_| valid) }
}

/// The key of policies that a fragment is the value of, with which its paths begin.
const ROOT: &str = "authorizations";

/// The entries of a fragment, each with its path, as far as it has the shape of one.
fn entries(fragment: &Value) -> impl Iterator<Item = (&str, String, &Value)> {
    let allow = path::key(ROOT, "allow");
    members(fragment, "allow").map(move |entry| (entry.key.trim(), path::key(&allow, &entry.key), &entry.value))
}

/// The members of the object that is the member `key` of a value.
fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Member> {
    let all = |value: &'v Value| match &value.data {
        Data::Object(members) => members.as_slice(),
        _ => &[],
    };
    all(value).iter().find(|member| member.key == key).map(|member| all(&member.value)).unwrap_or_default().iter()
}

/// The paths of all that says what an argument must be, but for arguments whose name is the problem.
fn constraint_paths(fragment: &Value) -> Names<()> {
    let paths = entries(fragment).flat_map(|(_, entry, value)| {
        let args = path::key(&entry, "args");
        let named = |key: &str| !key.trim().is_empty() && !key.contains(char::is_control);
        members(value, "args")
            .filter(move |argument| named(&argument.key))
            .map(move |argument| (path::key(&args, &argument.key), ()))
    });
    paths.collect()
}

/// A problem that reading found, with the code of constraints where it is about one.
fn unsupported(problem: Problem, constraints: &Names<()>) -> Problem {
    let general =
        matches!(problem.code, ProblemCode::InvalidType | ProblemCode::InvalidValue | ProblemCode::UnknownKey);
    let path = problem.path.as_str();
    let parents = path.match_indices(['.', '[']).filter_map(|(end, _)| path.get(..end));
    if general && parents.chain([path]).any(|path| constraints.contains(path)) {
        return Problem { code: ProblemCode::UnsupportedConstraint, ..problem };
    }
    problem
}

/// Holds entries against descriptions, whether or not they could be read.
struct Checker<'t> {
    tools: &'t Tools,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    /// Reports what `problem` makes, which is not made where it would not be listed.
    fn report(&mut self, problem: impl FnOnce() -> Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem());
        }
    }

    fn fragment(&mut self, fragment: &Value) {
        for (tool, path, entry) in entries(fragment) {
            match self.tools.get(tool) {
                Some(description) => self.entry(description, &path, entry),
                None => self.unknown_tool(tool, path, entry),
            }
        }
    }

    fn unknown_tool(&mut self, tool: &str, path: String, entry: &Value) {
        let tools = self.tools;
        self.report(|| {
            let message = format!("no tool is called {}", quoted(tool));
            let problem = Problem::error(ProblemCode::UnknownTool, path, message).at(entry.span);
            problem.suggest(suggestion(tool, tools.iter().map(|(name, _)| name), "describe it in the option `tools`"))
        });
    }

    fn entry(&mut self, description: &Description, path: &str, entry: &Value) {
        match &entry.data {
            Data::Bool(true) => {
                if let Some(control) = description.control_arguments().next() {
                    self.report(|| {
                        let message =
                            format!("`true` leaves open what the control argument {} may be", quoted(control));
                        Problem::error(ProblemCode::MissingControlArgument, path, message)
                            .at(entry.span)
                            .suggest("write `{ \"args\": { … } }` with each control argument")
                    });
                }
            }
            // What has no `args` to speak of was reported when it was read.
            Data::Object(entries) => {
                if let Some(args) = entries.iter().find(|member| member.key == "args")
                    && let Data::Object(listed) = &args.value.data
                {
                    self.args(description, &path::key(path, "args"), &args.value, listed);
                }
            }
            _ => {}
        }
    }

    fn args(&mut self, description: &Description, path: &str, args: &Value, listed: &[Member]) {
        for argument in listed {
            let name = argument.key.trim();
            if description.argument(name).is_none() {
                self.report(|| {
                    let message = format!("the tool has no argument {}", quoted(name));
                    Problem::error(ProblemCode::UnknownArgument, path::key(path, &argument.key), message)
                        .at(argument.key_span.or(argument.value.span))
                        .suggest(suggestion(name, description.arguments().map(|(name, _)| name), "leave it out"))
                });
            }
        }
        let listed: Names<()> = listed.iter().map(|argument| (argument.key.trim().to_owned(), ())).collect();
        for name in description.control_arguments().filter(|name| !listed.contains(name)) {
            self.report(|| {
                let message = format!("the control argument {} is not constrained", quoted(name));
                Problem::error(ProblemCode::MissingControlArgument, path, message)
                    .at(args.span)
                    .suggest(format!("say what {} may be, `[]` where it must be empty", quoted(name)))
            });
        }
    }
}

/// The likely name, or else what to do.
fn suggestion<'n>(given: &str, known: impl Iterator<Item = &'n str>, otherwise: &str) -> String {
    nearest(given, known).map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests;
