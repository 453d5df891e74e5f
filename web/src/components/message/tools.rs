//! The few things that are asked of messages most often, beside the one that is pointed at.

use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::act::{Act, Anchor};
use crate::components::common::{Shape, icon};
use crate::strings;

/// Three buttons, or one where one may not answer. They are no Tab stops of their own: Enter leads from the row to them,
/// arrows from one to the next.
pub(super) fn message_tools(answer: bool, on_act: &Callback<Act>) -> Html {
    let tool = |shape: Shape, label: &'static str, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="tool" tabindex="-1" aria-label={label} title={label} {onclick}>
                { icon(shape) }
            </button>
        }
    };
    let floating = |act: fn(Anchor) -> Act| {
        let on_act = on_act.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(anchor) = pressed(&event) {
                on_act.emit(act(anchor));
            }
        })
    };
    html! {
        <div class="tools" role="group" aria-label={strings::message_actions()}>
            if answer {
                { tool(Shape::Smile, strings::message_react(), floating(Act::Picker)) }
                { tool(Shape::Reply, strings::message_reply(), on_act.reform(|_| Act::Reply)) }
            }
            { tool(Shape::More, strings::message_more(), floating(Act::Menu)) }
        </div>
    }
}

/// Where the button is that was pressed; not what is drawn on it.
pub(super) fn pressed(event: &MouseEvent) -> Option<Anchor> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest("button").ok()?.map(|button| Anchor::of(&button))
}
