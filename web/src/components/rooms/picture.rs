//! The picture that stands for a room.

use sociable_client::chat::RoomState;
use sociable_protocol::{Room, RoomKind, Status, User, UserId};
use yew::prelude::*;

use crate::components::common::{Icon, Picture, Shape};
use crate::names::other;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Room,
    pub(crate) me: Option<UserId>,
    /// Of a direct room: whether the other can be reached, where that is known.
    #[prop_or_default]
    pub(crate) status: Option<Status>,
}

/// A sign for the kind of room, which screen readers are told in a word; for a direct one, the other person.
#[component]
pub(crate) fn RoomPicture(props: &Props) -> Html {
    if let Some(user) = other(&props.room, props.me) {
        return html! { <Picture user={user.clone()} status={props.status} /> };
    }
    let (shape, kind) = match props.room.kind {
        _ if props.room.archived => (Shape::Archive, Some(strings::archived_room())),
        RoomKind::Private => (Shape::Lock, Some(strings::private_room())),
        RoomKind::Public | RoomKind::Direct => (Shape::Hash, None),
    };
    html! {
        <span class="room-sign" title={kind}>
            <Icon {shape} />
            if let Some(kind) = kind {
                <span class="visually-hidden">{ kind }</span>
            }
        </span>
    }
}

/// The other person of a direct room, and whether they can be reached; `None` of it while there is no connection.
pub(crate) fn other_in(room: &RoomState, me: Option<UserId>, online: bool) -> Option<(&User, Option<Status>)> {
    let user = other(&room.info, me)?;
    let here = || room.people.here().into_iter().find(|person| person.user.id == user.id).map(|person| person.status);
    Some((user, online.then(|| here().unwrap_or(Status::Offline))))
}
