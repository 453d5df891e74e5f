//! Where one can go, by some letters of its name.

use std::cmp::Reverse;

use sociable_client::chat::{ChatState, Phase};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{Room, RoomSlug, Timestamp, User, UserId};

use crate::matching::rank;
use crate::names::{other, room_name};
use crate::room_list::{newest, sections};

/// Most that are offered: more than one looks through.
const OFFERED: usize = 50;

/// A place to go to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    /// A room that one is in or invited to.
    Room(Room),
    /// Somebody with whom one has no direct room yet.
    Person(User),
    /// A public room that one is not in.
    Public(Room),
}

/// A place to go to, with what it is found and sorted by.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) target: Target,
    pub(super) name: String,
    /// How many messages are unread there.
    pub(super) unread: u32,
    pub(super) newest: Option<Timestamp>,
}

/// All places one knows of: one's rooms, the people in them, and the public rooms as far as they have been asked for.
pub(super) fn candidates(state: &ChatState) -> Vec<Candidate> {
    let me = state.me.as_ref().map(|me| me.id);
    let sections = sections(&state.rooms, me);
    let rooms = sections.rooms.into_iter().chain(sections.direct).chain(sections.invitations);
    let mut all: Vec<Candidate> = rooms
        .map(|room| Candidate {
            target: Target::Room(room.info.clone()),
            name: room_name(&room.info, me).to_owned(),
            unread: room.unread,
            newest: newest(room),
        })
        .collect();
    let place = |target: Target, name: &str| Candidate { target, name: name.to_owned(), unread: 0, newest: None };
    let listed = all.len();
    let has_room = |user: UserId| {
        all.iter().take(listed).any(|known| match &known.target {
            Target::Room(room) => other(room, me).is_some_and(|other| other.id == user),
            Target::Person(_) | Target::Public(_) => false,
        })
    };
    let people = known_people(state);
    let people: Vec<_> =
        people.into_iter().map(|(_, user)| user).filter(|user| Some(user.id) != me && !has_room(user.id)).collect();
    all.extend(people.into_iter().map(|user| place(Target::Person(user.clone()), user.name.as_str())));
    let joined = |slug: &RoomSlug| {
        state.room(slug).is_some_and(|room| matches!(room.phase, Phase::Joined | Phase::Joining | Phase::Invited(_)))
    };
    let public = state.directory.rooms.iter().map(|summary| &summary.room).filter(|room| !joined(&room.slug));
    all.extend(public.map(|room| place(Target::Public(room.clone()), room.name.as_str())));
    all
}

/// Everybody one knows from the rooms one is in.
pub(super) fn known_people(state: &ChatState) -> SortedMap<UserId, User> {
    let mut people = SortedMap::new();
    for room in state.rooms.values() {
        let here = room.people.here().into_iter().chain(room.people.left()).map(|person| &person.user);
        let members = room.membership.members.iter().map(|member| &member.user);
        for user in here.chain(members).chain(&room.info.between) {
            if !people.contains_key(&user.id) {
                people.insert(user.id, user.clone());
            }
        }
    }
    people
}

/// Those that answer to `query`, the best first; among equals what is unread, then what is newest. Without a query only
/// one's own rooms.
pub(super) fn matching(candidates: &[Candidate], query: &str) -> Vec<Candidate> {
    let all = !query.trim().is_empty();
    let mut found: Vec<_> = candidates
        .iter()
        .filter(|candidate| all || matches!(candidate.target, Target::Room(_)))
        .filter_map(|candidate| Some((rank(query, &candidate.name)?, candidate)))
        .collect();
    found.sort_by_cached_key(|(rank, candidate)| {
        let own = matches!(candidate.target, Target::Room(_));
        (Reverse((*rank, candidate.unread > 0, own, candidate.newest)), candidate.name.to_lowercase())
    });
    found.into_iter().take(OFFERED).map(|(_, candidate)| candidate.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str, unread: u32, newest: i64) -> Candidate {
        let room = serde_json::from_str(&format!(r#"{{"slug":"room","name":"{name}"}}"#)).unwrap();
        let newest = Some(Timestamp::from_millis(newest));
        Candidate { target: Target::Room(room), name: name.to_owned(), unread, newest }
    }

    fn person(name: &str) -> Candidate {
        let json = format!(r#"{{"id":"01890a5d-ac96-774b-bcce-b302099a8057","name":"{name}"}}"#);
        let target = Target::Person(serde_json::from_str(&json).unwrap());
        Candidate { target, name: name.to_owned(), unread: 0, newest: None }
    }

    fn names(found: &[Candidate]) -> Vec<&str> {
        found.iter().map(|candidate| candidate.name.as_str()).collect()
    }

    #[test]
    fn with_nothing_typed_there_are_ones_rooms_unread_ones_first_and_then_the_newest() {
        let all = [room("old", 0, 1), room("new", 0, 9), person("Ada"), room("unread", 3, 2)];
        assert_eq!(names(&matching(&all, "")), ["unread", "new", "old"]);
    }

    #[test]
    fn a_better_match_comes_before_an_unread_one() {
        let all = [room("my plans", 5, 9), room("plans", 0, 1)];
        assert_eq!(names(&matching(&all, "pl")), ["plans", "my plans"]);
    }

    #[test]
    fn people_are_found_by_name_after_rooms_that_match_as_well() {
        let all = [person("Adam"), room("Ada", 0, 1), person("Ben")];
        assert_eq!(names(&matching(&all, "ada")), ["Ada", "Adam"]);
    }

    #[test]
    fn no_more_are_offered_than_one_looks_through() {
        let all: Vec<_> = (0..200).map(|number| room("room", 0, number)).collect();
        assert_eq!(matching(&all, "ro").len(), OFFERED);
    }
}
