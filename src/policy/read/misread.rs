//! Entries that are well formed but would silently mean something else than their writer thinks, mostly nothing.

use super::super::path::quoted;
use super::super::rules::Pattern;
use super::Reader;
use super::capabilities::{is_file_mode, split};
use crate::error::ProblemCode;
use crate::pattern::command::CommandPattern;
use crate::pattern::domain::DomainPattern;
use crate::pattern::path::PathPattern;
use crate::policy::node::Node;
use crate::suggest::nearest;

/// What a `{projectname}` is spelled like.
const PROJECT: &str = "{projectname}";

/// What an entry would mean, and what to write instead.
type Misreading = (String, String);

impl Reader<'_> {
    pub(super) fn command_pattern(&mut self, node: &Node<'_>, text: &str) -> Option<CommandPattern> {
        self.understood(node, text, misread_command(text))
    }

    pub(super) fn path_pattern(&mut self, node: &Node<'_>, text: &str) -> Option<PathPattern> {
        self.understood(node, text, misread_path(text))
    }

    pub(super) fn domain_pattern(&mut self, node: &Node<'_>, text: &str) -> Option<DomainPattern> {
        self.understood(node, text, misread_domain(text))
    }

    /// A glob over `service/account` that permits.
    pub(super) fn keychain_permission(&mut self, node: &Node<'_>, glob: &str) -> bool {
        self.keychain_glob(node, glob, glob.contains('/'))
    }

    /// A glob over `service/account` that denies: its `*` crosses the slash.
    pub(super) fn keychain_denial(&mut self, node: &Node<'_>, glob: &str) -> bool {
        self.keychain_glob(node, glob, glob.contains(['/', '*']))
    }

    fn keychain_glob(&mut self, node: &Node<'_>, glob: &str, can_match: bool) -> bool {
        if self.checked_text(node, glob).is_none() || !self.placeholders(node, glob) {
            return false;
        }
        if !can_match {
            let message = format!("{} can match nothing: entries are `service/account`", quoted(glob));
            let suggestion = format!("write {}", quoted(&format!("{glob}/*")));
            self.error(node, ProblemCode::InvalidPattern, message, Some(suggestion));
        }
        can_match
    }

    /// Whether every `{…}` is a placeholder that exists.
    pub(super) fn placeholders(&mut self, node: &Node<'_>, text: &str) -> bool {
        let known = !text.replace(PROJECT, "").contains(['{', '}']);
        if !known {
            let message = format!("{} holds a placeholder that does not exist", quoted(text));
            self.error(node, ProblemCode::InvalidPattern, message, Some(format!("the only one is `{PROJECT}`")));
        }
        known
    }

    fn understood<P: Pattern>(&mut self, node: &Node<'_>, text: &str, misreading: Option<Misreading>) -> Option<P> {
        let Some((message, suggestion)) = misreading else { return self.pattern(node, text) };
        self.error(node, ProblemCode::InvalidPattern, message, Some(suggestion));
        None
    }
}

fn misread_command(text: &str) -> Option<Misreading> {
    if text == "all" {
        return Some((
            "`all` is the name of a program here".to_owned(),
            "write `*` for every command, or `all:*` for a program named `all`".to_owned(),
        ));
    }
    let inner = text.strip_prefix("op:").unwrap_or(text);
    if let Some(pattern) = inner.strip_prefix("cmd:") {
        let message = format!("{} would be a program named {}", quoted(text), quoted(split(text).0));
        return Some((message, format!("write {} here", quoted(pattern))));
    }
    let program = text.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
    (!may_be_program(program)).then(|| {
        let message = format!("{} would be the name of a program, which no program has", quoted(program));
        (message, "write one pattern for each program; `*` is the only special character".to_owned())
    })
}

/// Whether a pattern may name this program: no program has a name with characters to which a shell gives a meaning,
/// and a pattern does not. `[` and `[[` are programs.
pub(crate) fn may_be_program(program: &str) -> bool {
    let odd = |c: char| ";|&<>$`?{},!".contains(c) || c == '[' && !program.trim_matches('[').is_empty();
    let bare_folder = program.len() > 1 && program.ends_with('/');
    !program.contains(odd) && !bare_folder
}

fn misread_path(text: &str) -> Option<Misreading> {
    if text == "all" {
        let message = "`all` is the name of a file here".to_owned();
        return Some((message, "write `**` for every path, or `./all` for a file named `all`".to_owned()));
    }
    match split(text) {
        (head @ ("fs" | "filesystem"), Some(rest)) => {
            let message = format!("{} would be a file whose name starts with `{head}:`", quoted(text));
            return Some((message, format!("write {} here", quoted(split(rest).1.unwrap_or("**")))));
        }
        (mode, Some(rest)) if is_file_mode(mode) => {
            let message = format!("{} would be a file whose name starts with `{mode}:`, or on a drive", quoted(text));
            let drive = format!("{}:", mode.to_ascii_uppercase());
            let suggestion = match mode.len() {
                1 => format!("write {} under the access it is for, or {} for a drive", quoted(rest), quoted(&drive)),
                _ => format!("write {} under the access it is for", quoted(rest)),
            };
            return Some((message, suggestion));
        }
        _ => {}
    }
    let first = text.split('/').next().unwrap_or_default();
    let instead = if text.starts_with("file:") || text.contains("://") {
        "a URL is no path: write the path".to_owned()
    } else if first.starts_with('$') || first.len() > 2 && first.starts_with('%') && first.ends_with('%') {
        "variables are not expanded: write `~/…` for the home folder, `@base/…` for the project".to_owned()
    } else if matches!(first, "@home" | "@user") {
        "write `~/…` for the home folder".to_owned()
    } else if let Some(near) =
        nearest(first, ["@base", "@root"]).filter(|near| *near != first && first.starts_with('@'))
    {
        format!("did you mean `{near}`?")
    } else {
        return None;
    };
    let message = format!("{} would be a file below the base, in a folder named {}", quoted(text), quoted(first));
    Some((message, format!("{instead} (and `./…` for a folder of that name)")))
}

fn misread_domain(text: &str) -> Option<Misreading> {
    // `net:r` and `net:w` are operation labels; as hosts they would be rules that match nothing.
    if is_file_mode(text) {
        let message = format!("{} would be the name of a host", quoted(text));
        return Some((message, "write `*` for every host; reading and writing are not told apart".to_owned()));
    }
    match split(text) {
        ("all" | "net" | "network", None) => {
            Some((format!("{} would be the name of a host", quoted(text)), "write `*` for every host".to_owned()))
        }
        (head @ ("net" | "network"), Some(rest)) if !rest.starts_with(|c: char| c.is_ascii_digit()) => {
            let message = format!("{} would be a host named `{head}`", quoted(text));
            Some((message, format!("write {} here", quoted(if rest.is_empty() { "*" } else { rest }))))
        }
        _ => None,
    }
}
