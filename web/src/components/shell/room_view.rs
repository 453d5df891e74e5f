//! A room: what is said in it, and a place to write.

use std::sync::Arc;

use sociable_client::chat::{ChatState, Phase, RoomState, Shared};
use sociable_protocol::{Message, UserId};
use yew::prelude::*;

use super::{ConnectionBanner, FrameHeader, Header, message_skeleton};
use crate::components::message::{Announcer, MessageList, Standing, unsent};
use crate::components::rooms::ClosedRoom;
use crate::components::writing::{Composer, typing_line};
use crate::composing::{Composition, use_composition};
use crate::embedded::Frame;
use crate::names::room_name;
use crate::provider::Dispatch;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) room: Shared<RoomState>,
    pub(crate) people_button: NodeRef,
    pub(crate) dispatch: Dispatch,
}

/// The room that is looked at.
#[component]
pub(crate) fn RoomView(props: &Props) -> Html {
    let Props { state, room, people_button, dispatch } = props;
    let composer = use_node_ref();
    let slug = room.info.slug.clone();
    let composition = use_composition(&slug, &composer);
    let me = state.me.as_ref().map(|user| user.id);
    let name = room_name(&room.info, me).to_owned();
    let open = matches!(room.phase, Phase::Joining | Phase::Joined);
    let messages = match &room.phase {
        Phase::Refused(_) | Phase::Removed(_) | Phase::Invited(_) => html! {
            <>
                <ClosedRoom room={room.info.clone()} {me} role={room.role} phase={room.phase.clone()}
                    dispatch={dispatch.clone()} />
                { unsent(&slug, &room.outbox, dispatch) }
            </>
        },
        // What one has written oneself is there to be seen also before anything else is.
        Phase::Joining | Phase::Joined if !room.loaded && room.outbox.is_empty() => message_skeleton(),
        Phase::Joining | Phase::Joined => html! {
            <MessageList
                key={slug.to_string()}
                room={slug.clone()}
                name={name.clone()}
                me={state.me.clone()}
                ready={room.phase == Phase::Joined && room.loaded}
                timeline={room.timeline.clone()}
                outbox={room.outbox.clone()}
                pending={room.pending.clone()}
                receipts={room.receipts.clone()}
                people={room.people.clone()}
                between={room.info.between.clone()}
                standing={Standing { me, role: room.role, kind: room.info.kind }}
                read={room.read()}
                unread={room.unread}
                counted={state.limits.unread_counted}
                has_more={room.has_more || !room.loaded}
                loading_older={room.loading_older}
                detached={room.detached}
                target={room.target}
                compose={composition.compose.clone()}
                dispatch={dispatch.clone()}
            />
        },
    };
    let (connection, people_button) = (state.connection.clone(), people_button.clone());
    let header = match use_context::<Option<Frame>>().flatten() {
        Some(frame) if !frame.header => Html::default(),
        Some(frame) => html! { <FrameHeader {frame} room={room.clone()} {me} {connection} {open} {people_button} /> },
        None => html! {
            <Header room={room.clone()} {me} {connection} {open} {people_button} dispatch={dispatch.clone()} />
        },
    };
    html! {
        <ContextProvider<Composition> context={composition}>
        <div class="chat">
            { header }
            <main class="room">
                <ConnectionBanner
                    connection={state.connection.clone()}
                    restarting={state.restarting.is_some()}
                    dispatch={dispatch.clone()}
                />
                { messages }
                if open {
                    { typing_line(&room.typing) }
                    <Composer
                        key={slug.to_string()}
                        room={slug.clone()}
                        {name}
                        outbox={room.outbox.clone()}
                        refused={room.outbox_refused}
                        limit={state.limits.text_chars}
                        input={composer}
                        people={room.people.clone()}
                        {me}
                        last_own={last_own(room, me)}
                        dispatch={dispatch.clone()}
                    />
                }
            </main>
            <Announcer key={slug.to_string()} timeline={room.timeline.clone()} {me} />
        </div>
        </ContextProvider<Composition>>
    }
}

/// The last message that one wrote oneself and that still says something.
fn last_own(room: &RoomState, me: Option<UserId>) -> Option<Arc<Message>> {
    let mut own = room.timeline.rows().rev().filter(|message| Some(message.user.id) == me);
    own.find(|message| message.text.is_some()).cloned()
}
