//! The rules as tables: every kind of person against every kind of room.

use sociable_protocol::Role::{self, Member, Moderator, Owner};
use sociable_protocol::RoomKind::{self, Direct, Private, Public};

use super::*;
use crate::store::Refused::{Archived, Banned, Forbidden, NotMember, RoomNotFound};
use crate::store::{MemberFacts, MessageFacts, RoomChange, StandingRule};

type Verdict = Result<(), Refused>;
const YES: Verdict = Ok(());

const fn stranger(kind: RoomKind) -> Standing {
    Standing { kind, archived: false, role: None, invited: false, banned: false }
}

const fn with(role: Role, kind: RoomKind) -> Standing {
    Standing { role: Some(role), ..stranger(kind) }
}

const fn invited(kind: RoomKind) -> Standing {
    Standing { invited: true, ..stranger(kind) }
}

const fn banned(kind: RoomKind) -> Standing {
    Standing { banned: true, ..stranger(kind) }
}

const fn archived(standing: Standing) -> Standing {
    Standing { archived: true, ..standing }
}

#[track_caller]
fn check(rule: StandingRule, table: &[(Standing, Verdict)]) {
    for (standing, expected) in table {
        assert_eq!(rule(standing), *expected, "{standing:?}");
    }
}

#[test]
fn who_may_come_in() {
    check(
        join,
        &[
            (stranger(Public), YES),
            (with(Member, Public), YES),
            (banned(Public), Err(Banned)),
            (stranger(Private), Err(RoomNotFound)),
            (invited(Private), YES),
            (with(Member, Private), YES),
            (banned(Private), Err(RoomNotFound)),
            (Standing { invited: true, ..banned(Private) }, Err(RoomNotFound)),
            (stranger(Direct), Err(RoomNotFound)),
            (with(Owner, Direct), YES),
            (archived(with(Owner, Public)), Err(Archived)),
            (archived(stranger(Public)), Err(Archived)),
            (archived(with(Member, Private)), Err(Archived)),
            (archived(invited(Private)), Err(Archived)),
            (archived(stranger(Private)), Err(RoomNotFound)),
            (archived(banned(Private)), Err(RoomNotFound)),
        ],
    );
}

#[test]
fn members_read_write_and_mute_and_nobody_else() {
    for rule in [read as StandingRule, write, mute] {
        check(
            rule,
            &[
                (with(Member, Public), YES),
                (with(Member, Private), YES),
                (with(Owner, Direct), YES),
                (stranger(Public), Err(NotMember)),
                (banned(Public), Err(Banned)),
                (invited(Private), Err(NotMember)),
                (stranger(Private), Err(RoomNotFound)),
                (banned(Private), Err(RoomNotFound)),
                (stranger(Direct), Err(RoomNotFound)),
                (archived(with(Owner, Private)), Err(Archived)),
                (archived(stranger(Private)), Err(RoomNotFound)),
            ],
        );
    }
}

#[test]
fn everybody_may_leave() {
    check(
        leave,
        &[
            (with(Member, Public), YES),
            (with(Owner, Private), YES),
            (invited(Private), YES),
            (archived(with(Member, Public)), YES),
            (with(Owner, Direct), YES),
            (stranger(Public), Err(NotMember)),
            (stranger(Private), Err(RoomNotFound)),
            (stranger(Direct), Err(RoomNotFound)),
        ],
    );
}

#[test]
fn moderators_describe_a_room() {
    let change = RoomChange { topic: Some(sociable_protocol::Topic::default()), ..RoomChange::default() };
    for rule in [update(&change), update(&RoomChange::default())] {
        check(
            rule,
            &[
                (with(Member, Public), Err(Forbidden)),
                (with(Moderator, Public), YES),
                (with(Owner, Private), YES),
                (with(Owner, Direct), Err(Forbidden)),
                (stranger(Public), Err(NotMember)),
                (stranger(Private), Err(RoomNotFound)),
                (archived(with(Owner, Public)), Err(Archived)),
            ],
        );
    }
}

#[test]
fn owners_close_a_room_and_open_it_again() {
    for closed in [true, false] {
        let change = RoomChange { archived: Some(closed), ..RoomChange::default() };
        check(
            update(&change),
            &[
                (with(Moderator, Public), Err(Forbidden)),
                (with(Owner, Private), YES),
                (archived(with(Owner, Private)), YES),
                (archived(with(Moderator, Private)), Err(Archived)),
                (archived(stranger(Private)), Err(RoomNotFound)),
                (with(Owner, Direct), Err(Forbidden)),
            ],
        );
    }
}

#[test]
fn an_archived_room_is_renamed_only_while_it_is_opened() {
    let name = Some(sociable_protocol::RoomName::new("New").unwrap());
    let rule = |archived| update(&RoomChange { name: name.clone(), topic: None, archived: Some(archived) });
    assert_eq!(rule(false)(&archived(with(Owner, Public))), YES);
    assert_eq!(rule(true)(&archived(with(Owner, Public))), Err(Archived));
    assert_eq!(rule(true)(&with(Owner, Public)), YES);
    assert_eq!(rule(true)(&with(Moderator, Public)), Err(Forbidden));
}

fn facts(actor: Standing, target: Standing) -> MemberFacts {
    MemberFacts { actor, target, same: false, owners: 1 }
}

#[test]
fn members_invite_into_private_rooms() {
    let verdict = |actor, target| invite(&facts(actor, target));
    assert_eq!(verdict(with(Member, Private), stranger(Private)), YES);
    assert_eq!(verdict(with(Member, Private), with(Owner, Private)), YES, "repeating changes nothing");
    assert_eq!(verdict(with(Owner, Private), banned(Private)), Err(Forbidden));
    assert_eq!(verdict(invited(Private), stranger(Private)), Err(NotMember));
    assert_eq!(verdict(stranger(Private), stranger(Private)), Err(RoomNotFound));
    assert_eq!(verdict(with(Owner, Public), stranger(Public)), Err(Forbidden));
    assert_eq!(verdict(with(Owner, Direct), stranger(Direct)), Err(Forbidden));
    assert_eq!(verdict(archived(with(Owner, Private)), archived(stranger(Private))), Err(Archived));
}

#[test]
fn moderators_remove_and_ban_those_below_them() {
    for rule in [remove, ban] {
        for kind in [Public, Private] {
            let verdict = |actor, target| rule(&facts(actor, target));
            for (actor, target, expected) in [
                (Member, Member, Err(Forbidden)),
                (Moderator, Member, YES),
                (Moderator, Moderator, Err(Forbidden)),
                (Moderator, Owner, Err(Forbidden)),
                (Owner, Moderator, YES),
                (Owner, Owner, Err(Forbidden)),
            ] {
                assert_eq!(verdict(with(actor, kind), with(target, kind)), expected, "{actor:?} {target:?}");
            }
            assert_eq!(verdict(with(Moderator, kind), stranger(kind)), YES);
            assert_eq!(verdict(with(Moderator, kind), banned(kind)), YES);
            assert_eq!(verdict(archived(with(Owner, kind)), archived(with(Member, kind))), Err(Archived));
            let oneself = MemberFacts { same: true, ..facts(with(Owner, kind), with(Owner, kind)) };
            assert_eq!(rule(&oneself), Err(Forbidden));
        }
        assert_eq!(rule(&facts(with(Owner, Direct), with(Owner, Direct))), Err(Forbidden));
    }
}

#[test]
fn owners_give_roles_and_one_owner_stays() {
    let verdict = |rule: fn(&MemberFacts) -> Verdict, actor, target, owners| {
        rule(&MemberFacts { owners, ..facts(with(actor, Public), with(target, Public)) })
    };
    assert_eq!(verdict(promote, Owner, Member, 1), YES);
    assert_eq!(verdict(promote, Moderator, Member, 1), Err(Forbidden));
    assert_eq!(verdict(set_lower_role, Owner, Member, 1), YES);
    assert_eq!(verdict(set_lower_role, Owner, Owner, 2), YES);
    assert_eq!(verdict(set_lower_role, Owner, Owner, 1), Err(Forbidden));
    assert_eq!(verdict(set_lower_role, Moderator, Member, 1), Err(Forbidden));
    assert_eq!(promote(&facts(with(Owner, Direct), with(Owner, Direct))), Err(Forbidden));
}

#[test]
fn who_may_change_a_message() {
    let verdicts = |actor, own| {
        let facts = MessageFacts { actor, own };
        (edit(&facts), delete(&facts), react(&facts), pin(&facts))
    };
    let no = Err(Forbidden);
    assert_eq!(verdicts(with(Member, Public), true), (YES, YES, YES, no));
    assert_eq!(verdicts(with(Member, Public), false), (no, no, YES, no));
    assert_eq!(verdicts(with(Moderator, Public), false), (no, YES, YES, YES));
    assert_eq!(
        verdicts(with(Owner, Direct), false),
        (no, no, YES, YES),
        "between two, nobody takes back the other's words"
    );
    let all = |why| (Err(why), Err(why), Err(why), Err(why));
    assert_eq!(verdicts(stranger(Public), true), all(NotMember), "who left may no longer change what they said");
    assert_eq!(verdicts(stranger(Private), true), all(RoomNotFound));
    assert_eq!(verdicts(banned(Public), true), all(Banned));
    assert_eq!(verdicts(archived(with(Owner, Public)), true), all(Archived));
}
