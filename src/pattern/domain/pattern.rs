//! A domain pattern: parsed once, kept as written.

use super::authority::{split_port, split_scheme};
use super::host::{Endpoint, Host};
use crate::pattern::quoted;
use crate::pattern::{PatternError, Reading};
use crate::prelude::*;

/// Longer than any host with a port.
const MAX_PATTERN_BYTES: usize = 512;

/// A domain, an address, `*.domain` or `*`, with or without a port (policy.md, "Domains").
///
/// ```
/// use mlld_policy::pattern::domain::DomainPattern;
/// assert_eq!(DomainPattern::parse("*.Example.com.").unwrap().source(), "*.Example.com.");
/// let error = DomainPattern::parse("https://example.com/x").unwrap_err();
/// assert_eq!(error.suggestion.as_deref(), Some("write `example.com`"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainPattern {
    source: String,
    pub(super) hosts: Hosts,
    pub(super) port: Option<u16>,
}

/// The hosts a pattern matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hosts {
    /// `*`
    Any,
    /// `*.name`
    Below(String),
    /// One host.
    One(Host),
}

impl DomainPattern {
    /// Reads a pattern. Blanks around it are dropped.
    ///
    /// # Errors
    /// A pattern that is empty, holds a scheme, user or path, is not ASCII, or names no valid host or port.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let source = text.trim();
        let refused = |why: &str| PatternError::new(format!("domain pattern {} {why}", quoted(source)));
        if source.is_empty() {
            return Err(PatternError::new("a domain pattern is empty").suggest("write `*` for every host"));
        }
        if source.len() > MAX_PATTERN_BYTES {
            return Err(refused("is longer than any host"));
        }
        if !source.is_ascii() {
            return Err(refused("is not ASCII").suggest("write it in `xn--` form"));
        }
        if let Some(host) = Host::bare_v6(source) {
            return Ok(Self { source: source.to_owned(), hosts: Hosts::One(host), port: None });
        }
        if let Some(host) = host_of_url(source) {
            let error = refused("is more than a host");
            return Err(match Self::parse(host) {
                Ok(_) => error.suggest(format!("write `{host}`")),
                Err(_) => error,
            });
        }
        let parts = split_port(source);
        if source.ends_with(':') && !source.ends_with("::") {
            return Err(refused("has an empty port").suggest(format!("write `{}`", parts.host)));
        }
        let port = match parts.port {
            None | Some("*") => None,
            Some(digits) => match digits.parse::<u16>() {
                Ok(port) if port > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Some(port),
                _ => return Err(refused("has an invalid port").suggest("a port is a number from 1 to 65535")),
            },
        };
        let hosts = Hosts::parse(parts.host).map_err(|error| PatternError {
            message: format!("domain pattern {} {}", quoted(source), error.message),
            ..error
        })?;
        Ok(Self { source: source.to_owned(), hosts, port })
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it is `*` without a port.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.hosts == Hosts::Any && self.port.is_none()
    }

    /// Whether it is about a single host.
    #[must_use]
    pub fn is_one_host(&self) -> bool {
        matches!(self.hosts, Hosts::One(_))
    }

    /// Whether it matches `endpoint`. A port that is not known may be any: a denial takes it for its own, a permission
    /// does not.
    #[must_use]
    pub fn matches(&self, endpoint: &Endpoint, reading: Reading) -> bool {
        self.hosts.matches(&endpoint.host) && port_matches(self.port, endpoint.port, reading)
    }

    /// Whether it matches whatever `other` matches; exact.
    ///
    /// ```
    /// use mlld_policy::pattern::domain::DomainPattern;
    /// let pattern = |text| DomainPattern::parse(text).unwrap();
    /// assert!(pattern("*.example.com").covers(&pattern("a.b.example.com:443")));
    /// assert!(!pattern("*.example.com").covers(&pattern("example.com")));
    /// ```
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let hosts = match (&self.hosts, &other.hosts) {
            (Hosts::Any, _) => true,
            (Hosts::Below(own), Hosts::Below(name)) => own == name || is_below(name, own),
            (own, Hosts::One(host)) => own.matches(host),
            (Hosts::Below(_) | Hosts::One(_), Hosts::Any) | (Hosts::One(_), Hosts::Below(_)) => false,
        };
        hosts && (self.port.is_none() || self.port == other.port)
    }

    /// Whether some host and port are matched by both; exact.
    ///
    /// ```
    /// use mlld_policy::pattern::domain::DomainPattern;
    /// let pattern = |text| DomainPattern::parse(text).unwrap();
    /// assert!(pattern("*.example.com").meets(&pattern("*.a.example.com:443")));
    /// assert!(!pattern("*.example.com").meets(&pattern("example.com")));
    /// ```
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let hosts = match (&self.hosts, &other.hosts) {
            (Hosts::Any, _) | (_, Hosts::Any) => true,
            (Hosts::Below(own), Hosts::Below(name)) => own == name || is_below(name, own) || is_below(own, name),
            (below @ Hosts::Below(_), Hosts::One(host)) | (Hosts::One(host), below @ Hosts::Below(_)) => {
                below.matches(host)
            }
            (Hosts::One(own), Hosts::One(host)) => own == host,
        };
        hosts && (self.port.is_none() || other.port.is_none() || self.port == other.port)
    }
}

impl core::str::FromStr for DomainPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}

/// Whether a pattern's port accepts a target's.
pub(super) fn port_matches(pattern: Option<u16>, target: Option<u16>, reading: Reading) -> bool {
    match (pattern, target) {
        (None, _) => true,
        (Some(own), Some(port)) => own == port,
        (Some(_), None) => reading == Reading::Denial,
    }
}

impl Hosts {
    fn parse(text: &str) -> Result<Self, PatternError> {
        if text == "*" {
            return Ok(Self::Any);
        }
        if let Some(name) = text.strip_prefix('.') {
            return Err(PatternError::new("starts with a dot").suggest(format!("write `*.{name}`")));
        }
        let (below, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        if name.contains('*') {
            let error = PatternError::new("has a `*` that is not a whole label in front");
            let rest = name.trim_start_matches(['*', '.']);
            return Err(if rest.contains('*') || rest.is_empty() || name.starts_with("**") && below {
                error
            } else {
                error.suggest(format!("write `*.{rest}`"))
            });
        }
        if name.contains('%') {
            return Err(PatternError::new("holds `%`").suggest("write the host without encoding"));
        }
        match (below, Host::parse(name)) {
            (_, Err(why)) => Err(PatternError::new(format!("names a host that {why}"))),
            (false, Ok(host)) => Ok(Self::One(host)),
            (true, Ok(Host::Name(name))) => Ok(Self::Below(name)),
            (true, Ok(Host::V4(_) | Host::V6(_))) => {
                Err(PatternError::new("matches nothing: no host is below an address"))
            }
        }
    }

    fn matches(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Any, _) => true,
            (Self::Below(parent), Host::Name(name)) => is_below(name, parent),
            (Self::Below(_), Host::V4(_) | Host::V6(_)) => false,
            (Self::One(own), host) => own == host,
        }
    }
}

/// Whether `name` is a host below `parent`, not `parent` itself.
fn is_below(name: &str, parent: &str) -> bool {
    name.strip_suffix(parent).is_some_and(|labels| labels.len() > 1 && labels.ends_with('.'))
}

/// The host and port within a URL or a host with a user or a path; nothing where `text` is only a host.
fn host_of_url(text: &str) -> Option<&str> {
    let after_scheme = match split_scheme(text) {
        Some((_, rest)) if rest.starts_with('/') => Some(rest.trim_start_matches('/')),
        _ => text.strip_prefix("//"),
    };
    if after_scheme.is_none() && !text.contains(['/', '@', '?', '#', '\\']) {
        return None;
    }
    let rest = after_scheme.unwrap_or(text);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    Some(authority.rsplit_once('@').map_or(authority, |(_, host)| host))
}
