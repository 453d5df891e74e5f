//! The server as a process of its own, to which is done what happens to servers: killed, cut off, restarted, out of disk.
//! Then what it promised is compared with what it kept. Figures, and what takes minutes, only with `cargo xtask soak`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking, in its helpers, too")]
#![expect(clippy::print_stdout, reason = "figures are for whoever runs it")]

mod bot;
mod checker;
mod cut;
mod disk;
mod figures;
#[path = "../chat/port.rs"]
mod port;
mod process;
#[path = "../chat/raw.rs"]
mod raw;
mod reader;
mod restart;
mod stalled;
mod tls;
mod upkeep;
mod webhooks;
