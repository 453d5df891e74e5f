//! Which room is looked at, and where in it the reader is.

use sociable_protocol::{History, HistoryReply, RemovedReason, RoomRemoved, SetTyping};

use super::*;
use crate::chat::limits::{AROUND, ROWS_ASIDE};
use crate::chat::{Attempt, Phase, Purpose, Target};

impl Chat {
    /// Looks at the lobby, of which messages 951 to 1,000 are in memory, all read.
    fn looking() -> Self {
        let mut chat = Self::new();
        chat.act(Action::Show(Some(lobby())));
        chat.connect();
        chat.join(JoinReply { read: Seq(1_000), ..join_reply(951..=1_000) });
        chat
    }

    fn show(&mut self, room: Option<RoomSlug>) -> Vec<Effect> {
        self.act(Action::Show(room))
    }

    fn jump(&mut self, seq: u64) -> Vec<Effect> {
        self.act(Action::JumpTo(lobby(), Seq(seq)))
    }

    fn page(&mut self, purpose: Purpose, seqs: std::ops::RangeInclusive<u64>) -> Vec<Effect> {
        let has_more = *seqs.start() > 1;
        let messages = seqs.map(|seq| message(seq, "Ben")).collect();
        let result = Ok(HistoryReply { messages, has_more });
        self.act(Action::Fetched { epoch: self.state.epoch, purpose, room: lobby(), result })
    }

    fn span(&self) -> (u64, u64) {
        let timeline = &self.room().timeline;
        (timeline.first().map_or(0, |first| first.0), timeline.last().0)
    }

    fn target(&self) -> Option<(u64, u32)> {
        self.room().target.map(|Target { seq, number, .. }| (seq.0, number))
    }

    /// Whether the reader was told that what they wanted to see is not there.
    fn is_told(&mut self) -> bool {
        let exact = self.room().target.is_none_or(|target| target.exact);
        let told: Vec<_> = self.state.notices.iter().map(|notice| (notice.id, notice.attempt.clone())).collect();
        told.iter().for_each(|(id, _)| drop(self.act(Action::Dismiss(*id))));
        let jumps = told.iter().filter(|(_, attempt)| *attempt == Attempt::Jump).count();
        assert_eq!(jumps, usize::from(!exact), "once, and only then");
        !exact
    }
}

fn fetches(effects: &[Effect]) -> Vec<(Purpose, Option<Seq>, Option<u32>)> {
    let fetched = effects.iter().filter_map(|effect| match effect {
        Effect::Fetch { purpose, request: History { before, limit, .. }, .. } => Some((*purpose, *before, *limit)),
        _ => None,
    });
    fetched.collect()
}

fn around(seq: u64) -> (Purpose, Option<Seq>, Option<u32>) {
    (Purpose::Around(Seq(seq)), Some(Seq(seq + u64::from(AROUND) + 1)), Some(2 * AROUND + 1))
}

#[test]
fn a_room_that_is_looked_at_is_opened() {
    let mut chat = Chat::signed_in();
    chat.act(Action::Session(session()));
    assert_eq!(joins(&chat.show(Some(slug("hall")))), [JoinRoom::anew(slug("hall"))]);
    assert_eq!(chat.state.current, Some(slug("hall")));
    assert_eq!(chat.show(Some(slug("hall"))), [], "once");
}

#[test]
fn of_the_room_looked_at_before_only_the_latest_messages_stay_and_typing_ends() {
    let mut chat = Chat::looking();
    chat.act(Action::LoadOlder(lobby()));
    chat.page(Purpose::Older, 851..=950);
    chat.act(Action::Typed(lobby()));
    let effects = chat.show(None);
    assert!(effects.contains(&Effect::SetTyping(SetTyping { room: lobby(), typing: false })));
    assert_eq!((chat.span(), chat.seqs().len()), ((951, 1_000), ROWS_ASIDE));
    assert!(chat.room().has_more);
    chat.act(Action::MessageNew(message(1_001, "Ben")));
    assert_eq!(chat.span(), (952, 1_001));
}

#[test]
fn a_room_left_far_above_its_newest_message_is_followed_from_there_on() {
    let mut chat = Chat::looking();
    chat.jump(300);
    chat.page(Purpose::Around(Seq(300)), 275..=325);
    assert!(chat.room().detached);
    assert_eq!(chat.show(None), []);
    assert!(!chat.room().detached && chat.seqs().is_empty() && chat.room().target.is_none());
    chat.act(Action::MessageNew(message(1_001, "Ben")));
    assert_eq!(chat.span(), (1_001, 1_001));
    chat.act(Action::Read(lobby(), Seq(1_001)));
    assert_eq!(fetches(&chat.show(Some(lobby()))), [(Purpose::Older, Some(Seq(1_001)), Some(100))]);
    chat.page(Purpose::Older, 901..=1_000);
    assert_eq!(chat.span(), (901, 1_001));
}

#[test]
fn reading_starts_at_the_first_unread_message() {
    let mut chat = Chat::new();
    chat.act(Action::Show(Some(lobby())));
    chat.connect();
    let effects = chat.join(JoinReply { read: Seq(200), ..join_reply(951..=1_000) });
    assert_eq!(fetches(&effects), [around(201)]);
    chat.page(Purpose::Around(Seq(201)), 176..=226);
    assert_eq!((chat.span(), chat.target()), ((176, 226), None));
    assert!(chat.room().detached && !chat.room().following);
}

/// The answer to a request to continue where too much was missed: the latest page, 4,951 to 5,000.
fn too_much_missed() -> JoinReply {
    JoinReply { reset: true, read: Seq(1_000), ..join_reply(4_951..=5_000) }
}

#[test]
fn who_was_at_the_newest_message_and_missed_more_than_is_caught_up_starts_where_they_stopped() {
    let mut chat = Chat::looking();
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    assert_eq!(fetches(&chat.join(too_much_missed())), [around(1_001)]);
    assert_eq!(chat.room().read(), Seq(1_000));
    chat.page(Purpose::Around(Seq(1_001)), 976..=1_026);
    assert_eq!((chat.span(), chat.target(), chat.room().detached), ((976, 1_026), None, true));
    assert!(chat.room().unread > 0, "nobody has seen them");
}

#[test]
fn what_was_read_without_a_connection_counts_also_where_too_much_was_missed() {
    let mut chat = Chat::new();
    chat.act(Action::Show(Some(lobby())));
    chat.connect();
    chat.join(JoinReply { read: Seq(980), ..join_reply(951..=1_000) });
    chat.act(Action::Disconnected { retries: true });
    chat.act(Action::Read(lobby(), Seq(1_000)));
    chat.connect();
    let effects = chat.join(JoinReply { read: Seq(980), ..too_much_missed() });
    assert_eq!((chat.room().read(), fetches(&effects)), (Seq(1_000), vec![around(1_001)]));
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::SetRead { request, .. } if request.seq == Seq(1_000)))
    );
}

#[test]
fn who_reads_above_what_was_missed_stays_there_and_is_told_what_changed() {
    let mut chat = Chat::looking();
    chat.act(Action::Following(lobby(), false));
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    assert_eq!(joins(&chat.join(too_much_missed())), [continued(5_000, 0)]);
    assert_eq!((chat.span(), chat.room().detached), ((951, 1_000), true));
    let edited = Message { rev: Rev(1), text: Some(text_of("other words")), ..message(980, "Ben") };
    let changed = JoinReply { rev: Rev(1), changed: vec![edited], read: Seq(1_000), ..join_reply(5_001..=5_001) };
    assert_eq!(chat.join(changed), []);
    assert_eq!(chat.room().timeline.get(Seq(980)).unwrap().text, Some(text_of("other words")));
    assert_eq!((chat.span(), chat.room().head, chat.room().phase.clone()), ((951, 1_000), Seq(5_001), Phase::Joined));
    assert_eq!(fetches_after(&chat.act(Action::LoadNewer(lobby()))), [1_000], "and reads on from there");
    // Where too much has changed as well, nothing in memory can be relied on.
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.join(too_much_missed());
    assert_eq!((chat.span(), chat.room().detached), ((4_951, 5_000), false));
}

#[test]
fn who_reads_above_in_a_history_that_was_replaced_is_shown_the_new_one() {
    let mut chat = Chat::looking();
    chat.act(Action::Following(lobby(), false));
    chat.act(Action::Disconnected { retries: true });
    chat.connect();
    chat.join(JoinReply { epoch: epoch(2), ..too_much_missed() });
    assert_eq!(chat.span(), (4_951, 5_000));
}

#[test]
fn a_page_that_reaches_what_is_in_memory_leaves_no_gap() {
    let mut chat = Chat::new();
    chat.act(Action::Show(Some(lobby())));
    chat.connect();
    chat.join(JoinReply { read: Seq(930), ..join_reply(951..=1_000) });
    chat.page(Purpose::Around(Seq(931)), 906..=956);
    assert_eq!((chat.span(), chat.room().detached), ((906, 1_000), false));
    chat.act(Action::MessageNew(message(1_001, "Ben")));
    assert_eq!(chat.span(), (906, 1_001));
}

#[test]
fn jumping_to_a_message_in_memory_asks_for_nothing_and_may_be_done_again() {
    let mut chat = Chat::looking();
    assert_eq!(chat.jump(960), []);
    assert_eq!(chat.target(), Some((960, 1)));
    assert_eq!(chat.jump(960), []);
    assert_eq!(chat.target(), Some((960, 2)));
    chat.act(Action::JumpToLatest(lobby()));
    assert_eq!(chat.target(), None);
    chat.jump(970);
    assert_eq!(chat.target(), Some((970, 3)));
}

#[test]
fn jumping_far_away_leaves_the_newest_messages_out_until_the_reader_is_back() {
    let mut chat = Chat::looking();
    assert_eq!(fetches(&chat.jump(300)), [around(300)]);
    assert_eq!(chat.target(), None, "not before it is there");
    assert_eq!(chat.page(Purpose::Around(Seq(300)), 275..=325), []);
    assert_eq!((chat.span(), chat.target(), chat.room().detached), ((275, 325), Some((300, 1)), true));
    assert_eq!(chat.act(Action::MessageNew(message(1_001, "Ben"))), [], "and nothing fills the gap");
    assert_eq!((chat.span(), chat.room().head), ((275, 325), Seq(1_001)));
    assert_eq!(fetches_after(&chat.act(Action::LoadNewer(lobby()))), [325]);
    chat.page(Purpose::Newer, 326..=425);
    let effects = chat.act(Action::JumpToLatest(lobby()));
    assert_eq!(fetches(&effects), [(Purpose::Latest, None, Some(100))]);
    chat.page(Purpose::Latest, 902..=1_001);
    assert_eq!((chat.span(), chat.room().detached, chat.target()), ((902, 1_001), false, None));
}

#[test]
fn a_position_outside_the_room_gives_the_nearest_and_the_reader_is_told() {
    let mut chat = Chat::looking();
    assert_eq!(chat.jump(5_000), []);
    assert_eq!((chat.target(), chat.is_told()), (Some((1_000, 1)), true));
    assert!(chat.room().following, "as who has come there by themselves");
    assert_eq!(fetches(&chat.jump(0)), [around(1)]);
    assert!(chat.state.notices.is_empty(), "not before one is there");
    chat.page(Purpose::Around(Seq(1)), 1..=26);
    assert_eq!((chat.target(), chat.is_told()), (Some((1, 2)), true));
    chat.jump(7);
    assert_eq!((chat.target(), chat.is_told()), (Some((7, 3)), false));
    let mut empty = Chat::joined(0);
    assert_eq!(empty.jump(3), []);
    assert!(empty.room().jump.is_none() && empty.is_told(), "there is nothing to wait for");
}

#[test]
fn where_a_message_was_removed_for_good_the_nearest_is_shown_and_the_reader_is_told() {
    let mut chat = Chat::looking();
    assert_eq!(fetches(&chat.jump(3)), [around(3)]);
    let messages = (12..=28).map(|seq| message(seq, "Ben")).collect();
    let result = Ok(HistoryReply { messages, has_more: false });
    chat.act(Action::Fetched { epoch: chat.state.epoch, purpose: Purpose::Around(Seq(3)), room: lobby(), result });
    assert_eq!((chat.target(), chat.is_told()), (Some((12, 1)), true));
    assert!(!chat.room().following);
}

#[test]
fn a_link_into_a_room_works_before_one_is_in_it() {
    let mut chat = Chat::signed_in();
    chat.show(Some(lobby()));
    chat.jump(300);
    assert_eq!(joins(&chat.act(Action::Session(session()))), [JoinRoom::anew(lobby())]);
    let effects = chat.join(JoinReply { read: Seq(200), ..join_reply(951..=1_000) });
    assert_eq!(fetches(&effects), [around(300)], "and goes before where reading would start");
    chat.page(Purpose::Around(Seq(300)), 275..=325);
    assert_eq!(chat.target(), Some((300, 1)));
}

#[test]
fn where_messages_are_long_it_takes_more_than_one_page() {
    let mut chat = Chat::looking();
    chat.jump(300);
    let effects = chat.page(Purpose::Around(Seq(300)), 316..=325);
    assert_eq!(fetches(&effects), [(Purpose::Older, Some(Seq(316)), Some(100))]);
    assert_eq!(chat.target(), None);
    chat.page(Purpose::Older, 296..=315);
    assert_eq!((chat.span(), chat.target()), ((296, 325), Some((300, 1))));
}

#[test]
fn a_jump_that_fails_or_is_cut_off_is_tried_again_unless_the_reader_has_moved_on() {
    let failed = |chat: &mut Chat| {
        let (epoch, purpose, result) = (chat.state.epoch, Purpose::Around(Seq(300)), Err(Failure::NoAnswer));
        chat.act(Action::Fetched { epoch, purpose, room: lobby(), result })
    };
    let mut chat = Chat::looking();
    chat.jump(300);
    assert_eq!(failed(&mut chat), []);
    assert_eq!(fetches(&chat.pass(1_000)), [around(300)]);
    chat.act(Action::Disconnected { retries: true });
    chat.act(Action::Session(session()));
    let effects = chat.join(JoinReply { head: Seq(1_000), read: Seq(1_000), ..nothing_new() });
    assert_eq!(fetches(&effects), [around(300)]);

    let mut chat = Chat::looking();
    chat.jump(300);
    failed(&mut chat);
    chat.act(Action::JumpToLatest(lobby()));
    assert_eq!(fetches(&chat.pass(1_000)), []);
    chat.jump(300);
    chat.jump(960);
    chat.page(Purpose::Around(Seq(300)), 275..=325);
    assert_eq!((chat.span(), chat.target()), ((951, 1_000), Some((960, 1))), "what comes too late is not shown");
}

#[test]
fn a_room_that_one_left_goes_when_one_looks_away() {
    let mut chat = Chat::looking();
    chat.act(Action::RoomRemoved(RoomRemoved { room: lobby(), reason: RemovedReason::Left }));
    assert_eq!(chat.room().phase, Phase::Removed(RemovedReason::Left));
    chat.show(Some(slug("hall")));
    assert!(chat.state.room(&lobby()).is_none());
}
