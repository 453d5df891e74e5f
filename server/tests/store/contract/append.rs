//! Sending.

use futures_util::future::join_all;
use sociable::store::{Committed, NewMessage, Refused, StoreError};
use sociable_protocol::{Message, ReplyTo, RoomKind, User};

use super::{Backend, Test, anybody, done, lobby, members_only, message, message_id, person, refused, seqs, text};

fn published(news: &[Committed]) -> Vec<Message> {
    news.iter()
        .map(|news| match news {
            Committed::Message(message) => message.clone(),
            other => panic!("{other:?}"),
        })
        .collect()
}

pub(crate) async fn messages_are_published_in_order_before_they_are_answered<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    // That she came.
    test.all_news();
    let mut pending = Vec::new();
    for n in 1..=500 {
        pending.push(test.store.append(message(&ada, n), anybody).await.unwrap().committed());
    }
    let answered: Vec<Message> = join_all(pending).await.into_iter().map(done).collect();
    let mut commits = 0;
    let mut news = Vec::new();
    while let Ok(batch) = test.committed.try_recv() {
        commits += 1;
        news.extend(published(&batch));
    }
    assert_eq!(news, answered);
    assert_eq!(seqs(&news), (1..=500).collect::<Vec<_>>());
    assert!(commits < 500, "messages that wait together are committed together: {commits} commits");
}

pub(crate) async fn one_id_sent_a_hundred_times_at_once_is_one_message<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let sent = join_all((0..100).map(|_| test.try_append(message(&ada, 1)))).await;
    let stored: Vec<Message> = sent.into_iter().map(done).collect();
    assert!(stored.iter().all(|message| message == &stored[0]));
    assert_eq!(published(&test.news()), stored[..1]);
    assert_eq!(test.read(&lobby(), &ada).await, stored[..1]);
}

pub(crate) async fn an_id_of_another_message_is_refused<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let said = test.append(message(&ada, 1)).await;
    test.news();
    refused(test.try_append(message(&bob, 1)).await, Refused::IdConflict);
    refused(test.try_append(NewMessage { room: attic, ..message(&ada, 1) }).await, Refused::IdConflict);
    let again = NewMessage { text: text("something else"), ..message(&ada, 1) };
    assert_eq!(test.append(again).await, said, "the first text is the one that counts");
    assert_eq!(test.news(), []);
}

/// Sends fifty messages of which every tenth is `spoil`t, and sees the others through.
async fn every_tenth_fails<B: Backend>(
    test: &mut Test<B>,
    ada: &User,
    spoil: impl Fn(NewMessage) -> (NewMessage, sociable::store::StandingRule),
) {
    let mut pending = Vec::new();
    for n in 1..=50 {
        let new = message(ada, n);
        let (new, rule) = if n % 10 == 0 { spoil(new) } else { (new, anybody as sociable::store::StandingRule) };
        pending.push(test.store.append(new, rule).await.unwrap().committed());
    }
    let mut positions = Vec::new();
    for (n, result) in (1..).zip(join_all(pending).await) {
        match result {
            Ok(appended) => positions.push(appended.unwrap().seq.0),
            Err(error) => assert!(n % 10 == 0 && matches!(error, StoreError::RolledBack), "{n}: {error}"),
        }
    }
    assert_eq!(positions, (1..=45).collect::<Vec<_>>(), "and leaves no gap");
    assert_eq!(seqs(&published(&test.news())), positions);
}

pub(crate) async fn a_write_that_cannot_be_done_fails_alone<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let nobody = person(9, "Nobody");
    every_tenth_fails(&mut test, &ada, |new| (NewMessage { user: nobody.clone(), ..new }, anybody)).await;
}

pub(crate) async fn a_write_that_panics_fails_alone<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    every_tenth_fails(&mut test, &ada, |new| (new, |_| panic!("a rule with a bug"))).await;
    test.append(message(&ada, 100)).await;
}

pub(crate) async fn an_answer_quotes_the_original<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let long = "é".repeat(300);
    let said = test.say(&ada, 1, &lobby(), &long).await;
    let answer = test.append(NewMessage { reply_to: Some(said.id), ..message(&bob, 2) }).await;
    let quote = ReplyTo { id: said.id, seq: said.seq, user: Some(ada), text: Some(text(&"é".repeat(200))) };
    assert_eq!(answer.reply_to, Some(quote));
    assert_eq!(test.read(&lobby(), &bob).await, [said, answer]);
}

pub(crate) async fn what_is_not_there_cannot_be_answered<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let elsewhere = test.say(&ada, 1, &attic, "in the attic").await;
    let deleted = test.append(message(&ada, 2)).await;
    super::changes::delete(&test, &deleted, &ada).await;
    test.news();
    for id in [elsewhere.id, deleted.id, message_id(9)] {
        refused(test.try_append(NewMessage { reply_to: Some(id), ..message(&ada, 3) }).await, Refused::MessageNotFound);
    }
    assert_eq!(test.news(), []);
}

pub(crate) async fn a_mention_finds_the_longest_name_that_a_member_has<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let lovelace = test.member(2, "ADA Lovelace").await;
    test.stranger(3, "Ada Lovelace Byron").await;
    let twin = test.member(4, "ada").await;
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let new = NewMessage {
        mentions: vec![
            names(&["nobody here", "nobody"]),
            names(&["ada lovelace byron", "ada lovelace", "ada"]),
            names(&["ada"]),
            names(&["ada lovelace"]),
        ],
        ..message(&ada, 1)
    };
    let said = test.append(new).await;
    assert_eq!(said.mentions, [lovelace, ada.clone(), twin], "each once, in the order of the text");
    assert_eq!(test.read(&lobby(), &ada).await, [said]);
}

pub(crate) async fn a_rename_is_followed_by_mentions_and_not_by_history<B: Backend>(test: Test<B>) {
    let (ada, mut bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    test.append(message(&bob, 1)).await;
    let before = bob.clone();
    bob.name = person(2, "Robert").name;
    done(test.store.rename_user(&bob).await);
    let mention = |n, name: &str| NewMessage { mentions: vec![vec![name.to_owned()]], ..message(&ada, n) };
    assert_eq!(test.append(mention(2, "bob")).await.mentions, []);
    assert_eq!(test.append(mention(3, "robert")).await.mentions, [bob]);
    assert_eq!(test.read(&lobby(), &ada).await[0].user, before);
}

pub(crate) async fn one_who_repeats_a_message_after_leaving_is_refused<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    test.append(message(&ada, 1)).await;
    done(test.store.leave(&lobby(), ada.id).await);
    let again = test.store.append(message(&ada, 1), members_only).await.unwrap().committed().await;
    refused(again, Refused::NotMember);
}
