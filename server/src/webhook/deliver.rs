//! Delivering: several rooms at a time, each in its order and in its turn, so that none waits for another.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use sociable_protocol::Timestamp;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

use super::pace::Pace;
use super::sign::signature;
use crate::config::WebhookConfig;
use crate::domain::now;
use crate::remote::{self, RemoteSetupError};
use crate::store::{Outgoing, SharedStore, StoreError};

/// How long the site may take for one event.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Most bytes of an answer that are read, so that its connection can be used again; nothing is made of them.
const ANSWER_BYTES: usize = 16_384;
/// Rooms that are told of at a time.
const ROOMS: usize = 8;
/// What one room is told of in one turn, at most: what was taken is forgotten after it, and then it is another's turn.
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
    site: Site,
    course: Course,
}

/// The site, and what waits for it.
struct Site {
    store: SharedStore,
    config: WebhookConfig,
    client: Client,
}

/// How it went so far.
struct Course {
    pace: Pace,
    /// How much was not taken in a row, for the log.
    failures: u64,
}

/// What became of a room's turn.
struct Told {
    lane: String,
    /// Whether any of it was taken.
    some: bool,
    /// Why it ended early.
    fault: Option<Fault>,
}

enum Fault {
    /// The site did not take something.
    Site {
        why: String,
        /// How long it wants to be left alone, with everything.
        asked: Option<Duration>,
    },
    /// What waits cannot be read, or what was taken not be noted; that is told again.
    Store(StoreError),
}

impl Webhooks {
    /// # Errors
    /// Where the site cannot be asked.
    pub(crate) fn new(store: SharedStore, config: WebhookConfig) -> Result<Self, RemoteSetupError> {
        let client = remote::client(&config.url, TIMEOUT)?;
        let course = Course { pace: Pace::new(config.first_retry), failures: 0 };
        Ok(Self { site: Site { store, config, client }, course })
    }

    /// Tells until it is stopped. What is under way then is told again at the next start: whoever stops the server does not
    /// wait for the site.
    pub(crate) async fn run(self, stop: CancellationToken) {
        tokio::select! {
            () = self.tell() => {}
            () = stop.cancelled() => {}
        }
    }

    async fn tell(self) {
        let Self { site, mut course } = self;
        let mut under_way = FuturesUnordered::new();
        let mut busy: Vec<String> = Vec::new();
        let mut last = String::new();
        let mut forget = tokio::time::interval(FORGET_INTERVAL);
        forget.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let start = Instant::now();
            if course.pace.goes_on(start) {
                match site.next(&last, [course.pace.waiting(start), busy.clone()].concat(), ROOMS - busy.len()).await {
                    Ok(lanes) => {
                        last = lanes.last().cloned().unwrap_or(last);
                        busy.extend(lanes.iter().cloned());
                        under_way.extend(lanes.into_iter().map(|lane| site.take_turn(lane)));
                    }
                    Err(error) => course.rests(&error, start),
                }
            }
            let due = async {
                match course.pace.next(start) {
                    Some(instant) => tokio::time::sleep_until(instant).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(told) = under_way.next() => {
                    busy.retain(|lane| *lane != told.lane);
                    course.note(told);
                }
                () = site.store.outbox_filled() => {}
                () = due => {}
                _ = forget.tick() => if site.forget().await {
                    course.pace.forget(Instant::now());
                },
            }
        }
    }
}

impl Course {
    /// Notes what became of a room's turn, and when its next one is.
    fn note(&mut self, Told { lane, some, fault }: Told) {
        let now = Instant::now();
        if some {
            self.pace.succeeded(&lane, now);
            if self.failures > 0 {
                tracing::info!(failures = self.failures, "the site takes webhooks again");
                self.failures = 0;
            }
        }
        match fault {
            None => {}
            Some(Fault::Store(error)) => self.rests(&error, now),
            Some(Fault::Site { why, asked }) => {
                if self.failures.is_power_of_two() || self.failures == 0 {
                    tracing::warn!(why, room = lane, "the site did not take a webhook; it is tried again");
                }
                self.failures += 1;
                self.pace.failed(&lane, asked, now);
            }
        }
    }

    fn rests(&mut self, error: &StoreError, now: Instant) {
        tracing::debug!(%error, "what the site is to be told cannot be read or noted; it is tried again");
        self.pace.rest(STORE_PAUSE, now);
    }
}

impl Site {
    /// Whose turn it is after a room's: those next by name of which there is something to tell, but for some.
    async fn next(&self, last: &str, mut except: Vec<String>, most: usize) -> Result<Vec<String>, StoreError> {
        if most == 0 {
            return Ok(Vec::new());
        }
        let mut lanes = self.store.lanes(last, &except, most).await?;
        if lanes.len() < most {
            except.extend(lanes.iter().cloned());
            lanes.extend(self.store.lanes("", &except, most - lanes.len()).await?);
        }
        Ok(lanes)
    }

    /// Tells what is next of one room, until something is not taken or it is another's turn.
    async fn take_turn(&self, lane: String) -> Told {
        let start = Instant::now();
        let events = match self.store.outgoing(&lane, STRETCH).await {
            Ok(events) => events,
            Err(error) => return Told { lane, some: false, fault: Some(Fault::Store(error)) },
        };
        let (mut taken, mut fault) = (Vec::new(), None);
        for event in events {
            if let Err(why) = self.send(&event).await {
                fault = Some(why);
                break;
            }
            taken.push(event.id);
            if start.elapsed() > STRETCH_TIME {
                break;
            }
        }
        if !taken.is_empty()
            && let Err(error) = self.store.taken(&taken).await
        {
            fault = Some(Fault::Store(error));
        }
        Told { lane, some: !taken.is_empty(), fault }
    }

    async fn send(&self, event: &Outgoing) -> Result<(), Fault> {
        let (id, seconds) = (format!("msg_{}", event.name), now().as_millis() / 1_000);
        let body = event.entry.payload.clone();
        let failed = |why: String| Fault::Site { why, asked: None };
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
        let response = request.send().await.map_err(|error| failed(remote::faulty(error)))?;
        let (status, asked) = (response.status(), left_alone(response.status(), response.headers()));
        drain(response).await;
        if status.is_success() { Ok(()) } else { Err(Fault::Site { why: format!("it answered {status}"), asked }) }
    }

    /// Forgets what has waited too long, and what is too much. Says whether there was any.
    async fn forget(&self) -> bool {
        let keep = i64::try_from(KEEP.as_millis()).unwrap_or(i64::MAX);
        let before = Timestamp::from_millis(now().as_millis().saturating_sub(keep));
        match self.store.forget_outgoing(before, MOST_WAITING).await {
            Ok(0) => false,
            Ok(events) => {
                tracing::error!(events, "the site took no webhooks for too long, and is not told of the oldest");
                true
            }
            Err(error) => {
                tracing::debug!(%error, "old webhooks could not be removed; it is tried again");
                false
            }
        }
    }
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

/// How long the site wants to be left alone, where it is too busy and says so in seconds.
fn left_alone(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    if !matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
        return None;
    }
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}
