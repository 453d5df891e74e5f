//! Coming into rooms and leaving them.

use sociable::store::{Committed, MemberChange, NewMessage, Outcome, Refused};
use sociable_protocol::{RemovedReason, Role, RoomKind, RoomSlug, Seq, User};

use super::{Backend, MANY, Test, anybody, at, done, lobby, members_only, message, now, person, refused, slug};

pub(crate) async fn change<B: Backend>(
    test: &Test<B>,
    room: &RoomSlug,
    (by, target): (&User, &User),
    change: MemberChange,
) -> Outcome<()> {
    test.store.change_member(room, by.id, target.id, change, now(), MANY, |_| Ok(())).await
}

pub(crate) async fn invite<B: Backend>(test: &Test<B>, room: &RoomSlug, by: &User, target: &User) {
    done(change(test, room, (by, target), MemberChange::Invite).await);
}

fn gone(room: &RoomSlug, user: &User, reason: RemovedReason) -> Committed {
    Committed::MemberGone { room: room.clone(), user: user.id, reason }
}

pub(crate) async fn what_was_said_before_one_came_is_not_unread<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    test.append(message(&ada, 1)).await;
    let bob = test.member(2, "Bob").await;
    test.append(message(&ada, 2)).await;
    test.admit(&lobby(), &bob).await;
    let rooms = test.store.rooms_of(bob.id).await.unwrap();
    assert_eq!((rooms[0].read, rooms[0].unread, rooms[0].members), (Seq(1), 1, 2));
}

pub(crate) async fn an_invitation_is_used_up_by_coming_in<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    refused(
        test.store
            .admit(&attic, bob.id, now(), 1, |who| if who.invited { Ok(()) } else { Err(Refused::RoomNotFound) })
            .await,
        Refused::RoomNotFound,
    );
    invite(&test, &attic, &ada, &bob).await;
    done(
        test.store
            .admit(&attic, bob.id, now(), 1, |who| if who.invited { Ok(()) } else { Err(Refused::RoomNotFound) })
            .await,
    );
    let standing = test.store.standing(&attic, bob.id).await.unwrap().unwrap();
    assert_eq!((standing.role, standing.invited), (Some(Role::Member), false));
    assert_eq!(test.store.rooms_of(bob.id).await.unwrap().len(), 1);
}

pub(crate) async fn whoever_has_left_is_told_and_comes_back_by_the_rule<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    done(test.store.leave(&lobby(), ada.id).await);
    assert_eq!(test.news(), [gone(&lobby(), &ada, RemovedReason::Left)]);
    refused(test.store.leave(&lobby(), ada.id).await, Refused::NotMember);
    assert_eq!(test.store.rooms_of(ada.id).await.unwrap(), []);
    refused(test.store.admit(&lobby(), ada.id, now(), MANY, |_| Err(Refused::Forbidden)).await, Refused::Forbidden);
    test.admit(&lobby(), &ada).await;
    assert_eq!(test.news(), []);
}

pub(crate) async fn a_declined_invitation_is_told_as_leaving<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    invite(&test, &attic, &ada, &bob).await;
    test.news();
    done(test.store.leave(&attic, bob.id).await);
    assert_eq!(test.news(), [gone(&attic, &bob, RemovedReason::Left)]);
    assert_eq!(test.store.summary(&attic, bob.id).await.unwrap(), None);
}

pub(crate) async fn inviting_twice_tells_once<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    test.news();
    invite(&test, &attic, &ada, &bob).await;
    invite(&test, &attic, &ada, &bob).await;
    invite(&test, &attic, &ada, &ada).await;
    assert_eq!(test.news(), [Committed::RoomAdded { room: attic.clone(), users: vec![bob.id] }]);
    assert!(test.store.standing(&attic, bob.id).await.unwrap().unwrap().invited);
}

pub(crate) async fn an_invited_person_has_at_most_so_many_rooms<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.member(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let cellar = test.make_room(&ada, "cellar", RoomKind::Private).await;
    let invite = async |room, limit| {
        test.store.change_member(room, ada.id, bob.id, MemberChange::Invite, now(), limit, |_| Ok(())).await
    };
    done(invite(&attic, 1).await);
    refused(invite(&cellar, 1).await, Refused::LimitReached);
    refused(test.store.admit(&attic, bob.id, now(), 1, anybody).await, Refused::LimitReached);
    done(test.store.admit(&attic, bob.id, now(), 2, anybody).await);
    done(invite(&cellar, 1).await);
}

pub(crate) async fn a_removed_member_is_told_once<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    done(change(&test, &lobby(), (&ada, &bob), MemberChange::Remove).await);
    done(change(&test, &lobby(), (&ada, &bob), MemberChange::Remove).await);
    assert_eq!(test.news(), [gone(&lobby(), &bob, RemovedReason::Removed)]);
    let sent = test.store.append(message(&bob, 1), members_only).await.unwrap().committed().await;
    refused(sent, Refused::NotMember);
    assert_eq!(test.store.summary(&lobby(), ada.id).await.unwrap().unwrap().members, 1);
}

pub(crate) async fn a_ban_puts_out_and_unban_lets_back<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    test.append(message(&ada, 1)).await;
    test.news();
    done(change(&test, &lobby(), (&ada, &bob), MemberChange::Ban).await);
    done(change(&test, &lobby(), (&ada, &bob), MemberChange::Ban).await);
    assert_eq!(test.news(), [gone(&lobby(), &bob, RemovedReason::Banned)]);
    let standing = test.store.standing(&lobby(), bob.id).await.unwrap().unwrap();
    assert_eq!((standing.role, standing.banned), (None, true));
    let (public, _) = test.store.public_rooms(bob.id, None, None, 10).await.unwrap();
    assert_eq!((public[0].head, &public[0].last_message), (Seq::ZERO, &None), "a public room tells them nothing");
    done(change(&test, &lobby(), (&ada, &bob), MemberChange::Unban).await);
    assert!(!test.store.standing(&lobby(), bob.id).await.unwrap().unwrap().banned);
    assert_eq!(test.news(), []);
}

pub(crate) async fn a_role_is_given_and_told_once<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let eve = test.stranger(3, "Eve").await;
    let to = MemberChange::SetRole(Role::Moderator);
    done(change(&test, &lobby(), (&ada, &bob), to).await);
    done(change(&test, &lobby(), (&ada, &bob), to).await);
    assert_eq!(test.news(), [Committed::RoleChanged { room: lobby(), user: bob.clone(), role: Role::Moderator }]);
    assert_eq!(test.store.standing(&lobby(), bob.id).await.unwrap().unwrap().role, Some(Role::Moderator));
    refused(change(&test, &lobby(), (&ada, &eve), to).await, Refused::UserNotFound);
}

pub(crate) async fn nobody_unknown_is_changed<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let nobody = person(9, "Nobody");
    for what in [MemberChange::Invite, MemberChange::Remove, MemberChange::Ban, MemberChange::Unban] {
        refused(change(&test, &lobby(), (&ada, &nobody), what).await, Refused::UserNotFound);
    }
    assert!(test.store.admit(&lobby(), nobody.id, now(), MANY, anybody).await.is_err());
}

pub(crate) async fn members_and_invited_people_are_listed_by_id<B: Backend>(test: Test<B>) {
    let ada = test.stranger(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let mut people = vec![ada.clone()];
    for n in 2..=5 {
        let user = test.stranger(n, &format!("user {n}")).await;
        if n % 2 == 0 {
            invite(&test, &attic, &ada, &user).await;
        } else {
            test.admit(&attic, &user).await;
        }
        people.push(user);
    }
    test.store.seen(&[ada.id], at(5)).await.unwrap();
    test.append(NewMessage { room: attic.clone(), ..message(&ada, 1) }).await;
    let (first, more) = done(test.store.members(&attic, ada.id, None, 3, members_only).await);
    assert!(more);
    let (rest, more) = done(test.store.members(&attic, ada.id, Some(people[2].id), 3, members_only).await);
    assert!(!more);
    let listed: Vec<_> = first.into_iter().chain(rest).collect();
    assert_eq!(listed.iter().map(|member| member.user.clone()).collect::<Vec<_>>(), people);
    let roles: Vec<_> = listed.iter().map(|member| member.role).collect();
    assert_eq!(roles, [Some(Role::Owner), None, Some(Role::Member), None, Some(Role::Member)]);
    assert_eq!((listed[0].last_seen, listed[1].last_seen), (Some(at(5)), None));
    refused(test.store.members(&attic, person(9, "Eve").id, None, 3, members_only).await, Refused::NotMember);
}

pub(crate) async fn a_room_is_muted_for_one_member_and_told_once<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let muted = async |test: &Test<B>, user: &User| test.store.rooms_of(user.id).await.unwrap()[0].muted;
    let mute = async |test: &Test<B>, muted| test.store.set_muted(&lobby(), ada.id, muted, anybody).await;
    test.news();
    for value in [false, true, true, false, true] {
        done(mute(&test, value).await);
        assert_eq!(muted(&test, &ada).await, value);
        assert!(!muted(&test, &bob).await);
    }
    let told = |muted| Committed::Muted { room: lobby(), user: ada.id, muted };
    assert_eq!(test.news(), [told(true), told(false), told(true)]);

    done(test.store.leave(&lobby(), ada.id).await);
    refused(mute(&test, false).await, Refused::NotMember);
    test.admit(&lobby(), &ada).await;
    assert!(!muted(&test, &ada).await, "leaving forgets it");
    let nowhere = test.store.set_muted(&slug("nowhere"), ada.id, true, anybody).await;
    refused(nowhere, Refused::RoomNotFound);
    let forbidden = test.store.set_muted(&lobby(), ada.id, true, |_| Err(Refused::Archived)).await;
    refused(forbidden, Refused::Archived);
}
