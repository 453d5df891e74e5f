//! Sociable's client side without a user interface: a Socket.IO client for browsers and native programs, and the state
//! of a chat as a pure function. Both compile for the host and for `wasm32-unknown-unknown`.
//!
//! The parts do not know each other, but for [`event_action`]: [`chat`] says what is to be sent and takes what came, [`socketio`] knows the
//! protocol and nothing of chat, and [`transport`] joins the protocol to sockets and clocks.

pub mod chat;
mod events;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod socketio;
pub mod sorted;
#[cfg(any(target_arch = "wasm32", feature = "native"))]
pub mod transport;

pub use events::{Unreadable, event_action};

/// What the README shows is compiled, and run where it can be.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
