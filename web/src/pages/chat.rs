//! The chat: what is said, who is there, and a place to write.

use sociable_client::chat::{ChatState, Phase};
use sociable_protocol::RoomSlug;
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::components::{
    Announcer, ClosedRoom, Composer, ConnectionBanner, Header, MessageList, MessageSkeleton, PeoplePanel, TypingLine,
};
use crate::hooks::{use_back, use_media, use_returning_focus};
use crate::provider::Dispatch;
use crate::strings;

/// From this width on there is room for a third column.
const WIDE: &str = "(min-width: 75rem)";
/// Below this width there is room for one: the people are a page of their own.
const PHONE: &str = "(max-width: 47.99rem)";

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
}

/// One room; of several, later, the one chosen.
#[component]
pub(crate) fn ChatPage(props: &Props) -> Html {
    let Props { state, dispatch } = props;
    let wide = use_media(WIDE);
    let people_open = use_state_eq(|| wide);
    use_effect_with(wide, {
        let people_open = people_open.setter();
        move |wide| people_open.set(*wide)
    });
    let phone = use_media(PHONE);
    use_back(*people_open && phone, {
        let people_open = people_open.setter();
        Callback::from(move |()| people_open.set(false))
    });
    let people_button = use_node_ref();
    use_returning_focus(*people_open, &people_button);
    let composer = use_node_ref();
    let toggle = use_callback((*people_open, people_open.setter()), |(), (open, setter)| setter.set(!open));
    let onkeydown = {
        let (close, can_close) = (people_open.setter(), *people_open && !wide);
        Callback::from(move |event: KeyboardEvent| {
            if can_close && event.key() == "Escape" {
                close.set(false);
            }
        })
    };
    let Some(room) = state.room(&RoomSlug::lobby()) else { return Html::default() };
    let slug = room.info.slug.clone();
    let me = state.me.as_ref().map(|user| user.id);

    let name = room.info.name.to_string();
    let open = matches!(room.phase, Phase::Joining | Phase::Joined);

    let messages = match &room.phase {
        Phase::Refused(_) | Phase::Removed(_) => html! {
            <ClosedRoom room={slug.clone()} phase={room.phase.clone()} dispatch={dispatch.clone()} />
        },
        // What one has written oneself is there to be seen also before anything else is.
        Phase::Joining | Phase::Joined if !room.loaded && room.outbox.is_empty() => html! { <MessageSkeleton /> },
        Phase::Joining | Phase::Joined => html! {
            <MessageList
                room={slug.clone()}
                name={name.clone()}
                timeline={room.timeline.clone()}
                outbox={room.outbox.clone()}
                {me}
                has_more={room.has_more || !room.loaded}
                loading_older={room.loading_older}
                detached={room.detached}
                dispatch={dispatch.clone()}
            />
        },
    };
    html! {
        <div class="shell" data-people={if *people_open { "open" } else { "closed" }} {onkeydown}>
            if open {
                <a class="skip-link" href="#message">{ strings::SKIP_TO_COMPOSER }</a>
            }
            <Header
                name={name.clone()}
                connection={state.connection.clone()}
                online={room.people.here_count()}
                people_open={*people_open}
                {people_button}
                on_people={toggle.clone()}
            />
            <main class="room">
                <ConnectionBanner
                    connection={state.connection.clone()}
                    restarting={state.restarting.is_some()}
                    dispatch={dispatch.clone()}
                />
                { messages }
                if open {
                    <TypingLine typing={room.typing.clone()} />
                    <Composer
                        key={slug.to_string()}
                        room={slug.clone()}
                        name={name.clone()}
                        outbox={room.outbox.clone()}
                        refused={room.outbox_refused}
                        limit={state.limits.text_chars}
                        input={composer}
                        dispatch={dispatch.clone()}
                    />
                }
            </main>
            if *people_open {
                <PeoplePanel
                    people={room.people.clone()}
                    me={state.me.clone()}
                    focus={!wide}
                    on_close={toggle}
                    dispatch={dispatch.clone()}
                />
            }
            <Announcer timeline={room.timeline.clone()} {me} />
        </div>
    }
}
