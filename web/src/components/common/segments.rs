//! A choice between a few things of which one is chosen.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What is chosen.
    pub(crate) label: AttrValue,
    /// What there is to choose from.
    pub(crate) options: Vec<AttrValue>,
    /// The number of the option that is chosen.
    pub(crate) chosen: Option<usize>,
    /// Another one is chosen.
    pub(crate) on_choose: Callback<usize>,
}

/// Buttons side by side, of which one is pressed.
#[component]
pub(crate) fn Segments(props: &Props) -> Html {
    let option = |(index, name): (usize, &AttrValue)| {
        let onclick = props.on_choose.reform(move |_: MouseEvent| index);
        let pressed = props.chosen == Some(index);
        html! {
            <button key={index} type="button" class="segment" aria-pressed={pressed.to_string()} {onclick}>{ name }</button>
        }
    };
    html! {
        <div class="segments" role="group" aria-label={&props.label}>
            { for props.options.iter().enumerate().map(option) }
        </div>
    }
}
