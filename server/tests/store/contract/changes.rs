//! Changing messages.

use futures_util::future::join_all;
use sociable::store::{Change, ChangeKind, Committed, NewMessage, Outcome, Refused};
use sociable_protocol::{Message, Pin, ReactionKey, Rev, RoomKind, User};

use super::{Backend, Test, anybody, at, done, lobby, message, message_id, person, refused, text};

pub(crate) fn key(reaction: &str) -> ReactionKey {
    ReactionKey::new(reaction).unwrap()
}

fn edit(to: &str) -> Change {
    Change::Edit { text: text(to), mentions: Vec::new() }
}

pub(crate) fn react(user: &User, reaction: &str, on: bool) -> Change {
    Change::React { user: user.clone(), reaction: key(reaction), on, kinds: 2 }
}

const fn pin(pinned: bool) -> Change {
    Change::Pin { pinned, most: 2 }
}

async fn try_change<B: Backend>(test: &Test<B>, message: &Message, by: &User, change: Change) -> Outcome<Message> {
    test.store.change(&message.room, message.id, by.id, change, at(7), |_| Ok(())).await
}

pub(crate) async fn change<B: Backend>(test: &Test<B>, message: &Message, by: &User, change: Change) -> Message {
    done(try_change(test, message, by, change).await)
}

pub(crate) async fn delete<B: Backend>(test: &Test<B>, message: &Message, by: &User) -> Message {
    change(test, message, by, Change::Delete).await
}

pub(crate) async fn an_edit_replaces_text_and_mentions<B: Backend>(mut test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let said = test.append(NewMessage { mentions: vec![vec!["bob".to_owned()]], ..message(&ada, 1) }).await;
    test.news();
    let to = Change::Edit { text: text("hello Ada"), mentions: vec![vec!["ada".to_owned()]] };
    let edited = change(&test, &said, &ada, to).await;
    let expected = Message {
        rev: Rev(1),
        text: Some(text("hello Ada")),
        mentions: vec![ada.clone()],
        edited_at: Some(at(7)),
        ..said
    };
    assert_eq!(edited, expected);
    assert_eq!(test.news(), [Committed::Changed(ChangeKind::Edited, expected.clone())]);
    assert_eq!(test.read(&lobby(), &bob).await, [expected]);
}

pub(crate) async fn a_deleted_message_keeps_its_position_and_nothing_else<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let first = test.append(message(&ada, 1)).await;
    let mentions = vec![vec!["ada".to_owned()]];
    let said = test.append(NewMessage { reply_to: Some(first.id), mentions, ..message(&ada, 2) }).await;
    for what in [react(&ada, "👍", true), pin(true), edit("other")] {
        change(&test, &said, &ada, what).await;
    }
    test.news();
    let deleted = delete(&test, &said, &ada).await;
    let mut expected = Message { rev: Rev(4), ..said };
    expected.delete(at(7));
    assert_eq!(deleted, expected);
    assert_eq!(test.news(), [Committed::Changed(ChangeKind::Deleted, expected.clone())]);
    assert_eq!(test.read(&lobby(), &ada).await, [first, expected]);
    assert_eq!(done(test.store.pins(&lobby(), ada.id, anybody).await), []);
}

pub(crate) async fn reactions_are_counted_and_their_first_people_listed<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.append(message(&ada, 1)).await;
    let mut people = Vec::new();
    for n in 10..35 {
        let user = test.member(n, &format!("user {n}")).await;
        change(&test, &said, &user, react(&user, "👍", true)).await;
        people.push(user);
    }
    change(&test, &said, &ada, react(&ada, "🦀", true)).await;
    change(&test, &said, &people[0], react(&people[0], "👍", false)).await;
    change(&test, &said, &people[0], react(&people[0], "👍", true)).await;
    let changed = change(&test, &said, &people[3], react(&people[3], "🦀", true)).await;
    let [thumbs, crabs] = &changed.reactions[..] else { panic!("{:?}", changed.reactions) };
    assert_eq!((&thumbs.reaction, thumbs.count), (&key("👍"), 25));
    assert_eq!(thumbs.users, people[1..21]);
    assert_eq!((crabs.count, &crabs.users), (2, &vec![ada.clone(), people[3].clone()]));

    change(&test, &said, &ada, react(&ada, "🦀", false)).await;
    let changed = change(&test, &said, &people[3], react(&people[3], "🦀", false)).await;
    assert_eq!(changed.reactions.len(), 1, "a kind that nobody has any more is gone");
    assert_eq!(test.news().last(), Some(&Committed::Changed(ChangeKind::Reacted, changed.clone())));
    assert_eq!(test.read(&lobby(), &ada).await, [changed]);
}

pub(crate) async fn kinds_of_reaction_are_bounded<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.member(1, "Ada").await, test.member(2, "Bob").await);
    let said = test.append(message(&ada, 1)).await;
    change(&test, &said, &ada, react(&ada, "1", true)).await;
    change(&test, &said, &ada, react(&ada, "2", true)).await;
    refused(try_change(&test, &said, &ada, react(&ada, "3", true)).await, Refused::LimitReached);
    change(&test, &said, &bob, react(&bob, "2", true)).await;
    change(&test, &said, &ada, react(&ada, "1", false)).await;
    let changed = change(&test, &said, &ada, react(&ada, "3", true)).await;
    assert_eq!(changed.reactions.iter().map(|of| of.reaction.as_str()).collect::<Vec<_>>(), ["2", "3"]);
}

pub(crate) async fn pins_are_listed_newest_first_and_bounded<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let mut said = Vec::new();
    for n in 1..=3 {
        said.push(test.append(message(&ada, n)).await);
    }
    let pin_at =
        |n: usize, millis| test.store.change(&said[n].room, said[n].id, ada.id, pin(true), at(millis), |_| Ok(()));
    let last = done(pin_at(2, 1).await);
    let first = done(pin_at(0, 2).await);
    refused(pin_at(1, 3).await, Refused::LimitReached);
    assert_eq!(first.pinned, Some(Pin { by: ada.id, at: at(2) }));
    assert_eq!(done(test.store.pins(&lobby(), ada.id, anybody).await), [first, last]);
    let loose = change(&test, &said[2], &ada, pin(false)).await;
    assert_eq!(loose.pinned, None);
    assert_eq!(test.news().last(), Some(&Committed::Changed(ChangeKind::Pinned, loose)));
    change(&test, &said[1], &ada, pin(true)).await;
}

pub(crate) async fn what_is_so_already_is_not_changed_again<B: Backend>(mut test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.append(message(&ada, 1)).await;
    for what in [edit("other"), react(&ada, "👍", true), pin(true), Change::Delete] {
        let changed = change(&test, &said, &ada, what.clone()).await;
        test.news();
        assert_eq!(change(&test, &said, &ada, what).await, changed);
        assert_eq!(test.news(), []);
    }
    let other = test.append(message(&ada, 2)).await;
    test.news();
    for what in [edit("message 2"), react(&ada, "👍", false), pin(false)] {
        assert_eq!(change(&test, &other, &ada, what).await, other);
    }
    assert_eq!(test.news(), []);
}

pub(crate) async fn a_deleted_message_is_only_deleted<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.append(message(&ada, 1)).await;
    let deleted = delete(&test, &said, &ada).await;
    for what in [edit("back again"), react(&ada, "👍", true), pin(true)] {
        refused(try_change(&test, &said, &ada, what).await, Refused::MessageNotFound);
    }
    assert_eq!(delete(&test, &said, &ada).await, deleted);
    assert_eq!(test.append(message(&ada, 1)).await, deleted, "what is sent again stays deleted");
}

pub(crate) async fn a_message_of_another_room_is_not_found<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let attic = test.make_room(&ada, "attic", RoomKind::Private).await;
    let said = test.say(&ada, 1, &attic, "here").await;
    let elsewhere = Message { room: lobby(), ..said };
    refused(try_change(&test, &elsewhere, &ada, Change::Delete).await, Refused::MessageNotFound);
    let missing = Message { id: message_id(9), ..elsewhere };
    refused(try_change(&test, &missing, &ada, Change::Delete).await, Refused::MessageNotFound);
}

pub(crate) async fn changes_are_numbered_without_gaps<B: Backend>(mut test: Test<B>) {
    let mut people = Vec::new();
    for n in 1..=20 {
        people.push(test.member(n, &format!("user {n}")).await);
    }
    let said = test.append(message(&people[0], 1)).await;
    let other = test.append(message(&people[0], 2)).await;
    test.news();
    let nobody = person(99, "Nobody");
    let all = people.iter().enumerate().map(|(n, user)| {
        let (test, said, other, nobody) = (&test, &said, &other, &nobody);
        async move {
            change(test, said, user, react(user, "👍", true)).await;
            try_change(test, other, user, react(nobody, "👍", true)).await.unwrap_err();
            change(test, other, user, edit(&format!("edit {n}"))).await;
            refused(try_change(test, said, user, Change::Pin { pinned: true, most: 0 }).await, Refused::LimitReached);
        }
    });
    join_all(all).await;
    let revs = test.news().into_iter().map(|news| match news {
        Committed::Changed(_, message) => message.rev.0,
        other => panic!("{other:?}"),
    });
    assert_eq!(revs.collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
    let attic = test.make_room(&people[0], "attic", RoomKind::Private).await;
    let first = test.say(&people[0], 3, &attic, "each room counts for itself").await;
    assert_eq!(change(&test, &first, &people[0], edit("indeed")).await.rev, Rev(1));
}

pub(crate) async fn an_answer_shows_the_original_as_it_is_now<B: Backend>(test: Test<B>) {
    let ada = test.member(1, "Ada").await;
    let said = test.append(message(&ada, 1)).await;
    let answer = test.append(NewMessage { reply_to: Some(said.id), ..message(&ada, 2) }).await;
    change(&test, &said, &ada, edit("better")).await;
    let quote = test.read(&lobby(), &ada).await[1].reply_to.clone().unwrap();
    assert_eq!((quote.text, quote.user), (Some(text("better")), Some(ada.clone())));
    delete(&test, &said, &ada).await;
    let quote = test.read(&lobby(), &ada).await[1].reply_to.clone().unwrap();
    assert_eq!((quote.id, quote.seq, quote.text, quote.user), (said.id, said.seq, None, None));
    assert_eq!(change(&test, &answer, &ada, pin(true)).await.reply_to.unwrap().user, None);
}
