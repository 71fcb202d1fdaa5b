//! Variables that are put into the environment of programs (shell.md, "Assignments").

use super::apply::with_more;
use super::effects::{Start, Started};
use super::entry::lists;
use super::words::plain;
use crate::list::List;
use crate::pattern::command::Word;
use crate::prelude::*;
use crate::shell::Shell;
use crate::shell::plan::Reach;

/// What an assignment does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Assigned {
    /// Nothing that matters.
    Harmless,
    /// Its value is a command, which runs.
    Runs(Start),
    /// It changes what runs or what is loaded, in a way nobody follows.
    Opaque(&'static str),
}

/// Names that change nothing but what a program prints, or how it is told about its surroundings.
const HARMLESS: &str = "CI NODE_ENV GOOS GOARCH GOARM GOAMD64 CGO_ENABLED GOMAXPROCS GOTRACEBACK GODEBUG GOTOOLCHAIN GO111MODULE RUST_LOG \
    RUST_BACKTRACE RUST_TEST_THREADS RUST_MIN_STACK CARGO_TERM_COLOR CARGO_TERM_VERBOSE CARGO_INCREMENTAL CARGO_BUILD_JOBS \
    CARGO_NET_OFFLINE PORT TZ LANG LANGUAGE \
    LC_ALL LC_CTYPE LC_MESSAGES LC_COLLATE LC_NUMERIC LC_TIME TERM COLORTERM COLUMNS LINES DEBUG VERBOSE FORCE_COLOR NO_COLOR CLICOLOR \
    CLICOLOR_FORCE PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED PYTHONHASHSEED PYTHONIOENCODING PYTHONUTF8 PYTHONFAULTHANDLER \
    PYTHONASYNCIODEBUG PYTHONDEVMODE AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_DEFAULT_OUTPUT AWS_MAX_ATTEMPTS AWS_RETRY_MODE \
    DEBIAN_FRONTEND GIT_TERMINAL_PROMPT GIT_OPTIONAL_LOCKS GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_AUTHOR_DATE GIT_COMMITTER_NAME \
    GIT_COMMITTER_EMAIL GIT_COMMITTER_DATE GIT_LFS_SKIP_SMUDGE GIT_MERGE_AUTOEDIT GIT_REFLOG_ACTION GIT_LITERAL_PATHSPECS \
    GIT_CURL_VERBOSE NPM_CONFIG_LOGLEVEL npm_config_loglevel npm_config_yes npm_config_audit npm_config_fund DOCKER_BUILDKIT \
    BUILDKIT_PROGRESS COMPOSE_DOCKER_CLI_BUILD COMPOSE_PROJECT_NAME DOCKER_CLI_HINTS DOCKER_DEFAULT_PLATFORM NODE_NO_WARNINGS \
    NODE_DEBUG NODE_TLS_REJECT_UNAUTHORIZED NODE_DISABLE_COLORS HUSKY SKIP_ENV_VALIDATION PIP_NO_INPUT PIP_DISABLE_PIP_VERSION_CHECK \
    PIP_NO_CACHE_DIR PIP_QUIET MAKELEVEL PS_FORMAT GREP_COLOR GREP_COLORS CMAKE_BUILD_TYPE CMAKE_BUILD_PARALLEL_LEVEL CTEST_OUTPUT_ON_FAILURE \
    HOSTNAME USERNAME FLASK_ENV FLASK_DEBUG RAILS_ENV RACK_ENV MIX_ENV APP_ENV ENVIRONMENT STAGE NEXT_TELEMETRY_DISABLED \
    KUBE_NAMESPACE GH_REPO GH_NO_UPDATE_NOTIFIER GH_PROMPT_DISABLED GOFLAGS_EMPTY JEST_WORKERS VITEST UV_NO_PROGRESS UV_SYSTEM_PYTHON \
    RUSTDOCFLAGS_EMPTY TURBO_TELEMETRY_DISABLED DO_NOT_TRACK HOMEBREW_NO_AUTO_UPDATE HOMEBREW_NO_ANALYTICS NEEDRESTART_MODE \
    NUM_WORKERS OMP_NUM_THREADS MKL_NUM_THREADS CUDA_VISIBLE_DEVICES TOKENIZERS_PARALLELISM TF_CPP_MIN_LOG_LEVEL TF_IN_AUTOMATION \
    TF_INPUT TF_LOG SOURCE_DATE_EPOCH OLDPWD PGPASSWORD PGUSER PGDATABASE PGPORT";

/// Prefixes of names that are data to whoever reads them.
const HARMLESS_PREFIXES: &[&str] = &["TF_VAR_", "REACT_APP_", "VITE_", "NEXT_PUBLIC_", "GITHUB_"];

/// Names whose value is a program that is started with more arguments, or shell code.
const RUNS_MORE: &str = "EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_SSH GIT_ASKPASS GIT_PROXY_COMMAND \
    SSH_ASKPASS SUDO_ASKPASS SUDO_EDITOR RSYNC_RSH CVS_RSH SVN_SSH SVN_EDITOR HGEDITOR FCEDIT CC CXX CPP LD AR AS NM RANLIB STRIP FC \
    RUSTC RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER RUSTDOC RUSTFMT CARGO MAKE SHELL BROWSER TAR_RSH KUBE_EDITOR KUBECTL_EXTERNAL_DIFF GH_EDITOR \
    GH_BROWSER DIFFPROG CHROME_BIN EDITOR_COMMAND";
/// Names whose value is shell code that runs as it stands.
const RUNS: &str = "PAGER GIT_PAGER MANPAGER GH_PAGER AWS_PAGER SYSTEMD_PAGER BAT_PAGER DELTA_PAGER PSQL_PAGER RESTIC_PASSWORD_COMMAND \
    BORG_PASSCOMMAND FZF_DEFAULT_COMMAND PROMPT_COMMAND";

/// Names of loaders' and programs' variables that hosts often set.
const OFTEN_SET: &str = "NODE_OPTIONS NODE_PATH PYTHONPATH PYTHONSTARTUP PYTHONHOME PERL5LIB PERL5OPT RUBYOPT RUBYLIB JAVA_TOOL_OPTIONS \
    _JAVA_OPTIONS CLASSPATH LESSOPEN LESSCLOSE GIT_DIR GIT_EXEC_PATH KUBECONFIG DOCKER_HOST GOFLAGS MAKEFLAGS RUSTFLAGS \
    npm_config_script_shell";

/// Whether a host may well have put a variable of this name into the environment of the shell, so that programs get what
/// the shell sets it to.
pub(crate) fn is_often_inherited(name: &str) -> bool {
    [HARMLESS, RUNS, RUNS_MORE, OFTEN_SET].iter().any(|list| lists(list, name))
}

/// Beginnings of names that known programs and loaders read.
const PREFIXES: &str = "GIT_ LD_ DYLD_ BASH_ NPM_CONFIG_ YARN_ PNPM_ PYTHON NODE_ CARGO RUST GO CGO_ JAVA JDK_ MAVEN_ GRADLE_ \
    DOCKER_ COMPOSE_ KUBE HELM_ AWS_ AZURE_ CLOUDSDK_ PERL RUBY BUNDLE_ GEM_ PHP LUA_ TCL GCC_ CLANG MAKE CMAKE_ \
    CTEST_ PIP_ UV_ POETRY_ PIPENV_ CONDA_ SSH_ SUDO_ RSYNC_ TAR_ GZIP XZ_ ZIP UNZIP LESS BAT_ FZF_ RIPGREP_ \
    CURL_ WGET SSL_ OPENSSL_ REQUESTS_ TERM TMUX GH_ GLAB_ TF_ ANSIBLE_ VAULT_ DBUS_ XDG_ SYSTEMD_ GPG GNUPG PG \
    MYSQL_ SQLITE REDIS PSQL DENO_ BUN_ TS_NODE ESLINT_ JEST_ MOCHA_ PYTEST_ TOX_ NOX_ DOTNET_ CORECLR_ COR_ \
    COMPLUS_ ELECTRON_ QT_ GTK_ GLIBC_ MALLOC_ ASAN_ LSAN_ HOMEBREW_ RESTIC_ BORG_ RCLONE_ PSMODULE FPATH GIO_ \
    GST_ SVN_ HG CVS_ EMACS VIM NVIM ZSH KSH FISH_ R_ JULIA_ NIX_ DIRENV_ MISE_ ASDF_ VOLTA_ FNM_ NVM_ WINE \
    VALGRIND_ STRACE_ FAKE SCCACHE_ CCACHE_ DISTCC_ TEX BIBINPUTS GROFF_ A2PS ENSCRIPT";
/// Ends of names that say what the value does.
const ENDS: &str = "PATH OPTIONS OPTS OPT FLAGS COMMAND CMD PAGER EDITOR WRAPPER CONFIG HOME RSH ASKPASS PROXY SHELL _PRELOAD RC \
    _FILE _RUNNER _LINKER _HOOK _HOOKS _PLUGINS ARGS";
/// Names that are opaque whatever their value.
const LOADERS: &str = "PATH ENV IFS HOME SHELLOPTS BASHOPTS CDPATH GLOBIGNORE PS0 PS1 PS2 PS3 PS4 POSIXLY_CORRECT LESSOPEN LESSCLOSE LESSKEYIN \
    TMPDIR TEMP TMP PWD HISTFILE EXECIGNORE FIGNORE INPUTRC TERMINFO TERMCAP LOCPATH NLSPATH HOSTALIASES RES_OPTIONS DISPLAY OPENER \
    EXINIT VIMINIT MYVIMRC GUILE_LOAD_PATH SSLKEYLOGFILE ARGV0 MAIL MAILPATH MAILCHECK http_proxy https_proxy all_proxy no_proxy ftp_proxy ZDOTDIR";

const OPAQUE: &str = "an assignment that changes what runs or what is loaded";

/// What putting `value` into the variable `name` does to programs that are started with it: to `program`, where it
/// stands before one.
pub(crate) fn assignment(name: &str, value: &Word, program: Option<&str>) -> Assigned {
    let identifier = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if name.is_empty() || !name.bytes().all(identifier) || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Assigned::Opaque("an assignment to a name that is no identifier");
    }
    let text = value.as_literal();
    if lists(HARMLESS, name) || (lists("IFS", name) && matches!(program, Some("read" | "mapfile" | "readarray"))) {
        return Assigned::Harmless;
    }
    if lists(RUNS, name) || lists(RUNS_MORE, name) {
        return command(name, value);
    }
    match (name, text) {
        ("PYTHONPATH", Some(folders)) if folders.split(':').all(is_below) => return Assigned::Harmless,
        ("NODE_OPTIONS", Some(flags)) if flags.split_ascii_whitespace().all(is_harmless_flag) => {
            return Assigned::Harmless;
        }
        ("RUSTFLAGS" | "RUSTDOCFLAGS", Some(flags)) if warnings(flags) => return Assigned::Harmless,
        ("GOFLAGS", Some("-mod=mod" | "-mod=vendor" | "-mod=readonly" | "-count=1" | "-race" | "")) => {
            return Assigned::Harmless;
        }
        ("LESS", Some(flags)) if flags.bytes().all(|byte| b"-FRXSKciqQMnNs ".contains(&byte)) => {
            return Assigned::Harmless;
        }
        _ => {}
    }
    let upper = name.to_ascii_uppercase();
    if HARMLESS_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        && !ENDS.split_ascii_whitespace().any(|end| upper.ends_with(end))
    {
        return Assigned::Harmless;
    }
    // The loaders read some of these in lower case too.
    let opaque = lists(LOADERS, name)
        || lists(LOADERS, &name.to_ascii_lowercase())
        || PREFIXES.split_ascii_whitespace().any(|prefix| upper.starts_with(prefix))
        || ENDS.split_ascii_whitespace().any(|end| upper.ends_with(end));
    if opaque { Assigned::Opaque(OPAQUE) } else { Assigned::Harmless }
}

/// A value that is a command.
fn command(name: &str, value: &Word) -> Assigned {
    match value.as_literal().map(str::trim) {
        // A pager that is nothing is none, and an editor that is `true` or `:` changes nothing.
        Some("") if name.ends_with("PAGER") => return Assigned::Harmless,
        Some("true" | ":") if name.ends_with("EDITOR") || name == "VISUAL" => return Assigned::Harmless,
        Some("") if name.ends_with("WRAPPER") || name.ends_with("ASKPASS") => return Assigned::Harmless,
        Some("true" | "false" | "/bin/true" | "/bin/false" | "echo") if name.ends_with("ASKPASS") => {
            return Assigned::Harmless;
        }
        _ => {}
    }
    let what = match value.as_literal().map(plain) {
        Some(Some(words)) => Started::Program(if lists(RUNS_MORE, name) { with_more(words) } else { words }),
        Some(None) if lists(RUNS, name) => {
            Started::Code { code: value.clone(), shell: Shell::Sh, arguments: Vec::new() }
        }
        _ => return Assigned::Opaque(OPAQUE),
    };
    Assigned::Runs(Start { what, folder: None, environment: Vec::new(), via: Reach::Flag })
}

/// Whether a folder is below the one the program is started in.
fn is_below(folder: &str) -> bool {
    !folder.starts_with(['/', '~'])
        && !folder.split('/').any(|segment| segment == "..")
        && !folder.contains(['\\', '\0'])
}

/// Flags of Node that load and run nothing.
fn is_harmless_flag(flag: &str) -> bool {
    let name = flag.split('=').next().unwrap_or(flag);
    lists(
        "--max-old-space-size --max-semi-space-size --max_old_space_size --no-warnings --trace-warnings --trace-deprecation --no-deprecation \
         --enable-source-maps --unhandled-rejections --experimental-vm-modules --openssl-legacy-provider --stack-trace-limit \
         --throw-deprecation --trace-uncaught --disable-warning --experimental-strip-types --no-experimental-fetch",
        name,
    )
}

/// Flags of rustc that only warn.
fn warnings(flags: &str) -> bool {
    let flags: Vec<&str> = flags.split_ascii_whitespace().list();
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_:-".contains(&byte));
    flags.iter().enumerate().all(|(index, flag)| {
        let value = index
            .checked_sub(1)
            .and_then(|before| flags.get(before))
            .is_some_and(|before| matches!(*before, "-D" | "-A" | "-W"));
        matches!(*flag, "-D" | "-A" | "-W")
            || ((value || flag.starts_with("-D") || flag.starts_with("-A") || flag.starts_with("-W")) && plain(flag))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Assigned {
        let (name, value) = text.split_once('=').unwrap();
        assignment(name, &Word::literal(value), Some("git"))
    }

    #[test]
    fn what_agents_write_is_harmless() {
        for text in [
            "GIT_PAGER=",
            "CI=1",
            "FORCE_COLOR=0",
            "NO_COLOR=1",
            "RUST_BACKTRACE=1",
            "DEBUG=app:*",
            "LC_ALL=C",
            "TZ=UTC",
            "FOO=bar",
            "FOO=",
            "TF_VAR_region=us-east-1",
            "DEBIAN_FRONTEND=noninteractive",
            "PYTHONPATH=src",
            "PYTHONPATH=.:tests",
            "NODE_OPTIONS=--max-old-space-size=4096",
            "GIT_EDITOR=true",
            "GIT_SEQUENCE_EDITOR=:",
            "CGO_ENABLED=0",
            "GOOS=linux",
            "NODE_ENV=test",
            "PORT=3000",
            "PYTHONDONTWRITEBYTECODE=1",
            "A=x y",
            "B=z",
            "AWS_PROFILE=dev",
            "GIT_TERMINAL_PROMPT=0",
            "RUSTFLAGS=-D warnings",
            "HUSKY=0",
            "API_URL=http://localhost:3000",
            "GIT_AUTHOR_DATE=2020-01-01",
        ] {
            assert_eq!(of(text), Assigned::Harmless, "{text}");
        }
    }

    #[test]
    fn what_changes_programs_is_not() {
        for text in [
            "GIT_PAGER=rm x",
            "PAGER=rm",
            "LD_PRELOAD=x",
            "PATH=x",
            "GIT_CONFIG_COUNT=1",
            "GIT_EXEC_PATH=/x",
            "npm_config_script_shell=x",
            "NODE_OPTIONS=--require=x",
            "PYTHONPATH=/tmp",
            "PYTHONPATH=../x",
            "PERL5OPT=-d",
            "RUSTC=/tmp/x",
            "MAKEFLAGS=--eval=x",
            "CC=rm x",
            "BROWSER=rm x",
            "KUBE_EDITOR=rm x",
            "GH_PAGER=rm x",
            "LESSOPEN=|rm",
            "BASH_FUNC_x%%=y",
            "IFS=x",
            "HTTPS_PROXY=http://x",
            "GIT_SSH_COMMAND=ssh -i k",
            "RUSTFLAGS=-C linker=x",
            "GIT_EDITOR=rm x;",
            "BASH_ENV=x",
            "ENV=x",
            "MYAPP_CONFIG=x",
            "RUSTFLAGS=-Clinker=x",
            "http_proxy=x",
        ] {
            assert_ne!(of(text), Assigned::Harmless, "{text}");
        }
    }

    #[test]
    fn the_separator_is_harmless_where_only_read_sees_it() {
        assert_eq!(assignment("IFS", &Word::literal(","), Some("read")), Assigned::Harmless);
    }
}
