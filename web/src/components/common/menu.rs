//! A button that opens a list of things to do.
//!
//! The list is a popover, so nothing around it cuts it off; where it stands is computed when it opens, since not every
//! browser can anchor it. Whether it is open is this program's to say and not the browser's: a press on the button would
//! otherwise close it by itself and open it again.

use gloo_events::EventListener;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};
use yew::prelude::*;

use super::{Shape, icon};
use crate::dom::{self, document, window};
use crate::hooks::{use_back, use_effect_with};

/// The distance between the button and the list, and of the list from the window's edge, in CSS pixels.
const GAP: f64 = 4.0;

/// Something to do.
#[derive(Clone, PartialEq)]
pub(crate) struct Choice {
    /// What it is called.
    pub(crate) label: AttrValue,
    /// What it looks like.
    pub(crate) shape: Shape,
    /// Whether it cannot easily be undone.
    pub(crate) danger: bool,
    /// Does it.
    pub(crate) on_choose: Callback<()>,
}

impl Choice {
    /// Something harmless.
    pub(crate) fn new(label: impl Into<AttrValue>, shape: Shape, on_choose: impl Fn() + 'static) -> Self {
        Self { label: label.into(), shape, danger: false, on_choose: Callback::from(move |()| on_choose()) }
    }

    /// Marks it as something that cannot easily be undone.
    pub(crate) fn dangerous(self) -> Self {
        Self { danger: true, ..self }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// What the button is called.
    pub(crate) label: AttrValue,
    /// What the button looks like.
    pub(crate) shape: Shape,
    pub(crate) choices: Vec<Choice>,
}

/// The button and, while it is open, the list. Arrow keys move in it, Escape and on a phone going back close it.
#[component]
pub(crate) fn Menu(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let (button, list) = (use_node_ref(), use_node_ref());
    use_effect_with(*open, {
        let (open, button, list) = (open.setter(), button.clone(), list.clone());
        move |is_open| {
            let listener = is_open.then(|| {
                show(&button, &list);
                EventListener::new(&document(), "pointerdown", move |event| {
                    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
                    let inside = |node: &NodeRef| node.get().is_some_and(|node| node.contains(target.as_ref()));
                    if !inside(&button) && !inside(&list) {
                        open.set(false);
                    }
                })
            });
            move || drop(listener)
        }
    });
    let close = {
        let (open, button) = (open.setter(), button.clone());
        move || {
            open.set(false);
            dom::focus(&button);
        }
    };
    let on_back = {
        let close = close.clone();
        Callback::from(move |()| close())
    };
    use_back(*open, on_back);
    let onkeydown = {
        let (list, close) = (list.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowDown" => Step::By(1),
                "ArrowUp" => Step::By(-1),
                "Home" => Step::First,
                "End" => Step::Last,
                "Escape" | "Tab" => {
                    event.prevent_default();
                    event.stop_propagation();
                    return close();
                }
                _ => return,
            };
            event.prevent_default();
            move_focus(&list, step);
        })
    };
    let choice = |(index, choice): (usize, &Choice)| {
        let (close, on_choose) = (close.clone(), choice.on_choose.clone());
        let onclick = move |_: MouseEvent| {
            close();
            on_choose.emit(());
        };
        let class = classes!("menu-choice", choice.danger.then_some("menu-danger"));
        html! {
            <button key={index} type="button" role="menuitem" tabindex="-1" {class} {onclick}>
                { icon(choice.shape) }
                { &choice.label }
            </button>
        }
    };
    let toggle = {
        let (is_open, open) = (*open, open.setter());
        move |_: MouseEvent| open.set(!is_open)
    };
    html! {
        <>
            <button ref={button} type="button" class="button-icon" aria-label={&props.label} title={&props.label}
                aria-haspopup="menu" aria-expanded={open.to_string()} onclick={toggle}>
                { icon(props.shape) }
            </button>
            if *open {
                <div ref={list} class="menu" role="menu" popover="manual" aria-label={&props.label} {onkeydown}>
                    { for props.choices.iter().enumerate().map(choice) }
                </div>
            }
        </>
    }
}

/// Puts the list below the button, or above where there is no space, inside the window; and the focus on its first line.
fn show(button: &NodeRef, list: &NodeRef) {
    let (Some(button), Some(list)) = (button.cast::<Element>(), list.cast::<HtmlElement>()) else { return };
    let size = |size: Result<wasm_bindgen::JsValue, _>| size.ok().and_then(|size| size.as_f64()).unwrap_or_default();
    let (width, height) = (size(window().inner_width()), size(window().inner_height()));
    // A browser without popovers shows the list where it stands.
    let shown = list.show_popover().and_then(|()| {
        let (anchor, area) = (button.get_bounding_client_rect(), list.get_bounding_client_rect());
        let right_to_left =
            document().document_element().is_some_and(|root| root.get_attribute("dir").as_deref() == Some("rtl"));
        let left = if right_to_left { anchor.left() } else { anchor.right() - area.width() };
        let below = anchor.bottom() + GAP;
        let top = if below + area.height() + GAP > height { anchor.top() - GAP - area.height() } else { below };
        let style = list.style();
        style.set_property("left", &pixels(left, width - area.width()))?;
        style.set_property("top", &pixels(top, height - area.height()))
    });
    if let Err(error) = shown {
        gloo_console::warn!("the menu is not in its place:", error);
    }
    if let Some(first) = list.first_element_child().and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
        focus(&first);
    }
}

fn pixels(wanted: f64, most: f64) -> String {
    format!("{}px", wanted.min(most - GAP).max(GAP).round())
}

#[derive(Clone, Copy)]
enum Step {
    By(i32),
    First,
    Last,
}

fn move_focus(list: &NodeRef, step: Step) {
    let Some(list) = list.cast::<Element>() else { return };
    let active = document().active_element().filter(|active| list.contains(Some(active)));
    let next = match step {
        Step::By(1) => active.and_then(|active| active.next_element_sibling()).or_else(|| list.first_element_child()),
        Step::By(_) => {
            active.and_then(|active| active.previous_element_sibling()).or_else(|| list.last_element_child())
        }
        Step::First => list.first_element_child(),
        Step::Last => list.last_element_child(),
    };
    if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
        focus(&next);
    }
}

fn focus(element: &HtmlElement) {
    if let Err(error) = element.focus() {
        gloo_console::debug!("focus", error);
    }
}
