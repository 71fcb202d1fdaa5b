//! Policies as mlld's interpreter takes them: what it ignores is ignored with a warning where that permits nothing.
//!
//! The reader of policies refuses what it does not understand, and says where. Here each refusal is answered by a repair
//! that permits no more than was written, and the policy is read again: what is not understood is left out of permissions
//! and opt-ins, and unknown keys are left out elsewhere. What has no such repair refuses the policy as a whole, and a
//! denial that is not understood has none.

use super::respell::{Respelled, respell};
use crate::error::{PolicyError, Problem, ProblemCode, Severity};
use crate::names::Names;
use crate::policy::ReadOptions;
use crate::policy::node::Node;
use crate::policy::value::{Data, Member, Value};
use crate::prelude::*;

/// How often a policy is read anew; each time, all that was found wrong is mended.
const MAX_ROUNDS: usize = 16;

/// What leaving out an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// `allow`, `danger`: less is permitted.
    Grant,
    /// `deny`, `deny_cmd`: more is permitted.
    Deny,
    /// It cannot be told.
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

/// Builds something from a policy, which is mended until that succeeds. Besides, what was ignored or read otherwise.
///
/// # Errors
///
/// What cannot be ignored without permitting more than is written.
pub(crate) fn leniently<T>(
    policy: &Value,
    mut build: impl FnMut(&Value, &ReadOptions) -> Result<T, PolicyError>,
) -> Result<(T, Vec<Problem>), PolicyError> {
    let Respelled { mut policy, capabilities, mut warnings } = respell(policy);
    let options = ReadOptions { capabilities, ..ReadOptions::default() };
    for _ in 0..MAX_ROUNDS {
        let error = match build(&policy, &options) {
            Ok(built) => return Ok((built, warnings)),
            Err(error) => error,
        };
        let mut mender = Mender { problems: Names::default(), mended: 0 };
        let errors = || error.problems.iter().filter(|problem| problem.severity == Severity::Error);
        // "12 more errors are not listed" is said of no place; the next round lists them.
        for problem in errors().filter(|problem| !problem.path.is_empty()) {
            let is_slip = problem.suggestion.is_some();
            mender.problems.insert(&problem.path, Fault { code: problem.code, is_slip });
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

/// What is wrong with a place.
#[derive(Debug, Clone, Copy)]
struct Fault {
    code: ProblemCode,
    /// Whether it is nearly something that is known, and so no word of a later mlld.
    is_slip: bool,
}

struct Mender {
    /// What is wrong, by its path.
    problems: Names<Fault>,
    /// How many of them were answered.
    mended: usize,
}

impl Mender {
    fn policy(&mut self, policy: &Value) -> Value {
        let root = Node::root(policy, "");
        let Data::Object(members) = &policy.data else { return policy.clone() };
        self.members(&root, members, |mender, node, member| match &member.value.data {
            Data::Object(members) if member.key == "capabilities" => Some(mender.members(
                node,
                members,
                |mender, node, member| mender.section(node, Purpose::of(&member.key)),
            )),
            // An unknown key is none of this engine's business, however it is spelled.
            _ if mender.fault(node) == Some(ProblemCode::UnknownKey) => mender.drop(),
            Data::Object(members) if member.key == "keychain" => Some(mender.members(
                node,
                members,
                |mender, node, member| mender.section(node, Purpose::of(&member.key)),
            )),
            _ => mender.section(node, Purpose::of(&member.key)),
        })
    }

    fn members(
        &mut self,
        node: &Node<'_>,
        members: &[Member],
        mut mend: impl FnMut(&mut Self, &Node<'_>, &Member) -> Option<Value>,
    ) -> Value {
        let mut left = Vec::with_capacity(members.len());
        for member in members {
            if let Some(value) = mend(self, &node.member(member), member) {
                left.push(Member { value, ..member.clone() });
            }
        }
        Data::Object(left).into()
    }

    /// `allow`, `deny`, … as a whole.
    fn section(&mut self, node: &Node<'_>, purpose: Purpose) -> Option<Value> {
        // A permission that is none permits nothing.
        if purpose == Purpose::Grant && self.fault(node).is_some() {
            self.mended = self.mended.saturating_add(1);
            return Some(Value::list::<Value>([]));
        }
        self.mend(node, purpose)
    }

    /// A value without what is wrong with it; `None` where nothing is left.
    fn mend(&mut self, node: &Node<'_>, purpose: Purpose) -> Option<Value> {
        let fault = self.problems.get(&node.path).copied();
        let is_left_out = fault.is_some_and(|fault| match purpose {
            Purpose::Grant => true,
            Purpose::Deny => false,
            Purpose::Other => fault.code == ProblemCode::UnknownKey && !fault.is_slip,
        });
        if is_left_out {
            return self.drop();
        }
        Some(match &node.value.data {
            Data::Object(members) => self.members(node, members, |mender, node, _| mender.mend(node, purpose)),
            Data::Array(items) => {
                let items = items.iter().enumerate();
                Value::list(items.filter_map(|(index, item)| self.mend(&node.item(index, item), purpose)))
            }
            _ => node.value.clone(),
        })
    }

    fn fault(&self, node: &Node<'_>) -> Option<ProblemCode> {
        self.problems.get(&node.path).map(|fault| fault.code)
    }

    fn drop(&mut self) -> Option<Value> {
        self.mended = self.mended.saturating_add(1);
        None
    }
}
