//! What the pages are made of. Each component is given data and says what was done.

mod announcer;
mod avatar;
mod banner;
mod closed;
mod composer;
mod delivery;
mod empty;
mod header;
mod icon;
mod jump;
mod message_list;
mod message_row;
mod message_text;
mod people;
mod skeleton;
mod theme_choice;
mod typing;

pub(crate) use announcer::Announcer;
pub(crate) use avatar::Avatar;
pub(crate) use banner::ConnectionBanner;
pub(crate) use closed::ClosedRoom;
pub(crate) use composer::Composer;
pub(crate) use delivery::{DeliveryMark, FailedActions};
pub(crate) use empty::EmptyState;
pub(crate) use header::Header;
pub(crate) use icon::{Icon, Logo, Shape};
pub(crate) use jump::JumpButton;
pub(crate) use message_list::MessageList;
pub(crate) use message_row::{Item, MessageRow};
pub(crate) use message_text::MessageText;
pub(crate) use people::PeoplePanel;
pub(crate) use skeleton::MessageSkeleton;
pub(crate) use theme_choice::ThemeChoice;
pub(crate) use typing::TypingLine;
