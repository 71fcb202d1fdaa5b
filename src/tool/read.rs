//! From a [`Value`] to [`Tools`]: every problem is collected, nothing is half understood.

use super::description::{Argument, Description, Role, Tools};
use crate::error::{MAX_PROBLEMS, Problem, ProblemCode};
use crate::list::List;
use crate::policy::Names;
use crate::policy::node::Node;
use crate::policy::path::quoted;
use crate::policy::value::{Data, Value};
use crate::prelude::*;
use crate::suggest::nearest;

/// Reads the engine option `tools`: what each tool is labelled, and what its arguments are used for.
///
/// `labels` are labels of operations; `args` has a role, a list of roles, or for a plain value `"value"`, `null` or `{}`
/// for each argument; `controlArgs` names those that an authorisation must say something about. All three may be left out.
///
/// # Errors
/// All problems at once, each with code `INVALID_OPTION` and the path of its place (`tools.send_email.args.to`).
///
/// ```
/// use mlld_policy::policy::json;
/// use mlld_policy::tool::{Role, read_tools};
///
/// let value = |text| json::parse(text, json::nearest_number).unwrap().0;
/// let tools = r#"{ "send_email": { "labels": ["tool:w", "exfil:send"], "args": { "to": "destination", "text": {} } } }"#;
/// let tools = read_tools(&value(tools)).unwrap();
/// let tool = tools.get("send_email").unwrap();
/// assert_eq!(tool.argument("to").unwrap().roles(), [Role::Destination]);
/// // Without `controlArgs` every argument is one.
/// assert_eq!(tool.control_arguments().collect::<Vec<_>>(), ["text", "to"]);
///
/// let problems = read_tools(&value(r#"{ "send_email": { "args": { "to": "destnation" } } }"#)).unwrap_err();
/// assert_eq!(problems[0].suggestion.as_deref(), Some("did you mean `destination`?"));
/// ```
pub fn read_tools(value: &Value) -> Result<Tools, Vec<Problem>> {
    let mut reader = Reader::default();
    let tools = reader.names(&Node::root(value, "tools"));
    let tools = tools.into_iter().map(|(name, node)| (name.to_owned(), reader.description(&node))).collect();
    if reader.problems.is_empty() { Ok(Tools(tools)) } else { Err(reader.problems) }
}

const KEYS: [&str; 3] = ["labels", "args", "controlArgs"];

/// The word for an argument without a role.
const PLAIN: &str = "value";

#[derive(Default)]
struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    fn report(&mut self, node: &Node<'_>, message: impl Into<String>, suggestion: Option<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            let problem = Problem::error(ProblemCode::InvalidOption, &node.path, message).at(node.value.span);
            self.problems.push(Problem { suggestion, ..problem });
        }
    }

    /// Reports a word that is none of those known. Beyond the problems that are listed no likely one is looked for.
    fn unknown<'w>(&mut self, node: &Node<'_>, what: &str, given: &str, known: impl IntoIterator<Item = &'w str>) {
        if self.problems.len() < MAX_PROBLEMS {
            let suggestion = nearest(given, known).map(|near| format!("did you mean `{near}`?"));
            self.report(node, format!("unknown {what} {}", quoted(given)), suggestion);
        }
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        self.report(node, format!("expected {expected}, found {}", node.value.kind()), None);
    }

    /// The members of an object, each key once.
    fn members<'v>(&mut self, node: &Node<'v>) -> Vec<(&'v str, Node<'v>)> {
        let Data::Object(members) = &node.value.data else {
            self.wrong_type(node, "an object");
            return Vec::new();
        };
        let mut distinct = Names::default();
        for member in members {
            let at = node.member(member);
            if distinct.contains(&member.key) {
                self.report(&at, format!("the key {} stands twice in this object", quoted(&member.key)), None);
            } else {
                distinct.insert(&member.key, (member.key.as_str(), at));
            }
        }
        distinct.into_values().list()
    }

    /// The members of an object whose keys are names of tools or arguments. Policies trim the names that they list: one
    /// with blanks around it could never be listed.
    fn names<'v>(&mut self, node: &Node<'v>) -> Vec<(&'v str, Node<'v>)> {
        let names = self.members(node);
        for (name, at) in &names {
            if let Some(problem) = unusable(name) {
                self.report(at, format!("the name {} {problem}", quoted(name)), None);
            }
        }
        names
    }

    fn description(&mut self, node: &Node<'_>) -> Description {
        let (mut labels, mut arguments, mut control) = (Vec::new(), Names::default(), None);
        for (key, at) in self.members(node) {
            match key {
                "labels" => labels = self.texts(&at).into_iter().map(|(label, _)| label.to_owned()).list(),
                "args" => {
                    for (name, at) in self.names(&at) {
                        // Whoever does not say which arguments decide what the tool does has not said that any does not:
                        // an authorisation must then constrain all of them (fail closed).
                        arguments.insert(name, Argument { roles: self.roles(&at), control: true });
                    }
                }
                "controlArgs" => control = Some(self.texts(&at)),
                _ => self.unknown(&at, "key", key, KEYS),
            }
        }
        if let Some(control) = control {
            let mut named = Names::default();
            for (name, at) in control {
                named.insert(name, ());
                if !arguments.contains(name) {
                    self.unknown(&at, "argument", name, arguments.names());
                }
            }
            let all: Vec<String> = arguments.names().map(str::to_owned).list();
            for name in all {
                if let Some(argument) = arguments.get_mut(&name) {
                    argument.control = named.contains(&name);
                }
            }
        }
        Description { labels, arguments }
    }

    /// The texts of a list, or a text that stands for a list of one.
    fn texts<'v>(&mut self, node: &Node<'v>) -> Vec<(&'v str, Node<'v>)> {
        let mut texts = Vec::new();
        for at in node.items() {
            match &at.value.data {
                Data::String(text) => match unusable(text) {
                    Some(problem) => self.report(&at, format!("{} {problem}", quoted(text)), None),
                    None => texts.push((text.as_str(), at)),
                },
                _ => self.wrong_type(&at, "a string"),
            }
        }
        texts
    }

    fn roles(&mut self, node: &Node<'_>) -> Vec<Role> {
        let mut roles = Vec::new();
        for at in node.items() {
            if let Some(role) = self.role(&at)
                && !roles.contains(&role)
            {
                roles.push(role);
            }
        }
        roles
    }

    /// A role, or `None` for what says that there is none.
    fn role(&mut self, node: &Node<'_>) -> Option<Role> {
        let word = match &node.value.data {
            Data::String(word) if word == PLAIN => return None,
            Data::Null => return None,
            Data::Object(members) if members.is_empty() => return None,
            Data::String(word) => word,
            _ => {
                self.wrong_type(node, "a role or a list of roles");
                return None;
            }
        };
        let role = Role::WORDS.iter().find(|(known, _)| known == word).map(|(_, role)| *role);
        match (role, word.as_str()) {
            (Some(_), _) => {}
            // Either of the two that are near would leave something out.
            (None, "fs:rw" | "fs") => {
                let suggestion = Some("write `[\"fs:r\", \"fs:w\"]`".to_owned());
                self.report(node, format!("unknown role {}", quoted(word)), suggestion);
            }
            (None, _) => {
                self.unknown(node, "role", word, Role::WORDS.map(|(known, _)| known).into_iter().chain([PLAIN]))
            }
        }
        role
    }
}

/// What is wrong with a name or label, if something is.
fn unusable(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("is empty")
    } else if name.contains(char::is_control) {
        Some("contains a control character")
    } else if name.trim() != name {
        Some("has blanks around it")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
