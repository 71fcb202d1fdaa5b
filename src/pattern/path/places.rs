//! Where relative paths, `@base`, `@root` and `~` lead.

use super::target::{TargetPath, absolute};
use crate::pattern::PatternError;

/// The folders and the file system that patterns and targets are read against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    base: Option<TargetPath>,
    home: Option<TargetPath>,
    windows: bool,
    case_sensitive: bool,
}

impl Places {
    /// `base` is the project root, `home` the user's home folder; both absolute, both optional. With `windows`, `\` in
    /// targets separates and drives and shares are understood; without `case_sensitive`, every letter case is one.
    ///
    /// # Errors
    /// A folder that is not absolute, holds NUL or cannot be read as a path.
    ///
    /// ```
    /// use mlld_policy::pattern::path::Places;
    /// assert!(Places::new(Some("/work/proj"), Some("/home/u"), false, true).is_ok());
    /// assert!(Places::new(Some("proj"), None, false, true).is_err());
    /// ```
    pub fn new(
        base: Option<&str>,
        home: Option<&str>,
        windows: bool,
        case_sensitive: bool,
    ) -> Result<Self, PatternError> {
        let folder = |text: Option<&str>| text.map(|text| absolute(text, windows)).transpose();
        Ok(Self { base: folder(base)?, home: folder(home)?, windows, case_sensitive })
    }

    /// The same places without the project root: a relative path is then an error.
    #[must_use]
    pub fn without_base(&self) -> Self {
        Self { base: None, ..self.clone() }
    }

    /// The same places, with a project root of which nothing is known where there is none: what is relative then lies in
    /// some folder.
    #[must_use]
    pub fn anywhere(&self) -> Self {
        let somewhere = || absolute(if self.windows { "C:/somewhere" } else { "/somewhere" }, self.windows).ok();
        Self { base: self.base.clone().or_else(somewhere), ..self.clone() }
    }

    /// The same places, every letter case being one.
    #[must_use]
    pub fn ignoring_case(&self) -> Self {
        Self { case_sensitive: false, ..self.clone() }
    }

    /// The project root.
    #[must_use]
    pub fn base(&self) -> Option<&TargetPath> {
        self.base.as_ref()
    }

    /// The user's home folder.
    #[must_use]
    pub fn home(&self) -> Option<&TargetPath> {
        self.home.as_ref()
    }

    /// Whether targets are read as Windows reads them.
    #[must_use]
    pub fn windows(&self) -> bool {
        self.windows
    }

    /// Whether upper and lower case differ.
    #[must_use]
    pub fn case_sensitive(&self) -> bool {
        self.case_sensitive
    }
}
