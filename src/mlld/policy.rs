//! A policy of the interpreter, compiled: the engines that decide by it.

use alloc::rc::Rc;
use core::cell::RefCell;

use super::lenient::leniently;
use crate::engine::{Engine, EngineOptions};
use crate::error::{PolicyError, Problem};
use crate::policy::value::{Data, Member, Value};
use crate::policy::{Accepted, BuiltinRule, read};
use crate::prelude::*;

/// Where paths begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) base: String,
    pub(super) home: String,
}

/// Which part of a policy is asked: the interpreter has functions that look at one alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// What it denies, and not what it permits.
    Denials,
    /// `labels` with what operations are; no built-in rules.
    Labels,
    /// One built-in rule.
    Rule(BuiltinRule),
    /// That the network is denied, and nothing else.
    Network,
    /// All of it, with the keychain opted in to: the interpreter has asked about that before.
    KeychainOptedIn,
    /// All of it, with everything dangerous opted in to.
    OptedIn,
}

/// A capability that stands for all that a policy does not mention: the interpreter asks about any name. No policy can
/// write this one.
pub(super) const UNMENTIONED: &str = "(unmentioned)";

/// How many engines of one policy are kept. A host has one project and one home folder, and asks for each part.
const MAX_ENGINES: usize = 32;

/// A policy of the interpreter. It is compiled where it is first needed.
#[derive(Debug)]
pub struct MlldPolicy {
    pub(super) value: Value,
    engines: RefCell<Vec<(Part, Places, Compiled)>>,
}

/// An engine with what was ignored of its policy; or why there is none, which denies everything.
pub(super) type Compiled = Result<Rc<(Engine, Vec<Problem>)>, Rc<PolicyError>>;

impl MlldPolicy {
    /// Takes a policy, which may be any value: what is no policy denies everything.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self { value, engines: RefCell::default() }
    }

    /// What of the policy is ignored, or read otherwise than it is written; or why it denies everything.
    #[must_use]
    pub fn warnings(&self, base: &str, home: &str) -> Vec<String> {
        let places = Places { base: base.to_owned(), home: home.to_owned() };
        match self.engine(Part::Whole, &places) {
            Ok(compiled) => compiled.1.iter().map(ToString::to_string).collect(),
            Err(error) => error.problems.iter().map(ToString::to_string).collect(),
        }
    }

    /// The engine of a part of the policy.
    pub(super) fn engine(&self, part: Part, places: &Places) -> Compiled {
        if let Ok(engines) = self.engines.try_borrow() {
            let known = engines.iter().find(|(known, at, _)| *known == part && at == places);
            if let Some((.., compiled)) = known {
                return compiled.clone();
            }
        }
        let compiled = compile(&part.of(&self.value), places);
        if let Ok(mut engines) = self.engines.try_borrow_mut() {
            if engines.len() == MAX_ENGINES {
                engines.clear();
            }
            engines.push((part, places.clone(), compiled.clone()));
        }
        compiled
    }
}

fn compile(policy: &Value, places: &Places) -> Compiled {
    let built = leniently(policy, |policy, options| {
        let Accepted { document, warnings } = read(policy, options)?;
        let options = EngineOptions {
            base: Some(places.base.clone()),
            home: Some(places.home.clone()),
            capabilities: options.capabilities.iter().cloned().chain([UNMENTIONED.to_owned()]).collect(),
            ..EngineOptions::default()
        };
        Ok((Engine::new(vec![document], options)?, warnings))
    });
    match built {
        Ok(((engine, warnings), ignored)) => Ok(Rc::new((engine, [warnings, ignored].concat()))),
        Err(error) => Err(Rc::new(error)),
    }
}

impl Part {
    fn of(self, policy: &Value) -> Value {
        let Data::Object(members) = &policy.data else { return policy.clone() };
        match self {
            Self::Whole => policy.clone(),
            Self::Denials => {
                // `default` is about what no permission names, and here none counts.
                Data::Object(without(members, &["allow", "default"])).into()
            }
            Self::Network => Value::object([("deny", Value::list(["network"])), ("danger", "*".into())]),
            Self::KeychainOptedIn => with(members, "danger", Value::list(["@keychain"])),
            Self::OptedIn => with(members, "danger", "*".into()),
            Self::Labels => {
                let defaults = Value::object(unlabeled(policy).map(|value| ("unlabeled", value.clone())));
                let defaults = Member { key: "defaults".to_owned(), key_span: None, value: defaults };
                Data::Object(kept(members, &["labels", "operations"]).chain([defaults]).collect()).into()
            }
            Self::Rule(rule) => {
                let defaults = unlabeled(policy).map(|value| ("unlabeled", value.clone()));
                let defaults = Value::object(defaults.into_iter().chain([("rules", Value::list([rule.as_str()]))]));
                let defaults = Member { key: "defaults".to_owned(), key_span: None, value: defaults };
                Data::Object(kept(members, &["operations"]).chain([defaults]).collect()).into()
            }
        }
    }
}

/// A policy with this in place of what it says under a key.
fn with(members: &[Member], key: &str, value: Value) -> Value {
    let mut left = without(members, &[key]);
    left.push(Member { key: key.to_owned(), key_span: None, value });
    Data::Object(left).into()
}

/// A policy without what it says under some keys, there and in `capabilities`.
fn without(members: &[Member], keys: &[&str]) -> Vec<Member> {
    let mut left: Vec<Member> = members.iter().filter(|own| !keys.contains(&own.key.as_str())).cloned().collect();
    for own in left.iter_mut().filter(|own| own.key == "capabilities") {
        if let Data::Object(members) = &own.value.data {
            own.value = Data::Object(without(members, keys)).into();
        }
    }
    left
}

fn kept(members: &[Member], keys: &[&str]) -> impl Iterator<Item = Member> {
    members.iter().filter(|member| keys.contains(&member.key.as_str())).cloned()
}

/// How data without a label counts.
fn unlabeled(policy: &Value) -> Option<&Value> {
    member(member(policy, "defaults")?, "unlabeled")
}

/// The value of a key of an object.
pub(super) fn member<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match &value.data {
        Data::Object(members) => members.iter().find(|member| member.key == key).map(|member| &member.value),
        _ => None,
    }
}

/// The text of a key of an object.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    match member(value, key).map(|value| &value.data) {
        Some(Data::String(text)) => Some(text),
        _ => None,
    }
}

/// The items of the list of a key of an object.
pub(super) fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    match member(value, key).map(|value| &value.data) {
        Some(Data::Array(items)) => items,
        _ => &[],
    }
}
