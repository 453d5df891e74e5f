//! What the keyboard does in the list: one Tab stop, arrows between the rows, Enter into one of them.

/// What a key means on a row that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKey {
    /// To the row before.
    Up,
    /// To the row after.
    Down,
    /// To the oldest message in memory.
    First,
    /// To the newest.
    Last,
    /// To what can be done with the message.
    Enter,
    /// Back to writing.
    Leave,
    Reply,
    Edit,
    React,
    Delete,
}

impl RowKey {
    /// The meaning of `key`, as the browser names it; none where it is for the browser, as Page Up and Page Down are.
    pub(super) fn of(key: &str) -> Option<Self> {
        Some(match key {
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "Home" => Self::First,
            "End" => Self::Last,
            "Enter" => Self::Enter,
            "Escape" => Self::Leave,
            "r" => Self::Reply,
            "e" => Self::Edit,
            "+" | ":" => Self::React,
            "Delete" => Self::Delete,
            _ => return None,
        })
    }
}

/// Where a key leads among `count` things side by side or below each other of which `at` has the focus; none where the
/// key does not lead anywhere. It goes round.
pub(super) fn step(key: &str, at: usize, count: usize, right_to_left: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let (before, after) = (at.checked_sub(1).unwrap_or(last), if at < last { at + 1 } else { 0 });
    match (key, right_to_left) {
        ("ArrowDown", _) | ("ArrowRight", false) | ("ArrowLeft", true) => Some(after),
        ("ArrowUp", _) | ("ArrowLeft", false) | ("ArrowRight", true) => Some(before),
        ("Home", _) => Some(0),
        ("End", _) => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_act_on_a_row_and_paging_is_the_browsers() {
        assert_eq!(RowKey::of("r"), Some(RowKey::Reply));
        assert_eq!(RowKey::of(":"), RowKey::of("+"));
        assert_eq!((RowKey::of("PageUp"), RowKey::of("Tab"), RowKey::of("c")), (None, None, None));
    }

    #[test]
    fn arrows_go_round() {
        assert_eq!((step("ArrowDown", 2, 3, false), step("ArrowUp", 0, 3, false)), (Some(0), Some(2)));
        assert_eq!((step("Home", 2, 3, false), step("End", 0, 3, false)), (Some(0), Some(2)));
        assert_eq!((step("Enter", 0, 3, false), step("ArrowDown", 0, 0, false)), (None, None));
    }

    #[test]
    fn left_is_onwards_where_one_reads_from_the_right() {
        assert_eq!((step("ArrowLeft", 0, 3, true), step("ArrowLeft", 1, 3, false)), (Some(1), Some(0)));
    }
}
