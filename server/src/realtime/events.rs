//! What each event does: decode, ask the domain, answer.

use sociable_protocol::{
    Error, ErrorCode, History, JoinReply, JoinRoom, LeaveReply, LeaveRoom, Request, RoomSlug, SendMessage, SetTyping,
    SetTypingReply, Status, decode,
};

use super::channel;
use super::inbox::{Incoming, Reply};
use super::peer::Peer;
use crate::domain::Departure;

/// Handles one event and sees to its one answer.
pub(super) async fn handle(peer: &mut Peer, incoming: Incoming) {
    let (event, reply) = incoming.open();
    let event = match event {
        Ok(event) => event,
        Err(error) => return reply.send::<()>(Err(error)).await,
    };
    let payload = event.payload.as_str();
    if event.name == SendMessage::EVENT {
        return send(peer, payload, reply).await;
    }
    peer.settle().await;
    match event.name.as_str() {
        JoinRoom::EVENT => reply.send(join(peer, payload).await).await,
        LeaveRoom::EVENT => reply.send(leave(peer, payload).await).await,
        History::EVENT => reply.send(history(peer, payload).await).await,
        SetTyping::EVENT => reply.send(set_typing(peer, payload).await).await,
        _ => reply.send::<()>(Err(Error::new(ErrorCode::UnknownEvent, "there is no event of this name"))).await,
    }
}

async fn send(peer: &mut Peer, payload: &str, reply: Reply) {
    let queued = async {
        let send: SendMessage = decode(payload)?;
        joined(peer, &send.room)?;
        let room = send.room.clone();
        let sending = peer.context.chat.send(&peer.user, send).await?;
        Ok((room, sending))
    };
    match queued.await {
        Ok((room, sending)) => {
            // Their client forgets it when the message arrives; only the record of it is dropped here.
            peer.typing.remove(&room);
            peer.sending.push(Box::pin(async move { reply.send(sending.committed().await).await }));
        }
        Err(error) => reply.send::<()>(Err(error)).await,
    }
}

async fn join(peer: &mut Peer, payload: &str) -> Result<JoinReply, Error> {
    let join: JoinRoom = decode(payload)?;
    let known = peer.rooms.contains(&join.room);
    if !known {
        let limit = peer.context.chat.limits().rooms_per_socket;
        if peer.rooms.len() >= limit {
            let message = format!("a connection can be in {limit} rooms at a time; leave one first");
            return Err(Error::new(ErrorCode::Overloaded, message).at("room"));
        }
        if peer.is_gone() {
            return Err(Error::new(ErrorCode::Unavailable, "the connection is closed"));
        }
        // Live messages begin to flow before the snapshot is read, so that nothing falls between the two.
        peer.socket.join(channel(&join.room));
    }
    let presence = peer.context.chat.presence();
    let arrived = !known && presence.arrive(&join.room, &peer.user);
    match peer.context.chat.snapshot(&join).await {
        Ok(snapshot) => {
            if peer.rooms.insert(join.room.clone()) && arrived {
                peer.set_present(&join.room, Status::Online).await;
            }
            Ok(snapshot)
        }
        Err(error) => {
            if !known {
                peer.socket.leave(channel(&join.room));
                if let Departure::Last(epoch) = presence.depart(&join.room, peer.user.id) {
                    presence.expire(&join.room, peer.user.id, epoch);
                }
            }
            Err(error)
        }
    }
}

async fn leave(peer: &mut Peer, payload: &str) -> Result<LeaveReply, Error> {
    let LeaveRoom { room } = decode(payload)?;
    joined(peer, &room)?;
    peer.set_typing(&room, false).await;
    peer.socket.leave(channel(&room));
    peer.rooms.remove(&room);
    let presence = peer.context.chat.presence();
    // Leaving is meant, unlike losing a connection: there is no time of grace.
    if let Departure::Last(epoch) = presence.depart(&room, peer.user.id)
        && presence.expire(&room, peer.user.id, epoch)
    {
        peer.set_present(&room, Status::Offline).await;
    }
    Ok(LeaveReply {})
}

async fn history(peer: &Peer, payload: &str) -> Result<sociable_protocol::HistoryReply, Error> {
    let history: History = decode(payload)?;
    joined(peer, &history.room)?;
    peer.context.chat.history(&history).await
}

async fn set_typing(peer: &mut Peer, payload: &str) -> Result<SetTypingReply, Error> {
    let SetTyping { room, typing } = decode(payload)?;
    joined(peer, &room)?;
    peer.set_typing(&room, typing).await;
    Ok(SetTypingReply {})
}

fn joined(peer: &Peer, room: &RoomSlug) -> Result<(), Error> {
    if peer.rooms.contains(room) {
        Ok(())
    } else {
        Err(Error::new(ErrorCode::NotJoined, "join the room first").at("room"))
    }
}
