//! The built-in danger list as compiled rules.

use super::context::Context;
use super::layer::Layer;
use super::rules::{CompiledRules, MissingPlaces};
use super::scope::{AskedScope, Scope};
use super::subject::Subject;
use crate::error::{Problem, ProblemCode};
use crate::pattern::Reading;
use crate::pattern::danger::{DangerKind, danger_entries};
use crate::pattern::path::Places;
use crate::policy::{Capability, Origin, Pattern, Rule, RuleSet};

/// What stands before an entry of the danger list where a rule's path is shown.
const PREFIX: &str = "danger list: ";

/// Why the entry behind a rule's path is dangerous.
pub(super) fn reason_of(path: &str) -> &'static str {
    let text = path.strip_prefix(PREFIX);
    danger_entries().iter().find(|entry| Some(entry.text) == text).map_or("", |entry| entry.reason)
}

/// The entries about some of a subject that not every layer opts in to: neither to all of the subject, nor to just that
/// entry.
pub(super) fn still_dangerous(subject: &Subject<'_>, layers: &[Layer], context: &Context) -> Vec<String> {
    let texts = context.danger.matching(subject).into_iter().filter_map(|rule| rule.path.strip_prefix(PREFIX));
    let accepts = |list: &CompiledRules, entry: Option<&Subject<'_>>| {
        list.is_everything() || list.holds(subject) || entry.is_some_and(|entry| list.holds(entry))
    };
    texts
        .filter(|text| {
            let entry = danger_entries().iter().find(|entry| entry.text == *text).and_then(Scope::of_danger);
            let entry = entry.map(|scope| Subject::Scope(AskedScope { scope, context }));
            let accepted = |layer: &Layer| {
                !layer.danger.is_empty() && layer.danger.iter().all(|list| accepts(list, entry.as_ref()))
            };
            !layers.iter().all(accepted)
        })
        .map(str::to_owned)
        .collect()
}

/// Compiles the list for these places. It reads wide, as denials do.
///
/// # Errors
///
/// An entry that cannot be compiled: the list is data of this crate, and a test compiles all of it.
pub(crate) fn danger_rules(places: &Places) -> Result<CompiledRules, Vec<Problem>> {
    let mut rules = RuleSet::default();
    let mut problems = Vec::new();
    for entry in danger_entries() {
        let origin = Origin { path: format!("{PREFIX}{}", entry.text), span: None };
        match entry.kind() {
            DangerKind::Command => rules.commands.extend(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Read => rules.read.extend(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Write => rules.write.extend(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Network => rules.domains.extend(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Keychain => rules.capabilities.push(Rule { pattern: Capability::Keychain, origin }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // `~/.SSH` is `~/.ssh` on the disks of most Macs, whatever the host says of its own.
    CompiledRules::new(&rules, Reading::Denial, &places.ignoring_case(), MissingPlaces::Anywhere)
}

fn rule<P: Pattern>(text: &str, origin: Origin, problems: &mut Vec<Problem>) -> Option<Rule<P>> {
    let pattern = P::parse(text);
    let refused = |error: &crate::pattern::PatternError| {
        problems.push(Problem::error(ProblemCode::InvalidPattern, &origin.path, &error.message));
    };
    pattern.inspect_err(refused).ok().map(|pattern| Rule { pattern, origin: origin.clone() })
}
