//! Bodies of polling requests in Engine.IO 3, `22:42["name",…]2:2`: each packet behind its length in UTF-16.
//!
//! Unlike those of Engine.IO 4 they are held whole, since a name that gets shorter changes a number before it. And the text in
//! them is of two kinds: clients of Socket.IO 1.x encode it as UTF-8 once more, and expect the same; those of 2.x do not. What
//! is answered is therefore written in ASCII, with JSON's escapes, which is the same for both: two or three times longer
//! where it is not English, for clients that are old and poll. What is posted is decoded once more where all of it can be.
//! That is wrong only for a whole body from 2.x in which everything outside of ASCII looks as if it was encoded twice.
//!
//! The engine also writes bytes that go out as Engine.IO 4 has them, `bAQ==`, where the older version wants `b4AQ==`.

use std::borrow::Cow;
use std::fmt::Write as _;

use axum::body::Bytes;

use super::packet::Packet;

/// What begins a packet of text, in a body that has bytes in it.
const TEXT: u8 = 0;
/// What ends its length.
const LENGTH_END: u8 = 0xff;
const LONGEST_LENGTH: usize = 9;

/// What is posted, as the engine reads it. What is no such body is left for the engine to refuse.
pub(in crate::http) fn posted(body: Bytes, is_binary: bool) -> Bytes {
    if body.is_ascii() && !body.contains(&b'\\') {
        return body;
    }
    let mended = if is_binary { with_readable_names(&body) } else { std::str::from_utf8(&body).ok().and_then(mended) };
    mended.map_or(body, Bytes::from)
}

/// What is polled, as all clients read it.
pub(in crate::http) fn polled(body: Bytes, is_binary: bool) -> Bytes {
    let mended =
        if is_binary { with_typed_bytes(&body) } else { std::str::from_utf8(&body).ok().and_then(readable_by_all) };
    mended.map_or(body, Bytes::from)
}

/// `None` where that is what it is.
fn readable_by_all(body: &str) -> Option<Vec<u8>> {
    if body.is_ascii() && !body.contains(":b") {
        return None;
    }
    let packets = split(body)?.into_iter();
    Some(
        join(packets.map(|packet| if lacks_type(packet.as_bytes()) { typed(packet) } else { in_ascii(packet) })).into(),
    )
}

/// Whether a packet is bytes in base64 without the type of a message before them. Base64 comes in fours.
const fn lacks_type(packet: &[u8]) -> bool {
    matches!(packet, [b'b', base64 @ ..] if base64.len().is_multiple_of(4))
}

fn typed(packet: &str) -> Cow<'_, str> {
    packet.strip_prefix('b').map_or(Cow::Borrowed(packet), |base64| Cow::Owned(format!("b4{base64}")))
}

/// The packets of a body; `None` where it is not well formed.
fn split(mut text: &str) -> Option<Vec<&str>> {
    let mut packets = Vec::new();
    while !text.is_empty() {
        let (length, rest) = text.split_once(':')?;
        let mut left: usize = length.parse().ok()?;
        let mut end = 0;
        for char in rest.chars() {
            if left == 0 {
                break;
            }
            left = left.checked_sub(char.len_utf16())?;
            end += char.len_utf8();
        }
        let (packet, behind) = rest.split_at_checked(end).filter(|_| left == 0)?;
        packets.push(packet);
        text = behind;
    }
    Some(packets)
}

fn join<'a>(packets: impl Iterator<Item = Cow<'a, str>>) -> String {
    packets.fold(String::new(), |mut body, packet| {
        body.push_str(&packet.encode_utf16().count().to_string());
        body.push(':');
        body.push_str(&packet);
        body
    })
}

/// With names that can be read, and text that is encoded once.
fn mended(body: &str) -> Option<Vec<u8>> {
    let packets = split(body)?;
    let once: Option<Vec<String>> = packets.iter().map(|packet| decoded_once_more(packet)).collect();
    let packets = match once {
        Some(packets) => packets.into_iter().map(Cow::Owned).collect(),
        None => packets.into_iter().map(Cow::Borrowed).collect::<Vec<_>>(),
    };
    Some(join(packets.into_iter().map(readable)).into_bytes())
}

/// What was encoded twice; `None` where it was not.
fn decoded_once_more(packet: &str) -> Option<String> {
    let bytes: Option<Vec<u8>> = packet.chars().map(|char| u8::try_from(u32::from(char)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

fn readable(packet: Cow<'_, str>) -> Cow<'_, str> {
    let mut bytes = packet.as_bytes().to_vec();
    make_readable(&mut bytes);
    if bytes == packet.as_bytes() { packet } else { String::from_utf8(bytes).map_or(packet, Cow::Owned) }
}

/// Gives a packet a name that can be read; it keeps its length in bytes.
fn make_readable(packet: &mut [u8]) {
    let mut name = Packet::default();
    let mut instead = Vec::with_capacity(packet.len());
    for &byte in packet.iter() {
        if !name.take(byte, &mut instead) {
            instead.push(byte);
        }
        if name.is_past() {
            break;
        }
    }
    name.end(&mut instead);
    if let Some(beginning) = packet.get_mut(..instead.len()) {
        beginning.copy_from_slice(&instead);
    }
}

/// The same for a body that has bytes in it, where lengths count bytes: kind, digits, 255, packet.
fn with_readable_names(body: &[u8]) -> Option<Vec<u8>> {
    let mut mended = Vec::with_capacity(body.len());
    for (kind, packet) in split_binary(body)? {
        let mut packet = packet.to_vec();
        if kind == TEXT {
            make_readable(&mut packet);
        }
        push_binary(&mut mended, kind, &packet);
    }
    Some(mended)
}

/// Bytes in base64 with the type of a message before them; `None` where that is not to be mended.
fn with_typed_bytes(body: &[u8]) -> Option<Vec<u8>> {
    let packets = split_binary(body)?;
    if !packets.iter().any(|(_, packet)| lacks_type(packet)) {
        return None;
    }
    let mut mended = Vec::with_capacity(body.len() + packets.len());
    for (kind, packet) in packets {
        match packet {
            [b'b', base64 @ ..] if kind == TEXT && lacks_type(packet) => {
                push_binary(&mut mended, kind, &[b"b4", base64].concat());
            }
            packet => push_binary(&mut mended, kind, packet),
        }
    }
    Some(mended)
}

/// The packets of a body that has bytes in it, each with its kind.
fn split_binary(mut body: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut packets = Vec::new();
    while let [kind, behind @ ..] = body {
        let digits = behind.iter().position(|&byte| byte == LENGTH_END).filter(|&digits| digits <= LONGEST_LENGTH)?;
        let (length, behind) = behind.split_at_checked(digits)?;
        let length = length.iter().try_fold(0, |length: usize, &digit| {
            (digit <= 9).then(|| length.saturating_mul(10).saturating_add(usize::from(digit)))
        })?;
        let (packet, behind) = behind.get(1..)?.split_at_checked(length)?;
        packets.push((*kind, packet));
        body = behind;
    }
    Some(packets)
}

fn push_binary(body: &mut Vec<u8>, kind: u8, packet: &[u8]) {
    body.push(kind);
    body.extend(packet.len().to_string().bytes().map(|digit| digit - b'0'));
    body.push(LENGTH_END);
    body.extend(packet);
}

/// The JSON of Socket.IO's packets without a character outside of ASCII. Other packets are not looked into.
fn in_ascii(packet: &str) -> Cow<'_, str> {
    let is_json = packet.strip_prefix('4').is_some_and(|packet| packet.starts_with(['2', '3', '4', '5', '6']));
    let Some(json) = packet.find(['[', '{', '"']).filter(|_| is_json && !packet.is_ascii()) else {
        return Cow::Borrowed(packet);
    };
    let (head, json) = packet.split_at(json);
    let mut escaped = head.to_owned();
    for char in json.chars() {
        if char.is_ascii() {
            escaped.push(char);
        } else {
            for unit in char.encode_utf16(&mut [0; 2]) {
                // Writing to a string does not fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(packets: &[&str]) -> Bytes {
        join(packets.iter().map(|&packet| Cow::Borrowed(packet))).into()
    }

    /// As clients of Socket.IO 1.x write it.
    fn twice(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn names_are_made_readable_and_lengths_stay_true() {
        let posted = posted(body(&[r#"4212["caf\u00e9 \ud83d\ude00","\u00e9"]"#, "2", r#"42["a\nb"]"#]), false);
        let names = ["4212[\"café 😀\"               ,\"\\u00e9\"]", "2", "42[\"a\u{7f}b\" ]"];
        let names: Vec<String> = names.iter().map(|name| name.replace(' ', "")).collect();
        let text = String::from_utf8(posted.to_vec()).unwrap();
        let packets: Vec<String> = split(&text).unwrap().into_iter().map(|packet| packet.replace(' ', "")).collect();
        assert_eq!(packets, names);
    }

    #[test]
    fn text_that_is_encoded_twice_is_decoded_and_other_text_is_not() {
        let said = r#"42["message:send",{"text":"Zoë 你好 🦀"}]"#;
        assert_eq!(posted(body(&[&twice(said), "2"]), false), body(&[said, "2"]));
        assert_eq!(posted(body(&[said, "2"]), false), body(&[said, "2"]));
        let latin = r#"42["x","ë"]"#;
        assert_eq!(posted(body(&[latin]), false), body(&[latin]), "not UTF-8 once more");
        assert_eq!(
            posted(body(&[latin, &twice(latin)]), false),
            body(&[latin, &twice(latin)]),
            "one client is of one kind"
        );
    }

    #[test]
    fn what_is_polled_is_ascii_and_means_the_same() {
        let said = r#"42["message:new",{"text":"Zoë 你好 🦀 \"\\"}]"#;
        let polled = polled(body(&[said, "3", r#"431[{"ok":true}]"#, r#"44"nötig""#]), false);
        assert!(polled.is_ascii());
        let text = String::from_utf8(polled.to_vec()).unwrap();
        let packets = split(&text).unwrap();
        assert_eq!(packets.len(), 4);
        let json = |packet: &str| serde_json::from_str::<serde_json::Value>(packet.get(2..).unwrap()).unwrap();
        assert_eq!(json(packets[0]), json(said));
        assert_eq!(json(packets[3]), "nötig");
    }

    #[test]
    fn messages_that_are_not_of_socket_io_are_left_alone() {
        for packet in ["4€€€€", "4hello é", "0{\"é\":1}", "2probe é"] {
            assert_eq!(polled(body(&[packet]), false), body(&[packet]));
        }
    }

    #[test]
    fn bytes_that_are_polled_are_messages() {
        let event = r#"451-["x",{"_placeholder":true,"num":0}]"#;
        for bytes in ["b", "bAQ==", "b4AQ=", "bAAAA4AQ="] {
            let typed = bytes.replacen('b', "b4", 1);
            assert_eq!(polled(body(&[event, bytes, "3"]), false), body(&[event, &typed, "3"]));
            assert_eq!(polled(body(&[event, &typed]), false), body(&[event, &typed]), "which it is already");
            let binary = |text: &str| {
                let mut body = Vec::new();
                push_binary(&mut body, TEXT, event.as_bytes());
                push_binary(&mut body, TEXT, text.as_bytes());
                push_binary(&mut body, 1, &[4, 0xff, b'b']);
                Bytes::from(body)
            };
            assert_eq!(polled(binary(bytes), true), binary(&typed));
            assert_eq!(polled(binary(&typed), true), binary(&typed));
        }
    }

    #[test]
    fn names_in_a_body_with_bytes_are_made_readable() {
        let packet = br#"451-["\u00e9",{"_placeholder":true,"num":0}]"#;
        let digits = [u8::try_from(packet.len() / 10).unwrap(), u8::try_from(packet.len() % 10).unwrap()];
        let body = [&[0], digits.as_slice(), &[255], packet, &[1, 3, 255, 4, b'\\', 9]].concat();
        let posted = posted(Bytes::from(body.clone()), true);
        assert_eq!(posted.len(), body.len());
        let text = String::from_utf8_lossy(&posted[4..4 + packet.len()]).replace(' ', "");
        assert_eq!(text, r#"451-["é",{"_placeholder":true,"num":0}]"#);
        assert_eq!(posted[4 + packet.len()..], body[4 + packet.len()..]);
    }

    #[test]
    fn what_is_malformed_is_left_for_the_engine() {
        for text in ["é", "5:é", "x:\\", ":é", "1:🦀", "2:42\\", "18446744073709551616:é", "-1:é"] {
            assert_eq!(posted(text.into(), false), text.as_bytes(), "{text}");
            assert_eq!(polled(text.into(), false), text.as_bytes(), "{text}");
        }
        let mut random = fastrand::Rng::with_seed(3);
        for _ in 0..20_000 {
            let bytes: Vec<u8> =
                (0..random.usize(..20)).map(|_| *random.choice(b"0124:5-[\"\\u\xc3\xa9\xff\0\x01").unwrap()).collect();
            // Nothing is made up that is much longer, and nothing panics.
            for is_binary in [false, true] {
                assert!(posted(bytes.clone().into(), is_binary).len() <= bytes.len() * 2);
                assert!(polled(bytes.clone().into(), is_binary).len() <= bytes.len() * 3 + 2);
            }
        }
    }
}
