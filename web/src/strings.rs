//! Every sentence that people read, in one place, so that another language is another module of this shape.

use std::fmt;

pub(crate) const APP: &str = "Sociable";

pub(crate) const WELCOME_LEAD: &str = "Choose a name, and you are in: no account, no password.";
pub(crate) const NAME_LABEL: &str = "Your name";
pub(crate) const NAME_HINT: &str = "This is what the others see.";
pub(crate) const ENTER: &str = "Start chatting";
pub(crate) const ENTERING: &str = "Connecting…";
pub(crate) const ENTERING_SLOWLY: &str = "The server cannot be reached. Still trying…";

pub(crate) const SKIP_TO_COMPOSER: &str = "Skip to the message box";
pub(crate) const MESSAGES: &str = "Messages";
pub(crate) const PEOPLE: &str = "People";
pub(crate) const SHOW_PEOPLE: &str = "Show people";
pub(crate) const HIDE_PEOPLE: &str = "Hide people";
pub(crate) const CLOSE: &str = "Close";
pub(crate) const ONLINE: &str = "Online";
pub(crate) const STATUS_ONLINE: &str = "Online";
pub(crate) const STATUS_AWAY: &str = "Away";
pub(crate) const STATUS_BUSY: &str = "Busy";
pub(crate) const STATUS_OFFLINE: &str = "Offline";
pub(crate) const LEFT: &str = "Left recently";
pub(crate) const YOU: &str = "you";
pub(crate) const BETWEEN_NOTES: &str = " · ";
pub(crate) const SIGN_OUT: &str = "Leave";
pub(crate) const SIGN_OUT_HINT: &str = "Leave and choose another name";
pub(crate) const THEME: &str = "Theme";
pub(crate) const THEME_AUTO: &str = "Auto";
pub(crate) const THEME_LIGHT: &str = "Light";
pub(crate) const THEME_DARK: &str = "Dark";

pub(crate) const CONNECTING: &str = "Connecting…";
pub(crate) const RECONNECTING: &str = "Reconnecting…";
pub(crate) const OFFLINE_BANNER: &str = "No internet connection. What you write is sent when it is back.";
pub(crate) const LOST_BANNER: &str = "Connection lost. What you write is sent when it is back.";
pub(crate) const RESTART_BANNER: &str = "The server is restarting. What you write is sent afterwards.";
pub(crate) const TRY_NOW: &str = "Try now";

pub(crate) const SEND: &str = "Send";
pub(crate) const SENT: &str = "Sent";
pub(crate) const SENDING: &str = "Waiting to be sent";
pub(crate) const NOT_SENT: &str = "Not sent.";
pub(crate) const RETRY: &str = "Retry";
pub(crate) const COPY: &str = "Copy";
pub(crate) const COPIED: &str = "Copied";
pub(crate) const DISCARD: &str = "Discard";
pub(crate) const OUTBOX_FULL: &str = "Too many messages wait to be sent. Wait for the connection, or discard some.";

pub(crate) const EDITED: &str = "edited";
pub(crate) const DELETED: &str = "Message deleted";

pub(crate) const SHOW_MORE: &str = "Show more";
pub(crate) const SHOW_LESS: &str = "Show less";
pub(crate) const NEW_MESSAGES: &str = "New messages";
pub(crate) const TODAY: &str = "Today";
pub(crate) const YESTERDAY: &str = "Yesterday";
pub(crate) const LOADING: &str = "Loading messages…";
pub(crate) const BEGINNING: &str = "This is where the conversation begins.";
pub(crate) const EMPTY_TITLE: &str = "Nobody has said anything yet";
pub(crate) const EMPTY_LEAD: &str = "Say hello. Everyone who comes in later will see it.";
pub(crate) const ROOM_REFUSED: &str = "This room cannot be opened";
pub(crate) const TRY_AGAIN: &str = "Try again";
pub(crate) const JOIN_AGAIN: &str = "Join again";
pub(crate) const LEFT_TITLE: &str = "You have left this room";
pub(crate) const LEFT_LEAD: &str = "You can come back whenever you like.";
pub(crate) const REMOVED_TITLE: &str = "You are no longer in this room";
pub(crate) const REMOVED_LEAD: &str =
    "A moderator has taken you out. If the room is open to everybody, you can come back.";
pub(crate) const BANNED_TITLE: &str = "You cannot be in this room";
pub(crate) const BANNED_LEAD: &str = "A moderator has banned you from it.";
pub(crate) const ARCHIVED_TITLE: &str = "This room is closed";
pub(crate) const ARCHIVED_LEAD: &str = "An owner has archived it. It can be read again when they open it.";
pub(crate) const JUMP: &str = "Jump to the newest message";

pub(crate) fn message_to(room: &str) -> String {
    format!("Message {room}")
}

pub(crate) fn online(count: usize) -> String {
    format!("{count} online")
}

pub(crate) fn left_at(time: &str) -> String {
    format!("Left {time}")
}

pub(crate) fn edited_at(time: &str) -> String {
    format!("Edited {time}")
}

pub(crate) fn new_count(count: usize) -> String {
    format!("{count} new")
}

pub(crate) fn jump_to_new(count: usize) -> String {
    match count {
        0 => JUMP.to_owned(),
        1 => "1 new message: jump to it".to_owned(),
        _ => format!("{count} new messages: jump to the newest"),
    }
}

pub(crate) fn characters_left(count: usize) -> String {
    format!("{count} characters left")
}

pub(crate) fn characters_over(count: usize) -> String {
    format!("{count} characters too many")
}

/// Who is typing; `None` where nobody is.
pub(crate) fn typing(names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(format!("{one} is typing")),
        [one, two] => Some(format!("{one} and {two} are typing")),
        more => Some(format!("{} people are typing", more.len())),
    }
}

/// What a screen reader says of messages that came in.
pub(crate) fn announcement(count: usize, author: &str, text: &str) -> String {
    match count {
        1 => format!("{author}: {text}"),
        _ => format!("{count} new messages, the last from {author}"),
    }
}

pub(crate) fn said(author: impl fmt::Display) -> String {
    format!("{author}: ")
}

/// A sentence of the server's, which come without a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_names_up_to_two_people() {
        assert_eq!(typing(&[]), None);
        assert_eq!(typing(&["Ada"]).as_deref(), Some("Ada is typing"));
        assert_eq!(typing(&["Ada", "Ben"]).as_deref(), Some("Ada and Ben are typing"));
        assert_eq!(typing(&["Ada", "Ben", "Zoe"]).as_deref(), Some("3 people are typing"));
    }

    #[test]
    fn a_sentence_of_the_server_is_made_a_whole_one() {
        assert_eq!(sentence("a name has at most 32 characters"), "A name has at most 32 characters.");
        assert_eq!(sentence("Done!"), "Done!");
    }
}
