//! A capability as such: may shell blocks run at all, may JavaScript, is there any network?

use super::context::Context;
use super::judge::{TraceSink, judge};
use super::layer::Layer;
use super::operation::Operation;
use super::question::{AllowReach, Question};
use super::subject::{Kind, Subject};
use crate::decision::Denial;
use crate::policy::{Capability, capability_named};
use crate::prelude::*;
use crate::suggest::nearest;
use crate::text::shown;

/// A capability by name.
#[derive(Debug)]
pub(crate) struct CapabilityOperation<'a>(Question<'a>);

impl<'a> CapabilityOperation<'a> {
    /// The capability called `name`: one of policy documents, or one of the names the host registered.
    ///
    /// # Errors
    ///
    /// A sentence about a name that is neither, with the nearest known one.
    pub(crate) fn new(name: &str, registered: &[String], context: &'a Context) -> Result<Self, String> {
        let subject = match name {
            "cmd" => Subject::Kind(Kind::Commands),
            "network" | "net" => Subject::Kind(Kind::Network),
            "filesystem" | "fs" => Subject::Kind(Kind::Files),
            _ => Subject::Capability(Self::named(name, registered)?),
        };
        Ok(Self(Question::new(subject, AllowReach::Every, name, context)))
    }

    /// An operation of some kind, for the rules that are about everything.
    pub(crate) fn any(kind: &str) -> Self {
        let subject = Subject::Capability(Capability::Registered(kind.to_owned()));
        Self(Question::without_danger(subject, AllowReach::None, kind))
    }

    fn named(name: &str, registered: &[String]) -> Result<Capability, String> {
        if let Some(capability) = capability_named(name, registered) {
            return Ok(capability);
        }
        let known = ["cmd", "network", "filesystem", "sh", "js", "node", "py", "prose", "keychain"];
        let hint = match nearest(name, known.into_iter().chain(registered.iter().map(String::as_str))) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "register it with the option `capabilities`".to_owned(),
        };
        Err(format!("unknown capability `{}`: {hint}", shown(name)))
    }
}

impl Operation for CapabilityOperation<'_> {
    fn describe(&self) -> String {
        format!("capability: {}", self.0.text())
    }

    fn ask(&self, layer: &Layer, context: &Context, trace: TraceSink<'_>) -> Option<Denial> {
        judge(layer, context, &self.0, trace)
    }
}
