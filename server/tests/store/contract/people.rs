//! People.

use futures_util::future::join_all;
use sociable::store::{Committed, MemberChange, NewMessage, Refused, Vouched};
use sociable_protocol::{AvatarUrl, Role, User};

use super::{Backend, MANY, Test, anybody, at, done, lobby, message, now, person, refused};

pub(crate) async fn a_new_person_is_known_and_was_never_seen<B: Backend>(test: Test<B>) {
    let ada = test.stranger(1, "Ada").await;
    let account = test.store.account(ada.id).await.unwrap().unwrap();
    assert_eq!((account.user, account.token_generation, account.last_seen), (ada, 0, None));
    assert_eq!(test.store.account(person(2, "Bob").id).await.unwrap(), None);
}

pub(crate) async fn a_name_is_changed_and_told_once<B: Backend>(mut test: Test<B>) {
    let mut ada = test.stranger(1, "Ada").await;
    ada.name = person(1, "Ada Lovelace").name;
    done(test.store.rename_user(&ada).await);
    done(test.store.rename_user(&ada).await);
    assert_eq!(test.news(), [Committed::UserUpdated(ada.clone())]);
    assert_eq!(test.store.account(ada.id).await.unwrap().unwrap().user, ada);
    refused(test.store.rename_user(&person(2, "Bob")).await, Refused::UserNotFound);
}

pub(crate) async fn revoking_tokens_starts_another_generation<B: Backend>(mut test: Test<B>) {
    let ada = test.stranger(1, "Ada").await;
    assert_eq!(done(test.store.revoke_tokens(ada.id, at(40)).await), 1);
    assert_eq!(done(test.store.revoke_tokens(ada.id, at(40)).await), 2);
    let account = test.store.account(ada.id).await.unwrap().unwrap();
    assert_eq!((account.token_generation, account.revoked_at), (2, Some(at(40))));
    let told = |generation| Committed::TokensRevoked { user: ada.id, generation };
    assert_eq!(test.news(), [told(1), told(2)]);
    refused(test.store.revoke_tokens(person(2, "Bob").id, at(40)).await, Refused::UserNotFound);
}

pub(crate) async fn being_seen_never_goes_back<B: Backend>(test: Test<B>) {
    let (ada, bob) = (test.stranger(1, "Ada").await, test.stranger(2, "Bob").await);
    test.store.seen(&[ada.id, bob.id, person(3, "Eve").id], at(20)).await.unwrap();
    test.store.seen(&[ada.id], at(10)).await.unwrap();
    test.store.seen(&[], at(30)).await.unwrap();
    for user in [ada, bob] {
        assert_eq!(test.store.account(user.id).await.unwrap().unwrap().last_seen, Some(at(20)));
    }
}

fn vouched(n: u16, subject: &str, name: &str) -> Vouched {
    Vouched { subject: subject.to_owned(), user: User { verified: true, ..person(n, name) }, granted: None }
}

pub(crate) async fn a_subject_is_one_person_whatever_comes_at_once<B: Backend>(mut test: Test<B>) {
    let logins: Vec<Vouched> = (1..=20).map(|n| vouched(n, "person:42", "Ada")).collect();
    let accounts = join_all(logins.iter().map(|login| test.store.vouch(login, now()))).await;
    let first = accounts[0].as_ref().unwrap().clone();
    assert!(accounts.iter().all(|account| account.as_ref().unwrap() == &first));
    assert!(first.user.verified && first.revoked_at.is_none());
    assert_eq!(test.store.subject("person:42").await.unwrap(), Some(first.clone()));
    assert_eq!(test.store.account(first.user.id).await.unwrap(), Some(first.clone()));
    assert_eq!(test.store.subject("person:43").await.unwrap(), None);
    assert_ne!(test.store.vouch(&vouched(30, "person:43", "Ada"), now()).await.unwrap().user.id, first.user.id);
    assert_eq!(test.news(), [], "nobody knew them under another name");
}

pub(crate) async fn what_a_site_says_of_somebody_is_kept_and_told_where_it_is_new<B: Backend>(mut test: Test<B>) {
    let ada = test.store.vouch(&vouched(1, "person:42", "Ada"), now()).await.unwrap().user;
    test.admit(&lobby(), &ada).await;
    test.say(&ada, 1, &lobby(), "hello").await;
    let mut next = vouched(2, "person:42", "Countess");
    next.user.avatar = AvatarUrl::new("https://example.org/ada.png").ok();
    let countess = test.store.vouch(&next, now()).await.unwrap().user;
    assert_eq!(countess, User { id: ada.id, ..next.user.clone() });
    test.store.vouch(&next, now()).await.unwrap();
    assert_eq!(test.news().into_iter().skip(1).collect::<Vec<_>>(), [Committed::UserUpdated(countess.clone())]);
    let read = test.read(&lobby(), &ada).await;
    assert_eq!(
        read[0].user,
        User { name: ada.name.clone(), ..countess.clone() },
        "the name of the time, the picture of now"
    );

    let said = NewMessage { mentions: vec![vec!["countess".to_owned()]], ..message(&countess, 2) };
    let answer = NewMessage { reply_to: Some(said.id), ..message(&countess, 3) };
    let mentioning = test.append(said).await;
    assert_eq!(mentioning.mentions, std::slice::from_ref(&countess), "found under the new name");
    assert_eq!(test.append(answer).await.reply_to.unwrap().user, Some(countess.clone()));
    assert_eq!(test.read(&lobby(), &ada).await[2].reply_to.as_ref().unwrap().user, Some(countess));
}

pub(crate) async fn a_role_that_is_granted_counts_where_one_is_a_member<B: Backend>(test: Test<B>) {
    let mut boss = vouched(1, "person:1", "Boss");
    boss.granted = Some(Role::Owner);
    let boss = test.store.vouch(&boss, now()).await.unwrap().user;
    let role = async || test.store.standing(&lobby(), boss.id).await.unwrap().unwrap().role;
    assert_eq!(role().await, None);
    test.admit(&lobby(), &boss).await;
    assert_eq!(role().await, Some(Role::Owner));
    let bob = test.member(2, "Bob").await;
    let (members, _) = done(test.store.members(&lobby(), bob.id, None, 10, anybody).await);
    let roles: Vec<_> = members.iter().map(|member| (member.user.id, member.role)).collect();
    assert!(roles.contains(&(boss.id, Some(Role::Owner))) && roles.contains(&(bob.id, Some(Role::Member))));
    assert_eq!(test.store.rooms_of(boss.id).await.unwrap()[0].role, Some(Role::Owner));
    // As the room has it; what is granted goes on to count.
    let moderate = MemberChange::SetRole(Role::Moderator);
    done(test.store.change_member(&lobby(), bob.id, boss.id, moderate, now(), MANY, |_| Ok(())).await);
    assert_eq!(role().await, Some(Role::Owner));
    test.store.vouch(&vouched(1, "person:1", "Boss"), now()).await.unwrap();
    assert_eq!(role().await, Some(Role::Moderator));
}
