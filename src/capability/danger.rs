//! The built-in danger list as compiled rules.

use alloc::rc::Rc;
use alloc::sync::Arc;

use spin::Mutex;

use super::context::Context;
use super::layer::Layer;
use super::rules::{CompiledRules, MissingPlaces};
use super::scope::{AskedScope, Scope};
use super::subject::{FileMode, Subject};
use crate::error::{Problem, ProblemCode};
use crate::list::{AddAll, List};
use crate::pattern::Reading;
use crate::pattern::danger::{DangerEntry, DangerKind, danger_entries};
use crate::pattern::path::{PathScope, Places};
use crate::policy::{Capability, Origin, Pattern, Rule, RuleSet};
use crate::prelude::*;

/// What stands before an entry of the danger list where a rule's path is shown.
const PREFIX: &str = "danger list: ";

/// Why the entry behind a rule's path is dangerous.
pub(super) fn reason_of(path: &str) -> &'static str {
    let text = path.strip_prefix(PREFIX);
    danger_entries().iter().find(|entry| Some(entry.text) == text).map_or("", |entry| entry.reason)
}

/// The entries about some of a subject that not every layer opts in to, for all of the subject or all of the entry.
pub(super) fn still_dangerous(subject: &Subject<'_>, layers: &[Rc<Layer>], context: &Context) -> Vec<String> {
    let texts = context.danger.matching(subject).into_iter().filter_map(|rule| rule.path.strip_prefix(PREFIX));
    let stays = |text: &&str| {
        let entry = danger_entries().iter().find(|entry| entry.text == *text).and_then(whole_entry);
        let entry = entry.map(|scope| Subject::Scope(Box::new(AskedScope { scope, context })));
        let accepts = |list: &CompiledRules| {
            list.is_everything() || list.holds(subject) || entry.as_ref().is_some_and(|entry| list.holds(entry))
        };
        !layers.iter().all(|layer| !layer.danger.is_empty() && layer.danger.iter().all(accepts))
    };
    texts.filter(stays).map(str::to_owned).list()
}

/// All that an entry is about; `None` for commands, which it means in more spellings than an opt-in can hold.
fn whole_entry(entry: &DangerEntry) -> Option<Scope> {
    let files = |mode| Some(Scope::Files(mode, PathScope::new(Pattern::parse(entry.pattern()).ok()?)));
    match entry.kind() {
        DangerKind::Command => None,
        DangerKind::Read => files(FileMode::Read),
        DangerKind::Write => files(FileMode::Write),
        DangerKind::Network => Some(Scope::Hosts(Pattern::parse(entry.pattern()).ok()?)),
        DangerKind::Keychain => Some(Scope::Capability(Capability::Keychain)),
    }
}

/// What the list was compiled to last: most programs have one project folder, whatever number of engines.
static LAST: Mutex<Option<(Places, Arc<CompiledRules>)>> = Mutex::new(None);

/// The list, compiled for these places. It reads wide, as denials do.
///
/// # Errors
///
/// An entry that cannot be compiled: the list is data of this crate, and a test compiles all of it.
pub(crate) fn danger_rules(places: &Places) -> Result<Arc<CompiledRules>, Vec<Problem>> {
    if let Some((known, rules)) = &*LAST.lock()
        && known == places
    {
        return Ok(Arc::clone(rules));
    }
    let rules = Arc::new(compile(places)?);
    *LAST.lock() = Some((places.clone(), Arc::clone(&rules)));
    Ok(rules)
}

fn compile(places: &Places) -> Result<CompiledRules, Vec<Problem>> {
    let mut rules = RuleSet::default();
    let mut problems = Vec::new();
    for entry in danger_entries() {
        let origin = Origin { path: format!("{PREFIX}{}", entry.text).into(), span: None };
        match entry.kind() {
            DangerKind::Command => rules.commands.add_all(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Read => rules.read.add_all(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Write => rules.write.add_all(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Network => rules.domains.add_all(rule(entry.pattern(), origin, &mut problems)),
            DangerKind::Keychain => rules.capabilities.push(Rule { pattern: Capability::Keychain, origin }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // `~/.SSH` is `~/.ssh` on the disks of most Macs, whatever the host says of its own.
    CompiledRules::new(rules, Reading::Denial, &places.ignoring_case(), MissingPlaces::Anywhere)
}

fn rule<P: Pattern>(text: &str, origin: Origin, problems: &mut Vec<Problem>) -> Option<Rule<P>> {
    let pattern = P::parse(text);
    let refused = |error: &crate::pattern::PatternError| {
        problems.push(Problem::error(ProblemCode::InvalidPattern, &origin.path, &error.message));
    };
    pattern.inspect_err(refused).ok().map(|pattern| Rule { pattern, origin: origin.clone() })
}
