//! Flows decided by small sets: which rules are about a value, and which about an operation, worked out ahead.
//!
//! A rule denies a flow if it is about both, so that all that is left to do for a flow is to intersect two sets.
use crate::list::List;
use crate::prelude::*;
/// A set of flow rules, by their place in the order of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RuleBits(Vec<u64>);

impl RuleBits {
    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(one, other)| one & other != 0)
    }

    fn key(&self) -> String {
        self.0.iter().map(|word| word.to_string() + " ").collect()
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }
}

impl FromIterator<bool> for RuleBits {
    fn from_iter<T: IntoIterator<Item = bool>>(bits: T) -> Self {
        let bits: Vec<bool> = bits.into_iter().list();
        let word = |bits: &[bool]| bits.iter().rev().fold(0, |word, bit| word << 1 | u64::from(*bit));
        Self(bits.chunks(64).map(word).list())
    }
}

/// What the flow rules of an engine have to say of a value. Values that no rule tells apart are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedValue {
    /// Rules that keep a label of it out of somewhere.
    pub(super) caught: RuleBits,
    /// Rules that demand a label of what an operation is aimed at, which it has not.
    pub(super) missing: RuleBits,
}

impl PreparedValue {
    /// A text that no other value has, for tables.
    #[must_use]
    pub fn key(&self) -> String {
        self.caught.key() + "/" + &self.missing.key()
    }
}

/// What the flow rules of an engine have to say of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedOperation {
    /// Rules that keep something out of it.
    pub(super) denied: RuleBits,
    /// Those of them that demand a label of what it is aimed at.
    pub(super) demands: RuleBits,
}

impl PreparedOperation {
    /// A text that no other operation has, for tables.
    #[must_use]
    pub fn key(&self) -> String {
        self.denied.key() + "/" + &self.demands.key()
    }

    /// Whether values may flow into the operation, the first of them being what it is aimed at: the same as
    /// [`FlowRules::judge`](super::FlowRules::judge) says of engine, values and operation that this was prepared with.
    ///
    /// ```
    /// use mlld_policy::label::{Descriptor, FlowRules, OperationLabels};
    /// use mlld_policy::policy::{ReadOptions, read_text};
    ///
    /// let policy = read_text(r#"{ "labels": { "secret": { "deny": ["net:w"] } } }"#, &ReadOptions::default())?.document;
    /// let rules = FlowRules::new([("team", &policy)]);
    /// let upload = rules.prepare_operation(&OperationLabels::new(["net:w"]));
    /// let [token, text] = [["secret"], ["draft"]].map(|labels| rules.prepare_value(&Descriptor::new(labels, [""; 0])));
    /// assert!(upload.lets_in([&text]));
    /// assert!(!upload.lets_in([&text, &token]));
    /// # Ok::<(), mlld_policy::error::PolicyError>(())
    /// ```
    pub fn lets_in<'v>(&self, values: impl IntoIterator<Item = &'v PreparedValue>) -> bool {
        let mut values = values.into_iter();
        let Some(first) = values.next() else { return self.demands.is_empty() };
        let keeps_out = |value: &PreparedValue| value.caught.meets(&self.denied);
        !first.missing.meets(&self.demands) && !keeps_out(first) && !values.any(keeps_out)
    }
}
