//! The chat as its callers use it, on a real store.

mod following;
mod members;
mod messages;
mod reading;
mod rooms;
mod sessions;

use std::sync::Arc;

use sociable_protocol::{
    CreateRoom, Error, ErrorCode, Handshake, Limits, Message, MessageText, RoomKind, RoomName, RoomSlug, SendMessage,
    Topic, User,
};
use tempfile::TempDir;
use tokio::sync::mpsc;

use super::{Chat, Entered, TokenKey};
use crate::store::{SharedStore, SqliteOptions, SqliteStore};

struct World {
    chat: Chat,
    store: SharedStore,
    _dir: TempDir,
}

impl World {
    async fn new() -> Self {
        Self::with(Limits::default()).await
    }

    async fn with(limits: Limits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (committed, mut published) = mpsc::channel(16);
        tokio::spawn(async move { while published.recv().await.is_some() {} });
        let options = SqliteOptions::new(dir.path().join("chat.db"));
        let store: SharedStore = Arc::new(SqliteStore::open(&options, committed).await.unwrap());
        let key = TokenKey::load_or_create(&dir.path().join("session.key")).unwrap();
        Self { chat: Chat::new(Arc::clone(&store), key, limits), store, _dir: dir }
    }

    async fn enter(&self, handshake: Handshake) -> Result<Entered, Error> {
        self.chat.enter(handshake, None).await
    }

    /// A new guest of this name.
    async fn guest(&self, name: &str) -> User {
        self.enter(by_name(name)).await.unwrap().session.user
    }

    /// A new guest of this name who is a member of the lobby.
    async fn member(&self, name: &str) -> User {
        let user = self.guest(name).await;
        self.chat.admit(&user, &lobby()).await.unwrap();
        user
    }

    async fn room(&self, owner: &User, name: &str, kind: RoomKind) -> RoomSlug {
        self.chat.create_room(owner, create(name, kind)).await.unwrap().room.slug
    }

    async fn send(&self, user: &User, send: SendMessage) -> Result<Message, Error> {
        Ok(self.chat.send(user, send).await?.committed().await?.message)
    }

    async fn say(&self, user: &User, room: &RoomSlug, text: &str) -> Message {
        self.send(user, message(room, text)).await.unwrap()
    }
}

fn by_name(name: &str) -> Handshake {
    Handshake { name: Some(name.to_owned()), ..Handshake::default() }
}

fn by_token(token: &str) -> Handshake {
    Handshake { token: Some(token.to_owned()), ..Handshake::default() }
}

fn lobby() -> RoomSlug {
    RoomSlug::lobby()
}

fn text(text: &str) -> MessageText {
    MessageText::new(text).unwrap()
}

fn message(room: &RoomSlug, says: &str) -> SendMessage {
    SendMessage { room: room.clone(), id: None, text: text(says), reply_to: None }
}

fn create(name: &str, kind: RoomKind) -> CreateRoom {
    CreateRoom { name: RoomName::new(name).unwrap(), slug: None, kind, topic: Topic::default() }
}

/// That it was refused with this code, naming this field, in a sentence.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, code: ErrorCode, field: Option<&str>) {
    let error = result.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (code, field), "{error}");
    assert!(error.message.contains(' ') && !error.message.ends_with('.'), "{error}");
    assert_eq!(error.retry_after_ms.is_some(), code.is_retryable(), "{error}");
}
