//! Hostile peers: everything that is known to have broken servers of this kind, done to the server as a process by raw
//! sockets that write every byte themselves. Each attack has to end in a refusal or in a close with a reason, while an
//! honest client beside it is served; and when it is over, the server holds what it held before.
//!
//! A file for each group of attacks: what is asked of Engine.IO, bodies, connections, frames, packets, floods, people.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]
#![expect(clippy::print_stdout, reason = "figures are for whoever runs it")]

#[path = "../chat/app.rs"]
#[expect(dead_code, reason = "its server in the test's process is for other tests")]
mod app;
mod arena;
mod findings;
mod honest;
#[path = "../chat/port.rs"]
mod port;
#[path = "../process/process.rs"]
#[expect(dead_code, reason = "starting it again is for other tests")]
mod process;
mod session;
mod tcp;
mod websocket;

mod bodies;
mod connections;
mod floods;
mod frames;
mod packets;
mod people;
mod requests;
mod sizes;
mod slow;
mod soak;
