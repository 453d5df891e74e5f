//! Where a page is: finding the room that it names, coming in, listening without being there, leaving.

use std::sync::Arc;

use sociable_protocol::{Cursor, Error, ErrorCode, JoinRoom, LeaveRoom, Message, RoomSlug, Seq};

use super::What;
use super::acts::Place;
use super::run::not_joined;
use crate::realtime::hub::Position;
use crate::realtime::outbox::NotTaken;
use crate::realtime::peer::Peer;

/// The room that a place is, and how its page spells it. `make` lets a room be made that does not exist.
pub(super) async fn find(peer: &Peer, place: Place, make: bool) -> Result<Option<(RoomSlug, Arc<str>)>, Error> {
    let context = peer.context();
    let home = || (context.dialects.home.clone(), Arc::from(context.dialects.home.as_str()));
    Ok(match place {
        Place::Home => Some(home()),
        Place::At(address) => {
            let room: RoomSlug = address.parse().map_err(|_| not_joined())?;
            let spelled = room.as_str().into();
            Some((room, spelled))
        }
        Place::Current => peer.outlet().voice.as_ref().and_then(|voice| voice.current()),
        // Where the server took a room without a name, it is that of all who name none.
        Place::Named(name) => match context.chat.address_of(&name) {
            None => Some(home()),
            Some((room, name)) => {
                if make {
                    let outlet = peer.outlet();
                    let made = context.chat.find_or_make_room(&outlet.user(), outlet.address, &room, &name).await?;
                    if let (true, Some(voice)) = (made, &outlet.voice) {
                        context.tell_made(outlet, &voice.chosen(), name.as_str());
                    }
                }
                Some((room, Arc::from(name.as_str())))
            }
        },
    })
}

/// Hears what is said in the room that everybody is in, without being there.
pub(super) async fn listen(peer: &Peer, after: Option<Seq>) -> Result<(), Error> {
    let (context, outlet) = (peer.context(), peer.outlet());
    let room = &context.dialects.home;
    let since = context.chat.published();
    if !context.hub.join(room, outlet, context.chat.limits().rooms_per_socket, since) {
        return Ok(());
    }
    let cursor = after.map(|seq| Cursor { seq, rev: None, epoch: None });
    match context.chat.overhear(outlet.user_id(), room, cursor).await {
        Ok(overheard) => {
            let at = Position { seq: overheard.head, rev: overheard.rev };
            arrive(peer, room, overheard.messages, after.is_some(), at, since).await;
            Ok(())
        }
        Err(error) => {
            context.hub.leave(room, outlet);
            if error.code.is_retryable() {
                // It comes back and asks again.
                outlet.outbox.cut();
            }
            Err(error)
        }
    }
}

/// As [`join_quietly`], where the page may be in there already.
pub(super) async fn join_quietly_once(peer: &Peer, room: &RoomSlug, spelled: &str) -> Result<(), Error> {
    if !peer.outlet().is_in(room) {
        join_quietly(peer, room, spelled).await?;
    }
    Ok(())
}

/// Comes into a room, of which the page is told in other ways: what was said there before.
pub(super) async fn join_quietly(peer: &Peer, room: &RoomSlug, spelled: &str) -> Result<Vec<Message>, Error> {
    let (context, outlet) = (peer.context(), peer.outlet());
    let since = context.chat.published();
    if !context.hub.join(room, outlet, context.chat.limits().rooms_per_socket, since) {
        return Err(too_many());
    }
    if let Some(voice) = &outlet.voice {
        voice.came_quietly(room, spelled);
    }
    let reply = peer.come_in(&JoinRoom::anew(room.clone())).await.inspect_err(|_| out_again(peer, room))?;
    if !context.hub.go_live(room, outlet, Position { seq: reply.head, rev: reply.rev }, since) {
        out_again(peer, room);
        return Err(not_joined());
    }
    Ok(reply.messages)
}

fn too_many() -> Error {
    Error::new(ErrorCode::LimitReached, "this page is in as many rooms as it may be")
}

/// Comes into a room: what was said there before, what its dialect says to newcomers, and then what is new.
pub(super) async fn join(peer: &Peer, room: &RoomSlug, spelled: &str) -> Result<(), Error> {
    let (context, outlet) = (peer.context(), peer.outlet());
    let Some(voice) = &outlet.voice else { return Ok(()) };
    let join = JoinRoom::anew(room.clone());
    if outlet.is_in(room) {
        // A page that was only listening until now; else it is there already.
        if !voice.rooms().contains(room) {
            peer.come_in(&join).await?;
            voice.came(room, spelled);
            // It has heard all but who is there now.
            for emit in voice.arrived(outlet, room, &[]) {
                if outlet.outbox.until_taken(|| outlet.outbox.speak(&emit)).await == Err(NotTaken::Gone) {
                    break;
                }
            }
        }
        return Ok(());
    }
    let since = context.chat.published();
    if !context.hub.join(room, outlet, context.chat.limits().rooms_per_socket, since) {
        return Err(too_many());
    }
    let reply = match peer.come_in(&join).await {
        Ok(reply) => reply,
        Err(error) => {
            peer.back_out(room);
            return Err(error);
        }
    };
    voice.came(room, spelled);
    let at = Position { seq: reply.head, rev: reply.rev };
    arrive(peer, room, reply.messages, false, at, since).await;
    Ok(())
}

/// Tells the page what was said, and lets it hear what comes next. `all` of it, also where that is more than pages are told
/// of before their time.
async fn arrive(peer: &Peer, room: &RoomSlug, messages: Vec<Message>, all: bool, at: Position, since: u64) {
    let (context, outlet) = (peer.context(), peer.outlet());
    let Some(voice) = &outlet.voice else { return };
    let skipped = if all { 0 } else { messages.len().saturating_sub(context.dialects.history) };
    let said: Vec<What> = messages.into_iter().skip(skipped).map(What::Said).collect();
    for emit in voice.arrived(outlet, room, &said) {
        if outlet.outbox.until_taken(|| outlet.outbox.speak(&emit)).await == Err(NotTaken::Gone) {
            return;
        }
    }
    if !context.hub.go_live(room, outlet, at, since) {
        out_again(peer, room);
    }
}

/// Undoes coming in where the page was taken out meanwhile.
fn out_again(peer: &Peer, room: &RoomSlug) {
    peer.back_out(room);
    if let Some(voice) = &peer.outlet().voice {
        voice.left(room);
    }
}

/// Leaves a room at once, and is no longer a member.
pub(super) async fn leave(peer: &Peer, room: &RoomSlug) -> Result<(), Error> {
    let (context, outlet) = (peer.context(), peer.outlet());
    context.hub.leave(room, outlet);
    if let Some(voice) = &outlet.voice {
        voice.left(room);
    }
    if context.chat.presence().leave(room, outlet.connection) {
        context.tell_going(room, outlet.user()).await;
    }
    context.chat.leave_room(&outlet.user(), LeaveRoom { room: room.clone() }).await.map(drop)
}
