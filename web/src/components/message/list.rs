//! The messages of a room.

use sociable_client::chat::{Outbox, Pending, People, Receipts, Shared, Target, Timeline};
use sociable_protocol::{MessageId, RoomSlug, Seq, User};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, FocusEvent, KeyboardEvent};
use yew::prelude::*;

use super::act::{Act, Anchor};
use super::acting::use_acting;
use super::allowed::Standing;
use super::go::use_go;
use super::jump::jump_button;
use super::keyboard::{Keyboard, seq_of};
use super::layer::{Layer, MessageLayer};
use super::press::use_long_press;
use super::readers::use_names;
use super::reading::use_reading;
use super::rows::{Context, rows};
use super::viewing::use_viewing;
use crate::components::shell::empty_state;
use crate::composing::Compose;
use crate::dom::{document, focus_quietly, is_touch};
use crate::hooks::{use_effect_with, use_elapsed, use_today};
use crate::i18n::Count;
use crate::provider::Dispatch;
use crate::router::{self, use_route};
use crate::routes::Route;
use crate::strings;

/// Loading that is over sooner is not shown, in milliseconds.
const LOADING_MS: u32 = 200;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomSlug,
    pub(crate) name: String,
    pub(crate) me: Option<User>,
    /// Whether one is in the room, and its messages are there.
    pub(crate) ready: bool,
    pub(crate) timeline: Shared<Timeline>,
    pub(crate) outbox: Shared<Outbox>,
    pub(crate) pending: Shared<Pending>,
    pub(crate) receipts: Shared<Receipts>,
    pub(crate) people: Shared<People>,
    /// The two people of a direct room.
    pub(crate) between: Vec<User>,
    pub(crate) standing: Standing,
    /// How far one had read.
    pub(crate) read: Seq,
    /// How many of others' messages are unread, also of those that are not in memory.
    pub(crate) unread: u32,
    /// Where counting them ends.
    pub(crate) counted: u32,
    pub(crate) has_more: bool,
    pub(crate) loading_older: bool,
    pub(crate) detached: bool,
    /// The message that one wants to see.
    pub(crate) target: Option<Target>,
    pub(crate) compose: Compose,
    pub(crate) dispatch: Dispatch,
}

/// The list, the way back to its end, and what in it is new.
///
/// It is no live region: [`Announcer`](super::Announcer) speaks for it. It is one Tab stop: arrows move between the rows.
#[component]
pub(crate) fn MessageList(props: &Props) -> Html {
    let Props { room, timeline, outbox, compose, dispatch, .. } = props;
    let view = use_viewing(props);
    let me = props.me.as_ref().map(|user| user.id);
    let acting = use_acting(room, me, compose, dispatch);
    let on_go = use_go(dispatch);
    let names = use_names(&props.people, &props.between);
    let tab_stop = use_state_eq(|| None::<MessageId>);
    let today = use_today();
    let loading = use_elapsed(props.loading_older, LOADING_MS);
    let unseen = if props.detached { Count::up_to(props.counted, props.unread) } else { view.news.count.into() };
    use_reading(view.news.unread, view.attentive, room, dispatch);
    use_focus_after(acting.layer);

    let keyboard = Keyboard {
        timeline: timeline.clone(),
        standing: props.standing,
        compose: compose.clone(),
        on_act: acting.on_act.clone(),
        on_far: view.to.clone(),
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| keyboard.press(&event));
    let onfocusin = {
        let tab_stop = tab_stop.setter();
        Callback::from(move |event: FocusEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let row = target.and_then(|target| target.closest("[data-row]").ok().flatten());
            if let Some(id) = row.and_then(|row| row.get_attribute("data-id")?.parse().ok()) {
                tab_stop.set(Some(id));
            }
        })
    };
    let on_press = use_callback((timeline.clone(), acting.on_act.clone()), |row: Element, (timeline, on_act)| {
        let message = seq_of(&row).and_then(|seq| timeline.get(seq)).filter(|message| message.text.is_some());
        if let Some(message) = message {
            on_act.emit((message.clone(), Act::Menu(Anchor::of(&row))));
        }
    });
    let press = use_long_press(on_press);
    let to_end = use_leaving_target(view.to_end, compose);

    let empty = timeline.is_empty() && outbox.is_empty();
    let from_start = view.window.map(|window| window.from) == timeline.first();
    let beginning = match (props.has_more || !from_start, loading) {
        (true, true) => html! { <li key="top" class="list-note list-loading">{ strings::loading() }</li> },
        (true, false) => html! { <li key="top" class="list-note" aria-hidden="true"></li> },
        (false, _) => html! { <li key="top" class="list-note">{ strings::beginning() }</li> },
    };
    let context = Context {
        window: view.window,
        line: view.news.unread.and_then(|unread| unread.line()),
        today,
        names: &names,
        tab_stop: *tab_stop,
        target: view.target,
        on_act: &acting.on_act,
        on_go: &on_go,
    };
    let open = acting.layer.and_then(|layer| Some((layer, timeline.get(layer.seq())?.clone())));
    html! {
        <div class="list-place">
            <div ref={view.keeper.list} class="list" tabindex="-1" role="region" aria-label={strings::messages()}
                onscroll={view.onscroll}>
                <ol ref={view.keeper.content} class="list-content" data-testid="messages" {onkeydown} {onfocusin}
                    onpointerdown={press.onpointerdown} onpointermove={press.onpointermove}
                    onpointerup={press.onpointerend.clone()} onpointercancel={press.onpointerend}
                    ontouchend={press.ontouchend}>
                    if empty {
                        <li key="empty">{ empty_state(strings::empty_title(), strings::empty_lead(), false, Html::default()) }</li>
                    } else {
                        { beginning }
                        { for rows(props, &context) }
                    }
                </ol>
            </div>
            if view.at_end == Some(false) || props.detached {
                { jump_button(unseen, &to_end) }
            }
            <p class="remark" role="status">{ acting.remark.unwrap_or_default() }</p>
            if let Some((layer, message)) = open {
                <MessageLayer {layer} allowed={props.standing.allows(&message)} {message} {me} on_act={acting.on_act}
                    on_close={acting.on_close} />
            }
        </div>
    }
}

/// When what was open for a message is closed and nothing else took the focus, its row does.
#[hook]
fn use_focus_after(layer: Option<Layer>) {
    let before = use_mut_ref(|| None::<Seq>);
    use_effect_with(layer.map(Layer::seq), move |seq| {
        let closed = before.replace(*seq).filter(|_| seq.is_none());
        let nowhere = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
        let row = closed.filter(|_| nowhere).map(|seq| document().query_selector(&format!("[data-seq=\"{seq}\"]")));
        if let Some(Ok(Some(row))) = row {
            focus_quietly(&row);
        }
    });
}

/// Whoever goes to the newest message is no longer at the one that the address names; and writes next, not presses.
#[hook]
fn use_leaving_target(to_end: Callback<()>, compose: &Compose) -> Callback<()> {
    let here = use_route();
    let compose = compose.clone();
    Callback::from(move |()| {
        if let Route::Message { room, .. } = &here {
            router::replace(&Route::Room { room: room.clone() });
        }
        to_end.emit(());
        if !is_touch() {
            compose.focus();
        }
    })
}
