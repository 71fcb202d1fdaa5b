//! What a command line does, as labels: from its whole plan, not from its first word.

use super::operation_labels::{Chain, OperationLabels};
use crate::list::{List, all_some};
use crate::pattern::command::{Invocation, TRUSTED_FOLDERS, Word, equal_commands, subcommand};
use crate::policy::Capability;
use crate::prelude::*;
use crate::shell::{Access, FileUse, Host, Origin, Place, Plan, Program, base_name, is_within};
use crate::span::Span;

impl OperationLabels {
    /// Everything that a plan does: `op:cmd:<program>[:<subcommand>]` for each program that can run, `net:r` and `net:w`
    /// where hosts are contacted, `fs:r` and `fs:w` for files, `op:sh` where a shell is started. What cannot be seen through
    /// does anything.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        Self::of_parts(plan.programs.iter(), plan.hosts.iter(), plan.files.iter(), !plan.opaque.is_empty())
    }

    /// The same for a value in the text, without the programs that have ended before: `ended` are parts of the text, in
    /// order. `is_sent`: [`Self::is_sent`].
    #[must_use]
    pub(crate) fn of_plan_with(plan: &Plan, ended: &[Span], is_sent: bool) -> Self {
        let is_left = |place: Option<Span>| !place.is_some_and(|place| is_within(ended, place));
        let mut labels = Self::of_parts(
            plan.programs.iter().filter(|program| is_left(program.span)),
            plan.hosts.iter().filter(|host| is_left(host.span)),
            plan.files.iter().filter(|file| is_left(file.span)),
            plan.opaque.iter().any(|part| is_left(part.span)),
        );
        if is_sent {
            labels.add("net:w", false);
        }
        labels
    }

    /// Whether a request carries a value that stands at this place, or anywhere: its path, query, host name and headers do
    /// as a body does, and all of a pipeline passes on what one of it is told.
    pub(crate) fn is_sent(plan: &Plan, place: Option<Place<'_>>) -> bool {
        let is_told = |program: &Program| match (place, program.span) {
            (Some(Place { pipeline, .. }), Some(program)) => {
                pipeline.start < program.end && program.start < pipeline.end
            }
            _ => true,
        };
        // What is written to `~/.curlrc` or below `~/.config` is told to every request.
        let configures = |file: &FileUse| {
            let hidden = |name: &str| name.starts_with(['.', '_']) && !matches!(name, "." | "..");
            let is_hidden = file.path.as_literal().is_none_or(|path| path.split('/').any(hidden));
            let is_own = place.zip(file.span).is_none_or(|(place, file)| is_within(&[place.pipeline], file));
            is_own && file.access != Access::Read && is_hidden
        };
        let all_are_told = place.is_none() || plan.files.iter().any(configures);
        let sends = |program: &Program| program.uses_network && (all_are_told || is_told(program));
        plan.programs.iter().any(sends) || all_are_told && !plan.hosts.is_empty()
    }

    fn of_parts<'p>(
        programs: impl Iterator<Item = &'p Program>,
        hosts: impl Iterator<Item = &'p Host>,
        files: impl Iterator<Item = &'p FileUse>,
        is_opaque: bool,
    ) -> Self {
        let mut labels = Self::default();
        programs.for_each(|program| labels.add_program(program));
        if labels == Self::default() {
            labels.add("op:cmd", false);
        }
        for host in hosts {
            labels.add("net:r", false);
            if host.target.as_literal().is_none() {
                labels.add("net:w", false);
            }
        }
        files.for_each(|file| labels.add_file(file));
        if is_opaque {
            labels.add_anything();
        }
        labels
    }

    fn add_program(&mut self, program: &Program) {
        let Some((name, arguments)) = program.words.split_first() else { return self.add_anything() };
        let Some(name) = name.as_literal() else { return self.add_anything() };
        let name_alone = base_name(name);
        // A program `git:status` is not `git status`, and no label can tell the two apart.
        if name_alone.contains(':') {
            return self.add_anything();
        }
        // Permissions tell letter case apart, and by its name alone they take a program only from where programs are.
        let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let label = format!("op:cmd:{}", if base.eq_ignore_ascii_case(&name_alone) { base } else { &name_alone });
        let folder = name.strip_suffix(base).unwrap_or_default().trim_end_matches('/');
        if base != name && !TRUSTED_FOLDERS.contains(&folder) {
            self.add("op:cmd", false);
        }
        let chain = match subcommand(&Invocation::new(name, arguments)) {
            Some(subcommand) if is_plain(subcommand) => {
                Chain { label: format!("{label}:{subcommand}"), open: false, spellings: Vec::new() }
            }
            // Where a word is not known, or one that could be it stands elsewhere, it may be any subcommand.
            _ => {
                let may_be =
                    |word: &Word| word.as_literal().is_none_or(|word| !word.starts_with('-') && is_plain(word));
                Chain { label, open: arguments.iter().any(may_be), spellings: Vec::new() }
            }
        };
        let others = equal_commands(&name_alone, arguments).into_iter();
        let spelled = |(program, word): (&str, &str)| {
            if word.is_empty() { format!("op:cmd:{program}") } else { format!("op:cmd:{program}:{word}") }
        };
        self.push(Chain { spellings: others.map(spelled).list(), ..chain });
        if program.capabilities.contains(&Capability::Sh) {
            self.add("op:sh", false);
        }
        if program.uses_network {
            self.add("net:r", false);
            if !only_reads(&name_alone, arguments) {
                self.add("net:w", false);
            }
        }
    }

    fn add_file(&mut self, file: &FileUse) {
        const NOTHING: [&str; 9] = [
            "/dev/null",
            "/dev/zero",
            "/dev/full",
            "/dev/tty",
            "/dev/stdin",
            "/dev/stdout",
            "/dev/stderr",
            "/dev/random",
            "/dev/urandom",
        ];
        let path = file.path.as_literal();
        if path.is_some_and(|path| NOTHING.contains(&path) || path.strip_prefix("/dev/fd/").is_some_and(is_plain)) {
            return;
        }
        // What is not known may be a connection, too.
        let beginning = file.path.known_beginning();
        let connects = ["/dev/tcp/", "/dev/udp/"]
            .into_iter()
            .any(|connection| beginning.starts_with(connection) || path.is_none() && connection.starts_with(beginning));
        if connects && file.origin == Origin::Redirection {
            self.add("net:r", false);
            self.add("net:w", false);
        }
        if !matches!(file.access, Access::Write | Access::Append) {
            self.add("fs:r", false);
        }
        if file.access != Access::Read {
            self.add("fs:w", false);
        }
    }
}

/// A network program with the words that send no data, besides a literal URL: all others may.
struct Reader {
    names: &'static str,
    /// The only subcommands, where there are any.
    subcommands: &'static str,
    /// Options that send nothing.
    options: &'static str,
}

const READERS: [Reader; 8] = [
    Reader {
        names: "curl",
        subcommands: "",
        options: "-s -S -L -f -o -O -I -i -v -k -m --silent --show-error --location --fail --output \
                  --remote-name --head --include --verbose --insecure --max-time --retry --compressed --create-dirs",
    },
    Reader { names: "wget", subcommands: "", options: "-q -O -P -c -N -nv --quiet --output-document --continue" },
    Reader {
        names: "git",
        subcommands: "fetch pull clone ls-remote",
        options: "--depth --all --prune -p --tags -q --quiet --rebase --ff-only --recurse-submodules --branch -b",
    },
    Reader {
        names: "npm pnpm yarn",
        subcommands: "install ci i add update outdated view audit",
        options: "-D -g -q -y --global --no-audit --no-fund --no-save --save-dev --silent --yes --frozen-lockfile \
                  --prefer-offline --legacy-peer-deps",
    },
    Reader {
        names: "pip pip3",
        subcommands: "install download",
        options: "-q -r -U --quiet --upgrade --user --no-cache-dir --requirement",
    },
    Reader {
        names: "apt apt-get",
        subcommands: "install update upgrade",
        options: "-q -qq -y --yes --no-install-recommends",
    },
    Reader {
        names: "cargo",
        subcommands: "build check fetch test update",
        options: "-q --all --all-targets --locked --quiet --release --workspace",
    },
    Reader { names: "ping dig host nslookup", subcommands: "", options: "-c +short -4 -6" },
];

/// Whether nothing can leave with a request but its literal words.
fn only_reads(name: &str, arguments: &[Word]) -> bool {
    let lists = |list: &str, word: &str| list.split(' ').any(|listed| listed == word);
    let Some(reader) = READERS.iter().find(|reader| lists(reader.names, name)) else { return false };
    let Some(words) = all_some(arguments.iter().map(Word::as_literal)) else { return false };
    let mut rest = words.as_slice();
    if !reader.subcommands.is_empty() {
        match words.split_first() {
            Some((first, others)) if lists(reader.subcommands, first) => rest = others,
            _ => return false,
        }
    }
    // Of a bundle (`-fsSL`) every letter is an option of its own.
    let listed = |option: &str| {
        let letters = option.strip_prefix('-').filter(|letters| letters.len() > 1 && !letters.starts_with('-'));
        lists(reader.options, option)
            || letters.is_some_and(|letters| letters.chars().all(|letter| lists(reader.options, &format!("-{letter}"))))
    };
    rest.iter().filter(|word| word.starts_with(['-', '+'])).all(|option| listed(option))
}

/// Whether an operand can be a subcommand rather than a file, a URL or a value.
fn is_plain(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
