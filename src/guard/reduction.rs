//! What many guards say together: the truth table (guards.md, "Reduction").

use serde::Serialize;

use crate::bits::Bits;

/// What an operation is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It may run.
    Allow,
    /// It must not.
    Deny,
    /// It must not, and the host should make another attempt.
    Retry,
}

/// Who denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denier {
    /// A guard of the host, privileged or not.
    Guard,
    /// A policy: with what can be lifted, a label rule or built-in rule of a layer that is not locked where guards may be
    /// bypassed, or with anything else.
    Policy { liftable: bool },
}

/// What lifts denials.
#[derive(Debug, Default)]
pub(crate) struct Permits {
    /// Inputs for which a rule of a privileged guard matched that allows.
    pub(crate) inputs: Bits,
    /// Whether one matched for the operation, or policies authorise the call.
    pub(crate) operation: bool,
}

/// Whether a denial stands, be what permits before or after it. `about` is the input that it is about; `None`: the operation
/// as a whole.
///
/// | who denies | what | privileged guard allows | stands |
/// |---|---|---|---|
/// | a guard | anything | anywhere | yes |
/// | a policy | capability, danger, tool, authorisation; a locked layer | anywhere | yes |
/// | a policy | flow of an input | that input | no |
/// | a policy | flow of an input | another input | yes |
/// | a policy | flow of an input | the operation | no |
/// | a policy | aim of the operation | an input | yes |
/// | a policy | aim of the operation | the operation | no |
pub(crate) fn stands(denier: Denier, about: Option<usize>, permits: &Permits) -> bool {
    match (denier, about) {
        (Denier::Guard | Denier::Policy { liftable: false }, _) => true,
        (Denier::Policy { liftable: true }, Some(input)) => !permits.operation && !permits.inputs.contains(input),
        (Denier::Policy { liftable: true }, None) => !permits.operation,
    }
}

/// Deny before retry before allow.
pub(crate) const fn reduce(any_denial_stands: bool, any_retry: bool) -> Verdict {
    match (any_denial_stands, any_retry) {
        (true, _) => Verdict::Deny,
        (false, true) => Verdict::Retry,
        (false, false) => Verdict::Allow,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_documentation_holds() {
        let permits = |inputs: &[usize], operation| {
            let mut permits = Permits { operation, ..Permits::default() };
            inputs.iter().for_each(|input| permits.inputs.insert(*input));
            permits
        };
        let everything = permits(&[0, 1], true);
        for about in [None, Some(0)] {
            assert!(stands(Denier::Guard, about, &everything));
            assert!(stands(Denier::Policy { liftable: false }, about, &everything));
            assert!(!stands(Denier::Policy { liftable: true }, about, &permits(&[], true)));
            assert!(stands(Denier::Policy { liftable: true }, about, &permits(&[1], false)));
            assert!(stands(Denier::Policy { liftable: true }, about, &Permits::default()));
        }
        assert!(!stands(Denier::Policy { liftable: true }, Some(1), &permits(&[1], false)));
        assert_eq!(reduce(true, true), Verdict::Deny);
        assert_eq!(reduce(false, true), Verdict::Retry);
        assert_eq!(reduce(false, false), Verdict::Allow);
    }
}
