//! Putting the parts together, starting them in order and stopping them in the opposite one.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sociable_protocol::{Limits, RoomSlug, Timestamp};
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::auth::{AuthSetupError, Authority};
use crate::config::{AuthConfig, HttpConfig, RoomOption, SiteConfig, StoreConfig};
use crate::data_dir::DataDir;
use crate::domain::{Chat, Doors, TokenKey, TokenKeyError, now};
use crate::http::{self, Door, Keys, Listeners, Readiness};
use crate::link::Links;
use crate::realtime::{Dialects, Format, Realtime};
use crate::remote::RemoteSetupError;
use crate::store::{Committed, Compose, SharedStore, SqliteOptions, SqliteStore, StoreError};
use crate::webhook::{self, Webhooks};

/// Committed batches that may wait to be sent to rooms; when it is full, the writer waits.
const COMMITTED_BATCHES: usize = 64;

/// How often messages that are too old to keep are removed.
const TRIM_INTERVAL: Duration = Duration::from_secs(3_600);

/// How long connections have to close when the server stops.
const CLOSE_LIMIT: Duration = Duration::from_secs(5);

/// The server, with its data open and nothing served yet.
pub struct App {
    chat: Arc<Chat>,
    store: SharedStore,
    committed: mpsc::Receiver<Vec<Committed>>,
    /// What knows the connections of those who speak JSON, and of those who speak MessagePack.
    links: [Arc<Links>; 2],
    keep: Option<Duration>,
    dialects: Dialects,
    api_keys: Keys,
    webhooks: Option<Webhooks>,
    /// Held as long as the data is used.
    dir: DataDir,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory is not usable.
    #[error("cannot use {path} as data directory: {source}; choose another with --data or make it writable")]
    DataDir {
        /// The directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another process uses the data: two would not know of each other's messages.
    #[error("another Sociable uses the data in {0}; stop it, or choose another directory with --data")]
    InUse(PathBuf),
    /// The database is not usable.
    #[error("cannot open the database {path}: {source}")]
    Store {
        /// The file.
        path: PathBuf,
        /// Why.
        source: StoreError,
    },
    /// The session key is not usable.
    #[error(transparent)]
    Key(#[from] TokenKeyError),
    /// What tokens of other sites are checked with is not usable.
    #[error(transparent)]
    Auth(#[from] AuthSetupError),
    /// The site cannot be told.
    #[error(transparent)]
    Webhooks(#[from] RemoteSetupError),
    /// A room that is to be there from the start cannot be made.
    #[error("cannot make the room {slug}: {source}")]
    Room {
        /// Its address.
        slug: RoomSlug,
        /// Why.
        source: sociable_protocol::Error,
    },
}

/// Why the server stopped otherwise than it was told to.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// What was queued could not be committed, or the file not closed.
    #[error("the store did not close cleanly: {0}")]
    Store(#[from] StoreError),
    /// Its files are not there any more, or others are in their place.
    #[error(
        "the data in {0} was removed or replaced while it was in use, and what was said in the last seconds may be lost \
         with it; stop Sociable before you move or restore its data, then start it again"
    )]
    DataLost(PathBuf),
}

impl App {
    /// As [`start_with`](Self::start_with), for guests alone.
    ///
    /// # Errors
    /// [`StartError`] where something in the data directory cannot be read or made.
    pub async fn start(config: &StoreConfig, limits: Limits) -> Result<Self, StartError> {
        Self::start_with(config, limits, &AuthConfig::default(), &SiteConfig::default()).await
    }

    /// Opens the data directory; the first time, makes it, with an empty database and a new session key.
    ///
    /// # Errors
    /// [`StartError`] where something in it, or a key, cannot be read or made.
    pub async fn start_with(
        config: &StoreConfig,
        limits: Limits,
        auth: &AuthConfig,
        site: &SiteConfig,
    ) -> Result<Self, StartError> {
        // Before the data is touched, as all that a command line can get wrong.
        let doors = Doors::new(auth, Authority::load(auth)?);
        let api_keys = Keys::new(&site.api_keys).map_err(TokenKeyError::Entropy)?;
        let mut dir = DataDir::take(&config.data)?;
        let key = TokenKey::load_or_create(&dir.path().join("session.key"))?;
        let database = config.database();
        let (committing, committed) = mpsc::channel(COMMITTED_BATCHES);
        let options = SqliteOptions { durability: config.durability, ..SqliteOptions::new(database.clone()) };
        let compose: Option<Compose> = site.webhook.as_ref().map(|_| webhook::compose as Compose);
        let store = SqliteStore::open_with(&options, committing, compose).await;
        let store = store.map_err(|source| StartError::Store { path: database.clone(), source })?;
        let store: SharedStore = Arc::new(store);
        dir.watch(database).await;
        let chat = Arc::new(Chat::new(Arc::clone(&store), key, limits).with_doors(doors));
        for RoomOption { slug, name } in &auth.rooms {
            let made = chat.found_room(slug.clone(), name.clone()).await;
            made.map_err(|source| StartError::Room { slug: slug.clone(), source })?;
        }
        let webhooks = site.webhook.clone().map(|config| Webhooks::new(Arc::clone(&store), config)).transpose()?;
        let keep = config.keep_days.map(|days| Duration::from_secs(u64::from(days) * 86_400));
        let (links, dialects) = (Default::default(), Dialects::default());
        Ok(Self { chat, store, committed, links, keep, dialects, api_keys, webhooks, dir })
    }

    /// Lets pages of other servers' frontends in that speak these dialects; without it, all that are built in.
    #[must_use]
    pub fn speaking(self, dialects: Dialects) -> Self {
        Self { dialects, ..self }
    }

    /// Counts what the server holds, also while it runs.
    #[must_use]
    pub fn census(&self) -> Census {
        Census { links: self.links.clone(), runtime: Handle::current() }
    }

    /// Serves until `stop` completes, then stops in order: no new connections, no new handshakes, close every
    /// connection, commit what is queued, close the database.
    ///
    /// # Errors
    /// [`RunError`] where the data was lost meanwhile, or where the database could not be closed cleanly: every
    /// acknowledged message is safe even then.
    pub async fn run(
        self,
        listeners: Listeners,
        http: &HttpConfig,
        stop: impl Future<Output = ()> + Send,
    ) -> Result<(), RunError> {
        let [json, msgpack] = self.links;
        let accounts = self.dialects.log_in() && self.chat.doors().take_guests();
        let mut realtime = Realtime::start(Arc::clone(&self.chat), self.committed, self.dialects);
        let mut doors = vec![Door::new(http::SOCKET_IO, json, |path, links| realtime.open(Format::Json, path, links))];
        if http.msgpack {
            let open = |path, links: &_| realtime.open(Format::MessagePack, path, links);
            doors.push(Door::new(http::MSGPACK, msgpack, open));
        }
        let told = CancellationToken::new();
        let telling = self.webhooks.map(|webhooks| tokio::spawn(webhooks.run(told.clone())));
        let readiness = Readiness::default();
        let router = http::router(self.chat, self.api_keys, doors, &readiness, http, accounts);
        let server = http::Server::start(listeners, &router, http);

        let lost = tokio::select! {
            () = stop => false,
            () = trim(&self.store, self.keep) => false,
            () = self.dir.lost() => true,
        };
        if lost {
            tracing::error!(data = %self.dir.path().display(), "the data was removed or replaced while it was in use");
        }
        tracing::info!("stopping");
        readiness.stop();
        let farewell = realtime.say_farewell().await;
        server.stop_accepting();
        realtime.close(&farewell, CLOSE_LIMIT).await;
        server.finish(CLOSE_LIMIT).await;
        told.cancel();
        if let Some(telling) = telling
            && let Err(error) = telling.await
        {
            tracing::error!(%error, "telling the site ended early; the rest is told at the next start");
        }
        let closed = self.store.close().await;
        if lost {
            if let Err(error) = closed {
                tracing::warn!(%error, "the store did not close cleanly");
            }
            return Err(RunError::DataLost(self.dir.path().to_owned()));
        }
        closed?;
        drop(self.dir);
        tracing::info!("stopped");
        Ok(())
    }
}

/// What a running server holds for its clients. A count that grows while nobody more is there is a leak.
pub struct Census {
    links: [Arc<Links>; 2],
    runtime: Handle,
}

impl Census {
    /// Sockets of Socket.IO that are open.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.links.iter().map(|links| links.sessions()).sum()
    }

    /// Tasks that have not ended: some of the server's own, and a few for each connection and session, whether or not it
    /// has become a socket.
    #[must_use]
    pub fn tasks(&self) -> usize {
        self.runtime.metrics().num_alive_tasks()
    }
}

/// Removes messages that are older than `keep`, now and then; never returns.
async fn trim(store: &SharedStore, keep: Option<Duration>) {
    let Some(keep) = keep else { return std::future::pending().await };
    let mut ticks = tokio::time::interval(TRIM_INTERVAL);
    loop {
        ticks.tick().await;
        let keep_millis = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        let before = Timestamp::from_millis(now().as_millis().saturating_sub(keep_millis));
        match store.trim(before).await {
            Ok(0) => {}
            Ok(messages) => tracing::info!(messages, "removed messages that are too old to keep"),
            Err(error) => tracing::warn!(%error, "old messages could not be removed; it is tried again"),
        }
    }
}
