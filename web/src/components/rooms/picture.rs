//! The picture that stands for a room.

use sociable_client::chat::RoomState;
use sociable_protocol::{Room, RoomKind, Status, User, UserId};
use yew::prelude::*;

use crate::components::common::{Shape, icon, picture};
use crate::names::other;
use crate::strings;

/// A sign for the kind of room, which screen readers are told in a word; for a direct one, the other person, and with
/// `status` whether they can be reached.
pub(crate) fn room_picture(room: &Room, me: Option<UserId>, status: Option<Status>) -> Html {
    if let Some(user) = other(room, me) {
        return picture(user, status);
    }
    let (shape, kind) = match room.kind {
        _ if room.archived => (Shape::Archive, Some(strings::archived_room())),
        RoomKind::Private => (Shape::Lock, Some(strings::private_room())),
        RoomKind::Public | RoomKind::Direct => (Shape::Hash, None),
    };
    html! {
        <span class="room-sign" title={kind}>
            { icon(shape) }
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
