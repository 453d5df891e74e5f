//! What a screen reader says of messages that come in.
//!
//! The list itself is silent: as a live region it would be read again and again. Here is one polite region instead,
//! which says each message of others once, and several at a time in one sentence.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use sociable_client::chat::{Shared, Timeline};
use sociable_protocol::{Seq, UserId};
use yew::prelude::*;

use crate::hooks::use_effect_with;
use crate::{markdown, strings};

/// Shortest time between two announcements, in milliseconds.
const PAUSE_MS: u32 = 1_000;
/// How long one stays for the screen reader to find, in milliseconds.
const STAYS_MS: u32 = 7_000;
/// Longest text read out, in characters.
const TEXT_CHARS: usize = 200;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) timeline: Shared<Timeline>,
    pub(crate) me: Option<UserId>,
}

#[derive(Default)]
struct Announced {
    /// The newest message that was announced or was there from the start.
    up_to: Option<Seq>,
    /// Until the next announcement may be made, or the last one is taken away.
    timer: Option<Timeout>,
}

/// The region; nothing is seen of it.
#[component]
pub(crate) fn Announcer(props: &Props) -> Html {
    let announcement = use_state_eq(|| (Seq::ZERO, String::new()));
    let ready = use_state_eq(|| true);
    let announced = use_mut_ref(Announced::default);

    use_effect_with((props.timeline.clone(), *ready), {
        let (announcement, ready, me) = (announcement.setter(), ready.setter(), props.me);
        move |(timeline, may_speak): &(Shared<Timeline>, bool)| {
            let last = timeline.last();
            let known = *announced.borrow_mut().up_to.get_or_insert(last);
            if *may_speak && last > known {
                announced.borrow_mut().up_to = Some(last);
                if let Some(text) = announcement_of(timeline, known, me) {
                    announcement.set((last, text));
                    ready.set(false);
                    announced.borrow_mut().timer = Some(pause(&announced, ready, announcement));
                }
            }
        }
    });
    let (seq, text) = &*announcement;
    html! {
        <div class="visually-hidden" aria-live="polite" data-testid="announcer">
            if !text.is_empty() {
                // A new element each time: the same text twice is two announcements.
                <p key={seq.0}>{ text }</p>
            }
        </div>
    }
}

/// After a pause the next announcement may be made, and after a longer one this one goes.
fn pause(
    announced: &Rc<RefCell<Announced>>,
    ready: UseStateSetter<bool>,
    announcement: UseStateSetter<(Seq, String)>,
) -> Timeout {
    let announced = Rc::clone(announced);
    Timeout::new(PAUSE_MS, move || {
        let clear = Timeout::new(STAYS_MS - PAUSE_MS, move || announcement.set((Seq::ZERO, String::new())));
        announced.borrow_mut().timer = Some(clear);
        ready.set(true);
    })
}

/// What to say of the messages after `known`; `None` where they are all one's own.
fn announcement_of(timeline: &Timeline, known: Seq, me: Option<UserId>) -> Option<String> {
    let new = timeline.rows().rev().take_while(|message| message.seq > known);
    // What is deleted already is not worth a word.
    let said = new.filter_map(|message| Some((&message.user, message.text.as_ref()?)));
    let mut others = said.filter(|(user, _)| Some(user.id) != me).peekable();
    let (last, text) = *others.peek()?;
    let text: String = markdown::plain(text.as_str()).chars().take(TEXT_CHARS).collect();
    Some(strings::announcement(others.count(), last.name.as_str(), &text))
}
