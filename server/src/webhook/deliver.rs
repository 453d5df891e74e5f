//! Delivering: what is oldest first, several rooms at a time, each in its order.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, redirect};
use sociable_protocol::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::pace::Pace;
use super::sign::signature;
use crate::config::WebhookConfig;
use crate::domain::now;
use crate::store::{Outgoing, SharedStore};

/// How long the site may take for one event.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Most bytes of an answer that are read, so that its connection can be used again; nothing is made of them.
const ANSWER_BYTES: usize = 16_384;
/// Events that are looked at in one round.
const WINDOW: u32 = 256;
/// Rooms that are told of at a time.
const ROOMS: usize = 8;
/// What one room is told of in one round, at most: what was taken is forgotten after it.
const STRETCH: usize = 64;
/// And for how long.
const STRETCH_TIME: Duration = Duration::from_secs(2);
/// How often what is too old or too much is forgotten.
const FORGET_INTERVAL: Duration = Duration::from_secs(10);
/// How long something waits for the site at most.
const KEEP: Duration = Duration::from_secs(3 * 86_400);
/// And how much.
const MOST_WAITING: u64 = 100_000;
/// How long to wait where the store does not answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// The task that tells the site.
pub(crate) struct Webhooks {
    store: SharedStore,
    config: WebhookConfig,
    client: Client,
    pace: Pace,
    /// How much was not taken in a row, for the log.
    failures: u64,
}

/// What became of a room's stretch.
struct Told {
    lane: String,
    taken: Vec<u64>,
    /// Why it ended early.
    fault: Option<Fault>,
}

struct Fault {
    why: String,
    /// How long the site wants to be left alone.
    asked: Option<Duration>,
}

impl Webhooks {
    /// # Errors
    /// Where TLS cannot be set up.
    pub(crate) fn new(store: SharedStore, config: WebhookConfig) -> reqwest::Result<Self> {
        let client =
            Client::builder().timeout(TIMEOUT).redirect(redirect::Policy::none()).user_agent("sociable").build()?;
        let pace = Pace::new(config.first_retry);
        Ok(Self { store, config, client, pace, failures: 0 })
    }

    /// Tells until it is stopped; what is under way then is told again at the next start.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut forget = Instant::now();
        loop {
            if forget.elapsed() >= FORGET_INTERVAL {
                forget = Instant::now();
                self.forget().await;
            }
            let wait = tokio::select! {
                wait = self.round() => wait,
                // What is under way is told again: whoever stops the server does not wait for the site.
                () = stop.cancelled() => return,
            };
            let waited = async {
                match wait {
                    Wait::None => {}
                    Wait::Until(instant) => tokio::time::sleep_until(instant.min(forget + FORGET_INTERVAL)).await,
                    Wait::News(instant) => {
                        let instant = instant.unwrap_or_else(|| Instant::now() + FORGET_INTERVAL);
                        tokio::select! {
                            () = self.store.outbox_filled() => {}
                            () = tokio::time::sleep_until(instant) => {}
                        }
                    }
                }
            };
            tokio::select! {
                () = waited => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Tells what is due, and says when to look again.
    async fn round(&mut self) -> Wait {
        let start = Instant::now();
        let is_down = self.pace.is_down();
        if let Some(until) = self.pace.next().filter(|until| is_down && *until > start) {
            return Wait::Until(until);
        }
        let due = match self.store.outgoing(&self.pace.waiting(start), WINDOW).await {
            Ok(due) if due.is_empty() => return Wait::News(self.pace.next()),
            Ok(due) => due,
            Err(error) => {
                tracing::debug!(%error, "what the site is to be told cannot be read");
                return Wait::Until(start + STORE_PAUSE);
            }
        };
        let mut lanes = lanes(due);
        if is_down {
            // A few find out whether it is back; not one alone, which may be one that it will never take.
            lanes.truncate(ROOMS);
            lanes.iter_mut().for_each(|(_, events)| events.truncate(1));
        }
        let told: Vec<Told> = stream::iter(lanes).map(|lane| self.tell(lane)).buffer_unordered(ROOMS).collect().await;
        let taken: Vec<u64> = told.iter().flat_map(|told| &told.taken).copied().collect();
        if let Err(error) = self.store.taken(&taken).await {
            tracing::debug!(%error, "what the site has taken is not noted, and told again");
            return Wait::Until(start + STORE_PAUSE);
        }
        self.note(&told, taken.is_empty());
        Wait::None
    }

    /// Notes what was taken, and when to try the rest again.
    fn note(&mut self, told: &[Told], nothing: bool) {
        let now = Instant::now();
        for Told { lane, .. } in told.iter().filter(|told| !told.taken.is_empty()) {
            self.pace.succeeded(lane, now);
        }
        if !nothing && self.failures > 0 {
            tracing::info!(failures = self.failures, "the site takes webhooks again");
            self.failures = 0;
        }
        let mut asked = None;
        for (lane, fault) in told.iter().filter_map(|told| Some((&told.lane, told.fault.as_ref()?))) {
            if self.failures.is_power_of_two() || self.failures == 0 {
                tracing::warn!(why = fault.why, room = lane, "the site did not take a webhook; it is tried again");
            }
            self.failures += 1;
            self.pace.failed(lane, fault.asked, now);
            asked = asked.max(fault.asked);
        }
        if nothing {
            self.pace.nothing_taken(asked, now);
        }
    }

    /// Tells what is next of one room, until something is not taken.
    async fn tell(&self, (lane, events): (String, Vec<Outgoing>)) -> Told {
        let start = Instant::now();
        let mut told = Told { lane, taken: Vec::new(), fault: None };
        for event in events.into_iter().take(STRETCH) {
            if let Err(fault) = self.send(&event).await {
                told.fault = Some(fault);
                break;
            }
            told.taken.push(event.id);
            if start.elapsed() > STRETCH_TIME {
                break;
            }
        }
        told
    }

    async fn send(&self, event: &Outgoing) -> Result<(), Fault> {
        let (id, seconds) = (format!("msg_{}", event.name), now().as_millis() / 1_000);
        let body = event.entry.payload.clone();
        let failed = |why: String| Fault { why, asked: None };
        let signed = signature(&self.config.secret, &id, seconds, &body);
        let signed = signed.ok_or_else(|| failed("it cannot be signed".to_owned()))?;
        let request = self
            .client
            .post(self.config.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signed)
            .body(body);
        // Not with its address, which may hold a secret.
        let response = request.send().await.map_err(|error| failed(describe(&error.without_url())))?;
        let (status, asked) = (response.status(), retry_after(response.headers()));
        drain(response).await;
        if status.is_success() { Ok(()) } else { Err(Fault { why: format!("it answered {status}"), asked }) }
    }

    /// Forgets what has waited too long, and what is too much.
    async fn forget(&self) {
        let keep = i64::try_from(KEEP.as_millis()).unwrap_or(i64::MAX);
        let before = Timestamp::from_millis(now().as_millis().saturating_sub(keep));
        match self.store.forget_outgoing(before, MOST_WAITING).await {
            Ok(0) => {}
            Ok(events) => {
                tracing::error!(events, "the site took no webhooks for too long, and is not told of the oldest");
            }
            Err(error) => tracing::debug!(%error, "old webhooks could not be removed; it is tried again"),
        }
    }
}

/// What a round leaves to do.
enum Wait {
    /// There may be more.
    None,
    /// Nothing before this instant.
    Until(Instant),
    /// Nothing before something new comes, or this instant.
    News(Option<Instant>),
}

/// What is to be told of each room, in its order; the room with the oldest first.
fn lanes(due: Vec<Outgoing>) -> Vec<(String, Vec<Outgoing>)> {
    let mut lanes: Vec<(String, Vec<Outgoing>)> = Vec::new();
    for event in due {
        match lanes.iter_mut().find(|(lane, _)| *lane == event.entry.lane) {
            Some((_, events)) => events.push(event),
            None => lanes.push((event.entry.lane.clone(), vec![event])),
        }
    }
    lanes
}

/// Reads a short answer, so that the connection can be used again; a longer one is cut off with its connection.
async fn drain(mut response: Response) {
    let mut bytes = 0;
    while let Ok(Some(chunk)) = response.chunk().await {
        bytes += chunk.len();
        if bytes > ANSWER_BYTES {
            break;
        }
    }
}

/// How long the site wants to be left alone, where it says so in seconds.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

/// The error and what is behind it, which says more.
fn describe(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
