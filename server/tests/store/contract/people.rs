//! People.

use sociable::store::{Committed, Refused};

use super::{Backend, Test, at, done, person, refused};

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
    assert_eq!(test.store.account(ada.id).await.unwrap().unwrap().token_generation, 2);
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
