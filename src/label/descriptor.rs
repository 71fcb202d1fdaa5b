//! What is known of a value.

use serde::{Serialize, Serializer};

use crate::list::List;
use crate::policy::Names;
use crate::policy::value::Value;
use crate::prelude::*;

/// What is known of a value: it follows the value wherever that goes.
///
/// Lists keep their order and hold nothing twice.
///
/// ```
/// use mlld_policy::label::Descriptor;
/// let page = Descriptor::new(["untrusted"], ["src:network"]);
/// let token = Descriptor::new(["secret"], ["src:env"]);
/// let text = Descriptor::merge([&page, &token]);
/// assert_eq!(text.labels, ["untrusted", "secret"]);
/// assert_eq!(text.taint, ["src:network", "src:env"]);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Descriptor {
    /// What it is: `secret`, `pii`, `untrusted`.
    pub labels: Vec<String>,
    /// Where it came from: `src:mcp`, `dir:/tmp`.
    pub taint: Vec<String>,
    /// How it got here: `mcp:createIssue`, `guard:@sanitize`.
    pub sources: Vec<String>,
    /// The tool calls it went through.
    pub tools: Vec<ToolUse>,
}

/// A tool call that a value went through.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolUse {
    /// The tool.
    pub name: String,
    /// The names of its arguments, or whatever the host keeps of them.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "value")]
    pub args: Option<Value>,
    /// Where the host has the call on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit_ref: Option<String>,
}

impl ToolUse {
    /// What two uses share that are one: where they are on record, or else all that is known of them.
    fn key(&self) -> String {
        match &self.audit_ref {
            Some(audit_ref) => format!("on record: {audit_ref}"),
            None => format!("{}: {}", self.name, self.args.as_ref().map(Value::to_string).unwrap_or_default()),
        }
    }
}

fn value<S: Serializer>(value: &Option<Value>, serializer: S) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

impl Descriptor {
    /// A descriptor of these labels and this taint.
    pub fn new<L: Into<String>, T: Into<String>>(
        labels: impl IntoIterator<Item = L>,
        taint: impl IntoIterator<Item = T>,
    ) -> Self {
        let mut descriptor = Self::default();
        unite(&mut descriptor.labels, &labels.into_iter().map(Into::into).list());
        unite(&mut descriptor.taint, &taint.into_iter().map(Into::into).list());
        descriptor
    }

    /// What is known of a value that was made of others: all of each, what comes first first.
    ///
    /// Merging is idempotent and associative, and loses no label.
    pub fn merge<'d>(descriptors: impl IntoIterator<Item = &'d Self>) -> Self {
        let [mut labels, mut taint, mut sources] = [(); 3].map(|()| Union::default());
        let (mut tools, mut known) = (Vec::new(), Names::default());
        for descriptor in descriptors {
            labels.add(&descriptor.labels);
            taint.add(&descriptor.taint);
            sources.add(&descriptor.sources);
            for tool in &descriptor.tools {
                if known.insert(&tool.key(), ()) {
                    tools.push(tool.clone());
                }
            }
        }
        Self { labels: labels.list, taint: taint.list, sources: sources.list, tools }
    }

    /// Every label, those of taint included: what flow rules look at.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.labels.iter().chain(&self.taint).map(String::as_str)
    }

    /// Whether it has a label that `rule` covers.
    #[must_use]
    pub fn has(&self, rule: &str) -> bool {
        self.all().any(|label| super::covers(rule, label))
    }
}

/// Texts, each once, in the order in which they came. Empty texts are no labels.
#[derive(Default)]
struct Union {
    list: Vec<String>,
    known: Names<()>,
}

impl Union {
    fn add(&mut self, more: &[String]) {
        for text in more {
            if !text.is_empty() && self.known.insert(text, ()) {
                self.list.push(text.clone());
            }
        }
    }
}

/// Adds what is not there yet.
pub(super) fn unite(list: &mut Vec<String>, more: &[String]) {
    let mut union = Union::default();
    union.add(list);
    union.add(more);
    *list = union.list;
}
