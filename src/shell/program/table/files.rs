//! Programs that write, and editors.

use super::super::entry::Kind::{
    Both, Flag, Folder, Loads, LoadsFlag, LoadsKnown, LoadsValue, OwnValue, Query, Reads as ReadsFile, Runs, RunsFile,
    RunsWords, Target, Text as Value, Writes as WritesFile, WritesKnown,
};
use super::super::entry::Operands::{Attributes, Changes, Copies, Files, Moves, Opaque, Own, Splits, Text, Writes};
use super::super::entry::{Entry, entry};
use super::super::special::tar;

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("rm rmdir unlink tee mkfifo mkdir grm gmkdir", Writes).with(&[("-m --mode", Value)]),
    entry("mktemp", Writes).with(&[("-p --tmpdir? -t", WritesKnown), ("--suffix", Value)]),
    entry("chmod chown chgrp gchmod gchown", Attributes("--reference")).with(&[("--reference", ReadsFile)]),
    entry("touch gtouch", Writes).with(&[("-d --date -t --time", Value), ("-r --reference", ReadsFile)]),
    entry("truncate", Writes).with(&[("-s --size", Value), ("-r --reference", ReadsFile)]),
    entry("shred", Writes).with(&[("-n --iterations -s --size", Value), ("--random-source", ReadsFile)]),
    // A suffix of backups makes names that no word spells.
    entry("cp ln gcp gln", Copies).with(&[("-t --target-directory", Target), ("-S --suffix", LoadsKnown), ("--backup? -b", LoadsFlag), ("--preserve? --no-preserve --sparse --reflink? --update? --context?", Value), ("--parents", Flag)]),
    entry("mv gmv", Moves).with(&[("-t --target-directory", Target), ("-S --suffix", LoadsKnown), ("--backup? -b", LoadsFlag), ("--update? --context?", Value)]),
    entry("install ginstall", Copies).with(&[("--strip-program", RunsFile), ("-s --strip", Loads), ("-d --directory", Loads), ("-S --suffix", LoadsValue), ("--backup? -b", Loads),
        ("-t --target-directory", Target), ("-m --mode -o --owner -g --group", Value)]),
    entry("dd gdd", Text),
    entry("split gsplit", Splits).with(&[("--filter", Runs), ("--additional-suffix", LoadsValue), ("-b -C -l -n -a -t --bytes --lines --number --line-bytes --suffix-length --separator", Value)]),
    entry("csplit", Opaque("a program that writes files of names of its own")),
    entry("tar gtar bsdtar", Own(tar::program)).with(&[
        ("-f --file", OwnValue), ("-C --directory", Folder), ("-I --use-compress-program", RunsWords), ("--to-command", Runs), ("--checkpoint-action", OwnValue),
        ("-F --info-script --new-volume-script --rsh-command --rmt-command -T --files-from --options --rsh", LoadsValue),
        ("--index-file --volno-file", WritesFile), ("-g --listed-incremental", Both), ("-X --exclude-from", ReadsFile), ("--one-top-level?", Loads),
        ("--exclude --transform --xform -b --blocking-factor -H --format -K --starting-file -L --tape-length -N --newer --after-date --mtime --owner --group --mode --strip-components --sort \
          -V --label --warning --level --suffix --record-size --newer-mtime --checkpoint? --owner-map --group-map --pax-option --hole-detection --occurrence? --quoting-style --totals?", Value),
        ("-c --create -x --extract --get -t --list -r --append -u --update -A --catenate --concatenate --delete -d --diff --compare -v --verbose -z --gzip --gunzip --ungzip -j --bzip2 -J --xz --zstd -Z --compress \
          --lzip --lzma --lzop -a --auto-compress -p --preserve-permissions --same-permissions -P --absolute-names -k --keep-old-files --overwrite -O --to-stdout -h --dereference --no-same-owner \
          --remove-files --force-local --wildcards --no-recursion --null -w --interactive --confirmation -W --verify -l -m --touch -o -s -S --sparse -n -B -i -G -M -U \
          --exclude-vcs --exclude-vcs-ignores --exclude-caches --numeric-owner --use-compress --ignore-failed-read --keep-newer-files --skip-old-files --unlink-first --recursive-unlink --same-owner --verbatim-files-from --no-overwrite-dir", Flag)]),
    entry("zip", Own(zip)).with(&[("-T --test", Loads), ("-TT --unzip-command", LoadsValue), ("-b -t -tt -n -i -x -s -O -P --password --exclude --include --split-size", Value), ("-lf --logfile-path --output-file", WritesFile),
        ("-r -q -j -m -u -f -d -9 -1 -0 -y -D -X -v -@ --recurse-paths --quiet --junk-paths --move --update", Flag)]),
    entry("unzip", Own(unzip)).with(&[("-d", Folder), ("-x -P", Value), ("-o -q -qq -n -u -j -f -a -L -C -B -V -X -K", Flag), ("-l -v -t -p -c -Z -z", Query), ("-:", Loads)]),
    entry("cpio pax 7z ar patch rar unrar", Opaque("a program that writes files of names of its own")).with(&[("--help --version", Query), ("--rsh-command -F", LoadsValue)]),
    entry("vi vim vim.basic vim.tiny vim.nox vim.gtk vim.gtk3 vimdiff gvim rvim rview nvim view ex ed emacs emacsclient nano pico joe micro hx code subl", Own(editor))
        .with(&[("-R -n -v", Flag), ("--version --help", Query)]).strict(),
    entry("xclip xsel pbcopy pbpaste wl-copy wl-paste", Files),
    entry("dos2unix unix2dos", Changes),
];

/// Editors: options and `+command` run what the words do not show, and so may their input.
fn editor(reading: &mut super::super::read::Reading<'_>) {
    use crate::shell::plan::{Access, OpaqueKind, Origin};
    for index in reading.operands.clone() {
        let Some(word) = reading.word(index) else { continue };
        if word.known_beginning().starts_with('+') {
            reading.opaque_word(OpaqueKind::Code, "an option that starts or loads something else", index);
        } else {
            reading.file(word, Access::Either, Origin::Operand, Some(index));
        }
    }
    let terminal = !reading.program.names.is_empty() && matches!(reading.name.rsplit('/').next(), Some("ed" | "ex"));
    if terminal && !reading.found.query {
        reading.opaque(OpaqueKind::Code, "commands of an editor from standard input");
    }
}

/// `zip archive files`.
fn zip(reading: &mut super::super::read::Reading<'_>) {
    use crate::shell::plan::Access;
    let operands = reading.operands.clone();
    let moves = reading.has("-m --move");
    for (nth, index) in operands.into_iter().enumerate() {
        reading.operand_file(index, if nth == 0 { Access::Write } else { Access::Read });
        // It may add `.zip`; with `-m` what was packed is removed.
        if (nth > 0 && moves) || reading.word(index).is_some_and(crate::pattern::command::Word::is_repeated) {
            reading.operand_file(index, Access::Write);
        }
    }
}

/// `unzip archive members -d folder`.
fn unzip(reading: &mut super::super::read::Reading<'_>) {
    use crate::pattern::command::Word;
    use crate::shell::plan::{Access, Origin};
    let folder = reading.found.folder.take();
    if let Some(index) = reading.operands.first().copied() {
        reading.operand_file(index, Access::Read);
    }
    if !reading.found.query {
        reading.file(&folder.unwrap_or_else(|| Word::literal(".")), Access::Write, Origin::Operand, None);
    }
}
