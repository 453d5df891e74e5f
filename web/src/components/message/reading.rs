//! How far the reader has got: what is new to them, and telling the chat and the browser of it.

use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, Shared, Timeline};
use sociable_protocol::{RoomSlug, Seq, UserId};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_looks};
use crate::provider::Dispatch;
use crate::unread::Unread;

/// How long a reader has to rest before the chat is told how far they have read, in milliseconds. At the end of the list
/// it is told at once.
const REST_MS: u32 = 400;

/// Where a reader is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    pub(super) me: Option<UserId>,
    /// How far they had read before, on any device.
    pub(super) read: Seq,
    /// The last message that was in sight.
    pub(super) reached: Seq,
    /// Whether they look at the end of the list.
    pub(super) at_end: bool,
}

/// What is new to a reader.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct News {
    /// Where the line stands, and how far they have got; none before one is in the room.
    pub(super) unread: Option<Unread>,
    /// Whether it has just become known: one has come in, or back to what came meanwhile.
    pub(super) began: bool,
    /// How many messages of others they have not seen.
    pub(super) count: usize,
}

/// What is new; `ready` once it is known what there is and how far one had read.
#[hook]
pub(super) fn use_news(timeline: &Shared<Timeline>, ready: bool) -> impl Fn(Reader) -> News {
    let known = use_mut_ref(|| (None::<Unread>, false));
    let timeline = timeline.clone();
    move |reader: Reader| {
        let messages = timeline.rows().rev().map(|message| (message.seq, Some(message.user.id) == reader.me));
        let (before, was_ready) = *known.borrow();
        // What came while one was away has been seen by nobody, also where the list has followed it to its end.
        let began = ready && !was_ready && before.is_none_or(|unread| timeline.last() > unread.newest());
        let unread = match before {
            _ if began => Some(Unread::begin(reader.read, messages)),
            Some(unread) if ready => {
                Some(unread.update(if reader.at_end { timeline.last() } else { reader.reached }, messages))
            }
            before => before,
        };
        *known.borrow_mut() = (unread, ready);
        let Some(unread) = unread else { return News::default() };
        // What was deleted unread is nothing to go and look for.
        let rows = timeline.rows().rev();
        let counted = rows.map(|message| (message.seq, message.text.is_none() || Some(message.user.id) == reader.me));
        News { unread: Some(unread), began, count: unread.count(counted) }
    }
}

/// Tells the chat how far one has read, and whether one goes on reading as messages come.
#[hook]
pub(super) fn use_reading(unread: Option<Unread>, at_end: bool, room: &RoomSlug, dispatch: &Dispatch) {
    // What was told while the page was out of sight did not count.
    let looks = use_looks();
    use_effect_with((at_end, room.clone(), looks), {
        let dispatch = dispatch.clone();
        move |(at_end, room, _)| {
            let watching = at_end.then(|| room.clone());
            if let Some(room) = watching.clone() {
                dispatch.act(Action::Watching(room, true));
            }
            move || {
                if let Some(room) = watching {
                    dispatch.act(Action::Watching(room, false));
                }
            }
        }
    });
    use_effect_with((unread.map(|unread| unread.seen()), at_end, room.clone(), looks), {
        let dispatch = dispatch.clone();
        move |(seen, at_end, room, _)| {
            let seen = seen.filter(|seen| *seen > Seq::ZERO);
            let tell = |room: RoomSlug| move |seen| dispatch.act(Action::Read(room, seen));
            let tell = tell(room.clone());
            let timeout = match seen {
                Some(seen) if *at_end => {
                    tell(seen);
                    None
                }
                seen => seen.map(|seen| Timeout::new(REST_MS, move || tell(seen))),
            };
            move || drop(timeout)
        }
    });
}
