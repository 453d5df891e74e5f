//! Whether what parses and shows Markdown is there yet.

use gloo_timers::future::TimeoutFuture;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::markup;
use crate::hooks::use_effect_with;
use crate::lazy::{NotLoaded, here, load};
use crate::markdown;

/// How long after it could not be loaded it is asked for again, in milliseconds.
const AGAIN_MS: u32 = 5_000;

/// Whether texts with marks can be shown as they are meant; a context, so that they are drawn again when they can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Marks(bool);

/// Loads it. What shows comes first: what is parsed can then be shown.
async fn load_marks() -> Result<(), NotLoaded> {
    load(&markup::RICH).await?;
    load(&markdown::PARSER).await.map(|_| ())
}

/// Begins to load it, so that it is there with the first messages. Where that fails, [`use_marks`] goes on.
pub(crate) fn prepare() {
    spawn_local(async {
        if load_marks().await.is_err() {
            gloo_console::debug!("messages are shown without Markdown for now");
        }
    });
}

/// Loads it, again and again until it is there.
#[hook]
pub(crate) fn use_marks() -> Marks {
    let ready = use_state_eq(|| here(&markdown::PARSER).is_some());
    use_effect_with((), {
        let ready = ready.setter();
        move |()| {
            spawn_local(async move {
                while load_marks().await.is_err() {
                    TimeoutFuture::new(AGAIN_MS).await;
                }
                ready.set(true);
            });
        }
    });
    Marks(*ready)
}
