//! Whom a text may mention: the names that may stand behind each `@`.
//!
//! Names have spaces and no closing mark, so `@Ada Lovelace said` may mean "Ada", "Ada Lovelace" or "Ada Lovelace
//! said". All are given, longest first, and the store takes the first that a member has. The trade-off: a name of more
//! than [`WORDS`] words cannot be mentioned, and in return a text asks for a bounded number of names.

use sociable_protocol::DisplayName;
use sociable_protocol::limits::NAME_CHARS;

/// Most words of a name that can be mentioned.
const WORDS: usize = 5;

/// For each of the first `most` mentions in `text`, the folded names it may mean, longest first. An `@` right behind a
/// letter or digit is none: it belongs to an e-mail address.
pub(super) fn candidates(text: &str, most: usize) -> Vec<Vec<String>> {
    let mut before = None;
    text.char_indices()
        .filter_map(|(at, c)| {
            let begins = c == '@' && !before.is_some_and(char::is_alphanumeric);
            before = Some(c);
            begins.then(|| text.get(at + c.len_utf8()..)).flatten()
        })
        .map(names)
        .filter(|names| !names.is_empty())
        .take(most)
        .collect()
}

/// The folded names that `text` may begin with, longest first. They end with a word: behind the punctuation that
/// follows it ("Sammy Davis Jr."), before it ("Ada,"), or where its letters and digits first end ("Ada's").
fn names(text: &str) -> Vec<String> {
    // One more than the longest name: what is cut off here is too long to be one.
    let end = text.char_indices().nth(NAME_CHARS + 1).map_or(text.len(), |(end, _)| end);
    let line = text.get(..end).and_then(|window| window.lines().next()).unwrap_or_default();
    if line.starts_with(char::is_whitespace) {
        return Vec::new();
    }
    let mut ends = Vec::new();
    let mut start = 0;
    for piece in line.split_inclusive(char::is_whitespace).take(WORDS) {
        if piece.starts_with('@') {
            break;
        }
        let word = piece.trim_end();
        let letters = word.find(|c: char| !c.is_alphanumeric()).unwrap_or(word.len());
        let bare = word.trim_end_matches(is_punctuation).len();
        ends.extend([letters, bare, word.len()].into_iter().filter(|length| *length > 0).map(|length| start + length));
        start += piece.len();
    }
    ends.dedup();
    let prefixes = ends.into_iter().rev().filter_map(|end| line.get(..end));
    prefixes.filter_map(|name| DisplayName::new(name).ok()).map(|name| name.folded()).collect()
}

/// What ends a sentence, a clause or a bracket, also in the scripts that have their own.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || matches!(c, '…' | '’' | '”' | '»' | '›' | '。' | '、' | '，' | '！' | '？' | '：' | '）')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mentioned(text: &str) -> Vec<Vec<String>> {
        candidates(text, 50)
    }

    #[test]
    fn a_name_may_go_on_for_several_words() {
        assert_eq!(mentioned("hi @Ada Lovelace there"), [["ada lovelace there", "ada lovelace", "ada"]]);
        assert_eq!(mentioned("@Bob"), [["bob"]]);
        assert_eq!(mentioned("@a b c d e f"), [["a b c d e", "a b c d", "a b c", "a b", "a"]]);
    }

    #[test]
    fn punctuation_behind_a_name_may_be_part_of_it_or_not() {
        assert_eq!(mentioned("(@Ada)"), [["ada)", "ada"]]);
        assert_eq!(mentioned("@Sammy Jr., look"), [["sammy jr., look", "sammy jr.,", "sammy jr", "sammy"]]);
        assert_eq!(mentioned("@Ada's idea"), [["ada's idea", "ada's", "ada"]]);
        assert_eq!(mentioned("@👩\u{200D}🚀!"), [["👩\u{200D}🚀!", "👩\u{200D}🚀"]]);
    }

    #[test]
    fn names_are_folded_as_names_are_compared() {
        assert_eq!(mentioned("@STRASSE"), mentioned("@straße"));
        assert_eq!(mentioned("@Ａｄａ"), [["ada"]]);
    }

    #[test]
    fn an_at_sign_that_begins_no_name_is_text() {
        for text in ["mail ada@example.org", "7@home", "@", "look @ this", "@\nAda", "@ ", "no mention", ""] {
            assert_eq!(mentioned(text), Vec::<Vec<String>>::new(), "{text}");
        }
    }

    #[test]
    fn a_name_ends_with_its_line_and_before_the_next_mention() {
        assert_eq!(mentioned("@Ada\nand more"), [["ada"]]);
        assert_eq!(mentioned("@Ada @Bob"), [["ada"], ["bob"]]);
        assert_eq!(mentioned("@@Ada"), [["ada"]]);
    }

    #[test]
    fn no_candidate_is_longer_than_a_name() {
        let longest = "x".repeat(NAME_CHARS);
        assert_eq!(mentioned(&format!("@{longest} y")), [[longest.as_str()]]);
        assert_eq!(mentioned(&format!("@{longest}y")), Vec::<Vec<String>>::new());
    }

    #[test]
    fn only_so_many_mentions_count() {
        assert_eq!(candidates(&"@a ".repeat(100), 50).len(), 50);
        assert_eq!(candidates("@ @ @ @a", 1), [["a"]], "what is none does not count");
    }
}
