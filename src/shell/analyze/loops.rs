//! Loops: over words that are known one turn after the other, all others until their state no longer changes.

use super::flow::{Frame, FrameKind};
use super::state::State;
use super::variable::Variable;
use super::{Analyzer, Expanded, Field};
use crate::distinct::Met;
use crate::pattern::command::{Extent, Part};
use crate::prelude::*;
use crate::shell::plan::OpaqueKind;
use crate::shell::program::Output;
use crate::shell::syntax::{self, Script};
use crate::span::Span;

/// A loop whose state still changes after so many visits is opaque.
const MAX_VISITS: usize = 6;

/// A loop over more words than this is visited once for all of them.
const MAX_TURNS: usize = 512;

impl Analyzer<'_> {
    /// A loop that may run any number of times.
    pub(super) fn repeated(&mut self, span: Span, condition: Option<&Script>, body: &mut dyn FnMut(&mut Self)) {
        let marks = self.plan.lengths();
        for visit in 0..MAX_VISITS {
            let entry = self.state.clone();
            self.frames.push(Frame { kind: FrameKind::Loop, left: None, functions: 0 });
            let failed = condition.and_then(|condition| self.script_with_failure(condition));
            let without = failed.unwrap_or_else(|| self.state.clone());
            body(self);
            let left = self.frames.pop().and_then(|frame| frame.left);
            // The next turn begins where this one ended, in whatever way.
            let mut next = entry.clone();
            next = next.join(core::mem::replace(&mut self.state, without));
            if let Some(left) = left.clone() {
                next = next.join(left);
            }
            if next == entry {
                if let Some(left) = left {
                    self.meet(left);
                }
                return;
            }
            if visit.saturating_add(1) < MAX_VISITS {
                self.plan.truncate(marks);
                self.seen = Met::default();
            }
            self.state = next;
        }
        self.opaque_at(OpaqueKind::Code, "a loop whose variables change in ways the engine does not follow", span);
    }

    pub(super) fn for_each(
        &mut self,
        variable: &str,
        words: Option<&[syntax::Word]>,
        body: &Script,
        asks: bool,
        span: Span,
    ) {
        let fields = match words {
            Some(words) => self.fields_of(words),
            None => match self.parameter_fields() {
                Expanded::Fields(fields) => fields,
                Expanded::Text { .. } => Vec::new(),
            },
        };
        if asks {
            self.assign("REPLY", Variable::unknown(), span);
        }
        if !asks && fields.len() <= MAX_TURNS && fields.iter().all(|field| field.literal().is_some()) {
            return self.turns(variable, &fields, body, span);
        }
        // What is asked for may be answered with anything, and then the variable is empty.
        let value = if asks { Variable::unknown() } else { loop_value(&fields) };
        self.repeated(span, None, &mut |this| {
            this.assign(variable, value.clone(), span);
            this.script(body);
        });
    }

    pub(super) fn parameter_fields(&mut self) -> Expanded {
        let parameter = syntax::Parameter {
            name: "@".to_owned(),
            subscript: None,
            indirect: false,
            operation: syntax::Operation::None,
        };
        self.parameter(&parameter, true, Span::default())
    }

    /// A loop over words that are known: one turn after the other.
    pub(super) fn turns(&mut self, variable: &str, fields: &[Field], body: &Script, span: Span) {
        let mut ends: Option<State> = None;
        for field in fields {
            if !self.step() {
                return;
            }
            self.assign(variable, Variable::scalar(field.word.parts().to_vec()), span);
            self.frames.push(Frame { kind: FrameKind::Loop, left: None, functions: 0 });
            self.script(body);
            if let Some(left) = self.frames.pop().and_then(|frame| frame.left) {
                // `continue` goes on with the next turn, `break` ends the loop.
                self.meet(left.clone());
                ends = Some(match ends {
                    Some(known) => known.join(left),
                    None => left,
                });
            }
        }
        if let Some(ends) = ends {
            self.meet(ends);
        }
    }
}

/// What the variable of a loop holds whose words are not all known, or are many.
fn loop_value(fields: &[Field]) -> Variable {
    let numbers = fields.iter().all(|field| {
        field.word.extent() == Extent::Operand
            || field.shape == Output::Number
            || field.literal().is_some_and(super::variable::is_number)
            // `{1..1000}`
            || (field.host && field.word.extent() == Extent::Each && field.word.parts() == [Part::Unknown])
    });
    match fields {
        [] => Variable::scalar(Vec::new()),
        _ if numbers => Variable::number(),
        // One glob: each file it finds has its shape.
        [field] if field.word.extent() == Extent::Each => Variable::scalar(field.word.parts().to_vec()),
        _ => Variable::unknown(),
    }
}
