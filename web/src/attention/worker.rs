//! The service worker (`assets/sw.js`), which keeps the program for when there is no network and shows notifications.

use std::cell::Cell;

use gloo_events::EventListener;
use js_sys::Reflect;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, ServiceWorkerContainer, ServiceWorkerRegistration};

use crate::dom::window;
use crate::place;

/// The browser's service workers; `None` where it has none, as on pages that are not secure.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = window().navigator();
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    container.dyn_into().ok()
}

/// Has the browser install the worker, or look for a newer one.
pub(crate) fn register() {
    let Some(container) = container() else { return };
    yew::platform::spawn_local(async move {
        if let Err(error) = JsFuture::from(container.register(&place::below("/sw.js"))).await {
            gloo_console::warn!("the chat will not open without a network:", error);
        }
    });
}

/// The worker that is at work for this page.
pub(super) async fn registration() -> Option<ServiceWorkerRegistration> {
    let found: JsValue = JsFuture::from(container()?.get_registration()).await.ok()?;
    found.dyn_into().ok()
}

/// Has the browser look whether there is a newer version of the program.
pub(super) fn look_for_newer() {
    yew::platform::spawn_local(async {
        let Some(registration) = registration().await else { return };
        let looked = match registration.update() {
            Ok(looking) => JsFuture::from(looking).await,
            Err(error) => Err(error),
        };
        if let Err(error) = looked {
            gloo_console::debug!("it is not known whether there is a newer version:", error);
        }
    });
}

/// Calls `replaced` when the worker of another version has taken over from the one that this page was opened with.
pub(super) fn on_replaced(replaced: impl Fn() + 'static) -> Option<EventListener> {
    let container = container()?;
    // The first worker ever takes over, too, and is of this version.
    let had_one = Cell::new(container.controller().is_some());
    let listener = EventListener::new(&container.into(), "controllerchange", move |_| {
        if had_one.replace(true) {
            replaced();
        }
    });
    Some(listener)
}

/// Whether there can be a worker.
pub(super) fn is_supported() -> bool {
    container().is_some()
}

/// Calls `open` with the path of what a notification is about, when it was pressed.
pub(super) fn on_open(open: impl Fn(String) + 'static) -> Option<EventListener> {
    let listener = EventListener::new(&container()?.into(), "message", move |event| {
        let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
        let path = data.and_then(|data| Reflect::get(&data, &"open".into()).ok()?.as_string());
        if let Some(path) = path {
            open(path);
        }
    });
    Some(listener)
}
