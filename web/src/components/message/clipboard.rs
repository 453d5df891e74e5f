//! Copying.

use yew::Callback;
use yew::platform::spawn_local;

use crate::dom::window;

/// Puts `text` on the clipboard, and says whether that was possible: a browser may ask, and a page without TLS may not.
pub(super) fn copy(text: &str, done: Callback<bool>) {
    // Where the page is not secure there is no clipboard at all, and asking for it would be a panic.
    if !window().is_secure_context() {
        return done.emit(false);
    }
    let written = window().navigator().clipboard().write_text(text);
    spawn_local(async move {
        let result = wasm_bindgen_futures::JsFuture::from(written).await;
        if let Err(error) = &result {
            gloo_console::warn!("the text cannot be copied:", error);
        }
        done.emit(result.is_ok());
    });
}
