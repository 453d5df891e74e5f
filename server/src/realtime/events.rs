//! What each event does: decode, ask the domain, answer.

use sociable_protocol::{
    Ban, CreateRoom, DeleteMessage, EditMessage, Error, ErrorCode, History, Invite, JoinReply, JoinRoom, LeaveRoom,
    ListMembers, ListPins, ListRooms, MuteRoom, OpenDirect, PinMessage, React, RemoveMember, RemovedReason,
    RenewSession, RenewSessionReply, Request, RevokeSessions, RevokeSessionsReply, Search, SendMessage, SetPresence,
    SetPresenceReply, SetRead, SetRole, SetTyping, SetTypingReply, Status, UpdateRoom, UpdateUser, UpdateUserReply,
    decode,
};

use super::dialects;
use super::inbox::{self, Incoming, Reply};
use super::outlet::Over;
use super::peer::Peer;
use crate::domain::{Actor, RateKind};

/// Handles one event and sees to its one answer.
pub(super) async fn handle(peer: &mut Peer, incoming: Incoming) {
    let (event, reply) = incoming.open();
    let event = match event {
        Ok(event) => event,
        Err(error) => return reply.send::<()>(Err(error)).await,
    };
    if peer.outlet().voice.is_some() {
        return dialects::hear(peer, event, reply).await;
    }
    let (name, payload) = (event.name.as_str(), event.payload());
    let outlet = peer.outlet();
    if let Some(over) = outlet.over() {
        return reply.send::<()>(Err(over.refusal())).await;
    }
    if let Err(error) = peer.context().chat.allow(kind(name), outlet.user_id(), outlet.address) {
        return reply.send::<()>(Err(error)).await;
    }
    if name == SendMessage::EVENT {
        return send(peer, payload, reply).await;
    }
    peer.settle().await;

    /// Asks the domain what the event's name says.
    macro_rules! ask {
        ($method:ident) => {{
            let asked = async {
                let request = decode(payload)?;
                let (user, access) = (peer.outlet().user(), peer.outlet().access());
                peer.context().chat.$method(Actor { user: &user, access: &access }, request).await
            };
            reply.send(asked.await).await
        }};
    }
    match name {
        JoinRoom::EVENT => reply.send(join(peer, payload).await).await,
        LeaveRoom::EVENT => ask!(leave_room),
        ListRooms::EVENT => ask!(list_rooms),
        CreateRoom::EVENT => ask!(create_room),
        OpenDirect::EVENT => ask!(open_direct),
        UpdateRoom::EVENT => ask!(update_room),
        ListMembers::EVENT => ask!(list_members),
        Invite::EVENT => ask!(invite),
        RemoveMember::EVENT => ask!(remove_member),
        Ban::EVENT => ask!(ban),
        SetRole::EVENT => ask!(set_role),
        MuteRoom::EVENT => ask!(mute_room),
        EditMessage::EVENT => ask!(edit_message),
        DeleteMessage::EVENT => ask!(delete_message),
        React::EVENT => ask!(react),
        PinMessage::EVENT => ask!(pin_message),
        ListPins::EVENT => ask!(list_pins),
        History::EVENT => ask!(history),
        Search::EVENT => ask!(search),
        SetRead::EVENT => ask!(set_read),
        SetTyping::EVENT => reply.send(set_typing(peer, payload).await).await,
        SetPresence::EVENT => reply.send(set_presence(peer, payload).await).await,
        UpdateUser::EVENT => reply.send(update_user(peer, payload).await).await,
        RenewSession::EVENT => reply.send(renew(peer, payload).await).await,
        RevokeSessions::EVENT => reply.send(revoke_sessions(peer).await).await,
        _ => reply.send::<()>(Err(Error::new(ErrorCode::UnknownEvent, "there is no event of this name"))).await,
    }
}

/// Answers an event that found the inbox full.
pub(super) async fn overloaded(peer: &Peer, reply: Reply) {
    match &peer.outlet().voice {
        None => reply.send::<()>(Err(inbox::overloaded())).await,
        Some(voice) => dialects::overloaded(voice, reply).await,
    }
}

/// Which of a person's rates an event counts towards.
fn kind(name: &str) -> RateKind {
    match name {
        SendMessage::EVENT => RateKind::Send,
        EditMessage::EVENT | DeleteMessage::EVENT | React::EVENT | PinMessage::EVENT => RateKind::Change,
        JoinRoom::EVENT | ListRooms::EVENT | ListMembers::EVENT | ListPins::EVENT | History::EVENT | Search::EVENT => {
            RateKind::Query
        }
        LeaveRoom::EVENT
        | CreateRoom::EVENT
        | OpenDirect::EVENT
        | UpdateRoom::EVENT
        | Invite::EVENT
        | RemoveMember::EVENT
        | Ban::EVENT
        | SetRole::EVENT
        | UpdateUser::EVENT
        | RenewSession::EVENT
        | RevokeSessions::EVENT => RateKind::Manage,
        // Also what does not exist: it costs an answer.
        _ => RateKind::Signal,
    }
}

async fn send(peer: &mut Peer, payload: &str, reply: Reply) {
    let queued = async {
        let send: SendMessage = decode(payload)?;
        let room = send.room.clone();
        let (user, access) = (peer.outlet().user(), peer.outlet().access());
        let sending = peer.context().chat.send(Actor { user: &user, access: &access }, send).await?;
        Ok((room, sending))
    };
    match queued.await {
        Ok((room, sending)) => {
            // Their client forgets it when the message arrives; only the record of it is dropped here.
            peer.stopped_typing(&room);
            peer.sending.push(Box::pin(async move { reply.send(sending.committed().await).await }));
        }
        Err(error) => reply.send::<()>(Err(error)).await,
    }
}

async fn join(peer: &Peer, payload: &str) -> Result<JoinReply, Error> {
    peer.join(&decode(payload)?).await
}

async fn set_typing(peer: &mut Peer, payload: &str) -> Result<SetTypingReply, Error> {
    let SetTyping { room, typing } = decode(payload)?;
    if !peer.outlet().is_in(&room) {
        return Err(Error::new(ErrorCode::NotJoined, "join the room first").at("room"));
    }
    peer.set_typing(&room, typing).await;
    Ok(SetTypingReply {})
}

async fn set_presence(peer: &Peer, payload: &str) -> Result<SetPresenceReply, Error> {
    let SetPresence { status } = decode(payload)?;
    if status == Status::Offline {
        let message = "a connection is online, away or busy; to be offline, disconnect";
        return Err(Error::new(ErrorCode::InvalidPayload, message).at("status"));
    }
    peer.set_status(status).await;
    Ok(SetPresenceReply {})
}

async fn update_user(peer: &Peer, payload: &str) -> Result<UpdateUserReply, Error> {
    let update: UpdateUser = decode(payload)?;
    let user = peer.context().chat.update_user(&peer.outlet().user(), update).await?;
    // What this socket says next is said under the new name, whether or not others have been told of it.
    peer.outlet().rename(&user);
    Ok(UpdateUserReply { user })
}

/// Goes on with a fresh token, and with what it says.
async fn renew(peer: &mut Peer, payload: &str) -> Result<RenewSessionReply, Error> {
    let renew: RenewSession = decode(payload)?;
    let renewed = peer.context().chat.renew(peer.outlet().user_id(), renew).await?;
    let expires_at = renewed.expires_at;
    peer.renew(renewed).await;
    Ok(RenewSessionReply { expires_at: Some(expires_at) })
}

/// Makes all tokens void but the one that this socket is answered with.
async fn revoke_sessions(peer: &Peer) -> Result<RevokeSessionsReply, Error> {
    let (context, outlet) = (peer.context(), peer.outlet());
    let before = outlet.generation();
    outlet.renewing();
    let revoked = context.chat.revoke_sessions(&outlet.user()).await;
    outlet.renewed(revoked.as_ref().map_or(before, |(_, generation)| *generation));
    let (reply, generation) = revoked?;
    // Another device may have done the same at the same time, and later: then this token is void already.
    if !context.chat.is_current(outlet.user_id(), generation).await? {
        context.end_session(outlet, Over::Revoked);
    }
    Ok(reply)
}

/// What a refusal to come back into a room means to one who was in it.
pub(super) const fn removed_reason(code: ErrorCode) -> RemovedReason {
    match code {
        ErrorCode::Banned => RemovedReason::Banned,
        ErrorCode::RoomArchived => RemovedReason::Archived,
        _ => RemovedReason::Removed,
    }
}
