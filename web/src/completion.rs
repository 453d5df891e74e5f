//! What is being written that could be completed: a name behind an `@`, an emoji behind a colon.
//!
//! Pure, on the text and the caret; positions are in bytes, which [`from_utf16`] makes of the browser's.

use sociable_protocol::User;
use sociable_protocol::limits::NAME_CHARS;

use crate::emoji::is_code_byte;
use crate::text::insert_sorted;

/// Most suggestions at a time: what can be taken in at a glance, and fits above the keyboard of a phone.
pub(crate) const MOST: usize = 6;
/// Letters of a shortcode from which on emoji are suggested; `:D` is a face already.
const LEAST_CODE: usize = 2;

/// What could be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `@` and the beginning of a name.
    Mention,
    /// `:` and the beginning of a shortcode.
    Emoji,
}

/// The beginning of something, right before the caret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// What stands behind the sign.
    pub(crate) query: String,
    /// Where its sign is.
    pub(crate) start: usize,
    /// The caret.
    pub(crate) end: usize,
}

/// What could be completed before the caret at byte `caret`.
pub(crate) fn token(text: &str, caret: usize) -> Option<Token> {
    let before = text.get(..caret)?;
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let at = |sign: char| {
        before.rfind(sign).filter(|start| *start >= line).and_then(|start| {
            let apart = !before.get(..start)?.chars().next_back().is_some_and(char::is_alphanumeric);
            apart.then(|| Some((start, before.get(start + 1..)?))).flatten()
        })
    };
    let emoji = at(':').filter(|(_, query)| query.len() >= LEAST_CODE && query.bytes().all(is_code_byte));
    let mention =
        at('@').filter(|(_, query)| query.chars().count() <= NAME_CHARS && !query.starts_with(char::is_whitespace));
    let ((start, query), kind) =
        emoji.map(|found| (found, Kind::Emoji)).or(mention.map(|found| (found, Kind::Mention)))?;
    Some(Token { kind, query: query.to_owned(), start, end: caret })
}

/// The people whose names `query` may begin, those by their first word before those by a later one.
pub(crate) fn names<'a>(query: &str, people: impl Iterator<Item = &'a User>) -> Vec<&'a User> {
    let query = fold(query);
    let mut found = Vec::with_capacity(MOST + 1);
    for user in people {
        let name = fold(user.name.as_str());
        let by_later_word = || name.split(char::is_whitespace).skip(1).any(|word| word.starts_with(&query));
        let later = !name.starts_with(&query);
        if !later || by_later_word() {
            insert_sorted(&mut found, (later, name, user), |(later, name, _), (other_later, other, _)| {
                (later, name) > (other_later, other)
            });
            found.truncate(MOST);
        }
    }
    found.into_iter().map(|(.., user)| user).collect()
}

fn fold(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

/// The byte at which the UTF-16 code unit `offset` of `text` is.
pub(crate) fn from_utf16(text: &str, offset: usize) -> usize {
    let mut units = 0;
    text.char_indices()
        .find(|(_, c)| {
            let here = units;
            units += c.len_utf16();
            here >= offset
        })
        .map_or(text.len(), |(at, _)| at)
}

/// How many UTF-16 code units `text` has.
pub(crate) fn utf16_len(text: &str) -> u32 {
    u32::try_from(text.chars().map(char::len_utf16).sum::<usize>()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use sociable_protocol::{DisplayName, Timestamp, UserId};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(Kind, &str, usize)>) {
        let found = token(text, text.len());
        assert_eq!(found.as_ref().map(|token| (token.kind, token.query.as_str(), token.start)), expected, "{text}");
    }

    #[test]
    fn a_name_begins_behind_an_at_sign() {
        check("@", Some((Kind::Mention, "", 0)));
        check("hi @Ad", Some((Kind::Mention, "Ad", 3)));
        check("(@Ada Lo", Some((Kind::Mention, "Ada Lo", 1)));
        check("é @ا", Some((Kind::Mention, "ا", 3)));
        for text in ["ada@ex", "@ ada", "@ada\nmore", "", "ada"] {
            check(text, None);
        }
    }

    #[test]
    fn an_emoji_begins_behind_a_colon_with_two_letters() {
        check("so :ta", Some((Kind::Emoji, "ta", 3)));
        check("@ada :ta", Some((Kind::Emoji, "ta", 5)));
        check(":+1", Some((Kind::Emoji, "+1", 0)));
        for text in [":t", "at 10:30", ": ta", "a:tada", ":D", ":ta da", ":tä"] {
            check(text, None);
        }
    }

    #[test]
    fn only_what_is_before_the_caret_counts() {
        assert_eq!(token("@ada and", 3).map(|token| (token.query, token.end)), Some(("ad".to_owned(), 3)));
        assert_eq!(token("é@", 1), None, "a caret within a character");
    }

    #[test]
    fn people_are_found_by_any_word_of_their_name_in_any_case() {
        let names_of = ["Ada Lovelace", "Ben", "Lo Adams", "ÉMILE", "ada"];
        let users: Vec<User> = (0..)
            .zip(names_of)
            .map(|(byte, name)| {
                User::guest(UserId::new(Timestamp::from_millis(0), [byte; 10]), DisplayName::new(name).unwrap())
            })
            .collect();
        let found =
            |query: &str| names(query, users.iter()).into_iter().map(|user| user.name.as_str()).collect::<Vec<_>>();
        assert_eq!(found("AD"), ["ada", "Ada Lovelace", "Lo Adams"]);
        assert_eq!(found("ada l"), ["Ada Lovelace"]);
        assert_eq!(found("ém"), ["ÉMILE"]);
        assert_eq!(found("dams"), Vec::<&str>::new());
        assert_eq!(found("").len(), 5);
    }

    #[test]
    fn offsets_of_the_browser_count_code_units() {
        let text = "a🎉é";
        assert_eq!([0, 1, 3, 4, 9].map(|offset| from_utf16(text, offset)), [0, 1, 5, 7, 7]);
        assert_eq!(utf16_len(text), 4);
    }
}
