//! Used everywhere: pictures of people, icons, dialogs, menus, links and choices.

mod avatar;
mod confirm;
mod icon;
mod late;
mod menu;
mod modal;
mod place;
mod segments;

pub(crate) use avatar::{avatar, hue_class, picture, status_key, verified};
pub(crate) use confirm::{Confirm, form_note};
pub(crate) use icon::{Shape, icon, logo};
pub(crate) use late::{not_loaded, not_loaded_above};
pub(crate) use menu::{Choice, Menu};
pub(crate) use modal::Modal;
pub(crate) use place::PlaceLink;
pub(crate) use segments::Segments;
