//! The pinned messages of a room.

use sociable_client::chat::{Action, Loading, RoomState, Shared, Wish};
use sociable_protocol::UserId;
use yew::prelude::*;

use super::allowed::Standing;
use super::go::{Cover, use_go_from};
use super::panel::{MessagePanel, failed, note};
use super::result::MessageResult;
use crate::components::common::{Shape, icon};
use crate::hooks::{use_effect_with, use_elapsed, use_today};
use crate::provider::Dispatch;
use crate::strings;

/// Loading that is over sooner is not shown, in milliseconds.
const LOADING_MS: u32 = 200;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: Shared<RoomState>,
    pub(crate) me: Option<UserId>,
    /// How the panel stands to the messages.
    pub(crate) cover: Cover,
    pub(crate) on_close: Callback<()>,
    pub(crate) dispatch: Dispatch,
}

/// A column beside the chat; on a phone a page of its own.
#[component]
pub(crate) fn PinsPanel(props: &Props) -> Html {
    let Props { room, me, cover, on_close, dispatch } = props;
    let slug = room.info.slug.clone();
    let load = {
        let (dispatch, slug) = (dispatch.clone(), slug.clone());
        move || dispatch.act(Action::LoadPins(slug.clone()))
    };
    use_effect_with((), {
        let load = load.clone();
        move |()| load()
    });
    let today = use_today();
    let pins = &room.pins;
    let loading = use_elapsed(!pins.loaded && pins.loading == Loading::Running, LOADING_MS);
    let on_go = use_go_from(*cover, on_close, dispatch);
    let standing = Standing { me: *me, role: room.role, kind: room.info.kind };
    let row = |message: &std::sync::Arc<sociable_protocol::Message>| {
        let unpin = {
            let (dispatch, slug, id) = (dispatch.clone(), slug.clone(), message.id);
            Callback::from(move |_: MouseEvent| dispatch.act(Action::Wish(slug.clone(), id, Wish::Pin(false))))
        };
        html! {
            <MessageResult key={message.id.to_string()} message={message.clone()} {today} on_go={on_go.clone()}>
                if standing.allows(message).pin {
                    <button type="button" class="button-icon result-action" aria-label={strings::message_unpin()}
                        title={strings::message_unpin()} disabled={room.pending.concerns(message.id)} onclick={unpin}>
                        { icon(Shape::Close) }
                    </button>
                }
            </MessageResult>
        }
    };
    let list = match &pins.loading {
        Loading::Failed(failure) if pins.messages.is_empty() => {
            failed(failure, Callback::from(move |_: MouseEvent| load()))
        }
        _ if !pins.messages.is_empty() => html! { <ul class="results">{ for pins.messages.iter().map(row) }</ul> },
        _ if pins.loaded => note(Some(strings::pins_none_title()), strings::pins_none_lead(), Html::default()),
        _ if loading => note(None, strings::loading(), Html::default()),
        _ => Html::default(),
    };
    html! {
        <MessagePanel title={strings::pins()} on_close={on_close.clone()}>
            <div class="panel-list">{ list }</div>
        </MessagePanel>
    }
}
