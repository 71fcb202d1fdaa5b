//! `authorizations`: which tools may be called with which arguments.

use super::super::document::{Authorization, Clause};
use super::super::value::{Data, MAX_DEPTH, Member, Value};
use super::Reader;
use crate::error::ProblemCode;
use crate::list::{AddAll, List};
use crate::names::Names;
use crate::policy::node::Node;
use crate::prelude::*;

impl Reader<'_> {
    /// The entries of `authorizations.allow`. Without the key it authorises nothing: whoever writes `authorizations`
    /// wants tools to be restricted.
    pub(super) fn authorizations(&mut self, node: &Node<'_>) -> Option<Names<Authorization>> {
        let mut entries = Names::default();
        self.object(node, |reader, fields| {
            let Some(allow) = fields.take("allow") else {
                reader.error(
                    node,
                    ProblemCode::InvalidValue,
                    "the key `allow` is missing",
                    Some("write `\"allow\": {}` to authorise no tool".to_owned()),
                );
                return;
            };
            for (tool, node) in reader.names(&allow) {
                let authorization = reader.authorization(&node);
                if let Some(authorization) = authorization {
                    entries.insert(tool, authorization);
                }
            }
        })?;
        Some(entries)
    }

    fn authorization(&mut self, node: &Node<'_>) -> Option<Authorization> {
        let args = match &node.value.data {
            Data::Bool(true) => None,
            Data::Object(_) => Some(self.object(node, |reader, fields| {
                if let Some(node) = fields.take("args") {
                    return Some(reader.args(&node));
                }
                reader.error(
                    node,
                    ProblemCode::InvalidValue,
                    "the key `args` is missing",
                    Some("write `true` for a tool without control arguments".to_owned()),
                );
                None
            })??),
            _ => {
                let message = format!("expected `true` or an object, found {}", node.value.kind());
                let suggestion = match node.value.data {
                    Data::Bool(false) => Some("leave the tool out: what is not listed is not authorised".to_owned()),
                    _ => None,
                };
                self.error(node, ProblemCode::InvalidType, message, suggestion);
                return None;
            }
        };
        Some(Authorization { args, origin: node.origin() })
    }

    fn args(&mut self, node: &Node<'_>) -> Names<Vec<Clause>> {
        let mut args = Names::default();
        for (name, node) in self.names(node) {
            args.insert(name, self.clauses(&node));
        }
        args
    }

    /// The clauses of one argument: a bare value, `{ eq }`, `{ oneOf }`, or `{ allOf: [clause, …] }`, the form in
    /// which a union writes the clauses of several documents.
    fn clauses(&mut self, node: &Node<'_>) -> Vec<Clause> {
        let Data::Object(members) = &node.value.data else {
            return self.expected(node).map(Clause::Eq).into_iter().list();
        };
        let mut clauses = Vec::new();
        self.object(node, |reader, fields| {
            if let Some(node) = fields.take("eq") {
                clauses.add_all(reader.expected(&node).map(Clause::Eq));
            }
            if let Some(node) = fields.take("oneOf") {
                clauses.add_all(reader.one_of(&node));
            }
            if let Some(node) = fields.take("allOf") {
                for node in reader.filled_list(&node).unwrap_or_default() {
                    // One level: a clause within `allOf` is `eq`, `oneOf` or a bare value.
                    clauses.add_all(reader.clause_within(&node));
                }
            }
        });
        if count(members) != 1 {
            self.error(
                node,
                ProblemCode::InvalidValue,
                "expected exactly one of `eq`, `oneOf`, `allOf`",
                Some("to compare with an object write `{ \"eq\": { … } }`".to_owned()),
            );
        }
        clauses
    }

    fn clause_within(&mut self, node: &Node<'_>) -> Option<Clause> {
        let Data::Object(members) = &node.value.data else { return self.expected(node).map(Clause::Eq) };
        if count(members) != 1 {
            self.error(node, ProblemCode::InvalidValue, "expected exactly one of `eq`, `oneOf`", None);
        }
        self.object(node, |reader, fields| {
            let (eq, one_of) = (fields.take("eq"), fields.take("oneOf"));
            eq.and_then(|node| reader.expected(&node).map(Clause::Eq))
                .or_else(|| one_of.and_then(|node| reader.one_of(&node)))
        })
        .flatten()
    }

    fn one_of(&mut self, node: &Node<'_>) -> Option<Clause> {
        let items = self.filled_list(node)?;
        Some(Clause::OneOf(items.iter().filter_map(|item| self.expected(item)).list()))
    }

    /// The items of a list that is not empty: nothing satisfies a clause without values.
    fn filled_list<'v>(&mut self, node: &Node<'v>) -> Option<Vec<Node<'v>>> {
        match &node.value.data {
            Data::Array(items) if items.is_empty() => {
                self.error(node, ProblemCode::InvalidValue, "the list is empty: nothing can satisfy it", None);
                None
            }
            Data::Array(_) => Some(node.items().list()),
            _ => {
                self.wrong_type(node, "a list");
                None
            }
        }
    }

    /// Any value that JSON can hold.
    fn expected(&mut self, node: &Node<'_>) -> Option<Value> {
        if node.value.is_deeper_than(MAX_DEPTH) {
            self.error(node, ProblemCode::InvalidValue, "the value is nested too deeply", None);
            return None;
        }
        if holds_non_finite(node.value) {
            self.error(node, ProblemCode::InvalidValue, "the value contains a number that JSON cannot hold", None);
            return None;
        }
        Some(node.value.clone())
    }
}

/// How many members there are besides those that are ignored.
fn count(members: &[Member]) -> usize {
    members.iter().filter(|member| !member.key.starts_with("x-")).count()
}

/// Whether a number in it is `NaN` or infinite. The caller has checked the depth.
fn holds_non_finite(value: &Value) -> bool {
    match &value.data {
        Data::Number(number) => !number.is_finite(),
        Data::Array(items) => items.iter().any(holds_non_finite),
        Data::Object(members) => members.iter().any(|member| holds_non_finite(&member.value)),
        Data::Null | Data::Bool(_) | Data::String(_) => false,
    }
}
