//! What is around a room.

mod banner;
mod empty;
mod frame_header;
mod header;
mod missing;
mod notices;
mod panel_button;
mod room_menu;
mod room_view;
mod skeleton;

pub(crate) use banner::ConnectionBanner;
pub(crate) use empty::empty_state;
pub(crate) use frame_header::{FrameHeader, close_button};
pub(crate) use header::Header;
pub(crate) use missing::missing;
pub(crate) use notices::notices;
pub(crate) use room_view::RoomView;
pub(crate) use skeleton::message_skeleton;
