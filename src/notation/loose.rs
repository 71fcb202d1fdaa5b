//! Lines that say much of a directive, but otherwise than one does: as YAML, in another order, with more around its word.
//!
//! What is asked of them is more than of a sign, since sentences begin so: `Guard your keys before others deny you access.`

use super::almost::{Slip, Words, has_list, is_blank, is_hidden, is_reference, is_slash};
use super::file::known;
use super::lines::{Demand, HEAVY, TIMINGS, begins};
use super::lookalike::folded;
use super::template::LANGUAGES;
use super::{Flavour, guard::ACTIONS};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::quoted;

/// Keys of policies and what stands beside them, of which one on a line is enough.
const KEYS: [&str; 17] = [
    "allow",
    "deny",
    "danger",
    "defaults",
    "labels",
    "capabilities",
    "operations",
    "auth",
    "authorizations",
    "keychain",
    "env",
    "limits",
    "signers",
    "tier",
    "requires",
    "deny_cmd",
    "filesystem_integrity",
];

/// What a module may need.
const NEEDS: [&str; 13] =
    ["sh", "bash", "js", "node", "py", "python", "cmd", "fs", "filesystem", "net", "network", "keychain", "git"];

/// Ends of lines that are none of notation: another program may begin a line behind them.
const ENDS: [char; 5] = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// The words of a line, without colons behind them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_blank).map(|word| word.trim_end_matches([':', ','])).filter(|word| !word.is_empty() && *word != "=")
}

/// What stands at the beginning of the next line that is not blank, and whether that is the very next one.
fn line_below(below: &str) -> (&str, bool) {
    let text = below.trim_start_matches(|c| c == '\n' || is_blank(c));
    let line = text.split('\n').next().unwrap_or_default().trim_matches(is_blank);
    let before = below.get(..below.len().saturating_sub(text.len())).unwrap_or_default();
    (line, !before.contains('\n'))
}

/// `key: [`, `key: {`, `key: "text"`, `deny: …`
pub(super) fn is_member(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let key = key.trim_matches(['"', '\'']);
    let value = value.trim_matches(is_blank);
    let is_text = value.starts_with(['"', '\'']) && value.trim_end_matches(',').ends_with(['"', '\'']);
    !key.is_empty()
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
        && (KEYS.contains(&key) || value.starts_with('{') || value.starts_with('[') && has_list(value) || is_text)
}

/// `deny: …`
pub(super) fn has_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| KEYS.contains(&key))
}

/// `sh`, `cmd:curl`
fn is_need(word: &str) -> bool {
    NEEDS.contains(&word.split(':').next().unwrap_or_default())
}

/// `sh`, `cmd:curl, js`, `cmd: curl`
fn are_needs(text: &str) -> bool {
    let first = text.trim_matches(is_blank).split_once(':').map(|(first, _)| first);
    first.is_some_and(is_need) || !text.is_empty() && words(text).all(|word| word.split(',').all(is_need))
}

/// Whether a line goes on behind this word, or below, in a way that only what was meant as the directive does.
pub(super) fn says_much(known: &str, rest: &str, below: &str) -> bool {
    let (line, is_next) = line_below(below);
    let mut first = words(rest);
    let first = [first.next(), first.next(), first.next()];
    // A heading is underlined by `===`.
    let assigns = line.starts_with('=') && !line.trim_start_matches('=').is_empty();
    let opens = line.starts_with('{') || line.starts_with('[') && has_list(line);
    if first[0].is_none() {
        let item = line.strip_prefix("- ").filter(|_| is_next).unwrap_or_default();
        return assigns
            || opens
            || is_reference(line, 0) && line.contains('=')
            || HEAVY.contains(&known) && (is_member(line) || is_member(item) || is_need(item))
            || known == "needs" && is_next && are_needs(line)
            || known == "guard" && is_guarded(line);
    }
    match known {
        "policy" => {
            let is_key = first[0].is_some_and(|word| KEYS.contains(&word)) && rest.contains(':');
            is_key || first[1].is_none() && is_next && (line.starts_with('{') || is_member(line))
        }
        "needs" => are_needs(rest),
        "guard" => {
            let times = first.iter().flatten().any(|word| TIMINGS.contains(word) || *word == "privileged");
            let goes_on = is_next
                && (assigns
                    || words(line).next().is_some_and(|word| word.starts_with("when") || ACTIONS.contains(&word)));
            times && goes_on || first[1].is_none() && is_next && is_guarded(line) || is_guarded(rest)
        }
        _ => says_in_order(known, rest),
    }
}

/// `before secret = deny`, `g before secret -> deny`, `secret: deny`
fn is_guarded(text: &str) -> bool {
    let acts = |word: &str| ACTIONS.contains(&word);
    let list: Vec<&str> = words(text).take(8).collect();
    let most = if list.first() == Some(&"privileged") { 3 } else { 2 };
    let timing = list.iter().take(most).position(|word| TIMINGS.contains(word));
    let behind = list.get(timing.map_or(1, |at| at.saturating_add(2))..).unwrap_or_default();
    let arrow = behind.first().is_some_and(|word| matches!(*word, "->" | "=>"));
    let action = behind.get(usize::from(arrow)).is_some_and(|word| acts(word));
    let ends = || behind.len() == usize::from(arrow).saturating_add(1) || text.contains(['"', '\'']);
    match timing {
        Some(0) => action || arrow || list.iter().any(|word| matches!(*word, "->" | "deny")) || text.contains('='),
        Some(_) => action || arrow,
        None => action && (arrow || text.contains(':')) && ends(),
    }
}

/// Whether what follows the word has the parts of this directive in their order.
pub(super) fn says_in_order(known: &str, rest: &str) -> bool {
    let next = rest.trim_start_matches(|c| c == ':' || is_blank(c));
    match known {
        "import" => is_imported(rest),
        "run" => LANGUAGES
            .iter()
            .any(|language| next.strip_prefix(language.name).is_some_and(|after| after.trim_start().starts_with('{'))),
        "output" => next.starts_with(['"', '@', '`']) && next.contains(" to "),
        "var" | "exe" => next.find('@').is_some_and(|at| {
            let (labels, name) = next.split_at_checked(at).unwrap_or_default();
            let after = name.trim_start_matches('@').trim_start_matches(crate::guard::condition::is_name);
            let after = after.trim_start_matches(is_blank);
            let is_labels = labels.is_empty()
                || labels.trim_end_matches(is_blank).split(',').all(|label| words(label).count() == 1);
            is_labels && after.starts_with(['=', '('])
        }),
        _ => false,
    }
}

/// `policy @p from "./p"`, `policies from ./p`, `@p from "p"`, `p from "./p"`
fn is_imported(rest: &str) -> bool {
    let mut behind = words(rest);
    let is_policy = behind
        .next()
        .map(|word| word.trim_start_matches(|c: char| !c.is_alphabetic()))
        .is_some_and(|word| word == "policies" || nearest(word, ["policy"]).is_some());
    let names = rest.match_indices('@').any(|(at, _)| is_reference(rest, at));
    if is_policy && (names || behind.next().is_none()) {
        return true;
    }
    let Some((what, file)) = rest.split_once(" from ") else { return false };
    let file = file.trim_matches(|c| c == ';' || is_blank(c));
    let is_path = file.starts_with(['"', '\'', '.', '/', '@']);
    let is_alone = words(what).count() == 1 && file.ends_with(['"', '\'']);
    let is_whole = file.ends_with(['"', '\'']) || !file.contains(is_blank);
    is_path && is_whole && (is_policy || names || what.contains(['{', '*']) || is_alone)
}

/// Why a line is none whose first word is no directive.
pub(super) fn loose(line: &str) -> Option<Slip> {
    behind_others(line).or_else(|| around_word(line)).or_else(|| behind_mark(line))
}

/// A directive behind tags or entities, or behind an end of a line that is none here.
fn behind_others(line: &str) -> Option<Slip> {
    let place = |rest: &str| line.len().saturating_sub(rest.len());
    let mut rest = line.trim_start_matches(is_blank);
    let start = place(rest);
    while let Some(after) = behind_tag(rest) {
        rest = after.trim_start_matches(is_blank);
    }
    let tagged = Some(place(rest)).filter(|at| *at > start);
    let ends = line.char_indices().filter(|(_, c)| ENDS.contains(c));
    let mut places = tagged.into_iter().chain(ends.map(|(at, c)| at.saturating_add(c.len_utf8())));
    let found = places.find_map(|at| {
        let piece = line.get(at..)?.split(ENDS).next()?.trim_start_matches(is_blank);
        let is_heavy = |words: &Words<'_>| words.slash || HEAVY.contains(&&*words.word);
        let almost = || Words::of(piece).filter(is_heavy).and_then(|words| words.almost(""));
        let is_one = begins(piece, Flavour::Markdown, Demand::Text).is_some() || almost().is_some();
        is_one.then_some((line.get(at..)?.trim_start_matches(is_blank), piece))
    })?;
    let length = found.1.find(|c: char| !is_slash(c) && !c.is_alphabetic()).unwrap_or(found.1.len());
    Some(Slip::alone(place(found.0), length, "a directive begins its line", "put it on a line of its own"))
}

/// What follows the tag or the entity that a text begins with.
fn behind_tag(text: &str) -> Option<&str> {
    let tag = text.strip_prefix('<').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    let entity =
        || text.strip_prefix('&').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'));
    let end = if tag.is_some() { '>' } else { ';' };
    let (inner, after) = tag.or_else(entity)?.split_once(end)?;
    (end == '>' || inner.len() < 20).then_some(after)
}

/// `policy1 = {`, `policy-a: [`, `@policy @p =`, and whatever begins with `/` and has a sign or such a word, but is no path.
fn around_word(line: &str) -> Option<Slip> {
    let text = line.trim_start_matches(is_blank);
    let start = line.len().saturating_sub(text.len());
    let bare = text.trim_start_matches(|c| c == '\\' || is_slash(c) || is_blank(c));
    let before = text.get(..text.len().saturating_sub(bare.len())).unwrap_or_default();
    let slash = before.contains(is_slash);
    let end = bare.find(|c| is_blank(c) && !is_hidden(c) || matches!(c, '{' | '=' | '[' | '(')).unwrap_or(bare.len());
    let (word, after) = bare.split_at_checked(end)?;
    let shown = word.chars().filter(|c| !is_hidden(*c)).collect::<String>();
    let folded = folded(&shown).to_lowercase();
    let heavy = HEAVY.into_iter().find(|heavy| folded.contains(heavy));
    let imports = folded.starts_with("import") && folded.contains("polic");
    let next = after.trim_start_matches(|c| matches!(c, ':' | '=') || is_blank(c));
    let assigns = next.len() < after.len() || word.ends_with(':');
    let value = next.starts_with('{')
        || assigns && (next.starts_with("union(") || next.starts_with('[') && has_list(next))
        || is_reference(next, 0) && (next.contains('=') || next.contains(" from "));
    // Comments of other languages begin with two.
    let assigned = before.matches(is_slash).count() < 2 && after.contains('=');
    let is_path = || word.contains(|c| is_slash(c) || "?`*\"'<>|#!".contains(c));
    let signs = || {
        assigned
            || after.contains('{')
            || has_list(bare)
            || bare.match_indices('@').any(|(at, _)| is_reference(bare, at))
    };
    let is_meant = (heavy.is_some() || imports) && value && (slash || !is_path())
        || slash && !is_path() && (heavy.is_some() || signs());
    is_meant.then(|| {
        let shown =
            text.get(..text.len().saturating_sub(after.len())).filter(|shown| !shown.is_empty()).unwrap_or(text);
        let near = if imports { Some("import policy") } else { heavy.or_else(|| nearest(&folded, HEAVY)) };
        let suggestion = near.map_or_else(known, |near| format!("did you mean `{near}`?"));
        Slip::alone(start, shown.len(), &format!("no directive begins with {}", quoted(shown)), &suggestion)
    })
}

/// `- run cmd { … }`
fn behind_mark(line: &str) -> Option<Slip> {
    let text = line.trim_start_matches(is_blank);
    let rest = text.strip_prefix(['-', '*', '+'])?.trim_start_matches(is_blank);
    let after = rest.trim_start_matches(is_slash).strip_prefix("run")?;
    let at = line.len().saturating_sub(rest.len());
    let length = rest.len().saturating_sub(after.len());
    let message = "a directive stands in a list";
    says_in_order("run", after).then(|| Slip::alone(at, length, message, "put it on a line of its own"))
}
