//! Finding messages.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Message, Request, RoomSlug};

/// `message:search`: messages that have all the words, in every room that one is a member of or in one of them, the
/// newest first. The last word may be the beginning of one; case and diacritics do not count.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// The words; at most [`QUERY_CHARS`](crate::limits::QUERY_CHARS) characters.
    pub query: String,
    /// Only in this room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<RoomSlug>,
    /// [`SearchReply::next`] of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What people look for is no business of logs either.
impl fmt::Debug for Search {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search").field("room", &self.room).field("next", &self.next).finish_non_exhaustive()
    }
}

/// The answer to [`Search`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SearchReply {
    /// At most [`SEARCH_PAGE`](crate::limits::SEARCH_PAGE), the newest first.
    pub messages: Vec<Message>,
    /// Where there are more: what to ask for them with. Opaque.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Request for Search {
    const EVENT: &'static str = "message:search";
    type Reply = SearchReply;
}
