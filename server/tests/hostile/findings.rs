//! What came of many attacks of a kind: all that was otherwise than it should be is told at once.

use std::fmt::Debug;

/// Cases that went otherwise than expected.
#[derive(Default)]
pub(crate) struct Findings(Vec<String>);

impl Findings {
    pub(crate) fn expect<T: PartialEq + Debug>(&mut self, case: &str, got: &T, expected: &T) {
        if got != expected {
            self.0.push(format!("{case}: {got:?} instead of {expected:?}"));
        }
    }

    pub(crate) fn tell(self) {
        assert!(self.0.is_empty(), "{} cases:\n{}", self.0.len(), self.0.join("\n"));
    }
}
