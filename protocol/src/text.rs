//! The text of a message.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::TEXT_CHARS;

/// The text of a message: 1 to [`TEXT_CHARS`] Unicode scalar values, not only white space.
///
/// It is plain text as far as the server is concerned: who shows it decides on mark-up, and must never take it for HTML.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("minLength" = 1, "maxLength" = TEXT_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct MessageText(String);

/// Why a text is not a [`MessageText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// Nothing but white space and control characters.
    #[error("a message needs at least one character that is not white space")]
    Empty,
    /// Longer than [`TEXT_CHARS`] characters.
    #[error("a message has at most {TEXT_CHARS} characters, this one has {0}")]
    TooLong(usize),
}

impl MessageText {
    /// Normalises `raw` (line ends become `\n`; control characters other than `\n` and `\t` are removed; white space
    /// at the end and empty lines at the start go) and checks its length.
    ///
    /// # Errors
    /// [`InvalidText`] where nothing is left, or too much.
    pub fn new(raw: &str) -> Result<Self, InvalidText> {
        let unix = raw.replace("\r\n", "\n").replace('\r', "\n");
        let clean: String = unix.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        let text = clean.trim_end().trim_start_matches('\n');
        match text.chars().count() {
            0 => Err(InvalidText::Empty),
            chars if chars > TEXT_CHARS => Err(InvalidText::TooLong(chars)),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The text as it is stored and sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What people write is no business of logs, and whatever holds a text prints it through this.
impl fmt::Debug for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageText({} bytes)", self.0.len())
    }
}

impl TryFrom<String> for MessageText {
    type Error = InvalidText;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        Self::new(&raw)
    }
}

impl From<MessageText> for String {
    fn from(text: MessageText) -> Self {
        text.0
    }
}

impl fmt::Display for MessageText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, expected: Result<&str, InvalidText>) {
        assert_eq!(MessageText::new(raw).as_ref().map(MessageText::as_str).map_err(|e| *e), expected);
    }

    #[test]
    fn text_keeps_its_lines_and_indentation() {
        check("    code\r\n\tmore\r\n", Ok("    code\n\tmore"));
        check("\n\n hello \u{7}\u{0}\n", Ok(" hello"));
    }

    #[test]
    fn text_of_white_space_alone_is_refused() {
        check("", Err(InvalidText::Empty));
        check(" \n\t\u{3000}\u{0}", Err(InvalidText::Empty));
    }

    #[test]
    fn debug_output_does_not_show_the_text() {
        assert_eq!(format!("{:?}", MessageText::new("secret").unwrap()), "MessageText(6 bytes)");
    }

    #[test]
    fn the_limit_counts_unicode_scalar_values() {
        check(&"🦀".repeat(5_000), Ok("🦀".repeat(5_000).as_str()));
        check(&"🦀".repeat(5_001), Err(InvalidText::TooLong(5_001)));
    }
}
