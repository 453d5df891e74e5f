//! Telling the site what happens, as [Standard Webhooks](https://www.standardwebhooks.com) has it: signed, at least once, and
//! what concerns one room in its order.
//!
//! What is to be told is written in the transaction that it tells of ([`event`], and the store's outbox), so that neither a crash
//! nor a site that is down loses any of it; and told by one task of its own, so that nothing waits for the site. Trade-off: it
//! costs the writer a row for each event, where it is turned on.

mod deliver;
mod event;
mod pace;
mod sign;

pub(crate) use deliver::Webhooks;
pub(crate) use event::compose;
