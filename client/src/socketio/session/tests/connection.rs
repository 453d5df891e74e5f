//! Connecting, staying connected, and connecting again.

use super::*;

#[test]
fn a_connection_is_opened_greeted_and_joined() {
    let mut bench = Bench::with(|_| {});
    assert_eq!(bench.session.next_timeout(), None);
    bench.connect();
    let url = "ws://localhost/socket.io/?EIO=4&transport=websocket".to_owned();
    assert_eq!(bench.commands(), [Command::Open { url }]);
    bench.open();
    assert!(bench.frames().is_empty(), "the server speaks first");
    bench.text(OPEN);
    assert_eq!(bench.frames(), [r#"40{"token":"t"}"#]);
    assert!(!bench.session.is_connected(MAIN));
    bench.text(JOINED);
    assert!(bench.session.is_connected(MAIN));
    assert!(matches!(bench.events().as_slice(), [Event::Connected { .. }]));
}

#[test]
fn another_namespace_is_named_in_every_packet() {
    let mut bench = Bench::with(|config| config.namespace = "/admin".to_owned());
    bench.connect();
    bench.open();
    bench.text(OPEN);
    assert_eq!(bench.frames(), [r#"40/admin,{"token":"t"}"#]);
    bench.text(r#"40/admin,{"sid":"s"}"#);
    bench.emit("hello").unwrap();
    assert_eq!(bench.frames(), [r#"42/admin,["hello",1]"#]);
    bench.text(r#"42["elsewhere"]"#);
    bench.text(r#"42/admin,["here"]"#);
    assert!(matches!(bench.events().as_slice(), [_, Event::Message(message)] if message.name == "here"));
}

#[test]
fn an_address_that_is_not_one_is_refused() {
    let mut bench = Bench::new(Config::new("localhost"));
    bench.connect();
    assert!(bench.commands().is_empty());
    assert!(matches!(bench.events().as_slice(), [Event::ConnectError { message, .. }] if message.contains("http://")));
    assert_eq!(bench.session.next_timeout(), None);
}

#[test]
fn a_refused_handshake_waits_for_the_user() {
    let mut bench = Bench::with(|_| {});
    bench.connect();
    bench.open();
    bench.text(OPEN);
    bench.text(r#"44{"message":"invalid_token: not ours","data":{"n":1}}"#);
    assert_eq!(bench.commands().last(), Some(&closed()));
    let events = bench.events();
    let [Event::ConnectError { message, data: Some(data) }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((message.as_str(), data.get()), ("invalid_token: not ours", r#"{"n":1}"#));
    assert_eq!(bench.session.next_timeout(), None);
    bench.connect();
    bench.establish();
}

#[test]
fn a_server_of_version_2_is_told_apart() {
    let mut bench = Bench::with(|_| {});
    bench.connect();
    bench.open();
    bench.text(OPEN);
    bench.text("40");
    assert!(
        matches!(bench.events().as_slice(), [Event::ConnectError { message, .. }] if message.contains("Socket.IO 2"))
    );
}

#[test]
fn connecting_takes_no_longer_than_its_time_out_wherever_it_hangs() {
    for steps in 0..3 {
        let mut bench = Bench::with(|_| {});
        bench.connect();
        bench.commands();
        if steps > 0 {
            bench.open();
        }
        if steps > 1 {
            bench.text(OPEN);
        }
        bench.pass(Duration::from_millis(19_999));
        assert!(bench.commands().is_empty());
        bench.pass(Duration::from_millis(1));
        assert_eq!(bench.commands(), [closed()]);
        let events = bench.events();
        assert!(matches!(events.as_slice(), [Event::Reconnecting { attempt: 1, reason: Reason::ConnectTimeout, .. }]));
    }
}

#[test]
fn pings_are_answered_and_keep_the_connection() {
    let mut bench = Bench::connected();
    for _ in 0..10 {
        bench.pass(Duration::from_secs(25));
        bench.text("2");
        assert_eq!(bench.frames(), ["3"]);
    }
    assert!(bench.session.is_connected(MAIN));
}

#[test]
fn many_pings_that_wait_for_a_stuck_socket_get_one_pong() {
    let mut bench = Bench::connected();
    (0..1_000).for_each(|_| bench.text("2"));
    assert_eq!(bench.frames(), ["3"]);
}

#[test]
fn silence_is_a_ping_timeout() {
    let mut bench = Bench::connected();
    bench.pass(SILENCE - Duration::from_millis(1));
    assert!(bench.session.is_connected(MAIN));
    bench.pass(Duration::from_millis(1));
    assert_eq!(bench.commands(), [closed()]);
    let events = bench.events();
    assert!(matches!(events[0], Event::Disconnected { reason: Reason::PingTimeout }), "{events:?}");
    assert!(matches!(events[1], Event::Reconnecting { attempt: 1, .. }), "{events:?}");
    bench.pass(Duration::from_secs(5));
    bench.establish();
}

#[test]
fn any_frame_is_a_sign_of_life() {
    let mut bench = Bench::connected();
    bench.pass(Duration::from_secs(44));
    bench.text(r#"42["hello"]"#);
    bench.pass(Duration::from_secs(44));
    assert!(bench.session.is_connected(MAIN));
}

#[test]
fn attempts_go_on_with_growing_delays_until_one_succeeds() {
    let mut bench = Bench::connected();
    bench.close();
    let mut nominal = Duration::from_secs(1);
    for expected in 1..=10 {
        let (attempt, delay) = bench.reconnecting();
        assert_eq!(attempt, expected);
        assert!(delay >= nominal / 2 && delay <= (nominal * 3 / 2).min(Duration::from_secs(5)), "{delay:?}");
        nominal = (nominal * 2).min(Duration::from_secs(5));
        bench.pass(delay - Duration::from_nanos(1));
        assert!(bench.commands().is_empty(), "not before its time");
        bench.pass(Duration::from_nanos(1));
        assert!(matches!(bench.commands().as_slice(), [Command::Open { .. }]));
        bench.session.socket_closed(bench.now, Reason::TransportError("refused".to_owned()));
    }
    bench.pass(Duration::from_secs(5));
    bench.events();
    bench.establish();
    bench.close();
    assert_eq!(bench.reconnecting().0, 1, "a success begins anew");
}

#[test]
fn the_server_may_end_a_connection_for_good() {
    let mut bench = Bench::connected();
    bench.text("41");
    assert_eq!(bench.commands(), [closed()]);
    assert!(matches!(bench.events().as_slice(), [Event::Disconnected { reason: Reason::ServerDisconnect }]));
    assert_eq!(bench.session.next_timeout(), None);
    bench.connect();
    bench.establish();
}

#[test]
fn an_engine_close_is_a_transport_close() {
    let mut bench = Bench::connected();
    bench.text("1");
    assert_eq!(bench.commands(), [closed()]);
    assert!(matches!(bench.events()[0], Event::Disconnected { reason: Reason::TransportClose }));
}

#[test]
fn the_user_may_end_a_connection_and_come_back() {
    let mut bench = Bench::connected();
    bench.session.disconnect(bench.now, MAIN);
    assert_eq!(bench.commands(), [Command::Close { farewell: Some(Farewell::Frame("41".to_owned())) }]);
    assert!(matches!(bench.events().as_slice(), [Event::Disconnected { reason: Reason::ClientDisconnect }]));
    bench.pass(Duration::from_secs(3_600));
    bench.session.reconnect_now(bench.now);
    assert!(bench.commands().is_empty(), "waking up does not undo it");
    bench.connect();
    bench.establish();
}

#[test]
fn the_user_may_give_up_an_attempt() {
    let mut bench = Bench::with(|_| {});
    bench.connect();
    bench.commands();
    bench.session.disconnect(bench.now, MAIN);
    assert_eq!(bench.commands(), [closed()]);
    bench.connect();
    bench.commands();
    bench.close();
    bench.session.disconnect(bench.now, MAIN);
    assert!(bench.commands().is_empty(), "there is nothing to close between attempts");
    assert_eq!(bench.session.next_timeout(), None);
}

#[test]
fn waking_up_does_not_wait_for_the_delay() {
    let mut bench = Bench::connected();
    bench.close();
    bench.events();
    bench.session.reconnect_now(bench.now);
    bench.establish();
    bench.session.reconnect_now(bench.now);
    assert!(bench.commands().is_empty(), "a connection that lives is left alone");
}

#[test]
fn waking_up_replaces_a_connection_that_died_meanwhile() {
    let mut bench = Bench::connected();
    // No timer ran while the machine slept.
    bench.now += Duration::from_secs(3_600);
    bench.session.reconnect_now(bench.now);
    assert_eq!(bench.session.poll_command(), Some(closed()));
    let events = bench.events();
    assert!(matches!(events[0], Event::Disconnected { reason: Reason::PingTimeout }));
    assert!(matches!(events[1], Event::Reconnecting { delay: Duration::ZERO, .. }));
    bench.establish();
}

#[test]
fn a_server_that_restarts_is_not_called_before_its_time() {
    let mut bench = Bench::connected();
    bench.session.delay_next_reconnect(bench.now, Duration::from_secs(30));
    bench.pass(Duration::from_secs(10));
    bench.close();
    assert_eq!(bench.reconnecting().1, Duration::from_secs(20), "counted from when it was said");
    bench.pass(Duration::from_secs(20));
    bench.establish();
    bench.close();
    assert!(bench.reconnecting().1 < Duration::from_secs(2), "and only once");
}

#[test]
fn a_clock_that_is_set_back_does_no_harm() {
    let mut bench = Bench::connected();
    bench.now = Duration::ZERO;
    bench.text("2");
    bench.session.timer(bench.now);
    assert!(bench.session.is_connected(MAIN));
    assert!(bench.session.next_timeout().unwrap() >= Duration::from_secs(1_000));
}

#[test]
fn the_end_of_a_transport_that_was_given_up_is_not_the_end_of_its_successor() {
    let mut bench = Bench::connected();
    bench.session.disconnect(bench.now, MAIN);
    bench.connect();
    // The old transport ends by itself before its Close is carried out.
    bench.close();
    bench.text("1");
    bench.binary(&[1]);
    assert!(matches!(bench.commands().as_slice(), [Command::Close { .. }, Command::Open { .. }]));
    assert!(matches!(bench.events().as_slice(), [Event::Disconnected { reason: Reason::ClientDisconnect }]));
    bench.open();
    bench.text(OPEN);
    bench.text(JOINED);
    assert!(bench.session.is_connected(MAIN));
}

#[test]
fn an_auth_that_is_no_object_is_refused_before_a_server_takes_it_for_something_else() {
    for auth in ["123", "\"token\"", "[1]"] {
        let mut bench = Bench::with(|_| {});
        bench.connect();
        bench.open();
        bench.session.socket_text(bench.now, OPEN);
        let namespace = bench.session.poll_join().unwrap();
        bench.session.join(namespace, Some(&RawValue::from_string(auth.to_owned()).unwrap()));
        assert_eq!(bench.frames(), Vec::<String>::new(), "{auth}");
        assert!(
            matches!(bench.events().as_slice(), [Event::ConnectError { message, .. }] if message.contains("object"))
        );
        assert!(matches!(bench.commands().as_slice(), [Command::Close { farewell: None }]));
    }
}
