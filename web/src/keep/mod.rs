//! What is kept on the device so that the chat opens, and can be read and written, without a network: the latest messages
//! of each room, and what is not sent yet.
//!
//! All tabs share it. That two of them send the same unsent message does no harm, since it goes out under the same id; so
//! they need not agree on who does. Where the browser keeps nothing (private windows, no room), the chat works all the
//! same, and only forgets with the page.

mod database;
mod outbox;
mod rooms;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use sociable_client::chat::{ChatState, SavedMessage, SavedRoom};
use sociable_protocol::from_json;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::storage::complain;
use database::{Change, Database, Store};
use outbox::KeptOutbox;
use rooms::KeptRooms;

/// A database that does not answer must not keep the chat from opening, in milliseconds. It is used from when it does.
const PATIENCE_MS: u32 = 3_000;

/// What an earlier page left.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The rooms.
    pub(crate) rooms: Vec<SavedRoom>,
    /// What is not sent yet, in the order in which it was written.
    pub(crate) outbox: Vec<SavedMessage>,
}

/// Keeps the chat on the device.
#[derive(Debug, Default)]
pub(crate) struct Keeper {
    database: OnceCell<Database>,
    rooms: RefCell<KeptRooms>,
    outbox: RefCell<KeptOutbox>,
    /// What is to be in the outbox, while there is no database.
    unkept: RefCell<Vec<SavedMessage>>,
    /// Whether it is to be empty before that.
    forgotten: Cell<bool>,
}

impl Keeper {
    /// Opens what is kept, and gives what is there.
    pub(crate) async fn open() -> (Rc<Self>, Kept) {
        let opening = Box::pin(async {
            let database = Database::open().await?;
            let (rooms, outbox) = (database.all(Store::Rooms).await?, database.all(Store::Outbox).await?);
            Ok::<_, JsValue>((database, rooms, outbox))
        });
        let keeper = Rc::new(Self::default());
        let opened = match select(opening, TimeoutFuture::new(PATIENCE_MS)).await {
            Either::Left((opened, _)) => noted(opened),
            Either::Right((_, opening)) => {
                gloo_console::debug!("what is kept on this device is late");
                let keeper = Rc::clone(&keeper);
                spawn_local(async move {
                    if let Some((database, ..)) = noted(opening.await) {
                        keeper.begin_late(database);
                    }
                });
                None
            }
        };
        let Some((database, rooms, outbox)) = opened else { return (keeper, Kept::default()) };
        let kept = Kept { rooms: read(&rooms), outbox: read(&outbox) };
        keeper.outbox.replace(KeptOutbox::of(&kept.outbox));
        keeper.database.get_or_init(|| database);
        (keeper, kept)
    }

    /// From now on there is a database. What an earlier page left unsent in it stays there for the next.
    fn begin_late(&self, database: Database) {
        let unkept = self.unkept.take();
        self.database.get_or_init(|| database);
        if self.forgotten.take() {
            self.forget();
        }
        self.keep_outbox(&unkept);
    }

    /// To be told of every state: rooms that have changed are kept a little later.
    pub(crate) fn follow(self: &Rc<Self>, state: &ChatState) {
        if self.database.get().is_some() && self.rooms.borrow_mut().follow(state) {
            rooms::keep_later(self);
        }
    }

    /// Keeps the rooms that have changed, now.
    pub(crate) fn keep_rooms(&self) {
        let changes = self.rooms.borrow_mut().take();
        self.change(Store::Rooms, changes);
    }

    /// Keeps these unsent messages in place of those that this tab kept before.
    pub(crate) fn keep_outbox(&self, messages: &[SavedMessage]) {
        if self.database.get().is_none() {
            self.unkept.replace(messages.to_vec());
            return;
        }
        let changes = self.outbox.borrow_mut().become_these(messages);
        self.change(Store::Outbox, changes);
    }

    /// Keeps nothing any more.
    pub(crate) fn forget(&self) {
        self.rooms.replace(KeptRooms::default());
        self.outbox.replace(KeptOutbox::default());
        self.unkept.take();
        self.forgotten.set(self.database.get().is_none());
        for store in [Store::Rooms, Store::Outbox] {
            self.change(store, vec![Change::Clear]);
        }
    }

    fn change(&self, store: Store, changes: Vec<Change>) {
        if let (Some(database), false) = (self.database.get().cloned(), changes.is_empty()) {
            spawn_local(async move {
                noted(database.change(store, changes).await);
            });
        }
    }
}

/// What another version wrote is as good as nothing.
fn read<T: serde::de::DeserializeOwned>(texts: &[String]) -> Vec<T> {
    texts.iter().filter_map(|text| from_json(text).ok()).collect()
}

fn noted<T>(result: Result<T, JsValue>) -> Option<T> {
    result.inspect_err(|error| complain("nothing is kept on this device:", error)).ok()
}
