//! An operation: something a host is about to do, held against one layer at a time.

use alloc::rc::Rc;

use super::context::Context;
use super::judge::{TraceSink, weightier};
use super::layer::Layer;
use crate::decision::{Decision, Denial, LayerTrace, Trace};
use crate::list::List;
use crate::prelude::*;

/// What can be decided.
pub(crate) trait Operation {
    /// The operation in one line, for a trace.
    fn describe(&self) -> String;

    /// The layer's denial, if it denies. With a trace every rule that was considered is written down.
    fn ask(&self, layer: &Layer, context: &Context, trace: TraceSink<'_>) -> Option<Denial>;

    /// Every denial of the layer, where an operation has several sides.
    fn ask_all(&self, layer: &Layer, context: &Context) -> Vec<Denial> {
        self.ask(layer, context, None).into_iter().list()
    }
}

/// An operation is allowed if every layer allows it (policy.md, "Layers"). Of several denials the one that says most is
/// given, of equals that of the first layer; the decision does not depend on the order.
pub(crate) fn decide(operation: &impl Operation, layers: &[Rc<Layer>], context: &Context) -> Decision {
    let mut found = None;
    for layer in layers {
        // Most layers have nothing to say, and denials are too large to be passed on for nothing.
        if let denial @ Some(_) = operation.ask(layer, context, None) {
            found = weightier(found, denial);
        }
    }
    found.into()
}

/// The same decision with everything that led to it.
pub(crate) fn explain(operation: &impl Operation, layers: &[Rc<Layer>], context: &Context) -> Trace {
    let layers: Vec<LayerTrace> = layers
        .iter()
        .map(|layer| {
            let mut considered = Vec::new();
            let denial = operation.ask(layer, context, Some(&mut considered));
            let decision = if denial.is_some() { "deny" } else { "allow" };
            LayerTrace { layer: layer.name.clone(), decision, denial, considered }
        })
        .list();
    let denial = layers.iter().map(|layer| layer.denial.clone()).fold(None, weightier);
    let decision = if denial.is_some() { "deny" } else { "allow" };
    Trace { decision, denial, operation: operation.describe(), layers }
}
