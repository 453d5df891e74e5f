//! Rooms and people.

mod closed;
mod dialogs;
mod entry;
mod invitation;
mod oneself;
mod people;
mod picture;
mod sidebar;

pub(crate) use closed::ClosedRoom;
pub(crate) use dialogs::{DIALOGS, Dialogs};
pub(crate) use people::PeoplePanel;
pub(crate) use picture::{other_in, room_picture};
pub(crate) use sidebar::Sidebar;
