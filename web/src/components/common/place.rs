//! A link to a place in the program.

use yew::prelude::*;

use crate::router;
use crate::routes::Route;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) to: Route,
    #[prop_or_default]
    pub(crate) class: Classes,
    /// Whether one is there.
    #[prop_or_default]
    pub(crate) current: bool,
    #[prop_or_default]
    pub(crate) label: Option<AttrValue>,
    #[prop_or_default]
    pub(crate) title: Option<AttrValue>,
    pub(crate) children: Html,
}

/// A link that can be opened in another tab as any other, and that says whether one is there.
#[component]
pub(crate) fn PlaceLink(props: &Props) -> Html {
    let onclick = {
        let to = props.to.clone();
        Callback::from(move |event: MouseEvent| {
            if !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
                event.prevent_default();
                router::push(&to);
            }
        })
    };
    html! {
        <a href={props.to.address()} class={props.class.clone()} aria-current={props.current.then_some("page")}
            aria-label={props.label.clone()} title={props.title.clone()} {onclick}>
            { props.children.clone() }
        </a>
    }
}
