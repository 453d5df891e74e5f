//! Frames as clients make them, read in pieces of every size.

use proptest::prelude::*;

use super::*;

/// A frame as a client sends it.
fn frame(first: u8, key: Option<[u8; 4]>, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    let masked = if key.is_some() { MASKED } else { 0 };
    match payload.len() {
        length @ 0..126 => frame.push(masked | u8::try_from(length).unwrap()),
        length => match u16::try_from(length) {
            Ok(length) => {
                frame.push(masked | LENGTH_IN_2_BYTES);
                frame.extend(length.to_be_bytes());
            }
            Err(_) => {
                frame.push(masked | LENGTH_IN_8_BYTES);
                frame.extend(u64::try_from(length).unwrap().to_be_bytes());
            }
        },
    }
    frame.extend(key.unwrap_or_default().iter().take(if key.is_some() { 4 } else { 0 }));
    frame.extend(payload.iter().zip(key.unwrap_or_default().iter().cycle()).map(|(byte, key)| byte ^ key));
    frame
}

const KEY: [u8; 4] = [0xa5, 0, 0x5c, 0xff];

fn text(packet: &str) -> Vec<u8> {
    frame(WHOLE_TEXT, Some(KEY), packet.as_bytes())
}

/// What becomes of a stream that is read in pieces of these sizes, over and over.
fn looked_at(stream: &[u8], sizes: &[usize]) -> Vec<u8> {
    let mut frames = Frames::default();
    let (mut rest, mut out) = (stream, Vec::new());
    for &size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(size.min(rest.len()));
        out.extend(frames.look(piece).unwrap_or_else(|| piece.to_vec()));
        if after.is_empty() {
            return out;
        }
        rest = after;
    }
    out
}

fn becomes(packet: &str, readable: &str) {
    assert_eq!(packet.len(), readable.len(), "{packet}: an example that keeps its length");
    for size in 1..=packet.len() + 8 {
        let out = looked_at(&text(packet), &[size]);
        assert_eq!(out, text(readable), "{packet} in pieces of {size} is {}", String::from_utf8_lossy(&out));
    }
}

#[test]
fn what_json_can_write_without_an_escape_is_written_so() {
    becomes(r#"42["caf\u00e9",{"a":"\u00e9"}]"#, r#"42["café"    ,{"a":"\u00e9"}]"#);
    becomes(r#"42["\ud83d\ude00"]"#, r#"42["😀"        ]"#);
    becomes(r#"42["room\u003ajoin"]"#, r#"42["room:join"     ]"#);
    becomes(r#"42["a\/b"]"#, r#"42["a/b" ]"#);
}

#[test]
fn what_json_can_write_only_with_an_escape_is_substituted() {
    becomes(r#"42["say \"hi\""]"#, "42[\"say \u{7f}hi\u{7f}\"  ]");
    becomes(r#"42["\\\n\u0000"]"#, "42[\"\u{7f}\u{7f}\u{7f}\"       ]");
    becomes(r#"42["\ud83d\ud83d\ude00"]"#, "42[\"\u{7f}😀\"             ]");
    becomes(r#"42["\ud83dx\udc00"]"#, "42[\"\u{7f}x\u{7f}\"          ]");
}

#[test]
fn every_kind_of_event_has_its_name_found() {
    for head in ["42", "4212", "42/admin,", "42/a[\"\\u00e9,12", "451-", "4510-/admin,7", "42 ", "421\t"] {
        becomes(&format!(r#"{head}[ "\u00e9"]"#), &format!(r#"{head}[ "é"    ]"#));
    }
}

#[test]
fn what_is_no_event_or_no_json_is_not_touched() {
    for packet in [
        r#"40{"name":"\u00e9"}"#,
        r#"430["\u00e9"]"#,
        r#"42[1,"\u00e9"]"#,
        r#"42{"\u00e9":1}"#,
        r#"45-x["\u00e9"]"#,
        r#"2probe["\u00e9"]"#,
        r#"42["\x","\u00e9"]"#,
        r#"42["\u12g4","\u00e9"]"#,
        r#"42["\u00e"]"#,
        r#"42["\u0"#,
        r#"42["\"#,
        "",
    ] {
        becomes(packet, packet);
    }
}

#[test]
fn a_frame_that_ends_within_a_name_keeps_its_length() {
    becomes(r#"42["\u00e9"#, "42[\"é    ");
    becomes(r#"42["\ud83d"#, "42[\"\u{7f}     ");
    becomes(r#"42["\u00e9\ud83d\u"#, "42[\"é\u{7f}\\u         ");
}

#[test]
fn a_name_of_escapes_alone_owes_no_more_than_its_limit() {
    let packet = format!("42[\"{}\",1]", r"\u00e9".repeat(10_000));
    let mut frames = Frames::default();
    let mut held = 0;
    let mut out = Vec::new();
    for (taken, byte) in text(&packet).chunks(1).enumerate() {
        out.extend(frames.look(byte).unwrap_or_else(|| byte.to_vec()));
        held = held.max(taken + 1 - out.len());
    }
    assert_eq!(out.len(), text(&packet).len());
    assert!((1_000..=1_030).contains(&held), "{held}");
    let packet: Vec<u8> = out[8..].iter().zip(KEY.iter().cycle()).map(|(byte, key)| byte ^ key).collect();
    let [name, one]: [serde_json::Value; 2] = serde_json::from_slice(&packet[2..]).unwrap();
    assert!(name.as_str().unwrap().starts_with("éé") && one == 1);
}

#[test]
fn after_a_frame_that_is_too_large_nothing_is_touched() {
    let mut stream = vec![WHOLE_TEXT, MASKED | LENGTH_IN_8_BYTES];
    stream.extend(u64::MAX.to_be_bytes());
    stream.extend(text(r#"42["\u00e9"]"#));
    for size in 1..stream.len() {
        assert_eq!(looked_at(&stream, &[size]), stream);
    }
}

#[test]
fn what_has_no_such_name_is_not_copied() {
    let stream = [text(r#"42["message:send",{"text":"\u00e9"}]"#), text("3")].concat();
    assert_eq!(Frames::default().look(&stream), None);
}

/// A frame, and what is to become of it where that is something else.
fn any_frame() -> impl Strategy<Value = (Vec<u8>, Option<Vec<u8>>)> {
    let key = any::<[u8; 4]>();
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    let long = (60_000..100_000usize).prop_map(|length| vec![b'x'; length]);
    let other = (any::<u8>(), prop::option::of(key), prop_oneof![8 => bytes, 1 => long])
        .prop_filter("not looked into", |(first, key, _)| *first != WHOLE_TEXT || key.is_none())
        .prop_map(|(first, key, payload)| (frame(first, key, &payload), None));
    let head = prop::sample::select(vec!["42", "4217", "42/admin,", "42/admin,3", "451-", "452-/a,9"]);
    let event = (key, head, any::<String>(), "[^\"\\\\\u{0}-\u{1f}]*").prop_map(|(key, head, name, text)| {
        // As Python writes it.
        let units = name.encode_utf16().map(|unit| match unit {
            0x20..0x7f if unit != 0x22 && unit != 0x5c => char::from_u32(unit.into()).unwrap().to_string(),
            _ => format!("\\u{unit:04x}"),
        });
        let written: String = units.collect();
        let readable: String =
            name.chars().map(|char| if matches!(char, '\0'..='\x1f' | '"' | '\\') { '\u{7f}' } else { char }).collect();
        let packet = format!("{head}[\"{written}\",\"{text}\\n\"]");
        let spaces = " ".repeat(written.len() - readable.len());
        let expected = format!("{head}[\"{readable}\"{spaces},\"{text}\\n\"]");
        let framed = |packet: &str| frame(WHOLE_TEXT, Some(key), packet.as_bytes());
        (framed(&packet), Some(framed(&expected)))
    });
    prop_oneof![other, event]
}

proptest! {
    #[test]
    fn frames_come_out_with_readable_names_however_they_are_read(
        frames in prop::collection::vec(any_frame(), 0..8),
        sizes in prop::collection::vec(1_usize..2_000, 1..20),
        small in prop::collection::vec(1_usize..9, 1..20),
    ) {
        let stream: Vec<u8> = frames.iter().flat_map(|(frame, _)| frame.clone()).collect();
        let expected: Vec<u8> = frames.iter().flat_map(|(frame, other)| other.as_ref().unwrap_or(frame).clone()).collect();
        prop_assert!(looked_at(&stream, &sizes) == expected);
        prop_assert!(looked_at(&stream, &small) == expected);
    }

    #[test]
    fn anything_at_all_comes_out_as_long_as_it_was(
        packet in r#"4[25][0-9\-/,]{0,4}\["([a-z]|\\|\\u[0-9a-f]{4}|\\ud83d|\\ude00|"|é){0,20}"#,
        garbage in prop::collection::vec(any::<u8>(), 0..100),
        sizes in prop::collection::vec(1_usize..40, 1..20),
    ) {
        let stream = [text(&packet), garbage].concat();
        let out = looked_at(&stream, &sizes);
        // The garbage may end within an escape.
        prop_assert!(out.len() <= stream.len() && out.len() + 100 >= stream.len());
        let alone = looked_at(&text(&packet), &sizes);
        prop_assert_eq!(alone.len(), text(&packet).len());
    }
}
