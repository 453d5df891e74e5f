//! Every sentence that people read: a function for each message of `locales/`, and what is made of several.

use sociable_client::chat::Failure;
use sociable_protocol::{Error, ErrorCode, Status};

use crate::{dom, i18n};

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// What stands between two notes on one line.
pub(crate) const BETWEEN_NOTES: &str = " · ";

/// The keys that open the quick switcher.
pub(crate) fn find_keys() -> &'static str {
    if dom::is_apple() { "⌘K" } else { keys_find() }
}

/// Who is typing; `None` where nobody is.
pub(crate) fn typing(names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some(typing_one(one)),
        [one, two] => Some(typing_two(one, two)),
        more => Some(typing_many(more.len())),
    }
}

/// What a screen reader says of messages that came in.
pub(crate) fn announcement(count: usize, author: &str, text: &str) -> String {
    match count {
        1 => announcement_one(author, text),
        _ => announcement_many(author, count),
    }
}

/// A refusal of the server's. Its own sentence is English and says more than the code where that alone says little.
pub(crate) fn refusal(error: &Error) -> String {
    match error.code {
        ErrorCode::NameTaken => refused_name_taken().to_owned(),
        ErrorCode::NameRequired => refused_name_required().to_owned(),
        ErrorCode::InvalidToken => refused_invalid_token().to_owned(),
        ErrorCode::TokenRequired => site_signs_in().to_owned(),
        ErrorCode::TokenExpired => site_ended().to_owned(),
        ErrorCode::RoomNotFound => refused_room_not_found().to_owned(),
        ErrorCode::UserNotFound => refused_user_not_found().to_owned(),
        ErrorCode::MessageNotFound => refused_message_not_found().to_owned(),
        ErrorCode::NotJoined => refused_not_joined().to_owned(),
        ErrorCode::Forbidden => refused_forbidden().to_owned(),
        ErrorCode::Banned => banned_lead().to_owned(),
        ErrorCode::RoomArchived => refused_room_archived().to_owned(),
        ErrorCode::SlugTaken => refused_slug_taken().to_owned(),
        ErrorCode::LimitReached => refused_limit_reached().to_owned(),
        ErrorCode::RateLimited => refused_rate_limited().to_owned(),
        ErrorCode::Overloaded | ErrorCode::Unavailable | ErrorCode::Internal => refused_unavailable().to_owned(),
        // What these say depends on what was asked.
        _ => sentence(&error.message),
    }
}

/// Why a request came to nothing.
pub(crate) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Refused(error) => refusal(error),
        Failure::NoAnswer => no_answer().to_owned(),
    }
}

/// What a person is at the moment, in a word.
pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Online => status_online(),
        Status::Away => status_away(),
        Status::Busy => status_busy(),
        Status::Offline => status_offline(),
    }
}

/// A sentence of the server's, which come without a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    // They are English. What knows the capitals of all alphabets is several kilobytes.
    let first = chars.next().as_ref().map(char::to_ascii_uppercase).map(String::from).unwrap_or_default();
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
