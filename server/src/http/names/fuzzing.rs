//! What holds of names that are written readably, whatever stands in and around them, and however it comes in.

use serde_json::value::RawValue;

use super::polling::Packets;
use super::websocket::Frames;

const SEPARATOR: u8 = 0x1e;
/// Bytes that one name may get shorter by, and an escape that is not complete: what may be held at most.
const HELD: usize = 1_024 + 12;

/// The first byte says how the rest is cut into pieces, and the next four are a mask.
pub fn names(data: &[u8]) {
    let Some((&[cut, ref mask @ ..], rest)) = data.split_first_chunk::<5>() else { return };
    let at_a_time = usize::from(cut).max(1);
    body(rest, at_a_time);
    frames(rest, at_a_time);
    message(rest, *mask, at_a_time);
}

/// Where bytes are cut makes no difference.
fn looked_at(bytes: &[u8], at_a_time: usize, mut look: impl FnMut(&[u8]) -> Option<Vec<u8>>) -> Vec<u8> {
    bytes.chunks(at_a_time).flat_map(|piece| look(piece).unwrap_or_else(|| piece.to_vec())).collect()
}

fn body(bytes: &[u8], at_a_time: usize) {
    let (mut whole, mut pieces) = (Packets::default(), Packets::default());
    let after = looked_at(bytes, usize::MAX, |bytes| whole.look(bytes));
    assert_eq!(after, looked_at(bytes, at_a_time, |bytes| pieces.look(bytes)), "cut after {at_a_time}");
    assert!(after.len() <= bytes.len() && bytes.len() - after.len() <= HELD, "{} of {}", after.len(), bytes.len());
    let packets = |bytes: &[u8]| bytes.split(|&byte| byte == SEPARATOR).map(<[u8]>::to_vec).collect::<Vec<_>>();
    let (before, after) = (packets(bytes), packets(&after));
    assert_eq!(before.len(), after.len());
    for (index, (before, after)) in before.iter().zip(&after).enumerate() {
        let is_last = index + 1 == packets(bytes).len();
        assert!(is_last || before.len() == after.len(), "{before:?} is {after:?}");
        packet(before, after);
    }
}

/// The same arguments, and the same name, but for what no JSON can write otherwise.
fn packet(before: &[u8], after: &[u8]) {
    let (Ok(before), Ok(after)) = (std::str::from_utf8(before), String::from_utf8(after.to_vec())) else { return };
    let Some((mut old, header)) = arguments(before).filter(|_| before.starts_with("42") || before.starts_with("45"))
    else {
        return;
    };
    // A header that is none: who reads it refuses it, whatever its name is.
    let Some((mut new, new_header)) = arguments(&after) else { panic!("{before} has become {after}") };
    if old.is_empty() || !is_header(header) {
        return;
    }
    let (old_name, new_name) = (old.remove(0), new.remove(0));
    assert_eq!(header, new_header);
    let texts = |values: &[Box<RawValue>]| values.iter().map(|value| value.get().to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&old), texts(&new), "{before} has become {after}");
    let Ok(named) = serde_json::from_str::<String>(old_name.get()) else { return };
    if !old_name.get().starts_with('"') || old_name.get().len() > HELD {
        return;
    }
    // Borrowed, as the engine reads it.
    let readable: &str = serde_json::from_str(new_name.get()).unwrap_or_else(|error| panic!("{after}: {error}"));
    let expected: String = named.chars().map(|c| if needs_escape(c) { '\u{7f}' } else { c }).collect();
    assert_eq!(readable, expected);
    assert!(old_name.get().contains('\\') || before == after, "{before} has become {after}");
}

const fn needs_escape(c: char) -> bool {
    matches!(c, '"' | '\\' | '\0'..='\x1f')
}

/// What is in the array of a packet, and what stands before it.
fn arguments(packet: &str) -> Option<(Vec<Box<RawValue>>, &str)> {
    let (header, array) = packet.split_at_checked(packet.find('[')?)?;
    Some((serde_json::from_str(array).ok()?, header))
}

/// `42`, `451-`, `42/namespace,` and `4212`, but not `42abc`.
fn is_header(header: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let rest = match header.strip_prefix("45") {
        Some(rest) => match rest.split_once('-') {
            Some((count, rest)) if digits(count) => rest,
            _ => return false,
        },
        None => header.get(2..).unwrap_or_default(),
    };
    let rest = if rest.starts_with('/') { rest.split_once(',').map_or("-", |(_, rest)| rest) } else { rest };
    digits(rest.trim_end_matches([' ', '\t', '\n', '\r']))
}

/// Any bytes as frames: nothing is lost but what a name owes.
fn frames(bytes: &[u8], at_a_time: usize) {
    let (mut whole, mut pieces) = (Frames::default(), Frames::default());
    let after = looked_at(bytes, usize::MAX, |bytes| whole.look(bytes));
    assert_eq!(after, looked_at(bytes, at_a_time, |bytes| pieces.look(bytes)), "cut after {at_a_time}");
    assert!(after.len() <= bytes.len() && bytes.len() - after.len() <= HELD, "{} of {}", after.len(), bytes.len());
}

/// A message over a WebSocket becomes what the same packet becomes in a body, in a frame of the same length.
fn message(payload: &[u8], mask: [u8; 4], at_a_time: usize) {
    let Ok(length) = u16::try_from(payload.len()) else { return };
    if payload.is_empty() || payload.contains(&SEPARATOR) {
        return;
    }
    let masked =
        |bytes: &[u8]| bytes.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask).collect::<Vec<_>>();
    let mut header = vec![0x81];
    match u8::try_from(length) {
        Ok(short) if short < 126 => header.push(0x80 | short),
        _ => header.extend([&[0x80 | 126][..], &length.to_be_bytes()].concat()),
    }
    header.extend(mask);
    let frame = [header.clone(), masked(payload)].concat();
    let mut frames = Frames::default();
    let after = looked_at(&frame, at_a_time, |bytes| frames.look(bytes));
    let (header_after, payload_after) = after.split_at(header.len());
    assert_eq!(header, header_after);
    let expected = Packets::default().look(&[payload, &[SEPARATOR]].concat());
    let expected = expected.map_or_else(
        || payload.to_vec(),
        |mut expected| {
            expected.truncate(payload.len());
            expected
        },
    );
    assert_eq!(masked(payload_after), expected);
}
