//! Shows the chat as the page around the frame wants it: by attributes and tokens of the page in the frame, which the style
//! sheets go by, so nothing is drawn again but for another language.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlElement};
use yew::Callback;

use super::frame::{Frame, set_frame};
use super::properties::{all_tokens, look};
use super::settings::Settings;
use crate::dom::document;
use crate::i18n::Language;

/// Shows it so; `on_close` closes the frame.
pub(super) fn apply(settings: &Settings, on_close: &Callback<()>) {
    let language = settings.lang().map_or_else(Language::wanted, |tag| Language::of_tag(tag).unwrap_or_default());
    language.apply();
    if let Some(root) = document().document_element()
        && let Err(error) = mark(&root, settings)
    {
        gloo_console::warn!("the chat cannot be shown as this page wants:", error);
    }
    set_frame(Frame {
        header: settings.header(),
        on_close: settings.closable().then(|| on_close.clone()),
        autofocus: settings.autofocus(),
        language,
    });
}

fn mark(root: &Element, settings: &Settings) -> Result<(), JsValue> {
    set(root, "data-theme", settings.scheme().map(super::settings::Scheme::attribute))?;
    set(root, "data-density", settings.is_compact().then_some("compact"))?;
    if let Some(dir) = settings.dir() {
        root.set_attribute("dir", dir)?;
    }
    let look = look(settings.properties());
    set(root, "data-custom", Some(look.custom.as_str()).filter(|custom| !custom.is_empty()))?;
    // By CSSOM, which no policy forbids; what is no value of its property has no effect.
    let style = root.unchecked_ref::<HtmlElement>().style();
    for token in all_tokens() {
        style.remove_property(token)?;
    }
    for (token, value) in &look.tokens {
        style.set_property(token, value)?;
    }
    Ok(())
}

fn set(root: &Element, name: &str, value: Option<&str>) -> Result<(), JsValue> {
    match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    }
}
