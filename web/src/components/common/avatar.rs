//! The picture that stands for a person: their initials on a colour that is theirs.

use sociable_protocol::{Status, User, UserId};
use wasm_bindgen::JsCast as _;
use web_sys::Element;
use yew::prelude::*;

use super::{Shape, icon};
use crate::doors::Doors;
use crate::strings;
use crate::text::initials;

/// How many colours there are; `styles/people.css` has a class for each.
const HUES: u32 = 12;

/// The class of a person's colour. It comes from their id, so it is the same everywhere and survives a change of name.
pub(crate) fn hue_class(user: UserId) -> String {
    // FNV-1a: a few lines, and near ids get far colours.
    let hash =
        user.as_bytes().iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    format!("hue-{}", (hash >> 8) % HUES)
}

/// Says nothing that the name beside it does not say, so it is hidden from screen readers. Where they have a picture of their
/// own, it is over the initials as soon as it is there; one that does not come leaves those.
pub(crate) fn avatar(user: &User) -> Html {
    let own = user.avatar.as_ref().map(|avatar| {
        html! {
            <img key={avatar.as_str()} src={avatar.as_str().to_owned()} alt="" width="36" height="36" loading="lazy"
                decoding="async" referrerpolicy="no-referrer" draggable="false" onload={|event: Event| show(&event)} />
        }
    });
    html! {
        <span class={classes!("avatar", hue_class(user.id))} aria-hidden="true">
            { initials(user.name.as_str()) }
            { own.unwrap_or_default() }
        </span>
    }
}

/// The style sheet hides what has not been loaded.
fn show(event: &Event) {
    let picture = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(Err(error)) = picture.map(|picture| picture.set_attribute("data-loaded", "")) {
        gloo_console::debug!("a picture cannot be shown:", error);
    }
}

/// A sign beside the name of somebody whom a site vouches for, where there are others, who have none.
pub(crate) fn verified(user: &User) -> Html {
    if !user.verified || Doors::here() != Doors::Both {
        return Html::default();
    }
    html! {
        <span class="verified" title={strings::verified_hint()}>
            { icon(Shape::Verified) }
            <span class="visually-hidden">{ strings::verified() }</span>
        </span>
    }
}

/// An [`avatar`] with a sign for the status, each of another shape, which on hover says its name. Screen readers are told
/// by words beside it. `status` is `None` where it is not known.
pub(crate) fn picture(user: &User, status: Option<Status>) -> Html {
    let title = status.map(strings::status);
    html! { <span class="picture" data-status={status.map(status_key)} {title}>{ avatar(user) }</span> }
}

/// What the style sheets call a status.
pub(crate) const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Online => "online",
        Status::Away => "away",
        Status::Busy => "busy",
        Status::Offline => "offline",
    }
}
