//! One policy of an engine, compiled.

use super::integrity_rule::IntegrityRule;
use super::rules::{CompiledRules, MissingPlaces};
use super::subject::{Kind, Subject};
use crate::error::Problem;
use crate::list::{AddAll, List};
use crate::pattern::Reading;
use crate::pattern::path::Places;
use crate::policy::{CAPABILITIES, Capability, PolicyDocument, RuleSet, Stance};
use crate::prelude::*;

/// A layer: what one policy says, ready to be asked.
#[derive(Debug)]
pub(crate) struct Layer {
    /// Its name, or its place among the layers (`layers[0]`).
    pub(crate) name: String,
    /// Allow lists; a subject must be on every one. None at all is no whitelist.
    pub(crate) allow: Vec<CompiledRules>,
    pub(crate) deny: CompiledRules,
    /// Opt-ins; a danger entry must be in every list, and none opts in to nothing.
    pub(crate) danger: Vec<CompiledRules>,
    /// `env.net.allow`: a host must be on it too.
    pub(crate) reachable: Option<CompiledRules>,
    pub(crate) integrity: Vec<IntegrityRule>,
    /// What was compiled, for the keys that need no compiling: `allow`, `deny` and `danger` stand in the fields above
    /// alone.
    pub(crate) document: PolicyDocument,
}

impl Layer {
    /// Compiles a document. `fallback_name` is used where it has none.
    ///
    /// # Errors
    ///
    /// Path patterns that lead nowhere without a base or home folder, all of them.
    pub(crate) fn compile(
        mut document: PolicyDocument,
        fallback_name: String,
        places: &Places,
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut compile =
            |rules: RuleSet, reading| match CompiledRules::new(rules, reading, places, MissingPlaces::Refused) {
                Ok(rules) => Some(rules),
                Err(found) => {
                    problems.add_all(found);
                    None
                }
            };
        // `env.net` restricts hosts beside the capability rules: its denials unite with theirs, its allow list is one
        // more, about hosts alone.
        document.deny.domains.append(&mut document.env.net.deny.clone());
        let reachable = document.env.net.allow.clone().map(|domains| RuleSet {
            path: "env.net.allow".to_owned(),
            domains,
            ..RuleSet::default()
        });

        let permissions = |lists: &mut Vec<RuleSet>| core::mem::take(lists).into_iter();
        let allow: Vec<_> = permissions(&mut document.allow).map(|rules| compile(rules, Reading::Permission)).list();
        let deny = compile(core::mem::take(&mut document.deny), Reading::Denial);
        let danger: Vec<_> = permissions(&mut document.danger).map(|rules| compile(rules, Reading::Permission)).list();
        let reachable = reachable.map(|rules| compile(rules, Reading::Permission));
        let integrity: Vec<_> = document
            .filesystem_integrity
            .iter()
            .filter_map(|rule| IntegrityRule::compile(rule, places).map_err(|problem| problems.push(problem)).ok())
            .list();

        let (Some(allow), Some(deny), Some(danger), Some(reachable)) =
            (all(allow), deny, all(danger), reachable.map_or(Some(None), |rules| rules.map(Some)))
        else {
            return Err(problems);
        };
        if !problems.is_empty() {
            return Err(problems);
        }
        let name = document.name.clone().unwrap_or(fallback_name);
        Ok(Self { name, allow, deny, danger, reachable, integrity, document })
    }

    /// Whether `default: "deny"` decides, which it does where there is no allow list.
    pub(crate) fn denies_by_default(&self) -> bool {
        self.allow.is_empty() && self.document.default == Stance::Deny
    }

    /// The path of the allow list with this index.
    pub(crate) fn allow_path(&self, index: usize) -> &str {
        self.allow.get(index).map_or("allow", |list| &list.path)
    }

    /// The list of permissions that stands under this key.
    pub(crate) fn permissions(&self, path: &str) -> Option<&CompiledRules> {
        self.allow.iter().chain(&self.danger).chain(&self.reachable).find(|list| list.path == path)
    }

    /// The first rule that something which could be any operation could slip past: a rule of whatever kind, since what
    /// is not understood could also read a file or talk to a host.
    ///
    /// Without `beside_danger`, not opting in to the whole danger list is a restriction too.
    pub(crate) fn first_restriction(&self, beside_danger: bool) -> Option<String> {
        let rule = self.deny.first_path().map(str::to_owned).or_else(|| self.first_rule(true));
        rule.or_else(|| if beside_danger { None } else { self.danger_limit() })
    }

    /// The first rule about files, which a path that is not understood could slip past.
    pub(crate) fn first_file_restriction(&self) -> Option<String> {
        self.denial_about(CompiledRules::mentions_files).or_else(|| self.first_limit(false))
    }

    /// The first rule about hosts, which a target that is not understood could slip past.
    pub(crate) fn first_host_restriction(&self) -> Option<String> {
        self.denial_about(CompiledRules::mentions_hosts).or_else(|| self.first_limit(true))
    }

    fn denial_about(&self, mentions: fn(&CompiledRules) -> bool) -> Option<String> {
        (self.deny.is_everything() || mentions(&self.deny)).then(|| "deny".to_owned())
    }

    /// What restricts operations besides deny rules. The danger list is about files and hosts too, so that only a layer
    /// which opts in to all of it is free of it.
    fn first_limit(&self, of_hosts: bool) -> Option<String> {
        self.first_rule(of_hosts).or_else(|| self.danger_limit())
    }

    fn danger_limit(&self) -> Option<String> {
        (!self.accepts_all_danger()).then(|| "danger list".to_owned())
    }

    /// What restricts operations besides deny rules and the danger list.
    fn first_rule(&self, of_hosts: bool) -> Option<String> {
        if let Some(index) = self.allow.iter().position(|list| !list.is_everything()) {
            return Some(self.allow_path(index).to_owned());
        }
        if self.denies_by_default() {
            return Some("default".to_owned());
        }
        (of_hosts && self.reachable.is_some()).then(|| "env.net.allow".to_owned())
    }

    /// The rule that denies everything, if there is one.
    pub(crate) fn rule_against_everything(&self) -> Option<String> {
        self.deny.first_path().filter(|_| self.deny.is_everything()).map(str::to_owned)
    }

    /// The languages and registered capabilities that are denied, or not allowed, each with the rule.
    pub(crate) fn denied_capabilities(&self, registered: &[String]) -> Vec<(String, String)> {
        let built_in = CAPABILITIES.iter().map(|(capability, _)| capability.clone());
        let built_in =
            built_in.filter(|capability| !matches!(capability, Capability::Packages(_) | Capability::Keychain));
        let registered = registered.iter().cloned().map(Capability::Registered);
        let denied = |capability: Capability| {
            let rule = self.rule_against(&Subject::Capability(capability.clone()))?;
            Some((capability.name().to_owned(), rule))
        };
        built_in.chain(registered).filter_map(denied).list()
    }

    /// The rule by which there is no network at all, if there is one.
    pub(crate) fn rule_against_network(&self) -> Option<String> {
        self.rule_against(&Subject::Kind(Kind::Network))
    }

    /// The first rule that denies hosts, or the list that permits only some.
    pub(crate) fn first_host_rule(&self) -> Option<String> {
        self.deny.first_host_path().map(str::to_owned).or_else(|| self.first_rule(true))
    }

    /// The first rule that denies files, or the list that permits only some.
    pub(crate) fn first_file_rule(&self) -> Option<String> {
        self.deny.first_file_path().map(str::to_owned).or_else(|| self.first_rule(false))
    }

    /// The rule that denies a subject, or the list that does not permit it; rules against everything aside.
    fn rule_against(&self, subject: &Subject<'_>) -> Option<String> {
        let denied = self.deny.first(subject).filter(|rule| !rule.everything).map(|rule| rule.path.to_owned());
        let missing =
            || self.allow.iter().position(|list| !list.holds(subject)).map(|at| self.allow_path(at).to_owned());
        denied.or_else(missing).or_else(|| self.denies_by_default().then(|| "default".to_owned()))
    }

    /// Whether two layers are one, given twice.
    pub(crate) fn says_the_same_as(&self, other: &Self) -> bool {
        let same = |one: &[CompiledRules], other: &[CompiledRules]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.says_the_same_as(other))
        };
        same(&self.allow, &other.allow)
            && self.deny.says_the_same_as(&other.deny)
            && same(&self.danger, &other.danger)
            && self.document.to_value() == other.document.to_value()
    }

    /// Whether the layer opts in to the whole danger list.
    pub(crate) fn accepts_all_danger(&self) -> bool {
        !self.danger.is_empty() && self.danger.iter().all(CompiledRules::is_everything)
    }
}

fn all<T>(items: Vec<Option<T>>) -> Option<Vec<T>> {
    items.into_iter().collect()
}
