//! A line that says that the connection is lost, if it stays lost.

use sociable_client::chat::{Action, Connection};
use yew::prelude::*;

use crate::components::common::{Shape, icon};
use crate::hooks::{use_elapsed, use_online};
use crate::provider::Dispatch;
use crate::strings;

/// Shorter losses are not worth a word, in milliseconds: nothing is lost, and reading the line takes longer.
const PATIENCE_MS: u32 = 3_000;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) connection: Connection,
    /// Whether the server said that it restarts.
    pub(crate) restarting: bool,
    pub(crate) dispatch: Dispatch,
}

/// Never stands in the way: one can read and write on.
#[component]
pub(crate) fn ConnectionBanner(props: &Props) -> Html {
    let connected = props.connection == Connection::Online;
    let lost = use_elapsed(!connected, PATIENCE_MS);
    let network = use_online();
    let reason = match &props.connection {
        _ if !lost => None,
        _ if !network => Some(strings::offline_banner().to_owned()),
        _ if props.restarting => Some(strings::restart_banner().to_owned()),
        Connection::Reconnecting { error: Some(error), .. } => Some(strings::refusal(error)),
        _ => Some(strings::lost_banner().to_owned()),
    };
    let onclick = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |_| dispatch.act(Action::Wake))
    };
    html! {
        <div class="banner-place" role="status">
            if let Some(reason) = reason {
                <div class="banner">
                    { icon(Shape::Offline) }
                    <span class="banner-text">{ reason }</span>
                    <button type="button" class="button button-small" {onclick}>{ strings::try_now() }</button>
                </div>
            }
        </div>
    }
}
