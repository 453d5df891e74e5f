//! The server as its clients meet it: a real server on port 0 with a real database, spoken to through the Rust client.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]

mod app;
mod handshake;
mod http;
mod lifecycle;
mod messages;
mod payloads;
mod people;
