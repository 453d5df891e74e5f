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
/// Messages of a room kept in memory while another room is looked at.
pub const ROWS_ASIDE: usize = 50;
/// Messages of a room kept over a reload.
pub const SAVED_ROWS: usize = 50;
/// Messages before and after the one that is jumped to, in the page that is fetched for it.
pub const AROUND: u32 = 25;
/// Requests to join that are on their way at a time; the other rooms wait their turn. Asking for changes that were missed
/// in a room that one is in counts, but does not wait.
pub const JOINS: usize = 8;
/// Wishes about messages of a room that wait for an answer; past it a further one is refused with a notice.
pub const PENDING: usize = 50;
/// Outcomes of commands that are remembered; past it the oldest is forgotten.
pub const COMMANDS: usize = 32;
/// Notices that wait to be read; past it the oldest goes.
pub const NOTICES: usize = 5;
/// Public rooms kept in memory; past it no more are asked for.
pub const DIRECTORY: usize = 1_000;
/// Members of a room kept in memory; past it no more are asked for.
pub const MEMBERS: usize = 1_000;
/// Found messages kept in memory; past it no more are asked for.
pub const FOUND: usize = 500;
/// How long the site that one is signed in at has to give a token, in milliseconds; what comes later is taken all the same.
pub const SITE_ANSWERS_MS: u64 = 35_000;
/// Tokens of the site that the server may refuse in a row, until it takes a person to ask for another.
pub const SITE_REFUSALS: u32 = 2;
