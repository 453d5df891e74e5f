//! Where one writes.

use std::rc::Rc;
use std::sync::Arc;

use gloo_events::EventListener;
use sociable_client::chat::{Action, Outbox, People, Shared, Wish};
use sociable_protocol::{InvalidText, Message, MessageText, RoomSlug, UserId};
use web_sys::{HtmlTextAreaElement, KeyboardEvent};
use yew::prelude::*;

use super::banner::banner;
use super::draft::Draft;
use super::emoji_button::EmojiButton;
use super::field::{self, fit};
use super::suggestions::{suggestions, use_completion};
use crate::components::common::{Shape, icon};
use crate::composing::{Composing, Composition};
use crate::embedded::Frame;
use crate::emoji::Emojis;
use crate::hooks::{use_effect_with, use_resized};
use crate::provider::Dispatch;
use crate::{dom, markdown, storage, strings};

/// From this many characters before the limit on, one is told how many are left.
const WARN_CHARS: usize = 200;

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
    /// Who can be mentioned.
    pub(crate) people: Shared<People>,
    pub(crate) me: Option<UserId>,
    /// One's own last message that can be changed.
    pub(crate) last_own: Option<Arc<Message>>,
    /// Whether one may not write here.
    #[prop_or_default]
    pub(crate) disabled: bool,
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
///
/// What is written is an answer or another text for a message where [`Composition`] says so.
#[component]
pub(crate) fn Composer(props: &Props) -> Html {
    let Props { room, input, dispatch, .. } = props;
    let composition = use_context::<Composition>();
    let (now, compose) = match composition {
        Some(Composition { now, compose }) => (now, Some(compose)),
        None => (Composing::New, None),
    };
    let editing = matches!(now, Composing::Edit(_));
    // As wide as the field, and never made higher by it.
    let note_place = use_node_ref();
    let written = use_state_eq(|| Written::of(""));
    let draft = use_mut_ref(|| Draft::new(room.clone()));
    let completion = use_completion(&props.people, props.me);
    // What was being written before a message was chosen to be changed.
    let aside = use_mut_ref(|| None::<String>);

    let set_text = {
        let (input, written) = (input.clone(), written.setter());
        move |text: &str| {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            field.set_value(text);
            written.set(Written::of(text));
            fit(&field);
        }
    };
    // In a frame the focus is the page's around, unless that wants it here.
    let takes_focus = use_context::<Option<Frame>>().flatten().is_none_or(|frame| frame.autofocus);
    use_effect_with((), {
        let (set_text, input, room, draft) = (set_text.clone(), input.clone(), room.clone(), Rc::clone(&draft));
        move |()| {
            set_text(&storage::draft(&room));
            // On a phone this would open the keyboard over what one came to read.
            if !dom::is_touch() && takes_focus {
                dom::focus(&input);
            }
            let left = EventListener::new(&dom::window(), "pagehide", move |_| draft.borrow_mut().save());
            move || drop(left)
        }
    });
    // In a field of another width, or with larger letters, the text has other lines.
    use_resized(&note_place, {
        let input = input.clone();
        move || {
            if let Some(field) = input.cast::<HtmlTextAreaElement>() {
                fit(&field);
            }
        }
    });
    use_effect_with(now.clone(), {
        let (set_text, input, draft) = (set_text.clone(), input.clone(), Rc::clone(&draft));
        move |now| {
            let text = match now {
                Composing::Edit(message) => {
                    draft.borrow_mut().save();
                    let before = input.cast::<HtmlTextAreaElement>().map(|field| field.value()).unwrap_or_default();
                    aside.borrow_mut().get_or_insert(before);
                    message.text.as_ref().map(|text| text.as_str().to_owned())
                }
                Composing::New | Composing::Reply(_) => aside.take(),
            };
            if let Some(text) = text {
                set_text(&text);
            }
        }
    });

    let changed = {
        let (input, written, draft) = (input.clone(), written.setter(), Rc::clone(&draft));
        let (dispatch, room, completion) = (dispatch.clone(), room.clone(), completion.clone());
        Callback::from(move |()| {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            let text = field.value();
            let now = Written::of(&text);
            written.set(now);
            fit(&field);
            completion.look(&field);
            if !editing {
                dispatch.act(if now.blank { Action::StoppedTyping(room.clone()) } else { Action::Typed(room.clone()) });
                Draft::keep(&draft, text);
            }
        })
    };
    let insert = {
        let (input, changed) = (input.clone(), changed.clone());
        Callback::from(move |text: String| {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            field::replace(&field, field::selection(&field, &field.value()), &text);
            changed.emit(());
        })
    };
    let take = {
        let (input, completion, changed) = (input.clone(), completion.clone(), changed.clone());
        Callback::from(move |index: usize| {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            completion.take(&field, index);
            changed.emit(());
        })
    };
    let cancel = {
        let compose = compose.clone();
        Callback::from(move |()| {
            if let Some(compose) = &compose {
                compose.cancel();
            }
        })
    };
    let submit = {
        let (input, set_text, now, cancel) = (input.clone(), set_text, now.clone(), cancel.clone());
        let (dispatch, room, full) = (dispatch.clone(), room.clone(), props.outbox.is_full());
        move || {
            let Some(field) = input.cast::<HtmlTextAreaElement>() else { return };
            match (&now, MessageText::new(&with_emoji(field.value()))) {
                (Composing::Edit(_), Err(InvalidText::Empty)) => cancel.emit(()),
                (_, Err(_)) => {}
                (Composing::Edit(message), Ok(text)) => {
                    if message.text.as_ref() != Some(&text) {
                        dispatch.act(Action::Wish(room.clone(), message.id, Wish::Edit(text)));
                    }
                    cancel.emit(());
                }
                (Composing::New | Composing::Reply(_), Ok(text)) => {
                    let reply_to = if let Composing::Reply(message) = &now { Some(message.id) } else { None };
                    dispatch.send(&room, text, reply_to);
                    if !full {
                        set_text("");
                        draft.borrow_mut().forget();
                        cancel.emit(());
                    }
                }
            }
        }
    };
    let onkeydown = {
        let (submit, take, cancel, completion) = (submit.clone(), take.clone(), cancel.clone(), completion.clone());
        let (input, now, last_own) = (input.clone(), now.clone(), props.last_own.clone());
        Callback::from(move |event: KeyboardEvent| {
            if dom::is_composing(&event) {
                return;
            }
            let bare = !(event.shift_key() || event.ctrl_key() || event.alt_key() || event.meta_key());
            let suggests = bare && !completion.choices.is_empty();
            let blank = || input.cast::<HtmlTextAreaElement>().is_some_and(|field| field.value().is_empty());
            match (event.key().as_str(), &now, &last_own, &compose) {
                ("ArrowDown", ..) if suggests => completion.step(1),
                ("ArrowUp", ..) if suggests => completion.step(-1),
                ("Enter" | "Tab", ..) if suggests => take.emit(completion.selected),
                ("Escape", ..) if suggests => completion.dismiss(),
                ("Escape", Composing::Reply(_) | Composing::Edit(_), ..) => cancel.emit(()),
                ("ArrowUp", Composing::New, Some(last), Some(compose)) if bare && blank() => compose.edit(last.clone()),
                _ if field::sends(&event) => submit(),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let oninput = {
        let input = input.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = input.cast::<HtmlTextAreaElement>().filter(|_| !event.is_composing()) {
                complete_code(&field);
            }
            changed.emit(());
        })
    };
    // The caret has moved without a change.
    let look = {
        let (input, completion) = (input.clone(), completion.clone());
        move || {
            if let Some(field) = input.cast::<HtmlTextAreaElement>() {
                completion.look(&field);
            }
        }
    };
    let onclick = Callback::from(move |_: MouseEvent| look());
    let onsubmit = {
        let input = input.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit();
            // The button took the focus; on a phone, keeping it in the field keeps the keyboard open.
            dom::focus(&input);
        })
    };
    let onblur = {
        let (dispatch, room, completion) = (dispatch.clone(), room.clone(), completion.clone());
        Callback::from(move |_: FocusEvent| {
            completion.dismiss();
            dispatch.act(Action::StoppedTyping(room.clone()));
        })
    };
    let dismiss = cancel.reform({
        let input = input.clone();
        move |()| dom::focus(&input)
    });
    let too_long = written.chars > props.limit;
    let note = match (props.refused, written.chars) {
        (true, _) => Some(strings::outbox_full().to_owned()),
        (_, chars) if too_long => Some(strings::characters_over(chars - props.limit)),
        (_, chars) if chars + WARN_CHARS > props.limit => Some(strings::characters_left(props.limit - chars)),
        _ => None,
    };
    let label = strings::message_to(&props.name);
    let (send, shape) = if editing { (strings::save_edit(), Shape::Check) } else { (strings::send(), Shape::Send) };
    html! {
        <div class="composer-place">
            { suggestions(&completion, &take) }
            <form class="composer" {onsubmit}>
                { banner(&now, &dismiss) }
                <div class="composer-field">
                    <textarea
                        ref={input.clone()}
                        id="message"
                        class="composer-input"
                        rows="1"
                        // Without a text there is nothing to tell its direction by, and the placeholder is the page's.
                        dir={(!written.blank).then_some("auto")}
                        disabled={props.disabled}
                        placeholder={label.clone()}
                        aria-label={label}
                        aria-describedby="composer-note"
                        aria-autocomplete="list"
                        aria-controls={(!completion.choices.is_empty()).then_some("suggestions")}
                        aria-invalid={too_long.then_some("true")}
                        autocomplete="off"
                        enterkeyhint={if dom::is_touch() { "enter" } else { "send" }}
                        {oninput}
                        {onkeydown}
                        {onclick}
                        {onblur}
                    />
                    <EmojiButton input={input.clone()} on_pick={insert} disabled={props.disabled} />
                    <button type="submit" class="send" aria-label={send} title={send}
                        disabled={written.blank || too_long || props.disabled}>
                        { icon(shape) }
                    </button>
                </div>
                <p ref={note_place} id="composer-note" role="status"
                    class={classes!("composer-note", (too_long || props.refused).then_some("field-error"))}>
                    { note.unwrap_or_default() }
                </p>
            </form>
        </div>
    }
}

/// `text` with emoji for the shortcodes that are in it, but not in code.
fn with_emoji(text: String) -> String {
    match Emojis::loaded() {
        Some(emojis) if text.contains(':') => emojis.replace_codes(&text, &markdown::literal(&text)),
        _ => text,
    }
}

/// Makes an emoji of the shortcode whose last colon has just been written.
fn complete_code(field: &HtmlTextAreaElement) {
    let text = field.value();
    let Some(before) = field::caret(field, &text).and_then(|caret| text.get(..caret)) else { return };
    let Some(emojis) = before.ends_with(':').then(Emojis::loaded).flatten() else { return };
    let Some((start, emoji)) = emojis.at_end(before) else { return };
    // A code span that is not closed yet is none to the parser.
    let in_code = before.get(..start).is_some_and(|before| before.matches('`').count() % 2 == 1);
    if !in_code && !markdown::literal(&text).iter().any(|range| range.contains(&start)) {
        field::replace(field, (start, before.len()), emoji.symbol);
    }
}
