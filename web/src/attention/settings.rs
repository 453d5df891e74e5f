//! Choosing how much one is disturbed.

use yew::platform::spawn_local;
use yew::prelude::*;

use super::notifier::{Permission, ask_permission, permission, show_test};
use super::sound::chime;
use crate::preferences::{Notify, Preferences};
use crate::strings;

/// Of which messages one is notified, and whether that makes a sound. The browser is asked from a click, never by itself.
#[component]
pub(crate) fn NotificationSettings() -> Html {
    let allowed = use_state_eq(permission);
    let preferences = use_state_eq(Preferences::stored);
    let choose = {
        let preferences = preferences.setter();
        Callback::from(move |choice: Preferences| {
            choice.choose();
            preferences.set(choice);
        })
    };
    let ask = {
        let allowed = allowed.setter();
        Callback::from(move |_: MouseEvent| {
            let allowed = allowed.clone();
            spawn_local(async move { allowed.set(ask_permission().await) });
        })
    };
    let option = |(notify, label): (Notify, &'static str)| {
        let (choose, choice) = (choose.clone(), Preferences { notify, ..*preferences });
        html! {
            <button key={label} type="button" class="segment" aria-pressed={(preferences.notify == notify).to_string()}
                onclick={Callback::from(move |_: MouseEvent| choose.emit(choice))}>
                { label }
            </button>
        }
    };
    let options = [
        (Notify::Everything, strings::notify_everything()),
        (Notify::Mentions, strings::notify_mentions()),
        (Notify::Nothing, strings::notify_nothing()),
    ];
    let on_sound = {
        let (choose, choice) = (choose.clone(), Preferences { sound: !preferences.sound, ..*preferences });
        Callback::from(move |_: Event| {
            choose.emit(choice);
            if choice.sound {
                chime();
            }
        })
    };
    html! {
        <div class="notify">
            {
                match *allowed {
                    Permission::Unsupported => html! { <p class="field-note">{ strings::notify_unsupported() }</p> },
                    Permission::Denied => html! { <p class="field-note">{ strings::notify_denied() }</p> },
                    Permission::Unasked => html! {
                        <button type="button" class="button" onclick={ask}>{ strings::notify_ask() }</button>
                    },
                    Permission::Granted => html! {
                        <>
                            <div class="segments" role="group" aria-label={strings::notifications()}>
                                { for options.into_iter().map(option) }
                            </div>
                            <button type="button" class="button-text" onclick={|_: MouseEvent| show_test()}>
                                { strings::notify_test() }
                            </button>
                        </>
                    },
                }
            }
            <label class="choice">
                <input type="checkbox" checked={preferences.sound} onchange={on_sound} />
                { strings::notify_sound() }
            </label>
        </div>
    }
}
