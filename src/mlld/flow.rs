//! Where data may flow, as the interpreter asks about it.

use super::answer::Answer;
use super::policy::{MlldPolicy, Part, Places, items, member};
use crate::decision::Denial;
use crate::label::{Descriptor, Flow, OperationLabels, barred};
use crate::policy::node::Node;
use crate::policy::value::{Data, Value};
use crate::policy::{BuiltinRule, Word};

/// The question `{ inputTaint, opLabels, exeLabels, inputs }` of the interpreter.
struct Question {
    data: Descriptor,
    operation: OperationLabels,
    /// What is known of the first argument: where things are sent, and what is destroyed.
    aim: Vec<Descriptor>,
}

impl Question {
    fn new(context: &Value) -> Self {
        let data = Descriptor::new(labels(context, "inputTaint"), [""; 0]);
        let operation = OperationLabels::new(labels(context, "opLabels").chain(labels(context, "exeLabels")));
        let aim = items(context, "inputs").first().map(descriptor);
        Self { data, operation, aim: aim.into_iter().collect() }
    }

    fn flow<'q>(&'q self, data: &'q [Descriptor]) -> Flow<'q> {
        Flow { inputs: data, operation: &self.operation, destination: Some(&self.aim), target: Some(&self.aim) }
    }
}

/// What is known of an argument, as `{ labels, taint, sources }`.
pub(super) fn descriptor(value: &Value) -> Descriptor {
    Descriptor::new(labels(value, "labels"), labels(value, "taint"))
}

/// Labels as the interpreter writes them: blanks around them mean nothing, and neither does what is no text.
pub(super) fn labels<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = String> + use<'v> {
    let text = |item: &Value| match &item.data {
        Data::String(text) => Some(crate::compat::trim(text).to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    };
    items(value, key).iter().filter_map(text)
}

impl MlldPolicy {
    /// `checkLabelFlow`: built-in rules, then those of `labels`.
    pub(super) fn label_flow(&self, context: &Value, places: &Places) -> Value {
        let question = Question::new(context);
        let whole = self.flow(Part::Whole, &question, std::slice::from_ref(&question.data), places);
        if whole.is_allowed() {
            return allowed();
        }
        for (_, rule) in BuiltinRule::WORDS.iter().filter(|(name, _)| self.has_rule(name)) {
            let answer = self.flow(Part::Rule(*rule), &question, std::slice::from_ref(&question.data), places);
            if let Answer::Denied(denial) = answer {
                return by_rule(*rule, &denial);
            }
        }
        self.by_labels(&question, places).unwrap_or_else(|| whole.to_value(None))
    }

    /// `checkExplicitLabelFlowRules`: those of `labels` alone.
    pub(super) fn explicit_label_flow(&self, context: &Value, places: &Places) -> Value {
        let question = Question::new(context);
        let answer = self.flow(Part::Labels, &question, std::slice::from_ref(&question.data), places);
        if answer.is_allowed() {
            return allowed();
        }
        self.by_labels(&question, places).unwrap_or_else(|| answer.to_value(None))
    }

    /// The condition of the guard of one built-in rule, about a value with a label or about the first argument.
    pub(super) fn rule_flow(&self, rule: BuiltinRule, context: &Value, label: Option<&str>, places: &Places) -> Answer {
        let mut question = Question::new(context);
        question.data = Descriptor::new(label, [""; 0]);
        self.flow(Part::Rule(rule), &question, std::slice::from_ref(&question.data), places)
    }

    fn flow(&self, part: Part, question: &Question, data: &[Descriptor], places: &Places) -> Answer {
        self.ask(part, places, |engine| engine.check_flow(&question.flow(data)))
    }

    /// Which label is kept out, in the order in which the data has them. Data without one may count as untrusted, which
    /// only all of its labels together tell.
    fn by_labels(&self, question: &Question, places: &Places) -> Option<Value> {
        let each = question.data.labels.iter().map(|label| Descriptor::new([label.as_str()], [""; 0]));
        let denied = each.chain([question.data.clone()]).find_map(|data| {
            match self.flow(Part::Labels, question, std::slice::from_ref(&data), places) {
                Answer::Denied(denial) => Some(denial),
                _ => None,
            }
        })?;
        Some(self.by_label(&denied))
    }

    fn by_label(&self, denial: &Denial) -> Value {
        let label = denial.subject.as_deref().unwrap_or_default();
        let rule = denial.rule.as_deref().unwrap_or_default();
        let is_unlisted = rule.ends_with(".allow");
        let reason = if is_unlisted {
            format!("Label '{label}' is not explicitly allowed for this operation")
        } else {
            denial.reason.clone()
        };
        let told = [
            ("allowed", Value::from(false)),
            ("reason", reason.into()),
            ("rule", format!("policy.labels.{label}.{}", if is_unlisted { "allow" } else { "deny" }).into()),
            ("label", label.into()),
        ];
        let entry = || Some(("matched", at(&Node::root(&self.value, ""), rule)?.clone()));
        Value::object(told.into_iter().chain(if is_unlisted { None } else { entry() }))
    }

    fn has_rule(&self, name: &str) -> bool {
        let rules = member(&self.value, "defaults").map(|defaults| items(defaults, "rules")).unwrap_or_default();
        rules.iter().any(|rule| matches!(&rule.data, Data::String(rule) if crate::compat::trim(rule) == name))
    }
}

fn allowed() -> Value {
    Value::object([("allowed", true.into())])
}

fn by_rule(rule: BuiltinRule, denial: &Denial) -> Value {
    Value::object([
        ("allowed", Value::from(false)),
        ("reason", reason_of_rule(rule, &denial.reason).into()),
        ("rule", format!("policy.defaults.rules.{}", rule.as_str()).into()),
        ("label", denial.subject.as_deref().unwrap_or_default().into()),
        ("matched", barred(rule).unwrap_or_default().into()),
    ])
}

/// The interpreter has a hint for one of the rules.
pub(super) fn reason_of_rule(rule: BuiltinRule, reason: &str) -> String {
    match rule {
        BuiltinRule::NoInfluencedAdvice => format!("{reason} — use structured extraction to debias evaluative output"),
        _ => reason.to_owned(),
    }
}

/// What stands at a place of a policy.
fn at<'v>(node: &Node<'v>, path: &str) -> Option<&'v Value> {
    match &node.value.data {
        _ if node.path == path => Some(node.value),
        _ if !path.starts_with(&node.path) => None,
        Data::Object(members) => members.iter().find_map(|member| at(&node.member(member), path)),
        Data::Array(items) => items.iter().enumerate().find_map(|(index, item)| at(&node.item(index, item), path)),
        _ => None,
    }
}
