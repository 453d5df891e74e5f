//! The emoji there are, and how they are found.
//!
//! They are a file beside the program (`assets/emoji.txt`), which is loaded when the first one is wanted: at 40 kB
//! compressed it would otherwise cost everybody. It is searched line by line as it is, which takes less than a
//! millisecond, and needs no index in memory. Where it cannot be loaded there are a few built in.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::dom::window;
use crate::place;
use crate::text::insert_sorted;

/// Where the file is.
const ADDRESS: &str = "/emoji.txt";
/// For whoever has no connection when they first want one.
const BUILT_IN: &str = include_str!("emoji_few.txt");
/// Longest shortcode, in bytes.
const CODE_BYTES: usize = 64;

/// One emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Emoji<'a> {
    /// The characters.
    pub(crate) symbol: &'a str,
    /// Its name.
    pub(crate) name: &'a str,
    /// What it can be written as between two colons; at least one.
    codes: &'a str,
    /// What else it can be found by.
    words: &'a str,
}

impl<'a> Emoji<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut fields = line.split('\t');
        let symbol = fields.next().filter(|symbol| !symbol.is_empty())?;
        let (name, codes) = (fields.next()?, fields.next()?);
        Some(Self { symbol, name, codes, words: fields.next().unwrap_or_default() })
    }

    /// Its first shortcode, without the colons.
    pub(crate) fn code(&self) -> &'a str {
        self.codes.split(' ').next().unwrap_or_default()
    }

    /// How well it fits, the smaller the better; `None` where it does not.
    fn rank(&self, query: &str) -> Option<usize> {
        let codes = self.codes.split(' ');
        let words = || [self.name, self.codes, self.words].into_iter().flat_map(|words| words.split([' ', '_', '-']));
        // Of codes that begin with it, the shortest is the nearest, and mostly the best known.
        codes.filter(|code| code.starts_with(query)).map(str::len).min().or_else(|| {
            let found = query.split([' ', '_']).all(|part| words().any(|word| word.starts_with(part)));
            found.then_some(usize::MAX)
        })
    }
}

/// All emoji, or a few.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Emojis {
    text: Cow<'static, str>,
}

thread_local! {
    static LOADED: RefCell<Option<Rc<Emojis>>> = const { RefCell::new(None) };
}

impl Emojis {
    /// All, where they are loaded.
    pub(crate) fn loaded() -> Option<Rc<Self>> {
        LOADED.with_borrow(Clone::clone)
    }

    /// All, loaded now if they are not yet; a few where that fails, and then the next call tries again.
    pub(crate) async fn load() -> Rc<Self> {
        if let Some(loaded) = Self::loaded() {
            return loaded;
        }
        match fetch().await {
            Ok(text) => {
                let all = Rc::new(Self { text: Cow::Owned(text) });
                LOADED.set(Some(Rc::clone(&all)));
                all
            }
            Err(error) => {
                gloo_console::warn!("the emoji cannot be loaded:", error);
                Rc::new(Self::few())
            }
        }
    }

    /// Those that are always there.
    pub(crate) const fn few() -> Self {
        Self { text: Cow::Borrowed(BUILT_IN) }
    }

    /// Whether these are only those that are always there.
    pub(crate) const fn is_few(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_))
    }

    fn all(&self) -> impl Iterator<Item = Emoji<'_>> {
        self.text.lines().filter_map(Emoji::read)
    }

    /// The names of the groups, in order.
    pub(crate) fn groups(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter_map(|line| line.strip_prefix('\t'))
    }

    /// Those of a group.
    pub(crate) fn group(&self, name: &str) -> Vec<Emoji<'_>> {
        let lines = self.text.lines().skip_while(|line| line.strip_prefix('\t') != Some(name)).skip(1);
        lines.map_while(Emoji::read).collect()
    }

    /// The one of these characters.
    pub(crate) fn get(&self, symbol: &str) -> Option<Emoji<'_>> {
        self.all().find(|emoji| emoji.symbol == symbol)
    }

    /// At most `most` that fit the words of `query`, the best first.
    pub(crate) fn find(&self, query: &str, most: usize) -> Vec<Emoji<'_>> {
        let query = query.trim().to_ascii_lowercase();
        let mut found = Vec::with_capacity(most + 1);
        for emoji in self.all() {
            if let Some(rank) = emoji.rank(&query) {
                insert_sorted(&mut found, (rank, emoji), |(rank, _), (other, _)| rank > other);
                found.truncate(most);
            }
        }
        found.into_iter().map(|(_, emoji)| emoji).collect()
    }

    /// The one that is written `:code:`.
    pub(crate) fn of_code(&self, code: &str) -> Option<Emoji<'_>> {
        let lower = code.to_ascii_lowercase();
        self.all().find(|emoji| emoji.codes.split(' ').any(|known| known == lower))
    }

    /// `text` with emoji in the place of shortcodes; those within `kept` stay.
    pub(crate) fn replace_codes(&self, text: &str, kept: &[std::ops::Range<usize>]) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut done = 0;
        for (at, _) in text.match_indices(':') {
            if at < done || kept.iter().any(|range| range.contains(&at)) {
                continue;
            }
            let Some((code, emoji)) = self.code_at(text, at) else { continue };
            replaced.push_str(text.get(done..at).unwrap_or_default());
            replaced.push_str(emoji.symbol);
            done = at + code.len() + 2;
        }
        replaced.push_str(text.get(done..).unwrap_or_default());
        replaced
    }

    /// The shortcode that begins with the colon at `at`, without its colons. Behind a letter or a digit there is none:
    /// that is a time or an address.
    fn code_at<'t>(&self, text: &'t str, at: usize) -> Option<(&'t str, Emoji<'_>)> {
        let (before, tail) = text.split_at_checked(at)?;
        let (code, _) = tail.strip_prefix(':')?.split_once(':')?;
        let possible = !code.is_empty() && code.len() <= CODE_BYTES && code.bytes().all(is_code_byte);
        let apart = !before.chars().next_back().is_some_and(char::is_alphanumeric);
        (possible && apart).then(|| Some((code, self.of_code(code)?))).flatten()
    }

    /// The shortcode that `text` ends with: where it begins, and the emoji.
    pub(crate) fn at_end(&self, text: &str) -> Option<(usize, Emoji<'_>)> {
        let start = text.strip_suffix(':')?.rfind(':')?;
        let (code, emoji) = self.code_at(text, start)?;
        (start + code.len() + 2 == text.len()).then_some((start, emoji))
    }
}

/// Whether a shortcode may hold this.
pub(crate) const fn is_code_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+')
}

async fn fetch() -> Result<String, JsValue> {
    let response: Response = JsFuture::from(window().fetch_with_str(&place::below(ADDRESS))).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    // A server that answers every address with the page must not be taken at its word.
    let readable = response.ok() && text.starts_with('\t');
    readable.then_some(text).ok_or_else(|| JsValue::from_str("there are none at their address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Emojis {
        Emojis { text: Cow::Borrowed(include_str!("../assets/emoji.txt")) }
    }

    fn symbols(found: Vec<Emoji<'_>>) -> Vec<&str> {
        found.into_iter().map(|emoji| emoji.symbol).collect()
    }

    #[test]
    fn every_line_is_a_group_or_an_emoji_with_a_name_and_a_code() {
        let emojis = all();
        assert_eq!(emojis.groups().count(), 9);
        assert_eq!(emojis.all().count() + 9, emojis.text.lines().count());
        for emoji in emojis.all().chain(Emojis::few().all()) {
            assert!(!emoji.name.is_empty() && !emoji.code().is_empty(), "{emoji:?}");
            assert!(emoji.codes.split(' ').all(|code| code.bytes().all(is_code_byte)), "{emoji:?}");
        }
    }

    #[test]
    fn the_few_that_are_built_in_are_the_same_as_in_the_file() {
        let emojis = all();
        assert_eq!(Emojis::few().all().count(), 32);
        for emoji in Emojis::few().all() {
            assert_eq!(emojis.get(emoji.symbol), Some(emoji));
        }
    }

    #[test]
    fn a_group_holds_its_own() {
        let emojis = all();
        assert_eq!(emojis.group("flags").first().map(Emoji::code), Some("checkered_flag"));
        assert_eq!(emojis.groups().map(|group| emojis.group(group).len()).sum::<usize>(), emojis.all().count());
        assert!(emojis.group("nothing").is_empty());
    }

    #[test]
    fn the_exact_code_is_found_first_then_codes_then_other_words() {
        let emojis = all();
        assert_eq!(symbols(emojis.find("heart", 3)).first(), Some(&"❤️"));
        assert_eq!(symbols(emojis.find("+1", 3)), ["👍"]);
        assert!(symbols(emojis.find("Laugh", 50)).contains(&"😂"));
        assert!(symbols(emojis.find("thumbs up", 5)).contains(&"👍"));
        assert_eq!(emojis.find("e", 7).len(), 7);
        assert!(emojis.find("xyzzy", 7).is_empty());
    }

    #[test]
    fn shortcodes_become_emoji() {
        let emojis = all();
        for (text, expected) in [
            ("so :tada:!", "so 🎉!"),
            (":+1::+1:", "👍👍"),
            ("(:Smile:)", "(😄)"),
            (":no_such_thing: : :: :smile", ":no_such_thing: : :: :smile"),
            ("1:100:2 and a:smile:", "1:100:2 and a:smile:"),
            (":a :smile:", ":a 😄"),
        ] {
            assert_eq!(emojis.replace_codes(text, &[]), expected);
        }
        assert_eq!(emojis.replace_codes("`:tada:` :tada: x:y", &[0..8, 16..19]), "`:tada:` 🎉 x:y");
    }

    #[test]
    fn a_code_is_complete_with_its_second_colon() {
        let emojis = all();
        assert_eq!(emojis.at_end("so :tada:").map(|(start, emoji)| (start, emoji.symbol)), Some((3, "🎉")));
        for text in ["so :tada", ":tada: ", "a:tada:", "::", ":", ""] {
            assert_eq!(emojis.at_end(text), None, "{text}");
        }
    }
}
