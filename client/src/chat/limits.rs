//! Every bound and delay of the chat state, in one place. What the server limits is in
//! [`sociable_protocol::Limits`].

/// Messages of a room kept while the reader is at the newest ones; older ones are fetched again when scrolled to.
pub const ROWS_FOLLOWING: usize = 500;
/// Messages of a room kept while the reader is somewhere above; past it the newest go, and come back when scrolled to.
pub const ROWS_READING: usize = 1_500;
/// Messages of a room held because one before them is missing; past it they are fetched together with that one.
pub const HELD: usize = 256;
/// Messages of a room that wait to be sent or have failed; past it a send is refused until one is gone.
pub const OUTBOX: usize = 100;
/// People of a room shown as typing at a time.
pub const TYPISTS: usize = 100;
/// People of a room remembered after they left.
pub const LEFT_LISTED: usize = 50;
/// People of a room whose reading is known; the server tells of no more.
pub const RECEIPTS: usize = sociable_protocol::limits::RECEIPT_PEOPLE;
/// How long after the last keystroke one no longer counts as typing, in milliseconds.
pub const TYPING_IDLE_MS: u64 = 5_000;
/// Wait before the first repetition of a failed request where the server names none, in milliseconds; it doubles with
/// each further one.
pub const RETRY_FIRST_MS: u64 = 1_000;
/// Longest wait between two repetitions where the server names none, in milliseconds.
pub const RETRY_MAX_MS: u64 = 30_000;
/// Longest wait that a server may ask for, in milliseconds; who asks for more gets this.
pub const RETRY_AFTER_MAX_MS: u64 = 300_000;
