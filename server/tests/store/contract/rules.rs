//! That rules are asked, and are told the truth. A rule is a plain function, so that one that wants to see its facts says
//! no, with a refusal that tells what it saw.

use sociable::store::{
    Change, MemberChange, MemberFacts, MessageFacts, Page, Refused, RoomChange, Standing, StoreError,
};
use sociable_protocol::{Role, RoomKind, Seq};

use super::members::{change, invite};
use super::{ALL, Backend, MANY, Test, done, lobby, message, message_id, now, person, refused, slug};

const SEEN: Refused = Refused::Forbidden;
const NOT_SEEN: Refused = Refused::LimitReached;

fn seen(as_expected: bool) -> Result<(), Refused> {
    Err(if as_expected { SEEN } else { NOT_SEEN })
}

pub(crate) async fn a_rule_about_oneself_is_told_what_one_is<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let eve = test.stranger(3, "Eve").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    invite(&test, &attic, &ada, &bob).await;
    done(change(&test, &attic, (&ada, &eve), MemberChange::Ban).await);
    let archive = RoomChange { archived: Some(true), ..RoomChange::default() };
    done(test.store.update_room(&attic, ada.id, archive, |_| Ok(())).await);

    let owner = |who: &Standing| {
        let expected = Standing {
            kind: RoomKind::Private,
            archived: true,
            role: Some(Role::Owner),
            invited: false,
            banned: false,
        };
        seen(*who == expected)
    };
    let invited = |who: &Standing| seen(who.role.is_none() && who.invited && !who.banned && who.archived);
    let banned = |who: &Standing| seen(who.role.is_none() && !who.invited && who.banned);
    refused(test.store.update_room(&attic, ada.id, RoomChange::default(), owner).await, SEEN);
    refused(test.store.excerpt(&attic, ada.id, Page::Latest, ALL, owner).await, SEEN);
    refused(test.store.missed(&attic, ada.id, (Seq(0), None), ALL, owner).await, SEEN);
    refused(test.store.pins(&attic, ada.id, owner).await, SEEN);
    refused(test.store.members(&attic, ada.id, None, 1, owner).await, SEEN);
    refused(test.store.set_read(&attic, ada.id, Seq(1), owner).await, SEEN);
    refused(test.store.admit(&attic, bob.id, now(), MANY, invited).await, SEEN);
    refused(test.store.excerpt(&attic, eve.id, Page::Latest, ALL, banned).await, SEEN);
    let mut new = message(&bob, 1);
    new.room = attic.clone();
    refused(test.store.append(new.clone(), invited).await.unwrap().committed().await, SEEN);
    new.user = eve;
    refused(test.store.append(new, banned).await.unwrap().committed().await, SEEN);
}

pub(crate) async fn a_rule_about_members_is_told_of_both<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    invite(&test, &attic, &ada, &bob).await;
    let other = |facts: &MemberFacts| {
        let MemberFacts { actor, target, same, owners } = facts;
        seen(actor.role == Some(Role::Owner) && target.role.is_none() && target.invited && !same && *owners == 1)
    };
    let oneself = |facts: &MemberFacts| seen(facts.same && facts.actor == facts.target && facts.owners == 1);
    let remove = MemberChange::Remove;
    refused(test.store.change_member(&attic, ada.id, bob.id, remove, now(), MANY, other).await, SEEN);
    refused(test.store.change_member(&attic, ada.id, ada.id, remove, now(), MANY, oneself).await, SEEN);
}

pub(crate) async fn a_rule_about_a_message_is_told_whose_it_is<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.stranger(2, "Bob").await);
    test.append(message(&ada, 1)).await;
    let own = |facts: &MessageFacts| seen(facts.own && facts.actor.role == Some(Role::Member));
    let others = |facts: &MessageFacts| seen(!facts.own && facts.actor.role.is_none());
    refused(test.store.change(&lobby(), message_id(1), ada.id, Change::Delete, now(), own).await, SEEN);
    refused(test.store.change(&lobby(), message_id(1), bob.id, Change::Delete, now(), others).await, SEEN);
    // Of a message that is not there, only those learn who might change one of their own.
    let members = |facts: &MessageFacts| {
        if facts.actor.role.is_none() {
            Err(Refused::NotMember)
        } else if facts.own {
            Ok(())
        } else {
            Err(SEEN)
        }
    };
    refused(
        test.store.change(&lobby(), message_id(9), bob.id, Change::Delete, now(), members).await,
        Refused::NotMember,
    );
    refused(
        test.store.change(&lobby(), message_id(9), ada.id, Change::Delete, now(), members).await,
        Refused::MessageNotFound,
    );
}

pub(crate) async fn what_a_rule_refuses_changes_nothing<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.append(message(&ada, 1)).await;
    test.news();
    let no = |_: &Standing| Err(Refused::Archived);
    refused(test.store.append(message(&ada, 2), no).await.unwrap().committed().await, Refused::Archived);
    refused(test.store.append(message(&ada, 1), no).await.unwrap().committed().await, Refused::Archived);
    refused(test.store.set_read(&lobby(), ada.id, Seq(1), no).await, Refused::Archived);
    let archive = RoomChange { archived: Some(true), ..RoomChange::default() };
    refused(test.store.update_room(&lobby(), ada.id, archive, no).await, Refused::Archived);
    let delete = test.store.change(&lobby(), said.id, ada.id, Change::Delete, now(), |_| Err(Refused::Banned)).await;
    refused(delete, Refused::Banned);
    assert_eq!(test.news(), []);
    assert_eq!(test.read(&lobby(), &ada).await, [said]);
}

pub(crate) async fn in_a_room_that_does_not_exist_no_rule_is_asked<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let (no, attic) = (|_: &Standing| Err(Refused::Forbidden), slug("attic"));
    let mut lost = message(&ada, 1);
    lost.room = attic.clone();
    let gone = Refused::RoomNotFound;
    refused(test.store.append(lost, no).await.unwrap().committed().await, gone);
    refused(test.store.excerpt(&attic, ada.id, Page::Latest, ALL, no).await, gone);
    refused(test.store.missed(&attic, ada.id, (Seq(0), None), ALL, no).await, gone);
    refused(test.store.pins(&attic, ada.id, no).await, gone);
    refused(test.store.members(&attic, ada.id, None, 1, no).await, gone);
    refused(test.store.set_read(&attic, ada.id, Seq(1), no).await, gone);
    refused(test.store.admit(&attic, ada.id, now(), MANY, no).await, gone);
    refused(test.store.update_room(&attic, ada.id, RoomChange::default(), no).await, gone);
    refused(change(&test, &attic, (&ada, &ada), MemberChange::Ban).await, gone);
    let delete = test.store.change(&attic, message_id(1), ada.id, Change::Delete, now(), |_| Ok(())).await;
    refused(delete, gone);
    // Not a refusal: who sends has been created before.
    let stranger = test.try_append(message(&person(9, "Nobody"), 2)).await;
    assert!(matches!(stranger, Err(StoreError::RolledBack)));
}
