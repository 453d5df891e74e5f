//! Socket.IO 5.

use tokio_tungstenite::tungstenite::Message;

use crate::peer::{Server, Socket};

async fn connected(server: &Server, namespace: &str, auth: &str) -> Socket {
    let mut socket = Socket::connect(&server.at("/socket.io", "EIO=4&transport=websocket")).await;
    assert!(socket.receive_text().await.starts_with("0{"));
    socket.send(&format!("40{namespace}{auth}")).await;
    assert!(socket.receive_text().await.starts_with(&format!("40{namespace}{{\"sid\":\"")));
    let auth = if auth.is_empty() { "{}" } else { auth };
    assert_eq!(socket.receive_text().await, format!("42{namespace}[\"auth\",{auth}]"));
    socket
}

#[tokio::test]
async fn a_namespace_is_joined_with_what_the_client_has_to_say() {
    let server = Server::start().await;
    for namespace in ["", "/custom,"] {
        connected(&server, namespace, "").await;
        connected(&server, namespace, r#"{"token":"123"}"#).await;
    }
    let mut socket = connected(&server, "", "").await;
    socket.send("40/random,").await;
    assert_eq!(socket.receive_text().await, r#"44/random,{"message":"Invalid namespace"}"#);
}

#[tokio::test]
async fn an_event_has_any_number_of_arguments() {
    let server = Server::start().await;
    let mut socket = connected(&server, "", "").await;
    for arguments in ["", ",1", ",null", r#",1,"2",{"3":[true]}"#, r#",[1,2],[],{}"#] {
        socket.send(&format!(r#"42["message"{arguments}]"#)).await;
        assert_eq!(socket.receive_text().await, format!(r#"42["message-back"{arguments}]"#));
        socket.send(&format!(r#"42456["message-with-ack"{arguments}]"#)).await;
        assert_eq!(socket.receive_text().await, format!("43456[{}]", arguments.trim_start_matches(',')));
    }
}

#[tokio::test]
async fn attachments_keep_their_places() {
    let server = Server::start().await;
    let mut socket = connected(&server, "/custom,", "").await;
    let arguments = r#"{"_placeholder":true,"num":0},"text",{"deep":[{"_placeholder":true,"num":1}]}"#;
    for (sent, answered) in [
        (format!(r#"452-/custom,["message",{arguments}]"#), format!(r#"452-/custom,["message-back",{arguments}]"#)),
        (format!(r#"452-/custom,7["message-with-ack",{arguments}]"#), format!("462-/custom,7[{arguments}]")),
    ] {
        socket.send(&sent).await;
        socket.send_binary(&[1, 2, 3]).await;
        socket.send_binary(&[4]).await;
        assert_eq!(socket.receive_text().await, answered);
        assert_eq!(socket.receive().await, Some(Message::binary(&[1u8, 2, 3][..])));
        assert_eq!(socket.receive().await, Some(Message::binary(&[4u8][..])));
    }
}

#[tokio::test]
async fn a_name_may_be_written_with_escapes() {
    let server = Server::start().await;
    let mut socket = connected(&server, "", "").await;
    socket.send(r#"42["m\u0065ssag\u0065","caf\u00e9"]"#).await;
    assert_eq!(socket.receive_text().await, r#"42["message-back","café"]"#);
    // Nobody listens to this one, and nothing is made of it.
    socket.send(r#"42["say \"hi\"",1]"#).await;
    socket.send(r#"42["message",1]"#).await;
    assert_eq!(socket.receive_text().await, r#"42["message-back",1]"#);
}

#[tokio::test]
async fn what_is_no_packet_closes_the_connection() {
    let server = Server::start().await;
    for packet in ["4abc", "42{}", r#"42abc["message-with-ack",1]"#] {
        let mut socket = connected(&server, "", "").await;
        socket.send(packet).await;
        while socket.receive().await.is_some() {}
    }
}

#[tokio::test]
async fn a_client_leaves_one_namespace_and_stays_in_the_other() {
    let server = Server::start().await;
    let mut socket = connected(&server, "", "").await;
    socket.send("40/custom,").await;
    assert!(socket.receive_text().await.starts_with("40/custom,"));
    assert_eq!(socket.receive_text().await, r#"42/custom,["auth",{}]"#);
    socket.send("41/custom,").await;
    socket.send(r#"42["message","hello"]"#).await;
    assert_eq!(socket.receive_text().await, r#"42["message-back","hello"]"#);
}
