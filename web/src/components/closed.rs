//! A room that one is not in: why, and the way back where there is one.

use sociable_client::chat::{Action, Phase};
use sociable_protocol::{ErrorCode, RemovedReason, RoomSlug};
use yew::prelude::*;

use crate::components::EmptyState;
use crate::provider::Dispatch;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomSlug,
    pub(crate) phase: Phase,
    pub(crate) dispatch: Dispatch,
}

/// Stands in the place of the messages. Nothing of a room that one is in.
#[component]
pub(crate) fn ClosedRoom(props: &Props) -> Html {
    let Some((title, lead, button)) = says(&props.phase) else { return Html::default() };
    let onclick = {
        let (dispatch, room) = (props.dispatch.clone(), props.room.clone());
        Callback::from(move |_: MouseEvent| dispatch.act(Action::Open(room.clone())))
    };
    html! {
        <div class="closed" role="status">
            <EmptyState {title} {lead}>
                if let Some(button) = button {
                    <button type="button" class="button" {onclick}>{ button }</button>
                }
            </EmptyState>
        </div>
    }
}

/// Title, sentence and button; no button where trying again cannot help.
fn says(phase: &Phase) -> Option<(&'static str, String, Option<&'static str>)> {
    let (title, lead, button) = match phase {
        Phase::Joining | Phase::Joined => return None,
        Phase::Refused(error) => {
            let button = (error.code != ErrorCode::Banned).then_some(strings::TRY_AGAIN);
            return Some((strings::ROOM_REFUSED, strings::sentence(&error.message), button));
        }
        Phase::Removed(RemovedReason::Left) => (strings::LEFT_TITLE, strings::LEFT_LEAD, Some(strings::JOIN_AGAIN)),
        Phase::Removed(RemovedReason::Removed) => {
            (strings::REMOVED_TITLE, strings::REMOVED_LEAD, Some(strings::JOIN_AGAIN))
        }
        Phase::Removed(RemovedReason::Banned) => (strings::BANNED_TITLE, strings::BANNED_LEAD, None),
        Phase::Removed(RemovedReason::Archived) => {
            (strings::ARCHIVED_TITLE, strings::ARCHIVED_LEAD, Some(strings::TRY_AGAIN))
        }
    };
    Some((title, lead.to_owned(), button))
}

#[cfg(test)]
mod tests {
    use sociable_protocol::Error;

    use super::*;

    #[test]
    fn there_is_a_way_back_unless_one_is_banned() {
        let refused = |code| Phase::Refused(Error::new(code, "no"));
        let way_back = |phase| says(&phase).is_some_and(|(.., button)| button.is_some());
        for phase in [RemovedReason::Left, RemovedReason::Removed, RemovedReason::Archived].map(Phase::Removed) {
            assert!(way_back(phase));
        }
        assert!(way_back(refused(ErrorCode::RoomArchived)));
        assert!(!way_back(refused(ErrorCode::Banned)) && !way_back(Phase::Removed(RemovedReason::Banned)));
        assert!(says(&Phase::Joining).is_none() && says(&Phase::Joined).is_none());
    }
}
