//! The canonical form of a document: one way of writing everything, which reads back as the same document.
//!
//! `allow` and `deny` are written as a map, `danger` as a list; so are `allow` and `deny` where they say "everything"
//! and more, which a map cannot. What a document does not say is left out.

use serde::ser::{Serialize, Serializer};

use super::document::{
    Authorization, Autosign, Autoverify, Clause, Defaults, Env, Integrity, Keychain, LabelRules, Limits, NameRules,
    NetRules, PolicyDocument, Stance,
};
use super::rules::{Pattern, Rule, RuleSet};
use super::value::{Data, Member, Value};
use crate::list::{AddAll, List};
use crate::names::Names;
use crate::prelude::*;

impl PolicyDocument {
    /// The canonical form. Reading it gives a document with the same canonical form.
    ///
    /// ```
    /// # use mlld_policy::policy::{ReadOptions, read_text};
    /// let policy = read_text(r#"{ "allow": ["cmd:git:*", "fs:w:dist/**", "js"] }"#, &ReadOptions::default())?;
    /// assert_eq!(
    ///     serde_json::to_string(&policy.document).unwrap(),
    ///     r#"{"allow":{"cmd":["git:*"],"filesystem":{"read":["dist/**"],"write":["dist/**"]},"js":["*"]}}"#,
    /// );
    /// # Ok::<(), mlld_policy::error::PolicyError>(())
    /// ```
    #[must_use]
    pub fn to_value(&self) -> Value {
        // Reading makes at most one list of `allow` and one of `capabilities.allow`; the same for `danger`.
        let (mut allow, mut danger) = (self.allow.iter().map(rule_set), self.danger.iter().map(rule_list));
        let mut document = Object::default();
        document.some("name", self.name.as_deref().map(Value::from));
        document.unless(!self.locked, "locked", true.into());
        document.unless(self.default == Stance::Allow, "default", "deny".into());
        document.some("allow", allow.next());
        document.unless(self.deny.is_empty(), "deny", rule_set(&self.deny));
        document.some("danger", danger.next());
        let mut nested = Object::default();
        nested.some("allow", allow.next());
        nested.some("danger", danger.next());
        document.unless_empty("capabilities", nested);
        document.unless_empty("defaults", defaults(&self.defaults));
        document.unless_empty("labels", Object::map(&self.labels, |rules| label_rules(rules).into()));
        document.unless_empty("operations", Object::map(&self.operations, |labels| texts(labels)));
        document.some("authorizations", self.authorizations.as_ref().map(authorizations));
        document.some("keychain", self.keychain.as_ref().map(|keychain| keychain_rules(keychain).into()));
        let auth = Object::map(&self.auth, |auth| {
            Value::object([("from", auth.from.as_str().into()), ("as", auth.variable.as_str().into())])
        });
        document.unless_empty("auth", auth);
        document.unless_empty("signers", Object::map(&self.signers, |labels| texts(labels)));
        document.unless_empty("filesystem_integrity", integrity(&self.filesystem_integrity));
        document.unless_empty("env", env(&self.env));
        document.unless_empty("limits", limits(&self.limits));
        document.into()
    }
}

impl Serialize for PolicyDocument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

/// An object in the making.
#[derive(Default)]
struct Object(Vec<Member>);

impl Object {
    fn map<T>(entries: &Names<T>, value: impl Fn(&T) -> Value) -> Self {
        let mut object = Self::default();
        for (key, entry) in entries.iter() {
            object.push(key, value(entry));
        }
        object
    }

    fn push(&mut self, key: &str, value: Value) {
        self.0.push(Member { key: key.to_owned(), key_span: None, value });
    }

    fn some(&mut self, key: &str, value: Option<Value>) {
        if let Some(value) = value {
            self.push(key, value);
        }
    }

    fn unless(&mut self, absent: bool, key: &str, value: Value) {
        self.some(key, (!absent).then_some(value));
    }

    fn unless_empty(&mut self, key: &str, object: Self) {
        self.unless(object.0.is_empty(), key, object.into());
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Data::Object(object.0).into()
    }
}

fn texts(rules: &[Rule<String>]) -> Value {
    Value::list(rules.iter().map(|rule| rule.pattern.as_str()))
}

fn patterns<P: Pattern>(rules: &[Rule<P>]) -> Value {
    Value::list(rules.iter().map(|rule| rule.pattern.source()))
}

/// `true`, or a map, or, where everything is not all that is said, a list.
fn rule_set(rules: &RuleSet) -> Value {
    match (&rules.everything, rules.has_only_everything()) {
        (Some(_), true) => return true.into(),
        (Some(_), false) => return rule_list(rules),
        (None, _) => {}
    }
    let mut map = Object::default();
    map.unless(rules.commands.is_empty(), "cmd", patterns(&rules.commands));
    let mut filesystem = Object::default();
    filesystem.unless(rules.read.is_empty(), "read", patterns(&rules.read));
    filesystem.unless(rules.write.is_empty(), "write", patterns(&rules.write));
    map.unless_empty("filesystem", filesystem);
    let mut network = Object::default();
    network.unless(rules.domains.is_empty(), "domains", patterns(&rules.domains));
    map.unless_empty("network", network);
    for rule in &rules.capabilities {
        map.push(rule.pattern.name(), Value::list(["*"]));
    }
    map.into()
}

/// The same as list entries.
fn rule_list(rules: &RuleSet) -> Value {
    fn add<P: Pattern>(entries: &mut Vec<String>, prefix: &str, rules: &[Rule<P>]) {
        entries.add_all(rules.iter().map(|rule| format!("{prefix}:{}", rule.pattern.source())));
    }
    let mut entries = Vec::new();
    if rules.everything.is_some() {
        entries.push("*".to_owned());
    }
    add(&mut entries, "cmd", &rules.commands);
    add(&mut entries, "fs:r", &rules.read);
    add(&mut entries, "fs:w", &rules.write);
    add(&mut entries, "net", &rules.domains);
    entries.add_all(rules.capabilities.iter().map(|rule| rule.pattern.list_entry().to_owned()));
    Value::list(entries)
}

fn defaults(defaults: &Defaults) -> Object {
    let mut object = Object::default();
    object.some("unlabeled", defaults.unlabeled.map(|word| word.as_str().into()));
    let rules = Value::list(defaults.rules.iter().map(|rule| rule.pattern.as_str()));
    object.unless(defaults.rules.is_empty(), "rules", rules);
    object.some("trustconflict", defaults.trustconflict.map(|word| word.as_str().into()));
    object.some("autosign", defaults.autosign.as_ref().map(autosign));
    let autoverify = defaults.autoverify.as_ref().map(|autoverify| match autoverify {
        Autoverify::Switch(on) => (*on).into(),
        Autoverify::Template(template) => template.as_str().into(),
    });
    object.some("autoverify", autoverify);
    object
}

fn autosign(autosign: &Autosign) -> Value {
    let variables: Vec<_> = autosign.variables.iter().map(String::as_str).list();
    let listed = match variables.as_slice() {
        [] => Some(None),
        ["*"] => Some(Some("variables")),
        _ => None,
    };
    match listed {
        Some(word) => Value::list(autosign.instructions.then_some("instructions").into_iter().chain(word)),
        None => {
            let mut object = Object::default();
            object.unless(!autosign.instructions, "instructions", true.into());
            object.push("variables", Value::list(variables));
            object.into()
        }
    }
}

/// `allow` and `deny`, where an absent `allow` is not an empty one.
fn allow_deny(allow: Option<Value>, deny: Value) -> Object {
    let mut object = Object::default();
    object.some("allow", allow);
    object.unless(deny == Data::Array(Vec::new()).into(), "deny", deny);
    object
}

fn label_rules(rules: &LabelRules) -> Object {
    allow_deny(rules.allow.as_deref().map(texts), texts(&rules.deny))
}

fn authorizations(entries: &Names<Authorization>) -> Value {
    let entries = Object::map(entries, |entry| match &entry.args {
        None => true.into(),
        Some(args) => Value::object([("args", Object::map(args, |clauses| all_of(clauses)).into())]),
    });
    Value::object([("allow", entries.into())])
}

fn all_of(clauses: &[Clause]) -> Value {
    match clauses {
        [only] => clause(only),
        several => Value::object([("allOf", Value::list(several.iter().map(clause)))]),
    }
}

fn clause(clause: &Clause) -> Value {
    match clause {
        Clause::Eq(value) => Value::object([("eq", value.clone())]),
        Clause::OneOf(values) => Value::object([("oneOf", Value::list(values.iter().cloned()))]),
    }
}

fn keychain_rules(keychain: &Keychain) -> Object {
    let mut object = Object::default();
    object.some("provider", keychain.provider.as_deref().map(Value::from));
    object.0.add_all(allow_deny(keychain.allow.as_deref().map(texts), texts(&keychain.deny)).0);
    object
}

fn integrity(entries: &[Integrity]) -> Object {
    let mut object = Object::default();
    for entry in entries {
        let mut rules = Object::default();
        rules.some("mutable", entry.mutable.map(Value::from));
        rules.some("authorizedIdentities", entry.authorized_identities.as_deref().map(texts));
        object.push(entry.pattern.source(), rules.into());
    }
    object
}

fn env(env: &Env) -> Object {
    let mut object = Object::default();
    object.some("default", env.default.as_deref().map(Value::from));
    let providers = Object::map(&env.providers, |provider| Value::object([("allowed", provider.allowed.into())]));
    object.unless_empty("providers", providers);
    object.unless_empty("tools", name_rules(&env.tools));
    object.unless_empty("mcps", name_rules(&env.mcps));
    let NetRules { allow, deny } = &env.net;
    object.unless_empty("net", allow_deny(allow.as_deref().map(patterns), patterns(deny)));
    object
}

fn name_rules(rules: &NameRules) -> Object {
    let mut object = allow_deny(rules.allow.as_deref().map(texts), texts(&rules.deny));
    object.some("attenuation", rules.attenuation.map(|word| word.as_str().into()));
    object
}

fn limits(limits: &Limits) -> Object {
    let mut object = Object::default();
    #[expect(clippy::cast_precision_loss, reason = "read from a number that is exact")]
    object.some("maxTokens", limits.max_tokens.map(|tokens| (tokens as f64).into()));
    object.some("timeout", limits.timeout.map(Value::from));
    object
}
