//! Asking somebody into a private room.

use sociable_client::chat::{Action, ChatState, Command, RoomState, Shared};
use sociable_client::sorted::SortedSet;
use sociable_protocol::{Invite, User, UserId};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::candidates::known_people;
use crate::components::common::{Modal, avatar, form_note};
use crate::hooks::{use_effect_with, use_order};
use crate::matching::rank;
use crate::names::room_name;
use crate::provider::Dispatch;
use crate::strings;

/// Most that are offered; the field finds the others.
const OFFERED: usize = 100;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Shared<RoomState>,
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
    pub(crate) on_close: Callback<()>,
}

/// Chooses among the people whom one knows from other rooms.
#[component]
pub(crate) fn InviteDialog(props: &Props) -> Html {
    let Props { room, state, dispatch, on_close } = props;
    let query = use_state_eq(String::new);
    let asked = use_state_eq(|| None::<UserId>);
    let invited = use_state_eq(SortedSet::new);
    let slug = room.info.slug.clone();
    let order = use_order({
        let (asked, invited, dispatch, slug) = (asked.clone(), invited.clone(), dispatch.clone(), slug.clone());
        Callback::from(move |_| {
            let mut now = (*invited).clone();
            now.extend(*asked);
            invited.set(now);
            dispatch.act(Action::LoadMembers(slug.clone()));
        })
    });
    use_effect_with(slug.clone(), {
        let dispatch = dispatch.clone();
        move |slug| dispatch.act(Action::LoadMembers(slug.clone()))
    });
    let me = state.me.as_ref().map(|me| me.id);
    let belongs = |user: &User| {
        let member = |id: UserId| room.membership.members.iter().any(|member| member.user.id == id);
        Some(user.id) == me || (member(user.id) && !invited.contains(&user.id))
    };
    let known = known_people(state);
    let mut people: Vec<_> = known.values().filter(|user| !belongs(user)).collect();
    let nobody = people.is_empty();
    people.retain(|user| rank(&query, user.name.as_str()).is_some());
    people.sort_by_cached_key(|user| {
        (std::cmp::Reverse(rank(&query, user.name.as_str())), user.name.as_str().to_lowercase())
    });
    people.truncate(OFFERED);
    let person = |user: &User| {
        let (id, done) = (user.id, invited.contains(&user.id));
        let busy = order.is_running() && *asked == Some(id);
        let onclick = {
            let (order, asked, room) = (order.clone(), asked.setter(), slug.clone());
            move |_: MouseEvent| {
                if !order.is_running() && !done {
                    asked.set(Some(id));
                    order.give(Command::Invite(Invite { room: room.clone(), user: id }));
                }
            }
        };
        let label = match (done, busy) {
            (true, _) => strings::invited_done(),
            (_, true) => strings::working(),
            _ => strings::invite(),
        };
        html! {
            <li key={id.to_string()} class="person">
                { avatar(user) }
                <bdi class="person-text person-name" title={user.name.to_string()}>{ user.name.as_str() }</bdi>
                <button type="button" class="button button-small" aria-disabled={(done || busy).then_some("true")}
                    aria-label={[label, ": ", user.name.as_str()].concat()} {onclick}>{ label }</button>
            </li>
        }
    };
    let oninput = {
        let query = query.setter();
        move |event: InputEvent| query.set(event.target_unchecked_into::<HtmlInputElement>().value())
    };
    let state = match people.is_empty() {
        true if nobody => Some(strings::nobody_to_invite()),
        true => Some(strings::no_match()),
        false => None,
    };
    html! {
        <Modal title={strings::invite_to(room_name(&room.info, me))} class="modal-tall" on_close={on_close.clone()}>
            <input class="field-input" type="search" autocomplete="off" autofocus=true dir="auto" value={(*query).clone()}
                placeholder={strings::filter_people()} aria-label={strings::filter_people()} {oninput} />
            { form_note(order.error()) }
            <div class="modal-list" role="region" aria-label={strings::people_list()} tabindex="0">
                <ul>{ for people.into_iter().map(person) }</ul>
                <p class={classes!(state.is_some().then_some("list-state"))} role="status">{ state.unwrap_or_default() }</p>
            </div>
        </Modal>
    }
}
