//! From a [`Value`] to a [`Guard`]: every problem is collected, nothing is half understood.

mod action;
mod filter;

pub(crate) use filter::OPERATIONS;
use filter::misread_filter;

use super::action::Action;
use super::condition::{Condition, ConditionError};
use super::definition::{Filter, Guard, Rule, Rules, Scope, Timing, is_name};
use crate::engine::Engine;
use crate::error::{MAX_PROBLEMS, Problem, ProblemCode, locate};
use crate::list::{AddAll, List};
use crate::policy::ReadOptions;
use crate::policy::node::Node;
use crate::policy::path::quoted;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::suggest::nearest;

const KEYS: [&str; 8] = ["name", "timing", "filter", "scope", "privileged", "when", "evaluate", "timeout"];

/// Reads a definition of a guard. What `evaluate` and `timeout` say is the host's; here counts that they are there.
///
/// # Errors
///
/// All problems at once, with code `INVALID_GUARD` and the path of their places (`when[0][1].deny`); those of conditions with
/// line and column in the condition.
pub(crate) fn read_guard(
    definition: &Value,
    taken: &[&str],
    engine: &Engine,
    options: &ReadOptions,
) -> Result<Guard, Vec<Problem>> {
    let mut reader = Reader { problems: Vec::new(), taken, engine, options, plain: false, owner: String::new() };
    let guard = reader.guard(&Node::root(definition, ""));
    match guard {
        Some(guard) if reader.problems.is_empty() => Ok(guard),
        _ if reader.problems.is_empty() => {
            Err(vec![Problem::error(ProblemCode::InvalidGuard, "", "the guard is refused")])
        }
        _ => Err(reader.problems),
    }
}

/// Reads what a function of the host returned: an action without paths in its texts.
///
/// # Errors
///
/// What is wrong with it, in a sentence.
pub(crate) fn read_returned(
    action: &Value,
    guard: &Guard,
    engine: &Engine,
    options: &ReadOptions,
) -> Result<Action, String> {
    let owner = guard.name.clone().unwrap_or_default();
    let mut reader = Reader { problems: Vec::new(), taken: &[], engine, options, plain: true, owner };
    let read = reader.action(&Node::root(action, ""));
    match (reader.problems.first(), read) {
        (None, Some(action)) => Ok(action),
        (Some(problem), _) => Err(problem.message.clone()),
        (None, None) => Err("it is no action".to_owned()),
    }
}

struct Reader<'e> {
    problems: Vec<Problem>,
    /// Names that guards have already.
    taken: &'e [&'e str],
    engine: &'e Engine,
    options: &'e ReadOptions,
    /// Whether texts stand for themselves.
    plain: bool,
    /// The name of the guard.
    owner: String,
}

impl Reader<'_> {
    fn report(&mut self, path: &str, message: impl Into<String>, suggestion: Option<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            let problem = Problem::error(ProblemCode::InvalidGuard, path, message);
            self.problems.push(Problem { suggestion, ..problem });
        }
    }

    fn unknown(&mut self, path: &str, what: &str, given: &str, known: &[&str]) {
        let near = nearest(given, known.iter().copied());
        let suggestion =
            near.map_or_else(|| format!("known are {}", known.join(", ")), |near| format!("did you mean `{near}`?"));
        self.report(path, format!("unknown {what} {}", quoted(given)), Some(suggestion));
    }

    fn expected(&mut self, node: &Node<'_>, expected: &str) {
        self.report(&node.path, format!("expected {expected}, found {}", node.value.kind()), None);
    }

    fn text<'v>(&mut self, node: &Node<'v>) -> Option<&'v str> {
        match &node.value.data {
            Data::String(text) => Some(text),
            _ => {
                self.expected(node, "a string");
                None
            }
        }
    }

    fn switch(&mut self, node: &Node<'_>) -> Option<bool> {
        match node.value.data {
            Data::Bool(switch) => Some(switch),
            _ => {
                self.expected(node, "`true` or `false`");
                None
            }
        }
    }

    fn word<T: Copy>(&mut self, node: &Node<'_>, what: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node)?;
        let found = words.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).list();
            self.unknown(&node.path, what, text, &known);
        }
        found.map(|(_, value)| *value)
    }

    fn guard(&mut self, node: &Node<'_>) -> Option<Guard> {
        let Some(members) = node.members() else {
            self.expected(node, "an object");
            return None;
        };
        for member in members.iter().filter(|member| !KEYS.contains(&member.key.as_str())) {
            self.unknown(&node.member(member).path, "key", &member.key, &KEYS);
        }
        let part = |key: &str| members.iter().find(|member| member.key == key).map(|member| node.member(member));
        let name = part("name").and_then(|node| self.name(&node));
        self.owner = name.clone().unwrap_or_default();
        let timing = match part("timing") {
            Some(node) => self.word(&node, "timing", &TIMINGS),
            None => {
                self.report(
                    "timing",
                    "a guard says when it is asked",
                    Some("`before`, `after` or `always`".to_owned()),
                );
                None
            }
        };
        let filter = match part("filter") {
            Some(node) => self.filter(&node),
            None => {
                self.report("filter", "a guard says what it is asked about", Some(FILTERS.to_owned()));
                None
            }
        };
        let scope = part("scope").map(|node| (self.word(&node, "scope", &SCOPES), node));
        if let (Some((Some(Scope::PerInput), node)), Some(filter)) = (&scope, &filter)
            && filter.is_about_operations()
        {
            let message = format!("the filter `{filter}` is about operations, which have no input of their own");
            self.report(&node.path, message, Some("leave `scope` out".to_owned()));
        }
        let privileged = part("privileged").map(|node| self.switch(&node));
        if let Some(node) = part("timeout") {
            let valid = matches!(node.value.data, Data::Number(limit) if limit > 0.0 && limit <= 2_147_483_647.0);
            if !valid {
                self.report(
                    &node.path,
                    "the limit of time is a number of milliseconds above 0, at most 2147483647",
                    None,
                );
            } else if part("evaluate").is_none() {
                self.report(&node.path, "only a function needs a limit of time", None);
            }
        }
        let rules = match (part("when"), part("evaluate")) {
            (Some(node), None) => self.rules(&node, timing).map(Rules::When),
            (None, Some(_)) => Some(Rules::Evaluate),
            (Some(_), Some(_)) => {
                self.report("when", "a guard has `when` or `evaluate`, not both", None);
                None
            }
            (None, None) => {
                self.report(
                    "when",
                    "a guard needs `when` or `evaluate`",
                    Some("such as `when: [[\"*\", \"deny\"]]`".to_owned()),
                );
                None
            }
        };
        let rules = rules?;
        Some(Guard {
            name,
            timing: timing?,
            filter: filter?,
            scope: scope.and_then(|(scope, _)| scope),
            privileged: privileged.flatten().unwrap_or_default(),
            reads: rules.reads(),
            rules,
        })
    }

    fn name(&mut self, node: &Node<'_>) -> Option<String> {
        let text = self.text(node)?;
        let name = text.strip_prefix('@').unwrap_or(text);
        if !is_name(name) {
            let message = format!("the name {} is no word of letters, digits, `_` and `-`", quoted(text));
            self.report(&node.path, message, None);
        } else if name.starts_with("__policy") {
            self.report(&node.path, "names that begin with `__policy` are those of policies' own guards", None);
        } else if self.taken.contains(&name) {
            self.report(&node.path, format!("a guard is called `@{name}` already"), None);
        } else {
            return Some(name.to_owned());
        }
        None
    }

    fn filter(&mut self, node: &Node<'_>) -> Option<Filter> {
        let text = self.text(node)?;
        if let Some((message, suggestion)) = misread_filter(text) {
            self.report(&node.path, message, Some(suggestion));
            return None;
        }
        if let Some(filter) = Filter::parse(text) {
            return Some(filter);
        }
        self.report(&node.path, format!("the filter {} can match nothing", quoted(text)), Some(FILTERS.to_owned()));
        None
    }

    fn rules(&mut self, node: &Node<'_>, timing: Option<Timing>) -> Option<Vec<Rule>> {
        let Some(items) = node.list() else {
            self.expected(node, "a list of pairs of a condition and an action");
            return None;
        };
        if items.is_empty() {
            self.report(&node.path, "a guard without rules says nothing", None);
        }
        let mut rules = Vec::with_capacity(items.len());
        for item in &items {
            let pair = item.list().unwrap_or_default();
            let [condition, action] = pair.as_slice() else {
                self.report(&item.path, "a rule is a list of two: a condition and an action", None);
                continue;
            };
            let (condition, action_node) = (self.condition(condition), action);
            let action = self.action(action_node);
            if matches!(action, Some(Action::Env { .. })) && timing.is_some_and(|timing| timing != Timing::Before) {
                self.report(
                    &action_node.path,
                    "an environment is for what is yet to run",
                    Some("timing `before`".to_owned()),
                );
            }
            if let (Some(condition), Some(action)) = (condition, action) {
                rules.push(Rule { condition, action });
            }
        }
        Some(rules)
    }

    /// `Some(None)`: always.
    fn condition(&mut self, node: &Node<'_>) -> Option<Option<Condition>> {
        let text = self.text(node)?;
        if text.trim() == "*" {
            return Some(None);
        }
        match Condition::parse(text) {
            Ok(condition) => Some(Some(condition)),
            Err(error) => {
                self.misread(&node.path, text, error);
                None
            }
        }
    }

    fn misread(&mut self, path: &str, text: &str, error: ConditionError) {
        let problem = Problem::error(ProblemCode::InvalidGuard, path, error.message).at(Some(error.span));
        let mut problems = [Problem { suggestion: error.suggestion, ..problem }];
        locate(&mut problems, text);
        self.problems.add_all(problems);
    }
}

const FILTERS: &str = "a label such as `secret`, an operation such as `op:cmd:git`, or a function such as `@deploy`";
const TIMINGS: [(&str, Timing); 4] =
    [("before", Timing::Before), ("after", Timing::After), ("always", Timing::Always), ("for", Timing::Before)];
const SCOPES: [(&str, Scope); 2] = [("perInput", Scope::PerInput), ("perOperation", Scope::PerOperation)];
