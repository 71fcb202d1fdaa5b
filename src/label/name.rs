//! Names of labels, in stretches parted by `:`.

/// Whether a label of a rule means this label: the same, the beginning of it up to a `:`, or `*`.
///
/// ```
/// use mlld_policy::label::covers;
/// assert!(covers("secret", "secret:api"));
/// assert!(covers("*", "pii"));
/// assert!(!covers("secret", "secretary"));
/// assert!(!covers("known:internal", "known:external"));
/// ```
#[must_use]
pub fn covers(rule: &str, label: &str) -> bool {
    rule == "*" || extends(rule, label) || rule == label
}

/// Whether a label is one below another: `op:cmd:git` below `op:cmd`. Anything is below `*` but itself.
pub(super) fn extends(above: &str, label: &str) -> bool {
    if above == "*" {
        return label != "*";
    }
    label.strip_prefix(above).is_some_and(|rest| rest.len() > 1 && rest.starts_with(':'))
}

/// Whether a label says where data came from: `src:*` and `dir:*`, which no user gives.
#[must_use]
pub fn is_source(label: &str) -> bool {
    extends("src", label) || extends("dir", label)
}

/// Whether a label is protected: `secret`, `untrusted` and every `src:*`.
#[must_use]
pub fn is_protected(label: &str) -> bool {
    ["secret", "untrusted"].iter().any(|protected| covers(protected, label)) || extends("src", label)
}

/// Whether it takes privilege to add a label: `trusted`, `known` and what is below them.
pub(super) fn is_endorsement(label: &str) -> bool {
    ["trusted", "known"].iter().any(|endorsement| covers(endorsement, label))
}
