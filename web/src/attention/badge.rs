//! How many messages wait, where the browser shows it: in the title, the icon, and on the installed program.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast as _, JsValue};

use crate::dom::{document, window};
use crate::i18n;
use crate::place;
use crate::strings;

/// More are not counted: nobody reads the difference.
const MOST: usize = 99;

/// Where the address of the icon without a badge is kept.
const PLAIN: &str = "data-plain";
const WITH_BADGE: &str = "/icon-unread.svg";

/// Shows that `waiting` messages wait.
pub(super) fn show(waiting: usize, place: Option<&str>) {
    document().set_title(&title(waiting, place));
    for done in [set_icon(waiting > 0), set_app_badge(waiting)] {
        if let Err(error) = done {
            gloo_console::debug!("the badge cannot be shown:", error);
        }
    }
}

/// `(3) Lobby · Sociable`
fn title(waiting: usize, place: Option<&str>) -> String {
    let mut title = String::new();
    if waiting > 0 {
        title.push('(');
        title.push_str(&i18n::number(waiting.min(MOST)));
        title.push_str(if waiting > MOST { "+) " } else { ") " });
    }
    if let Some(place) = place {
        title.push_str(place);
        title.push_str(strings::BETWEEN_NOTES);
    }
    title.push_str(strings::app());
    title
}

fn set_icon(badge: bool) -> Result<(), JsValue> {
    let Some(link) = document().query_selector("link[rel='icon']")? else { return Ok(()) };
    let shown = link.get_attribute("href").unwrap_or_default();
    let plain = link.get_attribute(PLAIN).unwrap_or_else(|| shown.clone());
    let wanted = if badge { place::below(WITH_BADGE) } else { plain.clone() };
    if shown == wanted {
        return Ok(());
    }
    link.set_attribute(PLAIN, &plain)?;
    link.set_attribute("href", &wanted)
}

/// The Badging API; not every browser has it.
fn set_app_badge(count: usize) -> Result<(), JsValue> {
    let navigator = window().navigator();
    let Some(set) = Reflect::get(&navigator, &"setAppBadge".into())?.dyn_ref::<Function>().cloned() else {
        return Ok(());
    };
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    // A promise that is refused where the program is not installed: nothing is lost.
    let promise: js_sys::Promise = set.call1(&navigator, &count.into())?.unchecked_into();
    yew::platform::spawn_local(async move {
        if let Err(error) = wasm_bindgen_futures::JsFuture::from(promise).await {
            gloo_console::debug!("no badge on the program:", error);
        }
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_title_says_how_many_wait_and_where_one_is() {
        assert_eq!(title(0, Some("Lobby")), "Lobby · Sociable");
        assert_eq!(title(3, Some("Lobby")), "(3) Lobby · Sociable");
        assert_eq!(title(120, None), "(99+) Sociable");
    }
}
