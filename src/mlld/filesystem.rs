//! Files and the keychain, as the interpreter asks about them.

use super::answer::Answer;
use super::policy::{MlldPolicy, Part, Places, member, text};
use crate::capability::FileMode;
use crate::policy::value::{Data, Value};
use crate::prelude::*;

impl MlldPolicy {
    /// `evaluateFilesystemAccess`
    pub(super) fn evaluate_file_access(&self, mode: FileMode, path: &str, places: &Places) -> Value {
        let answer = self.file_access(mode, path, places);
        let reason = (!answer.is_allowed()).then(|| self.reason_of_file(&answer, mode, path, places));
        answer.to_value(reason)
    }

    /// `evaluateFileIntegrity`
    pub(super) fn evaluate_file_integrity(&self, path: &str, identity: Option<&str>, places: &Places) -> Value {
        let answer = self.file_integrity(path, identity, places);
        answer.to_value(Some("Filesystem write denied by integrity policy".to_owned()))
    }

    /// `evaluateKeychainAccess`: without an entry, whether the keychain may be used at all.
    pub(super) fn evaluate_keychain_access(&self, question: &Value, places: &Places) -> Value {
        let access = member(question, "access");
        let entry = access.and_then(|access| Some((text(access, "service")?, text(access, "account")?)));
        if entry.is_none() && access.is_some_and(|access| access.data != Data::Null) {
            return Answer::Invalid("Keychain access denied by policy: the entry cannot be read".to_owned())
                .to_value(None);
        }
        let requires_danger =
            !matches!(member(question, "requireDanger").map(|asked| &asked.data), Some(Data::Bool(false)));
        self.keychain_access(entry, text(question, "projectName"), requires_danger, places).to_value(None)
    }

    pub(super) fn file_access(&self, mode: FileMode, path: &str, places: &Places) -> Answer {
        self.ask(Part::Whole, places, |engine| engine.check_file(mode, path))
    }

    pub(super) fn file_integrity(&self, path: &str, identity: Option<&str>, places: &Places) -> Answer {
        self.ask(Part::Whole, places, |engine| engine.check_file_integrity(path, identity))
    }

    /// An entry, or the keychain as a whole.
    pub(super) fn keychain_access(
        &self,
        entry: Option<(&str, &str)>,
        project: Option<&str>,
        requires_danger: bool,
        places: &Places,
    ) -> Answer {
        let part = if requires_danger { Part::Whole } else { Part::KeychainOptedIn };
        let Some((service, account)) = entry else { return self.capability_access(part, "keychain", places) };
        self.ask(part, places, |engine| engine.check_keychain(service, account, project))
    }
}
