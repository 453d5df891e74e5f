//! `docs/events.md` names everything that there is.

use sociable_protocol::{
    Ban, CreateRoom, DeleteMessage, EditMessage, ErrorCode, History, Invite, JoinRoom, LeaveRoom, Limits, ListMembers,
    ListPins, ListRooms, MessageDeleted, MessageNew, MessageUpdated, MuteRoom, OpenDirect, PinMessage, PresenceChanged,
    Push, React, ReactionChanged, ReadChanged, RemoveMember, RenewSession, Request, RevokeSessions, RoleChanged,
    RoomCreated, RoomHead, RoomMuted, RoomPeople, RoomRemoved, RoomState, RoomUpdated, Search, SendMessage,
    ServerRestart, Session, SessionExpired, SessionExpiring, SessionRevoked, SetPresence, SetRead, SetRole, SetTyping,
    TypingChanged, UpdateRoom, UpdateUser, UserUpdated,
};

const DOCUMENT: &str = include_str!("../../docs/events.md");

#[track_caller]
fn names(what: &str) {
    assert!(DOCUMENT.contains(&format!("`{what}`")), "docs/events.md does not name `{what}`");
}

#[test]
fn every_event_is_documented() {
    let requests = [
        ListRooms::EVENT,
        CreateRoom::EVENT,
        OpenDirect::EVENT,
        JoinRoom::EVENT,
        LeaveRoom::EVENT,
        UpdateRoom::EVENT,
        ListMembers::EVENT,
        Invite::EVENT,
        RemoveMember::EVENT,
        Ban::EVENT,
        SetRole::EVENT,
        MuteRoom::EVENT,
        SendMessage::EVENT,
        EditMessage::EVENT,
        DeleteMessage::EVENT,
        React::EVENT,
        PinMessage::EVENT,
        ListPins::EVENT,
        History::EVENT,
        Search::EVENT,
        SetRead::EVENT,
        SetTyping::EVENT,
        SetPresence::EVENT,
        UpdateUser::EVENT,
        RevokeSessions::EVENT,
        RenewSession::EVENT,
    ];
    let pushes = [
        Session::EVENT,
        MessageNew::EVENT,
        MessageUpdated::EVENT,
        MessageDeleted::EVENT,
        ReactionChanged::EVENT,
        RoomCreated::EVENT,
        RoomUpdated::EVENT,
        RoomRemoved::EVENT,
        RoleChanged::EVENT,
        RoomMuted::EVENT,
        RoomHead::EVENT,
        RoomState::EVENT,
        RoomPeople::EVENT,
        PresenceChanged::EVENT,
        TypingChanged::EVENT,
        ReadChanged::EVENT,
        UserUpdated::EVENT,
        SessionRevoked::EVENT,
        SessionExpiring::EVENT,
        SessionExpired::EVENT,
        ServerRestart::EVENT,
    ];
    requests.into_iter().chain(pushes).for_each(names);
}

#[test]
fn every_error_and_every_limit_is_documented() {
    ErrorCode::ALL.into_iter().for_each(|code| names(code.as_str()));
    let limits = serde_json::to_value(Limits::default()).unwrap();
    limits.as_object().unwrap().keys().for_each(|limit| names(limit));
}
