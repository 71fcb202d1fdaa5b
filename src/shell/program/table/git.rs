//! Git, and its commands by their own names.

use super::super::entry::Kind::{
    Flag, Folder, GitConfig, Loads, LoadsKnown, LoadsValue, Query, Reads, Runs, RunsMore, ScriptFile, Text, Writes,
    WritesKnown,
};
use super::super::entry::Network::{IfUrl, Repository};
use super::super::entry::Operands::{Files, Names, Opaque, Own, Searches};
use super::super::entry::{Entry, Kind, entry};
use super::super::special::git;

const OTHER: &str = "a subcommand that starts or loads something else";

/// Of everything that shows differences. What `--ext-diff` and `--textconv` start is configured: the words name it
/// only in part, and so does a pathspec.
const DIFF: &[(&str, Kind)] = &[
    ("--output", Writes),
    ("--ext-diff", Kind::LoadsFlag),
    ("--textconv --show-signature", Kind::LoadsFlag),
    (
        "-S -G -n --max-count --skip --since --until --after --before --author --committer --grep --format --pretty --date -O --stat-width --diff-filter --word-diff-regex --src-prefix --dst-prefix -L --decorate-refs --relative-date \
      --color? --stat? --abbrev? -U --unified --inter-hunk-context --diff-algorithm --submodule? --word-diff? -M? -C? -B? -l",
        Text,
    ),
    (
        "--text -p --patch -u --oneline --graph --all --name-only --name-status --cached --staged --no-pager -w -b -z --no-textconv --no-ext-diff -a --no-index --exit-code --quiet",
        Flag,
    ),
];
const FORMAT_PATCH: &[(&str, Kind)] = &[
    ("-o --output-directory", Text),
    ("--output", Writes),
    ("--ext-diff --textconv", Kind::LoadsFlag),
    ("--stdout -n -N -k -s -q --root --signoff --numbered --no-numbered --cover-letter --attach --inline", Flag),
    ("--subject-prefix --start-number --in-reply-to --base --thread? -v --reroll-count --to --cc --signature", Text),
];

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("git-clone git-push git-fetch git-pull git-ls-remote git-remote git-config git-rebase git-bisect git-submodule git-grep \
        git-upload-pack git-receive-pack git-upload-archive git-remote-ext git-remote-http git-remote-https git-difftool git-mergetool \
        git-daemon git-http-backend git-filter-branch git-send-email git-credential git-hook git-for-each-repo git-maintenance scalar", Opaque(OTHER)).network(IfUrl),
    entry("git", Names).in_front().network(Repository("clone fetch pull push ls-remote remote lfs")).with(&[
        ("-c", GitConfig), ("--exec-path --config-env", LoadsValue), ("--git-dir --work-tree --attr-source --super-prefix --namespace", LoadsValue), ("-C", Folder), ("--list-cmds", Text),
        ("-p --paginate -P --no-pager --bare --no-replace-objects --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-optional-locks --no-lazy-fetch", Flag),
        ("--version -v --help -h --html-path --man-path --info-path", Query)])
        .commands(&[
            entry("clone", Names).with(&[("-u --upload-pack", RunsMore), ("-c --config", GitConfig), ("--template --separate-git-dir --reference --reference-if-able", LoadsValue), ("--bundle-uri", LoadsValue),
                ("-b --branch -o --origin --depth -j --jobs --filter --shallow-since --shallow-exclude --server-option", Text), ("--recurse-submodules? --single-branch --bare --mirror -q -v -n -l -s", Flag)]),
            entry("fetch pull", Names).with(&[("--upload-pack", RunsMore), ("-X --strategy-option --depth --deepen -j --jobs --refmap --shallow-since -o --server-option", Text), ("-s --strategy", LoadsValue), ("--exec", LoadsValue),
                ("-a --all -p --prune -t --tags -f --force --rebase? -r? -q -v --ff-only --no-rebase --autostash -n --no-tags --unshallow", Flag)]),
            entry("push", Names).with(&[("--receive-pack --exec", RunsMore), ("-o --push-option", Text), ("-u --set-upstream -f --force -d --delete --tags --all --mirror -n --dry-run -q -v --force-with-lease? --no-verify --follow-tags --atomic --prune", Flag)]),
            entry("ls-remote", Names).with(&[("--upload-pack --exec", RunsMore), ("--sort -o", Text)]),
            entry("rebase", Names).with(&[("-x --exec", Runs), ("-i --interactive --edit-todo", Kind::LoadsFlag), ("-s --strategy --gpg-sign?", LoadsKnown), ("--onto -X --strategy-option -C --whitespace --empty", Text), ("--abort --continue --skip --quit --autosquash --autostash --root -q -v", Flag)]),
            entry("bisect", Own(git::bisect)),
            entry("grep", Searches("-e -f")).with(&[("-O? --open-files-in-pager?", Kind::Pager), ("--ext-grep --textconv", Kind::LoadsFlag), ("-f", Reads), ("-e -A -B -C -m --max-depth --threads --and --or --not", Text), ("--text -a -n -l -c -i -w -E -F -P -v -h -H -q -I -L -o -z -p -r", Flag)]),
            entry("submodule", Names).commands(&[entry("foreach", Own(git::foreach)).with(&[("--recursive -q --quiet", Flag)]), entry("status summary init sync deinit absorbgitdirs", Names), entry("*", Opaque(OTHER))]),
            entry("config", Own(git::config)).with(&[("--edit -e", Kind::LoadsFlag), ("-f --file --blob", WritesKnown), ("--global --local --system --worktree --show-origin --show-scope --name-only -z --null --bool --int --type --path --unset --unset-all --add --replace-all --all", Flag),
                ("--get --get-all --get-regexp --get-urlmatch --get-color --get-colorbool -l --list", Flag), ("--default --comment", Text)]),
            entry("difftool", Own(git::difftool)).with(&[("-x --extcmd", RunsMore), ("-y --no-prompt --cached --staged -g --gui -d --dir-diff --prompt", Flag)]),
            entry("filter-branch mergetool help archive send-email instaweb daemon shell hook http-backend upload-pack \
                receive-pack fetch-pack send-pack credential for-each-repo maintenance svn p4 cvsimport cvsserver imap-send \
                fast-import gui citool gitk web--browse interpret-trailers annex remote-ext remote-fd remote-ftp remote-ftps http-fetch http-push merge-index submodule--helper difftool--helper filter-repo bisect--helper cvsexportcommit request-pull quiltimport var", Opaque(OTHER)),
            entry("lfs", Names).commands(&[entry("ls-files status env track pull fetch push install version", Names), entry("*", Opaque(OTHER))]),
            entry("init", Names).with(&[("--template --separate-git-dir", LoadsValue), ("-b --initial-branch --object-format --shared?", Text)]),
            entry("commit", Names).with(&[("-m --message --author --date --cleanup -C -c --reuse-message --reedit-message --fixup --squash", Text), ("--trailer", LoadsKnown), ("-F --file -t --template --pathspec-from-file", Reads),
                ("-S? --gpg-sign?", Text), ("-a --all -q --quiet -v --verbose -n --no-verify --amend --no-edit -s --signoff --allow-empty -p --patch -e --edit -i --include -o --only", Flag)]),
            entry("tag notes", Names).with(&[("-m --message --sort --format --points-at --contains --merged --cleanup -u --local-user", Text), ("-F --file", Reads), ("--trailer", LoadsKnown)]),
            entry("merge cherry-pick revert", Names).with(&[("-m --message -X --strategy-option --cleanup --into-name --mainline", Text), ("-s --strategy", LoadsKnown), ("-S? --gpg-sign?", Text), ("-F --file", Reads)]),
            entry("diff", Own(git::diff)).with(DIFF),
            entry("log show shortlog reflog whatchanged range-diff diff-tree diff-index diff-files", Names).with(DIFF),
            entry("format-patch", Own(git::format_patch)).with(FORMAT_PATCH),
            entry("stash", Names).with(&[("-m --message", Text), ("--pathspec-from-file", Reads), ("--ext-diff --textconv", Kind::LoadsFlag)]),
            entry("add checkout restore reset rm mv hash-object update-index check-ignore checkout-index", Files).with(&[("--pathspec-from-file", Reads), ("--prefix", Writes), ("-b -B --orphan --conflict -s --source --chmod -t --cacheinfo --index-version", Text)]),
            entry("bundle", Opaque(OTHER)),
            entry("switch", Names).with(&[("-c -C --orphan --conflict", Text)]),
            entry("fast-export", Names).with(&[("--export-marks", Writes), ("--import-marks --import-marks-if-exists", Reads)]),
            entry("apply am", Files).with(&[("--exclude --include -p -C --whitespace --directory --build-fake-ancestor", Text)]),
            entry("blame annotate", Files).with(&[("-L -S --since --date --ignore-rev", Text), ("--contents --ignore-revs-file", Reads)]),
            entry("branch worktree remote rev-parse ls-files ls-tree status describe rev-list for-each-ref cat-file merge-base show-ref symbolic-ref name-rev count-objects gc fsck clean sparse-checkout", Names)
                .with(&[("--format --sort --points-at --contains --no-contains --merged --no-merged -u --set-upstream-to -x --exclude -n --max-count --match --since --until --author --grep --type -e --pattern --reason -t -m -b -B", Text),
                    ("--textconv --filters --batch-command", Kind::LoadsFlag), ("--exclude-from --pathspec-from-file", Reads)]),
            entry("*", Names).with(&[("--upload-pack --receive-pack --exec --template --open-files-in-pager --extcmd --tool -x", LoadsKnown), ("-m --message", Text), ("--output", Writes), ("-F --file", ScriptFile), ("--web --man", Loads)]),
        ]),
];
