//! The position of a list that grows at both ends. Nothing else in the program scrolls it.
//!
//! Either the list is *pinned*: whatever changes, its end is in sight. Or it is not: then the lower edge of the first row
//! in sight stays where it is, whatever comes before or after it. (Not its upper edge: a row that becomes part of a run
//! loses the name above it, and may do so some frames later: Yew draws large changes a part at a time. So that row is
//! held until the reader moves on.) Or somebody *aims* at a row: then that comes into sight once, and the list is not pinned.
//! The browser's own scroll anchoring is switched off in the style sheet, because not every browser has it and two of
//! them would fight.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sociable_protocol::Seq;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ScrollBehavior, ScrollToOptions};
use yew::prelude::*;

use super::use_effect_with;
use crate::dom::{bottom_in, document, focus_quietly, wants_less_motion};

/// How near its end a list counts as being at it, in CSS pixels.
const NEAR_END: f64 = 80.0;
/// How near an edge more is to be loaded, in CSS pixels.
const NEAR_EDGE: f64 = 800.0;
/// Longest way that is scrolled smoothly, in CSS pixels.
const SMOOTH: f64 = 3_000.0;
/// How far below the upper edge the line before the unread messages comes to stand, in CSS pixels.
const ABOVE_LINE: f64 = 64.0;
/// Rows carry this attribute; anything else in the list is no anchor.
const ROW: &str = "[data-row]";

/// Where a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edges {
    /// At the end.
    pub(crate) at_end: bool,
    /// So near the start that what is before it is wanted.
    pub(crate) near_start: bool,
    /// So near the end that what is after it is wanted.
    pub(crate) near_end: bool,
}

/// What is to come into sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
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
    /// How far the list was scrolled.
    scrolled: f64,
    /// How far it could be scrolled.
    most: f64,
}

/// Where a list has to be scrolled to, that is at `now`, after the row that is held has `moved`. It was at `scrolled`, of at
/// `most` so much. The reader may have scrolled it meanwhile, which is kept. So may the browser, where rows above went and
/// the list cannot be scrolled as far any more; that is not.
fn put_back(scrolled: f64, most: f64, now: f64, moved: f64) -> f64 {
    let was_cut = moved < 0.0 && (now - (most + moved)).abs() < (now - scrolled).abs();
    if was_cut { scrolled + moved } else { now + moved }
}

/// Keeps a list where its reader left it.
#[derive(Clone)]
pub(crate) struct ScrollKeeper {
    /// The element that scrolls.
    pub(crate) list: NodeRef,
    /// The element inside that grows.
    pub(crate) content: NodeRef,
    pinned: Rc<Cell<bool>>,
    /// Whether the list's last row is the last there is.
    complete: Rc<Cell<bool>>,
    aim: Rc<Cell<Option<Aim>>>,
    anchor: Rc<RefCell<Option<Anchor>>>,
    /// Whether the list may have changed since the anchor was chosen, so that it must not be chosen anew.
    changing: Rc<Cell<bool>>,
}

impl ScrollKeeper {
    fn element(&self) -> Option<Element> {
        self.list.cast()
    }

    /// From now on, and until the reader scrolls away, the end is in sight.
    pub(crate) fn pin(&self) {
        self.aim.set(None);
        self.pinned.set(true);
    }

    /// Whether the end is in sight, and is to stay so.
    pub(crate) fn is_pinned(&self) -> bool {
        self.pinned.get()
    }

    /// To be called before the list changes, so that `aim` is in it afterwards: brings it into sight then.
    pub(crate) fn aim(&self, aim: Aim) {
        self.pinned.set(false);
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
        let way = to_end(&list);
        if way > SMOOTH || wants_less_motion() || !self.complete.get() {
            self.pin();
            self.restore();
        } else {
            let options = ScrollToOptions::new();
            options.set_top(f64::from(list.scroll_height()));
            options.set_behavior(ScrollBehavior::Smooth);
            list.scroll_to_with_scroll_to_options(&options);
        }
    }

    /// To be called before the list changes: remembers the first row in sight. One that has not been put back yet stays
    /// remembered: then the list has changed already.
    pub(crate) fn remember(&self) {
        self.choose_anchor();
        self.changing.set(true);
    }

    /// Holds the first row in sight, unless the list may have changed since one was chosen, or it is pinned.
    fn choose_anchor(&self) {
        if self.changing.get() && self.anchor.borrow().is_some() {
            return;
        }
        let anchor = self.element().filter(|_| !self.pinned.get()).and_then(|list| {
            let row = first_in_sight(&list)?;
            let at = bottom_within(&row, &list);
            let scrolled = f64::from(list.scroll_top());
            Some(Anchor { row, at, scrolled, most: scrolled + to_end(&list) })
        });
        *self.anchor.borrow_mut() = anchor;
    }

    /// To be called after the list has changed: puts what was in sight where it was, or what is aimed at into sight.
    pub(crate) fn restore(&self) {
        let Some(list) = self.element() else { return };
        self.changing.set(false);
        if let Some(aim) = self.aim.get() {
            // It may be drawn only in the next frame.
            if bring_into_sight(aim, &list) {
                self.aim.set(None);
                self.pinned.set(self.edges().is_some_and(|edges| edges.at_end));
                self.choose_anchor();
            }
        } else if self.pinned.get() {
            list.set_scroll_top(list.scroll_height());
        } else if let Some(anchor) = self.anchor.borrow_mut().as_mut().filter(|anchor| anchor.row.is_connected()) {
            let moved = bottom_within(&anchor.row, &list) - anchor.at;
            // Less than a pixel is rounding, and would creep.
            if moved.abs() >= 1.0 {
                let to = put_back(anchor.scrolled, anchor.most, f64::from(list.scroll_top()), moved);
                scroll_to(&list, to);
                (anchor.at, anchor.scrolled) = (anchor.at + moved, to);
                anchor.most = f64::from(list.scroll_top()) + to_end(&list);
            }
        }
        // Until now the style sheet hid the list, so that nobody sees it start at the wrong end.
        if let Err(error) = list.set_attribute("data-placed", "") {
            gloo_console::warn!("the list stays hidden:", error);
        }
    }

    /// To be called when the list was scrolled: notes whether its end is in sight.
    pub(crate) fn scrolled(&self) -> Option<Edges> {
        let edges = self.edges()?;
        self.pinned.set(edges.at_end);
        self.choose_anchor();
        Some(edges)
    }

    /// Where the list is.
    pub(crate) fn edges(&self) -> Option<Edges> {
        let list = self.element()?;
        let way = to_end(&list);
        let near_start = f64::from(list.scroll_top()) < NEAR_EDGE;
        Some(Edges { at_end: way <= NEAR_END && self.complete.get(), near_start, near_end: way < NEAR_EDGE })
    }

    /// The position of the last message in sight; none where a gap, or one that has no position, is there.
    pub(crate) fn last_in_sight(&self) -> Option<Seq> {
        let list = self.element()?;
        seq_of(&row_at(&list, list.get_bounding_client_rect().bottom() - 8.0)?)
    }

    /// The position of the first message in sight; none where that has none.
    pub(crate) fn first_in_sight(&self) -> Option<Seq> {
        seq_of(&first_in_sight(&self.element()?)?)
    }
}

/// A [`ScrollKeeper`] for the list that its two references are given to.
#[hook]
pub(crate) fn use_scroll_keeper() -> ScrollKeeper {
    let keeper = use_memo((), |()| ScrollKeeper {
        list: NodeRef::default(),
        content: NodeRef::default(),
        pinned: Rc::new(Cell::new(true)),
        complete: Rc::new(Cell::new(true)),
        aim: Rc::default(),
        anchor: Rc::default(),
        changing: Rc::default(),
    });
    // A keyboard that opens, a window that turns, an input that grows: the end stays in sight through all of them. It
    // also comes before the effects of a large change, which Yew puts off to after the next frame.
    use_effect_with((), {
        let keeper = (*keeper).clone();
        move |()| {
            let observed = observe(&keeper);
            move || {
                if let Some((observer, _callback)) = observed {
                    observer.disconnect();
                }
            }
        }
    });
    (*keeper).clone()
}

fn observe(keeper: &ScrollKeeper) -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let (list, content) = (keeper.element()?, keeper.content.cast::<Element>()?);
    let resized = keeper.clone();
    let callback = Closure::<dyn FnMut()>::new(move || resized.restore());
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(&list);
    observer.observe(&content);
    Some((observer, callback))
}

fn to_end(list: &Element) -> f64 {
    f64::from(list.scroll_height() - list.scroll_top() - list.client_height())
}

/// How far the lower edge of `row` is from the start of what `list` scrolls: the same wherever it is scrolled to.
fn bottom_within(row: &Element, list: &Element) -> f64 {
    bottom_in(row, list) + f64::from(list.scroll_top())
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
        Aim::Line => ".unread".to_owned(),
        Aim::Row(seq) => format!("[data-seq=\"{seq}\"]"),
    };
    let Some(row) = list.query_selector(&selector).ok().flatten() else { return false };
    let (row_at, list_at) = (row.get_bounding_client_rect(), list.get_bounding_client_rect());
    let above = match aim {
        Aim::Line => ABOVE_LINE,
        // A row that does not fit begins at the top.
        Aim::Row(_) => ((list_at.height() - row_at.height()) / 2.0).max(0.0),
    };
    scroll_by(list, row_at.top() - list_at.top() - above);
    if matches!(aim, Aim::Row(_)) {
        focus_quietly(&row);
    }
    true
}

/// The row across the middle of the list at this height of the window.
fn row_at(list: &Element, y: f64) -> Option<Element> {
    let area = list.get_bounding_client_rect();
    #[expect(clippy::cast_possible_truncation, reason = "a position within the window")]
    let (x, y) = ((area.left() + area.width() / 2.0) as f32, y as f32);
    let row = document().element_from_point(x, y)?.closest(ROW).ok().flatten()?;
    list.contains(Some(&row)).then_some(row)
}

fn seq_of(row: &Element) -> Option<Seq> {
    row.get_attribute("data-seq")?.parse().ok().map(Seq)
}

/// The first row whose lower edge is in sight.
fn first_in_sight(list: &Element) -> Option<Element> {
    let top = list.get_bounding_client_rect().top();
    row_at(list, top + 8.0).or_else(|| {
        let rows = list.query_selector_all(ROW).ok()?;
        let mut rows = (0..rows.length()).filter_map(|index| rows.item(index)?.dyn_into::<Element>().ok());
        rows.find(|row| row.get_bounding_client_rect().bottom() > top)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_follows_the_row_that_is_held_and_the_reader() {
        assert_eq!(put_back(1_000.0, 1_500.0, 1_000.0, 500.0), 1_500.0, "rows came above");
        assert_eq!(put_back(1_000.0, 1_500.0, 900.0, 500.0), 1_400.0, "and the reader went on up");
        assert_eq!(put_back(1_000.0, 1_800.0, 1_000.0, -600.0), 400.0, "rows went above");
        assert_eq!(put_back(1_000.0, 1_900.0, 1_100.0, -600.0), 500.0, "and the reader went on down");
    }

    #[test]
    fn what_the_browser_cut_off_is_not_the_readers_doing() {
        assert_eq!(put_back(1_500.0, 2_000.0, 1_400.0, -600.0), 900.0);
        assert_eq!(put_back(1_500.0, 2_000.0, 1_420.0, -600.0), 900.0, "and a row more or less");
    }
}
