//! The chat in a frame of another page: one room, shown as that page wants, which is told what happens in it.
//!
//! Host and frame speak a small protocol, described in `embed/README.md`; here is the frame's side. Most of it is a part of
//! the program of its own, which nobody else loads.
//!
//! * `frame` — what the rest of the program asks: whether there is a frame, and what is shown in it
//! * `port` — who the page around is, and the way to it
//! * `host` — what it says and is told
//! * `settings`, `look`, `properties` — what it sets, and how that is shown
//! * `gate` — messages that it may refuse
//! * `escape` — the key that closes it
//! * `report` — what it is told of the chat

mod composer;
mod escape;
mod frame;
mod gate;
mod host;
mod look;
mod port;
mod properties;
mod report;
mod settings;

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use sociable_protocol::{Handshake, RoomSlug};
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;

use crate::keep::Keeper;
use crate::lazy::{NotLoaded, load, part};
use crate::provider::{Bridge, Dispatch};
use crate::routes::Route;
use crate::{app, components, i18n, router, storage};

pub(crate) use frame::{Frame, is_embedded, is_in_sight, use_frame};

/// How long the chat waits for the page around before it shows itself without: there may be none that knows the protocol, as
/// where somebody has written the frame by hand. In milliseconds.
const PATIENCE_MS: u32 = 2_000;

type Waiting = Pin<Box<dyn Future<Output = ()>>>;

/// The part that speaks with the page around.
#[derive(Clone, Copy)]
struct Embedding {
    meet: fn(Meeting) -> Waiting,
    attend: fn(&Rc<host::Host>, &Dispatch),
    has_token: fn(&host::Host) -> bool,
}

part! {
    static EMBEDDING: Embedding = Embedding { meet, attend: host::Host::attend, has_token: host::Host::has_token };
    in embedded
}

/// What is there of the two: neither waits for the other for long.
#[derive(Default)]
struct Met {
    chat: Option<Dispatch>,
    host: Option<Rc<host::Host>>,
    /// Who waits for the host.
    waker: Option<Waker>,
}

type Meeting = Rc<RefCell<Met>>;

/// Starts the program in its frame.
pub(crate) fn start(root: Element) {
    i18n::Language::wanted().apply();
    spawn_local(async move {
        let met = Meeting::default();
        let meeting = async {
            let embedding = load(&EMBEDDING).await?;
            (embedding.meet)(Rc::clone(&met)).await;
            Ok::<_, NotLoaded>(embedding)
        };
        let ((keeper, kept), (), embedding) = futures_util::join!(Keeper::open(), app::load_chat(), meeting);
        let host = met.borrow_mut().host.take();
        if router::current().slug().is_none() {
            router::replace(&Route::room(&RoomSlug::lobby()));
        }
        let has_token = |embedding: &Embedding| host.as_ref().is_some_and(|host| (embedding.has_token)(host));
        let by_site = embedding.as_ref().is_ok_and(has_token);
        let bridge = if by_site { Bridge::anew(keeper) } else { Bridge::new(keeper, kept) };
        let dispatch = Dispatch::to(bridge);
        met.borrow_mut().chat = Some(dispatch.clone());
        match (embedding, host) {
            (Ok(embedding), Some(host)) => (embedding.attend)(&host, &dispatch),
            (Ok(_), None) => {}
            (Err(NotLoaded), _) => gloo_console::warn!("this page cannot speak with the one around it"),
        }
        yew::Renderer::<app::App>::with_root_and_props(root, app::Props { dispatch }).render();
        components::writing::prepare();
    });
}

/// Says hello, and waits for an answer, but not for long; one that comes later finds the chat in `met`, or is found there.
fn meet(met: Meeting) -> Waiting {
    Box::pin(async move {
        let waiting = port::await_host({
            let met = Rc::clone(&met);
            move |port, settings| {
                let host = host::Host::new(port, settings);
                let chat = met.borrow().chat.clone();
                if let Some(chat) = chat {
                    return host.attend(&chat);
                }
                let mut met = met.borrow_mut();
                met.host = Some(host);
                if let Some(waker) = met.waker.take() {
                    waker.wake();
                }
            }
        });
        let Some(waiting) = waiting else { return };
        let come = poll_fn(|cx| {
            let mut met = met.borrow_mut();
            met.waker = Some(cx.waker().clone());
            if met.host.is_some() { Poll::Ready(()) } else { Poll::Pending }
        });
        if let Either::Right(_) = select(come, TimeoutFuture::new(PATIENCE_MS)).await {
            // The page may still come, as long as this one lives.
            std::mem::forget(waiting);
        }
    })
}

/// Nobody has been here.
fn forget() {
    storage::set_handshake(&Handshake::default());
    storage::set_me(None);
    storage::forget_rooms();
}
