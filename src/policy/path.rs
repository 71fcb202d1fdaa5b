//! Paths into a document, as problems and decisions name them: `deny.cmd[0]`, `labels["src:mcp"].deny[1]`.

/// The path of a key below `parent`.
pub(crate) fn key(parent: &str, key: &str) -> String {
    let plain = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    match (plain, parent.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{parent}.{key}"),
        (false, _) => format!("{parent}[{}]", serde_json::Value::from(key)),
    }
}

/// The path of an entry of the list `parent`.
pub(crate) fn index(parent: &str, index: usize) -> String {
    format!("{parent}[{index}]")
}

/// User text for a message: in backticks, control characters escaped, shortened when it is long.
pub(crate) fn quoted(text: &str) -> String {
    const LIMIT: usize = 80;
    let mut shown = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == LIMIT {
            shown.push('…');
            break;
        }
        if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown.push('`');
    shown
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
        assert_eq!(index("deny", 2), "deny[2]");
    }

    #[test]
    fn user_text_is_shown_harmlessly() {
        assert_eq!(quoted("r\u{200b}m\n"), "`r\\u{200b}m\\u{a}`");
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), 83);
    }
}
