//! What pages ask for that is answered at once: for those few frontends that look things up over the socket.

use sociable_protocol::{
    Error, ErrorCode, History, ListRooms, Message, OpenDirect, Room, RoomScope, RoomSlug, RoomSummary, Seq, SetRead,
    User, UserId,
};

use super::Someone;
use super::heard::invalid;
use super::run::{join, join_quietly};
use crate::realtime::peer::Peer;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Question {
    /// One's own rooms.
    Rooms,
    /// Public rooms with this in their names.
    FindRooms(String),
    /// A room of this name, which one is in then.
    Make(String),
    /// The room at this address, which one is in then.
    Come(String),
    /// A page of what was said.
    Messages { room: String, after: Option<u64>, backwards: bool, size: u64 },
    /// Somebody, by their id.
    Person(String),
    /// People who are here with this in their names.
    FindPeople(String),
    /// The direct room with somebody.
    Reach(String),
    /// That a room is read up to here.
    Read(String, u64),
}

/// An answer.
pub(super) enum Answered {
    Nothing,
    Room(Room),
    Rooms(Vec<RoomSummary>, bool),
    Messages(Vec<Message>, bool),
    /// Somebody, and whether they are here.
    Person(User, bool),
    People(Vec<Someone>),
}

/// Looks it up.
pub(super) async fn ask(peer: &mut Peer, question: Question) -> Result<Answered, Error> {
    let (context, outlet) = (std::sync::Arc::clone(peer.context()), std::sync::Arc::clone(peer.outlet()));
    let (chat, user, home) = (&context.chat, outlet.user(), context.dialects.home.clone());
    Ok(match question {
        Question::Rooms => {
            let mut rooms = chat.list_rooms(&user, ListRooms { scope: RoomScope::Joined, after: None }).await?.rooms;
            // Where all are stands before the others.
            rooms.sort_by_key(|summary| summary.room.slug != home);
            Answered::Rooms(rooms, false)
        }
        Question::FindRooms(query) => {
            let listed = chat.list_rooms(&user, ListRooms { scope: RoomScope::Public, after: None }).await?;
            let has = |summary: &RoomSummary| contains(summary.room.name.as_str(), &query);
            Answered::Rooms(listed.rooms.into_iter().filter(has).collect(), listed.has_more)
        }
        Question::Make(name) => {
            let (room, name) = chat.address_of(&name).ok_or_else(|| invalid("a room's name has 1 to 64 characters"))?;
            chat.found_room(&user, outlet.address, &room, &name).await?;
            Answered::Room(come(peer, &room).await?)
        }
        Question::Come(room) => {
            let room = address(&room)?;
            Answered::Room(come(peer, &room).await?)
        }
        Question::Messages { room, after, backwards, size } => {
            let (before, after) = if backwards { (after, None) } else { (None, Some(after.unwrap_or_default())) };
            let limit = u32::try_from(size).ok();
            let history = History { room: address(&room)?, before: before.map(Seq), after: after.map(Seq), limit };
            let mut page = chat.history(&user, history).await?;
            if backwards {
                page.messages.reverse();
            }
            Answered::Messages(page.messages, page.has_more)
        }
        Question::Person(id) => {
            let id = person(&id)?;
            Answered::Person(chat.person(id).await?, chat.presence().is_here(id))
        }
        Question::FindPeople(query) => {
            let people = outlet.voice.as_ref().map(|voice| voice.here(&home)).unwrap_or_default();
            Answered::People(people.into_iter().filter(|one| contains(&one.name, &query)).collect())
        }
        Question::Reach(id) => {
            let room = chat.open_direct(&user, OpenDirect { user: person(&id)? }).await?.room;
            if !outlet.is_in(&room.slug) {
                join_quietly(peer, &room.slug, &id).await?;
            }
            Answered::Room(room)
        }
        Question::Read(room, seq) => {
            chat.set_read(&user, SetRead { room: address(&room)?, seq: Seq(seq) }).await?;
            Answered::Nothing
        }
    })
}

async fn come(peer: &Peer, room: &RoomSlug) -> Result<Room, Error> {
    join(peer, room, room.as_str()).await?;
    let summary = peer.context().chat.summary(room, peer.outlet().user_id()).await?;
    let gone = || Error::new(ErrorCode::RoomNotFound, "there is no such room");
    Ok(summary.ok_or_else(gone)?.room)
}

fn contains(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.trim().to_lowercase())
}

fn address(room: &str) -> Result<RoomSlug, Error> {
    room.parse().map_err(|_| invalid("there is no room of this id"))
}

fn person(id: &str) -> Result<UserId, Error> {
    id.parse().map_err(|_| invalid("there is nobody of this id"))
}
