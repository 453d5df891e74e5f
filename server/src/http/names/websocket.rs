//! WebSocket frames from a client: each keeps its header and its length, so nothing is framed anew.
//!
//! Only text messages of one frame are looked into, and only up to the end of the name. A fragmented message passes as it
//! is, since its spaces might belong in a later frame than its name; clients do not fragment what is as short as
//! events are.

use super::chunk::Chunk;
use super::packet::Packet;

/// First byte of a text message that is one frame, with no bit reserved for extensions, which there are none of.
const WHOLE_TEXT: u8 = 0x81;
/// Bit of the second byte: the payload is masked. The other bits are the length, or say how long the length is.
const MASKED: u8 = 0x80;
const LENGTH_IN_2_BYTES: u8 = 126;
const LENGTH_IN_8_BYTES: u8 = 127;
/// More than any engine takes in a frame.
const TOO_LARGE: u64 = u32::MAX as u64;

/// What a client sends over one connection.
#[derive(Default)]
pub(super) struct Frames {
    at: At,
    /// What there is of a header that is not complete, at most 14 bytes.
    header: Vec<u8>,
}

#[derive(Default)]
enum At {
    #[default]
    Header,
    Payload(Payload),
    /// A frame was announced that is larger than any may be. It will be refused, and nothing comes after it.
    Refused,
}

/// The rest of a frame's payload.
struct Payload {
    left: usize,
    key: Key,
    packet: Packet,
}

/// A mask, and how far the payload has come in and gone out. These differ while a name is read.
struct Key {
    bytes: [u8; 4],
    taken: usize,
    given: usize,
}

impl Frames {
    /// Looks at the next bytes, wherever they begin and end. Returns what is to stand for them, which may be nothing
    /// yet, or `None` where they pass as they are.
    pub(super) fn look(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut chunk = Chunk::new(bytes);
        while let [byte, ..] = *chunk.rest() {
            match &mut self.at {
                At::Header => {
                    self.header.push(byte);
                    chunk.pass(1);
                    if let Some(next) = after(&self.header) {
                        self.at = next;
                        self.header.clear();
                    }
                }
                At::Payload(payload) => {
                    payload.look(&mut chunk);
                    if payload.left == 0 {
                        self.at = At::Header;
                    }
                }
                At::Refused => break,
            }
        }
        chunk.finish()
    }
}

/// What comes after a header; `None` where it is not complete.
fn after(header: &[u8]) -> Option<At> {
    let [first, second, rest @ ..] = header else { return None };
    let (length, rest) = match second & !MASKED {
        LENGTH_IN_2_BYTES => {
            let (length, rest) = rest.split_first_chunk()?;
            (u16::from_be_bytes(*length).into(), rest)
        }
        LENGTH_IN_8_BYTES => {
            let (length, rest) = rest.split_first_chunk()?;
            (u64::from_be_bytes(*length), rest)
        }
        length => (length.into(), rest),
    };
    let is_masked = second & MASKED != 0;
    let bytes = if is_masked { *rest.first_chunk()? } else { [0; 4] };
    // A frame without a mask is refused, too, but its length is true.
    let packet = if is_masked && *first == WHOLE_TEXT { Packet::default() } else { Packet::past() };
    Some(match usize::try_from(length) {
        Ok(0) => At::Header,
        Ok(left) if length < TOO_LARGE => At::Payload(Payload { left, key: Key { bytes, taken: 0, given: 0 }, packet }),
        _ => At::Refused,
    })
}

impl Payload {
    /// Takes from the chunk up to the end of the frame.
    fn look(&mut self, chunk: &mut Chunk<'_>) {
        let mut instead = Vec::new();
        while self.left > 0 && !self.packet.is_past() {
            let [byte, ..] = *chunk.rest() else { return };
            self.left -= 1;
            if self.packet.take(self.key.taken(byte), &mut instead) {
                if self.left == 0 {
                    self.packet.end(&mut instead);
                }
                chunk.replace(instead.drain(..).map(|byte| self.key.given(byte)));
            } else {
                self.key.given(byte);
                chunk.pass(1);
            }
        }
        let rest = self.left.min(chunk.rest().len());
        chunk.pass(rest);
        self.left -= rest;
    }
}

impl Key {
    const fn taken(&mut self, byte: u8) -> u8 {
        self.taken += 1;
        byte ^ self.bytes[(self.taken - 1) % 4]
    }

    const fn given(&mut self, byte: u8) -> u8 {
        self.given += 1;
        byte ^ self.bytes[(self.given - 1) % 4]
    }
}

#[cfg(test)]
mod tests;
