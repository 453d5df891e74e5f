//! The public rooms.

use sociable_client::chat::{Action, ChatState, Loading, Phase};
use sociable_protocol::{Room, RoomSlug, RoomSummary};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::directory::use_further_rooms;
use crate::clock;
use crate::components::common::{Modal, Shape, icon};
use crate::hooks::{use_effect_with, use_today};
use crate::matching::rank;
use crate::provider::Dispatch;
use crate::room_list::first_line;
use crate::router;
use crate::routes::Route;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
    pub(crate) on_close: Callback<()>,
}

/// A list to look through, with a field that narrows it down.
#[component]
pub(crate) fn BrowseDialog(props: &Props) -> Html {
    let Props { state, dispatch, on_close } = props;
    let query = use_state_eq(String::new);
    let today = use_today();
    use_effect_with(state.is_online(), {
        let dispatch = dispatch.clone();
        move |online| {
            if *online {
                dispatch.act(Action::Browse);
            }
        }
    });
    let directory = &state.directory;
    let go = |slug: &RoomSlug, joined: bool| {
        let (dispatch, on_close, slug) = (dispatch.clone(), on_close.clone(), slug.clone());
        move |_: MouseEvent| {
            if !joined {
                dispatch.act(Action::Open(slug.clone()));
            }
            on_close.emit(());
            router::push(&Route::room(&slug));
        }
    };
    let room = |summary: &RoomSummary| {
        let info = &summary.room;
        let joined = state.room(&info.slug).is_some_and(|room| room.phase == Phase::Joined);
        let members = strings::members(usize::try_from(summary.members).unwrap_or(usize::MAX));
        let last = summary.last_message.as_ref().map(|message| {
            let text = message.text.as_ref().map(|text| first_line(text.as_str()));
            let said = strings::preview(message.user.name.as_str(), text.as_deref().unwrap_or(strings::deleted()));
            (clock::stamp(message.created_at, today), said)
        });
        let (when, said) = last.unzip();
        let notes: Vec<String> = [members].into_iter().chain(when).collect();
        html! {
            <li key={info.slug.to_string()} class="browse-room">
                <span class="room-sign">{ icon(Shape::Hash) }</span>
                <span class="entry-text">
                    <bdi class="entry-name" title={info.name.to_string()}>{ info.name.as_str() }</bdi>
                    <span class="browse-note">{ notes.join(strings::BETWEEN_NOTES) }</span>
                    if !info.topic.is_empty() {
                        <bdi class="browse-note">{ info.topic.as_str() }</bdi>
                    } else if let Some(said) = said {
                        <bdi class="browse-note">{ said }</bdi>
                    }
                </span>
                <button type="button" class={classes!("button", "button-small", (!joined).then_some("button-filled"))}
                    aria-label={if joined { strings::open_room(info.name.as_str()) } else { strings::join_room(info.name.as_str()) }}
                    onclick={go(&info.slug, joined)}>
                    { if joined { strings::open() } else { strings::join() } }
                </button>
            </li>
        }
    };
    let found: Vec<&RoomSummary> = directory
        .rooms
        .iter()
        .filter(|summary| {
            let Room { name, topic, .. } = &summary.room;
            rank(&query, name.as_str()).is_some() || rank(&query, topic.as_str()) > Some(1)
        })
        .collect();
    let looking = use_further_rooms(state, &query, found.len(), dispatch);
    let act = |action: Action| {
        let dispatch = dispatch.clone();
        move |_: MouseEvent| dispatch.act(action.clone())
    };
    let running = directory.loading == Loading::Running || !state.is_online() && directory.rooms.is_empty();
    let below = match &directory.loading {
        Loading::Failed(failure) => html! {
            <div class="list-state">
                <p class="field-error">{ strings::failure(failure) }</p>
                <button type="button" class="button" onclick={act(Action::Browse)}>{ strings::try_again() }</button>
            </div>
        },
        _ if looking || running && directory.rooms.is_empty() => {
            html! { <p class="list-state late">{ strings::loading_rooms() }</p> }
        }
        Loading::Idle if found.is_empty() && !directory.has_more => {
            let text = if directory.rooms.is_empty() { strings::no_public_rooms() } else { strings::no_match() };
            html! { <p class="list-state">{ text }</p> }
        }
        _ if directory.has_more => html! {
            <div class="list-state">
                <button type="button" class="button" disabled={running} onclick={act(Action::BrowseMore)}>
                    { strings::show_more() }
                </button>
            </div>
        },
        _ => Html::default(),
    };
    let oninput = {
        let query = query.setter();
        move |event: InputEvent| query.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    html! {
        <Modal title={strings::browse_rooms()} class="modal-tall" on_close={on_close.clone()}>
            <input class="field-input" type="search" autocomplete="off" autofocus=true dir="auto" value={(*query).clone()}
                placeholder={strings::filter_rooms()} aria-label={strings::filter_rooms()} {oninput} />
            <div class="modal-list" role="region" aria-label={strings::public_rooms()} tabindex="0">
                <ul>{ for found.into_iter().map(room) }</ul>
                <div role="status">{ below }</div>
            </div>
        </Modal>
    }
}
