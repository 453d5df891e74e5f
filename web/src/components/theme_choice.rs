//! Light, dark, or as the system is.

use yew::prelude::*;

use crate::strings;
use crate::theme::Theme;

/// Three buttons, of which one is pressed.
#[component]
pub(crate) fn ThemeChoice() -> Html {
    let chosen = use_state_eq(Theme::stored);
    let option = |theme: Theme| {
        let name = match theme {
            Theme::Auto => strings::THEME_AUTO,
            Theme::Light => strings::THEME_LIGHT,
            Theme::Dark => strings::THEME_DARK,
        };
        let onclick = {
            let chosen = chosen.setter();
            Callback::from(move |_| {
                theme.choose();
                chosen.set(theme);
            })
        };
        html! {
            <button key={name} type="button" class="segment" aria-pressed={(*chosen == theme).to_string()} {onclick}>
                { name }
            </button>
        }
    };
    html! {
        <div class="segments" role="group" aria-label={strings::THEME}>{ for Theme::ALL.into_iter().map(option) }</div>
    }
}
