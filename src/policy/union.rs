//! The merged document, for people to look at. Decisions never use it: an engine asks every layer.

use super::document::{
    Attenuation, Authorization, Autosign, Defaults, Env, Integrity, Keychain, LabelRules, Limits, NameRules, NetRules,
    PolicyDocument, Stance, Unlabeled,
};
use super::rules::{Pattern, Rule, RuleSet};
use crate::list::{AddAll, List};
use crate::names::Names;
use crate::pattern::command::{CommandPattern, is_exception};
use crate::prelude::*;

/// One document that says what two documents say together (policy.md, "Layers").
///
/// What permits intersects, what forbids unites, limits take the minimum, and the strict word wins. Of two nested
/// patterns the narrower stays; of two that merely overlap neither does, so that the result may permit less than the
/// two layers, but never more: for the same reason an allow rule of one document that would be an exception to a
/// denial of the other is left out. Where two single values cannot be joined (`env.default`, a keychain's `provider`,
/// an `auth` entry), the first document's stays.
///
/// The union with itself changes nothing, and order does not matter but for the order of rules and the single values.
/// It is associative where patterns are nested or disjoint. Its time grows with the product of the numbers of rules.
///
/// ```
/// use mlld_policy::policy::{ReadOptions, read_text, union};
///
/// let team = read_text(r#"{ "allow": ["cmd:git:*"], "limits": { "maxTokens": 9000 } }"#, &ReadOptions::default())?;
/// let project = read_text(r#"{ "allow": ["cmd:git:status:*"], "deny": ["sh"] }"#, &ReadOptions::default())?;
/// assert_eq!(
///     serde_json::to_string(&union(&team.document, &project.document)).unwrap(),
///     r#"{"allow":{"cmd":["git:status:*"]},"deny":{"sh":["*"]},"limits":{"maxTokens":9000}}"#,
/// );
/// # Ok::<(), mlld_policy::error::PolicyError>(())
/// ```
#[must_use]
pub fn union(a: &PolicyDocument, b: &PolicyDocument) -> PolicyDocument {
    let (allow_a, allow_b) = (meet_lists(&a.allow), meet_lists(&b.allow));
    let allow = match (allow_a, allow_b) {
        (None, None) => None,
        (Some(only), None) => Some(if b.default == Stance::Deny { RuleSet::default() } else { only }),
        (None, Some(only)) => Some(if a.default == Stance::Deny { RuleSet::default() } else { only }),
        (Some(a), Some(b)) => Some(meet_rules(&a, &b)),
    };
    let allow = allow.map(|mut allow| {
        allow.commands.retain(|rule| !excepts_foreign_denial(rule, a) && !excepts_foreign_denial(rule, b));
        allow
    });
    let danger = meet_lists(&a.danger).zip(meet_lists(&b.danger)).map(|(a, b)| meet_rules(&a, &b));
    PolicyDocument {
        name: names(a.name.as_deref(), b.name.as_deref()),
        locked: a.locked || b.locked,
        default: if a.default == Stance::Deny { a.default } else { b.default },
        allow: allow.into_iter().list(),
        deny: join_rules(&a.deny, &b.deny),
        danger: danger.into_iter().list(),
        defaults: defaults(&a.defaults, &b.defaults),
        labels: merge(&a.labels, &b.labels, label_rules),
        operations: merge(&a.operations, &b.operations, |a, b| join_texts(a, b)),
        authorizations: either(a.authorizations.as_ref(), b.authorizations.as_ref(), authorizations),
        keychain: either(a.keychain.as_ref(), b.keychain.as_ref(), keychain),
        auth: merge(&a.auth, &b.auth, |a, _| a.clone()),
        signers: merge(&a.signers, &b.signers, |a, b| join_texts(a, b)),
        filesystem_integrity: integrity(&a.filesystem_integrity, &b.filesystem_integrity),
        env: env(&a.env, &b.env),
        limits: Limits {
            max_tokens: either(a.limits.max_tokens.as_ref(), b.limits.max_tokens.as_ref(), |a, b| *a.min(b)),
            timeout: either(a.limits.timeout.as_ref(), b.limits.timeout.as_ref(), |a, b| a.min(*b)),
        },
    }
}

/// Whether an allow rule would be an exception to a denial of `document` that `document` itself does not make.
fn excepts_foreign_denial(rule: &Rule<CommandPattern>, document: &PolicyDocument) -> bool {
    document.deny.commands.iter().filter(|denial| is_exception(&rule.pattern, &denial.pattern)).any(|denial| {
        let own = |own: &Rule<CommandPattern>| {
            own.pattern.covers(&rule.pattern) && is_exception(&own.pattern, &denial.pattern)
        };
        document.allow.is_empty() || !document.allow.iter().all(|list| list.commands.iter().any(own))
    })
}

/// The names of two documents, each once: `team + project`.
fn names(a: Option<&str>, b: Option<&str>) -> Option<String> {
    let mut seen = Names::default();
    let mut names = Vec::new();
    for name in [a, b].into_iter().flatten().flat_map(|name| name.split(" + ")) {
        if seen.insert(name, ()) {
            names.push(name);
        }
    }
    (!names.is_empty()).then(|| names.join(" + "))
}

/// Both joined, or the one that is there.
fn either<T: Clone>(a: Option<&T>, b: Option<&T>, join: impl FnOnce(&T, &T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(join(a, b)),
        (only, None) | (None, only) => only.cloned(),
    }
}

/// Both maps, with the values of common keys joined.
fn merge<T: Clone>(a: &Names<T>, b: &Names<T>, join: impl Fn(&T, &T) -> T) -> Names<T> {
    let mut merged = a.clone();
    for (key, theirs) in b.iter() {
        let value = merged.get(key).map_or_else(|| theirs.clone(), |ours| join(ours, theirs));
        merged.insert(key, value);
    }
    merged
}

/// All rules, each key once.
fn join<P: Clone>(a: &[Rule<P>], b: &[Rule<P>], key: fn(&P) -> &str) -> Vec<Rule<P>> {
    let mut seen = Names::default();
    let mut joined = Vec::new();
    for rules in [a, b] {
        for rule in rules {
            if seen.insert(key(&rule.pattern), ()) {
                joined.push(rule.clone());
            }
        }
    }
    joined
}

/// The narrower of every two rules of which one covers the other, each key once. Of two that mean the same, the one
/// whose key comes first: which side it stands on must not matter.
fn meet<P: Clone>(a: &[Rule<P>], b: &[Rule<P>], covers: fn(&P, &P) -> bool, key: fn(&P) -> &str) -> Vec<Rule<P>> {
    let mut narrower = Vec::new();
    for ours in a {
        for theirs in b {
            let narrow = match (covers(&theirs.pattern, &ours.pattern), covers(&ours.pattern, &theirs.pattern)) {
                (true, true) if key(&ours.pattern) > key(&theirs.pattern) => theirs,
                (true, _) => ours,
                (false, true) => theirs,
                (false, false) => continue,
            };
            narrower.push(narrow.clone());
        }
    }
    join(&narrower, &[], key)
}

fn join_patterns<P: Pattern>(a: &[Rule<P>], b: &[Rule<P>]) -> Vec<Rule<P>> {
    join(a, b, P::source)
}

fn meet_patterns<P: Pattern>(a: &[Rule<P>], b: &[Rule<P>]) -> Vec<Rule<P>> {
    meet(a, b, P::covers, P::source)
}

fn join_texts(a: &[Rule<String>], b: &[Rule<String>]) -> Vec<Rule<String>> {
    join(a, b, String::as_str)
}

/// Names and globs: all that is known of them is that `*` covers the rest.
fn meet_texts(a: &[Rule<String>], b: &[Rule<String>]) -> Vec<Rule<String>> {
    meet(a, b, |outer, inner| outer == "*" || outer == inner, String::as_str)
}

/// Labels match by prefix at `:`.
fn label_covers(outer: &str, inner: &str) -> bool {
    outer == "*" || inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

fn join_rules(a: &RuleSet, b: &RuleSet) -> RuleSet {
    RuleSet {
        path: String::new(),
        everything: a.everything.clone().or_else(|| b.everything.clone()),
        commands: join_patterns(&a.commands, &b.commands),
        read: join_patterns(&a.read, &b.read),
        write: join_patterns(&a.write, &b.write),
        domains: join_patterns(&a.domains, &b.domains),
        capabilities: join(&a.capabilities, &b.capabilities, super::rules::Capability::name),
    }
}

fn meet_lists(lists: &[RuleSet]) -> Option<RuleSet> {
    let (first, rest) = lists.split_first()?;
    Some(rest.iter().fold(first.clone(), |met, list| meet_rules(&met, list)))
}

fn meet_rules(a: &RuleSet, b: &RuleSet) -> RuleSet {
    // Where one side permits everything, the other side's rules stay as they are.
    let everything = a.everything.clone().zip(b.everything.clone()).map(|(origin, _)| origin);
    let none = RuleSet::default();
    let kept_of_a = if b.everything.is_some() { a } else { &none };
    let kept_of_b = if a.everything.is_some() { b } else { &none };
    let kept = join_rules(kept_of_a, kept_of_b);
    let met = RuleSet {
        path: String::new(),
        everything: None,
        commands: meet_patterns(&a.commands, &b.commands),
        read: meet_patterns(&a.read, &b.read),
        write: meet_patterns(&a.write, &b.write),
        domains: meet_patterns(&a.domains, &b.domains),
        capabilities: meet(&a.capabilities, &b.capabilities, PartialEq::eq, super::rules::Capability::name),
    };
    RuleSet { everything, ..join_rules(&kept, &met) }
}

fn defaults(a: &Defaults, b: &Defaults) -> Defaults {
    let unlabeled = |a: &Unlabeled, b: &Unlabeled| *a.max(b);
    Defaults {
        unlabeled: either(a.unlabeled.as_ref(), b.unlabeled.as_ref(), unlabeled),
        rules: join(&a.rules, &b.rules, |rule| rule.as_str()),
        trustconflict: a.trustconflict.max(b.trustconflict),
        autosign: either(a.autosign.as_ref(), b.autosign.as_ref(), autosign),
        autoverify: a.autoverify.clone().max(b.autoverify.clone()),
    }
}

fn autosign(a: &Autosign, b: &Autosign) -> Autosign {
    let mut variables = a.variables.clone();
    variables.add_all(b.variables.iter().filter(|variable| !a.variables.contains(variable)).cloned());
    Autosign { instructions: a.instructions || b.instructions, variables }
}

fn label_rules(a: &LabelRules, b: &LabelRules) -> LabelRules {
    let excepts = |rule: &Rule<String>, of: &LabelRules| {
        of.deny.iter().any(|denial| {
            let own = of.allow.as_ref().is_some_and(|allow| {
                allow
                    .iter()
                    .any(|own| label_covers(&own.pattern, &rule.pattern) && label_covers(&denial.pattern, &own.pattern))
            });
            label_covers(&denial.pattern, &rule.pattern) && !own
        })
    };
    let allow = either(a.allow.as_ref(), b.allow.as_ref(), |a, b| {
        meet(a, b, |outer, inner| label_covers(outer, inner), String::as_str)
    });
    LabelRules {
        allow: allow.map(|allow| allow.into_iter().filter(|rule| !excepts(rule, a) && !excepts(rule, b)).list()),
        deny: join_texts(&a.deny, &b.deny),
    }
}

/// The tools in both, with the clauses of both.
fn authorizations(a: &Names<Authorization>, b: &Names<Authorization>) -> Names<Authorization> {
    let common = a.iter().filter_map(|(tool, ours)| Some((tool, ours, b.get(tool)?)));
    common
        .map(|(tool, ours, theirs)| {
            let args = either(ours.args.as_ref(), theirs.args.as_ref(), |a, b| {
                merge(a, b, |a, b| a.iter().chain(b.iter().filter(|clause| !a.contains(clause))).cloned().collect())
            });
            (tool.to_owned(), Authorization { args, origin: ours.origin.clone() })
        })
        .collect()
}

fn keychain(a: &Keychain, b: &Keychain) -> Keychain {
    Keychain {
        provider: a.provider.clone().or_else(|| b.provider.clone()),
        allow: either(a.allow.as_ref(), b.allow.as_ref(), |a, b| meet_texts(a, b)),
        deny: join_texts(&a.deny, &b.deny),
    }
}

fn integrity(a: &[Integrity], b: &[Integrity]) -> Vec<Integrity> {
    let mut entries = a.to_vec();
    for theirs in b {
        match entries.iter_mut().find(|ours| ours.pattern.source() == theirs.pattern.source()) {
            Some(ours) => {
                ours.mutable = either(ours.mutable.as_ref(), theirs.mutable.as_ref(), |a, b| *a && *b);
                ours.authorized_identities =
                    either(ours.authorized_identities.as_ref(), theirs.authorized_identities.as_ref(), |a, b| {
                        meet_texts(a, b)
                    });
            }
            None => entries.push(theirs.clone()),
        }
    }
    entries
}

fn env(a: &Env, b: &Env) -> Env {
    Env {
        default: a.default.clone().or_else(|| b.default.clone()),
        providers: merge(&a.providers, &b.providers, |a, b| if a.allowed { b.clone() } else { a.clone() }),
        tools: name_rules(&a.tools, &b.tools),
        mcps: name_rules(&a.mcps, &b.mcps),
        net: NetRules {
            allow: either(a.net.allow.as_ref(), b.net.allow.as_ref(), |a, b| meet_patterns(a, b)),
            deny: join_patterns(&a.net.deny, &b.net.deny),
        },
    }
}

/// The lists widen only where both documents ask for it.
fn name_rules(a: &NameRules, b: &NameRules) -> NameRules {
    let widen = a.attenuation.zip(b.attenuation) == Some((Attenuation::Union, Attenuation::Union));
    NameRules {
        allow: either(
            a.allow.as_ref(),
            b.allow.as_ref(),
            |a, b| if widen { join_texts(a, b) } else { meet_texts(a, b) },
        ),
        deny: join_texts(&a.deny, &b.deny),
        attenuation: match (a.attenuation, b.attenuation) {
            (None, None) => None,
            _ if widen => Some(Attenuation::Union),
            _ => Some(Attenuation::Intersection),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::{ReadOptions, read_text, union};

    fn united(a: &str, b: &str) -> String {
        let read = |text| read_text(text, &ReadOptions::default()).unwrap().document;
        serde_json::to_string(&union(&read(a), &read(b))).unwrap()
    }

    macro_rules! united {
        ($($name:ident: $a:literal, $b:literal => $expected:literal;)*) => {$(
            #[test]
            fn $name() {
                assert_eq!(united($a, $b), $expected);
            }
        )*};
    }

    united! {
        no_allow_is_no_whitelist: r#"{"deny":["cmd:rm"]}"#, r#"{"deny":["cmd:git"]}"# => r#"{"deny":{"cmd":["rm","git"]}}"#;
        the_only_allow_stays: r#"{"allow":["cmd:git:*"]}"#, "{}" => r#"{"allow":{"cmd":["git:*"]}}"#;
        an_empty_allow_permits_nothing: r#"{"allow":[]}"#, r#"{"allow":true}"# => r#"{"allow":{}}"#;
        default_deny_without_allow_permits_nothing: r#"{"default":"deny"}"#, r#"{"allow":["js"]}"# => r#"{"default":"deny","allow":{}}"#;
        default_deny_stays: r#"{"default":"allow"}"#, r#"{"default":"deny"}"# => r#"{"default":"deny"}"#;
        nested_commands_meet_in_the_narrower: r#"{"allow":["cmd:git:*"]}"#, r#"{"allow":["cmd:git:status"]}"# => r#"{"allow":{"cmd":["git:status"]}}"#;
        everything_gives_way: r#"{"allow":true}"#, r#"{"allow":["cmd:git","fs:r:a","js"]}"# => r#"{"allow":{"cmd":["git"],"filesystem":{"read":["a"]},"js":["*"]}}"#;
        both_everything: r#"{"allow":true}"#, r#"{"allow":"*"}"# => r#"{"allow":true}"#;
        disjoint_allows_permit_nothing: r#"{"allow":["js"]}"#, r#"{"allow":["py"]}"# => r#"{"allow":{}}"#;
        two_lists_of_one_document_meet_too: r#"{"allow":["cmd:git:*"],"capabilities":{"allow":["cmd:git:status","js"]}}"#, "{}" => r#"{"allow":{"cmd":["git:status"]}}"#;
        domains_meet: r#"{"allow":["net:*.example.com"]}"#, r#"{"allow":["net:a.example.com","net:b.example"]}"# => r#"{"allow":{"network":{"domains":["a.example.com"]}}}"#;
        no_exception_to_a_foreign_denial: r#"{"deny":["cmd:git:*"]}"#, r#"{"allow":["cmd:git:status:*","cmd:ls"]}"# => r#"{"allow":{"cmd":["ls"]},"deny":{"cmd":["git:*"]}}"#;
        own_exceptions_stay: r#"{"allow":["cmd:git:status:*"],"deny":["cmd:git:*"]}"#, r#"{"allow":["cmd:git:status:*"]}"# => r#"{"allow":{"cmd":["git:status:*"]},"deny":{"cmd":["git:*"]}}"#;
        danger_needs_both: r#"{"danger":"*"}"#, "{}" => "{}";
        danger_meets: r#"{"danger":"*"}"#, r#"{"danger":["cmd:rm -rf build","@keychain"]}"# => r#"{"danger":["cmd:rm -rf build","@keychain"]}"#;
        strict_words_win: r#"{"locked":true,"defaults":{"unlabeled":"untrusted","trustconflict":"silent"}}"#, r#"{"defaults":{"unlabeled":"trusted","trustconflict":"error"}}"#
            => r#"{"locked":true,"defaults":{"unlabeled":"untrusted","trustconflict":"error"}}"#;
        label_rules: r#"{"labels":{"s":{"deny":["a"],"allow":["op:cmd"]}}}"#, r#"{"labels":{"s":{"deny":["b"],"allow":["op:cmd:git","x"]}}}"#
            => r#"{"labels":{"s":{"allow":["op:cmd:git"],"deny":["a","b"]}}}"#;
        label_allow_refines_no_foreign_denial: r#"{"labels":{"secret":{"deny":["op:cmd:git"]}}}"#, r#"{"labels":{"secret":{"allow":["op:cmd:git:push"]}}}"#
            => r#"{"labels":{"secret":{"allow":[],"deny":["op:cmd:git"]}}}"#;
        disjoint_authorizations_authorise_nothing: r#"{"authorizations":{"allow":{"a":true}}}"#, r#"{"authorizations":{"allow":{"b":true}}}"# => r#"{"authorizations":{"allow":{}}}"#;
        constraints_join: r#"{"authorizations":{"allow":{"a":{"args":{"x":1,"y":2}}}}}"#, r#"{"authorizations":{"allow":{"a":{"args":{"x":{"oneOf":[1,3]}}}}}}"#
            => r#"{"authorizations":{"allow":{"a":{"args":{"x":{"allOf":[{"eq":1},{"oneOf":[1,3]}]},"y":{"eq":2}}}}}}"#;
        limits_take_the_minimum: r#"{"limits":{"maxTokens":5,"timeout":9}}"#, r#"{"limits":{"maxTokens":10}}"# => r#"{"limits":{"maxTokens":5,"timeout":9}}"#;
        integrity: r#"{"filesystem_integrity":{"ci/**":{"mutable":false,"authorizedIdentities":["*"]}}}"#, r#"{"filesystem_integrity":{"ci/**":{"mutable":true,"authorizedIdentities":["user:ops"]}}}"#
            => r#"{"filesystem_integrity":{"ci/**":{"mutable":false,"authorizedIdentities":["user:ops"]}}}"#;
        one_side_alone_cannot_widen_names: r#"{"env":{"tools":{"allow":["Read"]}}}"#, r#"{"env":{"tools":{"allow":["Bash"],"attenuation":"union"}}}"# => r#"{"env":{"tools":{"allow":[],"attenuation":"intersection"}}}"#;
        both_sides_widen_names: r#"{"env":{"tools":{"allow":["Read"],"attenuation":"union"}}}"#, r#"{"env":{"tools":{"allow":["Bash"],"attenuation":"union"}}}"# => r#"{"env":{"tools":{"allow":["Read","Bash"],"attenuation":"union"}}}"#;
        names_are_listed_once: r#"{"name":"a + b"}"#, r#"{"name":"b"}"# => r#"{"name":"a + b"}"#;
        inherited_names: r#"{"operations":{"x":["a"]}}"#, r#"{"operations":{"constructor":["b"]}}"# => r#"{"operations":{"constructor":["b"],"x":["a"]}}"#;
    }
}
