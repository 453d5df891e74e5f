//! What can be asked of a message: the one vocabulary of toolbar, menu, keyboard and reactions.

use sociable_protocol::{Message, ReactionKey, UserId};
use web_sys::Element;

/// Where something floating belongs: the edges of what it was opened from, in CSS pixels of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Anchor {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Anchor {
    /// The edges of an element.
    pub(super) fn of(element: &Element) -> Self {
        let area = element.get_bounding_client_rect();
        Self { left: area.left(), top: area.top(), right: area.right(), bottom: area.bottom() }
    }

    /// Where the upper left corner of something of this size goes, in a window of that size: below the anchor where there
    /// is room, else above it, and always within the window.
    pub(super) fn place(&self, (width, height): (f64, f64), (window_width, window_height): (f64, f64)) -> (f64, f64) {
        const GAP: f64 = 4.0;
        const MARGIN: f64 = 8.0;
        let within = |at: f64, size: f64, whole: f64| at.min(whole - size - MARGIN).max(MARGIN);
        // Towards the middle of the window, where the room is.
        let left = if self.left + self.right > window_width { self.right - width } else { self.left };
        let below = self.bottom + GAP;
        let fits = below + height + MARGIN <= window_height;
        let top = if fits { below } else { self.top - GAP - height };
        (within(left, width, window_width), within(top, height, window_height))
    }
}

/// Something asked of a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Act {
    /// Show what else can be asked.
    Menu(Anchor),
    /// Show all the emoji to react with.
    Picker(Anchor),
    /// React so, or no longer.
    React(ReactionKey),
    Reply,
    Edit,
    /// Whether it is to be pinned.
    Pin(bool),
    /// Ask whether it is to be deleted.
    Delete,
    /// Delete it.
    DeleteNow,
    CopyText,
    CopyLink,
}

/// Whether somebody is known to have reacted so.
pub(super) fn has_reacted(message: &Message, reaction: &ReactionKey, user: Option<UserId>) -> bool {
    let known = message.reactions.iter().find(|known| known.reaction == *reaction);
    known.is_some_and(|known| known.users.iter().any(|by| Some(by.id) == user))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: (f64, f64) = (800.0, 600.0);

    fn placed(left: f64, top: f64, size: (f64, f64)) -> (f64, f64) {
        Anchor { left, top, right: left + 40.0, bottom: top + 40.0 }.place(size, WINDOW)
    }

    #[test]
    fn it_stands_below_what_it_was_opened_from_and_reaches_towards_the_middle() {
        assert_eq!(placed(100.0, 100.0, (200.0, 300.0)), (100.0, 144.0));
        assert_eq!(placed(600.0, 100.0, (200.0, 300.0)), (440.0, 144.0));
    }

    #[test]
    fn it_stands_above_where_there_is_no_room_below() {
        assert_eq!(placed(100.0, 500.0, (200.0, 300.0)), (100.0, 196.0));
    }

    #[test]
    fn it_never_leaves_the_window() {
        assert_eq!(placed(-30.0, 300.0, (200.0, 500.0)), (8.0, 8.0));
        assert_eq!(placed(790.0, 20.0, (1_000.0, 100.0)), (8.0, 64.0));
    }
}
