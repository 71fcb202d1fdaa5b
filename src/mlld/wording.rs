//! The sentences of mlld, where it has one for what the engine denies. They decide nothing.

use super::answer::Answer;
use super::shown::{command_name, trimmed};
use super::policy::MlldPolicy;
use crate::decision::{Denial, DenialCode, Topic};

const EVERYTHING: &str = "All operations denied by policy";
const DANGER: &str = "Dangerous capability requires allow.danger";
const SHELL: &str = "Shell access denied by policy";
const NETWORK: &str = "Network access denied by policy";

/// Words between the commands of a script, which are none themselves.
const KEYWORDS: [&str; 12] =
    ["if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac"];

impl MlldPolicy {
    /// Why a command may not run: about its first program in mlld's words, about what else it would run in the engine's.
    pub(super) fn reason_of_command(answer: &Answer, command: &str) -> String {
        let Answer::Denied(denial) = answer else { return EVERYTHING.to_owned() };
        general(denial).map_or_else(|| of_first_program(denial, &command_name(command)), str::to_owned)
    }

    /// Why a capability may not be used.
    pub(super) fn reason_of_capability(name: &str) -> String {
        let kind = match name {
            "sh" => "Shell",
            "js" => "JavaScript",
            "node" => "Node",
            "py" => "Python",
            "prose" => "Prose",
            "network" => "Network",
            _ => return format!("Capability '{}' denied by policy", crate::text::shown(name)),
        };
        format!("{kind} access denied by policy")
    }

    /// Which part of a script is denied, and why.
    pub(super) fn denied_in_code(answer: &Answer, code: &str) -> (String, String) {
        let at = match answer {
            Answer::Denied(denial) => denial.span.map(|span| span.start),
            _ => None,
        };
        let command = segment(code, at);
        (command.to_owned(), Self::reason_of_command(answer, command))
    }
}

/// Why a file may not be read or written.
pub(super) fn reason_of_file(answer: &Answer, mode: &str) -> String {
    match answer {
        Answer::Denied(denial) if denial.code == DenialCode::PolicyDangerDenied => DANGER.to_owned(),
        _ => format!("Filesystem {mode} denied by policy"),
    }
}

/// The sentences that say nothing of the command.
fn general(denial: &Denial) -> Option<&'static str> {
    if denial.code == DenialCode::PolicyDangerDenied {
        return Some(DANGER);
    }
    match &denial.topic {
        Topic::Everything => Some(EVERYTHING),
        Topic::Network => Some(NETWORK),
        Topic::Capability(name) if name == "sh" => Some(SHELL),
        _ => None,
    }
}

fn of_first_program(denial: &Denial, name: &str) -> String {
    let is_first = denial.code == DenialCode::PolicyCapabilityDenied
        && denial.subject.as_deref().is_none_or(|subject| command_name(subject) == name);
    if is_first { format!("Command '{name}' denied by policy") } else { denial.reason.clone() }
}

/// The line of a script, or the part of a line between `;`, `&&`, `||` and `|`, that holds a place; the first, if no place
/// is known.
fn segment(code: &str, at: Option<usize>) -> &str {
    let mut rest = code;
    loop {
        let end = rest.find(['\n', ';', '|']).into_iter().chain(rest.find("&&")).min().unwrap_or(rest.len());
        let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        let part_end = code.len().saturating_sub(after.len());
        let is_asked = match at {
            Some(at) => at < part_end,
            None => is_command(part),
        };
        if is_asked || after.is_empty() {
            return trimmed(part);
        }
        rest = after.trim_start_matches(['\n', ';', '|', '&']);
    }
}

fn is_command(part: &str) -> bool {
    let part = trimmed(part);
    let word = part.split(char::is_whitespace).next().unwrap_or_default();
    !part.is_empty() && !part.starts_with('#') && !KEYWORDS.contains(&word)
}
