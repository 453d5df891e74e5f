//! What the server sends on its own, as actions of the chat: the one place that knows both.

use sociable_protocol::{
    MessageDeleted, MessageNew, MessageUpdated, PresenceChanged, Push, ReactionChanged, ReadChanged, RoleChanged,
    RoomCreated, RoomHead, RoomMuted, RoomPeople, RoomRemoved, RoomState, RoomUpdated, ServerRestart, Session,
    SessionExpired, SessionExpiring, SessionRevoked, TypingChanged, UserUpdated,
};

use crate::chat::Action;
use crate::socketio::{Event, Message};

/// An event of the contract whose payload is not what the contract says. It is to be noted and passed over: a message or
/// change that is lost this way is noticed by its missing number, and asked for.
#[derive(Debug, thiserror::Error)]
#[error("{event} cannot be read: {source}")]
pub struct Unreadable {
    /// The event.
    pub event: &'static str,
    /// What is wrong with it.
    pub source: serde_json::Error,
}

type Read = Result<Option<Action>, Unreadable>;

/// The action that an event of the connection is, if the chat wants to know of it.
///
/// # Errors
/// [`Unreadable`].
pub fn event_action(event: &Event) -> Read {
    let action = match event {
        // The server's `session` follows at once, and says more.
        Event::Connected { .. } => None,
        Event::ConnectError { message, .. } => Some(Action::ConnectError(message.clone())),
        // Only where the number of attempts is limited: then only the user can go on, as after a refusal.
        Event::GaveUp { reason } => Some(Action::ConnectError(reason.to_string())),
        Event::Disconnected { reason } => Some(Action::Disconnected { retries: reason.reconnects() }),
        Event::Reconnecting { attempt, .. } => Some(Action::Reconnecting { attempt: *attempt }),
        Event::Message(message) => return push(message),
    };
    Ok(action)
}

/// Every event of the contract; one of a newer version is passed over.
fn push(message: &Message) -> Read {
    match message.name.as_str() {
        Session::EVENT => read(message, Action::Session),
        SessionRevoked::EVENT => read(message, |SessionRevoked {}| Action::SessionRevoked),
        SessionExpiring::EVENT => read(message, |SessionExpiring { .. }| Action::SessionExpiring),
        SessionExpired::EVENT => read(message, |SessionExpired {}| Action::SessionExpired),
        ServerRestart::EVENT => read(message, Action::ServerRestart),
        UserUpdated::EVENT => read(message, Action::UserUpdated),
        MessageNew::EVENT => read(message, |MessageNew(message)| Action::MessageNew(message)),
        MessageUpdated::EVENT => read(message, Action::MessageUpdated),
        MessageDeleted::EVENT => read(message, Action::MessageDeleted),
        ReactionChanged::EVENT => read(message, Action::ReactionChanged),
        RoomCreated::EVENT => read(message, Action::RoomCreated),
        RoomUpdated::EVENT => read(message, Action::RoomUpdated),
        RoomState::EVENT => read(message, Action::RoomState),
        RoomHead::EVENT => read(message, Action::RoomHead),
        RoomRemoved::EVENT => read(message, Action::RoomRemoved),
        RoomMuted::EVENT => read(message, Action::RoomMuted),
        RoleChanged::EVENT => read(message, Action::RoleChanged),
        RoomPeople::EVENT => read(message, Action::RoomPeople),
        TypingChanged::EVENT => read(message, Action::TypingChanged),
        PresenceChanged::EVENT => read(message, Action::PresenceChanged),
        ReadChanged::EVENT => read(message, Action::ReadChanged),
        _ => Ok(None),
    }
}

fn read<P: Push>(message: &Message, to_action: impl FnOnce(P) -> Action) -> Read {
    let push = message.arg::<P>().map_err(|source| Unreadable { event: P::EVENT, source })?;
    Ok(Some(to_action(push)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ID: &str = "0199c5a0-0000-7000-8000-000000000001";

    #[track_caller]
    fn check(name: &str, payload: &Value, expected: impl FnOnce(&Action) -> bool) {
        let args = vec![serde_json::value::to_raw_value(payload).unwrap()];
        let event = Event::Message(Message { name: name.to_owned(), args, attachments: vec![], ack: None });
        let action = event_action(&event).unwrap().expect(name);
        assert!(expected(&action), "{name} is {action:?}");
    }

    #[test]
    fn every_event_of_the_contract_is_an_action() {
        let user = json!({ "id": ID, "name": "Ben" });
        let room = json!({ "slug": "lobby", "name": "Lobby" });
        let at = "2026-01-31T08:05:00.042Z";
        let message = json!({ "id": ID, "room": "lobby", "seq": 1, "user": user, "text": "hello", "createdAt": at });
        let changed =
            |field: &str, value: Value| json!({ "room": "lobby", "id": ID, "seq": 1, "rev": 1, field: value });
        let of_lobby = |field: &str, value: Value| json!({ "room": "lobby", "user": user, field: value });
        let limits = sociable_protocol::Limits::default();

        let session = json!({ "user": user, "token": "t", "limits": limits, "serverTime": at, "version": 1 });
        check("session", &session, |action| matches!(action, Action::Session(_)));
        check("session:revoked", &json!({}), |action| matches!(action, Action::SessionRevoked));
        check("session:expiring", &json!({ "expiresAt": at }), |action| matches!(action, Action::SessionExpiring));
        check("session:expired", &json!({}), |action| matches!(action, Action::SessionExpired));
        check("server:restart", &json!({ "retryAfterMs": 5 }), |action| matches!(action, Action::ServerRestart(_)));
        check("user:updated", &json!({ "user": user }), |action| matches!(action, Action::UserUpdated(_)));
        check("message:new", &message, |action| matches!(action, Action::MessageNew(_)));
        check("message:updated", &json!({ "message": message }), |a| matches!(a, Action::MessageUpdated(_)));
        check("message:deleted", &changed("deletedAt", json!(at)), |a| matches!(a, Action::MessageDeleted(_)));
        check("reaction:changed", &changed("reactions", json!([])), |a| matches!(a, Action::ReactionChanged(_)));
        let summary = json!({ "room": room, "members": 1, "head": 0, "read": 0, "unread": 0, "mentions": 0 });
        check("room:created", &summary, |action| matches!(action, Action::RoomCreated(_)));
        check("room:updated", &json!({ "room": room }), |action| matches!(action, Action::RoomUpdated(_)));
        let state = json!({
            "room": room, "head": 1, "rev": 0, "epoch": "e", "reset": false, "people": [], "peopleCount": 0
        });
        check("room:state", &state, |action| matches!(action, Action::RoomState(_)));
        check("room:head", &json!({ "room": "lobby", "seq": 1 }), |action| matches!(action, Action::RoomHead(_)));
        let removed = json!({ "room": "lobby", "reason": "banned" });
        check("room:removed", &removed, |action| matches!(action, Action::RoomRemoved(_)));
        let muted = json!({ "room": "lobby", "muted": true });
        check("room:muted", &muted, |action| matches!(action, Action::RoomMuted(_)));
        check("room:role-changed", &of_lobby("role", json!("owner")), |a| matches!(a, Action::RoleChanged(_)));
        let people = json!({ "room": "lobby", "peopleCount": 300 });
        check("room:people", &people, |action| matches!(action, Action::RoomPeople(_)));
        check("typing:changed", &of_lobby("typing", json!(true)), |a| matches!(a, Action::TypingChanged(_)));
        check("presence:changed", &of_lobby("status", json!("away")), |a| matches!(a, Action::PresenceChanged(_)));
        let read = json!({ "room": "lobby", "user": ID, "seq": 1 });
        check("read:changed", &read, |action| matches!(action, Action::ReadChanged(_)));
    }

    #[test]
    fn an_event_that_breaks_the_contract_is_named() {
        let event =
            Event::Message(Message { name: "room:head".to_owned(), args: vec![], attachments: vec![], ack: None });
        assert_eq!(event_action(&event).unwrap_err().event, "room:head");
    }

    #[test]
    fn an_event_of_a_newer_contract_is_passed_over() {
        let event =
            Event::Message(Message { name: "room:painted".to_owned(), args: vec![], attachments: vec![], ack: None });
        assert!(event_action(&event).unwrap().is_none());
    }
}
