//! Finding a name by some of its letters.

/// How well `name` answers to `query`, better ones higher; `None` where it does not. Case does not count.
///
/// At the start of the name is best, then at the start of a word, then anywhere, and last come letters that are only in
/// this order: who types `gnl` may mean "General".
pub(crate) fn rank(query: &str, name: &str) -> Option<u32> {
    let (query, name) = (query.trim().to_lowercase(), name.to_lowercase());
    if query.is_empty() || name.starts_with(&query) {
        return Some(4);
    }
    if let Some(at) = name.find(&query) {
        let before = name.get(..at).and_then(|before| before.chars().next_back());
        return Some(if before.is_some_and(char::is_alphanumeric) { 2 } else { 3 });
    }
    let mut letters = name.chars();
    query.chars().filter(|c| !c.is_whitespace()).all(|wanted| letters.any(|letter| letter == wanted)).then_some(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_of_a_name_is_better_than_the_start_of_a_word_than_anywhere_than_scattered_letters() {
        let ranks = ["Gnlab", "The gnlab", "Agnlab", "General"].map(|name| rank("gnl", name).unwrap());
        assert!(ranks.is_sorted_by(|better, worse| better > worse), "{ranks:?}");
    }

    #[test]
    fn case_and_space_around_do_not_count() {
        assert_eq!(rank(" GEN ", "general"), Some(4));
        assert_eq!(rank("über", "Überall"), Some(4));
    }

    #[test]
    fn letters_that_are_missing_or_in_another_order_do_not_match() {
        assert_eq!(rank("lg", "general"), None);
        assert_eq!(rank("xyz", "general"), None);
    }

    #[test]
    fn nothing_typed_matches_everything() {
        assert_eq!(rank("  ", "general"), Some(4));
    }
}
