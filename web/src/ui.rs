//! What stands beside and above the chat: one panel and one dialog at a time.

use sociable_protocol::RoomSlug;
use yew::prelude::*;

/// What stands beside the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Panel {
    /// Who is here, and the room's members.
    People,
    /// Searching.
    Search,
    /// The pinned messages.
    Pins,
}

/// What stands above everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// Making a room.
    NewRoom,
    /// The public rooms.
    Browse,
    /// Going somewhere quickly.
    Switcher,
    /// Oneself: name, status, looks, language, notifications, devices.
    Preferences,
    /// A room's name, topic and state.
    RoomSettings(RoomSlug),
    /// Asking somebody into a private room.
    Invite(RoomSlug),
}

/// What is open, and the way to change it; a context.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ui {
    /// The panel that is open.
    pub(crate) panel: Option<Panel>,
    /// The dialog that is open.
    pub(crate) dialog: Option<Dialog>,
    set_panel: UseStateSetter<Option<Panel>>,
    set_dialog: UseStateSetter<Option<Dialog>>,
}

impl Ui {
    /// Opens a panel in the place of the one that is open, or closes it.
    pub(crate) fn show_panel(&self, panel: Option<Panel>) {
        self.set_panel.set(panel);
    }

    /// Opens `panel`, or closes it where it is open.
    pub(crate) fn toggle_panel(&self, panel: Panel) {
        self.set_panel.set((self.panel != Some(panel)).then_some(panel));
    }

    /// Opens a dialog in the place of the one that is open, or closes it.
    pub(crate) fn show_dialog(&self, dialog: Option<Dialog>) {
        self.set_dialog.set(dialog);
    }
}

/// What is open, from here on down. `panel` is open at first.
#[hook]
pub(crate) fn use_ui(panel: Option<Panel>) -> Ui {
    let panel = use_state_eq(|| panel);
    let dialog = use_state_eq(|| None);
    Ui { panel: *panel, dialog: (*dialog).clone(), set_panel: panel.setter(), set_dialog: dialog.setter() }
}
