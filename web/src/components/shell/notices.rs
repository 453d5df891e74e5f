//! What a person did and that came to nothing, said in passing; and that there is a newer version of the page.

use gloo_timers::callback::Timeout;
use sociable_client::chat::{Action, Attempt, Notice, Wish};
use yew::prelude::*;

use crate::components::common::{Shape, icon};
use crate::dom::window;
use crate::dropped::use_dropped_files;
use crate::hooks::use_effect_with;
use crate::provider::Dispatch;
use crate::strings;

/// How long a notice stays that nobody looks at, in milliseconds.
const STAYS_MS: u32 = 6_000;

/// The notices, the newest below; the first is that the page is `outdated`, with the way to say not now. The region is
/// always there, so that what comes into it is read out.
pub(crate) fn notices(notices: &[Notice], outdated: Option<&Callback<()>>, dispatch: &Dispatch) -> Html {
    let notice = |notice: &Notice| {
        let (dispatch, id) = (dispatch.clone(), notice.id);
        let on_dismiss = Callback::from(move |()| dispatch.act(Action::Dismiss(id)));
        let text = match (what_failed(&notice.attempt), &notice.attempt) {
            // It says all there is to say.
            (what, Attempt::Jump) => what.to_owned(),
            (what, _) => [what, " ", &strings::failure(&notice.failure)].concat(),
        };
        html! { <NoticeLine key={id} {text} {on_dismiss} /> }
    };
    html! {
        <div class="notices" role="status">
            { for outdated.map(newer_version) }
            { for notices.iter().map(notice) }
            <FilesNotice />
        </div>
    }
}

fn what_failed(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::Change(_, Wish::Edit(_)) => strings::not_edited(),
        Attempt::Change(_, Wish::Delete) => strings::not_deleted(),
        Attempt::Change(_, Wish::React { .. }) => strings::not_reacted(),
        Attempt::Change(_, Wish::Pin(true)) => strings::not_pinned(),
        Attempt::Change(_, Wish::Pin(false)) => strings::not_unpinned(),
        Attempt::Mute(true) => strings::not_muted(),
        Attempt::Mute(false) => strings::not_unmuted(),
        Attempt::Jump => strings::no_message(),
    }
}

/// That files cannot be sent, to who has dropped some.
#[component]
fn FilesNotice() -> Html {
    let (dropped, on_dismiss) = use_dropped_files();
    html! {
        if let Some(times) = dropped {
            <NoticeLine key={times} text={strings::no_files()} {on_dismiss} />
        }
    }
}

/// Stays until one loads the page anew, which loses nothing: drafts and what is not sent yet are kept. Or says not now.
fn newer_version(on_dismiss: &Callback<()>) -> Html {
    let reload = |_: MouseEvent| {
        if let Err(error) = window().location().reload() {
            gloo_console::error!("the page cannot be loaded anew:", error);
        }
    };
    html! {
        <div class="notice">
            <span class="notice-text">{ strings::new_version() }</span>
            <button type="button" class="button button-small" onclick={reload}>{ strings::reload() }</button>
            { dismiss(on_dismiss.reform(|_| ())) }
        </div>
    }
}

fn dismiss(onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" class="button-icon" aria-label={strings::dismiss()} title={strings::dismiss()} {onclick}>
            { icon(Shape::Close) }
        </button>
    }
}

#[derive(Properties, PartialEq)]
struct LineProps {
    text: AttrValue,
    on_dismiss: Callback<()>,
}

/// Goes by itself, but not while somebody points at it or has the focus in it.
#[component]
fn NoticeLine(props: &LineProps) -> Html {
    let held = use_state_eq(|| false);
    // The newest one, although the timer is set once: a callback is another one with every render.
    let on_dismiss = use_mut_ref(|| props.on_dismiss.clone());
    on_dismiss.replace(props.on_dismiss.clone());
    use_effect_with(*held, move |held| {
        let timeout = (!held).then(|| Timeout::new(STAYS_MS, move || on_dismiss.borrow().emit(())));
        move || drop(timeout)
    });
    let hold = |value: bool| {
        let held = held.setter();
        move || held.set(value)
    };
    let (enter, leave, focus, blur) = (hold(true), hold(false), hold(true), hold(false));
    html! {
        <div class="notice" onmouseenter={move |_: MouseEvent| enter()} onmouseleave={move |_: MouseEvent| leave()}
            onfocusin={move |_: FocusEvent| focus()} onfocusout={move |_: FocusEvent| blur()}>
            { icon(Shape::Alert) }
            <span class="notice-text">{ &props.text }</span>
            { dismiss(props.on_dismiss.reform(|_| ())) }
        </div>
    }
}
