//! What one evaluation of a guard may cost.

use core::cell::Cell;

use crate::prelude::*;

/// How many steps the evaluation of one guard may take.
pub(crate) const MAX_STEPS: usize = 100_000;

/// How many bytes the texts and lists that one guard builds may have, all together.
pub(crate) const MAX_BUILT: usize = 1 << 20;

/// How much text is looked at in one step.
const BYTES_A_STEP: usize = 64;

/// The budget of one evaluation of a guard: of all its conditions together, and the texts of its action.
///
/// Once it is exceeded, whatever is evaluated with it fails.
#[derive(Debug)]
pub struct Steps {
    steps: Cell<usize>,
    bytes: Cell<usize>,
}

impl Default for Steps {
    fn default() -> Self {
        Self::new()
    }
}

impl Steps {
    /// A budget of which nothing is spent.
    #[must_use]
    pub const fn new() -> Self {
        Self { steps: Cell::new(MAX_STEPS), bytes: Cell::new(MAX_BUILT) }
    }

    /// Spends so many steps.
    pub(super) fn take(&self, steps: usize) -> Result<(), String> {
        spend(&self.steps, steps, || format!("more than {MAX_STEPS} steps"))
    }

    /// Spends what it costs to look through a text.
    pub(super) fn read(&self, text: &str) -> Result<(), String> {
        self.take((text.len() / BYTES_A_STEP).saturating_add(1))
    }

    /// Spends the space of something that is built, and the steps that it takes to fill it.
    pub(super) fn build(&self, bytes: usize) -> Result<(), String> {
        self.take((bytes / BYTES_A_STEP).saturating_add(1))?;
        spend(&self.bytes, bytes, || format!("texts and lists of more than {MAX_BUILT} bytes are built"))
    }

    /// How many steps were taken.
    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        MAX_STEPS.saturating_sub(self.steps.get())
    }
}

fn spend(budget: &Cell<usize>, amount: usize, exceeded: impl Fn() -> String) -> Result<(), String> {
    let left = budget.get().checked_sub(amount);
    budget.set(left.unwrap_or(0));
    left.map(drop).ok_or_else(exceeded)
}
