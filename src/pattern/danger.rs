//! The built-in danger list: what needs an opt-in besides being allowed (policy.md, "The danger list").
//!
//! Its entries are patterns like those of a policy and are read as denials are, so an entry covers every spelling of
//! what it names: `cmd:rm:*:-rf` is `rm -fr`, `rm -r -f`, `rm --recursive --force` too.

mod entries;

/// What an entry of the danger list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DangerKind {
    /// Running a command: a command pattern.
    Command,
    /// Reading files: a path pattern.
    Read,
    /// Writing files: a path pattern.
    Write,
    /// Reaching a host: a domain pattern.
    Network,
    /// Reading the keychain.
    Keychain,
}

/// One entry of the built-in danger list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DangerEntry {
    /// The entry as a policy would write it: `cmd:sudo:*`, `fs:r:~/.ssh/**`, `net:169.254.169.254`, `@keychain`.
    pub text: &'static str,
    /// Why it is dangerous: one sentence for the user.
    pub reason: &'static str,
}

impl DangerEntry {
    /// What it is about, and the pattern behind the prefix (empty for the keychain).
    #[must_use]
    pub fn parts(&self) -> (DangerKind, &'static str) {
        let kinds = [
            ("cmd:", DangerKind::Command),
            ("fs:r:", DangerKind::Read),
            ("fs:w:", DangerKind::Write),
            ("net:", DangerKind::Network),
        ];
        kinds
            .into_iter()
            .find_map(|(prefix, kind)| Some((kind, self.text.strip_prefix(prefix)?)))
            .unwrap_or((DangerKind::Keychain, ""))
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> DangerKind {
        self.parts().0
    }

    /// The pattern: a command pattern, a path glob, a host; empty for the keychain.
    #[must_use]
    pub fn pattern(&self) -> &'static str {
        self.parts().1
    }
}

/// All entries, in a stable order.
#[must_use]
pub fn danger_entries() -> &'static [DangerEntry] {
    entries::ENTRIES
}

#[cfg(test)]
mod tests;
