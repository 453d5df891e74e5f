//! The emoji used last, in this browser.

use crate::storage;

/// So many are remembered: a few rows.
const MOST: usize = 24;

/// Those used last, the last one first.
pub(super) fn read() -> Vec<String> {
    storage::recent_emoji()
}

/// Notes that an emoji is used.
pub(super) fn used(symbol: &str) {
    storage::set_recent_emoji(&with(read(), symbol));
}

fn with(mut recent: Vec<String>, symbol: &str) -> Vec<String> {
    recent.retain(|known| known != symbol);
    recent.insert(0, symbol.to_owned());
    recent.truncate(MOST);
    recent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_one_is_first_and_each_is_there_once() {
        let recent = ["a", "b", "a"].into_iter().fold(Vec::new(), with);
        assert_eq!(recent, ["a", "b"]);
        let many = (0..40).fold(Vec::new(), |recent, number| with(recent, &number.to_string()));
        assert_eq!((many.len(), many.first().map(String::as_str)), (24, Some("39")));
    }
}
