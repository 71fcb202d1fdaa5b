//! Flow rules that nothing can trigger.

use super::builtin::{Demand, demand};
use super::name::{covers, extends};
use crate::error::{Problem, ProblemCode};
use crate::list::List;
use crate::policy::{PolicyDocument, Rule};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::quoted;
use crate::tool::Tools;

/// Labels that operations have by what they are. Of commands and tools everything below can be, too.
const KNOWN: [&str; 18] = [
    "op:cmd",
    "op:sh",
    "op:js",
    "op:node",
    "op:py",
    "op:prose",
    "op:show",
    "op:output",
    "op:log",
    "op:append",
    "op:stream",
    "op:exe",
    "net:r",
    "net:w",
    "fs:r",
    "fs:w",
    "tool:r",
    "tool:w",
];

/// A warning for every rule about an operation label that no operation is known to have: none has it by what it is, no
/// entry of `operations` adds it, and no tool is described with it. Functions of a host that are labelled with it are not
/// known here, and the rule may be about those.
///
/// ```
/// use mlld_policy::label::idle_rules;
/// use mlld_policy::policy::{ReadOptions, read_text};
/// use mlld_policy::tool::Tools;
///
/// let policy = read_text(r#"{ "labels": { "secret": { "deny": ["nte:w", "op:cmd:curl"] } } }"#, &ReadOptions::default())?;
/// let idle = idle_rules(&policy.document, &Tools::default());
/// assert_eq!(idle[0].path, "labels.secret.deny[0]");
/// assert_eq!(idle[0].suggestion.as_deref(), Some("did you mean `net:w`?"));
/// assert_eq!(idle.len(), 1);
/// # Ok::<(), mlld_policy::error::PolicyError>(())
/// ```
#[must_use]
pub fn idle_rules(document: &PolicyDocument, tools: &Tools) -> Vec<Problem> {
    let described = tools.iter().flat_map(|(_, tool)| tool.labels()).map(String::as_str);
    let added = document.operations.iter().map(|(risk, _)| risk);
    let known: Vec<&str> = KNOWN.into_iter().chain(described).chain(added).list();
    let is_open = |label: &str| matches!(label, "op:cmd" | "tool:r" | "tool:w");
    let may_be = |rule: &str| known.iter().any(|label| covers(rule, label) || is_open(label) && extends(label, rule));
    let warning = |label: &str, path: &str, span| {
        let message = format!("no operation is known to be {}", quoted(label));
        let otherwise = || format!("say in `operations` what is {}, or describe tools with it", quoted(label));
        let suggestion = nearest(label, known.iter().copied());
        Problem::warning(ProblemCode::IneffectiveRule, path, message)
            .at(span)
            .suggest(suggestion.map_or_else(otherwise, |near| format!("did you mean `{near}`?")))
    };
    let explicit = document.labels.iter().flat_map(|(_, rules)| rules.deny.iter().chain(rules.allow.iter().flatten()));
    let listed = document.operations.iter().flat_map(|(_, listed)| listed);
    let explicit = explicit.chain(listed).map(|rule: &Rule<String>| (rule.pattern.as_str(), &rule.origin));
    let built_in = document.defaults.rules.iter().map(|rule| {
        let risk = match demand(rule.pattern) {
            Demand::NoFlow { to, .. } => to,
            Demand::Carries { operation, .. } => operation,
            Demand::Influence => "llm",
        };
        (risk, &rule.origin)
    });
    let idle = explicit.chain(built_in).filter(|(label, _)| !may_be(label));
    idle.map(|(label, origin)| warning(label, &origin.path, origin.span)).list()
}
