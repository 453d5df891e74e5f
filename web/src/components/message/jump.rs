//! The way back to the newest message.

use yew::prelude::*;

use crate::components::common::{Icon, Shape};
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// How many messages of others came meanwhile.
    pub(crate) unseen: usize,
    pub(crate) on_jump: Callback<()>,
}

/// An arrow, and how many messages wait there.
#[component]
pub(crate) fn JumpButton(props: &Props) -> Html {
    let label = strings::jump_to_new(props.unseen);
    let onclick = props.on_jump.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="jump" aria-label={label} data-testid="jump" {onclick}>
            if props.unseen > 0 {
                <span class="jump-count">{ strings::new_count(props.unseen) }</span>
            }
            <Icon shape={Shape::Down} />
        </button>
    }
}
