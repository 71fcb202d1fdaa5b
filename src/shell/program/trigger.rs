//! What makes a program start, load or open something that its arguments name.

use super::{lists, words};
use crate::shell::{OpaqueKind, operands};

/// What stands in the way of understanding a program, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trigger {
    pub(super) when: When,
    pub(super) what: What,
}

/// When a trigger applies. Lists are separated by blanks.
#[derive(Debug, Clone, Copy)]
pub(super) enum When {
    /// Whatever the arguments are.
    Always,
    /// An interpreter that is given anything but a script, or one of these queries, in front.
    UnlessScript(&'static str),
    /// The first argument is none of these.
    UnlessFirst(&'static str),
    /// The subcommand is none of these, or is not known.
    UnlessSubcommand(&'static str),
    /// An argument begins with one of these, or abbreviates one.
    Prefix(&'static str),
    /// An argument before the subcommand begins with one of these.
    Global(&'static str),
    /// An argument bundles one of these single-letter options.
    Letters(&'static str),
    /// The first argument bundles one of these without a dash.
    FirstLetters(&'static str),
    /// An argument contains one of these.
    Contains(&'static str),
    /// The subcommand is one of these, or is not known.
    Subcommand(&'static str),
    /// The subcommand is one of the first list, or is not known, and an argument begins with one of the second.
    Within(&'static str, &'static str),
    /// `git config` that is no query, or a subcommand that is not known.
    GitConfig,
    /// There are more operands than this.
    Operands(usize),
    /// The script of a stream editor may run or write.
    Sed,
}

/// What a trigger hides.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
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
    pub(super) const fn name(self) -> &'static str {
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

    pub(super) const fn kind(self) -> OpaqueKind {
        if matches!(self, Self::File) { OpaqueKind::File } else { OpaqueKind::Code }
    }
}

/// What a program was started with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) program: &'a str,
    /// Its subcommand, where it is certain which.
    pub(super) subcommand: Option<&'a str>,
    pub(super) arguments: &'a [String],
}

impl When {
    pub(super) fn applies(self, given: &Given<'_>) -> bool {
        let Given { program, subcommand, arguments } = *given;
        let begins = |argument: &str, list: &str| {
            let abbreviation = abbreviation(argument);
            words(list).any(|item| {
                argument.as_bytes().starts_with(item)
                    || abbreviation.is_some_and(|name| item.starts_with(name.as_bytes()))
            })
        };
        let any = |list: &str| arguments.iter().any(|argument| begins(argument, list));
        // A subcommand that is not known could be any.
        let subcommand_in = |list: &str| {
            let unknown = arguments.iter().any(|argument| !argument.starts_with('-'));
            subcommand.map_or(unknown, |subcommand| lists(list, subcommand))
        };
        match self {
            Self::Always => true,
            Self::UnlessScript(queries) => !is_script_or_query(arguments, queries),
            Self::UnlessFirst(list) => !arguments.first().is_some_and(|first| lists(list, first)),
            Self::UnlessSubcommand(list) => !subcommand.is_some_and(|subcommand| lists(list, subcommand)),
            Self::Prefix(list) => any(list),
            Self::Global(list) => {
                let in_front = arguments.iter().take_while(|argument| subcommand != Some(argument.as_str()));
                { in_front }.any(|argument| begins(argument, list))
            }
            Self::Letters(letters) => arguments.iter().any(|argument| {
                let bundle = argument.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
                bundle.is_some_and(|bundle| bundle.contains(|c| letters.contains(c)))
            }),
            Self::FirstLetters(letters) => arguments
                .first()
                .is_some_and(|first| !first.starts_with('-') && first.contains(|c| letters.contains(c))),
            Self::Contains(parts) => {
                arguments.iter().any(|argument| parts.split_ascii_whitespace().any(|part| argument.contains(part)))
            }
            Self::Subcommand(list) => subcommand_in(list),
            Self::Within(list, prefixes) => subcommand_in(list) && any(prefixes),
            Self::GitConfig => subcommand_in("config") && !is_config_query(arguments),
            Self::Operands(most) => operands::count(program, arguments) > most,
            Self::Sed => !is_harmless_sed(arguments),
        }
    }
}

/// What an argument may abbreviate a long option by: most programs take any beginning that is unambiguous.
fn abbreviation(argument: &str) -> Option<&str> {
    /// Options of some program that are complete, though an item of the table begins with them.
    const COMPLETE: &str = "--pre --ssl --text --backup --include --exclude --partial";
    let name = argument.split('=').next().unwrap_or(argument);
    (name.len() > 2 && name.starts_with("--") && !lists(COMPLETE, name)).then_some(name)
}

/// Whether `git config` only asks: by its first argument that does not say which file, or because a name alone follows.
/// What stands later is a value, whatever it looks like.
fn is_config_query(arguments: &[String]) -> bool {
    const PLACES: &str = "--global --local --system --worktree --show-origin --show-scope --name-only -z --null";
    let mut words = arguments.iter().map(String::as_str).skip_while(|word| *word != "config").skip(1);
    match (words.find(|word| !lists(PLACES, word)), words.next()) {
        (Some(first), _) if lists("--get --get-all --get-regexp --get-urlmatch --list -l get list", first) => true,
        (Some(name), None) => !name.starts_with('-') && name.contains('.'),
        _ => false,
    }
}

/// Whether an interpreter is given a script operand, or only one of `queries`, or a module by a query that begins with
/// `-m`.
fn is_script_or_query(arguments: &[String], queries: &str) -> bool {
    match arguments.first().map(String::as_str) {
        None => false,
        Some("-m") => arguments.get(1).is_some_and(|module| lists(queries, &format!("-m{module}"))),
        // `ruby -v -e code` runs the code, `node --test --import data:…` loads it.
        Some(query) if query.starts_with(['-', '+']) => {
            let alone = query.starts_with("-m") || !arguments.iter().skip(1).any(|other| other.starts_with('-'));
            lists(queries, query) && alone
        }
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
