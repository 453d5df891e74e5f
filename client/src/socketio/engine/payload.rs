//! The bodies of long-polling: packets with a record separator between them, binary ones as `b` and base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::socketio::{Frame, Malformed};

/// Between two packets. It cannot be in one: JSON escapes it, and base64 has no such character.
const SEPARATOR: char = '\u{1e}';
const BINARY: char = 'b';

/// The packets of what a poll was answered, in order.
pub(crate) fn packets(body: &str) -> impl Iterator<Item = Result<Frame, Malformed>> {
    body.split(SEPARATOR).map(|packet| match packet.strip_prefix(BINARY) {
        Some(base64) => STANDARD.decode(base64).map(Frame::Binary).map_err(|_| Malformed::Engine),
        None => Ok(Frame::Text(packet.to_owned())),
    })
}

/// How many bytes `len` bytes of binary data take in a body.
pub(crate) const fn binary_size(len: usize) -> usize {
    1 + len.div_ceil(3).saturating_mul(4)
}

/// Adds a frame to a body.
pub(crate) fn push(body: &mut String, frame: &Frame) {
    if !body.is_empty() {
        body.push(SEPARATOR);
    }
    match frame {
        Frame::Text(text) => body.push_str(text),
        Frame::Binary(bytes) => {
            body.push(BINARY);
            STANDARD.encode_string(bytes, body);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of the protocol's own documentation.
    #[test]
    fn a_body_holds_texts_and_binary_data() {
        let body = "4hello\u{1e}2\u{1e}4world\u{1e}bAQIDBA==";
        let frames: Vec<_> = packets(body).collect::<Result<_, _>>().unwrap();
        let expected = ["4hello", "2", "4world"].map(|text| Frame::Text(text.to_owned()));
        assert_eq!(frames, [expected.as_slice(), &[Frame::Binary(vec![1, 2, 3, 4])]].concat());
    }

    #[test]
    fn what_is_not_base64_is_malformed() {
        for packet in ["b@", "bAAA", "bAQIDBA", "bé"] {
            assert_eq!(packets(packet).collect::<Vec<_>>(), [Err(Malformed::Engine)], "{packet}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_has_the_size_that_was_said(
            frames in prop::collection::vec(prop_oneof![
                "4[^\u{1e}]{0,20}".prop_map(Frame::Text),
                prop::collection::vec(any::<u8>(), 0..40).prop_map(Frame::Binary),
            ], 1..8),
        ) {
            let mut body = String::new();
            for frame in &frames {
                let before = body.len();
                push(&mut body, frame);
                let size = match frame {
                    Frame::Text(text) => text.len(),
                    Frame::Binary(bytes) => binary_size(bytes.len()),
                };
                prop_assert_eq!(body.len() - before, size + usize::from(before > 0));
            }
            prop_assert_eq!(packets(&body).collect::<Result<Vec<_>, _>>().unwrap(), frames);
        }

        #[test]
        fn no_body_panics(body in ".{0,60}") {
            let _ = packets(&body).count();
        }
    }
}
