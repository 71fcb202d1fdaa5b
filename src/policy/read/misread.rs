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
use crate::prelude::*;
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
    let program = first_word(text);
    (!may_be_program(program)).then(|| {
        let message = format!("{} would be the name of a program, which no program has", quoted(program));
        (message, "write one pattern for each program; `*` is the only special character".to_owned())
    })
}

/// The text up to its first blank or colon.
fn first_word(text: &str) -> &str {
    match text.bytes().position(|byte| byte == b':' || !byte.is_ascii_graphic()) {
        None => text,
        Some(end) if text.as_bytes().get(end) == Some(&b':') => text.get(..end).unwrap_or_default(),
        Some(_) => text.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default(),
    }
}

/// Whether a pattern may name this program: no program has a name with characters to which a shell gives a meaning,
/// and a pattern does not. `[` and `[[` are programs.
pub(crate) fn may_be_program(program: &str) -> bool {
    let odd = |byte: u8| match byte {
        b';' | b'|' | b'&' | b'<' | b'>' | b'$' | b'`' | b'?' | b'{' | b'}' | b',' | b'!' => true,
        b'[' => !program.trim_matches('[').is_empty(),
        _ => false,
    };
    let bare_folder = program.len() > 1 && program.ends_with('/');
    !program.bytes().any(odd) && !bare_folder
}

/// What of a denial is hardly meant as it stands, and what to write instead. It may be: arguments are any text.
pub(super) fn doubtful_command(text: &str) -> Option<Misreading> {
    if has_plain_signs(text) { None } else { doubtful_words(text) }
}

/// Whether there is nothing in a text that a doubt could be about.
fn has_plain_signs(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" :*-_./\\=@+%~^&!".contains(&byte))
}

fn doubtful_words(text: &str) -> Option<Misreading> {
    let is_dash = |c: char| matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}');
    let mut words = text.split(|c: char| c.is_whitespace() || c == ':');
    if let Some(dash) =
        text.split(|c: char| c.is_whitespace() || c == ':').find_map(|word| word.chars().next().filter(|c| is_dash(*c)))
    {
        // Editors make one dash of two.
        let hyphens = if matches!(dash, '\u{2014}' | '\u{2015}') { "--" } else { "-" };
        let message = format!("the sign `{dash}` (U+{:04X}) only looks like `-`", u32::from(dash));
        return Some((message, format!("write {}", quoted(&text.replace(dash, hyphens)))));
    }
    words.next();
    words.find_map(|word| {
        let ends = || word.chars().next_back().filter(|c| ",;".contains(*c));
        let begins = || word.chars().next().filter(|c| *c == '#');
        let sign = word.chars().find(|c| "{([?$|<>".contains(*c)).or_else(ends).or_else(begins)?;
        let shown = quoted(text);
        let message = format!(
            "of {shown} the `{sign}` in {} is a sign like any other: it is denied where it stands",
            quoted(word)
        );
        let before = text.get(..text.find(word)?)?;
        let whole = format!("{before}{}", if ",;".contains(sign) { word.trim_end_matches(sign) } else { "" });
        let suggestion = if matches!(sign, ',' | ';' | '#' | '>' | '<' | '|') {
            format!("write {}, and the rest as a pattern of its own", quoted(whole.trim_end()))
        } else {
            "write one pattern for each; `*` is the only special character".to_owned()
        };
        Some((message, suggestion))
    })
}

/// Names that others have for what a list may hold.
const OTHER_NAMES: [(&str, &str); 14] = [
    ("shell", "sh"),
    ("zsh", "sh"),
    ("terminal", "sh"),
    ("javascript", "js"),
    ("nodejs", "node"),
    ("python3", "py"),
    ("http", "net"),
    ("https", "net"),
    ("web", "net"),
    ("webfetch", "net"),
    ("read", "fs:r"),
    ("write", "fs:w"),
    ("edit", "fs:w"),
    ("file", "fs:rw"),
];

/// The entry that was meant by one that is known elsewhere: `shell`, `/etc/passwd`, `Bash(curl:*)`.
pub(super) fn meant_instead(entry: &str) -> Option<String> {
    if entry.starts_with(['/', '~', '.']) || ["@base", "@root"].iter().any(|place| entry.starts_with(place)) {
        return Some(format!("fs:rw:{entry}"));
    }
    let other = |name: &str| {
        let name = name.to_ascii_lowercase();
        OTHER_NAMES.iter().find(|(other, _)| *other == name).map(|(_, meant)| *meant)
    };
    let Some((tool, pattern)) = entry.strip_suffix(')').and_then(|entry| entry.split_once('(')) else {
        return match entry.split_once("://") {
            Some((_, rest)) => Some(format!("net:{}", rest.split(['/', ':']).next()?)),
            None => other(entry).map(str::to_owned),
        };
    };
    let head = if tool.eq_ignore_ascii_case("bash") { "cmd" } else { other(tool).filter(|head| *head != "sh")? };
    Some(format!("{head}:{}", pattern.strip_prefix("domain:").unwrap_or(pattern)))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_word_ends_at_a_blank_or_colon(text in "[a:é \t\u{a0}\u{7f}.]{0,6}") {
            prop_assert_eq!(Some(first_word(&text)), text.split(|c: char| c.is_whitespace() || c == ':').next());
        }

        #[test]
        fn nothing_is_doubtful_about_plain_signs(text in "[ -~é]{0,4}|[a-c :*&!^%=+@.-]{0,12}") {
            if has_plain_signs(&text) {
                prop_assert_eq!(doubtful_words(&text), None);
            }
        }
    }

    #[test]
    fn what_others_call_it_is_known() {
        for (entry, meant) in [
            ("shell", "sh"),
            ("Shell", "sh"),
            ("javascript", "js"),
            ("/etc/passwd", "fs:rw:/etc/passwd"),
            ("~/.ssh/**", "fs:rw:~/.ssh/**"),
            ("./secrets", "fs:rw:./secrets"),
            ("@base/x", "fs:rw:@base/x"),
            ("Bash(curl:*)", "cmd:curl:*"),
            ("Read(~/.ssh/**)", "fs:r:~/.ssh/**"),
            ("WebFetch(domain:x.example)", "net:x.example"),
            ("https://x.example/y", "net:x.example"),
        ] {
            assert_eq!(meant_instead(entry).as_deref(), Some(meant), "{entry}");
        }
        for entry in ["curl", "git:push", "frob(x)", "ls:*", "@keychian", ""] {
            assert_eq!(meant_instead(entry), None, "{entry}");
        }
    }
}
