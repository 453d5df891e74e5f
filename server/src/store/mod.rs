//! Everything that is kept: people, rooms, the log of each room, who has read how far. The only place that knows SQL.
//!
//! The capabilities are traits, so that the rules above know no database; `tests/store/contract` is what every
//! implementation must do, as tests. What the rest of the server may rely on:
//!
//! * what has been answered is committed to disk;
//! * the positions of a room's messages are contiguous, and so are the numbers of its changes; one message id is one
//!   message;
//! * what is committed is published as [`Committed`] in the order of commits, before whoever asked is answered;
//! * whether something is allowed is decided in the transaction that does it, by the [rule](StandingRule) it is given.

mod committed;
mod error;
mod finding;
mod log;
mod outbox;
mod people;
mod reads;
mod rooms;
mod rule;
mod sqlite;
mod upkeep;

use std::fmt;
use std::sync::Arc;

pub use committed::{ChangeKind, Committed};
pub use error::StoreError;
pub use finding::{Finding, Found};
pub use log::{Change, Excerpt, Log, Missed, NewMessage, Page, PageSize, PendingAppend};
pub use outbox::{Compose, Entry, Outbox, Outgoing};
pub use people::{Account, People, Vouched};
pub use reads::{ReadState, Reads};
pub use rooms::{MemberChange, NewRoom, RoomChange, Rooms};
pub use rule::{MemberFacts, MemberRule, MessageFacts, MessageRule, Refused, Standing, StandingRule};
pub use sqlite::{Durability, SqliteOptions, SqliteStore, backup, check_file};
pub use upkeep::{Report, Upkeep};

/// A store of any kind, shared.
pub type SharedStore = Arc<dyn Store>;

/// All capabilities together.
pub trait Store: People + Rooms + Log + Reads + Finding + Outbox + Upkeep + fmt::Debug {}

impl<T: People + Rooms + Log + Reads + Finding + Outbox + Upkeep + fmt::Debug> Store for T {}

/// What was asked, or why it was refused although the store works; the outer error is the store's fault.
pub type Outcome<T> = Result<Result<T, Refused>, StoreError>;
