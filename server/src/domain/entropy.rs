//! Random bytes from the operating system.

use sociable_protocol::Error;

use super::refusal::internal;

/// `N` random bytes.
///
/// # Errors
/// [`ErrorCode::Internal`](sociable_protocol::ErrorCode::Internal) where the operating system has none: a sandbox without
/// `getrandom` and `/dev/urandom`.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        tracing::error!(%error, "the operating system gives no randomness");
        internal("the server has no source of randomness")
    })?;
    Ok(bytes)
}
