//! What the pages are made of. Each component is given data and says what was done.
//!
//! * `common` — used everywhere: pictures, icons, dialogs
//! * `shell` — what is around a room: its header, the line about the connection, what stands where nothing is yet
//! * `rooms` — rooms and people: finding, making and changing them
//! * `message` — messages: the list, one of them, what can be done with it, searching
//! * `writing` — writing, and what is written as it is shown

pub(crate) mod common;
pub(crate) mod message;
pub(crate) mod rooms;
pub(crate) mod shell;
pub(crate) mod writing;
