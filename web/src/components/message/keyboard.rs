//! Carries out what the keyboard asks in the list; what a key means is in [`keys`](super::keys).

use std::sync::Arc;

use sociable_client::chat::{Shared, Timeline};
use sociable_protocol::{Message, Seq};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::Callback;

use super::act::{Act, Anchor};
use super::allowed::Standing;
use super::keys::{RowKey, step};
use crate::composing::Compose;
use crate::dom::{document, focus_quietly, is_composing};

/// What the keys reach.
#[derive(Clone, PartialEq)]
pub(super) struct Keyboard {
    pub(super) timeline: Shared<Timeline>,
    pub(super) standing: Standing,
    pub(super) compose: Compose,
    pub(super) on_act: Callback<(Arc<Message>, Act)>,
    /// Go to the message at this position, anywhere in memory.
    pub(super) on_far: Callback<Seq>,
}

impl Keyboard {
    /// A key was pressed in the list.
    pub(super) fn press(&self, event: &KeyboardEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let row = target.as_ref().and_then(|target| target.closest("[data-row]").ok().flatten());
        let (Some(target), Some(row)) = (target, row) else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() || is_composing(event) {
            return;
        }
        let taken = if target == row { self.on_row(&event.key(), &row) } else { within(&event.key(), &target, &row) };
        if taken {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// Whether the key means something on a row.
    fn on_row(&self, key: &str, row: &Element) -> bool {
        let Some(key) = RowKey::of(key) else { return false };
        match key {
            RowKey::Up => go(neighbour(row, Element::previous_element_sibling)),
            RowKey::Down => go(neighbour(row, Element::next_element_sibling)),
            RowKey::First => self.timeline.first().into_iter().for_each(|seq| self.on_far.emit(seq)),
            RowKey::Last => self.on_far.emit(self.timeline.last()),
            RowKey::Enter => {
                if let Some(first) = controls(row).first() {
                    focus_quietly(first);
                }
            }
            RowKey::Leave => self.compose.focus(),
            RowKey::Reply | RowKey::Edit | RowKey::React | RowKey::Delete => return self.ask(key, row),
        }
        true
    }

    /// Asks it of the row's message, if it is allowed.
    fn ask(&self, key: RowKey, row: &Element) -> bool {
        let Some(message) = seq_of(row).and_then(|seq| self.timeline.get(seq)) else { return false };
        let allowed = self.standing.allows(message);
        let act = match key {
            RowKey::Reply if allowed.answer => Act::Reply,
            RowKey::Edit if allowed.edit => Act::Edit,
            RowKey::Delete if allowed.delete => Act::Delete,
            RowKey::React if allowed.answer => {
                let bubble = row.query_selector(".bubble").ok().flatten();
                Act::Picker(Anchor::of(bubble.as_ref().unwrap_or(row)))
            }
            _ => return false,
        };
        self.on_act.emit((Arc::clone(message), act));
        true
    }
}

/// The position of a row's message; none of one that is not stored yet.
pub(super) fn seq_of(row: &Element) -> Option<Seq> {
    row.get_attribute("data-seq")?.parse().ok().map(Seq)
}

/// The next row in one direction: days and lines stand between them.
fn neighbour(row: &Element, next: fn(&Element) -> Option<Element>) -> Option<Element> {
    std::iter::successors(next(row), next).find(|element| element.has_attribute("data-row"))
}

/// The browser brings into sight what gets the focus.
fn go(row: Option<Element>) {
    let row = row.and_then(|row| row.dyn_into::<HtmlElement>().ok());
    if let Some(Err(error)) = row.map(|row| row.focus()) {
        gloo_console::debug!("focus", error);
    }
}

/// Whether the key means something on what is inside a row.
fn within(key: &str, target: &Element, row: &Element) -> bool {
    if key == "Escape" {
        focus_quietly(row);
        return true;
    }
    // Up and down would scroll.
    if !matches!(key, "ArrowLeft" | "ArrowRight") {
        return false;
    }
    let controls = controls(row);
    let at = controls.iter().position(|control| *control == *target).unwrap_or(0);
    let next = step(key, at, controls.len(), document().dir() == "rtl");
    if let Some(next) = next.and_then(|next| controls.get(next)) {
        focus_quietly(next);
    }
    true
}

/// What can be pressed in a row.
fn controls(row: &Element) -> Vec<Element> {
    let Ok(controls) = row.query_selector_all("button, a[href]") else { return Vec::new() };
    controls.values().into_iter().flatten().filter_map(|control| control.dyn_into().ok()).collect()
}
