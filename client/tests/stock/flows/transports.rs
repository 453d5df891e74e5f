//! What carries the connection.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use sociable_client::socketio::{Args, TransportKind};

use super::{EITHER, Flow, POLLING, Peer, Ports, SOCKET, UPGRADING, ensure, same, text};
use crate::platform;

/// What the server says carries the connection, and what the client says.
async fn carriers(peer: &Peer) -> Result<(String, Option<TransportKind>), String> {
    let server = peer.asks("transport").await?;
    Ok((server.as_str().unwrap_or_default().to_owned(), peer.client.transport()))
}

fn socket() -> (String, Option<TransportKind>) {
    ("websocket".to_owned(), Some(TransportKind::WebSocket))
}

fn polling() -> (String, Option<TransportKind>) {
    ("polling".to_owned(), Some(TransportKind::Polling))
}

/// Waits until the session has moved to a WebSocket.
async fn upgraded(peer: &Peer) -> Flow {
    let moved = async {
        while peer.client.transport() != Some(TransportKind::WebSocket) {
            platform::sleep(Duration::from_millis(5)).await;
        }
    };
    super::within(moved).await
}

pub(crate) async fn each_transport_works_alone(ports: Ports) -> Flow {
    for (transports, expected) in [(SOCKET, socket()), (POLLING, polling()), (EITHER, socket())] {
        let peer = Peer::connected(ports.open, transports).await?;
        same(carriers(&peer).await?, expected)?;
    }
    let mut peer = Peer::new(ports.open, UPGRADING, |options| options.config.upgrade = false);
    peer.connects().await?;
    platform::sleep(Duration::from_millis(200)).await;
    same(carriers(&peer).await?, polling())
}

pub(crate) async fn polling_moves_to_a_websocket_without_losing_order(ports: Ports) -> Flow {
    const MANY: u32 = 1_000;
    for _ in 0..5 {
        let mut peer = Peer::connected(ports.open, UPGRADING).await?;
        peer.client.emit("count", &200).map_err(text)?;
        for number in 0..MANY {
            while peer.client.emit("number", &number).is_err() {
                platform::sleep(Duration::from_millis(1)).await;
            }
            if number % 100 == 0 {
                platform::sleep(Duration::from_millis(1)).await;
            }
        }
        for number in 0..200 {
            same(peer.hears("number").await?.arg::<u32>().map_err(text)?, number)?;
        }
        same(peer.asks("numbers").await?, json!((0..MANY).collect::<Vec<_>>()))?;
        upgraded(&peer).await?;
        same(carriers(&peer).await?, socket())?;
    }
    Ok(())
}

pub(crate) async fn blocked_websockets_are_replaced_by_polling(ports: Ports) -> Flow {
    let ways = [ports.refused, ports.hanging, ports.mute];
    super::each(ways.into_iter().flat_map(|port| [(port, EITHER), (port, UPGRADING)]), async |(port, transports)| {
        let mut peer = Peer::new(port, transports, |options| {
            options.config.websocket_timeout = Duration::from_millis(500);
            options.config.upgrade_timeout = Duration::from_millis(500);
        });
        peer.connects().await?;
        same(carriers(&peer).await?, polling())?;
        // Until after the attempt to move has failed, which leaves the connection alone.
        platform::sleep(Duration::from_millis(800)).await;
        same(carriers(&peer).await?, polling())?;
        ensure(peer.client.is_connected(), "it stays connected")
    })
    .await
}

pub(crate) async fn what_worked_is_remembered(ports: Ports) -> Flow {
    let mut peer = Peer::new(ports.hanging, EITHER, |options| {
        options.config.websocket_timeout = Duration::from_millis(500);
    });
    peer.connects().await?;
    let begun = peer.asks("begun").await?;
    peer.client.emit_args("cut", Args::new()).map_err(text)?;
    peer.disconnects().await?;
    peer.connects().await?;
    same(carriers(&peer).await?, polling())?;
    // It begins with what worked, and not with a WebSocket again.
    same(peer.asks("begun").await?, begun)
}

pub(crate) async fn heartbeats_keep_quiet_connections(ports: Ports) -> Flow {
    super::each([SOCKET, POLLING, UPGRADING], async |transports| {
        let mut peer = Peer::connected(ports.quick, transports).await?;
        peer.hears("hello").await?;
        // Either side would have given up by now without the other's signs of life.
        let quiet = platform::timeout(Duration::from_secs(6), peer.events.next()).await;
        ensure(quiet.is_none(), quiet)?;
        ensure(peer.client.is_connected(), "connected")
    })
    .await
}
