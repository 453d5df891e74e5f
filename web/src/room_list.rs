//! Which rooms are listed, where, in which order, and with which line below the name.

use std::cmp::Reverse;

use sociable_client::chat::{Phase, RoomState, Shared};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{ErrorCode, RemovedReason, Role, RoomKind, RoomSlug, Timestamp, UserId};

use crate::names::room_name;

/// The rooms one is in, as they are listed.
#[derive(Debug, Default)]
pub(crate) struct Sections<'a> {
    /// Those that somebody has invited one to.
    pub(crate) invitations: Vec<&'a Shared<RoomState>>,
    /// Public and private rooms, the one with the newest message first, archived ones last.
    pub(crate) rooms: Vec<&'a Shared<RoomState>>,
    /// Direct rooms, the one with the newest message first.
    pub(crate) direct: Vec<&'a Shared<RoomState>>,
}

/// Where a room is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Invitations,
    Rooms,
    Direct,
}

/// The rooms that are listed.
pub(crate) fn sections(rooms: &SortedMap<RoomSlug, Shared<RoomState>>, me: Option<UserId>) -> Sections<'_> {
    let mut sections = Sections::default();
    for room in rooms.values() {
        let known = room.loaded || room.role.is_some() || !room.outbox.is_empty();
        let list = match section(room.info.kind, &room.phase, room.role, known) {
            Some(Section::Invitations) => &mut sections.invitations,
            Some(Section::Rooms) => &mut sections.rooms,
            Some(Section::Direct) => &mut sections.direct,
            None => continue,
        };
        list.push(room);
    }
    for list in [&mut sections.rooms, &mut sections.direct] {
        list.sort_by_cached_key(|room| order(room.info.archived, newest(room), room_name(&room.info, me)));
    }
    sections
}

/// `known` is whether there is more of it than its address.
fn section(kind: RoomKind, phase: &Phase, role: Option<Role>, known: bool) -> Option<Section> {
    match phase {
        Phase::Invited(_) => return Some(Section::Invitations),
        // An address that somebody has only followed is no room of theirs yet.
        Phase::Joining if !known => return None,
        Phase::Joining | Phase::Joined => {}
        // Its owners find an archived room in the list, so that they can open it again.
        Phase::Refused(error) if error.code == ErrorCode::RoomArchived && role == Some(Role::Owner) => {}
        Phase::Removed(RemovedReason::Archived) if role == Some(Role::Owner) => {}
        Phase::Refused(_) | Phase::Removed(_) => return None,
    }
    Some(if kind == RoomKind::Direct { Section::Direct } else { Section::Rooms })
}

/// What a list of rooms is sorted by.
fn order(archived: bool, newest: Option<Timestamp>, name: &str) -> (bool, Reverse<Option<Timestamp>>, String) {
    (archived, Reverse(newest), name.to_lowercase())
}

/// When something was last said in a room.
pub(crate) fn newest(room: &RoomState) -> Option<Timestamp> {
    room.last_message.as_ref().map(|message| message.created_at)
}

/// The room to show where there is space for one and the address names none: the one looked at last, unless one is no
/// longer in it; else the first of the list, once that is known.
pub(crate) fn home(
    rooms: &SortedMap<RoomSlug, Shared<RoomState>>,
    listed: bool,
    last: Option<RoomSlug>,
    me: Option<UserId>,
) -> Option<RoomSlug> {
    let last = last.filter(|slug| match rooms.get(slug) {
        Some(room) => matches!(room.phase, Phase::Joining | Phase::Joined),
        None => !listed,
    });
    last.or_else(|| {
        let sections = listed.then(|| sections(rooms, me))?;
        sections.rooms.first().or(sections.direct.first()).map(|room| room.info.slug.clone())
    })
}

/// The beginning of a text, on one line and no longer than a line can be.
pub(crate) fn first_line(text: &str) -> String {
    /// More than fits into any list, in characters.
    const CHARS: usize = 120;
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().chars().take(CHARS).collect()
}

/// What a badge shows of a count, which it has room for two digits of.
pub(crate) const BADGE_MAX: u32 = 99;

#[cfg(test)]
mod tests {
    use sociable_protocol::Error;

    use super::*;

    fn refused(code: ErrorCode) -> Phase {
        Phase::Refused(Error::new(code, "no"))
    }

    #[test]
    fn rooms_direct_rooms_and_invitations_are_listed_apart() {
        let joined = |kind| section(kind, &Phase::Joined, Some(Role::Member), true);
        assert_eq!(joined(RoomKind::Public), Some(Section::Rooms));
        assert_eq!(joined(RoomKind::Private), Some(Section::Rooms));
        assert_eq!(joined(RoomKind::Direct), Some(Section::Direct));
        assert_eq!(section(RoomKind::Private, &Phase::Invited(None), None, false), Some(Section::Invitations));
    }

    #[test]
    fn a_room_that_one_is_not_in_is_not_listed() {
        for phase in [
            refused(ErrorCode::RoomNotFound),
            refused(ErrorCode::Banned),
            Phase::Removed(RemovedReason::Left),
            Phase::Removed(RemovedReason::Banned),
        ] {
            assert_eq!(section(RoomKind::Public, &phase, Some(Role::Member), true), None);
        }
        assert_eq!(section(RoomKind::Public, &Phase::Joining, None, false), None);
    }

    #[test]
    fn a_room_known_from_before_is_listed_while_there_is_no_connection() {
        assert_eq!(section(RoomKind::Public, &Phase::Joining, Some(Role::Member), true), Some(Section::Rooms));
    }

    #[test]
    fn an_archived_room_is_listed_for_its_owners_alone() {
        for phase in [refused(ErrorCode::RoomArchived), Phase::Removed(RemovedReason::Archived)] {
            assert_eq!(section(RoomKind::Public, &phase, Some(Role::Owner), true), Some(Section::Rooms));
            assert_eq!(section(RoomKind::Public, &phase, Some(Role::Moderator), true), None);
        }
    }

    #[test]
    fn the_newest_message_is_first_then_the_name_decides_and_archived_rooms_are_last() {
        let at = |millis| Some(Timestamp::from_millis(millis));
        let mut rooms = [
            (true, at(9), "old plans"),
            (false, None, "Zebra"),
            (false, at(1), "quiet"),
            (false, None, "apple"),
            (false, at(5), "busy"),
        ];
        rooms.sort_by_cached_key(|(archived, newest, name)| order(*archived, *newest, name));
        assert_eq!(rooms.map(|(.., name)| name), ["busy", "quiet", "apple", "Zebra", "old plans"]);
    }

    #[test]
    fn home_is_the_last_room_at_once_and_nothing_where_there_is_none() {
        let (none, lobby) = (SortedMap::new(), RoomSlug::lobby());
        assert_eq!(home(&none, false, Some(lobby.clone()), None), Some(lobby.clone()));
        assert_eq!(home(&none, true, Some(lobby), None), None);
        assert_eq!(home(&none, false, None, None), None);
    }

    #[test]
    fn a_preview_is_the_first_line_that_says_something() {
        assert_eq!(first_line("\n  hello\nworld"), "hello");
        assert_eq!(first_line(&"x".repeat(500)).len(), 120);
        assert_eq!(first_line("\n \n"), "");
    }
}
