//! Where the focus goes when what had it is gone.

use yew::prelude::*;

use super::use_effect_with;
use crate::dom::{self, document};

/// Puts the focus on `button` when what it `opened` is closed, unless the person has moved on.
#[hook]
pub(crate) fn use_returning_focus(opened: bool, button: &NodeRef) {
    let before = use_mut_ref(|| opened);
    let button = button.clone();
    use_effect_with(opened, move |opened| {
        let closed = before.replace(*opened) && !opened;
        let nowhere = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        if closed && nowhere {
            dom::focus(&button);
        }
    });
}
