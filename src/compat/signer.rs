//! Who signed something, and what that makes of it.

use super::Thrown;
use super::glob;
use super::record::{Set, filled_string, members, strings};
use super::text::trim;
use crate::policy::value::Value;

/// `matchesSignerPattern`: identities are matched like paths, but an asterisk alone is everybody.
pub(super) fn matches(identity: &str, pattern: &str) -> Result<bool, Thrown> {
    let (identity, pattern) = (trim(identity), trim(pattern));
    if identity.is_empty() || pattern.is_empty() {
        return Ok(false);
    }
    Ok(pattern == "*" || glob::matches(identity, pattern)?)
}

/// `matchesAnySignerPattern`
pub(super) fn matches_any(identity: &str, patterns: &Value) -> Result<bool, Thrown> {
    for pattern in strings(Some(patterns)) {
        if matches(identity, pattern)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// `resolveSignerLabels`: the labels of all patterns that match a signer who is verified; what stands for unlabeled
/// otherwise.
pub(super) fn labels(
    identity: Option<&str>,
    status: &str,
    signers: Option<&Value>,
    unlabeled: Option<&Value>,
) -> Result<Value, Thrown> {
    let mut labels = Set::default();
    if let Some(identity) = identity.filter(|identity| !identity.is_empty() && status == "verified") {
        for member in signers.map(members).unwrap_or_default() {
            if matches(identity, &member.key)? {
                strings(Some(&member.value)).for_each(|label| {
                    labels.add(label);
                });
            }
        }
    }
    if labels.is_empty()
        && let Some(label) = filled_string(unlabeled)
    {
        labels.add(label);
    }
    Ok(labels.into())
}
