//! Actions: what a guard says, as definitions and functions of hosts write it.

use super::Reader;
use crate::guard::action::{Action, Fragment, Shape};
use crate::guard::condition::Template;
use crate::label::{Change, is_label};
use crate::list::{List, all_some};
use crate::policy::node::Node;
use crate::policy::path::quoted;
use crate::policy::read;
use crate::policy::value::{Data, Member};
use crate::prelude::*;

const ACTIONS: [&str; 3] = ["allow", "deny", "retry"];
const ACTION_KEYS: [&str; 6] = ["allow", "deny", "env", "labels", "policy", "retry"];

impl Reader<'_> {
    pub(super) fn action(&mut self, node: &Node<'_>) -> Option<Action> {
        match &node.value.data {
            Data::String(word) => match word.as_str() {
                "allow" => Some(Action::Allow { value: None, labels: None }),
                "deny" => Some(Action::Deny(None)),
                "retry" => Some(Action::Retry(None)),
                _ => {
                    self.unknown(&node.path, "action", word, &ACTIONS);
                    None
                }
            },
            Data::Object(members) => self.action_object(node, members),
            _ => {
                self.expected(node, "an action: `\"allow\"`, `{ \"deny\": \"reason\" }`, …");
                None
            }
        }
    }

    fn action_object(&mut self, node: &Node<'_>, members: &[Member]) -> Option<Action> {
        for member in members.iter().filter(|member| !ACTION_KEYS.contains(&member.key.as_str())) {
            self.unknown(&node.key(&member.key, &member.value).path, "key", &member.key, &ACTION_KEYS);
        }
        let part = |key: &str| {
            members.iter().find(|member| member.key == key).map(|member| node.key(&member.key, &member.value))
        };
        match (part("allow"), part("labels"), part("deny"), part("retry"), part("env"), part("policy")) {
            (value, labels, None, None, None, None) if value.is_some() || labels.is_some() => {
                let value = value.map(|node| self.shape(&node));
                let labels = labels.map(|node| self.change(&node));
                Some(Action::Allow { value: transposed(value)?, labels: transposed(labels)? })
            }
            (None, None, Some(reason), None, None, None) => Some(Action::Deny(Some(self.sentence(&reason)?))),
            (None, None, None, Some(hint), None, None) => Some(Action::Retry(Some(self.sentence(&hint)?))),
            (None, None, None, None, Some(config), policy) => {
                let config = self.shape(&config);
                let fragment = policy.map(|node| self.fragment(&node));
                Some(Action::Env { config: config?, fragment: transposed(fragment)? })
            }
            _ => {
                self.report(&node.path, "an action is one of `allow`, `deny`, `retry`, `env`; `labels` goes with `allow`, `policy` with `env`", None);
                None
            }
        }
    }

    /// A reason or a hint.
    fn sentence(&mut self, node: &Node<'_>) -> Option<Shape> {
        self.text(node)?;
        self.shape(node)
    }

    fn shape(&mut self, node: &Node<'_>) -> Option<Shape> {
        if self.plain {
            return Some(Shape::Plain(node.value.clone()));
        }
        match &node.value.data {
            Data::String(text) => match Template::parse(text) {
                Ok(template) => {
                    Some(Shape::Text { template, shows_command: text.contains("@mx") && text.contains("command") })
                }
                Err(error) => {
                    self.misread(&node.path, text, error);
                    None
                }
            },
            Data::Array(_) => {
                let items: Vec<_> = node.list().unwrap_or_default().iter().map(|item| self.shape(item)).list();
                Some(Shape::List(all_some(items.into_iter())?))
            }
            Data::Object(members) => {
                let members: Vec<_> =
                    members.iter().map(|member| (member.key.clone(), self.shape(&node.member(member)))).list();
                let members = members.into_iter().map(|(key, shape)| Some((key, shape?)));
                Some(Shape::Object(all_some(members)?))
            }
            Data::Null | Data::Bool(_) | Data::Number(_) => Some(Shape::Plain(node.value.clone())),
        }
    }

    fn change(&mut self, node: &Node<'_>) -> Option<Change> {
        let Some(members) = node.members() else {
            self.expected(node, "an object of `add`, `remove`, `bless`, `clear`");
            return None;
        };
        let mut change = Change::default();
        for member in members {
            let node = node.member(member);
            match member.key.as_str() {
                "add" => change.add = self.labels(&node)?,
                "remove" => change.remove = self.labels(&node)?,
                "bless" => change.bless = self.switch(&node)?,
                "clear" => change.clear = self.switch(&node)?,
                key => self.unknown(&node.path, "key", key, &["add", "bless", "clear", "remove"]),
            }
        }
        Some(change)
    }

    fn labels(&mut self, node: &Node<'_>) -> Option<Vec<String>> {
        let Some(items) = node.list() else {
            self.expected(node, "a list of labels");
            return None;
        };
        let mut labels = Vec::with_capacity(items.len());
        for item in &items {
            let label = self.text(item)?;
            if !is_label(label) {
                self.report(&item.path, format!("{} is no label", quoted(label)), None);
            }
            labels.push(label.to_owned());
        }
        Some(labels)
    }

    /// guards.md: "a fragment without `danger` is read as `danger: "*"`: it takes away only what it says".
    fn fragment(&mut self, node: &Node<'_>) -> Option<Fragment> {
        let mut document = node.value.clone();
        if let Data::Object(members) = &mut document.data {
            let says = |members: &[Member], key: &str| members.iter().any(|member| member.key == key);
            let nested = members
                .iter()
                .find(|member| member.key == "capabilities")
                .is_some_and(|member| matches!(&member.value.data, Data::Object(members) if says(members, "danger")));
            if !says(members, "danger") && !nested {
                members.push(Member { key: "danger".to_owned(), key_span: None, value: "*".into() });
            }
        }
        let name = if self.owner.is_empty() { "guard".to_owned() } else { format!("guard:@{}", self.owner) };
        let layer = read(&document, self.options)
            .map_err(|error| error.problems)
            .and_then(|accepted| self.engine.compile_layer(accepted.document, name));
        match layer {
            Ok(layer) => Some(Fragment(layer)),
            Err(problems) => {
                for problem in problems {
                    let path = if problem.path.is_empty() {
                        node.path.to_string()
                    } else {
                        format!("{}.{}", node.path, problem.path)
                    };
                    self.report(&path, problem.message, problem.suggestion);
                }
                None
            }
        }
    }
}

/// What is not there is right; what is there must be.
fn transposed<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    match part {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}
