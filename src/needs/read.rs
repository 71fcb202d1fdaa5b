//! From a [`Value`] to needs, tiers and profiles: every problem is collected, nothing is half understood.

mod commands;
mod tiers;

use super::declaration::{Need, Needs, Profile, Tier};
use super::package::{Ecosystem, Package};
use crate::capability::FileMode;
use crate::error::{DeclarationError, MAX_PROBLEMS, Problem, ProblemCode};
use crate::list::{AddAll, List};
use crate::pattern::PatternError;
use crate::policy::node::Node;
use crate::policy::path::quoted;
use crate::policy::value::{Data, Member, Value};
use crate::policy::{Capability, Pattern, capability_named};
use crate::prelude::*;
use crate::suggest::nearest;

/// Reads what a module needs. `capabilities` are the names that the host registered: a language among them is one whose
/// permission is enough for its packages.
///
/// # Errors
/// All problems at once: keys that are none (`INVALID_NEEDS_KEY`), values of the wrong shape
/// (`INVALID_NEEDS_DECLARATION`).
pub fn read_needs(value: &Value, capabilities: &[String]) -> Result<Needs, DeclarationError> {
    read(capabilities, "needs", value, ProblemCode::InvalidNeedsDeclaration, Reader::needs)
}

/// Reads the tiers that a module wants, best or not best first.
///
/// # Errors
/// All problems at once: missing or repeated names (`INVALID_WANTS_TIER`), keys that are none (`INVALID_WANTS_KEY`),
/// values of the wrong shape (`INVALID_WANTS_DECLARATION`, within needs `INVALID_NEEDS_DECLARATION`).
pub fn read_wants(value: &Value, capabilities: &[String]) -> Result<Vec<Tier>, DeclarationError> {
    read(capabilities, "wants", value, ProblemCode::InvalidWantsDeclaration, Reader::wants)
}

/// Reads profiles, in their order.
///
/// # Errors
/// As for [`read_wants`].
pub fn read_profiles(value: &Value, capabilities: &[String]) -> Result<Vec<Profile>, DeclarationError> {
    read(capabilities, "profiles", value, ProblemCode::InvalidWantsDeclaration, Reader::profiles)
}

/// Reads a declaration that is called `name`; `too_large` is the code for one with too many entries.
fn read<'c, 'v, T>(
    capabilities: &'c [String],
    name: &str,
    value: &'v Value,
    too_large: ProblemCode,
    read: impl FnOnce(&mut Reader<'c>, &Node<'v>) -> T,
) -> Result<T, DeclarationError> {
    let mut reader = Reader { capabilities, problems: Vec::new() };
    let node = Node::root(value, name);
    if entries(value) > MAX_ENTRIES {
        reader.report(&node, too_large, format!("more than {MAX_ENTRIES} entries"), None);
        return Err(DeclarationError { problems: reader.problems });
    }
    let declaration = read(&mut reader, &node);
    if reader.problems.is_empty() { Ok(declaration) } else { Err(DeclarationError { problems: reader.problems }) }
}

/// More than any module has. Tiers are compared with each other and each repeats what is denied in any case, so that time
/// and memory grow faster than the declaration.
const MAX_ENTRIES: usize = 500;

/// How many strings, numbers and switches there are: no need comes of less than one of them, or of an empty list.
fn entries(value: &Value) -> usize {
    match &value.data {
        Data::Array(items) => items.iter().map(entries).sum::<usize>().max(1),
        Data::Object(members) => members.iter().map(|member| entries(&member.value)).sum::<usize>().max(1),
        _ => 1,
    }
}

/// The keys of a declaration that are no ecosystems, but for `__commands`, which notation has for bare names.
const KEYS: [&str; 8] = ["cmd", "sh", "bash", "network", "net", "filesystem", "fs", "keychain"];

struct Reader<'c> {
    capabilities: &'c [String],
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn report(&mut self, node: &Node<'_>, code: ProblemCode, message: impl Into<String>, suggestion: Option<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            let problem = Problem::error(code, &node.path, message).at(node.value.span);
            self.problems.push(Problem { suggestion, ..problem });
        }
    }

    fn wrong_shape(&mut self, node: &Node<'_>, expected: &str) {
        let message = format!("expected {expected}, found {}", node.value.kind());
        self.report(node, ProblemCode::InvalidNeedsDeclaration, message, None);
    }

    fn unusable(&mut self, node: &Node<'_>, error: PatternError) {
        self.report(node, ProblemCode::InvalidNeedsDeclaration, error.message, error.suggestion);
    }

    fn unknown_key(&mut self, node: &Node<'_>, key: &str, code: ProblemCode, known: &[&str]) {
        let suggestion = nearest(key.trim(), known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        self.report(node, code, format!("unknown key {}", quoted(key)), suggestion);
    }

    fn needs(&mut self, node: &Node<'_>) -> Needs {
        let mut needs = Needs::default();
        match node.members() {
            Some(members) => {
                for member in members {
                    self.need(&node.member(member), member, ProblemCode::InvalidNeedsKey, &[], &mut needs);
                }
            }
            None => self.wrong_shape(node, "an object"),
        }
        needs
    }

    /// The needs under one key, which is one of needs or else one of those known beside.
    fn need(&mut self, node: &Node<'_>, member: &Member, if_unknown: ProblemCode, beside: &[&str], needs: &mut Needs) {
        let key = member.key.as_str();
        match key {
            "cmd" => self.commands(node, needs),
            "__commands" => self.command_list(node, needs),
            "sh" | "bash" => self.switch(node, Need::capability(Capability::Sh), needs),
            "keychain" => self.switch(node, Need::capability(Capability::Keychain), needs),
            "network" | "net" => self.network(node, needs),
            "filesystem" | "fs" => self.filesystem(node, needs),
            _ => match Ecosystem::KEYS.iter().find(|(name, _)| *name == key) {
                Some((_, ecosystem)) => self.packages(node, key, *ecosystem, needs),
                None => self.unknown_need(node, member, if_unknown, beside, needs),
            },
        }
    }

    fn unknown_need(
        &mut self,
        node: &Node<'_>,
        member: &Member,
        code: ProblemCode,
        beside: &[&str],
        needs: &mut Needs,
    ) {
        let key = member.key.as_str();
        let mut known = KEYS.to_vec();
        known.add_all(Ecosystem::KEYS.iter().map(|(name, _)| *name));
        known.extend(beside);
        if nearest(key.trim(), known.iter().copied()).is_some() {
            return self.unknown_key(node, key, code, &known);
        }
        // tiers.md: "Bare names (`needs { git, curl }`) are commands".
        if member.is_bare() {
            let name = Value { data: Data::String(key.to_owned()), span: node.value.span };
            return self.command_list(&Node { value: &name, path: node.path.clone() }, needs);
        }
        // Most likely it is meant as a program.
        let suggestion = format!("for a program write `cmd: [\"{}\"]`", crate::text::shown(key));
        self.report(node, code, format!("unknown key {}", quoted(key)), Some(suggestion));
    }

    /// `true`, or `false` for what is not needed. No other value is taken for either.
    fn switch(&mut self, node: &Node<'_>, need: Need, needs: &mut Needs) {
        match node.value.data {
            Data::Bool(true) => needs.push(need),
            Data::Bool(false) => {}
            _ => self.wrong_shape(node, "`true` or `false`"),
        }
    }

    fn network(&mut self, node: &Node<'_>, needs: &mut Needs) {
        let Some(members) = node.members() else {
            if let Some(everything) = self.pattern(node, "*") {
                self.switch(node, Need::network(everything), needs);
            }
            return;
        };
        self.refuse_nothing(node, members, "`domains`");
        for member in members {
            let at = node.member(member);
            match member.key.as_str() {
                "domains" => self.some_patterns(&at, needs, Need::domain),
                key => self.unknown_key(&at, key, ProblemCode::InvalidNeedsKey, &["domains"]),
            }
        }
    }

    fn filesystem(&mut self, node: &Node<'_>, needs: &mut Needs) {
        let Some(members) = node.members() else {
            if let Some(everything) = self.pattern(node, "**") {
                self.switch(node, Need::filesystem(everything), needs);
            }
            return;
        };
        self.refuse_nothing(node, members, "`read` or `write`");
        for member in members {
            let at = node.member(member);
            match member.key.as_str() {
                "read" => self.some_patterns(&at, needs, |pattern| Need::files(FileMode::Read, pattern)),
                "write" => self.some_patterns(&at, needs, |pattern| Need::files(FileMode::Write, pattern)),
                key => self.unknown_key(&at, key, ProblemCode::InvalidNeedsKey, &["read", "write"]),
            }
        }
    }

    /// An empty object could mean nothing or everything.
    fn refuse_nothing(&mut self, node: &Node<'_>, members: &[Member], expected: &str) {
        if members.is_empty() {
            let suggestion = Some("write `true` for all of it, or leave it out".to_owned());
            let message = format!("expected {expected}, found nothing");
            self.report(node, ProblemCode::InvalidNeedsDeclaration, message, suggestion);
        }
    }

    /// The same of a list that must not be empty: where all of a kind can be meant, none at all could mean either.
    fn some_patterns<P: Pattern>(&mut self, node: &Node<'_>, needs: &mut Needs, need: impl Fn(P) -> Need) {
        self.refuse_empty(node);
        self.patterns(node, needs, need);
    }

    fn refuse_empty(&mut self, node: &Node<'_>) {
        if node.list().is_some_and(|items| items.is_empty()) {
            let suggestion = Some("leave it out, or say what is needed".to_owned());
            self.report(node, ProblemCode::InvalidNeedsDeclaration, "the list is empty", suggestion);
        }
    }

    /// A list of patterns (a single one stands for a list of one), each of which is a need.
    fn patterns<P: Pattern>(&mut self, node: &Node<'_>, needs: &mut Needs, need: impl Fn(P) -> Need) {
        for at in self.items(node) {
            let pattern = self.text(&at).and_then(|text| self.pattern(&at, text));
            needs.extend(pattern.map(&need));
        }
    }

    fn pattern<P: Pattern>(&mut self, node: &Node<'_>, text: &str) -> Option<P> {
        P::parse(text).map_err(|error| self.unusable(node, error)).ok()
    }

    /// The items of a list, or a string that stands for a list of one.
    fn items<'v>(&mut self, node: &Node<'v>) -> Vec<Node<'v>> {
        match (&node.value.data, node.list()) {
            (Data::String(_), _) => vec![node.clone()],
            (_, Some(items)) => items,
            (_, None) => {
                self.wrong_shape(node, "a list of strings");
                Vec::new()
            }
        }
    }

    fn text<'v>(&mut self, node: &Node<'v>) -> Option<&'v str> {
        if let Data::String(text) = &node.value.data {
            return Some(text.trim());
        }
        self.wrong_shape(node, "a string");
        None
    }

    fn packages(&mut self, node: &Node<'_>, key: &str, ecosystem: Ecosystem, needs: &mut Needs) {
        if node.list().is_none() {
            return self.wrong_shape(node, "a list of packages");
        }
        // `js` and `node` are capabilities of their own; other keys for an ecosystem are one language.
        let language = if key == "js" { key } else { ecosystem.name() };
        let languages: Vec<Capability> = capability_named(language, self.capabilities).into_iter().list();
        for at in self.items(node) {
            let Some(text) = self.text(&at) else { continue };
            match Package::parse(ecosystem, text) {
                Some(package) => needs.push(Need::package(package, languages.clone())),
                None => {
                    let message = format!("{} names no package", quoted(text));
                    let suggestion = Some("write `name`, or `name@range`".to_owned());
                    self.report(&at, ProblemCode::InvalidNeedsDeclaration, message, suggestion);
                }
            }
        }
    }
}
