//! The keys of a document besides its capability rules.

use super::super::document::{
    Auth, Autosign, Autoverify, Defaults, Env, Integrity, Keychain, LabelRules, Limits, NameRules, NetRules,
    PolicyDocument, Provider, Word,
};
use super::super::path::quoted;
use super::super::rules::Rule;
use super::super::value::{Data, Value};
use super::fields::Fields;
use super::{Distinct, Reader, TextCheck};
use crate::error::ProblemCode;
use crate::list::List;
use crate::names::Names;
use crate::number::is_whole;
use crate::pattern::domain::DomainPattern;
use crate::policy::node::Node;
use crate::prelude::*;

/// The largest whole number that JavaScript holds exactly.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

impl Reader<'_> {
    pub(super) fn document(&mut self, node: &Node<'_>) -> PolicyDocument {
        let mut document = PolicyDocument::empty();
        self.object(node, |reader, fields| {
            document.name = fields.take("name").and_then(|node| reader.text(&node));
            document.locked = fields.take("locked").and_then(|node| reader.bool(&node)).unwrap_or_default();
            document.default = reader.word_of(fields, "default").unwrap_or_default();
            document.defaults = reader.defaults(fields);
            document.authorizations = fields.take("authorizations").and_then(|node| reader.authorizations(&node));
            document.keychain = fields.take("keychain").and_then(|node| reader.keychain(&node));
            document.env = fields.take("env").and_then(|node| reader.env(&node)).unwrap_or_default();
            document.limits = fields.take("limits").and_then(|node| reader.limits(&node)).unwrap_or_default();
            reader.capability_rules(fields, &mut document);
            if let Some(node) = fields.take("labels") {
                document.labels = reader.labels(&node);
            }
            if let Some(node) = fields.take("operations") {
                document.operations = reader.operations(&node);
            }
            if let Some(node) = fields.take("auth") {
                document.auth = reader.auth(&node);
            }
            if let Some(node) = fields.take("signers") {
                document.signers = reader.signers(&node);
            }
            if let Some(node) = fields.take("filesystem_integrity") {
                document.filesystem_integrity = reader.filesystem_integrity(&node);
            }
        });
        document
    }

    fn word_of<W: Word>(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<W> {
        fields.take(key).and_then(|node| self.word(&node, ProblemCode::InvalidValue))
    }

    /// `defaults`, and the shorthand `verify_all_instructions` for what it leaves unset.
    fn defaults(&mut self, fields: &mut Fields<'_>) -> Defaults {
        let mut defaults = fields.take("defaults").and_then(|node| {
            self.object(&node, |reader, fields| Defaults {
                unlabeled: reader.word_of(fields, "unlabeled"),
                rules: fields.take("rules").map(|node| reader.builtin_rules(&node)).unwrap_or_default(),
                trustconflict: reader.word_of(fields, "trustconflict"),
                autosign: fields.take("autosign").map(|node| reader.autosign(&node)),
                autoverify: fields.take("autoverify").and_then(|node| reader.autoverify(&node)),
            })
        });
        let all = fields.take("verify_all_instructions").and_then(|node| self.bool(&node));
        if all == Some(true) {
            let defaults = defaults.get_or_insert_default();
            defaults.autosign.get_or_insert(Autosign { instructions: true, variables: Vec::new() });
            defaults.autoverify.get_or_insert(Autoverify::Switch(true));
        }
        defaults.unwrap_or_default()
    }

    fn builtin_rules<W: Word + PartialEq>(&mut self, node: &Node<'_>) -> Vec<Rule<W>> {
        let mut rules: Vec<Rule<W>> = Vec::new();
        for item in node.items() {
            let Some(pattern) = self.word::<W>(&item, ProblemCode::UnknownRule) else { continue };
            if !rules.iter().any(|rule| rule.pattern == pattern) {
                rules.push(Rule { pattern, origin: item.origin() });
            }
        }
        rules
    }

    /// `["instructions", "variables"]`, one of them, or `{ instructions: true, variables: [glob] }`.
    fn autosign(&mut self, node: &Node<'_>) -> Autosign {
        let mut autosign = Autosign::default();
        if matches!(node.value.data, Data::Object(_)) {
            self.object(node, |reader, fields| {
                if let Some(node) = fields.take("instructions") {
                    autosign.instructions = reader.bool(&node).unwrap_or_default();
                }
                if let Some(node) = fields.take("variables") {
                    let variables = reader.texts(&node, |_, _, _| true);
                    autosign.variables = variables.into_iter().map(|rule| rule.pattern).list();
                }
            });
            return autosign;
        }
        for word in self.texts(node, Self::autosign_word) {
            match word.pattern.as_str() {
                "instructions" => autosign.instructions = true,
                _ => autosign.variables = vec!["*".to_owned()],
            }
        }
        autosign
    }

    fn autosign_word(&mut self, node: &Node<'_>, word: &str) -> bool {
        let known = matches!(word, "instructions" | "variables");
        if !known {
            let message = format!("{} is none of `instructions`, `variables`", quoted(word));
            self.error(node, ProblemCode::InvalidValue, message, None);
        }
        known
    }

    fn autoverify(&mut self, node: &Node<'_>) -> Option<Autoverify> {
        match &node.value.data {
            Data::Bool(on) => Some(Autoverify::Switch(*on)),
            Data::String(_) => self.text(node).map(Autoverify::Template),
            _ => {
                self.wrong_type(node, "`true`, `false` or a string");
                None
            }
        }
    }

    fn labels(&mut self, node: &Node<'_>) -> Names<LabelRules> {
        let mut labels = Names::default();
        for (label, node) in self.names(node) {
            self.label(&node, label);
            let rules = self.object(&node, |reader, fields| reader.allow_deny(fields, Self::label));
            let Some((allow, deny)) = rules else { continue };
            if allow.is_none() && deny.is_empty() {
                self.warn(&node, ProblemCode::IneffectiveRule, format!("the label {} has no rule", quoted(label)));
            }
            labels.insert(label, LabelRules { allow, deny });
        }
        labels
    }

    fn operations(&mut self, node: &Node<'_>) -> Names<Vec<Rule<String>>> {
        let mut operations = Names::default();
        for (risk, node) in self.names(node) {
            self.label(&node, risk);
            operations.insert(risk, self.texts(&node, Self::label));
        }
        operations
    }

    /// A data or operation label in a rule. They match by prefix, so that `op:cmd:*` would match no label at all.
    fn label(&mut self, node: &Node<'_>, label: &str) -> bool {
        let (message, suggestion) = if label.contains(|c: char| c.is_whitespace() || c.is_control()) {
            (format!("the label {} contains a blank", quoted(label)), None)
        } else if label.len() > 1 && label.contains('*') {
            let stem = label.split('*').next().unwrap_or_default().trim_end_matches(':');
            let stem = if stem.is_empty() { "*" } else { stem };
            let message = format!("the label {} contains `*`, but labels match by prefix", quoted(label));
            (message, Some(format!("did you mean {}?", quoted(stem))))
        } else if label.starts_with(':') || label.ends_with(':') || label.contains("::") {
            (format!("the label {} has an empty part", quoted(label)), None)
        } else {
            return true;
        };
        self.error(node, ProblemCode::InvalidPattern, message, suggestion);
        false
    }

    /// Globs over identities or keychain entries.
    fn glob(&mut self, node: &Node<'_>, glob: &str) -> bool {
        self.checked_text(node, glob).is_some()
    }

    /// `allow` and `deny`, where an absent `allow` is not an empty one.
    fn allow_deny(
        &mut self,
        fields: &mut Fields<'_>,
        check: TextCheck<Self>,
    ) -> (Option<Vec<Rule<String>>>, Vec<Rule<String>>) {
        let [allow, deny] = ["allow", "deny"].map(|key| fields.take(key).map(|node| self.texts(&node, check)));
        (allow, deny.unwrap_or_default())
    }

    fn keychain(&mut self, node: &Node<'_>) -> Option<Keychain> {
        self.object(node, |reader, fields| {
            let provider = fields.take("provider").and_then(|node| reader.text(&node));
            let allow = fields.take("allow").map(|node| reader.texts(&node, Self::keychain_permission));
            let deny = fields.take("deny").map(|node| reader.texts(&node, Self::keychain_denial));
            Keychain { provider, allow, deny: deny.unwrap_or_default() }
        })
    }

    fn auth(&mut self, node: &Node<'_>) -> Names<Auth> {
        let mut entries = Names::default();
        for (name, node) in self.names(node) {
            let pair = if matches!(node.value.data, Data::String(_)) {
                self.text(&node).map(|variable| ("keychain".to_owned(), variable))
            } else {
                self.object(&node, |reader, fields| {
                    let from = reader.required(fields, &node, "from");
                    from.zip(reader.required(fields, &node, "as"))
                })
                .flatten()
            };
            let Some((from, variable)) = pair else { continue };
            self.placeholders(&node, &from);
            let from = match from.as_str() {
                "keychain" => format!("keychain:mlld-box-{{projectname}}/{variable}"),
                _ => from,
            };
            entries.insert(name, Auth { from, variable });
        }
        entries
    }

    /// A text that must be there.
    fn required(&mut self, fields: &mut Fields<'_>, node: &Node<'_>, key: &'static str) -> Option<String> {
        let Some(node) = fields.take(key) else {
            self.error(node, ProblemCode::InvalidValue, format!("the key `{key}` is missing"), None);
            return None;
        };
        self.text(&node)
    }

    fn signers(&mut self, node: &Node<'_>) -> Names<Vec<Rule<String>>> {
        let mut signers = Names::default();
        for (identity, node) in self.names(node) {
            signers.insert(identity, self.texts(&node, Self::label));
        }
        signers
    }

    fn filesystem_integrity(&mut self, node: &Node<'_>) -> Vec<Integrity> {
        let mut entries = Vec::new();
        for (glob, node) in self.names(node) {
            let pattern = self.path_pattern(&node, glob);
            let entry = self.object(&node, |reader, fields| {
                let mutable = fields.take("mutable").and_then(|node| reader.bool(&node));
                (mutable, fields.take("authorizedIdentities").map(|node| reader.texts(&node, Self::glob)))
            });
            let Some((pattern, (mutable, authorized_identities))) = pattern.zip(entry) else { continue };
            if mutable != Some(false) && authorized_identities.is_none() {
                let message = format!("{} stays open to everybody: this entry has no effect", quoted(glob));
                self.warn(&node, ProblemCode::IneffectiveRule, message);
            }
            entries.push(Integrity { pattern, mutable, authorized_identities, origin: node.origin() });
        }
        entries
    }

    fn env(&mut self, node: &Node<'_>) -> Option<Env> {
        self.object(node, |reader, fields| Env {
            default: fields.take("default").and_then(|node| reader.text(&node)),
            providers: fields.take("providers").map(|node| reader.providers(&node)).unwrap_or_default(),
            tools: fields.take("tools").and_then(|node| reader.name_rules(&node)).unwrap_or_default(),
            mcps: fields.take("mcps").and_then(|node| reader.name_rules(&node)).unwrap_or_default(),
            net: fields.take("net").and_then(|node| reader.net_rules(&node)).unwrap_or_default(),
        })
    }

    fn providers(&mut self, node: &Node<'_>) -> Names<Provider> {
        let mut providers = Names::default();
        for (name, node) in self.names(node) {
            let allowed = self.object(&node, |reader, fields| match fields.take("allowed") {
                Some(node) => reader.bool(&node),
                None => {
                    reader.error(&node, ProblemCode::InvalidValue, "the key `allowed` is missing", None);
                    None
                }
            });
            if let Some(allowed) = allowed.flatten() {
                providers.insert(name, Provider { allowed, origin: node.origin() });
            }
        }
        providers
    }

    fn name_rules(&mut self, node: &Node<'_>) -> Option<NameRules> {
        self.object(node, |reader, fields| {
            let (allow, deny) = reader.allow_deny(fields, Self::glob);
            NameRules { allow, deny, attenuation: reader.word_of(fields, "attenuation") }
        })
    }

    fn net_rules(&mut self, node: &Node<'_>) -> Option<NetRules> {
        self.object(node, |reader, fields| NetRules {
            allow: fields.take("allow").map(|node| reader.domains(&node)),
            deny: fields.take("deny").map(|node| reader.domains(&node)).unwrap_or_default(),
        })
    }

    fn domains(&mut self, node: &Node<'_>) -> Vec<Rule<DomainPattern>> {
        let mut domains = Distinct::default();
        for item in node.items() {
            let Some(entry) = self.entry(&item) else { continue };
            if let Some(pattern) = self.domain_pattern(&item, &entry) {
                domains.push(&entry, pattern, item.origin());
            }
        }
        domains.rules
    }

    fn limits(&mut self, node: &Node<'_>) -> Option<Limits> {
        self.object(node, |reader, fields| Limits {
            max_tokens: fields.take("maxTokens").and_then(|node| reader.whole_number(&node)),
            timeout: fields.take("timeout").and_then(|node| reader.amount(&node, "a number that is not negative")),
        })
    }

    fn whole_number(&mut self, node: &Node<'_>) -> Option<u64> {
        const EXPECTED: &str = "a whole number that is not negative";
        let amount = self.amount(node, EXPECTED)?;
        if !is_whole(amount) || amount > MAX_SAFE_INTEGER {
            self.error(node, ProblemCode::InvalidValue, format!("expected {EXPECTED}, found {}", node.value), None);
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
        Some(amount as u64)
    }

    fn amount(&mut self, node: &Node<'_>, expected: &str) -> Option<f64> {
        match node.value {
            Value { data: Data::Number(amount), .. } if amount.is_finite() && *amount >= 0.0 => Some(amount.abs()),
            Value { data: Data::Number(_), .. } => {
                self.error(node, ProblemCode::InvalidValue, format!("expected {expected}, found {}", node.value), None);
                None
            }
            _ => {
                self.wrong_type(node, expected);
                None
            }
        }
    }
}
