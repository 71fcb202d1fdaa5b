//! What is known of a value: its labels, where it comes from, which tools made it.

use super::Thrown;
use super::label::is_protected;
use super::record::{Record, Set, filled_string, get, is_object, is_true, list, members, string, strings, trimmed};
use super::text::is_truthy;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

/// `makeSecurityDescriptor`
pub(super) fn make(options: Option<&Value>) -> Value {
    let option = |key| options.and_then(|options| get(options, key));
    let labels: Set = strings(option("labels")).collect();
    let taint: Set = strings(option("taint")).chain(strings(option("labels"))).collect();
    let sources: Set = strings(option("sources")).collect();
    let mut made = Record::default();
    made.set("labels", labels.into());
    made.set("taint", taint.into());
    made.set("sources", sources.into());
    let mut tools = Tools::default();
    tools.add(option("tools"));
    made.set_some("tools", tools.filled());
    made.set_some("capability", option("capability").filter(|value| is_given(value)).cloned());
    made.set_some("policyContext", option("policyContext").filter(|value| is_given(value)).cloned());
    made.into()
}

fn is_given(value: &Value) -> bool {
    value.data != Data::Null
}

/// `mergeDescriptors`
pub(super) fn merge<'v>(descriptors: impl Iterator<Item = &'v Value>) -> Value {
    let (mut labels, mut taint, mut sources) = (Set::default(), Set::default(), Set::default());
    let mut tools = Tools::default();
    let (mut capability, mut context): (Option<&Value>, Option<Record>) = (None, None);
    let all = |value: Option<&'v Value>, sets: &mut [&mut Set]| {
        // A text alone is a list of one here, though not for `makeSecurityDescriptor`.
        for text in value.and_then(string).into_iter().chain(strings(value)) {
            for set in &mut *sets {
                set.add(text);
            }
        }
    };
    for descriptor in descriptors {
        all(get(descriptor, "labels"), &mut [&mut labels, &mut taint]);
        all(get(descriptor, "taint"), &mut [&mut taint]);
        all(get(descriptor, "sources"), &mut [&mut sources]);
        tools.add(get(descriptor, "tools"));
        capability = get(descriptor, "capability").filter(|value| is_truthy(value)).or(capability);
        if let Some(given) = get(descriptor, "policyContext").filter(|value| is_object(value)) {
            let context = context.get_or_insert_default();
            members(given).iter().for_each(|member| context.set(&member.key, member.value.clone()));
        }
    }
    let mut merged = Record::default();
    merged.set("labels", labels.into());
    merged.set("taint", taint.into());
    merged.set("sources", sources.into());
    merged.set_some("tools", tools.filled());
    merged.set_some("capability", capability.cloned());
    merged.set_some("policyContext", context.map(Value::from));
    merged.into()
}

/// Tools in their order; one for each reference to the audit log, and every one without.
#[derive(Default)]
struct Tools {
    references: Set,
    tools: Vec<Value>,
}

impl Tools {
    fn add(&mut self, tools: Option<&Value>) {
        for tool in tools.and_then(list).unwrap_or_default() {
            let Some(name) = trimmed(get(tool, "name")) else { continue };
            let reference = trimmed(get(tool, "auditRef"));
            if reference.is_some_and(|reference| !self.references.add(reference)) {
                continue;
            }
            let arguments = strings(get(tool, "args")).map(super::text::trim).filter(|text| !text.is_empty());
            let arguments: Vec<&str> = arguments.collect();
            let mut made = Record::default();
            made.set("name", name.into());
            made.set_some("args", (!arguments.is_empty()).then(|| Value::list(arguments)));
            made.set_some("auditRef", reference.map(Value::from));
            self.tools.push(made.into());
        }
    }

    fn filled(self) -> Option<Value> {
        (!self.tools.is_empty()).then(|| Value::list(self.tools))
    }
}

/// `hasLabel`
pub(super) fn has_label(descriptor: Option<&Value>, label: &str) -> bool {
    strings(descriptor.and_then(|descriptor| get(descriptor, "labels"))).any(|own| own == label)
}

/// `applyGuardLabelModifications`: what a guard makes of a value's labels. Only privileged guards take any away.
pub(super) fn modify(
    descriptor: &Value,
    modifications: Option<&Value>,
    guard: Option<&Value>,
) -> Result<Value, Thrown> {
    let Some(modifications) = modifications.filter(|given| is_object(given)) else { return Ok(descriptor.clone()) };
    let guard_field = |key| guard.and_then(|guard| get(guard, key));
    let is_privileged = is_true(guard_field("privileged"));
    let refused = |what: &str, code| {
        let name = filled_string(guard_field("name")).or_else(|| filled_string(guard_field("filterValue")));
        Err(Thrown::security(format!("Guard {} cannot {what}", name.unwrap_or("guard")), code))
    };
    let clears = get(modifications, "clearLabels").is_some_and(is_truthy);
    let removed: Set = strings(get(modifications, "removeLabels")).collect();
    if clears && !is_privileged {
        return refused("clear labels without privilege", "LABEL_PRIVILEGE_REQUIRED");
    }
    if !removed.is_empty() && !is_privileged {
        return match strings(get(modifications, "removeLabels")).find(|label| is_protected(label)) {
            Some(label) => refused(&format!("remove protected label '{label}'"), "PROTECTED_LABEL_REMOVAL"),
            None => refused("remove labels without privilege", "LABEL_PRIVILEGE_REQUIRED"),
        };
    }
    let changed = |key| {
        let kept = strings(get(descriptor, key)).filter(|label| !clears || label.starts_with("src:"));
        let kept = kept.filter(|label| !removed.has(label));
        Value::from(kept.chain(strings(get(modifications, "addLabels"))).collect::<Set>())
    };
    let mut made = Record::from(descriptor);
    made.set("labels", changed("labels"));
    made.set("taint", changed("taint"));
    Ok(make(Some(&made.into())))
}
