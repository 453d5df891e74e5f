//! What the page knows of its connection before any packet is missing.
//!
//! While a machine sleeps or a page lies in the browser's cache, no timer runs; and a browser says when the network goes.
//! Who looks at the page again is not to wait for a heartbeat.

use std::sync::Weak;

use gloo_events::EventListener;
use web_sys::Event;

use crate::transport::shared::Shared;

/// Listens until what it returns is dropped.
pub(super) fn watch(shared: Weak<Shared>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let document = window.document();
    let wake = |shared: &Weak<Shared>, document: Option<web_sys::Document>| {
        let shared = shared.clone();
        move |_: &Event| {
            if document.as_ref().is_none_or(|document| !document.hidden())
                && let Some(shared) = shared.upgrade()
            {
                shared.update(|inner, now| inner.session.reconnect_now(now));
            }
        }
    };
    let mut listeners = vec![
        EventListener::new(&window, "online", wake(&shared, None)),
        EventListener::new(&window, "pageshow", wake(&shared, None)),
    ];
    if let Some(document) = &document {
        listeners.push(EventListener::new(document, "visibilitychange", wake(&shared, Some(document.clone()))));
    }
    listeners.push(EventListener::new(&window, "offline", move |_| {
        if let Some(shared) = shared.upgrade() {
            shared.update(|inner, now| inner.session.network_lost(now));
        }
    }));
    listeners
}
