//! Coming, going, statuses, crowds and names.

use sociable_protocol::limits::NAME_CHARS;
use sociable_protocol::{DisplayName, Timestamp};

use super::*;

fn id(n: u8) -> UserId {
    UserId::new(Timestamp::from_millis(0), [n; 10])
}

fn named(n: u8, name: &str) -> User {
    User::guest(id(n), DisplayName::new(name).unwrap())
}

fn user(n: u8) -> User {
    named(n, &format!("user {n}"))
}

/// A connection of this person.
fn connect(presence: &Presence, user: &User) -> ConnectionId {
    presence.enter_returning(user).unwrap().1
}

/// A connection of this person that is in the lobby.
fn come(presence: &Presence, user: &User) -> ConnectionId {
    let connection = connect(presence, user);
    presence.arrive(&lobby(), connection);
    connection
}

/// The last connection of somebody goes, and the time of grace passes.
fn go(presence: &Presence, connection: ConnectionId) {
    let departure = presence.disconnect(connection);
    assert!(presence.expire(&departure).gone);
}

fn lobby() -> RoomSlug {
    RoomSlug::lobby()
}

fn status(presence: &Presence) -> Status {
    presence.roster(&lobby(), 1).people.first().unwrap().status
}

fn is_empty(presence: &Presence) -> bool {
    let state = presence.state.lock();
    state.people.is_empty()
        && state.connections.is_empty()
        && state.rooms.is_empty()
        && state.names.is_empty()
        && state.crowds.is_empty()
}

#[test]
fn two_tabs_are_one_person() {
    let (presence, ada) = (Presence::default(), user(1));
    let (one, two) = (connect(&presence, &ada), connect(&presence, &ada));
    assert_eq!(presence.arrive(&lobby(), one), Some(Status::Online));
    assert_eq!(presence.arrive(&lobby(), two), None);
    assert_eq!(presence.count(&lobby()), 1);
    assert!(!presence.disconnect(one).is_last);
    assert!(presence.disconnect(two).is_last);
}

#[test]
fn a_socket_that_joins_twice_is_there_once() {
    let (presence, ada) = (Presence::default(), user(1));
    let connection = come(&presence, &ada);
    assert_eq!(presence.arrive(&lobby(), connection), None);
    assert!(presence.leave(&lobby(), connection), "one leave is enough");
    assert!(!presence.leave(&lobby(), connection));
    assert_eq!(presence.count(&lobby()), 0);
}

#[test]
fn a_person_who_comes_back_within_the_grace_period_was_never_away() {
    let (presence, ada) = (Presence::default(), user(1));
    let first = presence.disconnect(come(&presence, &ada));
    let again = connect(&presence, &ada);
    assert_eq!(presence.arrive(&lobby(), again), None, "still there");
    assert_eq!(presence.expire(&first), Expired::default(), "back again");
    let second = presence.disconnect(again);
    assert_eq!(presence.expire(&first), Expired::default(), "the old departure does not count");
    let expired = Expired { user: Some(ada.clone()), rooms: vec![lobby()], gone: true };
    assert_eq!(presence.expire(&second), expired);
    assert_eq!(presence.expire(&second), Expired::default(), "only once");
    assert!(is_empty(&presence));
    assert_eq!(presence.arrive(&lobby(), connect(&presence, &ada)), Some(Status::Online));
}

#[test]
fn a_room_is_left_though_another_room_keeps_the_person_here() {
    let (presence, ada, other) = (Presence::default(), user(1), "other".parse().unwrap());
    let (one, two) = (come(&presence, &ada), connect(&presence, &ada));
    presence.arrive(&other, two);
    let departure = presence.disconnect(one);
    assert!(departure.is_last, "in the lobby");
    let expired = Expired { user: Some(ada), rooms: vec![lobby()], gone: false };
    assert_eq!(presence.expire(&departure), expired);
    assert_eq!((presence.count(&lobby()), presence.count(&other)), (0, 1));
}

#[test]
fn who_is_gone_is_gone_from_every_room() {
    let (presence, ada, other) = (Presence::default(), user(1), "other".parse::<RoomSlug>().unwrap());
    let (one, two) = (come(&presence, &ada), connect(&presence, &ada));
    presence.arrive(&other, two);
    let first = presence.disconnect(one);
    let second = presence.disconnect(two);
    let mut rooms = presence.expire(&second).rooms;
    rooms.sort();
    assert_eq!(rooms, [lobby(), other]);
    assert_eq!(presence.expire(&first), Expired::default());
    assert!(is_empty(&presence));
}

#[test]
fn a_disconnected_socket_does_nothing_more() {
    let (presence, ada) = (Presence::default(), user(1));
    let connection = come(&presence, &ada);
    assert_eq!(presence.user(connection), Some(ada));
    let departure = presence.disconnect(connection);
    let again = presence.disconnect(connection);
    assert!(!again.is_last && again.change.is_none());
    assert_eq!(presence.expire(&again), Expired::default(), "only the first departure counts");
    assert_eq!(presence.arrive(&"other".parse().unwrap(), connection), None);
    assert!(!presence.leave(&lobby(), connection));
    assert_eq!(presence.set_status(connection, Status::Busy), None);
    assert_eq!(presence.user(connection), None);
    assert!(presence.expire(&departure).gone);
    assert!(is_empty(&presence));
}

#[test]
fn who_leaves_on_purpose_is_out_at_once_with_the_last_socket() {
    let (presence, ada) = (Presence::default(), user(1));
    let (one, two) = (come(&presence, &ada), come(&presence, &ada));
    assert!(!presence.leave(&lobby(), one));
    assert!(presence.leave(&lobby(), two));
    assert_eq!(presence.count(&lobby()), 0);
}

#[test]
fn who_is_removed_is_out_at_once_on_all_sockets() {
    let (presence, ada) = (Presence::default(), user(1));
    let (one, two) = (come(&presence, &ada), come(&presence, &ada));
    assert_eq!(presence.remove(&lobby(), ada.id), Some(ada.clone()));
    assert_eq!(presence.remove(&lobby(), ada.id), None);
    assert!(!presence.leave(&lobby(), one));
    assert_eq!(presence.arrive(&lobby(), two), Some(Status::Online), "and may come back");
    assert_eq!(presence.count(&lobby()), 1);
}

#[test]
fn a_person_is_as_busy_as_their_busiest_socket() {
    use Status::{Away, Busy, Offline, Online};
    for (one, two, together) in [
        (Online, Online, Online),
        (Online, Away, Online),
        (Away, Away, Away),
        (Busy, Online, Busy),
        (Away, Busy, Busy),
        (Offline, Away, Away),
    ] {
        for (one, two) in [(one, two), (two, one)] {
            let (presence, ada) = (Presence::default(), user(1));
            let sockets = (come(&presence, &ada), come(&presence, &ada));
            presence.set_status(sockets.0, one);
            presence.set_status(sockets.1, two);
            assert_eq!(status(&presence), together, "{one:?} {two:?}");
        }
    }
}

#[test]
fn a_status_is_told_where_the_persons_is_another() {
    let (presence, ada) = (Presence::default(), user(1));
    let (one, two) = (come(&presence, &ada), come(&presence, &ada));
    let told = |status| Some(StatusChange { user: user(1), status, rooms: vec![lobby()] });
    assert_eq!(presence.set_status(one, Status::Away), None, "the other tab is looked at");
    assert_eq!(presence.set_status(two, Status::Busy), told(Status::Busy));
    assert_eq!(presence.set_status(two, Status::Busy), None);
    assert_eq!(presence.disconnect(two).change, told(Status::Away), "the busy tab is closed");
    let (_, three, change) = presence.enter_returning(&ada).unwrap();
    assert_eq!(change, told(Status::Online), "a new tab is looked at");
    presence.disconnect(one);
    assert_eq!(presence.disconnect(three).change, None, "the last one may come back");
    assert_eq!(status(&presence), Status::Online);
}

#[test]
fn who_comes_into_a_second_room_has_the_same_status_there() {
    let (presence, ada) = (Presence::default(), user(1));
    let connection = come(&presence, &ada);
    presence.set_status(connection, Status::Busy);
    assert_eq!(presence.arrive(&"other".parse().unwrap(), connection), Some(Status::Busy));
}

#[test]
fn in_a_large_room_only_the_number_is_told() {
    let (presence, room) = (Presence::default(), lobby());
    let mut sockets = Vec::new();
    for n in 1..=4 {
        sockets.push(come(&presence, &user(n)));
        assert_eq!(presence.is_told(&room, Status::Online, 2), n <= 2);
    }
    assert_eq!(presence.take_crowds(), [Crowd::Count(room.clone(), 4)]);
    assert_eq!(presence.take_crowds(), [], "only when it has changed");
    assert!(!presence.is_told(&room, Status::Away, 2));
    assert_eq!(presence.take_crowds(), [], "a status does not change the number");
    go(&presence, sockets.remove(0));
    assert!(!presence.is_told(&room, Status::Offline, 2));
    assert_eq!(presence.take_crowds(), [Crowd::Count(room, 3)]);
}

#[test]
fn a_room_that_is_small_again_is_told_so_once_and_then_as_ever() {
    let (presence, room) = (Presence::default(), lobby());
    let sockets = [1, 2, 3].map(|n| come(&presence, &user(n)));
    assert!(!presence.is_told(&room, Status::Online, 2));
    go(&presence, sockets[0]);
    assert!(!presence.is_told(&room, Status::Offline, 2), "it was large until now");
    go(&presence, sockets[1]);
    assert!(!presence.is_told(&room, Status::Offline, 2), "nobody has a list yet that this would fit");
    assert_eq!(presence.take_crowds(), [Crowd::SmallAgain(room.clone())]);
    assert_eq!(presence.take_crowds(), []);
    come(&presence, &user(4));
    assert!(presence.is_told(&room, Status::Online, 2));
    assert_eq!(presence.take_crowds(), []);
}

#[test]
fn who_goes_from_a_room_that_was_too_large_is_not_told() {
    let (presence, room) = (Presence::default(), lobby());
    let sockets = [1, 2, 3].map(|n| come(&presence, &user(n)));
    go(&presence, sockets[0]);
    assert!(!presence.is_told(&room, Status::Offline, 2), "the third may not have been told either");
    assert_eq!(presence.take_crowds(), [Crowd::SmallAgain(room)]);
}

#[test]
fn a_large_room_that_empties_takes_no_memory() {
    let (presence, room) = (Presence::default(), lobby());
    let sockets = [1, 2, 3].map(|n| come(&presence, &user(n)));
    assert!(!presence.is_told(&room, Status::Online, 2));
    for socket in sockets {
        go(&presence, socket);
        presence.is_told(&room, Status::Offline, 2);
    }
    assert!(is_empty(&presence));
    assert_eq!(presence.take_crowds(), []);
}

#[test]
fn a_roster_is_by_name_and_cut_but_its_count_is_not() {
    let presence = Presence::default();
    for n in [3, 1, 4, 0, 2] {
        come(&presence, &user(n));
    }
    let names = |limit| -> Vec<String> {
        presence.roster(&lobby(), limit).people.into_iter().map(|person| person.user.name.into()).collect()
    };
    assert_eq!(names(2), ["user 0", "user 1"]);
    assert_eq!(names(0), [""; 0]);
    for limit in [5, 6] {
        assert_eq!(names(limit).len(), 5);
    }
    assert_eq!(presence.roster(&lobby(), 2).count, 5);
}

#[test]
fn a_name_in_use_is_nobody_elses_until_its_person_is_gone() {
    let presence = Presence::default();
    let connection = presence.enter_guest(&named(1, "Ada")).unwrap();
    assert!(presence.enter_guest(&named(2, "ADA")).is_none());
    let departure = presence.disconnect(connection);
    assert!(presence.enter_guest(&named(2, "Ada")).is_none(), "they may come back");
    assert!(presence.expire(&departure).gone);
    assert!(presence.enter_guest(&named(2, "Ada")).is_some());
}

#[test]
fn who_comes_back_to_a_taken_name_is_shown_under_a_variant() {
    let presence = Presence::default();
    presence.enter_guest(&named(1, "Ada")).unwrap();
    let shown = |n| presence.enter_returning(&named(n, "ada")).unwrap().0.name.as_str().to_owned();
    assert_eq!(shown(2), "ada 2");
    assert_eq!(shown(3), "ada 3");
    assert_eq!(shown(2), "ada 2", "on a second device the same");
    assert!(presence.enter_guest(&named(4, "Ada 2")).is_none(), "a variant is in use too");
}

#[test]
fn a_variant_of_a_long_name_is_not_longer() {
    let presence = Presence::default();
    let longest = "x".repeat(NAME_CHARS);
    presence.enter_guest(&named(1, &longest)).unwrap();
    let (user, ..) = presence.enter_returning(&named(2, &longest)).unwrap();
    assert_eq!(user.name.as_str(), format!("{} 2", "x".repeat(NAME_CHARS - 2)));
}

#[test]
fn a_new_name_is_shown_when_it_is_stored_and_the_old_one_is_free() {
    let presence = Presence::default();
    let connection = come(&presence, &named(1, "Ada"));
    let new = named(1, "Countess");
    assert_eq!(presence.claim_name(&new), Ok(()));
    assert!(presence.enter_guest(&named(2, "countess")).is_none(), "from now on");
    assert!(presence.enter_guest(&named(2, "Ada")).is_none(), "until the new one is stored");
    assert_eq!(presence.user(connection).unwrap().name.as_str(), "Ada");
    assert_eq!(presence.rename(&new), [lobby()]);
    assert_eq!(presence.user(connection), Some(new.clone()), "as soon as it is published");
    presence.settle_name(&new, true);
    assert_eq!(presence.user(connection), Some(new));
    assert!(presence.enter_guest(&named(2, "Ada")).is_some());
}

#[test]
fn a_new_name_that_was_not_stored_is_free_again() {
    let presence = Presence::default();
    let connection = come(&presence, &named(1, "Ada"));
    presence.claim_name(&named(1, "Countess")).unwrap();
    assert_eq!(presence.claim_name(&named(1, "Lady")), Err(ClaimRefused::Renaming));
    presence.settle_name(&named(1, "Countess"), false);
    assert_eq!(presence.user(connection).unwrap().name.as_str(), "Ada");
    assert!(presence.enter_guest(&named(2, "Countess")).is_some());
    assert_eq!(presence.claim_name(&named(1, "Countess")), Err(ClaimRefused::Taken));
    assert!(presence.enter_guest(&named(3, "Ada")).is_none());
}

#[test]
fn a_change_of_case_alone_keeps_the_name_in_use() {
    for stored in [true, false] {
        let presence = Presence::default();
        come(&presence, &named(1, "ada"));
        presence.claim_name(&named(1, "Ada")).unwrap();
        presence.settle_name(&named(1, "Ada"), stored);
        assert!(presence.enter_guest(&named(2, "ADA")).is_none());
    }
}

#[test]
fn a_name_published_late_does_not_replace_a_newer_one() {
    let presence = Presence::default();
    let connection = come(&presence, &named(1, "Ada"));
    for name in ["Countess", "Lady"] {
        presence.claim_name(&named(1, name)).unwrap();
        presence.settle_name(&named(1, name), true);
    }
    presence.rename(&named(1, "Countess"));
    assert_eq!(presence.user(connection).unwrap().name.as_str(), "Lady");
}

#[test]
fn who_goes_while_a_name_is_stored_leaves_none_in_use() {
    let presence = Presence::default();
    let connection = come(&presence, &named(1, "Ada"));
    presence.claim_name(&named(1, "Countess")).unwrap();
    go(&presence, connection);
    presence.settle_name(&named(1, "Countess"), true);
    assert!(is_empty(&presence));
}
