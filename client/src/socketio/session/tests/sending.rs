//! What is sent, when, and how much may wait.

use super::*;

#[test]
fn what_is_emitted_before_the_connection_is_sent_after_it_in_order() {
    let mut bench = Bench::with(|_| {});
    bench.emit("first").unwrap();
    bench.connect();
    bench.emit("second").unwrap();
    bench.open();
    bench.text(OPEN);
    bench.emit("third").unwrap();
    assert_eq!(bench.frames(), [r#"40{"token":"t"}"#]);
    bench.text(JOINED);
    bench.emit("fourth").unwrap();
    let expected = ["first", "second", "third", "fourth"].map(|name| format!(r#"42["{name}",1]"#));
    assert_eq!(bench.frames(), expected);
}

#[test]
fn nothing_is_sent_twice_and_what_was_not_sent_is_kept() {
    let mut bench = Bench::connected();
    bench.emit("sent").unwrap();
    bench.frames();
    bench.emit("kept").unwrap();
    bench.close();
    assert!(bench.frames().is_empty());
    bench.session.reconnect_now(bench.now);
    bench.events();
    assert!(matches!(bench.session.poll_command(), Some(Command::Open { .. })));
    bench.open();
    bench.text(OPEN);
    bench.text(JOINED);
    assert_eq!(bench.frames(), [r#"40{"token":"t"}"#, r#"42["kept",1]"#]);
}

#[test]
fn pongs_go_before_what_waits() {
    let mut bench = Bench::connected();
    bench.emit("hello").unwrap();
    bench.text("2");
    assert_eq!(bench.frames(), ["3", r#"42["hello",1]"#]);
}

#[test]
fn a_full_buffer_refuses_and_has_room_again_when_something_is_sent() {
    let mut bench = Bench::with(|config| config.limits = Limits { buffered_packets: 2, ..Limits::default() });
    bench.emit("one").unwrap();
    bench.emit("two").unwrap();
    assert!(matches!(bench.emit("three"), Err(SendError::BufferFull)));
    let refused = bench.session.request(bench.now, MAIN, "three", Args::new(), Duration::from_secs(1));
    assert!(matches!(refused, Err(SendError::BufferFull)));
    assert_eq!(bench.session.next_timeout(), None, "a refused request leaves nothing behind");
    bench.connect();
    bench.commands();
    bench.open();
    bench.text(OPEN);
    bench.text(JOINED);
    assert!(matches!(bench.emit("three"), Err(SendError::BufferFull)), "the socket has taken nothing yet");
    assert_eq!(bench.frames().len(), 3);
    bench.emit("three").unwrap();
}

#[test]
fn the_buffer_is_bounded_in_bytes_too() {
    let mut bench = Bench::with(|config| config.limits = Limits { buffered_bytes: 1_000, ..Limits::default() });
    bench.session.emit(MAIN, "a", args("x".repeat(600))).unwrap();
    let second = bench.session.emit(MAIN, "b", args("x".repeat(600)));
    assert!(matches!(second, Err(SendError::BufferFull)));
    bench.session.emit(MAIN, "c", args("x".repeat(300))).unwrap();
}

#[test]
fn a_packet_that_the_server_does_not_take_is_refused_here() {
    let mut bench = Bench::connected();
    let refused = bench.session.emit(MAIN, "big", args("x".repeat(1_000)));
    assert!(matches!(refused, Err(SendError::TooLarge { max: 1_000, .. })), "{refused:?}");
    bench.session.emit(MAIN, "fits", args("x".repeat(900))).unwrap();
}
