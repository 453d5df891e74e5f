//! A room that one is not in: why, and the way on where there is one.

use sociable_client::chat::{Action, Command, Phase};
use sociable_protocol::{ErrorCode, RemovedReason, Role, Room, RoomKind, UpdateRoom, UserId};
use yew::prelude::*;

use super::invitation::InvitationAnswers;
use crate::components::common::{PlaceLink, form_note};
use crate::components::shell::empty_state;
use crate::hooks::use_order;
use crate::names::room_name;
use crate::provider::Dispatch;
use crate::router;
use crate::routes::Route;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Room,
    pub(crate) me: Option<UserId>,
    /// What one was in it, as far as is known.
    pub(crate) role: Option<Role>,
    pub(crate) phase: Phase,
    pub(crate) dispatch: Dispatch,
}

/// Stands in the place of the messages. Nothing of a room that one is in.
#[component]
pub(crate) fn ClosedRoom(props: &Props) -> Html {
    let Props { room, me, role, phase, dispatch } = props;
    let opened = {
        let (dispatch, slug) = (dispatch.clone(), room.slug.clone());
        Callback::from(move |_| dispatch.act(Action::Open(slug.clone())))
    };
    let order = use_order(opened.clone());
    let declining = use_order(Callback::from(|_| router::push(&Route::Home)));
    if let Phase::Invited(by) = phase {
        let on_decline = {
            let (declining, slug) = (declining.clone(), room.slug.clone());
            Callback::from(move |()| declining.give(Command::Leave(slug.clone())))
        };
        let title = strings::invitation_title(room_name(room, *me));
        let by = by.as_ref().map(|by| strings::invited_by(by.name.as_str()));
        let lead = by.unwrap_or_else(|| strings::invited().to_owned());
        let way = html! {
            <InvitationAnswers room={room.slug.clone()} busy={declining.is_running()} error={declining.error()}
                {on_decline} dispatch={dispatch.clone()} />
        };
        return html! { <div class="closed" role="status">{ empty_state(&title, &lead, false, way) }</div> };
    }
    let Some((title, lead, way)) = says(phase, *role, room.kind) else { return Html::default() };
    let button = |label: &'static str, onclick: Callback<MouseEvent>| {
        let busy = order.is_running().then_some("true");
        html! { <button type="button" class="button" aria-disabled={busy} {onclick}>{ label }</button> }
    };
    let way = match way {
        Way::Rooms => html! { <PlaceLink to={Route::Home} class="button">{ strings::to_the_rooms() }</PlaceLink> },
        Way::Again(label) => button(label, opened.reform(|_: MouseEvent| None)),
        Way::Reopen => {
            let (order, slug) = (order.clone(), room.slug.clone());
            let reopen = move |_: MouseEvent| {
                let (room, archived) = (slug.clone(), Some(false));
                order.give(Command::UpdateRoom(UpdateRoom { room, name: None, topic: None, archived }));
            };
            button(strings::reopen(), Callback::from(reopen))
        }
    };
    let way = html! { <>{ way }{ form_note(order.error()) }</> };
    html! { <div class="closed" role="status">{ empty_state(title, &lead, false, way) }</div> }
}

/// What can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Go elsewhere.
    Rooms,
    /// Ask to be let in once more.
    Again(&'static str),
    /// Open what one has closed.
    Reopen,
}

/// Title, sentence and way on.
fn says(phase: &Phase, role: Option<Role>, kind: RoomKind) -> Option<(&'static str, String, Way)> {
    let (title, lead, way) = match phase {
        Phase::Joining | Phase::Joined | Phase::Invited(_) => return None,
        Phase::Refused(error) => match error.code {
            ErrorCode::RoomNotFound => (strings::no_room_title(), strings::no_room_lead(), Way::Rooms),
            ErrorCode::Banned => (strings::banned_title(), strings::banned_lead(), Way::Rooms),
            ErrorCode::LimitReached => (strings::room_refused(), strings::refused_limit_reached(), Way::Rooms),
            ErrorCode::RoomArchived => archived(role),
            _ => return Some((strings::room_refused(), strings::refusal(error), Way::Again(strings::try_again()))),
        },
        // Whoever is out of a private room needs another invitation, and asking again tells them nothing of that.
        Phase::Removed(RemovedReason::Left) if kind == RoomKind::Private => {
            (strings::left_title(), strings::left_private_lead(), Way::Rooms)
        }
        Phase::Removed(RemovedReason::Removed) if kind == RoomKind::Private => {
            (strings::removed_title(), strings::removed_private_lead(), Way::Rooms)
        }
        Phase::Removed(RemovedReason::Left) => {
            (strings::left_title(), strings::left_lead(), Way::Again(strings::join_again()))
        }
        Phase::Removed(RemovedReason::Removed) => {
            (strings::removed_title(), strings::removed_lead(), Way::Again(strings::join_again()))
        }
        Phase::Removed(RemovedReason::Banned) => (strings::banned_title(), strings::banned_lead(), Way::Rooms),
        Phase::Removed(RemovedReason::Archived) => archived(role),
    };
    Some((title, lead.to_owned(), way))
}

fn archived(role: Option<Role>) -> (&'static str, &'static str, Way) {
    if role == Some(Role::Owner) {
        (strings::archived_title(), strings::archived_owner_lead(), Way::Reopen)
    } else {
        (strings::archived_title(), strings::archived_lead(), Way::Again(strings::try_again()))
    }
}

#[cfg(test)]
mod tests {
    use sociable_protocol::Error;

    use super::*;

    fn way(phase: &Phase, role: Role) -> Option<Way> {
        says(phase, Some(role), RoomKind::Public).map(|(.., way)| way)
    }

    fn refused(code: ErrorCode) -> Phase {
        Phase::Refused(Error::new(code, "no"))
    }

    #[test]
    fn there_is_a_way_back_into_the_room_unless_it_cannot_help() {
        for phase in [RemovedReason::Left, RemovedReason::Removed, RemovedReason::Archived].map(Phase::Removed) {
            assert!(matches!(way(&phase, Role::Member), Some(Way::Again(_))));
        }
        assert!(matches!(way(&refused(ErrorCode::RoomArchived), Role::Moderator), Some(Way::Again(_))));
        for phase in [refused(ErrorCode::Banned), refused(ErrorCode::RoomNotFound), refused(ErrorCode::LimitReached)] {
            assert_eq!(way(&phase, Role::Member), Some(Way::Rooms));
        }
        assert_eq!(way(&Phase::Removed(RemovedReason::Banned), Role::Member), Some(Way::Rooms));
    }

    #[test]
    fn who_is_out_of_a_private_room_is_not_told_to_try_again() {
        for reason in [RemovedReason::Left, RemovedReason::Removed] {
            let way = says(&Phase::Removed(reason), None, RoomKind::Private).map(|(.., way)| way);
            assert_eq!(way, Some(Way::Rooms));
        }
    }

    #[test]
    fn an_owner_opens_an_archived_room_again() {
        assert_eq!(way(&refused(ErrorCode::RoomArchived), Role::Owner), Some(Way::Reopen));
        assert_eq!(way(&Phase::Removed(RemovedReason::Archived), Role::Owner), Some(Way::Reopen));
    }

    #[test]
    fn a_room_that_one_is_in_is_not_closed() {
        for phase in [Phase::Joining, Phase::Joined] {
            assert!(says(&phase, None, RoomKind::Public).is_none());
        }
    }
}
