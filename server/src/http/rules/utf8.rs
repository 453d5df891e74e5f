//! UTF-8 that comes in pieces, which may end in the middle of a character.

/// How far a text has come.
#[derive(Default)]
pub(super) struct Utf8 {
    /// Bytes of a character that are still to come.
    left: u8,
    /// What the next of them may be, where that is less than any: it would be a longer spelling than necessary, a surrogate,
    /// or beyond the last character (Unicode, table 3-7).
    next: Option<(u8, u8)>,
}

impl Utf8 {
    /// Takes the next byte; false where it cannot be there.
    pub(super) const fn take(&mut self, byte: u8) -> bool {
        if self.left == 0 {
            (self.left, self.next) = match byte {
                0..0x80 => (0, None),
                0xc2..=0xdf => (1, None),
                0xe0 => (2, Some((0xa0, 0xbf))),
                0xed => (2, Some((0x80, 0x9f))),
                0xe1..=0xef => (2, None),
                0xf0 => (3, Some((0x90, 0xbf))),
                0xf1..=0xf3 => (3, None),
                0xf4 => (3, Some((0x80, 0x8f))),
                _ => return false,
            };
            return true;
        }
        let (from, to) = match self.next.take() {
            Some(next) => next,
            None => (0x80, 0xbf),
        };
        self.left -= 1;
        from <= byte && byte <= to
    }

    /// Whether it may end here.
    pub(super) const fn is_whole(&self) -> bool {
        self.left == 0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_utf8(bytes: &[u8]) -> bool {
        let mut utf8 = Utf8::default();
        bytes.iter().all(|byte| utf8.take(*byte)) && utf8.is_whole()
    }

    #[test]
    fn every_character_is_taken_and_every_longer_or_shorter_spelling_is_not() {
        for char in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let bytes = char.encode_utf8(&mut buffer).as_bytes();
            assert!(is_utf8(bytes), "{char:?}");
            assert!(bytes.len() == 1 || !is_utf8(&bytes[..bytes.len() - 1]), "{char:?}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_standard_library(bytes in prop::collection::vec(
            prop_oneof![any::<u8>(), 0x7fu8..0xc3, 0xe0u8..0xf5], 0..8
        )) {
            prop_assert_eq!(is_utf8(&bytes), std::str::from_utf8(&bytes).is_ok());
        }
    }
}
