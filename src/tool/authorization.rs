//! Whether policies authorise a call of a tool (labels.md, "Authorisations").

use super::compare::{Given, is_empty};
use super::description::{Argument, Description, Tools};
use super::refusal::Refusal;
use crate::policy::path;
use crate::policy::value::{Member, Value};
use crate::policy::{Authorization, Clause, Names};
use crate::prelude::*;
use crate::text::{quoted, shown};

/// Whether the authorisations of one layer authorise a call. Whether the call needs one is for the caller to ask
/// ([`Tools::is_write`], or the labels that the host gives the operation).
///
/// - A tool that is not listed is refused; without entries every tool is.
/// - `true` authorises a tool that has no control arguments.
/// - `{ args }` authorises a call in which every listed argument, given or not, satisfies all its clauses, and every
///   control argument that is not listed is empty: absent, `null`, `""` or `[]`. An empty list of clauses matches nothing.
///
/// Names are compared exactly. An argument that the description of the tool does not declare counts as a control
/// argument; so does every argument of a tool without a description. Under `true` such an argument must not even be given
/// empty: the tool has it.
///
/// ```
/// use mlld_policy::policy::Names;
/// use mlld_policy::tool::{Tools, authorize};
///
/// let refusal = authorize(&Names::default(), &Tools::default(), "send_email", &[]).unwrap_err();
/// assert_eq!(refusal.reason, "Tool 'send_email' denied by authorization: it is not listed");
/// assert_eq!(refusal.rule, "authorizations.allow");
/// ```
///
/// # Errors
/// Why the call is refused. A call that names an argument twice is: tools would differ about what it means.
pub fn authorize(
    authorizations: &Names<Authorization>,
    tools: &Tools,
    tool: &str,
    args: &[Member],
) -> Result<(), Refusal> {
    Call::new(tools, tool, args)?.authorize(authorizations)
}

/// An argument that was given before: tools would differ about what it is.
pub(crate) fn repeated(args: &[Member]) -> Option<&Member> {
    let mut known = Names::default();
    args.iter().find(|member| !known.insert(&member.key, ()))
}

/// A call of a tool with what is known of the tool.
struct Call<'a> {
    tool: &'a str,
    description: Option<&'a Description>,
    args: Names<&'a Value>,
}

impl<'a> Call<'a> {
    fn new(tools: &'a Tools, tool: &'a str, args: &'a [Member]) -> Result<Self, Refusal> {
        let values = args.iter().map(|member| (member.key.clone(), &member.value));
        let call = Self { tool, description: tools.get(tool), args: values.collect() };
        match repeated(args) {
            Some(member) => {
                let reason = format!("argument '{}' is given twice", shown(&member.key));
                Err(call.refusal(&reason, LISTED, "name every argument of the call once"))
            }
            None => Ok(call),
        }
    }

    fn authorize(&self, authorizations: &Names<Authorization>) -> Result<(), Refusal> {
        let Some(entry) = authorizations.get(self.tool) else {
            let suggestion = format!("list {} in `{LISTED}`, with what its arguments must be", quoted(self.tool));
            return Err(self.refusal("it is not listed", LISTED, suggestion));
        };
        match &entry.args {
            Some(listed) => self.satisfies(listed, &path::key(&entry.origin.path, "args")),
            None => self.has_no_control_argument(&entry.origin.path),
        }
    }

    /// What `{ args }` asks for.
    fn satisfies(&self, listed: &Names<Vec<Clause>>, rule: &str) -> Result<(), Refusal> {
        for (name, clauses) in listed.iter() {
            let value = self.args.get(name).copied();
            let given = Given::new(value);
            if clauses.is_empty() || !clauses.iter().all(|clause| given.satisfies(clause)) {
                let what = if value.is_some() { "has a value that the policy does not list" } else { "is missing" };
                let suggestion =
                    format!("call with {} as the policy lists it, or list what it may be besides", quoted(name));
                return Err(self.refusal(
                    &format!("argument '{}' {what}", shown(name)),
                    &path::key(rule, name),
                    suggestion,
                ));
            }
        }
        for (name, value) in self.args.iter() {
            if listed.get(name).is_none() && self.is_control(name) && !is_empty(Some(value)) {
                let reason = format!("argument '{}' must be empty", shown(name));
                return Err(self.refusal(&reason, rule, self.constrain(name)));
            }
        }
        Ok(())
    }

    /// What `true` asks for.
    fn has_no_control_argument(&self, rule: &str) -> Result<(), Refusal> {
        let declared = self.description.and_then(|description| description.control_arguments().next());
        let given = || self.args.iter().map(|(name, _)| name).find(|name| self.is_control(name));
        match declared.or_else(given) {
            None => Ok(()),
            Some(name) => {
                let reason = format!("its control argument '{}' is not constrained", shown(name));
                Err(self.refusal(&reason, rule, self.constrain(name)))
            }
        }
    }

    /// Whether an argument must not be given unless the policy lists it.
    fn is_control(&self, name: &str) -> bool {
        let argument = self.description.and_then(|description| description.argument(name));
        argument.is_none_or(Argument::is_control)
    }

    /// How a call with a control argument could be authorised.
    fn constrain(&self, name: &str) -> String {
        let declared = self.description.is_some_and(|description| description.argument(name).is_some());
        let list = format!("list what {} may be in its `args`", quoted(name));
        if declared { list } else { format!("{list}, or describe it in the option `tools`") }
    }

    fn refusal(&self, reason: &str, rule: &str, suggestion: impl Into<String>) -> Refusal {
        Refusal {
            reason: format!("Tool '{}' denied by authorization: {reason}", shown(self.tool)),
            rule: rule.to_owned(),
            suggestion: suggestion.into(),
        }
    }
}

/// The path of the entries.
const LISTED: &str = "authorizations.allow";

#[cfg(test)]
mod tests;
