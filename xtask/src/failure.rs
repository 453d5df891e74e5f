//! The one error type: what went wrong and, always, what to do about it.
//!
//! The remedy is a field rather than a habit, so a step that can fail without advice does not compile.

use std::fmt;

/// A step that did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    problem: String,
    remedy: String,
}

/// The result of a step.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// `problem` says what happened, without a full stop; `remedy` is one sentence that says what to do.
    pub(crate) fn new(problem: impl fmt::Display, remedy: impl Into<String>) -> Self {
        Self { problem: problem.to_string(), remedy: remedy.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}.\nWhat to do: {}", self.problem, self.remedy)
    }
}

impl std::error::Error for Failure {}

/// Turns any error into a [`Failure`].
pub(crate) trait Advise<T> {
    /// Adds what was being done when the error came, and what to do about it.
    fn advise(self, doing: impl fmt::Display, remedy: impl Into<String>) -> Result<T>;
}

impl<T, E: fmt::Display> Advise<T> for std::result::Result<T, E> {
    fn advise(self, doing: impl fmt::Display, remedy: impl Into<String>) -> Result<T> {
        self.map_err(|error| Failure::new(format_args!("{doing}: {error}"), remedy))
    }
}
