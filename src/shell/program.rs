//! What the engine knows of programs: whether they start others, open files, or talk to the network.
//!
//! The table is data, one entry for programs that behave alike. A program without an entry starts nothing by itself,
//! may open any operand as a file, and does not use the network unless a word is a URL.

use super::plan::OpaqueKind;
use crate::pattern::command::{Invocation, subcommand};
use crate::policy::Capability;

/// What is known of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    /// Its names, separated by blanks.
    names: &'static str,
    /// What makes it start, load or open something that its arguments name.
    triggers: &'static [Trigger],
    /// What it does with the files its operands name.
    pub(crate) files: Files,
    /// What it does with the network.
    pub(crate) network: Network,
    /// The capabilities it is: a denial of one of them denies the program.
    pub(crate) capabilities: &'static [Capability],
}

/// What a program does with the files its operands name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// Operands are text, not files.
    None,
    /// Reads them.
    Reads,
    /// Writes or removes them.
    Writes,
    /// Either: held against rules for reading and for writing.
    Either,
    /// Reads all but the last and writes the last, which may be a folder that receives the others.
    Copies,
    /// The same, and removes all but the last.
    Moves,
    /// Either, but its operands are mostly other things (subcommands, names): only words that look like paths count.
    PathLike,
}

/// What a program does with the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    /// Its words are not searched for hosts.
    Local,
    /// Unlisted: a word that is a URL names a host.
    IfUrl,
    /// A client whose host is an operand; the options that take the next word as their value.
    Client(&'static str),
    /// Talks to a host that is configured elsewhere, if its subcommand is one of these (empty: always).
    Configured(&'static str),
}

/// What stands in the way of understanding a program, and when.
#[derive(Debug, Clone, Copy)]
struct Trigger {
    when: When,
    what: What,
}

/// When a trigger applies. Lists are separated by blanks.
#[derive(Debug, Clone, Copy)]
enum When {
    /// Whatever the arguments are.
    Always,
    /// An interpreter that is given anything but a script, or one of these queries, in front.
    UnlessScript(&'static str),
    /// The first argument is none of these.
    UnlessFirst(&'static str),
    /// The subcommand is none of these, or is not known.
    UnlessSubcommand(&'static str),
    /// An argument begins with one of these.
    Prefix(&'static str),
    /// An argument before the subcommand begins with one of these.
    Global(&'static str),
    /// An argument bundles one of these single-letter options.
    Letters(&'static str),
    /// An argument contains one of these.
    Contains(&'static str),
    /// The subcommand is one of these, or is not known.
    Subcommand(&'static str),
    /// The subcommand is one of the first list, or is not known, and an argument begins with one of the second.
    Within(&'static str, &'static str),
    /// The subcommand is one of the first list, or is not known, and no argument begins with one of the second.
    Without(&'static str, &'static str),
    /// The script of a stream editor may run or write.
    Sed,
}

/// What a trigger hides.
#[derive(Debug, Clone, Copy)]
enum What {
    ShellCode,
    ProgramText,
    OtherProgram,
    ShellState,
    Option,
    Elsewhere,
    File,
}

impl What {
    /// What it is called in a denial.
    const fn name(self) -> &'static str {
        match self {
            Self::ShellCode => "shell code",
            Self::ProgramText => "program text for an interpreter",
            Self::OtherProgram => "a program that starts another program",
            Self::ShellState => "a command that changes how the shell reads or runs later text",
            Self::Option => "an option or subcommand that starts or loads something else",
            Self::Elsewhere => "a command that runs on another host or in a container",
            Self::File => "an option that reads or writes a file",
        }
    }

    const fn kind(self) -> OpaqueKind {
        if matches!(self, Self::File) { OpaqueKind::Files } else { OpaqueKind::Anything }
    }
}

const UNLISTED: Program = local("", &[], Files::Either).using(Network::IfUrl);

const fn local(names: &'static str, triggers: &'static [Trigger], files: Files) -> Program {
    Program { names, triggers, files, network: Network::Local, capabilities: &[] }
}

const fn wrapper(names: &'static str, what: What) -> Program {
    let triggers: &'static [Trigger] = match what {
        What::ShellState => &[Trigger { when: When::Always, what: What::ShellState }],
        What::Elsewhere => &[Trigger { when: When::Always, what: What::Elsewhere }],
        _ => &[Trigger { when: When::Always, what: What::OtherProgram }],
    };
    local(names, triggers, Files::Either).using(Network::IfUrl)
}

const fn interpreter(
    names: &'static str,
    triggers: &'static [Trigger],
    capabilities: &'static [Capability],
) -> Program {
    Program { names, triggers, files: Files::Either, network: Network::IfUrl, capabilities }
}

impl Program {
    const fn using(self, network: Network) -> Self {
        Self { network, ..self }
    }
}

const fn on(when: When, what: What) -> Trigger {
    Trigger { when, what }
}

use Network::{Client, Configured, IfUrl};
use What::{Elsewhere, File, Option as Flag, OtherProgram, ProgramText, ShellCode, ShellState};
use When::{
    Always, Contains, Global, Letters, Prefix, Sed, Subcommand, UnlessFirst, UnlessScript, UnlessSubcommand, Within,
    Without,
};

#[rustfmt::skip]
const PROGRAMS: &[Program] = &[
    // Shells and interpreters.
    interpreter("sh bash rbash zsh dash ash ksh ksh93 mksh pdksh fish csh tcsh yash posh elvish nu xonsh",
        &[on(UnlessScript("--version --help"), ShellCode)], &[Capability::Sh]),
    interpreter("pwsh powershell cmd busybox toybox", &[on(Always, ShellCode)], &[Capability::Sh]),
    interpreter("python python2 python3 pypy pypy3",
        &[on(UnlessScript("--version -V --help -h -VV -mpytest -mvenv -munittest"), ProgramText)], &[Capability::Py]),
    interpreter("ipython ipython3 bpython", &[on(Always, ProgramText)], &[Capability::Py]),
    interpreter("node nodejs", &[on(UnlessScript("--version -v --help -h --test --check"), ProgramText)],
        &[Capability::Js, Capability::Node]),
    interpreter("tsx ts-node qjs d8", &[on(UnlessScript("--version -v --help"), ProgramText)], &[Capability::Js, Capability::Node]),
    interpreter("deno bun", &[on(UnlessSubcommand("test lint fmt check install add remove update outdated"), ProgramText)],
        &[Capability::Js, Capability::Node]),
    interpreter("perl ruby php lua luajit tclsh wish guile racket julia rscript osascript groovy scala runghc elixir escript",
        &[on(UnlessScript("--version -v --help"), ProgramText)], &[]),
    interpreter("expect irb r jshell ghci iex erl sqlite3 mysql mariadb psql mongosh redis-cli dc bc tex pdftex latex pdflatex \
        xelatex lualatex luatex", &[on(Always, ProgramText)], &[]),
    local("awk gawk mawk nawk", &[on(Contains("system | getline @ > -f --file -E -l -i --load --include --exec"), ProgramText)], Files::Reads),
    local("sed gsed", &[on(Sed, ProgramText), on(Prefix("-i --in-place"), File)], Files::Reads),

    // Wrappers.
    wrapper("env sudo sudoedit doas su runuser pkexec nice ionice nohup timeout time stdbuf setsid taskset chroot unshare nsenter \
        strace ltrace perf gdb lldb valgrind rr xargs parallel watch entr script scriptreplay flock at batch crontab systemd-run \
        systemd-inhibit setpriv prlimit chrt numactl cpulimit caffeinate gosu su-exec tini dumb-init s6-setuidgid firejail bwrap proot \
        fakeroot unbuffer screen tmux rlwrap dbus-run-session xvfb-run ssh-agent capsh linux32 linux64 setarch i386 x86_64 \
        catchsegv hyperfine direnv mise asdf nix nix-shell pipx npx bunx pnpx uvx uv poetry pipenv tox nox conda mamba rye hatch wine \
        wsl start open xdg-open run-parts start-stop-daemon daemonize chpst softlimit setuidgid sg newgrp cgexec choom coproc ld.so \
        ld-linux.so.2 ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 ld-musl-x86_64.so.1 watchexec nodemon concurrently dotenv cross-env \
        torsocks proxychains proxychains4 tsocks git-shell vipe sponge chronic ifne pee mispipe socat dialog whiptail logsave pkgx \
        noglob nocorrect repeat and or not begin - yt-dlp fzf sk hg svn restic borg rdiff-backup jobs", OtherProgram),
    // Shell builtins that run text or change how later text is read.
    wrapper("eval source . exec builtin trap alias unalias export declare typeset readonly local set shopt enable hash read mapfile \
        readarray unset let getopts bind complete compgen compopt fc history setopt unsetopt emulate autoload zmodload", ShellState),
    local("command", &[on(UnlessFirst("-v -V"), OtherProgram)], Files::None),
    // bash evaluates subscripts in what these test or assign.
    local("test [ printf", &[on(Prefix("-v -R"), ShellState)], Files::None),

    // Text and state: operands are no files.
    local("echo true false : pwd cd date whoami id uname hostname sleep seq basename dirname expr nproc uptime which type ps kill \
        pkill killall wait groups", &[], Files::None),
    // Readers.
    local("cat head tail wc grep egrep fgrep ls stat file du diff cmp md5sum sha1sum sha256sum sha512sum cut nl od xxd hexdump \
        strings readlink realpath jq column tac rev fold fmt paste join comm tr base64 df", &[], Files::Reads),
    local("less more most", &[on(Prefix("+ -"), Flag)], Files::Reads),
    local("rg ripgrep", &[on(Prefix("--pre --hostname-bin -z --search-zip"), Flag)], Files::Reads),
    local("bat batcat", &[on(Prefix("--pager -P --diff"), Flag)], Files::Reads),
    local("sort", &[on(Prefix("--comp"), Flag), on(Letters("oT"), File), on(Prefix("--out --temp --files0"), File)], Files::Reads),
    local("fd fdfind", &[on(Prefix("-x -X --exec"), Flag)], Files::Reads),
    local("find", &[on(Prefix("-exec -ok"), Flag), on(Prefix("-fprint -fls -files0"), File)], Files::Either),
    local("tree", &[on(Prefix("-o -R"), File)], Files::Reads),
    local("man", &[on(Prefix("-P --pager -H --html -C --config -l --local"), Flag)], Files::None),
    local("info pinfo", &[on(Prefix("- +"), Flag)], Files::Reads),
    // Writers.
    local("tee touch mkdir rmdir rm unlink truncate shred chmod chown chgrp", &[], Files::Writes),
    local("cp ln", &[on(Prefix("-t --target -S --suffix --backup"), File)], Files::Copies),
    local("mv", &[on(Prefix("-t --target -S --suffix --backup"), File)], Files::Moves),
    local("install", &[on(Prefix("--strip-program -s --strip"), Flag), on(Always, File)], Files::Either),
    local("split csplit", &[on(Prefix("--filter"), Flag), on(Always, File)], Files::Either),
    local("tar bsdtar gtar", &[on(Letters("IF"), Flag),
        on(Prefix("--use --us --to --che --rs --in --ne --rmt --options"), Flag), on(Always, File)], Files::Either),
    local("zip", &[on(Prefix("-T --unzip --test"), Flag)], Files::Either),
    local("unzip cpio pax 7z ar", &[on(Prefix("--rsh -F --use"), Flag), on(Always, File)], Files::Either),
    local("gzip gunzip xz zstd bzip2", &[], Files::Writes),
    local("vi vim nvim view ex ed emacs emacsclient nano pico joe micro hx code subl", &[on(Prefix("- +"), Flag)], Files::Either),

    // Build tools: the project's own files are data, options that carry code are not.
    local("make gmake bmake ninja just rake ant mvn gradle gradlew meson cmake scons bazel",
        &[on(Contains("="), Flag), on(Prefix("--eval -E -e -I -f --file --makefile -P"), Flag)], Files::PathLike).using(IfUrl),
    local("cargo", &[on(Contains("--config -Z runner linker"), Flag)], Files::PathLike)
        .using(Configured("install add update fetch publish search login yank owner")),
    local("go", &[on(Subcommand("generate tool run"), Flag), on(Within("env", "-w"), Flag),
        on(Prefix("-exec --exec -toolexec --toolexec -ldflags -gcflags -asmflags -modfile -overlay --overlay -vettool --vettool"), Flag)],
        Files::PathLike).using(Configured("get install mod")),
    local("gcc g++ cc c++ clang clang++ ld rustc rustdoc",
        &[on(Contains("-wrapper -fplugin -B -specs -load -Xlinker -Wl -fuse-ld linker @ -Z plugin"), Flag)], Files::Either),
    local("npm pnpm yarn corepack",
        &[on(Subcommand("exec x dlx explore create init innit config c set edit node"), Flag),
          on(Prefix("--script-shell --node-options --init-module --prefix --userconfig --globalconfig -c --call --shell --git \
             --viewer --browser --editor --use-yarnrc --cwd -C --dir"), Flag)],
        Files::PathLike).using(Configured("install i in ins inst insta instal isnt isnta isntal isntall add ci clean-install \
            update up upgrade publish view info show search audit outdated login adduser whoami ping fetch unpublish deprecate dist-tag \
            access token team owner star install-test it")),
    local("pip pip3 gem bundle composer apt apt-get aptitude dnf yum apk pacman brew dpkg rpm snap flatpak port zypper",
        &[on(Subcommand("exec run console open edit sh"), Flag),
          on(Prefix("--python --config -o --option -c --root --pre-invoke --post-invoke"), Flag)],
        Files::PathLike).using(Configured("")),

    // Git.
    local("git", &[
        on(Global("-c --exec-path -p --paginate --git-dir --work-tree --attr --config"), Flag),
        on(Prefix("--upload-p --receive-p --exec --ext-d --textc --config --template ext:: fd:: --open-files --man --web --extcmd --gpg \
            --trailer --strategy --show-sig"), Flag),
        on(Prefix("--output"), File), on(Within("format-patch", "-o"), File),
        on(Within("clone", "-u -c"), Flag), on(Within("rebase", "-x -i --int"), Flag), on(Within("bisect", "run vis view"), Flag),
        on(Within("grep", "-O"), Flag), on(Within("submodule", "foreach update add"), Flag),
        on(Without("config", "--get --list -l get list"), Flag),
        on(Subcommand("filter-branch difftool mergetool help archive send-email instaweb daemon shell hook http-backend upload-pack \
            receive-pack fetch-pack send-pack credential for-each-repo maintenance svn p4 cvsimport cvsserver imap-send \
            fast-import gui citool gitk web--browse interpret-trailers lfs annex remote-ext remote-fd request-pull quiltimport var"), Flag),
    ], Files::PathLike).using(Configured("clone fetch pull push ls-remote remote")),

    // Network clients.
    local("curl", &[on(Letters("K:"), Flag), on(Prefix("--conf --engine --next --ssl-"), Flag), on(Letters("oOTFbcDJ"), File),
        on(Prefix("--output --remote- --upload --form --cookie --dump --trace --stderr --libcurl --etag --hsts --alt-svc --netrc --key \
            --cert --ca --data-b --data-u"), File)], Files::Either)
        .using(Client("-o --output -H --header -d --data --data-raw --data-binary --data-urlencode --json -X --request -A --user-agent \
            -b --cookie -c --cookie-jar -u --user -F --form -T --upload-file -m --max-time --connect-timeout --retry --retry-delay \
            -w --write-out --cacert --cert -E --key -r --range -D --dump-header --output-dir --limit-rate --proto --proto-redir")),
    local("wget wget2", &[on(Prefix("--use-askpass -e --execute --config --post-f --body-f -i --input-file"), Flag), on(Always, File)],
        Files::Either).using(Client("-O --output-document -o --output-file -P --directory-prefix -U --user-agent -t --tries -T --timeout --header")),
    local("aria2c axel lftp ftp tftp http https httpie xh lynx w3m links elinks", &[on(Prefix("-"), Flag), on(Always, File)],
        Files::Either).using(Client("")),
    local("nc ncat netcat", &[on(Letters("ecl"), Flag), on(Prefix("--exec --sh-exec --lua-exec --listen"), Flag)], Files::Either)
        .using(Client("-p -s -w -i -X -x -q")),
    local("telnet dig host nslookup ping ping6 traceroute whois nmap openssl drill kdig mtr masscan",
        &[on(Prefix("-e --script -f -engine -provider -iL --resume --datadir"), Flag)], Files::Either)
        .using(Client("-c -i -W -w -s -t")),
    wrapper("rsync scp sftp ssh mosh autossh sshpass ssh-copy-id rclone sshfs", Elsewhere).using(Client("")),
    local("docker podman nerdctl kubectl oc lxc lxd vagrant machinectl ctr crictl docker-compose podman-compose helm ansible \
        ansible-playbook fly flyctl heroku adb",
        &[on(Subcommand("run exec compose container create build buildx builder debug attach cp plugin ssh shell edit apply replace \
            stack service up start install upgrade template"), Elsewhere), on(Global("-f --file --kubeconfig --config --tls -H --host -c --context"), Elsewhere)],
        Files::PathLike).using(Configured("pull push login search")),
    local("gh glab hub aws gcloud az doctl terraform tofu pulumi vercel netlify wrangler firebase",
        &[on(Subcommand("alias extension ext ssh exec codespace cs config console configure"), Flag),
          on(Prefix("-chdir --cli- --endpoint"), Flag)], Files::PathLike).using(Configured("")),
];

/// What is known of the program `name`, by its base name without regard to case or a Windows extension.
pub(crate) fn lookup(name: &str) -> &'static Program {
    let base = base_name(name);
    let known = |name: &str| PROGRAMS.iter().find(|program| lists(program.names, name));
    // `python3.12` and `bash-5.2` are the programs they are versions of.
    let unversioned = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    known(&base).or_else(|| known(unversioned)).unwrap_or(&UNLISTED)
}

/// The last segment of a program's name, lower-cased, without a Windows extension.
fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
    match [".exe", ".com", ".bat", ".cmd"].iter().find_map(|extension| base.strip_suffix(extension)) {
        Some(stem) if !stem.is_empty() => stem.to_owned(),
        _ => base,
    }
}

/// Whether a list whose items are separated by blanks holds `item`.
pub(crate) fn lists(list: &str, item: &str) -> bool {
    list.split_ascii_whitespace().any(|listed| listed == item)
}

/// What stands in the way of understanding a program: the kind and what it is called, each once. `arguments` are the
/// literal texts of the invocation's.
pub(crate) fn opaque_parts(invocation: &Invocation<'_>, arguments: &[String]) -> Vec<(OpaqueKind, &'static str)> {
    let mut parts = Vec::new();
    for Trigger { when, what } in lookup(invocation.program).triggers {
        let part = (what.kind(), what.name());
        if !parts.contains(&part) && when.applies(invocation, arguments) {
            parts.push(part);
        }
    }
    parts
}

impl When {
    fn applies(self, invocation: &Invocation<'_>, arguments: &[String]) -> bool {
        let begins =
            |argument: &String, list: &str| list.split_ascii_whitespace().any(|item| argument.starts_with(item));
        let any = |list: &str| arguments.iter().any(|argument| begins(argument, list));
        // A subcommand that is not known could be any.
        let subcommand_in = |list: &str| {
            let unknown = arguments.iter().any(|argument| !argument.starts_with('-'));
            subcommand(invocation).map_or(unknown, |subcommand| lists(list, subcommand))
        };
        match self {
            Self::Always => true,
            Self::UnlessScript(queries) => !is_script_or_query(arguments, queries),
            Self::UnlessFirst(list) => !arguments.first().is_some_and(|first| lists(list, first)),
            Self::UnlessSubcommand(list) => !subcommand(invocation).is_some_and(|subcommand| lists(list, subcommand)),
            Self::Prefix(list) => any(list),
            Self::Global(list) => {
                let subcommand = subcommand(invocation);
                let in_front = arguments.iter().take_while(|argument| subcommand != Some(argument.as_str()));
                { in_front }.any(|argument| begins(argument, list))
            }
            Self::Letters(letters) => arguments.iter().any(|argument| {
                let bundle = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
                bundle.is_some_and(|bundle| bundle.contains(|c| letters.contains(c)))
            }),
            Self::Contains(parts) => {
                arguments.iter().any(|argument| parts.split_ascii_whitespace().any(|part| argument.contains(part)))
            }
            Self::Subcommand(list) => subcommand_in(list),
            Self::Within(list, prefixes) => subcommand_in(list) && any(prefixes),
            Self::Without(list, prefixes) => subcommand_in(list) && !any(prefixes),
            Self::Sed => !is_harmless_sed(arguments),
        }
    }
}

/// Whether an interpreter is given a script operand, or only one of `queries`, or a module by a query that begins with
/// `-m`.
fn is_script_or_query(arguments: &[String], queries: &str) -> bool {
    match arguments.first().map(String::as_str) {
        None => false,
        Some("-m") => arguments.get(1).is_some_and(|module| lists(queries, &format!("-m{module}"))),
        Some(query) if query.starts_with(['-', '+']) => lists(queries, query),
        // `/dev/stdin` and `/proc/self/fd/0` are standard input by another name.
        Some(script) => !script.starts_with("/dev/") && !script.starts_with("/proc/"),
    }
}

/// Whether every script of `sed` is a substitution, a deletion or a print: nothing that runs (`e`), reads (`r`) or
/// writes (`w`).
fn is_harmless_sed(arguments: &[String]) -> bool {
    let mut scripts = Vec::new();
    let mut operands = arguments.iter();
    let mut first = None;
    while let Some(argument) = operands.next() {
        match argument.as_str() {
            "-e" | "--expression" => scripts.extend(operands.next()),
            "-n" | "-E" | "-r" | "-s" | "-u" | "-z" | "-i" | "-ne" | "--quiet" | "--regexp-extended" | "--in-place" => {
                if argument == "-ne" {
                    scripts.extend(operands.next());
                }
            }
            option if option.starts_with('-') => return false,
            _ => first = first.or(Some(argument)),
        }
    }
    if scripts.is_empty() {
        scripts.extend(first);
    }
    !scripts.is_empty() && scripts.iter().all(|script| is_harmless_script(script))
}

fn is_harmless_script(script: &str) -> bool {
    let address = |c: char| c.is_ascii_digit() || matches!(c, '$' | ',');
    let command = script.trim_start_matches(address);
    let mut rest = command.chars();
    match (rest.next(), rest.next()) {
        (Some('p' | 'd' | 'q' | '='), None) => true,
        (Some('s'), Some(delimiter @ ('/' | '|' | '#' | ',' | '!' | '@'))) => {
            let body = rest.as_str();
            // A backslash, a newline or a `;` could hide where the parts end.
            if body.contains(['\n', ';']) || body.contains(&format!("\\{delimiter}")) {
                return false;
            }
            let parts: Vec<&str> = body.split(delimiter).collect();
            matches!(parts.as_slice(), [_, _, flags] if flags.chars().all(|flag| matches!(flag, 'g' | 'p' | 'i' | 'I') || flag.is_ascii_digit()))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::command::Word;

    fn parts(command: &str) -> Vec<&'static str> {
        let words: Vec<String> = command.split(' ').map(str::to_owned).collect();
        let (name, arguments) = words.split_first().unwrap();
        let literals: Vec<Word> = arguments.iter().map(|word| Word::literal(word.as_str())).collect();
        opaque_parts(&Invocation::new(name, &literals), arguments).into_iter().map(|(_, what)| what).collect()
    }

    #[test]
    fn everyday_commands_are_understood() {
        for command in [
            "git switch -c topic",
            "git push -u origin main",
            "git -C sub log -p",
            "git config --get user.name",
            "git stash list",
            "npm install node-fetch",
            "npm install -g x",
            "npm run create-index",
            "npm test",
            "docker ps -a",
            "docker logs -f web",
            "kubectl get pods -n web",
            "node -v",
            "node --test",
            "node app.js",
            "python3 -m pytest",
            "python3 x.py",
            "bash build.sh",
            "sed -n 1,5p src/server.ts",
            "sed s/a/b/g file",
            "curl --proto =https https://a.b",
            "printf x",
            "test -f a",
            "command -v git",
            "cargo test",
            "go test ./...",
            "make -C docs all",
            "find . -name x",
            "deno test",
            "bun install",
        ] {
            assert_eq!(parts(command), [""; 0], "{command}");
        }
    }

    #[test]
    fn what_starts_or_loads_something_else_is_not() {
        for command in [
            "env rm x",
            "sudo id",
            "xargs rm",
            "sh -c id",
            "bash",
            "bash -s",
            "bash /dev/stdin",
            "python3 -c x",
            "python3 -m timeit x",
            "python3",
            "node -e x",
            "node -r ./x y.js",
            "git -c core.pager=x log",
            "git -C . -c alias.x=!y x",
            "git rebase -x make",
            "git grep -Ovi x",
            "git config core.pager x",
            "git submodule foreach x",
            "git clone -uevil a b",
            "npm exec x",
            "npm --prefix x exec y",
            "npm x y",
            "docker run x",
            "docker --debug run x",
            "kubectl exec p -- x",
            "find . -exec rm",
            "awk {system(\"x\")}",
            "sed 1e",
            "sed -f x",
            "sed s/a/b/e f",
            "sed s/a/b/w f",
            "sed -n 1w out",
            "make CC=x",
            "go run x.go",
            "go generate",
            "tar -I x cf a",
            "sort --compress-program=x a",
            "less +!x",
            "printf -v a[x] b",
            "command rm x",
            "deno eval x",
            "deno run x",
            "bun x y",
            "eval x",
            "source x",
            ". x",
            "vim -c !x",
            "jobs -x rm",
            "/usr/bin/env rm",
            "ENV.EXE rm",
            "python3.12 -c x",
            "sed --expression=1e f",
            "sed -e p -e 1e f",
        ] {
            assert!(!parts(command).is_empty(), "{command}");
        }
    }

    #[test]
    fn a_program_stands_in_one_entry() {
        let mut names: Vec<&str> = PROGRAMS.iter().flat_map(|program| program.names.split_ascii_whitespace()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
