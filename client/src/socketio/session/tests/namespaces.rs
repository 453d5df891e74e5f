//! Several namespaces on one connection.

use super::*;

impl Bench {
    fn admin(&mut self) -> NamespaceId {
        let admin = self.session.add_namespace("/admin").unwrap();
        self.session.connect(self.now, admin);
        self.join();
        admin
    }
}

#[test]
fn a_further_namespace_is_joined_on_the_same_connection() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    assert!(bench.commands().is_empty());
    assert_eq!(bench.frames(), [r#"40/admin,{"token":"t"}"#]);
    bench.text(r#"40/admin,{"sid":"a"}"#);
    assert!(matches!(bench.events_of(admin).as_slice(), [Event::Connected { sid }] if sid == "a"));
    bench.text(r#"42/admin,["there"]"#);
    bench.text(r#"42["here"]"#);
    assert!(matches!(bench.events_of(admin).as_slice(), [Event::Message(message)] if message.name == "there"));
    assert!(matches!(bench.events().as_slice(), [Event::Message(message)] if message.name == "here"));
}

#[test]
fn answers_go_to_the_namespace_that_asked() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.text(r#"40/admin,{"sid":"a"}"#);
    let request = bench.session.request(bench.now, admin, "who", Args::new(), Duration::from_secs(1)).unwrap();
    assert_eq!(bench.frames(), [r#"40/admin,{"token":"t"}"#, r#"42/admin,0["who"]"#]);
    bench.text("430[1]");
    assert!(bench.replies().is_empty());
    bench.text("43/admin,0[2]");
    assert_eq!(bench.replies(), [(request, Ok("2".to_owned()))]);
}

#[test]
fn all_namespaces_are_joined_again_after_a_reconnection() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.frames();
    bench.text(r#"40/admin,{"sid":"a"}"#);
    bench.events_of(admin);
    bench.session.emit(admin, "kept", Args::new()).unwrap();
    bench.close();
    for namespace in [MAIN, admin] {
        let events = bench.events_of(namespace);
        assert!(matches!(events.as_slice(), [Event::Disconnected { .. }, Event::Reconnecting { .. }]), "{events:?}");
    }
    bench.session.reconnect_now(bench.now);
    bench.open();
    bench.text(OPEN);
    assert_eq!(bench.frames(), [r#"40{"token":"t"}"#, r#"40/admin,{"token":"t"}"#]);
    bench.text(JOINED);
    assert!(bench.frames().is_empty(), "what waits for one namespace is not another's");
    bench.text(r#"40/admin,{"sid":"a"}"#);
    assert_eq!(bench.frames(), [r#"42/admin,["kept"]"#]);
}

#[test]
fn a_refused_namespace_does_not_end_the_others() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.text(r#"44/admin,{"message":"not you"}"#);
    assert!(matches!(bench.events_of(admin).as_slice(), [Event::ConnectError { message, .. }] if message == "not you"));
    assert!(bench.commands().is_empty());
    assert!(bench.session.is_connected(MAIN) && bench.events().is_empty());
    bench.frames();
    bench.session.connect(bench.now, admin);
    bench.join();
    assert_eq!(bench.frames(), [r#"40/admin,{"token":"t"}"#], "until the application tries again");
}

#[test]
fn the_last_namespace_that_is_left_closes_the_connection() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.text(r#"40/admin,{"sid":"a"}"#);
    bench.frames();
    bench.session.disconnect(bench.now, MAIN);
    assert!(bench.commands().is_empty());
    assert_eq!(bench.frames(), ["41"]);
    bench.session.disconnect(bench.now, admin);
    let farewell = Some(Farewell::Frame("41/admin,".to_owned()));
    assert_eq!(bench.commands(), [Command::Close { farewell }]);
    assert_eq!(bench.session.next_timeout(), None);
}

#[test]
fn a_server_may_put_us_out_of_one_namespace() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.text(r#"40/admin,{"sid":"a"}"#);
    bench.text("41/admin,");
    let events = bench.events_of(admin);
    assert!(matches!(events.as_slice(), [_, Event::Disconnected { reason: Reason::ServerDisconnect }]), "{events:?}");
    assert!(bench.session.is_connected(MAIN) && bench.commands().is_empty());
}

#[test]
fn whoever_comes_back_at_once_is_not_confused_by_what_was_on_its_way() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.frames();
    bench.session.disconnect(bench.now, admin);
    bench.session.connect(bench.now, admin);
    bench.join();
    assert_eq!(bench.frames(), ["41/admin,", r#"40/admin,{"token":"t"}"#]);
    bench.text(r#"40/admin,{"sid":"first"}"#);
    bench.text(r#"42/admin,["to the first"]"#);
    assert!(bench.events_of(admin).is_empty());
    bench.text(r#"40/admin,{"sid":"second"}"#);
    assert!(matches!(bench.events_of(admin).as_slice(), [Event::Connected { sid }] if sid == "second"));
    assert!(bench.session.is_connected(MAIN));
}

#[test]
fn coming_and_going_without_a_socket_that_takes_it_costs_nothing() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    for _ in 0..100 {
        bench.session.disconnect(bench.now, admin);
        bench.session.connect(bench.now, admin);
        bench.join();
    }
    assert_eq!(bench.frames(), [r#"40/admin,{"token":"t"}"#]);
    bench.text(r#"40/admin,{"sid":"a"}"#);
    assert!(bench.session.is_connected(admin));
}

#[test]
fn a_namespace_that_is_not_answered_fails_alone() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    for _ in 0..4 {
        bench.pass(Duration::from_secs(5));
        bench.text("2");
    }
    assert!(matches!(bench.events_of(admin).as_slice(), [Event::ConnectError { message, .. }] if message == "timeout"));
    assert!(bench.session.is_connected(MAIN));
}

#[test]
fn names_are_checked_and_numbers_bounded() {
    let mut bench = Bench::with(|config| config.limits = Limits { namespaces: 3, ..Limits::default() });
    for name in ["", "admin", "/a,b", "/a?b"] {
        assert_eq!(bench.session.add_namespace(name), Err(NamespaceError::InvalidName), "{name}");
    }
    assert_eq!(bench.session.add_namespace("/"), Err(NamespaceError::InUse));
    let one = bench.session.add_namespace("/one").unwrap();
    bench.session.add_namespace("/two").unwrap();
    assert_eq!(bench.session.add_namespace("/three"), Err(NamespaceError::TooMany));
    bench.session.remove_namespace(bench.now, one);
    bench.session.add_namespace("/three").unwrap();
}

#[test]
fn no_namespace_waits_for_a_busy_one() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.text(r#"40/admin,{"sid":"a"}"#);
    bench.frames();
    (0..3).for_each(|_| bench.emit("busy").unwrap());
    bench.session.emit(admin, "quiet", Args::new()).unwrap();
    assert!(bench.frames().iter().position(|frame| frame.contains("quiet")).unwrap() < 2);
}

#[test]
fn an_answer_is_not_taken_for_one_to_a_later_question() {
    let mut bench = Bench::connected();
    let admin = bench.admin();
    bench.text(r#"40/admin,{"sid":"a"}"#);
    bench.text(r#"42/admin,0["first question"]"#);
    let ack = bench.events_of(admin).into_iter().find_map(|event| match event {
        Event::Message(message) => message.ack,
        _ => None,
    });
    bench.session.disconnect(bench.now, admin);
    bench.session.connect(bench.now, admin);
    bench.join();
    bench.text(r#"40/admin,{"sid":"b"}"#);
    bench.text(r#"42/admin,0["second question"]"#);
    let late = bench.session.acknowledge(admin, ack.unwrap(), Args::new());
    assert!(matches!(late, Err(SendError::TooLate)), "{late:?}");
}
