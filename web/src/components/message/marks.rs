//! Where the words that were searched for are in a text.
//!
//! The server folds diacritics, too; here only case is, which needs no tables. So a word may be found and not marked.

/// A found text that is longer than this is cut, in characters.
const SHOWN: usize = 240;
/// What is kept of it before the first word found.
const BEFORE: usize = 60;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'a> {
    pub(super) text: &'a str,
    /// Whether it is one of the words.
    pub(super) marked: bool,
}

/// `text` divided at the words of `query`, each of which may be the beginning of a word. A long text is cut, so that the
/// first of them can be seen.
pub(super) fn marked<'a>(text: &'a str, query: &str) -> Vec<Part<'a>> {
    let words: Vec<Vec<char>> = query.split(|c: char| !c.is_alphanumeric()).map(lowered).collect();
    let words: Vec<Vec<char>> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let mut parts = Vec::new();
    let mut rest = excerpt(text, &words);
    while let Some((before, word, after)) = split(rest, &words) {
        if !before.is_empty() {
            parts.push(Part { text: before, marked: false });
        }
        parts.push(Part { text: word, marked: true });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part { text: rest, marked: false });
    }
    parts
}

fn lowered(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// The part of `text` that is shown.
fn excerpt<'a>(text: &'a str, words: &[Vec<char>]) -> &'a str {
    let found = split(text, words).map_or(0, |(before, ..)| before.chars().count());
    let skipped = if found > BEFORE * 2 { found - BEFORE } else { 0 };
    let at = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(index, _)| index);
    text.get(at(skipped)..at(skipped + SHOWN)).unwrap_or(text)
}

/// The text before the first word found, that word, and the text after it.
fn split<'a>(text: &'a str, words: &[Vec<char>]) -> Option<(&'a str, &'a str, &'a str)> {
    let mut within = false;
    for (start, c) in text.char_indices() {
        let begins = c.is_alphanumeric() && !within;
        within = c.is_alphanumeric();
        if !begins {
            continue;
        }
        let (before, tail) = text.split_at_checked(start)?;
        let longest = words.iter().filter_map(|word| begins_with(tail, word)).max();
        if let Some((word, after)) = longest.and_then(|end| tail.split_at_checked(end)) {
            return Some((before, word, after));
        }
    }
    None
}

/// Where `word`, in small letters, ends in `text` if that begins with it.
fn begins_with(text: &str, word: &[char]) -> Option<usize> {
    let mut wanted = word.iter();
    for (index, c) in text.char_indices() {
        if wanted.len() == 0 {
            return Some(index);
        }
        if !c.to_lowercase().all(|c| wanted.next() == Some(&c)) {
            return None;
        }
    }
    (wanted.len() == 0).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, query: &str, expected: &str) {
        let shown: String = marked(text, query)
            .iter()
            .map(|part| if part.marked { format!("[{}]", part.text) } else { part.text.to_owned() })
            .collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn words_and_beginnings_of_words_are_marked_whatever_their_case() {
        check("The deploy of Deployment 7, redeployed", "deploy", "The [deploy] of [Deploy]ment 7, redeployed");
        check("Über Äpfel", "ÄPF über", "[Über] [Äpf]el");
        check("مرحبا بالعالم", "بال", "مرحبا [بال]عالم");
    }

    #[test]
    fn of_two_words_the_longer_is_marked() {
        check("car care", "car care", "[car] [care]");
    }

    #[test]
    fn nothing_is_marked_where_nothing_was_asked_or_found() {
        check("plain words", "", "plain words");
        check("plain words", "...", "plain words");
        check("plain words", "lain", "plain words");
        check("", "x", "");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let text = format!("{}needle{}", "hay ".repeat(100), " hay".repeat(100));
        let parts = marked(&text, "needle");
        assert!(parts.iter().any(|part| part.marked && part.text == "needle"), "{parts:?}");
        let shown: usize = parts.iter().map(|part| part.text.chars().count()).sum();
        assert_eq!(shown, SHOWN);
        assert_eq!(marked(&"x".repeat(5_000), "y").first().map(|part| part.text.len()), Some(SHOWN));
    }
}
