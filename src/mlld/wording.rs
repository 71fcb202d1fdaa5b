//! The sentences in which the interpreter is told of a denial: mlld's own where it denies too, the engine's where only
//! the engine does. They decide nothing.

use super::answer::Answer;
use super::policy::{MlldPolicy, Part, Places};
use super::shown::{Offence, command_name, file_is_danger, segment_at, sentence_of_command, sentence_of_script};
use crate::capability::FileMode;
use crate::decision::{Denial, DenialCode};
use crate::prelude::*;

const DANGER: &str = "Dangerous capability requires allow.danger";

impl MlldPolicy {
    /// Why a command may not run.
    pub(super) fn reason_of_command(&self, answer: &Answer, command: &str) -> String {
        let own = || answer.reason().unwrap_or_default().to_owned();
        match answer {
            Answer::Invalid(_) => own(),
            _ => sentence_of_command(&self.value, command).unwrap_or_else(own),
        }
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
    pub(super) fn offence(&self, answer: &Answer, script: &str) -> Offence {
        sentence_of_script(&self.value, script).unwrap_or_else(|| {
            let at = match answer {
                Answer::Denied(denial) => denial.span.map(|span| span.start),
                _ => None,
            };
            let command = segment_at(script, at).to_owned();
            let reason = answer.reason().unwrap_or_default().to_owned();
            Offence { name: command_name(&command), command, reason }
        })
    }

    /// Why a file may not be read or written: because that is dangerous, unless it is denied anyway.
    pub(super) fn reason_of_file(&self, answer: &Answer, mode: FileMode, path: &str, places: &Places) -> String {
        let is_danger = |denial: &Denial| denial.code == DenialCode::PolicyDangerDenied;
        let is_read = mode == FileMode::Read;
        let for_danger_alone = matches!(answer, Answer::Denied(denial) if is_danger(denial))
            && self.ask(Part::OptedIn, places, |engine| engine.check_file(mode, path)).is_allowed();
        if for_danger_alone || file_is_danger(&self.value, is_read, path, &places.base, &places.home) {
            return DANGER.to_owned();
        }
        format!("Filesystem {} denied by policy", if is_read { "read" } else { "write" })
    }
}

/// What the interpreter calls a label flow.
pub(super) fn flow_reason(label: &str, target: &str) -> String {
    format!("Label '{label}' cannot flow to '{target}'")
}
