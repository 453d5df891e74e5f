//! Requests with the browser's `fetch`.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, RequestCache, RequestInit, Response};

use crate::socketio::{Malformed, Reason};
use crate::transport::{refused, unanswered};

/// Ends the request when it is dropped, also where nobody waits for it any more.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the server answers to a GET, or to a POST with a body.
pub(super) async fn request(url: &str, body: Option<&str>, max_bytes: usize) -> Result<String, Reason> {
    let abort = Abort(AbortController::new().map_err(failed)?);
    let init = RequestInit::new();
    // A poll that is answered from a cache would be answered with what is over.
    init.set_cache(RequestCache::NoStore);
    init.set_signal(Some(&abort.0.signal()));
    if let Some(body) = body {
        init.set_method("POST");
        // A text has the type `text/plain;charset=UTF-8` by itself, for which no server is asked beforehand.
        init.set_body(&JsValue::from_str(body));
    }
    let window = web_sys::window().ok_or_else(|| unanswered("there is no window"))?;
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &init)).await.map_err(failed)?;
    let response: Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(refused(response.status()));
    }
    let text = JsFuture::from(response.text().map_err(failed)?).await.map_err(failed)?;
    let text = text.as_string().unwrap_or_default();
    if text.len() > max_bytes { Err(Malformed::TooLarge.into()) } else { Ok(text) }
}

/// Browsers do not say why, so that pages cannot explore a network.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn failed(error: JsValue) -> Reason {
    unanswered(error.dyn_ref::<js_sys::Error>().map_or_else(String::new, |error| error.message().into()))
}
