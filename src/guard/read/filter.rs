//! Filters that mean nothing, or another thing than their writer thinks.

use super::FILTERS;
use crate::notation::lookalike::{described, folded, odd_letter};
use crate::policy::path::quoted;
use crate::prelude::*;
use crate::suggest::distance;
use crate::text::is_invisible;

/// Why a filter would mean nothing, or another thing than its writer thinks, and what to do about it.
pub(super) fn misread_filter(text: &str) -> Option<(String, String)> {
    let shown = quoted(text);
    let label = text.strip_suffix(":*").filter(|_| text.len() > 2).unwrap_or(text);
    let is_odd = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && !"_-./:@~ ".contains(c) || is_invisible(c);
    if let Some(c) = label.chars().find(|c| is_odd(*c)).filter(|_| text != "*" && !text.starts_with("dir:")) {
        let message = format!("the filter {shown} can match nothing: no label has a {}", quoted(&c.to_string()));
        return Some((message, format!("a filter is one name: {FILTERS}")));
    }
    if let Some((_, letter)) = odd_letter(text) {
        return Some((described(letter), format!("write {}", quoted(&folded(text)))));
    }
    if text == "all" {
        return Some(("`all` is the name of a label here".to_owned(), "write `\"*\"` for everything".to_owned()));
    }
    // `op.cmd.curl`, `op-cmd:curl`, `cmd:curl`
    let operation = text.strip_prefix("op").filter(|rest| rest.starts_with(['.', '-', '_', '/']));
    let inner = operation.and_then(|rest| rest.get(1..)).or_else(|| text.starts_with("cmd:").then_some(text));
    if let Some(inner) = inner {
        let meant = format!("op:{}", inner.replace(['.', '/'], ":"));
        return Some((format!("{shown} is the name of a label here"), format!("did you mean {}?", quoted(&meant))));
    }
    let (kind, below) = text.strip_prefix("op:").map(|rest| rest.split_once(':').unwrap_or((rest, "")))?;
    // Hosts have operations of their own: only what is all but one of these is a slip.
    // The beginning of one is a word of its own.
    if kind.len() < 2 || OPERATIONS.iter().any(|known| known.starts_with(kind)) {
        return None;
    }
    let meant = OPERATIONS.into_iter().find(|meant| distance(kind, meant) == 1)?;
    let meant = if below.is_empty() { format!("op:{meant}") } else { format!("op:{meant}:{below}") };
    Some((format!("no operation is known to be {shown}"), format!("did you mean {}?", quoted(&meant))))
}

/// What stands behind `op:` in filters.
pub(crate) const OPERATIONS: [&str; 16] = [
    "cmd", "sh", "js", "node", "py", "prose", "show", "output", "log", "append", "stream", "exe", "run", "net", "fs",
    "tool",
];

#[cfg(test)]
mod tests {
    use super::misread_filter;

    #[test]
    fn what_no_label_is_is_told() {
        for (filter, told) in [
            ("secret|pii", "the filter `secret|pii` can match nothing: no label has a `|`"),
            ("secret&pii", "the filter `secret&pii` can match nothing: no label has a `&`"),
            ("secret+pii", "the filter `secret+pii` can match nothing: no label has a `+`"),
            ("secret;", "the filter `secret;` can match nothing: no label has a `;`"),
            ("op:cmd;curl", "the filter `op:cmd;curl` can match nothing: no label has a `;`"),
            ("secret*", "the filter `secret*` can match nothing: no label has a `*`"),
            ("s\u{435}cret", "the letter `\u{435}` (U+0435) only looks like `e` (write `secret`)"),
            ("op:cdm:curl", "no operation is known to be `op:cdm:curl` (did you mean `op:cmd:curl`?)"),
            ("op:ouput", "no operation is known to be `op:ouput` (did you mean `op:output`?)"),
            ("all", "`all` is the name of a label here (write `\"*\"` for everything)"),
            ("op.cmd.curl", "`op.cmd.curl` is the name of a label here (did you mean `op:cmd:curl`?)"),
            ("op-cmd:curl", "`op-cmd:curl` is the name of a label here (did you mean `op:cmd:curl`?)"),
            ("cmd:curl", "`cmd:curl` is the name of a label here (did you mean `op:cmd:curl`?)"),
        ] {
            let (message, suggestion) = misread_filter(filter).expect(filter);
            assert!(format!("{message} ({suggestion})").starts_with(told), "{filter}: {message} ({suggestion})");
        }
        for filter in [
            "*",
            "secret",
            "secret:*",
            "pii",
            "op:cmd:git:*",
            "op:cmd:*",
            "op:cmd:gi",
            "op:",
            "op:show",
            "op:publish",
            "op:text",
            "src:mcp",
            "dir:/a+b;c",
            "net:w",
            "@send",
            "run",
            "op",
            "no-send",
            "größe",
            "op:cmd:npm:run:a.b",
            "mail@x.example",
        ] {
            assert_eq!(misread_filter(filter), None, "{filter}");
        }
    }
}
