//! Oneself: name, status, looks, language, devices.

use sociable_client::chat::{Action, ChatState, Command};
use yew::prelude::*;

use super::profile::Profile;
use crate::app::Speech;
use crate::attention::NotificationSettings;
use crate::components::common::{Confirm, Modal, Segments, Shape, form_note, icon};
use crate::density::Density;
use crate::embedded::is_embedded;
use crate::hooks::use_order;
use crate::i18n::Language;
use crate::provider::Dispatch;
use crate::strings;
use crate::theme::Theme;

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) state: ChatState,
    pub(crate) dispatch: Dispatch,
    pub(crate) on_close: Callback<()>,
}

/// Each part says what it changes at once; only the name waits for a button.
#[component]
pub(crate) fn PreferencesDialog(props: &Props) -> Html {
    let Props { state, dispatch, on_close } = props;
    let Some(me) = state.me.clone() else { return Html::default() };
    let verified = me.verified;
    html! {
        <Modal title={strings::preferences()} class="modal-wide" on_close={on_close.clone()}>
            <Profile {me} status={state.status} dispatch={dispatch.clone()} />
            // In a frame these are for the page around to say.
            if !is_embedded() {
                <Looks />
                <section class="preference" aria-labelledby="preference-notify">
                    <h3 id="preference-notify">{ strings::notifications() }</h3>
                    <NotificationSettings />
                </section>
            }
            // Who is signed in by their site is so until they sign out there.
            if !verified {
                <Devices dispatch={dispatch.clone()} />
            }
        </Modal>
    }
}

/// Theme, density and language.
#[component]
fn Looks() -> Html {
    let theme = use_state_eq(Theme::stored);
    let density = use_state_eq(Density::stored);
    let speech = use_context::<Speech>();
    let on_theme = {
        let theme = theme.setter();
        Callback::from(move |index: usize| {
            if let Some(chosen) = Theme::ALL.get(index) {
                chosen.choose();
                theme.set(*chosen);
            }
        })
    };
    let on_density = {
        let density = density.setter();
        Callback::from(move |index: usize| {
            if let Some(chosen) = Density::ALL.get(index) {
                chosen.choose();
                density.set(*chosen);
            }
        })
    };
    let language = Language::current();
    let on_language = Callback::from(move |index: usize| {
        if let (Some(speech), Some(chosen)) = (&speech, Language::ALL.get(index)) {
            speech.choose(*chosen);
        }
    });
    let row = |label: &'static str, options: Vec<AttrValue>, chosen: Option<usize>, on_choose: Callback<usize>| {
        html! {
            <div class="field">
                <span class="field-label">{ label }</span>
                <Segments {label} {options} {chosen} {on_choose} />
            </div>
        }
    };
    let named = |names: &[&'static str]| names.iter().map(|name| AttrValue::from(*name)).collect();
    html! {
        <section class="preference" aria-labelledby="preference-looks">
            <h3 id="preference-looks">{ strings::looks() }</h3>
            {
                row(
                    strings::theme(),
                    named(&[strings::theme_auto(), strings::theme_light(), strings::theme_dark()]),
                    Theme::ALL.iter().position(|known| *known == *theme),
                    on_theme,
                )
            }
            {
                row(
                    strings::density(),
                    named(&[strings::density_comfortable(), strings::density_compact()]),
                    Density::ALL.iter().position(|known| *known == *density),
                    on_density,
                )
            }
            {
                row(
                    strings::language(),
                    named(&Language::ALL.map(Language::name)),
                    Language::ALL.iter().position(|known| *known == language),
                    on_language,
                )
            }
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct DevicesProps {
    dispatch: Dispatch,
}

/// Signing out, here or everywhere else.
#[component]
fn Devices(props: &DevicesProps) -> Html {
    let done = use_state_eq(|| false);
    let asking = use_state_eq(|| false);
    let order = use_order({
        let done = done.setter();
        Callback::from(move |_| done.set(true))
    });
    let on_revoke = {
        let (order, done) = (order.clone(), done.setter());
        Callback::from(move |_: MouseEvent| {
            done.set(false);
            if !order.is_running() {
                order.give(Command::RevokeSessions);
            }
        })
    };
    let on_sign_out = {
        let dispatch = props.dispatch.clone();
        Callback::from(move |()| dispatch.act(Action::SignOut))
    };
    let ask = |value: bool| {
        let asking = asking.setter();
        move || asking.set(value)
    };
    let (open, close) = (ask(true), ask(false));
    html! {
        <section class="preference" aria-labelledby="preference-devices">
            <h3 id="preference-devices">{ strings::devices() }</h3>
            <div class="preference-actions">
                <button type="button" class="button" aria-disabled={order.is_running().then_some("true")}
                    onclick={on_revoke}>{ strings::revoke() }</button>
                <button type="button" class="button button-danger-text" title={strings::sign_out_hint()}
                    onclick={move |_: MouseEvent| open()}>
                    { icon(Shape::Leave) }{ strings::sign_out() }
                </button>
            </div>
            { form_note(order.error()) }
            <p class="field-note" role="status">{ if *done { strings::revoked() } else { "" } }</p>
            if *asking {
                <Confirm title={strings::sign_out_question()} lead={strings::sign_out_lead()} action={strings::sign_out()}
                    on_confirm={on_sign_out} on_close={Callback::from(move |()| close())} />
            }
        </section>
    }
}
