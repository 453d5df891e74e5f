//! Who one is, at the foot of the list of rooms.

use sociable_protocol::{Status, User};
use yew::prelude::*;

use crate::components::common::{Shape, icon, picture};
use crate::doors::Doors;
use crate::strings;
use crate::ui::{Dialog, Ui};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) me: User,
    /// What one says of oneself; `None` while nobody is told.
    pub(crate) status: Option<Status>,
}

/// Opens the preferences.
#[component]
pub(crate) fn Oneself(props: &Props) -> Html {
    let ui = use_context::<Ui>();
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(ui) = &ui {
            ui.show_dialog(Some(Dialog::Preferences));
        }
    });
    let status = props.status.map_or_else(strings::not_connected, strings::status);
    let note = match (Doors::here(), props.me.verified) {
        (Doors::Both, true) => [status, strings::verified()].join(strings::BETWEEN_NOTES),
        (Doors::Both, false) => [status, strings::guest()].join(strings::BETWEEN_NOTES),
        _ => status.to_owned(),
    };
    html! {
        <div class="oneself">
            <button type="button" class="oneself-button" title={strings::preferences()} {onclick}>
                { picture(&props.me, props.status) }
                <span class="person-text">
                    <bdi class="person-name">{ props.me.name.as_str() }</bdi>
                    <span class="person-note">{ note }</span>
                </span>
                <span class="visually-hidden">{ strings::preferences() }</span>
                { icon(Shape::Settings) }
            </button>
        </div>
    }
}
