//! Things to be done once.

use sociable_protocol::{CreateRoom, OpenDirect, RevokeSessionsReply, RoomReply, UpdateRoom, UpdateUserReply};

use super::*;
use crate::chat::limits::COMMANDS;
use crate::chat::{Command, CommandReply, Outcome, Phase};

impl Chat {
    fn command(&mut self, ticket: u32, command: Command) -> Vec<Effect> {
        self.act(Action::Command(ticket, command))
    }

    fn done(&mut self, ticket: u32, command: Command, result: Result<CommandReply, Failure>) -> Vec<Effect> {
        self.act(Action::Commanded { epoch: self.state.epoch, ticket, command, result })
    }

    fn outcome(&self, ticket: u32) -> Option<&Outcome> {
        self.state.commands.get(ticket)
    }
}

fn create() -> Command {
    Command::CreateRoom(CreateRoom {
        name: RoomName::new("Club").unwrap(),
        slug: None,
        kind: RoomKind::Private,
        topic: Topic::default(),
    })
}

fn club() -> Room {
    Room { slug: slug("club"), kind: RoomKind::Private, ..named("Club") }
}

#[test]
fn a_command_is_carried_out_once_and_says_what_has_become_of_it() {
    let mut chat = Chat::joined(1);
    let command = Command::Leave(slug("club"));
    let effect = Effect::Command { epoch: chat.state.epoch, ticket: 7, command: command.clone() };
    assert_eq!(chat.command(7, command.clone()), [effect]);
    assert_eq!(chat.outcome(7), Some(&Outcome::Running));
    let failure = Failure::Refused(refusal(ErrorCode::RoomNotFound));
    assert_eq!(chat.done(7, command, Err(failure.clone())), []);
    assert_eq!(chat.outcome(7), Some(&Outcome::Failed(failure)));
    assert_eq!(chat.pass(60_000), [], "and is not repeated");
}

#[test]
fn without_a_connection_a_command_has_failed() {
    let mut chat = Chat::joined(1);
    chat.command(1, create());
    let epoch = chat.state.epoch;
    chat.act(Action::Disconnected { retries: true });
    assert_eq!(chat.outcome(1), Some(&Outcome::Failed(Failure::NoAnswer)));
    assert_eq!(chat.command(2, create()), []);
    assert_eq!(chat.outcome(2), Some(&Outcome::Failed(Failure::NoAnswer)));
    chat.connect();
    let result = Ok(CommandReply::Room(RoomReply { room: club() }));
    assert_eq!(chat.act(Action::Commanded { epoch, ticket: 1, command: create(), result }), []);
    assert!(chat.state.room(&slug("club")).is_none(), "an answer of a connection that is gone");
}

#[test]
fn a_room_that_one_makes_or_opens_is_joined() {
    let mut chat = Chat::joined(1);
    for (ticket, command) in [(1, create()), (2, Command::OpenDirect(OpenDirect { user: user("Ben").id }))] {
        chat.state.rooms.remove(&slug("club"));
        chat.command(ticket, command.clone());
        let effects = chat.done(ticket, command, Ok(CommandReply::Room(RoomReply { room: club() })));
        assert_eq!(joins(&effects), [JoinRoom::anew(slug("club"))]);
        assert_eq!(chat.outcome(ticket), Some(&Outcome::Done(Some(slug("club")))));
        let room = chat.state.room(&slug("club")).unwrap();
        assert_eq!((&room.info, room.role), (&club(), Some(Role::Owner)));
    }
}

#[test]
fn a_room_that_one_leaves_or_an_invitation_that_one_declines_goes() {
    let mut chat = Chat::joined(1);
    let command = Command::Leave(lobby());
    chat.command(1, command.clone());
    assert_eq!(chat.room().phase, Phase::Joined, "not before it is so");
    let reply = CommandReply::from(sociable_protocol::MemberReply {});
    chat.done(1, command, Ok(reply));
    assert!(chat.state.room(&lobby()).is_none());
    assert_eq!(chat.outcome(1), Some(&Outcome::Done(None)));
}

#[test]
fn what_a_command_changes_is_so_with_its_answer() {
    let mut chat = Chat::joined(1);
    let room = named("Hall");
    let update = UpdateRoom { room: lobby(), name: Some(room.name.clone()), topic: None, archived: None };
    chat.done(1, Command::UpdateRoom(update), Ok(CommandReply::Room(RoomReply { room: room.clone() })));
    assert_eq!(chat.room().info, room);

    let renamed = User { name: DisplayName::new("Countess").unwrap(), ..user("Ada") };
    let reply = CommandReply::User(UpdateUserReply { user: renamed.clone() });
    chat.done(2, Command::Rename(renamed.name.clone()), Ok(reply));
    assert_eq!(chat.state.me, Some(renamed));

    let reply = CommandReply::Token(RevokeSessionsReply { token: "new".to_owned() });
    let effects = chat.done(3, Command::RevokeSessions, Ok(reply));
    assert_eq!(chat.state.handshake.token.as_deref(), Some("new"));
    assert_eq!(effects, [Effect::SaveSession(chat.state.handshake.clone())]);
}

#[test]
fn only_the_latest_commands_are_remembered() {
    let mut chat = Chat::joined(1);
    for ticket in 0..=COMMANDS as u32 {
        chat.command(ticket, create());
    }
    assert_eq!((chat.outcome(0), chat.outcome(1)), (None, Some(&Outcome::Running)));
}
