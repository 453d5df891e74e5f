//! Who belongs to a room.

use sociable_protocol::{
    Ban, ErrorCode, Invite, LeaveRoom, ListMembers, ListRooms, MuteRoom, RemoveMember, Role, RoomKind, SetRole, UserId,
};

use super::*;

struct Team {
    world: World,
    room: RoomSlug,
    ada: User,
    bob: User,
}

/// Ada's room, and Bob, who is not in it.
async fn team(kind: RoomKind) -> Team {
    let world = World::new().await;
    let (ada, bob) = (world.guest("Ada").await, world.guest("Bob").await);
    let room = world.room(&ada, "Team", kind).await;
    Team { world, room, ada, bob }
}

impl Team {
    async fn invite(&self, by: &User, user: UserId) -> Result<(), Error> {
        self.world.chat.invite(by, Invite { room: self.room.clone(), user }).await.map(|_| ())
    }

    async fn remove(&self, by: &User, user: UserId) -> Result<(), Error> {
        self.world.chat.remove_member(by, RemoveMember { room: self.room.clone(), user }).await.map(|_| ())
    }

    async fn ban(&self, by: &User, user: UserId, banned: bool) -> Result<(), Error> {
        self.world.chat.ban(by, Ban { room: self.room.clone(), user, banned }).await.map(|_| ())
    }

    async fn set_role(&self, by: &User, user: UserId, role: Role) -> Result<(), Error> {
        self.world.chat.set_role(by, SetRole { room: self.room.clone(), user, role }).await.map(|_| ())
    }

    async fn admit(&self, user: &User) -> Result<(), Error> {
        self.world.chat.admit(user, &self.room).await
    }
}

#[tokio::test]
async fn a_private_room_exists_for_whom_a_member_invited() {
    let team = team(RoomKind::Private).await;
    refused(team.admit(&team.bob).await, ErrorCode::RoomNotFound, Some("room"));
    team.invite(&team.ada, team.bob.id).await.unwrap();
    refused(team.world.send(&team.bob, message(&team.room, "x")).await, ErrorCode::NotJoined, Some("room"));
    team.admit(&team.bob).await.unwrap();
    team.world.say(&team.bob, &team.room, "thanks").await;
    let eve = team.world.guest("Eve").await;
    team.invite(&team.bob, eve.id).await.unwrap();
}

#[tokio::test]
async fn an_invitation_can_be_declined_or_taken_back() {
    let team = team(RoomKind::Private).await;
    team.invite(&team.ada, team.bob.id).await.unwrap();
    team.world.chat.leave_room(&team.bob, LeaveRoom { room: team.room.clone() }).await.unwrap();
    refused(team.admit(&team.bob).await, ErrorCode::RoomNotFound, Some("room"));
    team.invite(&team.ada, team.bob.id).await.unwrap();
    team.remove(&team.ada, team.bob.id).await.unwrap();
    refused(team.admit(&team.bob).await, ErrorCode::RoomNotFound, Some("room"));
}

#[tokio::test]
async fn only_private_rooms_have_invitations() {
    let team = team(RoomKind::Public).await;
    refused(team.invite(&team.ada, team.bob.id).await, ErrorCode::Forbidden, None);
}

#[tokio::test]
async fn nobody_is_invited_into_too_many_rooms() {
    let world = World::with(Limits { rooms_per_user: 1, ..Limits::default() }).await;
    let (ada, bob, eve) = (world.guest("Ada").await, world.guest("Bob").await, world.guest("Eve").await);
    let rooms =
        [world.room(&ada, "Ada's", RoomKind::Private).await, world.room(&eve, "Eve's", RoomKind::Private).await];
    let [hers, another] = rooms.map(|room| Invite { room, user: bob.id });
    world.chat.invite(&ada, hers).await.unwrap();
    refused(world.chat.invite(&eve, another).await, ErrorCode::LimitReached, Some("user"));
    // What others offer does not use up what one may do.
    world.room(&bob, "Bob's", RoomKind::Private).await;
}

#[tokio::test]
async fn who_is_banned_from_a_public_room_stays_out_until_let_back() {
    let team = team(RoomKind::Public).await;
    team.admit(&team.bob).await.unwrap();
    team.ban(&team.ada, team.bob.id, true).await.unwrap();
    refused(team.admit(&team.bob).await, ErrorCode::Banned, Some("room"));
    refused(team.world.send(&team.bob, message(&team.room, "x")).await, ErrorCode::Banned, Some("room"));
    team.ban(&team.ada, team.bob.id, false).await.unwrap();
    team.admit(&team.bob).await.unwrap();
}

#[tokio::test]
async fn who_is_banned_from_a_private_room_does_not_learn_that_it_exists() {
    let team = team(RoomKind::Private).await;
    team.ban(&team.ada, team.bob.id, true).await.unwrap();
    refused(team.invite(&team.ada, team.bob.id).await, ErrorCode::Forbidden, None);
    refused(team.admit(&team.bob).await, ErrorCode::RoomNotFound, Some("room"));
}

#[tokio::test]
async fn members_have_no_power_over_each_other() {
    let team = team(RoomKind::Public).await;
    let eve = team.world.guest("Eve").await;
    team.admit(&team.bob).await.unwrap();
    team.admit(&eve).await.unwrap();
    refused(team.remove(&team.bob, eve.id).await, ErrorCode::Forbidden, None);
    refused(team.ban(&team.bob, eve.id, true).await, ErrorCode::Forbidden, None);
    refused(team.set_role(&team.bob, eve.id, Role::Moderator).await, ErrorCode::Forbidden, None);
    team.set_role(&team.ada, team.bob.id, Role::Moderator).await.unwrap();
    team.remove(&team.bob, eve.id).await.unwrap();
    refused(team.remove(&team.bob, team.ada.id).await, ErrorCode::Forbidden, None);
}

#[tokio::test]
async fn a_room_keeps_an_owner() {
    let team = team(RoomKind::Public).await;
    refused(team.set_role(&team.ada, team.ada.id, Role::Member).await, ErrorCode::Forbidden, None);
    refused(team.set_role(&team.ada, team.bob.id, Role::Owner).await, ErrorCode::UserNotFound, Some("user"));
    team.admit(&team.bob).await.unwrap();
    team.set_role(&team.ada, team.bob.id, Role::Owner).await.unwrap();
    team.set_role(&team.ada, team.ada.id, Role::Member).await.unwrap();
    refused(team.set_role(&team.ada, team.ada.id, Role::Owner).await, ErrorCode::Forbidden, None);
}

#[tokio::test]
async fn members_see_who_is_a_member_a_page_at_a_time() {
    let world = World::with(Limits { members_page: 2, ..Limits::default() }).await;
    let mut ids = Vec::new();
    for name in ["Ada", "Bob", "Cyd"] {
        ids.push(world.member(name).await.id);
    }
    ids.sort();
    let eve = world.guest("Eve").await;
    let list = |after| ListMembers { room: lobby(), after };
    refused(world.chat.list_members(&eve, list(None)).await, ErrorCode::NotJoined, Some("room"));
    world.chat.admit(&eve, &lobby()).await.unwrap();
    ids.push(eve.id);
    ids.sort();
    let page = async |after| {
        let reply = world.chat.list_members(&eve, list(after)).await.unwrap();
        (reply.members.iter().map(|member| member.user.id).collect::<Vec<_>>(), reply.has_more)
    };
    assert_eq!(page(None).await, (ids[..2].to_vec(), true));
    assert_eq!(page(Some(ids[1])).await, (ids[2..].to_vec(), false));
}

#[tokio::test]
async fn a_member_mutes_a_room_for_themselves_until_they_leave() {
    let team = team(RoomKind::Public).await;
    let mute = async |user: &User| {
        let mute = MuteRoom { room: team.room.clone(), muted: true };
        team.world.chat.mute_room(user, mute).await
    };
    let muted = async |user: &User| {
        let listed = team.world.chat.list_rooms(user, ListRooms::default()).await.unwrap();
        listed.rooms.iter().map(|summary| summary.muted).collect::<Vec<_>>()
    };
    refused(mute(&team.bob).await, ErrorCode::NotJoined, Some("room"));
    team.admit(&team.bob).await.unwrap();
    mute(&team.bob).await.unwrap();
    mute(&team.bob).await.unwrap();
    assert_eq!((muted(&team.bob).await, muted(&team.ada).await), (vec![true], vec![false]));
    team.remove(&team.ada, team.bob.id).await.unwrap();
    team.admit(&team.bob).await.unwrap();
    assert_eq!(muted(&team.bob).await, [false]);
}
