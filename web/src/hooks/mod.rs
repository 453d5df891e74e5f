//! What components have in common: time passing, what the browser says, the position of a list, going back and having
//! something done.

mod back;
mod browser;
mod effect;
mod elapsed;
mod emojis;
mod focus;
mod order;
mod resized;
mod scroll;
mod today;

pub(crate) use back::{after_back, arrived, use_back};
pub(crate) use browser::{PHONE, WIDE, use_looks, use_media, use_online, use_visible};
pub(crate) use effect::use_effect_with;
pub(crate) use elapsed::use_elapsed;
pub(crate) use emojis::use_emojis;
pub(crate) use focus::{use_focus, use_returning_focus};
pub(crate) use order::use_order;
pub(crate) use resized::use_resized;
pub(crate) use scroll::{Aim, Nearness, ScrollKeeper, use_scroll_keeper};
pub(crate) use today::use_today;
