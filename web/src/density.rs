//! How close together messages stand.

use crate::dom::document;
use crate::storage;

/// What the reader chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Density {
    /// Bubbles, with room around them.
    #[default]
    Comfortable,
    /// Lines, as many as there is room for.
    Compact,
}

impl Density {
    /// All there are, in the order shown.
    pub(crate) const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    /// What was chosen before.
    pub(crate) fn stored() -> Self {
        let stored = storage::density();
        Self::ALL.into_iter().find(|density| density.attribute() == stored.as_deref()).unwrap_or_default()
    }

    /// The value of `data-density`, which the style sheets go by.
    const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::Comfortable => None,
            Self::Compact => Some("compact"),
        }
    }

    /// Shows messages so, now and next time.
    pub(crate) fn choose(self) {
        self.apply();
        storage::set_density(self.attribute());
    }

    /// Shows messages so.
    pub(crate) fn apply(self) {
        let Some(root) = document().document_element() else { return };
        let applied = match self.attribute() {
            Some(density) => root.set_attribute("data-density", density),
            None => root.remove_attribute("data-density"),
        };
        if let Err(error) = applied {
            gloo_console::warn!("the density cannot be set:", error);
        }
    }
}
