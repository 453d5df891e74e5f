//! The people of a room in the order in which they are listed: who is here, as far as the server tells, and its members.

use sociable_client::chat::Presence;
use sociable_protocol::{Member, Role, Status, Timestamp, User, UserId};

/// A person of the list.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listed {
    pub(crate) user: User,
    pub(crate) status: Status,
    /// Where they are not here: when they last were.
    pub(crate) last_seen: Option<Timestamp>,
    /// What they are; `None` where they are invited or that is not known.
    pub(crate) role: Option<Role>,
}

/// The list in its parts.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Roster {
    /// Here, by name.
    pub(crate) here: Vec<Listed>,
    /// Here, but not looking, by name.
    pub(crate) away: Vec<Listed>,
    /// Members who are not here, the last one to leave first.
    pub(crate) offline: Vec<Listed>,
    /// Those who have not answered an invitation, by name.
    pub(crate) invited: Vec<Listed>,
}

/// Puts together who is here or was and who the members are; `complete` says whether these are all of them.
pub(crate) fn roster(people: &[&Presence], members: &[Member], complete: bool) -> Roster {
    let mut roster = Roster::default();
    let member = |id: UserId| members.iter().find(|member| member.user.id == id);
    for person in people {
        let member = member(person.user.id);
        // Who was here and is no member any more has left for good.
        if !person.is_here() && complete && member.is_none() {
            continue;
        }
        let last_seen = person.last_seen.or(member.and_then(|member| member.last_seen));
        let role = member.and_then(|member| member.role);
        let listed = Listed { user: person.user.clone(), status: person.status, last_seen, role };
        match person.status {
            Status::Online | Status::Busy => roster.here.push(listed),
            Status::Away => roster.away.push(listed),
            Status::Offline => roster.offline.push(listed),
        }
    }
    for member in members.iter().filter(|member| people.iter().all(|person| person.user.id != member.user.id)) {
        let Member { user, role, last_seen } = member.clone();
        let list = if role.is_some() { &mut roster.offline } else { &mut roster.invited };
        list.push(Listed { user, status: Status::Offline, last_seen, role });
    }
    for list in [&mut roster.here, &mut roster.away, &mut roster.invited] {
        list.sort_by_cached_key(|listed| listed.user.name.as_str().to_lowercase());
    }
    roster
        .offline
        .sort_by_cached_key(|listed| (std::cmp::Reverse(listed.last_seen), listed.user.name.as_str().to_lowercase()));
    roster
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(number: u32, name: &str) -> User {
        let json = format!(r#"{{"id":"01890a5d-ac96-774b-bcce-b3020000{number:04}","name":"{name}"}}"#);
        serde_json::from_str(&json).unwrap()
    }

    fn present(number: u32, name: &str, status: Status) -> Presence {
        Presence { user: user(number, name), status, last_seen: None }
    }

    fn member(number: u32, name: &str, role: Option<Role>, seen: Option<i64>) -> Member {
        Member { user: user(number, name), role, last_seen: seen.map(Timestamp::from_millis) }
    }

    fn names(list: &[Listed]) -> Vec<&str> {
        list.iter().map(|listed| listed.user.name.as_str()).collect()
    }

    #[test]
    fn everybody_is_listed_once_and_by_what_they_are_now() {
        let people = [
            present(1, "zoe", Status::Online),
            present(2, "Ada", Status::Busy),
            present(3, "Ben", Status::Away),
            present(4, "Cy", Status::Offline),
        ];
        let members = [
            member(1, "zoe", Some(Role::Owner), None),
            member(2, "Ada", Some(Role::Member), None),
            member(3, "Ben", Some(Role::Member), None),
            member(4, "Cy", Some(Role::Member), Some(5)),
            member(5, "Dee", Some(Role::Member), Some(9)),
            member(6, "Eve", None, None),
        ];
        let roster = roster(&people.each_ref(), &members, true);
        assert_eq!(names(&roster.here), ["Ada", "zoe"]);
        assert_eq!(names(&roster.away), ["Ben"]);
        assert_eq!(names(&roster.offline), ["Dee", "Cy"]);
        assert_eq!(names(&roster.invited), ["Eve"]);
        assert_eq!(roster.here[1].role, Some(Role::Owner));
    }

    #[test]
    fn who_has_left_the_room_for_good_is_not_listed_once_the_members_are_known() {
        let people = [present(1, "Ada", Status::Offline)];
        assert_eq!(names(&roster(&people.each_ref(), &[], false).offline), ["Ada"]);
        assert!(roster(&people.each_ref(), &[], true).offline.is_empty());
    }

    #[test]
    fn who_was_never_seen_comes_last() {
        let members = [
            member(1, "Ada", Some(Role::Member), None),
            member(2, "Ben", Some(Role::Member), Some(1)),
            member(3, "Cy", Some(Role::Member), Some(2)),
        ];
        assert_eq!(names(&roster(&[], &members, true).offline), ["Cy", "Ben", "Ada"]);
    }
}
