use sociable::App;
use sociable_client::socketio::Event;
use sociable_protocol::{Limits, Seq, Session};

use crate::app::TestApp;

#[tokio::test]
async fn a_connected_client_comes_back_by_itself_after_a_restart() {
    let mut app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    ada.say("before").await;
    app.restart().await;
    let session: Session = ada.next().await;
    assert_ne!(session.user, ada.session.user, "a guest with a name alone is a new guest");
    let reply = ada.join(Some(0)).await;
    assert_eq!((reply.head, reply.reset), (Seq(1), false));
    ada.say("after").await;
    assert_eq!(ada.join(None).await.head, Seq(2));
}

#[tokio::test]
async fn what_was_sent_just_before_the_end_is_kept() {
    let mut app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    for n in 0..50 {
        ada.client.emit("message:send", &crate::app::say(&n.to_string())).unwrap();
    }
    ada.say("last").await;
    app.restart().await;
    let mut bob = app.guest("Bob").await;
    assert_eq!(bob.join(None).await.head, Seq(51));
}

#[tokio::test]
async fn a_stopping_server_closes_its_connections_with_a_reason_that_reconnects() {
    let mut app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    app.stop().await;
    let reason = ada
        .until(|event| match event {
            Event::Disconnected { reason } => Some(reason),
            _ => None,
        })
        .await;
    assert!(reason.reconnects(), "{reason:?}");
}

#[tokio::test]
async fn a_second_server_does_not_start_on_the_same_data() {
    let mut app = TestApp::start().await;
    let config = app.store_config();
    let Err(error) = App::start(&config, Limits::default()).await else { panic!("two servers on one data directory") };
    assert!(error.to_string().contains("--data"), "{error}");
    app.stop().await;
    App::start(&config, Limits::default()).await.unwrap();
}
