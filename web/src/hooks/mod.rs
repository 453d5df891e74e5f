//! What components have in common: time passing, what the browser says, and the position of a list.

mod back;
mod browser;
mod elapsed;
mod focus;
mod scroll;
mod today;

pub(crate) use back::use_back;
pub(crate) use browser::{use_media, use_online, use_visible};
pub(crate) use elapsed::use_elapsed;
pub(crate) use focus::use_returning_focus;
pub(crate) use scroll::use_scroll_keeper;
pub(crate) use today::use_today;
