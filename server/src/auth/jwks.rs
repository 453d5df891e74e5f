//! Keys that are to be had at an address (a JWK set, RFC 7517), which changes them now and then.
//!
//! One task asks, and whoever checks a token looks at what it has. It asks again when what it has is no longer fresh, and
//! when a token names a key that it has not; that at most once in a while, because a stranger can name any. What it has stays
//! while the address does not answer: a site whose keys cannot be had for an hour is not to lose its people.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::Header;
use reqwest::header::CACHE_CONTROL;
use reqwest::{Client, Url};
use tokio::sync::{Notify, watch};
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;

use super::keys::KeySet;
use super::{AuthSetupError, TokenFault};
use crate::remote;

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Most bytes of an answer.
const MOST_BYTES: usize = 262_144;
/// How long keys are fresh where the answer does not say.
const FRESH: Duration = Duration::from_secs(600);
/// However short or long it says.
const FRESH_BOUNDS: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(86_400));
/// How often it is asked at most, whatever tokens name.
const BETWEEN: Duration = Duration::from_secs(5);
/// When it is asked again where it did not answer.
const RETRY: Duration = Duration::from_secs(30);

/// An address with keys.
#[derive(Debug)]
pub(super) struct Source {
    seen: watch::Receiver<Seen>,
    wanted: Arc<Notify>,
    _task: AbortOnDropHandle<()>,
}

/// What is known of it.
#[derive(Debug, Clone, Default)]
struct Seen {
    /// The latest keys; none before the first answer.
    keys: Option<Arc<KeySet>>,
    /// When it was last asked, and answered or did not.
    asked: Option<Instant>,
}

impl Source {
    /// Begins to ask.
    pub(super) fn start(url: Url) -> Result<Self, AuthSetupError> {
        let client = remote::client(&url, TIMEOUT)?;
        let (tell, seen) = watch::channel(Seen::default());
        let wanted = Arc::new(Notify::new());
        let task = tokio::spawn(run(client, url, Arc::clone(&wanted), tell));
        Ok(Self { seen, wanted, _task: AbortOnDropHandle::new(task) })
    }

    /// The keys, asked for anew where none of them can have signed a token with this header.
    pub(super) async fn keys_for(&self, header: &Header) -> Result<Arc<KeySet>, TokenFault> {
        let mut seen = self.seen.clone();
        let known = seen.borrow_and_update().clone();
        let is_there = known.keys.as_ref().is_some_and(|keys| keys.matching(header).next().is_some());
        if !is_there && known.asked.is_none_or(|asked| asked.elapsed() >= BETWEEN) {
            self.wanted.notify_one();
            // Twice as long as one answer takes: another may be under way that was asked for before.
            let next = seen.wait_for(|now| now.asked > known.asked);
            match tokio::time::timeout(TIMEOUT * 2, next).await {
                Ok(Ok(now)) => return now.keys.clone().ok_or(TokenFault::NoKeys),
                Ok(Err(_)) | Err(_) => return known.keys.ok_or(TokenFault::NoKeys),
            }
        }
        known.keys.ok_or(TokenFault::NoKeys)
    }
}

/// Asks at once, and again when it is time or somebody wants it.
async fn run(client: Client, url: Url, wanted: Arc<Notify>, tell: watch::Sender<Seen>) {
    loop {
        let again = match ask(&client, &url).await {
            Ok((keys, fresh)) => {
                tracing::debug!(%url, keys = keys.len(), fresh_s = fresh.as_secs(), "has keys to check tokens with");
                tell.send_replace(Seen { keys: Some(Arc::new(keys)), asked: Some(Instant::now()) });
                fresh
            }
            Err(why) => {
                tracing::warn!(%url, why, "keys to check tokens with cannot be had; those of before stay");
                tell.send_modify(|seen| seen.asked = Some(Instant::now()));
                RETRY
            }
        };
        tokio::time::sleep(BETWEEN.min(again)).await;
        tokio::select! {
            () = tokio::time::sleep(again.saturating_sub(BETWEEN)) => {}
            () = wanted.notified() => {}
        }
    }
}

async fn ask(client: &Client, url: &Url) -> Result<(KeySet, Duration), String> {
    let mut response = client.get(url.clone()).send().await.map_err(remote::faulty)?;
    if !response.status().is_success() {
        return Err(format!("it answered {}", response.status()));
    }
    let fresh = response.headers().get(CACHE_CONTROL).and_then(|value| value.to_str().ok()).map_or(FRESH, freshness);
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(remote::faulty)? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(format!("it answered more than {MOST_BYTES} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(body).map_err(|_| "it answered no text".to_owned())?;
    Ok((KeySet::from_jwks(&text)?, fresh))
}

/// How long an answer with this Cache-Control is fresh, within bounds.
fn freshness(field: &str) -> Duration {
    let (least, most) = FRESH_BOUNDS;
    let mut directives = field.split(',').map(|directive| directive.trim().to_ascii_lowercase());
    let fresh = directives.try_fold(FRESH, |fresh, directive| match directive.as_str() {
        "no-store" | "no-cache" => Err(least),
        other => Ok(other.strip_prefix("max-age=").and_then(|age| age.parse().ok()).map_or(fresh, Duration::from_secs)),
    });
    fresh.unwrap_or_else(|least| least).clamp(least, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_keys_are_fresh_is_for_their_source_to_say_within_bounds() {
        for (field, seconds) in [
            ("max-age=300", 300),
            ("public, max-age=3600, must-revalidate", 3_600),
            ("max-age=0", 60),
            ("Max-Age=99999999999", 86_400),
            ("no-store, max-age=300", 60),
            ("max-age=x", 600),
            ("", 600),
        ] {
            assert_eq!(freshness(field).as_secs(), seconds, "{field}");
        }
    }
}
