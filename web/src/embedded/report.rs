//! What the page around the frame is told of the chat: what differs between what it was told and what is.

use serde_json::{Value, json};
use sociable_client::chat::{ChatState, Connection, Phase, RoomState};
use sociable_protocol::{Error, Room, User};

/// What it was told last.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Told {
    connection: Option<&'static str>,
    ready: bool,
    user: Option<User>,
    room: Option<Room>,
    unread: Option<(u32, u32)>,
    online: Option<usize>,
    typing: Vec<User>,
    error: Option<Error>,
}

impl Told {
    /// What is to be told now, in order.
    pub(super) fn changes(&mut self, state: &ChatState) -> Vec<Value> {
        let mut changes = Vec::new();
        let error = error_of(state);
        if error != self.error {
            if let Some(error) = &error {
                changes.push(json!({ "type": "error", "code": error.code, "message": error.message }));
            }
            self.error = error;
        }
        let connection = connection(&state.connection);
        if self.connection != Some(connection) {
            self.connection = Some(connection);
            changes.push(json!({ "type": "connection", "state": connection }));
        }
        let room = state.current.as_ref().and_then(|slug| state.room(slug));
        self.tell_who(state, room.map(|room| &**room), &mut changes);
        if let Some(room) = room.filter(|room| self.ready && room.phase == Phase::Joined && room.loaded) {
            self.tell_room(room, &mut changes);
        }
        changes
    }

    fn tell_who(&mut self, state: &ChatState, room: Option<&RoomState>, changes: &mut Vec<Value>) {
        let signed_out = matches!(state.connection, Connection::SignedOut { .. });
        let user = state.me.clone().filter(|_| !signed_out);
        let joined = room.filter(|room| room.phase == Phase::Joined && room.loaded);
        let closed = room.is_some_and(|room| !matches!(room.phase, Phase::Joining | Phase::Joined));
        if !self.ready {
            // The room is there; or they cannot be in it, which is for them to see; or there is nobody yet.
            if user.is_some() && (joined.is_some() || closed) || signed_out {
                self.ready = true;
                self.user.clone_from(&user);
                self.room = joined.map(|room| room.info.clone());
                let version = super::port::VERSION;
                changes.push(json!({ "type": "ready", "version": version, "user": user, "room": self.room }));
            }
            return;
        }
        if user != self.user && (user.is_some() || signed_out) {
            changes.push(json!({ "type": "user", "user": user }));
            self.user = user;
        }
        if let Some(room) = joined
            && self.room.as_ref() != Some(&room.info)
        {
            let is_another = self.room.as_ref().map(|room| &room.slug) != Some(&room.info.slug);
            self.room = Some(room.info.clone());
            changes.push(json!({ "type": "room", "room": room.info }));
            if is_another {
                (self.unread, self.online, self.typing) = (None, None, Vec::new());
            }
        }
    }

    fn tell_room(&mut self, room: &RoomState, changes: &mut Vec<Value>) {
        let slug = &room.info.slug;
        let unread = (room.unread, room.mentions);
        if self.unread != Some(unread) {
            self.unread = Some(unread);
            changes.push(json!({ "type": "unread", "count": unread.0, "mentions": unread.1 }));
        }
        let online = room.people.here_count();
        if self.online != Some(online) {
            self.online = Some(online);
            changes.push(json!({ "type": "presence", "room": slug, "online": online }));
        }
        let typing: Vec<User> = room.typing.users().cloned().collect();
        if typing != self.typing {
            changes.push(json!({ "type": "typing", "room": slug, "users": typing }));
            self.typing = typing;
        }
    }
}

fn connection(connection: &Connection) -> &'static str {
    match connection {
        Connection::SignedOut { .. } => "signed-out",
        Connection::Connecting => "connecting",
        Connection::Online => "online",
        Connection::Reconnecting { .. } => "offline",
    }
}

/// What the server has said against the connection, or against being in the room.
fn error_of(state: &ChatState) -> Option<Error> {
    match &state.connection {
        Connection::SignedOut { error } | Connection::Reconnecting { error, .. } => error.clone(),
        Connection::Connecting | Connection::Online => {
            let room = state.current.as_ref().and_then(|slug| state.room(slug))?;
            if let Phase::Refused(error) = &room.phase { Some(error.clone()) } else { None }
        }
    }
}

#[cfg(test)]
mod tests {
    use sociable_client::chat::{Action, reduce};
    use sociable_protocol::{ErrorCode, Handshake, RoomSlug, Timestamp};

    use super::*;

    fn act(state: &mut ChatState, action: Action) {
        reduce(state, action, Timestamp::from_millis(0));
    }

    fn types(changes: &[Value]) -> Vec<&str> {
        changes.iter().filter_map(|change| change["type"].as_str()).collect()
    }

    #[test]
    fn who_is_not_in_yet_makes_a_page_ready_without_a_user() {
        let (mut told, state) = (Told::default(), ChatState::default());
        let changes = told.changes(&state);
        assert_eq!(types(&changes), ["connection", "ready"]);
        assert_eq!(changes[0]["state"], "signed-out");
        assert_eq!(changes[1]["user"], Value::Null);
        assert_eq!(told.changes(&state), [Value::Null; 0], "and says it once");
    }

    #[test]
    fn a_page_is_not_ready_while_somebody_comes_in() {
        let (mut told, mut state) = (Told::default(), ChatState::default());
        act(&mut state, Action::SignIn(Handshake { name: Some("Ada".to_owned()), ..Handshake::default() }));
        act(&mut state, Action::Show(Some(RoomSlug::lobby())));
        let changes = told.changes(&state);
        assert_eq!(types(&changes), ["connection"]);
        assert_eq!(changes[0]["state"], "connecting");
    }

    #[test]
    fn a_refusal_is_told_once_and_before_what_follows_from_it() {
        let (mut told, mut state) = (Told::default(), ChatState::default());
        act(&mut state, Action::SignIn(Handshake { name: Some("Ada".to_owned()), ..Handshake::default() }));
        told.changes(&state);
        let refusal = Error::new(ErrorCode::NameTaken, "somebody here has this name");
        act(&mut state, Action::ConnectError(refusal.to_string()));
        let changes = told.changes(&state);
        assert_eq!(types(&changes), ["error", "connection", "ready"]);
        assert_eq!(changes[0]["code"], "name_taken");
        assert!(told.changes(&state).is_empty());
    }
}
