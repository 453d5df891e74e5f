//! A room's name and topic, and closing it.

use sociable_client::chat::{Command, RoomState, Shared};
use sociable_protocol::{Role, RoomName, Topic, UpdateRoom};
use yew::prelude::*;

use super::new_room::{LineField, name_error, setter, topic_error};
use crate::components::common::{Confirm, Modal, form_note};
use crate::hooks::use_order;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Shared<RoomState>,
    pub(crate) on_close: Callback<()>,
}

/// For moderators; archiving for owners.
#[component]
pub(crate) fn SettingsDialog(props: &Props) -> Html {
    let Props { room, on_close } = props;
    let info = &room.info;
    let name = use_state_eq(|| info.name.to_string());
    let topic = use_state_eq(|| info.topic.to_string());
    let asking = use_state_eq(|| false);
    let order = use_order(on_close.reform(|_| ()));
    let onsubmit = {
        let (order, slug, info) = (order.clone(), info.slug.clone(), info.clone());
        let parsed = RoomName::new(&name).ok().zip(Topic::new(&topic).ok());
        let on_close = on_close.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some((name, topic)) = parsed.clone().filter(|_| !order.is_running()) else { return };
            // What one has not touched may have been changed by somebody else meanwhile, and is not changed back.
            let name = (name != info.name).then_some(name);
            let topic = (topic != info.topic).then_some(topic);
            if name.is_none() && topic.is_none() {
                on_close.emit(());
            } else {
                order.give(Command::UpdateRoom(UpdateRoom { room: slug.clone(), name, topic, archived: None }));
            }
        })
    };
    let on_archive = {
        let (order, slug) = (order.clone(), info.slug.clone());
        Callback::from(move |()| {
            let (room, archived) = (slug.clone(), Some(true));
            order.give(Command::UpdateRoom(UpdateRoom { room, name: None, topic: None, archived }));
        })
    };
    let ask = |value: bool| {
        let asking = asking.setter();
        move || asking.set(value)
    };
    if *asking {
        let back = ask(false);
        return html! {
            <Confirm title={strings::archive_question(info.name.as_str())} lead={strings::archive_lead()}
                action={strings::archive()} busy={order.is_running()} error={order.error()} on_confirm={on_archive}
                on_close={Callback::from(move |()| back())} />
        };
    }
    let busy = order.is_running();
    let open = ask(true);
    html! {
        <Modal title={strings::room_settings()} on_close={on_close.clone()}>
            <form class="form" {onsubmit} novalidate=true>
                <LineField id="room-name" label={strings::room_name_label()} value={(*name).clone()} first=true
                    error={name_error(&name, true)} on_input={setter(&name)} />
                <LineField id="room-topic" label={strings::topic_label()} value={(*topic).clone()}
                    error={topic_error(&topic)} on_input={setter(&topic)} />
                { form_note(order.error()) }
                <div class="modal-actions">
                    if room.role == Some(Role::Owner) {
                        <button type="button" class="button button-danger-text" onclick={move |_: MouseEvent| open()}>
                            { strings::archive() }
                        </button>
                    }
                    <button type="submit" class="button button-primary" aria-disabled={busy.then_some("true")}>
                        { if busy { strings::working() } else { strings::save() } }
                    </button>
                </div>
            </form>
        </Modal>
    }
}
