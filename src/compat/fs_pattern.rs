//! Patterns of paths.

use super::record::Record;
use super::text::{lower, trim};
use crate::policy::value::{Data, Value};

/// `parseFsPatternEntry`
pub(super) fn entry(text: &str) -> Value {
    let Some((mode, pattern)) = parse_entry(text) else { return Data::Null.into() };
    let mut made = Record::default();
    made.set("mode", mode.into());
    made.set("pattern", pattern.into());
    made.into()
}

/// The mode and the path of an entry about files: `fs`, `fs:<mode>` or `fs:<mode>:<path>`. Without a mode it is writing,
/// without a path all of them.
pub(super) fn parse_entry(text: &str) -> Option<(&'static str, String)> {
    let text = trim(text);
    if matches!(lower(text).as_str(), "fs" | "filesystem") {
        return Some(("write", "**".to_owned()));
    }
    let (prefix, rest) = text.split_once(':')?;
    if lower(prefix) != "fs" {
        return None;
    }
    let (mode, pattern) = rest.split_once(':').unwrap_or((rest, ""));
    let mode = match lower(trim(mode)).as_str() {
        "r" | "read" => "read",
        "w" | "write" | "rw" => "write",
        _ => return None,
    };
    let pattern = trim(pattern);
    Some((mode, if pattern.is_empty() { "**" } else { pattern }.to_owned()))
}
