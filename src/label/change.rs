//! Changes of labels, and who may make them.

use serde::Serialize;

use super::descriptor::{Descriptor, unite};
use super::name::{is_endorsement, is_protected, is_source};
use crate::list::List;
use crate::policy::TrustConflict;
use crate::prelude::*;

/// A change of labels, as a guard asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Labels to add.
    pub add: Vec<String>,
    /// Labels to take away, each exactly (`!secret`).
    pub remove: Vec<String>,
    /// `trusted!`: takes `untrusted` away and adds `trusted`.
    pub bless: bool,
    /// `clear!`: takes all labels away but those that say where data came from.
    pub clear: bool,
}

/// Why a change is refused; stable, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeCode {
    /// A protected label would go without privilege.
    ProtectedLabelRemoval,
    /// The change takes privilege.
    LabelPrivilegeRequired,
    /// Untrusted data would be called trusted, which a policy makes an error.
    TrustConflict,
}

/// A change that was refused. Nothing of it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeError {
    /// The kind.
    pub code: ChangeCode,
    /// The label that it is about.
    pub label: String,
}

impl core::fmt::Display for ChangeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let label = crate::text::shown(&self.label);
        match self.code {
            ChangeCode::ProtectedLabelRemoval => {
                write!(f, "Label '{label}' is protected: only a privileged guard removes it")
            }
            ChangeCode::LabelPrivilegeRequired => write!(f, "Only a privileged guard changes label '{label}'"),
            ChangeCode::TrustConflict => write!(f, "Untrusted data cannot be called '{label}'"),
        }
    }
}

impl core::error::Error for ChangeError {}

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changed {
    /// The new descriptor; the old one is as it was.
    pub descriptor: Descriptor,
    /// What the host should warn of: [`ChangeCode::TrustConflict`] where `trusted` was put on data that is, and stays,
    /// untrusted.
    pub warnings: Vec<ChangeCode>,
}

impl Descriptor {
    /// This descriptor with a change. `conflict` is what policies say of `trusted` on untrusted data.
    ///
    /// # Errors
    ///
    /// labels.md, "Descriptors": only a privileged guard removes labels or adds `trusted` and `known…`; and where policies
    /// make a conflict of trust an error, nobody may call untrusted data trusted without blessing it.
    ///
    /// ```
    /// use mlld_policy::label::{Change, ChangeCode, Descriptor};
    /// use mlld_policy::policy::TrustConflict;
    /// let page = Descriptor::new(["untrusted"], ["src:network"]);
    /// let bless = Change { bless: true, ..Change::default() };
    /// let refused = page.changed(&bless, false, TrustConflict::Silent).unwrap_err();
    /// assert_eq!(refused.code, ChangeCode::ProtectedLabelRemoval);
    /// let blessed = page.changed(&bless, true, TrustConflict::Silent).unwrap().descriptor;
    /// assert_eq!(blessed.labels, ["trusted"]);
    /// ```
    pub fn changed(&self, change: &Change, privileged: bool, conflict: TrustConflict) -> Result<Changed, ChangeError> {
        if !privileged {
            self.check_unprivileged(change)?;
        }
        let mut descriptor = self.clone();
        if change.clear {
            descriptor.retain(is_source);
        }
        descriptor.retain(|label| !change.remove.iter().any(|removed| removed == label));
        if change.bless {
            descriptor.retain(|label| !super::covers("untrusted", label));
            unite(&mut descriptor.labels, &["trusted".to_owned()]);
        }
        unite(&mut descriptor.labels, &change.add);

        let trusted = change.add.iter().find(|label| super::covers("trusted", label));
        let conflicting = trusted.filter(|_| descriptor.has("untrusted"));
        match (conflicting, conflict) {
            (Some(label), TrustConflict::Error) => {
                Err(ChangeError { code: ChangeCode::TrustConflict, label: label.clone() })
            }
            (Some(_), TrustConflict::Warn) => Ok(Changed { descriptor, warnings: vec![ChangeCode::TrustConflict] }),
            _ => Ok(Changed { descriptor, warnings: Vec::new() }),
        }
    }

    /// Whether a guard without privilege may make this change: none that takes a label away, whether it is there or not.
    fn check_unprivileged(&self, change: &Change) -> Result<(), ChangeError> {
        let refused = |label: &str| {
            let code = if is_protected(label) {
                ChangeCode::ProtectedLabelRemoval
            } else {
                ChangeCode::LabelPrivilegeRequired
            };
            Err(ChangeError { code, label: label.to_owned() })
        };
        let protected_first = |labels: &[&str]| {
            let protected = labels.iter().find(|label| is_protected(label));
            protected.or(labels.first()).map_or(Ok(()), |label| refused(label))
        };
        let removed: Vec<&str> = change.remove.iter().map(String::as_str).list();
        protected_first(&removed)?;
        if change.bless {
            refused("untrusted")?;
        }
        if change.clear {
            let cleared: Vec<&str> = self.all().filter(|label| !is_source(label)).list();
            protected_first(if cleared.is_empty() { &["*"] } else { &cleared })?;
        }
        match change.add.iter().find(|label| is_endorsement(label)) {
            Some(label) => Err(ChangeError { code: ChangeCode::LabelPrivilegeRequired, label: label.clone() }),
            None => Ok(()),
        }
    }

    fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.labels.retain(|label| keep(label));
        self.taint.retain(|label| keep(label));
    }
}
