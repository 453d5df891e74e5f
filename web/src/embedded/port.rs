//! The way to the page around the frame: a `MessageChannel`, of which it gives one end to this page and to no other.
//!
//! That page is not trusted because it is there, but because its origin is one of those that the server allows, which has
//! written them into this page. What comes before that, or from elsewhere, is not even looked at.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use js_sys::{JSON, Object, Reflect};
use serde_json::{Map, Value};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{MessageEvent, MessagePort, Window};

use super::frame::hosts;
use crate::dom::window;
use crate::ids;

/// Version of the protocol.
pub(super) const VERSION: u32 = 1;
/// What is said without a port has this field, so that others who listen know that it is not for them.
const MARK: &str = "sociable";

/// How often one says that one is there, and in what intervals, in milliseconds: whoever listens may be loaded later.
const HELLO_TIMES: u32 = 20;
const HELLO_MS: u32 = 500;

/// What the page around says, once it is connected: an object with a `type`.
pub(super) type Said = Map<String, Value>;

/// One end of the channel. It closes when the page goes.
#[derive(Debug, Clone)]
pub(super) struct Port(MessagePort);

impl Port {
    /// Tells the page around.
    pub(super) fn tell(&self, told: &Value) {
        let told = JSON::parse(&told.to_string()).and_then(|told| self.0.post_message(&told));
        if let Err(error) = told {
            gloo_console::warn!("the page around the chat cannot be told:", error);
        }
    }

    /// Calls `hear` with everything that is said, from the first on.
    pub(super) fn listen(&self, hear: impl Fn(Said) + 'static) {
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(said) = read(&event.data()) {
                hear(said);
            }
        });
        self.0.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        // For as long as the page lives, as the port does.
        on_message.forget();
    }
}

/// Waits for the page around to give its port and its settings, and calls `connected` with them, once. `None` where there is
/// no page around. To be kept until then.
pub(super) fn await_host(connected: impl FnOnce(Port, Said) + 'static) -> Option<Waiting> {
    let around = window().parent().ok().flatten().filter(|around| !Object::is(around, &window()))?;
    let connected = Rc::new(RefCell::new(Some(connected)));
    let greeting: Rc<RefCell<Option<Interval>>> = Rc::default();
    let listener = EventListener::new(&window(), "message", {
        let (around, greeting) = (around.clone(), Rc::clone(&greeting));
        move |event| {
            let event = event.unchecked_ref::<MessageEvent>();
            if !is_of_host(event, &around) {
                return;
            }
            let Some((port, settings)) = connection(event) else { return };
            if let Some(connected) = connected.borrow_mut().take() {
                greeting.borrow_mut().take();
                connected(port, settings);
            }
        }
    });
    let id = ids::new_message_id(crate::clock::now()).to_string();
    greet(&around, &id);
    let mut left = HELLO_TIMES - 1;
    *greeting.borrow_mut() = Some(Interval::new(HELLO_MS, move || {
        if left > 0 {
            left -= 1;
            greet(&around, &id);
        }
    }));
    Some(Waiting { _listener: listener, _greeting: greeting })
}

/// Dropping it stops listening and greeting.
pub(super) struct Waiting {
    _listener: EventListener,
    _greeting: Rc<RefCell<Option<Interval>>>,
}

/// Says that there is somebody to connect with; there is nothing in it that not everybody may know.
fn greet(around: &Window, id: &str) {
    let hello = serde_json::json!({ MARK: "hello", "version": VERSION, "id": id }).to_string();
    let greeted = JSON::parse(&hello).and_then(|hello| around.post_message(&hello, "*"));
    if let Err(error) = greeted {
        gloo_console::debug!("the page around the chat cannot be greeted:", error);
    }
}

/// Whether it comes from the page that this one is in, and that page is one of those that may have it.
fn is_of_host(event: &MessageEvent, around: &Window) -> bool {
    let from_around = Reflect::get(event, &"source".into()).is_ok_and(|source| Object::is(&source, around));
    let own = window().location().origin().unwrap_or_default();
    from_around && is_allowed(&event.origin(), &own, &hosts().unwrap_or_default())
}

/// Whether `origin` is one of `hosts`, which have spaces between them, or our `own`.
fn is_allowed(origin: &str, own: &str, hosts: &str) -> bool {
    // Pages without an origin are all called so.
    let is_origin = !origin.is_empty() && origin != "null";
    is_origin && (origin == own || hosts.split(' ').any(|host| host == origin))
}

fn connection(event: &MessageEvent) -> Option<(Port, Said)> {
    let mut said = read(&event.data())?;
    let is_connect = said.get(MARK).and_then(Value::as_str) == Some("connect")
        && said.get("version").and_then(Value::as_u64) == Some(VERSION.into());
    let port = event.ports().get(0).dyn_into::<MessagePort>().ok().filter(|_| is_connect)?;
    let settings = match said.remove("settings") {
        Some(Value::Object(settings)) => settings,
        _ => Map::new(),
    };
    Some((Port(port), settings))
}

/// An object, as far as it can be written as JSON.
fn read(data: &JsValue) -> Option<Said> {
    let text = JSON::stringify(data).ok().filter(|_| data.is_object())?.as_string()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_own_pages_and_those_it_names_are_listened_to() {
        let allowed = |origin| is_allowed(origin, "https://chat.example", "https://a.example http://b.example:8080");
        for origin in ["https://chat.example", "https://a.example", "http://b.example:8080"] {
            assert!(allowed(origin), "{origin}");
        }
        for origin in [
            "",
            "null",
            "https://a.example ",
            "https://a.example.evil.example",
            "http://a.example",
            "https://a.example http://b.example:8080",
            "http://b.example",
        ] {
            assert!(!allowed(origin), "{origin}");
        }
        assert!(!is_allowed("null", "null", ""));
    }
}
