//! Where the focus goes when something is opened, and when what had it is gone.

use web_sys::Element;
use yew::prelude::*;

use super::use_effect_with;
use crate::dom::{self, document, focus_quietly};

/// Puts the focus on `node` where it is `wanted`.
#[hook]
pub(crate) fn use_focus(wanted: bool, node: &NodeRef) {
    let node = node.clone();
    use_effect_with(wanted, move |wanted| {
        if *wanted {
            dom::focus(&node);
        }
    });
}

/// When what is `open` is closed, puts the focus on what had it before that was opened, or where that is gone on `button`;
/// unless the person has moved on.
#[hook]
pub(crate) fn use_returning_focus<T: Copy + PartialEq + 'static>(open: Option<T>, button: &NodeRef) {
    let before = use_mut_ref(|| open);
    let opener = use_mut_ref(|| None::<Element>);
    // The body runs before what is opened takes the focus.
    let changed = before.replace(open) != open;
    if changed && open.is_some() {
        *opener.borrow_mut() = focused();
    }
    let button = button.clone();
    use_effect_with(open, move |open| {
        if !changed || open.is_some() || focused().is_some() {
            return;
        }
        match opener.take().filter(|opener| opener.is_connected()) {
            Some(opener) => focus_quietly(&opener),
            None => dom::focus(&button),
        }
    });
}

fn focused() -> Option<Element> {
    document().active_element().filter(|element| element.tag_name() != "BODY")
}
