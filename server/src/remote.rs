//! Asking over HTTP what is at the addresses that the operator named: a site's keys, and the site that is told.
//!
//! Over HTTPS it is found as the machine has it: with the roots that it trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` name others),
//! and through a proxy that the environment names. What is asked without encryption, which an address of this very machine may
//! be, goes through none: it would leave the machine in the clear.

use std::error::Error;
use std::time::Duration;

use reqwest::{Client, Url, redirect};

use crate::config::is_this_machine;

/// Nothing can be asked.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot ask over HTTPS, as {address} is to be: {why}; install the system's certificates (`ca-certificates`), or name a file \
     of them by SSL_CERT_FILE"
)]
pub struct RemoteSetupError {
    address: String,
    why: String,
}

/// A client for this address, whose answers have to be whole within a time. It follows no redirection: another address is not
/// the one that was named.
///
/// # Errors
/// [`RemoteSetupError`] where the address is asked over HTTPS and no root is there to be trusted.
pub(crate) fn client(url: &Url, timeout: Duration) -> Result<Client, RemoteSetupError> {
    let mut client = Client::builder().timeout(timeout).redirect(redirect::Policy::none()).user_agent("sociable");
    if url.host_str().is_some_and(is_this_machine) {
        client = client.no_proxy();
    }
    if url.scheme() != "https" {
        // Without it, a machine that has no roots could not be asked for what needs none.
        client = client.tls_certs_only([]);
    }
    let address = || url.host_str().unwrap_or_default().to_owned();
    client.build().map_err(|error| RemoteSetupError { address: address(), why: describe(&error) })
}

/// An error without its address, which may hold a secret, and what is behind it, which says more.
pub(crate) fn faulty(error: reqwest::Error) -> String {
    describe(&error.without_url())
}

fn describe(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
