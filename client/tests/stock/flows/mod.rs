//! What the client does with stock Socket.IO servers: the same flows natively and in a browser.
//!
//! Whoever includes this brings a module `platform` beside it, with `connect`, `sleep` and `timeout`. Flows tell what is
//! wrong by returning it, because in a browser a panic says nothing.

pub(crate) mod losing;
pub(crate) mod talking;
pub(crate) mod transports;

use std::fmt::Debug;
use std::future::Future;
use std::time::Duration;

use futures_util::StreamExt;
use serde::Deserialize;
use sociable_client::socketio::{Args, Event, Message, Reason, Reconnection, TransportKind};
use sociable_client::transport::{Client, Events, Options};

use crate::platform;

/// Longer than anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is wrong.
pub(crate) type Flow = Result<(), String>;

/// The ports of the servers in `server.mjs`.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Ports {
    open: u16,
    quick: u16,
    small: u16,
    refused: u16,
    hanging: u16,
    mute: u16,
}

/// Calls a macro with the names of all flows, as `group::name`.
macro_rules! each_flow {
    ($call:ident) => {
        $call! {
            talking::the_server_is_told_who_one_is,
            talking::a_refusal_brings_its_data_and_may_be_tried_again,
            talking::acks_come_with_all_their_arguments_or_in_time_not_at_all,
            talking::binary_data_goes_both_ways_in_events_and_acks,
            talking::the_server_may_ask_too,
            talking::namespaces_share_a_connection,
            talking::an_unknown_namespace_is_refused_alone,
            talking::large_payloads_go_through_whatever_carries_them,
            talking::many_messages_stay_in_order_both_ways,
            talking::a_server_that_takes_little_is_given_little_at_once,
            transports::each_transport_works_alone,
            transports::polling_moves_to_a_websocket_without_losing_order,
            transports::blocked_websockets_are_replaced_by_polling,
            transports::what_worked_is_remembered,
            transports::heartbeats_keep_quiet_connections,
            losing::a_restarted_server_is_found_again_and_gets_what_waited_once,
            losing::a_server_that_puts_one_out_does_not_see_one_again_until_told,
            losing::whoever_leaves_and_comes_back_is_another,
            losing::what_is_volatile_is_dropped_without_a_connection,
            losing::attempts_end_where_they_are_counted,
        }
    };
}

pub(crate) use each_flow;

const SOCKET: &[TransportKind] = &[TransportKind::WebSocket];
const POLLING: &[TransportKind] = &[TransportKind::Polling];
const UPGRADING: &[TransportKind] = &[TransportKind::Polling, TransportKind::WebSocket];
const EITHER: &[TransportKind] = &[TransportKind::WebSocket, TransportKind::Polling];

/// A client with its events.
struct Peer {
    client: Client,
    events: Events,
}

impl Peer {
    /// A client with quick reconnections.
    fn new(port: u16, transports: &[TransportKind], change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::new(format!("http://127.0.0.1:{port}"));
        let (initial, max) = (Duration::from_millis(50), Duration::from_millis(200));
        options.config.reconnection = Reconnection { initial, max, ..Reconnection::default() };
        options.config.transports = transports.to_vec();
        change(&mut options);
        let (client, events) = platform::connect(options);
        Self { client, events }
    }

    /// One that is connected.
    async fn connected(port: u16, transports: &[TransportKind]) -> Result<Self, String> {
        let mut peer = Self::new(port, transports, |_| {});
        peer.connects().await?;
        Ok(peer)
    }

    async fn next(&mut self) -> Result<Event, String> {
        within(self.events.next()).await?.ok_or_else(|| "the events have ended".to_owned())
    }

    /// What `choose` takes of the next events; the ones before it are passed over.
    async fn until<T>(&mut self, choose: impl Fn(Event) -> Option<T>) -> Result<T, String> {
        loop {
            if let Some(chosen) = choose(self.next().await?) {
                return Ok(chosen);
            }
        }
    }

    async fn connects(&mut self) -> Result<String, String> {
        self.until(|event| if let Event::Connected { sid } = event { Some(sid) } else { None }).await
    }

    async fn disconnects(&mut self) -> Result<Reason, String> {
        self.until(|event| if let Event::Disconnected { reason } = event { Some(reason) } else { None }).await
    }

    /// The next event with this name.
    async fn hears(&mut self, name: &str) -> Result<Message, String> {
        self.until(|event| match event {
            Event::Message(message) if message.name == name => Some(message),
            _ => None,
        })
        .await
    }

    async fn asks(&self, event: &str) -> Result<serde_json::Value, String> {
        self.client.call(event, Args::new(), PATIENCE).await.map_err(text)?.get(0).map_err(text)
    }
}

async fn within<T>(future: impl Future<Output = T>) -> Result<T, String> {
    platform::timeout(PATIENCE, future).await.ok_or_else(|| "it takes too long".to_owned())
}

/// Follows one flow with several values at the same time.
async fn each<T, F: Future<Output = Flow>>(values: impl IntoIterator<Item = T>, flow: impl Fn(T) -> F) -> Flow {
    futures_util::future::join_all(values.into_iter().map(flow)).await.into_iter().collect()
}

#[expect(clippy::needless_pass_by_value, reason = "for values that are made in the call")]
fn same<T: PartialEq + Debug>(found: T, expected: T) -> Flow {
    let short = |value: &T| format!("{value:?}").chars().take(200).collect::<String>();
    if found == expected { Ok(()) } else { Err(format!("found {}, expected {}", short(&found), short(&expected))) }
}

fn ensure(holds: bool, what: impl Debug) -> Flow {
    if holds { Ok(()) } else { Err(format!("{what:?}")) }
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}
