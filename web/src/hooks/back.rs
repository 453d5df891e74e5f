//! The browser's way back, for what lies over a page and is none itself: on a phone it closes what lies on top.
//!
//! Each thing that lies there has an entry in the history, whose state is its number from below. So wherever one comes to,
//! by whichever way, the entry says how many may lie there. The browser goes back later than it is told to, so whatever
//! changes meanwhile is made up for when it has.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsValue;
use yew::prelude::*;

use super::{PHONE, use_effect_with};
use crate::dom::{matches, window};
use crate::embedded::is_embedded;

/// How long the browser has to go back, in milliseconds: it says nothing where it does not.
const GOING: u32 = 5_000;

thread_local! {
    static WAY: RefCell<Way> = RefCell::default();
}

/// While `open` on a phone, going back (its button or gesture) calls `on_back` instead of leaving the page, unless something
/// lies above that. Not in a frame: there the way back is that of the page around.
#[hook]
pub(crate) fn use_back(open: bool, on_back: Callback<()>) {
    let newest = use_mut_ref(|| on_back.clone());
    newest.replace(on_back);
    use_effect_with(open, move |open| {
        let number = (*open && !is_embedded() && matches(PHONE)).then(|| {
            let close = Callback::from(move |()| newest.borrow().clone().emit(()));
            let number = WAY.with_borrow_mut(|way| way.open(close));
            settle();
            number
        });
        move || {
            if let Some(number) = number {
                WAY.with_borrow_mut(|way| way.open.retain(|layer| layer.number != number));
                // What comes in its place takes its entry.
                Timeout::new(0, settle).forget();
            }
        }
    });
}

/// Calls `then` once nothing that lies over the page is in the history any more, and closes it: whoever goes elsewhere
/// before that would be led back from there. At once where there is nothing.
pub(crate) fn after_back(then: impl FnOnce() + 'static) {
    WAY.with_borrow_mut(|way| way.then = Some(Box::new(then)));
    settle();
}

/// To be called when one has come to another entry of the history, and when the page begins: it may do so at an entry that
/// was left for something that does not lie there any more.
pub(crate) fn arrived() {
    let state = window().history().and_then(|history| history.state());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "what was put there, or nothing")]
    let entries = state.ok().and_then(|state| state.as_f64()).unwrap_or_default() as usize;
    for layer in WAY.with_borrow_mut(|way| way.arrived(entries)).into_iter().rev() {
        layer.close.emit(());
    }
    settle();
}

/// Makes the history as it is to be.
fn settle() {
    while let Some(step) = WAY.with_borrow_mut(Way::next) {
        let history = window().history();
        let done = match step {
            Step::Add(number) => history.and_then(|history| history.push_state(&JsValue::from(number), "")),
            Step::By(entries) => history.and_then(|history| {
                wait();
                history.go_with_delta(entries)
            }),
            Step::Go(then) => {
                then();
                Ok(())
            }
        };
        if let Err(error) = done {
            gloo_console::warn!("the history cannot be changed:", error);
            WAY.with_borrow_mut(Way::give_up);
        }
    }
}

/// Goes on where the browser does not go back.
fn wait() {
    let times = WAY.with_borrow(|way| way.times);
    let give_up = move || {
        let waits = |way: &mut Way| way.going && way.times == times;
        if WAY.with_borrow_mut(|way| waits(way).then(|| way.give_up()).is_some()) {
            settle();
        }
    };
    Timeout::new(GOING, give_up).forget();
}

/// Something that lies over the page.
struct Layer {
    number: u32,
    close: Callback<()>,
}

#[derive(Default)]
struct Way {
    /// What lies over the page, from below.
    open: Vec<Layer>,
    /// How many had been opened.
    opened: u32,
    /// How many entries there are for it in the history.
    entries: usize,
    /// Whether the browser is to go back, and has not yet.
    going: bool,
    /// How often it was to.
    times: u32,
    /// What is to be done once there are none.
    then: Option<Box<dyn FnOnce()>>,
}

/// What is to be done next.
enum Step {
    /// An entry, with this number.
    Add(u32),
    /// To the entry that is so far ahead.
    By(i32),
    Go(Box<dyn FnOnce()>),
}

impl Way {
    /// Puts something on top; its number is not that of its entry.
    fn open(&mut self, close: Callback<()>) -> u32 {
        self.opened = self.opened.wrapping_add(1);
        self.open.push(Layer { number: self.opened, close });
        self.opened
    }

    /// One is where there are so `many` entries now. Who went there by themselves, or is on the way elsewhere, closes what has
    /// none; what was opened while only the entry of something closed went is to have one.
    fn arrived(&mut self, many: usize) -> Vec<Layer> {
        let tidying = std::mem::take(&mut self.going) && self.then.is_none();
        self.entries = many;
        if tidying { Vec::new() } else { self.open.split_off(many.min(self.open.len())) }
    }

    /// The browser takes no more entries for now, or does not go back: what is open is closed as it is without any.
    fn give_up(&mut self) {
        self.open.clear();
        (self.entries, self.going) = (0, false);
    }

    fn next(&mut self) -> Option<Step> {
        if self.going {
            return None;
        }
        let wanted = if self.then.is_some() { 0 } else { self.open.len() };
        if self.entries > wanted {
            self.going = true;
            self.times = self.times.wrapping_add(1);
            return i32::try_from(self.entries - wanted).ok().map(|back| Step::By(-back));
        }
        if let Some(then) = self.then.take() {
            return Some(Step::Go(then));
        }
        (self.entries < wanted).then(|| {
            self.entries += 1;
            Step::Add(u32::try_from(self.entries).unwrap_or(u32::MAX))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Way {
        fn opens(&mut self) -> u32 {
            self.open(Callback::noop())
        }

        fn closes(&mut self, number: u32) {
            self.open.retain(|layer| layer.number != number);
        }

        /// What is done, until there is nothing to do but to wait.
        fn does(&mut self) -> Vec<String> {
            let named = |step| match step {
                Step::Add(number) => format!("add {number}"),
                Step::By(entries) => format!("go {entries}"),
                Step::Go(_) => "leave".to_owned(),
            };
            std::iter::from_fn(|| self.next().map(named)).collect()
        }

        fn comes_to(&mut self, entries: usize) -> Vec<u32> {
            self.arrived(entries).iter().map(|layer| layer.number).collect()
        }
    }

    #[test]
    fn going_back_closes_what_lies_on_top() {
        let mut way = Way::default();
        let (panel, dialog) = (way.opens(), way.opens());
        assert_eq!(way.does(), ["add 1", "add 2"]);
        assert_eq!((way.comes_to(1), way.does()), (vec![dialog], vec![]));
        assert_eq!((way.comes_to(0), way.does()), (vec![panel], vec![]));
    }

    #[test]
    fn what_is_closed_by_another_way_leaves_no_entry() {
        let mut way = Way::default();
        let menu = way.opens();
        way.does();
        way.closes(menu);
        let dialog = way.opens();
        assert_eq!(way.does(), [""; 0], "what comes in its place has its entry");
        way.closes(dialog);
        assert_eq!(way.does(), ["go -1"]);
        way.opens();
        assert_eq!(way.does(), [""; 0], "not before the browser has gone back");
        assert_eq!((way.comes_to(0), way.does()), (vec![], vec!["add 1".to_owned()]));
    }

    #[test]
    fn who_goes_elsewhere_leaves_from_where_nothing_lies_over_the_page() {
        let mut way = Way::default();
        let (panel, menu) = (way.opens(), way.opens());
        way.does();
        way.then = Some(Box::new(|| {}));
        way.closes(menu);
        assert_eq!(way.does(), ["go -2"]);
        assert_eq!((way.comes_to(0), way.does()), (vec![panel], vec!["leave".to_owned()]));
    }

    #[test]
    fn where_the_history_cannot_be_changed_one_goes_elsewhere_all_the_same() {
        let mut way = Way::default();
        way.opens();
        way.does();
        way.then = Some(Box::new(|| {}));
        way.does();
        way.give_up();
        assert_eq!(way.does(), ["leave"]);
    }

    #[test]
    fn an_entry_of_something_that_does_not_lie_there_any_more_is_passed_over() {
        let mut way = Way::default();
        assert_eq!((way.comes_to(2), way.does()), (vec![], vec!["go -2".to_owned()]));
        assert_eq!((way.comes_to(0), way.does()), (vec![], vec![]));
    }
}
