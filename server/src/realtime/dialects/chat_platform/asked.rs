//! What its pages ask, carried out with the calls of the contract's own requests.

use sociable_protocol::{
    CreateRoom, Error, ErrorCode, History, ListRooms, Message, OpenDirect, RoomKind, RoomName, RoomScope, RoomSlug,
    RoomSummary, Seq, SetRead, Topic, User,
};

use crate::realtime::dialects::heard::invalid;
use crate::realtime::dialects::places;
use crate::realtime::peer::Peer;

/// Pages of public rooms that one search looks through, 100 rooms each.
const PAGES: usize = 10;

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) enum Question {
    /// The rooms one is in.
    Rooms,
    /// Public rooms one is not in, by the beginning of their names, and how many.
    Search(String, usize),
    /// Be in a room, and know of it.
    Join(String),
    /// Make a public room of this name.
    Create(String),
    /// Have a room with the person of this id.
    Direct(String),
    /// Somebody by their id.
    Person(String),
    /// People who are here, by the beginning of their names, and how many.
    People(String, usize),
    /// Messages of a room: before a position or after one, or the newest; how many.
    Page { room: String, before: Option<u64>, after: Option<u64>, size: u32 },
    /// One has read a room up to a position.
    Read(String, u64),
}

/// An answer.
pub(in super::super) enum Found {
    Rooms(Vec<RoomSummary>),
    Room(Box<RoomSummary>),
    Person(User, bool),
    People(Vec<User>),
    /// Messages in their order, and whether there are more.
    Page(Vec<Message>, bool),
    Done,
}

pub(in super::super) async fn ask(peer: &mut Peer, question: Question) -> Result<Found, Error> {
    let context = std::sync::Arc::clone(peer.context());
    let (chat, user) = (&context.chat, peer.outlet().user());
    Ok(match question {
        Question::Rooms => Found::Rooms(everywhere(peer).await?),
        Question::Search(q, size) => {
            let (mut found, mut after) = (Vec::new(), None);
            for _ in 0..PAGES {
                let list = ListRooms { scope: RoomScope::Public, after: after.take() };
                let page = chat.list_rooms(&user, list).await?;
                after = page.rooms.last().map(|summary| summary.room.slug.clone());
                let begins = |summary: &RoomSummary| begins(summary.room.name.as_str(), &q);
                found.extend(page.rooms.into_iter().filter(|summary| summary.role.is_none()).filter(begins));
                if found.len() >= size || !page.has_more {
                    break;
                }
            }
            found.truncate(size);
            Found::Rooms(found)
        }
        Question::Join(room) => {
            let room = slug(&room)?;
            places::join_quietly_once(peer, &room, room.as_str()).await?;
            Found::Room(known(peer, &room).await?)
        }
        Question::Create(name) => {
            let name = RoomName::new(&name).map_err(|error| invalid(&error.to_string()))?;
            let create = CreateRoom { name, slug: None, kind: RoomKind::Public, topic: Topic::default() };
            let room = chat.create_room(&user, create).await?.room.slug;
            places::join_quietly_once(peer, &room, room.as_str()).await?;
            Found::Room(known(peer, &room).await?)
        }
        Question::Direct(id) => {
            let with = id.parse().map_err(|_| invalid("there is nobody of this id"))?;
            let room = chat.open_direct(&user, OpenDirect { user: with }).await?.room.slug;
            places::join_quietly_once(peer, &room, &id).await?;
            Found::Room(known(peer, &room).await?)
        }
        Question::Person(id) => {
            let id = id.parse().map_err(|_| nobody())?;
            let person = chat.person(id).await?.ok_or_else(nobody)?;
            Found::Person(person, chat.presence().is_here(id))
        }
        Question::People(q, size) => {
            let roster = chat.presence().roster(&context.dialects.home, chat.limits().people_listed);
            let people = roster.people.into_iter().map(|person| person.user);
            let others = people.filter(|person| person.id != user.id && begins(person.name.as_str(), &q));
            Found::People(others.take(size).collect())
        }
        Question::Page { room, before, after, size } => {
            let (before, after) = (before.map(Seq), after.map(Seq));
            let page = History { room: slug(&room)?, before, after, limit: Some(size) };
            let page = chat.history(&user, page).await?;
            Found::Page(page.messages, page.has_more)
        }
        Question::Read(room, seq) => {
            chat.set_read(&user, SetRead { room: slug(&room)?, seq: Seq(seq) }).await?;
            Found::Done
        }
    })
}

/// Brings a page into all rooms of its person, and the one of all, and tells which these are.
async fn everywhere(peer: &mut Peer) -> Result<Vec<RoomSummary>, Error> {
    let context = std::sync::Arc::clone(peer.context());
    let home = context.dialects.home.clone();
    places::join_quietly_once(peer, &home, home.as_str()).await?;
    let user = peer.outlet().user();
    let list = ListRooms { scope: RoomScope::Joined, after: None };
    let mut rooms = context.chat.list_rooms(&user, list).await?.rooms;
    rooms.retain(|summary| summary.role.is_some());
    for summary in &rooms {
        let with = summary.room.between.iter().find(|other| other.id != user.id).map(|other| other.id.to_string());
        let spelled = with.as_deref().unwrap_or_else(|| summary.room.slug.as_str());
        places::join_quietly_once(peer, &summary.room.slug, spelled).await?;
    }
    Ok(rooms)
}

async fn known(peer: &Peer, room: &RoomSlug) -> Result<Box<RoomSummary>, Error> {
    let summary = peer.context().chat.summary(room, peer.outlet().user_id()).await?;
    summary.map(Box::new).ok_or_else(|| Error::new(ErrorCode::RoomNotFound, "there is no such room"))
}

fn nobody() -> Error {
    Error::new(ErrorCode::UserNotFound, "there is nobody of this id")
}

fn slug(room: &str) -> Result<RoomSlug, Error> {
    room.parse().map_err(|_| invalid("there is no such room"))
}

fn begins(name: &str, q: &str) -> bool {
    name.to_lowercase().starts_with(&q.to_lowercase())
}
