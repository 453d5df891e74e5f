//! The way back to the newest message.

use yew::prelude::*;

use crate::components::common::{Shape, icon};
use crate::i18n::Count;
use crate::strings;

/// An arrow, and how many messages of others came meanwhile.
pub(super) fn jump_button(unseen: Count, on_jump: &Callback<()>) -> Html {
    let label = strings::jump_to_new(unseen);
    let onclick = on_jump.reform(|_: MouseEvent| ());
    html! {
        <button type="button" class="jump" aria-label={label} data-testid="jump" {onclick}>
            if !unseen.is_none() {
                <span class="jump-count">{ strings::new_count(unseen) }</span>
            }
            { icon(Shape::Down) }
        </button>
    }
}
