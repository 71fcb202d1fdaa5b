//! Commands, code of shells and capabilities, as the interpreter asks about them.

use super::answer::Answer;
use super::policy::{MlldPolicy, Part, Places, UNMENTIONED};
use super::shown::command_name;
use crate::compat::trim;
use crate::decision::{Decision, Denial, DenialCode, Topic};
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::shell::Shell;

/// The interpreter starts commands through `/bin/sh`.
pub(super) const SHELL: Shell = Shell::Sh;

impl MlldPolicy {
    pub(super) fn evaluate_command_access(&self, command: &str, places: &Places) -> Value {
        let answer = self.command_access(command, places);
        let reason = answer.reason().map(|_| ("reason", self.reason_of_command(&answer, command).into()));
        let told = [("allowed", Value::from(answer.is_allowed())), ("commandName", command_name(command).into())];
        Value::object(told.into_iter().chain(reason))
    }

    /// What is decided about a command.
    pub(super) fn command_access(&self, command: &str, places: &Places) -> Answer {
        let ask = |command: &str| self.ask(Part::Whole, places, |engine| engine.check_command(command, SHELL));
        // JavaScript takes more for blanks than shells do, and who runs the command may trim it.
        let trimmed = trim(command);
        let answer = ask(command);
        if trimmed == command || !answer.is_allowed() { answer } else { ask(trimmed) }
    }

    /// Names that nobody knows are capabilities that the policy may name.
    pub(super) fn evaluate_capability_access(&self, name: &str, places: &Places) -> Value {
        // Blanks around a name mean nothing where it is denied.
        let trimmed = self.capability_access(Part::Whole, trim(name), places);
        let answer = if trimmed.is_allowed() { self.capability_access(Part::Whole, name, places) } else { trimmed };
        answer.to_value(Some(Self::reason_of_capability(name)))
    }

    pub(super) fn capability_access(&self, part: Part, name: &str, places: &Places) -> Answer {
        self.ask(part, places, |engine| {
            let decision = engine.check_capability(name).or_else(|_| engine.check_capability(UNMENTIONED));
            decision.unwrap_or_else(|why| unknown_capability(name, &why))
        })
    }

    /// What of the code of a shell is denied, whatever else is permitted: the first command with the reason, or nothing.
    pub(super) fn find_denied_shell_command(&self, code: &str, places: &Places) -> Value {
        let answer = self.ask(Part::Denials, places, |engine| engine.check_command(code, SHELL));
        if answer.is_allowed() {
            return Data::Null.into();
        }
        let offence = self.offence(&answer, code);
        Value::object([
            ("commandText", Value::from(offence.command)),
            ("commandName", offence.name.into()),
            ("reason", offence.reason.into()),
        ])
    }
}

/// The denial of a capability that nobody knows.
fn unknown_capability(name: &str, why: &str) -> Decision {
    Decision::Deny(Box::new(Denial {
        code: DenialCode::PolicyCapabilityDenied,
        reason: format!("Capability '{}' denied by policy: {why}", crate::text::shown(name)),
        policy: None,
        rule: None,
        subject: Some(name.to_owned()),
        span: None,
        suggestions: Vec::new(),
        topic: Topic::Capability(name.to_owned()),
    }))
}
