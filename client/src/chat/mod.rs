//! The state of a chat as a pure function: [`reduce()`] takes a [`ChatState`], an [`Action`] and the time, changes the
//! state and says what is to be done ([`Effect`]).
//!
//! Everything that makes a chat reliable is decided here (order, gaps, retries, never twice) and nothing here does I/O,
//! reads a clock or draws a random number, so every rule is tested on the host, without a browser or a server. The
//! price is that whoever runs it carries effects out and brings their answers back as actions.
//!
//! A state is cheap to clone and its parts compare by pointer ([`Shared`]): a clone is the snapshot that a user
//! interface renders.

mod action;
mod asking;
mod change;
mod commands;
mod effect;
pub mod limits;
mod lists;
mod memory;
mod muting;
mod outbox;
mod pending;
mod people;
mod progress;
mod reading;
mod reduce;
mod retry;
mod room;
mod saved;
mod shared;
mod site;
mod state;
mod timeline;
mod typing;

#[cfg(test)]
mod tests;

pub use action::{Action, Failure};
pub use asking::{Answer, ChangeRequest, ChangeResult, Command, CommandReply, Query, Wish};
pub use commands::{Attempt, Commands, Notice, Outcome};
pub use effect::{Effect, Purpose};
pub use lists::{Directory, Found, Loading, Members, Pins};
pub use outbox::{Delivery, Outbox, Outgoing, SavedMessage};
pub use pending::Pending;
pub use people::{People, Presence};
pub use reading::Receipts;
pub use reduce::reduce;
pub use room::{Phase, RoomState, Target};
pub use saved::SavedRoom;
pub use shared::Shared;
pub use site::{Site, TokenReason};
pub use state::{ChatState, Connection};
pub use timeline::Timeline;
pub use typing::Typing;
