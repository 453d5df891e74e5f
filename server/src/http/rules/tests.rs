//! Frames in pieces of every size. The cases of the Autobahn test suite are in `tests/hostile/`.

use super::*;

const LIMIT: usize = 1_000;

fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let key = [1, 2, 3, 4];
    let mut frame = vec![first, MASKED | u8::try_from(payload.len()).unwrap()];
    frame.extend(key);
    frame.extend(payload.iter().zip(key.iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

/// What is found in a stream, whatever the pieces that it comes in; and how much of it came before.
fn found(stream: &[u8]) -> Option<(Fault, usize)> {
    let whole = Rules::default().look(stream, LIMIT).err();
    for size in 1..=stream.len() {
        let mut rules = Rules::default();
        let in_pieces = stream.chunks(size).find_map(|piece| rules.look(piece, LIMIT).err());
        assert_eq!(in_pieces.map(|found| found.0), whole.map(|found| found.0), "in pieces of {size}");
    }
    whole
}

#[test]
fn a_fault_is_found_whatever_the_pieces_that_frames_come_in() {
    let good = [frame(0x01, b"4"), frame(0x89, b"?"), frame(0x80, "2é".as_bytes())].concat();
    assert_eq!(found(&good), None);
    let bad = [(frame(0x83, b""), Fault::Protocol), (frame(0x81, b"a\xffb"), Fault::NotUtf8)];
    for (bad, fault) in bad {
        let (is, before) = found(&[good.clone(), bad].concat()).unwrap();
        assert_eq!(is, fault);
        assert!(before >= good.len());
    }
}

#[test]
fn a_message_is_too_large_before_it_is_there() {
    assert_eq!(found(&[0x82, 0xff, 0, 0, 0, 0, 0, 0, 3, 0xe9, 0, 0, 0, 0]), Some((Fault::TooLarge, 13)));
    let parts = [frame(0x02, &[0; 100]), frame(0x00, &[0; 100]).repeat(9), frame(0x00, b"x")].concat();
    assert_eq!(found(&parts).unwrap().0, Fault::TooLarge);
}

#[test]
fn a_message_does_not_have_parts_without_end() {
    let parts = [frame(0x02, b""), frame(0x00, b"").repeat(PARTS as usize)].concat();
    assert_eq!(Rules::default().look(&parts, LIMIT).unwrap_err().0, Fault::TooManyParts);
    let others = [frame(0x82, b""), frame(0x8a, b"")].concat().repeat(PARTS as usize + 1);
    assert_eq!(Rules::default().look(&others, LIMIT), Ok(()), "messages and control frames of their own");
}
