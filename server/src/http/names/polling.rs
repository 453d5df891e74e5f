//! Bodies of polling requests: packets with a separator between them.
//!
//! They are looked at as they come in, and none is held; how large a body may be is for Engine.IO to say.

use axum::body::{Body, Bytes};
use futures_util::TryStreamExt as _;

use super::chunk::Chunk;
use super::packet::Packet;

/// What stands between packets in Engine.IO 4.
const SEPARATOR: u8 = 0x1e;

/// The packets of one body.
#[derive(Default)]
pub(super) struct Packets {
    packet: Packet,
}

/// The same body, with names that can be read. What is held of a body that ends within a name is left out: without the
/// name's end the packet is refused.
pub(in crate::http) fn readable(body: Body) -> Body {
    let mut packets = Packets::default();
    Body::from_stream(body.into_data_stream().try_filter_map(move |bytes| {
        let bytes = packets.look(&bytes).map_or(bytes, Bytes::from);
        std::future::ready(Ok((!bytes.is_empty()).then_some(bytes)))
    }))
}

impl Packets {
    /// Looks at the next bytes, wherever they begin and end. Returns what is to stand for them, which may be nothing
    /// yet, or `None` where they pass as they are.
    pub(super) fn look(&mut self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut chunk = Chunk::new(bytes);
        let mut instead = Vec::new();
        while let [byte, ..] = *chunk.rest() {
            if byte == SEPARATOR {
                self.packet.end(&mut instead);
                self.packet = Packet::default();
                if instead.is_empty() {
                    chunk.pass(1);
                } else {
                    instead.push(SEPARATOR);
                    chunk.replace(instead.drain(..));
                }
            } else if self.packet.is_past() {
                let end = chunk.rest().iter().position(|&byte| byte == SEPARATOR);
                chunk.pass(end.unwrap_or(chunk.rest().len()));
            } else if self.packet.take(byte, &mut instead) {
                chunk.replace(instead.drain(..));
            } else {
                chunk.pass(1);
            }
        }
        chunk.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_at(body: &str, at_a_time: usize) -> String {
        let mut packets = Packets::default();
        let look = |bytes: &[u8]| packets.look(bytes).unwrap_or_else(|| bytes.to_vec());
        String::from_utf8(body.as_bytes().chunks(at_a_time).flat_map(look).collect()).unwrap()
    }

    #[test]
    fn every_packet_of_a_body_gets_a_name_that_can_be_read() {
        let body = "42[\"caf\\u00e9\",\"\\u00e9\"]\u{1e}2\u{1e}421[\"\\n\"]\u{1e}bAQ==\u{1e}42[\"\\/\"]";
        let readable = "42[\"café\"    ,\"\\u00e9\"]\u{1e}2\u{1e}421[\"\u{7f}\" ]\u{1e}bAQ==\u{1e}42[\"/\" ]";
        for at_a_time in 1..=body.len() {
            assert_eq!(looked_at(body, at_a_time), readable, "{at_a_time} at a time");
        }
    }

    #[test]
    fn a_packet_that_ends_within_a_name_does_not_reach_into_the_next() {
        let body = "42[\"\\u00e9 \\u0\u{1e}42[\"x\"]";
        for at_a_time in 1..=body.len() {
            assert_eq!(looked_at(body, at_a_time), "42[\"é \\u0    \u{1e}42[\"x\"]", "{at_a_time} at a time");
        }
    }

    #[test]
    fn a_body_without_such_names_is_not_copied() {
        assert_eq!(Packets::default().look(b"42[\"x\",\"\\u00e9\"]\x1e2"), None);
    }
}
