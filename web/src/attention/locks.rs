//! Agreeing among the tabs of a browser, by the Web Locks API: a lock is let go of whatever becomes of the tab that has it.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::dom::window;

/// Waits for a lock, and has it for as long as the tab lives.
#[derive(Debug, Default)]
pub(super) struct Lock(Rc<Cell<bool>>);

impl Lock {
    /// Waits for the lock of this name. Where the browser knows no locks, every tab has it.
    pub(super) fn wait(name: &str) -> Self {
        let held = Rc::new(Cell::new(false));
        let taken = Rc::clone(&held);
        let on_taken = Closure::once_into_js(move |_lock: JsValue| {
            taken.set(true);
            // Never settled, so the lock is never given back.
            Promise::new(&mut |_, _| {})
        });
        if !request(name, &on_taken).unwrap_or(false) {
            held.set(true);
        }
        Self(held)
    }

    /// Whether this tab has it.
    pub(super) fn is_held(&self) -> bool {
        self.0.get()
    }
}

fn request(name: &str, callback: &JsValue) -> Result<bool, JsValue> {
    let locks = Reflect::get(&window().navigator(), &"locks".into())?;
    if locks.is_undefined() {
        return Ok(false);
    }
    let request: Function = Reflect::get(&locks, &"request".into())?.dyn_into()?;
    request.call2(&locks, &name.into(), callback)?;
    Ok(true)
}
