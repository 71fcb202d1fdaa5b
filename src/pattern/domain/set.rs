//! Many domain patterns at once, at a cost that does not grow with their number.

use super::host::{Endpoint, Host};
use super::pattern::{DomainPattern, Hosts, port_matches};
use crate::names::Names;
use crate::pattern::Reading;

/// A list of domain patterns, found by host and by each domain above it.
///
/// ```
/// use mlld_policy::pattern::Reading;
/// use mlld_policy::pattern::domain::{DomainPattern, DomainSet, NetworkTarget};
/// let patterns = ["example.com", "*.example.com"].map(|text| DomainPattern::parse(text).unwrap());
/// let set = DomainSet::new(&patterns);
/// let target = NetworkTarget::parse("https://api.example.com/v1").unwrap();
/// assert_eq!(target.permitted_by(&set), Ok(1));
/// ```
///
/// A set without patterns matches nothing.
#[derive(Debug, Clone, Default)]
pub struct DomainSet {
    /// The port of each pattern.
    ports: Vec<Option<u16>>,
    any: Vec<usize>,
    /// Positions of patterns by the one host they mean, or for `*.example.com` by `.example.com`.
    by_host: Names<Vec<usize>>,
}

impl DomainSet {
    /// Compiles `patterns`; their indices are what matching returns.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a DomainPattern>) -> Self {
        let mut set = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            set.ports.push(pattern.port);
            let host = match &pattern.hosts {
                Hosts::Any => {
                    set.any.push(index);
                    continue;
                }
                Hosts::Below(name) => format!(".{name}"),
                Hosts::One(host) => host.to_string(),
            };
            set.by_host.update(&host, |indices| indices.push(index));
        }
        set
    }

    /// The indices of the patterns that match one reading of a target, ascending. To decide about a target use
    /// [`NetworkTarget::permitted_by`] and [`NetworkTarget::denied_by`], which take all its readings.
    ///
    /// [`NetworkTarget::permitted_by`]: super::NetworkTarget::permitted_by
    /// [`NetworkTarget::denied_by`]: super::NetworkTarget::denied_by
    #[must_use]
    pub fn matches(&self, endpoint: &Endpoint, reading: Reading) -> Vec<usize> {
        let mut found = self.any.clone();
        let mut add = |host: &str| found.extend(self.by_host.get(host).into_iter().flatten());
        add(&endpoint.host.to_string());
        // Each domain above a name begins at one of its dots; nothing is above an address.
        if let Host::Name(name) = &endpoint.host {
            for (dot, _) in name.match_indices('.') {
                add(name.get(dot..).unwrap_or_default());
            }
        }
        found.retain(|index| self.ports.get(*index).is_some_and(|port| port_matches(*port, endpoint.port, reading)));
        found.sort_unstable();
        found
    }

    /// The first pattern that matches one reading of a target.
    #[must_use]
    pub fn first(&self, endpoint: &Endpoint, reading: Reading) -> Option<usize> {
        self.matches(endpoint, reading).first().copied()
    }
}
