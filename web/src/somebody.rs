//! Whether there is somebody at the page.
//!
//! What opens an address may be a preview, a search engine or a tab in the background, which never comes in. So whoever has
//! not been here before gets the page on which one chooses a name, and the rest of the program once they move: a name takes
//! longer to type than the rest to load.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_events::EventListener;

use crate::dom::document;

/// What only somebody does.
const SIGNS: [&str; 4] = ["pointermove", "pointerdown", "keydown", "input"];

/// Waits for the first sign of somebody.
pub(crate) async fn comes() {
    let seen = Rc::new((Cell::new(false), RefCell::new(None::<Waker>)));
    let _listeners = SIGNS.map(|sign| {
        let seen = Rc::clone(&seen);
        EventListener::new(&document(), sign, move |_| {
            seen.0.set(true);
            if let Some(waker) = seen.1.borrow_mut().take() {
                waker.wake();
            }
        })
    });
    poll_fn(|cx| {
        *seen.1.borrow_mut() = Some(cx.waker().clone());
        if seen.0.get() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
