//! What is asked of Engine.IO: queries, session ids, polls.

use std::time::Duration;

use crate::arena::Arena;
use crate::findings::Findings;
use crate::session::{Polling, entered, new_name};
use crate::tcp::Tcp;
use crate::websocket::{End, WebSocket};

#[tokio::test]
async fn every_query_that_is_none_is_refused_with_its_number() {
    let arena = Arena::open().await;
    let long = "x".repeat(8_000);
    let cases: &[(&str, &str, u16, Option<u64>)] = &[
        ("GET", "", 400, Some(0)),
        ("GET", "EIO=4", 400, Some(0)),
        ("GET", "EIO=4&transport", 400, Some(0)),
        ("GET", "EIO=4&transport=", 400, Some(0)),
        ("GET", "EIO=4&transport=foo", 400, Some(0)),
        ("GET", "EIO=4&transport=constructor", 400, Some(0)),
        ("GET", "EIO=4&transport=__proto__", 400, Some(0)),
        ("GET", "EIO=4&transport=Polling", 400, Some(0)),
        ("GET", "EIO=4&transport=%70olling", 400, Some(0)),
        ("GET", "EIO=4&transport=foo&transport=polling", 400, Some(0)),
        ("GET", &format!("EIO=4&transport={long}"), 400, Some(0)),
        ("GET", "transport=polling", 400, Some(5)),
        ("GET", "EIO=&transport=polling", 400, Some(5)),
        ("GET", "EIO=abc&transport=polling", 400, Some(5)),
        ("GET", "EIO=44&transport=polling", 400, Some(5)),
        ("GET", "EIO=2&transport=polling", 400, Some(5)),
        ("GET", "EIO=-4&transport=websocket", 400, Some(5)),
        ("POST", "EIO=4&transport=polling", 400, Some(2)),
        ("PUT", "EIO=4&transport=polling", 400, Some(2)),
        ("DELETE", "EIO=4&transport=polling", 400, Some(2)),
        ("HEAD", "EIO=4&transport=polling", 400, None),
        ("OPTIONS", "EIO=4&transport=polling", 400, Some(2)),
        ("POST", "EIO=4&transport=websocket", 400, Some(2)),
        ("GET", "EIO=4&transport=websocket", 400, Some(3)),
        ("GET", "EIO=4&transport=polling&sid=", 400, Some(1)),
        ("GET", "EIO=4&transport=polling&sid=garbage", 400, Some(1)),
        ("POST", "EIO=4&transport=polling&sid=__proto__", 400, Some(1)),
        ("GET", "EIO=4&transport=polling&sid=%00%ff", 400, Some(1)),
        ("GET", "EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAA", 400, Some(1)),
        ("GET", &format!("EIO=4&transport=polling&sid={long}"), 400, Some(1)),
        ("GET", "EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAA", 400, Some(1)),
    ];
    let mut findings = Findings::default();
    for (method, query, status, code) in cases {
        let mut tcp = Tcp::connect(arena.address).await;
        tcp.ask(method, &format!("/socket.io/?{query}"), "Connection: close\r\n", b"").await;
        let got = if *method == "HEAD" {
            let head = String::from_utf8(tcp.end().await).unwrap();
            (head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or(0), None)
        } else {
            tcp.response().await.map_or((0, None), |response| (response.status, response.code()))
        };
        findings.expect(&format!("{method} {query:.80}"), &got, &(*status, *code));
    }
    findings.tell();
    // Of several values the first counts, as for what is behind it.
    let mut tcp = Tcp::connect(arena.address).await;
    let open = tcp.get("/socket.io/?EIO=4&transport=polling&transport=foo&EIO=abc").await;
    assert_eq!(open.status, 200, "{open:?}");
    let sid = open.body.split('"').nth(3).unwrap().to_owned();
    Polling { address: arena.address, tcp, sid }.leave().await;
    arena.close().await;
}

#[tokio::test]
async fn a_session_is_reached_only_by_the_transport_that_it_is_on() {
    let arena = Arena::open().await;
    let address = arena.address;

    // One that is closed.
    let mut closed = Polling::enter(address).await;
    assert_eq!(closed.post("1").await, (200, None));
    assert!(closed.is_over().await);
    let upgrade = format!("EIO=4&transport=websocket&sid={}", closed.sid);
    WebSocket::request(&mut closed.tcp, &upgrade).await;
    let refused = closed.tcp.response().await.unwrap();
    assert_eq!((refused.status, refused.code()), (400, Some(1)));

    // One that began on a WebSocket, by its id, which others do not know.
    let mut websocket = WebSocket::connect(address, "EIO=4&transport=websocket").await;
    let sid = websocket.hear_text().await.split('"').nth(3).unwrap().to_owned();
    websocket.send(format!("40{{\"name\":\"{}\"}}", new_name())).await;
    websocket.hear_of("[\"session\",").await;
    let target = format!("/socket.io/?EIO=4&transport=polling&sid={sid}");
    let mut tcp = Tcp::connect(address).await;
    for refused in [tcp.get(&target).await, tcp.post(&target, "41").await, tcp.post(&target, "1").await] {
        assert_eq!((refused.status, refused.code()), (400, Some(3)), "{refused:?}");
    }
    let mut second = WebSocket::connect(address, &format!("EIO=4&transport=websocket&sid={sid}")).await;
    assert_eq!(second.end().await, End::Closed(None));
    websocket.send("421[\"no:such\"]").await;
    websocket.hear_of("431[").await;
    drop((websocket, second, tcp, closed));

    // One that two WebSockets want at once: the first has it.
    let polling = Polling::enter(address).await;
    let upgrade = format!("EIO=4&transport=websocket&sid={}", polling.sid);
    let mut first = WebSocket::connect(address, &upgrade).await;
    let mut second = WebSocket::connect(address, &upgrade).await;
    second.0.try_write(crate::websocket::Frame::new(crate::websocket::TEXT, "2probe").bytes()).await;
    assert_eq!(second.end().await, End::Closed(None));
    first.send("2probe").await;
    assert_eq!(first.hear_text().await, "3probe");
    first.send("5").await;
    first.send("421[\"no:such\"]").await;
    first.hear_of("431[").await;
    drop((first, second, polling));
    arena.close().await;
}

#[tokio::test]
async fn two_polls_at_a_time_end_their_session_and_no_other() {
    let arena = Arena::open().await;
    arena
        .endures(20, async |arena| {
            let mut polling = Polling::enter(arena.address).await;
            let target = polling.target();
            let mut other = Tcp::connect(arena.address).await;
            polling.tcp.ask("GET", &target, "", b"").await;
            other.ask("GET", &target, "", b"").await;
            let (one, other) = tokio::join!(polling.tcp.response(), other.response());
            let mut statuses = [one.unwrap().status, other.unwrap().status];
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 400]);
            assert!(polling.is_over().await);
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn polls_that_vanish_leave_nothing() {
    let arena = Arena::open().await;
    arena
        .endures(10, async |arena| {
            let vanish = async || {
                let mut polling = Polling::enter(arena.address).await;
                let target = polling.target();
                polling.tcp.ask("GET", &target, "", b"").await;
                // One that is reset before the server has read it is no poll.
                tokio::time::sleep(Duration::from_millis(100)).await;
                polling.tcp.reset();
            };
            futures_util::future::join_all((0..20).map(|_| vanish())).await;
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn old_clients_that_vanish_before_they_are_greeted_leave_nothing() {
    let arena = Arena::open().await;
    arena
        .endures(60, async |arena| {
            let vanish = async || {
                // They join with the handshake.
                let query = format!("EIO=3&transport=websocket&name={}", new_name().replace(' ', "+"));
                let websocket = WebSocket::connect(arena.address, &query).await;
                websocket.0.reset();
            };
            futures_util::future::join_all((0..100).map(|_| vanish())).await;
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn clients_that_vanish_in_the_middle_of_an_upgrade_leave_nothing() {
    let arena = Arena::open().await;
    arena
        .endures(20, async |arena| {
            let address = arena.address;
            // Before and within a frame, and in the middle of a message.
            for bytes in [&b""[..], b"\x81", b"\x81\xff\0\0\0\0\0\0\x10\0\0", b"\x01\x82\0\0\0\x0042"] {
                let mut websocket = entered(address).await;
                websocket.0.write(bytes).await;
                websocket.0.reset();
            }
            // While a session that polls tries it: then that goes on.
            for bytes in [&b""[..], b"\x81\x86\0\0\0\x002pro", b"\x81\x86\0\0\0\x002probe"] {
                let mut polling = Polling::enter(address).await;
                let mut websocket =
                    WebSocket::connect(address, &format!("EIO=4&transport=websocket&sid={}", polling.sid)).await;
                websocket.0.write(bytes).await;
                tokio::time::sleep(Duration::from_millis(5)).await;
                websocket.0.reset();
                assert_eq!(polling.post("421[\"no:such\"]").await, (200, None));
                while !polling.poll().await.contains("431[") {}
                polling.leave().await;
            }
        })
        .await;
    arena.close().await;
}
