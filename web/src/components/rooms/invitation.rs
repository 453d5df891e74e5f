//! Somebody's invitation into a room, with the two answers to it.

use sociable_client::chat::{Action, Command};
use sociable_protocol::{Room, RoomSlug, User, UserId};
use yew::prelude::*;

use super::picture::room_picture;
use crate::components::common::{PlaceLink, form_note};
use crate::hooks::use_order;
use crate::names::room_name;
use crate::provider::Dispatch;
use crate::router;
use crate::routes::Route;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Room,
    /// Who sent it.
    pub(crate) by: Option<User>,
    pub(crate) me: Option<UserId>,
    /// Whether one is looking at it.
    pub(crate) current: bool,
    pub(crate) dispatch: Dispatch,
}

/// A card in the list of rooms.
#[component]
pub(crate) fn Invitation(props: &Props) -> Html {
    let name = room_name(&props.room, props.me).to_owned();
    let order = use_order(Callback::noop());
    let on_decline = {
        let (slug, current, order) = (props.room.slug.clone(), props.current, order.clone());
        Callback::from(move |()| {
            order.give(Command::Leave(slug.clone()));
            // Where it is looked at, it leaves nothing to look at.
            if current {
                router::push(&Route::Home);
            }
        })
    };
    let lead = props.by.as_ref().map(|by| strings::invited_by(by.name.as_str()));
    html! {
        <li class="invitation">
            <PlaceLink to={Route::room(&props.room.slug)} class="entry" current={props.current} title={name.clone()}>
                { room_picture(&props.room, props.me, None) }
                <span class="entry-text">
                    <bdi class="entry-name">{ name }</bdi>
                    <span class="entry-preview">{ lead.unwrap_or_else(|| strings::invited().to_owned()) }</span>
                </span>
            </PlaceLink>
            <InvitationAnswers room={props.room.slug.clone()} busy={order.is_running()} error={order.error()} {on_decline}
                dispatch={props.dispatch.clone()} />
        </li>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct AnswersProps {
    pub(crate) room: RoomSlug,
    /// Whether it is being declined.
    pub(crate) busy: bool,
    /// Why it could not be declined.
    pub(crate) error: Option<String>,
    /// Declines it. Whoever shows the answers does that: they are gone before it is done.
    pub(crate) on_decline: Callback<()>,
    pub(crate) dispatch: Dispatch,
}

/// Accept, which leads into the room, and decline.
#[component]
pub(crate) fn InvitationAnswers(props: &AnswersProps) -> Html {
    let on_accept = {
        let (dispatch, room) = (props.dispatch.clone(), props.room.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.act(Action::Open(room.clone()));
            router::push(&Route::room(&room));
        })
    };
    let on_decline = props.on_decline.reform(|_: MouseEvent| ());
    html! {
        <>
            <div class="invitation-answers">
                <button type="button" class="button button-small button-filled" onclick={on_accept}>
                    { strings::accept() }
                </button>
                <button type="button" class="button button-small" disabled={props.busy} onclick={on_decline}>
                    { strings::decline() }
                </button>
            </div>
            { form_note(props.error.clone()) }
        </>
    }
}
