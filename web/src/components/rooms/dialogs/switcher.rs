//! Going somewhere quickly: a few letters and Enter.
//!
//! A combobox as the ARIA Authoring Practices have it: the focus stays in the field, and the option that Enter takes is its
//! active descendant.

use sociable_client::chat::{Action, ChatState, Command, Loading};
use sociable_protocol::{OpenDirect, Room};
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::candidates::{Candidate, Target, candidates, matching};
use super::directory::use_further_rooms;
use crate::components::common::{Modal, form_note, picture};
use crate::components::rooms::{other_in, room_picture};
use crate::dom::{document, is_composing, reveal};
use crate::hooks::{use_effect_with, use_order};
use crate::i18n::Count;
use crate::provider::Dispatch;
use crate::router;
use crate::routes::Route;
use crate::strings;

const LIST: &str = "switcher-list";

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
    pub(crate) on_close: Callback<()>,
}

/// A field and what answers to it.
#[component]
pub(crate) fn SwitcherDialog(props: &Props) -> Html {
    let Props { state, dispatch, on_close } = props;
    let query = use_state_eq(String::new);
    let chosen = use_state_eq(|| 0_usize);
    let order = use_order({
        let on_close = on_close.clone();
        Callback::from(move |room| {
            on_close.emit(());
            if let Some(room) = room {
                router::push(&Route::room(&room));
            }
        })
    });
    use_effect_with((), {
        let (dispatch, known) = (dispatch.clone(), !state.directory.rooms.is_empty());
        move |()| {
            if !known {
                dispatch.act(Action::Browse);
            }
        }
    });
    let found = matching(&candidates(state), &query);
    let looking = use_further_rooms(state, &query, found.len(), dispatch);
    let active = (*chosen).min(found.len().saturating_sub(1));
    use_effect_with((active, (*query).clone()), |(active, _)| {
        if let Some(option) = document().get_element_by_id(&option_id(*active)) {
            reveal(&option);
        }
    });
    let take = {
        let (order, on_close, dispatch) = (order.clone(), on_close.clone(), dispatch.clone());
        move |candidate: &Candidate| match &candidate.target {
            Target::Person(user) => order.give(Command::OpenDirect(OpenDirect { user: user.id })),
            Target::Room(room) => {
                on_close.emit(());
                router::push(&Route::room(&room.slug));
            }
            Target::Public(room) => {
                dispatch.act(Action::Open(room.slug.clone()));
                on_close.emit(());
                router::push(&Route::room(&room.slug));
            }
        }
    };
    let onkeydown = {
        let (chosen, take, found) = (chosen.setter(), take.clone(), found.clone());
        Callback::from(move |event: KeyboardEvent| {
            let last = found.len().saturating_sub(1);
            match event.key().as_str() {
                "ArrowDown" => chosen.set(if active == last { 0 } else { active + 1 }),
                "ArrowUp" => chosen.set(active.checked_sub(1).unwrap_or(last)),
                "Enter" if !is_composing(&event) => {
                    if let Some(candidate) = found.get(active) {
                        take(candidate);
                    }
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    let option = |(index, candidate): (usize, &Candidate)| {
        let onclick = {
            let (take, candidate) = (take.clone(), candidate.clone());
            move |_: MouseEvent| take(&candidate)
        };
        let id = option_id(index);
        let class = classes!("option", (index == active).then_some("option-active"));
        html! {
            <li {id} key={index} role="option" {class} aria-selected={(index == active).to_string()} {onclick}>
                { sign(state, candidate) }
                <bdi class="option-name">{ &candidate.name }</bdi>
                { note(candidate, state.limits.unread_counted) }
            </li>
        }
    };
    let oninput = {
        let (query, chosen) = (query.setter(), chosen.setter());
        move |event: InputEvent| {
            query.set(event.target_unchecked_into::<HtmlInputElement>().value());
            chosen.set(0);
        }
    };
    let said = match found.len() {
        0 if looking || state.directory.loading == Loading::Running => strings::loading_rooms().to_owned(),
        0 => strings::no_match().to_owned(),
        count => strings::matches(count),
    };
    html! {
        <Modal title={strings::find()} class="modal-tall switcher" on_close={on_close.clone()}>
            <input class="field-input" type="text" role="combobox" autocomplete="off" autofocus=true dir="auto"
                spellcheck="false" enterkeyhint="go" value={(*query).clone()} placeholder={strings::find_hint()}
                aria-label={strings::find_hint()} aria-autocomplete="list" aria-expanded="true" aria-controls={LIST}
                aria-activedescendant={(!found.is_empty()).then(|| option_id(active))} {oninput} {onkeydown} />
            { form_note(order.error()) }
            <ul id={LIST} class="modal-list" role="listbox" aria-label={strings::places()}>
                { for found.iter().enumerate().map(option) }
            </ul>
            <p class={classes!("list-state", (!found.is_empty()).then_some("visually-hidden"))} role="status">{ said }</p>
        </Modal>
    }
}

fn option_id(index: usize) -> String {
    format!("switcher-{index}")
}

fn sign(state: &ChatState, candidate: &Candidate) -> Html {
    let me = state.me.as_ref().map(|me| me.id);
    let of_room = |room: &Room| {
        let known = state.room(&room.slug).and_then(|room| other_in(room, me, state.is_online()));
        let status = known.and_then(|(_, status)| status);
        room_picture(room, me, status)
    };
    match &candidate.target {
        Target::Room(room) | Target::Public(room) => of_room(room),
        Target::Person(user) => picture(user, None),
    }
}

/// What there is to know of a place besides its name; counting what is unread ends at `counted`.
fn note(candidate: &Candidate, counted: u32) -> Html {
    match candidate.target {
        Target::Room(_) if candidate.unread > 0 => {
            let unread = Count::up_to(counted, candidate.unread);
            html! { <span class="option-note option-unread">{ strings::unread_count(unread) }</span> }
        }
        Target::Room(_) => Html::default(),
        Target::Person(_) => html! { <span class="option-note">{ strings::write_to() }</span> },
        Target::Public(_) => html! { <span class="option-note">{ strings::join() }</span> },
    }
}
