//! The table of programs. To add one, find the entry of programs that behave alike, or write one.

use super::Network::{Client, Configured, IfUrl, Local, Remote, Repository};
use super::Operands::{
    Changes, Copies, Downloads, Files, Moves, Names, Reads, Searches, Splits, Text, Transfers, Urls, Writes,
};
use super::trigger::Trigger;
use super::trigger::What::{self, Elsewhere, File, Option as Flag, OtherProgram, ProgramText, ShellCode, ShellState};
use super::trigger::When::{
    self, Always, Contains, FirstLetters, GitConfig, Global, Letters, Operands as OperandCount, Prefix, Sed,
    Subcommand, UnlessFirst, UnlessScript, UnlessSubcommand, Within,
};
use super::{Network, Operands, Program, Value};
use crate::policy::Capability;

const fn program(names: &'static str, triggers: &'static [Trigger], operands: Operands, network: Network) -> Program {
    Program { names, triggers, operands, options: &[], network, capabilities: &[] }
}

const fn interpreter(
    names: &'static str,
    triggers: &'static [Trigger],
    network: Network,
    capabilities: &'static [Capability],
) -> Program {
    Program { names, triggers, operands: Files, options: &[], network, capabilities }
}

const fn on(when: When, what: What) -> Trigger {
    Trigger { when, what }
}

impl Program {
    const fn with(self, options: &'static [(&'static str, Value)]) -> Self {
        Self { options, ..self }
    }
}

const SH: &[Capability] = &[Capability::Sh];
const PY: &[Capability] = &[Capability::Py];
const JS: &[Capability] = &[Capability::Js, Capability::Node];

#[rustfmt::skip]
pub(super) const PROGRAMS: &[Program] = &[
    // Shells and interpreters.
    interpreter("sh bash rbash rksh rzsh zsh dash ash ksh ksh93 mksh lksh oksh pdksh fish csh tcsh yash posh osh elvish nu xonsh",
        &[on(UnlessScript("--version --help"), ShellCode)], IfUrl, SH),
    interpreter("pwsh powershell cmd busybox toybox", &[on(Always, ShellCode)], IfUrl, SH),
    interpreter("python pythonw py python2 python3 pypy pypy3 jython micropython",
        &[on(UnlessScript("--version -V --help -h -VV -mpytest -mvenv -munittest"), ProgramText)], IfUrl, PY),
    interpreter("ipython ipython3 bpython", &[on(Always, ProgramText)], IfUrl, PY),
    interpreter("node nodejs", &[on(UnlessScript("--version -v --help -h --test --check"), ProgramText)], IfUrl, JS),
    interpreter("tsx ts-node qjs d8", &[on(UnlessScript("--version -v --help"), ProgramText)], IfUrl, JS),
    interpreter("deno bun", &[on(UnlessSubcommand("test lint fmt check install add remove update outdated"), ProgramText)],
        Configured("install i add update upgrade x create publish outdated pm"), JS),
    interpreter("java", &[on(Contains("OnError OnOutOfMemory -javaagent -agent -Xbootclasspath @"), Flag)], IfUrl, &[]),
    interpreter("perl ruby php lua luajit tclsh wish guile racket julia rscript osascript groovy scala runghc elixir escript",
        &[on(UnlessScript("--version -v --help"), ProgramText)], IfUrl, &[]),
    interpreter("expect irb pry jrunscript jjs clojure clj bb octave matlab ocaml utop ghc swipl sbcl clisp raku gforth root cling tcc \
        sqlite duckdb mongo mysqlsh pgcli mycli clickhouse sqlplus r jshell ghci iex erl sqlite3 mysql mariadb psql mongosh redis-cli dc bc tex pdftex latex pdflatex \
        xelatex lualatex luatex", &[on(Always, ProgramText)], IfUrl, &[]),
    program("awk gawk mawk nawk", &[on(Contains("system | getline @ > ARGV -f --file -E -l -i --load --include --exec"), ProgramText),
        on(Prefix("-o -d -p -D --pretty --dump --profile --debug"), File)], Searches("-f --file"), Local),
    program("sed gsed", &[on(Sed, ProgramText), on(Prefix("-i --in-place"), File)], Searches("-e -f --expression --file"), Local)
        .with(&[("-e --expression", Value::Text), ("-i --in-place", Value::InPlace)]),

    // Wrappers.
    program("env sudoedit doas su runuser pkexec nice ionice nohup timeout time stdbuf setsid taskset chroot unshare nsenter \
        strace ltrace perf gdb lldb valgrind rr xargs parallel watch entr script scriptreplay flock at batch systemd-run \
        systemd-inhibit setpriv prlimit chrt numactl cpulimit caffeinate gosu su-exec tini dumb-init s6-setuidgid firejail bwrap proot \
        fakeroot unbuffer screen tmux rlwrap dbus-run-session xvfb-run ssh-agent capsh linux32 linux64 setarch i386 x86_64 \
        catchsegv hyperfine direnv mise asdf nix nix-shell pipx npx bunx pnpx uvx uv poetry pipenv tox nox conda mamba rye hatch wine \
        wsl start open xdg-open run-parts start-stop-daemon daemonize chpst softlimit setuidgid sg newgrp cgexec choom coproc ld.so \
        ld-linux.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-musl-x86_64.so.1 watchexec nodemon concurrently dotenv cross-env \
        torsocks proxychains proxychains4 tsocks git-shell vipe sponge chronic ifne pee mispipe socat dialog whiptail logsave pkgx \
        noglob nocorrect repeat and or not begin - yt-dlp fzf sk hg svn restic borg rdiff-backup jobs ansible ansible-playbook \
        genv gxargs gnice gnohup gtimeout gstdbuf gchroot coreutils runcon eatmydata faketime fakechroot schroot run0 volta fnm rbenv \
        pyenv nodenv jenv goenv pdm pixi micromamba devbox guix nix-build nix-instantiate flatpak-spawn host-spawn distrobox toolbox \
        systemd-nspawn systemd-cat ccache sccache distcc icecc bear scan-build compiledb kcov prove rename prename file-rename ldd \
        aws-vault chamber sops doppler infisical xcrun arch sandbox-exec sem zrun lckdo setlock envdir envuidgid tsp nq apply dtach abduco \
        zellij ttyd asciinema xterm x-terminal-emulator gnome-terminal konsole alacritty wezterm sensible-editor sensible-pager \
        sensible-browser run-mailcap logrotate tcpdump tshark pdsh clush pssh parallel-ssh gdbserver uftrace heaptrack dtrace forfiles \
        rundll32 regsvr32 mshta wscript cscript msiexec wmic schtasks runas pcalua reflex air modd cargo-watch when-changed \
        onchange lint-staged env-cmd dotenvx libtool latexmk m4 gnuplot",
        &[on(Always, OtherProgram)], Files, IfUrl),
    program("sudo", &[on(UnlessFirst("-l --list -v --validate"), OtherProgram)], Text, Local),
    program("crontab", &[on(UnlessFirst("-l"), OtherProgram)], Files, Local),
    program("command", &[on(UnlessFirst("-v -V"), OtherProgram)], Text, Local),
    // Shell builtins that run text or change how later text is read.
    program("eval source . exec builtin trap alias unalias export declare typeset readonly local set shopt enable hash read mapfile \
        readarray unset let getopts bind complete compgen compopt fc history setopt unsetopt emulate autoload zmodload",
        &[on(Always, ShellState)], Files, IfUrl),
    // bash evaluates subscripts in what these test or assign.
    program("test [ printf", &[on(Prefix("-v -R"), ShellState)], Text, Local),
    program("wait", &[on(Letters("p"), ShellState)], Text, Local),

    // Text and state.
    program("echo true false : pwd cd whoami id uname sleep seq basename dirname expr nproc uptime which type ps kill \
        pkill killall groups", &[], Text, Local),
    program("date hostname", &[], Text, Local).with(&[("-d --date -I -s --set", Value::Text), ("-f -F --file -r --reference", Value::Reads)]),
    // Readers.
    program("cat head tail wc ls stat file du diff cmp md5sum sha1sum sha256sum sha512sum cut nl od hexdump strings readlink \
        realpath column tac rev fold fmt paste join comm tr base64 df pr zcat bzcat xzcat", &[], Reads, Local),
    program("shuf", &[], Reads, Local)
        .with(&[("-o --output", Value::Writes), ("-n --head-count -i --input-range", Value::Text), ("--random-source", Value::Reads)]),
    program("iconv", &[], Reads, Local).with(&[("-o --output", Value::Writes), ("-f -t --from-code --to-code", Value::Text)]),
    program("grep egrep fgrep", &[], Searches("-e -f --regexp --file"), Local)
        .with(&[("-e --regexp -A -B -C -m --max-count --include --exclude --exclude-dir", Value::Text), ("-f --file", Value::Reads)]),
    program("rg ripgrep", &[on(Prefix("--pre --hostname-bin -z --search-zip"), Flag)], Searches("-e -f --regexp --file --files"), Local)
        .with(&[("-e --regexp -A -B -C -m --max-count -g --glob -t --type -T", Value::Text), ("-f --file --ignore-file", Value::Reads)]),
    program("ag ack ugrep ug", &[on(Prefix("--pager --filter --view --ackrc --config --output"), Flag)], Searches("-f --file"), Local)
        .with(&[("-f --file", Value::Reads)]),
    program("jq", &[on(Contains("env $ENV"), ProgramText)], Searches("-f --from-file"), Local).with(&[("-f --from-file", Value::Reads)]),
    program("yq", &[on(Contains("env $ENV load"), ProgramText), on(Letters("is"), File), on(Prefix("--inplace --in-place --split"), File)],
        Searches("-f --from-file"), Local)
        .with(&[("-f --from-file", Value::Reads), ("-i --inplace --in-place", Value::InPlace)]),
    program("less zless more most", &[on(Prefix("+ -"), Flag)], Reads, Local),
    program("bat batcat", &[on(Prefix("--pager -P --diff"), Flag)], Reads, Local),
    program("sort gsort", &[on(Prefix("--comp"), Flag)], Reads, Local)
        .with(&[("-o --output", Value::Writes), ("-T --temporary-directory", Value::Writes), ("--files0-from", Value::Reads), ("-k --key -t --field-separator -S", Value::Text)]),
    program("uniq", &[], Copies, Local),
    program("xxd", &[], Copies, Local).with(&[("-l -s -c -g -o -n", Value::Text)]),
    program("fd fdfind", &[on(Letters("xX"), Flag), on(Prefix("--exec"), Flag)], Searches(""), Local),
    program("find gfind", &[on(Prefix("-exec -ok"), Flag), on(Prefix("-fprint -fls -files0 -delete"), File)], Reads, Local)
        .with(&[("-name -iname -path -ipath -type -maxdepth -mindepth -size -mtime -mmin -perm -user -group -regex -iregex", Value::Text)]),
    program("tree", &[on(Prefix("-R"), File)], Reads, Local).with(&[("-o", Value::Writes), ("-L -I -P", Value::Text)]),
    program("man", &[on(Letters("PHCl"), Flag), on(Prefix("--pager --html --config --local"), Flag)], Text, Local),
    program("info pinfo", &[on(Prefix("- +"), Flag)], Reads, Local),
    // Writers.
    program("rm rmdir unlink tee mkfifo mkdir", &[], Writes, Local).with(&[("-m --mode", Value::Text)]),
    program("chmod chown chgrp", &[], Writes, Local).with(&[("--reference", Value::Reads)]),
    program("touch", &[], Writes, Local).with(&[("-d --date -t --time", Value::Text), ("-r --reference", Value::Reads)]),
    program("truncate", &[], Writes, Local).with(&[("-s --size", Value::Text), ("-r --reference", Value::Reads)]),
    program("shred", &[], Writes, Local).with(&[("-n --iterations -s --size", Value::Text), ("--random-source", Value::Reads)]),
    program("gzip gunzip xz unxz zstd unzstd bzip2 bunzip2", &[], Changes, Local).with(&[("-S --suffix", Value::Text)]),
    program("cp ln", &[on(Prefix("-S --suffix --backup -b"), File)], Copies, Local).with(&[("-t --target-directory", Value::Target)]),
    program("mv", &[on(Prefix("-S --suffix --backup -b"), File)], Moves, Local).with(&[("-t --target-directory", Value::Target)]),
    program("install ginstall", &[on(Prefix("--strip-program -s --strip"), Flag), on(Prefix("-d --directory -S --suffix --backup -b"), File)], Copies, Local)
        .with(&[("-t --target-directory", Value::Target), ("-m --mode -o --owner -g --group", Value::Text)]),
    program("dd", &[], Text, Local),
    program("split gsplit", &[on(Prefix("--filter"), Flag), on(Prefix("--add --suffix"), File)], Splits, Local)
        .with(&[("-b -C -l -n -a --bytes --lines --number", Value::Text)]),
    program("csplit", &[on(Always, File)], Files, Local),
    program("tar bsdtar gtar", &[on(Letters("IF"), Flag), on(FirstLetters("IF"), Flag), on(Contains(":"), Elsewhere),
        on(Prefix("--use --us --to --che --rs --in --ne --rmt --options"), Flag), on(Always, File)], Files, Local),
    program("zip", &[on(Letters("T"), Flag), on(Prefix("--unzip --test"), Flag), on(Always, File)], Files, Local),
    program("unzip cpio pax 7z ar patch", &[on(Prefix("--rsh -F --use"), Flag), on(Always, File)], Files, Local),
    program("vi vim vim.basic vim.tiny vim.nox vim.gtk vim.gtk3 vimdiff gvim rvim rview nvim view ex ed emacs emacsclient nano pico joe micro hx code subl", &[on(Prefix("- +"), Flag)], Files, Local),

    program("pandoc", &[on(Prefix("--filter -F --lua-filter -L --pdf-engine --defaults -d --data-dir"), Flag)], Files, IfUrl)
        .with(&[("-o --output", Value::Writes)]),

    // Build tools: the project's own files are data, options that carry code are not.
    program("make gmake bmake ninja just rake ant mvn gradle gradlew meson scons bazel",
        &[on(Contains("="), Flag), on(Prefix("--eval -E -e -I -f --file --makefile -P -c --command --shell --chooser --run_under --init-script"), Flag)], Names, IfUrl),
    program("cmake", &[on(Prefix("-C -P -E -D --toolchain --preset --debugger"), Flag)], Names, IfUrl),
    program("ctest", &[on(Prefix("-S -D -M -T --script --build --test-command --dashboard"), Flag)], Names, IfUrl),
    program("rustup", &[on(Subcommand("run"), OtherProgram)], Names, Configured("install update toolchain component target self")),
    program("swift", &[on(UnlessFirst("build test package --version"), ProgramText)], Names, IfUrl),
    program("cargo", &[on(Within("watch", "-x -s --exec --shell --"), OtherProgram), on(Contains("--config -Z runner linker"), Flag)], Names,
        Configured("install add update fetch publish search login yank owner")),
    program("go", &[on(Subcommand("generate tool run"), Flag), on(Within("env", "-w"), Flag),
        on(Prefix("-exec --exec -toolexec --toolexec -ldflags -gcflags -asmflags -modfile -overlay --overlay -vettool --vettool"), Flag)],
        Names, Configured("get install mod")),
    program("gcc g++ cc c++ clang clang++ ld rustc rustdoc",
        &[on(Contains("-wrapper -fplugin -B -specs -load -Xlinker -Wl -fuse-ld linker @ -Z plugin"), Flag)], Reads, Local)
        .with(&[("-o", Value::Writes), ("-I -L -D -l -x", Value::Text)]),
    program("npm pnpm yarn corepack",
        &[on(Subcommand("exec x dlx explore create init innit config c set edit node"), Flag),
          on(Subcommand("pkg"), File),
          on(Prefix("--script-shell --node-options --init-module --prefix --userconfig --globalconfig -c --call --shell --git \
             --viewer --browser --editor --use-yarnrc --cwd -C --dir"), Flag)],
        Names, Configured("- install i in ins inst insta instal isnt isnta isntal isntall add ci clean-install update up upgrade \
            publish view info show search audit outdated login adduser whoami ping fetch unpublish deprecate dist-tag access token \
            team owner star install-test it")),
    program("pip pip3 gem bundle composer apt apt-get aptitude dnf yum apk pacman brew dpkg rpm snap flatpak port zypper",
        &[on(Subcommand("exec run console open edit sh config"), Flag),
          on(Prefix("--python --config -o --option -c --root --pre-invoke --post-invoke --editor"), Flag)], Names, Configured("")),

    // Git, and its commands by their own names, which stand in a folder of their own.
    program("git-clone git-push git-fetch git-pull git-ls-remote git-remote git-config git-rebase git-bisect git-submodule git-grep \
        git-upload-pack git-receive-pack git-upload-archive git-remote-ext git-remote-http git-remote-https git-difftool git-mergetool \
        git-daemon git-http-backend git-filter-branch git-send-email git-credential git-hook git-for-each-repo git-maintenance scalar",
        &[on(Always, OtherProgram)], Files, IfUrl),
    program("git", &[
        on(Global("-c --exec-path -p --paginate --git-dir --work-tree --attr --config"), Flag),
        on(Prefix("--upload-p --receive-p --exec --ext-d --textc --config --template ext:: fd:: --open-files --man --web --extcmd --gpg \
            --trailer --strategy --show-sig"), Flag),
        on(Within("clone", "-u -c"), Flag), on(Within("rebase", "-x -i --int"), Flag), on(Within("bisect", "run vis view"), Flag),
        on(Within("grep", "-O"), Flag), on(Within("submodule", "foreach update add"), Flag),
        on(GitConfig, Flag),
        on(Subcommand("filter-branch difftool mergetool help archive send-email instaweb daemon shell hook http-backend upload-pack \
            receive-pack fetch-pack send-pack credential for-each-repo maintenance svn p4 cvsimport cvsserver imap-send \
            fast-import gui citool gitk web--browse interpret-trailers lfs annex remote-ext remote-fd request-pull quiltimport var"), Flag),
    ], Names, Repository("clone fetch pull push ls-remote remote"))
        .with(&[("-m --message --author --date --grep --format --pretty -G -S", Value::Text), ("--output", Value::Writes),
            ("-F --file --pathspec-from-file", Value::Reads)]),

    // Network clients.
    program("curl", &[on(Letters("K:"), Flag), on(Prefix("--conf --engine --next --ssl-"), Flag), on(Contains("%output{"), File),
        on(Letters("J"), File), on(Prefix("--remote-h"), File)], Urls, Client)
        .with(&[
            ("-o --output -c --cookie-jar -D --dump-header --trace --trace-ascii --stderr --libcurl --etag-save --output-dir", Value::Writes),
            ("-O --remote-name --remote-name-all", Value::Here),
            ("-T --upload-file --cacert --capath --cert -E --key --netrc-file --etag-compare --crlfile --pinnedpubkey", Value::Reads),
            ("--hsts --alt-svc", Value::Both),
            ("-d --data --data-raw --data-binary --data-urlencode --data-ascii --json -H --header --proxy-header --variable -w \
              --write-out --url-query", Value::Data),
            ("-F --form", Value::Form),
            ("-b --cookie", Value::Reads),
            ("-x --proxy --preproxy --socks4 --socks4a --socks5 --socks5-hostname --resolve --connect-to --doh-url --url --dns-servers", Value::Host),
            ("-X --request -A --user-agent -u --user -m --max-time --connect-timeout --retry --retry-delay -r --range --limit-rate --proto \
              --proto-redir -e --referer -y -Y -z -C -P -Q -t --interface", Value::Text),
        ]),
    program("wget wget2", &[on(Letters("ei"), Flag), on(Prefix("--use-askpass --execute --config --post-f --body-f --input-file"), Flag)],
        Downloads("-O --output-document -P --directory-prefix"), Client)
        .with(&[("-O --output-document -o --output-file -a --append-output -P --directory-prefix --save-cookies", Value::Writes),
            ("--load-cookies --ca-certificate --certificate --private-key", Value::Reads),
            ("-U --user-agent -t --tries -T --timeout --header --post-data -D -l -A -R", Value::Text)]),
    program("aria2c axel lftp ftp tftp http https httpie xh lynx w3m links elinks gnutls-cli smbclient",
        &[on(Prefix("-"), Flag), on(Always, File)], Urls, Client),
    program("nc ncat netcat", &[on(Letters("ecl"), Flag), on(Prefix("--exec --sh-exec --lua-exec --listen"), Flag)], Urls, Client)
        .with(&[("-p -s -w -i -X -q", Value::Text), ("-x", Value::Host)]),
    program("telnet dig host nslookup ping ping6 fping traceroute whois drill kdig mtr nsupdate hping3",
        &[on(Prefix("-e -f"), Flag)], Urls, Client)
        .with(&[("-c -i -W -w -s -t -p", Value::Text)]),
    program("nmap masscan", &[on(Prefix("-e --script -iL -iR --resume --datadir --servicedb --versiondb --stylesheet"), Flag)], Urls, Client)
        .with(&[("-p -T", Value::Text), ("-oN -oX -oG -oA -oS -oM -oD -oL -oJ -oU", Value::Writes)]),
    program("openssl", &[on(Prefix("-engine -provider -config"), Flag)], Files, Configured("s_client s_time ocsp cmp"))
        .with(&[("-connect -proxy -url -host", Value::Host)]),
    program("ssh", &[on(OperandCount(1), Elsewhere), on(Letters("oFLRDwWESI"), Flag)], Text, Client)
        .with(&[("-p -l -b -c -m -O -Q -B -I -e", Value::Text), ("-i", Value::Reads), ("-J", Value::Host)]),
    program("sftp", &[on(OperandCount(1), Elsewhere), on(Letters("oFbSsD"), Flag)], Text, Client)
        .with(&[("-P -l -B -c -R", Value::Text), ("-i", Value::Reads), ("-J", Value::Host)]),
    program("scp", &[on(Letters("oFSD"), Flag)], Transfers, Remote)
        .with(&[("-P -l -c", Value::Text), ("-i", Value::Reads), ("-J", Value::Host)]),
    program("rsync", &[on(Letters("eMT"), Flag), on(Prefix("--rsh --rsync-path --remote-option --config --daemon"), Flag),
        on(Prefix("--log-file --backup-dir --files-from --include-from --exclude-from --temp-dir --partial-dir --link-dest --copy-dest \
            --compare-dest --write-batch --read-batch --only-write-batch --password-file --delete"), File)], Transfers, Remote),
    program("mosh autossh sshpass ssh-copy-id rclone sshfs mail mailx mutt sendmail msmtp swaks", &[on(Always, Elsewhere)], Text, Client),
    program("ip", &[on(Prefix("netns vrf -b"), OtherProgram)], Text, Local),
    program("ssh-keyscan", &[on(Prefix("-f"), Flag)], Urls, Client).with(&[("-p -T -t", Value::Text)]),
    program("docker podman nerdctl kubectl oc lxc lxd vagrant machinectl ctr crictl docker-compose podman-compose helm fly flyctl \
        heroku adb",
        &[on(Subcommand("run exec compose create build buildx builder debug attach cp plugin ssh shell edit apply replace \
            stack service up install upgrade template"), Elsewhere),
          on(Within("container image", "run exec create attach cp build"), Elsewhere),
          on(Global("-f --file --kubeconfig --config"), Elsewhere)],
        Names, Configured("pull push login search")),
    program("gh glab hub aws gcloud az doctl terraform tofu pulumi vercel netlify wrangler firebase gsutil",
        &[on(Subcommand("alias extension ext ssh exec codespace cs config console configure"), Flag),
          on(Prefix("--cli- --endpoint"), Flag)], Names, Configured("")),
];
