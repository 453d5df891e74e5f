//! What the reader has chosen about noise. Kept in the browser: a device at work may be quiet where one at home is not.

use serde::{Deserialize, Serialize};

use crate::storage;

/// Of which messages one is notified.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Notify {
    /// Of all, in rooms that are not muted.
    #[default]
    Everything,
    /// Of those in direct rooms, and those that mention one.
    Mentions,
    /// Of none.
    Nothing,
}

/// The choices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Preferences {
    /// Of which messages one is notified, once the browser may.
    pub(crate) notify: Notify,
    /// Whether a notification comes with a sound.
    pub(crate) sound: bool,
}

impl Preferences {
    /// As they were chosen.
    pub(crate) fn stored() -> Self {
        storage::preferences()
    }

    /// From now on.
    pub(crate) fn choose(self) {
        storage::set_preferences(&self);
    }
}
