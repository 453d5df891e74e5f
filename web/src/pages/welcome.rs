//! Choosing a name.

use sociable_client::chat::Connection;
use sociable_protocol::{DisplayName, Error, ErrorCode, RoomSlug};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::common::logo;
use crate::components::shell::close_button;
use crate::dom;
use crate::embedded::{Frame, is_embedded};
use crate::hooks::use_effect_with;
use crate::provider::Dispatch;
use crate::router::{self, use_route};
use crate::routes::Route;
use crate::strings;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// How far coming in has got.
    pub(crate) connection: Connection,
    /// The name to offer.
    pub(crate) name: String,
    pub(crate) dispatch: Dispatch,
}

/// Asks for a name, and says what is wrong with it: at once where that is known here, else when the server has said. What
/// is not about the name stands above, and does not make the field look mistaken.
#[component]
pub(crate) fn WelcomePage(props: &Props) -> Html {
    let input = use_node_ref();
    let invalid = use_state_eq(|| None::<String>);
    let busy = !matches!(props.connection, Connection::SignedOut { .. });
    let (refused, notice) = match &props.connection {
        Connection::SignedOut { error: Some(error) } | Connection::Reconnecting { error: Some(error), .. } => {
            let said = Some(strings::refusal(error));
            if is_about_name(error) { (said, None) } else { (None, said) }
        }
        Connection::Reconnecting { error: None, .. } => (None, Some(strings::entering_slowly().to_owned())),
        _ => (None, None),
    };
    let error = (*invalid).clone().or(refused);

    // Offered once and not bound: what one has typed since stays, whatever becomes known meanwhile.
    let frame = use_context::<Option<Frame>>().flatten();
    let autofocus = frame.as_ref().map_or(!is_embedded(), |frame| frame.autofocus);
    use_effect_with((), {
        let (input, name) = (input.clone(), props.name.clone());
        move |()| {
            if let Some(input) = input.cast::<HtmlInputElement>().filter(|input| input.value().is_empty()) {
                input.set_value(&name);
            }
            // The page around has the focus, until somebody wants it here.
            if autofocus {
                dom::focus(&input);
            }
        }
    });
    let route = use_route();
    let onsubmit = {
        let (input, invalid, dispatch) = (input.clone(), invalid.setter(), props.dispatch.clone());
        // Who has nowhere to go goes where everybody is.
        let nowhere = route.slug().is_none();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            match DisplayName::new(&name) {
                Ok(name) => {
                    invalid.set(None);
                    if nowhere {
                        router::push(&Route::room(&RoomSlug::lobby()));
                    }
                    dispatch.sign_in(name.as_str());
                }
                Err(error) => {
                    invalid.set(Some(strings::sentence(&error.to_string())));
                    dom::focus(&input);
                }
            }
        })
    };
    html! {
        <main class="welcome">
            { frame.as_ref().map_or_else(Html::default, close_button) }
            <form class="welcome-card" {onsubmit} novalidate=true>
                { logo() }
                <h1>{ strings::app() }</h1>
                <p class="welcome-lead">{ strings::welcome_lead() }</p>
                // Always there, so that what comes into it is read out.
                <div role="status">
                    if let Some(notice) = notice {
                        <p class="welcome-notice">{ notice }</p>
                    }
                </div>
                <label class="field">
                    <span class="field-label">{ strings::name_label() }</span>
                    <input
                        ref={input}
                        class="field-input"
                        name="name"
                        autocomplete="nickname"
                        autocapitalize="words"
                        spellcheck="false"
                        enterkeyhint="go"
                        dir="auto"
                        aria-describedby="name-note"
                        aria-invalid={error.as_ref().map(|_| "true")}
                    />
                </label>
                <p id="name-note" class={classes!("field-note", error.is_some().then_some("field-error"))} role="status">
                    { error.unwrap_or_else(|| strings::name_hint().to_owned()) }
                </p>
                <button class="button button-primary" type="submit" aria-disabled={busy.then_some("true")}>
                    { if busy { strings::entering() } else { strings::enter() } }
                </button>
            </form>
        </main>
    }
}

fn is_about_name(error: &Error) -> bool {
    matches!(error.code, ErrorCode::NameRequired | ErrorCode::InvalidName | ErrorCode::NameTaken)
}
