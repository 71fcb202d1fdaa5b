//! Labels of data and of operations, and the names of the built-in rules about them.

use super::record::{Record, Set, get, get_in, list, members, string, texts};
use super::text::{text_of, trim};
use crate::policy::value::Value;
use crate::prelude::*;

/// `BUILTIN_POLICY_RULES`, in the order in which they are asked.
pub(super) const RULES: [&str; 9] = [
    "no-secret-exfil",
    "no-sensitive-exfil",
    "no-send-to-unknown",
    "no-send-to-external",
    "no-destroy-unknown",
    "no-untrusted-destructive",
    "no-untrusted-privileged",
    "no-influenced-advice",
    "untrusted-llms-get-influenced",
];

/// The rule that marks what language models say, and denies nothing.
const INFLUENCED: &str = "untrusted-llms-get-influenced";

/// `PROTECTED_LABELS`, to which those that begin with `src:` are added.
pub(super) const PROTECTED: [&str; 2] = ["secret", "untrusted"];

/// `isProtectedLabel`
pub(super) fn is_protected(label: &str) -> bool {
    PROTECTED.contains(&label) || label.starts_with("src:")
}

/// `expandOperationLabels`: labels, then every category that one of them belongs to.
pub(super) fn expand(targets: &Value, mappings: Option<&Value>) -> Value {
    let Some(mappings) = mappings else { return targets.clone() };
    let targets: Vec<&str> = list(targets).unwrap_or_default().iter().filter_map(string).collect();
    let mut all: Set = targets.iter().collect();
    let categories = members(mappings).iter().filter_map(|member| {
        let labels = texts(Some(&member.value))?.into_texts();
        (!labels.is_empty()).then_some((member.key.as_str(), labels))
    });
    let categories: Vec<(&str, Vec<String>)> = categories.collect();
    for target in targets {
        for (category, labels) in &categories {
            if labels.iter().any(|label| is_below(target, label)) {
                all.add(category);
            }
        }
    }
    all.into()
}

/// Whether a label is another, or one below it.
fn is_below(label: &str, other: &str) -> bool {
    other == "*" || label.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// The rules that a policy names, trimmed.
fn rules(policy: Option<&Value>) -> Set {
    texts(get_in(policy, ["defaults", "rules"])).unwrap_or_default()
}

/// `hasManagedPolicyLabelFlow`: whether a policy has rules about labels that can deny.
pub(super) fn has_managed_flow(policy: Option<&Value>) -> bool {
    let labels = policy.and_then(|policy| get(policy, "labels"));
    let rules = rules(policy);
    labels.is_some_and(|labels| !members(labels).is_empty())
        || RULES.iter().any(|rule| *rule != INFLUENCED && rules.has(rule))
}

/// What `resolveInputTaint` finds.
struct Taint {
    raw: Set,
    effective: Set,
    is_unlabeled: bool,
    is_untrusted: bool,
}

fn resolve(taint: Option<&Value>, policy: Option<&Value>) -> Taint {
    let stance = get_in(policy, ["defaults", "unlabeled"]).and_then(string);
    let given = taint.and_then(list).unwrap_or_default();
    let given = given.iter().map(|label| trim(&text_of(label)).to_owned());
    let raw: Set = given.filter(|label| !label.is_empty()).collect();
    let is_system =
        |label: &String| label.starts_with("src:") || label.starts_with("dir:") || Some(label.as_str()) == stance;
    let is_unlabeled = !raw.is_empty() && raw.clone().into_texts().iter().all(is_system);
    let is_untrusted = is_unlabeled && stance == Some("untrusted") && !raw.has("untrusted");
    let mut effective = raw.clone();
    if is_untrusted {
        effective.add("untrusted");
    }
    Taint { raw, effective, is_unlabeled, is_untrusted }
}

/// `resolveInputTaint`
pub(super) fn resolve_taint(taint: Option<&Value>, policy: Option<&Value>) -> Value {
    let taint = resolve(taint, policy);
    let mut made = Record::default();
    made.set("raw", taint.raw.into());
    made.set("effective", taint.effective.into());
    made.set("isUnlabeled", taint.is_unlabeled.into());
    made.set("applyUntrustedDefault", taint.is_untrusted.into());
    made.into()
}

/// `shouldAddInfluencedLabel`: whether what a language model makes of this must be marked.
pub(super) fn is_influenced(policy: Option<&Value>, taint: Option<&Value>, labels: Option<&Value>) -> bool {
    rules(policy).has(INFLUENCED)
        && texts(labels).is_some_and(|labels| labels.has("llm"))
        && resolve(taint, policy).effective.has("untrusted")
}
