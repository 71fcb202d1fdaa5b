//! What ran and what was written, held against the plan.

use mlld_policy::pattern::command::{Extent, Part, Word};
use mlld_policy::shell::{self, Access, OpaqueKind, Plan};

use super::observe::{Observed, Run};
use super::world::{BASE, REAL};

/// Something that happened and is not in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    /// No program of the plan has this name.
    Program(Run),
    /// Programs of the plan have this name, but none could have these arguments.
    Arguments(Run),
    /// A program was started with a variable that no assignment of the plan names.
    Environment { program: String, variable: String },
    /// No file of the plan that is written could be this one.
    File(String),
    /// The analysis itself ended in a panic.
    Panic,
}

impl Finding {
    /// What a smaller counterexample has to keep, and what counterexamples are grouped by.
    pub(crate) fn sort(&self) -> String {
        match self {
            Self::Panic => "panic".to_owned(),
            Self::Program(run) => format!("program {}", run.name),
            Self::Arguments(run) => format!("arguments {}", run.name),
            Self::Environment { variable, .. } => format!("environment {variable}"),
            Self::File(_) => "file".to_owned(),
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Panic => write!(f, "the analysis panics"),
            Self::Program(run) => {
                write!(
                    f,
                    "{} ran (started by {}) with {:?}, and no program of the plan has this name",
                    run.name, run.parent, run.arguments
                )
            }
            Self::Arguments(run) => {
                write!(
                    f,
                    "{} ran (started by {}) with {:?}, and no {0} of the plan could become that",
                    run.name, run.parent, run.arguments
                )
            }
            Self::Environment { program, variable } => {
                write!(f, "{program} ran with the variable {variable}, which no assignment of the plan names")
            }
            Self::File(path) => write!(f, "{path} was written, and no file of the plan that is written could be it"),
        }
    }
}

/// Everything that happened and is not in the plan.
pub(crate) fn findings(plan: &Plan, observed: &Observed) -> Vec<Finding> {
    let mut findings = Vec::new();
    let holds = |wanted: fn(OpaqueKind) -> bool| plan.opaque.iter().any(|part| wanted(part.kind));
    let (anything, argument) = (holds(hides_anything), holds(|kind| kind == OpaqueKind::Argument));
    let ran = |names: &[&str]| observed.runs.iter().any(|run| names.contains(&run.name.as_str()));
    // What is in a file that a shell is given is data of that shell.
    let script = plan.programs.iter().any(|program| {
        SHELLS.iter().any(|shell| is_named(&program.words, shell))
            && program.words.get(1).is_some_and(|word| !word.known_beginning().starts_with('-'))
    });
    let of_script = |run: &Run| script && SHELLS.contains(&run.parent.as_str());
    let runs = observed.runs.iter().filter(|run| !anything && !is_a_tools_own(run, plan) && !of_script(run));
    for run in runs.filter(|run| !argument || (SHELLS.contains(&run.parent.as_str()) && !ran(&BECOME_OTHERS))) {
        let programs = plan.programs.iter().map(|program| program.words.as_slice());
        let named: Vec<&[Word]> = programs.filter(|words| is_named(words, &run.name)).collect();
        if named.is_empty() {
            findings.push(Finding::Program(run.clone()));
        } else if !named.iter().any(|words| words_match(words.get(1..).unwrap_or_default(), &run.arguments)) {
            findings.push(Finding::Arguments(run.clone()));
        } else {
            let is_planned = |name: &str| plan.assignments.iter().any(|assignment| assignment.name == name);
            let is_a_tools = |name: &str| (name == "PATH" && ran(&["git"])) || (name == "FILE" && ran(&["split"]));
            let unplanned = run.environment.iter().filter(|name| !is_planned(name) && !is_a_tools(name));
            findings.extend(
                unplanned.map(|name| Finding::Environment { program: run.name.clone(), variable: name.clone() }),
            );
        }
    }
    let any_file = anything || holds(|kind| kind == OpaqueKind::File) || (argument && ran(&REAL));
    if !any_file {
        let written = observed.written.iter().filter(|path| !is_gits_own(path, plan) && !is_planned(path, plan));
        findings.extend(written.cloned().map(Finding::File));
    }
    findings
}

/// What starts the programs of a line itself: the shell it was given to, which the runner starts and which may become
/// its last program.
const SHELLS: [&str; 4] = ["runner", "bash", "dash", "sh"];

/// Programs that become what they start, or are shells: what they run looks as if the shell of the line had run it.
const BECOME_OTHERS: [&str; 13] = [
    "env", "nice", "nohup", "timeout", "stdbuf", "chroot", "setsid", "ionice", "taskset", "unshare", "bash", "dash",
    "sh",
];

/// Whether an opaque part may stand for any program and any file. An opaque argument does so only for what its program
/// starts and writes: the shell's own doings must be in the plan all the same, for some layers allow such arguments.
const fn hides_anything(kind: OpaqueKind) -> bool {
    match kind {
        OpaqueKind::Program
        | OpaqueKind::Code
        | OpaqueKind::SourcedFile
        | OpaqueKind::Assignment
        | OpaqueKind::Syntax => true,
        OpaqueKind::Argument | OpaqueKind::File | OpaqueKind::Host => false,
    }
}

/// How a tool does what it was asked: the shell that reads a string it was given (what the string starts is compared).
fn is_a_tools_own(run: &Run, plan: &Plan) -> bool {
    let shell = matches!(run.name.as_str(), "sh" | "bash");
    match run.parent.as_str() {
        // On a terminal, which `script` makes, git shows what it prints by the pager that is configured.
        "git" => matches!(run.name.as_str(), "sh" | "less"),
        "sed" | "awk" | "mawk" | "gawk" | "split" | "sort" | "tar" => run.name == "sh",
        "script" | "flock" => shell,
        // In process numbers of their own (`unshare --pid`), and after their parent has ended, nobody sees who started
        // whom.
        "runner" | "" => {
            let wraps = |program: &shell::Program| {
                ["unshare", "script", "tar", "git", "sort", "split"].iter().any(|name| is_named(&program.words, name))
            };
            shell && plan.programs.iter().any(wraps)
        }
        _ => false,
    }
}

/// What a shell or wrapper exports of its own accord.
pub(crate) fn is_the_shells_own(variable: &str) -> bool {
    matches!(variable, "_" | "PWD" | "OLDPWD" | "SHLVL" | "LD_PRELOAD")
        || variable.starts_with("_STDBUF_")
        || variable.starts_with("GIT_")
        || variable.starts_with("TAR_")
}

/// What git keeps for itself is named by no command line.
fn is_gits_own(path: &str, plan: &Plan) -> bool {
    path.strip_prefix(BASE).is_some_and(|path| path.starts_with("/.git/"))
        && plan.programs.iter().any(|program| is_named(&program.words, "git"))
}

fn is_named(words: &[Word], name: &str) -> bool {
    let literal = words.first().and_then(Word::as_literal);
    literal.is_some_and(|literal| literal.rsplit('/').next() == Some(name))
}

/// Whether the words of a plan could become these arguments.
fn words_match(words: &[Word], arguments: &[String]) -> bool {
    // How many arguments can be accounted for by the words so far.
    let mut reached = vec![false; arguments.len() + 1];
    reached[0] = true;
    for word in words {
        let mut next = vec![false; arguments.len() + 1];
        for start in (0..=arguments.len()).filter(|start| reached[*start]) {
            match word.extent() {
                Extent::One | Extent::Operand | Extent::Parameter => {
                    if start < arguments.len() && text_matches(word.parts(), &arguments[start], false) {
                        next[start + 1] = true;
                    }
                }
                Extent::Each => {
                    // What a wrapper adds may be nothing, and so may a glob be (`nullglob`).
                    next[start] = true;
                    for end in start + 1..=arguments.len() {
                        if !text_matches(word.parts(), &arguments[end - 1], false) {
                            break;
                        }
                        next[end] = true;
                    }
                }
                Extent::Many | Extent::Added => {
                    for end in start..=arguments.len() {
                        next[end] |= text_matches(word.parts(), &arguments[start..end].join("\0"), true);
                    }
                }
            }
        }
        reached = next;
    }
    reached[arguments.len()]
}

/// Whether the parts could become this text. Where it is `split`, NUL stands between words, and a blank of the parts
/// may have become that.
fn text_matches(parts: &[Part], text: &str, split: bool) -> bool {
    let text = text.as_bytes();
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for part in parts {
        let mut next = vec![false; text.len() + 1];
        match part {
            Part::Known(known) => {
                let same = |(one, two): (&u8, &u8)| one == two || (split && *one == 0 && two.is_ascii_whitespace());
                for start in (0..=text.len()).filter(|start| reached[*start]) {
                    let rest = &text[start..];
                    if rest.len() >= known.len() && rest.iter().zip(known.as_bytes()).all(same) {
                        next[start + known.len()] = true;
                    }
                }
            }
            Part::Unknown | Part::Segment => {
                let mut inside = false;
                for at in 0..=text.len() {
                    inside |= reached[at];
                    next[at] = inside;
                    inside &= *part == Part::Unknown || text.get(at) != Some(&b'/');
                }
            }
        }
        reached = next;
    }
    reached[text.len()]
        || (split
            && text.is_empty()
            && parts.iter().all(|part| !matches!(part, Part::Known(known) if !known.trim().is_empty())))
}

/// Whether a file of the plan that is written could be this one, or a folder above it.
fn is_planned(path: &str, plan: &Plan) -> bool {
    let written = plan.files.iter().filter(|file| file.access != Access::Read);
    // `/$x/a` is `/a` where nothing is in `x`.
    let words: Vec<Word> = written.flat_map(|file| [file.path.clone(), without_empty(&file.path)]).collect();
    let words: Vec<&Word> = words.iter().collect();
    let mut above = path.trim_end_matches('/');
    if path.ends_with('/') && words.iter().any(|word| is_on_the_way(path, word)) {
        return true;
    }
    loop {
        let relative = above.strip_prefix(BASE).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let relative = relative.map(|rest| if rest.is_empty() { "." } else { rest.trim_start_matches('/') });
        if words.iter().any(|word| path_matches(word, above) || relative.is_some_and(|path| path_matches(word, path))) {
            return true;
        }
        match above.rsplit_once('/') {
            Some(("", "")) | None => return false,
            Some(("", _)) => above = "/",
            Some((folder, _)) => above = folder,
        }
    }
}

/// The path without the unknown parts between two slashes, and one of these.
fn without_empty(path: &Word) -> Word {
    let mut parts: Vec<Part> = Vec::new();
    for part in path.parts() {
        match (parts.as_slice(), part) {
            ([.., Part::Known(before), Part::Unknown], Part::Known(after))
                if before.ends_with('/') && after.starts_with('/') =>
            {
                parts.pop();
                parts.push(Part::Known(after[1..].to_owned()));
            }
            _ => parts.push(part.clone()),
        }
    }
    Word::new(parts, path.extent())
}

/// Whether a folder may have been made for what the word names: `mkdir -p a/b` makes `a`, and `a/../b` needs it.
fn is_on_the_way(folder: &str, word: &Word) -> bool {
    // In a folder that is not known, what follows tells.
    if let [Part::Unknown, Part::Known(rest)] = word.parts() {
        return rest.match_indices('/').any(|(at, _)| at > 0 && folder.trim_end_matches('/').ends_with(&rest[..at]));
    }
    let known = word.known_beginning();
    let whole = if known.starts_with('/') { known.to_owned() } else { format!("{BASE}/{known}") };
    whole.match_indices('/').any(|(at, _)| format!("{}/", tidy(&whole[..at])) == folder)
}

/// Whether the word could be this path, which is tidy: the word need not be.
fn path_matches(word: &Word, path: &str) -> bool {
    if let Some(text) = word.as_literal() {
        return tidy(text) == path;
    }
    let known = |part: &Part| match part {
        Part::Known(text) => Some(text.clone()),
        _ => None,
    };
    // What `..` after an unknown part leads to is anybody's guess.
    if word.parts().iter().filter_map(known).any(|text| text.contains("..")) {
        return true;
    }
    let mut parts = word.parts().to_vec();
    if let Some(Part::Known(text)) = parts.first_mut() {
        while let Some(rest) = text.strip_prefix("./") {
            *text = rest.trim_start_matches('/').to_owned();
        }
    }
    for part in &mut parts {
        if let Part::Known(text) = part {
            while text.contains("//") || text.contains("/./") {
                *text = text.replace("//", "/").replace("/./", "/");
            }
        }
    }
    text_matches(&parts, path, false) || text_matches(&parts, &format!("{path}/"), false)
}

/// A path without `.`, `..` and empty segments, relative to the base where it begins with none.
fn tidy(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut segments: Vec<&str> = Vec::new();
    let base: Vec<&str> =
        if absolute { vec![] } else { BASE.split('/').filter(|segment| !segment.is_empty()).collect() };
    for segment in base.into_iter().chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            segment => segments.push(segment),
        }
    }
    let full = format!("/{}", segments.join("/"));
    // Compared in the form it was given in.
    match full.strip_prefix(BASE) {
        _ if absolute => full,
        Some("") => ".".to_owned(),
        Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/').to_owned(),
        _ => full,
    }
}
