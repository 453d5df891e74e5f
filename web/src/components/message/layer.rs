//! What floats above the list and belongs to one message: its menu, the emoji to react with, the question before it is
//! deleted. They are a part of the program that is loaded later.

use std::sync::Arc;

use sociable_protocol::{Message, ReactionKey, Seq, UserId};
use yew::prelude::*;

use super::act::{Act, Anchor};
use super::allowed::Allowed;
use super::floating::Floating;
use super::menu::MessageMenu;
use crate::components::common::{Modal, not_loaded_above};
use crate::components::writing::EmojiPicker;
use crate::lazy::{Draw, Loaded, part, use_part};
use crate::strings;

/// Which of them is open, and for the message at which position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Layer {
    Menu(Seq, Anchor),
    Picker(Seq, Anchor),
    Delete(Seq),
}

impl Layer {
    pub(super) const fn seq(self) -> Seq {
        match self {
            Self::Menu(seq, _) | Self::Picker(seq, _) | Self::Delete(seq) => seq,
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(super) layer: Layer,
    pub(super) message: Arc<Message>,
    pub(super) me: Option<UserId>,
    pub(super) allowed: Allowed,
    pub(super) on_act: Callback<(Arc<Message>, Act)>,
    pub(super) on_close: Callback<()>,
}

part! {
    pub(crate) static LAYERS: Draw<Props> = draw; in more
}

/// The one that is open.
#[component]
pub(super) fn MessageLayer(props: &Props) -> Html {
    match use_part(&LAYERS, true) {
        Loaded::Here(draw) => draw(props),
        Loaded::Coming => Html::default(),
        Loaded::Failed(again) => not_loaded_above(&again, &props.on_close),
    }
}

fn draw(props: &Props) -> Html {
    let Props { layer, message, me, allowed, on_close, .. } = props;
    let on_act = {
        let message = Arc::clone(message);
        props.on_act.reform(move |act: Act| (Arc::clone(&message), act))
    };
    match *layer {
        Layer::Menu(_, anchor) => html! {
            <Floating key="menu" label={strings::message_actions()} {anchor} on_close={on_close.clone()}>
                <MessageMenu message={Arc::clone(message)} me={*me} allowed={*allowed} {anchor} {on_act} />
            </Floating>
        },
        Layer::Picker(_, anchor) => {
            // The picker has nothing but emoji, and all of them are short.
            let on_pick = Callback::from(move |emoji: String| {
                if let Ok(reaction) = ReactionKey::new(&emoji) {
                    on_act.emit(Act::React(reaction));
                }
            });
            html! {
                <Floating key="picker" label={strings::message_react()} {anchor} on_close={on_close.clone()}>
                    <EmojiPicker {on_pick} on_close={on_close.clone()} floats=false />
                </Floating>
            }
        }
        Layer::Delete(_) => html! {
            <Modal key="delete" title={strings::message_delete_title()} on_close={on_close.clone()}>
                <p>{ strings::message_delete_lead() }</p>
                if let Some(text) = &message.text {
                    <blockquote class="delete-text" dir="auto">{ text.as_str() }</blockquote>
                }
                <div class="dialog-buttons">
                    <button type="button" class="button" onclick={on_close.reform(|_: MouseEvent| ())}>
                        { strings::message_keep() }
                    </button>
                    <button type="button" class="button button-danger" onclick={on_act.reform(|_: MouseEvent| Act::DeleteNow)}>
                        { strings::message_delete() }
                    </button>
                </div>
            </Modal>
        },
    }
}
