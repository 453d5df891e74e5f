//! The messages of a room.

use sociable_client::chat::{Action, Outbox, Shared, Timeline};
use sociable_protocol::{MessageId, RoomSlug, Seq, UserId};
use yew::prelude::*;

use crate::clock::{self, Calendar, Day};
use crate::components::{EmptyState, Item, JumpButton, MessageRow};
use crate::dom::document;
use crate::hooks::{use_scroll_keeper, use_today, use_visible};
use crate::provider::Dispatch;
use crate::rows::{Placed, place};
use crate::strings;
use crate::unread::Unread;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomSlug,
    pub(crate) name: String,
    pub(crate) timeline: Shared<Timeline>,
    pub(crate) outbox: Shared<Outbox>,
    pub(crate) me: Option<UserId>,
    pub(crate) has_more: bool,
    pub(crate) loading_older: bool,
    pub(crate) detached: bool,
    pub(crate) dispatch: Dispatch,
}

/// The list, the way back to its end, and what in it is new.
///
/// It is no live region: [`Announcer`](super::Announcer) speaks for it.
#[component]
pub(crate) fn MessageList(props: &Props) -> Html {
    let Props { room, timeline, outbox, me, dispatch, .. } = props;
    let keeper = use_scroll_keeper();
    let at_end = use_state_eq(|| true);
    let today = use_today();
    let visible = use_visible();
    let empty = timeline.is_empty() && outbox.is_empty();
    let nothing_said = timeline.is_empty() && !props.has_more;
    let unread = use_unread(timeline, nothing_said, *me, *at_end && visible);
    use_reading(*at_end && visible && !props.detached, room, timeline.last(), dispatch);
    use_title(&props.name, unread.1);

    // Whoever writes wants to see it, wherever they were.
    let newest_own = outbox.messages().next_back().map(|message| message.id);
    let written = use_mut_ref(|| newest_own);
    if newest_own.is_some() && std::mem::replace(&mut *written.borrow_mut(), newest_own) != newest_own {
        keeper.pin();
    }
    // The body runs before the page changes, the effect after it.
    keeper.remember();

    let look_around = {
        let (keeper, dispatch, room) = (keeper.clone(), dispatch.clone(), room.clone());
        let older = props.has_more && !props.loading_older;
        let newer = props.detached;
        move || {
            let Some(edges) = keeper.edges() else { return };
            if edges.near_start && older {
                dispatch.act(Action::LoadOlder(room.clone()));
            }
            if edges.near_end && newer {
                dispatch.act(Action::LoadNewer(room.clone()));
            }
        }
    };
    use_effect({
        let (keeper, look_around) = (keeper.clone(), look_around.clone());
        move || {
            keeper.restore();
            look_around();
        }
    });
    let onscroll = {
        let (keeper, dispatch, room, at_end) = (keeper.clone(), dispatch.clone(), room.clone(), at_end.clone());
        Callback::from(move |_: Event| {
            let Some(edges) = keeper.scrolled() else { return };
            if edges.at_end != *at_end {
                at_end.set(edges.at_end);
                dispatch.act(Action::Following(room.clone(), edges.at_end));
            }
            look_around();
        })
    };
    let on_jump = {
        let (keeper, dispatch, room, detached) = (keeper.clone(), dispatch.clone(), room.clone(), props.detached);
        Callback::from(move |()| {
            dispatch.act(Action::JumpToLatest(room.clone()));
            if detached { keeper.pin() } else { keeper.go_to_end() }
        })
    };
    let beginning = match (props.has_more, props.loading_older) {
        (true, true) => html! { <li key="top" class="list-note">{ strings::LOADING }</li> },
        (true, false) => html! { <li key="top" class="list-note" aria-hidden="true"></li> },
        (false, _) => html! { <li key="top" class="list-note">{ strings::BEGINNING }</li> },
    };
    html! {
        <div class="list-place">
            <div ref={keeper.list} class="list" tabindex="0" role="region" aria-label={strings::MESSAGES} {onscroll}>
                <ol ref={keeper.content} class="list-content" data-testid="messages">
                    if empty {
                        <li key="empty"><EmptyState title={strings::EMPTY_TITLE} lead={strings::EMPTY_LEAD} /></li>
                    } else {
                        { beginning }
                        { for rows(props, unread.0.line(), today) }
                    }
                </ol>
            </div>
            if !*at_end || props.detached {
                <JumpButton unseen={unread.1} {on_jump} />
            }
        </div>
    }
}

/// The rows: messages, and between them days and the line before what is unread.
fn rows(props: &Props, line: Option<Seq>, today: Day) -> Vec<Html> {
    let mut calendar = Calendar::default();
    let stored = props.timeline.rows().map(|message| {
        let own = Some(message.user.id) == props.me;
        (Item::Stored(message.clone()), own, Some(message.user.id), Some(message.seq))
    });
    let outgoing = props.outbox.messages().map(|message| (Item::Outgoing(message.clone()), true, props.me, None));
    let items: Vec<_> = stored.chain(outgoing).collect();
    let placed: Vec<_> = items
        .iter()
        .map(|(item, _, author, seq)| Placed {
            author: *author,
            at: item.time().as_millis(),
            day: calendar.day_of(item.time()),
            first_unread: seq.is_some() && *seq == line,
        })
        .collect();
    let places = place(&placed);
    let mut rows = Vec::with_capacity(items.len() + 8);
    for ((item, own, ..), place) in items.into_iter().zip(places) {
        let (id, time): (MessageId, _) = (item.id(), item.time());
        if place.starts_day {
            let label = clock::day_label(time, today);
            rows.push(html! { <li key={format!("day {id}")} class="day"><span>{ label }</span></li> });
        }
        if place.first_unread {
            rows.push(html! { <li key="unread" class="unread"><span>{ strings::NEW_MESSAGES }</span></li> });
        }
        let (room, dispatch) = (props.room.clone(), props.dispatch.clone());
        rows.push(html! { <MessageRow key={id.to_string()} {item} {own} {place} {room} {dispatch} /> });
    }
    rows
}

/// How far the reader has got, and how many messages of others they have not seen.
#[hook]
fn use_unread(timeline: &Shared<Timeline>, nothing_said: bool, me: Option<UserId>, attentive: bool) -> (Unread, usize) {
    let known = use_mut_ref(Unread::default);
    let messages = timeline.rows().rev().map(|message| (message.seq, Some(message.user.id) == me));
    let before = *known.borrow();
    let before = if nothing_said { before.start_empty() } else { before };
    let unread = before.update(attentive, messages.clone());
    *known.borrow_mut() = unread;
    (unread, unread.count(messages))
}

/// Tells the chat that the newest message has been read, whenever somebody looks at it.
#[hook]
fn use_reading(attentive: bool, room: &RoomSlug, newest: Seq, dispatch: &Dispatch) {
    use_effect_with((attentive.then_some(newest), room.clone()), {
        let dispatch = dispatch.clone();
        move |(read, room)| {
            if let Some(read) = *read {
                dispatch.act(Action::Read(room.clone(), read));
            }
        }
    });
}

/// The page's title: the room, and how many messages wait.
#[hook]
fn use_title(room: &str, unseen: usize) {
    let title = match unseen {
        0 => format!("{room} · {}", strings::APP),
        _ => format!("({unseen}) {room} · {}", strings::APP),
    };
    use_effect_with(title, |title| document().set_title(title));
}
