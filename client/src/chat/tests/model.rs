//! A server with one room, as far as the contract says what it does: it numbers messages and changes, tells of them,
//! answers requests, and brings a connection that missed something up to date. What it holds is what a chat must show.

use std::collections::VecDeque;

use proptest::prelude::*;
use sociable_protocol::{
    ChangeReply, History, HistoryReply, JoinRoom, MessageDeleted, MessageUpdated, Pin, Reaction, ReactionChanged,
    ReactionKey, ReadChanged, ReadPosition, ReplyTo, RoomHead, RoomMuted, RoomState, RoomUpdated, SetReadReply,
};

use super::*;
use crate::chat::{ChangeResult, Wish};

/// Messages in one answer.
const PAGE: usize = 3;
/// Messages and changes that are caught up on; small, so that resets happen.
const CATCH_UP: usize = 8;

/// What is kept of the room, and comes back from a backup.
#[derive(Debug, Clone, Default)]
struct Store {
    messages: Vec<Message>,
    rev: Rev,
    /// How far Ada has read.
    read: Seq,
    /// And Ben.
    read_by_ben: Seq,
    /// Whether the room makes no noise for Ada.
    muted: bool,
}

#[derive(Debug)]
pub(super) struct Model {
    store: Store,
    name: &'static str,
    epoch: u32,
    backup: Store,
    /// Whether the connection is in the room.
    joined: bool,
    /// What is on its way to it, in order.
    pub(super) events: VecDeque<Action>,
    /// Where it stood before the first event that it missed.
    missed: Option<(Seq, Rev)>,
}

/// What can be done to a message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Edit {
    Text(u32),
    Delete,
    React { who: &'static str, on: bool },
    Pin(bool),
}

impl Model {
    pub(super) fn new() -> Self {
        let (store, backup) = (Store::default(), Store::default());
        Self { store, name: "Lobby", epoch: 1, backup, joined: false, events: [].into(), missed: None }
    }

    /// Stores a message, unless it is there. It answers one of those before it, if there is any.
    pub(super) fn write(&mut self, id: MessageId, from: &str, reply_to: Option<MessageId>, arrives: bool) -> Message {
        if let Some(known) = self.store.messages.iter().find(|message| message.id == id) {
            return self.read(known);
        }
        let quoted = self.store.messages.iter().find(|message| Some(message.id) == reply_to);
        let reply_to = quoted.map(|quoted| ReplyTo { id: quoted.id, seq: quoted.seq, user: None, text: None });
        let before = (self.head(), self.store.rev);
        let seq = self.head().next().0;
        let mentions = if seq.is_multiple_of(3) { vec![user("Ada")] } else { vec![] };
        let stored = Message { id, reply_to, mentions, ..message(seq, from) };
        self.store.messages.push(stored.clone());
        let stored = self.read(&stored);
        self.tell(Action::MessageNew(stored.clone()), before, arrives);
        stored
    }

    /// Changes one of the messages, unless it is so already.
    pub(super) fn change(&mut self, index: prop::sample::Index, edit: Edit, arrives: bool) {
        if !self.store.messages.is_empty() {
            self.change_at(index.index(self.store.messages.len()), edit, arrives);
        }
    }

    /// What Ada wishes, unless there is nothing left to change.
    pub(super) fn wish(&mut self, id: MessageId, wish: &Wish) -> ChangeResult {
        let at = self.store.messages.iter().position(|message| message.id == id);
        let Some(at) = at.filter(|at| self.store.messages[*at].deleted_at.is_none() || *wish == Wish::Delete) else {
            return Err(Failure::Refused(refusal(ErrorCode::MessageNotFound)));
        };
        let edit = match wish {
            Wish::Edit(text) => Edit::Text(text.as_str().len() as u32),
            Wish::Delete => Edit::Delete,
            Wish::React { on, .. } => Edit::React { who: "Ada", on: *on },
            Wish::Pin(pinned) => Edit::Pin(*pinned),
        };
        self.change_at(at, edit, true);
        Ok(ChangeReply { message: self.read(&self.store.messages[at]) })
    }

    fn change_at(&mut self, at: usize, edit: Edit, arrives: bool) {
        let before = (self.head(), self.store.rev);
        let rev = self.store.rev.next();
        let message = &mut self.store.messages[at];
        if !changes(message, edit) {
            return;
        }
        message.rev = rev;
        self.store.rev = rev;
        let message = self.read(&self.store.messages[at]);
        let Message { room, id, seq, reactions, .. } = message.clone();
        let event = match edit {
            Edit::React { .. } => Action::ReactionChanged(ReactionChanged { room, id, seq, rev, reactions }),
            Edit::Text(_) | Edit::Delete | Edit::Pin(_) => changed(message),
        };
        self.tell(event, before, arrives);
    }

    /// Renames the room. There is no number to this, so that it is never lost alone.
    pub(super) fn rename(&mut self, name: &'static str) {
        self.name = name;
        if self.joined {
            self.events.push_back(Action::RoomUpdated(RoomUpdated { room: named(name) }));
        }
    }

    /// Ada reads, here or on another device.
    pub(super) fn set_read(&mut self, seq: Seq) -> SetReadReply {
        let read = self.store.read.max(seq.min(self.head()));
        if read > self.store.read && self.joined {
            let change = ReadChanged { room: lobby(), user: user("Ada").id, seq: read };
            self.events.push_back(Action::ReadChanged(change));
        }
        self.store.read = read;
        let (unread, mentions) = self.unread();
        SetReadReply { read, unread, mentions }
    }

    /// Ben reads. It has no number, so that who does not hear of it is told the room as it is.
    pub(super) fn ben_reads(&mut self, seq: Seq, arrives: bool) {
        let read = seq.min(self.head());
        if read <= self.store.read_by_ben {
            return;
        }
        self.store.read_by_ben = read;
        if !arrives {
            self.catch_up();
        } else if self.joined {
            let change = ReadChanged { room: lobby(), user: user("Ben").id, seq: read };
            self.events.push_back(Action::ReadChanged(change));
        }
    }

    /// Ada mutes the room, here or on another device; she is told on a connection that is there.
    pub(super) fn set_muted(&mut self, muted: bool, connected: bool) {
        if muted != self.store.muted && connected {
            self.events.push_back(Action::RoomMuted(RoomMuted { room: lobby(), muted }));
        }
        self.store.muted = muted;
    }

    /// How far Ben has read, if he has read anything.
    pub(super) fn read_by_ben(&self) -> Option<Seq> {
        Some(self.store.read_by_ben).filter(|read| *read > Seq::ZERO)
    }

    /// How many messages Ada has not read, and how many of them mention her.
    pub(super) fn unread(&self) -> (u32, u32) {
        let unread = self.store.messages.iter().filter(|message| {
            message.seq > self.store.read && message.user != user("Ada") && message.deleted_at.is_none()
        });
        let mentions = unread.clone().filter(|message| !message.mentions.is_empty());
        (u32::try_from(unread.count()).unwrap(), u32::try_from(mentions.count()).unwrap())
    }

    pub(super) fn list(&self) -> ListRoomsReply {
        let (unread, mentions) = self.unread();
        let lobby = RoomSummary {
            room: named(self.name),
            read: self.store.read,
            unread,
            mentions,
            muted: self.store.muted,
            last_message: self.all().pop(),
            ..summary(lobby(), self.head().0)
        };
        ListRoomsReply { rooms: vec![lobby], has_more: false }
    }

    pub(super) fn tell_head(&mut self) {
        if self.joined {
            let head = RoomHead { room: lobby(), seq: self.head(), rev: self.store.rev };
            self.events.push_back(Action::RoomHead(head));
        }
    }

    /// Sends what the connection missed, and says that this was all.
    pub(super) fn catch_up(&mut self) {
        if !self.joined {
            return;
        }
        let (seq, rev) = self.missed.take().unwrap_or((self.head(), self.store.rev));
        let (new, changed_since) = self.since(seq, Some(rev));
        let reset = new.len() + changed_since.len() > CATCH_UP;
        if !reset {
            self.events.extend(new.into_iter().map(Action::MessageNew));
            self.events.extend(changed_since.into_iter().map(changed));
        }
        let JoinReply { room, role, head, rev, epoch, people, people_count, reads, .. } = self.latest();
        let state = RoomState { room, role: Some(role), head, rev, epoch, reset, people, people_count, reads };
        self.events.push_back(Action::RoomState(state));
    }

    pub(super) fn join(&mut self, request: &JoinRoom) -> JoinReply {
        self.joined = true;
        let Some(after) = request.after else { return self.latest() };
        let (new, changed) = self.since(after, request.rev);
        let same = request.epoch.as_ref().is_none_or(|known| *known == epoch(self.epoch)) && after <= self.head();
        if !same || new.len() + changed.len() > CATCH_UP {
            return JoinReply { reset: true, ..self.latest() };
        }
        JoinReply { messages: new, changed, has_more: false, ..self.latest() }
    }

    pub(super) fn history(&self, request: &History) -> HistoryReply {
        let wanted = |message: &&Message| {
            request.before.is_none_or(|before| message.seq < before)
                && request.after.is_none_or(|after| message.seq > after)
        };
        let all: Vec<Message> = self.store.messages.iter().filter(wanted).map(|message| self.read(message)).collect();
        let has_more = all.len() > PAGE;
        let from = if request.after.is_some() { 0 } else { all.len().saturating_sub(PAGE) };
        HistoryReply { messages: all.into_iter().skip(from).take(PAGE).collect(), has_more }
    }

    /// The connection is gone, with all that was on its way.
    pub(super) fn disconnect(&mut self) {
        self.joined = false;
        self.missed = None;
        self.events.clear();
    }

    pub(super) fn back_up(&mut self) {
        self.backup = self.store.clone();
    }

    /// The database is replaced by its backup, which takes a restart.
    pub(super) fn restore(&mut self) {
        self.store = self.backup.clone();
        self.epoch += 1;
    }

    /// Every message as it is now.
    pub(super) fn all(&self) -> Vec<Message> {
        self.store.messages.iter().map(|message| self.read(message)).collect()
    }

    pub(super) fn ids(&self) -> Vec<MessageId> {
        self.store.messages.iter().map(|message| message.id).collect()
    }

    fn head(&self) -> Seq {
        Seq(self.store.messages.len() as u64)
    }

    fn tell(&mut self, event: Action, before: (Seq, Rev), arrives: bool) {
        if !self.joined {
            return;
        }
        if arrives {
            self.events.push_back(event);
        } else {
            self.missed.get_or_insert(before);
        }
    }

    /// A message as it is sent: what it quotes is looked up.
    fn read(&self, message: &Message) -> Message {
        let mut message = message.clone();
        if let Some(reply_to) = &mut message.reply_to
            && let Some(quoted) = self.store.messages.iter().find(|quoted| quoted.id == reply_to.id)
        {
            let text = quoted.text.as_ref().map(|text| text.as_str().chars().take(200).collect::<String>());
            reply_to.text = text.map(|text| text_of(&text));
            reply_to.user = reply_to.text.as_ref().map(|_| quoted.user.clone());
        }
        message
    }

    /// The messages after `seq`, and those up to it that changed after `rev`, if that is named, in order of change.
    fn since(&self, seq: Seq, rev: Option<Rev>) -> (Vec<Message>, Vec<Message>) {
        let (new, old): (Vec<_>, Vec<_>) = self.all().into_iter().partition(|message| message.seq > seq);
        let mut changed: Vec<_> = old.into_iter().filter(|message| rev.is_some_and(|rev| message.rev > rev)).collect();
        changed.sort_by_key(|message| message.rev);
        (new, changed)
    }

    fn latest(&self) -> JoinReply {
        let HistoryReply { messages, has_more } =
            self.history(&History { room: lobby(), before: None, after: None, limit: None });
        JoinReply {
            room: named(self.name),
            head: self.head(),
            rev: self.store.rev,
            epoch: epoch(self.epoch),
            read: self.store.read,
            messages,
            has_more,
            reads: Some(self.read_by_ben().map(|seq| ReadPosition { user: user("Ben").id, seq }).into_iter().collect()),
            ..nothing_new()
        }
    }
}

/// The event for a message that is another now.
fn changed(message: Message) -> Action {
    let Message { id, seq, rev, .. } = message;
    match message.deleted_at {
        Some(deleted_at) => Action::MessageDeleted(MessageDeleted { room: lobby(), id, seq, rev, deleted_at }),
        None => Action::MessageUpdated(MessageUpdated { message }),
    }
}

/// Changes a message; says whether that made a difference.
fn changes(message: &mut Message, edit: Edit) -> bool {
    let before = message.clone();
    let at = Timestamp::from_millis(7);
    match edit {
        _ if message.deleted_at.is_some() => {}
        // Of some length, so that a quote is not all of it.
        Edit::Text(number) => {
            message.text = Some(text_of(&format!("{} {number}", "edited ".repeat(50))));
            message.edited_at = Some(at);
        }
        Edit::Delete => message.delete(at),
        Edit::React { who, on } => {
            let mut users = message.reactions.pop().map_or(vec![], |reaction| reaction.users);
            users.retain(|reacted| *reacted != user(who));
            users.extend(on.then(|| user(who)));
            users.sort();
            let reaction = ReactionKey::new("+1").unwrap();
            let count = u32::try_from(users.len()).unwrap();
            message.reactions.extend((count > 0).then_some(Reaction { reaction, count, users }));
        }
        Edit::Pin(pinned) => message.pinned = pinned.then(|| Pin { by: user("Ben").id, at }),
    }
    *message != before
}
