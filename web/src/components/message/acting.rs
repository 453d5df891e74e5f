//! Carries out what is asked of messages, and knows what is open for one of them.

use std::sync::Arc;

use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, Wish};
use sociable_protocol::{Message, RoomSlug, UserId};
use yew::prelude::*;

use super::act::{Act, has_reacted};
use super::layer::Layer;
use crate::composing::Compose;
use crate::dom::{copy, window};
use crate::hooks::use_effect_with;
use crate::provider::Dispatch;
use crate::routes::Route;
use crate::strings;

/// How long a short remark stays, in milliseconds.
const REMARK_MS: u32 = 2_500;

/// What can be asked, and what came of it.
pub(super) struct Acting {
    /// What is open.
    pub(super) layer: Option<Layer>,
    /// Asks something of a message; always the same callback.
    pub(super) on_act: Callback<(Arc<Message>, Act)>,
    /// Closes what is open.
    pub(super) on_close: Callback<()>,
    /// A remark on what was done, for a moment.
    pub(super) remark: Option<&'static str>,
}

/// What can be asked of the messages of `room`.
#[hook]
pub(super) fn use_acting(room: &RoomSlug, me: Option<UserId>, compose: &Compose, dispatch: &Dispatch) -> Acting {
    let layer = use_state_eq(|| None::<Layer>);
    let remark = use_state_eq(|| None::<&'static str>);
    use_effect_with(*remark, {
        let setter = remark.setter();
        move |remark| {
            let timeout = remark.map(|_| Timeout::new(REMARK_MS, move || setter.set(None)));
            move || drop(timeout)
        }
    });
    let copied = use_callback(remark.setter(), |(text, said): (String, &'static str), remark| {
        let remark = remark.clone();
        let done = move |copied| remark.set(Some(if copied { said } else { strings::message_copy_failed() }));
        copy(&text, done);
    });
    let deps = (room.clone(), me, compose.clone(), dispatch.clone(), layer.setter(), copied);
    let on_act =
        use_callback(deps, |(message, act): (Arc<Message>, Act), (room, me, compose, dispatch, layer, copied)| {
            let wish = |wish| dispatch.act(Action::Wish(room.clone(), message.id, wish));
            layer.set(match &act {
                Act::Menu(anchor) => Some(Layer::Menu(message.seq, *anchor)),
                Act::Picker(anchor) => Some(Layer::Picker(message.seq, *anchor)),
                Act::Delete => Some(Layer::Delete(message.seq)),
                _ => None,
            });
            match act {
                Act::Menu(_) | Act::Picker(_) | Act::Delete => {}
                Act::React(reaction) => {
                    let on = !has_reacted(&message, &reaction, *me);
                    wish(Wish::React { reaction, on });
                }
                Act::Reply => compose.reply(message),
                Act::Edit => compose.edit(message),
                Act::Pin(pinned) => wish(Wish::Pin(pinned)),
                Act::DeleteNow => wish(Wish::Delete),
                Act::CopyText => {
                    let text = message.text.as_ref().map(|text| text.as_str().to_owned()).unwrap_or_default();
                    copied.emit((text, strings::message_text_copied()));
                }
                Act::CopyLink => match window().location().origin() {
                    Ok(origin) => {
                        let link = origin + &Route::message(room, message.seq).address();
                        copied.emit((link, strings::message_link_copied()));
                    }
                    Err(error) => gloo_console::warn!("the page has no address:", error),
                },
            }
        });
    let on_close = use_callback(layer.setter(), |(), layer| layer.set(None));
    Acting { layer: *layer, on_act, on_close, remark: *remark }
}
