//! Making a room.

use sociable_client::chat::Command;
use sociable_protocol::limits::{ROOM_NAME_CHARS, TOPIC_CHARS};
use sociable_protocol::{CreateRoom, RoomKind, RoomName, RoomSlug, Topic};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::common::{Modal, Segments, form_note};
use crate::hooks::use_order;
use crate::routes::Route;
use crate::{clock, ids, router, strings};

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) on_close: Callback<()>,
}

/// Asks for a name, who may come in, and perhaps what it is about; leads into the room.
#[component]
pub(crate) fn NewRoomDialog(props: &Props) -> Html {
    let (name, topic) = (use_state_eq(String::new), use_state_eq(String::new));
    let private = use_state_eq(|| false);
    // A name that nobody has begun to type is no mistake yet.
    let tried = use_state_eq(|| false);
    let order = use_order({
        let on_close = props.on_close.clone();
        Callback::from(move |room| {
            on_close.emit(());
            if let Some(room) = room {
                router::push(&Route::room(&room));
            }
        })
    });
    let onsubmit = {
        let (order, tried, private) = (order.clone(), tried.setter(), *private);
        let parsed = RoomName::new(&name).ok().zip(Topic::new(&topic).ok());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            tried.set(true);
            if order.is_running() {
                return;
            }
            if let Some((name, topic)) = parsed.clone() {
                let kind = if private { RoomKind::Private } else { RoomKind::Public };
                let slug = address(&name);
                order.give(Command::CreateRoom(CreateRoom { name, slug, kind, topic }));
            }
        })
    };
    let on_kind = {
        let private = private.setter();
        Callback::from(move |index| private.set(index == 1))
    };
    let busy = order.is_running();
    html! {
        <Modal title={strings::new_room()} on_close={props.on_close.clone()}>
            <form class="form" {onsubmit} novalidate=true>
                <LineField id="room-name" label={strings::room_name_label()} value={(*name).clone()} first=true
                    error={name_error(&name, *tried)} on_input={setter(&name)} />
                <div class="field">
                    <span class="field-label">{ strings::who_label() }</span>
                    <Segments label={strings::who_label()} chosen={usize::from(*private)} on_choose={on_kind}
                        options={[strings::public(), strings::private()].map(AttrValue::from).to_vec()} />
                    <p class="field-note">
                        { if *private { strings::private_hint() } else { strings::public_hint() } }
                    </p>
                </div>
                <LineField id="room-topic" label={strings::topic_label()} value={(*topic).clone()}
                    error={topic_error(&topic)} on_input={setter(&topic)} />
                { form_note(order.error()) }
                <div class="modal-actions">
                    <button type="submit" class="button button-primary" aria-disabled={busy.then_some("true")}>
                        { if busy { strings::working() } else { strings::create_room() } }
                    </button>
                </div>
            </form>
        </Modal>
    }
}

/// An address for a room whose name the server cannot make one of: it has no Latin letter or digit, or would look like
/// that of a direct room.
fn address(name: &RoomName) -> Option<RoomSlug> {
    let name = name.as_str().to_lowercase();
    let speaks = name.chars().any(|c| c.is_ascii_alphanumeric()) && !name.starts_with("dm");
    if speaks {
        return None;
    }
    let random = ids::new_message_id(clock::now()).to_string();
    let (_, random) = random.rsplit_once('-')?;
    ["room-", random].concat().parse().ok()
}

/// Puts what is typed into a state.
pub(super) fn setter(state: &UseStateHandle<String>) -> Callback<String> {
    let state = state.setter();
    Callback::from(move |text| state.set(text))
}

/// What is wrong with a room's name; one that is empty only once somebody has tried to go on with it.
pub(super) fn name_error(name: &str, tried: bool) -> Option<String> {
    match RoomName::new(name) {
        Ok(_) => None,
        Err(_) if name.trim().chars().count() > ROOM_NAME_CHARS => Some(strings::line_too_long(ROOM_NAME_CHARS)),
        Err(_) => tried.then(|| strings::room_name_missing().to_owned()),
    }
}

/// What is wrong with a topic.
pub(super) fn topic_error(topic: &str) -> Option<String> {
    Topic::new(topic).is_err().then(|| strings::line_too_long(TOPIC_CHARS))
}

#[derive(Properties, PartialEq)]
pub(super) struct LineProps {
    pub(super) id: &'static str,
    pub(super) label: AttrValue,
    pub(super) value: String,
    /// Whether it has the focus at first.
    #[prop_or_default]
    pub(super) first: bool,
    pub(super) error: Option<String>,
    pub(super) on_input: Callback<String>,
}

/// A field of one line, with what is wrong with it.
#[component]
pub(super) fn LineField(props: &LineProps) -> Html {
    let note = [props.id, "-note"].concat();
    let oninput = props.on_input.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    html! {
        <div class="field">
            <label class="field-label" for={props.id}>{ &props.label }</label>
            <input id={props.id} class="field-input" value={props.value.clone()} {oninput} autocomplete="off" dir="auto"
                autofocus={props.first} aria-describedby={note.clone()}
                aria-invalid={props.error.as_ref().map(|_| "true")} />
            <p id={note} class="field-note field-error" role="status">{ props.error.clone().unwrap_or_default() }</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_empty_is_wrong_only_once_somebody_goes_on_with_it() {
        assert_eq!(name_error("", false), None);
        assert!(name_error("  ", true).is_some());
        assert_eq!(name_error("Plans", true), None);
    }

    #[test]
    fn what_is_too_long_is_wrong_at_once() {
        assert!(name_error(&"x".repeat(65), false).is_some_and(|error| error.contains("64")));
        assert!(topic_error(&"x".repeat(251)).is_some_and(|error| error.contains("250")));
        assert_eq!(topic_error(""), None);
    }
}
