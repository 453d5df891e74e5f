//! Texts of one line: the name a person shows, a room's name and topic, a reaction.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::RoomSlug;
use crate::limits::{NAME_CHARS, REACTION_CHARS, ROOM_NAME_CHARS, TOPIC_CHARS};

/// A display name: 1 to [`NAME_CHARS`] characters, NFKC-normalised, on one line, with something visible in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("minLength" = 1, "maxLength" = NAME_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// Why a text is not a [`DisplayName`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing visible is left after normalisation.
    #[error("a name needs at least one visible character")]
    Empty,
    /// Longer than [`NAME_CHARS`] characters.
    #[error("a name has at most {NAME_CHARS} characters, this one has {0}")]
    TooLong(usize),
}

impl DisplayName {
    /// Normalises `raw` (NFKC; control and invisible formatting characters removed; runs of white space become one
    /// space; trimmed) and checks its length.
    ///
    /// # Errors
    /// [`InvalidName`] where nothing visible is left, or too much.
    pub fn new(raw: &str) -> Result<Self, InvalidName> {
        let mut name = one_line(&nfkc(raw));
        // What is removed may have kept characters apart that are one together, which is soon settled.
        loop {
            let again = one_line(&nfkc(&name));
            if again == name {
                break;
            }
            name = again;
        }
        match name.chars().count() {
            0 => Err(InvalidName::Empty),
            chars if chars > NAME_CHARS => Err(InvalidName::TooLong(chars)),
            _ => Ok(Self(name)),
        }
    }

    /// The name as it is shown.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without regard to case: two names that give the same are the same name to a reader.
    #[must_use]
    pub fn folded(&self) -> String {
        // Upper case first: ß and SS, or the two small sigmas, meet there only.
        self.0.to_uppercase().to_lowercase()
    }
}

/// Removes what cannot be seen, and makes one space of each run of white space.
fn one_line(raw: &str) -> String {
    let mut visible = String::with_capacity(raw.len());
    for c in raw.chars().filter(|c| !is_invisible(*c)) {
        // Behind a letter they change nothing that can be seen, and behind nothing they are nothing.
        let joins = is_joiner(c)
            && visible.chars().next_back().is_none_or(|last| {
                last.is_alphanumeric() || last.is_whitespace() || is_joiner(last) && last != '\u{FE0F}'
            });
        if !joins {
            visible.push(c);
        }
    }
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(not(target_arch = "wasm32"))]
fn nfkc(raw: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    raw.nfkc().collect()
}

/// The browser has the tables already; ours would make up a sixth of the frontend.
#[cfg(target_arch = "wasm32")]
fn nfkc(raw: &str) -> String {
    js_sys::JsString::from(raw).normalize("NFKC").into()
}

/// Characters that join emoji, or choose between their forms.
const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Characters that would let two different names look the same, or one name rearrange the line it stands in.
/// White space is not among them: it is folded.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}' | '\u{200C}' | '\u{200E}' | '\u{200F}'
            | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// A text of one line has too many characters, too few, or ones it may not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidLine(&'static str);

macro_rules! line {
    ($(#[$doc:meta])* $name:ident, $min:literal..=$max:expr, $rule:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("minLength" = $min, "maxLength" = $max)))]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Removes invisible characters, folds white space, trims, and checks what is left.
            ///
            /// # Errors
            /// [`InvalidLine`] with the rule that is broken.
            pub fn new(raw: &str) -> Result<Self, InvalidLine> {
                let line = one_line(raw);
                if ($min..=$max).contains(&line.chars().count()) { Ok(Self(line)) } else { Err(InvalidLine($rule)) }
            }

            /// The text as it is shown.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidLine;

            fn try_from(raw: String) -> Result<Self, Self::Error> {
                Self::new(&raw)
            }
        }

        impl From<$name> for String {
            fn from(line: $name) -> Self {
                line.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

line! {
    /// A room's name: 1 to [`ROOM_NAME_CHARS`] characters on one line.
    RoomName, 1..=ROOM_NAME_CHARS, "a room's name has 1 to 64 characters"
}

line! {
    /// What a room is about: at most [`TOPIC_CHARS`] characters on one line, perhaps none.
    #[derive(Default)]
    Topic, 0..=TOPIC_CHARS, "a topic has at most 250 characters"
}

line! {
    /// A kind of reaction, usually one emoji: 1 to [`REACTION_CHARS`] Unicode scalar values on one line, which leaves
    /// room for the longest emoji sequences.
    ReactionKey, 1..=REACTION_CHARS, "a reaction has 1 to 16 characters"
}

impl Topic {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<RoomSlug> for RoomName {
    /// A room is shown under its address until its name is known. A slug is a valid name.
    fn from(slug: RoomSlug) -> Self {
        Self(slug.into())
    }
}

impl TryFrom<String> for DisplayName {
    type Error = InvalidName;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        Self::new(&raw)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: Result<&str, InvalidName>) {
        assert_eq!(DisplayName::new(raw).as_ref().map(DisplayName::as_str).map_err(|e| *e), expected);
    }

    #[test]
    fn names_that_differ_in_case_alone_fold_to_the_same() {
        let folded = |name: &str| DisplayName::new(name).unwrap().folded();
        assert_eq!(folded("Straße"), folded("STRASSE"));
        assert_eq!(folded("ΣΊΣΥΦΟΣ"), folded("σίσυφος"));
        assert_ne!(folded("Ada"), folded("Ade"));
    }

    #[test]
    fn names_are_trimmed_and_folded_to_one_form() {
        check("  Ada \t Lovelace\n", Ok("Ada Lovelace"));
        check("Ａｄａ", Ok("Ada"));
        check("Zoe\u{0308}", Ok("Zoë"));
        check("a\u{202E}b\u{200B}c\u{0}", Ok("abc"));
        check("👩\u{200D}🚀", Ok("👩\u{200D}🚀"));
    }

    #[test]
    fn names_without_a_visible_character_are_refused() {
        check("", Err(InvalidName::Empty));
        check(" \u{3164}\u{2800}\u{200B} ", Err(InvalidName::Empty));
    }

    #[test]
    fn length_counts_characters_and_not_bytes() {
        check(&"é".repeat(32), Ok("é".repeat(32).as_str()));
        check(&"é".repeat(33), Err(InvalidName::TooLong(33)));
    }

    #[test]
    fn a_text_that_was_made_once_is_its_own_form() {
        // Found by the fuzzer: what stood between the two was removed after they could have become one.
        check("A\0\u{30a}", Ok("Å"));
        // A joiner behind the space that is trimmed.
        assert_eq!(RoomName::new(" \u{200d}x").unwrap().as_str(), "x");
    }

    proptest! {
        #[test]
        fn every_text_is_its_own_form(raw in "[aAe\u{30a}\u{301}\u{328}\u{0}\u{200b}\u{200d}\u{fe0f}\u{34f}ﬁＡ👩❤ \n\u{1100}\u{1161}\u{ffa0}]{0,12}") {
            if let Ok(form) = DisplayName::new(&raw) {
                prop_assert_eq!(DisplayName::new(form.as_str()), Ok(form));
            }
            if let Ok(form) = RoomName::new(&raw) {
                prop_assert_eq!(RoomName::new(form.as_str()), Ok(form));
            }
        }
    }
}
