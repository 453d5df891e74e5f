//! One escape of JSON, byte by byte.

/// Bytes of the longest escape, `\u00e9`.
const LONGEST: usize = 6;

/// An escape that is not complete.
#[derive(Default)]
pub(super) struct Escape(Vec<u8>);

/// What an escape has come to.
pub(super) enum Escaped {
    /// Nothing yet.
    Incomplete,
    /// This UTF-16 code unit, which may be half of a character.
    Unit(u16),
    /// Not an escape of JSON.
    Malformed,
}

impl Escape {
    /// Whether an escape has begun.
    pub(super) const fn is_open(&self) -> bool {
        !self.0.is_empty()
    }

    /// Takes the next byte, the first of which is the backslash.
    pub(super) fn push(&mut self, byte: u8) -> Escaped {
        self.0.push(byte);
        match *self.0.as_slice() {
            [_] | [_, b'u'] => Escaped::Incomplete,
            [_, simple] => match simple {
                b'"' | b'\\' | b'/' => Escaped::Unit(simple.into()),
                b'b' => Escaped::Unit(0x08),
                b'f' => Escaped::Unit(0x0c),
                b'n' => Escaped::Unit(0x0a),
                b'r' => Escaped::Unit(0x0d),
                b't' => Escaped::Unit(0x09),
                _ => Escaped::Malformed,
            },
            [_, _, ref digits @ ..] if byte.is_ascii_hexdigit() => {
                if self.0.len() < LONGEST {
                    return Escaped::Incomplete;
                }
                let digits = digits.iter().filter_map(|&digit| char::from(digit).to_digit(16));
                // Four digits of four bits.
                Escaped::Unit(digits.fold(0, |unit, digit| unit << 4 | (digit & 0xf) as u16))
            }
            _ => Escaped::Malformed,
        }
    }

    /// Takes the bytes out, to begin anew.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0)
    }
}
