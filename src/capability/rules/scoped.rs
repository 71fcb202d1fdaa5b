//! Rules held against a whole set of operations.

use super::{CompiledRules, MissingPlaces, RuleRef, capability, command};
use crate::capability::scope::{AskedScope, Scope};
use crate::list::{List, all_some};
use crate::pattern::{Budget, Reading};
use crate::policy::{Capability, Rule};
use crate::prelude::*;

impl CompiledRules {
    /// The `wanted` rules that match some of a scope: of denials all of them; of permissions those that together hold
    /// all of it, or none.
    pub(super) fn matching_scope<'s>(
        &'s self,
        asked: &AskedScope<'_>,
        wanted: &mut dyn FnMut(&RuleRef<'s>) -> bool,
    ) -> Vec<RuleRef<'s>> {
        let AskedScope { scope, context } = asked;
        // One for each list, so that no answer depends on what else was asked.
        let budget = &Budget::default();
        let denial = self.reading == Reading::Denial;
        match scope {
            Scope::Commands(scope) => {
                let folders = context.trusted_folders.as_slice();
                let places = context.commands();
                if denial {
                    let rules = chosen(&self.commands.0, command, |_| true, wanted);
                    let met = scope.meets_denials(rules.iter().map(|(pattern, _)| *pattern), &places);
                    return rules.iter().zip(met).filter(|(_, met)| *met).map(|((_, rule), _)| *rule).list();
                }
                let rules = chosen(&self.commands.0, command, |pattern| scope.may_meet(pattern, folders), wanted);
                let held = scope.is_within(rules.iter().map(|(pattern, _)| *pattern), folders, budget);
                meeting(if held { &rules } else { &[] }, |pattern| scope.meets_permission(pattern, folders, budget))
            }
            Scope::Files(mode, scope) => {
                let rules = chosen(&self.files(*mode).0, RuleRef::new, |_| true, wanted);
                if self.missing == MissingPlaces::Anywhere {
                    // As the danger list is compiled.
                    let places = context.places.ignoring_case();
                    let scope = scope.bind(&places, budget);
                    return meeting(&rules, |pattern| scope.meets_built_in_denial(pattern));
                }
                let scope = scope.bind(&context.places, budget);
                if denial {
                    return meeting(&rules, |pattern| scope.meets_denial(pattern));
                }
                let held = scope.is_within(rules.iter().map(|(pattern, _)| *pattern));
                meeting(if held { &rules } else { &[] }, |pattern| scope.meets_permission(pattern))
            }
            Scope::Hosts(scope) => {
                let rules = chosen(&self.domains.0, RuleRef::new, |_| true, wanted);
                meeting(&rules, |pattern| if denial { pattern.meets(scope) } else { pattern.covers(scope) })
            }
            Scope::Packages { ecosystem, languages } => {
                let rules = chosen(&self.capabilities, capability, |_| true, wanted);
                if denial {
                    return meeting(&rules, |rule| rule == ecosystem || languages.contains(rule));
                }
                holding_packages(rules.into_iter(), ecosystem, languages)
            }
            Scope::Capability(name) => {
                meeting(&chosen(&self.capabilities, capability, |_| true, wanted), |rule| rule == name)
            }
        }
    }

    /// Every rule about operations of the kind that a scope is of.
    pub(super) fn about(&self, scope: &Scope) -> Vec<RuleRef<'_>> {
        match scope {
            Scope::Commands(_) => self.commands.0.iter().map(command).list(),
            Scope::Files(mode, _) => self.files(*mode).0.iter().map(RuleRef::new).list(),
            Scope::Hosts(_) => self.domains.0.iter().map(RuleRef::new).list(),
            Scope::Packages { .. } | Scope::Capability(_) => self.capabilities.iter().map(capability).list(),
        }
    }
}

/// The `wanted` ones of the rules that `may` count, with their patterns.
fn chosen<'r, P>(
    rules: &'r [Rule<P>],
    as_rule: impl Fn(&'r Rule<P>) -> RuleRef<'r>,
    may: impl Fn(&'r P) -> bool,
    wanted: &mut dyn FnMut(&RuleRef<'r>) -> bool,
) -> Vec<(&'r P, RuleRef<'r>)> {
    let rules = rules.iter().filter(|rule| may(&rule.pattern)).map(|rule| (&rule.pattern, as_rule(rule)));
    rules.filter(|(_, rule)| wanted(rule)).list()
}

/// The rules whose patterns have something in common with a scope.
fn meeting<'r, P>(rules: &[(&'r P, RuleRef<'r>)], meets: impl Fn(&'r P) -> bool) -> Vec<RuleRef<'r>> {
    rules.iter().filter(|(pattern, _)| meets(pattern)).map(|(_, rule)| *rule).list()
}

/// The capability rules of a list that hold packages together, in their order; none where they do not.
fn holding_packages<'r>(
    rules: impl Iterator<Item = (&'r Capability, RuleRef<'r>)>,
    ecosystem: &Capability,
    languages: &[Capability],
) -> Vec<RuleRef<'r>> {
    let rules: Vec<_> = rules.list();
    let of = |wanted: &Capability| rules.iter().find(|(capability, _)| *capability == wanted).map(|(_, rule)| *rule);
    let by_languages = || all_some(languages.iter().map(of)).filter(|found| !found.is_empty());
    of(ecosystem).map(|rule| vec![rule]).or_else(by_languages).unwrap_or_default()
}
