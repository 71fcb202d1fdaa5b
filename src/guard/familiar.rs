//! Operations that come again: what was found out about one need not be found out about the next that is like it.
//!
//! Agents do the same few things over and over, and guards mostly have nothing against them. Of operations that are alike in
//! all but their values most is decided alike: what they do, who is asked, what policies say. Where all that is said is that the
//! operation may run, the outcome is the same, too, if the same rules match: nothing in it is made of a value. Such outcomes
//! have numbers, by which a host that has seen one knows it again.
//!
//! Nothing is decided here in another way: what is not familiar, or may be denied, goes its way through a
//! [`Run`](super::Run).

use super::outcome::{Known, Outcome};
use super::pipeline::{GuardPipeline, Request};
use super::run::{Form, Matches};
use crate::policy::Names;
use crate::prelude::*;

/// Operations that came before, by the texts of their requests without the values.
#[derive(Debug, Default)]
pub(super) struct Familiar {
    forms: Names<Seen>,
    /// The number of the next outcome.
    next: u32,
    /// That of the first which is still known.
    first: u32,
}

/// How well an operation is known.
#[derive(Debug)]
enum Seen {
    /// It came once. Most do not come again.
    Once,
    Again(Box<Form>),
    /// What becomes of it may depend on anything.
    Unforeseeable,
}

/// An operation that comes again, and may run.
#[derive(Debug)]
pub enum Recalled {
    /// The number of its outcome.
    Outcome(u32),
    /// It has none yet: [`GuardPipeline::remember`].
    Plain(Matches),
}

impl Familiar {
    /// How many operations are known.
    const MANY: usize = 128;
    /// How many outcomes each may have, and all of them.
    const OUTCOMES: usize = 8;
    const ALL_OUTCOMES: u32 = 256;
    /// How long a request may be, in bytes.
    const LONG: usize = 4096;
}

impl GuardPipeline {
    /// Whether an operation is familiar and may run. `text` says all of it but the values, `values` are those, each followed by
    /// a `NUL` (empty where one of them is no text), and `read` reads the text. With `anew`, its outcome has no number yet.
    pub fn recall(&self, text: &str, values: &str, anew: bool, read: &dyn Fn() -> Option<Request>) -> Option<Recalled> {
        let mut familiar = self.familiar.borrow_mut();
        let Some(seen) = familiar.forms.get_mut(text) else {
            if text.len() <= Familiar::LONG {
                familiar.meet(text);
            }
            return None;
        };
        if let Seen::Once = seen {
            let form = read().filter(|request| self.attempts.borrow().has_none(&request.attempt_key()));
            *seen = Form::new(self, form?).map_or(Seen::Unforeseeable, |form| Seen::Again(Box::new(form)));
        }
        let Seen::Again(form) = seen else { return None };
        form.recall(values, anew)
    }

    /// The number of the outcome of an operation that was recalled: it will be given for all that are like it in what matches.
    /// `None`: it will not.
    pub fn remember(&self, text: &str, matches: Matches, outcome: &Outcome) -> Option<Known> {
        let mut familiar = self.familiar.borrow_mut();
        if familiar.next.saturating_sub(familiar.first) >= Familiar::ALL_OUTCOMES {
            familiar.forget();
        }
        let Familiar { forms, next, first } = &mut *familiar;
        let Some(Seen::Again(form)) = forms.get_mut(text) else { return None };
        let after = next.checked_add(1)?;
        if !outcome.is_plain() {
            return None;
        }
        let number = form.remember(matches, *next, Familiar::OUTCOMES)?;
        if number == *next {
            *next = after;
        }
        Some(Known { number, first: *first })
    }
}

impl Familiar {
    /// Forgets all: whoever is asked from now on may say something else.
    pub(super) fn forget(&mut self) {
        self.forms = Names::default();
        self.first = self.next;
    }

    fn meet(&mut self, text: &str) {
        if self.forms.len() >= Self::MANY {
            self.forget();
        }
        self.forms.insert(text, Seen::Once);
    }
}
