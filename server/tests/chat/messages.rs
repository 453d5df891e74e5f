use sociable_protocol::limits::{CATCH_UP, HISTORY_PAGE_DEFAULT};
use sociable_protocol::{
    ErrorCode, History, LeaveReply, LeaveRoom, MessageId, MessageNew, MessageText, RoomSlug, SendMessage, Seq,
    Timestamp,
};

use crate::app::{TestApp, TestUser, say};

fn id(n: u8) -> MessageId {
    MessageId::new(Timestamp::from_millis(1_700_000_000_000), [n; 10])
}

fn say_as(id: MessageId, text: &str) -> SendMessage {
    SendMessage { room: RoomSlug::lobby(), id: Some(id), text: MessageText::new(text).unwrap(), reply_to: None }
}

fn history(before: Option<u64>, after: Option<u64>, limit: Option<u32>) -> History {
    History { room: RoomSlug::lobby(), before: before.map(Seq), after: after.map(Seq), limit }
}

/// Sends `count` messages, as fast as the connection takes them.
async fn fill(user: &TestUser, count: u32) {
    let sends: Vec<SendMessage> = (1..=count).map(|n| say(&format!("message {n}"))).collect();
    for chunk in sends.chunks(200) {
        for reply in futures_util::future::join_all(chunk.iter().map(|send| user.request(send))).await {
            reply.unwrap();
        }
    }
}

#[tokio::test]
async fn a_message_reaches_everybody_in_the_room_and_its_sender_too() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let sent = ada.say("hello").await;
    assert_eq!((sent.seq, &sent.user), (Seq(1), &ada.session.user));
    assert_eq!(bob.next::<MessageNew>().await.0, sent);
    assert_eq!(ada.next::<MessageNew>().await.0, sent);
}

#[tokio::test]
async fn positions_are_contiguous_and_in_the_order_of_sending() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let sends: Vec<SendMessage> = (0..200).map(|n| say(&n.to_string())).collect();
    let replies = futures_util::future::join_all(sends.iter().map(|send| ada.request(send))).await;
    for (n, reply) in replies.into_iter().enumerate() {
        let message = reply.unwrap().message;
        assert_eq!((message.seq.0, message.text.as_ref().unwrap().as_str()), (n as u64 + 1, n.to_string().as_str()));
    }
    for user in [&mut ada, &mut bob] {
        for n in 0..200 {
            assert_eq!(user.hears().await, n.to_string());
        }
    }
}

#[tokio::test]
async fn the_same_id_twice_is_one_message_acknowledged_twice() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut bob = app.guest_in_lobby("Bob").await;
    let first = ada.request(&say_as(id(1), "once")).await.unwrap();
    let second = ada.request(&say_as(id(1), "once, again")).await.unwrap();
    assert_eq!(first, second);
    ada.say("after").await;
    assert_eq!((bob.hears().await, bob.hears().await), ("once".to_owned(), "after".to_owned()));
}

#[tokio::test]
async fn one_id_sent_many_times_at_once_is_one_message() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let mut tab = ada.second_tab(&app.url).await;
    tab.join(None).await;
    let send = say_as(id(1), "once");
    let sends = (0..100).map(|n| if n % 2 == 0 { ada.request(&send) } else { tab.request(&send) });
    for reply in futures_util::future::join_all(sends).await {
        assert_eq!(reply.unwrap().message.seq, Seq(1));
    }
    assert_eq!(tab.join(None).await.head, Seq(1));
}

#[tokio::test]
async fn an_id_of_somebody_elses_message_is_refused() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    ada.request(&say_as(id(1), "mine")).await.unwrap();
    let error = bob.request(&say_as(id(1), "mine")).await.unwrap_err();
    assert_eq!((error.code, error.field.as_deref()), (ErrorCode::IdConflict, Some("id")));
}

#[tokio::test]
async fn who_comes_in_gets_the_latest_page_and_pages_back_to_the_beginning() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    fill(&ada, 120).await;
    let mut page = ada.join(None).await;
    assert_eq!((page.head, page.messages.len()), (Seq(120), HISTORY_PAGE_DEFAULT as usize));
    assert!(page.has_more && !page.reset);
    let mut log = std::mem::take(&mut page.messages);
    while log[0].seq > Seq(1) {
        let older = ada.request(&history(Some(log[0].seq.0), None, Some(33))).await.unwrap();
        assert_eq!(older.has_more, older.messages[0].seq > Seq(1));
        log.splice(0..0, older.messages);
    }
    let positions: Vec<u64> = log.iter().map(|message| message.seq.0).collect();
    assert_eq!(positions, (1..=120).collect::<Vec<_>>());
}

#[tokio::test]
async fn history_is_read_forwards_as_well() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    fill(&ada, 5).await;
    let page = ada.request(&history(None, Some(1), Some(3))).await.unwrap();
    assert_eq!(page.messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), [2, 3, 4]);
    assert!(page.has_more);
    let page = ada.request(&history(None, Some(4), None)).await.unwrap();
    assert_eq!((page.messages.len(), page.has_more), (1, false));
}

#[tokio::test]
async fn coming_back_brings_exactly_what_was_missed() {
    let mut app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    fill(&ada, 10).await;
    for after in [0, 7, 10] {
        let reply = ada.join(Some(after)).await;
        assert!(!reply.reset);
        assert_eq!(reply.messages.iter().map(|m| m.seq.0).collect::<Vec<_>>(), (after + 1..=10).collect::<Vec<_>>());
        assert_eq!(reply.has_more, after > 0);
    }
    app.restart().await;
    let mut bob = app.guest("Bob").await;
    assert_eq!(bob.join(Some(9)).await.messages.len(), 1, "the log outlives the server");
}

#[tokio::test]
async fn an_absence_that_cannot_be_caught_up_on_is_an_explicit_reset() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    fill(&ada, CATCH_UP + 1).await;
    let at_limit = ada.join(Some(1)).await;
    assert_eq!((at_limit.reset, at_limit.messages.len()), (false, CATCH_UP as usize));
    for impossible in [0, u64::from(CATCH_UP) + 2, u64::MAX] {
        let reply = ada.join(Some(impossible)).await;
        assert!(reply.reset, "{impossible}");
        assert_eq!(reply.messages.len(), HISTORY_PAGE_DEFAULT as usize);
        assert_eq!(reply.messages.last().unwrap().seq, reply.head);
    }
}

#[tokio::test]
async fn who_has_left_hears_nothing_and_may_neither_read_nor_write() {
    let app = TestApp::start().await;
    let mut ada = app.guest_in_lobby("Ada").await;
    let bob = app.guest_in_lobby("Bob").await;
    let room = RoomSlug::lobby();
    assert_eq!(ada.request(&LeaveRoom { room: room.clone() }).await, Ok(LeaveReply {}));
    bob.say("gossip").await;
    assert_eq!(ada.so_far::<MessageNew>().await, []);
    assert_eq!(ada.request(&say("x")).await.unwrap_err().code, ErrorCode::NotJoined);
    assert_eq!(ada.request(&history(None, None, None)).await.unwrap_err().code, ErrorCode::NotJoined);
    assert_eq!(ada.request(&LeaveRoom { room }).await.unwrap_err().code, ErrorCode::NotJoined);
    assert_eq!(ada.join(Some(0)).await.messages.len(), 1);
}

#[tokio::test]
async fn a_client_reads_its_own_writes() {
    let app = TestApp::start().await;
    let ada = app.guest_in_lobby("Ada").await;
    let (send, ask) = (say("x"), history(None, None, None));
    // Both are on their way at once; the page must still hold the message.
    let (sent, page) = futures_util::future::join(ada.request(&send), ada.request(&ask)).await;
    assert_eq!(page.unwrap().messages, [sent.unwrap().message]);
}
