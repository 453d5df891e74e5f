//! Everything that can be asked of one message.

use std::sync::Arc;

use sociable_protocol::{Message, ReactionKey, UserId};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

use super::act::{Act, Anchor, has_reacted};
use super::allowed::Allowed;
use super::floating::close_around;
use super::keys::step;
use crate::components::common::{Shape, icon};
use crate::dom::{document, focus_quietly};
use crate::strings;

/// What most people answer with.
const QUICK: [&str; 6] = ["👍", "❤️", "😂", "🎉", "😮", "😢"];

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) message: Arc<Message>,
    pub(super) me: Option<UserId>,
    pub(super) allowed: Allowed,
    /// From where it was opened.
    pub(super) anchor: Anchor,
    pub(super) on_act: Callback<Act>,
}

/// A few emoji, and a list of actions. Arrows move in it.
#[component]
pub(super) fn MessageMenu(props: &Props) -> Html {
    let Props { message, me, allowed, on_act, .. } = props;
    let act = |act: Act| {
        on_act.reform(move |event: MouseEvent| {
            close_around(&event);
            act.clone()
        })
    };
    let quick = |emoji: &'static str| {
        let reaction = ReactionKey::new(emoji).ok()?;
        let on = has_reacted(message, &reaction, *me);
        Some(html! {
            <button type="button" class="menu-emoji" role="menuitemcheckbox" aria-checked={on.to_string()}
                aria-label={strings::message_react_with(emoji)} onclick={act(Act::React(reaction))}>
                { emoji }
            </button>
        })
    };
    let item = |shape: Shape, label: &'static str, done: Act| {
        let class = classes!("menu-item", (done == Act::Delete).then_some("menu-danger"));
        html! {
            <button type="button" {class} role="menuitem" onclick={act(done)}>{ icon(shape) }{ label }</button>
        }
    };
    let pinned = message.pinned.is_some();
    let pin = if pinned { strings::message_unpin() } else { strings::message_pin() };
    html! {
        <div class="message-menu" role="menu" aria-label={strings::message_actions()} onkeydown={Callback::from(|event: KeyboardEvent| move_focus(&event))}>
            if allowed.answer {
                <div class="menu-quick" role="group" aria-label={strings::message_react()}>
                    { for QUICK.into_iter().filter_map(quick) }
                    <button type="button" class="menu-emoji" role="menuitem" aria-label={strings::message_more_emoji()}
                        title={strings::message_more_emoji()} onclick={act(Act::Picker(props.anchor))}>
                        { icon(Shape::Plus) }
                    </button>
                </div>
                { item(Shape::Reply, strings::message_reply(), Act::Reply) }
            }
            if allowed.edit {
                { item(Shape::Edit, strings::message_edit(), Act::Edit) }
            }
            if message.text.is_some() {
                { item(Shape::Copy, strings::message_copy_text(), Act::CopyText) }
            }
            { item(Shape::Link, strings::message_copy_link(), Act::CopyLink) }
            if allowed.pin {
                { item(Shape::Pin, pin, Act::Pin(!pinned)) }
            }
            if allowed.delete {
                { item(Shape::Trash, strings::message_delete(), Act::Delete) }
            }
        </div>
    }
}

fn move_focus(event: &KeyboardEvent) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let Some(menu) = target.as_ref().and_then(|target| target.closest("[role=menu]").ok().flatten()) else { return };
    let Ok(items) = menu.query_selector_all("[role^=menuitem]") else { return };
    let items: Vec<Element> = items.values().into_iter().flatten().filter_map(|item| item.dyn_into().ok()).collect();
    let active = document().active_element();
    let at = items.iter().position(|item| active.as_ref().is_some_and(|active| item == active)).unwrap_or(0);
    let right_to_left = document().dir() == "rtl";
    if let Some(item) = step(&event.key(), at, items.len(), right_to_left).and_then(|next| items.get(next)) {
        event.prevent_default();
        focus_quietly(item);
    }
}
