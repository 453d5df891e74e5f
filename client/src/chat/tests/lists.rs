//! What is asked for when somebody wants to see it.

use sociable_protocol::{
    ListMembers, ListMembersReply, ListPins, ListPinsReply, Member, MessageDeleted, MessageUpdated, Pin, RoleChanged,
    RoomScope, Search, SearchReply, UserUpdated,
};

use super::*;
use crate::chat::Loading;
use crate::chat::limits::FOUND;

impl Chat {
    fn answered(&mut self, answer: Answer) -> Vec<Effect> {
        self.act(Action::Answered { epoch: self.state.epoch, answer })
    }

    fn search(&mut self, query: &str) -> Vec<Query> {
        asks(&self.act(Action::Search { query: query.to_owned(), room: None }))
    }

    fn found(&mut self, request: Search, seqs: std::ops::RangeInclusive<u64>, next: Option<&str>) {
        let messages = seqs.map(|seq| message(seq, "Ben")).collect();
        self.answered(Answer::Search(request, Ok(SearchReply { messages, next: next.map(str::to_owned) })));
    }

    fn found_seqs(&self) -> Vec<u64> {
        self.state.found.messages.iter().map(|message| message.seq.0).collect()
    }

    fn pinned(&self) -> Vec<u64> {
        self.room().pins.messages.iter().map(|message| message.seq.0).collect()
    }

    fn update(&mut self, message: Message) {
        self.act(Action::MessageUpdated(MessageUpdated { message }));
    }
}

fn public(after: Option<&str>) -> ListRooms {
    ListRooms { scope: RoomScope::Public, after: after.map(slug) }
}

fn words(query: &str, next: Option<&str>) -> Search {
    Search { query: query.to_owned(), room: None, next: next.map(str::to_owned) }
}

fn pinned(seq: u64, rev: u64, at: Option<i64>) -> Message {
    let pinned = at.map(|at| Pin { by: user("Ben").id, at: Timestamp::from_millis(at) });
    Message { rev: Rev(rev), pinned, ..message(seq, "Ben") }
}

fn member(name: &str) -> Member {
    Member { user: user(name), role: Some(Role::Member), last_seen: None }
}

#[test]
fn public_rooms_are_listed_page_by_page() {
    let mut chat = Chat::joined(1);
    assert_eq!(asks(&chat.act(Action::Browse)), [Query::Rooms(public(None))]);
    assert_eq!(chat.state.directory.loading, Loading::Running);
    assert_eq!(asks(&chat.act(Action::BrowseMore)), [], "one page at a time");
    let page = |room: &str, has_more| Ok(ListRoomsReply { rooms: vec![summary(slug(room), 1)], has_more });
    chat.answered(Answer::Rooms(public(None), page("one", true)));
    assert_eq!(asks(&chat.act(Action::BrowseMore)), [Query::Rooms(public(Some("one")))]);
    chat.answered(Answer::Rooms(public(None), page("late", true)));
    chat.answered(Answer::Rooms(public(Some("one")), page("two", false)));
    let slugs: Vec<&str> = chat.state.directory.rooms.iter().map(|summary| summary.room.slug.as_str()).collect();
    assert_eq!(slugs, ["one", "two"]);
    assert_eq!(asks(&chat.act(Action::BrowseMore)), []);
    assert!(chat.state.room(&slug("one")).is_none(), "seeing a room is not being in it");
    chat.act(Action::Browse);
    chat.answered(Answer::Rooms(public(None), page("three", false)));
    assert_eq!(chat.state.directory.rooms.len(), 1, "anew");
}

#[test]
fn a_list_that_cannot_be_had_says_why() {
    let mut chat = Chat::joined(1);
    let failure = Failure::Refused(refusal(ErrorCode::RateLimited));
    chat.act(Action::Browse);
    chat.answered(Answer::Rooms(public(None), Err(failure.clone())));
    assert_eq!(chat.state.directory.loading, Loading::Failed(failure));
    chat.act(Action::Browse);
    chat.act(Action::LoadMembers(lobby()));
    chat.act(Action::LoadPins(lobby()));
    chat.search("tea");
    chat.act(Action::Disconnected { retries: true });
    let none = Loading::Failed(Failure::NoAnswer);
    let room = chat.room();
    let all = [&chat.state.directory.loading, &chat.state.found.loading, &room.membership.loading, &room.pins.loading];
    assert_eq!(all, [&none; 4]);
    assert_eq!(chat.act(Action::Browse), []);
    assert_eq!(chat.state.directory.loading, none);
}

#[test]
fn members_follow_names_and_roles() {
    let mut chat = Chat::joined(1);
    let request = |after| ListMembers { room: lobby(), after };
    assert_eq!(asks(&chat.act(Action::LoadMembers(lobby()))), [Query::Members(request(None))]);
    let reply = ListMembersReply { members: vec![member("Ada"), member("Ben")], has_more: true };
    chat.answered(Answer::Members(request(None), Ok(reply)));
    let more = request(Some(user("Ben").id));
    assert_eq!(asks(&chat.act(Action::LoadMoreMembers(lobby()))), [Query::Members(more.clone())]);
    let reply = ListMembersReply { members: vec![member("Zoe")], has_more: false };
    chat.answered(Answer::Members(more, Ok(reply)));
    let zoe = User { name: DisplayName::new("Zoë").unwrap(), ..user("Zoe") };
    chat.act(Action::UserUpdated(UserUpdated { user: zoe.clone() }));
    chat.act(Action::RoleChanged(RoleChanged { room: lobby(), user: user("Ben"), role: Role::Moderator }));
    let members = &chat.room().membership.members;
    assert_eq!((members.len(), members[1].role, &members[2].user), (3, Some(Role::Moderator), &zoe));
}

#[test]
fn pins_follow_what_is_pinned_and_what_is_not_any_more() {
    let mut chat = Chat::joined(5);
    let request = ListPins { room: lobby() };
    assert_eq!(asks(&chat.act(Action::LoadPins(lobby()))), [Query::Pins(request.clone())]);
    let messages = vec![pinned(2, 1, Some(20)), pinned(1, 1, Some(10))];
    chat.answered(Answer::Pins(request, Ok(ListPinsReply { messages })));
    assert!(chat.room().pins.loaded);
    chat.update(pinned(4, 3, Some(30)));
    assert_eq!(chat.pinned(), [4, 2, 1]);
    chat.update(pinned(2, 4, None));
    assert_eq!(chat.pinned(), [4, 1]);
    chat.update(Message { text: Some(text_of("better")), ..pinned(1, 5, Some(10)) });
    assert_eq!(chat.room().pins.messages[1].text, Some(text_of("better")));
    let deleted_at = Timestamp::from_millis(9);
    let deleted = MessageDeleted { room: lobby(), id: id(4), seq: Seq(4), rev: Rev(6), deleted_at };
    chat.act(Action::MessageDeleted(deleted));
    assert_eq!(chat.pinned(), [1]);
    chat.update(pinned(4, 3, Some(30)));
    assert_eq!(chat.pinned(), [1], "an echo of long ago");
}

#[test]
fn pins_that_may_be_older_than_a_change_are_asked_for_again() {
    let mut chat = Chat::joined(5);
    let request = ListPins { room: lobby() };
    chat.act(Action::LoadPins(lobby()));
    chat.update(pinned(4, 1, Some(30)));
    let effects = chat.answered(Answer::Pins(request.clone(), Ok(ListPinsReply { messages: vec![] })));
    assert_eq!(asks(&effects), [Query::Pins(request)]);
}

#[test]
fn pins_that_are_wanted_before_one_is_in_the_room_are_asked_for_then() {
    let mut chat = Chat::new();
    chat.connect();
    assert_eq!(chat.act(Action::LoadPins(lobby())), []);
    assert_eq!(chat.room().pins.loading, Loading::Running);
    assert_eq!(asks(&chat.join(join_reply(1..=2))), [Query::Pins(ListPins { room: lobby() })]);
}

#[test]
fn a_search_shows_what_was_found_for_the_words_that_count() {
    let mut chat = Chat::joined(5);
    assert_eq!(chat.search("te"), [Query::Search(words("te", None))]);
    assert_eq!(chat.search("tea"), [Query::Search(words("tea", None))]);
    chat.found(words("te", None), 1..=5, None);
    assert_eq!((chat.found_seqs(), &chat.state.found.loading), (vec![], &Loading::Running));
    chat.found(words("tea", None), 4..=5, Some("page 2"));
    assert_eq!(asks(&chat.act(Action::SearchMore)), [Query::Search(words("tea", Some("page 2")))]);
    chat.found(words("tea", Some("page 2")), 2..=3, None);
    assert_eq!(chat.found_seqs(), [4, 5, 2, 3]);
    assert_eq!(chat.act(Action::SearchMore), []);
    assert_eq!(chat.search(" "), []);
    assert_eq!((chat.found_seqs(), chat.state.found.query.as_str()), (vec![], ""));
}

#[test]
fn what_was_found_follows_its_changes() {
    let mut chat = Chat::joined(5);
    chat.search("tea");
    chat.found(words("tea", None), 4..=5, None);
    chat.update(Message { rev: Rev(1), text: Some(text_of("more tea")), ..message(4, "Ben") });
    assert_eq!(chat.state.found.messages[0].text, Some(text_of("more tea")));
    let deleted_at = Timestamp::from_millis(9);
    let deleted = MessageDeleted { room: lobby(), id: id(5), seq: Seq(5), rev: Rev(2), deleted_at };
    chat.act(Action::MessageDeleted(deleted));
    assert_eq!(chat.found_seqs(), [4]);
}

#[test]
fn there_is_an_end_to_what_is_found() {
    let mut chat = Chat::joined(5);
    chat.search("tea");
    chat.found(words("tea", None), 1..=FOUND as u64 + 5, Some("more"));
    assert_eq!((chat.found_seqs().len(), &chat.state.found.next), (FOUND, &None));
}
