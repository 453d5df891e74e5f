//! What is around a room.

mod banner;
mod empty;
mod header;
mod missing;
mod notices;
mod panel_button;
mod room_menu;
mod room_view;
mod skeleton;

pub(crate) use banner::ConnectionBanner;
pub(crate) use empty::EmptyState;
pub(crate) use header::Header;
pub(crate) use missing::Missing;
pub(crate) use notices::Notices;
pub(crate) use room_view::RoomView;
pub(crate) use skeleton::MessageSkeleton;
