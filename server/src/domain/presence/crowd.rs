//! Rooms with too many people to tell of each.
//!
//! Everybody in a room tells everybody, so the cost grows with the square of the people: beyond a limit only their
//! number is told, now and then. A room that was beyond it stays a crowd until [`Presence::take_crowds`] says that it
//! is small again; until then nobody's coming and going is told in it, since nobody there has a list that it would fit.

use std::collections::HashSet;

use sociable_protocol::{RoomSlug, Status, UserId};

use super::Presence;

/// The people in a room.
#[derive(Debug, Default)]
pub(super) struct Hall {
    pub(super) people: HashSet<UserId>,
    /// Present while they are too many.
    crowd: Option<Crowded>,
}

#[derive(Debug)]
struct Crowded {
    /// Beyond how many it is too many.
    limit: usize,
    /// The number last told; `None` where none was.
    told: Option<usize>,
}

/// What is to be told of a room that is, or was, too large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Crowd {
    /// It has this many people now.
    Count(RoomSlug, usize),
    /// It is no longer too large: everybody in it needs the list of all who are there. From now on single events are
    /// told again.
    SmallAgain(RoomSlug),
}

impl Presence {
    /// Whether others in the room are to be told that somebody has just come, changed or gone (`status` says which): in
    /// a room of at most `limit` people. In a larger one the number is told later.
    pub fn is_told(&self, room: &RoomSlug, status: Status, limit: usize) -> bool {
        let state = &mut *self.state.lock();
        // Nobody is left to be told.
        let Some(hall) = state.rooms.get_mut(room) else { return true };
        let most = hall.people.len() + usize::from(status == Status::Offline);
        if most > limit && hall.crowd.is_none() {
            hall.crowd = Some(Crowded { limit, told: None });
        }
        let crowded = hall.crowd.is_some();
        if crowded {
            state.crowds.insert(room.clone());
        }
        !crowded
    }

    /// The large rooms whose number has changed since the last call, and those that are small again; each of these
    /// once.
    pub fn take_crowds(&self) -> Vec<Crowd> {
        let state = &mut *self.state.lock();
        let rooms = std::mem::take(&mut state.crowds);
        rooms
            .into_iter()
            .filter_map(|room| {
                let hall = state.rooms.get_mut(&room)?;
                let count = hall.people.len();
                let crowd = hall.crowd.as_mut()?;
                if count <= crowd.limit {
                    hall.crowd = None;
                    return Some(Crowd::SmallAgain(room));
                }
                let news = crowd.told.replace(count) != Some(count);
                news.then_some(Crowd::Count(room, count))
            })
            .collect()
    }
}
