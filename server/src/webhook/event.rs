//! What the site is told of what is committed. Nothing of direct rooms: they are for their two people alone.

use serde::Serialize;
use sociable_protocol::{Message, RemovedReason, Room, RoomSlug, Timestamp, UserId};

use crate::domain::{is_direct, now};
use crate::store::{ChangeKind, Committed, Entry};

/// An event, as it is sent.
#[derive(Serialize)]
struct Event<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    /// When it was committed.
    timestamp: Timestamp,
    data: Data<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Message { message: &'a Message },
    Room { room: &'a Room },
    Joined { room: &'a RoomSlug, user: UserId },
    Left { room: &'a RoomSlug, user: UserId, reason: RemovedReason },
}

/// What the site is told of it; `None` where that is nothing.
pub(crate) fn compose(committed: &Committed) -> Option<Entry> {
    let (kind, room, data) = match committed {
        Committed::Message(message) => ("message.created", &message.room, Data::Message { message }),
        Committed::Changed(kind, message) => {
            let kind = match kind {
                ChangeKind::Edited | ChangeKind::Pinned => "message.updated",
                ChangeKind::Deleted => "message.deleted",
                ChangeKind::Reacted => "message.reacted",
            };
            (kind, &message.room, Data::Message { message })
        }
        Committed::RoomMade(room) => ("room.created", &room.slug, Data::Room { room }),
        Committed::RoomUpdated(room) => ("room.updated", &room.slug, Data::Room { room }),
        Committed::MemberCame { room, user } => ("member.joined", room, Data::Joined { room, user: *user }),
        Committed::MemberGone { room, user, reason } => {
            ("member.left", room, Data::Left { room, user: *user, reason: *reason })
        }
        Committed::RoomAdded { .. }
        | Committed::RoleChanged { .. }
        | Committed::Read { .. }
        | Committed::Muted { .. }
        | Committed::UserUpdated(_)
        | Committed::TokensRevoked { .. } => return None,
    };
    if is_direct(room) {
        return None;
    }
    let created_at = now();
    match serde_json::to_string(&Event { kind, timestamp: created_at, data }) {
        Ok(payload) => Some(Entry { lane: room.to_string(), payload, created_at }),
        Err(error) => {
            tracing::error!(%error, kind, "an event cannot be written, and the site is not told");
            None
        }
    }
}
