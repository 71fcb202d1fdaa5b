//! The configuration of Git: which keys run what they are set to.
//!
//! From git-config(1). A key that is not listed as harmless is opaque.

use super::super::apply::with_more;
use super::super::effects::Started;
use super::super::entry::lists;
use super::super::read::Reading;
use super::super::words::{after, begun, joined, may_split, plain};
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::plan::{Access, OpaqueKind, Origin, Reach};

/// Sections whose every key is harmless.
const SECTIONS: &str = "user author committer color advice log column fetch push pull rerere status stash pack index grep blame checkout \
     i18n versionsort feature commit tag rebase apply clean safe";
/// Keys that are.
const KEYS: &str = "init.defaultbranch core.quotepath core.autocrlf core.eol core.safecrlf core.filemode core.ignorecase core.abbrev \
     core.whitespace core.compression core.longpaths core.symlinks core.precomposeunicode core.bigfilethreshold core.preloadindex \
     core.untrackedcache core.commentchar core.logallrefupdates core.bare core.sharedrepository diff.renames diff.algorithm \
     diff.context diff.noprefix diff.mnemonicprefix diff.colormoved diff.renamelimit diff.submodule diff.interhunkcontext \
     diff.wserrorhighlight merge.conflictstyle merge.ff merge.renames merge.stat merge.renamelimit merge.log gc.auto \
     gc.autodetach maintenance.auto http.postbuffer http.lowspeedlimit http.lowspeedtime http.version http.sslverify \
     http.followredirects submodule.recurse submodule.fetchjobs protocol.version format.pretty branch.autosetupmerge \
     branch.autosetuprebase branch.sort transfer.fsckobjects credential.interactive";
/// Keys of these sections that run their value all the same.
const EXCEPT: &str = "push.gpgprogram log.mailmap fetch.bundleuri pull.twohead pull.octopus";

/// `git format-patch` writes a file for each commit, into the current folder or the one that is named.
pub(in super::super) fn format_patch(reading: &mut Reading<'_>) {
    if reading.has("--stdout") {
        return;
    }
    let named = reading.options.iter().rfind(|given| given.name == "-o" || given.name == "--output-directory");
    let folder = named.and_then(|given| given.value.clone()).unwrap_or_else(|| Word::literal("."));
    reading.file(&folder, Access::Write, Origin::Option, None);
    reading.file(&begun(&joined(&folder, &Word::literal(""))), Access::Write, Origin::Option, None);
}

/// What the value of a key is.
enum Setting {
    Harmless,
    /// Shell code.
    Runs,
    /// Shell code with arguments behind it.
    RunsMore,
    /// `!` and shell code, or nothing.
    Bang,
    Host,
    Opaque,
}

fn meaning(key: &str, value: &Word) -> Setting {
    let key = key.to_ascii_lowercase();
    let (section, last) = (key.split('.').next().unwrap_or_default(), key.rsplit('.').next().unwrap_or_default());
    let text = value.as_literal();
    let switch = matches!(text, Some("" | "true" | "false" | "1" | "0" | "yes" | "no" | "on" | "off"));
    match (section, last) {
        _ if lists(EXCEPT, &key) => Setting::Opaque,
        _ if lists(SECTIONS, section) || lists(KEYS, &key) => Setting::Harmless,
        ("core", "pager") | ("pager", _) if switch => Setting::Harmless,
        ("core", "pager") | ("pager", _) => Setting::Runs,
        ("core", "editor") | ("sequence", "editor") if matches!(text, Some("true" | ":")) => Setting::Harmless,
        ("core", "fsmonitor")
        | ("core", "askpass")
        | ("credential", "helper")
        | ("diff", "external")
        | ("filter", _)
            if switch =>
        {
            Setting::Harmless
        }
        ("core", "hookspath") if text == Some("/dev/null") => Setting::Harmless,
        ("core", "editor" | "sshcommand" | "askpass" | "fsmonitor" | "gitproxy" | "alternaterefscommand")
        | ("sequence", "editor")
        | ("diff", "external" | "command" | "textconv")
        | ("filter", "clean" | "smudge" | "process")
        | ("merge", "driver")
        | ("mergetool" | "difftool" | "browser" | "man", "cmd" | "path")
        | ("gpg", "program" | "defaultkeycommand")
        | ("interactive", "difffilter")
        | ("uploadpack", "packobjectshook")
        | ("trailer", "command" | "cmd")
        | ("tar", "command")
        | ("sendemail", "smtpserver" | "sendmailcmd" | "tocmd" | "cccmd") => Setting::RunsMore,
        ("alias", _) | ("credential", "helper") | ("submodule", "update") => Setting::Bang,
        ("http" | "remote", "proxy") => Setting::Host,
        _ => Setting::Opaque,
    }
}

/// `-c key=value`.
pub(in super::super) fn setting(reading: &mut Reading<'_>, given: &Word, index: usize) {
    let text = given.known_beginning();
    match text.split_once('=') {
        Some((key, _)) => assign(reading, key, &after(given, key.len().saturating_add(1)), index),
        None if given.as_literal().is_some() => assign(reading, text, &Word::literal("true"), index),
        None => reading.opaque_word(OpaqueKind::Code, "a setting of Git that is not known", index),
    }
}

fn assign(reading: &mut Reading<'_>, key: &str, value: &Word, index: usize) {
    let opaque = "a setting of Git that starts or loads something else";
    match meaning(key, value) {
        Setting::Harmless => {}
        Setting::Runs => reading.runs(value),
        Setting::RunsMore => match value.as_literal().and_then(plain) {
            Some(words) => reading.start(Started::Program(with_more(words)), Reach::Flag),
            None => reading.opaque_word(OpaqueKind::Code, opaque, index),
        },
        Setting::Bang => match value.known_beginning().strip_prefix('!').map(plain) {
            Some(Some(words)) if value.as_literal().is_some() => {
                reading.start(Started::Program(with_more(words)), Reach::Flag);
            }
            _ => reading.opaque_word(OpaqueKind::Code, opaque, index),
        },
        Setting::Host => reading.found.effects.hosts.push(value.clone()),
        Setting::Opaque => reading.opaque_word(OpaqueKind::Code, opaque, index),
    }
}

/// `git config`: a query, or a setting that later commands read.
pub(in super::super) fn config(reading: &mut Reading<'_>) {
    // What stands behind the key is a value, whatever it looks like.
    let before = |index: usize| reading.operands.first().is_none_or(|first| index < *first);
    let queries = "--get --get-all --get-regexp --get-urlmatch --get-color --get-colorbool -l --list";
    if reading.options.iter().any(|given| lists(queries, given.name) && before(given.index)) {
        return;
    }
    let mut operands = reading.operands.clone().into_iter().peekable();
    let first = operands.peek().and_then(|index| reading.text(*index));
    if first.is_none() && operands.peek().is_none() {
        return;
    }
    match first {
        Some("get" | "list") => return,
        Some("set") => drop(operands.next()),
        _ => {}
    }
    let (key, value) = (operands.next(), operands.next());
    match (key.and_then(|index| reading.text(index)), value.and_then(|index| reading.word(index))) {
        (Some(key), None) if key.contains('.') && !reading.has("--unset --unset-all --add --replace-all") => {}
        (Some(key), Some(word)) if key.contains('.') => {
            let word = word.clone();
            assign(reading, key, &word, value.unwrap_or(0));
        }
        _ => reading.opaque(OpaqueKind::Code, "a setting of Git that is not understood"),
    }
}

/// `git diff`: behind `--`, and with `--no-index`, operands are files; elsewhere they may be revisions.
pub(in super::super) fn diff(reading: &mut Reading<'_>) {
    let ended = reading.ended_at;
    for index in reading.operands.clone() {
        let is_file = reading.has("--no-index") || ended.is_some_and(|at| index >= at);
        match reading.word(index) {
            Some(_) if is_file => reading.operand_file(index, Access::Read),
            _ => reading.either(&[index], super::super::files::looks_like_path),
        }
    }
}

/// `gh repo clone repository -- options of git clone`.
pub(in super::super) fn clone_of_hub(reading: &mut Reading<'_>) {
    let operands = reading.operands.clone();
    reading.either(&operands, super::super::files::looks_like_path);
    let options = reading.ended_at.and_then(|at| reading.words.get(at..)).unwrap_or_default();
    if options.is_empty() && operands.iter().any(|index| reading.word(*index).is_some_and(may_split)) {
        reading.opaque(OpaqueKind::Argument, "an argument that is not known and may be an option of git clone");
    }
    if !options.is_empty() {
        reading.include("git", &[&[Word::literal("clone")], options].concat());
    }
}

/// `git bisect run program`.
pub(in super::super) fn bisect(reading: &mut Reading<'_>) {
    let first = reading.operands.first().copied();
    match first.map(|index| reading.text(index)) {
        Some(Some("run")) => {
            let words = reading.operands.get(1..).unwrap_or_default();
            let from = words.first().copied().unwrap_or(reading.words.len());
            let words = reading.words.get(from..).unwrap_or_default().to_vec();
            reading.wrap(&words);
        }
        Some(Some("visualize" | "view") | None) => {
            reading.opaque(OpaqueKind::Code, "a subcommand that starts something else");
        }
        _ => {}
    }
}

/// `git submodule foreach code`: words are joined, and a shell reads them.
pub(in super::super) fn foreach(reading: &mut Reading<'_>) {
    let words = reading.words_from(0).to_vec();
    let code = Started::Code {
        code: super::super::words::sentence(&words),
        shell: crate::shell::Shell::Sh,
        arguments: Vec::new(),
    };
    reading.start(code, Reach::Flag);
}

/// `ext::program`, `fd::17`, and other helpers that a URL names (gitremote-helpers(7)).
pub(in super::super) fn transports(reading: &mut Reading<'_>) {
    for index in 0..reading.words.len() {
        let Some((helper, _)) = reading.word(index).and_then(|word| word.known_beginning().split_once("::")) else {
            continue;
        };
        let plain = !helper.is_empty() && helper.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if plain
            && !helper.starts_with('-')
            && (reading.operands.binary_search(&index).is_ok() || matches!(helper, "ext" | "fd"))
        {
            reading.opaque_word(OpaqueKind::Code, "a repository that a helper program opens", index);
        }
    }
}

/// `git difftool -x program`: without it, a tool that is configured.
pub(in super::super) fn difftool(reading: &mut Reading<'_>) {
    if !reading.has("-x --extcmd") || !reading.unlisted.is_empty() {
        reading.opaque(OpaqueKind::Code, "a subcommand that starts something else");
    }
    let operands = reading.operands.clone();
    reading.either(&operands, super::super::files::looks_like_path);
}
