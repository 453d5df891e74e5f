//! Searching for messages.

use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, Found, Loading, RoomState, Shared};
use sociable_client::sorted::SortedMap;
use sociable_protocol::{RoomSlug, UserId};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::go::{Cover, use_go_from};
use super::panel::{MessagePanel, failed, note};
use super::result::MessageResult;
use crate::components::common::{Shape, icon};
use crate::hooks::{use_effect_with, use_elapsed, use_today};
use crate::names::room_name;
use crate::provider::Dispatch;
use crate::strings;

/// How long after the last key the search begins, in milliseconds.
const TYPING_MS: u32 = 250;
/// A search that is over sooner is not shown as going on, in milliseconds.
const SEARCHING_MS: u32 = 200;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The room that is looked at.
    pub(crate) room: RoomSlug,
    pub(crate) rooms: SortedMap<RoomSlug, Shared<RoomState>>,
    pub(crate) found: Shared<Found>,
    /// The longest query, in characters.
    pub(crate) limit: usize,
    pub(crate) me: Option<UserId>,
    /// How the panel stands to the messages.
    pub(crate) cover: Cover,
    pub(crate) on_close: Callback<()>,
    pub(crate) dispatch: Dispatch,
}

/// A column beside the chat; on a phone a page of its own. What was found last is still there when it opens again.
#[component]
pub(crate) fn SearchPanel(props: &Props) -> Html {
    let Props { room, found, me, dispatch, .. } = props;
    let input = use_node_ref();
    let today = use_today();
    // What was found in another room is no beginning here.
    let resumes = !found.query.is_empty() && found.room.as_ref().is_none_or(|searched| searched == room);
    let query = use_state_eq(|| if resumes { found.query.clone() } else { String::new() });
    let here = use_state_eq(|| !resumes || found.room.is_some());
    let scope = here.then(|| room.clone());
    let current = found.query == *query && found.room == scope;
    use_effect_with(((*query).clone(), scope.clone()), {
        let dispatch = dispatch.clone();
        move |(query, room)| {
            let search = Action::Search { query: query.clone(), room: room.clone() };
            let timeout = (!current).then(|| Timeout::new(TYPING_MS, move || dispatch.act(search)));
            move || drop(timeout)
        }
    });
    let asked = !query.is_empty();
    let waits = asked && (!current || found.loading == Loading::Running);
    let searching = use_elapsed(waits, SEARCHING_MS);
    let on_go = use_go_from(props.cover, &props.on_close, dispatch);

    let oninput = {
        let (input, query) = (input.clone(), query.setter());
        Callback::from(move |_: InputEvent| {
            if let Some(field) = input.cast::<HtmlInputElement>() {
                query.set(field.value().trim().to_owned());
            }
        })
    };
    let segment = |label: &'static str, value: bool| {
        let setter = here.setter();
        let onclick = Callback::from(move |_: MouseEvent| setter.set(value));
        html! {
            <button type="button" class="segment" aria-pressed={(*here == value).to_string()} {onclick}>{ label }</button>
        }
    };
    let act = |action: Action| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| dispatch.act(action.clone()))
    };
    let again = Action::Search { query: (*query).clone(), room: scope };
    let row = |message: &std::sync::Arc<sociable_protocol::Message>| {
        let name = props.rooms.get(&message.room).map(|room| AttrValue::from(room_name(&room.info, *me).to_owned()));
        html! {
            <MessageResult key={message.id.to_string()} message={message.clone()} room={name.filter(|_| !*here)}
                query={found.query.clone()} {today} on_go={on_go.clone()} />
        }
    };
    let list = match &found.loading {
        _ if !asked => note(None, strings::search_hint(), Html::default()),
        Loading::Failed(failure) if current && found.messages.is_empty() => failed(failure, act(again)),
        _ if !found.messages.is_empty() && (current || !searching) => html! {
            <>
                <ul class="results">{ for found.messages.iter().map(row) }</ul>
                if found.next.is_some() {
                    <button type="button" class="button results-more" disabled={found.loading == Loading::Running}
                        onclick={act(Action::SearchMore)}>
                        { strings::search_more() }
                    </button>
                }
            </>
        },
        _ if searching => note(None, strings::search_running(), Html::default()),
        _ if !waits => note(Some(strings::search_nothing()), strings::search_nothing_lead(), Html::default()),
        _ => Html::default(),
    };
    let said = if asked && !waits { strings::search_found(found.messages.len()) } else { String::new() };
    html! {
        <MessagePanel title={strings::search_messages()} focus={input.clone()} on_close={props.on_close.clone()}>
            <div class="search-form" role="search">
                <div class="search-field">
                    { icon(Shape::Search) }
                    <input ref={input} type="search" class="search-input" value={(*query).clone()} {oninput}
                        placeholder={strings::search_placeholder()} aria-label={strings::search_messages()}
                        maxlength={props.limit.to_string()} autocomplete="off" enterkeyhint="search" dir="auto" />
                </div>
                <div class="segments" role="group" aria-label={strings::search_scope()}>
                    { segment(strings::search_here(), true) }
                    { segment(strings::search_everywhere(), false) }
                </div>
            </div>
            <p class="visually-hidden" role="status">{ said }</p>
            <div class="panel-list" aria-busy={waits.to_string()}>{ list }</div>
        </MessagePanel>
    }
}
