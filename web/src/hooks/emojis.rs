//! The emoji, once they are wanted.

use std::rc::Rc;

use yew::platform::spawn_local;
use yew::prelude::*;

use super::use_effect_with;
use crate::emoji::Emojis;

/// The emoji, loaded from when they are `wanted` on; `None` until they are there.
#[hook]
pub(crate) fn use_emojis(wanted: bool) -> Option<Rc<Emojis>> {
    let emojis = use_state_eq(Emojis::loaded);
    use_effect_with(wanted, {
        let emojis = emojis.clone();
        move |wanted| {
            if *wanted && emojis.as_ref().is_none_or(|emojis| emojis.is_few()) {
                spawn_local(async move { emojis.set(Some(Emojis::load().await)) });
            }
        }
    });
    (*emojis).clone()
}
