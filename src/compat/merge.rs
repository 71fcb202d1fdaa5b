//! Two policies as one.

use super::authorization;
use super::capabilities::{both_texts, canonical, common_list, common_with, intersection, union};
use super::policy_config::normalize;
use super::record::{Record, get, is_true, list, members, string, strings};
use super::text::is_truthy;
use crate::policy::value::{Data, Value};

/// `mergePolicyConfigs`. One side alone is only normalised.
pub(super) fn merge(base: Option<&Value>, incoming: Option<&Value>) -> Value {
    match (base.filter(|side| is_truthy(side)), incoming.filter(|side| is_truthy(side))) {
        (Some(base), Some(incoming)) => both(&Sides::of(&normalize(Some(base)), &normalize(Some(incoming)))),
        (one, other) => normalize(one.or(other)),
    }
}

/// One field of two values.
#[derive(Clone, Copy)]
struct Sides<'v> {
    base: Option<&'v Value>,
    incoming: Option<&'v Value>,
}

impl<'v> Sides<'v> {
    const fn of(base: &'v Value, incoming: &'v Value) -> Self {
        Self { base: Some(base), incoming: Some(incoming) }
    }

    fn field(self, key: &str) -> Self {
        let field = |side: Option<&'v Value>| side.and_then(|side| get(side, key));
        Self { base: field(self.base), incoming: field(self.incoming) }
    }

    /// What one says, or what comes of both.
    fn join(self, both: impl FnOnce(&Value, &Value) -> Value) -> Option<Value> {
        match (self.base, self.incoming) {
            (Some(base), Some(incoming)) => Some(both(base, incoming)),
            (base, incoming) => base.or(incoming).cloned(),
        }
    }

    /// What the later one says.
    fn later(self) -> Option<Value> {
        self.incoming.or(self.base).cloned()
    }

    fn united(self) -> Option<Value> {
        self.join(|base, incoming| both_texts(base, incoming).into())
    }

    fn common(self) -> Option<Value> {
        self.join(common_list)
    }

    /// The members of both; of those that both have, what comes of them.
    fn by_key(self, both: impl Fn(&Value, &Value) -> Value) -> Option<Value> {
        self.join(|base, incoming| {
            let mut made = Record::from(base);
            for member in members(incoming) {
                let value = made.get(&member.key).map(|own| both(own, &member.value));
                made.set(&member.key, value.unwrap_or_else(|| member.value.clone()));
            }
            made.into()
        })
    }
}

fn both(sides: &Sides<'_>) -> Value {
    let field = |key| sides.field(key);
    let mut made = Record::default();
    let locked = is_true(field("locked").base) || is_true(field("locked").incoming);
    made.set_some("locked", locked.then(|| true.into()));
    made.set_some("defaults", defaults(field("defaults")));
    made.set_some("default", field("default").later());
    made.set_some(
        "authorizations",
        field("authorizations")
            .join(|base, incoming| authorization::merge(Some(base), Some(incoming)).unwrap_or(Data::Null.into())),
    );
    made.set_some("auth", field("auth").by_key(|_, incoming| incoming.clone()));
    made.set_some("keychain", keychain(field("keychain")));
    // Both are there even if neither side has them, and are read once more, which changes some of what was read before.
    let nothing = Value::from(Record::default());
    let again = |side: Option<&Value>| canonical(side.unwrap_or(&nothing));
    made.set("allow", intersection(&again(field("allow").base), &again(field("allow").incoming)));
    made.set("deny", union(&again(field("deny").base), &again(field("deny").incoming)));
    made.set_some("danger", danger(field("danger")));
    made.set_some("labels", field("labels").by_key(labels));
    made.set_some("operations", field("operations").by_key(|base, incoming| both_texts(base, incoming).into()));
    made.set_some("signers", field("signers").by_key(|base, incoming| both_texts(base, incoming).into()));
    made.set_some("filesystem_integrity", field("filesystem_integrity").by_key(spread));
    made.set_some("env", environment(field("env")));
    made.set_some("limits", limits(field("limits")));
    made.into()
}

/// The members of both, the later ones where both have them.
fn spread(base: &Value, incoming: &Value) -> Value {
    let mut made = Record::from(base);
    members(incoming).iter().for_each(|member| made.set(&member.key, member.value.clone()));
    made.into()
}

fn defaults(sides: Sides<'_>) -> Option<Value> {
    let unlabeled = sides.field("unlabeled");
    let is_untrusted = |side: Option<&Value>| side.and_then(string) == Some("untrusted");
    let untrusted = is_untrusted(unlabeled.base) || is_untrusted(unlabeled.incoming);
    let mut made = Record::default();
    made.set_some("unlabeled", if untrusted { Some("untrusted".into()) } else { unlabeled.later() });
    made.set_some("rules", sides.field("rules").united());
    made.set_some(
        "autosign",
        sides.field("autosign").join(|base, incoming| {
            let lists = list(base).is_some() && list(incoming).is_some();
            if lists { both_texts(base, incoming).into() } else { incoming.clone() }
        }),
    );
    made.set_some("autoverify", sides.field("autoverify").later());
    made.set_some("trustconflict", sides.field("trustconflict").later());
    made.filled()
}

fn keychain(sides: Sides<'_>) -> Option<Value> {
    let mut made = Record::default();
    made.set_some("provider", sides.field("provider").later());
    let allow = sides.field("allow").join(|base, incoming| common_with(base, incoming, &["*", "**"]));
    made.set_some("allow", allow);
    made.set_some("deny", sides.field("deny").united());
    made.filled()
}

/// What both opt in to; an absent list has nothing.
fn danger(sides: Sides<'_>) -> Option<Value> {
    let common = common_list(sides.base?, sides.incoming?);
    let is_empty = strings(Some(&common)).next().is_none();
    (!is_empty).then_some(common)
}

fn labels(base: &Value, incoming: &Value) -> Value {
    let sides = Sides::of(base, incoming);
    let mut made = Record::default();
    made.set_some("deny", sides.field("deny").united());
    made.set_some("allow", sides.field("allow").common());
    made.into()
}

fn environment(sides: Sides<'_>) -> Option<Value> {
    let mut made = Record::default();
    made.set_some("default", sides.field("default").later());
    made.set_some("providers", sides.field("providers").by_key(spread));
    made.set_some("tools", tools(sides.field("tools")));
    made.set_some("mcps", tools(sides.field("mcps")));
    let net = sides.field("net");
    let mut hosts = Record::default();
    hosts.set_some("allow", net.field("allow").common());
    hosts.set_some("deny", net.field("deny").united());
    made.set_some("net", hosts.filled());
    made.filled()
}

/// The later side says whether lists are narrowed or widened.
fn tools(sides: Sides<'_>) -> Option<Value> {
    sides.base.or(sides.incoming)?;
    let attenuation = sides.field("attenuation").later().unwrap_or_else(|| "intersection".into());
    let allow = sides.field("allow");
    let allow = if string(&attenuation) == Some("union") { allow.united() } else { allow.common() };
    let mut made = Record::default();
    made.set_some("allow", allow);
    made.set_some("deny", sides.field("deny").united());
    made.set("attenuation", attenuation);
    made.filled()
}

fn limits(sides: Sides<'_>) -> Option<Value> {
    sides.join(|base, incoming| {
        let mut made = Record::default();
        for key in ["maxTokens", "timeout"] {
            let least =
                Sides::of(base, incoming).field(key).join(|base, incoming| match (&base.data, &incoming.data) {
                    (Data::Number(base), Data::Number(incoming)) => base.min(*incoming).into(),
                    _ => incoming.clone(),
                });
            made.set_some(key, least);
        }
        made.into()
    })
}
