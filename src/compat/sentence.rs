//! The sentences with which mlld denies. Whoever denies by rules of its own words a denial as mlld does, where mlld
//! denies too; a sentence is no decision, and none is made of it.

use super::command_pattern::{command_tokens, matches, pattern_entry, pattern_tokens};
use super::record::{get, is_object, is_true, list, string, texts};
use super::text::{lower, trim};
use crate::policy::value::{Data, Value};
use crate::prelude::*;

const EVERYTHING: &str = "All operations denied by policy";
const DANGER: &str = "Dangerous capability requires allow.danger";
const SHELL: &str = "Shell access denied by policy";
const NETWORK: &str = "Network access denied by policy";

const SHELLS: [&str; 8] = ["sh", "bash", "zsh", "fish", "csh", "ash", "dash", "ksh"];
/// Programs that start the one that they are given.
const WRAPPERS: [&str; 6] = ["env", "nice", "nohup", "timeout", "time", "strace"];
/// Their options that are followed by a value.
const VALUED: [&str; 8] = ["-u", "-n", "-s", "-k", "-p", "-c", "-e", "-o"];
const NETWORK_PROGRAMS: [&str; 9] = ["curl", "wget", "nc", "netcat", "ssh", "scp", "ftp", "rsync", "telnet"];

/// Words of a script after which no command is looked for.
const KEYWORDS: [&str; 15] =
    ["then", "else", "elif", "fi", "for", "do", "done", "case", "esac", "in", "select", "function", "time", "{", "}"];
/// Words with a command behind them.
const CONDITIONS: [&str; 3] = ["if", "while", "until"];

/// What mlld says against a part of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offence {
    /// The part.
    pub(crate) command: String,
    /// The name of its program.
    pub(crate) name: String,
    pub(crate) reason: String,
}

/// What `evaluateCommandAccess` says against a command.
pub(crate) fn of_command(policy: &Value, command: &str) -> Option<String> {
    let tokens = command_tokens(command).unwrap_or_default();
    let denied = get(policy, "deny");
    if is_true(denied) {
        return Some(EVERYTHING.to_owned());
    }
    if is_danger(policy, &tokens) {
        return Some(DANGER.to_owned());
    }
    let by_name = || Some(format!("Command '{}' denied by policy", name(&tokens, command)));
    let allowed = get(policy, "allow");
    let deny = patterns(denied).iter().filter_map(|pattern| specificity(&tokens, &open(pattern))).max();
    let allow = patterns(allowed).iter().filter_map(|pattern| specificity(&tokens, pattern)).max();
    if deny.is_some() && deny >= allow {
        return by_name();
    }
    let program = tokens.first().map_or("", String::as_str);
    if is_all(denied.and_then(|denied| get(denied, "sh"))) && SHELLS.contains(&started(&tokens)) {
        return Some(SHELL.to_owned());
    }
    if is_all(denied.and_then(|denied| get(denied, "network"))) && NETWORK_PROGRAMS.contains(&program) {
        return Some(NETWORK.to_owned());
    }
    let is_restricted = allowed.is_some() && !is_true(allowed);
    if is_restricted && allow.is_none() { by_name() } else { None }
}

/// The part of a policy that mlld says denies a command: its denials, or its permissions.
pub(crate) fn part_of_command(policy: &Value, command: &str) -> &'static str {
    let tokens = command_tokens(command).unwrap_or_default();
    let allowed = get(policy, "allow");
    if patterns(get(policy, "deny")).iter().any(|pattern| specificity(&tokens, &open(pattern)).is_some()) {
        "deny.cmd"
    } else if allowed.is_some() && !is_true(allowed) {
        "allow.cmd"
    } else {
        "capabilities"
    }
}

/// What `findDeniedShellCommand` says against a script, by a policy as mlld writes it.
pub(crate) fn of_script(policy: &Value, script: &str) -> Option<Offence> {
    let denied = get(policy, "deny").filter(|denied| is_true(Some(denied)) || is_object(denied))?;
    let denials = Value::object([("deny", denied.clone())]);
    segments(script).filter_map(|(_, part)| command_of(part)).find_map(|command| {
        let reason = of_command(&denials, command)?;
        let tokens = command_tokens(command).unwrap_or_default();
        Some(Offence { command: command.to_owned(), name: name(&tokens, command), reason })
    })
}

/// What mlld calls a command.
pub(crate) fn command_name(command: &str) -> String {
    name(&command_tokens(command).unwrap_or_default(), command)
}

/// What mlld calls a command: its first word as patterns see it, or else as it stands.
fn name(tokens: &[String], command: &str) -> String {
    let raw = || trim(command).split(super::text::is_space).next().filter(|word| !word.is_empty());
    tokens.first().map_or_else(|| raw().unwrap_or("command").to_owned(), Clone::clone)
}

/// The parts of a script between line ends, `&&`, `||`, `;` and `|`, quoted or not, each with the place where it ends.
fn segments(script: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = Some(0);
    core::iter::from_fn(move || {
        let rest = script.get(start?..)?;
        let is_end = |(at, c): &(usize, char)| {
            matches!(c, '\n' | ';' | '|') || rest.get(*at..).is_some_and(|rest| rest.starts_with("&&"))
        };
        let end = rest.char_indices().find(is_end);
        let length = end.map_or(rest.len(), |(at, _)| at);
        let end_in_script = start?.saturating_add(length);
        start = end.map(|(_, c)| end_in_script.saturating_add(if c == '&' { 2 } else { 1 }));
        Some((end_in_script, trim(rest.get(..length)?)))
    })
}

/// The part that holds a place; where none is known, the first that is more than blank.
pub(crate) fn segment_at(script: &str, at: Option<usize>) -> &str {
    let is_it = |(end, part): &(usize, &str)| !part.is_empty() && at.is_none_or(|at| at < *end);
    segments(script).find(is_it).map_or_else(|| trim(script), |(_, part)| part)
}

/// The command of a part, which mlld does not look for behind most words of the shell.
fn command_of(part: &str) -> Option<&str> {
    let split = |part| str::split_once(part, super::text::is_space).unwrap_or((part, ""));
    let is_among = |words: &[&str], word: &str| words.contains(&lower(word).as_str());
    let (first, rest) = split(part);
    let command = if is_among(&CONDITIONS, first) { trim(rest) } else { part };
    let (word, _) = split(command);
    let is_command = !command.is_empty() && !command.starts_with('#');
    Some(command).filter(|_| is_command && !is_among(&KEYWORDS, word) && !is_among(&CONDITIONS, word))
}

fn is_danger(policy: &Value, tokens: &[String]) -> bool {
    let matches_any = |entries: &[String]| {
        let patterns = entries.iter().filter_map(|entry| pattern_entry(entry));
        patterns.into_iter().any(|pattern| matches(tokens, &pattern).unwrap_or(false))
    };
    let own = get(policy, "danger").or_else(|| get(get(policy, "capabilities")?, "danger"));
    matches_any(&entries("DEFAULT_DANGER_PATTERNS", None)) && !matches_any(&entries("normalizeDangerEntries", own))
}

fn entries(function: &str, argument: Option<&Value>) -> Vec<String> {
    let found = super::call(function, &[argument.cloned()]).ok().flatten();
    let items = found.as_ref().and_then(list).unwrap_or_default();
    items.iter().filter_map(string).map(str::to_owned).collect()
}

/// The patterns of commands in `allow` or `deny`.
fn patterns(section: Option<&Value>) -> Vec<String> {
    let Some(section) = section else { return Vec::new() };
    match &section.data {
        Data::Array(items) => {
            let entries = items.iter().filter_map(string);
            entries
                .filter_map(|entry| if entry == "cmd" { Some("*".to_owned()) } else { pattern_entry(entry) })
                .collect()
        }
        Data::Object(_) => match get(section, "cmd") {
            Some(all) if is_true(Some(all)) || string(all) == Some("all") => vec!["*".to_owned()],
            own => {
                let all = |text: String| if text == "cmd" { "*".to_owned() } else { text };
                texts(own).map(|set| set.into_texts().into_iter().map(all).collect()).unwrap_or_default()
            }
        },
        _ => Vec::new(),
    }
}

/// A pattern of `deny`: two words or more are open at the end.
fn open(pattern: &str) -> String {
    let words = pattern_tokens(pattern).unwrap_or_default();
    if words.len() > 1 && !words.iter().any(|word| word == "*") { format!("{pattern}:*") } else { pattern.to_owned() }
}

/// How many words the pattern has, if it is about these.
fn specificity(tokens: &[String], pattern: &str) -> Option<usize> {
    let words = pattern_tokens(pattern).unwrap_or_default();
    matches(tokens, pattern).unwrap_or(false).then(|| words.iter().filter(|word| *word != "*").count())
}

/// Whether what is denied of a capability is all of it.
fn is_all(denied: Option<&Value>) -> bool {
    let is_star = |value: &Value| matches!(string(value), Some("*" | "all"));
    let Some(denied) = denied else { return false };
    match &denied.data {
        Data::Bool(all) => *all,
        Data::Array(items) => items.iter().any(is_star),
        Data::Object(_) => is_all(get(denied, "domains")),
        _ => is_star(denied),
    }
}

/// The program that a wrapper starts, or the first.
fn started(tokens: &[String]) -> &str {
    let Some((program, mut rest)) = tokens.split_first() else { return "" };
    if !WRAPPERS.contains(&program.as_str()) {
        return program;
    }
    while let Some((word, after)) = rest.split_first() {
        let skipped = match word.as_str() {
            "--" => 0,
            word if VALUED.contains(&word) => 1,
            word if word.starts_with('-') || super::command_pattern::is_assignment(word) => 0,
            word => return word,
        };
        rest = after.get(skipped..).unwrap_or_default();
    }
    ""
}

#[cfg(test)]
mod tests;
