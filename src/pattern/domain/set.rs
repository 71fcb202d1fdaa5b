//! Many domain patterns at once, at a cost that does not grow with their number.

use super::host::{Endpoint, Host};
use super::pattern::{DomainPattern, Hosts, port_matches};
use crate::pattern::Reading;
use crate::prelude::*;
use crate::table::{TextHash, Texts};

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
    /// The one host that a pattern means, or for `*.example.com` `.example.com`.
    hosts: Texts,
    /// The patterns of each of them, ascending.
    by_host: Vec<Vec<usize>>,
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
                Hosts::Below(name) => set.hosts.add(&format!(".{name}")),
                Hosts::One(Host::Name(name)) => set.hosts.add(name),
                Hosts::One(address) => set.hosts.add(&address.to_string()),
            };
            match set.by_host.get_mut(host) {
                Some(indices) => indices.push(index),
                None => set.by_host.push(vec![index]),
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
        let mut found = Vec::new();
        self.each(&endpoint.host, &mut |indices| {
            found.extend(indices.iter().filter(|index| self.takes_port(**index, endpoint, reading)));
        });
        crate::order::sort(&mut found);
        found
    }

    /// The first pattern that matches one reading of a target.
    #[must_use]
    pub fn first(&self, endpoint: &Endpoint, reading: Reading) -> Option<usize> {
        let mut first: Option<usize> = None;
        self.each(&endpoint.host, &mut |indices| {
            let own = indices.iter().find(|index| self.takes_port(**index, endpoint, reading));
            first = own.copied().into_iter().chain(first).min();
        });
        first
    }

    fn takes_port(&self, index: usize, endpoint: &Endpoint, reading: Reading) -> bool {
        self.ports.get(index).is_some_and(|port| port_matches(*port, endpoint.port, reading))
    }

    /// Calls `found` with the patterns that match a host on some port, in several lists.
    fn each(&self, host: &Host, found: &mut dyn FnMut(&[usize])) {
        if !self.any.is_empty() {
            found(&self.any);
        }
        if self.by_host.is_empty() {
            return;
        }
        let mut add = |host: Option<usize>| {
            if let Some(indices) = host.and_then(|host| self.by_host.get(host)) {
                found(indices);
            }
        };
        let Host::Name(name) = host else { return add(self.hosts.number(&host.to_string())) };
        // Each domain above a name begins at one of its dots; nothing is above an address.
        let mut hash = TextHash::EMPTY;
        for (at, byte) in name.bytes().enumerate().rev() {
            hash = hash.preceded_by(byte);
            if byte == b'.' || at == 0 {
                add(self.hosts.number_by(hash, name.get(at..).unwrap_or_default()));
            }
        }
    }
}
