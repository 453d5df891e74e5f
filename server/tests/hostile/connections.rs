//! Connections that ask for nothing, or for too much.

use std::time::{Duration, Instant};

use crate::arena::Arena;
use crate::findings::Findings;
use crate::tcp::Tcp;

#[tokio::test]
async fn heads_that_are_too_large_or_none_are_refused() {
    let arena = Arena::open().await;
    let many = "X: y\r\n".repeat(2_000);
    let large = format!("X: {}\r\n", "y".repeat(65_536));
    let cases: &[(&str, String, &[u16])] = &[
        ("2,000 fields", format!("GET / HTTP/1.1\r\nHost: x\r\n{many}\r\n"), &[431]),
        ("64 kB of a field", format!("GET / HTTP/1.1\r\nHost: x\r\n{large}\r\n"), &[431]),
        ("64 kB of address", format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "y".repeat(65_536)), &[414, 431]),
        ("a line without end", "GET ".to_owned() + &"/".repeat(200_000), &[414, 431, 400]),
        ("no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\x03\x03\r\n\r\n".to_owned(), &[400]),
        ("HTTP/2's beginning", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &[400]),
        ("HTTP/0.9", "GET /\r\n\r\n".to_owned(), &[400]),
        ("a NUL in the address", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), &[400]),
        ("a line break in a field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n".to_owned(), &[400]),
        ("a space before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n".to_owned(), &[400]),
        ("a folded field", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n".to_owned(), &[400]),
    ];
    let mut findings = Findings::default();
    for (name, request, expected) in cases {
        let mut tcp = Tcp::connect(arena.address).await;
        tcp.try_write(request).await;
        // It is closed behind the refusal; what is still on its way may reset it before that is read.
        let answer = String::from_utf8(tcp.end().await).unwrap();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
        let is_refused = status.is_none_or(|status| expected.contains(&status));
        findings.expect(&format!("{name}: {status:?}"), &is_refused, &true);
    }
    findings.tell();
    arena.close().await;
}

#[tokio::test]
async fn thousands_of_idle_connections_do_not_keep_anybody_from_the_servers_health() {
    const PLACES: usize = 300;
    let arena = Arena::open_with(&[&format!("SOCIABLE_MAX_CONNECTIONS={PLACES}")]).await;
    let mut idle = Vec::new();
    for n in 0..1_500 {
        idle.push(Tcp::connect(arena.address).await);
        if n % 100 == 99 {
            let health = Tcp::connect(arena.address).await.get("/healthz").await;
            assert_eq!((n, health.status), (n, 200));
        }
    }
    // Those that came last are still being closed.
    let begin = Instant::now();
    while arena.server.connections() >= PLACES + 100 {
        assert!(begin.elapsed() < Duration::from_secs(10), "{} are open", arena.server.connections());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(idle);
    arena.settles().await;
    // There is room again.
    let mut tcp = Tcp::connect(arena.address).await;
    assert_eq!(tcp.get("/socket.io/?EIO=4&transport=foo").await.status, 400);
    drop(tcp);
    arena.close().await;
}
