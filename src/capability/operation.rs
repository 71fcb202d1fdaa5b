//! An operation: something a host is about to do, held against one layer at a time.

use super::context::Context;
use super::judge::TraceSink;
use super::layer::Layer;
use crate::decision::{Decision, Denial, LayerTrace, Trace};

/// What can be decided.
pub(crate) trait Operation {
    /// The operation in one line, for a trace.
    fn describe(&self) -> String;

    /// The layer's denial, if it denies. With a trace every rule is considered, without one the first denial ends it.
    fn ask(&self, layer: &Layer, context: &Context, trace: TraceSink<'_>) -> Option<Denial>;
}

/// An operation is allowed if every layer allows it (spec, "Layers"). The denial is that of the first layer that
/// denies, in the order given; the decision does not depend on the order.
pub(crate) fn decide(operation: &impl Operation, layers: &[Layer], context: &Context) -> Decision {
    layers.iter().find_map(|layer| operation.ask(layer, context, None)).into()
}

/// The same decision with everything that led to it.
pub(crate) fn explain(operation: &impl Operation, layers: &[Layer], context: &Context) -> Trace {
    let layers: Vec<LayerTrace> = layers
        .iter()
        .map(|layer| {
            let mut considered = Vec::new();
            let denial = operation.ask(layer, context, Some(&mut considered));
            let decision = if denial.is_some() { "deny" } else { "allow" };
            LayerTrace { layer: layer.name.clone(), decision, denial, considered }
        })
        .collect();
    let denial = layers.iter().find_map(|layer| layer.denial.clone());
    let decision = if denial.is_some() { "deny" } else { "allow" };
    Trace { decision, denial, operation: operation.describe(), layers }
}
