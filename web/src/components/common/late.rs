//! What stands in the place of a part of the program that could not be loaded.

use yew::prelude::*;

use super::Modal;
use crate::strings;

/// A sentence, and trying again.
pub(crate) fn not_loaded(again: &Callback<()>) -> Html {
    html! {
        <div class="panel-note" role="alert">
            <p>{ strings::part_missing() }</p>
            <button type="button" class="button" onclick={again.reform(|_: MouseEvent| ())}>{ strings::try_again() }</button>
        </div>
    }
}

/// The same, above everything.
pub(crate) fn not_loaded_above(again: &Callback<()>, on_close: &Callback<()>) -> Html {
    html! { <Modal title={strings::app()} on_close={on_close.clone()}>{ not_loaded(again) }</Modal> }
}
