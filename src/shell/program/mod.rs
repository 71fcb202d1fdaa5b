//! What the engine knows of programs: whether they start others, open files, or talk to the network.
//!
//! The [table] is data, one entry for programs that behave alike. A program without an entry starts nothing by itself,
//! may open any operand as a file, and does not use the network unless a word is a URL.

mod effects;
mod table;
mod trigger;

use std::collections::HashMap;
use std::sync::LazyLock;

#[allow(unused_imports)]
pub(crate) use effects::{Effects, NamedFile, Output, Start, Started};

use super::operands::{self, Use};
use super::plan::{Access, Opaque, OpaqueKind, Origin};
use crate::pattern::command::{Invocation, Word, subcommand};
use crate::policy::Capability;
use table::PROGRAMS;
use trigger::{Given, Trigger};

/// What is known of a program. Lists are separated by blanks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Program {
    names: &'static str,
    /// What makes it start, load or open something that its arguments name.
    triggers: &'static [Trigger],
    /// What it does with its operands.
    pub(super) operands: Operands,
    /// Its options that take a value, and what the value is.
    pub(super) options: &'static [(&'static str, Value)],
    /// What it does with the network.
    pub(super) network: Network,
    /// The capabilities it is: a denial of one of them denies the program.
    pub(crate) capabilities: &'static [Capability],
}

/// What a program does with its operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operands {
    /// They are text.
    Text,
    /// Files that are read.
    Reads,
    /// Files that are written or removed.
    Writes,
    /// Files that are read and written.
    Changes,
    /// Files that are read or written, or anything else.
    Files,
    /// All but the last are files that are read; the last is written, or is a folder that receives the others.
    Copies,
    /// The same, and all but the last are removed.
    Moves,
    /// The first is a pattern, unless one of these options brings it; the others are files that are read.
    Searches(&'static str),
    /// Subcommands and names; those that look like paths are files that are read or written.
    Names,
    /// URLs.
    Urls,
    /// Files of this machine or another; those of this machine are read, the last is written.
    Transfers,
    /// The first is read, and parts of it are written to files whose names begin with the second.
    Splits,
    /// URLs whose content is written to the current folder, unless one of these options names another place.
    Downloads(&'static str),
}

/// What the value of an option is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// Neither a file nor a host.
    Text,
    /// A file that is read.
    Reads,
    /// A file that is written.
    Writes,
    /// A file that is read and written.
    Both,
    /// Text, or `@` and a file that is read.
    Data,
    /// A field of a form: text, or files that are read.
    Form,
    /// A host or a URL.
    Host,
    /// A folder that receives the operands.
    Target,
    /// There is no value; the option writes to the current folder.
    Here,
    /// There is none, or a suffix attached; the files that are read are written too.
    InPlace,
}

/// What a program does with the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    /// Its words are not searched for hosts.
    Local,
    /// Unlisted: a word that is a URL names a host.
    IfUrl,
    /// A client whose hosts are operands.
    Client,
    /// Operands of the form `host:path` name hosts.
    Remote,
    /// Talks to a host that is configured elsewhere if its subcommand is one of these (`-`: none at all; an empty list:
    /// whatever it is).
    Configured(&'static str),
    /// The same for Git, whose repositories may be named `host:path` without a user.
    Repository(&'static str),
}

const UNLISTED: Program = Program {
    names: "",
    triggers: &[],
    operands: Operands::Files,
    options: &[],
    network: Network::IfUrl,
    capabilities: &[],
};

/// The table by name; no name stands twice in it.
static BY_NAME: LazyLock<HashMap<&str, &Program>> = LazyLock::new(|| {
    let names = |program: &'static Program| program.names.split_ascii_whitespace().map(move |name| (name, program));
    PROGRAMS.iter().flat_map(names).collect()
});

/// What a program does with its arguments.
pub(crate) fn effects(name: &str, arguments: &[Word]) -> Effects {
    lookup(name).effects(name, arguments)
}

/// Whether a program reads program text of another language than the shell's from files among its operands.
pub(crate) fn interprets(name: Option<&str>) -> bool {
    name.is_some_and(|name| lookup(name).capabilities.iter().any(|capability| *capability != Capability::Sh))
}

/// What a variable in the environment of a program does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Environment {
    /// Nothing that matters.
    Harmless,
    /// Its value is a command.
    Runs(Start),
    /// It may change what runs; what it is called.
    Opaque(&'static str),
}

/// What a variable does that is put into the environment of `program`, or of any if that is not known.
pub(crate) fn assignment(_name: &str, _value: &Word, _program: Option<&str>) -> Environment {
    Environment::Opaque("whose effect is not known")
}

/// What is known of the program `name`, by its base name without regard to case or a Windows extension.
pub(crate) fn lookup(name: &str) -> Program {
    let base = base_name(name);
    let known = |name: &str| BY_NAME.get(name).copied().copied();
    // `python3.12` and `bash-5.2` are the programs they are versions of.
    let unversioned = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    known(&base).or_else(|| known(unversioned)).or_else(|| relative_of(&base, known)).unwrap_or(UNLISTED)
}

/// `bash-static`, `nc.openbsd` and `python3.13t` are kinds of what stands before the mark, where that is a shell, an
/// interpreter or a client: knowing it takes permissions away. What it does with operands is not known.
fn relative_of(base: &str, known: impl Fn(&str) -> Option<Program>) -> Option<Program> {
    let (stem, _) = base.split_once(['-', '.'])?;
    let relative = known(stem)?;
    let restricts = !relative.capabilities.is_empty() || matches!(relative.network, Network::Client | Network::Remote);
    restricts.then_some(Program { operands: Operands::Files, options: &[], ..relative })
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
pub(super) fn lists(list: &str, item: &str) -> bool {
    words(list).any(|listed| listed == item.as_bytes())
}

/// The items of a list, as bytes: the tables are searched for every command, and so without decoding them.
fn words(list: &str) -> impl Iterator<Item = &[u8]> {
    list.as_bytes().split(|byte| *byte == b' ').filter(|word| !word.is_empty())
}

impl Program {
    /// What the program does with these arguments.
    pub(crate) fn effects(&self, name: &str, arguments: &[Word]) -> Effects {
        let Some(texts) = arguments.iter().map(Word::as_literal).collect::<Option<Vec<&str>>>() else {
            let what = "an argument that is not known".to_owned();
            let opaque = vec![Opaque { kind: OpaqueKind::Argument, span: None, what, vouch: None }];
            return Effects { opaque, capabilities: self.capabilities, ..Effects::default() };
        };
        let invocation = Invocation::new(name, arguments);
        let owned: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let named = operands::named(*self, &texts, subcommand(&invocation));
        let file = |(path, how): (String, Use)| {
            let (access, origin) = match how {
                Use::Read => (Access::Read, Origin::Operand),
                Use::Write => (Access::Write, Origin::Operand),
                Use::OptionWrite => (Access::Write, Origin::Option),
                Use::Unknown => (Access::Either, Origin::Operand),
            };
            let argument = texts.iter().position(|text| *text == path);
            NamedFile { path: Word::literal(path), access, origin, argument, folder: None }
        };
        let parts = self.opaque_parts(&invocation, &owned).into_iter();
        Effects {
            capabilities: self.capabilities,
            lacks_host: named.needs_host && named.hosts.is_empty(),
            uses_network: named.uses_network,
            hosts: Word::literals(named.hosts),
            files: named.files.into_iter().map(file).collect(),
            opaque: parts.map(|(kind, what)| Opaque { kind, span: None, what: what.to_owned(), vouch: None }).collect(),
            ..Effects::default()
        }
    }

    /// What stands in the way of understanding the program with these arguments: the kind and what it is called, each
    /// once. `arguments` are the literal texts of the invocation's.
    pub(crate) fn opaque_parts(
        &self,
        invocation: &Invocation<'_>,
        arguments: &[String],
    ) -> Vec<(OpaqueKind, &'static str)> {
        let mut parts = Vec::new();
        if self.triggers.is_empty() {
            return parts;
        }
        let given = Given { program: invocation.program, subcommand: subcommand(invocation), arguments };
        for Trigger { when, what } in self.triggers {
            let part = (what.kind(), what.name());
            if !parts.contains(&part) && when.applies(&given) {
                parts.push(part);
            }
        }
        parts
    }

    /// An option of the table by its name or, where that matters to rules, an abbreviation of it; and what its value is.
    pub(super) fn option(&self, name: &str) -> Option<(&'static str, Value)> {
        let listed = || {
            let entries = self.options.iter();
            entries.flat_map(|(names, value)| names.split_ascii_whitespace().map(move |listed| (listed, *value)))
        };
        let begins = |listed: &str| name.len() > 2 && name.starts_with("--") && listed.starts_with(name);
        listed()
            .find(|(listed, _)| *listed == name)
            .or_else(|| listed().find(|(listed, value)| begins(listed) && *value != Value::Text))
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
        lookup(name)
            .opaque_parts(&Invocation::new(name, &literals), arguments)
            .into_iter()
            .map(|(_, what)| what)
            .collect()
    }

    #[test]
    fn everyday_commands_are_understood() {
        for command in [
            "git switch -c topic",
            "git push -u origin main",
            "git -C sub log -p",
            "git config --get user.name",
            "git config --global --get core.pager",
            "git config user.name",
            "git config --list",
            "git diff --text",
            "pip install --pre x",
            "rsync -a --exclude x a b",
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
            "git config core.pager list;x",
            "git config core.pager x --get",
            "git config --edit",
            "git clone --upl=x a b",
            "git push --exe=x",
            "git clone --templ=x a",
            "git grep --open=vi x",
            "git rebase --ex=x",
            "npm --script-s=x run y",
            "make --ev all:;x",
            "tar cIf x a b",
            "tar cf host:a b",
            "fd -Hx rm",
            "zip -rTT x a b",
            "wget -qe use_askpass=x https://a.b",
            "wget --inp x",
            "split --fil=x a",
            "man -aP x ls",
            "vim.basic -c !x",
            "gtimeout 5 x",
            "just -c x",
            "ccache x",
            "ssh -I x.so host",
            "zless +!x f",
            "npm pkg set scripts.test=x",
            "ruby -v -e x",
            "lua -v -e x",
            "node --test --import data:text/javascript,x",
            "wait -np a[x]",
            "/usr/lib/git-core/git-clone -u x a",
            "java -XX:OnOutOfMemoryError=x y",
            "awk BEGIN{ARGV[1]=\"x\"} y",
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
