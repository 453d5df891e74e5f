//! The position of a list that grows at both ends. Nothing else in the program scrolls it.
//!
//! Either the list is *pinned*: whatever changes, its end is in sight. Or it is not: then the lower edge of the first row
//! in sight stays where it is, whatever comes before or after it. (Not its upper edge: a row that becomes part of a run
//! loses the name above it, and may do so some frames later: Yew draws large changes a part at a time. So that row is
//! held until the reader moves on.) Or somebody *aims* at a place: then that comes into sight once.
//! The browser's own scroll anchoring is switched off in the style sheet, because not every browser has it and two of
//! them would fight.

mod measure;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sociable_protocol::Seq;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MutationObserver, MutationObserverInit, ResizeObserver, ScrollBehavior, ScrollToOptions};
use yew::prelude::*;

use super::use_effect_with;
use crate::dom::{focus_quietly, wants_less_motion};
use measure::{Place, bottom_within, first_row_in_sight, is_in_sight, last_seq_in_sight, seq_of};

pub(crate) use measure::{Edges, Nearness};

/// Longest way that is scrolled smoothly, in CSS pixels.
const SMOOTH: f64 = 3_000.0;
/// How far below the upper edge the line before the unread messages comes to stand, in CSS pixels.
const ABOVE_LINE: f64 = 64.0;

/// What is to come into sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// The end of the list.
    End,
    /// The line before the unread messages.
    Line,
    /// The row of the message at this position, in the middle, and it has the focus.
    Row(Seq),
}

/// The row that is held.
struct Anchor {
    row: Element,
    /// How far its lower edge is from the start of what is scrolled.
    at: f64,
}

/// Keeps a list where its reader left it.
#[derive(Clone)]
pub(crate) struct ScrollKeeper {
    /// The element that scrolls.
    pub(crate) list: NodeRef,
    /// The element inside that grows.
    pub(crate) content: NodeRef,
    pinned: Rc<Cell<bool>>,
    /// Whether the browser is moving it to its end. It gives that up where the list is scrolled otherwise meanwhile, and leads
    /// to where the end was; so whatever changes on the way, the end is gone to at once. Holds until it is there, or the reader
    /// has gone back, or aims elsewhere.
    going: Rc<Cell<bool>>,
    /// Whether the list's last row is the last there is.
    complete: Rc<Cell<bool>>,
    aim: Rc<Cell<Option<Aim>>>,
    anchor: Rc<RefCell<Option<Anchor>>>,
    /// Where the list was after the last movement that is known of.
    place: Rc<Cell<Place>>,
}

impl ScrollKeeper {
    fn element(&self) -> Option<Element> {
        self.list.cast()
    }

    /// From now on, and until the reader scrolls away, the end is in sight.
    pub(crate) fn pin(&self) {
        self.pinned.set(true);
        self.going.set(false);
        self.aim.set(Some(Aim::End));
    }

    /// Whether the end is in sight, and is to stay so.
    pub(crate) fn is_pinned(&self) -> bool {
        self.pinned.get()
    }

    /// To be called before the list changes, so that `aim` is in it afterwards: brings it into sight then.
    pub(crate) fn aim(&self, aim: Aim) {
        self.pinned.set(false);
        self.going.set(false);
        self.aim.set(Some(aim));
    }

    /// To be called before the list changes: says whether its last row will be the last there is. Otherwise its end is no
    /// place to stay at.
    pub(crate) fn set_complete(&self, complete: bool) {
        self.complete.set(complete);
    }

    /// Whether the list's last row is the last there is.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete.get()
    }

    /// Goes to the end: smoothly where it is not far.
    pub(crate) fn go_to_end(&self) {
        let Some(list) = self.element() else { return };
        let way = Place::of(&list).to_end();
        if way > SMOOTH || wants_less_motion() || !self.complete.get() {
            self.pin();
            self.restore();
        } else {
            self.going.set(true);
            self.anchor.take();
            let options = ScrollToOptions::new();
            options.set_top(f64::from(list.scroll_height()));
            options.set_behavior(ScrollBehavior::Smooth);
            list.scroll_to_with_scroll_to_options(&options);
        }
    }

    /// To be called before the list changes, and when it was scrolled: notes where it is, and whether its end is to stay in
    /// sight.
    pub(crate) fn remember(&self) {
        let Some((list, edges)) = self.element().zip(self.edges()) else { return };
        if self.aim.get().is_none() {
            // Only who goes back leaves the end. Where it has gone further away, rows have come, and the list is about to
            // follow.
            let has_gone_back = Place::of(&list).top < self.place.get().top;
            self.pinned.set(edges.at_end || self.pinned.get() && self.complete.get() && !has_gone_back);
            self.going.set(self.going.get() && !edges.at_end && !has_gone_back);
        }
        self.hold(&list);
        // Its size is noted where it is put in its place.
        let before = self.place.get();
        self.place.set(Place { top: before.meant_by(Place::of(&list)), ..before });
        self.choose_anchor(&list);
    }

    /// Puts the row that is held where it was, where what is above it has changed since.
    fn hold(&self, list: &Element) {
        if self.keeps_to_end() || self.aim.get().is_some() {
            return;
        }
        if let Some(anchor) = self.anchor.borrow_mut().as_mut().filter(|anchor| anchor.row.is_connected()) {
            let moved = bottom_within(&anchor.row, list) - anchor.at;
            // Less than a pixel is rounding, and would creep.
            if moved.abs() >= 1.0 {
                let to = self.place.get().meant_by(Place::of(list)) + moved;
                scroll_to(list, to);
                // What a list cannot be scrolled by, because it is at an edge, is made up for when it can.
                let missing = to - f64::from(list.scroll_top());
                anchor.at += moved - missing;
                self.place.set(Place::of(list));
            }
        }
    }

    /// Whether there is no row to hold, because it is the end that is to be in sight.
    fn keeps_to_end(&self) -> bool {
        self.pinned.get() || self.going.get()
    }

    /// Holds the first row in sight, unless it is the end that counts. One that is held stays so for as long as it is in sight.
    fn choose_anchor(&self, list: &Element) {
        let mut anchor = self.anchor.borrow_mut();
        if self.keeps_to_end() {
            *anchor = None;
        } else if !anchor.as_ref().is_some_and(|anchor| is_in_sight(&anchor.row, list)) {
            *anchor = self.first_row_in_sight().map(|row| Anchor { at: bottom_within(&row, list), row });
        }
    }

    /// To be called after the list has changed: puts what was in sight where it was, or what is aimed at into sight.
    pub(crate) fn restore(&self) {
        let Some(list) = self.element() else { return };
        if let Some(aim) = self.aim.get() {
            // It may be drawn only in the next frame.
            if bring_into_sight(aim, &list) {
                self.aim.set(None);
                self.pinned.set(self.edges().is_some_and(|edges| edges.at_end));
                self.choose_anchor(&list);
            }
        } else if self.keeps_to_end() {
            // Whoever is a little above the end, and only points at something, is not to have it pulled away.
            if !Place::of(&list).is_as_large_as(self.place.get()) {
                list.set_scroll_top(list.scroll_height());
            }
        } else {
            self.hold(&list);
        }
        self.place.set(Place::of(&list));
        // Until now the style sheet hid the list, so that nobody sees it start at the wrong end.
        if let Err(error) = list.set_attribute("data-placed", "") {
            gloo_console::warn!("the list stays hidden:", error);
        }
    }

    /// Where the list is.
    pub(crate) fn edges(&self) -> Option<Edges> {
        Some(Edges::of(Place::of(&self.element()?), self.complete.get()))
    }

    /// The position of the last message in sight; none where something else is there, or one that has no position.
    pub(crate) fn last_in_sight(&self) -> Option<Seq> {
        last_seq_in_sight(&self.element()?, &self.content.cast()?)
    }

    /// The position of the first message in sight; none where that has none.
    pub(crate) fn first_in_sight(&self) -> Option<Seq> {
        seq_of(&self.first_row_in_sight()?)
    }

    fn first_row_in_sight(&self) -> Option<Element> {
        first_row_in_sight(&self.element()?, &self.content.cast()?)
    }
}

/// A [`ScrollKeeper`] for the list that its two references are given to.
#[hook]
pub(crate) fn use_scroll_keeper() -> ScrollKeeper {
    let keeper = use_memo((), |()| ScrollKeeper {
        list: NodeRef::default(),
        content: NodeRef::default(),
        pinned: Rc::new(Cell::new(true)),
        going: Rc::default(),
        complete: Rc::new(Cell::new(true)),
        aim: Rc::default(),
        anchor: Rc::default(),
        place: Rc::default(),
    });
    use_effect_with((), {
        let keeper = (*keeper).clone();
        move |()| {
            let watch = Watch::over(&keeper);
            move || drop(watch)
        }
    });
    (*keeper).clone()
}

/// Restores a list before it is painted, whatever has changed it: a keyboard that opens, a window that turns, an input that
/// grows, a row that folds out; and rows that came or went, because the effects of a large change come late: Yew puts them
/// off to after the next frame.
struct Watch {
    sizes: ResizeObserver,
    rows: MutationObserver,
    _restore: Closure<dyn FnMut()>,
}

impl Watch {
    fn over(keeper: &ScrollKeeper) -> Option<Self> {
        let (list, content) = (keeper.element()?, keeper.content.cast::<Element>()?);
        let keeper = keeper.clone();
        let restore = Closure::<dyn FnMut()>::new(move || keeper.restore());
        let callback = restore.as_ref().unchecked_ref();
        let (sizes, rows) = (ResizeObserver::new(callback).ok()?, MutationObserver::new(callback).ok()?);
        sizes.observe(&list);
        sizes.observe(&content);
        let children = MutationObserverInit::new();
        children.set_child_list(true);
        rows.observe_with_options(&content, &children).ok()?;
        Some(Self { sizes, rows, _restore: restore })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.sizes.disconnect();
        self.rows.disconnect();
    }
}

fn scroll_by(list: &Element, pixels: f64) {
    scroll_to(list, f64::from(list.scroll_top()) + pixels);
}

fn scroll_to(list: &Element, pixels: f64) {
    #[expect(clippy::cast_possible_truncation, reason = "an offset within a list")]
    list.set_scroll_top(pixels.round() as i32);
}

/// Whether it is there to be brought into sight.
fn bring_into_sight(aim: Aim, list: &Element) -> bool {
    let selector = match aim {
        Aim::End => {
            list.set_scroll_top(list.scroll_height());
            return true;
        }
        Aim::Line => ".unread".to_owned(),
        Aim::Row(seq) => format!("[data-seq=\"{seq}\"]"),
    };
    let Some(row) = list.query_selector(&selector).ok().flatten() else { return false };
    let (row_at, list_at) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
    let above = match aim {
        Aim::End | Aim::Line => ABOVE_LINE,
        // A row that does not fit begins at the top.
        Aim::Row(_) => ((list_at.height() - row_at.height()) / 2.0).max(0.0),
    };
    scroll_by(list, row_at.top() - list_at.top() - above);
    if matches!(aim, Aim::Row(_)) {
        focus_quietly(&row);
    }
    true
}
