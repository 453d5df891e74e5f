//! Frames and messages that are too large, or never end.

use crate::arena::Arena;
use crate::session::entered;
use crate::websocket::{BINARY, CONTINUATION, End, Frame, PING, TEXT};

const TOO_LARGE: End = End::Closed(Some(1_009));
/// As the README says.
const LIMIT: usize = 100_000;

#[tokio::test]
async fn a_frame_is_refused_by_the_length_that_it_claims() {
    let arena = Arena::open().await;
    for claimed in [LIMIT as u64 + 1, 1 << 24, 1 << 26, u64::from(u32::MAX), 1 << 32, 1 << 63, u64::MAX] {
        for kind in [TEXT, BINARY] {
            let mut websocket = entered(arena.address).await;
            websocket.write(Frame::new(kind, "42[").claims(claimed)).await;
            assert_eq!(websocket.end().await, TOO_LARGE, "{claimed} bytes of kind {kind}");
        }
    }
    // While it is still sent, too.
    arena
        .endures(20, async |arena| {
            let mut websocket = entered(arena.address).await;
            websocket.0.try_write(Frame::new(TEXT, vec![b'x'; 1 << 22]).bytes()).await;
            // What is still on its way when the connection is closed resets it.
            assert!(matches!(websocket.end().await, TOO_LARGE | End::Dropped));
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn a_message_is_refused_where_its_parts_are_too_large_together() {
    let arena = Arena::open().await;
    arena
        .endures(10, async |arena| {
            for kind in [TEXT, BINARY] {
                let mut websocket = entered(arena.address).await;
                websocket.write(Frame::new(kind, vec![b'x'; LIMIT / 2]).unfinished()).await;
                websocket.write(Frame::new(CONTINUATION, vec![b'x'; LIMIT / 2]).unfinished()).await;
                websocket.write(Frame::new(PING, "")).await;
                websocket.write(Frame::new(CONTINUATION, "x").unfinished()).await;
                assert_eq!(websocket.end().await, TOO_LARGE);
            }
        })
        .await;
    arena.close().await;
}

#[tokio::test]
async fn a_message_in_endless_parts_ends() {
    let arena = Arena::open().await;
    arena
        .endures(4, async |arena| {
            for part in ["", "x"] {
                let mut websocket = entered(arena.address).await;
                websocket.write(Frame::new(TEXT, "42[").unfinished()).await;
                // One after another is looked at as it comes, so that some more can be sent than are taken.
                let parts = Frame::new(CONTINUATION, part).unfinished().bytes().repeat(4_096);
                let mut sent = 0;
                while sent < LIMIT * 20 && websocket.0.try_write(&parts).await {
                    sent += 4_096;
                }
                let end = websocket.end().await;
                assert!(matches!(end, TOO_LARGE | End::Closed(Some(1_008)) | End::Dropped), "{end:?}");
                assert!(sent < LIMIT * 20, "it takes them for ever");
            }
        })
        .await;
    arena.close().await;
}
