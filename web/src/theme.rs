//! Light or dark: as the system is, unless the reader chooses.

use crate::dom::document;
use crate::storage;

/// What the reader chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system is.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All there are, in the order shown.
    pub(crate) const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// What was chosen before.
    pub(crate) fn stored() -> Self {
        let stored = storage::theme();
        Self::ALL.into_iter().find(|theme| theme.attribute() == stored.as_deref()).unwrap_or_default()
    }

    /// The value of `data-theme`, which the style sheets go by.
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// Shows the page in this theme, now and next time.
    pub(crate) fn choose(self) {
        self.apply();
        storage::set_theme(self.attribute());
    }

    /// Shows the page in this theme.
    pub(crate) fn apply(self) {
        let Some(root) = document().document_element() else { return };
        let applied = match self.attribute() {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
        if let Err(error) = applied {
            gloo_console::warn!("the theme cannot be set:", error);
        }
    }
}
