//! The server as its clients meet it: a real server on port 0 with a real database, spoken to through the Rust client.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]

mod api;
mod app;
mod attacks;
mod changes;
mod connections;
mod embedding;
mod handshake;
mod http;
mod identity;
mod lifecycle;
mod messages;
mod msgpack;
mod names;
mod old_polling;
mod origins;
mod pages;
mod payloads;
mod people;
mod port;
mod raw;
mod resume;
mod revocation;
mod rooms;
mod slow;
mod tokens;
mod webhooks;
