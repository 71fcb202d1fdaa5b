//! The files and hosts that the words of a program name.

use std::borrow::Cow;

use super::program::{Files, Network, lists};

/// The words that name or may name a path, each with what the program does with it.
///
/// `known` is what the program table says; a redirecting option (`-o file`, `--output=file`) is read wide.
pub(crate) fn paths<'w>(words: &[&'w str], known: Files) -> Vec<(Cow<'w, str>, Files)> {
    let mut found: Vec<(&'w str, Files)> = Vec::new();
    let mut options_end = false;
    for word in words.iter().copied().skip(1) {
        if known == Files::None {
            break;
        }
        if !options_end && word == "--" {
            options_end = true;
        } else if !options_end && word.starts_with('-') && word.len() > 1 {
            // The value of an option may be a file of any use, whatever the program does with its operands.
            found.extend(option_value(word).filter(|value| looks_like_path(value)).map(|value| (value, Files::Either)));
        } else {
            // `@x` hands the content of a file over.
            let (path, files) = word.strip_prefix('@').map_or((word, known), |path| (path, Files::Reads));
            if !path.is_empty() && (known != Files::PathLike || looks_like_path(path)) {
                found.push((path, files));
            }
            // `if=x`, `file=@x`
            if let Some((_, value)) = word.split_once('=') {
                let value = value.trim_start_matches('@');
                if !value.is_empty() {
                    found.push((value, Files::Either));
                }
            }
        }
    }
    match known {
        Files::Copies => copies(found, Files::Reads),
        Files::Moves => copies(found, Files::Writes),
        _ => owned(found),
    }
}

/// What a copy or move does with its sources, and that it writes: its target may be a folder, in which the sources then appear by their names.
fn copies<'w>(mut found: Vec<(&'w str, Files)>, sources: Files) -> Vec<(Cow<'w, str>, Files)> {
    let Some((target, _)) = found.pop() else { return Vec::new() };
    let received = found.iter().filter_map(|(source, _)| {
        let name = source.trim_end_matches('/').rsplit('/').next().filter(|name| !matches!(*name, "" | "." | ".."))?;
        Some((Cow::Owned(format!("{target}/{name}")), Files::Writes))
    });
    let mut all: Vec<_> = received.collect();
    all.push((Cow::Borrowed(target), Files::Writes));
    all.extend(found.into_iter().map(|(source, _)| (Cow::Borrowed(source), sources)));
    all
}

fn owned<'w>(found: Vec<(&'w str, Files)>) -> Vec<(Cow<'w, str>, Files)> {
    found.into_iter().map(|(path, files)| (Cow::Borrowed(path), files)).collect()
}

/// The part of an option that may be its value: after `=`, or from the first character that only a path has.
fn option_value(word: &str) -> Option<&str> {
    if let Some((_, value)) = word.split_once('=') {
        return Some(value.trim_start_matches('@'));
    }
    // `-o/etc/x`, `-I../x`; `--long/x` is no option with a value.
    let start = word.find(['/', '~', '.']).filter(|_| !word.starts_with("--"))?;
    word.get(start..)
}

/// Whether a word looks like a path rather than a name.
fn looks_like_path(word: &str) -> bool {
    word.contains(['/', '\\']) || word.starts_with(['~', '.'])
}

/// The words that name a host: URLs, and for a network client every operand.
pub(crate) fn hosts<'w>(words: &[&'w str], network: Network) -> Vec<&'w str> {
    let mut found = Vec::new();
    let mut is_value = false;
    for word in words.iter().copied().skip(1) {
        let (after_option, option) = (is_value, word.starts_with('-'));
        match network {
            Network::Local => {}
            Network::IfUrl | Network::Configured(_) => found.extend(url(word).or_else(|| remote(word, network))),
            Network::Client(with_value) => {
                is_value = option && lists(with_value, word);
                // The value of an option may still be a URL (`--url`, `--proxy`).
                found.extend(if after_option || option { url(word) } else { Some(word) });
            }
        }
    }
    found
}

/// The URL in a word: from the start of its scheme to the end of the word.
fn url(word: &str) -> Option<&str> {
    let (before, _) = word.split_once("://")?;
    let scheme = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-')));
    let start = scheme
        .map_or(0, |at| at.saturating_add(before.get(at..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8)));
    word.get(start..)
}

/// The host of an scp-like address (`git@github.com:owner/repo`).
fn remote(word: &str, network: Network) -> Option<&str> {
    let (host, _) = word.split_once(':')?;
    let address = matches!(network, Network::Configured(_)) && host.contains('@') && !host.contains('/');
    address.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn option_values_and_operands_name_paths() {
        let words = ["x", "a", "-o/etc/y", "--out=b/c", "--", "-d", "@e", "if=f"];
        let found: Vec<_> = paths(&words, Files::Reads).into_iter().map(|(path, _)| path.into_owned()).collect();
        assert_eq!(found, ["a", "/etc/y", "b/c", "-d", "e", "if=f", "f"]);
        assert!(paths(&["echo", "/etc/passwd"], Files::None).is_empty());
        assert_eq!(paths(&["git", "push", "./x", "~/y", ".env"], Files::PathLike).len(), 3);
    }

    #[test]
    fn a_copy_writes_its_target_and_what_the_target_receives() {
        let found: Vec<_> = paths(&["cp", "-r", "a/b", "/etc"], Files::Copies);
        let expected = [("/etc/b".into(), Files::Writes), ("/etc".into(), Files::Writes), ("a/b".into(), Files::Reads)];
        assert_eq!(found, expected);
        assert!(paths(&["mv", "a", "b"], Files::Moves).iter().all(|(_, files)| *files == Files::Writes));
    }

    #[test]
    fn urls_and_operands_of_clients_name_hosts() {
        assert_eq!(hosts(&["curl", "-o", "out.html", "example.com"], Network::Client("-o")), ["example.com"]);
        assert_eq!(hosts(&["x", "--url=https://a.b/c", "d"], Network::IfUrl), ["https://a.b/c"]);
        assert_eq!(hosts(&["git", "clone", "git@h.io:o/r"], Network::Configured("")), ["git@h.io"]);
        assert!(hosts(&["echo", "https://a"], Network::Local).is_empty());
    }
}
