//! Policies as mlld's interpreter takes them: what it ignores is ignored with a warning where that permits nothing.
//!
//! The reader of policies refuses what it does not understand, and says where. Here each refusal is answered by a repair
//! that permits no more than was written, and the policy is read again: what is not understood is left out of permissions
//! and opt-ins, and widened in denials. What has no such repair refuses the policy as a whole.

use crate::error::{PolicyError, Problem, ProblemCode, Severity};
use crate::names::Names;
use crate::policy::ReadOptions;
use crate::policy::node::Node;
use crate::policy::value::{Data, Member, Value};

/// How often a policy is read anew; each time, all that was found wrong is mended.
const MAX_ROUNDS: usize = 16;

/// What leaving out an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// `allow`, `danger`: less is permitted.
    Grant,
    /// `deny`, `deny_cmd`: more is permitted.
    Deny,
    /// Neither can be told.
    Other,
}

impl Purpose {
    fn of(key: &str) -> Self {
        match key {
            "allow" | "danger" => Self::Grant,
            "deny" | "deny_cmd" => Self::Deny,
            _ => Self::Other,
        }
    }
}

/// Builds something from a policy, which is mended until that succeeds. Besides, what was ignored or widened.
///
/// # Errors
///
/// What cannot be ignored without permitting more than is written.
pub(crate) fn leniently<T>(
    policy: &Value,
    mut build: impl FnMut(&Value, &ReadOptions) -> Result<T, PolicyError>,
) -> Result<(T, Vec<Problem>), PolicyError> {
    let mut policy = policy.clone();
    let mut options = ReadOptions::default();
    let mut warnings = Vec::new();
    respell(&mut policy, &mut warnings);
    for _ in 0..MAX_ROUNDS {
        let error = match build(&policy, &options) {
            Ok(built) => return Ok((built, warnings)),
            Err(error) => error,
        };
        let mut mender = Mender {
            problems: Names::default(),
            mended: 0,
            capabilities: &mut options.capabilities,
            commands: Vec::new(),
        };
        let errors = || error.problems.iter().filter(|problem| problem.severity == Severity::Error);
        // "12 more errors are not listed" is said of no place; the next round lists them.
        for problem in errors().filter(|problem| !problem.path.is_empty()) {
            mender.problems.insert(&problem.path, problem.code);
        }
        let mended = mender.policy(&policy);
        if mender.mended < mender.problems.len() || mender.mended == 0 {
            return Err(error);
        }
        warnings.extend(errors().map(|problem| Problem { severity: Severity::Warning, ..problem.clone() }));
        policy = mended;
    }
    Err(PolicyError { problems: warnings })
}

/// Reads what mlld writes otherwise than this engine: prefixes within lists of commands, and scalars that it has made
/// lists of texts.
fn respell(policy: &mut Value, warnings: &mut Vec<Problem>) {
    let Data::Object(members) = &mut policy.data else { return };
    for member in members {
        match member.key.as_str() {
            "capabilities" => respell(&mut member.value, warnings),
            "deny_cmd" => respell_commands(&mut member.value, Purpose::Deny),
            "allow" => {
                drop_wildcards(&mut member.value, warnings);
                respell_section(&mut member.value, Purpose::Grant);
            }
            "deny" => respell_section(&mut member.value, Purpose::Deny),
            _ => {}
        }
    }
}

/// A list of mlld has no entry for everything: what `*` permits there is a capability of that name.
fn drop_wildcards(allow: &mut Value, warnings: &mut Vec<Problem>) {
    let is_wildcard = |text: &str| matches!(text.trim(), "*" | "all");
    match &mut allow.data {
        Data::String(text) if is_wildcard(text) => {
            warnings.push(no_wildcard());
            *allow = Value::list::<Value>([]);
        }
        Data::Array(items) => {
            let before = items.len();
            items.retain(|item| !matches!(&item.data, Data::String(text) if is_wildcard(text)));
            warnings.extend((items.len() < before).then(no_wildcard));
        }
        _ => {}
    }
}

fn no_wildcard() -> Problem {
    Problem::warning(ProblemCode::UnknownCapability, "allow", "an entry `*` permits nothing in a list")
        .suggest("write `allow: true` to permit everything that is not denied")
}

/// The map of `allow` or `deny`.
fn respell_section(section: &mut Value, purpose: Purpose) {
    let Data::Object(members) = &mut section.data else { return };
    let is_all = |member: &Member| matches!(member.key.as_str(), "*" | "all") && member.value.data != Data::Bool(false);
    if purpose == Purpose::Deny && members.iter().any(is_all) {
        *section = true.into();
        return;
    }
    for member in members {
        match (member.key.as_str(), &member.value.data) {
            ("cmd", _) => respell_commands(&mut member.value, purpose),
            ("network" | "fs" | "filesystem", _) => {}
            // A capability that has no patterns has them in mlld: `false` has become a text, and other texts are no
            // permission; that they deny nothing cannot be meant.
            (_, Data::Array(items)) if !items.is_empty() && !items.iter().any(|item| is_text(item, "*")) => {
                let says_no = items.iter().all(|item| is_text(item, "false"));
                member.value = (purpose == Purpose::Deny && !says_no).into();
            }
            _ => {}
        }
    }
}

fn is_text(value: &Value, text: &str) -> bool {
    matches!(&value.data, Data::String(own) if own == text)
}

/// Patterns of commands, in which mlld permits the prefix that other lists have. `all` and `cmd` deny all: that a program of
/// that name is meant cannot be told.
fn respell_commands(commands: &mut Value, purpose: Purpose) {
    match &mut commands.data {
        Data::Array(items) => items.iter_mut().for_each(|item| respell_commands(item, purpose)),
        Data::String(text) if purpose == Purpose::Deny && matches!(text.as_str(), "all" | "cmd") => {
            *commands = "*".into();
        }
        Data::String(text) => {
            let bare = ["op:cmd:", "cmd:"].iter().find_map(|prefix| {
                let (start, rest) = text.trim().split_at_checked(prefix.len())?;
                start.eq_ignore_ascii_case(prefix).then_some(rest)
            });
            if let Some(bare) = bare {
                *commands = bare.into();
            }
        }
        _ => {}
    }
}

struct Mender<'o> {
    /// What is wrong, by its path.
    problems: Names<ProblemCode>,
    /// How many of them were answered.
    mended: usize,
    /// Names that are capabilities from now on.
    capabilities: &'o mut Vec<String>,
    /// Commands that are denied from now on.
    commands: Vec<String>,
}

impl Mender<'_> {
    fn policy(&mut self, policy: &Value) -> Value {
        let root = Node::root(policy, "");
        let Data::Object(members) = &policy.data else { return policy.clone() };
        let mut left = self.members(&root, members, |mender, node, member| match &member.value.data {
            Data::Object(members) if member.key == "capabilities" => Some(
                Data::Object(
                    mender
                        .members(node, members, |mender, node, member| mender.section(node, Purpose::of(&member.key))),
                )
                .into(),
            ),
            _ => mender.section(node, Purpose::of(&member.key)),
        });
        if !self.commands.is_empty() {
            let commands = std::mem::take(&mut self.commands).into_iter().map(Value::from);
            match left.iter_mut().find(|member| member.key == "deny_cmd") {
                Some(Member { value: Value { data: Data::Array(items), .. }, .. }) => items.extend(commands),
                Some(Member { value, .. }) => *value = Value::list(std::iter::once(value.clone()).chain(commands)),
                None => {
                    left.push(Member { key: "deny_cmd".to_owned(), key_span: None, value: Value::list(commands) });
                }
            }
        }
        Data::Object(left).into()
    }

    fn members(
        &mut self,
        node: &Node<'_>,
        members: &[Member],
        mut mend: impl FnMut(&mut Self, &Node<'_>, &Member) -> Option<Value>,
    ) -> Vec<Member> {
        let mut left = Vec::with_capacity(members.len());
        for member in members {
            if let Some(value) = mend(self, &node.member(member), member) {
                left.push(Member { value, ..member.clone() });
            }
        }
        left
    }

    /// `allow`, `deny`, … as a whole.
    fn section(&mut self, node: &Node<'_>, purpose: Purpose) -> Option<Value> {
        match &node.value.data {
            // A permission that is none permits nothing.
            _ if purpose == Purpose::Grant && self.problems.contains(&node.path) => {
                self.mended = self.mended.saturating_add(1);
                Some(Value::list::<Value>([]))
            }
            Data::Object(members) if purpose == Purpose::Deny => Some(
                Data::Object(self.members(node, members, |mender, node, member| mender.denial(node, member))).into(),
            ),
            _ => self.mend(node, purpose),
        }
    }

    /// A capability with what is denied of it.
    fn denial(&mut self, node: &Node<'_>, member: &Member) -> Option<Value> {
        let says_nothing = matches!(member.value.data, Data::Null | Data::Bool(false));
        if self.problems.get(&node.path) == Some(&ProblemCode::UnknownKey) && !says_nothing && self.denies(&member.key)
        {
            return Some(true.into());
        }
        self.mend(node, Purpose::Deny)
    }

    /// A value without what is wrong with it; `None` where nothing is left.
    fn mend(&mut self, node: &Node<'_>, purpose: Purpose) -> Option<Value> {
        let problem = self.problems.get(&node.path).copied();
        if let (Purpose::Grant, Some(ProblemCode::UnknownCapability), Data::String(name)) =
            (purpose, problem, &node.value.data)
        {
            // What permits a capability that only the host knows permits that alone.
            if self.registers(name.trim()) {
                return Some(node.value.clone());
            }
        }
        if problem.is_some() && (purpose == Purpose::Grant || problem == Some(ProblemCode::UnknownKey)) {
            self.mended = self.mended.saturating_add(1);
            return None;
        }
        Some(match &node.value.data {
            Data::Object(members) => {
                Data::Object(self.members(node, members, |mender, node, _| mender.mend(node, purpose))).into()
            }
            Data::Array(items) => {
                let items = items.iter().enumerate();
                Value::list(items.filter_map(|(index, item)| self.mend(&node.item(index, item), purpose)))
            }
            Data::String(name) if purpose == Purpose::Deny && problem == Some(ProblemCode::UnknownCapability) => {
                self.denies(name.trim());
                node.value.clone()
            }
            _ => node.value.clone(),
        })
    }

    /// A name in a denial that no capability has: whoever writes `deny: ["rm"]` means the command. What is not a name of a
    /// capability even so stays what it is, and refuses the policy.
    fn denies(&mut self, name: &str) -> bool {
        let is_new = self.registers(name);
        self.commands.extend(is_new.then(|| name.to_owned()));
        is_new
    }

    /// Makes a name a capability, unless it is one already.
    fn registers(&mut self, name: &str) -> bool {
        let is_new = !self.capabilities.iter().any(|known| known == name);
        if is_new {
            self.mended = self.mended.saturating_add(1);
            self.capabilities.push(name.to_owned());
        }
        is_new
    }
}
