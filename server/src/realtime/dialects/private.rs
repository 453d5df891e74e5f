//! What one person says to another, for pages that show that: their direct rooms.

use std::sync::Arc;

use sociable_protocol::{
    Error, ListRooms, Message, MessageText, OpenDirect, Room, RoomKind, RoomScope, RoomSlug, UserId,
};

use super::heard::invalid;
use super::places::{join, join_quietly};
use super::run::hears;
use super::voice::Voice;
use super::{Met, Someone};
use crate::realtime::Context;
use crate::realtime::hub::Position;
use crate::realtime::outlet::Outlet;
use crate::realtime::peer::Peer;

/// Most conversations that a page is in from the start, the latest first; it is in the others once somebody says something.
const CONVERSATIONS: usize = 50;

/// The other one of a direct room.
fn partner(room: &Room, user: UserId) -> Option<(UserId, String)> {
    let other = room.between.iter().find(|other| other.id != user)?;
    Some((other.id, other.name.to_string()))
}

/// Brings a page into the room of all and its person's direct rooms, and tells it whom it can talk to.
pub(super) async fn meet(peer: &mut Peer) -> Result<(), Error> {
    let (context, outlet) = (Arc::clone(peer.context()), Arc::clone(peer.outlet()));
    let Some(voice) = outlet.voice.clone() else { return Ok(()) };
    let home = context.dialects.home.clone();
    join(peer, &home, home.as_str()).await?;
    let mut people: Vec<Met> =
        voice.here(&home).into_iter().map(|someone| Met { someone, connected: true, messages: Vec::new() }).collect();
    let list = ListRooms { scope: RoomScope::Joined, after: None };
    let rooms = context.chat.list_rooms(&outlet.user(), list).await?.rooms;
    let direct = rooms.into_iter().map(|summary| summary.room).filter(|room| room.kind == RoomKind::Direct);
    let mut bytes = context.chat.limits().page_bytes;
    for room in direct.take(CONVERSATIONS) {
        let Some((id, name)) = partner(&room, outlet.user_id()) else { continue };
        let messages = within(join_quietly(peer, &room.slug, &id.to_string()).await?, &mut bytes);
        match people.iter_mut().find(|met| met.someone.id == id) {
            Some(met) => met.messages = messages,
            None => people.push(Met { someone: Someone { id, name }, connected: false, messages }),
        }
    }
    hears(peer, voice.met(&outlet, people));
    Ok(())
}

/// The newest messages, as far as all of one answer may weigh.
fn within(mut messages: Vec<Message>, bytes: &mut usize) -> Vec<Message> {
    let mut first = messages.len();
    for message in messages.iter().rev() {
        let weight = message.text.as_ref().map(MessageText::as_str).map_or(0, str::len);
        if weight > *bytes {
            break;
        }
        *bytes -= weight;
        first -= 1;
    }
    messages.split_off(first)
}

/// The direct room with the person of this id, which the page is in from then on.
pub(super) async fn with(peer: &mut Peer, to: &str) -> Result<RoomSlug, Error> {
    let user: UserId = to.parse().map_err(|_| invalid("there is nobody of this id"))?;
    let room = peer.context().chat.open_direct(&peer.outlet().user(), OpenDirect { user }).await?.room.slug;
    if !peer.outlet().is_in(&room) {
        join_quietly(peer, &room, to).await?;
    }
    Ok(room)
}

impl Context {
    /// Brings a page into a direct room that has just been opened, from its first message on.
    pub(in crate::realtime) async fn join_direct(&self, outlet: &Arc<Outlet>, voice: &Voice, room: &Room) {
        let Some((partner, _)) = partner(room, outlet.user_id()) else { return };
        let since = self.chat.published();
        if outlet.is_in(&room.slug) || !self.hub.join(&room.slug, outlet, self.chat.limits().rooms_per_socket, since) {
            return;
        }
        voice.came_quietly(&room.slug, &partner.to_string());
        if let Some(status) = self.chat.presence().arrive(&room.slug, outlet.connection) {
            self.tell_coming(&room.slug, outlet.user(), status, |other| !outlet.is(other)).await;
        }
        self.hub.go_live(&room.slug, outlet, Position::default(), since);
    }
}
