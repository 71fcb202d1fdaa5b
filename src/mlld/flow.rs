//! Where data may flow, as the interpreter asks about it.

use super::answer::Answer;
use super::policy::{MlldPolicy, Part, Places, items, member};
use super::shown::{effective, expanded};
use super::wording::flow_reason;
use crate::compat::trim;
use crate::decision::Denial;
use crate::label::{Descriptor, Flow, OperationLabels, barred};
use crate::policy::value::{Data, Value};
use crate::policy::{BuiltinRule, Word};
use crate::prelude::*;

/// The question `{ inputTaint, opLabels, exeLabels, inputs }` of the interpreter.
struct Question {
    data: Descriptor,
    operation: OperationLabels,
    operation_labels: Vec<String>,
    /// What is known of the first argument: where things are sent, and what is destroyed.
    aim: Vec<Descriptor>,
}

impl Question {
    fn new(context: &Value) -> Result<Self, Answer> {
        if let Some(key) = ["inputTaint", "opLabels", "exeLabels"].into_iter().find(|key| !are_labels(context, key)) {
            let reason = format!("Label flow denied by policy: `{key}` is no list of labels");
            return Err(Answer::Invalid(reason));
        }
        let data = Descriptor::new(labels(context, "inputTaint"), [""; 0]);
        let operation_labels: Vec<_> = labels(context, "opLabels").chain(labels(context, "exeLabels")).collect();
        let operation = OperationLabels::new(operation_labels.iter());
        let aim = items(context, "inputs").first().map(descriptor);
        Ok(Self { data, operation, operation_labels, aim: aim.into_iter().collect() })
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
        Data::String(text) => Some(trim(text).to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    };
    let items = match member(value, key) {
        Some(own @ Value { data: Data::String(_), .. }) => core::slice::from_ref(own),
        _ => items(value, key),
    };
    items.iter().filter_map(text)
}

/// Whether what stands there is labels, or nothing. What is not understood may be any label.
fn are_labels(value: &Value, key: &str) -> bool {
    match member(value, key).map(|value| &value.data) {
        None | Some(Data::Null | Data::String(_)) => true,
        Some(Data::Array(items)) => items.iter().all(|item| matches!(item.data, Data::String(_))),
        Some(_) => false,
    }
}

impl MlldPolicy {
    /// `checkLabelFlow`: built-in rules, then those of `labels`.
    pub(super) fn label_flow(&self, context: &Value, places: &Places) -> Value {
        self.flow_by(Part::Whole, &self.rules(), context, places)
    }

    /// `checkExplicitLabelFlowRules`: those of `labels` alone.
    pub(super) fn explicit_label_flow(&self, context: &Value, places: &Places) -> Value {
        self.flow_by(Part::Labels, &[], context, places)
    }

    /// What a part of the policy decides, with the first of these rules that denies, or the label.
    fn flow_by(&self, part: Part, rules: &[BuiltinRule], context: &Value, places: &Places) -> Value {
        let question = match Question::new(context) {
            Ok(question) => question,
            Err(answer) => return answer.to_value(None),
        };
        let answer = self.flow(part, &question, &question.data, places);
        if answer.is_allowed() {
            return answer.to_value(None);
        }
        for rule in rules {
            if let Answer::Denied(denial) = self.flow(Part::Rule(*rule), &question, &question.data, places) {
                return by_rule(*rule, &denial);
            }
        }
        self.by_labels(&question, places).unwrap_or_else(|| answer.to_value(None))
    }

    /// The condition of the guard of one built-in rule, about a value with a label or about the first argument.
    pub(super) fn rule_flow(&self, rule: BuiltinRule, context: &Value, label: Option<&str>, places: &Places) -> Answer {
        let mut question = match Question::new(context) {
            Ok(question) => question,
            Err(answer) => return answer,
        };
        question.data = Descriptor::new(label, [""; 0]);
        self.flow(Part::Rule(rule), &question, &question.data, places)
    }

    fn flow(&self, part: Part, question: &Question, data: &Descriptor, places: &Places) -> Answer {
        self.ask(part, places, |engine| engine.check_flow(&question.flow(core::slice::from_ref(data))))
    }

    /// Which label is kept out: the first that is denied, or else the first that is not permitted. Data without a label
    /// may count as untrusted, which only all of its labels together tell.
    fn by_labels(&self, question: &Question, places: &Places) -> Option<Value> {
        let labels: Vec<&str> = question.data.labels.iter().map(String::as_str).collect();
        let each = effective(&labels, &self.value).into_iter().map(|label| Descriptor::new([label], [""; 0]));
        let denials: Vec<_> = each
            .chain([question.data.clone()])
            .filter_map(|data| match self.flow(Part::Labels, question, &data, places) {
                Answer::Denied(denial) => Some(denial),
                _ => None,
            })
            .collect();
        let denied = denials.iter().find(|denial| !is_unlisted(denial)).or(denials.first())?;
        Some(self.by_label(denied, question))
    }

    fn by_label(&self, denial: &Denial, question: &Question) -> Value {
        let label = denial.subject.as_deref().unwrap_or_default();
        let told = |reason: String, list: &str| {
            let rule = format!("policy.labels.{label}.{list}");
            [("allowed", Value::from(false)), ("reason", reason.into()), ("rule", rule.into()), ("label", label.into())]
        };
        if is_unlisted(denial) {
            let reason = format!("Label '{label}' is not explicitly allowed for this operation");
            return Value::object(told(reason, "allow"));
        }
        let entry = self.entry(label, question);
        let reason = entry.map_or_else(|| denial.reason.clone(), |entry| flow_reason(label, entry));
        let matched = entry.map(|entry| ("matched", entry.into()));
        Value::object(told(reason, "deny").into_iter().chain(matched))
    }

    /// The most specific of a label's denials that is about the operation.
    fn entry<'v>(&'v self, label: &str, question: &Question) -> Option<&'v str> {
        let Data::Object(rules) = &member(&self.value, "labels")?.data else { return None };
        let operations = member(&self.value, "operations");
        let targets = expanded(&question.operation_labels, operations);
        let own = rules.iter().find(|rule| trim(&rule.key) == label)?;
        let entries = items(&own.value, "deny").iter().filter_map(|entry| match &entry.data {
            Data::String(entry) => Some(trim(entry)),
            _ => None,
        });
        let is_about = |entry: &&str| {
            let is_below = |rest: &str| rest.is_empty() || rest.starts_with(':');
            *entry == "*" || targets.iter().any(|target| target.strip_prefix(entry).is_some_and(is_below))
        };
        // Of several that are equally specific the first: `max_by_key` takes the last.
        let specificity = |entry: &&str| if *entry == "*" { 0 } else { entry.split(':').count() };
        entries.filter(is_about).rev().max_by_key(specificity)
    }

    /// The built-in rules of the policy, in its order.
    fn rules(&self) -> Vec<BuiltinRule> {
        let Some(rules) = member(&self.value, "defaults").and_then(|defaults| member(defaults, "rules")) else {
            return Vec::new();
        };
        let rules = match &rules.data {
            Data::Array(rules) => rules.as_slice(),
            _ => core::slice::from_ref(rules),
        };
        let rule = |name: &Value| match &name.data {
            Data::String(name) => {
                BuiltinRule::WORDS.iter().find(|(word, _)| *word == trim(name)).map(|(_, rule)| *rule)
            }
            _ => None,
        };
        rules.iter().filter_map(rule).collect()
    }
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

fn is_unlisted(denial: &Denial) -> bool {
    denial.rule.as_deref().is_some_and(|rule| rule.ends_with(".allow"))
}
