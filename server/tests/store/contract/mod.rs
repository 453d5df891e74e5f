//! What every store does, as tests. A backend implements [`Backend`] and names itself in [`contract!`]; each test then
//! runs on a database of its own.

pub(crate) mod append;
pub(crate) mod changes;
pub(crate) mod finding;
pub(crate) mod history;
pub(crate) mod members;
pub(crate) mod outbox;
pub(crate) mod people;
pub(crate) mod reads;
pub(crate) mod rooms;
pub(crate) mod rules;
pub(crate) mod upkeep;

use sociable::store::{Committed, Entry, NewMessage, NewRoom, Outcome, PageSize, Refused, SharedStore, Standing};
use sociable_protocol::{
    DisplayName, Message, MessageId, MessageText, RoomKind, RoomSlug, Timestamp, Topic, User, UserId,
};
use tokio::sync::mpsc;

/// Makes a test of each behaviour, for one backend.
macro_rules! contract {
    ($backend:ty) => {
        contract!(@tests $backend,
            people {
                a_new_person_is_known_and_was_never_seen
                a_subject_is_one_person_whatever_comes_at_once
                what_a_site_says_of_somebody_is_kept_and_told_where_it_is_new
                a_role_that_is_granted_counts_where_one_is_a_member
                a_name_is_changed_and_told_once
                revoking_tokens_starts_another_generation
                being_seen_never_goes_back
            }
            rooms {
                the_lobby_is_there_from_the_start
                a_new_room_belongs_to_who_made_it
                an_address_is_given_once
                a_person_has_at_most_so_many_rooms
                a_room_is_changed_and_told_once
                a_direct_room_is_one_for_both
                whoever_left_a_direct_room_is_brought_back
                an_archived_room_is_listed_for_its_owner_alone
                the_room_with_the_newest_message_comes_first
                a_room_that_is_not_public_does_not_exist_for_others
                an_invited_person_sees_the_room_but_not_what_is_said
                public_rooms_are_listed_a_page_at_a_time
                a_room_may_belong_to_nobody
                the_last_message_comes_with_all_it_has
            }
            members {
                what_was_said_before_one_came_is_not_unread
                an_invitation_is_used_up_by_coming_in
                whoever_has_left_is_told_and_comes_back_by_the_rule
                a_declined_invitation_is_told_as_leaving
                inviting_twice_tells_once
                an_invited_person_has_at_most_so_many_rooms
                a_removed_member_is_told_once
                a_ban_puts_out_and_unban_lets_back
                a_role_is_given_and_told_once
                nobody_unknown_is_changed
                members_and_invited_people_are_listed_by_id
                a_room_is_muted_for_one_member_and_told_once
            }
            rules {
                a_rule_about_oneself_is_told_what_one_is
                a_rule_about_members_is_told_of_both
                a_rule_about_a_message_is_told_whose_it_is
                what_a_rule_refuses_changes_nothing
                in_a_room_that_does_not_exist_no_rule_is_asked
            }
            append {
                messages_are_published_in_order_before_they_are_answered
                one_id_sent_a_hundred_times_at_once_is_one_message
                an_id_of_another_message_is_refused
                a_write_that_cannot_be_done_fails_alone
                a_write_that_panics_fails_alone
                an_answer_quotes_the_original
                what_is_not_there_cannot_be_answered
                a_mention_finds_the_longest_name_that_a_member_has
                a_rename_is_followed_by_mentions_and_not_by_history
                one_who_repeats_a_message_after_leaving_is_refused
            }
            changes {
                an_edit_replaces_text_and_mentions
                a_deleted_message_keeps_its_position_and_nothing_else
                reactions_are_counted_and_their_first_people_listed
                kinds_of_reaction_are_bounded
                pins_are_listed_newest_first_and_bounded
                what_is_so_already_is_not_changed_again
                a_deleted_message_is_only_deleted
                a_message_of_another_room_is_not_found
                changes_are_numbered_without_gaps
                an_answer_shows_the_original_as_it_is_now
            }
            history {
                pages_join_up_in_both_directions
                a_page_ends_before_it_has_too_many_bytes
                what_was_missed_is_told_with_what_changed
                changes_that_were_missed_come_a_page_at_a_time
                a_thousand_reads_at_once_wait_their_turn
            }
            reads {
                unread_is_what_others_wrote_and_did_not_delete
                a_read_cursor_moves_forward_only_and_not_beyond_the_head
                two_devices_of_a_person_share_one_cursor
                counting_ends_at_its_limit
                one_who_is_not_a_member_reads_nothing
                how_far_the_others_have_read_is_told_of_a_small_room
                who_has_read_nothing_since_they_came_has_read_nothing
            }
            finding {
                words_are_found_whatever_their_case_and_accents
                only_ones_own_rooms_are_searched
                a_search_is_continued_where_it_ended
                a_word_that_is_frequent_elsewhere_hides_nothing
                what_is_edited_or_deleted_is_found_as_it_is
                no_query_is_an_error
            }
            outbox {
                what_is_committed_waits_in_order_until_it_is_taken
                each_lane_with_something_is_named_however_much_waits_in_others
                what_is_refused_or_rolled_back_is_not_told
                what_is_too_old_or_too_much_is_forgotten
                whoever_tells_is_woken_when_there_is_something
                who_is_added_is_told_and_who_comes_is_noted
            }
            upkeep {
                trimming_takes_a_rooms_oldest_messages_and_leaves_no_hole
                whoever_missed_trimmed_messages_can_tell
                an_answer_to_a_trimmed_message_still_names_it
                a_busy_store_has_no_faults
                closing_commits_what_is_queued_and_refuses_what_comes_after
                the_history_is_the_same_after_opening_again
            }
        );
    };
    (@tests $backend:ty, $($module:ident { $($name:ident)* })*) => {
        $(mod $module {
            $(#[tokio::test]
            async fn $name() {
                crate::contract::$module::$name(crate::contract::Test::<$backend>::open().await).await;
            })*
        })*
    };
}

/// A kind of store.
pub(crate) trait Backend: Sized {
    /// An empty database of its own, whose outbox is filled by [`noted`], and where it publishes.
    async fn make() -> (Self, SharedStore, mpsc::Receiver<Vec<Committed>>);

    /// The same database once more; it was closed.
    async fn again(&self) -> (SharedStore, mpsc::Receiver<Vec<Committed>>);
}

/// What the tests' outboxes are filled with: messages, by the text.
pub(crate) fn noted(committed: &Committed) -> Option<Entry> {
    let Committed::Message(message) = committed else { return None };
    let payload = message.text.as_ref()?.to_string();
    Some(Entry { lane: message.room.to_string(), payload, created_at: message.created_at })
}

/// When tests happen.
pub(crate) const NOW: i64 = 1_700_000_000_000;

/// More rooms than any test makes.
pub(crate) const MANY: usize = 1_000;

/// A page that holds everything.
pub(crate) const ALL: PageSize = PageSize { messages: 10_000, bytes: usize::MAX, reads: 0 };

pub(crate) fn now() -> Timestamp {
    at(0)
}

/// So many milliseconds after [`NOW`].
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(NOW + millis)
}

pub(crate) fn anybody(_: &Standing) -> Result<(), Refused> {
    Ok(())
}

pub(crate) fn members_only(standing: &Standing) -> Result<(), Refused> {
    if standing.role.is_some() { Ok(()) } else { Err(Refused::NotMember) }
}

pub(crate) fn lobby() -> RoomSlug {
    RoomSlug::lobby()
}

pub(crate) fn slug(text: &str) -> RoomSlug {
    text.parse().unwrap()
}

pub(crate) fn text(text: &str) -> MessageText {
    MessageText::new(text).unwrap()
}

pub(crate) fn person(n: u16, name: &str) -> User {
    User::guest(UserId::new(now(), random(n)), DisplayName::new(name).unwrap())
}

pub(crate) fn message_id(n: u16) -> MessageId {
    MessageId::new(now(), random(n))
}

fn random(n: u16) -> [u8; 10] {
    let mut random = [0; 10];
    random[8..].copy_from_slice(&n.to_be_bytes());
    random
}

/// The `n`th message of a test, in the lobby.
pub(crate) fn message(user: &User, n: u16) -> NewMessage {
    NewMessage {
        id: message_id(n),
        room: lobby(),
        user: user.clone(),
        text: text(&format!("message {n}")),
        reply_to: None,
        mentions: Vec::new(),
        created_at: now(),
    }
}

pub(crate) fn done<T>(outcome: Outcome<T>) -> T {
    outcome.unwrap().unwrap()
}

#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(outcome: Outcome<T>, why: Refused) {
    assert_eq!(outcome.unwrap().unwrap_err(), why);
}

pub(crate) fn seqs(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.seq.0).collect()
}

/// A store and what it published.
pub(crate) struct Test<B> {
    pub(crate) store: SharedStore,
    pub(crate) committed: mpsc::Receiver<Vec<Committed>>,
    pub(crate) backend: B,
}

impl<B: Backend> Test<B> {
    pub(crate) async fn open() -> Self {
        let (backend, store, committed) = B::make().await;
        Self { store, committed, backend }
    }

    /// Closes the store and opens it again.
    pub(crate) async fn reopen(self) -> Self {
        self.store.close().await.unwrap();
        let (store, committed) = self.backend.again().await;
        Self { store, committed, backend: self.backend }
    }

    /// A person who is in no room.
    pub(crate) async fn stranger(&self, n: u16, name: &str) -> User {
        let user = person(n, name);
        self.store.create_user(&user, now()).await.unwrap();
        user
    }

    /// A person in the lobby.
    pub(crate) async fn member(&self, n: u16, name: &str) -> User {
        let user = self.stranger(n, name).await;
        self.admit(&lobby(), &user).await;
        user
    }

    pub(crate) async fn admit(&self, room: &RoomSlug, user: &User) {
        done(self.store.admit(room, user.id, now(), MANY, anybody).await);
    }

    pub(crate) async fn make_room(&self, owner: &User, name: &str, kind: RoomKind) -> RoomSlug {
        let room = new_room(owner, name, kind);
        done(self.store.create_room(room, MANY).await).slug
    }

    pub(crate) async fn try_append(&self, message: NewMessage) -> Outcome<Message> {
        self.store.append(message, anybody).await.unwrap().committed().await
    }

    pub(crate) async fn append(&self, message: NewMessage) -> Message {
        done(self.try_append(message).await)
    }

    /// Says something in a room.
    pub(crate) async fn say(&self, user: &User, n: u16, room: &RoomSlug, what: &str) -> Message {
        self.append(NewMessage { room: room.clone(), text: text(what), ..message(user, n) }).await
    }

    /// Appends messages from the `first`th on to a room, many at a time.
    pub(crate) async fn append_many(&self, user: &User, room: &RoomSlug, first: u16, count: u16) {
        let all: Vec<u16> = (first..first + count).collect();
        for some in all.chunks(200) {
            let appends = some.iter().map(|n| self.append(NewMessage { room: room.clone(), ..message(user, *n) }));
            futures_util::future::join_all(appends).await;
        }
    }

    /// What sockets have to be told since it was last asked.
    pub(crate) fn news(&mut self) -> Vec<Committed> {
        let mut news = self.all_news();
        news.retain(|event| !matches!(event, Committed::RoomMade(_) | Committed::MemberCame { .. }));
        news
    }

    /// What was published since it was last asked.
    pub(crate) fn all_news(&mut self) -> Vec<Committed> {
        let mut news = Vec::new();
        while let Ok(batch) = self.committed.try_recv() {
            news.extend(batch);
        }
        news
    }

    /// All messages of a room.
    pub(crate) async fn read(&self, room: &RoomSlug, reader: &User) -> Vec<Message> {
        let page = sociable::store::Page::Latest;
        done(self.store.excerpt(room, reader.id, page, ALL, anybody).await).messages
    }
}

pub(crate) fn new_room(owner: &User, name: &str, kind: RoomKind) -> NewRoom {
    let slug = slug(name);
    NewRoom { name: slug.clone().into(), slug, kind, topic: Topic::default(), owner: Some(owner.id), created_at: now() }
}
