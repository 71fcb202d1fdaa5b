//! Many domain patterns at once, at a cost that does not grow with their number.

use std::collections::HashMap;

use super::host::{Endpoint, Host};
use super::pattern::{DomainPattern, Hosts, port_matches};
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
    any: Vec<Entry>,
    below: HashMap<String, Vec<Entry>>,
    one: HashMap<Host, Vec<Entry>>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    index: usize,
    port: Option<u16>,
}

impl DomainSet {
    /// Compiles `patterns`; their indices are what matching returns.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a DomainPattern>) -> Self {
        let mut set = Self::default();
        for (index, pattern) in patterns.into_iter().enumerate() {
            let entry = Entry { index, port: pattern.port };
            match &pattern.hosts {
                Hosts::Any => set.any.push(entry),
                Hosts::Below(name) => set.below.entry(name.clone()).or_default().push(entry),
                Hosts::One(host) => set.one.entry(host.clone()).or_default().push(entry),
            }
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
        let mut found: Vec<usize> = self.entries(endpoint, reading).collect();
        found.sort_unstable();
        found
    }

    /// The first pattern that matches one reading of a target.
    #[must_use]
    pub fn first(&self, endpoint: &Endpoint, reading: Reading) -> Option<usize> {
        self.entries(endpoint, reading).min()
    }

    fn entries<'a>(&'a self, endpoint: &'a Endpoint, reading: Reading) -> impl Iterator<Item = usize> + 'a {
        let above = match &endpoint.host {
            Host::Name(name) => Some(name),
            Host::V4(_) | Host::V6(_) => None,
        };
        // Each domain above the host, from the nearest: what follows each dot.
        let parents = above
            .into_iter()
            .flat_map(|name| name.match_indices('.').filter_map(|(dot, _)| name.get(dot.saturating_add(1)..)));
        parents
            .filter_map(|parent| self.below.get(parent))
            .chain(self.one.get(&endpoint.host))
            .flatten()
            .chain(&self.any)
            .filter(move |entry| port_matches(entry.port, endpoint.port, reading))
            .map(|entry| entry.index)
    }
}
