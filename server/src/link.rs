//! What lies under a session: how much of what was queued for a client its network connection has taken, and a way to
//! cut it; and what a request says of who it is from.
//!
//! socketioxide neither says how full a session's queue is nor closes a session whose queue is full. Here the bytes are
//! counted where they leave the process (`http`) and compared with those that were queued (`realtime`). The count is
//! kept from below: framing is not in it, so what is taken is never less than what it seems, and the difference is
//! forgotten whenever everything has been taken.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock, Weak};

use axum::http::{HeaderMap, header};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

/// Where a request comes from, as a reverse proxy says that is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// The cookie with the token of somebody who has logged in by HTTP, named as the frontend has it that does so.
pub(crate) const COOKIE: &str = "sid";

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let fields = headers.get_all(header::COOKIE).iter().filter_map(|field| field.to_str().ok());
    let mut pairs = fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// One network connection.
#[derive(Default)]
pub(crate) struct Link {
    /// Where it comes from.
    address: Option<IpAddr>,
    /// Bytes that the operating system has taken for the client.
    written: AtomicU64,
    /// Once it is a WebSocket, the most bytes that a message on it may have; before, 0.
    message_bytes: AtomicUsize,
    /// Whether the session that began on it has joined.
    joined: AtomicBool,
    cut: CancellationToken,
    lost: CancellationToken,
    /// The session that went on over this connection, to be forgotten with it.
    carries: OnceLock<(Weak<Links>, Box<str>)>,
}

impl Link {
    /// A connection from this address.
    pub(crate) fn from(address: IpAddr) -> Self {
        Self { address: Some(address), ..Self::default() }
    }

    /// Where it comes from.
    pub(crate) const fn address(&self) -> Option<IpAddr> {
        self.address
    }

    /// Notes that bytes were taken.
    pub(crate) fn wrote(&self, bytes: usize) {
        self.written.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// From its answer on, the connection is a WebSocket, with messages of at most so many bytes.
    pub(crate) fn switch_to_websocket(&self, message_bytes: usize) {
        self.message_bytes.store(message_bytes, Ordering::Relaxed);
    }

    /// If it is a WebSocket: how large a message on it may be.
    pub(crate) fn websocket(&self) -> Option<usize> {
        Some(self.message_bytes.load(Ordering::Relaxed)).filter(|bytes| *bytes > 0)
    }

    /// Whether the session that began on this connection has joined.
    pub(crate) fn has_joined(&self) -> bool {
        self.joined.load(Ordering::Relaxed)
    }

    /// Ends the connection, whatever it is in the middle of.
    pub(crate) fn cut(&self) {
        self.cut.cancel();
    }

    /// Completes when the connection is to end.
    pub(crate) const fn until_cut(&self) -> &CancellationToken {
        &self.cut
    }
}

/// A connection as long as it is there. Requests, and sessions, know of the link for longer.
pub(crate) struct Held(Arc<Link>);

impl Held {
    pub(crate) const fn new(link: Arc<Link>) -> Self {
        Self(link)
    }
}

impl std::ops::Deref for Held {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.0
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.lost.cancel();
        if let Some((links, sid)) = self.0.carries.get()
            && let Some(links) = links.upgrade()
        {
            let mut lines = links.lines.lock();
            if lines.get(sid).is_some_and(|line| std::ptr::eq(line.link.as_ptr(), Arc::as_ptr(&self.0))) {
                lines.remove(sid);
            }
        }
    }
}

/// Ends a polling session, which has no connection of its own: tells Engine.IO that its client closed it.
pub(crate) type EndPolling = Box<dyn Fn(&str) + Send + Sync>;

/// The sessions that are open, by Engine.IO session id. An entry lives as long as its [`Flow`] or its connection.
#[derive(Default)]
pub(crate) struct Links {
    /// Sessions that began with polling and went on over a WebSocket.
    lines: Mutex<HashMap<Box<str>, Line>>,
    flows: Mutex<HashMap<Box<str>, Weak<Flow>>>,
    end_polling: OnceLock<EndPolling>,
}

impl Links {
    /// Says how polling sessions are ended; once.
    pub(crate) fn end_polling_with(&self, end: EndPolling) {
        if self.end_polling.set(end).is_err() {
            tracing::error!("the way to end polling sessions was set twice");
        }
    }

    /// Sessions that are open.
    pub(crate) fn sessions(&self) -> usize {
        self.flows.lock().len()
    }

    /// Whether a session is open.
    pub(crate) fn has_joined(&self, sid: &str) -> bool {
        self.flows.lock().contains_key(sid)
    }

    /// Opens the account of a session. `link` is its WebSocket connection, where it began with one.
    pub(crate) fn open(self: &Arc<Self>, sid: &str, link: Option<&Arc<Link>>) -> Arc<Flow> {
        if let Some(link) = link {
            link.joined.store(true, Ordering::Relaxed);
        }
        let flow = Arc::new(Flow {
            sid: sid.into(),
            queued: AtomicU64::new(0),
            polled: AtomicU64::new(0),
            line: link.map(Line::new).map_or_else(OnceLock::new, OnceLock::from),
            lost: link.map(|link| link.lost.clone()),
            links: Arc::clone(self),
        });
        let mut flows = self.flows.lock();
        flows.insert(sid.into(), Arc::downgrade(&flow));
        // It may have gone on over a WebSocket before it was heard of here.
        if let Some(line) = self.lines.lock().get(sid) {
            flow.goes_on(line.clone());
        }
        flow
    }

    /// A session goes on over a WebSocket connection.
    pub(crate) fn upgraded(self: &Arc<Self>, sid: &str, link: &Arc<Link>) {
        // A connection carries one session, once.
        if link.carries.set((Arc::downgrade(self), sid.into())).is_ok() {
            let line = Line::new(link);
            let flows = self.flows.lock();
            self.lines.lock().insert(sid.into(), line.clone());
            if let Some(flow) = flows.get(sid).and_then(Weak::upgrade) {
                flow.goes_on(line);
            }
        }
    }

    /// A polling request of a session was answered with so many bytes.
    pub(crate) fn polled(&self, sid: &str, bytes: u64) {
        let flow = self.flows.lock().get(sid).and_then(Weak::upgrade);
        if let Some(flow) = flow {
            flow.polled.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    /// Ends a polling session.
    pub(crate) fn end_polling(&self, sid: &str) {
        if let Some(end) = self.end_polling.get() {
            end(sid);
        }
    }
}

/// A WebSocket connection, and what it had written when the session took it over.
#[derive(Clone)]
struct Line {
    link: Weak<Link>,
    before: u64,
}

impl Line {
    fn new(link: &Arc<Link>) -> Self {
        Self { link: Arc::downgrade(link), before: link.written.load(Ordering::Relaxed) }
    }

    fn taken(&self) -> u64 {
        self.link.upgrade().map_or(0, |link| link.written.load(Ordering::Relaxed).saturating_sub(self.before))
    }
}

/// The account of one session: what was queued for its client, and what of that was taken.
pub(crate) struct Flow {
    sid: Box<str>,
    queued: AtomicU64,
    polled: AtomicU64,
    line: OnceLock<Line>,
    /// Of a session that began on a WebSocket: that this is gone.
    lost: Option<CancellationToken>,
    links: Arc<Links>,
}

impl Flow {
    fn goes_on(&self, line: Line) {
        if self.line.set(line).is_err() {
            // Engine.IO refuses the second.
            tracing::debug!("a session was to go on over a second connection");
        }
    }

    /// Notes that bytes were queued.
    pub(crate) fn queue(&self, bytes: usize) {
        self.queued.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Bytes that are queued and not taken yet.
    pub(crate) fn waiting(&self) -> u64 {
        let taken = self.taken();
        // What was taken beyond what was queued is framing and heartbeats; they are not to hide later bytes.
        let queued = self.queued.fetch_max(taken, Ordering::Relaxed);
        queued.saturating_sub(taken)
    }

    /// Bytes taken since the session began; grows as long as the client reads.
    pub(crate) fn taken(&self) -> u64 {
        self.polled.load(Ordering::Relaxed) + self.line.get().map_or(0, Line::taken)
    }

    /// Completes when the connection that the session began on, and stays on, is gone. Never for one that polls, or did.
    pub(crate) async fn lost(&self) {
        match &self.lost {
            Some(lost) => lost.cancelled().await,
            None => std::future::pending().await,
        }
    }

    /// Ends the session without asking the client, which may not be listening.
    pub(crate) fn cut(&self) {
        match self.line.get() {
            // Where the connection is gone already, so is the session.
            Some(line) => drop(line.link.upgrade().map(|link| link.cut())),
            None => self.links.end_polling(&self.sid),
        }
    }
}

impl Drop for Flow {
    fn drop(&mut self) {
        let mut flows = self.links.flows.lock();
        if flows.get(&self.sid).is_some_and(|flow| std::ptr::eq(flow.as_ptr(), self)) {
            flows.remove(&self.sid);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_queued_waits_until_it_is_taken_by_either_transport() {
        let links = Arc::new(Links::default());
        let flow = links.open("a", None);
        flow.queue(100);
        assert_eq!(flow.waiting(), 100);
        links.polled("a", 60);
        assert_eq!(flow.waiting(), 40);

        let link = Arc::new(Link::default());
        link.wrote(1_000);
        links.upgraded("a", &link);
        assert_eq!(flow.waiting(), 40, "what it wrote before is not this session's");
        link.wrote(40);
        assert_eq!(flow.waiting(), 0);
    }

    #[test]
    fn framing_does_not_hide_later_bytes() {
        let links = Arc::new(Links::default());
        let link = Arc::new(Link::default());
        let flow = links.open("a", Some(&link));
        flow.queue(10);
        link.wrote(1_000);
        assert_eq!(flow.waiting(), 0);
        flow.queue(10);
        assert_eq!(flow.waiting(), 10);
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "xsid=1; sid=v2.a.0.b==; other".parse().unwrap());
        assert_eq!(cookie(&headers, "sid"), Some("v2.a.0.b=="));
        assert_eq!(cookie(&headers, "si"), None);
    }

    #[test]
    fn a_session_is_cut_by_its_connection_or_else_by_its_id() {
        let links = Arc::new(Links::default());
        let ended = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&ended);
        links.end_polling_with(Box::new(move |sid| log.lock().push(sid.to_owned())));
        links.open("polling", None).cut();
        assert_eq!(*ended.lock(), ["polling"]);

        let link = Arc::new(Link::default());
        links.open("websocket", Some(&link)).cut();
        assert!(link.until_cut().is_cancelled());
    }

    #[test]
    fn a_session_that_is_over_takes_no_memory() {
        let links = Arc::new(Links::default());
        drop(links.open("a", None));
        assert!(links.flows.lock().is_empty());
        let link = Arc::new(Link::default());
        links.upgraded("a", &link);
        assert_eq!(links.lines.lock().len(), 1);
        drop(Held::new(link));
        assert!(links.lines.lock().is_empty());
    }
}
