//! What is unread.

use sociable_protocol::{HistoryReply, MessageDeleted, MessageUpdated, ReadChanged, SetReadReply};

use super::*;
use crate::chat::{Purpose, limits};

impl Chat {
    fn numbers(&self) -> (u32, u32) {
        (self.room().unread, self.room().mentions)
    }

    fn hear(&mut self, seq: u64, from: &str, mentions: &[&str]) {
        let mentions = mentions.iter().map(|name| user(name)).collect();
        self.act(Action::MessageNew(Message { mentions, ..message(seq, from) }));
    }

    fn deleted_at(&mut self, seq: u64, rev: u64) {
        let deleted_at = Timestamp::from_millis(9);
        let deleted = MessageDeleted { room: lobby(), id: id(seq), seq: Seq(seq), rev: Rev(rev), deleted_at };
        self.act(Action::MessageDeleted(deleted));
    }

    /// In the lobby, which has messages up to `head` of which nothing is in memory, and these numbers.
    fn followed(head: u64, read: u64, unread: u32, mentions: u32) -> Self {
        let mut chat = Self::signed_in();
        chat.act(Action::Session(session()));
        chat.list(vec![RoomSummary { read: Seq(read), unread, mentions, ..summary(lobby(), head) }]);
        chat.join(JoinReply { head: Seq(head), read: Seq(read), ..nothing_new() });
        chat
    }
}

#[test]
fn messages_of_others_count_until_they_are_read_or_deleted() {
    let mut chat = Chat::joined(3);
    assert_eq!(chat.numbers(), (3, 0));
    chat.act(Action::Read(lobby(), Seq(3)));
    assert_eq!(chat.numbers(), (0, 0));
    chat.hear(4, "Ben", &["Ada", "Zoe"]);
    chat.hear(5, "Ada", &[]);
    chat.hear(6, "Ben", &["Zoe"]);
    assert_eq!(chat.numbers(), (2, 1));
    chat.hear(6, "Ben", &["Zoe"]);
    assert_eq!(chat.numbers(), (2, 1), "once each");
    chat.deleted_at(4, 1);
    assert_eq!(chat.numbers(), (1, 0));
    chat.act(Action::ReadChanged(ReadChanged { room: lobby(), user: user("Ada").id, seq: Seq(6) }));
    assert_eq!(chat.numbers(), (0, 0), "also on another device");
}

#[test]
fn where_memory_does_not_reach_the_servers_number_is_carried_on() {
    let mut chat = Chat::followed(100, 20, 60, 4);
    assert_eq!(chat.numbers(), (60, 4));
    chat.hear(101, "Ben", &["Ada"]);
    chat.hear(102, "Ada", &[]);
    assert_eq!(chat.numbers(), (61, 5));
    chat.deleted_at(101, 1);
    assert_eq!(chat.numbers(), (60, 4));
    let read = |seq| Action::ReadChanged(ReadChanged { room: lobby(), user: user("Ada").id, seq: Seq(seq) });
    chat.act(read(90));
    assert_eq!(chat.numbers(), (12, 4), "never more than there are messages");
    chat.act(read(100));
    assert_eq!(chat.numbers(), (0, 0), "from here on memory knows");
}

#[test]
fn the_answer_to_having_read_counts_unless_something_came_since() {
    let answer = |chat: &mut Chat, read, unread| {
        let result = Ok(SetReadReply { read: Seq(read), unread, mentions: 1 });
        chat.act(Action::ReadSet { epoch: chat.state.epoch, room: lobby(), result })
    };
    let mut chat = Chat::followed(100, 20, 60, 4);
    chat.act(Action::Read(lobby(), Seq(50)));
    answer(&mut chat, 50, 31);
    assert_eq!(chat.numbers(), (31, 1));

    chat.act(Action::Read(lobby(), Seq(60)));
    chat.hear(101, "Ben", &[]);
    answer(&mut chat, 60, 3);
    assert_eq!(chat.numbers(), (32, 1), "it may have been given before that message");
}

#[test]
fn a_room_that_is_loaded_anew_counts_what_the_page_shows_or_what_was_known() {
    let mut chat = Chat::new();
    chat.connect();
    chat.join(join_reply(51..=100));
    assert_eq!(chat.numbers(), (50, 0));
    chat.act(Action::Disconnected { retries: true });
    chat.act(Action::Session(session()));
    chat.list(vec![RoomSummary { read: Seq(0), unread: 90, ..summary(lobby(), 100) }]);
    chat.join(JoinReply { reset: true, ..join_reply(61..=110) });
    assert_eq!(chat.numbers().0, 90);
    chat.act(Action::LoadOlder(lobby()));
    let page = HistoryReply { messages: (1..=60).map(|seq| message(seq, "Ben")).collect(), has_more: false };
    let (epoch, purpose) = (chat.state.epoch, Purpose::Older);
    chat.act(Action::Fetched { epoch, purpose, room: lobby(), result: Ok(page) });
    assert_eq!(chat.numbers().0, 110, "now that all are in memory");
}

#[test]
fn counting_ends_where_the_servers_does() {
    let mut chat = Chat::followed(5_000, 0, 1_000, 0);
    chat.hear(5_001, "Ben", &[]);
    assert_eq!(chat.numbers().0, chat.state.limits.unread_counted);

    // Where more are unread than were counted, as many are for some that have gone, as far as one knows.
    chat.deleted_at(5_001, 1);
    assert_eq!(chat.numbers().0, 1_000);
    chat.hear(5_002, "Ben", &[]);
    chat.act(Action::ReadChanged(ReadChanged { room: lobby(), user: user("Ada").id, seq: Seq(4_000) }));
    assert_eq!(chat.numbers().0, 1_000);
    chat.act(Action::Read(lobby(), Seq(4_001)));
    let result = Ok(SetReadReply { read: Seq(4_001), unread: 993, mentions: 0 });
    chat.act(Action::ReadSet { epoch: chat.state.epoch, room: lobby(), result });
    assert_eq!(chat.numbers().0, 993, "the server knows");
    chat.act(Action::Read(lobby(), Seq(5_002)));
    assert_eq!(chat.numbers().0, 0);
}

#[test]
fn the_newest_message_is_known_without_being_in_memory_and_follows_its_changes() {
    let mut chat = Chat::signed_in();
    chat.act(Action::Session(session()));
    chat.list(vec![RoomSummary { last_message: Some(message(9, "Ben")), ..summary(lobby(), 9) }]);
    chat.join(JoinReply { head: Seq(9), read: Seq(9), ..nothing_new() });
    let last = |chat: &Chat| chat.room().last_message.clone().unwrap();
    let text = Some(text_of("better"));
    let edited = Message { rev: Rev(1), text: text.clone(), ..message(9, "Ben") };
    chat.act(Action::MessageUpdated(MessageUpdated { message: edited }));
    assert_eq!((last(&chat).seq, last(&chat).text.clone()), (Seq(9), text));
    chat.hear(10, "Zoe", &[]);
    assert_eq!(last(&chat).seq, Seq(10));
    chat.deleted_at(10, 2);
    assert!(last(&chat).deleted_at.is_some());
    chat.hear(12, "Zoe", &[]);
    assert_eq!(last(&chat).seq, Seq(12), "also while one before it is missing");
}

#[test]
fn a_room_at_which_nobody_looks_keeps_little_and_counts_on() {
    let mut chat = Chat::joined(0);
    chat.act(Action::Show(Some(lobby())));
    chat.act(Action::Show(None));
    let many = 2 * limits::ROWS_ASIDE as u64;
    for seq in 1..=many {
        chat.hear(seq, "Ben", &[]);
    }
    assert_eq!(chat.seqs().len(), limits::ROWS_ASIDE);
    assert_eq!(u64::from(chat.numbers().0), many);
}
