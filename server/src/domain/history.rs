//! Reading back: pages of a room's log, its pins, search, and how far one has read.

use sociable_protocol::limits::HISTORY_PAGE_DEFAULT;
use sociable_protocol::{
    Error, History, HistoryReply, ListPins, ListPinsReply, Search, SearchReply, SetRead, SetReadReply,
};

use super::refusal::{answer, invalid, refused, unavailable};
use super::{Actor, Chat, rules};
use crate::store::{Page, PageSize, ReadState};

impl Chat {
    /// A page of a room's log.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) for a page that cannot be;
    /// [`ErrorCode::NotJoined`](sociable_protocol::ErrorCode::NotJoined) and the like for who is not a member;
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn history<'a>(&self, actor: impl Into<Actor<'a>>, history: History) -> Result<HistoryReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&history.room)?;
        let (page, size) = self.page_of(&history)?;
        let excerpt = answer(self.store.excerpt(&history.room, user.id, page, size, rules::read).await, refused)?;
        Ok(HistoryReply { messages: excerpt.messages, has_more: excerpt.has_more })
    }

    /// Which page is asked for, and how large it may be.
    pub(super) fn page_of(&self, history: &History) -> Result<(Page, PageSize), Error> {
        let page = match (history.before, history.after) {
            (None, None) => Page::Latest,
            (Some(before), None) => Page::Before(before),
            (None, Some(after)) => Page::After(after),
            (Some(_), Some(_)) => return Err(invalid("after", "give either before or after, not both")),
        };
        let most = self.limits.history_page;
        let limit = history.limit.unwrap_or_else(|| self.default_page());
        if !(1..=most).contains(&limit) {
            return Err(invalid("limit", format!("a page has 1 to {most} messages")));
        }
        Ok((page, self.page(limit)))
    }

    /// How many messages a page has where no number is named.
    pub(super) fn default_page(&self) -> u32 {
        HISTORY_PAGE_DEFAULT.min(self.limits.history_page)
    }

    /// The pinned messages of a room.
    ///
    /// # Errors
    /// [`ErrorCode::NotJoined`](sociable_protocol::ErrorCode::NotJoined) and the like for who is not a member;
    /// [`ErrorCode::Unavailable`](sociable_protocol::ErrorCode::Unavailable) where the store fails.
    pub async fn list_pins<'a>(&self, actor: impl Into<Actor<'a>>, list: ListPins) -> Result<ListPinsReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&list.room)?;
        let messages = answer(self.store.pins(&list.room, user.id, rules::read).await, refused)?;
        Ok(ListPinsReply { messages })
    }

    /// Messages that have all the words, in one's rooms or in one of them.
    ///
    /// # Errors
    /// [`ErrorCode::InvalidPayload`](sociable_protocol::ErrorCode::InvalidPayload) for a query that is empty or too
    /// long, and for a `next` that no page gave; else as [`list_pins`](Self::list_pins).
    pub async fn search<'a>(&self, actor: impl Into<Actor<'a>>, search: Search) -> Result<SearchReply, Error> {
        let Actor { user, access } = actor.into();
        let query = search.query.trim();
        let most = self.limits.query_chars;
        if query.is_empty() || query.chars().nth(most).is_some() {
            return Err(invalid("query", format!("a search has 1 to {most} characters")));
        }
        let before = search.next.as_deref().map(read_next).transpose()?;
        if let Some(room) = &search.room {
            access.check(room)?;
            // The store finds nothing where one is not a member; this says why.
            rules::read(&self.standing(room, user.id).await?).map_err(refused)?;
        }
        let size = self.page(self.limits.search_page);
        let rooms = search.room.map_or_else(|| access.rooms(), |room| Some(vec![room]));
        let found = self.store.search(user.id, query, rooms.as_deref(), before, size).await;
        let found = found.map_err(|error| unavailable(&error))?;
        Ok(SearchReply { messages: found.messages, next: found.next.map(|next| next.to_string()) })
    }

    /// Moves one's read cursor forward.
    ///
    /// # Errors
    /// As [`list_pins`](Self::list_pins).
    pub async fn set_read<'a>(&self, actor: impl Into<Actor<'a>>, set: SetRead) -> Result<SetReadReply, Error> {
        let Actor { user, access } = actor.into();
        access.check(&set.room)?;
        let moved = self.store.set_read(&set.room, user.id, set.seq, rules::read).await;
        let ReadState { read, unread, mentions } = answer(moved, refused)?;
        Ok(SetReadReply { read, unread, mentions })
    }
}

/// What a page of [`SearchReply`] gave as `next`, and nothing that merely reads as the same number.
fn read_next(next: &str) -> Result<u64, Error> {
    let number = next.parse().ok().filter(|number: &u64| number.to_string() == next);
    number.ok_or_else(|| invalid("next", "continue with next as the page before gave it"))
}
