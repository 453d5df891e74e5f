//! Things to be done once. They are never repeated: whoever gave the command is told what has become of it, and decides.

use sociable_protocol::{Ban, RemoveMember, RemovedReason, Role, Room, RoomSlug};

use super::{Turn, connection, joining, listing, lists, rooms};
use crate::chat::{ChatState, Command, CommandReply, Effect, Failure, Outcome, Shared};

pub(super) fn command(state: &mut ChatState, ticket: u32, command: Command, turn: &mut Turn) {
    let outcome = if turn.online { Outcome::Running } else { Outcome::Failed(Failure::NoAnswer) };
    state.commands.make_mut().set(ticket, outcome);
    if turn.online {
        turn.effects.push(Effect::Command { epoch: turn.epoch, ticket, command });
    }
}

pub(super) fn answered(
    state: &mut ChatState,
    ticket: u32,
    command: Command,
    result: Result<CommandReply, Failure>,
    turn: &mut Turn,
) {
    let outcome = match result {
        Ok(reply) => Outcome::Done(done(state, command, reply, turn)),
        Err(failure) => Outcome::Failed(failure),
    };
    if state.commands.is_running(ticket) {
        state.commands.make_mut().set(ticket, outcome);
    }
}

/// What is so now; gives the room that was made or opened.
fn done(state: &mut ChatState, command: Command, reply: CommandReply, turn: &mut Turn) -> Option<RoomSlug> {
    match (command, reply) {
        (Command::CreateRoom(_) | Command::OpenDirect(_), CommandReply::Room(reply)) => {
            let slug = reply.room.slug.clone();
            enter(state, reply.room);
            return Some(slug);
        }
        (Command::UpdateRoom(_), CommandReply::Room(reply)) => {
            lists::updated(state, &reply.room);
            if let Some(room) = state.rooms.get_mut(&reply.room.slug) {
                rooms::updated(room.make_mut(), reply.room);
            }
        }
        (Command::Rename(_), CommandReply::User(reply)) => connection::renamed(state, &reply.user, turn),
        (Command::RevokeSessions, CommandReply::Token(reply)) => {
            state.handshake.token = Some(reply.token);
            turn.effects.push(Effect::SaveSession(state.handshake.clone()));
        }
        (Command::Leave(slug), _) => listing::removed(state, &slug, RemovedReason::Left, turn),
        (Command::Remove(RemoveMember { room, user }), _) | (Command::Ban(Ban { room, user, banned: true }), _) => {
            if let Some(room) = state.rooms.get_mut(&room).map(Shared::make_mut) {
                lists::remove_member(room, user);
            }
        }
        (Command::SetRole(change), _) => {
            if let Some(room) = state.rooms.get_mut(&change.room).map(Shared::make_mut) {
                lists::set_role(room, change.user, change.role);
            }
        }
        // Nothing here shows it, or the answer is not one to this command.
        (
            Command::Invite(_)
            | Command::Ban(_)
            | Command::CreateRoom(_)
            | Command::OpenDirect(_)
            | Command::UpdateRoom(_)
            | Command::Rename(_)
            | Command::RevokeSessions,
            _,
        ) => {}
    }
    None
}

/// A room that one has made or opened is one's own, and joined.
fn enter(state: &mut ChatState, info: Room) {
    let slug = info.slug.clone();
    joining::open(state, &slug);
    if let Some(room) = state.rooms.get_mut(&slug).map(Shared::make_mut) {
        rooms::updated(room, info);
        room.role = room.role.or(Some(Role::Owner));
    }
}
