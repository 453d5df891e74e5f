//! The rows of the list: messages, and between them days and the line before what is unread.

use std::sync::Arc;

use sociable_client::chat::{Outgoing, Timeline};
use sociable_protocol::{Message, MessageId, ReplyTo, RoomSlug, Seq};
use yew::prelude::*;

use super::act::Act;
use super::allowed::Allowed;
use super::list::Props;
use super::readers::{Names, Readers};
use super::row::{Item, MessageRow};
use super::window::Window;
use crate::clock::{self, Calendar, Day};
use crate::rows::{Placed, place};
use crate::strings;

/// What the rows need besides the list's own properties.
pub(super) struct Context<'a> {
    pub(super) window: Option<Window>,
    pub(super) line: Option<Seq>,
    pub(super) today: Day,
    pub(super) names: &'a Names,
    /// The row that is the list's Tab stop, where it was chosen.
    pub(super) tab_stop: Option<MessageId>,
    /// The message that one has just come to see.
    pub(super) target: Option<Seq>,
    pub(super) on_act: &'a Callback<(Arc<Message>, Act)>,
    pub(super) on_go: &'a Callback<(RoomSlug, Seq)>,
}

/// The rows of the window, and after the newest message what is on its way.
pub(super) fn rows(props: &Props, context: &Context<'_>) -> Vec<Html> {
    let items = items(props, context.window);
    let mut calendar = Calendar::default();
    let me = props.me.as_ref().map(|user| user.id);
    // With the message before the window, so that its first row looks as it will when that one is drawn, too.
    let before = context.window.and_then(|window| props.timeline.get(Seq(window.from.0.saturating_sub(1))));
    let before = before.map(|message| Item::Stored(Arc::clone(message)));
    let placed: Vec<_> = before
        .iter()
        .chain(&items)
        .map(|item| Placed {
            author: item.stored().map_or(me, |message| Some(message.user.id)),
            at: item.time().as_millis(),
            day: calendar.day_of(item.time()),
            first_unread: context.line.is_some() && item.stored().map(|message| message.seq) == context.line,
        })
        .collect();
    let places = place(&placed).into_iter().skip(usize::from(before.is_some()));
    let chosen = context.tab_stop.filter(|id| items.iter().any(|item| item.id() == *id));
    let tab_stop = chosen.or_else(|| items.last().map(Item::id));
    let mut readers = Readers::new(&props.receipts, context.names, me);
    let mut rows = Vec::with_capacity(items.len() + 8);
    for (item, place) in items.into_iter().zip(places) {
        let id = item.id();
        // What day it is also stands above the first row, wherever in its day that is.
        if place.starts_day || rows.is_empty() {
            let label = clock::day_label(item.time(), context.today);
            rows.push(html! { <li key={format!("day {id}")} class="day"><span>{ label }</span></li> });
        }
        if place.first_unread {
            rows.push(html! { <li key="unread" class="unread"><span>{ strings::new_messages() }</span></li> });
        }
        let stored = item.stored();
        let own = stored.is_none_or(|message| Some(message.user.id) == me);
        let reply_to = match &item {
            Item::Stored(message) => message.reply_to.clone(),
            Item::Outgoing(outgoing) => quoted(outgoing, &props.timeline),
        };
        rows.push(html! {
            <MessageRow
                key={id.to_string()}
                {own}
                {me}
                {place}
                {reply_to}
                allowed={stored.map_or(Allowed::default(), |message| props.standing.allows(message))}
                readers={stored.filter(|_| own).and_then(|message| readers.of(message.seq))}
                changing={props.pending.concerns(id)}
                tab_stop={tab_stop == Some(id)}
                target={context.target.is_some() && stored.map(|message| message.seq) == context.target}
                {item}
                room={props.room.clone()}
                on_act={context.on_act.clone()}
                on_go={context.on_go.clone()}
                dispatch={props.dispatch.clone()}
            />
        });
    }
    rows
}

/// The messages of the window as one wants them to be, and what is on its way.
fn items(props: &Props, window: Option<Window>) -> Vec<Item> {
    let stored = window.into_iter().flat_map(|window| window.from.0..=window.to.0);
    let stored = stored.filter_map(|seq| props.timeline.get(Seq(seq))).map(|message| {
        let wanted = props.me.as_ref().filter(|_| props.pending.concerns(message.id));
        Item::Stored(wanted.map_or_else(|| Arc::clone(message), |me| props.pending.shown(message, me)))
    });
    let ends = window.is_none_or(|window| window.to == props.timeline.last());
    let outgoing = props.outbox.messages().filter(|_| ends).map(|message| Item::Outgoing(message.clone()));
    stored.chain(outgoing).collect()
}

/// What a message answers that is not stored yet, where that is in memory.
fn quoted(outgoing: &Outgoing, timeline: &Timeline) -> Option<ReplyTo> {
    let id = outgoing.reply_to?;
    let message = timeline.rows().rev().find(|message| message.id == id)?;
    let user = message.text.as_ref().map(|_| message.user.clone());
    Some(ReplyTo { id, seq: message.seq, user, text: message.text.clone() })
}
