//! Every event there is, in one list: documentation, tests and what is generated from the contract go through it.

use crate::*;

/// Makes of the types of all events their names, and, for who wants their schemas, a walk through the types.
macro_rules! events {
    (requests: $($request:ident)*; pushes: $($push:ident)*;) => {
        /// The names of the events that a client sends, in the order of `docs/events.md`.
        pub const REQUESTS: &[&str] = &[$($request::EVENT),*];

        /// The names of the events that the server sends, in the order of `docs/events.md`.
        pub const PUSHES: &[&str] = &[$($push::EVENT),*];

        /// Shows every event to `see`, requests first.
        #[cfg(feature = "schema")]
        pub(crate) fn walk(see: &mut impl crate::schema::See) {
            $(see.request::<$request>();)*
            $(see.push::<$push>();)*
        }
    };
}

events! {
    requests:
        ListRooms CreateRoom OpenDirect JoinRoom LeaveRoom UpdateRoom ListMembers Invite RemoveMember Ban SetRole MuteRoom
        SendMessage EditMessage DeleteMessage React PinMessage ListPins History Search SetRead SetTyping SetPresence
        UpdateUser RenewSession RevokeSessions;
    pushes:
        Session MessageNew MessageUpdated MessageDeleted ReactionChanged RoomCreated RoomUpdated RoomRemoved RoleChanged
        RoomMuted RoomHead RoomState RoomPeople PresenceChanged TypingChanged ReadChanged UserUpdated
        SessionExpiring SessionExpired SessionRevoked ServerRestart;
}
