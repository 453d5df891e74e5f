//! Shows the chat as the page around the frame wants it: by attributes and tokens of the page in the frame, which the style
//! sheets go by, so nothing is drawn again but for another language.

use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement};
use yew::Callback;

use super::frame::{Frame, set_frame};
use super::properties::{all_tokens, look};
use super::settings::{Scheme, Settings};
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
    set(root, "data-density", settings.is_compact().then_some("compact"))?;
    if let Some(dir) = settings.dir() {
        root.set_attribute("dir", dir)?;
    }
    let look = look(settings.properties());
    // What is set for the whole page says more of whether it is light or dark than what is said of it.
    let behind = settings.properties().find(|(name, _)| *name == "--chat-bg").and_then(|(_, color)| is_dark(color));
    let scheme = behind.map(|dark| if dark { Scheme::Dark } else { Scheme::Light }).or_else(|| settings.scheme());
    set(root, "data-theme", scheme.map(Scheme::attribute))?;
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

/// Whether a colour, in whatever way it is written, is dark: what white can be read on better than black. `None` where it is
/// none, or where the browser does not say.
fn is_dark(color: &str) -> Option<bool> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(1);
    canvas.set_height(1);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.set_fill_style_str(color);
    context.fill_rect(0.0, 0.0, 1.0, 1.0);
    match context.get_image_data(0.0, 0.0, 1.0, 1.0).ok()?.data().0[..] {
        // What can be seen through is as light as what is behind it.
        [red, green, blue, opacity] if opacity > 127 => Some(luminance([red, green, blue]) < MIDDLE),
        _ => None,
    }
}

/// Where black and white have the same contrast.
const MIDDLE: f64 = 0.179;

/// Relative luminance, as WCAG 2 defines it.
fn luminance(rgb: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = rgb.map(linear);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn set(root: &Element, name: &str, value: Option<&str>) -> Result<(), JsValue> {
    match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_white_can_be_read_on_better_is_dark() {
        for (rgb, dark) in [([0; 3], true), ([255; 3], false), ([117; 3], true), ([119; 3], false), ([0, 0, 255], true)]
        {
            assert_eq!(luminance(rgb) < MIDDLE, dark, "{rgb:?}");
        }
    }
}
