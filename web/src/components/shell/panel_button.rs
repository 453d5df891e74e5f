//! A button that shows and hides a panel.

use yew::prelude::*;

use crate::components::common::{Shape, icon};
use crate::ui::{Panel, Ui};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) panel: Panel,
    pub(crate) shape: Shape,
    /// What it is called while the panel is hidden.
    pub(crate) show: AttrValue,
    /// And while it is shown; the same where nothing is given.
    #[prop_or_default]
    pub(crate) hide: Option<AttrValue>,
    /// The button, for giving it the focus back.
    #[prop_or_default]
    pub(crate) button: NodeRef,
}

/// One of those at the end of the line above the chat.
#[component]
pub(crate) fn PanelButton(props: &Props) -> Html {
    let ui = use_context::<Ui>();
    let panel = props.panel;
    let open = ui.as_ref().is_some_and(|ui| ui.panel == Some(panel));
    let label = if open { props.hide.as_ref().unwrap_or(&props.show) } else { &props.show };
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(ui) = &ui {
            ui.toggle_panel(panel);
        }
    });
    html! {
        <button ref={props.button.clone()} type="button" class="button-icon" aria-label={label} title={label}
            aria-expanded={open.to_string()} {onclick}>
            { icon(props.shape) }
        </button>
    }
}
