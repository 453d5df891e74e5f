//! The position of a list that grows at both ends. Nothing else in the program scrolls it.
//!
//! Either the list is *pinned*: whatever changes, its end is in sight. Or it is not: then the lower edge of the first row
//! in sight stays where it is, whatever comes before or after it. (Not its upper edge: a row that becomes part of a run
//! loses the name above it.) The browser's own scroll anchoring is switched off in the style
//! sheet, because not every browser has it and two of them would fight.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ScrollBehavior, ScrollToOptions};
use yew::prelude::*;

use crate::dom::{bottom_in, document, wants_less_motion};

/// How near its end a list counts as being at it, in CSS pixels.
const NEAR_END: f64 = 80.0;
/// How near an edge more is to be loaded, in CSS pixels.
const NEAR_EDGE: f64 = 800.0;
/// Longest way that is scrolled smoothly, in CSS pixels.
const SMOOTH: f64 = 3_000.0;
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

/// Keeps a list where its reader left it.
#[derive(Clone)]
pub(crate) struct ScrollKeeper {
    /// The element that scrolls.
    pub(crate) list: NodeRef,
    /// The element inside that grows.
    pub(crate) content: NodeRef,
    pinned: Rc<Cell<bool>>,
    anchor: Rc<RefCell<Option<(Element, f64)>>>,
}

impl ScrollKeeper {
    fn element(&self) -> Option<Element> {
        self.list.cast()
    }

    /// From now on, and until the reader scrolls away, the end is in sight.
    pub(crate) fn pin(&self) {
        self.pinned.set(true);
    }

    /// Goes to the end: smoothly where it is not far.
    pub(crate) fn go_to_end(&self) {
        let Some(list) = self.element() else { return };
        let way = to_end(&list);
        if way > SMOOTH || wants_less_motion() {
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
        if self.anchor.borrow().is_some() {
            return;
        }
        let anchor = self.element().filter(|_| !self.pinned.get()).and_then(|list| {
            let row = first_in_sight(&list)?;
            let offset = bottom_in(&row, &list);
            Some((row, offset))
        });
        *self.anchor.borrow_mut() = anchor;
    }

    /// To be called after the list has changed: puts what was in sight where it was.
    pub(crate) fn restore(&self) {
        let Some(list) = self.element() else { return };
        if self.pinned.get() {
            list.set_scroll_top(list.scroll_height());
        } else if let Some((row, offset)) = self.anchor.borrow_mut().take().filter(|(row, _)| row.is_connected()) {
            let moved = bottom_in(&row, &list) - offset;
            // Less than a pixel is rounding, and would creep.
            if moved.abs() >= 1.0 {
                #[expect(clippy::cast_possible_truncation, reason = "an offset within a list")]
                list.set_scroll_top(list.scroll_top() + moved.round() as i32);
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
        Some(edges)
    }

    /// Where the list is.
    pub(crate) fn edges(&self) -> Option<Edges> {
        let list = self.element()?;
        let way = to_end(&list);
        let near_start = f64::from(list.scroll_top()) < NEAR_EDGE;
        Some(Edges { at_end: way <= NEAR_END, near_start, near_end: way < NEAR_EDGE })
    }
}

/// A [`ScrollKeeper`] for the list that its two references are given to.
#[hook]
pub(crate) fn use_scroll_keeper() -> ScrollKeeper {
    let keeper = use_memo((), |()| ScrollKeeper {
        list: NodeRef::default(),
        content: NodeRef::default(),
        pinned: Rc::new(Cell::new(true)),
        anchor: Rc::default(),
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

/// The first row whose lower edge is in sight.
fn first_in_sight(list: &Element) -> Option<Element> {
    let area = list.get_bounding_client_rect();
    #[expect(clippy::cast_possible_truncation, reason = "a position within the window")]
    let (x, y) = ((area.left() + area.width() / 2.0) as f32, (area.top() + 8.0) as f32);
    let hit = document().element_from_point(x, y).and_then(|element| element.closest(ROW).ok().flatten());
    hit.filter(|row| list.contains(Some(row))).or_else(|| {
        let rows = list.query_selector_all(ROW).ok()?;
        let mut rows = (0..rows.length()).filter_map(|index| rows.item(index)?.dyn_into::<Element>().ok());
        rows.find(|row| row.get_bounding_client_rect().bottom() > area.top())
    })
}
