//! What RFC 6455 asks of the frames of a client, and which code a WebSocket is closed with where they are otherwise.
//!
//! The engine closes such a WebSocket, too, but never says why: its codec tells it in an error that it drops, and it has
//! no hook there. So the bytes are looked at on their way to it; what comes behind a fault does not reach it any more.

mod utf8;

use utf8::Utf8;

/// Most parts of one message. With a byte in each, few clients ever send as many; without, they would never end.
const PARTS: u32 = 16_384;
/// Longest payload of a control frame (RFC 6455, section 5.5).
const CONTROL: u8 = 125;

const LAST: u8 = 0x80;
const RESERVED: u8 = 0x70;
const KIND: u8 = 0x0f;
const MASKED: u8 = 0x80;

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Why a WebSocket is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// No frame, or not in this place.
    Protocol,
    /// A text that is no UTF-8.
    NotUtf8,
    /// A message in more parts than anybody needs.
    TooManyParts,
    /// A message that is larger than the engine takes.
    TooLarge,
}

impl Fault {
    /// The code that says so (RFC 6455, section 7.4.1).
    pub(super) const fn code(self) -> u16 {
        match self {
            Self::Protocol => 1_002,
            Self::NotUtf8 => 1_007,
            Self::TooManyParts => 1_008,
            Self::TooLarge => 1_009,
        }
    }
}

/// How far the frames of one client have come, and whether they are as they should be.
#[derive(Default)]
pub(super) struct Rules {
    /// What there is of a header that is not complete, at most 14 bytes.
    header: Vec<u8>,
    frame: Option<Frame>,
    message: Option<Message>,
}

/// A frame whose payload is not complete.
struct Frame {
    kind: u8,
    is_last: bool,
    left: u64,
    key: [u8; 4],
    /// How far the key has come round.
    turn: usize,
    /// Of a closing frame: its code is 2 bytes, and then its reason is text.
    code_left: u8,
    reason: Utf8,
}

/// A message that is not complete.
struct Message {
    text: Option<Utf8>,
    bytes: u64,
    parts: u32,
}

impl Rules {
    /// Looks at the next bytes, wherever they begin and end. `limit` is the largest message that the engine takes.
    ///
    /// # Errors
    /// The fault, and how many of the bytes came before it was seen.
    pub(super) fn look(&mut self, bytes: &[u8], limit: usize) -> Result<(), (Fault, usize)> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let before = bytes.len() - rest.len();
            let faulty = |fault| (fault, before);
            match &mut self.frame {
                None => {
                    let (byte, behind) = rest.split_at(1);
                    self.header.extend(byte);
                    rest = behind;
                    // As soon as it is known: who reads only the few frames of an upgrade reads no further than this.
                    if let [first, second] = *self.header {
                        self.may_begin(first, second).map_err(faulty)?;
                    }
                    if let Some(header) = parse(&self.header) {
                        self.header.clear();
                        self.begin(&header, limit).map_err(faulty)?;
                    }
                }
                Some(frame) => {
                    let count = usize::try_from(frame.left).unwrap_or(usize::MAX).min(rest.len());
                    let (payload, behind) = rest.split_at(count);
                    rest = behind;
                    frame.left -= count as u64;
                    frame.look(payload, self.message.as_mut()).map_err(faulty)?;
                }
            }
            if self.frame.as_ref().is_some_and(|frame| frame.left == 0) {
                self.end().map_err(faulty)?;
            }
        }
        Ok(())
    }

    /// Whether a frame may begin so here.
    const fn may_begin(&self, first: u8, second: u8) -> Result<(), Fault> {
        let (length, is_last) = (second & !MASKED, first & LAST != 0);
        let may = match first & KIND {
            TEXT | BINARY => self.message.is_none(),
            CONTINUATION => self.message.is_some(),
            // A code has two bytes, or is not there.
            CLOSE => is_last && length <= CONTROL && length != 1,
            PING | PONG => is_last && length <= CONTROL,
            _ => false,
        };
        if may && first & RESERVED == 0 && second & MASKED != 0 { Ok(()) } else { Err(Fault::Protocol) }
    }

    /// A header is complete.
    fn begin(&mut self, header: &Header, limit: usize) -> Result<(), Fault> {
        let Header { kind, is_last, length, key } = *header;
        if kind == TEXT || kind == BINARY {
            self.message = Some(Message { text: (kind == TEXT).then(Utf8::default), bytes: 0, parts: 0 });
        }
        if let Some(message) = self.message.as_mut().filter(|_| kind < CLOSE) {
            message.bytes = message.bytes.saturating_add(length);
            message.parts += 1;
            if message.bytes > limit as u64 {
                return Err(Fault::TooLarge);
            }
            if message.parts > PARTS {
                return Err(Fault::TooManyParts);
            }
        }
        let code_left = if kind == CLOSE { 2 } else { 0 };
        self.frame = Some(Frame { kind, is_last, left: length, key, turn: 0, code_left, reason: Utf8::default() });
        Ok(())
    }

    /// A frame is complete.
    fn end(&mut self) -> Result<(), Fault> {
        let Some(frame) = self.frame.take() else { return Ok(()) };
        let is_whole = if frame.kind == CLOSE {
            frame.reason.is_whole()
        } else if frame.kind < CLOSE && frame.is_last {
            self.message.take().and_then(|message| message.text).is_none_or(|text| text.is_whole())
        } else {
            true
        };
        if is_whole { Ok(()) } else { Err(Fault::NotUtf8) }
    }
}

impl Frame {
    /// Some of its payload has come.
    fn look(&mut self, payload: &[u8], message: Option<&mut Message>) -> Result<(), Fault> {
        let text = match self.kind {
            CLOSE => &mut self.reason,
            kind if kind < CLOSE => match message.and_then(|message| message.text.as_mut()) {
                Some(text) => text,
                None => return Ok(()),
            },
            _ => return Ok(()),
        };
        for &byte in payload {
            let byte = byte ^ self.key[self.turn % 4];
            self.turn += 1;
            if self.code_left > 0 {
                self.code_left -= 1;
            } else if !text.take(byte) {
                return Err(Fault::NotUtf8);
            }
        }
        Ok(())
    }
}

struct Header {
    kind: u8,
    is_last: bool,
    length: u64,
    key: [u8; 4],
}

/// A header of a masked frame; `None` where it is not complete.
fn parse(header: &[u8]) -> Option<Header> {
    let [first, second, rest @ ..] = header else { return None };
    let (length, rest) = match second & !MASKED {
        126 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u16::from_be_bytes(*length).into(), rest)
        }
        127 => {
            let (length, rest) = rest.split_first_chunk()?;
            (u64::from_be_bytes(*length), rest)
        }
        length => (length.into(), rest),
    };
    Some(Header { kind: first & KIND, is_last: first & LAST != 0, length, key: *rest.first_chunk()? })
}

#[cfg(test)]
mod tests;
