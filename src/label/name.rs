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
    rule == "*" || rule == label || is_below(rule, label)
}

/// Whether a rule is narrower than another: `op:cmd:git` than `op:cmd`. Any is narrower than `*` but itself.
pub(super) fn extends(above: &str, rule: &str) -> bool {
    if above == "*" { rule != "*" } else { is_below(above, rule) }
}

fn is_below(above: &str, label: &str) -> bool {
    label.strip_prefix(above).is_some_and(|rest| rest.len() > 1 && rest.starts_with(':'))
}

/// Whether a label says where data came from: `src:*` and `dir:*`, which no user gives.
#[must_use]
pub fn is_source(label: &str) -> bool {
    is_below("src", label) || is_below("dir", label)
}

/// Whether a label is protected: `secret`, `untrusted` and every `src:*`.
#[must_use]
pub fn is_protected(label: &str) -> bool {
    ["secret", "untrusted"].iter().any(|protected| covers(protected, label)) || is_below("src", label)
}

/// Whether it takes privilege to add a label: `trusted`, `known` and what is below them.
pub(crate) fn is_endorsement(label: &str) -> bool {
    ["trusted", "known"].iter().any(|endorsement| covers(endorsement, label))
}

/// Whether a text is a label: stretches parted by `:`, none of them empty or with blanks around it. Folders (`dir:…`) have any
/// name.
pub(crate) fn is_label(text: &str) -> bool {
    text.starts_with("dir:") || text.split(':').all(|part| !part.is_empty() && part.trim() == part)
}
