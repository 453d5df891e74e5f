//! The store on its own, on real databases: what the rest of the server relies on, whatever keeps it; and what is
//! particular to each.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers, too")]

#[macro_use]
mod contract;
mod sqlite;
mod throughput;
