//! Long-polling, the move to a WebSocket, and what happens where one of them does not work.

use super::*;

const POLLING_OPEN: &str =
    r#"0{"sid":"e/1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100}"#;
const START: &str = "http://localhost/socket.io/?EIO=4&transport=polling";
const POLL: &str = "http://localhost/socket.io/?EIO=4&transport=polling&sid=e%2F1";
const SOCKET: &str = "ws://localhost/socket.io/?EIO=4&transport=websocket&sid=e%2F1";

impl Bench {
    fn polling() -> Self {
        Self::with(|config| config.transports = vec![TransportKind::Polling])
    }

    fn upgrading() -> Self {
        Self::with(|config| config.transports = vec![TransportKind::Polling, TransportKind::WebSocket])
    }

    fn got(&mut self, body: &str) {
        self.session.got(self.now, Ok(body.to_owned()));
        self.join();
    }

    fn posted(&mut self) {
        self.session.posted(self.now, Ok(()));
    }

    fn post(&mut self) -> Option<String> {
        let (url, body) = self.session.poll_post()?;
        assert_eq!(url, POLL);
        Some(body)
    }

    /// Plays the server's part from the first request on; the next poll is under way.
    fn establish_polling(&mut self) {
        assert_eq!(self.session.poll_get().as_deref(), Some(START));
        self.got(POLLING_OPEN);
        assert_eq!(self.session.poll_get().as_deref(), Some(POLL));
        assert_eq!(self.post().as_deref(), Some(r#"40{"token":"t"}"#));
        self.posted();
        self.got(JOINED);
        assert!(matches!(self.session.poll_event(MAIN), Some(Event::Connected { .. })));
        assert_eq!(self.session.poll_get().as_deref(), Some(POLL));
    }

    fn is_polled(&mut self) -> bool {
        self.session.poll_get().is_some()
    }
}

#[test]
fn a_connection_can_be_made_of_requests_alone() {
    let mut bench = Bench::polling();
    bench.connect();
    assert!(bench.commands().is_empty(), "no WebSocket");
    bench.establish_polling();
    assert!(bench.session.poll_frame().is_none());
    bench.got("2\u{1e}42[\"hello\",1]\u{1e}42[\"hello\",2]");
    assert_eq!(bench.events().len(), 2);
    assert_eq!(bench.post().as_deref(), Some("3"));
}

#[test]
fn there_is_one_poll_and_one_post_at_a_time_in_order() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.establish_polling();
    assert!(!bench.is_polled(), "one is under way");
    bench.emit("one").unwrap();
    assert_eq!(bench.post().as_deref(), Some(r#"42["one",1]"#));
    bench.emit("two").unwrap();
    bench.emit("three").unwrap();
    assert_eq!(bench.post(), None, "the first has not been answered");
    bench.posted();
    assert_eq!(bench.post().as_deref(), Some("42[\"two\",1]\u{1e}42[\"three\",1]"));
    bench.posted();
    assert_eq!(bench.post(), None, "nothing is left to say");
}

#[test]
fn bodies_are_no_longer_than_the_server_takes() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.establish_polling();
    for length in [30, 30, 30, 70] {
        bench.session.emit(MAIN, "a", args("x".repeat(length))).unwrap();
    }
    let mut sizes = Vec::new();
    while let Some(body) = bench.post() {
        assert!(body.len() <= 100);
        sizes.push(body.split('\u{1e}').count());
        bench.posted();
    }
    assert_eq!(sizes, [2, 1, 1]);
    let refused = bench.session.emit(MAIN, "a", Args { attachments: vec![vec![0; 80]], ..Args::new() });
    assert!(matches!(refused, Err(SendError::TooLarge { bytes: 109, max: 100 })), "as base64: {refused:?}");
}

#[test]
fn binary_data_is_base64_in_requests() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.establish_polling();
    bench.session.emit(MAIN, "file", args(crate::socketio::Binary(vec![1, 2, 3, 4]))).unwrap();
    let body = "451-[\"file\",{\"_placeholder\":true,\"num\":0}]\u{1e}bAQIDBA==";
    assert_eq!(bench.post().as_deref(), Some(body));
    bench.got(body);
    let events = bench.events();
    assert!(matches!(events.as_slice(), [Event::Message(message)] if message.attachments == [[1, 2, 3, 4]]));
}

#[test]
fn a_failed_request_ends_the_connection_which_is_made_again() {
    for fails in ["get", "post"] {
        let mut bench = Bench::polling();
        bench.connect();
        bench.establish_polling();
        bench.emit("hello").unwrap();
        bench.post();
        let failure = Reason::TransportError("the server answered HTTP 400".to_owned());
        match fails {
            "get" => bench.session.got(bench.now, Err(failure.clone())),
            _ => bench.session.posted(bench.now, Err(failure.clone())),
        }
        // What else was under way is nothing to the next connection.
        bench.got(r#"42["late"]"#);
        assert_eq!(bench.commands(), [closed()]);
        let events = bench.events();
        assert!(matches!(&events[0], Event::Disconnected { reason } if *reason == failure), "{events:?}");
        bench.pass(Duration::from_secs(5));
        bench.establish_polling();
    }
}

#[test]
fn silence_ends_a_connection_of_requests_too() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.establish_polling();
    bench.pass(SILENCE);
    assert!(matches!(bench.events()[0], Event::Disconnected { reason: Reason::PingTimeout }));
}

#[test]
fn whoever_leaves_says_so_with_a_last_request() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.establish_polling();
    bench.session.disconnect(bench.now, MAIN);
    let farewell = Farewell::Post { url: POLL.to_owned(), body: "41\u{1e}1".to_owned() };
    assert_eq!(bench.commands(), [Command::Close { farewell: Some(farewell) }]);
    assert!(!bench.is_polled());
}

#[test]
fn an_application_that_does_not_keep_up_is_not_polled_for() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.establish_polling();
    bench.got(&vec![r#"42["hello"]"#; 300].join("\u{1e}"));
    assert!(!bench.is_polled());
    assert_eq!(bench.events().len(), 300, "what has come is not lost");
    assert!(bench.is_polled());
}

#[test]
fn a_session_moves_to_a_websocket_when_nothing_is_under_way() {
    let mut bench = Bench::upgrading();
    bench.connect();
    bench.establish_polling();
    assert_eq!(bench.commands(), [Command::Open { url: SOCKET.to_owned() }]);
    bench.open();
    assert_eq!(bench.frames(), ["2probe"]);
    bench.emit("by request").unwrap();
    assert!(bench.post().is_some(), "requests go on");
    bench.text("3probe");
    bench.emit("by socket").unwrap();
    assert!(bench.frames().is_empty(), "a request is under way");
    bench.posted();
    assert!(bench.post().is_none() && bench.frames().is_empty(), "so is the poll");
    bench.got("42[\"last\"]\u{1e}6");
    assert!(!bench.is_polled());
    assert_eq!(bench.frames(), ["5", r#"42["by socket",1]"#]);
    bench.text(r#"42["first"]"#);
    let names = bench.events().into_iter().map(|event| match event {
        Event::Message(message) => message.name,
        other => panic!("{other:?}"),
    });
    assert_eq!(names.collect::<Vec<_>>(), ["last", "first"]);
    assert_eq!(bench.session.carrier(), Some(TransportKind::WebSocket));
    bench.text("2");
    assert_eq!(bench.frames(), ["3"]);
}

#[test]
fn a_move_that_fails_leaves_polling_alive() {
    for failure in ["refused", "closed", "silent", "nonsense", "closed after the answer"] {
        let mut bench = Bench::upgrading();
        bench.connect();
        bench.establish_polling();
        bench.commands();
        if failure != "refused" {
            bench.open();
            assert_eq!(bench.frames(), ["2probe"]);
        }
        match failure {
            "silent" => {
                bench.pass(Duration::from_secs(10));
                assert_eq!(bench.commands(), [Command::CloseSocket]);
            }
            "nonsense" => {
                bench.text("42[\"no answer\"]");
                assert_eq!(bench.commands(), [Command::CloseSocket]);
            }
            "closed after the answer" => {
                bench.text("3probe");
                bench.close();
            }
            _ => bench.close(),
        }
        bench.got("6");
        assert!(bench.is_polled(), "{failure}");
        bench.got(r#"42["hello"]"#);
        bench.emit("hello").unwrap();
        assert!(bench.frames().is_empty() && bench.post().is_some(), "{failure}");
        assert!(matches!(bench.events().as_slice(), [Event::Message(_)]), "{failure}");
        assert_eq!(bench.session.carrier(), Some(TransportKind::Polling));
    }
}

#[test]
fn nothing_moves_where_it_is_not_wanted_or_not_offered() {
    let mut bench = Bench::with(|config| {
        config.transports = vec![TransportKind::Polling, TransportKind::WebSocket];
        config.upgrade = false;
    });
    bench.connect();
    bench.establish_polling();
    assert!(bench.commands().is_empty());

    let mut bench = Bench::upgrading();
    bench.connect();
    bench.is_polled();
    bench.got(&POLLING_OPEN.replace("\"websocket\"", ""));
    assert!(bench.commands().is_empty());
}

#[test]
fn where_websockets_are_blocked_polling_takes_over() {
    for how in ["refused", "never answered", "closed before an answer", "answered with nonsense"] {
        let mut bench =
            Bench::with(|config| config.transports = vec![TransportKind::WebSocket, TransportKind::Polling]);
        bench.connect();
        assert!(matches!(bench.session.poll_command(), Some(Command::Open { .. })));
        assert!(!bench.is_polled(), "one after the other");
        match how {
            "refused" => bench.close(),
            "never answered" => {
                bench.open();
                bench.pass(Duration::from_millis(4_999));
                assert!(!bench.is_polled());
                bench.pass(Duration::from_millis(1));
                assert_eq!(bench.commands(), [closed()]);
            }
            "closed before an answer" => {
                bench.open();
                bench.close();
            }
            _ => {
                bench.open();
                bench.text("<html>");
                assert_eq!(bench.commands(), [closed()]);
            }
        }
        assert!(bench.events().is_empty(), "{how}: it is the same attempt");
        bench.establish_polling();
        assert_eq!(bench.commands(), [Command::Open { url: SOCKET.to_owned() }], "{how}: it may have been by chance");
        bench.close();
        bench.session.got(bench.now, Err(Reason::TransportClose));
        bench.commands();
        bench.pass(Duration::from_secs(5));
        bench.events();
        bench.establish_polling();
    }
}

#[test]
fn an_attempt_fails_when_no_transport_works_and_takes_no_longer_than_its_time_out() {
    let mut bench = Bench::with(|config| config.transports = vec![TransportKind::WebSocket, TransportKind::Polling]);
    bench.connect();
    bench.commands();
    bench.close();
    assert!(bench.is_polled());
    bench.session.got(bench.now, Err(Reason::TransportError("refused".to_owned())));
    bench.commands();
    assert_eq!(bench.reconnecting().0, 1);
    bench.pass(Duration::from_secs(2));
    assert!(matches!(bench.commands().as_slice(), [Command::Open { .. }]));
    bench.pass(Duration::from_secs(5));
    bench.commands();
    assert!(bench.is_polled());
    bench.pass(Duration::from_secs(14));
    assert!(bench.events().is_empty());
    bench.pass(Duration::from_secs(1));
    assert!(matches!(bench.events().as_slice(), [Event::Reconnecting { reason: Reason::ConnectTimeout, .. }]));
}

#[test]
fn a_server_that_is_back_is_found_by_polling_though_websockets_are_never_answered() {
    let mut bench = Bench::upgrading();
    bench.connect();
    // The server is away, and the network takes WebSockets and says nothing.
    assert!(bench.is_polled());
    bench.session.got(bench.now, Err(Reason::TransportError("refused".to_owned())));
    assert!(bench.commands().iter().any(|command| matches!(command, Command::Open { .. })));
    bench.pass(Duration::from_secs(5));
    bench.commands();
    let (_, delay) = bench.reconnecting();
    bench.pass(delay);
    bench.establish_polling();
}

#[test]
fn a_websocket_that_worked_is_remembered() {
    let mut bench = Bench::upgrading();
    bench.connect();
    bench.establish_polling();
    bench.open();
    bench.frames();
    bench.text("3probe");
    bench.got("6");
    bench.frames();
    bench.close();
    bench.events();
    bench.session.reconnect_now(bench.now);
    bench.establish();
}

#[test]
fn a_handshake_without_an_id_is_none_for_polling() {
    let mut bench = Bench::polling();
    bench.connect();
    bench.is_polled();
    bench.got(r#"0{"pingInterval":25000,"pingTimeout":20000}"#);
    let events = bench.events();
    let malformed = Reason::ParseError(Malformed::Handshake);
    assert!(matches!(&events[..], [Event::Reconnecting { reason, .. }] if *reason == malformed), "{events:?}");
}
