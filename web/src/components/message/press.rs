//! A finger that stays on a message.

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, PointerEvent, TouchEvent};
use yew::prelude::*;

/// How long it has to stay, in milliseconds.
const LONG_MS: u32 = 500;
/// How far it may move meanwhile, in CSS pixels; more is scrolling.
const STILL: i32 = 10;

/// The callbacks of a list whose rows can be pressed long.
#[derive(Clone, PartialEq)]
pub(super) struct LongPress {
    pub(super) onpointerdown: Callback<PointerEvent>,
    pub(super) onpointermove: Callback<PointerEvent>,
    /// For `pointerup`, `pointercancel` and `pointerleave`.
    pub(super) onpointerend: Callback<PointerEvent>,
    pub(super) ontouchend: Callback<TouchEvent>,
}

/// Calls `on_press` with the row that a finger stays on.
#[hook]
pub(super) fn use_long_press(on_press: Callback<Element>) -> LongPress {
    // The timer that runs while a finger is down, and where that was put.
    let down = use_mut_ref(|| None::<(Timeout, i32, i32)>);
    let was_long = use_mut_ref(|| false);
    let onpointerdown = use_callback(on_press, {
        let (down, was_long) = (down.clone(), was_long.clone());
        move |event: PointerEvent, on_press| {
            *was_long.borrow_mut() = false;
            let row = row_of(&event).filter(|_| event.pointer_type() == "touch" && event.is_primary());
            *down.borrow_mut() = row.map(|row| {
                let (on_press, was_long) = (on_press.clone(), was_long.clone());
                let pressed = move || {
                    *was_long.borrow_mut() = true;
                    on_press.emit(row);
                };
                (Timeout::new(LONG_MS, pressed), event.client_x(), event.client_y())
            });
        }
    });
    let onpointermove = use_callback((), {
        let down = down.clone();
        move |event: PointerEvent, ()| {
            let moved = |(_, x, y): &(Timeout, i32, i32)| {
                (event.client_x() - x).abs() > STILL || (event.client_y() - y).abs() > STILL
            };
            let has_moved = down.borrow().as_ref().is_some_and(moved);
            if has_moved {
                *down.borrow_mut() = None;
            }
        }
    });
    let onpointerend = use_callback((), move |_: PointerEvent, ()| *down.borrow_mut() = None);
    // The finger is lifted where a menu stands now, and would press what is there.
    let ontouchend = use_callback((), move |event: TouchEvent, ()| {
        if was_long.replace(false) {
            event.prevent_default();
        }
    });
    LongPress { onpointerdown, onpointermove, onpointerend, ontouchend }
}

/// The row under a finger, unless there is something on it that has a use for the press.
fn row_of(event: &PointerEvent) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let other_use = target.closest("a, button").ok().flatten().is_some();
    target.closest("[data-row]").ok().flatten().filter(|_| !other_use)
}
