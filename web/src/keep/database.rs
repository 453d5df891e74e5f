//! IndexedDB, as far as it is needed here: texts by key in two stores.
//!
//! By hand and not with a crate: one that wraps all of it weighs more than these few calls.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

use crate::dom::window;
use crate::place;

const NAME: &str = "sociable";
/// Raised whenever a store is added, or what is in one is written otherwise; then all stores start empty, which loses
/// nothing that the server does not have but unsent messages.
const VERSION: u32 = 1;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Store {
    /// Rooms, by slug.
    Rooms,
    /// Unsent messages, by id; ids are in the order in which they were made.
    Outbox,
}

impl Store {
    const ALL: [Self; 2] = [Self::Rooms, Self::Outbox];

    const fn name(self) -> &'static str {
        match self {
            Self::Rooms => "rooms",
            Self::Outbox => "outbox",
        }
    }
}

/// A change of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Keep this text under this key.
    Put(String, String),
    /// Keep nothing under this key.
    Delete(String),
    /// Keep nothing.
    Clear,
}

/// An open database.
#[derive(Debug, Clone)]
pub(super) struct Database(IdbDatabase);

impl Database {
    /// Opens it, and makes it where there is none.
    ///
    /// # Errors
    /// What the browser says: it may have no room, or keep nothing in private windows.
    pub(super) async fn open() -> Result<Self, JsValue> {
        let factory = window().indexed_db()?.ok_or("this browser has no IndexedDB")?;
        let request = factory.open_with_u32(&place::own(NAME), VERSION)?;
        let (opening, upgrade) = (
            request.clone(),
            wasm_bindgen::closure::Closure::<dyn FnMut()>::new({
                let request = request.clone();
                move || {
                    if let Err(error) = make_stores(&request) {
                        gloo_console::warn!("nothing can be kept on this device:", error);
                    }
                }
            }),
        );
        opening.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let database: IdbDatabase = done(&request).await?.unchecked_into();
        opening.set_onupgradeneeded(None);
        // Another tab with a newer version must not wait for this one.
        let closing = database.clone();
        let on_change = wasm_bindgen::closure::Closure::once_into_js(move || closing.close());
        database.set_onversionchange(Some(on_change.unchecked_ref()));
        Ok(Self(database))
    }

    /// Everything in a store, by key.
    pub(super) async fn all(&self, store: Store) -> Result<Vec<String>, JsValue> {
        let (_, store) = self.begin(store, IdbTransactionMode::Readonly)?;
        let values: Array = done(&store.get_all()?).await?.unchecked_into();
        Ok(values.iter().filter_map(|value| value.as_string()).collect())
    }

    /// Makes all the changes, or none; done when they are on the disk as far as the browser knows.
    pub(super) async fn change(&self, store: Store, changes: Vec<Change>) -> Result<(), JsValue> {
        let (transaction, store) = self.begin(store, IdbTransactionMode::Readwrite)?;
        for change in changes {
            match change {
                Change::Put(key, text) => store.put_with_key(&text.into(), &key.into())?,
                Change::Delete(key) => store.delete(&key.into())?,
                Change::Clear => store.clear()?,
            };
        }
        let complete = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
            transaction.set_onerror(Some(&reject));
        });
        JsFuture::from(complete).await?;
        Ok(())
    }

    fn begin(&self, store: Store, mode: IdbTransactionMode) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
        let transaction = self.0.transaction_with_str_and_mode(store.name(), mode)?;
        let store = transaction.object_store(store.name())?;
        Ok((transaction, store))
    }
}

fn make_stores(request: &IdbRequest) -> Result<(), JsValue> {
    let database: IdbDatabase = request.result()?.unchecked_into();
    let known = database.object_store_names();
    for store in Store::ALL {
        if known.contains(store.name()) {
            database.delete_object_store(store.name())?;
        }
        database.create_object_store(store.name())?;
    }
    Ok(())
}

/// The result of a request.
async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(answered).await?;
    request.result()
}
