//! The emoji to choose from.
//!
//! There are hundreds: they share their listeners, and which one has the focus only the browser knows, so that moving
//! about draws nothing anew.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use crate::dom::document;
use crate::hooks::use_effect_with;

/// An emoji to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// The characters.
    pub(super) symbol: AttrValue,
    /// Its shortcode and its name.
    pub(super) name: AttrValue,
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) items: Rc<Vec<Item>>,
    pub(super) grid: NodeRef,
    /// What they have in common.
    pub(super) label: AttrValue,
    pub(super) on_pick: Callback<String>,
    /// Up from the first row.
    pub(super) on_top: Callback<()>,
    /// Which one is pointed at, or has the focus.
    pub(super) on_name: Callback<Option<AttrValue>>,
}

/// The grid: one stop of the Tab key, and arrows within.
#[component]
pub(super) fn Grid(props: &Props) -> Html {
    let buttons = use_memo(props.items.clone(), |items| {
        let button = |(index, item): (usize, &Item)| {
            html! {
                <button key={item.symbol.to_string()} type="button" class="picker-emoji" role="option" aria-selected="false"
                    tabindex={if index == 0 { "0" } else { "-1" }} aria-label={&item.name}>{ &item.symbol }</button>
            }
        };
        items.iter().enumerate().map(button).collect::<Html>()
    });
    // Another group begins at its beginning.
    use_effect_with(props.items.clone(), {
        let grid = props.grid.clone();
        move |_| {
            if let Some(grid) = grid.cast::<Element>() {
                grid.set_scroll_top(0);
            }
        }
    });
    let onclick = {
        let on_pick = props.on_pick.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(symbol) = button_of(&event).and_then(|button| button.text_content()) {
                on_pick.emit(symbol);
            }
        })
    };
    let name =
        |event: &Event| button_of(event).and_then(|button| button.get_attribute("aria-label")).map(AttrValue::from);
    let onfocusin = props.on_name.reform(move |event: FocusEvent| name(&event));
    let onmouseover = props.on_name.reform(move |event: MouseEvent| name(&event));
    let onkeydown = {
        let (grid, on_top) = (props.grid.clone(), props.on_top.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(grid) = grid.cast::<Element>() else { return };
            let buttons = grid.children();
            let count = buttons.length();
            let Some(at) = (0..count).find(|at| buttons.item(*at) == document().active_element()) else { return };
            let top = |at: u32| buttons.item(at).map(|button| button.get_bounding_client_rect().top());
            let columns = (0..count).take_while(|at| top(*at) == top(0)).count();
            let left_to_right =
                document().document_element().is_none_or(|root| root.get_attribute("dir").as_deref() != Some("rtl"));
            let step = step(&event.key(), at, count, u32::try_from(columns).unwrap_or(1).max(1), left_to_right);
            match step {
                Step::To(to) => focus(buttons.item(to)),
                Step::Top => on_top.emit(()),
                Step::Nowhere => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <div ref={props.grid.clone()} class="picker-grid" role="listbox" aria-label={&props.label}
            {onclick} {onfocusin} {onmouseover} {onkeydown}>{ (*buttons).clone() }</div>
    }
}

/// Puts the focus on the first emoji.
pub(super) fn focus_first(grid: &NodeRef) {
    focus(grid.cast::<Element>().and_then(|grid| grid.first_element_child()));
}

fn focus(button: Option<Element>) {
    let button = button.and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(Err(error)) = button.map(|button| button.focus()) {
        gloo_console::debug!("focus", error);
    }
}

fn button_of(event: &Event) -> Option<Element> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(".picker-emoji").ok().flatten()
}

/// Where a key leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// To the emoji at this place.
    To(u32),
    /// Out, above the first row.
    Top,
    /// It means nothing here.
    Nowhere,
}

/// Where `key` leads from `at`, in a grid of `count` in so many `columns`.
fn step(key: &str, at: u32, count: u32, columns: u32, left_to_right: bool) -> Step {
    let last = count.saturating_sub(1);
    match (key, left_to_right) {
        ("ArrowRight", true) | ("ArrowLeft", false) => Step::To((at + 1).min(last)),
        ("ArrowLeft", true) | ("ArrowRight", false) => Step::To(at.saturating_sub(1)),
        ("ArrowDown", _) => Step::To(if at + columns <= last { at + columns } else { last }),
        ("ArrowUp", _) => at.checked_sub(columns).map_or(Step::Top, Step::To),
        ("Home", _) => Step::To(0),
        ("End", _) => Step::To(last),
        _ => Step::Nowhere,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_by_rows_and_columns() {
        let from = |at: u32, key: &str| step(key, at, 20, 8, true);
        assert_eq!(from(3, "ArrowRight"), Step::To(4));
        assert_eq!(from(3, "ArrowLeft"), Step::To(2));
        assert_eq!(from(3, "ArrowDown"), Step::To(11));
        assert_eq!(from(11, "ArrowUp"), Step::To(3));
        assert_eq!(from(3, "ArrowUp"), Step::Top);
        assert_eq!(from(15, "ArrowDown"), Step::To(19), "the last row is short");
        assert_eq!((from(0, "ArrowLeft"), from(19, "ArrowRight")), (Step::To(0), Step::To(19)));
        assert_eq!((from(5, "Home"), from(5, "End"), from(5, "a")), (Step::To(0), Step::To(19), Step::Nowhere));
    }

    #[test]
    fn left_and_right_are_those_of_the_page() {
        assert_eq!(step("ArrowLeft", 3, 20, 8, false), Step::To(4));
        assert_eq!(step("ArrowRight", 3, 20, 8, false), Step::To(2));
    }
}
