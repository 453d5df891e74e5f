//! Which stretch of a room's messages is on the page, and where in it the reader is.
//!
//! Three things decide it: the reader, who scrolls; what one wants to see, be it a message, the line before the unread
//! ones or the newest; and what comes in. The reader has the last word: whoever scrolls is not taken elsewhere.

use sociable_client::chat::Action;
use sociable_protocol::Seq;
use yew::prelude::*;

use gloo_timers::callback::Timeout;

use super::list::Props;
use super::reading::{News, Reader, use_news};
use super::window::{Memory, PAGE, PIECE, Window};
use crate::hooks::{Aim, Nearness, ScrollKeeper, use_effect_with, use_scroll_keeper, use_visible};

/// How long the message that one came to see stands out, in milliseconds.
const TARGET_MS: u32 = 2_500;

/// Where the reader is, or is to be as soon as it is in memory.
#[derive(Debug, Default)]
struct Position {
    window: Window,
    /// The line before the unread messages.
    wants_line: bool,
    /// The newest message.
    wants_end: bool,
    /// The number of the last target that was reached.
    reached: Option<u32>,
    /// The target that stands out.
    target: Option<Seq>,
}

/// What has just happened to the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// It was drawn, in this frame.
    Drawing,
    /// It was scrolled, as it is at the beginning of a frame.
    Scrolling,
}

/// What the list shows, and what moves it.
pub(super) struct Viewing {
    pub(super) keeper: ScrollKeeper,
    /// None while there is no message.
    pub(super) window: Option<Window>,
    pub(super) news: News,
    /// Whether the newest message is in sight; none before the list has been laid out.
    pub(super) at_end: Option<bool>,
    /// Whether somebody looks at the newest message.
    pub(super) attentive: bool,
    /// The message that stands out.
    pub(super) target: Option<Seq>,
    pub(super) onscroll: Callback<Event>,
    /// Goes to the newest message.
    pub(super) to_end: Callback<()>,
    /// Goes to a message in memory.
    pub(super) to: Callback<Seq>,
}

/// The place of a reader in the list of these properties.
#[hook]
pub(super) fn use_viewing(props: &Props) -> Viewing {
    let Props { room, timeline, outbox, dispatch, detached, .. } = props;
    let detached = *detached;
    let keeper = use_scroll_keeper();
    let position = use_mut_ref(Position::default);
    let at_end = use_state_eq(|| None::<bool>);
    let reached = use_state_eq(|| Seq::ZERO);
    let visible = use_visible();
    let update = use_force_update();
    let news_of = use_news(timeline, props.ready);
    // The first message in memory is not shown before it is known what comes before it: how it looks depends on that, and
    // Yew may be some frames later with what changes than with what comes. Meanwhile everything below would be too far down.
    let memory = timeline.first().map(|first| {
        let wanted = props.target.is_some_and(|target| target.seq == first) || first == props.read.next();
        let known = !props.has_more || wanted || first >= timeline.last();
        Memory { first: if known { first } else { Seq(first.0 + 1) }, last: timeline.last() }
    });

    // Whoever writes wants to see it, wherever they were.
    let newest_own = outbox.messages().next_back().map(|message| message.id);
    let written = use_mut_ref(|| newest_own);
    let wrote = newest_own.is_some() && std::mem::replace(&mut *written.borrow_mut(), newest_own) != newest_own;

    let mut at = position.borrow_mut();
    if wrote || at.wants_end && !detached {
        (at.wants_end, at.wants_line) = (detached, false);
        keeper.pin();
    }
    if let Some(memory) = memory {
        at.window = at.window.settled(memory, keeper.is_pinned());
    }
    at.wants_line &= keeper.is_pinned();
    let attentive =
        *at_end == Some(true) && keeper.is_pinned() && visible && !detached && !at.wants_line && !at.wants_end;
    let news = news_of(Reader {
        me: props.me.as_ref().map(|user| user.id),
        // What nobody counts, deleted messages and one's own, is nothing to begin at.
        read: if props.unread == 0 { timeline.last() } else { props.read },
        reached: *reached,
        at_end: attentive,
    });
    let attentive = attentive && !news.began;
    let line = news.unread.and_then(|unread| unread.line());
    at.wants_line |= news.began && line.is_some() && keeper.is_pinned();
    if let (Some(memory), Some(line)) = (memory, line)
        && at.wants_line
        && memory.holds(line)
    {
        at.wants_line = false;
        at.window = Window::around(line, memory);
        keeper.aim(Aim::Line);
    }
    if let (Some(memory), Some(target)) = (memory, props.target)
        && at.reached != Some(target.number)
        && memory.holds(target.seq)
    {
        (at.reached, at.wants_line, at.wants_end) = (Some(target.number), false, false);
        at.target = target.exact.then_some(target.seq);
        at.window = Window::around(target.seq, memory);
        // The newest for want of another is not one that one came to see.
        if !target.exact && !detached && target.seq == memory.last {
            keeper.pin();
        } else {
            keeper.aim(Aim::Row(target.seq));
        }
    }
    let (window, target, number) = (memory.map(|_| at.window), at.target, at.reached);
    drop(at);
    // The body runs before the page changes, the effect after it.
    keeper.remember();
    keeper.set_complete(!detached && window.is_none_or(|window| window.to == timeline.last()));

    use_effect_with(number, {
        let (position, update) = (position.clone(), update.clone());
        move |number| {
            let over = move || {
                position.borrow_mut().target = None;
                update.force_update();
            };
            let timeout = number.map(|_| Timeout::new(TARGET_MS, over));
            move || drop(timeout)
        }
    });
    // The line stands where one had stopped reading; that the end is in sight counts from the next drawing on.
    use_effect_with(news.began, {
        let update = update.clone();
        move |began| {
            if *began {
                update.force_update();
            }
        }
    });
    use_effect_with((wrote && detached).then_some(newest_own), {
        let (dispatch, room) = (dispatch.clone(), room.clone());
        move |wrote| {
            if wrote.is_some() {
                dispatch.act(Action::JumpToLatest(room));
            }
        }
    });

    let look_around = {
        let (keeper, position, update, at_end, reached) =
            (keeper.clone(), position.clone(), update.clone(), at_end.clone(), reached);
        let (dispatch, room) = (dispatch.clone(), room.clone());
        let older = props.has_more && !props.loading_older;
        let seen = news.unread.map(|unread| unread.seen());
        move |after: After| {
            let Some(edges) = keeper.edges() else { return };
            if *at_end != Some(edges.at_end) {
                at_end.set(Some(edges.at_end));
                dispatch.act(Action::Following(room.clone(), edges.at_end));
            }
            if visible
                && !edges.at_end
                && let Some(seen) = seen
                && let Some(in_sight) = keeper.last_in_sight().filter(|seq| *seq > seen)
            {
                reached.set(in_sight);
            }
            let Some(memory) = memory else { return };
            let now = position.borrow().window;
            // One step a frame, unless what is missing may be in sight with the next. Who is at the end is not scrolling,
            // and begins to with what is there by then.
            let one_step = if keeper.is_pinned() { After::Drawing } else { After::Scrolling };
            let is_due = |nearness: Nearness| nearness == Nearness::Close || nearness.is_near() && after == one_step;
            let rows = |nearness| if nearness == Nearness::Close { PAGE } else { PIECE };
            let moved = match (edges.start, edges.end) {
                _ if now.is_large() => match after {
                    After::Scrolling => now.trimmed(keeper.first_in_sight().unwrap_or(now.to)),
                    After::Drawing => now,
                },
                // At the end there is a bound to how far the start can be away.
                (start, _) if is_due(start) && (!keeper.is_pinned() || now.can_grow()) => {
                    now.older(rows(start), memory)
                }
                (_, end) if is_due(end) => now.newer(rows(end), memory),
                _ => now,
            };
            if moved != now {
                position.borrow_mut().window = moved;
                update.force_update();
            }
            if edges.start.is_near() && older && now.from.0 < memory.first.0 + PAGE {
                dispatch.act(Action::LoadOlder(room.clone()));
            }
            if edges.end.is_near() && detached && now.to.0 + PAGE > memory.last.0 {
                dispatch.act(Action::LoadNewer(room.clone()));
            }
        }
    };
    use_effect({
        let (keeper, look_around) = (keeper.clone(), look_around.clone());
        move || {
            keeper.restore();
            look_around(After::Drawing);
        }
    });
    let onscroll = {
        let keeper = keeper.clone();
        Callback::from(move |_: Event| {
            keeper.remember();
            look_around(After::Scrolling);
        })
    };
    let to_end = {
        let (keeper, position, update) = (keeper.clone(), position.clone(), update.clone());
        let (dispatch, room) = (dispatch.clone(), room.clone());
        Callback::from(move |()| {
            dispatch.act(Action::JumpToLatest(room.clone()));
            if keeper.is_complete() {
                return keeper.go_to_end();
            }
            let mut at = position.borrow_mut();
            at.wants_end = detached;
            if !detached {
                at.window = Window::default();
                keeper.pin();
            }
            drop(at);
            update.force_update();
        })
    };
    let to = {
        let keeper = keeper.clone();
        Callback::from(move |seq: Seq| {
            let Some(memory) = memory else { return };
            position.borrow_mut().window = Window::around(seq, memory);
            keeper.aim(Aim::Row(seq));
            update.force_update();
        })
    };
    Viewing { keeper, window, news, at_end: *at_end, attentive, target, onscroll, to_end, to }
}
