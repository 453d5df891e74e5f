//! Losing a connection, giving one up, getting it back.

use std::time::Duration;

use sociable_client::socketio::{Args, Event, Reason};

use super::{EITHER, Flow, POLLING, Peer, Ports, SOCKET, UPGRADING, ensure, same, text};
use crate::platform;

pub(crate) async fn a_restarted_server_is_found_again_and_gets_what_waited_once(ports: Ports) -> Flow {
    // `quick` has no other flow that would mind.
    for transports in [SOCKET, POLLING, UPGRADING, EITHER] {
        let mut peer = Peer::connected(ports.small, transports).await?;
        peer.client.emit_args("restart", Args::new()).map_err(text)?;
        peer.disconnects().await?;
        peer.until(|event| matches!(event, Event::Reconnecting { .. }).then_some(())).await?;
        peer.client.emit("number", &1).map_err(text)?;
        peer.client.emit("number", &2).map_err(text)?;
        peer.connects().await?;
        same(peer.asks("numbers").await?, serde_json::json!([1, 2]))?;
    }
    Ok(())
}

pub(crate) async fn a_server_that_puts_one_out_does_not_see_one_again_until_told(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING] {
        let mut peer = Peer::connected(ports.open, transports).await?;
        peer.client.emit_args("leave", Args::new()).map_err(text)?;
        same(peer.disconnects().await?, Reason::ServerDisconnect)?;
        platform::sleep(Duration::from_millis(300)).await;
        ensure(!peer.client.is_connected(), "it stays away")?;
        peer.client.connect();
        peer.connects().await?;
    }
    Ok(())
}

pub(crate) async fn whoever_leaves_and_comes_back_is_another(ports: Ports) -> Flow {
    for transports in [SOCKET, POLLING, UPGRADING] {
        let mut peer = Peer::new(ports.open, transports, |_| {});
        let first = peer.connects().await?;
        peer.client.disconnect();
        same(peer.disconnects().await?, Reason::ClientDisconnect)?;
        peer.client.connect();
        ensure(peer.connects().await? != first, "a new id")?;
        same(peer.asks("where").await?, serde_json::json!("/"))?;
    }
    Ok(())
}

pub(crate) async fn what_is_volatile_is_dropped_without_a_connection(ports: Ports) -> Flow {
    let mut peer = Peer::new(ports.open, EITHER, |options| options.auto_connect = false);
    ensure(!peer.client.emit_volatile("number", &1).map_err(text)?, "there is no connection")?;
    peer.client.emit("number", &2).map_err(text)?;
    peer.client.connect();
    peer.connects().await?;
    peer.hears("hello").await?;
    same(peer.asks("numbers").await?, serde_json::json!([2]))?;
    ensure(peer.client.emit_volatile("number", &3).map_err(text)?, "now there is")?;
    same(peer.asks("numbers").await?, serde_json::json!([3]))
}

pub(crate) async fn attempts_end_where_they_are_counted(_ports: Ports) -> Flow {
    // The discard port: nobody listens there.
    let mut peer = Peer::new(9, EITHER, |options| options.config.reconnection.attempts = Some(2));
    let mut attempts = Vec::new();
    loop {
        match peer.next().await? {
            Event::Reconnecting { attempt, .. } => attempts.push(attempt),
            Event::GaveUp { reason } => break ensure(matches!(reason, Reason::TransportError(_)), reason)?,
            other => return Err(format!("{other:?}")),
        }
    }
    same(attempts.last().copied(), Some(2))
}
