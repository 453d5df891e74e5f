//! Something that happens in a room, and what it is in the words of each dialect: made when somebody is the first to hear
//! it so, and kept for all others.

use std::sync::Arc;

use parking_lot::Mutex;
use sociable_protocol::{Message, MessageId, RoomSlug, TypingChanged, User, UserId};

use super::super::outbox::Spoken;

/// Most translations of one event that are kept; further ones are made anew for each socket. There are as many as
/// dialects and spellings of the room's name.
const KEPT: usize = 32;

/// What happens, as far as dialects have words for it.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "nearly all are messages")]
pub(in crate::realtime) enum What {
    /// Somebody said something.
    Said(Message),
    /// Somebody has come into a room.
    Came(RoomSlug, User),
    /// Somebody has gone from it.
    Left(RoomSlug, User),
    /// Somebody is writing, or no longer.
    Typing(TypingChanged),
    /// Who is in a room is to be told anew.
    People(Anew),
}

/// Why who is in a room is to be told anew.
#[derive(Debug, Clone)]
pub(in crate::realtime) struct Anew {
    room: RoomSlug,
    /// Somebody goes by another name; else there were too many coming and going to tell of each.
    pub(super) renamed: Option<UserId>,
}

/// What happens, and its translations.
pub(in crate::realtime) struct Told {
    pub(super) what: What,
    spoken: Mutex<Vec<(Key, Arc<[Spoken]>)>>,
}

/// For whom a translation is: a dialect, and how the room is spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) dialect: usize,
    pub(super) room: Arc<str>,
}

impl What {
    /// The list of who is in a room is another.
    pub(in crate::realtime) const fn people(room: RoomSlug) -> Self {
        Self::People(Anew { room, renamed: None })
    }

    /// Somebody in a room goes by another name.
    pub(in crate::realtime) const fn renamed(room: RoomSlug, user: UserId) -> Self {
        Self::People(Anew { room, renamed: Some(user) })
    }

    pub(super) const fn room(&self) -> &RoomSlug {
        match self {
            Self::Said(message) => &message.room,
            Self::Came(room, _) | Self::Left(room, _) => room,
            Self::People(anew) => &anew.room,
            Self::Typing(typing) => &typing.room,
        }
    }

    /// Who said it.
    pub(super) fn author(&self) -> Option<UserId> {
        self.message().map(|message| message.user.id)
    }

    pub(super) fn id(&self) -> Option<MessageId> {
        self.message().map(|message| message.id)
    }

    const fn message(&self) -> Option<&Message> {
        match self {
            Self::Said(message) => Some(message),
            _ => None,
        }
    }
}

impl Told {
    pub(in crate::realtime) fn new(what: What) -> Self {
        Self { what, spoken: Mutex::default() }
    }

    /// The translation for this key, made where there is none yet.
    pub(super) fn spoken(&self, key: &Key, make: impl FnOnce() -> Vec<Spoken>) -> Arc<[Spoken]> {
        let mut all = self.spoken.lock();
        if let Some((_, spoken)) = all.iter().find(|(other, _)| other == key) {
            return Arc::clone(spoken);
        }
        let spoken: Arc<[Spoken]> = make().into();
        if all.len() < KEPT {
            all.push((key.clone(), Arc::clone(&spoken)));
        }
        spoken
    }
}
