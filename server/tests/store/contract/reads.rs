//! What is unread.

use sociable::store::{Change, Committed, NewMessage, Page, PageSize, ReadState, Refused};
use sociable_protocol::limits::UNREAD_COUNTED;
use sociable_protocol::{ReadPosition, Rev, RoomKind, Seq, User};

use super::changes::{change, delete};
use super::{ALL, Backend, MANY, Test, anybody, at, done, lobby, message, refused, text};

const fn state(read: u64, unread: u32, mentions: u32) -> ReadState {
    ReadState { read: Seq(read), unread, mentions }
}

/// As the list of rooms has it.
async fn listed<B: Backend>(test: &Test<B>, user: &User) -> ReadState {
    let rooms = test.store.rooms_of(user.id).await.unwrap();
    ReadState { read: rooms[0].read, unread: rooms[0].unread, mentions: rooms[0].mentions }
}

fn to(user: &User, n: u16, whom: &str) -> NewMessage {
    NewMessage { mentions: vec![vec![whom.to_owned()]], ..message(user, n) }
}

pub(crate) async fn unread_is_what_others_wrote_and_did_not_delete<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let first = test.append(to(&ada, 1, "bob")).await;
    let second = test.append(message(&ada, 2)).await;
    test.append(to(&bob, 3, "bob")).await;
    let last = test.append(to(&ada, 4, "bob")).await;
    assert_eq!(listed(&test, &bob).await, state(0, 3, 2));
    assert_eq!(listed(&test, &ada).await, state(0, 1, 0));
    delete(&test, &last, &ada).await;
    assert_eq!(listed(&test, &bob).await, state(0, 2, 1));
    let edit = |mentions| Change::Edit { text: text("other"), mentions };
    change(&test, &first, &ada, edit(Vec::new())).await;
    assert_eq!(listed(&test, &bob).await, state(0, 2, 0));
    change(&test, &second, &ada, edit(vec![vec!["bob".to_owned()]])).await;
    assert_eq!(listed(&test, &bob).await, state(0, 2, 1));
    assert_eq!(done(test.store.set_read(&lobby(), bob.id, Seq(1), anybody).await), state(1, 1, 1));
    assert_eq!(done(test.store.set_read(&lobby(), bob.id, Seq(2), anybody).await), state(2, 0, 0));
}

pub(crate) async fn a_read_cursor_moves_forward_only_and_not_beyond_the_head<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    for n in 1..=3 {
        test.append(message(&ada, n)).await;
    }
    test.news();
    for (seq, expected) in [(2, state(2, 1, 0)), (1, state(2, 1, 0)), (2, state(2, 1, 0)), (u64::MAX, state(3, 0, 0))] {
        assert_eq!(done(test.store.set_read(&lobby(), bob.id, Seq(seq), anybody).await), expected);
    }
    let told = |seq| Committed::Read { room: lobby(), user: bob.id, seq: Seq(seq) };
    assert_eq!(test.news(), [told(2), told(3)]);
}

pub(crate) async fn two_devices_of_a_person_share_one_cursor<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    for n in 1..=50 {
        test.append(message(&ada, n)).await;
    }
    let device = |positions: Vec<u64>| {
        let (test, bob) = (&test, &bob);
        async move {
            let mut last = Seq::ZERO;
            for seq in positions {
                let state = done(test.store.set_read(&lobby(), bob.id, Seq(seq), anybody).await);
                assert!(state.read >= last && state.read >= Seq(seq));
                last = state.read;
            }
        }
    };
    futures_util::join!(device((1..=40).collect()), device((20..=30).rev().collect()));
    assert_eq!(listed(&test, &bob).await, state(40, 10, 0));
}

pub(crate) async fn counting_ends_at_its_limit<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let over = u16::try_from(UNREAD_COUNTED).unwrap() + 5;
    let mut pending = Vec::new();
    for n in 1..=over {
        pending.push(test.store.append(to(&ada, n, "bob"), anybody).await.unwrap());
    }
    for pending in pending {
        done(pending.committed().await);
    }
    assert_eq!(listed(&test, &bob).await, state(0, UNREAD_COUNTED, UNREAD_COUNTED));
    let state_at_10 = done(test.store.set_read(&lobby(), bob.id, Seq(10), anybody).await);
    assert_eq!(state_at_10, state(10, UNREAD_COUNTED - 5, UNREAD_COUNTED - 5));
}

pub(crate) async fn one_who_is_not_a_member_reads_nothing<B: Backend>(test: Test<B>) {
    let (ada, eve) = (test.member(1, "Ada").await, test.stranger(2, "Eve").await);
    test.append(message(&ada, 1)).await;
    refused(test.store.set_read(&lobby(), eve.id, Seq(1), anybody).await, Refused::NotMember);
    let summary = test.store.summary(&lobby(), eve.id).await.unwrap().unwrap();
    assert_eq!((summary.read, summary.unread, summary.head), (Seq(0), 0, Seq(1)));
}

/// How far the others have read the lobby, where it has at most so many members: as one sees it who comes in, and one who
/// comes back.
async fn reads<B: Backend>(test: &Test<B>, reader: &User, most: u64) -> Option<Vec<ReadPosition>> {
    let size = PageSize { reads: most, ..ALL };
    let entered = done(test.store.excerpt(&lobby(), reader.id, Page::Latest, size, anybody).await).reads;
    let missed = test.store.missed(&lobby(), reader.id, (Seq(1), Some(Rev::ZERO)), size, anybody).await;
    assert_eq!(done(missed).excerpt.reads, entered);
    entered
}

pub(crate) async fn how_far_the_others_have_read_is_told_of_a_small_room<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let attic = test.make_room(&bob, "attic", RoomKind::Private).await;
    for n in 1..=4 {
        test.append(message(&ada, n)).await;
        test.say(&ada, 100 + n, &attic, "elsewhere").await;
    }
    assert_eq!(reads(&test, &ada, 2).await, Some(vec![]), "nobody has");
    done(test.store.set_read(&lobby(), bob.id, Seq(3), anybody).await);
    done(test.store.set_read(&lobby(), ada.id, Seq(4), anybody).await);
    let read = |user: &User, seq| ReadPosition { user: user.id, seq: Seq(seq) };
    assert_eq!(reads(&test, &ada, 2).await, Some(vec![read(&bob, 3)]));
    assert_eq!(reads(&test, &bob, 2).await, Some(vec![read(&ada, 4)]));
    assert_eq!(reads(&test, &bob, 1).await, None, "that is too many");
    assert_eq!(reads(&test, &bob, 0).await, None, "nobody asks");
}

pub(crate) async fn who_has_read_nothing_since_they_came_has_read_nothing<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    test.append(message(&ada, 1)).await;
    let bob = test.stranger(2, "Bob").await;
    done(test.store.admit(&lobby(), bob.id, at(1), MANY, anybody).await);
    assert_eq!(reads(&test, &ada, 9).await, Some(vec![]), "that it is not unread does not mean that it was read");
    test.append(NewMessage { created_at: at(2), ..message(&ada, 2) }).await;
    done(test.store.set_read(&lobby(), bob.id, Seq(2), anybody).await);
    assert_eq!(reads(&test, &ada, 9).await, Some(vec![ReadPosition { user: bob.id, seq: Seq(2) }]));
    done(test.store.leave(&lobby(), bob.id).await);
    assert_eq!(reads(&test, &ada, 9).await, Some(vec![]));
}
