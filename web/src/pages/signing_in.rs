//! Not signed in at the site that the chat belongs to, and only from there one can come in.

use sociable_client::chat::Action;
use sociable_protocol::{Error, ErrorCode};
use yew::prelude::*;

use crate::components::common::logo;
use crate::components::shell::close_button;
use crate::embedded::{Frame, is_embedded};
use crate::provider::Dispatch;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// Why one is not.
    pub(crate) error: Error,
    pub(crate) dispatch: Dispatch,
}

/// What is the matter, and the one thing that can be done.
#[component]
pub(crate) fn SigningInPage(props: &Props) -> Html {
    let Props { error, dispatch } = props;
    let (lead, action) = match error.code {
        _ if !is_embedded() => (strings::site_signs_in(), strings::try_again()),
        ErrorCode::TokenExpired => (strings::site_ended(), strings::sign_in_again()),
        ErrorCode::TokenRequired => (strings::site_first(), strings::try_again()),
        _ => (strings::site_refused(), strings::try_again()),
    };
    let frame = use_context::<Option<Frame>>().flatten();
    let onclick = {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            if is_embedded() {
                dispatch.act(Action::SignInBySite);
            } else {
                // What the site has left here meanwhile is found by a page that is loaded anew.
                reload();
            }
        })
    };
    html! {
        <main class="welcome">
            { frame.as_ref().map_or_else(Html::default, close_button) }
            <div class="welcome-card">
                { logo() }
                <h1>{ strings::app() }</h1>
                <p class="welcome-lead" role="status">{ lead }</p>
                <button type="button" class="button button-primary" {onclick}>{ action }</button>
            </div>
        </main>
    }
}

fn reload() {
    if let Err(error) = crate::dom::window().location().reload() {
        gloo_console::warn!("the page cannot be loaded again:", error);
    }
}
