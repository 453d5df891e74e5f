//! Drawings. All of them only repeat what a text or a label says, so they are hidden from screen readers.

use yew::prelude::*;

/// What an [`Icon`] shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A tick.
    Check,
    /// A clock.
    Clock,
    /// An exclamation mark in a circle.
    Alert,
    /// An arrow up.
    Send,
    /// An arrow down.
    Down,
    /// Two people.
    People,
    /// A cross.
    Close,
    /// A door with an arrow.
    Leave,
    /// A cloud that is crossed out.
    Offline,
}

impl Shape {
    /// Drawn with a line of constant width on a grid of 24.
    const fn path(self) -> &'static str {
        match self {
            Self::Check => "M5 12.5l4.5 4.5L19 7.5",
            Self::Clock => "M12 7.5V12l3 2M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17",
            Self::Alert => "M12 8v4.5M12 16v.01M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17",
            Self::Send => "M12 19V5.5M6 11l6-6l6 6",
            Self::Down => "M12 5v13.5M6 13l6 6l6-6",
            Self::People => {
                "M9 11.5a3.75 3.75 0 1 0 0-7.5a3.75 3.75 0 1 0 0 7.5M2.5 20c0-3.4 2.7-5.5 6.5-5.5s6.5 2.1 6.5 5.5\
                 M15.5 4.3a3.75 3.75 0 0 1 0 6.9M17.7 14.9c2.3.7 3.8 2.5 3.8 5.1"
            }
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Leave => {
                "M14 4H6.5A1.5 1.5 0 0 0 5 5.5v13A1.5 1.5 0 0 0 6.5 20H14M10 12h10.5M17 8.5l3.5 3.5l-3.5 3.5"
            }
            Self::Offline => {
                "M4 4l16 16M8.5 8.3A5.5 5.5 0 0 0 6.5 18.5H17M11 6.6a6 6 0 0 1 7.4 5.1a3.7 3.7 0 0 1 1.8 5.4"
            }
        }
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    pub(crate) shape: Shape,
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// A drawing in the colour of the text around it.
#[component]
pub(crate) fn Icon(props: &Props) -> Html {
    html! {
        <svg class={classes!("icon", props.class.clone())} viewBox="0 0 24 24" fill="none" stroke="currentColor"
            stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={props.shape.path()} />
        </svg>
    }
}

/// The mark of the program: two bubbles that belong together.
#[component]
pub(crate) fn Logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
            <path class="logo-back"
                d="M18 4h16a10 10 0 0 1 10 10v6a10 10 0 0 1-10 10h-1v6l-7-6h-8A10 10 0 0 1 8 20v-6A10 10 0 0 1 18 4z" />
            <path class="logo-front"
                d="M14 16h14a10 10 0 0 1 10 10v4a10 10 0 0 1-10 10H18l-8 6v-6.8A10 10 0 0 1 4 30v-4a10 10 0 0 1 10-10z" />
            <circle class="logo-dot" cx="14.5" cy="28" r="2.2" />
            <circle class="logo-dot" cx="21" cy="28" r="2.2" />
            <circle class="logo-dot" cx="27.5" cy="28" r="2.2" />
        </svg>
    }
}
