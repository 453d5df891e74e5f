//! How work inside the store ends early: because it is refused, or because the database failed.

use crate::store::{Outcome, Refused, StoreError};

/// [`Outcome`] in a shape that `?` can be used on.
pub(super) type Attempt<T> = Result<T, Stop>;

/// Why an attempt ended early.
#[derive(Debug)]
pub(super) enum Stop {
    Refused(Refused),
    Failed(StoreError),
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// What the store's callers get.
pub(super) fn outcome<T>(attempt: Attempt<T>) -> Outcome<T> {
    match attempt {
        Ok(done) => Ok(Ok(done)),
        Err(Stop::Refused(refused)) => Ok(Err(refused)),
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// For what has no rule that could refuse it.
pub(super) fn unrefused<T>(outcome: Outcome<T>) -> Result<T, StoreError> {
    outcome?.map_err(|_| StoreError::Corrupt("answer"))
}
