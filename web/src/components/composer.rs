//! Where one writes.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, Outbox, Shared};
use sociable_protocol::{MessageText, RoomSlug};
use web_sys::{HtmlElement, HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

use crate::components::{Icon, Shape};
use crate::provider::Dispatch;
use crate::{dom, storage, strings};

/// From this many characters before the limit on, one is told how many are left.
const WARN_CHARS: usize = 200;
/// A draft is kept this long after the last key, in milliseconds.
const DRAFT_MS: u32 = 500;
/// What browsers give as `keyCode` while an input method is at work and they do not say so otherwise.
const INPUT_METHOD: u32 = 229;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) room: RoomSlug,
    pub(crate) name: String,
    pub(crate) outbox: Shared<Outbox>,
    /// Whether the last message was not taken because the outbox is full.
    pub(crate) refused: bool,
    /// The longest message, in characters.
    pub(crate) limit: usize,
    pub(crate) input: NodeRef,
    pub(crate) dispatch: Dispatch,
}

/// What the composer has to know of what is written; the text itself stays in the browser's own field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Written {
    chars: usize,
    blank: bool,
}

impl Written {
    fn of(text: &str) -> Self {
        Self { chars: text.trim_end().chars().count(), blank: text.trim().is_empty() }
    }
}

/// A field that grows with its text, and a button. Enter sends, with a real keyboard; Shift and Enter is a new line.
#[component]
pub(crate) fn Composer(props: &Props) -> Html {
    let written = use_state_eq(|| Written::of(""));
    let draft_timer = use_mut_ref(|| None::<Timeout>);

    use_effect_with((), {
        let (input, written, room) = (props.input.clone(), written.setter(), props.room.clone());
        move |()| {
            if let Some(field) = input.cast::<HtmlTextAreaElement>() {
                let draft = storage::draft(&room);
                field.set_value(&draft);
                written.set(Written::of(&draft));
                fit(&field);
            }
            // On a phone this would open the keyboard over what one came to read.
            if !dom::is_touch() {
                dom::focus(&input);
            }
        }
    });

    let changed = {
        let (input, written, draft_timer) = (props.input.clone(), written.setter(), Rc::clone(&draft_timer));
        let (dispatch, room) = (props.dispatch.clone(), props.room.clone());
        move || {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            let text = field.value();
            let now = Written::of(&text);
            written.set(now);
            fit(&field);
            dispatch.act(if now.blank { Action::StoppedTyping(room.clone()) } else { Action::Typed(room.clone()) });
            let room = room.clone();
            *draft_timer.borrow_mut() = Some(Timeout::new(DRAFT_MS, move || storage::set_draft(&room, &text)));
        }
    };
    let submit = {
        let (input, written, draft_timer) = (props.input.clone(), written.setter(), draft_timer);
        let (dispatch, room, full) = (props.dispatch.clone(), props.room.clone(), props.outbox.is_full());
        move || {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            let Ok(text) = MessageText::new(&field.value()) else { return };
            dispatch.send(&room, text);
            if full {
                return;
            }
            field.set_value("");
            written.set(Written::of(""));
            fit(&field);
            draft_timer.borrow_mut().take();
            storage::set_draft(&room, "");
        }
    };
    let onkeydown = {
        let submit = submit.clone();
        Callback::from(move |event: KeyboardEvent| {
            if sends(&event) {
                event.prevent_default();
                submit();
            }
        })
    };
    let onsubmit = {
        let input = props.input.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit();
            // The button took the focus; on a phone, keeping it in the field keeps the keyboard open.
            dom::focus(&input);
        })
    };
    let onblur = {
        let (dispatch, room) = (props.dispatch.clone(), props.room.clone());
        Callback::from(move |_: FocusEvent| dispatch.act(Action::StoppedTyping(room.clone())))
    };
    let too_long = written.chars > props.limit;
    let note = match (props.refused, written.chars) {
        (true, _) => Some(strings::OUTBOX_FULL.to_owned()),
        (_, chars) if too_long => Some(strings::characters_over(chars - props.limit)),
        (_, chars) if chars + WARN_CHARS > props.limit => Some(strings::characters_left(props.limit - chars)),
        _ => None,
    };
    let label = strings::message_to(&props.name);
    html! {
        <form class="composer" {onsubmit}>
            <div class="composer-field">
                <textarea
                    ref={props.input.clone()}
                    id="message"
                    class="composer-input"
                    rows="1"
                    dir="auto"
                    placeholder={label.clone()}
                    aria-label={label}
                    aria-describedby="composer-note"
                    aria-invalid={too_long.then_some("true")}
                    autocomplete="off"
                    enterkeyhint={if dom::is_touch() { "enter" } else { "send" }}
                    oninput={move |_: InputEvent| changed()}
                    {onkeydown}
                    {onblur}
                />
                <button type="submit" class="send" aria-label={strings::SEND} title={strings::SEND}
                    disabled={written.blank || too_long}>
                    <Icon shape={Shape::Send} />
                </button>
            </div>
            <p id="composer-note" class={classes!("composer-note", (too_long || props.refused).then_some("field-error"))}
                role="status">
                { note.unwrap_or_default() }
            </p>
        </form>
    }
}

/// Whether a key sends the message. While an input method is at work, Enter chooses among its words; on a touch screen
/// it is the only way to a new line.
fn sends(event: &KeyboardEvent) -> bool {
    let composing = event.is_composing() || event.key_code() == INPUT_METHOD;
    let on_purpose = event.ctrl_key() || event.meta_key();
    event.key() == "Enter" && !composing && (on_purpose || !event.shift_key() && !event.alt_key() && !dom::is_touch())
}

/// Makes the field as high as its text; the style sheet says how high at most.
fn fit(field: &HtmlTextAreaElement) {
    let style = AsRef::<HtmlElement>::as_ref(field).style();
    let fitted = style.set_property("height", "auto").and_then(|()| {
        // A border counts for the height and not for the scroll height.
        let border = field.offset_height() - field.client_height();
        style.set_property("height", &format!("{}px", field.scroll_height() + border))
    });
    if let Err(error) = fitted {
        gloo_console::debug!("the field keeps its height:", error);
    }
}
