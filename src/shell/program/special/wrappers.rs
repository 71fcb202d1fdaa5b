//! Programs that start others in a way of their own.

use super::super::effects::{Effects, Start, Started};
use super::super::entry::Kind;
use super::super::read::Reading;
use super::super::words::{any, filled, plain, sentence};
use crate::list::{AddAll, List};
use crate::pattern::command::{Extent, Part, Word};
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::{Access, OpaqueKind, Origin, Reach};

pub(super) const UNKNOWN: &str = "a program that is started in a way nobody can follow";

/// `env`, `sudo`, `doas`: assignments, then a program.
pub(in super::super) fn environment(reading: &mut Reading<'_>) {
    if let Some(given) = reading.options.iter().find(|given| matches!(given.name, "-S" | "--split-string")).cloned() {
        return split(reading, &given);
    }
    let mut environment = Vec::new();
    let mut skip = 0;
    for (_, word) in reading.operand_words().list() {
        let Some((name, _)) = word.known_beginning().split_once('=') else {
            // It may be an assignment, so that the program is another word.
            if word.as_literal().is_none() {
                reading.opaque(OpaqueKind::Program, UNKNOWN);
                return;
            }
            break;
        };
        if word.is_repeated() {
            return reading.opaque(OpaqueKind::Program, UNKNOWN);
        }
        let value = super::super::words::after(word, name.len().saturating_add(1));
        environment.push((name.to_owned(), value));
        skip = usize::saturating_add(skip, 1);
    }
    let words = reading.words_from(skip).to_vec();
    if !words.is_empty() {
        let folder = reading.found.folder.clone();
        let start = Start { what: Started::Program(words), folder, environment, via: Reach::Wrapper };
        reading.found.effects.starts.push(start);
    } else if reading.has("-s --shell -i --login") && reading.program.names != "env genv" {
        reading.start(Started::StandardInput { shell: Shell::Other }, Reach::Wrapper);
    }
}

/// `env -S 'A=b program x'`: split at blanks and read again, where that is all there is to it.
fn split(reading: &mut Reading<'_>, given: &super::super::read::Given) {
    let text = given.value.as_ref().and_then(Word::as_literal).unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_./:=@%+,- \t".contains(&byte);
    let words: Vec<&str> = text.split_ascii_whitespace().list();
    // `-S` again, abbreviated or in a cluster, would be read once more.
    let nested = words.iter().any(|word| word.starts_with('-') && (word.contains('S') || word.starts_with("--s")));
    if words.is_empty() || nested || !text.bytes().all(is_plain) {
        return reading.opaque(OpaqueKind::Program, UNKNOWN);
    }
    let after = given.value_index.unwrap_or(given.index).saturating_add(1);
    let rest = reading.words.get(after..).unwrap_or_default();
    let words: Vec<Word> = Word::literals(words).into_iter().chain(rest.iter().cloned()).list();
    let Effects { starts, opaque, files, .. } = super::super::effects(reading.name, &words);
    let found = &mut reading.found.effects;
    found.starts.add_all(
        starts
            .into_iter()
            .map(|start| Start { folder: start.folder.or_else(|| reading.found.folder.clone()), ..start }),
    );
    found.opaque.add_all(opaque);
    found.files.add_all(files);
}

/// `xargs`: words from standard input are appended, or stand for a mark.
pub(in super::super) fn xargs(reading: &mut Reading<'_>) {
    let mut words = reading.words_from(0).to_vec();
    if words.is_empty() {
        words.push(Word::literal("echo"));
    }
    let replaced =
        reading.options.iter().rev().find(|given| matches!(given.name, "-I" | "-J" | "-i" | "--replace")).cloned();
    match replaced {
        Some(given) => match given.value.as_ref().map_or(Some("{}"), Word::as_literal) {
            Some(mark) if !mark.is_empty() => {
                let words: Vec<Word> = words.iter().map(|word| filled(word, mark, &any())).list();
                reading.wrap(&words);
            }
            _ => reading.opaque(OpaqueKind::Program, UNKNOWN),
        },
        None => {
            words.push(Word::unknown());
            reading.wrap(&words);
        }
    }
}

/// `fd -x`, `fd -X`: a program for what is found.
pub(in super::super) fn fd(reading: &mut Reading<'_>) {
    let mut words = reading.words.iter().enumerate();
    let execution = words.position(|(_, word)| {
        word.as_literal().is_some_and(|text| {
            let cluster = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            cluster.is_some_and(|cluster| cluster.ends_with(['x', 'X']))
                || (text.len() > 4 && "--exec-batch".starts_with(text))
        })
    });
    let end = execution.unwrap_or(reading.words.len());
    for index in reading.operands.clone().into_iter().filter(|index| *index < end).skip(1) {
        reading.operand_file(index, crate::shell::plan::Access::Read);
    }
    let Some(at) = execution else {
        // One with its program attached.
        if reading.has("-x -X --exec --exec-batch") {
            reading.opaque(OpaqueKind::Program, UNKNOWN);
        }
        return;
    };
    let rest = reading.words.get(at.saturating_add(1)..).unwrap_or_default();
    for command in rest.split(|word| word.as_literal() == Some(";")) {
        let mut marked = false;
        let mut words: Vec<Word> = Vec::new();
        for word in command {
            let mut filling = word.clone();
            for mark in ["{/.}", "{//}", "{/}", "{.}", "{}"] {
                filling = filled(&filling, mark, &any().with_extent(Extent::Operand));
            }
            marked |= filling != *word;
            words.push(filling);
        }
        if words.first().is_some_and(|word| word.as_literal().is_some_and(|text| text.starts_with('-'))) {
            // What follows may be options of fd, or of another `-x`.
            return reading.opaque(OpaqueKind::Program, UNKNOWN);
        }
        if !marked {
            words.push(any().with_extent(Extent::Operand));
        }
        if !command.is_empty() {
            reading.wrap(&words);
        }
    }
}

/// `parallel program ::: values`: a shell reads the words and the values, the latter quoted.
pub(in super::super) fn parallel(reading: &mut Reading<'_>) {
    let words = reading.words_from(0);
    let is_source = |word: &Word| word.as_literal().is_some_and(|text| text.starts_with(":::"));
    let end = words.iter().position(is_source).unwrap_or(words.len());
    let (command, _) = words.split_at(end.min(words.len()));
    let marks = ["{}", "{.}", "{/}", "{//}", "{/.}", "{#}", "{%}", "{1}", "{2}"];
    let mut marked = false;
    let mut started = Vec::new();
    for word in command {
        let mut filling = word.clone();
        marks.iter().for_each(|mark| filling = filled(&filling, mark, &any()));
        marked |= filling != *word;
        let known = word.as_literal().is_some_and(|text| {
            let bare = marks.iter().fold(text.to_owned(), |text, mark| text.replace(mark, "x"));
            // A blank in a word is none in the line that the shell reads.
            !bare.is_empty()
                && !bare.contains([' ', '\t'])
                && plain(&bare.replacen('-', "x", 1).replace('=', "x")).is_some()
        });
        if !known {
            return reading.opaque(OpaqueKind::Code, "shell code that is made of words and values");
        }
        started.push(filling);
    }
    if started.is_empty() {
        return reading.opaque(OpaqueKind::Code, "shell code from standard input or arguments");
    }
    if !marked {
        started.push(Word::new([Part::Unknown], Extent::Each));
    }
    reading.wrap(&started);
}

/// `watch`, `ssh`: the words are joined, and a shell reads them.
pub(in super::super) fn shell_words(reading: &mut Reading<'_>, skip: usize) {
    let words = reading.words_from(skip).to_vec();
    if reading.has("-x --exec")
        && reading.options.iter().any(|given| given.kind == Kind::Flag && matches!(given.name, "-x" | "--exec"))
    {
        return reading.wrap(&words);
    }
    if words.iter().all(|word| word.as_literal() == Some("")) {
        return;
    }
    let code = Started::Code { code: sentence(&words), shell: Shell::Sh, arguments: Vec::new() };
    reading.start(code, Reach::Wrapper);
}

/// `flock file program`, `flock file -c code`, `flock 9`.
pub(in super::super) fn flock(reading: &mut Reading<'_>) {
    let words = reading.words_from(1).to_vec();
    let Some((first, rest)) = words.split_first() else { return };
    if let Some(index) = reading.operands.first().copied() {
        reading.operand_file(index, Access::Write);
    }
    match (first.as_literal(), rest) {
        (Some("-c" | "--command"), [code]) => {
            let code = Started::Code { code: code.clone(), shell: Shell::Sh, arguments: Vec::new() };
            reading.start(code, Reach::Wrapper);
        }
        (Some(text), _) if !text.starts_with('-') => reading.wrap(&words),
        _ => reading.opaque(OpaqueKind::Program, UNKNOWN),
    }
}

/// `su user -c code`: without code, a shell that reads standard input.
pub(in super::super) fn su(reading: &mut Reading<'_>) {
    let option = reading.options.iter().any(|given| given.kind == Kind::Runs);
    // `runuser -u user program`
    if reading.has("-u --user") {
        let words = reading.words_from(0).to_vec();
        return reading.wrap(&words);
    }
    if !option && !reading.found.query {
        reading.start(Started::StandardInput { shell: Shell::Other }, Reach::Wrapper);
    }
}

/// `script -c code file`.
pub(in super::super) fn script(reading: &mut Reading<'_>) {
    for index in reading.operands.clone().into_iter().take(1) {
        reading.operand_file(index, Access::Write);
    }
    if reading.operands.is_empty() {
        reading.file(&Word::literal("typescript"), Access::Write, Origin::Operand, None);
    }
    // What it starts has a terminal, and `nohup` keeps what would be shown there.
    let code = reading.options.iter().find(|given| given.kind == Kind::Runs).and_then(|given| given.value.clone());
    if code.is_some_and(|code| code.as_literal().is_none_or(|text| text.contains("nohup"))) {
        reading.file(&Word::literal("nohup.out"), Access::Write, Origin::Operand, None);
    }
    if !reading.options.iter().any(|given| given.kind == Kind::Runs) && !reading.found.query {
        reading.start(Started::StandardInput { shell: Shell::Other }, Reach::Wrapper);
    }
}

/// `command`, `exec`, `builtin`: shell builtins that start what follows.
pub(in super::super) fn builtin(reading: &mut Reading<'_>) {
    if reading.has("-v -V") {
        reading.found.query = true;
        return;
    }
    let words = reading.words_from(0).to_vec();
    reading.wrap(&words);
}

/// `taskset mask program`, `chrt 5 program`; with `-p`, a process that runs already.
pub(in super::super) fn of_process(reading: &mut Reading<'_>) {
    if reading.has("-p --pid") {
        return;
    }
    let first = reading.operands.first().and_then(|index| reading.text(*index));
    // A program may have a name that begins with a digit (`7z`).
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let has_priority = reading.program.names == "chrt" && first.is_some_and(number);
    let skip = usize::from(has_priority || reading.program.names == "taskset");
    let words = reading.words_from(skip).to_vec();
    reading.wrap(&words);
}

/// A shell that is started where no program is named: `chroot`, `unshare`, `nix-shell`.
pub(in super::super) fn or_shell(reading: &mut Reading<'_>) {
    let changes_root = reading.program.names.starts_with("chroot");
    let skip = usize::from(changes_root);
    let words = reading.words_from(skip).to_vec();
    if changes_root {
        // The program starts in the new root, whose files are not those that its words seem to name.
        if !reading.has("--skip-chdir") {
            reading.found.folder = Some(Word::literal("/"));
        }
        if reading.operands.first().and_then(|index| reading.text(*index)) != Some("/") {
            for access in [Access::Read, Access::Write] {
                reading.file(&any(), access, Origin::Operand, None);
            }
        }
    }
    if words.is_empty() {
        reading.start(Started::StandardInput { shell: Shell::Other }, Reach::Wrapper);
    }
    reading.wrap(&words);
}

/// A tracer whose output may go to a program: `strace -o '|program'`.
pub(in super::super) fn traced(reading: &mut Reading<'_>) {
    let output = reading.options.iter().find(|given| matches!(given.name, "-o" | "--output")).cloned();
    if let Some((value, index)) = output.and_then(|given| Some((given.value?, given.value_index))) {
        match value.known_beginning().strip_prefix(['|', '!']) {
            Some(_) => reading.runs(&super::super::words::after(&value, 1)),
            None => reading.file(&value, Access::Write, Origin::Option, index),
        }
        if value.known_beginning().is_empty() {
            reading.opaque(OpaqueKind::Argument, "an output that may be a program");
        }
    }
    let words = reading.words_from(0).to_vec();
    reading.wrap(&words);
}

/// `entr program /_`: the mark is a file; with `-s`, shell code.
pub(in super::super) fn entr(reading: &mut Reading<'_>) {
    let words: Vec<Word> = reading.words_from(0).iter().map(|word| filled(word, "/_", &any())).list();
    if !reading.has("-s") {
        return reading.wrap(&words);
    }
    match words.split_first() {
        Some((code, rest)) => {
            let arguments = rest.to_vec();
            let code = Started::Code { code: code.clone(), shell: Shell::Other, arguments };
            reading.start(code, Reach::Wrapper);
        }
        None => reading.opaque(OpaqueKind::Program, UNKNOWN),
    }
}
