//! Programs that read and print: text, state, search.

use super::super::entry::Kind::{
    Flag, InPlace, Loads, LoadsValue, OwnValue, Reads as ReadsFile, RunsFile, RunsMore, SedScript, Text as Value,
    Writes as WritesFile,
};
use super::super::entry::Operands::{Copies, Opaque, Own, Reads, Searches, Text};
use super::super::entry::{Entry, entry};
use super::super::special::{awk, find, sed, wrappers};

#[rustfmt::skip]
pub(super) const ENTRIES: &[Entry] = &[
    entry("echo true false : pwd cd whoami id uname sleep seq basename dirname expr nproc uptime which type ps kill \
        pkill killall groups tput free lsof pgrep top  printenv locale tty getconf yes factor numfmt pushd popd dirs shift \
        return break continue exit times umask lscpu lsblk vmstat iostat pstree logname users who w last hostid", Text),
    entry("date", Text).with(&[("-d --date -I? -s --set", Value), ("-f --file -r --reference", ReadsFile), ("-u --utc -R", Flag)]),
    entry("hostname", Text).with(&[("-F --file", ReadsFile)]),
    entry("systemctl", Text).with(&[("-H --host -M --machine -p --property -t --type -n --lines -o --output -s --signal --root --state", Value)])
        .commands(&[entry("edit link", Opaque("a subcommand that starts something else")), entry("set-environment import-environment", Opaque("a subcommand that changes what runs")), entry("*", Text)]),
    entry("journalctl", Text).with(&[("-u --unit -n --lines -o --output -p --priority --since --until -S -U -b? -g --grep -t --identifier", Value), ("--file -D --directory", ReadsFile)]),
    entry("dmesg", Text),

    // Readers.
    entry("cat ls stat file cmp md5sum sha1sum sha256sum sha512sum nl od hexdump strings readlink realpath column tac rev join comm \
        df pr zcat bzcat xzcat cksum b2sum sum gcat expand unexpand dir vdir namei look tsort ptx colrm col", Reads),
    entry("base64 base32", Reads).with(&[("-w --wrap -b --break", Value), ("-o --output", WritesFile), ("-i --input", ReadsFile), ("-d --decode -D", Flag)]),
    entry("head tail ghead gtail", Reads).with(&[("-n --lines -c --bytes -s --sleep-interval --pid --max-unchanged-stats", Value)]),
    entry("cut", Reads).with(&[("-d --delimiter -f --fields -c --characters -b --bytes --output-delimiter", Value)]),
    entry("paste", Reads).with(&[("-d --delimiters", Value)]),
    entry("fold fmt", Reads).with(&[("-w --width -p --prefix -g --goal", Value)]),
    entry("wc gwc", Reads).with(&[("--files0-from", ReadsFile)]),
    entry("du", Reads).with(&[("-d --max-depth -B --block-size -t --threshold --exclude", Value), ("--files0-from -X --exclude-from", ReadsFile)]),
    entry("diff", Reads).with(&[("-U --unified? -C -I --ignore-matching-lines -F -W --width -x --exclude -L --label --color?", Value), ("-X --exclude-from -S --from-file --to-file", ReadsFile)]),
    entry("tr", Text),
    entry("shuf", Reads).with(&[("-o --output", WritesFile), ("-n --head-count -i --input-range", Value), ("--random-source", ReadsFile), ("-e --echo -r --repeat -z", Flag)]),
    entry("iconv", Reads).with(&[("-o --output", WritesFile), ("-f -t --from-code --to-code", Value), ("-c -s -l", Flag)]),
    entry("grep egrep fgrep ggrep zgrep rgrep", Searches("-e -f --regexp --file")).with(&[
        ("-e --regexp -A -B -C -m -d -D --max-count --include --exclude --exclude-dir --after-context --before-context --context --label --binary-files --color? --colour?", Value), ("-f --file --exclude-from", ReadsFile)]),
    entry("rg ripgrep", Searches("-e -f --regexp --file --files")).with(&[
        ("--pre --hostname-bin", RunsFile), ("-z --search-zip", Loads), ("--pre-glob", Value),
        ("-e --regexp -A -B -C -m -g -t -T -j -M -r -E -d --max-count --glob --iglob --type --type-not --type-add --type-clear --sort --sortr --color --colors --max-depth --max-columns \
          --replace --encoding --context --after-context --before-context --context-separator --threads --max-filesize --path-separator --engine --field-context-separator --field-match-separator --dfa-size-limit --regex-size-limit --generate", Value),
        ("-f --file --ignore-file", ReadsFile), ("--no-pre --pretty -p", Flag)]),
    entry("ag ack ugrep ug", Searches("-f --file")).with(&[("--pager --filter --view --ackrc --config --output", LoadsValue), ("-f --file", ReadsFile), ("-A -B -C -G -m --type", Value)]),
    entry("jq gojq jaq", Own(query)).with(&[
        ("-f --from-file", ReadsFile), ("-L", LoadsValue), ("--arg --argjson --slurpfile --rawfile --argfile", Value), ("--indent", Value), ("--args --jsonargs", Flag),
        ("-r -c -s -n -e -M -C -S -j -a -R -h -V --raw-output --compact-output --slurp --null-input --exit-status --monochrome-output --color-output --sort-keys --join-output --raw-input --tab --stream --seq --unbuffered", Flag)]),
    entry("yq", Own(query)).with(&[("-i --inplace --in-place", InPlace), ("-f --from-file", ReadsFile), ("-s --split-exp --split-exp-file", WritesFile), ("-o --output-format -p --input-format -I --indent", Value), ("-r -c -e -n -N -P -C -M -y", Flag)]),
    entry("less zless more most", Reads).with(&[
        ("+*", LoadsValue),
        ("-F -R -X -S -N -i -I -E -e -f -g -G -m -M -n -q -Q -r -s -w -W", Flag), ("-p -x -y -z -b -h -j", Value), ("-o -O --log-file --LOG-FILE", WritesFile), ("-k --lesskey-file --lesskey-src -t --tag -T --tag-file --lesskey-content", LoadsValue),
    ]),
    entry("bat batcat", Reads).with(&[("--pager", RunsMore), ("--diff-context -l --language -r --line-range -H --highlight-line --theme --style --tabs --wrap --color --decorations --paging -m --map-syntax --file-name --terminal-width --italic-text", Value),
        ("-p --plain -n --number -A --show-all -u -f -d --diff -P", Flag), ("--config-file --config-dir", LoadsValue)]),
    entry("sort gsort", Reads).with(&[("-o --output", WritesFile), ("--compress-program", RunsFile), ("-T --temporary-directory", WritesFile), ("--files0-from --random-source", ReadsFile),
        ("-k --key -t --field-separator -S --buffer-size --parallel --batch-size --sort", Value), ("-b -d -f -g -i -h -M -n -R -r -V -c -C -m -s -u -z", Flag)]),
    entry("uniq", Copies).with(&[("-f --skip-fields -s --skip-chars -w --check-chars", Value)]),
    entry("xxd", Copies).with(&[("-l -s -c -g -o -n", Value)]),
    entry("fd fdfind", Own(wrappers::fd)).with(&[("-x -X --exec --exec-batch", OwnValue),
        ("-e --extension -t --type -d --max-depth --min-depth --exact-depth -E --exclude -S --size --changed-within --changed-before -o --owner --color -j --threads --max-results --and --path-separator --newer --older", Value),
        ("--ignore-file", ReadsFile), ("-H -I -u -s -i -g -F -a -l -L -p -0 -1 -q --hidden --no-ignore --glob --follow --full-path --absolute-path", Flag), ("--base-directory -C --search-path", super::super::entry::Kind::Folder)]),
    entry("find gfind", Own(find::program)).words(),
    entry("tree", Reads).with(&[("-o", WritesFile), ("-R", Loads), ("-L -I -P -H -T --charset --filelimit --timefmt --sort", Value), ("--fromfile --fromtabfile", Flag), ("-a -d -f -i -l -s -h -u -g -p -D -n -C -J -X -x -v -t -c -U -r", Flag)]),
    entry("man", Text).with(&[("-P --pager", RunsMore), ("-H? --html?", RunsFile), ("-C --config-file -l --local-file", LoadsValue), ("-S -s -M -m -L -p -e -E -r -R -T?", Value), ("-k -f -a -w -W -K -D -d", Flag)]),
    entry("info pinfo", Reads).with(&[("--restore -o --output --init-file --debug", LoadsValue)]),
    entry("awk gawk mawk nawk", Own(awk::program)).with(&[
        ("-f --file -E --exec -i --include -l --load", LoadsValue), ("-e --source", LoadsValue), ("-F --field-separator -v --assign -m -W", Value),
        ("-o? --pretty-print? -d? --dump-variables? -p? --profile?", WritesFile), ("-D? --debug?", Loads), ("-b -c -C -g -h -I -L? -k -M -n -N -O -P -r -s -S -t -V --version --help --posix --traditional --re-interval --csv", Flag)]),
    entry("sed gsed", Own(sed::program)).with(&[
        ("-e --expression", SedScript), ("-f --file", LoadsValue), ("-i? --in-place?", InPlace), ("-l --line-length", Value),
        ("-n -E -r -s -u -z --quiet --silent --regexp-extended --separate --unbuffered --null-data --posix --follow-symlinks --debug --sandbox --help --version", Flag)]),
    entry("gpg gpg2", super::super::entry::Operands::Files).network(super::super::entry::Network::IfUrl).with(&[
        ("-o --output --log-file --logger-file --status-file --attribute-file", WritesFile), ("-r --recipient -u --local-user --passphrase", Value), ("--passphrase-file", ReadsFile),
        ("--agent-program --dirmngr-program --photo-viewer --exec-path --load-extension --options --homedir", LoadsValue)]),
    entry("pandoc", super::super::entry::Operands::Files).network(super::super::entry::Network::IfUrl).with(&[
        ("--filter -F --lua-filter -L --pdf-engine -d --defaults --data-dir --pdf-engine-opt --template --metadata-file", LoadsValue), ("-o --output --extract-media --log", WritesFile), ("-f -t --from --to -V -M --metadata --variable --toc-depth", Value)]),
    entry("gzip gunzip xz unxz zstd unzstd bzip2 bunzip2 lzma unlzma lz4 unlz4", Own(compressed)).with(&[("-S --suffix", Value), ("-M -T --threads? --memlimit?", Value), ("-o", WritesFile), ("--output-dir-flat --output-dir-mirror", WritesFile), ("-c --stdout --to-stdout -l --list -t --test", Flag)]),
    entry("ip", Opaque("a program that starts another program")).commands(&[
        entry("a addr address link l r ro route n neigh neighbour rule maddr tunnel", Text).with(&[("-b -batch", LoadsValue)]), entry("*", Opaque("a subcommand that starts something else"))]),
];

/// `gzip file` writes `file.gz` and removes `file`; `gunzip file.gz` the other way round.
fn compressed(reading: &mut super::super::read::Reading<'_>) {
    use super::super::words::begun;
    use crate::pattern::command::Word;
    use crate::shell::plan::{Access, Origin};
    let shows = reading.has("-c --stdout --to-stdout -l --list -t --test");
    for index in reading.operands.clone() {
        reading.operand_file(index, Access::Read);
        if shows {
            continue;
        }
        reading.operand_file(index, Access::Write);
        let Some(word) = reading.word(index) else { continue };
        let stem = word.as_literal().and_then(|text| text.rsplit_once('.')).map(|(stem, _)| Word::literal(stem));
        let dot = begun(&Word::literal("."));
        let packed = Word::new([word.parts(), dot.parts()].concat(), word.extent());
        for path in stem.into_iter().chain([packed]) {
            reading.file(&path, Access::Write, Origin::Operand, None);
        }
    }
}

/// `jq`, `yq`: a filter that reads the environment may print what is secret, and no more.
fn query(reading: &mut super::super::read::Reading<'_>) {
    use crate::shell::plan::{Access, OpaqueKind};
    let mut operands = reading.operands.clone();
    // `--arg name value`, `--rawfile name file`
    for given in reading.options.clone().iter().filter(|given| given.name.starts_with("--") && given.kind == Value) {
        let second = given.value_index.map(|index| index.saturating_add(1));
        if given.name.ends_with("file") {
            second.iter().for_each(|index| reading.operand_file(*index, Access::Read));
        }
        if given.name.contains("arg") || given.name.ends_with("file") {
            operands.retain(|index| Some(*index) != second);
        }
    }
    // `yq eval filter file`
    if operands
        .first()
        .and_then(|index| reading.text(*index))
        .is_some_and(|word| matches!(word, "eval" | "e" | "eval-all" | "ea"))
    {
        operands.remove(0);
    }
    if !reading.has("-f --from-file") && !operands.is_empty() {
        let filter = operands.remove(0);
        let risky = |text: &str| {
            let names = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$'));
            { names }.any(|name| {
                matches!(
                    name,
                    "env"
                        | "$ENV"
                        | "load"
                        | "load_str"
                        | "strload"
                        | "input_filename"
                        | "import"
                        | "include"
                        | "envsubst"
                        | "system"
                )
            })
        };
        match reading.text(filter) {
            Some(text) if !risky(text) => {}
            Some(_) => reading.opaque_word(OpaqueKind::Code, "a filter that reads more than its input", filter),
            None => {}
        }
    }
    let in_place = reading.has("-i --inplace --in-place");
    for index in operands {
        reading.operand_file(index, Access::Read);
        if in_place {
            reading.operand_file(index, Access::Write);
        }
    }
}
