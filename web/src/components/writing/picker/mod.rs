//! Choosing an emoji. It is a part of the program that is loaded later.

mod float;
mod grid;
mod recent;

use std::rc::Rc;

use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use crate::components::common::not_loaded_above;
use crate::dom::is_composing;
use crate::emoji::{Emoji, Emojis};
use crate::hooks::{use_effect_with, use_emojis};
use crate::lazy::{Draw, Loaded, part, use_part};
use crate::{dom, strings};
use float::use_float;
use grid::{Grid, Item};

/// Most emoji that a search shows.
const FOUND: usize = 120;
/// The group of those used last.
const RECENT: &str = "recent";

#[derive(Properties, Clone, PartialEq)]
pub(crate) struct Props {
    /// An emoji was chosen. The picker stays until it is taken away.
    pub(crate) on_pick: Callback<String>,
    /// It wants to be closed: Escape, or a press outside of the element that it is in.
    pub(crate) on_close: Callback<()>,
    /// Whether it floats by itself, or is the content of something that does.
    #[prop_or(true)]
    pub(crate) floats: bool,
}

part! {
    pub(crate) static PICKER: Draw<Props> = |props| html! { <Picker ..props.clone() /> }; in more
}

/// The picker, once it is loaded.
#[component]
pub(crate) fn EmojiPicker(props: &Props) -> Html {
    match use_part(&PICKER, true) {
        Loaded::Here(draw) => draw(props),
        Loaded::Coming => Html::default(),
        Loaded::Failed(again) => not_loaded_above(&again, &props.on_close),
    }
}

/// A search, the groups, and the emoji. It floats above everything, beside the element that it is in, which also holds
/// its button; on a phone it comes from below. In a dialog it is that dialog's content.
#[component]
fn Picker(props: &Props) -> Html {
    let emojis = use_emojis(true);
    let query = use_state_eq(String::new);
    let chosen = use_state_eq(|| None::<String>);
    let named = use_state_eq(|| None::<AttrValue>);
    let (picker, search, grid) = (use_node_ref(), use_node_ref(), use_node_ref());
    let recent = use_memo((), |()| recent::read());
    use_float(&picker, props.floats, &props.on_close);
    use_effect_with((), {
        let (picker, search) = (picker.clone(), search.clone());
        // On a phone the field would bring up the keyboard.
        move |()| dom::focus(if dom::is_touch() { &picker } else { &search })
    });

    let groups = groups(emojis.as_deref(), !recent.is_empty());
    let group = chosen.as_ref().or(groups.first()).cloned().unwrap_or_default();
    let items = use_memo((emojis.clone(), (*query).clone(), group.clone()), |(emojis, query, group)| {
        emojis.as_ref().map(|emojis| items(emojis, query, group, &recent)).unwrap_or_default()
    });
    let on_pick = {
        let on_pick = props.on_pick.clone();
        Callback::from(move |emoji: String| {
            recent::used(&emoji);
            on_pick.emit(emoji);
        })
    };
    let oninput = {
        let (query, search) = (query.setter(), search.clone());
        Callback::from(move |_: InputEvent| {
            if let Some(field) = search.cast::<HtmlInputElement>() {
                query.set(field.value());
            }
        })
    };
    let on_search_key = {
        let (first, grid, on_pick) = (items.first().map(|item| item.symbol.clone()), grid.clone(), on_pick.clone());
        Callback::from(move |event: KeyboardEvent| match (event.key().as_str(), &first) {
            ("Enter", first) => {
                event.prevent_default();
                if let Some(symbol) = first.as_ref().filter(|_| !is_composing(&event)) {
                    on_pick.emit(symbol.to_string());
                }
            }
            ("ArrowDown", Some(_)) => {
                event.prevent_default();
                grid::focus_first(&grid);
            }
            _ => {}
        })
    };
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            // The keys are the picker's own, and not also those of what it is in.
            event.stop_propagation();
            if event.key() == "Escape" {
                event.prevent_default();
                on_close.emit(());
            }
        })
    };
    let on_top = Callback::from({
        let search = search.clone();
        move |()| dom::focus(&search)
    });
    let searching = !query.trim().is_empty();
    let label = if searching { strings::emoji_found() } else { group_name(&group) };
    let tab = |name: &String| {
        let selected = !searching && *name == group;
        let onclick = {
            let (chosen, query, search, name) = (chosen.setter(), query.setter(), search.clone(), name.clone());
            Callback::from(move |_: MouseEvent| {
                chosen.set(Some(name.clone()));
                query.set(String::new());
                if let Some(field) = search.cast::<HtmlInputElement>() {
                    field.set_value("");
                }
            })
        };
        html! {
            <button type="button" class="picker-tab" aria-pressed={selected.to_string()} aria-label={group_name(name)}
                title={group_name(name)} {onclick}>{ group_picture(name) }</button>
        }
    };
    html! {
        // A dialog around it puts the focus on what asks for it.
        <div ref={picker} class={classes!("picker", (!props.floats).then_some("picker-within"))}
            popover={props.floats.then_some("manual")} role={if props.floats { "dialog" } else { "group" }} tabindex="-1"
            autofocus={!props.floats && dom::is_touch()} aria-label={strings::emoji()} {onkeydown}>
            <input ref={search.clone()} type="search" class="field-input picker-search" placeholder={strings::emoji_search()}
                aria-label={strings::emoji_search()} autocomplete="off" autofocus={!props.floats && !dom::is_touch()} {oninput}
                onkeydown={on_search_key} />
            <div class="picker-tabs" role="group" aria-label={strings::emoji_groups()}>{ for groups.iter().map(tab) }</div>
            <Grid items={items.clone()} grid={grid} {label} {on_pick} {on_top} on_name={
                let named = named.setter();
                move |name| named.set(name)
            } />
            <p class="picker-name" role="status">
                {
                    match (&*named, emojis) {
                        (_, Some(_)) if items.is_empty() => html! { { strings::emoji_none() } },
                        (Some(name), _) => html! { <bdi>{ name }</bdi> },
                        (None, Some(emojis)) if emojis.is_few() => html! { { strings::emoji_few() } },
                        (None, _) => html! { { label } },
                    }
                }
            </p>
        </div>
    }
}

/// The groups there are, in order.
fn groups(emojis: Option<&Emojis>, recent: bool) -> Vec<String> {
    let known = emojis.into_iter().flat_map(Emojis::groups);
    recent.then_some(RECENT).into_iter().chain(known).map(str::to_owned).collect()
}

/// What is shown of `emojis`.
fn items(emojis: &Rc<Emojis>, query: &str, group: &str, recent: &[String]) -> Vec<Item> {
    let found = if !query.trim().is_empty() {
        emojis.find(query, FOUND)
    } else if group == RECENT {
        recent.iter().filter_map(|symbol| emojis.get(symbol)).collect()
    } else {
        emojis.group(group)
    };
    let item = |emoji: Emoji<'_>| Item {
        symbol: emoji.symbol.to_owned().into(),
        name: [":", emoji.code(), ": ", emoji.name].concat().into(),
    };
    found.into_iter().map(item).collect()
}

fn group_name(group: &str) -> &'static str {
    match group {
        RECENT => strings::emoji_recent(),
        "people" => strings::emoji_people(),
        "nature" => strings::emoji_nature(),
        "food" => strings::emoji_food(),
        "activities" => strings::emoji_activities(),
        "travel" => strings::emoji_travel(),
        "objects" => strings::emoji_objects(),
        "symbols" => strings::emoji_symbols(),
        "flags" => strings::emoji_flags(),
        _ => strings::emoji_smileys(),
    }
}

/// What a group is recognised by.
fn group_picture(group: &str) -> &'static str {
    match group {
        RECENT => "🕘",
        "people" => "👋",
        "nature" => "🐻",
        "food" => "🍔",
        "activities" => "⚽",
        "travel" => "🚗",
        "objects" => "💡",
        "symbols" => "🔣",
        "flags" => "🏁",
        _ => "😀",
    }
}
