//! What the engine knows of programs: whether they start others, open files, or talk to the network.
//!
//! The table below is data, one entry a group of programs that behave alike; a program without an entry starts
//! nothing by itself, may open any operand as a file, and does not use the network unless a word is a URL.

use crate::policy::Capability;

/// What is known of a program.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    names: &'static [&'static str],
    /// When it starts or loads something that its arguments name.
    starts: Starts,
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
    /// A client whose host is an operand.
    Client,
    /// Talks to a host that is configured elsewhere, if its first operand is one of these (empty: always).
    Configured(&'static [&'static str]),
}

/// When a program starts or loads something that its arguments name.
#[derive(Debug, Clone, Copy)]
enum Starts {
    Never,
    /// Whatever its arguments are.
    Always(&'static str),
    /// A shell or interpreter: a script operand in front is data, anything else is code or standard input.
    UnlessScript(&'static str),
    /// If an argument begins with one of these (an option, an assignment, a subcommand).
    With(&'static [&'static str], &'static str),
    /// If an argument is or bundles a short option of `letters`, begins with one of `long`, or holds an `@`.
    Options {
        letters: &'static str,
        long: &'static [&'static str],
        what: &'static str,
    },
    /// If an argument begins with one of `anywhere`, or one before the first operand with one of `globals`, or an
    /// operand is one of `subcommands` and an argument begins with one of its list (an empty list: always).
    By {
        anywhere: &'static [&'static str],
        globals: &'static [&'static str],
        /// Options before the first operand that take the next argument as their value.
        values: &'static [&'static str],
        subcommands: &'static [(&'static str, &'static [&'static str])],
        what: &'static str,
    },
    /// If an argument contains one of these.
    Containing(&'static [&'static str], &'static str),
}

const SHELL: &str = "shell code";
const OTHER: &str = "a program that starts another program";
const CODE: &str = "program text for an interpreter";
const STATE: &str = "a command that changes how the shell reads or runs later text";
const FLAG: &str = "an option that starts or loads another program";
const FILE_OPTION: &str = "an option that reads or writes a file";
const REMOTE: &str = "a command that runs on another host or in a container";

const UNLISTED: Program =
    Program { names: &[], starts: Starts::Never, files: Files::Either, network: Network::IfUrl, capabilities: &[] };

const fn entry(names: &'static [&'static str], starts: Starts, files: Files, network: Network) -> Program {
    Program { names, starts, files, network, capabilities: &[] }
}

const fn language(names: &'static [&'static str], starts: Starts, capabilities: &'static [Capability]) -> Program {
    Program { names, starts, files: Files::Either, network: Network::IfUrl, capabilities }
}

const PROGRAMS: &[Program] = &[
    // Shells and interpreters.
    language(
        &[
            "sh",
            "bash",
            "rbash",
            "zsh",
            "dash",
            "ash",
            "ksh",
            "ksh93",
            "mksh",
            "pdksh",
            "fish",
            "csh",
            "tcsh",
            "yash",
            "posh",
            "elvish",
            "nu",
            "xonsh",
            "pwsh",
            "powershell",
            "cmd",
            "busybox",
            "toybox",
        ],
        Starts::UnlessScript(SHELL),
        &[Capability::Sh],
    ),
    language(
        &["python", "python2", "python3", "pypy", "pypy3", "ipython", "ipython3", "bpython"],
        Starts::UnlessScript(CODE),
        &[Capability::Py],
    ),
    language(&["node", "nodejs"], Starts::UnlessScript(CODE), &[Capability::Js, Capability::Node]),
    language(
        &["deno", "bun", "tsx", "ts-node", "qjs", "d8"],
        Starts::UnlessScript(CODE),
        &[Capability::Js, Capability::Node],
    ),
    language(
        &[
            "perl",
            "ruby",
            "irb",
            "php",
            "lua",
            "luajit",
            "tclsh",
            "wish",
            "expect",
            "guile",
            "racket",
            "julia",
            "rscript",
            "r",
            "osascript",
            "groovy",
            "scala",
            "jshell",
            "ghci",
            "runghc",
            "elixir",
            "iex",
            "erl",
            "escript",
        ],
        Starts::UnlessScript(CODE),
        &[],
    ),
    entry(
        &["awk", "gawk", "mawk", "nawk"],
        Starts::Containing(
            &["system", "|", "getline", "@", ">", "-f", "--file", "-E", "-l", "-i", "--load", "--include", "--exec"],
            CODE,
        ),
        Files::Reads,
        Network::Local,
    ),
    entry(
        &["sed", "gsed"],
        Starts::Containing(&["e", "w", "W"], "a `sed` script that may run or write"),
        Files::Either,
        Network::Local,
    ),
    // Wrappers.
    entry(
        &[
            "env",
            "sudo",
            "sudoedit",
            "doas",
            "su",
            "runuser",
            "pkexec",
            "nice",
            "ionice",
            "nohup",
            "timeout",
            "time",
            "stdbuf",
            "setsid",
            "taskset",
            "chroot",
            "unshare",
            "nsenter",
            "strace",
            "ltrace",
            "perf",
            "gdb",
            "lldb",
            "valgrind",
            "rr",
            "xargs",
            "parallel",
            "watch",
            "entr",
            "script",
            "scriptreplay",
            "flock",
            "at",
            "batch",
            "crontab",
            "systemd-run",
            "setpriv",
            "prlimit",
            "chrt",
            "numactl",
            "firejail",
            "bwrap",
            "proot",
            "fakeroot",
            "unbuffer",
            "screen",
            "tmux",
            "rlwrap",
            "dbus-run-session",
            "xvfb-run",
            "ssh-agent",
            "capsh",
            "linux32",
            "linux64",
            "setarch",
            "i386",
            "x86_64",
            "catchsegv",
            "hyperfine",
            "direnv",
            "mise",
            "asdf",
            "nix",
            "nix-shell",
            "pipx",
            "npx",
            "bunx",
            "pnpx",
            "uvx",
            "uv",
            "poetry",
            "pipenv",
            "tox",
            "nox",
            "conda",
            "mamba",
            "rye",
            "hatch",
            "wine",
            "wsl",
            "cmd",
            "start",
            "open",
            "xdg-open",
            "run-parts",
            "start-stop-daemon",
            "daemonize",
            "chpst",
            "softlimit",
            "setuidgid",
            "sg",
            "newgrp",
            "cgexec",
            "choom",
            "coproc",
            "ld.so",
            "ld-linux.so.2",
            "ld-linux-x86-64.so.2",
            "ld-linux-aarch64.so.1",
            "ld-musl-x86_64.so.1",
            "watchexec",
            "nodemon",
            "concurrently",
            "dotenv",
            "cross-env",
            "torsocks",
            "proxychains",
            "proxychains4",
            "tsocks",
            "git-shell",
            "vipe",
            "sponge",
            "chronic",
            "ifne",
            "pee",
            "mispipe",
            "socat",
            "dialog",
            "whiptail",
            "logsave",
            "pkgx",
            "noglob",
            "nocorrect",
            "repeat",
            "and",
            "or",
            "not",
            "begin",
            "-",
            "systemd-inhibit",
            "cpulimit",
            "caffeinate",
            "gosu",
            "su-exec",
            "tini",
            "dumb-init",
            "s6-setuidgid",
            "yt-dlp",
            "fzf",
            "sk",
            "dc",
            "bc",
            "tex",
            "pdftex",
            "latex",
            "pdflatex",
            "xelatex",
            "lualatex",
            "luatex",
            "sqlite3",
            "mysql",
            "mariadb",
            "psql",
            "mongosh",
            "redis-cli",
            "hg",
            "svn",
            "restic",
            "borg",
            "rdiff-backup",
            "jobs",
            "tar",
            "bsdtar",
            "gtar",
        ],
        Starts::Always(OTHER),
        Files::Either,
        Network::IfUrl,
    ),
    // Shell builtins that run text or change how later text is read.
    entry(
        &[
            "eval",
            "source",
            ".",
            "exec",
            "command",
            "builtin",
            "trap",
            "alias",
            "unalias",
            "export",
            "declare",
            "typeset",
            "readonly",
            "local",
            "set",
            "shopt",
            "enable",
            "hash",
            "read",
            "mapfile",
            "readarray",
            "unset",
            "let",
            "getopts",
            "bind",
            "complete",
            "compgen",
            "compopt",
            "fc",
            "history",
            "setopt",
            "unsetopt",
            "emulate",
            "autoload",
            "zmodload",
            "printf",
            "test",
            "[",
        ],
        Starts::Always(STATE),
        Files::None,
        Network::Local,
    ),
    // Text and state: operands are no files.
    entry(
        &[
            "echo", "true", "false", ":", "pwd", "cd", "date", "whoami", "id", "uname", "hostname", "sleep", "seq",
            "basename", "dirname", "expr", "nproc", "uptime", "which", "type", "ps", "kill", "pkill", "killall",
            "wait", "groups",
        ],
        Starts::Never,
        Files::None,
        Network::Local,
    ),
    // Readers.
    entry(
        &[
            "cat",
            "head",
            "tail",
            "wc",
            "grep",
            "egrep",
            "fgrep",
            "ls",
            "stat",
            "file",
            "du",
            "diff",
            "cmp",
            "md5sum",
            "sha1sum",
            "sha256sum",
            "sha512sum",
            "cut",
            "nl",
            "od",
            "xxd",
            "hexdump",
            "strings",
            "readlink",
            "realpath",
            "jq",
            "column",
            "tac",
            "rev",
            "fold",
            "fmt",
            "paste",
            "join",
            "comm",
            "tr",
            "base64",
            "df",
        ],
        Starts::Never,
        Files::Reads,
        Network::Local,
    ),
    entry(&["less", "more", "most"], Starts::With(&["+", "-"], FLAG), Files::Reads, Network::Local),
    entry(
        &["rg", "ripgrep"],
        Starts::With(&["--pre", "--hostname-bin", "-z", "--search-zip"], FLAG),
        Files::Reads,
        Network::Local,
    ),
    entry(&["bat", "batcat"], Starts::With(&["--pager", "-P", "--diff"], FLAG), Files::Reads, Network::Local),
    entry(
        &["sort"],
        Starts::Options { letters: "oT", long: &["--comp", "--out", "--temp", "--files0"], what: FILE_OPTION },
        Files::Either,
        Network::Local,
    ),
    entry(&["fd", "fdfind"], Starts::With(&["-x", "-X", "--exec"], FLAG), Files::Reads, Network::Local),
    entry(
        &["find"],
        Starts::With(&["-exec", "-ok", "-fprint", "-fls", "-files0"], FLAG),
        Files::Either,
        Network::Local,
    ),
    entry(&["tree"], Starts::With(&["-o", "-R"], FLAG), Files::Reads, Network::Local),
    entry(
        &["man"],
        Starts::With(&["-P", "--pager", "-H", "--html", "-C", "--config", "-l", "--local"], FLAG),
        Files::Reads,
        Network::Local,
    ),
    entry(&["info", "pinfo"], Starts::With(&["-", "+"], FLAG), Files::Reads, Network::Local),
    // Writers.
    entry(
        &["tee", "touch", "mkdir", "rmdir", "rm", "unlink", "truncate", "shred", "chmod", "chown", "chgrp"],
        Starts::Never,
        Files::Writes,
        Network::Local,
    ),
    entry(
        &["cp", "ln"],
        Starts::With(&["-t", "--target", "-S", "--suffix", "--backup"], FILE_OPTION),
        Files::Copies,
        Network::Local,
    ),
    entry(
        &["mv"],
        Starts::With(&["-t", "--target", "-S", "--suffix", "--backup"], FILE_OPTION),
        Files::Moves,
        Network::Local,
    ),
    entry(&["install"], Starts::With(&["--strip-program", "-s", "--strip"], FLAG), Files::Either, Network::Local),
    entry(&["split", "csplit"], Starts::With(&["--filter"], FLAG), Files::Either, Network::Local),
    entry(&["zip"], Starts::With(&["-T", "--unzip", "-TT", "--test"], FLAG), Files::Either, Network::Local),
    entry(
        &["cpio", "pax", "7z", "ar", "unzip", "gzip", "gunzip", "xz", "zstd"],
        Starts::With(&["--rsh", "-F", "--use-compress"], FLAG),
        Files::Either,
        Network::Local,
    ),
    entry(
        &[
            "vi",
            "vim",
            "nvim",
            "view",
            "ex",
            "ed",
            "emacs",
            "emacsclient",
            "nano",
            "pico",
            "joe",
            "micro",
            "hx",
            "code",
            "subl",
        ],
        Starts::With(&["-", "+"], FLAG),
        Files::Either,
        Network::Local,
    ),
    // Build tools: the project's own files are data, options that carry code are not.
    entry(
        &[
            "make", "gmake", "bmake", "ninja", "just", "rake", "ant", "mvn", "gradle", "gradlew", "meson", "cmake",
            "scons", "bazel",
        ],
        Starts::Containing(
            &["=", "--eval", "-E", "-e", "-I", "-f", "--file", "--makefile", "-C", "--directory", "-P"],
            FLAG,
        ),
        Files::PathLike,
        Network::IfUrl,
    ),
    entry(
        &["cargo"],
        Starts::Containing(&["--config", "-Z", "runner", "linker"], FLAG),
        Files::PathLike,
        Network::Configured(&["install", "add", "update", "fetch", "publish", "search", "login", "yank", "owner"]),
    ),
    entry(
        &["go"],
        Starts::With(
            &[
                "-exec",
                "--exec",
                "-toolexec",
                "--toolexec",
                "generate",
                "-ldflags",
                "-gcflags",
                "-asmflags",
                "-modfile",
                "-overlay",
                "--overlay",
                "tool",
                "run",
                "env",
                "vet",
                "-vettool",
                "--vettool",
            ],
            FLAG,
        ),
        Files::PathLike,
        Network::Configured(&["get", "install", "mod"]),
    ),
    entry(
        &["gcc", "g++", "cc", "c++", "clang", "clang++", "ld", "rustc", "rustdoc"],
        Starts::Containing(
            &[
                "-wrapper", "-fplugin", "-B", "-specs", "--specs", "-load", "-Xlinker", "-Wl", "-fuse-ld", "linker",
                "@", "-Z", "plugin",
            ],
            FLAG,
        ),
        Files::Either,
        Network::Local,
    ),
    entry(
        &["npm", "pnpm", "yarn", "corepack"],
        Starts::With(
            &[
                "exec",
                "x",
                "dlx",
                "explore",
                "create",
                "init",
                "--script-shell",
                "--node-options",
                "--init-module",
                "--prefix",
                "--userconfig",
                "--globalconfig",
                "config",
                "set",
                "edit",
                "-c",
                "--call",
                "--shell",
                "--git",
                "--viewer",
                "--browser",
                "--editor",
                "--use-yarnrc",
                "--cwd",
                "-C",
                "--dir",
                "node",
            ],
            FLAG,
        ),
        Files::PathLike,
        Network::Configured(&[
            "install",
            "i",
            "in",
            "ins",
            "inst",
            "insta",
            "instal",
            "isnt",
            "isnta",
            "isntal",
            "isntall",
            "add",
            "ci",
            "clean-install",
            "update",
            "up",
            "upgrade",
            "publish",
            "view",
            "info",
            "show",
            "search",
            "audit",
            "outdated",
            "login",
            "adduser",
            "whoami",
            "ping",
            "fetch",
            "unpublish",
            "deprecate",
            "dist-tag",
            "access",
            "token",
            "team",
            "owner",
            "star",
            "install-test",
            "it",
        ]),
    ),
    entry(
        &[
            "pip", "pip3", "gem", "bundle", "composer", "apt", "apt-get", "aptitude", "dnf", "yum", "apk", "pacman",
            "brew", "dpkg", "rpm", "snap", "flatpak", "port", "zypper",
        ],
        Starts::With(
            &[
                "exec",
                "--python",
                "--config",
                "-o",
                "--option",
                "-c",
                "--root",
                "--pre-invoke",
                "--post-invoke",
                "run",
                "console",
                "open",
                "edit",
                "sh",
            ],
            FLAG,
        ),
        Files::PathLike,
        Network::Configured(&[]),
    ),
    // Git.
    entry(
        &["git"],
        Starts::By {
            anywhere: &[
                "--upload-p",
                "--receive-p",
                "--exec",
                "--ext-d",
                "--textc",
                "--config",
                "--template",
                "ext::",
                "fd::",
                "--open-files",
                "--output",
                "--man",
                "--web",
                "--extcmd",
                "--gpg",
                "--trailer",
                "--strategy",
                "--show-sig",
            ],
            globals: &["-c", "--exec-path", "-p", "--paginate", "--git-dir", "--work-tree", "--attr"],
            values: &[
                "-C",
                "-c",
                "--git-dir",
                "--work-tree",
                "--namespace",
                "--config-env",
                "--super-prefix",
                "--attr-source",
            ],
            subcommands: &[
                ("clone", &["-u", "-c"]),
                ("rebase", &["-x", "-i", "--int"]),
                ("bisect", &["run", "vis", "view"]),
                ("grep", &["-O"]),
                ("config", &[]),
                ("submodule", &["foreach", "update", "add"]),
                ("filter-branch", &[]),
                ("difftool", &[]),
                ("mergetool", &[]),
                ("help", &[]),
                ("archive", &[]),
                ("format-patch", &["-o"]),
                ("send-email", &[]),
                ("instaweb", &[]),
                ("daemon", &[]),
                ("shell", &[]),
                ("hook", &[]),
                ("http-backend", &[]),
                ("upload-pack", &[]),
                ("receive-pack", &[]),
                ("fetch-pack", &[]),
                ("send-pack", &[]),
                ("credential", &[]),
                ("for-each-repo", &[]),
                ("maintenance", &[]),
                ("svn", &[]),
                ("p4", &[]),
                ("cvsimport", &[]),
                ("cvsserver", &[]),
                ("imap-send", &[]),
                ("fast-import", &[]),
                ("gui", &[]),
                ("citool", &[]),
                ("gitk", &[]),
                ("web--browse", &[]),
                ("interpret-trailers", &[]),
                ("lfs", &[]),
                ("annex", &[]),
                ("remote-ext", &[]),
                ("remote-fd", &[]),
                ("request-pull", &[]),
                ("quiltimport", &[]),
                ("var", &[]),
            ],
            what: FLAG,
        },
        Files::PathLike,
        Network::Configured(&["clone", "fetch", "pull", "push", "ls-remote", "remote"]),
    ),
    // Network clients.
    entry(
        &["curl"],
        Starts::Options {
            letters: "oOTFKbcDJ:",
            what: FILE_OPTION,
            long: &[
                "--output",
                "--remote-",
                "--upload",
                "--form",
                "--conf",
                "--cookie",
                "--dump",
                "--trace",
                "--stderr",
                "--libcurl",
                "--etag",
                "--hsts",
                "--alt-svc",
                "--engine",
                "--next",
                "--ssl-",
                "--proto",
                "--netrc",
                "--key",
                "--cert",
                "--ca",
            ],
        },
        Files::Either,
        Network::Client,
    ),
    entry(
        &[
            "wget", "wget2", "aria2c", "axel", "lftp", "ftp", "tftp", "http", "https", "httpie", "xh", "lynx", "w3m",
            "links", "elinks",
        ],
        Starts::With(
            &[
                "-O",
                "--output",
                "-P",
                "--directory",
                "-o",
                "--use-askpass",
                "-e",
                "--execute",
                "--config",
                "--conf",
                "--on-",
                "--post-process",
                "-c",
                "-i",
                "--input-file",
                "-f",
                "-cfg",
                "--hook",
            ],
            FLAG,
        ),
        Files::Either,
        Network::Client,
    ),
    entry(
        &["nc", "ncat", "netcat"],
        Starts::With(&["-e", "-c", "--exec", "--sh-exec", "--lua-exec", "-l", "--listen"], FLAG),
        Files::Either,
        Network::Client,
    ),
    entry(
        &[
            "telnet",
            "dig",
            "host",
            "nslookup",
            "ping",
            "ping6",
            "traceroute",
            "whois",
            "nmap",
            "openssl",
            "drill",
            "kdig",
            "mtr",
            "masscan",
        ],
        Starts::With(&["-e", "--script", "-f", "-engine", "-provider", "-iL", "--resume", "--datadir"], FLAG),
        Files::Either,
        Network::Client,
    ),
    entry(
        &["rsync", "scp", "sftp", "ssh", "mosh", "autossh", "sshpass", "ssh-copy-id", "rclone", "sshfs"],
        Starts::Always(REMOTE),
        Files::Either,
        Network::Client,
    ),
    entry(
        &[
            "docker",
            "podman",
            "nerdctl",
            "kubectl",
            "oc",
            "lxc",
            "lxd",
            "vagrant",
            "machinectl",
            "ctr",
            "crictl",
            "docker-compose",
            "podman-compose",
            "helm",
            "ansible",
            "ansible-playbook",
            "fly",
            "flyctl",
            "heroku",
            "adb",
        ],
        Starts::With(
            &[
                "run", "exec", "compose", "create", "build", "buildx", "debug", "attach", "cp", "plugin", "-f",
                "--file", "ssh", "shell", "-",
            ],
            REMOTE,
        ),
        Files::PathLike,
        Network::Configured(&["pull", "push", "login", "search"]),
    ),
    entry(
        &[
            "gh",
            "glab",
            "hub",
            "aws",
            "gcloud",
            "az",
            "doctl",
            "terraform",
            "tofu",
            "pulumi",
            "vercel",
            "netlify",
            "wrangler",
            "firebase",
        ],
        Starts::With(
            &[
                "alias",
                "extension",
                "ext",
                "ssh",
                "exec",
                "codespace",
                "cs",
                "config",
                "console",
                "-chdir",
                "configure",
                "--cli-",
                "--endpoint",
            ],
            FLAG,
        ),
        Files::PathLike,
        Network::Configured(&[]),
    ),
];

/// What is known of the program `name`, by its base name without regard to case or a Windows extension.
pub(crate) fn lookup(name: &str) -> &'static Program {
    let base = base_name(name);
    let known = |name: &str| PROGRAMS.iter().find(|program| program.names.contains(&name));
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

/// What `name` starts or loads when it is given `arguments`, if it may start anything.
pub(crate) fn starts_more(name: &str, arguments: &[String]) -> Option<&'static str> {
    let any = |test: &dyn Fn(&str) -> bool| arguments.iter().any(|argument| test(argument));
    match lookup(name).starts {
        Starts::Never => None,
        Starts::Always(what) => Some(what),
        Starts::UnlessScript(what) => (!is_script_or_query(name, arguments)).then_some(what),
        Starts::With(prefixes, what) => {
            any(&|argument| prefixes.iter().any(|prefix| argument.starts_with(prefix))).then_some(what)
        }
        Starts::Options { letters, long, what } => any(&|argument| {
            let bundle = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
            bundle.is_some_and(|bundle| bundle.contains(|c| letters.contains(c)))
                || long.iter().any(|prefix| argument.starts_with(prefix))
                || argument.contains('@')
        })
        .then_some(what),
        Starts::By { anywhere, globals, values, subcommands, what } => {
            let begins =
                |argument: &String, prefixes: &[&str]| prefixes.iter().any(|prefix| argument.starts_with(prefix));
            let mut is_value = false;
            let in_front = arguments.iter().take_while(|argument| {
                let in_front = is_value || argument.starts_with('-');
                is_value = !is_value && values.contains(&argument.as_str());
                in_front
            });
            let found = arguments.iter().any(|argument| begins(argument, anywhere))
                || { in_front }.any(|argument| begins(argument, globals))
                || subcommands.iter().any(|(name, prefixes)| {
                    any(&|argument| argument == *name)
                        && (prefixes.is_empty() || arguments.iter().any(|argument| begins(argument, prefixes)))
                });
            found.then_some(what)
        }
        Starts::Containing(parts, what) => {
            any(&|argument| parts.iter().any(|part| argument.contains(part))).then_some(what)
        }
    }
}

/// Whether an interpreter is given a script operand or only asked for its version.
fn is_script_or_query(name: &str, arguments: &[String]) -> bool {
    if matches!(
        base_name(name).as_str(),
        "busybox" | "toybox" | "deno" | "bun" | "cmd" | "powershell" | "pwsh" | "expect"
    ) {
        return false;
    }
    match arguments.first().map(String::as_str) {
        Some("--version" | "-V" | "--help") => arguments.len() == 1,
        // `/dev/stdin` and `/proc/self/fd/0` are standard input by another name.
        Some(script) => {
            !script.starts_with(['-', '+']) && !script.starts_with("/dev/") && !script.starts_with("/proc/")
        }
        None => false,
    }
}

/// The options of a network client that take the next argument as their value, which is then no host.
pub(crate) fn value_options(name: &str) -> &'static [&'static str] {
    match base_name(name).as_str() {
        "curl" => &[
            "-o",
            "--output",
            "-H",
            "--header",
            "-d",
            "--data",
            "--data-raw",
            "--data-binary",
            "--data-urlencode",
            "--json",
            "-X",
            "--request",
            "-A",
            "--user-agent",
            "-b",
            "--cookie",
            "-c",
            "--cookie-jar",
            "-u",
            "--user",
            "-F",
            "--form",
            "-T",
            "--upload-file",
            "-m",
            "--max-time",
            "--connect-timeout",
            "--retry",
            "--retry-delay",
            "-w",
            "--write-out",
            "--cacert",
            "--cert",
            "-E",
            "--key",
            "-r",
            "--range",
            "-D",
            "--dump-header",
            "--output-dir",
            "--limit-rate",
        ],
        "wget" => &[
            "-O",
            "--output-document",
            "-o",
            "--output-file",
            "-P",
            "--directory-prefix",
            "-U",
            "--user-agent",
            "-t",
            "--tries",
            "-T",
            "--timeout",
            "--header",
        ],
        "ping" | "ping6" => &["-c", "-i", "-W", "-w", "-s", "-t"],
        _ => &[],
    }
}
