//! One packet, as a client sends it: where its name is, and what to write in the place of that.

use super::escape::{Escape, Escaped};

/// Stands for what JSON cannot write but with an escape: DEL, which it can, and which no event has in its name.
const SUBSTITUTE: u8 = 0x7f;
/// Bytes that one name may get shorter by, and so the most that is ever owed. In a name with more escapes than make up
/// this, the further ones are substituted.
const SHORTENED: usize = 1_024;

/// How far a packet has been read.
#[derive(Default)]
pub(super) struct Packet {
    at: At,
    escape: Escape,
    /// The first half of a character, whose second is to come: its escape is counted in `owed`.
    high: Option<u16>,
    /// Bytes that came in and for which nothing was written yet, those of an incomplete escape aside.
    owed: usize,
}

/// What comes next. `4`, `2` or `5`, and then perhaps `1-`, `/namespace,` and `12`, and then `["name"`.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum At {
    /// The type of Engine.IO's packet.
    #[default]
    Message,
    /// The type of Socket.IO's.
    Kind,
    Attachments,
    /// The namespace, if one is named.
    Namespace,
    InNamespace,
    Ack,
    /// Space before the array.
    Array,
    /// Space before the name.
    Opened,
    Name,
    /// Nothing of interest.
    Past,
}

impl At {
    const fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Message, b'4') => Self::Kind,
            (Self::Kind, b'2') => Self::Namespace,
            (Self::Kind, b'5') | (Self::Attachments, b'0'..=b'9') => Self::Attachments,
            (Self::Attachments, b'-') => Self::Namespace,
            (Self::Namespace, b'/') => Self::InNamespace,
            (Self::InNamespace, byte) if byte != b',' => Self::InNamespace,
            (Self::InNamespace, _) | (Self::Namespace | Self::Ack, b'0'..=b'9') => Self::Ack,
            (Self::Namespace | Self::Ack | Self::Array, b'[') => Self::Opened,
            (Self::Namespace | Self::Ack | Self::Array, b' ' | b'\t' | b'\n' | b'\r') => Self::Array,
            (Self::Opened, b' ' | b'\t' | b'\n' | b'\r') => Self::Opened,
            (Self::Opened, b'"') => Self::Name,
            _ => Self::Past,
        }
    }
}

impl Packet {
    /// One that is not looked into.
    pub(super) fn past() -> Self {
        Self { at: At::Past, ..Self::default() }
    }

    /// Whether the rest passes as it is.
    pub(super) fn is_past(&self) -> bool {
        self.at == At::Past
    }

    /// Takes the next byte. Returns `false` where it passes as it is; otherwise what stands for it, which may be
    /// nothing, is added to `instead`. In all a packet gets as many bytes as it had.
    pub(super) fn take(&mut self, byte: u8, instead: &mut Vec<u8>) -> bool {
        if self.at != At::Name {
            self.at = self.at.after(byte);
            return false;
        }
        if self.escape.is_open() || byte == b'\\' {
            self.take_escaped(byte, instead);
            return true;
        }
        self.settle_high(instead);
        if byte == b'"' {
            self.at = At::Past;
        }
        if self.owed == 0 {
            return false;
        }
        instead.push(byte);
        if self.is_past() {
            self.pay(instead);
        }
        true
    }

    /// Ends the packet, complete or not: what is still held goes out as it came.
    pub(super) fn end(&mut self, instead: &mut Vec<u8>) {
        self.settle_high(instead);
        instead.append(&mut self.escape.take());
        self.pay(instead);
        self.at = At::Past;
    }

    fn take_escaped(&mut self, byte: u8, instead: &mut Vec<u8>) {
        match self.escape.push(byte) {
            Escaped::Incomplete => {}
            // socketioxide refuses the packet, as any server would.
            Escaped::Malformed => self.end(instead),
            Escaped::Unit(unit) => {
                let length = self.escape.take().len();
                if self.owed + length > SHORTENED {
                    self.settle_high(instead);
                    instead.extend(std::iter::repeat_n(SUBSTITUTE, length));
                    return;
                }
                self.owed += length;
                self.take_unit(unit, instead);
            }
        }
    }

    fn take_unit(&mut self, unit: u16, instead: &mut Vec<u8>) {
        let pair = self.high.and_then(|high| char::decode_utf16([high, unit]).next()?.ok());
        if let Some(pair) = pair {
            self.high = None;
            return self.write(pair, instead);
        }
        self.settle_high(instead);
        match char::from_u32(unit.into()) {
            Some('"' | '\\' | '\0'..='\x1f') => self.write(SUBSTITUTE.into(), instead),
            Some(char) => self.write(char, instead),
            None if (0xd800..0xdc00).contains(&unit) => self.high = Some(unit),
            None => self.write(SUBSTITUTE.into(), instead),
        }
    }

    /// Half a character that the other half did not follow is no character.
    fn settle_high(&mut self, instead: &mut Vec<u8>) {
        if self.high.take().is_some() {
            self.write(SUBSTITUTE.into(), instead);
        }
    }

    /// Writes a character for its escape, which is longer.
    fn write(&mut self, char: char, instead: &mut Vec<u8>) {
        instead.extend(char.encode_utf8(&mut [0; 4]).as_bytes());
        self.owed = self.owed.saturating_sub(char.len_utf8());
    }

    fn pay(&mut self, instead: &mut Vec<u8>) {
        instead.extend(std::iter::repeat_n(b' ', std::mem::take(&mut self.owed)));
    }
}
