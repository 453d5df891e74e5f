//! The way to an emoji while one writes.

use yew::prelude::*;

use super::picker::EmojiPicker;
use crate::components::common::{Shape, icon};
use crate::hooks::use_back;
use crate::{dom, strings};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The field, which has the focus again afterwards.
    pub(super) input: NodeRef,
    pub(super) on_pick: Callback<String>,
    pub(super) disabled: bool,
}

/// A button, and the picker that it opens and closes.
#[component]
pub(super) fn EmojiButton(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let on_close = {
        let (open, input) = (open.setter(), props.input.clone());
        Callback::from(move |()| {
            open.set(false);
            // On a phone this would open the keyboard.
            if !dom::is_touch() {
                dom::focus(&input);
            }
        })
    };
    use_back(*open, on_close.clone());
    let on_pick = {
        let (on_pick, on_close) = (props.on_pick.clone(), on_close.clone());
        Callback::from(move |emoji| {
            // With the focus the field takes it as something typed.
            on_close.emit(());
            on_pick.emit(emoji);
        })
    };
    html! {
        <div class="emoji-place">
            <button type="button" class="button-icon" aria-label={strings::insert_emoji()} title={strings::insert_emoji()}
                aria-haspopup="dialog" aria-expanded={open.to_string()} disabled={props.disabled} {onclick}>
                { icon(Shape::Smile) }
            </button>
            if *open {
                <EmojiPicker {on_pick} {on_close} />
            }
        </div>
    }
}
