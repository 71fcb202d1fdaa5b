//! Paths into a document, as problems and decisions name them: `deny.cmd[0]`, `labels["src:mcp"].deny[1]`.

/// No more characters of one key are shown: a list of many rules below a very long key would else take memory of the
/// order of their product.
const SHOWN: usize = 100;

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

/// User text for a message: in backticks, harmless to show, shortened when it is long.
pub(crate) fn quoted(text: &str) -> String {
    format!("`{}`", escaped(text, |_| false))
}

/// The text with everything that a terminal would act on, or not show, as an escape.
fn escaped(text: &str, also: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len().min(SHOWN));
    for (count, c) in text.chars().enumerate() {
        if count == SHOWN {
            shown.push('…');
            break;
        }
        if is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.extend(also(c).then_some('\\'));
            shown.push(c);
        }
    }
    shown
}

/// Control characters, and those that change the direction of text or take no room.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
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

    #[test]
    fn user_text_is_shown_harmlessly() {
        assert_eq!(quoted("r\u{200b}m\n"), "`r\\u{200b}m\\u{a}`");
        assert_eq!(quoted(&"x".repeat(1000)).chars().count(), 103);
    }
}
