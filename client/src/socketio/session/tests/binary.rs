//! Binary data, acknowledgements that the server asks for, and what is sent now or never.

use super::*;
use crate::socketio::Binary;

#[test]
fn binary_data_is_sent_behind_its_packet_and_nothing_comes_between() {
    let mut bench = Bench::connected();
    let both = args(Binary(vec![1])).with(&json!({ "n": 1 })).unwrap().with(&Binary(vec![2, 3])).unwrap();
    bench.session.emit(MAIN, "file", both).unwrap();
    let packet = r#"452-["file",{"_placeholder":true,"num":0},{"n":1},{"_placeholder":true,"num":1}]"#;
    assert_eq!(bench.session.poll_frame(), Some(Frame::Text(packet.to_owned())));
    bench.text("2");
    bench.emit("next").unwrap();
    assert_eq!(bench.frames(), ["b[1]", "b[2, 3]", "3", r#"42["next",1]"#]);
}

#[test]
fn an_answer_may_hold_binary_data() {
    let mut bench = Bench::connected();
    bench.session.request(bench.now, MAIN, "file", args(Binary(vec![9])), Duration::from_secs(1)).unwrap();
    assert_eq!(bench.frames(), [r#"451-0["file",{"_placeholder":true,"num":0}]"#, "b[9]"]);
    bench.text(r#"461-0[{"_placeholder":true,"num":0}]"#);
    assert!(bench.replies().is_empty());
    bench.binary(&[1, 2]);
    let reply = bench.session.poll_reply().unwrap();
    assert_eq!(reply.result.unwrap().get::<Binary>(0).unwrap(), Binary(vec![1, 2]));
}

#[test]
fn attachments_are_bounded_on_the_way_out() {
    let mut bench = Bench::connected();
    let eleven = args(vec![Binary(vec![1]); 11]);
    assert!(matches!(bench.session.emit(MAIN, "a", eleven), Err(SendError::TooManyAttachments { max: 10 })));
    let large = bench.session.emit(MAIN, "a", args(Binary(vec![0; 1_001])));
    assert!(matches!(large, Err(SendError::TooLarge { bytes: 1_001, max: 1_000 })));
    assert!(bench.frames().is_empty());
}

#[test]
fn what_is_half_sent_when_the_connection_is_lost_is_not_sent_on() {
    let mut bench = Bench::connected();
    bench.session.emit(MAIN, "file", args(Binary(vec![1]))).unwrap();
    bench.session.poll_frame();
    bench.close();
    bench.events();
    bench.session.reconnect_now(bench.now);
    bench.establish();
    assert!(bench.frames().is_empty());
}

#[test]
fn an_event_that_asks_for_it_is_acknowledged_once_on_its_own_connection() {
    let mut bench = Bench::connected();
    bench.text(r#"427["who"]"#);
    bench.text(r#"42["nobody asks"]"#);
    let acks = bench.events().into_iter().map(|event| match event {
        Event::Message(message) => message.ack,
        other => panic!("{other:?}"),
    });
    let acks: Vec<_> = acks.collect();
    let [Some(ack), None] = acks.as_slice() else { panic!("{acks:?}") };
    bench.session.acknowledge(MAIN, *ack, args(Binary(vec![1]))).unwrap();
    assert_eq!(bench.frames(), [r#"461-7[{"_placeholder":true,"num":0}]"#, "b[1]"]);
    bench.session.acknowledge(MAIN, *ack, Args::new()).unwrap();
    bench.close();
    bench.events();
    bench.session.reconnect_now(bench.now);
    bench.establish();
    assert!(bench.frames().is_empty(), "an answer that was not sent is nobody's any more");
    assert!(matches!(bench.session.acknowledge(MAIN, *ack, Args::new()), Err(SendError::TooLate)));
}

#[test]
fn what_is_volatile_is_sent_now_or_never() {
    let mut bench = Bench::with(|_| {});
    assert!(!bench.session.emit_volatile(MAIN, "lost", Args::new()).unwrap());
    bench.connect();
    bench.establish();
    assert!(bench.session.emit_volatile(MAIN, "sent", Args::new()).unwrap());
    assert!(!bench.session.emit_volatile(MAIN, "lost", Args::new()).unwrap(), "the socket has taken nothing yet");
    assert_eq!(bench.frames(), [r#"42["sent"]"#]);
    assert!(bench.session.emit_volatile(MAIN, "lost with the connection", Args::new()).unwrap());
    bench.close();
    bench.events();
    bench.session.reconnect_now(bench.now);
    bench.establish();
    assert!(bench.frames().is_empty());
}

#[test]
fn attempts_may_be_counted_or_left() {
    for (enabled, attempts, expected) in [(false, None, 0), (true, Some(2), 2)] {
        let mut bench = Bench::with(|config| {
            config.reconnection.enabled = enabled;
            config.reconnection.attempts = attempts;
        });
        bench.connect();
        let mut opened = 0;
        while bench.commands().iter().any(|command| matches!(command, Command::Open { .. })) {
            opened += 1;
            bench.close();
            bench.pass(Duration::from_secs(5));
        }
        assert_eq!(opened, expected + 1);
        assert!(matches!(bench.events().last(), Some(Event::GaveUp { .. })));
        assert_eq!(bench.session.next_timeout(), None);
        bench.connect();
        bench.establish();
    }
}

#[test]
fn a_network_that_is_gone_ends_the_connection_at_once() {
    let mut bench = Bench::connected();
    bench.session.network_lost(bench.now);
    assert_eq!(bench.commands(), [closed()]);
    let events = bench.events();
    assert!(matches!(events.as_slice(), [Event::Disconnected { .. }, Event::Reconnecting { .. }]), "{events:?}");
    bench.session.reconnect_now(bench.now);
    bench.establish();
}
