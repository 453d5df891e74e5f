//! Used everywhere: pictures of people, icons, dialogs, menus, links and choices.

mod avatar;
mod confirm;
mod icon;
mod late;
mod menu;
mod modal;
mod place;
mod segments;

pub(crate) use avatar::{Avatar, Picture, hue_class, status_key};
pub(crate) use confirm::{Confirm, FormNote};
pub(crate) use icon::{Icon, Logo, Shape};
pub(crate) use late::{not_loaded, not_loaded_above};
pub(crate) use menu::{Choice, Menu};
pub(crate) use modal::Modal;
pub(crate) use place::PlaceLink;
pub(crate) use segments::Segments;
