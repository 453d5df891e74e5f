//! Servers that send what they should not.

use proptest::prelude::*;

use super::*;

#[track_caller]
fn ends_with_parse_error(bench: &mut Bench, malformed: Malformed) {
    assert_eq!(bench.commands(), [closed()]);
    let events = bench.events();
    assert!(
        matches!(&events[..], [.., Event::Reconnecting { reason: Reason::ParseError(why), .. }] if *why == malformed),
        "{events:?}"
    );
}

#[test]
fn malformed_packets_end_the_connection_which_is_made_again() {
    for (text, malformed) in [
        ("x", Malformed::Engine),
        ("", Malformed::Engine),
        ("4", Malformed::Header),
        ("48", Malformed::Header),
        ("42{}", Malformed::Payload),
        ("42[\"a\"", Malformed::Payload),
        ("43[1]", Malformed::Header),
        (OPEN, Malformed::Unexpected),
        (JOINED, Malformed::Unexpected),
        ("451-[\"a\"", Malformed::Payload),
        ("4511-[\"a\"]", Malformed::TooManyAttachments),
    ] {
        let mut bench = Bench::connected();
        bench.text(text);
        ends_with_parse_error(&mut bench, malformed);
        bench.pass(Duration::from_secs(5));
        bench.establish();
    }
}

#[test]
fn packets_at_the_wrong_time_end_the_connection() {
    let mut bench = Bench::with(|_| {});
    bench.connect();
    bench.commands();
    bench.open();
    bench.text(JOINED);
    ends_with_parse_error(&mut bench, Malformed::Unexpected);

    let mut bench = Bench::with(|_| {});
    bench.connect();
    bench.commands();
    bench.open();
    bench.text(OPEN);
    bench.text(r#"42["too early"]"#);
    ends_with_parse_error(&mut bench, Malformed::Unexpected);

    let mut bench = Bench::connected();
    bench.binary(&[1, 2, 3]);
    ends_with_parse_error(&mut bench, Malformed::Unexpected);
}

#[test]
fn frames_are_bounded() {
    let mut bench = Bench::with(|config| config.limits = Limits { frame_bytes: 200, ..Limits::default() });
    bench.connect();
    bench.establish();
    bench.text(&format!(r#"42["{}"]"#, "x".repeat(200)));
    ends_with_parse_error(&mut bench, Malformed::TooLarge);
}

#[test]
fn a_binary_event_comes_with_its_attachments_even_around_a_ping() {
    let mut bench = Bench::connected();
    bench.text(r#"451-["file",{"_placeholder":true,"num":0}]"#);
    bench.text("2");
    assert!(bench.events().is_empty());
    bench.binary(&[1, 2, 3]);
    let events = bench.events();
    let [Event::Message(message)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((message.name.as_str(), message.attachments.as_slice()), ("file", [vec![1, 2, 3]].as_slice()));
}

#[test]
fn attachments_of_a_lost_connection_are_forgotten() {
    let mut bench = Bench::connected();
    bench.text(r#"451-["file",{"_placeholder":true,"num":0}]"#);
    bench.close();
    bench.events();
    bench.session.reconnect_now(bench.now);
    bench.establish();
    bench.text(r#"42["hello"]"#);
    assert!(matches!(bench.events().as_slice(), [Event::Message(message)] if message.name == "hello"));
}

#[test]
fn events_that_nobody_takes_are_bounded() {
    let mut bench = Bench::connected();
    let limit = Limits::default().waiting_events;
    for received in 0..limit {
        assert!(!bench.session.is_congested(), "{received}");
        bench.text(r#"42["hello"]"#);
    }
    assert!(bench.session.is_congested());
    // Whoever does not read any more still sees connections come and go.
    bench.pass(Duration::from_secs(100_000));
    assert!(bench.events().len() <= limit + 2);
}

#[test]
fn what_people_write_is_not_in_debug_output() {
    let mut bench = Bench::connected();
    bench.text(r#"42["message:new",{"text":"my secret"}]"#);
    let events = bench.events();
    assert!(!format!("{events:?}").contains("secret"), "{events:?}");
}

proptest! {
    #[test]
    fn nothing_a_server_sends_panics_or_grows(
        frames in prop::collection::vec(prop_oneof![
            ".{0,20}",
            "4[0-6][0-9]{0,2}-?\\[\"[a-z]\"(,1)?\\]",
            Just(OPEN.to_owned()),
            Just(JOINED.to_owned()),
            Just("2".to_owned()),
            Just("43999[]".to_owned()),
            Just("451-[\"a\"]".to_owned()),
            Just("BINARY".to_owned()),
        ], 0..60),
        millis in 0_u64..60_000,
    ) {
        let mut bench = Bench::with(|_| {});
        bench.connect();
        for frame in frames {
            bench.pass(Duration::from_millis(millis));
            if bench.commands().iter().any(|command| matches!(command, Command::Open { .. })) {
                bench.open();
            }
            if frame == "BINARY" { bench.binary(b"x") } else { bench.text(&frame) }
            let _ = bench.emit("hello");
            bench.frames();
            let connected = bench.session.is_connected(MAIN);
            let events = bench.events();
            let ended = events.iter().any(|event| match event {
                Event::ConnectError { .. } => true,
                Event::Disconnected { reason } => !reason.reconnects(),
                _ => false,
            });
            prop_assert!(connected || ended || bench.session.next_timeout().is_some(), "stuck");
            bench.connect();
        }
    }
}

#[test]
fn debug_output_shows_neither_who_we_are_nor_what_waits() {
    let mut session = Session::new(Config::new("http://localhost"), 1);
    session.connect(Duration::ZERO, MAIN);
    assert!(matches!(session.poll_command(), Some(Command::Open { .. })));
    session.socket_opened(Duration::ZERO);
    session.socket_text(Duration::ZERO, OPEN);
    session.join(MAIN, Some(&arg(json!({ "token": "secret" }))));
    session.emit(MAIN, "event", args("secret")).unwrap();
    assert!(!format!("{session:?}").contains("secret"));
}
