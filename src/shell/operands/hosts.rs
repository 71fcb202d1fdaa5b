//! The hosts among the operands of a program.

use super::Reader;
use crate::shell::program::{Network, lists};

impl Reader<'_> {
    /// Whether the program uses the network, and which hosts its operands name.
    pub(super) fn operand_hosts(&mut self, subcommand: Option<&str>) {
        let operands = std::mem::take(&mut self.operands);
        match self.program.network {
            Network::Local => {}
            Network::IfUrl => self.named.hosts.extend(operands.iter().filter_map(|word| url(word)).map(str::to_owned)),
            Network::Client => {
                self.named.uses_network = true;
                self.named.needs_host = true;
                for word in operands {
                    let host = word.strip_prefix('@').unwrap_or(word);
                    if self.named.hosts.is_empty() || !is_no_host(host) {
                        self.named.hosts.push(host.to_owned());
                    }
                }
            }
            Network::Remote => {
                let hosts = operands.iter().filter_map(|word| url(word).or_else(|| remote_host(word)));
                self.named.hosts.extend(hosts.map(str::to_owned));
            }
            Network::Configured(subcommands) | Network::Repository(subcommands) => {
                let active = match subcommand {
                    Some(name) => subcommands.is_empty() || lists(subcommands, name),
                    // Without operands there is none; otherwise it could be any.
                    None => subcommands.is_empty() || !operands.is_empty() || lists(subcommands, "-"),
                };
                self.named.uses_network = active;
                if active {
                    let of_git = matches!(self.program.network, Network::Repository(_));
                    let hosts = operands.iter().filter_map(|word| {
                        url(word).or_else(|| remote(word)).or_else(|| registry(word).filter(|_| !of_git))
                    });
                    self.named.hosts.extend(hosts.map(str::to_owned));
                    if of_git {
                        self.named.hosts.extend(repositories(&operands, subcommand).map(str::to_owned));
                    }
                } else {
                    self.named.hosts.clear();
                }
            }
        }
        self.named.uses_network |= !self.named.hosts.is_empty();
    }
}

/// Ports, and the record types of `dig`: words after a host that are none.
fn is_no_host(word: &str) -> bool {
    let types = "A AAAA MX TXT NS SOA CNAME PTR SRV CAA ANY IN";
    word.starts_with('+') || lists(types, word) || word.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// The URL in a word: from the start of its scheme to the end of the word.
pub(super) fn url(word: &str) -> Option<&str> {
    let (before, _) = word.split_once("://")?;
    let outside = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    let start = before.char_indices().rfind(|(_, c)| outside(*c)).map_or(0, |(at, c)| at.saturating_add(c.len_utf8()));
    word.get(start..)
}

/// The host of an scp-like address (`git@github.com:owner/repo`).
fn remote(word: &str) -> Option<&str> {
    let (host, _) = word.split_once(':')?;
    (host.contains('@') && !host.contains('/')).then_some(host)
}

/// The hosts of `host:path` among the operands of Git. What follows the repository of a push, pull or fetch is a refspec
/// (`main:main`).
fn repositories<'o>(operands: &'o [&str], subcommand: Option<&str>) -> impl Iterator<Item = &'o str> {
    let after = operands.iter().position(|word| Some(*word) == subcommand).map_or(0, |at| at.saturating_add(1));
    let has_refspecs = matches!(subcommand, Some("push" | "pull" | "fetch"));
    operands.iter().skip(after).enumerate().filter_map(move |(index, word)| {
        let host = remote_host(word).filter(|host| !host.contains(['@', '+']) && url(word).is_none())?;
        (!has_refspecs || index == 0).then_some(host)
    })
}

/// The host of `host:path` and `user@host:path`, as scp and rsync read them: a colon before any slash.
pub(super) fn remote_host(word: &str) -> Option<&str> {
    let (host, _) = word.split_once(':')?;
    (!host.is_empty() && !host.contains('/')).then_some(host)
}

/// The registry of an image (`registry.example:5000/team/image`).
fn registry(word: &str) -> Option<&str> {
    let (host, _) = word.split_once('/')?;
    (host.contains(['.', ':']) && !host.starts_with(['.', '@', '~'])).then_some(host)
}
