//! Every request has exactly one result.

use super::*;

#[test]
fn answers_find_their_requests_in_any_order() {
    let mut bench = Bench::connected();
    let (first, second) = (bench.request("first", 10), bench.request("second", 10));
    assert_eq!(bench.frames(), [r#"420["first",1]"#, r#"421["second",1]"#]);
    bench.text(r#"431[{"ok":true}]"#);
    bench.text("430[]");
    assert_eq!(bench.replies(), [(second, Ok(r#"{"ok":true}"#.to_owned())), (first, Ok(String::new()))]);
}

#[test]
fn late_double_and_invented_answers_are_ignored() {
    let mut bench = Bench::connected();
    let request = bench.request("hello", 1);
    bench.text("430[1]");
    assert!(bench.replies().is_empty(), "it has not been sent yet");
    bench.frames();
    bench.pass(Duration::from_secs(1));
    assert_eq!(bench.replies(), [(request, Err(RequestFailure::Timeout))]);
    bench.text("430[1]");
    bench.text("4377[1]");
    assert!(bench.replies().is_empty());
    let request = bench.request("hello", 1);
    bench.frames();
    bench.text("431[1]");
    bench.text("431[2]");
    assert_eq!(bench.replies(), [(request, Ok("1".to_owned()))]);
    assert!(bench.session.is_connected(MAIN));
}

#[test]
fn each_request_has_its_own_time_out() {
    let mut bench = Bench::connected();
    let (long, short) = (bench.request("long", 3), bench.request("short", 1));
    bench.frames();
    bench.pass(Duration::from_millis(999));
    assert!(bench.replies().is_empty());
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.replies(), [(short, Err(RequestFailure::Timeout))]);
    bench.pass(Duration::from_secs(2));
    assert_eq!(bench.replies(), [(long, Err(RequestFailure::Timeout))]);
}

#[test]
fn a_lost_connection_fails_what_was_sent_and_keeps_what_was_not() {
    let mut bench = Bench::connected();
    let sent = bench.request("sent", 100);
    bench.frames();
    let kept = bench.request("kept", 100);
    bench.close();
    assert_eq!(bench.replies(), [(sent, Err(RequestFailure::Disconnected))]);
    bench.session.reconnect_now(bench.now);
    bench.commands();
    bench.open();
    bench.text(OPEN);
    bench.text(JOINED);
    assert_eq!(bench.frames().last().unwrap(), r#"421["kept",1]"#);
    bench.text("430[\"from the connection before\"]");
    bench.text("431[2]");
    assert_eq!(bench.replies(), [(kept, Ok("2".to_owned()))]);
}

#[test]
fn a_request_that_timed_out_while_it_waited_is_not_sent() {
    let mut bench = Bench::with(|_| {});
    let request = bench.request("late", 1);
    bench.emit("still").unwrap();
    bench.pass(Duration::from_secs(1));
    assert_eq!(bench.replies(), [(request, Err(RequestFailure::Timeout))]);
    bench.connect();
    bench.commands();
    bench.open();
    bench.text(OPEN);
    bench.text(JOINED);
    assert_eq!(bench.frames().last().unwrap(), r#"42["still",1]"#);
    assert!(bench.frames().is_empty());
}

#[test]
fn requests_without_an_answer_are_bounded() {
    let mut bench = Bench::with(|config| config.limits = Limits { pending_requests: 2, ..Limits::default() });
    bench.request("one", 1);
    bench.request("two", 1);
    let third = bench.session.request(bench.now, MAIN, "three", Args::new(), Duration::from_secs(1));
    assert!(matches!(third, Err(SendError::BufferFull)));
    bench.pass(Duration::from_secs(1));
    bench.request("three", 1);
}

#[test]
fn an_endless_time_out_is_one() {
    let mut bench = Bench::connected();
    bench.session.request(bench.now, MAIN, "hello", Args::new(), Duration::MAX).unwrap();
    bench.frames();
    bench.text("430[]");
    assert_eq!(bench.replies().len(), 1);
}
