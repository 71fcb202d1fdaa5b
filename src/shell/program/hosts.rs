//! The hosts among the words of a program.

use super::entry::{Network, Operands, lists};
use super::read::Reading;
use super::words::after;
use crate::list::{AddAll, List};
use crate::pattern::command::{Part, Word};
use crate::prelude::*;

/// Whether the program uses the network, and which hosts its operands name.
pub(super) fn find(reading: &mut Reading<'_>) {
    // The words of a program that is started are that program's.
    let starts = matches!(reading.kind, Operands::Program(_) | Operands::Remote(_) | Operands::Wrapper(_))
        && reading.program.network != Network::FirstOperand;
    let own = if starts { 0 } else { usize::MAX };
    let operands: Vec<&Word> = reading.operand_words().take(own).map(|(_, word)| word).list();
    let mut hosts = Vec::new();
    let mut uses = false;
    let known = !reading.found.effects.hosts.is_empty();
    let subcommand = reading.subcommands.first().copied();
    match reading.program.network {
        Network::Local => {}
        Network::IfUrl => hosts.add_all(operands.iter().filter_map(|word| url(word))),
        Network::Client => {
            uses = true;
            for word in operands {
                let host = if word.known_beginning().starts_with('@') { after(word, 1) } else { word.clone() };
                if (hosts.is_empty() && !known) || !is_no_host(&host) {
                    hosts.push(host);
                }
            }
        }
        Network::FirstOperand => {
            uses = true;
            hosts.add_all(operands.first().map(|word| (*word).clone()));
        }
        Network::Remote => hosts.add_all(operands.iter().filter_map(|word| url(word).or_else(|| remote_host(word)))),
        Network::Configured(subcommands) | Network::Repository(subcommands) => {
            uses = match subcommand {
                Some(name) => subcommands.is_empty() || lists(subcommands, name),
                // Without operands there is none; otherwise it could be any.
                None => subcommands.is_empty() || !operands.is_empty() || lists(subcommands, "-"),
            };
            let of_git = matches!(reading.program.network, Network::Repository(_));
            if uses && of_git {
                hosts.add_all(repositories(&operands, subcommand));
            } else if uses {
                let named = |word: &&Word| url(word).or_else(|| address(word)).or_else(|| registry(word));
                hosts.add_all(operands.iter().filter_map(named));
            } else if !of_git {
                hosts.add_all(operands.iter().filter_map(|word| url(word)));
            }
        }
    }
    let client = matches!(reading.program.network, Network::Client | Network::FirstOperand);
    let effects = &mut reading.found.effects;
    effects.hosts.add_all(hosts);
    effects.uses_network |= uses || !effects.hosts.is_empty();
    effects.lacks_host = client && effects.hosts.is_empty() && !reading.found.query;
}

/// A URL in the value of an option.
pub(super) fn url_in_option(reading: &mut Reading<'_>, value: &Word) {
    if reading.program.network != Network::Local {
        reading.found.effects.hosts.add_all(url(value));
    }
}

/// Ports, and the record types of `dig`: words after a host that are none.
fn is_no_host(word: &Word) -> bool {
    let types = "A AAAA MX TXT NS SOA CNAME PTR SRV CAA ANY IN";
    word.as_literal().is_some_and(|word| {
        word.starts_with('+') || lists(types, word) || word.chars().all(|c| c.is_ascii_digit() || c == '-')
    })
}

/// The URL in a word: from the start of its scheme to the end of the word.
fn url(word: &Word) -> Option<Word> {
    let (before, _) = word.known_beginning().split_once("://")?;
    let outside = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'));
    let start = before.char_indices().rfind(|(_, c)| outside(*c)).map_or(0, |(at, c)| at.saturating_add(c.len_utf8()));
    Some(after(word, start))
}

/// The host of an scp-like address (`git@github.com:owner/repo`).
fn address(word: &Word) -> Option<Word> {
    let (host, _) = word.known_beginning().split_once(':')?;
    (host.contains('@') && !host.contains('/')).then(|| Word::literal(host))
}

/// The hosts that the operands of Git name: URLs, addresses and `host:path`. What follows the repository of a push,
/// pull or fetch is a refspec (`main:main`).
fn repositories(operands: &[&Word], subcommand: Option<&str>) -> Vec<Word> {
    let has_refspecs = matches!(subcommand, Some("push" | "pull" | "fetch"));
    let operands = operands.iter().enumerate();
    let named = operands.filter_map(|(index, word)| {
        url(word).or_else(|| address(word)).or_else(|| {
            let host = remote_host(word)?;
            (!host.known_beginning().contains(['@', '+']) && (!has_refspecs || index == 0)).then_some(host)
        })
    });
    named.list()
}

/// Whether a word is `host:path`, or may be.
pub(super) fn is_remote(word: &Word) -> bool {
    word.as_literal().is_some() && remote_host(word).is_some()
}

/// The host of `host:path` and `user@host:path`, as scp and rsync read them: a colon before any slash. Where that is
/// not known, the word itself.
fn remote_host(word: &Word) -> Option<Word> {
    let beginning = word.known_beginning();
    match beginning.find([':', '/']) {
        Some(0) => None,
        Some(at) => {
            let is_host = beginning.as_bytes().get(at) == Some(&b':');
            is_host.then(|| Word::literal(beginning.get(..at).unwrap_or_default()))
        }
        None => {
            let known =
                word.as_literal().is_some() || matches!(word.parts(), [Part::Known(text), ..] if text.starts_with('.'));
            (!known).then(|| word.clone())
        }
    }
}

/// The registry of an image (`registry.example:5000/team/image`).
fn registry(word: &Word) -> Option<Word> {
    let (host, _) = word.known_beginning().split_once('/')?;
    (host.contains(['.', ':']) && !host.starts_with(['.', '@', '~'])).then(|| Word::literal(host))
}
