//! Patterns of paths.

use super::Thrown;
use super::glob;
use super::record::Record;
use super::text::{lower, trim};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

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

/// `matchesFsPattern`: whether a path matches a pattern, both made absolute. mlld takes relative targets from the folder
/// in which it runs.
pub(super) fn matches(target: &str, pattern: &str, [base, home, folder]: [&str; 3]) -> Result<bool, Thrown> {
    let pattern = trim(pattern);
    if pattern.is_empty() {
        return Ok(false);
    }
    let below = |prefix: &str, folder: &str| {
        let rest = pattern.strip_prefix(prefix)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| format!("{folder}{rest}"))
    };
    let placed = below("~", home).or_else(|| below("@base", base)).or_else(|| below("@root", base));
    let pattern = placed.unwrap_or_else(|| pattern.to_owned());
    // A backslash is a slash, once the paths are made.
    let slashes = |path: String| path.replace('\\', "/");
    glob::matches(&slashes(resolved(folder, target)), &slashes(resolved(base, &pattern)))
}

/// `path.resolve(folder, path)`
fn resolved(folder: &str, path: &str) -> String {
    let path = if path.starts_with('/') { path.to_owned() } else { format!("{folder}/{path}") };
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}
