//! Packages: `name`, or `name` with a range of versions as the ecosystem writes it.

use core::fmt;

use crate::prelude::*;
use crate::text::is_invisible;

/// Where packages come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ecosystem {
    Node,
    Python,
    Ruby,
    Go,
    Rust,
}

impl Ecosystem {
    /// The keys of a declaration, each with its ecosystem.
    pub(super) const KEYS: [(&'static str, Self); 8] = [
        ("node", Self::Node),
        ("js", Self::Node),
        ("python", Self::Python),
        ("py", Self::Python),
        ("ruby", Self::Ruby),
        ("rb", Self::Ruby),
        ("go", Self::Go),
        ("rust", Self::Rust),
    ];

    /// The name of the capability for its packages.
    pub(super) const fn capability(self) -> &'static str {
        match self {
            Self::Node => "pkg:node",
            Self::Python => "pkg:python",
            Self::Ruby => "pkg:ruby",
            Self::Go => "pkg:go",
            Self::Rust => "pkg:rust",
        }
    }

    pub(super) fn name(self) -> &'static str {
        self.capability().trim_start_matches("pkg:")
    }
}

/// A package of an ecosystem, as it was declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub(super) ecosystem: Ecosystem,
    text: String,
    /// How many bytes of the text are the name.
    name: usize,
}

impl Package {
    /// Reads `name`, `name@range` or, for Python, a PEP 508 name with PEP 440 specifiers; `None` where there is no name.
    pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        let text = text.trim();
        // The `@` of a scope is the first character of the name.
        let at = text.match_indices('@').map(|(at, _)| at).find(|at| *at > 0);
        let specifier =
            (ecosystem == Ecosystem::Python).then(|| text.find(['<', '>', '=', '!', '~', '[', ';', ' ', '(']));
        let end = [at, specifier.flatten()].into_iter().flatten().min().unwrap_or(text.len());
        let name = text.get(..end)?.trim_end();
        let scoped = name.strip_prefix('@').map_or(Some(name), |name| name.split_once('/').map(|(scope, _)| scope));
        let is_name = !name.is_empty()
            && !name.ends_with('/')
            && scoped.is_some_and(|scope| !scope.is_empty())
            && !name.contains(char::is_whitespace);
        (is_name && !text.contains(is_invisible)).then(|| Self { ecosystem, name: name.len(), text: text.to_owned() })
    }

    /// Whether every version that `other` may be is one of this: the same text, or the same name without a range.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let any_version = self.name == self.text.len();
        self.ecosystem == other.ecosystem
            && (self.text == other.text || any_version && other.text.get(..other.name) == Some(&*self.text))
    }
}

/// With its ecosystem: `node:lodash@^4`.
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.ecosystem.name(), self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(ecosystem: Ecosystem, text: &str) -> Option<(String, usize)> {
        Package::parse(ecosystem, text).map(|package| (package.to_string(), package.name))
    }

    #[test]
    fn names_end_where_ranges_begin() {
        assert_eq!(package(Ecosystem::Node, "lodash@^4"), Some(("node:lodash@^4".into(), 6)));
        assert_eq!(package(Ecosystem::Node, "@scope/name@>=1 <3"), Some(("node:@scope/name@>=1 <3".into(), 11)));
        assert_eq!(package(Ecosystem::Node, "été@1"), Some(("node:été@1".into(), 5)));
        assert_eq!(package(Ecosystem::Node, " @scope/name "), Some(("node:@scope/name".into(), 11)));
        assert_eq!(package(Ecosystem::Python, "requests>=2.31,<3"), Some(("python:requests>=2.31,<3".into(), 8)));
        assert_eq!(
            package(Ecosystem::Python, "uvicorn[standard] ~= 0.30"),
            Some(("python:uvicorn[standard] ~= 0.30".into(), 7))
        );
        assert_eq!(
            package(Ecosystem::Go, "golang.org/x/text@v0.3.0"),
            Some(("go:golang.org/x/text@v0.3.0".into(), 17))
        );
        for text in ["", " ", "@", "@scope", "@scope/", "@/x", "@1", "a b", "a\u{0}b", "\u{202e}x"] {
            assert_eq!(package(Ecosystem::Node, text), None, "{text:?}");
        }
        assert_eq!(package(Ecosystem::Python, ">=2"), None);
    }

    #[test]
    fn a_name_covers_its_versions() {
        let covers = |outer, inner| {
            let node = |text| Package::parse(Ecosystem::Node, text).unwrap();
            node(outer).covers(&node(inner))
        };
        assert!(covers("lodash", "lodash@^4"));
        assert!(covers("lodash@^4", "lodash@^4"));
        assert!(!covers("lodash@^4", "lodash"));
        assert!(!covers("lodash", "lodash-es"));
        assert!(!covers("lodash@^4", "lodash@^4.1"));
    }
}
