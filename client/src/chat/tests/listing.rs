//! The rooms that one is in.

use sociable_protocol::{RemovedReason, RoomCreated, RoomRemoved, RoomScope};

use super::*;
use crate::chat::Phase;
use crate::chat::limits::JOINS;

impl Chat {
    /// Connected; the server has not been asked anything yet that it answered.
    fn online() -> Self {
        let mut chat = Self::signed_in();
        chat.act(Action::Session(session()));
        chat
    }

    fn created(&mut self, summary: RoomSummary) -> Vec<Effect> {
        self.act(Action::RoomCreated(RoomCreated(summary)))
    }

    fn taken_out(&mut self, room: RoomSlug, reason: RemovedReason) -> Vec<Effect> {
        self.act(Action::RoomRemoved(RoomRemoved { room, reason }))
    }

    fn phase(&self, room: &str) -> Option<Phase> {
        self.state.room(&slug(room)).map(|room| room.phase.clone())
    }

    fn let_in(&mut self, effects: &[Effect]) -> Vec<Effect> {
        let mut next = Vec::new();
        for request in joins(effects) {
            let room = Room { slug: request.room.clone(), ..named("Room") };
            let head = request.after.unwrap_or_default();
            let reply = JoinReply { room, head, ..nothing_new() };
            next.extend(self.act(Action::Joined { epoch: self.state.epoch, request, result: Ok(reply) }));
        }
        next
    }
}

fn invitation(room: &str) -> RoomSummary {
    RoomSummary { role: None, invited_by: Some(user("Ben")), ..summary(slug(room), 0) }
}

fn behind(room: &str, after: u64) -> JoinRoom {
    JoinRoom { after: Some(Seq(after)), ..JoinRoom::anew(slug(room)) }
}

#[test]
fn every_connection_asks_which_rooms_one_is_in_and_joins_them_behind_their_newest_message() {
    let mut chat = Chat::signed_in();
    let joined = Query::Rooms(ListRooms { scope: RoomScope::Joined, after: None });
    assert_eq!(asks(&chat.act(Action::Session(session()))), std::slice::from_ref(&joined));
    assert!(!chat.state.listed);
    let newest = Message { room: slug("one"), ..message(40, "Ben") };
    let one =
        RoomSummary { unread: 7, mentions: 1, read: Seq(33), last_message: Some(newest), ..summary(slug("one"), 40) };
    let effects = chat.list(vec![one, summary(slug("two"), 0)]);
    assert_eq!(joins(&effects), [behind("one", 40), behind("two", 0)]);
    assert!(chat.state.listed);
    let room = chat.state.room(&slug("one")).unwrap();
    assert!(room.loaded && room.timeline.is_empty() && room.has_more);
    assert_eq!((room.unread, room.mentions, room.read(), room.members), (7, 1, Seq(33), 3));
    assert_eq!((room.role, room.last_message.as_ref().unwrap().seq), (Some(Role::Member), Seq(40)));
    assert!(!chat.state.room(&slug("two")).unwrap().has_more);
    assert_eq!(asks(&chat.act(Action::Session(session()))), [joined], "again on the next");
}

#[test]
fn what_comes_into_a_room_that_nobody_looked_at_yet_is_added_and_older_pages_come_before_it() {
    let mut chat = Chat::online();
    let effects = chat.list(vec![summary(slug("one"), 40)]);
    assert_eq!(chat.let_in(&effects), []);
    let message = |seq| Message { room: slug("one"), ..message(seq, "Ben") };
    chat.act(Action::MessageNew(message(41)));
    let effects = chat.act(Action::LoadOlder(slug("one")));
    let [Effect::Fetch { purpose, request, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(request.before, Some(Seq(41)));
    let page = sociable_protocol::HistoryReply { messages: (31..=40).map(message).collect(), has_more: true };
    let (epoch, purpose) = (chat.state.epoch, *purpose);
    chat.act(Action::Fetched { epoch, purpose, room: slug("one"), result: Ok(page) });
    let seqs: Vec<u64> = chat.state.room(&slug("one")).unwrap().timeline.rows().map(|row| row.seq.0).collect();
    assert_eq!(seqs, (31..=41).collect::<Vec<_>>());
    // From here on it is continued as any other.
    chat.act(Action::Disconnected { retries: true });
    chat.act(Action::Session(session()));
    let joins = joins(&chat.list(vec![summary(slug("one"), 41)]));
    assert_eq!(joins, [JoinRoom { room: slug("one"), ..continued(41, 0) }]);
}

#[test]
fn a_list_of_several_pages_is_complete_with_the_last() {
    let mut chat = Chat::online();
    let page = |chat: &mut Chat, after: Option<&str>, room: &str, has_more| {
        let request = ListRooms { scope: RoomScope::Joined, after: after.map(slug) };
        let result = Ok(ListRoomsReply { rooms: vec![summary(slug(room), 0)], has_more });
        chat.act(Action::Answered { epoch: chat.state.epoch, answer: Answer::Rooms(request, result) })
    };
    let effects = page(&mut chat, None, "one", true);
    let next = ListRooms { scope: RoomScope::Joined, after: Some(slug("one")) };
    assert_eq!(asks(&effects), [Query::Rooms(next)]);
    assert!(!chat.state.listed);
    assert_eq!(asks(&page(&mut chat, None, "one", true)), [], "an answer to another question");
    page(&mut chat, Some("one"), "two", false);
    assert!(chat.state.listed && chat.state.rooms.len() == 2);
}

#[test]
fn a_list_that_cannot_be_had_is_asked_for_again() {
    let mut chat = Chat::online();
    let failure = Failure::Refused(refusal(ErrorCode::Unavailable).retry_after(300));
    let answer = Answer::Rooms(ListRooms::default(), Err(failure));
    assert_eq!(chat.act(Action::Answered { epoch: chat.state.epoch, answer }), []);
    assert_eq!(asks(&chat.pass(299)), []);
    assert_eq!(asks(&chat.pass(1)), [Query::Rooms(ListRooms::default())]);
    chat.list(vec![]);
    assert!(chat.state.listed && chat.state.next_deadline().is_none());
}

#[test]
fn a_room_that_one_has_left_on_another_device_is_not_entered_again() {
    let mut chat = Chat::online();
    let effects = chat.list(vec![summary(slug("one"), 3), summary(slug("two"), 3), summary(slug("three"), 3)]);
    chat.let_in(&effects);
    chat.act(Action::Show(Some(slug("two"))));
    let send = |room| Action::Send { room: slug(room), id: id(100), text: text_of("hello"), reply_to: None };
    chat.act(Action::Disconnected { retries: true });
    chat.act(send("three"));
    let mut effects = chat.act(Action::Session(session()));
    assert_eq!(joined_rooms(&effects), [slug("two"), slug("three")], "looked at, and with something to send");
    effects = chat.list(vec![summary(slug("two"), 3), summary(slug("three"), 3)]);
    assert_eq!(joined_rooms(&effects), []);
    assert_eq!(chat.phase("one"), None);

    // Unsent messages are not lost with it.
    let mut chat = Chat::online();
    let effects = chat.list(vec![summary(slug("one"), 3)]);
    chat.let_in(&effects);
    chat.act(Action::Disconnected { retries: true });
    chat.act(Action::Session(session()));
    chat.act(send("one"));
    assert_eq!(joined_rooms(&chat.list(vec![])), []);
    assert_eq!(chat.phase("one"), Some(Phase::Removed(RemovedReason::Left)));
    assert_eq!(chat.state.room(&slug("one")).unwrap().outbox.messages().len(), 1);
}

#[test]
fn rooms_are_joined_a_few_at_a_time_the_one_looked_at_and_the_newest_first() {
    let mut chat = Chat::online();
    let rooms = (1..=JOINS as u64 + 4).map(|number| RoomSummary {
        last_message: Some(message(number, "Ben")),
        ..summary(slug(&format!("room-{number:02}")), number)
    });
    let effects = chat.list(rooms.collect());
    let joined = joined_rooms(&effects);
    assert_eq!(joined.len(), JOINS);
    assert_eq!((joined[0].as_str(), joined[JOINS - 1].as_str()), ("room-12", "room-05"));
    chat.act(Action::Show(Some(slug("room-01"))));
    // The next one follows whatever the answer is.
    let mut answers = joins(&effects).into_iter();
    let mut fail = |chat: &mut Chat, failure| {
        let request = answers.next().unwrap();
        chat.act(Action::Joined { epoch: chat.state.epoch, request, result: Err(failure) })
    };
    assert_eq!(joined_rooms(&fail(&mut chat, Failure::NoAnswer)), [slug("room-01")]);
    let refused = Failure::Refused(refusal(ErrorCode::RoomNotFound));
    assert_eq!(joined_rooms(&fail(&mut chat, refused)), [slug("room-04")]);
}

#[test]
fn there_are_never_more_rooms_than_the_server_lets_one_join() {
    let mut chat = Chat::signed_in();
    let limits = Limits { rooms_per_socket: 2, ..Limits::default() };
    chat.act(Action::Session(Session { limits, ..session() }));
    chat.list(vec![summary(slug("one"), 0), summary(slug("two"), 0), summary(slug("three"), 0)]);
    assert_eq!((chat.phase("two"), chat.phase("three")), (Some(Phase::Joining), None));
    // One that one has been taken out of makes place.
    chat.taken_out(slug("one"), RemovedReason::Banned);
    chat.act(Action::Open(slug("three")));
    assert_eq!((chat.phase("one"), chat.phase("three")), (None, Some(Phase::Joining)));
}

#[test]
fn an_invitation_is_shown_and_accepted_by_opening_the_room() {
    let mut chat = Chat::online();
    let invited = Some(Phase::Invited(Some(user("Ben"))));
    assert_eq!(chat.list(vec![invitation("club")]), []);
    assert_eq!(chat.phase("club"), invited);
    chat.act(Action::Show(Some(slug("club"))));
    assert_eq!(chat.phase("club"), invited, "looking is not accepting");
    let effects = chat.act(Action::Open(slug("club")));
    assert_eq!(joins(&effects), [JoinRoom::anew(slug("club"))]);
    chat.let_in(&effects);
    assert_eq!(chat.phase("club"), Some(Phase::Joined));

    assert_eq!(chat.created(invitation("den")), []);
    assert!(matches!(chat.phase("den"), Some(Phase::Invited(_))));
    chat.taken_out(slug("den"), RemovedReason::Removed);
    assert_eq!(chat.phase("den"), None, "an invitation that is taken back leaves nothing");
    chat.created(invitation("den"));
    chat.act(Action::Disconnected { retries: true });
    chat.act(Action::Session(session()));
    chat.list(vec![summary(slug("club"), 0)]);
    assert_eq!(chat.phase("den"), None, "nor one that was taken back meanwhile");
}

#[test]
fn a_room_made_on_another_device_is_joined_here() {
    let mut chat = Chat::online();
    chat.list(vec![]);
    assert_eq!(joins(&chat.created(summary(slug("one"), 0))), [behind("one", 0)]);
    chat.taken_out(slug("one"), RemovedReason::Left);
    assert_eq!(chat.phase("one"), None);
    chat.created(summary(slug("one"), 2));
    chat.taken_out(slug("one"), RemovedReason::Banned);
    assert_eq!(joins(&chat.created(summary(slug("one"), 2))), [behind("one", 2)], "let in again");
}

#[test]
fn a_list_from_before_one_was_taken_out_of_a_room_does_not_bring_it_back() {
    let mut chat = Chat::online();
    chat.taken_out(slug("one"), RemovedReason::Left);
    assert_eq!(chat.list(vec![summary(slug("one"), 3)]), []);
    assert_eq!(chat.phase("one"), None);
}

#[test]
fn an_archived_room_stays_in_the_list_and_is_not_joined() {
    let mut chat = Chat::online();
    let closed = summary(slug("one"), 3);
    let closed = RoomSummary { room: Room { archived: true, ..closed.room }, ..closed };
    assert_eq!(chat.list(vec![closed]), []);
    let room = chat.state.room(&slug("one")).unwrap();
    assert!(room.info.archived);
    assert_eq!((room.phase.clone(), room.role), (Phase::Removed(RemovedReason::Archived), Some(Role::Member)));
}

#[test]
fn what_one_reads_at_first_does_not_wait_for_the_list_and_is_not_undone_by_it() {
    let mut chat = Chat::joined(5);
    chat.act(Action::Read(lobby(), Seq(5)));
    chat.act(Action::MessageNew(message(6, "Ben")));
    let effects = chat.act(Action::Session(session()));
    assert_eq!(joins(&effects), [], "joined before, and waits to be listed");
    chat.act(Action::Show(Some(lobby())));
    chat.join(JoinReply { head: Seq(6), ..nothing_new() });
    chat.act(Action::MessageNew(message(7, "Ben")));
    let old = RoomSummary { read: Seq(0), unread: 5, ..summary(lobby(), 5) };
    assert_eq!(joins(&chat.list(vec![old])), []);
    assert_eq!((chat.room().unread, chat.room().read(), chat.seqs().len()), (2, Seq(5), 7));
}
