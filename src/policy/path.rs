//! Paths into a document, as problems and decisions name them: `deny.cmd[0]`, `labels["src:mcp"].deny[1]`.

use alloc::sync::Arc;
use core::fmt;
use core::ops::Deref;

use spin::Once;

use crate::prelude::*;
pub(crate) use crate::text::quoted;
use crate::text::{SHOWN, escaped};

/// A path into a document, as text. That of an item of a list is written when somebody reads it: of most rules nobody does.
///
/// ```
/// use mlld_policy::policy::DocumentPath;
///
/// let path = DocumentPath::from("deny[0]");
/// assert_eq!(path.as_str(), "deny[0]");
/// ```
#[derive(Clone)]
pub struct DocumentPath(Form);

enum Form {
    Written(Arc<str>),
    Item { list: Arc<str>, index: usize, written: Once<Arc<str>> },
}

impl Clone for Form {
    fn clone(&self) -> Self {
        match self {
            Self::Written(path) => Self::Written(Arc::clone(path)),
            Self::Item { list, index, written } => match written.get() {
                Some(path) => Self::Written(Arc::clone(path)),
                None => Self::Item { list: Arc::clone(list), index: *index, written: Once::new() },
            },
        }
    }
}

impl DocumentPath {
    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.written()
    }

    /// The path as text that others share.
    pub(crate) fn written(&self) -> &Arc<str> {
        match &self.0 {
            Form::Written(path) => path,
            Form::Item { list, index: at, written } => written.call_once(|| index(list, *at).into()),
        }
    }

    /// That of an entry of `list`.
    pub(crate) fn of_item(list: &Arc<str>, index: usize) -> Self {
        Self(Form::Item { list: Arc::clone(list), index, written: Once::new() })
    }
}

impl Deref for DocumentPath {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl From<&str> for DocumentPath {
    fn from(path: &str) -> Self {
        Self(Form::Written(path.into()))
    }
}

impl From<String> for DocumentPath {
    fn from(path: String) -> Self {
        Self(Form::Written(path.into()))
    }
}

impl From<&DocumentPath> for String {
    fn from(path: &DocumentPath) -> Self {
        path.as_str().to_owned()
    }
}

impl PartialEq for DocumentPath {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for DocumentPath {}

impl PartialEq<str> for DocumentPath {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for DocumentPath {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Debug for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for DocumentPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.as_str(), f)
    }
}

/// One step of a path, kept until there is something to say about the place.
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// The path of some steps.
pub(crate) fn rendered(steps: &[Step]) -> String {
    steps.iter().fold(String::new(), |parent, step| match step {
        Step::Key(name) => key(&parent, name),
        Step::Index(place) => index(&parent, *place),
    })
}

/// The path of a key below `parent`.
pub(crate) fn key(parent: &str, key: &str) -> String {
    let plain = key.len() <= SHOWN
        && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    match (plain, parent.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{parent}.{key}"),
        (false, _) => format!("{parent}[\"{}\"]", escaped(key, |c| matches!(c, '"' | '\\'))),
    }
}

/// The path of an entry of the list `parent`.
pub(crate) fn index(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_no_word_is_quoted() {
        assert_eq!(key("", "deny"), "deny");
        assert_eq!(key("labels", "src:mcp"), r#"labels["src:mcp"]"#);
        assert_eq!(key("labels", "__proto__"), "labels.__proto__");
        assert_eq!(key("", "a\"b"), r#"["a\"b"]"#);
        assert_eq!(key("a", ""), r#"a[""]"#);
        assert_eq!(key("a", "\u{202e}\n"), r#"a["\u{202e}\u{a}"]"#);
        assert!(key("a", &"x".repeat(10_000)).len() < 120);
        assert_eq!(index("deny", 2), "deny[2]");
        assert_eq!(DocumentPath::of_item(&"deny".into(), 2), "deny[2]");
    }
}
