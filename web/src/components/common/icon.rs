//! Drawings. All of them only repeat what a text or a label says, so they are hidden from screen readers.

use yew::prelude::*;

/// What an [`icon`] shows.
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
    /// Two ticks.
    Checks,
    /// A plus.
    Plus,
    /// A smiling face.
    Smile,
    /// An arrow back around a corner.
    Reply,
    /// Three dots.
    More,
    /// A pencil.
    Edit,
    /// Two sheets.
    Copy,
    /// A chain.
    Link,
    /// A pin.
    Pin,
    /// A bin.
    Trash,
    /// A magnifying glass.
    Search,
    /// An arrow back to where one came from.
    Back,
    /// A number sign.
    Hash,
    /// A padlock.
    Lock,
    /// A box.
    Archive,
    /// A compass.
    Compass,
    /// A bell.
    Bell,
    /// A bell that is crossed out.
    BellOff,
    /// Two sliders.
    Settings,
    /// A person and a plus.
    Invite,
    /// A bubble.
    Bubble,
    /// A shield.
    Shield,
    /// A circle that is crossed out.
    Ban,
    /// A tick in a circle.
    Verified,
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
            Self::Checks => "M2 12.5l4.5 4.5L16 7.5M12 16l1 1l9.5-9.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Smile => {
                "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M8.5 14c.8 1.3 2 2 3.5 2s2.7-.7 3.5-2M9 9.5v.01M15 9.5v.01"
            }
            Self::Reply => "M9.5 5.5L4 11l5.5 5.5M4.5 11H14a6 6 0 0 1 6 6v1.5",
            Self::More => {
                "M5.5 11.25a.75.75 0 1 0 0 1.5a.75.75 0 1 0 0-1.5M12 11.25a.75.75 0 1 0 0 1.5a.75.75 0 1 0 0-1.5M18.5 11.25a.75.75 0 1 0 0 1.5a.75.75 0 1 0 0-1.5"
            }
            Self::Edit => "M4 20l1-4.5L16.2 4.3a1.8 1.8 0 0 1 2.5 0l1 1a1.8 1.8 0 0 1 0 2.5L8.5 19L4 20M14 6.5l3.5 3.5",
            Self::Copy => {
                "M9.5 8.5h9a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 8 19v-9a1.5 1.5 0 0 1 1.5-1.5\
                 M4.5 15.5A1 1 0 0 1 4 14.6V5a1.5 1.5 0 0 1 1.5-1.5h9a1 1 0 0 1 .9.5"
            }
            Self::Link => {
                "M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"
            }
            Self::Pin => "M12 15.5V21M8.5 3.5h7M9.5 3.5v5.2L6.5 12v3.5h11V12l-3-3.3V3.5",
            Self::Trash => "M4.5 6.5h15M9.5 6V4.5h5V6M6.5 6.5l.8 13h9.4l.8-13M10.2 10.5v5.5M13.8 10.5v5.5",
            Self::Search => "M10.5 4.5a6 6 0 1 0 0 12a6 6 0 1 0 0-12M15 15l4.5 4.5",
            Self::Offline => {
                "M4 4l16 16M8.5 8.3A5.5 5.5 0 0 0 6.5 18.5H17M11 6.6a6 6 0 0 1 7.4 5.1a3.7 3.7 0 0 1 1.8 5.4"
            }
            Self::Back => "M19 12H5.5M11 6l-6 6l6 6",
            Self::Hash => "M9.5 4.5L8 19.5M16 4.5l-1.5 15M4.5 9.5h15.5M4 14.5h15.5",
            Self::Lock => {
                "M8 10.5V8a4 4 0 0 1 8 0v2.5M6.5 10.5h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1"
            }
            Self::Archive => "M4 5h16v4H4zM5.5 9v10h13V9M10 13h4",
            Self::Compass => "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M15.5 8.5l-2 5l-5 2l2-5z",
            Self::Bell => "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1H5zM10.5 20.5h3",
            Self::BellOff => "M4 4l16 16M6.5 9.5v7l-1.5 1h12M17.5 14.5V11A5.5 5.5 0 0 0 9 6.4M10.5 20.5h3",
            Self::Settings => "M4 8h8M16 8h4M14 6v4M4 16h4M12 16h8M10 14v4",
            Self::Invite => {
                "M10 11.5a3.75 3.75 0 1 0 0-7.5a3.75 3.75 0 1 0 0 7.5M3.5 20c0-3.4 2.7-5.5 6.5-5.5s6.5 2.1 6.5 5.5\
                 M19 8v6M16 11h6"
            }
            Self::Bubble => {
                "M5.5 5h13A1.5 1.5 0 0 1 20 6.5v9a1.5 1.5 0 0 1-1.5 1.5H11l-4.5 3.5V17h-1A1.5 1.5 0 0 1 4 15.5v-9A1.5 1.5 0 0 1 5.5 5"
            }
            Self::Shield => "M12 3.5l7 2.5v5.5c0 4.2-2.9 7.3-7 9c-4.1-1.7-7-4.8-7-9V6z",
            Self::Verified => "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M8.5 12.2l2.5 2.5l4.5-5",
            Self::Ban => "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M6 6l12 12",
        }
    }
}

impl Shape {
    /// Whether it points along the line, and so the other way in languages that are written from the right.
    const fn is_directed(self) -> bool {
        matches!(self, Self::Back | Self::Leave)
    }
}

/// A drawing in the colour of the text around it.
pub(crate) fn icon(shape: Shape) -> Html {
    let class = if shape.is_directed() { "icon icon-directed" } else { "icon" };
    html! {
        <svg {class} viewBox="0 0 24 24" fill="none" stroke="currentColor"
            stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={shape.path()} />
        </svg>
    }
}

/// The mark of the program: two bubbles that belong together.
pub(crate) fn logo() -> Html {
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
