//! Paths into a document, as problems and decisions name them: `deny.cmd[0]`, `labels["src:mcp"].deny[1]`.

pub(crate) use crate::text::quoted;
use crate::text::{SHOWN, escaped};

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
    }
}
